"""A case's time with one agency: what figures count. A case that is handed over has one stay with each agency.

With the agency that hands a case over, the stay ends on that day as passed on; with the other it begins on that day.
A case that is given back goes on with the stay it had: it is one report, which is open again.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from wbs.cases.model import FINISHED, UNVERIFIED, AgencyCode
from wbs.crypto.messages import Status

LAPOR = "sp4n-lapor"
"""The channel whose figures are kept apart: its reports are counted there already."""
NONE = "none"
"""Stands for a tag that no officer has set."""


class Bucket(StrEnum):
    """Where a report stands for the SP4N rates (docs/spec/figures.md); values are permanent."""

    UNVERIFIED = "unverified"
    WAITING = "waiting"
    """Verified, and nothing done since: also one that waits for the reporter, or was postponed."""
    RUNNING = "running"
    FINISHED = "finished"


BUCKETS: Mapping[Status, Bucket] = {
    status: Bucket.FINISHED
    if status in FINISHED
    else Bucket.UNVERIFIED
    if status in UNVERIFIED
    else Bucket.WAITING
    if status in {Status.VERIFIED, Status.INCOMPLETE, Status.POSTPONED}
    else Bucket.RUNNING
    for status in Status
}
"""One way only: several statuses are one bucket."""


class Mark(NamedTuple):
    """One step of a case as the store has it."""

    day: date
    status: Status
    handler: str


_HANDLER = itemgetter(Mark._fields.index("handler"))


class Labels(NamedTuple):
    """The tags of a case; `NONE` where there is none."""

    channel: str
    matter_class: str
    category: str
    outcome: str
    is_duplicate: bool


class Stay(NamedTuple):
    """One case with one agency, as it stood at the end of a day."""

    agency: AgencyCode
    came: date
    known: date
    """Day on which it was stored: later than it came, if an officer wrote it down later."""
    labels: Labels
    status: Status
    ended: date | None
    """Day on which the agency finished, if it stands finished."""
    first_ended: date | None
    """Day on which it finished for the first time, also if it was reopened since."""
    due: date | None
    """Last day in time for the result; None if no clock says."""


def stays_of(marks: list[Mark], labels: Labels, due: date | None, day: date, known: date = date.min) -> Iterator[Stay]:
    """Give a case's stays as they were at the end of a day.

    Args:
        marks: its steps in order, at least one, the first of them its arrival.
        labels: its tags; the outcome belongs to the agency that has it last.
        due: last day in time for the result, with the agency that has it last.
        day: what came later does not count.
        known: day on which the case was stored, if that was later than its arrival.
    """
    past = marks if marks[-1].day <= day else [mark for mark in marks if mark.day <= day]
    if len({*map(_HANDLER, past)}) == 1:
        yield _stay(past, labels, due, known)
        return
    last = past[-1].handler if past else ""
    for handler, own in _by_handler(past).items():
        is_last = handler == last
        yield _stay(own, labels if is_last else labels._replace(outcome=NONE), due if is_last else None, known)


def _by_handler(marks: list[Mark]) -> dict[str, list[Mark]]:
    """Give the steps of each agency that had a case: handed on, it stands finished there until it is given back."""
    found: dict[str, list[Mark]] = {}
    for place, mark in enumerate(marks):
        before = marks[place - 1] if place else mark
        if mark.handler != before.handler:
            found[before.handler].append(Mark(mark.day, Status.PASSED_ON, before.handler))
            if mark.status is Status.PASSED_ON:
                mark = mark._replace(status=Status.SUBMITTED)  # noqa: PLW2901 - it says what the other agency did
        found.setdefault(mark.handler, []).append(mark)
    return found


def _stay(marks: list[Mark], labels: Labels, due: date | None, known: date) -> Stay:
    came, status = marks[0].day, marks[-1].status
    ended = first_ended = None
    for mark in marks[1:]:
        if mark.status not in FINISHED:
            ended = None
        elif ended is None:
            ended = mark.day
            first_ended = first_ended or ended
    handler = AgencyCode(marks[0].handler)
    return Stay(handler, came, max(came, known), labels, status, ended, first_ended, due)
