"""Take sealed reports and sealed files into the store, over its port. Sees no plaintext but a file on its way in."""

from datetime import date

from wbs.cases.model import (
    CHUNK_LIMIT,
    AgencyCode,
    AttachmentId,
    CaseId,
    CaseName,
    KeyDigest,
    NewCase,
    PendingUpload,
    StoredGrant,
    StoredMessage,
    StoredRecord,
    UploadClaim,
)
from wbs.cases.ports import UploadRows
from wbs.crypto.bulk import AttachmentWriter, new_attachment_id
from wbs.crypto.compose import SealedCase
from wbs.crypto.messages import SealedMessage
from wbs.crypto.primitives import hkdf_expand, sha256

_TOKEN_INFO = b"wbs/v1/upload token"


def upload_claim(attachment: bytes, key: bytes) -> UploadClaim:
    """Claim a pending upload that this program encrypted: the upload token is derived from the attachment's key."""
    return UploadClaim(AttachmentId(attachment), sha256(hkdf_expand(key, _TOKEN_INFO, 32)))


class UploadWriter:
    """Encrypts one file as it arrives, into the rows of a pending upload; holds at most one row in memory."""

    def __init__(self, store: UploadRows, shelf: AgencyCode, today: date) -> None:
        """Open a pending upload under an agency."""
        self._store = store
        self._today = today
        self._writer = AttachmentWriter(new_attachment_id())
        self._ready: list[bytes] = []
        self._waiting = 0
        self._rows = 0
        self._length = 0
        self.claim = upload_claim(self._writer.attachment_id, self._writer.key)
        upload = PendingUpload(
            attachment=self.claim.attachment,
            shelf=shelf,
            token_hash=self.claim.token_hash,
            length=None,
            day=today,
        )
        store.begin_upload(upload)

    def __repr__(self) -> str:
        return "UploadWriter(…)"

    @property
    def key(self) -> bytes:
        """The key that opens the file; travels only inside a signed message or a ticket."""
        return self._writer.key

    @property
    def size(self) -> int:
        """True size so far, in bytes."""
        return self._writer.size

    def write(self, data: bytes) -> None:
        """Take the next bytes of the file."""
        self._collect(self._writer.update(data))

    def finish(self) -> None:
        """Pad, write the last row, and let the upload be claimed."""
        self._collect(self._writer.finalize())
        if self._waiting:
            self._write_row(b"".join(self._ready))
        self._store.finish_upload(self.claim.attachment, self._length)

    def abandon(self) -> None:
        """Forget the upload."""
        self._store.drop_upload(self.claim.attachment, self.claim.token_hash)

    def _collect(self, sealed: bytes) -> None:
        self._ready.append(sealed)
        self._waiting += len(sealed)
        if self._waiting < CHUNK_LIMIT:
            return
        together = memoryview(b"".join(self._ready))
        whole = self._waiting - self._waiting % CHUNK_LIMIT
        for start in range(0, whole, CHUNK_LIMIT):
            self._write_row(bytes(together[start : start + CHUNK_LIMIT]))
        self._ready = [bytes(together[whole:])]
        self._waiting -= whole

    def _write_row(self, row: bytes) -> None:
        self._store.append_chunks(self.claim.attachment, self._rows, [row], self._today)
        self._rows += 1
        self._length += len(row)


def new_case(sealed: SealedCase, mailbox_hash: bytes, claims: tuple[UploadClaim, ...], today: date) -> NewCase:
    """Give a sealed case the form in which stores take it."""
    return NewCase(
        name=CaseName(AgencyCode(sealed.agency), CaseId(sealed.case)),
        mailbox_hash=mailbox_hash,
        record=StoredRecord(epoch=1, place=0, digest=sealed.record_digest, envelope=sealed.record),
        grants=tuple(StoredGrant(1, KeyDigest(grant.key), grant.sealed) for grant in sealed.grants),
        summary=sealed.summary,
        message=stored_message(sealed.message, today),
        claims=claims,
    )


def stored_message(message: SealedMessage, today: date) -> StoredMessage:
    """Give a sealed message the form in which stores keep it."""
    return StoredMessage(
        author=message.author,
        seq=message.seq,
        epoch=message.epoch,
        kind=message.kind,
        sealed=message.sealed,
        day=today,
    )
