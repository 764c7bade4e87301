"""Counts of an agency by month: small enough to store, and additive, so that any months make a period.

What is counted for a month of arrival moves with the case (finished or not, its tags); what is counted for a month of
ending stays there while the case stands finished. So the tables of a period add up: received is the sum of its buckets,
of its channels, of its classes, of its categories; what was open before, and came, less what ended, is open after.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

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


class Cell(NamedTuple):
    """One count."""

    month: str
    """YYYY-MM; empty for what stands at the end of the day."""
    table: str
    value: str


Cube = Counter[Cell]
Between = Callable[[date, date], int]
"""Counts the working days after a day, up to and including a later one."""


def count_stays(stays: Iterable[Stay], day: date, between: Between) -> Cube:
    """Count an agency's stays as they are at the end of a day.

    Args:
        stays: all of one agency, as `stays_of` gave them for that day.
        day: the day.
        between: the agency's own calendar.
    """
    cube: Cube = Counter()
    spans: dict[tuple[date, date], int] = {}

    def span(first: date, last: date) -> int:
        key = (first, last)
        if key not in spans:
            spans[key] = between(first, last)
        return spans[key]

    for stay in stays:
        if stay.labels.channel == LAPOR:
            cube[Cell(_month(stay.came), Table.LAPOR_BUCKET, BUCKETS[stay.status])] += 1
            continue
        _count_arrival(cube, stay)
        if stay.ended is None:
            _count_open(cube, stay, day, span)
        else:
            _count_end(cube, stay, stay.ended, span)
    return cube


def _count_arrival(cube: Cube, stay: Stay) -> None:
    month, bucket, labels = _month(stay.came), BUCKETS[stay.status], stay.labels
    cube[Cell(month, Table.BUCKET, bucket)] += 1
    cube[Cell(month, Table.CHANNEL, labels.channel)] += 1
    cube[Cell(month, Table.CLASS, labels.matter_class)] += 1
    cube[Cell(month, Table.CATEGORY, labels.category)] += 1
    if bucket is Bucket.FINISHED:
        cube[Cell(month, Table.CHANNEL_FINISHED, labels.channel)] += 1
        cube[Cell(month, Table.CLASS_FINISHED, labels.matter_class)] += 1
        cube[Cell(month, Table.CATEGORY_FINISHED, labels.category)] += 1
    if labels.is_duplicate:
        cube[Cell(month, Table.DUPLICATE, "")] += 1


def _count_end(cube: Cube, stay: Stay, ended: date, span: Between) -> None:
    month = _month(ended)
    cube[Cell(month, Table.ENDED, timeliness(ended, stay.due))] += 1
    cube[Cell(month, Table.OUTCOME, stay.labels.outcome)] += 1
    cube[Cell(month, Table.DAYS, str(span(stay.came, ended)))] += 1


def _count_open(cube: Cube, stay: Stay, day: date, span: Between) -> None:
    if span(stay.came, day) > LONG:
        cube[Cell("", Table.OPEN, Standing.LONG)] += 1
    if stay.due is not None and day > stay.due:
        cube[Cell("", Table.OPEN, Standing.OVERDUE)] += 1


def timeliness(ended: date, due: date | None) -> Timeliness:
    """Say whether a case that ended on a day was in time."""
    if due is None:
        return Timeliness.UNMEASURED
    return Timeliness.IN_TIME if ended <= due else Timeliness.LATE


def _month(day: date) -> str:
    return day.isoformat()[:7]
