"""Who may act: an account alone gives nothing, the newest verified directory must list its officer and reader key.

Roles come from the signed directory; what the database says of them is never believed.
"""

from dataclasses import dataclass
from datetime import date

import msgspec

from wbs.cases.model import AgencyCode, KeyDigest, Officer, OfficerState
from wbs.crypto.directory import Custodian, Role, parse_day
from wbs.crypto.trust import TrustBook, VerifiedDirectory


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
    post = _post(directory, officer.id, max(today, parse_day(directory.document.issued)))
    keys = [key for key in listed_keys(officer.agency, officer.id, book) if key in officer.keys]
    if post is None or _key(directory, officer.id) not in keys[:1]:
        return None
    label, roles = post
    return Actor(officer.agency, officer.id, label, roles, tuple(keys))


def listed_keys(agency: AgencyCode, officer: str, book: TrustBook) -> tuple[KeyDigest, ...]:
    """Give every key that a verified directory lists for an officer, the newest directory's first."""
    newest_first = reversed(book.by_agency[agency].directories)
    listed = (_key(directory, officer) for directory in newest_first)
    return tuple(dict.fromkeys(key for key in listed if key is not None))


def _post(directory: VerifiedDirectory, officer: str, day: date) -> tuple[str, frozenset[Role]] | None:
    """Give label and roles of an officer in service: a reader, or the custodian, who is none and reads no case."""
    entry = directory.entries.get(officer)
    if entry is not None:
        return (entry.label, frozenset(entry.roles)) if entry.serves(day) else None
    custodian = _custodian(directory, officer)
    return None if custodian is None else (custodian.label, frozenset({Role.CUSTODIAN}))


def _key(directory: VerifiedDirectory, officer: str) -> KeyDigest | None:
    custodian = _custodian(directory, officer)
    key = directory.reader_keys.get(officer) if custodian is None else custodian.public_key()
    return None if key is None else KeyDigest(key.digest)


def _custodian(directory: VerifiedDirectory, officer: str) -> Custodian | None:
    custodian = directory.document.custodian
    return custodian if custodian is not msgspec.UNSET and custodian.id == officer else None
