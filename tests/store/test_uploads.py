"""Pending uploads: only whole ones are taken over, once, by whoever holds their token; the rest is swept away."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from tests.store.raw import count, errors_in, execute, query, together
from tests.store.samples import (
    PROVINCE,
    REGENCY,
    TODAY,
    a_case,
    a_key,
    a_message,
    a_name,
    an_upload,
    claim_of,
    store_upload,
)
from wbs.cases.model import CHUNK_LIMIT, AttachmentId, NewCase
from wbs.cases.ports import CaseStore
from wbs.crypto.primitives import random_bytes
from wbs.errors import ConflictError, NotFoundError, StoreUnavailableError
from wbs.store.uploads import Uploads

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def read(cases: CaseStore, case: NewCase, attachment: AttachmentId) -> bytes | None:
    chunks = cases.attachment(case.name, attachment)
    return None if chunks is None else b"".join(chunks)


def test_a_new_case_takes_its_uploads_over(cases: CaseStore) -> None:
    parts = [random_bytes(CHUNK_LIMIT), random_bytes(CHUNK_LIMIT), random_bytes(777)]
    upload, reader = store_upload(cases, *parts), a_key()
    case = a_case(reader, claims=[claim_of(upload)])
    assert cases.create_case(case) is None
    assert read(cases, case, upload.attachment) == b"".join(parts)
    found = cases.case_file(case.name, reader)
    assert found is not None
    assert found.attachments == {upload.attachment: 2 * CHUNK_LIMIT + 777}


def test_chunks_come_back_in_order_beyond_nine(cases: CaseStore) -> None:
    parts = [bytes([n]) * 10 for n in range(12)]
    upload = store_upload(cases, *parts)
    case = a_case(claims=[claim_of(upload)])
    cases.create_case(case)
    chunks = cases.attachment(case.name, upload.attachment)
    assert chunks is not None
    assert list(chunks) == parts


def test_several_chunks_may_come_at_once(cases: CaseStore) -> None:
    upload = an_upload()
    cases.begin_upload(upload)
    cases.append_chunks(upload.attachment, 0, [b"one", b"two"], TODAY)
    cases.append_chunks(upload.attachment, 2, [b"three"], TODAY)
    cases.finish_upload(upload.attachment, 11)
    case = a_case(claims=[claim_of(upload)])
    cases.create_case(case)
    assert read(cases, case, upload.attachment) == b"onetwothree"


def test_a_case_of_another_agency_reads_from_the_first_shelf(cases: CaseStore) -> None:
    upload = store_upload(cases, b"sealed", shelf=REGENCY)
    case = a_case(name=a_name(PROVINCE), claims=[claim_of(upload)])
    cases.create_case(case)
    assert read(cases, case, upload.attachment) == b"sealed"


def test_a_message_takes_its_uploads_over(cases: CaseStore) -> None:
    case, upload = a_case(), store_upload(cases, b"sealed")
    cases.create_case(case)
    cases.append_message(case.name, a_message(seq=2), claims=[claim_of(upload)])
    assert read(cases, case, upload.attachment) == b"sealed"


def test_a_refused_message_takes_nothing_over(cases: CaseStore) -> None:
    case, upload = a_case(), store_upload(cases, b"sealed")
    cases.create_case(case)
    with pytest.raises(ConflictError):
        cases.append_message(case.name, a_message(seq=7), claims=[claim_of(upload)])
    assert read(cases, case, upload.attachment) is None
    assert cases.pending_upload(upload.attachment, upload.token_hash) is not None


def test_an_attachment_of_another_case_is_not_given(cases: CaseStore) -> None:
    upload = store_upload(cases, b"sealed")
    owner, other = a_case(claims=[claim_of(upload)]), a_case()
    cases.create_case(owner)
    cases.create_case(other)
    assert read(cases, other, upload.attachment) is None


def test_a_pending_upload_is_not_given_as_an_attachment(cases: CaseStore) -> None:
    case, upload = a_case(), store_upload(cases, b"sealed")
    cases.create_case(case)
    assert read(cases, case, upload.attachment) is None


@pytest.mark.parametrize("flaw", ["unknown", "unfinished", "foreign"])
def test_a_claim_that_does_not_hold_leaves_no_case(cases: CaseStore, flaw: str) -> None:
    whole, pending = store_upload(cases, b"sealed"), an_upload()
    cases.begin_upload(pending)
    cases.append_chunks(pending.attachment, 0, [b"half"], TODAY)
    claim = {
        "unknown": replace(claim_of(whole), attachment=AttachmentId(bytes(16))),
        "unfinished": claim_of(pending),
        "foreign": replace(claim_of(whole), token_hash=bytes(32)),
    }[flaw]
    case = a_case(claims=[claim_of(whole), claim])
    with pytest.raises(NotFoundError):
        cases.create_case(case)
    assert cases.mailbox(case.mailbox_hash) is None
    assert cases.pending_upload(whole.attachment, whole.token_hash) is not None


def test_of_many_cases_that_claim_one_upload_one_gets_it(cases: CaseStore) -> None:
    upload = store_upload(cases, b"sealed")
    rivals = [a_case(claims=[claim_of(upload)]) for _ in range(8)]
    outcomes = together(*(partial(cases.create_case, case) for case in rivals))
    assert errors_in(outcomes) == [NotFoundError] * 7
    assert len([case for case in rivals if read(cases, case, upload.attachment)]) == 1


def test_cases_that_claim_the_same_uploads_in_another_order_do_not_block_each_other(cases: CaseStore) -> None:
    uploads = [store_upload(cases, b"sealed") for _ in range(4)]
    claims = [claim_of(upload) for upload in uploads]
    rivals = [a_case(claims=claims), a_case(claims=claims[::-1])]
    outcomes = together(*(partial(cases.create_case, case) for case in rivals))
    assert errors_in(outcomes) == [NotFoundError]


def test_a_pending_upload_is_shown_to_its_token_alone(cases: CaseStore) -> None:
    upload = an_upload()
    cases.begin_upload(upload)
    assert cases.pending_upload(upload.attachment, upload.token_hash) == upload
    assert cases.pending_upload(upload.attachment, bytes(32)) is None
    assert cases.pending_upload(AttachmentId(bytes(16)), upload.token_hash) is None


def test_a_finished_upload_shows_its_length_and_the_day_of_its_last_byte(cases: CaseStore) -> None:
    upload = an_upload(YESTERDAY)
    cases.begin_upload(upload)
    cases.append_chunks(upload.attachment, 0, [b"sealed"], TODAY)
    cases.finish_upload(upload.attachment, 6)
    shown = cases.pending_upload(upload.attachment, upload.token_hash)
    assert shown == replace(upload, length=6, day=TODAY, chunks=1)


def test_a_claimed_upload_is_no_longer_pending(cases: CaseStore) -> None:
    upload = store_upload(cases, b"sealed")
    cases.create_case(a_case(claims=[claim_of(upload)]))
    assert cases.pending_upload(upload.attachment, upload.token_hash) is None


def test_an_id_is_given_to_one_upload(cases: CaseStore) -> None:
    upload = an_upload()
    cases.begin_upload(upload)
    with pytest.raises(ConflictError):
        cases.begin_upload(replace(upload, token_hash=bytes(32), shelf=PROVINCE))


def test_the_id_of_a_stored_attachment_cannot_be_begun_again(cases: CaseStore) -> None:
    upload = store_upload(cases, b"sealed")
    case = a_case(claims=[claim_of(upload)])
    cases.create_case(case)
    with pytest.raises(ConflictError):
        cases.begin_upload(replace(upload, token_hash=bytes(32)))
    assert read(cases, case, upload.attachment) == b"sealed"


def test_chunks_for_no_upload_are_refused(cases: CaseStore) -> None:
    with pytest.raises(NotFoundError):
        cases.append_chunks(AttachmentId(bytes(16)), 0, [b"sealed"], TODAY)


def test_chunks_for_a_finished_upload_are_refused(cases: CaseStore) -> None:
    upload = store_upload(cases, b"sealed")
    with pytest.raises(NotFoundError):
        cases.append_chunks(upload.attachment, 1, [b"more"], TODAY)


def test_chunks_for_a_linked_attachment_are_refused(cases: CaseStore) -> None:
    upload = store_upload(cases, b"sealed")
    case = a_case(claims=[claim_of(upload)])
    cases.create_case(case)
    with pytest.raises(NotFoundError):
        cases.append_chunks(upload.attachment, 1, [b"more"], TODAY)
    assert read(cases, case, upload.attachment) == b"sealed"


def test_a_chunk_number_is_taken_once_and_keeps_its_bytes(cases: CaseStore) -> None:
    upload = an_upload()
    cases.begin_upload(upload)
    cases.append_chunks(upload.attachment, 0, [b"first"], TODAY)
    with pytest.raises(ConflictError):
        cases.append_chunks(upload.attachment, 0, [b"other", b"third"], TODAY)
    cases.finish_upload(upload.attachment, 5)


@pytest.mark.parametrize("size", [0, CHUNK_LIMIT + 1])
def test_chunks_of_another_size_are_a_mistake_of_the_caller(cases: CaseStore, size: int) -> None:
    upload = an_upload()
    cases.begin_upload(upload)
    with pytest.raises(ValueError, match="1 MiB"):
        cases.append_chunks(upload.attachment, 0, [bytes(size)], TODAY)


def test_finishing_with_another_length_is_a_conflict(cases: CaseStore) -> None:
    upload = an_upload()
    cases.begin_upload(upload)
    cases.append_chunks(upload.attachment, 0, [b"sealed"], TODAY)
    with pytest.raises(ConflictError):
        cases.finish_upload(upload.attachment, 7)
    cases.append_chunks(upload.attachment, 1, [b"!"], TODAY)
    cases.finish_upload(upload.attachment, 7)


def test_finishing_without_a_chunk_is_a_conflict(cases: CaseStore) -> None:
    upload = an_upload()
    cases.begin_upload(upload)
    with pytest.raises(ConflictError):
        cases.finish_upload(upload.attachment, 0)


def test_finishing_with_a_gap_is_a_conflict(cases: CaseStore) -> None:
    upload = an_upload()
    cases.begin_upload(upload)
    cases.append_chunks(upload.attachment, 1, [b"sealed"], TODAY)
    with pytest.raises(ConflictError):
        cases.finish_upload(upload.attachment, 6)


def test_finishing_again_with_the_same_length_changes_nothing(cases: CaseStore) -> None:
    upload = store_upload(cases, b"sealed")
    cases.finish_upload(upload.attachment, 6)
    with pytest.raises(ConflictError):
        cases.finish_upload(upload.attachment, 5)


def test_finishing_no_upload_is_refused(cases: CaseStore) -> None:
    with pytest.raises(NotFoundError):
        cases.finish_upload(AttachmentId(bytes(16)), 6)


def test_a_dropped_upload_is_gone_with_its_chunks(cases: CaseStore, url: str) -> None:
    upload = store_upload(cases, *([b"sealed"] * 9))
    cases.drop_upload(upload.attachment, upload.token_hash)
    assert cases.pending_upload(upload.attachment, upload.token_hash) is None
    assert count(url, "chunks") == count(url, "uploads") == 0


def test_dropping_with_another_token_does_nothing(cases: CaseStore) -> None:
    upload = store_upload(cases, b"sealed")
    cases.drop_upload(upload.attachment, bytes(32))
    assert cases.pending_upload(upload.attachment, upload.token_hash) is not None


def test_dropping_a_linked_attachment_does_nothing(cases: CaseStore) -> None:
    upload = store_upload(cases, b"sealed")
    case = a_case(claims=[claim_of(upload)])
    cases.create_case(case)
    cases.drop_upload(upload.attachment, upload.token_hash)
    assert read(cases, case, upload.attachment) == b"sealed"


def test_a_drop_that_another_one_overtook_touches_nothing_that_came_later_under_the_same_id(
    cases: CaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = store_upload(cases, b"sealed")
    case = a_case(claims=[claim_of(upload)])
    delete = Uploads._delete  # noqa: SLF001 - the moment between dropping and deleting

    def overtaken(self: Uploads, *given: Any) -> None:
        monkeypatch.undo()
        delete(self, *given)
        cases.begin_upload(replace(upload, length=None))
        cases.append_chunks(upload.attachment, 0, [b"later"], TODAY)
        cases.finish_upload(upload.attachment, 5)
        cases.create_case(case)
        delete(self, *given)

    monkeypatch.setattr(Uploads, "_delete", overtaken)
    cases.drop_upload(upload.attachment, upload.token_hash)
    assert read(cases, case, upload.attachment) == b"later"


def half_drop(url: str) -> None:
    """What a crash in the middle of dropping leaves behind."""
    execute(url, "UPDATE uploads SET dropped = (1 = 1)")


@pytest.mark.parametrize(
    "use",
    [
        lambda cases, upload: cases.create_case(a_case(claims=[claim_of(upload)])),
        lambda cases, upload: cases.finish_upload(upload.attachment, 6),
        lambda cases, upload: cases.append_chunks(upload.attachment, 1, [b"more"], TODAY),
    ],
    ids=["claim", "finish", "append"],
)
def test_an_upload_that_is_being_dropped_is_of_no_more_use(
    cases: CaseStore, url: str, use: Callable[[CaseStore, object], None]
) -> None:
    upload = store_upload(cases, b"sealed")
    half_drop(url)
    with pytest.raises(NotFoundError):
        use(cases, upload)
    assert cases.pending_upload(upload.attachment, upload.token_hash) is None


@pytest.mark.promise("P14")
def test_a_sweep_finishes_a_drop_that_a_crash_interrupted(cases: CaseStore, url: str) -> None:
    store_upload(cases, b"sealed", day=TOMORROW)
    half_drop(url)
    assert cases.sweep_uploads(TODAY, 10) == 1
    assert count(url, "chunks") == count(url, "uploads") == 0


@pytest.mark.promise("P14")
def test_a_sweep_takes_uploads_by_the_day_of_their_last_byte(cases: CaseStore) -> None:
    old, fresh = store_upload(cases, b"sealed", day=YESTERDAY), an_upload(YESTERDAY)
    cases.begin_upload(fresh)
    cases.append_chunks(fresh.attachment, 0, [b"sealed"], TODAY)
    assert cases.sweep_uploads(TODAY, 10) == 1
    assert cases.pending_upload(old.attachment, old.token_hash) is None
    assert cases.pending_upload(fresh.attachment, fresh.token_hash) is not None


@pytest.mark.promise("P14")
def test_a_sweep_takes_unfinished_uploads_too(cases: CaseStore, url: str) -> None:
    upload = an_upload(YESTERDAY)
    cases.begin_upload(upload)
    cases.append_chunks(upload.attachment, 0, [b"half"], YESTERDAY)
    assert cases.sweep_uploads(TODAY, 10) == 1
    assert count(url, "chunks") == 0


def test_a_sweep_keeps_to_its_limit(cases: CaseStore, url: str) -> None:
    for _ in range(5):
        store_upload(cases, b"sealed", day=YESTERDAY)
    assert [cases.sweep_uploads(TODAY, 2) for _ in range(4)] == [2, 2, 1, 0]
    assert count(url, "chunks") == 0


def test_a_sweep_never_touches_what_a_case_took_over(cases: CaseStore) -> None:
    upload = store_upload(cases, b"sealed", day=YESTERDAY)
    case = a_case(claims=[claim_of(upload)])
    cases.create_case(case)
    assert cases.sweep_uploads(TODAY, 10) == 0
    assert read(cases, case, upload.attachment) == b"sealed"


def test_of_a_sweep_and_a_claim_at_once_one_wins_whole(cases: CaseStore) -> None:
    for _ in range(10):
        upload = store_upload(cases, *([b"sealed"] * 5), day=YESTERDAY)
        case = a_case(claims=[claim_of(upload)])
        together(partial(cases.create_case, case), partial(cases.sweep_uploads, TODAY, 10))
        is_stored = cases.mailbox(case.mailbox_hash) is not None
        assert read(cases, case, upload.attachment) == (b"sealed" * 5 if is_stored else None)


def test_a_missing_chunk_is_an_error_and_not_a_short_file(cases: CaseStore, url: str) -> None:
    upload = store_upload(cases, b"one", b"two")
    case = a_case(claims=[claim_of(upload)])
    cases.create_case(case)
    execute(url, "DELETE FROM chunks WHERE n = 1")
    with pytest.raises(StoreUnavailableError):
        read(cases, case, upload.attachment)


def test_chunks_longer_than_noted_are_an_error(cases: CaseStore, url: str) -> None:
    upload = store_upload(cases, b"one", b"two")
    case = a_case(claims=[claim_of(upload)])
    cases.create_case(case)
    execute(url, "UPDATE attachments SET length = 5")
    with pytest.raises(StoreUnavailableError):
        read(cases, case, upload.attachment)


def test_an_upload_is_laid_under_another_agency_by_its_owner_alone(cases: CaseStore, url: str) -> None:
    upload = store_upload(cases, b"sealed evidence")
    claim = claim_of(upload)
    cases.move_upload(claim.attachment, b"another's token", PROVINCE)
    assert query(url, "SELECT DISTINCT shelf FROM chunks") == [(upload.shelf,)]
    cases.move_upload(claim.attachment, claim.token_hash, PROVINCE)
    assert query(url, "SELECT DISTINCT shelf FROM chunks") == query(url, "SELECT shelf FROM uploads") == [(PROVINCE,)]
    case = a_case(claims=[claim])
    cases.create_case(case)
    chunks = cases.attachment(case.name, claim.attachment)
    assert chunks is not None
    assert b"".join(chunks) == b"sealed evidence"
    cases.move_upload(claim.attachment, claim.token_hash, REGENCY)
    assert query(url, "SELECT DISTINCT shelf FROM chunks") == [(PROVINCE,)]
