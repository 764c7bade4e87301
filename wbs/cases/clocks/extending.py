"""More time for the result of a case: once in one run, approved by the head, told to the reporter in a signed step."""

from datetime import date

from wbs.cases.clocks.clockwork import Clockwork
from wbs.cases.clocks.history import CaseHistory, Extension
from wbs.cases.clocks.planning import RESULT, Deadline
from wbs.cases.clocks.runs import extension_of, runs_of
from wbs.cases.model import AgencyCode
from wbs.crypto.messages import MatterClass
from wbs.errors import ConflictError


def longest_of(history: CaseHistory, clockwork: Clockwork, today: date) -> date | None:
    """Give the last day to which the time may be made longer: as long again as the rules give; None if it may not.

    It may not once the result came, once it was extended in this run, or where even that day has passed.
    """
    result = _result(history, clockwork)
    run = runs_of(history.steps)[-1]
    if result.met is not None or extension_of(run, history) is not None:
        return None
    lengths = clockwork.ruling_for(history).rules.clocks
    is_light = history.tags.matter_class is MatterClass.NON_SUPERVISORY
    longest = clockwork.calendar(history.handler).after(result.due, lengths.light if is_light else lengths.examination)
    return longest if longest > today else None


def make_extension(
    history: CaseHistory, clockwork: Clockwork, until: date, officer: tuple[AgencyCode, str], today: date
) -> Extension:
    """Check an extension and give it the form in which it is stored.

    Raises:
        ConflictError: no time runs that may be made longer, or the day is past, no working day, not later than the day
            that stands, or too late.
    """
    longest = longest_of(history, clockwork, today)
    due = _result(history, clockwork).due
    if longest is None:
        raise ConflictError("no time that may be made longer")
    if not max(today, due) < until <= longest or not clockwork.calendar(history.handler).counts(until):
        raise ConflictError("not a day to which the time may be made longer")
    return Extension(runs_of(history.steps)[-1].since, until, today, *officer)


def _result(history: CaseHistory, clockwork: Clockwork) -> Deadline:
    return next(one for one in clockwork.deadlines(history) if one.kind in RESULT)
