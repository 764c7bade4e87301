"""Reading linked attachments chunk by chunk.

Their chunks never change, so no transaction is held open while a slow client reads.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, bindparam, select

from wbs.cases.model import AttachmentId, CaseName
from wbs.errors import StoreUnavailableError
from wbs.store.database import Database
from wbs.store.schema.cases import ATTACHMENTS, CHUNKS

_LINK = select(ATTACHMENTS.c.shelf, ATTACHMENTS.c.length).where(
    ATTACHMENTS.c.agency == bindparam("agency"),
    ATTACHMENTS.c.case_id == bindparam("case_id"),
    ATTACHMENTS.c.attachment == bindparam("attachment"),
)
_CHUNK = select(CHUNKS.c.data).where(
    CHUNKS.c.shelf == bindparam("shelf"),
    CHUNKS.c.attachment == bindparam("attachment"),
    CHUNKS.c.n == bindparam("n"),
)


def shelf_and_length(connection: Connection, name: CaseName, attachment: AttachmentId) -> tuple[str, int] | None:
    """Find where a linked attachment lies, and its stored length in bytes."""
    key = {"agency": name.agency, "case_id": name.case, "attachment": attachment}
    row = connection.execute(_LINK, key).one_or_none()
    return None if row is None else (row.shelf, row.length)


def read_chunks(database: Database, attachment: AttachmentId, shelf: str, length: int) -> Iterator[bytes]:
    """Give the chunks in order, up to the stored length.

    Raises:
        StoreUnavailableError: a chunk is missing, or the chunks are longer than noted.
    """
    given = n = 0
    while given < length:
        chunk = _read_chunk(database, shelf, attachment, n)
        given += len(chunk)
        n += 1
        yield chunk
    if given != length:
        raise StoreUnavailableError("an attachment's chunks are longer than noted")


def _read_chunk(database: Database, shelf: str, attachment: AttachmentId, n: int) -> bytes:
    key = {"shelf": shelf, "attachment": attachment, "n": n}
    chunk: bytes | None = database.read(lambda connection: connection.execute(_CHUNK, key).scalar_one_or_none())
    if not chunk:
        raise StoreUnavailableError("a chunk of an attachment is missing")
    return chunk
