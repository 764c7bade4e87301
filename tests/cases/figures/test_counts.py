"""Counts by month: every table of every period adds up, and two agencies that share a case both count their part."""

from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.figures.loads import BEGAN, Drawn, drawn_cases, stays_at
from wbs.cases.figures.cube import Timeliness, count_stays
from wbs.cases.figures.documents import read_counts, write_counts
from wbs.cases.figures.periods import named_period, next_quarter, quarter_of
from wbs.cases.figures.report import Told, report_of, whole_of
from wbs.cases.figures.stays import LAPOR, NONE, Bucket, Labels, Mark, stays_of
from wbs.crypto.messages import Status
from wbs.errors import FormatError

DAY = date(2026, 12, 31)
LABELS = Labels("portal", NONE, NONE, "not-proven", is_duplicate=False)


def days_between(first: date, last: date) -> int:
    return (last - first).days


def test_a_case_that_is_handed_over_has_a_stay_with_each_agency() -> None:
    marks = [
        Mark(date(2026, 1, 5), Status.SUBMITTED, "61"),
        Mark(date(2026, 1, 7), Status.VERIFIED, "61"),
        Mark(date(2026, 1, 9), Status.PASSED_ON, "61.08"),
        Mark(date(2026, 2, 2), Status.CLOSED, "61.08"),
    ]
    due = date(2026, 4, 1)
    above, below = stays_of(marks, LABELS, due, DAY)
    assert (above.agency, above.came, above.status, above.ended) == ("61", marks[0].day, Status.PASSED_ON, marks[2].day)
    assert (above.labels.outcome, above.due) == (NONE, None)
    assert (below.agency, below.came, below.status, below.ended) == ("61.08", marks[2].day, Status.CLOSED, marks[3].day)
    (before,) = stays_of(marks, LABELS, due, date(2026, 1, 8))
    assert (before.agency, before.status, before.ended) == ("61", Status.VERIFIED, None)
    waiting = list(stays_of(marks, LABELS, due, date(2026, 1, 9)))[1]
    assert (waiting.status, waiting.ended) == (Status.SUBMITTED, None)


def test_a_case_that_is_given_back_is_one_report_that_is_open_again() -> None:
    marks = [
        Mark(date(2026, 1, 5), Status.VERIFIED, "61"),
        Mark(date(2026, 1, 9), Status.PASSED_ON, "61.08"),
        Mark(date(2026, 2, 2), Status.PASSED_ON, "61"),
        Mark(date(2026, 3, 3), Status.CLOSED, "61"),
    ]
    due = date(2026, 4, 1)
    back, below = stays_of(marks, LABELS, due, date(2026, 2, 28))
    assert (back.agency, back.came, back.status, back.ended) == ("61", marks[0].day, Status.SUBMITTED, None)
    assert (back.first_ended, back.labels, back.due) == (marks[1].day, LABELS, due)
    assert (below.agency, below.status, below.ended, below.due) == ("61.08", Status.PASSED_ON, marks[2].day, None)
    over, _ = stays_of(marks, LABELS, due, DAY)
    assert (over.status, over.ended, over.first_ended) == (Status.CLOSED, marks[3].day, marks[1].day)


def test_a_case_of_which_nothing_had_come_by_a_day_has_no_stay() -> None:
    assert list(stays_of([Mark(date(2026, 1, 5), Status.SUBMITTED, "61")], LABELS, None, date(2026, 1, 4))) == []


def test_a_case_that_was_reopened_is_open_and_was_finished_once() -> None:
    days = [date(2026, 1, day) for day in (5, 6, 7, 8)]
    way = (Status.SUBMITTED, Status.CLOSED, Status.REOPENED, Status.CLOSED)
    marks = [Mark(day, status, "61") for day, status in zip(days, way, strict=True)]
    (open_again,) = stays_of(marks, LABELS, None, days[2])
    assert (open_again.status, open_again.ended, open_again.first_ended) == (Status.REOPENED, None, days[1])
    (again,) = stays_of(marks, LABELS, None, days[3])
    assert (again.ended, again.first_ended) == (days[3], days[1])


def test_a_case_that_was_written_down_later_is_known_from_then_on() -> None:
    (stay,) = stays_of([Mark(date(2026, 1, 5), Status.SUBMITTED, "61")], LABELS, None, DAY, date(2026, 4, 2))
    assert (stay.came, stay.known) == (date(2026, 1, 5), date(2026, 4, 2))


@pytest.mark.parametrize("name", ["0000", "9999", "9999-H2", "9999-Q4", "2026-Q5", "2026-H3", "٢٠٢٦"])
def test_a_period_that_no_calendar_has_is_none(name: str) -> None:
    assert named_period(name) is None


@given(drawn_cases(4), st.sampled_from(["2026", "2026-H1", "2026-H2", "2026-Q1", "2026-Q3"]))
def test_all_tables_of_a_period_add_up(cases: list[Drawn], name: str) -> None:
    cube = count_stays(stays_at(cases, DAY), DAY, days_between)
    period = named_period(name)
    assert period is not None
    report = report_of(cube, period)
    for table in (report.channels, report.classes, report.categories):
        assert sum(row.received for row in table) == report.received
        assert sum(row.finished for row in table) == report.buckets[Bucket.FINISHED]
    assert sum(row.received for row in report.months) == report.received
    assert sum(row.ended for row in report.months) == sum(report.outcomes.values()) == report.ended
    assert report.still_open == report.carried_over + report.received - report.ended >= 0


@given(drawn_cases(4))
def test_the_quarters_of_everything_make_everything(cases: list[Drawn]) -> None:
    cube = count_stays(stays_at(cases, DAY), DAY, days_between)
    whole = report_of(cube, whole_of(cube, "2026-12"))
    quarters = [report_of(cube, named_period(f"2026-Q{number}")) for number in range(1, 5)]
    assert sum(one.received for one in quarters) == whole.received
    assert sum(one.ended for one in quarters) == whole.ended
    for earlier, later in pairwise(quarters):
        assert later.carried_over == earlier.still_open
    assert whole.still_open == sum(stay.ended is None for stay in stays_at(cases, DAY))


@given(drawn_cases(4).filter(lambda cases: any(case.took is not None for case in cases)))
def test_averages_and_timeliness_are_those_of_the_cases_themselves(cases: list[Drawn]) -> None:
    stays = stays_at(cases, DAY)
    over = [(stay, stay.ended) for stay in stays if stay.ended is not None]
    report = report_of(count_stays(stays, DAY, days_between), named_period("2026"))
    took = [days_between(stay.came, ended) for stay, ended in over]
    assert report.times.median_tenths == (None if not took else int(10 * median(took)))
    assert report.timeliness[Timeliness.LATE] == sum(ended > (stay.due or DAY) for stay, ended in over)


@given(drawn_cases(4))
def test_times_of_each_class_and_each_channel_are_those_of_its_own_cases(cases: list[Drawn]) -> None:
    stays = stays_at(cases, DAY)
    report = report_of(count_stays(stays, DAY, days_between), named_period("2026"))
    for told, own in ((report.class_times, "matter_class"), (report.channel_times, "channel")):
        over = [(getattr(stay.labels, own), stay, stay.ended) for stay in stays if stay.ended is not None]
        assert told.keys() == {value for value, _, _ in over}
        for value, times in told.items():
            took = [days_between(stay.came, ended) for of, stay, ended in over if of == value]
            in_time = sum(ended <= (stay.due or DAY) for of, stay, ended in over if of == value)
            assert (times.ended, times.in_time.part) == (len(took), in_time)
            assert times.median_tenths == int(10 * median(took))
            assert times.mean_tenths == (20 * sum(took) + len(took)) // (2 * len(took))
        assert sum(times.ended for times in told.values()) == report.ended == sum(report.endings.values())


@given(drawn_cases(4), st.integers(0, 60))
def test_what_came_from_lapor_is_in_no_other_number(cases: list[Drawn], number: int) -> None:
    stays = stays_at(cases, DAY)
    others = [stay._replace(labels=stay.labels._replace(channel=LAPOR)) for stay in stays[:number]]
    period = named_period("2026")
    alone = report_of(count_stays(stays[number:], DAY, days_between), period)
    both = report_of(count_stays([*others, *stays[number:]], DAY, days_between), period)
    assert sum(both.lapor.values()) == len(others)
    assert (both.received, both.ended, both.channels) == (alone.received, alone.ended, alone.channels)


@given(drawn_cases(4), st.integers(2024, 2028), st.sampled_from(["", "-H1", "-H2", "-Q1", "-Q2", "-Q3", "-Q4"]))
def test_what_is_kept_tells_any_period_as_the_counts_do(cases: list[Drawn], year: int, part: str) -> None:
    cube, period = count_stays(stays_at(cases, DAY), DAY, days_between), named_period(f"{year}{part}")
    assert period is not None
    kept = read_counts(write_counts(DAY, cube, ["kepala-02", "kepala-01"]))
    whole = whole_of(cube, "2026-12")
    assert kept.tell(period) == Told(DAY, period, report_of(cube, period), whole.first)
    assert kept.tell(None) == Told(DAY, whole, report_of(cube, whole), whole.first)
    assert kept.without == ["kepala-01", "kepala-02"]


def test_kept_figures_that_another_program_wrote_are_refused() -> None:
    kept = read_counts(write_counts(DAY, ()))
    for raw in (b"{}", b"[]", b"7"):
        broken = msgspec.structs.replace(kept, reports=dict.fromkeys(kept.reports, msgspec.Raw(raw)))
        with pytest.raises(FormatError):
            broken.tell(None)
    with pytest.raises(FormatError):
        msgspec.structs.replace(kept, reports={}).tell(None)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b'{"type":"wbs-counts/v4"}', b"[" * 9000])
def test_what_is_no_counts_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        read_counts(data)


@given(st.dates(BEGAN, date(2040, 1, 1)))
def test_the_quarter_after_begins_where_a_quarter_ends(day: date) -> None:
    quarter = named_period(quarter_of(day))
    after = named_period(next_quarter(quarter_of(day)))
    assert quarter is not None
    assert after is not None
    assert quarter.holds(day.isoformat()[:7])
    assert len(quarter.months()) == len(after.months()) == 3
    assert quarter.last < after.first
    assert day + timedelta(days=93) > date.fromisoformat(f"{after.first}-01")
