"""Counts of an agency by month: small enough to store, and additive, so that any months make a period.

What is counted for a month of arrival moves with the case (finished or not, its tags); what is counted for a month of
ending stays there while the case stands finished. So the tables of a period add up: received is the sum of its buckets,
of its channels, of its classes, of its categories; what was open before, and came, less what ended, is open after.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache

from wbs.cases.figures.stays import BUCKETS, LAPOR, Bucket, Stay

LONG = 60
"""What is open for more working days than this is told apart."""


class Table(StrEnum):
    """What a count is of; values are stored."""

    BUCKET = "bucket"
    CHANNEL = "channel"
    CHANNEL_FINISHED = "channel-finished"
    CLASS = "class"
    CLASS_FINISHED = "class-finished"
    CATEGORY = "category"
    CATEGORY_FINISHED = "category-finished"
    DUPLICATE = "duplicate"
    ENDED = "ended"
    OUTCOME = "outcome"
    DAYS = "days"
    OPEN = "open"
    LAPOR_BUCKET = "lapor-bucket"


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


CountRow = tuple[str, str, str, int]
"""Month as YYYY-MM, or nothing for what stands at the end of the day; table; value; and how many."""
Between = Callable[[date, date], int]
"""Counts the working days after a day, up to and including a later one."""


def count_stays(stays: Iterable[Stay], day: date, between: Between) -> list[CountRow]:
    """Count an agency's stays as they are at the end of a day.

    Args:
        stays: all of one agency, as `stays_of` gave them for that day.
        day: the day.
        between: the agency's own calendar.
    """
    counting = _Counting(day, between)
    for stay in stays:
        if stay.labels.channel == LAPOR:
            counting.add(_month(stay.came), Table.LAPOR_BUCKET, BUCKETS[stay.status])
            continue
        counting.count_arrival(stay)
        if stay.ended is None:
            counting.count_open(stay)
        else:
            counting.count_end(stay, stay.ended)
    return [(*key, count) for key, count in counting.cells.items()]


class _Counting:
    """Counts into plain tuples, and looks working days up once for each pair of days: cases are many."""

    def __init__(self, day: date, between: Between) -> None:
        self.cells: defaultdict[tuple[str, str, str], int] = defaultdict(int)
        self._day = day
        self._between = cache(between)

    def add(self, month: str, table: Table, value: str) -> None:
        """Count one."""
        self.cells[month, table, value] += 1

    def count_arrival(self, stay: Stay) -> None:
        """Count a case in the month in which it came."""
        month, bucket, labels = _month(stay.came), BUCKETS[stay.status], stay.labels
        self.add(month, Table.BUCKET, bucket)
        self.add(month, Table.CHANNEL, labels.channel)
        self.add(month, Table.CLASS, labels.matter_class)
        self.add(month, Table.CATEGORY, labels.category)
        if bucket is Bucket.FINISHED:
            self.add(month, Table.CHANNEL_FINISHED, labels.channel)
            self.add(month, Table.CLASS_FINISHED, labels.matter_class)
            self.add(month, Table.CATEGORY_FINISHED, labels.category)
        if labels.is_duplicate:
            self.add(month, Table.DUPLICATE, "")

    def count_end(self, stay: Stay, ended: date) -> None:
        """Count a case in the month in which it was finished."""
        month = _month(ended)
        self.add(month, Table.ENDED, timeliness(ended, stay.due))
        self.add(month, Table.OUTCOME, stay.labels.outcome)
        self.add(month, Table.DAYS, str(self._between(stay.came, ended)))

    def count_open(self, stay: Stay) -> None:
        """Count what is told of open cases."""
        if self._between(stay.came, self._day) > LONG:
            self.add("", Table.OPEN, Standing.LONG)
        if stay.due is not None and self._day > stay.due:
            self.add("", Table.OPEN, Standing.OVERDUE)


def timeliness(ended: date, due: date | None) -> Timeliness:
    """Say whether a case that ended on a day was in time."""
    if due is None:
        return Timeliness.UNMEASURED
    return Timeliness.IN_TIME if ended <= due else Timeliness.LATE


@lru_cache(maxsize=4096)
def _month(day: date) -> str:
    return day.isoformat()[:7]
