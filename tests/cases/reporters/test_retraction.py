"""What the server checks of a reporter's record of a removal, without opening it."""

from datetime import date

import pytest

from tests.store.samples import a_name
from wbs.cases.model import CaseFile, StoredMessage, StoredRecord
from wbs.cases.reporters.retraction import accept_retraction
from wbs.crypto.keys import CasePrivateKey
from wbs.crypto.messages import Kind, SealedMessage, Status
from wbs.crypto.records import REPORTER
from wbs.crypto.seal import seal_document
from wbs.errors import CaseFullError

TODAY = date(2026, 11, 23)
KEY = CasePrivateKey.generate().public
SMALL, LARGE, LARGEST = (seal_document(KEY, b"{}", size) for size in (4_096, 1 << 20, 1 << 21))


def a_file(*sealed: bytes) -> CaseFile:
    kinds = [Kind.REPORT, *[Kind.MESSAGE] * (len(sealed) - 1)]
    messages = tuple(
        StoredMessage(REPORTER, seq, 1, kind, one, TODAY)
        for seq, (kind, one) in enumerate(zip(kinds, sealed, strict=True), 1)
    )
    record = StoredRecord(1, 0, "digest", b"record")
    return CaseFile(a_name(), Status.SUBMITTED, TODAY, (record,), (), {}, b"", messages, {})


def removal(file: CaseFile, sealed: bytes) -> SealedMessage:
    return SealedMessage(REPORTER, len(file.messages) + 1, 1, Kind.REMOVED, sealed)


@pytest.mark.promise("P15")
def test_taking_back_many_small_messages_does_not_fill_the_disk_with_large_records() -> None:
    file = a_file(LARGE, LARGE, LARGE, SMALL)
    with pytest.raises(CaseFullError):
        accept_retraction(removal(file, LARGEST), [4], file, TODAY)


def test_a_full_case_may_be_taken_back() -> None:
    file = a_file(LARGE, LARGE, LARGE, LARGE, SMALL)
    assert accept_retraction(removal(file, SMALL), [5], file, TODAY)[1] == (5,)
    assert accept_retraction(removal(file, LARGEST), [1, 2, 3, 4, 5], file, TODAY)[1] == (1, 2, 3, 4, 5)
