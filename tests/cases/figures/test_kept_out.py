"""What is published tells nothing of a case to officers who were kept out of it: not beside exact figures either."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from msgspec import UNSET

from tests.cases.figures.test_nightly import pass_quarter, publish, stored
from tests.cast import REGENCY
from tests.office import Office, SealedReport
from tests.store.samples import a_message, an_entry, an_inside_entry, an_inside_key
from wbs.cases.clocks.history import TagChange
from wbs.cases.conflicts.declared import Declared
from wbs.cases.conflicts.telling import heads_taken_off
from wbs.cases.figures.calendars import calendars_by
from wbs.cases.figures.cube import CountRow, Table, count_stays
from wbs.cases.figures.periods import last_day, named_period, quarter_of
from wbs.cases.figures.published import Published, parse_published
from wbs.cases.figures.publishing import Office as Agency
from wbs.cases.figures.publishing import publish as make_quarter
from wbs.cases.figures.service import heads_ever, heads_of
from wbs.cases.model import AgencyCode, EnrolmentRequest, KeyDigest, RenewedKey, StoredRecord
from wbs.cases.reporters.mailbox import find_case
from wbs.cases.rules.rulebook import RuleBook
from wbs.crypto.messages import Kind, MatterClass, Outcome, Status

AGENCY = AgencyCode(REGENCY)
HEAD, OTHER = f"{REGENCY}/penerima-01", f"{REGENCY}/penerima-02"
KeepOut = Callable[[Office, SealedReport], None]


def records_of(office: Office, report: SealedReport) -> Sequence[StoredRecord]:
    file = find_case(office.store.cases, report.receipt.mailbox_hash, report.receipt.reader_key.public.digest)
    assert file is not None
    return file.records


def take_off(office: Office, report: SealedReport) -> None:
    office.start_epoch_without(report, HEAD)


def declare(office: Office, report: SealedReport, officer: str = HEAD) -> None:
    key = KeyDigest(office.world.people[officer].secret.reader_key.public.digest)
    declared = Declared(AGENCY, officer.partition("/")[2], office.clock.today(), has_conflict=True)
    office.store.inside.bring_key(report.name, an_inside_key(key), 0, an_entry(AGENCY))
    office.store.inside.declare(report.name, an_inside_entry(officer), declared, [], an_entry(AGENCY))


def go_on(office: Office, report: SealedReport) -> None:
    """Let a case go all its way on one day."""
    way = (Status.VERIFIED, Status.REVIEWED, Status.FOLLOW_UP, Status.CLOSED)
    epoch = max(record.epoch for record in records_of(office, report))
    for seq, status in enumerate(way, 1):
        message = replace(a_message(OTHER, seq, epoch, Kind.STATUS), day=office.clock.today())
        office.store.cases.append_message(report.name, message, status=status, audit=an_entry(AGENCY))
    tags = TagChange(matter_class=MatterClass.SUPERVISORY, outcome=Outcome.PROVEN_DISCIPLINE)
    office.store.cases.change_tags(report.name, tags, audit=an_entry(AGENCY))


def exact(office: Office, day: date) -> list[CountRow]:
    """Count what a head is told, as at the end of a day."""
    heads, between = heads_of(office.world.book(), AGENCY), calendars_by(RuleBook(office.store.rules))(AGENCY)
    return sorted(
        office.store.figures.look_at_agency(AGENCY, heads, day, lambda stays: count_stays(stays, day, between))
    )


def quarter(office: Office, name: str) -> Published:
    """Make what would be published of a quarter, beside what is published already."""
    period = named_period(name)
    assert period is not None
    told = [parse_published(data) for data in stored(office) if parse_published(data).quarter < name]
    began = date.fromisoformat(office.world.book().by_agency[REGENCY].directories[0].document.issued)
    about = Agency(REGENCY, "Inspektorat", began, calendars_by(RuleBook(office.store.rules))(AGENCY))
    last = last_day(period.last)
    stays = office.store.figures.stays(last, heads_ever(office.world.book()))
    return make_quarter(about, stays.get(AGENCY, ()), told, name, last + timedelta(days=1))


def received(office: Office) -> int:
    return len(office.store.figures.stays(office.clock.today(), heads_ever(office.world.book())).get(AGENCY, ()))


@pytest.mark.promise("P06", "P25")
@pytest.mark.parametrize(("keep_out", "was_told"), [(take_off, False), (take_off, True), (declare, True)])
def test_nothing_that_happens_in_a_case_after_a_head_was_kept_out_moves_any_number(
    office: Office, keep_out: KeepOut, *, was_told: bool
) -> None:
    """Nor does a difference of two tables: neither what is exact nor what is published hears of it."""
    office.change_roles_in_directory(HEAD, ["receiver", "head"])
    publish(office)
    own, *others = [office.new_report() for _ in range(6 if was_told else 11)]
    if was_told:
        pass_quarter(office)
        publish(office)
        others += [office.new_report() for _ in range(5)]
    keep_out(office, own)
    for report in others[:5]:
        go_on(office, report)
    last = office.clock.today()
    pass_quarter(office)
    day = office.clock.today() - timedelta(days=1)
    name = quarter_of(day)
    before = exact(office, day), quarter(office, name)
    office.clock.pass_time(days=(last - office.clock.today()).days)
    go_on(office, own)
    pass_quarter(office)
    assert (exact(office, day), quarter(office, name)) == before
    assert sum(count for _, table, *_, count in before[0] if table == Table.OUTCOME) == 5
    assert sum(count for _, table, *_, count in before[0] if table == Table.CHANNEL) == 10
    told = before[1]
    assert told.received is not UNSET
    assert told.ended is not UNSET
    assert (told.received.total, told.ended.total) == (5 if was_told else 10, 5)


@pytest.mark.promise("P06", "P25")
def test_a_conflict_of_anybody_of_the_agency_keeps_a_case_out_of_what_is_published(office: Office) -> None:
    kept, own = office.new_report(), office.new_report()
    declare(office, own, OTHER)
    assert kept
    assert received(office) == 1


@pytest.mark.promise("P25")
def test_a_head_who_leaves_takes_no_case_along_out_of_what_is_published(office: Office) -> None:
    """Colleagues give the cases of whoever left new keys: by a directory that does not list them any more."""
    report = office.new_report()
    office.change_roles_in_directory(HEAD, ["receiver", "head"])
    office.start_epoch_without(report, HEAD)
    newest, head = office.world.book().newest(REGENCY).document.version, (AGENCY, "penerima-01")
    records = [record.envelope for record in records_of(office, report)]
    assert heads_taken_off(records, {head: newest}) == {REGENCY}
    assert heads_taken_off(records, {head: newest - 1}) == set()
    assert heads_taken_off(records, {(AGENCY, "penerima-02"): newest}) == set()


@pytest.mark.promise("P06", "P25")
def test_whoever_heads_the_agency_later_compares_nothing_that_was_published_then(office: Office) -> None:
    report = office.new_report()
    office.start_epoch_without(report, HEAD)
    assert received(office) == 1
    office.change_roles_in_directory(HEAD, ["receiver", "head"])
    assert received(office) == 0
    office.change_roles_in_directory(HEAD, ["receiver"])
    assert received(office) == 0


@pytest.mark.promise("P06", "P25")
def test_whoever_gives_a_key_up_stays_out_of_what_colleagues_took_them_off_under_it(office: Office) -> None:
    """The account holds another key by then; the grants of that case name the old one alone."""
    taken, _ = office.new_report(), office.new_report()
    take_off(office, taken)
    account = office.store.officers.officer(AGENCY, "penerima-01")
    assert account is not None
    new, day = KeyDigest("n" * 43), office.clock.today()
    request = EnrolmentRequest(AGENCY, account.id, new, day, b"request")
    assert office.store.enrolments.ask_renewal(RenewedKey(new, b"wrapped"), account.salt, request, an_entry(AGENCY))
    with sqlite3.connect(office.folder / "wbs.sqlite") as database:
        database.execute("UPDATE grants SET in_force = 0 WHERE reader = ?", (account.reader_key,))
    assert office.store.enrolments.retire_key(AGENCY, account.id, account.reader_key, an_entry(AGENCY))
    told = office.store.figures.look_at_agency(AGENCY, [account.id], day, list)
    assert len(told) == 1
