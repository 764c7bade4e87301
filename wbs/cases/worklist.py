"""What officers must do next and by when, from what the server can see: status, days, who wrote.

The status is a cache of what officers signed; their browsers show when it differs.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from wbs.cases.deadlines import Deadlines, WorkingDays, deadlines
from wbs.cases.model import FINISHED, UNVERIFIED, CaseFile
from wbs.crypto.messages import Kind, Status
from wbs.crypto.records import REPORTER


@dataclass(frozen=True, slots=True)
class CaseDeadline:
    """One deadline of a case and whether it is met."""

    name: str
    due: date
    met: bool


def next_due(status: Status, received: date, calendar: WorkingDays) -> date | None:
    """Give the next deadline of a case; None once the inspectorate has finished."""
    if status in FINISHED:
        return None
    due = _deadlines(received, calendar)
    return due.verify if status in UNVERIFIED else due.result


def case_deadlines(file: CaseFile, calendar: WorkingDays) -> tuple[CaseDeadline, ...]:
    """Give all deadlines of a case, in order."""
    due = _deadlines(file.received, calendar)
    has_answer = any(message.author != REPORTER and message.kind is Kind.MESSAGE for message in file.messages)
    return (
        CaseDeadline("verify", due.verify, file.status not in UNVERIFIED),
        CaseDeadline("answer", due.answer, has_answer),
        CaseDeadline("result", due.result, file.status in FINISHED),
    )


@lru_cache(maxsize=4096)
def working_days_left(today: date, due: date, calendar: WorkingDays) -> int:
    """Count the working days up to a deadline; negative if it has passed."""
    return calendar.between(today, due)


# Counting sixty working days asks the calendar a hundred times; a page has fifty rows of few different days.
@lru_cache(maxsize=4096)
def _deadlines(received: date, calendar: WorkingDays) -> Deadlines:
    return deadlines(received, calendar)
