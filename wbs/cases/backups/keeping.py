"""Which old backups go, and whether there is a backup at all: rules over their days, without input or output."""

from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import date

DAILY = 14
"""Of so many newest days the last backup is kept, unless something else is said."""
WEEKLY = 8
"""And of so many newest weeks."""


@dataclass(frozen=True, slots=True, order=True)
class Kept:
    """A backup by its name: the day on which it was made, in WIB, and its number of that day."""

    day: date
    number: int


def to_remove(found: Iterable[Kept], proved: Collection[Kept], *, daily: int, weekly: int) -> list[Kept]:
    """Give the backups that go, oldest first.

    Kept are the last one of each of the `daily` newest days that have one, and of each of the `weekly` newest weeks;
    the newest one; and the newest one of which a drill proved that it opens.
    """
    newest_first = sorted(found, reverse=True)
    kept = {*newest_first[:1], *[one for one in newest_first if one in proved][:1]}
    kept |= _last_of_each(newest_first, lambda one: one.day, daily)
    kept |= _last_of_each(newest_first, lambda one: one.day.isocalendar()[:2], weekly)
    return [one for one in reversed(newest_first) if one not in kept]


def _last_of_each(newest_first: Iterable[Kept], period: Callable[[Kept], Hashable], count: int) -> set[Kept]:
    last: dict[Hashable, Kept] = {}
    for one in newest_first:
        if period(one) not in last and len(last) < count:
            last[period(one)] = one
    return set(last.values())
