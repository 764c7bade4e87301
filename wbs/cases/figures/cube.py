"""Counts of an agency by month: small enough to store, and additive, so that any months make a period.

What is counted for a month of arrival moves with the case (finished or not, its tags); what is counted for a month of
ending stays there while the case stands finished. So the tables of a period add up: received is the sum of its buckets,
of its channels, of its classes, of its categories; what was open before, and came, less what ended, is open after.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache

from wbs.cases.figures.stays import BUCKETS, LAPOR, Stay

LONG = 60
"""What is open for more working days than this is told apart."""


class Table(StrEnum):
    """What a count is of; values are stored."""

    CHANNEL = "channel"
    CLASS = "class"
    CATEGORY = "category"
    DUPLICATE = "duplicate"
    ENDED_CHANNEL = "ended-channel"
    ENDED_CLASS = "ended-class"
    ENDING = "ending"
    OUTCOME = "outcome"
    OPEN = "open"
    LAPOR = "lapor"


class Timeliness(StrEnum):
    """Whether a case ended by its last day."""

    IN_TIME = "in-time"
    LATE = "late"
    UNMEASURED = "unmeasured"
    """No clock said by when."""


class Standing(StrEnum):
    """What is told of the cases that are open at the end of the day."""

    LONG = "long"
    OVERDUE = "overdue"


Cell = tuple[str, str, str, str, int]
"""Month as YYYY-MM, or nothing for what stands at the end of the day; table; value; bucket of what came, or timeliness
of what ended, or nothing; and working days of what ended, or 0."""
CountRow = tuple[str, str, str, str, int, int]
"""A cell, and how many."""
Between = Callable[[date, date], int]
"""Counts the working days after a day, up to and including a later one."""


def count_stays(stays: Iterable[Stay], day: date, between: Between) -> list[CountRow]:
    """Count an agency's stays as they are at the end of a day.

    Args:
        stays: all of one agency, as `stays_of` gave them for that day.
        day: the day.
        between: the agency's own calendar.
    """
    cells = Counter(_cells(stays, day, cache(between)))
    return [(*cell, count) for cell, count in cells.items()]


def timeliness(ended: date, due: date | None) -> Timeliness:
    """Say whether a case that ended on a day was in time."""
    if due is None:
        return Timeliness.UNMEASURED
    return Timeliness.IN_TIME if ended <= due else Timeliness.LATE


def _cells(stays: Iterable[Stay], day: date, between: Between) -> Iterator[Cell]:
    """Name every cell that a stay is counted in; working days are looked up once for each pair of days."""
    for stay in stays:
        labels, month, bucket = stay.labels, _month(stay.came), BUCKETS[stay.status]
        if labels.channel == LAPOR:
            yield month, Table.LAPOR, "", bucket, 0
            continue
        yield month, Table.CHANNEL, labels.channel, bucket, 0
        yield month, Table.CLASS, labels.matter_class, bucket, 0
        yield month, Table.CATEGORY, labels.category, bucket, 0
        if labels.is_duplicate:
            yield month, Table.DUPLICATE, "", "", 0
        if stay.ended is None:
            yield from _open(stay, day, between)
        else:
            days, how, month = between(stay.came, stay.ended), timeliness(stay.ended, stay.due), _month(stay.ended)
            yield month, Table.ENDED_CHANNEL, labels.channel, how, days
            yield month, Table.ENDED_CLASS, labels.matter_class, how, days
            yield month, Table.ENDING, stay.status, "", 0
            yield month, Table.OUTCOME, labels.outcome, "", 0


def _open(stay: Stay, day: date, between: Between) -> Iterator[Cell]:
    if between(stay.came, day) > LONG:
        yield "", Table.OPEN, Standing.LONG, "", 0
    if stay.due is not None and day > stay.due:
        yield "", Table.OPEN, Standing.OVERDUE, "", 0


@lru_cache(maxsize=4096)
def _month(day: date) -> str:
    return day.isoformat()[:7]
