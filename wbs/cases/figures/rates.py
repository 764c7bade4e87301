"""Fractions and averages as they are shown: exact whole numbers, rounded half up and never cut off.

904 of 942 is 95.966 %: rounded 95.97. A source that prints 95.96 has cut the rest off.
"""

from collections.abc import Mapping
from dataclasses import dataclass

_TEN_THOUSAND = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """A part of a whole."""

    part: int
    whole: int

    @property
    def hundredths(self) -> int | None:
        """The rate in hundredths of a percent, rounded half up: 9597 is 95.97 %. None of nothing."""
        return _half_up(self.part * _TEN_THOUSAND, self.whole) if self.whole else None


def mean_tenths(days: Mapping[int, int]) -> int | None:
    """Give the mean of a histogram (value to count) in tenths, rounded half up; None if nothing was counted."""
    count = sum(days.values())
    return _half_up(10 * sum(value * times for value, times in days.items()), count) if count else None


def median_tenths(days: Mapping[int, int]) -> int | None:
    """Give the median of a histogram in tenths: between two middle values, what lies halfway. None of nothing."""
    count = sum(days.values())
    if not count:
        return None
    return 5 * (_at(days, (count - 1) // 2) + _at(days, count // 2))


def _at(days: Mapping[int, int], place: int) -> int:
    """Give the value at a place of all that were counted, in order."""
    for value in sorted(days):
        place -= days[value]
        if place < 0:
            return value
    raise IndexError("no such place")


def _half_up(part: int, whole: int) -> int:
    return (2 * part + whole) // (2 * whole)
