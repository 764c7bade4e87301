"""Figures over HTTP: of one's own cases alone, with numbers that add up; what is published for who may see no case."""

from datetime import timedelta

import pytest

from tests.cast import PROVINCE, REGENCY
from tests.investigator.counter import Counter, decoded
from tests.quarters import store_published

RECEIVER = f"{REGENCY}/penerima-01"
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
