"""Taking back what no officer was given: what was given out, which files came with which message, and the removal.

What is given out is noted in the transaction that reads it, under the lock that a removal takes: of a reading and a
removal at one moment, one comes first, and the other one sees it.
"""

from collections.abc import Sequence

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, select, update

from wbs.cases.model import AgencyCode, AttachmentId, CaseFile, CaseName, StoredMessage, UploadClaim
from wbs.crypto.messages import Kind
from wbs.crypto.primitives import random_bytes, sha256
from wbs.crypto.records import REPORTER
from wbs.errors import ConflictError, OpenedError
from wbs.store.newest import ITS_CASE, its, key_of
from wbs.store.rows import add, put_greater
from wbs.store.schema.cases import ATTACHMENTS, CASE_SERVED, CASES, MESSAGES, REPORTERS_FILES, UPLOADS
from wbs.store.trays import bring_back

Shelved = tuple[AgencyCode, AttachmentId]

_AGENCY: BindParameter[str] = bindparam("its_agency")
_CASE: BindParameter[str] = bindparam("its_case")
_NUMBERS: BindParameter[Sequence[int]] = bindparam("numbers", expanding=True)
_WRITTEN = (Kind.REPORT.value, Kind.MESSAGE.value)
_SERVED = select(CASE_SERVED.c.newest).where(CASE_SERVED.c.agency == _AGENCY, CASE_SERVED.c.case_id == _CASE)
_OWN = (
    (MESSAGES.c.agency == _AGENCY)
    & (MESSAGES.c.case_id == _CASE)
    & (MESSAGES.c.author == REPORTER)
    & MESSAGES.c.kind.in_(_WRITTEN)
)
_FOUND = select(func.count()).select_from(MESSAGES).where(_OWN, MESSAGES.c.seq.in_(_NUMBERS))
_LEFT = select(func.count()).select_from(MESSAGES).where(_OWN, MESSAGES.c.seq.not_in(_NUMBERS))
_DELETE = delete(MESSAGES).where(_OWN, MESSAGES.c.seq.in_(_NUMBERS))
_NO_SUMMARY = update(CASES).where(ITS_CASE).values(summary=b"")
_ITS_FILES = (REPORTERS_FILES.c.agency == _AGENCY) & (REPORTERS_FILES.c.case_id == _CASE)
_FILES = (
    delete(REPORTERS_FILES)
    .where(_ITS_FILES, REPORTERS_FILES.c.seq.in_(_NUMBERS))
    .returning(REPORTERS_FILES.c.attachment)
)
_UNLINK = (
    delete(ATTACHMENTS)
    .where(
        ATTACHMENTS.c.agency == _AGENCY,
        ATTACHMENTS.c.case_id == _CASE,
        ATTACHMENTS.c.attachment == bindparam("its_attachment"),
    )
    .returning(ATTACHMENTS.c.shelf, ATTACHMENTS.c.length)
)


def note_files(connection: Connection, name: CaseName, message: StoredMessage, claims: Sequence[UploadClaim]) -> None:
    """Note which message of the reporter's brought which files."""
    if message.author == REPORTER:
        rows = ({**key_of(name), "attachment": claim.attachment, "seq": message.seq} for claim in claims)
        add(connection, REPORTERS_FILES, *rows)


def load_served(connection: Connection, name: CaseName) -> int:
    """Give the newest number of the reporter's that was given to an officer; 0 if none was."""
    return connection.execute(_SERVED, its(name)).scalar_one_or_none() or 0


def note_served(connection: Connection, name: CaseName, file: CaseFile) -> None:
    """Note that everything in a file is given to an officer, so that it is set aside no more. The case is locked."""
    newest = newest_own(file)
    if newest > file.served:
        bring_back(connection, name)
        put_greater(connection, CASE_SERVED, "newest", [{**key_of(name), "newest": newest}])


def newest_own(file: CaseFile) -> int:
    """Give the newest number of the reporter's in a file."""
    return max((message.seq for message in file.messages if message.author == REPORTER), default=0)


def remove(connection: Connection, name: CaseName, numbers: Sequence[int], today: StoredMessage) -> list[Shelved]:
    """Remove messages of the reporter's with their files, as far as a transaction reaches; the case is locked.

    Chunks are left to whoever drops uploads: no case leads to them any more, and a sweep finishes what a crash leaves.

    Args:
        connection: of the transaction that stores the record of the removal.
        name: the case.
        numbers: which; the report only with everything else that the reporter wrote.
        today: that record.

    Returns:
        The files that went, where their chunks lie.

    Raises:
        OpenedError: one of them was given to an officer.
        ConflictError: one of them is not there, or the report would leave later words behind.
    """
    values = {**its(name), "numbers": list(numbers)}
    if min(numbers) <= load_served(connection, name):
        raise OpenedError("a message that an officer was given")
    if connection.execute(_FOUND, values).scalar_one() != len(numbers):
        raise ConflictError("a message that is not there")
    if 1 in numbers:
        if connection.execute(_LEFT, values).scalar_one():
            raise ConflictError("a report that leaves later messages behind")
        connection.execute(_NO_SUMMARY, its(name))
    connection.execute(_DELETE, values)
    files = connection.execute(_FILES, values).scalars().all()
    return [_dropped(connection, name, AttachmentId(attachment), today) for attachment in sorted(files)]


def _dropped(connection: Connection, name: CaseName, attachment: AttachmentId, today: StoredMessage) -> Shelved:
    """Turn a file back into an upload that nobody can claim."""
    link = connection.execute(_UNLINK, {**its(name), "its_attachment": attachment}).one()
    row = {
        "attachment": attachment,
        "shelf": link.shelf,
        "token_hash": sha256(random_bytes(32)),
        "length": link.length,
        "day": today.day,
        "dropped": True,
        "announced": None,
    }
    add(connection, UPLOADS, row)
    return AgencyCode(link.shelf), attachment
