"""The installation of the simulated year: two agencies, officers who come and go, rules that change, nightly work."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from tests.cast import ISSUED, PROVINCE, REGENCY, Person
from tests.office import Login, Office, casework_of, login_of
from tests.stories.year.reckoning import Law
from wbs.cases.access import Actor, actor_of
from wbs.cases.assisted.taking_down import TakingDown
from wbs.cases.clocks.overdue import Overdue, renew_plans
from wbs.cases.figures.calendars import calendars_by
from wbs.cases.figures.service import Figures, count_all, publish_due
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry, OfficerState
from wbs.cases.readers.changing import Changing
from wbs.cases.readers.shortages import Shortage, check_shortages
from wbs.cases.referral.approving import Approving
from wbs.cases.referral.referring import Referring
from wbs.cases.rules.documents import Override, Rules, default_rules
from wbs.cases.rules.rulebook import RuleBook
from wbs.cases.rules.ruling import RuleChanges
from wbs.cli.checkpoints import make_checkpoints
from wbs.crypto.ceremony import reader_entry
from wbs.crypto.directory import ReaderEntry, Role, parse_day
from wbs.crypto.signing import sign
from wbs.crypto.trust import TrustBook

RELEASED = date(2026, 1, 5)
AGENCIES = (REGENCY, PROVINCE)
HOUR = 2
"""Nine o'clock in WIB."""


def _people() -> Iterator[Person]:
    for agency in AGENCIES:
        yield Person(agency, "penerima-03", frozenset({Role.RECEIVER}), "Tim Pengaduan")
        yield Person(agency, "pemeriksa-01", frozenset({Role.INVESTIGATOR}), "Irban I")
        yield Person(agency, "admin-01", frozenset({Role.ADMINISTRATOR}), "Sekretariat")


@dataclass(frozen=True)
class Held:
    """A grant in force."""

    agency: str
    case: str
    reader: str


class House:
    """An office on the real store, with everything that the year asks of it."""

    def __init__(self, folder: Path) -> None:
        self.office = Office(folder, list(_people()), recovery=AGENCIES)
        self.store = self.office.store
        self.world = self.office.world
        self.clock = self.office.clock
        self.casework = casework_of(self.office)
        self.changing = Changing(self.store.cases, self.store.inside)
        self.approving = Approving(self.store.inside, self.store.referrals)
        self.referring = Referring(self.store.inside, self.store.referrals, self.store.audit)
        self.taking = TakingDown(self.store.cases)
        self.overdue = Overdue(self.store.clocks)
        self.calendars = calendars_by(RuleBook(self.store.rules))
        self.figures = Figures(self.store.figures, self.calendars, self.store.audit)
        self.laws: dict[str, list[Law]] = {agency: [Law()] for agency in AGENCIES}
        self.shortages: list[Shortage] = []
        self.has_new_rules = False
        self.raw = sqlite3.connect(folder / "wbs.sqlite", isolation_level=None)
        self._book: tuple[int, TrustBook] | None = None

    def close(self) -> None:
        self.raw.close()
        self.office.close()

    # --- time

    @property
    def today(self) -> date:
        return self.clock.today()

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def begin(self, day: date) -> None:
        """Turn the clock to the morning of a day."""
        self.clock.time = datetime(day.year, day.month, day.day, HOUR, tzinfo=UTC)

    # --- who there is

    @property
    def book(self) -> TrustBook:
        count = sum(len(chain) for chain in self.world.directories.values())
        if self._book is None or self._book[0] != count:
            self._book = (count, self.world.book())
        return self._book[1]

    def law(self, agency: str) -> Law:
        return self.laws[agency][-1]

    def entry(self, name: str) -> ReaderEntry | None:
        agency, _, officer = name.partition("/")
        return self.book.newest(agency).entries.get(officer)

    def serves(self, name: str) -> bool:
        """Say whether the newest directory lists somebody in service today whose account is open."""
        entry, person = self.entry(name), self.world.people.get(name)
        if entry is None or person is None or name in self.blocked:
            return False
        return entry.since <= self.today.isoformat() <= (entry.until if isinstance(entry.until, str) else "9999")

    @property
    def blocked(self) -> set[str]:
        rows = self.query("SELECT agency, officer FROM officers WHERE state = 'blocked'")
        return {f"{agency}/{officer}" for agency, officer in rows}

    def officers(self, agency: str, *roles: Role) -> list[str]:
        """Give everybody of an agency who serves today with one of these roles, by name."""
        names = [name for name in sorted(self.world.people) if name.startswith(f"{agency}/") and self.serves(name)]
        return [name for name in names if not self.world.people[name].roles.isdisjoint(roles)]

    def actor(self, name: str) -> Actor | None:
        agency, _, officer = name.partition("/")
        return actor_of(self.store.officers.officer(AgencyCode(agency), officer), self.book, self.today)

    def keys(self) -> dict[str, str]:
        """Give everybody by the digest of the key, as `agency/id`."""
        found = {person.secret.reader_key.public.digest: name for name, person in self.world.people.items()}
        recovery = self.world.recovery.items()
        return found | {secret.reader_key.public.digest: f"{agency}/recovery" for agency, secret in recovery}

    # --- directories

    def joins(self, agency: str, officer: str, role: Role) -> str:
        """Enrol somebody: an account, and the next directory."""
        person = Person(agency, officer, frozenset({role}), "Tim Penerima")
        name = f"{agency}/{officer}"
        self.world.people[name] = person
        login = self.office.logins[name] = Login(person, login_of(person))
        self.store.officers.add_officer(self.office.account(login))
        entry = reader_entry(
            person.secret,
            reader=officer,
            label=f"Petugas {officer}",
            unit=person.unit,
            rank="inspectorate",
            roles=person.roles,
            since=self.today.isoformat(),
        )
        self._publish(agency, [*self._listed(agency), entry])
        return name

    def ends(self, name: str, until: date) -> None:
        """Let the next directory say when somebody's time is over."""
        agency, _, officer = name.partition("/")
        told = {officer: until.isoformat()}
        self._publish(agency, [_until(entry, told) for entry in self._listed(agency)])

    def leaves(self, name: str) -> None:
        """List somebody no more, and block the account."""
        agency, _, officer = name.partition("/")
        entry = AuditEntry(AgencyCode(agency), self.now, "admin-01", AuditAction.OFFICER_BLOCKED, detail=officer)
        self.store.officers.replace_state(AgencyCode(agency), officer, OfficerState.BLOCKED, entry)
        self._publish(agency, [entry for entry in self._listed(agency) if entry.id != officer])

    def returns(self, name: str, role: Role) -> None:
        """List somebody again who had left, with another role; the account stays blocked."""
        agency, _, officer = name.partition("/")
        person = self.world.people[name]
        told = {"label": f"Petugas {officer}", "unit": person.unit, "rank": "inspectorate", "roles": [role]}
        entry = reader_entry(person.secret, reader=officer, since=self.today.isoformat(), **told)
        self._publish(agency, [*self._listed(agency), entry])

    def renews(self, agency: str) -> None:
        """Sign the next directory without whose time is over."""
        self._publish(agency, self._listed(agency))

    def _listed(self, agency: str) -> list[ReaderEntry]:
        today = self.today.isoformat()
        entries = self.book.newest(agency).document.readers
        return [entry for entry in entries if not isinstance(entry.until, str) or entry.until >= today]

    def _publish(self, agency: str, entries: list[ReaderEntry]) -> None:
        old = self.book.newest(agency)
        issued = max(self.today, parse_day(ISSUED))
        self.world.publish(
            msgspec.structs.replace(
                old.document,
                version=old.document.version + 1,
                previous=old.digest,
                readers=entries,
                issued=issued.isoformat(),
                renew_by=(issued + timedelta(days=330)).isoformat(),
                expires=(issued + timedelta(days=365)).isoformat(),
            )
        )

    # --- rules

    def change_rules(self, agency: str, law: Law, decree: str) -> None:
        """Let the administrator sign and store the agency's next rules."""
        before = self.laws[agency][-1]
        known = RuleBook(self.store.rules).current(agency).rules
        clocks = msgspec.structs.replace(
            known.clocks, verify=law.verify, answer=law.answer, light=law.light, examination=law.examination
        )
        rules: Rules = msgspec.structs.replace(
            known if before.version else default_rules(agency),
            clocks=clocks,
            working_week=sorted(law.week),
            pauses_when_incomplete=law.pauses,
            overrides=[
                Override(day=day.isoformat(), works=works, decree=decree)
                for day, works in sorted((law.changed or {}).items())
            ],
        )
        actor = self.actor(f"{agency}/admin-01")
        assert actor is not None
        key = self.world.people[f"{agency}/admin-01"].secret.signing_key
        changes = RuleChanges(self.store.rules)
        version = changes.change(
            actor,
            sign(msgspec.structs.replace(rules, after=before.version), key),
            before.version,
            self.book,
            now=self.now,
            today=self.today,
        )
        self.laws[agency].append(replace(law, version=version))
        self.has_new_rules = True

    # --- nights

    def night(self) -> None:
        """Do what `wbs maintain` does before a day begins.

        What needs long is done once a week, and plans besides in the night after rules changed: a plan that another
        night must mend would be found in the evening before.
        """
        self.shortages = check_shortages(self.store.upkeep, self.book, self.today)
        publish_due(self.store.figures, self.calendars, self.book, self.today)
        is_monday = self.today.isoweekday() == 1
        if is_monday or self.has_new_rules:
            renew_plans(self.store.clocks, self.today)
            self.has_new_rules = False
        if is_monday:
            self.store.cases.sweep_uploads(self.today - timedelta(days=1), 100)
            make_checkpoints(self.store, self.clock)
            count_all(self.store.figures, self.calendars, self.book, self.store.upkeep.held_keys(), self.today)

    # --- what lies in the database

    def query(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the database past the store."""
        return self.raw.execute(statement, values).fetchall()

    def in_force(self) -> Mapping[str, set[str]]:
        """Give whose keys were granted the newest epoch of each case, as `agency/id`, or the digest of nobody's key."""
        names = self.keys()
        found: dict[str, set[str]] = {}
        for case, reader in self.query("SELECT case_id, reader FROM grants WHERE in_force"):
            found.setdefault(case, set()).add(names.get(reader, reader))
        return found


def _until(entry: ReaderEntry, told: Mapping[str, str]) -> ReaderEntry:
    return msgspec.structs.replace(entry, until=told[entry.id]) if entry.id in told else entry
