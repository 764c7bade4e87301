"""Who may act: an account alone gives nothing, the newest verified directory must list its officer and reader key.

Roles come from the signed directory; what the database says of them is never believed.
"""

from dataclasses import dataclass
from datetime import date

from wbs.cases.model import AgencyCode, KeyDigest, Officer, OfficerState
from wbs.crypto.directory import Role, parse_day
from wbs.crypto.trust import TrustBook


@dataclass(frozen=True, slots=True)
class Actor:
    """An officer who may act today, as the directory describes that officer."""

    agency: AgencyCode
    id: str
    label: str
    roles: frozenset[Role]
    reader_keys: tuple[KeyDigest, ...]
    """The account's keys that verified directories list for this id: the newest one's first, then older ones."""

    @property
    def reader_key(self) -> KeyDigest:
        """The key in the newest directory, to which new grants are sealed."""
        return self.reader_keys[0]

    @property
    def name(self) -> tuple[AgencyCode, str]:
        """Agency and id, as the store knows officers."""
        return self.agency, self.id

    @property
    def author(self) -> str:
        """What stands as author in this officer's messages."""
        return f"{self.agency}/{self.id}"


def actor_of(officer: Officer | None, book: TrustBook, today: date) -> Actor | None:
    """Give the officer as an actor; None if blocked, or not in the newest directory with the account's reader key.

    A clock that runs behind the directory's day of issue does not shut anybody out.
    """
    if officer is None or officer.state is not OfficerState.ACTIVE or not book.is_open(officer.agency):
        return None
    directory = book.newest(officer.agency)
    entry = directory.entries.get(officer.id)
    day = max(today, parse_day(directory.document.issued))
    keys = [key for key in listed_keys(officer.agency, officer.id, book) if key in officer.keys]
    if entry is None or not entry.serves(day) or directory.reader_keys[officer.id].digest not in keys[:1]:
        return None
    return Actor(officer.agency, officer.id, entry.label, frozenset(entry.roles), tuple(keys))


def listed_keys(agency: AgencyCode, officer: str, book: TrustBook) -> tuple[KeyDigest, ...]:
    """Give every reader key that a verified directory lists for an officer, the newest directory's first."""
    newest_first = reversed(book.by_agency[agency].directories)
    listed = (directory.reader_keys.get(officer) for directory in newest_first)
    return tuple(dict.fromkeys(KeyDigest(key.digest) for key in listed if key is not None))
