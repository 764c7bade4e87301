"""The inside of cases as stores keep it: sealed keys and entries of officers, never given to a reporter."""

from dataclasses import dataclass
from datetime import date

from wbs.cases.clocks.history import CaseHistory
from wbs.cases.conflicts.declared import Declared
from wbs.cases.model import CaseFile, KeyDigest, StoredGrant


@dataclass(frozen=True, slots=True)
class StoredInsideKey:
    """An inside-key record, and the inside key before it, sealed to this one."""

    epoch: int
    digest: str
    envelope: bytes
    previous_key: bytes | None


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """A sealed entry with what its author states in clear; clients trust only the signed statements inside."""

    author: str
    seq: int
    epoch: int
    sealed: bytes
    day: date


@dataclass(frozen=True, slots=True)
class NewInsideKey:
    """An inside key: one record, one grant for each of its readers."""

    key: StoredInsideKey
    grants: tuple[StoredGrant, ...]


@dataclass(frozen=True, slots=True)
class InsideFile:
    """What one officer's client needs to open and check the inside of a case."""

    keys: tuple[StoredInsideKey, ...]
    """By epoch."""
    grants: tuple[StoredGrant, ...]
    """The asking officer's grants only."""
    entries: tuple[StoredEntry, ...]

    def key_of(self, epoch: int) -> StoredInsideKey | None:
        """Give the inside key of an epoch, if it has one."""
        return next((key for key in self.keys if key.epoch == epoch), None)


@dataclass(frozen=True, slots=True)
class OfficersFile:
    """A case, its inside, and what its clocks are computed from, on one state of the store."""

    case: CaseFile
    inside: InsideFile
    history: CaseHistory
    declared: tuple[Declared, ...] = ()
    """What officers declared about conflicts of interest, by agency and id."""


@dataclass(frozen=True, slots=True)
class AlongWith:
    """What an access record brings or takes besides its grant."""

    inside: StoredGrant | None = None
    """The epoch's inside key for the same reader."""
    replaces: KeyDigest | None = None
    """The key that the reader had before, whose grants are over."""
    is_checked: bool = True
    """Whether `inside` must come exactly if the epoch has an inside key."""


NOTHING_ALONG = AlongWith(is_checked=False)
