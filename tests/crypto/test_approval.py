"""Whose word on a transfer counts."""

from typing import Any

import pytest

from tests.cast import PROVINCE, REGENCY, World, a_report, found, recipients
from wbs.crypto.approval import Approval, sign_approval, verify_approval
from wbs.crypto.compose import compose_case
from wbs.crypto.encoding import b64url
from wbs.crypto.messages import SealedBy
from wbs.crypto.receipt import Receipt
from wbs.crypto.records import ReaderRef, RecordChain, verify_chain
from wbs.errors import RefusedError, SignatureError, TrustError

RECEIVER, HEAD, STRANGER = f"{REGENCY}/penerima-01", f"{REGENCY}/inspektur", f"{PROVINCE}/penerima-01"


@pytest.fixture(scope="module")
def world() -> World:
    return found()


@pytest.fixture(scope="module")
def chain(world: World) -> RecordChain:
    sealed = compose_case(
        report=a_report(),
        receipt=Receipt.generate(),
        directory=world.book().newest(REGENCY),
        recipients=recipients(world, REGENCY),
        sealed_by=SealedBy.PORTAL,
    )
    return verify_chain([sealed.record], world.book())


def approval(world: World, chain: RecordChain, signer: str = RECEIVER, **changes: Any) -> bytes:
    person = world.people[signer]
    said = {"case": chain.case, "record": chain.records[-1].digest, "to": PROVINCE, "author": person.ref}
    return sign_approval(person.secret.signing_key, Approval(**{**said, **changes}))


def test_an_officer_who_reads_the_case_and_replies_approves(world: World, chain: RecordChain) -> None:
    assert verify_approval(approval(world, chain), chain, world.book()).to == PROVINCE


@pytest.mark.promise("P14")
@pytest.mark.parametrize(
    ("signer", "changes", "error"),
    [
        (HEAD, {}, TrustError),
        (STRANGER, {}, TrustError),
        (HEAD, {"author": ReaderRef(agency=REGENCY, reader="penerima-01")}, SignatureError),
        (RECEIVER, {"author": ReaderRef(agency=REGENCY, reader="penerima-02")}, SignatureError),
        (RECEIVER, {"author": ReaderRef(agency=REGENCY, reader="nobody")}, TrustError),
        (RECEIVER, {"author": ReaderRef(agency="99", reader="penerima-01")}, TrustError),
        (RECEIVER, {"case": "a" * 52}, TrustError),
        (RECEIVER, {"record": b64url(bytes(32))}, TrustError),
    ],
)
def test_nobody_elses_word_and_no_word_on_anything_else_counts(
    world: World, chain: RecordChain, signer: str, changes: dict[str, Any], error: type[RefusedError]
) -> None:
    envelope = approval(world, chain, signer, **changes)
    with pytest.raises(error):
        verify_approval(envelope, chain, world.book())
