"""The working-day engine against an independent count, one day after the other."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs.cases.clocks.working_days import WorkingDays

CALENDAR = WorkingDays()
INDONESIA = holidays.ID(categories=("public", "government"), years=range(2023, 2031))
SPAN = st.dates(date(2024, 1, 1), date(2028, 12, 31))
OVERRIDES = st.dictionaries(SPAN, st.booleans(), max_size=12)
WEEKS = st.sets(st.integers(1, 7), min_size=1)
DAY = timedelta(days=1)


def is_worked(day: date, overrides: dict[date, bool], week: set[int]) -> bool:
    return overrides[day] if day in overrides else day.isoweekday() in week and day not in INDONESIA


def counted(day: date, count: int, overrides: dict[date, bool], week: set[int]) -> date:
    while count:
        day += DAY
        count -= is_worked(day, overrides, week)
    return day


def test_sixty_working_days_from_13_march_2026_end_on_24_june() -> None:
    assert CALENDAR.after(date(2026, 3, 13), 60) == date(2026, 6, 24)
    assert (date(2026, 6, 24) - date(2026, 3, 13)).days == 103


def test_every_day_of_five_years_counts_as_an_independent_count_says() -> None:
    day, working = date(2024, 1, 1), 0
    while day <= date(2028, 12, 31):
        assert CALENDAR.counts(day) == is_worked(day, {}, {1, 2, 3, 4, 5}), day
        working += CALENDAR.counts(day)
        assert CALENDAR.between(date(2023, 12, 31), day) == working
        day += DAY


@given(SPAN, st.integers(0, 90), OVERRIDES, WEEKS)
def test_counting_forward_agrees_with_an_independent_count(
    day: date, count: int, overrides: dict[date, bool], week: set[int]
) -> None:
    assert WorkingDays(overrides, week).after(day, count) == counted(day, count, overrides, week)


@given(SPAN, st.integers(1, 90))
def test_counting_forward_and_measuring_agree(day: date, count: int) -> None:
    due = CALENDAR.after(day, count)
    assert CALENDAR.counts(due)
    assert (CALENDAR.between(day, due), CALENDAR.between(due, day)) == (count, -count)


@given(SPAN, st.integers(0, 60))
def test_a_later_day_is_never_due_earlier(day: date, count: int) -> None:
    assert CALENDAR.after(day, count) <= CALENDAR.after(day + DAY, count)


def test_joint_leave_does_not_count() -> None:
    assert not CALENDAR.counts(date(2026, 12, 24))
    assert CALENDAR.after(date(2026, 12, 23), 1) == date(2026, 12, 28)


def test_a_decree_can_make_a_day_free_and_a_saturday_a_working_day() -> None:
    calendar = WorkingDays({date(2026, 11, 23): False, date(2026, 11, 28): True})
    assert calendar.after(date(2026, 11, 20), 1) == date(2026, 11, 24)
    assert calendar.counts(date(2026, 11, 28))


def test_a_week_of_six_days_counts_saturdays() -> None:
    assert WorkingDays(week=range(1, 7)).after(date(2026, 11, 20), 1) == date(2026, 11, 21)


@pytest.mark.parametrize("day", [date.min, date(1949, 12, 31), date(2050, 6, 1), date(2199, 12, 30), date.max])
def test_no_day_is_too_far_away(day: date) -> None:
    calendar = WorkingDays()
    calendar.counts(day)
    assert calendar.after(day, 60) >= min(day, date(2199, 12, 31))
    assert calendar.between(day, date(2026, 1, 1)) == -calendar.between(date(2026, 1, 1), day)


def test_a_span_that_grew_says_the_same_of_the_days_it_had() -> None:
    calendar = WorkingDays()
    before = [calendar.counts(date(2026, 1, 1) + n * DAY) for n in range(365)]
    calendar.counts(date(1990, 1, 1))
    calendar.counts(date(2060, 1, 1))
    assert [calendar.counts(date(2026, 1, 1) + n * DAY) for n in range(365)] == before


def test_a_day_that_has_passed_is_counted_backwards() -> None:
    assert CALENDAR.between(date(2026, 11, 25), date(2026, 11, 20)) == -3
