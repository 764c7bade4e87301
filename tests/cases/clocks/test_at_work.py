"""Clocks at work on a real store: one extension by the head, plans that follow the rules, what a head is told."""

from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest

from tests.cast import PROVINCE, REGENCY, a_report, recipients
from tests.office import Office, SealedReport, casework_of
from wbs.cases.access import Actor
from wbs.cases.casework import NewMessage
from wbs.cases.clocks.clockwork import Clockwork
from wbs.cases.clocks.extending import longest_of, make_extension
from wbs.cases.clocks.history import CaseHistory, Step, TagChange
from wbs.cases.clocks.overdue import Overdue, renew_plans
from wbs.cases.clocks.planning import Deadline
from wbs.cases.clocks.told import Before, beginning, told_deadlines
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry, CaseId, CaseName, StoredMessage
from wbs.cases.reporters.keeping import new_case
from wbs.cases.rules.documents import Override, Rules, StoredRules, default_rules
from wbs.cases.rules.rulebook import RuleBook
from wbs.cases.worklist import Urgency, Wanted
from wbs.crypto.compose import compose_case, recipient
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.keys import CasePrivateKey
from wbs.crypto.messages import Kind, MatterClass, SealedBy, Status
from wbs.crypto.receipt import Receipt
from wbs.crypto.seal import seal_document
from wbs.crypto.shape import serialise
from wbs.errors import ConflictError, ForbiddenError, FormatError

RECEIVER, HEAD = f"{REGENCY}/penerima-01", f"{REGENCY}/inspektur"
LANDAK = AgencyCode(REGENCY)
DAY = timedelta(days=1)
ANYWHERE = CasePrivateKey.generate().public


def clockwork_of(office: Office) -> Clockwork:
    return Clockwork(RuleBook(office.store.rules))


def history_of(office: Office, report: SealedReport) -> CaseHistory:
    found = office.store.cases.history(report.name)
    assert found is not None
    return found


def step(office: Office, report: SealedReport, seq: int, status: Status, **more: object) -> None:
    """Store a step as an officer's message."""
    message = StoredMessage(RECEIVER, seq, 1, Kind.STATUS, seal_document(ANYWHERE, b"{}"), office.clock.today())
    office.store.cases.append_message(report.name, message, status=status, **more)  # type: ignore[arg-type]


def change_rules(office: Office, version: int = 1, **changes: object) -> None:
    rules: Rules = msgspec.structs.replace(default_rules(REGENCY), **changes)
    entry = AuditEntry(LANDAK, office.clock.now(), "admin", AuditAction.RULES_CHANGED)
    office.store.rules.add_rules(StoredRules(LANDAK, version, office.clock.today(), "admin", serialise(rules)), entry)


def due_of(office: Office, report: SealedReport) -> date | None:
    page = office.store.cases.inbox(office.actor().reader_keys, office.actor().name, None)
    (row,) = [row for row in page.rows if row.name == report.name]
    return row.plan.due


def test_the_head_gives_a_case_more_time_once_and_no_longer_than_the_rules_gave(office: Office) -> None:
    report, clockwork, today = office.new_report(), clockwork_of(office), office.clock.today()
    history = history_of(office, report)
    longest = longest_of(history, clockwork, today)
    assert longest == clockwork.calendar(REGENCY).after(today, 120)
    made = make_extension(history, clockwork, longest, (LANDAK, "inspektur"), today)
    office.store.cases.extend(
        report.name, made, audit=AuditEntry(LANDAK, office.clock.now(), "x", AuditAction.CASE_READ)
    )
    again = history_of(office, report)
    assert longest_of(again, clockwork, today) is None
    with pytest.raises(ConflictError):
        make_extension(again, clockwork, longest, (LANDAK, "inspektur"), today)


@pytest.mark.parametrize("days", [-400, 0, 1, 90, 91, 400])
def test_no_other_day_is_given(office: Office, days: int) -> None:
    report, clockwork, today = office.new_report(), clockwork_of(office), office.clock.today()
    saturday = date(2027, 2, 27)
    for until in {today + days * DAY, saturday}:
        with pytest.raises(ConflictError):
            make_extension(history_of(office, report), clockwork, until, (LANDAK, "inspektur"), today)


def more_time(until: date, status: Status = Status.VERIFIED) -> NewMessage:
    return NewMessage(2, 1, Kind.STATUS, seal_document(ANYWHERE, b"{}"), status=status, until=until)


def test_nobody_but_the_head_gives_more_time(office: Office) -> None:
    report = office.new_report()
    step(office, report, 1, Status.VERIFIED, tags=TagChange(matter_class=MatterClass.SUPERVISORY))
    work, clock = casework_of(office), office.clock
    actor = office.actor(RECEIVER)
    until = longest_of(history_of(office, report), clockwork_of(office), clock.today())
    assert until is not None
    with pytest.raises(ForbiddenError):
        work.append(actor, report.name, more_time(until), now=clock.now(), today=clock.today())
    assert history_of(office, report).extensions == ()


def test_the_head_who_reads_a_case_gives_it_more_time_with_a_step_and_no_second_one(office: Office) -> None:
    receipt, head = Receipt.generate(), office.world.people[HEAD]
    readers = [*recipients(office.world, REGENCY), recipient(REGENCY, head.id, head.secret.reader_key.public)]
    sealed = compose_case(
        report=a_report(),
        receipt=receipt,
        directory=office.world.book().newest(REGENCY),
        recipients=readers,
        sealed_by=SealedBy.PORTAL,
    )
    made = new_case(sealed, receipt.mailbox_hash, (), office.clock.today())
    office.store.cases.create_case(made)
    message = StoredMessage(RECEIVER, 1, 1, Kind.STATUS, seal_document(ANYWHERE, b"{}"), office.clock.today())
    classed = TagChange(matter_class=MatterClass.SUPERVISORY)
    office.store.cases.append_message(made.name, message, status=Status.EXAMINED, tags=classed)
    work, clock, until = casework_of(office), office.clock, date(2027, 3, 31)
    step = replace(more_time(until, Status.EXAMINED), seq=1)
    other = replace(step, status=Status.FOLLOW_UP)
    with pytest.raises(ConflictError):
        work.append(office.actor(HEAD), made.name, other, now=clock.now(), today=clock.today())
    work.append(office.actor(HEAD), made.name, step, now=clock.now(), today=clock.today())
    history = office.store.cases.history(made.name)
    assert history is not None
    assert [(one.until, one.officer) for one in history.extensions] == [(until, "inspektur")]
    assert history.status is Status.EXAMINED
    with pytest.raises(ConflictError):
        work.append(office.actor(HEAD), made.name, replace(step, seq=2), now=clock.now(), today=clock.today())


def test_a_day_until_which_comes_with_a_status_of_no_running_time_is_refused(office: Office) -> None:
    report = office.new_report()
    with pytest.raises(FormatError):
        casework_of(office).append(
            office.actor(RECEIVER),
            report.name,
            more_time(date(2027, 3, 1), Status.CLOSED),
            now=office.clock.now(),
            today=office.clock.today(),
        )


def test_rules_that_change_move_open_cases_that_night_and_what_stood_is_kept(office: Office) -> None:
    report, ended = office.new_report(), office.new_report()
    step(office, ended, 1, Status.NOT_ACTIONABLE)
    before = due_of(office, report)
    assert before == date(2026, 11, 26)
    change_rules(office, overrides=[Override(day="2026-11-24", works=False, decree="SKB")])
    assert due_of(office, report) == before
    assert renew_plans(office.store.clocks, office.clock.today()) == (1, 1)
    assert due_of(office, report) == date(2026, 11, 27)
    (stood,) = history_of(office, report).replans
    assert (stood.rules, stood.due, stood.day) == (0, before, office.clock.today())
    assert renew_plans(office.store.clocks, office.clock.today()) == (1, 0)
    assert history_of(office, ended).replans == ()


def test_nothing_but_the_night_brings_new_rules_so_that_what_stood_is_never_lost(office: Office) -> None:
    """Somebody may write, and tags may change, between the new rules and the night."""
    report, ended = office.new_report(), office.new_report()
    step(office, report, 1, Status.VERIFIED)
    step(office, ended, 1, Status.NOT_ACTIONABLE)
    longer = msgspec.structs.replace(default_rules(REGENCY).clocks, answer=20, examination=120)
    longest = longest_of(history_of(office, report), clockwork_of(office), office.clock.today())
    change_rules(office, clocks=longer)
    assert longest_of(history_of(office, report), clockwork_of(office), office.clock.today()) == longest
    for one in (report, ended):
        message = StoredMessage("reporter", 2, 1, Kind.MESSAGE, seal_document(ANYWHERE, b"{}"), office.clock.today())
        office.store.cases.append_message(one.name, message)
        assert history_of(office, one).rules == 0
    assert due_of(office, report) == date(2026, 11, 30)
    assert told_deadlines(history_of(office, report), clockwork_of(office)).before is None
    renew_plans(office.store.clocks, office.clock.today())
    told = told_deadlines(history_of(office, report), clockwork_of(office))
    assert told.before == Before(date(2026, 11, 26), date(2026, 11, 30), date(2027, 2, 22))
    assert (told.answer, told.result) == (date(2026, 12, 21), date(2027, 6, 4))
    assert told_deadlines(history_of(office, ended), clockwork_of(office)).before is None


def test_a_day_that_moved_is_told_from_the_first_on_however_often_rules_change(office: Office) -> None:
    report, clocks = office.new_report(), default_rules(REGENCY).clocks
    first = told_deadlines(history_of(office, report), clockwork_of(office))
    for version, answer in enumerate((20, 10, 5), 1):
        change_rules(office, version, clocks=msgspec.structs.replace(clocks, answer=answer))
        renew_plans(office.store.clocks, office.clock.today())
        told = told_deadlines(history_of(office, report), clockwork_of(office))
        assert told.before == (Before(first.verify, first.answer, first.result) if answer != 5 else None)
        office.clock.pass_time(days=1)


def test_a_case_that_is_opened_again_counts_by_the_rules_of_that_day(office: Office) -> None:
    report = office.new_report()
    step(office, report, 1, Status.NOT_ACTIONABLE)
    change_rules(office, clocks=msgspec.structs.replace(default_rules(REGENCY).clocks, examination=20))
    office.clock.pass_time(days=1)
    step(office, report, 2, Status.REOPENED)
    history = history_of(office, report)
    assert (history.rules, history.replans) == (1, ())
    assert told_deadlines(history, clockwork_of(office)).result == date(2026, 12, 22)


@pytest.mark.promise("P12")
def test_days_that_moved_and_a_reopening_are_told_with_as_much_work_as_a_case_of_nobody(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved, reopened = office.new_report(), office.new_report()
    step(office, reopened, 1, Status.NOT_ACTIONABLE)
    change_rules(office, clocks=msgspec.structs.replace(default_rules(REGENCY).clocks, answer=20))
    renew_plans(office.store.clocks, office.clock.today())
    step(office, reopened, 2, Status.REOPENED)
    asked: list[CaseHistory] = []
    clockwork, compute = clockwork_of(office), Clockwork.deadlines

    def count(self: Clockwork, history: CaseHistory) -> tuple[Deadline, ...]:
        asked.append(history)
        return compute(self, history)

    monkeypatch.setattr(Clockwork, "deadlines", count)
    work = []
    nobody = beginning(CaseName(AgencyCode(REGENCY), CaseId("")), office.clock.today())
    for history in (nobody, history_of(office, moved), history_of(office, reopened)):
        told = told_deadlines(history, clockwork)
        work.append((len(asked), told.before is None))
        asked.clear()
    assert work == [(4, True), (4, False), (4, True)]


def test_what_has_ended_is_never_judged_by_later_rules(office: Office) -> None:
    """Neither side may find afterwards that a promise which was kept was broken, or the other way round."""
    ended, running = office.new_report(), office.new_report()
    step(office, ended, 1, Status.NOT_ACTIONABLE)
    work = clockwork_of(office)
    before = work.deadlines(history_of(office, ended))
    assert work.deadlines(history_of(office, running))[0].due == date(2026, 11, 26)
    change_rules(office, clocks=msgspec.structs.replace(default_rules(REGENCY).clocks, verify=1, examination=5))
    assert work.deadlines(history_of(office, running))[0].due == date(2026, 11, 26), "as in the inbox, until that night"
    renew_plans(office.store.clocks, office.clock.today())
    assert work.deadlines(history_of(office, running))[0].due == date(2026, 11, 24)
    assert work.ruling_for(history_of(office, running)).version == 1
    assert work.deadlines(history_of(office, ended)) == before
    assert work.ruling_for(history_of(office, ended)).version == 0


def test_rules_that_cannot_be_read_hold_up_no_report(office: Office) -> None:
    entry = AuditEntry(LANDAK, office.clock.now(), "admin", AuditAction.RULES_CHANGED)
    office.store.rules.add_rules(StoredRules(LANDAK, 1, office.clock.today(), "admin", b"{}"), entry)
    assert due_of(office, office.new_report()) == date(2026, 11, 26)
    assert clockwork_of(office).ruling(REGENCY).version == 0


def told(office: Office, actor: Actor | None = None) -> list[str]:
    head = actor or office.actor(HEAD)
    return [case.name.case for case in Overdue(office.store.clocks).tell(head, today=office.clock.today())]


def test_a_head_is_told_the_numbers_of_overdue_cases_until_somebody_acts(office: Office) -> None:
    report = office.new_report()
    assert told(office) == []
    office.clock.pass_time(days=4)
    assert told(office) == [report.name.case]
    step(office, report, 1, Status.VERIFIED)
    assert told(office) == []


def new_report_without(office: Office, agency: str = REGENCY) -> None:
    """Store a report from which the head of an agency is excluded."""
    receipt, directory = Receipt.generate(), office.world.book().newest(REGENCY)
    sealed = compose_case(
        report=a_report(),
        receipt=receipt,
        directory=directory,
        recipients=recipients(office.world, REGENCY),
        sealed_by=SealedBy.PORTAL,
        excluded=[Exclusion(agency=agency, reader="inspektur")],
    )
    office.store.cases.create_case(new_case(sealed, receipt.mailbox_hash, (), office.clock.today()))


@pytest.mark.promise("P06")
def test_a_case_that_somebody_is_excluded_from_is_told_to_no_head(office: Office) -> None:
    new_report_without(office)
    office.clock.pass_time(days=4)
    assert len(office.store.clocks.overdue(LANDAK, office.clock.today(), 10)) == 1
    assert told(office) == []


def test_cases_that_a_head_is_not_told_of_do_not_push_others_out_of_the_list(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody can send reports that exclude somebody: left lying, they come first."""
    monkeypatch.setattr("wbs.cases.clocks.overdue._LOOKED_AT", 2)
    for _ in range(3):
        new_report_without(office)
    office.clock.pass_time(days=1)
    report = office.new_report()
    office.clock.pass_time(days=5)
    assert told(office) == [report.name.case]


def test_a_case_that_keeps_out_another_agency_alone_is_told(office: Office) -> None:
    """Every report about a leader keeps the leader's inspectorate out; above, its head must see that it lies."""
    new_report_without(office, PROVINCE)
    office.clock.pass_time(days=4)
    assert len(told(office)) == 1


@pytest.mark.promise("P06")
def test_a_case_with_a_declared_conflict_or_unreadable_records_is_not_told(office: Office) -> None:
    office.new_report()
    office.clock.pass_time(days=4)
    store = office.store.clocks
    (case,) = store.overdue(LANDAK, office.clock.today(), 10)

    class Excluding:
        """The same store, where the records cannot be read."""

        def overdue(self, *_: object) -> list[object]:
            concerned = case.concerned
            return [
                replace(case, concerned=replace(concerned, records=(b"not a record",))),
                replace(case, concerned=replace(concerned, recused=frozenset({(LANDAK, "inspektur")}))),
            ]

    assert Overdue(Excluding()).tell(office.actor(HEAD), today=office.clock.today()) == []  # type: ignore[arg-type]


def test_nobody_but_a_head_is_told(office: Office) -> None:
    with pytest.raises(ForbiddenError):
        told(office, office.actor(RECEIVER))


def test_the_inbox_follows_status_class_and_days(office: Office) -> None:
    report, other = office.new_report(), office.new_report()
    step(office, report, 1, Status.REVIEWED, tags=TagChange(matter_class=MatterClass.NON_SUPERVISORY))
    me, today = office.actor(), office.clock.today()

    def found(**wanted: object) -> list[str]:
        page = office.store.cases.inbox(me.reader_keys, me.name, None, Wanted(today, **wanted))  # type: ignore[arg-type]
        assert page.total == len(page.rows)
        return [row.name.case for row in page.rows]

    assert found() == [other.name.case, report.name.case]
    assert found(matter_class=MatterClass.NON_SUPERVISORY) == [report.name.case]
    assert found(urgency=Urgency.SOON) == [other.name.case]
    assert found(urgency=Urgency.LATER) == [report.name.case]
    assert found(urgency=Urgency.DONE) == found(urgency=Urgency.LATE) == []


def test_a_step_that_is_read_back_is_the_one_that_was_stored(office: Office) -> None:
    report = office.new_report()
    step(office, report, 1, Status.POSTPONED, until=date(2026, 12, 24))
    last = history_of(office, report).steps[-1]
    assert last == Step(1, office.clock.today(), Status.POSTPONED, LANDAK, date(2026, 12, 24))
