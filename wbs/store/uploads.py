"""Sealed bytes on their way to a case: pending uploads, their chunks, and their take-over or removal."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, bindparam, delete, func, or_, select, update

from wbs.cases.model import CHUNK_LIMIT, AgencyCode, AttachmentId, AuditEntry, CaseName, PendingUpload, UploadClaim
from wbs.errors import ConflictError, NotFoundError
from wbs.store.audit import append_entry
from wbs.store.database import Database
from wbs.store.rows import add
from wbs.store.schema.cases import ATTACHMENTS, CHUNKS, UPLOADS

DELETE_CHUNKS = 2
"""Chunks deleted in one transaction: overwriting them costs about as much as writing them did."""

_ITS_ATTACHMENT = UPLOADS.c.attachment == bindparam("its_attachment")
_ITS_TOKEN = UPLOADS.c.token_hash == bindparam("its_token")
_IS_OPEN = UPLOADS.c.length.is_(None) & ~UPLOADS.c.dropped
_ITS_CHUNKS = (CHUNKS.c.shelf == bindparam("its_shelf")) & (CHUNKS.c.attachment == bindparam("its_attachment"))

_HAS_CHUNKS = select(CHUNKS.c.n).where(_ITS_CHUNKS).limit(1)
_STORED = select(func.count(), func.max(CHUNKS.c.n), func.sum(func.length(CHUNKS.c.data))).where(_ITS_CHUNKS)
_TOUCH = update(UPLOADS).where(_ITS_ATTACHMENT, _IS_OPEN).values(day=bindparam("today")).returning(UPLOADS.c.shelf)
_LOCKED = select(UPLOADS.c.shelf, UPLOADS.c.length).where(_ITS_ATTACHMENT, ~UPLOADS.c.dropped).with_for_update()
_FINISH = update(UPLOADS).where(_ITS_ATTACHMENT).values(length=bindparam("whole"))
_NEXT_CHUNK = (
    select(func.coalesce(func.max(CHUNKS.c.n) + 1, 0))
    .where(CHUNKS.c.shelf == UPLOADS.c.shelf, CHUNKS.c.attachment == UPLOADS.c.attachment)
    .scalar_subquery()
)
_PENDING = select(UPLOADS, _NEXT_CHUNK.label("chunks")).where(_ITS_ATTACHMENT, _ITS_TOKEN, ~UPLOADS.c.dropped)
_CLAIM = (
    delete(UPLOADS)
    .where(_ITS_ATTACHMENT, _ITS_TOKEN, UPLOADS.c.length.is_not(None), ~UPLOADS.c.dropped)
    .returning(UPLOADS.c.shelf, UPLOADS.c.length)
)
_OWN = select(UPLOADS.c.shelf).where(_ITS_ATTACHMENT, _ITS_TOKEN, ~UPLOADS.c.dropped).with_for_update()
_MOVE_CHUNKS = update(CHUNKS).where(_ITS_CHUNKS).values(shelf=bindparam("new_shelf"))
_MOVE = update(UPLOADS).where(_ITS_ATTACHMENT).values(shelf=bindparam("new_shelf"))
_DROP = update(UPLOADS).where(_ITS_ATTACHMENT, _ITS_TOKEN).values(dropped=True).returning(UPLOADS.c.shelf)
_OLD = (
    select(UPLOADS.c.attachment)
    .where(or_(UPLOADS.c.day < bindparam("before"), UPLOADS.c.dropped))
    .limit(bindparam("limit"))
)
_DROP_OLD = (
    update(UPLOADS)
    .where(_ITS_ATTACHMENT, or_(UPLOADS.c.day < bindparam("before"), UPLOADS.c.dropped))
    .values(dropped=True)
    .returning(UPLOADS.c.shelf)
)
_IS_DROPPED = select(UPLOADS.c.attachment).where(_ITS_ATTACHMENT, UPLOADS.c.dropped).with_for_update()
_FIRST_CHUNKS = select(CHUNKS.c.n).where(_ITS_CHUNKS).order_by(CHUNKS.c.n).limit(DELETE_CHUNKS)
_DELETE_CHUNKS = delete(CHUNKS).where(_ITS_CHUNKS, CHUNKS.c.n <= bindparam("last"))
_FORGET = delete(UPLOADS).where(_ITS_ATTACHMENT, UPLOADS.c.dropped)


def take_over(connection: Connection, name: CaseName, claims: Sequence[UploadClaim]) -> None:
    """Link finished uploads to a case, within the transaction that stores what names them.

    Raises:
        NotFoundError: an upload is missing, unfinished, or not the claimant's.
    """
    for claim in sorted(claims, key=lambda claim: claim.attachment):  # one order of locks for everyone
        values = {"its_attachment": claim.attachment, "its_token": claim.token_hash}
        upload = connection.execute(_CLAIM, values).one_or_none()
        if upload is None:
            raise NotFoundError("a claimed upload is missing, unfinished or not the claimant's")
        link = {"agency": name.agency, "case_id": name.case, "attachment": claim.attachment}
        add(connection, ATTACHMENTS, {**link, "shelf": upload.shelf, "length": upload.length})


class Uploads:
    """Implements `wbs.cases.ports.UploadStore`."""

    def __init__(self, database: Database) -> None:
        """Use one database."""
        self._database = database

    def begin_upload(self, upload: PendingUpload) -> None:
        """Open a pending upload.

        Raises:
            ConflictError: the id is taken, by a pending upload or by an attachment on this shelf.
            StoreUnavailableError: also when little room is left: rows without chunks would take the rest of it.
        """
        self._database.require_room()
        row = {
            "attachment": upload.attachment,
            "shelf": upload.shelf,
            "token_hash": upload.token_hash,
            "length": upload.length,
            "day": upload.day,
            "dropped": False,
            "announced": upload.announced,
        }

        def job(connection: Connection) -> None:
            add(connection, UPLOADS, row)
            values = {"its_shelf": upload.shelf, "its_attachment": upload.attachment}
            if connection.execute(_HAS_CHUNKS, values).first():
                raise ConflictError("an attachment has this id")

        self._database.write(job)

    def append_chunks(self, attachment: AttachmentId, first: int, chunks: Sequence[bytes], today: date) -> None:
        """Add chunks of 1 byte to 1 MiB, numbered from `first`.

        Raises:
            NotFoundError: unknown or finished upload.
            ConflictError: a number is taken.
            StoreUnavailableError: also when little room is left, while a report could still be stored.
            ValueError: a chunk of another size.
        """
        if any(not 0 < len(chunk) <= CHUNK_LIMIT for chunk in chunks):
            raise ValueError("a chunk has 1 byte to 1 MiB")
        self._database.require_room()

        def job(connection: Connection) -> None:
            shelf = connection.execute(_TOUCH, {"its_attachment": attachment, "today": today}).scalar_one_or_none()
            if shelf is None:
                raise NotFoundError("no such open upload")
            key = {"shelf": shelf, "attachment": attachment}
            add(connection, CHUNKS, *({**key, "n": n, "data": chunk} for n, chunk in enumerate(chunks, first)))

        self._database.write(job, sum(map(len, chunks)))

    def finish_upload(self, attachment: AttachmentId, length: int, *, audit: AuditEntry | None = None) -> None:
        """Note the stored length, so that the upload can be claimed; the same again changes nothing but the log.

        Raises:
            NotFoundError: unknown upload.
            ConflictError: the stored chunks are not that long together, or one of them is missing.
        """

        def job(connection: Connection) -> None:
            upload = connection.execute(_LOCKED, {"its_attachment": attachment}).one_or_none()
            if upload is None:
                raise NotFoundError("no such upload")
            values = {"its_shelf": upload.shelf, "its_attachment": attachment}
            count, last, stored = connection.execute(_STORED, values).one()
            if upload.length not in {None, length} or stored != length or last != count - 1:
                raise ConflictError("the stored chunks are not of that length")
            connection.execute(_FINISH, {"its_attachment": attachment, "whole": length})
            append_entry(connection, audit)

        self._database.write(job)

    def move_upload(self, attachment: AttachmentId, token_hash: bytes, shelf: AgencyCode) -> None:
        """Lay a pending upload under another agency, if the token is its own; otherwise do nothing."""
        values = {"its_attachment": attachment, "its_token": token_hash, "new_shelf": shelf}

        def job(connection: Connection) -> None:
            before = connection.execute(_OWN, values).scalar_one_or_none()
            if before not in {None, shelf}:
                connection.execute(_MOVE_CHUNKS, {**values, "its_shelf": before})
                connection.execute(_MOVE, values)

        self._database.write(job)

    def drop_upload(self, attachment: AttachmentId, token_hash: bytes) -> None:
        """Forget a pending upload and its chunks, if the token is its own; otherwise do nothing.

        It can no longer be claimed from the first of several transactions on; a sweep finishes what a crash interrupts.
        """
        values = {"its_attachment": attachment, "its_token": token_hash}
        shelf = self._database.write(lambda connection: connection.execute(_DROP, values).scalar_one_or_none())
        if shelf is not None:
            self._delete(AgencyCode(shelf), attachment)

    def pending_upload(self, attachment: AttachmentId, token_hash: bytes) -> PendingUpload | None:
        """Give a pending upload to whoever holds its token."""
        values = {"its_attachment": attachment, "its_token": token_hash}
        row = self._database.read(lambda connection: connection.execute(_PENDING, values).one_or_none())
        if row is None:
            return None
        return PendingUpload(
            attachment=attachment,
            shelf=AgencyCode(row.shelf),
            token_hash=row.token_hash,
            length=row.length,
            day=row.day,
            announced=row.announced,
            chunks=row.chunks,
        )

    def sweep_uploads(self, before: date, limit: int) -> int:
        """Delete up to `limit` pending uploads whose last byte came before that day; give how many went.

        Ends by taking what was deleted, here or elsewhere, out of the database's files.
        """
        values = {"before": before, "limit": limit}
        old = self._database.read(lambda connection: list(connection.execute(_OLD, values).scalars()))
        swept = sum(self._sweep(AttachmentId(attachment), before) for attachment in old)
        self._database.reclaim()
        return swept

    def _sweep(self, attachment: AttachmentId, before: date) -> bool:
        values = {"its_attachment": attachment, "before": before}
        shelf = self._database.write(lambda connection: connection.execute(_DROP_OLD, values).scalar_one_or_none())
        if shelf is not None:
            self._delete(AgencyCode(shelf), attachment)
        return shelf is not None

    def _delete(self, shelf: AgencyCode, attachment: AttachmentId) -> None:
        """Delete a dropped upload in small transactions, its own row last."""
        values = {"its_shelf": shelf, "its_attachment": attachment}

        def job(connection: Connection) -> bool:
            if connection.execute(_IS_DROPPED, {"its_attachment": attachment}).first() is None:
                return False  # another request was faster, and the id may be in use again
            numbers = list(connection.execute(_FIRST_CHUNKS, values).scalars())
            if numbers:
                connection.execute(_DELETE_CHUNKS, {**values, "last": numbers[-1]})
            else:
                connection.execute(_FORGET, {"its_attachment": attachment})
            return bool(numbers)

        while self._database.write(job, DELETE_CHUNKS * CHUNK_LIMIT):
            pass
