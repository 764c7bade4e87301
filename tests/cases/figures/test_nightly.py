"""The nightly work on a real office: quarters are published once each, and every officer's cases are counted."""

from datetime import date, timedelta

import pytest
from msgspec import UNSET

from tests.cast import PROVINCE, REGENCY, a_report, recipients
from tests.office import Office
from tests.store.samples import an_entry
from wbs.cases.figures.calendars import calendars_by
from wbs.cases.figures.documents import read_counts
from wbs.cases.figures.periods import first_day, last_finished_quarter, named_period, quarter_of
from wbs.cases.figures.ports import StoredCounts
from wbs.cases.figures.published import parse_published
from wbs.cases.figures.service import Figures, count_all, publish_due
from wbs.cases.model import AgencyCode
from wbs.cases.reporters.keeping import new_case
from wbs.cases.rules.documents import StoredRules
from wbs.cases.rules.rulebook import RuleBook
from wbs.crypto.compose import compose_case
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.messages import SealedBy
from wbs.crypto.receipt import Receipt
from wbs.crypto.shape import serialise


def publish(office: Office) -> int:
    calendars = calendars_by(RuleBook(office.store.rules))
    return publish_due(office.store.figures, calendars, office.world.book(), office.clock.today())


def count(office: Office) -> int:
    calendars = calendars_by(RuleBook(office.store.rules))
    held = office.store.upkeep.held_keys()
    return count_all(office.store.figures, calendars, office.world.book(), held, office.clock.today())


def stored(office: Office, agency: str = REGENCY) -> list[bytes]:
    return office.store.figures.published([AgencyCode(agency)]).get(AgencyCode(agency), [])


def pass_quarter(office: Office) -> None:
    """Turn the clock to the first day of the next quarter."""
    today = office.clock.today()
    period = named_period(quarter_of(today))
    assert period is not None
    office.clock.pass_time(days=(first_day(period.last) + timedelta(days=32)).toordinal() - today.toordinal())
    office.clock.pass_time(days=1 - office.clock.today().day)


@pytest.mark.promise("P25")
def test_every_quarter_is_published_once_when_it_is_over_and_never_again(office: Office) -> None:
    for _ in range(6):
        office.new_report()
    publish(office)
    before = stored(office)
    pass_quarter(office)
    quarter = last_finished_quarter(office.clock.today())
    assert publish(office) > 0
    newest = parse_published(stored(office)[-1])
    assert (newest.quarter, newest.agency) == (quarter, REGENCY)
    assert [parse_published(data).quarter for data in before] != [newest.quarter]
    office.new_report()
    assert publish(office) == 0
    frozen = stored(office)
    pass_quarter(office)
    publish(office)
    assert stored(office)[: len(frozen)] == frozen
    assert len(stored(office)) == len(frozen) + 1


@pytest.mark.promise("P25")
def test_a_quarter_with_few_reports_tells_nothing_and_counts_them_later(office: Office) -> None:
    publish(office)
    for _ in range(4):
        office.new_report()
    pass_quarter(office)
    publish(office)
    quiet = parse_published(stored(office)[-1])
    office.new_report()
    pass_quarter(office)
    publish(office)
    told = parse_published(stored(office)[-1])
    assert b"received" not in serialise(quiet)
    span, quarter = told.received, named_period(told.quarter)
    assert span is not UNSET
    assert quarter is not None
    assert span.total == 5
    assert date.fromisoformat(span.first) < first_day(quarter.first)


def new_report_without(office: Office, agency: str, reader: str) -> None:
    """Seal a report to the regency from which somebody is excluded."""
    receipt = Receipt.generate()
    sealed = compose_case(
        report=a_report(),
        receipt=receipt,
        directory=office.world.book().newest(REGENCY),
        recipients=[one for one in recipients(office.world, REGENCY) if (agency, reader) != (REGENCY, one.name.reader)],
        sealed_by=SealedBy.PORTAL,
        excluded=[Exclusion(agency=agency, reader=reader)],
    )
    office.store.cases.create_case(new_case(sealed, receipt.mailbox_hash, (), office.clock.today()))


@pytest.mark.promise("P06")
@pytest.mark.promise("P25")
def test_what_is_published_does_not_tell_somebody_excluded_that_there_is_a_report(office: Office) -> None:
    """The accused receiver reads all other cases, and would subtract them."""
    publish(office)
    for _ in range(5):
        office.new_report()
    new_report_without(office, REGENCY, "penerima-02")
    new_report_without(office, PROVINCE, "penerima-01")
    pass_quarter(office)
    publish(office)
    told = parse_published(stored(office)[-1]).received
    assert told is not UNSET
    assert told.total == 6


def test_years_without_maintenance_are_made_up_for_in_order(office: Office) -> None:
    publish(office)
    for _ in range(5):
        pass_quarter(office)
    publish(office)
    quarters = [parse_published(data).quarter for data in stored(office, PROVINCE)]
    assert quarters == sorted(set(quarters))
    assert len(quarters) >= 5


def test_rules_that_cannot_be_read_stop_no_quarter_and_no_count(office: Office) -> None:
    broken = StoredRules(AgencyCode(REGENCY), 1, office.clock.today(), "admin", b"{}")
    office.store.rules.add_rules(broken, an_entry(AgencyCode(REGENCY)))
    pass_quarter(office)
    assert publish(office) > 0
    assert count(office) > 0


@pytest.mark.promise("P18")
def test_officers_are_counted_at_night_what_they_can_open(office: Office) -> None:
    office.new_report()
    office.clock.pass_time(days=1)
    assert count(office) > 0
    assert count(office) == 0
    receiver = office.store.figures.counts(AgencyCode(REGENCY), "penerima-01")
    reviewer = office.store.figures.counts(AgencyCode(REGENCY), "penelaah-01")
    assert receiver is not None
    assert reviewer is not None
    assert receiver.day == office.clock.today() - timedelta(days=1)
    assert read_counts(receiver.document).tell(None).report.received == 1
    assert read_counts(reviewer.document).tell(None).report.received == 0


def test_counts_of_officers_who_left_are_forgotten(office: Office) -> None:
    office.clock.pass_time(days=1)
    count(office)
    office.remove_from_directory(f"{REGENCY}/penelaah-01")
    office.clock.pass_time(days=4)
    count(office)
    assert office.store.figures.counts(AgencyCode(REGENCY), "penelaah-01") is None
    assert office.store.figures.counts(AgencyCode(REGENCY), "penerima-01") is not None


def pass_month(office: Office) -> None:
    """Turn the clock to the first day of the next month."""
    office.clock.pass_time(days=32)
    office.clock.pass_time(days=1 - office.clock.today().day)


def agency_counts(office: Office) -> StoredCounts:
    found = office.store.figures.agency_counts(AgencyCode(REGENCY))
    assert found is not None
    return found


def test_agencies_are_counted_for_their_heads_once_a_month(office: Office) -> None:
    office.new_report()
    pass_month(office)
    count(office)
    made = agency_counts(office)
    assert made.day == office.clock.today() - timedelta(days=1)
    assert read_counts(made.document).tell(None).report.received == 1
    office.new_report()
    office.clock.pass_time(days=5)
    count(office)
    assert agency_counts(office) == made
    pass_month(office)
    count(office)
    assert agency_counts(office).day > made.day


@pytest.mark.promise("P06")
def test_counts_that_leave_out_no_conflicts_of_a_new_head_are_made_again(office: Office) -> None:
    pass_month(office)
    count(office)
    assert "penerima-01" not in read_counts(agency_counts(office).document).without
    office.change_roles_in_directory(f"{REGENCY}/penerima-01", ["head"])
    figures = Figures(office.store.figures, calendars_by(RuleBook(office.store.rules)), office.store.audit)
    head = office.actor(f"{REGENCY}/penerima-01")
    figures.agency(head, "all", office.world.book(), now=office.clock.now(), today=office.clock.today())
    assert {"inspektur", "penerima-01"} <= set(read_counts(agency_counts(office).document).without)


def test_counts_of_an_agency_that_nobody_heads_any_more_are_forgotten(office: Office) -> None:
    pass_month(office)
    count(office)
    office.change_roles_in_directory(f"{REGENCY}/inspektur", ["reviewer"])
    pass_month(office)
    count(office)
    assert office.store.figures.agency_counts(AgencyCode(REGENCY)) is None
