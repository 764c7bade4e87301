"""When a reporter's client may begin an epoch, and who must stay: a receipt in wrong hands must not close a case.

Clients take with them who read until then and still serves. The server cannot open the messages that tell which records
count, so it asks for those alone who read by every record since the reporter's last one: any client keeps them.
"""

from datetime import date, timedelta

from wbs.crypto.directory import RECOVERY_READER, effective_day
from wbs.crypto.records import REPORTER, EpochRecord, RecordChain, VerifiedRecord, is_excluded
from wbs.crypto.trust import TrustBook
from wbs.errors import TrustError

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
    for agency, reader in _undoubted(before.records) - kept:
        if _serves(agency, reader, before.first, book, today):
            raise TrustError("an epoch without somebody who still serves")


def _undoubted(records: tuple[VerifiedRecord, ...]) -> set[tuple[str, str]]:
    """Give who reads by every record from the reporter's last one on."""
    readers = set(records[-1].readers)
    for record in reversed(records):
        readers &= set(record.readers)
        if record.document.author == REPORTER:
            break
    return readers


def _serves(agency: str, reader: str, first: EpochRecord, book: TrustBook, today: date) -> bool:
    directory = book.newest(agency) if book.is_open(agency) else None
    if directory is None or is_excluded(agency, reader, directory, first.excluded):
        return False
    if reader == RECOVERY_READER:
        return reader in directory.reader_keys
    entry = directory.entries.get(reader)
    days = (effective_day(day, day, directory.document.issued) for day in (today - _A_DAY, today + _A_DAY))
    return entry is not None and all(entry.serves(day) for day in days)
