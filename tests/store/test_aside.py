"""What is set aside unopened: another tray of one agency's inboxes, left by everything but another due day."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.store.samples import (
    OFFICER,
    PROVINCE,
    REGENCY,
    TODAY,
    a_case,
    a_key,
    a_message,
    a_name,
    an_entry,
    an_officer,
    claim_of,
    store_upload,
)
from wbs.cases.aside import UnopenedCase
from wbs.cases.clocks.history import TagChange
from wbs.cases.model import AuditAction, AuditEntry, CaseName, Channel, KeyDigest, NewCase
from wbs.cases.worklist import Total, Wanted
from wbs.crypto.messages import Kind, MatterClass, Status
from wbs.store.aside import AT_ONCE
from wbs.store.store import Store

OFFICER_TEXT = "35.78/ratna"
ALL_DAYS = (date.min, date.max)


class Team:
    """Two officers of one agency and one of another, and the cases that all three read."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.mine, self.colleagues, self.guests = a_key(), a_key(), a_key()
        for name, key in (("ratna", self.mine), ("sari", self.colleagues)):
            store.officers.add_officer(replace(an_officer(name, f"{name}.{key}"), reader_key=key))

    def case(self, day: date = TODAY, channel: Channel = Channel.PORTAL) -> NewCase:
        made = a_case(self.mine, self.colleagues, self.guests)
        case = replace(made, message=replace(made.message, day=day), channel=channel)
        self.store.cases.create_case(case)
        return case

    def unopened(self, days: tuple[date, date] = ALL_DAYS, limit: int = 10) -> list[UnopenedCase]:
        return self.store.asides.unopened([self.mine], REGENCY, days, limit)

    def set_aside(self, *names: CaseName) -> int:
        return self.store.asides.set_aside([self.mine], entries(names, AuditAction.CASE_SET_ASIDE))

    def bring_back(self, *names: CaseName, reader: KeyDigest | None = None) -> int:
        return self.store.asides.bring_back([reader or self.mine], entries(names, AuditAction.CASE_BROUGHT_BACK))

    def tray(self, reader: KeyDigest, *, is_aside: bool | None = True) -> set[CaseName]:
        page = self.store.cases.inbox([reader], OFFICER, None, Wanted(TODAY, is_aside=is_aside))
        return {row.name for row in page.rows}

    def log(self) -> list[bytes]:
        return self.store.audit.entries(REGENCY, 0, 1_000)


def entries(names: Sequence[CaseName], action: AuditAction) -> list[tuple[CaseName, AuditEntry]]:
    return [(name, replace(an_entry(), action=action, agency=REGENCY, case=name.case)) for name in names]


@pytest.fixture
def team(store: Store) -> Team:
    return Team(store)


def test_what_nobody_opened_is_listed_by_what_can_be_seen_of_it(team: Team) -> None:
    plain, older = team.case(), team.case(TODAY - timedelta(days=2))
    upload = store_upload(team.store.cases, b"one")
    filed = replace(a_case(team.mine), claims=(claim_of(upload),))
    team.store.cases.create_case(filed)
    found = {one.name: one for one in team.unopened()}
    assert [one.received for one in team.unopened()] == [older.came_in, TODAY, TODAY]
    assert found[plain.name] == UnopenedCase(plain.name, TODAY, len(plain.message.sealed), has_files=False)
    assert found[filed.name].has_files
    assert [one.name for one in team.unopened((TODAY - timedelta(days=3), TODAY - timedelta(days=1)))] == [older.name]
    assert [one.name for one in team.unopened(limit=1)] == [older.name]


def opened(team: Team, case: NewCase) -> None:
    assert team.store.inside.give_out(case.name, team.colleagues) is not None


def read(team: Team, case: NewCase) -> None:
    team.store.cases.mark_read(case.name, OFFICER, [("reporter", 1)])


def stepped(team: Team, case: NewCase) -> None:
    step = a_message(OFFICER_TEXT, kind=Kind.STATUS)
    team.store.cases.append_message(case.name, step, status=Status.RECEIVED, after=Status.SUBMITTED)


def classed(team: Team, case: NewCase) -> None:
    team.store.cases.change_tags(case.name, TagChange(matter_class=MatterClass.SUPERVISORY), audit=an_entry())


@pytest.mark.parametrize("happens", [opened, read, stepped, classed])
def test_what_somebody_touched_is_neither_listed_nor_set_aside(team: Team, happens) -> None:  # type: ignore[no-untyped-def]
    case = team.case()
    happens(team, case)
    assert team.unopened() == []
    before = team.log()
    assert team.set_aside(case.name) == 0
    assert team.tray(team.mine) == set()
    assert team.log() == before


def test_what_an_officer_wrote_down_is_never_set_aside(team: Team) -> None:
    case = team.case(channel=Channel.WALK_IN)
    assert (team.unopened(), team.set_aside(case.name)) == ([], 0)


def test_it_leaves_the_trays_of_the_agency_and_of_nobody_else(team: Team) -> None:
    case, other = team.case(), team.case()
    assert team.set_aside(case.name) == 1
    for reader in (team.mine, team.colleagues):
        assert team.tray(reader) == {case.name}
        assert team.tray(reader, is_aside=False) == {other.name}
        assert team.tray(reader, is_aside=None) == {case.name, other.name}, "who walks over all cases misses none"
    assert team.tray(team.guests) == set()
    page = team.store.cases.inbox([team.mine], OFFICER, None, Wanted(TODAY, is_aside=False))
    assert (page.total, page.unread, page.aside) == (1, Total(1), Total(1))
    page = team.store.cases.inbox([team.mine], OFFICER, None, Wanted(TODAY, is_aside=True))
    assert (page.total, page.unread, page.aside) == (1, Total(1), Total(1)), "chips lead to the working trays"


def test_each_leaves_one_entry_and_what_is_repeated_leaves_none(team: Team) -> None:
    names = [team.case().name for _ in range(AT_ONCE + 2)]
    assert team.set_aside(*names) == len(names)
    assert team.set_aside(*names) == 0
    log = team.log()
    assert [sum(name.case.encode() in entry for entry in log) for name in names] == [1] * len(names)
    assert sum(b'"case-set-aside"' in entry for entry in log) == len(names)
    assert team.store.audit.size_and_root(REGENCY)[0] == len(log)


def test_a_case_that_there_is_not_or_that_is_of_others_stays_as_it_is(team: Team) -> None:
    theirs = a_case(team.guests)
    team.store.cases.create_case(theirs)
    governed = replace(a_case(team.mine), name=a_name(PROVINCE))
    team.store.cases.create_case(governed)
    assert team.set_aside(a_name(), theirs.name, governed.name) == 0
    assert team.log() == []


def test_deadlines_of_what_is_set_aside_run_on(team: Team) -> None:
    case = team.case()
    team.set_aside(case.name)
    row = team.store.cases.inbox([team.mine], OFFICER, None, Wanted(TODAY, is_aside=True)).rows[0]
    assert row.plan.due is not None
    assert row.plan.soon is not None
    early = row.plan.soon - timedelta(days=1)
    page = team.store.cases.inbox([team.mine], OFFICER, None, Wanted(early, is_aside=False))
    assert (page.aside, page.aside_soon) == (Total(1), Total(0))
    late = row.plan.due + timedelta(days=1)
    team.store.clocks.renew_plan(case.name, late)
    assert team.tray(team.mine) == {case.name}, "another day brings nothing back"
    page = team.store.cases.inbox([team.mine], OFFICER, None, Wanted(late, is_aside=False))
    assert (page.late, page.aside, page.aside_soon) == (Total(0), Total(1), Total(1))
    assert case.name in {one.name for one in team.store.clocks.overdue(REGENCY, late, 10)}, "its head is told"


def written(team: Team, case: NewCase) -> None:
    team.store.cases.append_message(case.name, a_message(seq=2))


def filed(team: Team, case: NewCase) -> None:
    upload = store_upload(team.store.cases, b"one")
    team.store.cases.append_message(case.name, a_message(seq=2), claims=(claim_of(upload),))


@pytest.mark.parametrize("happens", [written, filed, opened, stepped, classed])
def test_whatever_happens_to_it_brings_it_back_to_everybody(team: Team, happens) -> None:  # type: ignore[no-untyped-def]
    case = team.case()
    team.set_aside(case.name)
    happens(team, case)
    assert team.tray(team.mine) == team.tray(team.colleagues) == set()
    assert team.tray(team.mine, is_aside=False) == team.tray(team.colleagues, is_aside=False) == {case.name}


def test_officers_bring_back_what_they_read(team: Team) -> None:
    first, second, third = (team.case().name for _ in range(3))
    team.set_aside(first, second)
    assert team.bring_back(first, third, a_name()) == 1
    assert team.bring_back(second, reader=a_key()) == 0
    assert team.bring_back(second, reader=team.guests) == 0, "they have it in their inbox"
    assert team.tray(team.mine) == team.tray(team.colleagues) == {second}
    assert team.set_aside(first) == 1
    assert sum(b'"case-brought-back"' in entry for entry in team.log()) == 1


def test_what_is_opened_at_the_same_time_is_never_left_aside(team: Team) -> None:
    cases = [team.case() for _ in range(8)]
    names = [case.name for case in cases]
    opening = threading.Thread(target=lambda: [opened(team, case) for case in reversed(cases)])
    opening.start()
    moved = team.set_aside(*names)
    opening.join()
    assert team.tray(team.mine) == set()
    assert sum(b'"case-set-aside"' in entry for entry in team.log()) == moved
