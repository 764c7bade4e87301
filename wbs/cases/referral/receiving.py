"""Who takes a case over when it goes to another agency: that agency's receivers, and nobody else.

The server cannot see whom a case accuses; the officer's browser asks the same rules as a reporter's device before it
offers an agency. Whom the reporter excluded, the record itself keeps out.
"""

from datetime import date, timedelta

from wbs.cases.model import AgencyCode
from wbs.crypto.directory import RECEIVING, RECOVERY_READER, effective_day
from wbs.crypto.exclusions import is_excluded, rules_itself
from wbs.crypto.records import EpochRecord
from wbs.crypto.trust import TrustBook, VerifiedDirectory
from wbs.errors import NotAReaderError, TooFewReadersError, TrustError

_A_DAY = timedelta(days=1)
"""How far an officer's day may be from the server's."""


def require_receivers(record: EpochRecord, to: AgencyCode, book: TrustBook, today: date) -> None:
    """Check that an epoch hands a case to one agency's receivers.

    Args:
        record: of the new epoch, by an officer of another agency.
        to: the agency that takes over.
        book: all verified documents.
        today: the day, in WIB.

    Raises:
        TrustError: the agency has no directory, its own officials are excluded, somebody of another agency would read,
            or its recovery key would not.
        NotAReaderError: somebody among them does not serve as a receiver.
        TooFewReadersError: fewer of them than the agency's policy asks.
    """
    if not book.is_open(to):
        raise TrustError("an agency without a directory takes no case over")
    directory = book.newest(to)
    if any(reader.agency != to for reader in record.readers):
        raise TrustError("a transfer after which somebody of another agency reads")
    if rules_itself(directory, record.excluded):
        raise TrustError("an agency whose own officials are excluded")
    officers = [reader.reader for reader in record.readers if reader.reader != RECOVERY_READER]
    if not all(_receives(directory, reader, today) for reader in officers):
        raise NotAReaderError("somebody who is no receiver in service")
    if len(officers) < directory.document.policy.minimum_readers:
        raise TooFewReadersError("fewer receivers than the policy of the agency asks")
    has_recovery = len(officers) < len(record.readers)
    may_restore = not is_excluded(to, RECOVERY_READER, directory, record.excluded)
    if RECOVERY_READER in directory.reader_keys and may_restore and not has_recovery:
        raise TrustError("a transfer without the recovery key of the agency")


def _receives(directory: VerifiedDirectory, reader: str, today: date) -> bool:
    entry = directory.entries.get(reader)
    days = (effective_day(day, day, directory.document.issued) for day in (today - _A_DAY, today, today + _A_DAY))
    return entry is not None and entry.may(RECEIVING) and any(entry.serves(day) for day in days)
