"""What the server checks of a reporter's record of a removal, without opening it."""

from datetime import date
from functools import cache

import pytest

from tests.cast import REGENCY, a_report, found, recipients
from wbs.cases.model import AgencyCode, CaseFile, CaseId, CaseName, StoredMessage, StoredRecord
from wbs.cases.reporters.retraction import accept_retraction
from wbs.crypto.compose import SealedCase, compose_case
from wbs.crypto.keys import CasePrivateKey, ReporterSigningKey
from wbs.crypto.messages import Kind, SealedBy, SealedMessage, Status, digest_of
from wbs.crypto.receipt import Receipt
from wbs.crypto.records import REPORTER
from wbs.crypto.retraction import Retracted, Retraction, sign_retraction
from wbs.crypto.seal import seal_document
from wbs.errors import CaseFullError, SignatureError, TrustError

TODAY = date(2026, 11, 23)
KEY = CasePrivateKey.generate().public
SMALL, LARGE, LARGEST = (seal_document(KEY, b"{}", size) for size in (4_096, 1 << 20, 1 << 21))

RECEIPT = Receipt.generate()


@cache
def a_case() -> SealedCase:
    world = found()
    directory, chosen = world.book().newest(REGENCY), recipients(world, REGENCY)
    return compose_case(
        report=a_report(), receipt=RECEIPT, directory=directory, recipients=chosen, sealed_by=SealedBy.PORTAL
    )


def a_file(*sealed: bytes) -> CaseFile:
    kinds = [Kind.REPORT, *[Kind.MESSAGE] * (len(sealed) - 1)]
    messages = tuple(
        StoredMessage(REPORTER, seq, 1, kind, one, TODAY)
        for seq, (kind, one) in enumerate(zip(kinds, sealed, strict=True), 1)
    )
    record = StoredRecord(1, 0, "digest", a_case().record)
    name = CaseName(AgencyCode(REGENCY), CaseId(a_case().case))
    return CaseFile(name, Status.SUBMITTED, TODAY, (record,), (), {}, b"", messages, {})


def removal(file: CaseFile, sealed: bytes) -> SealedMessage:
    return SealedMessage(REPORTER, len(file.messages) + 1, 1, Kind.REMOVED, sealed)


def signed(file: CaseFile, *numbers: int, key: ReporterSigningKey = RECEIPT.signing_key, **changes: object) -> bytes:
    going = [Retracted(seq=one.seq, digest=digest_of(one.sealed)) for one in file.messages if one.seq in numbers]
    return sign_retraction(key, Retraction(**{"case": file.name.case, "messages": going, **changes}))


@pytest.mark.promise("P12")
def test_a_token_alone_takes_nothing_back() -> None:
    """Whoever sees the token on its way to the server, or in it, has no key to sign with."""
    file = a_file(LARGE, SMALL)
    assert accept_retraction(removal(file, SMALL), signed(file, 2), file, TODAY)[1] == (2,)
    with pytest.raises(SignatureError):
        accept_retraction(removal(file, SMALL), signed(file, 2, key=ReporterSigningKey.generate()), file, TODAY)


def test_what_was_signed_for_another_case_or_another_message_takes_nothing_back() -> None:
    file = a_file(LARGE, SMALL)
    other = [Retracted(seq=2, digest=digest_of(LARGE))]
    for wrong in (signed(file, 2, case="a" * 52), signed(file, messages=other)):
        with pytest.raises(TrustError):
            accept_retraction(removal(file, SMALL), wrong, file, TODAY)


@pytest.mark.promise("P15")
def test_taking_back_many_small_messages_does_not_fill_the_disk_with_large_records() -> None:
    file = a_file(LARGE, LARGE, LARGE, SMALL)
    with pytest.raises(CaseFullError):
        accept_retraction(removal(file, LARGEST), signed(file, 4), file, TODAY)


def test_a_full_case_may_be_taken_back() -> None:
    file = a_file(LARGE, LARGE, LARGE, LARGE, SMALL)
    assert accept_retraction(removal(file, SMALL), signed(file, 5), file, TODAY)[1] == (5,)
    every = signed(file, 1, 2, 3, 4, 5)
    assert accept_retraction(removal(file, LARGEST), every, file, TODAY)[1] == (1, 2, 3, 4, 5)
