"""Uploads that a reporter's device encrypts: begun, sent in parts, resumed, dropped."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.cast import PROVINCE, REGENCY
from tests.office import Office
from wbs.cases.model import CHUNK_LIMIT, AgencyCode, AttachmentId, UploadClaim
from wbs.cases.reporters.keeping import UploadWriter
from wbs.cases.reporters.uploads import FileLimits, UploadPart, Uploads, UploadState
from wbs.crypto.boxes import token_hash
from wbs.crypto.bulk import encrypted_size
from wbs.crypto.primitives import random_bytes
from wbs.errors import ConflictError, FileTooLargeError, FormatError, NotFoundError, StoreUnavailableError

TODAY = date(2026, 11, 23)
SHELF = AgencyCode(REGENCY)


class Sender:
    """One device that sends one file."""

    def __init__(self, office: Office, size: int = 2_500_000) -> None:
        self.store = office.store.cases
        self.uploads = Uploads(self.store, FileLimits())
        self.id = AttachmentId(random_bytes(16))
        self.token = random_bytes(32)
        self.sealed = random_bytes(encrypted_size(size))

    def begin(self) -> UploadState:
        return self.uploads.begin(self.id, SHELF, self.token, len(self.sealed), TODAY)

    def part(self, offset: int) -> UploadPart:
        return UploadPart(self.id, self.token, offset, self.sealed[offset : offset + CHUNK_LIMIT])

    def send(self, offset: int = 0) -> UploadState:
        state = UploadState(offset, len(self.sealed))
        while state.offset < state.length:
            state = self.uploads.append(self.part(state.offset), TODAY)
        return state


@pytest.fixture
def sender(office: Office) -> Sender:
    return Sender(office)


def is_whole(sender: Sender) -> bool:
    pending = sender.store.pending_upload(sender.id, token_hash(sender.token))
    return pending is not None and pending.length == len(sender.sealed)


def test_an_upload_is_whole_with_its_last_part(sender: Sender):
    assert sender.begin() == UploadState(0, len(sender.sealed))
    after = sender.uploads.append(sender.part(0), TODAY)
    assert after == sender.uploads.state(sender.id, sender.token) == UploadState(CHUNK_LIMIT, len(sender.sealed))
    assert not is_whole(sender)
    assert sender.send(CHUNK_LIMIT).offset == len(sender.sealed)
    assert is_whole(sender)


def test_a_case_takes_over_exactly_the_bytes_that_were_sent(office: Office, sender: Sender):
    sender.begin()
    sender.send()
    report = office.new_report()
    claim = UploadClaim(sender.id, token_hash(sender.token))
    file = office.store.cases.case_file(report.name, office.actor().reader_key)
    assert file is not None
    message = replace(file.messages[0], seq=2)
    office.store.cases.append_message(report.name, message, claims=[claim])
    chunks = office.store.cases.attachment(report.name, sender.id)
    assert chunks is not None
    assert b"".join(chunks) == sender.sealed


def test_beginning_again_finds_the_upload_where_it_stands(sender: Sender):
    sender.begin()
    sender.uploads.append(sender.part(0), TODAY)
    assert sender.begin() == UploadState(CHUNK_LIMIT, len(sender.sealed))


def test_an_id_that_is_taken_is_not_taken_over(sender: Sender):
    sender.begin()
    for token, length, shelf in (
        (random_bytes(32), len(sender.sealed), SHELF),
        (sender.token, encrypted_size(1), SHELF),
        (sender.token, len(sender.sealed), AgencyCode("61")),
    ):
        with pytest.raises(ConflictError):
            sender.uploads.begin(sender.id, shelf, token, length, TODAY)


def test_without_the_token_there_is_no_upload(sender: Sender):
    sender.begin()
    wrong = random_bytes(32)
    for attempt in (
        lambda: sender.uploads.state(sender.id, wrong),
        lambda: sender.uploads.append(replace(sender.part(0), token=wrong), TODAY),
        lambda: sender.uploads.drop(sender.id, wrong),
        lambda: sender.uploads.state(AttachmentId(random_bytes(16)), sender.token),
    ):
        with pytest.raises(NotFoundError):
            attempt()
    assert sender.uploads.state(sender.id, sender.token).offset == 0


def test_a_last_part_that_comes_twice_at_once_is_a_conflict_and_not_a_lost_upload(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
):
    sender.begin()
    last = sender.part(2 * CHUNK_LIMIT)
    for offset in (0, CHUNK_LIMIT):
        sender.uploads.append(sender.part(offset), TODAY)
    append_chunks = sender.store.append_chunks

    def overtaken(*given: Any) -> None:
        monkeypatch.undo()
        sender.uploads.append(last, TODAY)
        append_chunks(*given)

    monkeypatch.setattr(sender.store, "append_chunks", overtaken)
    with pytest.raises(ConflictError):
        sender.uploads.append(last, TODAY)
    assert is_whole(sender)


def test_a_part_that_belongs_elsewhere_changes_nothing(sender: Sender):
    sender.begin()
    sender.uploads.append(sender.part(0), TODAY)
    for offset in (0, 1, CHUNK_LIMIT - 1, 2 * CHUNK_LIMIT, -1):
        with pytest.raises(ConflictError):
            sender.uploads.append(replace(sender.part(0), offset=offset), TODAY)
    assert sender.uploads.state(sender.id, sender.token).offset == CHUNK_LIMIT


@pytest.mark.parametrize("size", [0, 1, CHUNK_LIMIT - 1])
def test_a_part_of_another_size_changes_nothing(sender: Sender, size: int):
    sender.begin()
    with pytest.raises(FormatError):
        sender.uploads.append(replace(sender.part(0), data=bytes(size)), TODAY)
    with pytest.raises(FormatError):
        sender.uploads.append(replace(sender.part(0), data=bytes(CHUNK_LIMIT + 1)), TODAY)
    assert sender.uploads.state(sender.id, sender.token).offset == 0


def test_nothing_comes_after_the_end(sender: Sender):
    sender.begin()
    sender.send()
    with pytest.raises(FormatError):
        sender.uploads.append(UploadPart(sender.id, sender.token, len(sender.sealed), b"more"), TODAY)
    assert is_whole(sender)


def test_an_upload_whose_last_request_was_cut_off_after_its_bytes_becomes_whole(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
):
    sender.begin()

    def broken(*_: object) -> None:
        raise StoreUnavailableError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(type(sender.store), "finish_upload", broken)
        with pytest.raises(StoreUnavailableError):
            sender.send()
    assert not is_whole(sender)
    assert sender.uploads.state(sender.id, sender.token) == UploadState(len(sender.sealed), len(sender.sealed))
    assert is_whole(sender)


def test_a_dropped_upload_is_gone(sender: Sender):
    sender.begin()
    sender.send()
    sender.uploads.drop(sender.id, sender.token)
    with pytest.raises(NotFoundError):
        sender.uploads.state(sender.id, sender.token)


@pytest.mark.parametrize("length", [-1, 0, 1, encrypted_size(5) + 1, encrypted_size(5 << 30) + 1])
def test_only_lengths_that_attachments_have_are_announced(sender: Sender, length: int):
    with pytest.raises(FormatError):
        sender.uploads.begin(sender.id, SHELF, sender.token, length, TODAY)


def test_every_agency_has_a_limit(sender: Sender):
    other = AgencyCode(PROVINCE)
    uploads = Uploads(sender.store, FileLimits(10 << 20, {SHELF: 1 << 20}))
    for agency, limit in ((SHELF, 1 << 20), (other, 10 << 20)):
        uploads.check_length(encrypted_size(limit), agency)
        with pytest.raises(FileTooLargeError):
            uploads.check_length(encrypted_size(limit + 1), agency)


def test_without_a_limit_of_its_own_an_agency_takes_two_gibibytes():
    assert FileLimits(own={SHELF: 5}).limit(AgencyCode(PROVINCE)) == 2 << 30


def test_an_upload_that_the_server_itself_encrypts_is_not_for_this_door(office: Office, sender: Sender):
    writer = UploadWriter(office.store.cases, SHELF, TODAY)
    writer.write(b"a file that came without JavaScript")
    with pytest.raises(NotFoundError):
        sender.uploads.state(writer.claim.attachment, sender.token)
