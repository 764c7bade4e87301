"""What must hold at the end of every day, whoever did what: asked of the database, and of what people can open."""

import json
from collections import Counter
from datetime import date
from functools import partial
from hashlib import sha256

from tests.stories.year.devices import Devices
from tests.stories.year.house import AGENCIES, House
from tests.stories.year.ledger import Case, Ledger
from tests.stories.year.reckoning import DAY, Law, Tally, due_of, result_due, stays_at, tally
from wbs.cases.casework import OLDEST_FIRST
from wbs.cases.figures.cube import count_stays
from wbs.cases.figures.periods import ALL, month_of
from wbs.cases.figures.published import PublishedTable, Received, parse_published
from wbs.cases.figures.report import Report, report_of, whole_of
from wbs.cases.figures.service import heads_ever
from wbs.cases.figures.stays import Bucket
from wbs.cases.log.log_check import check_log
from wbs.cases.model import AgencyCode, CaseId, Channel
from wbs.cases.readers.shortages import ShortageKind
from wbs.crypto.chains import FindingKind
from wbs.crypto.directory import READING, REPLYING, Role, parse_day
from wbs.crypto.dossier import Dossier
from wbs.crypto.messages import Kind, StatusBody
from wbs.crypto.records import author_text
from wbs.errors import NotFoundError


class Checks:
    """Compares the store with the ledger."""

    def __init__(self, house: House, ledger: Ledger) -> None:
        self.house = house
        self.ledger = ledger
        self.devices = Devices(house, ledger)
        self.logs = {agency: OwnLog(house, agency) for agency in AGENCIES}
        self.served: set[tuple[str, str]] = set()
        self.out: set[tuple[str, str]] = set()
        self.published = dict.fromkeys(AGENCIES, 0)

    @property
    def today(self) -> date:
        return self.house.today

    # --- every day

    def after_night(self) -> None:
        """Check what the night left, before anybody acts: as at the end of yesterday."""
        self.shortages_are_told()
        self.quarters_tell_what_came()
        if self.today.isoweekday() == 1:
            self.officers_figures_add_up()

    def at_evening(self) -> None:
        self.readers_are_who_they_should_be()
        self.nobody_was_served_who_is_kept_out()
        self.days_are_right()
        self.steps_are_what_was_signed()
        self.figures_add_up()
        for log in self.logs.values():
            log.check()
        if self.today.day == 15:
            if self.today.month % 3 == 0:
                self.everybody_opens_what_is_theirs()
            self.logs_are_whole()
            self.inboxes_are_right()
            self.heads_are_told_what_is_late()

    # --- who reads

    def readers_are_who_they_should_be(self) -> None:
        found, serving = self.house.in_force(), self._serving(*REPLYING)
        for case in self.ledger.cases:
            granted = found[case.name.case] - {case.receipt.reader_key.public.digest}
            assert granted == case.readers - case.recused, (case.place, granted, case.readers)
            assert not any(case.keeps_out(name) for name in granted), case.place
            assert not granted & case.recused, case.place
            assert granted & serving, f"case {case.place} has nobody who may read and answer"

    def _serving(self, *roles: Role) -> set[str]:
        return {name for agency in AGENCIES for name in self.house.officers(agency, *roles)}

    def nobody_was_served_who_is_kept_out(self) -> None:
        """Go through what the logs say of today: who was given what, and who had declared a conflict by then."""
        by_case = {case.name.case: case for case in self.ledger.cases}
        entries = sorted((one for log in self.logs.values() for one in log.read()), key=lambda one: one["at"])
        for entry in entries:
            name = f"{entry['agency']}/{entry['officer']}"
            case = by_case.get(CaseId(entry.get("case", "")))
            if case is None:
                continue
            assert not case.keeps_out(name), (case.place, entry)
            assert (name, case.name.case) not in self.out, (case.place, entry)
            if entry["action"] == "conflict-declared":
                self.out.add((name, case.name.case))
        for case in self.ledger.cases:
            for name in sorted(case.recused):
                assert (name, case.name.case) in self.out
        self._whoever_is_kept_out_is_told_nothing()

    def _whoever_is_kept_out_is_told_nothing(self) -> None:
        serving = sorted(self._serving(*READING))
        pairs = [(case, name) for case in self.ledger.cases for name in serving if self._is_out(case, name)]
        for case, name in pairs[self.today.toordinal() % 41 :: 41]:
            try:
                self.house.casework.case_file(self.devices.actor(name), case.name, now=self.house.now)
            except NotFoundError:
                continue
            raise AssertionError((case.place, name))

    def _is_out(self, case: Case, name: str) -> bool:
        return case.keeps_out(name) or name in case.recused or name not in case.readers

    # --- days

    def days_are_right(self) -> None:
        rows = self.house.query("SELECT case_id, due, result_due, status, handler, received FROM cases")
        found = {case: rest for case, *rest in rows}
        for case in self.ledger.cases:
            law = self._law_of(case)
            due = due_of(case, law)
            expected = [
                None if due is None else due.isoformat(),
                result_due(case, law).isoformat(),
                case.status.value,
                case.handler,
                case.steps[0].day.isoformat(),
            ]
            assert found[case.name.case] == expected, (case.place, law.version, case.steps)

    def _law_of(self, case: Case) -> Law:
        laws = self.house.laws[case.handler]
        return laws[-1] if case.ended_by is None else laws[case.ended_by]

    def steps_are_what_was_signed(self) -> None:
        wanted = "SELECT day, status, handler, until FROM case_steps WHERE case_id = ? ORDER BY place"
        for place in sorted(self.ledger.touched):
            case = self.ledger.cases[place]
            rows = self.house.query(wanted, case.name.case)
            told = [
                (one.day.isoformat(), one.status.value, one.handler, one.until and one.until.isoformat())
                for one in case.steps
            ]
            assert rows == told, place
            dossier, steps = self.devices.mailbox(case), [status for _, status, _, _ in rows[1:]]
            signed = self._signed(dossier)
            assert Counter(signed) == Counter(steps), place
            # What nobody saw whose author has left has no place in the order that the others' words have.
            assert signed == steps or any(not one.confirmed for one in dossier.messages), place
        self.ledger.touched.clear()

    @staticmethod
    def _signed(dossier: Dossier) -> list[str]:
        bodies = [one.message.body for one in dossier.messages if one.message.kind is Kind.STATUS]
        return [body.status.value for body in bodies if isinstance(body, StatusBody)]

    # --- what can be opened

    def everybody_opens_what_is_theirs(self) -> None:
        for case in self.ledger.cases:
            mailbox = self.devices.mailbox(case)
            self._is_sound(case, mailbox)
            readers = {f"{agency}/{reader}" for agency, reader in mailbox.newest.readers}
            counted = readers & case.officers
            assert any(self.house.serves(name) for name in counted), f"nobody counts who reads case {case.place}"
            for name in sorted(case.officers):
                if self.house.serves(name):
                    view = self.devices.look(name, case)
                    self._is_sound(case, view.dossier)
                    assert self._signed(view.dossier) == self._signed(mailbox)
                    assert not view.insight.key_findings, case.place

    def _is_sound(self, case: Case, dossier: Dossier) -> None:
        """Check that nothing is missing; what somebody wrote who has left, and nobody saw, may be unconfirmed."""
        gone = {finding.author for finding in dossier.findings if finding.kind is FindingKind.NOT_CONFIRMED}
        assert {finding.kind for finding in dossier.findings} <= {FindingKind.NOT_CONFIRMED}, (
            case.place,
            dossier.findings,
        )
        counted = {f"{agency}/{reader}" for agency, reader in dossier.newest.readers}
        assert not any(self.house.serves(author) and author in counted for author in gone), case.place
        written = [author_text(one.message.author) for one in dossier.messages if one.message.kind is Kind.MESSAGE]
        assert Counter(written)["reporter"] == len(case.replies), case.place
        assert len(written) - Counter(written)["reporter"] == len(case.words), case.place
        assert (dossier.summary is None) == case.is_retracted, case.place

    def inboxes_are_right(self) -> None:
        for name in sorted(self._serving(*READING)):
            actor, after, found = self.devices.actor(name), None, []
            while True:
                page = self.house.casework.inbox(actor, after, OLDEST_FIRST, now=self.house.now)
                found += [row.name.case for row in page.rows]
                after = page.next
                if after is None:
                    break
            assert sorted(found) == sorted(case.name.case for case in self.ledger.cases if name in case.officers), name
            assert page.total == len(found)

    def heads_are_told_what_is_late(self) -> None:
        for agency in AGENCIES:
            head = f"{agency}/inspektur"
            told = {one.name.case for one in self.house.overdue.tell(self.devices.actor(head), today=self.today)}
            assert told == {case.name.case for case in self._late(agency) if self._is_told(case, head)}

    def _late(self, agency: str) -> list[Case]:
        cases = [case for case in self.ledger.cases if case.handler == agency]
        dues = [(case, due_of(case, self._law_of(case))) for case in cases]
        return [case for case, due in dues if due is not None and due < self.today]

    @staticmethod
    def _is_told(case: Case, head: str) -> bool:
        return head not in case.recused | case.heads_off and not case.keeps_out_some_of(head.partition("/")[0])

    def shortages_are_told(self) -> None:
        """Compare cases that are short of readers today with a count of those who can read them, without guests."""
        serving = self._serving(*READING)
        found = {short.case: short.found for short in self.house.shortages if short.kind is ShortageKind.CASE}
        for case in self.ledger.cases:
            able = {name for name in case.officers & serving if name.startswith(f"{case.handler}/")}
            if len(able) < self.house.law(case.handler).minimum:
                assert found.get(case.name.case) == len(able), (case.place, able)
            ends = [self.house.entry(name) for name in able]
            lasting = [entry for entry in ends if entry is not None and not isinstance(entry.until, str)]
            if len(lasting) >= self.house.law(case.handler).minimum:
                assert case.name.case not in found, case.place

    # --- figures

    def figures_add_up(self) -> None:
        """Compare what agencies publish from, as at the end of today, with the ledger's own tally."""
        found = self.house.store.figures.stays(self.today, heads_ever(self.house.book))
        for agency in AGENCIES:
            own = [case for case in self.ledger.cases if self._is_published(case, agency)]
            rows = count_stays(found.get(AgencyCode(agency), []), self.today, self.house.calendars(AgencyCode(agency)))
            report = report_of(rows, whole_of(rows, month_of(self.today)))
            self._agrees(report, self._tally(own, agency, self.today))

    @staticmethod
    def _is_published(case: Case, agency: str) -> bool:
        """Say whether nobody of an agency is kept out of a case: by its records, by a conflict, or as its head."""
        kept_out = case.recused | case.heads_taken_off
        return not case.keeps_out_some_of(agency) and agency not in {one.partition("/")[0] for one in kept_out}

    def officers_figures_add_up(self) -> None:
        """Compare what officers are shown, as at the end of yesterday."""
        yesterday = self.today - DAY
        for name in sorted(self._serving(*READING)):
            agency = name.partition("/")[0]
            mine = [case for case in self.ledger.cases if name in case.officers]
            own = self.house.figures.own(self.devices.actor(name), ALL, today=self.today)
            assert own.day == yesterday
            self._agrees(own.report, self._tally(mine, agency, yesterday))

    def _tally(self, cases: list[Case], agency: str, day: date) -> Tally:
        stays = [stay for case in cases for stay in stays_at(case, day) if stay.agency == agency]
        return tally(stays, day, self.house.law(agency), {case.place: self._law_of(case) for case in cases})

    @staticmethod
    def _agrees(report: Report, own: Tally) -> None:
        assert report.received == own.received
        for table in (report.channels, report.classes, report.categories):
            assert sum(share.received for share in table) == report.received
            assert sum(share.finished for share in table) == report.buckets[Bucket.FINISHED]
        buckets = (own.unverified, own.waiting, own.running, own.finished)
        assert tuple(report.buckets[bucket] for bucket in Bucket) == buckets
        assert {share.value: share.received for share in report.channels} == own.channels
        assert {share.value: share.received for share in report.classes} == own.classes
        assert {share.value: share.received for share in report.categories} == own.categories
        assert report.outcomes == own.outcomes
        assert report.duplicates == own.duplicates
        assert sum(report.lapor.values()) == own.lapor
        assert sum(month.received for month in report.months) == report.received
        assert report.ended == own.finished
        assert report.still_open == own.received - own.finished
        assert tuple(report.timeliness.values()) == (own.in_time, own.late, own.unmeasured)
        assert (report.long_open, report.overdue) == (own.long_open, own.overdue)

    def quarters_tell_what_came(self) -> None:
        """Compare each quarter on the day after it with a count of what came, and look for cells below five."""
        for agency, documents in self.house.store.figures.published([AgencyCode(one) for one in AGENCIES]).items():
            told = [parse_published(data) for data in documents]
            assert [one.quarter for one in told] == sorted({one.quarter for one in told})
            for one in told[self.published[agency] :]:
                if isinstance(one.received, Received):
                    first, last = parse_day(one.received.first), parse_day(one.received.last)
                    assert one.received.total == self._came(agency, first, last)
                    tables = [one.received.months, one.received.channels, one.received.classes, one.received.categories]
                    for table in tables:
                        _is_grouped(table, one.received.total)
                    self.ledger.note("quarter told")
            self.published[agency] = len(told)

    def _came(self, agency: str, first: date, last: date) -> int:
        cases = [
            case
            for case in self.ledger.cases
            if self._is_published(case, agency) and case.channel is not Channel.SP4N_LAPOR
        ]
        days = [max(stay.came, case.stored) for case in cases for stay in stays_at(case, last) if stay.agency == agency]
        return sum(first <= day <= last for day in days)

    # --- logs

    def logs_are_whole(self) -> None:
        for agency in map(AgencyCode, AGENCIES):
            verdict = self.house.store.audit.inspect(agency, partial(check_log, agency))
            assert verdict.is_whole, verdict


def _is_grouped(table: object, total: int) -> None:
    if isinstance(table, PublishedTable):
        assert all(row.count >= 5 for row in table.shown)
        assert sum(row.count for row in table.shown) + table.rest == total
        assert table.rest == 0 or table.rest >= 5


class OwnLog:
    """An agency's log as this test reads it: every entry once, into a tree of its own (RFC 6962, section 2.1)."""

    def __init__(self, house: House, agency: str) -> None:
        self.house = house
        self.agency = AgencyCode(agency)
        self.size = 0
        self._fresh: list[bytes] = []
        self._hills: list[tuple[int, bytes]] = []
        """Roots of whole trees from left to right, with how many leaves each has."""

    def read(self) -> list[dict[str, str]]:
        """Read what came since, and add it to the tree."""
        self._fresh = self.house.store.audit.entries(self.agency, self.size, 100_000)
        for entry in self._fresh:
            self._add(sha256(b"\0" + entry).digest())
        self.size += len(self._fresh)
        return [json.loads(entry) for entry in self._fresh]

    def _add(self, leaf: bytes) -> None:
        hill = (1, leaf)
        while self._hills and self._hills[-1][0] == hill[0]:
            count, left = self._hills.pop()
            hill = (2 * count, sha256(b"\1" + left + hill[1]).digest())
        self._hills.append(hill)

    def check(self) -> None:
        """Compare the tree that is stored with this one."""
        root = b""
        for _, hill in reversed(self._hills):
            root = sha256(b"\1" + hill + root).digest() if root else hill
        assert self.house.store.audit.size_and_root(self.agency) == (self.size, root or sha256().digest())
