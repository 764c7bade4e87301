"""Which channels and cases have, or will soon have, fewer readers than the agency's policy asks.

Knows key digests, days and states of accounts, never what is in a case. An officer counts who stands in the newest
directory with a role that reads cases, is in service, and whose account is active and holds a key that the case was
granted to. Whoever has left the directory, or lost the key, does not.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from wbs.cases.access import Actor, listed_keys
from wbs.cases.model import AgencyCode, CaseId, KeyDigest, OfficerState
from wbs.cases.permissions import Act, may
from wbs.crypto.directory import READING, RECEIVING, RECOVERY_READER, ReaderEntry, parse_day
from wbs.crypto.exclusions import is_excluded
from wbs.crypto.records import EpochRecord
from wbs.crypto.signing import Unverified
from wbs.crypto.trust import TrustBook

JOB = "shortages"
"""Name of the nightly job."""
TOLD = 200
"""Cases told to one officer at once."""
HORIZON = timedelta(days=120)
"""How far ahead it is told: as far as a directory's own expiry is."""


class ShortageKind(StrEnum):
    """Of what there is too little; values are stored."""

    CHANNEL = "channel"
    """Receivers of new reports."""
    CASE = "case"
    """Readers of one case."""
    RECOVERY = "recovery"
    """Cases that the agency's recovery key cannot restore; `found` counts them, `minimum` is 0."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """One finding."""

    agency: AgencyCode
    kind: ShortageKind
    found: int
    minimum: int
    day: date
    """First day on which there are too few: today, if there are already."""
    case: CaseId | None = None


@dataclass(frozen=True, slots=True)
class HeldKey:
    """A reader key that an account holds."""

    agency: AgencyCode
    officer: str
    state: OfficerState
    key: KeyDigest


@dataclass(frozen=True, slots=True)
class CaseReaders:
    """Which of the keys that were asked for a case's newest epoch was granted to."""

    agency: AgencyCode
    case: CaseId
    keys: frozenset[KeyDigest]
    handler: AgencyCode
    """The agency that handles it: the governing one, or the one that it was handed to."""


class ShortageStore(Protocol):
    """What the nightly check reads and writes."""

    def held_keys(self) -> list[HeldKey]:
        """Give every reader key that an account holds."""

    def readers_of_cases(self, of: Collection[KeyDigest]) -> Iterable[CaseReaders]:
        """Say of every case which of these keys it was granted to; cases with the same ones share one set."""

    def first_record(self, agency: AgencyCode, case: CaseId) -> bytes | None:
        """Give the record with which a case began; None if there is no such case."""

    def replace_shortages(self, found: Iterable[Shortage]) -> None:
        """Store what a check found in the place of what the last one did."""

    def shortages_for(self, agency: AgencyCode, readers: Sequence[KeyDigest], limit: int) -> list[Shortage]:
        """Give what was found of an agency's channel, and up to `limit` of the cases that one of these keys reads."""

    def last_run(self, job: str) -> datetime | None:
        """Say when a job last ended well, if it did the last time it ran."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """Somebody who can read today, and until when."""

    name: tuple[str, str]
    until: date


class Roll:
    """Who can read, by key, on one day."""

    def __init__(self, book: TrustBook, held: Iterable[HeldKey], today: date) -> None:
        """Compare the accounts with the newest directories."""
        self._book = book
        self._today = today
        self._known: dict[tuple[AgencyCode, frozenset[KeyDigest]], tuple[_Reader, ...]] = {}
        by_officer: dict[tuple[AgencyCode, str], list[KeyDigest]] = {}
        for one in held:
            if one.state is OfficerState.ACTIVE and book.is_open(one.agency):
                by_officer.setdefault((one.agency, one.officer), []).append(one.key)
        self._by_key = {key: reader for name, keys in by_officer.items() for key, reader in self._readers(name, keys)}

    def _readers(
        self, name: tuple[AgencyCode, str], keys: Collection[KeyDigest]
    ) -> Iterator[tuple[KeyDigest, _Reader]]:
        """Give the keys with which an officer may act: none without the key that the newest directory lists."""
        entry = self._book.newest(name[0]).entries.get(name[1])
        if entry is None or not entry.may(READING) or not entry.serves(self._day(name[0])):
            return
        listed = listed_keys(*name, self._book)
        if listed[0] in keys:
            yield from ((key, _Reader(name, _end_of(entry))) for key in listed if key in keys)

    def _day(self, agency: str) -> date:
        return max(self._today, parse_day(self._book.newest(agency).document.issued))

    def channel(self, agency: AgencyCode) -> Shortage | None:
        """Look at who would receive a new report."""
        directory = self._book.newest(agency)
        day = self._day(agency)
        serving = [
            _Reader((agency, entry.id), _end_of(entry))
            for entry in directory.document.readers
            if entry.may(RECEIVING) and entry.serves(day) and self._holds_listed_key(agency, entry)
        ]
        return self._short(agency, serving, ShortageKind.CHANNEL)

    def _holds_listed_key(self, agency: AgencyCode, entry: ReaderEntry) -> bool:
        """Say whether the officer's account holds the key that a new report would be sealed to."""
        return KeyDigest(self._book.newest(agency).reader_keys[entry.id].digest) in self._by_key

    def case(self, case: CaseReaders) -> Shortage | None:
        """Look at who of the agency that handles a case can read it: guests from elsewhere may be gone tomorrow.

        Nobody reads those of an agency that is listed no more, or has no directory.
        """
        if not self._book.is_open(case.agency) or not self._book.is_open(case.handler):
            return Shortage(case.agency, ShortageKind.CASE, 0, 1, self._today, case.case)
        readers = self._known.get((case.handler, case.keys))
        if readers is None:
            people = {reader.name: reader for key in case.keys if (reader := self._by_key.get(key)) is not None}
            own = tuple(reader for reader in people.values() if reader.name[0] == case.handler)
            readers = self._known[case.handler, case.keys] = own
        return self._short(case.agency, readers, ShortageKind.CASE, case.case, case.handler)

    def _short(
        self,
        agency: AgencyCode,
        readers: Iterable[_Reader],
        kind: ShortageKind,
        case: CaseId | None = None,
        home: str | None = None,
    ) -> Shortage | None:
        minimum = self._book.newest(home or agency).document.policy.minimum_readers
        ends = sorted((reader.until for reader in readers), reverse=True)
        day = self._today if len(ends) < minimum else _day_after(ends[minimum - 1])
        if day > self._today + HORIZON:
            return None
        return Shortage(agency, kind, len(ends), minimum, max(day, self._today), case)


@dataclass(frozen=True, slots=True)
class Told:
    """What an officer may know of the last check."""

    checked: datetime | None
    channel: Shortage | None
    cases: tuple[Shortage, ...]
    """Only cases that the officer reads: others are neither named nor counted."""


class Shortages:
    """The use case of the agency's page. Holds nothing but its port."""

    def __init__(self, store: ShortageStore) -> None:
        self._store = store

    def tell(self, actor: Actor) -> Told:
        """Give what runs short in the officer's agency, and of the officer's own cases the most urgent."""
        keys = actor.reader_keys if may(actor, Act.READ_CASES) else ()
        found = self._store.shortages_for(actor.agency, keys, TOLD)
        channel = next((short for short in found if short.kind is ShortageKind.CHANNEL), None)
        cases = tuple(short for short in found if short.kind is ShortageKind.CASE)
        return Told(self._store.last_run(JOB), channel, cases)


def find_shortages(store: ShortageStore, book: TrustBook, today: date) -> list[Shortage]:
    """Look at every channel and every case."""
    held = store.held_keys()
    roll = Roll(book, held, today)
    agencies = [AgencyCode(code) for code in book.by_agency if book.is_open(code)]
    found = [short for agency in agencies if (short := roll.channel(agency)) is not None]
    restoring = _recovery_keys(book, agencies)
    lost = dict.fromkeys(restoring, 0)
    for case in store.readers_of_cases({*(one.key for one in held), *restoring.values()}):
        short = roll.case(case)
        if short is not None:
            found.append(short)
        is_elsewhere = case.handler != case.agency
        if case.agency not in restoring or restoring[case.agency] in case.keys or is_elsewhere:
            continue
        if not _is_left_out(store, case, book):
            lost[case.agency] += 1
    return found + [Shortage(agency, ShortageKind.RECOVERY, count, 0, today) for agency, count in lost.items() if count]


def check_shortages(store: ShortageStore, book: TrustBook, today: date) -> list[Shortage]:
    """Look at everything, and keep what was found for the officers' pages."""
    found = find_shortages(store, book, today)
    store.replace_shortages(found)
    return found


def _recovery_keys(book: TrustBook, agencies: Iterable[AgencyCode]) -> Mapping[AgencyCode, KeyDigest]:
    keys = {agency: book.newest(agency).reader_keys.get(RECOVERY_READER) for agency in agencies}
    return {agency: KeyDigest(key.digest) for agency, key in keys.items() if key is not None}


def _is_left_out(store: ShortageStore, case: CaseReaders, book: TrustBook) -> bool:
    """Say whether the case's own record keeps it from the recovery key: nothing is lost then."""
    record = store.first_record(case.agency, case.case)
    if record is None:
        return False
    excluded = Unverified(record).unsafe_peek(EpochRecord).excluded
    return is_excluded(case.agency, RECOVERY_READER, book.newest(case.agency), excluded)


def _end_of(entry: ReaderEntry) -> date:
    return parse_day(entry.until) if isinstance(entry.until, str) else date.max


def _day_after(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)
