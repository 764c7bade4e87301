"""Spans of whole months: a year, a half of it, a quarter, or everything."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_SPAN = re.compile(r"([0-9]{4})(?:-(?:Q([1-4])|H([12])))?", re.ASCII)
_NO_YEARS = frozenset({"0000", "9999"})
"""The one has no days, and after the other none come."""
_YEAR = 12
_QUARTER = 3
_HALF = 6
ALL = "all"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Months from the first to the last, both as YYYY-MM."""

    first: str
    last: str

    def holds(self, month: str) -> bool:
        """Say whether a month belongs to it."""
        return self.first <= month <= self.last

    def meets(self, other: "Period") -> bool:
        """Say whether the two have a month in common."""
        return self.first <= other.last and other.first <= self.last

    def months(self) -> list[str]:
        """Give its months in order."""
        found, month = [], self.first
        while month <= self.last:
            found.append(month)
            month = month_of(last_day(month) + timedelta(days=1))
        return found


def month_of(day: date) -> str:
    """Give the month of a day."""
    return day.isoformat()[:7]


def first_day(month: str) -> date:
    """Give a month's first day."""
    return date.fromisoformat(f"{month}-01")


def last_day(month: str) -> date:
    """Give a month's last day."""
    return (first_day(month) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def last_month_end(today: date) -> date:
    """Give the last day of the newest month that is over."""
    return today.replace(day=1) - timedelta(days=1)


def named_period(name: str) -> Period | None:
    """Give the period that a name such as 2026, 2026-H1 or 2026-Q4 means; None if it means none."""
    found = _SPAN.fullmatch(name)
    if found is None or found[1] in _NO_YEARS:
        return None
    year, quarter, half = found.groups()
    if quarter:
        return _of_year(year, _QUARTER, int(quarter))
    return _of_year(year, _HALF, int(half)) if half else _of_year(year, _YEAR, 1)


def named_periods(whole: Period) -> list[Period]:
    """Give every year, half and quarter that has a month in common with a period."""
    years = range(int(whole.first[:4]), int(whole.last[:4]) + 1)
    parts = [(_YEAR, 1), *((_HALF, n) for n in (1, 2)), *((_QUARTER, n) for n in (1, 2, 3, 4))]
    named = [_of_year(f"{year:04}", length, place) for year in years for length, place in parts]
    return [period for period in named if period.meets(whole)]


def quarter_of(day: date) -> str:
    """Name the quarter of a day: 2026-Q4."""
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


def last_finished_quarter(today: date) -> str:
    """Name the newest quarter that is over."""
    return quarter_of(first_day(_quarter(today).first) - timedelta(days=1))


def next_quarter(name: str) -> str:
    """Name the quarter after another."""
    period = named_period(name)
    if period is None:
        raise ValueError(name)
    return quarter_of(last_day(period.last) + timedelta(days=1))


def _quarter(day: date) -> Period:
    first = 3 * ((day.month - 1) // 3) + 1
    return Period(f"{day.year:04}-{first:02}", f"{day.year:04}-{first + 2:02}")


def _of_year(year: str, length: int, place: int) -> Period:
    return Period(f"{year}-{length * (place - 1) + 1:02}", f"{year}-{length * place:02}")
