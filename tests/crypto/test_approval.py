"""Whose word on a transfer counts, for which transfer, and for how long."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from tests.cast import PROVINCE, REGENCY, TODAY, World, a_report, found, recipients
from tests.stories.simulator import reading, readings
from wbs.crypto.approval import Approval, approver_of, readers_digest, sign_approval, verify_approval
from wbs.crypto.compose import SealedRecord, compose_access, compose_case, compose_epoch, name_of
from wbs.crypto.encoding import b64url
from wbs.crypto.keys import CasePrivateKey
from wbs.crypto.messages import SealedBy
from wbs.crypto.receipt import Receipt
from wbs.crypto.records import EpochRecord, ReaderRef, RecordChain, verify_chain
from wbs.crypto.shape import parse
from wbs.crypto.signing import Unverified
from wbs.errors import LapsedError, RefusedError, SignatureError, TrustError

RECEIVER, HEAD, STRANGER = f"{REGENCY}/penerima-01", f"{REGENCY}/inspektur", f"{PROVINCE}/penerima-01"
COLLEAGUE, STRANGERS_COLLEAGUE = f"{REGENCY}/penerima-02", f"{PROVINCE}/penerima-02"


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
    said = {
        "case": chain.case,
        "record": chain.records[-1].digest,
        "to": PROVINCE,
        "readers": readers_digest([one.name for one in readings(world.people[STRANGER])]),
        "author": person.ref,
        "day": TODAY.isoformat(),
    }
    return sign_approval(person.secret.signing_key, Approval(**{**said, **changes}))


def test_an_officer_who_reads_the_case_and_replies_approves(world: World, chain: RecordChain) -> None:
    assert verify_approval(approval(world, chain), chain, world.book(), TODAY).to == PROVINCE


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
        verify_approval(envelope, chain, world.book(), TODAY)


def grown(world: World, chain: RecordChain, first: bytes, make: Callable[..., SealedRecord]) -> RecordChain:
    """Give the records after an officer added one."""
    return verify_chain([first, make(world, chain).record], world.book())


def let_in(world: World, chain: RecordChain) -> SealedRecord:
    author = world.people[COLLEAGUE]
    return compose_access(
        author.secret.signing_key,
        author.ref,
        chain,
        CasePrivateKey.generate(),
        reading(world.people[HEAD]),
        newest=chain.records[-1],
        directories=[name_of(world.book().newest(REGENCY))],
        reason="telaah",
    )


def new_key(world: World, chain: RecordChain, *names: str, approved: bytes | None = None) -> SealedRecord:
    author = world.people[COLLEAGUE]
    people = [world.people[name] for name in names or (RECEIVER, COLLEAGUE)]
    agencies = sorted({person.agency for person in people} | {REGENCY})
    return compose_epoch(
        author.secret.signing_key,
        author.ref,
        chain,
        CasePrivateKey.generate(),
        readings(*people),
        directories=[name_of(world.book().newest(agency)) for agency in agencies],
        heads=[],
        approval=approved,
    )


@pytest.mark.promise("P06")
@pytest.mark.parametrize("make", [let_in, new_key])
def test_whoever_keeps_an_approval_gets_nothing_by_it_once_the_case_has_another_record(
    make: Callable[..., SealedRecord],
) -> None:
    """Taking an approval back begins a new key: no signed withdrawal could be kept from anybody."""
    world = found()
    sealed = compose_case(
        report=a_report(),
        receipt=Receipt.generate(),
        directory=world.book().newest(REGENCY),
        recipients=recipients(world, REGENCY),
        sealed_by=SealedBy.PORTAL,
    )
    chain = verify_chain([sealed.record], world.book())
    kept = approval(world, chain)
    with pytest.raises(LapsedError):
        verify_approval(kept, grown(world, chain, sealed.record, make), world.book(), TODAY)


@pytest.mark.promise("P06")
@pytest.mark.parametrize(
    ("today", "error"),
    [
        (TODAY + timedelta(days=14), None),
        (TODAY + timedelta(days=15), LapsedError),
        (TODAY - timedelta(days=1), None),
        (TODAY - timedelta(days=2), TrustError),
    ],
)
def test_an_approval_holds_for_two_weeks_from_the_day_that_is_signed_and_from_no_day_to_come(
    world: World, chain: RecordChain, today: date, error: type[RefusedError] | None
) -> None:
    envelope = approval(world, chain)
    if error is None:
        assert verify_approval(envelope, chain, world.book(), today).day == TODAY.isoformat()
    else:
        with pytest.raises(error):
            verify_approval(envelope, chain, world.book(), today)


@pytest.mark.promise("P06")
@pytest.mark.parametrize(
    ("readers", "by"),
    [((STRANGER,), RECEIVER), ((STRANGER, STRANGERS_COLLEAGUE), None), ((STRANGERS_COLLEAGUE,), None)],
)
def test_a_record_counts_by_an_approval_of_exactly_its_readers(
    world: World, chain: RecordChain, readers: tuple[str, ...], by: str | None
) -> None:
    """Whoever hands over could else let a friend of the accused in, who serves there today."""
    record = new_key(world, chain, *readers, approved=approval(world, chain)).record
    found_by = approver_of(parse(Unverified(record).payload, EpochRecord), world.book())
    assert found_by == (None if by is None else world.people[by].ref)
