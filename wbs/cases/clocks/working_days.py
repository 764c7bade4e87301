"""Counts working days: the agency's week, national holidays and joint leave (cuti bersama), and what decrees changed.

Holidays come from PyPI `holidays` (public and government days of Indonesia). Joint decrees (SKB) change within a year,
so whoever runs the service overrides single days in the agency's rules. Every question is answered from two tables of
a span of years, which grows when a day outside is asked for.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

import holidays

WEEK = frozenset({1, 2, 3, 4, 5})
"""Monday to Friday, as ISO 8601 numbers days."""
_SPAN = 5
"""Years that a span grows by beyond what was asked for."""
_MARGIN = 60
_FIRST, _LAST = date(1950, 1, 1), date(2199, 12, 31)
"""Days before and after are counted as these are: no case has them."""


@dataclass(frozen=True, slots=True)
class _Span:
    """Some years: how many working days came up to each day, and which those are."""

    start: int
    """Ordinal of the first day."""
    end: int
    """Ordinal of the last day."""
    counted: tuple[int, ...]
    """By day from the first one: working days so far, that day included."""
    working: tuple[int, ...]
    """Ordinals of the working days, in order."""

    def upto(self, day: int) -> int:
        """Count the working days of this span up to a day, that day included."""
        return self.counted[day - self.start] if day >= self.start else 0


class WorkingDays:
    """Knows which days count in one agency. May be shared by threads."""

    def __init__(self, overrides: Mapping[date, bool] | None = None, week: Collection[int] = WEEK) -> None:
        """Take days that a later decree made free (False) or working (True), and the days on which people work."""
        self._overrides = dict(overrides or {})
        self._week = frozenset(week)
        self._span = self._make(2024, 2024 + _SPAN)

    def counts(self, day: date) -> bool:
        """Say whether people work on a day."""
        ordinal = _clamped(day)
        span = self._span_of(ordinal, ordinal)
        return span.upto(ordinal) > span.upto(ordinal - 1)

    def after(self, day: date, count: int) -> date:
        """Give the `count`-th working day after a day, which itself does not count; that day for a count of 0."""
        if count <= 0:
            return day
        ordinal = _clamped(day)
        span = self._span_of(ordinal, ordinal)
        while (place := span.upto(ordinal) + count - 1) >= len(span.working):
            if span.end >= _LAST.toordinal():
                return _LAST
            span = self._span_of(ordinal, span.end + 1)
        return date.fromordinal(span.working[place])

    def before(self, day: date, count: int) -> date:
        """Give the first day from which on at most `count` working days are left up to a day, that one included."""
        ordinal = _clamped(day)
        span = self._span_of(ordinal - 2 * count - _MARGIN, ordinal)
        place = span.upto(ordinal) - 1 - count
        return date.fromordinal(span.working[place]) if place >= 0 else date.fromordinal(span.start)

    def between(self, day: date, later: date) -> int:
        """Count the working days after a day, up to and including a later one; negative if that one has passed."""
        first, last = _clamped(day), _clamped(later)
        span = self._span_of(min(first, last), max(first, last))
        return span.upto(last) - span.upto(first)

    def _span_of(self, first: int, last: int) -> _Span:
        """Give a span that has both days; another thread may make the same one meanwhile, and either will do."""
        span = self._span
        if span.start <= first and last <= span.end:
            return span
        years = (date.fromordinal(min(first, span.start)).year, date.fromordinal(max(last, span.end)).year)
        margins = (_SPAN * (first < span.start), _SPAN * (last > span.end))
        self._span = span = self._make(years[0] - margins[0], years[1] + margins[1])
        return span

    def _make(self, first_year: int, last_year: int) -> _Span:
        start = date(max(first_year, _FIRST.year), 1, 1).toordinal()
        end = date(min(last_year, _LAST.year), 12, 31).toordinal()
        counted, working = [], []
        for ordinal in range(start, end + 1):
            if self._is_worked(date.fromordinal(ordinal)):
                working.append(ordinal)
            counted.append(len(working))
        return _Span(start, end, tuple(counted), tuple(working))

    def _is_worked(self, day: date) -> bool:
        known = self._overrides.get(day)
        if known is not None:
            return known
        return day.isoweekday() in self._week and day not in _national(day.year)


@lru_cache(maxsize=_LAST.year - _FIRST.year + 1)
def _national(year: int) -> frozenset[date]:
    """Give the days of a year that are free everywhere."""
    return frozenset(_indonesia().Indonesia(categories=("public", "government"), years=year))


@cache
def _indonesia() -> Any:
    """Load the one country's module: through its package all 250 come with it, which is 8 MiB in every process."""
    spec = spec_from_file_location("holidays.countries.indonesia", f"{holidays.__path__[0]}/countries/indonesia.py")
    if spec is None or spec.loader is None:
        raise ImportError("holidays.countries.indonesia")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _clamped(day: date) -> int:
    return min(max(day, _FIRST), _LAST).toordinal()
