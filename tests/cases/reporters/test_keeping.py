from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.cast import REGENCY, a_report, recipients, shared_world
from wbs.cases.model import CHUNK_LIMIT, AgencyCode, AttachmentId, PendingUpload
from wbs.cases.reporters.keeping import UploadWriter, new_case, upload_claim
from wbs.crypto.bulk import AttachmentReader, encrypted_size
from wbs.crypto.compose import compose_case
from wbs.crypto.messages import SealedBy
from wbs.crypto.receipt import Receipt

TODAY = date(2026, 11, 23)


class Shelf:
    """An upload store in memory."""

    def __init__(self) -> None:
        self.upload: PendingUpload | None = None
        self.chunks: list[bytes] = []
        self.length: int | None = None
        self.dropped: list[tuple[bytes, bytes]] = []

    def begin_upload(self, upload: PendingUpload) -> None:
        assert self.upload is None
        self.upload = upload

    def append_chunks(self, attachment: AttachmentId, first: int, chunks: Sequence[bytes], today: date) -> None:
        assert self.upload is not None
        assert attachment == self.upload.attachment
        assert first == len(self.chunks)
        assert today == TODAY
        self.chunks += chunks

    def finish_upload(self, attachment: AttachmentId, length: int) -> None:
        assert self.upload is not None
        assert attachment == self.upload.attachment
        self.length = length

    def drop_upload(self, attachment: AttachmentId, token_hash: bytes) -> None:
        self.dropped.append((attachment, token_hash))


@given(st.lists(st.integers(0, 400_000), max_size=12))
def test_a_file_is_stored_sealed_in_full_rows_whatever_the_pieces(sizes: list[int]):
    shelf = Shelf()
    writer = UploadWriter(shelf, AgencyCode(REGENCY), TODAY)  # type: ignore[arg-type]
    content = b"".join(bytes([number + 1]) * size for number, size in enumerate(sizes))
    at = 0
    for size in sizes:
        writer.write(content[at : at + size])
        at += size
    writer.finish()
    assert [len(chunk) for chunk in shelf.chunks[:-1]] == [CHUNK_LIMIT] * (len(shelf.chunks) - 1)
    assert 0 < len(shelf.chunks[-1]) <= CHUNK_LIMIT
    assert shelf.length == sum(map(len, shelf.chunks)) == encrypted_size(len(content))
    reader = AttachmentReader(writer.claim.attachment, writer.key, writer.size)
    assert b"".join([*map(reader.update, shelf.chunks), reader.finalize()]) == content


def test_the_claim_follows_from_the_key_and_shows_neither():
    shelf = Shelf()
    writer = UploadWriter(shelf, AgencyCode(REGENCY), TODAY)  # type: ignore[arg-type]
    assert shelf.upload is not None
    assert upload_claim(writer.claim.attachment, writer.key) == writer.claim
    assert shelf.upload.token_hash == writer.claim.token_hash
    assert writer.key not in writer.claim.token_hash
    assert writer.key.hex() not in repr(writer)


def test_an_abandoned_upload_is_dropped_with_its_own_token():
    shelf = Shelf()
    writer = UploadWriter(shelf, AgencyCode(REGENCY), TODAY)  # type: ignore[arg-type]
    writer.write(b"x" * 3_000_000)
    writer.abandon()
    assert shelf.dropped == [(writer.claim.attachment, writer.claim.token_hash)]
    assert shelf.length is None


def test_a_sealed_case_is_stored_under_its_governing_agency_by_day():
    world = shared_world()
    receipt = Receipt.generate()
    sealed = compose_case(
        report=a_report(),
        receipt=receipt,
        directory=world.book().newest(REGENCY),
        recipients=recipients(world),
        sealed_by=SealedBy.PORTAL,
    )
    claims = (upload_claim(b"i" * 16, b"k" * 32),)
    case = new_case(sealed, receipt.mailbox_hash, claims, TODAY)
    assert (case.name.agency, case.name.case) == (REGENCY, sealed.case)
    assert (case.message.day, case.claims, case.mailbox_hash) == (TODAY, claims, receipt.mailbox_hash)
    assert {grant.key for grant in case.grants} == {grant.key for grant in sealed.grants}
    assert len(case.grants) == 3
