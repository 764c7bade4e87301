"""Figures over HTTP: of one's own cases alone, with numbers that add up; what is published for who may see no case."""

from datetime import timedelta

import pytest

from tests.cases.figures.test_nightly import new_report_without
from tests.cast import PROVINCE, REGENCY
from tests.investigator.changer import Changer
from tests.investigator.counter import Counter, decoded
from tests.office import Office
from tests.quarters import store_published
from wbs.cases.log.audit import parse_entry
from wbs.cases.model import AgencyCode

RECEIVER = f"{REGENCY}/penerima-01"
SECOND = f"{REGENCY}/penerima-02"
REVIEWER = f"{REGENCY}/penelaah-01"


@pytest.mark.promise("P18")
def test_officers_are_counted_their_own_cases_at_the_end_of_yesterday_and_no_other(counter: Counter) -> None:
    office = counter.office
    office.new_report()
    office.new_report()
    assert decoded(counter.signed_in(RECEIVER).get("/figures/own"))["received"] == 0
    office.clock.pass_time(days=1)
    own = decoded(counter.signed_in(RECEIVER).get("/figures/own"))
    assert own["received"] == own["buckets"]["unverified"] == sum(one["received"] for one in own["channels"]) == 2
    assert own["day"] == (office.clock.today() - timedelta(days=1)).isoformat()
    assert own["finished"] == {"part": 0, "whole": 2, "hundredths": 0}
    assert own["in_time"] == {"part": 0, "whole": 0, "hundredths": None}
    assert decoded(counter.signed_in(REVIEWER).get("/figures/own"))["received"] == 0


@pytest.mark.promise("P06", "P18")
def test_a_case_that_keeps_an_officer_out_shows_in_none_of_that_officers_numbers(counter: Counter) -> None:
    office = counter.office
    kept = office.new_report()
    left = office.new_report()
    office.start_epoch_without(left, RECEIVER)
    office.clock.pass_time(days=1)
    own = decoded(counter.signed_in(RECEIVER).get("/figures/own"))
    assert kept
    assert own["received"] == own["still_open"] == 1


def test_a_period_is_counted_apart_and_carries_over_what_was_open_before(counter: Counter) -> None:
    office = counter.office
    office.new_report()
    office.clock.pass_time(days=60)
    browser = counter.signed_in(RECEIVER)
    year = decoded(browser.get(f"/figures/own?period={office.clock.today().year}"))
    assert (year["carried_over"], year["received"], year["still_open"]) == (1, 0, 1)
    assert len(year["months"]) == 12
    for period in ("2026-Q5", "x", "", "0000", "20266", "2026-H1;", "%00"):
        assert browser.get(f"/figures/own?period={period}").status_code == 422


@pytest.mark.promise("P25")
def test_leaders_see_what_was_published_and_nothing_of_cases(counter: Counter) -> None:
    office = counter.office
    store_published(office.store.figures, REGENCY, 90)
    office.change_roles_in_directory(REVIEWER, ["leadership"])
    browser = Counter(office).signed_in(REVIEWER)
    (agency,) = decoded(browser.get("/figures/published"))["agencies"]
    assert (agency["agency"], agency["parent"]) == (REGENCY, PROVINCE)
    assert [one["quarter"] for one in agency["quarters"]] == ["2026-Q2", "2026-Q3"]
    assert browser.get("/figures/own").status_code == 403


def test_a_province_sees_what_the_agencies_below_it_published_and_not_the_other_way_round(counter: Counter) -> None:
    store_published(counter.office.store.figures, REGENCY, 90)
    store_published(counter.office.store.figures, PROVINCE, 90)
    above = decoded(counter.signed_in(f"{PROVINCE}/penerima-01").get("/figures/published"))["agencies"]
    below = decoded(counter.signed_in(RECEIVER).get("/figures/published"))["agencies"]
    assert [one["agency"] for one in above] == [PROVINCE, REGENCY]
    assert [one["agency"] for one in below] == [REGENCY]


def next_month(office: Office) -> None:
    """Turn the clock to the first day of the next month."""
    today = office.clock.today()
    office.clock.pass_time(days=((today.replace(day=1) + timedelta(days=32)).replace(day=1) - today).days)


@pytest.mark.promise("P25")
def test_the_head_sees_the_whole_agency_as_at_the_end_of_a_month_and_leaves_a_trace(counter: Counter) -> None:
    office = counter.office
    office.new_report()
    office.new_report()
    office.change_roles_in_directory(REVIEWER, ["head"])
    browser = Counter(office).signed_in(REVIEWER)
    assert decoded(browser.get("/figures/agency"))["received"] == 0
    next_month(office)
    office.new_report()
    browser = Counter(office).signed_in(REVIEWER)
    told = decoded(browser.get("/figures/agency?period=2026-Q4"))
    assert (told["received"], told["still_open"], told["first"], told["last"]) == (2, 2, "2026-10", "2026-12")
    assert told["day"] == (office.clock.today() - timedelta(days=1)).isoformat() == "2026-11-30"
    assert decoded(browser.get("/figures/own"))["received"] == 0
    entries = [parse_entry(data) for data in office.store.audit.entries(AgencyCode(REGENCY), 0, 99)]
    traces = [entry for entry in entries if entry.action == "figures-read"]
    assert [(trace.officer, trace.detail) for trace in traces] == [("penelaah-01", "all"), ("penelaah-01", "2026-Q4")]


@pytest.mark.promise("P25")
def test_no_day_within_a_month_changes_what_the_head_sees(counter: Counter) -> None:
    office = counter.office
    office.change_roles_in_directory(REVIEWER, ["head"])
    seen = []
    for _ in range(3):
        seen.append(decoded(Counter(office).signed_in(REVIEWER).get("/figures/agency")))
        office.new_report()
        office.clock.pass_time(days=2)
    assert seen[0] == seen[1] == seen[2]


@pytest.mark.promise("P06", "P25")
def test_a_case_that_keeps_somebody_of_the_agency_out_is_in_no_number_of_the_head(counter: Counter) -> None:
    office = counter.office
    office.new_report()
    new_report_without(office, REGENCY, "penerima-02")
    new_report_without(office, PROVINCE, "penerima-01")
    office.change_roles_in_directory(REVIEWER, ["head"])
    next_month(office)
    assert decoded(Counter(office).signed_in(REVIEWER).get("/figures/agency"))["received"] == 2


@pytest.mark.promise("P06", "P25")
def test_a_case_that_colleagues_took_a_head_off_is_in_no_number_of_the_heads(counter: Counter) -> None:
    office = counter.office
    kept, taken = office.new_report(), office.new_report()
    office.change_roles_in_directory(RECEIVER, ["receiver", "head"])
    office.change_roles_in_directory(REVIEWER, ["head"])
    office.start_epoch_without(taken, RECEIVER)
    next_month(office)
    whole = decoded(Counter(office).signed_in(RECEIVER).get("/figures/agency"))
    assert kept
    assert whole["received"] == decoded(Counter(office).signed_in(RECEIVER).get("/figures/own"))["received"] == 1
    assert decoded(Counter(office).signed_in(REVIEWER).get("/figures/agency"))["received"] == 1


@pytest.mark.promise("P25")
def test_a_case_that_a_head_left_alone_stays_counted(counter: Counter) -> None:
    office = counter.office
    left = office.new_report()
    head, staying = Changer(counter, RECEIVER), [office.world.people[name] for name in (SECOND, REVIEWER)]
    assert head.post(left, "epochs", head.epoch(left, *staying)).status_code == 201
    office.change_roles_in_directory(RECEIVER, ["receiver", "head"])
    next_month(office)
    assert decoded(Counter(office).signed_in(RECEIVER).get("/figures/own"))["received"] == 0
    assert decoded(Counter(office).signed_in(RECEIVER).get("/figures/agency"))["received"] == 1


@pytest.mark.promise("P18", "P25")
@pytest.mark.parametrize("role", ["receiver", "reviewer", "leadership", "administrator", "auditor"])
def test_nobody_but_the_head_sees_the_whole_agency(counter: Counter, role: str) -> None:
    office = counter.office
    office.change_roles_in_directory(REVIEWER, [role])
    assert Counter(office).signed_in(REVIEWER).get("/figures/agency").status_code == 403


def test_a_period_of_which_nothing_is_over_is_refused(counter: Counter) -> None:
    office = counter.office
    office.change_roles_in_directory(REVIEWER, ["head"])
    browser = Counter(office).signed_in(REVIEWER)
    for period, status in (("2026", 200), ("2026-Q4", 200), ("2026-Q3", 200), ("2027", 422), ("2026-Q5", 422)):
        assert browser.get(f"/figures/agency?period={period}").status_code == status
