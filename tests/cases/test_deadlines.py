from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wbs.cases.deadlines import WorkingDays, deadlines

CALENDAR = WorkingDays()
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))


def test_a_report_of_a_friday_in_november_is_due_as_the_calendar_of_2026_says():
    due = deadlines(date(2026, 11, 20), CALENDAR)
    assert due.verify == date(2026, 11, 25)
    assert due.answer == date(2026, 12, 2)
    assert due.result == date(2027, 2, 19)


def test_joint_leave_does_not_count():
    assert not CALENDAR.counts(date(2026, 12, 24))
    assert CALENDAR.after(date(2026, 12, 23), 1) == date(2026, 12, 28)


def test_weekends_do_not_count():
    assert not CALENDAR.counts(date(2026, 11, 21))
    assert not CALENDAR.counts(date(2026, 11, 22))


def test_a_decree_can_make_a_day_free_and_a_saturday_a_working_day():
    calendar = WorkingDays({date(2026, 11, 23): False, date(2026, 11, 28): True})
    assert calendar.after(date(2026, 11, 20), 1) == date(2026, 11, 24)
    assert calendar.counts(date(2026, 11, 28))


def test_a_passed_deadline_counts_backwards():
    assert CALENDAR.between(date(2026, 11, 25), date(2026, 11, 20)) == -3


@given(days, st.integers(1, 90))
def test_counting_forward_and_measuring_agree(day: date, count: int):
    due = CALENDAR.after(day, count)
    assert CALENDAR.counts(due)
    assert CALENDAR.between(day, due) == count


@given(days, st.integers(0, 60))
def test_deadlines_never_move_backwards_from_one_day_to_the_next(day: date, count: int):
    assert CALENDAR.after(day, count) <= CALENDAR.after(day + timedelta(days=1), count)
