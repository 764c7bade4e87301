"""When an epoch may begin, and who must stay: neither a receipt nor an officer's key in wrong hands may close a case.

Reporters' clients take with them who read until then and still serves. The server cannot open the messages that tell
which records count, so it asks for those alone who read by every record since the last one that counts for certain: any
client keeps them. Officers may take others off, down to the number that the policy asks.
"""

from collections.abc import Collection
from datetime import date, timedelta

from wbs.cases.model import CaseFile
from wbs.crypto.approval import vouching
from wbs.crypto.directory import READING, RECOVERY_READER, effective_day
from wbs.crypto.exclusions import is_excluded
from wbs.crypto.messages import digest_of
from wbs.crypto.records import (
    REPORTER,
    EpochRecord,
    RecordChain,
    VerifiedRecord,
    author_text,
)
from wbs.crypto.takeover import is_taken_over
from wbs.crypto.trust import TrustBook, VerifiedDirectory
from wbs.errors import ForbiddenError, NotAReaderError, TooFewReadersError, TrustError

_A_DAY = timedelta(days=1)
"""How far a reporter's day may be from the server's."""


def require_cause(record: EpochRecord, before: RecordChain) -> None:
    """Check that something has changed since the reporter's last record: a directory that it named, or the records.

    Without this a single receipt begins epochs without end, and officers verify all of them to read a title.

    Raises:
        TrustError: nothing calls for the epoch.
    """
    newest = before.records[-1].document
    if newest.author == REPORTER and all(name in record.directories for name in newest.directories):
        raise TrustError("an epoch that nothing calls for")


def require_staying(record: EpochRecord, before: RecordChain, book: TrustBook, today: date) -> None:
    """Check that an epoch leaves out nobody who still serves.

    Args:
        record: of the new epoch, by the reporter.
        before: the verified records up to it.
        book: all verified documents.
        today: the day, in WIB.

    Raises:
        TrustError: somebody is left out who stands in the newest directory.
    """
    kept = {(reader.agency, reader.reader) for reader in record.readers}
    for agency, reader in _undoubted(before.records, book) - kept:
        if _serves(agency, reader, before.first, book, today):
            raise TrustError("an epoch without somebody who still serves")


def require_service(agency: str, reader: str, book: TrustBook, today: date) -> None:
    """Check that a reader of an officer's record may be granted the case today.

    Raises:
        NotAReaderError: the newest directory does not list them in service with a role that reads.
    """
    directory = book.newest(agency) if book.is_open(agency) else None
    if directory is None or not _may_read(directory, reader, today):
        raise NotAReaderError("a reader who does not serve, or whose roles read no case")


def require_recovery(record: EpochRecord, before: RecordChain, book: TrustBook) -> None:
    """Check that a recovery key that reads stays: no officer takes the last resort away.

    Raises:
        TrustError: it is left out, though its directory still lists one.
    """
    kept = {(reader.agency, reader.reader) for reader in record.readers}
    for agency, reader in before.records[-1].readers.keys() - kept:
        if reader == RECOVERY_READER and book.is_open(agency) and reader in book.newest(agency).reader_keys:
            raise TrustError("an epoch without the recovery key")


def require_enough(
    record: EpochRecord, handler: str, book: TrustBook, today: date, recused: Collection[tuple[str, str]] = ()
) -> None:
    """Check that as many officers of the handling agency read as its policy asks, or all whom its directory leaves.

    Officers of other agencies read along; to leave a case to them alone is a transfer, of which the register and the
    reporter are told. Nobody counts as left who is excluded, or declared a conflict of interest.

    Raises:
        TooFewReadersError: fewer do.
    """
    directory = book.newest(handler)
    possible = [
        entry.id
        for entry in directory.document.readers
        if _may_read(directory, entry.id, today)
        and not is_excluded(handler, entry.id, directory, record.excluded)
        and (handler, entry.id) not in recused
    ]
    own = [reader for reader in record.readers if reader.agency == handler and reader.reader != RECOVERY_READER]
    if len(own) < min(directory.document.policy.minimum_readers, len(possible)):
        raise TooFewReadersError("fewer readers than the policy asks")


def require_guests_change(
    agency: str,
    record: VerifiedRecord,
    before: RecordChain,
    recused: Collection[tuple[str, str]],
    book: TrustBook,
    today: date,
) -> None:
    """Check an epoch of a guest of another agency: who reads a case is for the agency to say that handles it.

    Args:
        agency: of the guest.
        record: the new epoch.
        before: the verified records up to it.
        recused: who declared a conflict of interest.
        book: all verified documents.
        today: the day, in WIB.

    Raises:
        ForbiddenError: somebody would be let in, or taken off who serves, is not of the guest's own agency, and did not
            declare a conflict.
    """
    reading = before.records[-1].readers.keys()
    if record.readers.keys() - reading:
        raise ForbiddenError("a guest who lets somebody in")
    for other, reader in reading - record.readers.keys() - set(recused):
        serves = _serves(other, reader, before.first, book, today)
        if other != agency and serves and _may_read(book.newest(other), reader, today):
            raise ForbiddenError("a guest who takes officers of the handling agency off")


def require_heads(record: EpochRecord, file: CaseFile) -> None:
    """Check that a record names no message that is not there: everybody would look for it for ever.

    Raises:
        TrustError: it names a number that its author has not reached, or another message for a number that is there.
    """
    stored = {(message.author, message.seq): message.sealed for message in file.messages}
    reached: dict[str, int] = {}
    for author, seq in stored:
        reached[author] = max(seq, reached.get(author, 0))
    for head in record.heads:
        place = author_text(head.author), head.seq
        if head.seq > reached.get(place[0], 0) or (place in stored and digest_of(stored[place]) != head.digest):
            raise TrustError("an epoch that names a message that is not there")


def _may_read(directory: VerifiedDirectory, reader: str, today: date) -> bool:
    if reader == RECOVERY_READER:
        return reader in directory.reader_keys
    entry = directory.entries.get(reader)
    days = (effective_day(day, day, directory.document.issued) for day in (today - _A_DAY, today, today + _A_DAY))
    return entry is not None and entry.may(READING) and any(entry.serves(day) for day in days)


def _undoubted(records: tuple[VerifiedRecord, ...], book: TrustBook) -> set[tuple[str, str]]:
    """Give who reads by every record from the last one on that counts, whatever the messages say.

    So does a record of the reporter's, and one by somebody who stands in the newest directory and reads by every record
    since the one before that does: one of these is the newest that counts until then. Of a transfer, also one that such
    a colleague approved, or that two officers have taken over.
    """
    reading = set(records[0].readers)
    for place, record in enumerate(records[1:], 1):
        authors = vouching(record.document, book)
        is_signed = any(isinstance(one, str) or (one.agency, one.reader) in reading for one in authors)
        if is_signed or is_taken_over(records, place, reading, book):
            reading = set(record.readers)
        else:
            reading &= set(record.readers)
    return reading


def _serves(agency: str, reader: str, first: EpochRecord, book: TrustBook, today: date) -> bool:
    directory = book.newest(agency) if book.is_open(agency) else None
    if directory is None or is_excluded(agency, reader, directory, first.excluded):
        return False
    if reader == RECOVERY_READER:
        return reader in directory.reader_keys
    entry = directory.entries.get(reader)
    days = (effective_day(day, day, directory.document.issued) for day in (today - _A_DAY, today + _A_DAY))
    return entry is not None and all(entry.serves(day) for day in days)
