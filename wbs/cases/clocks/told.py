"""The days that a reporter is told: by when the inspectorate has to do what, and what time the reporter has."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from wbs.cases.clocks.clockwork import Clockwork
from wbs.cases.clocks.history import CaseHistory, ClockKind, Step
from wbs.cases.clocks.planning import RESULT, Deadline
from wbs.cases.clocks.runs import runs_of
from wbs.cases.model import AgencyCode, CaseFile, CaseId, CaseName, Channel
from wbs.crypto.messages import Status


@dataclass(frozen=True, slots=True)
class Before:
    """The days that were told first, where rules or calendar have changed since."""

    verify: date
    answer: date
    result: date


@dataclass(frozen=True, slots=True)
class Deadlines:
    """By when the inspectorate must have done what; and the days that are the reporter's, while there are any."""

    received: date
    verify: date
    answer: date
    result: date
    is_extended: bool = False
    """Whether the head gave the result more time."""
    complete: date | None = None
    """Until when the reporter may complete the report; nothing is refused for coming later."""
    remind: date | None = None
    """From when on the reporter is reminded to complete the report; None once something came."""
    objection: date | None = None
    """Until when the reporter may object to how the case ended."""
    before: Before | None = None
    """None where no day moved."""


def told_deadlines(history: CaseHistory, clockwork: Clockwork) -> Deadlines:
    """Give what the reporter of a case is told, by the rules that its days were computed with.

    Where the rules were others when its time began, it also gives the days that were told then. Every history costs as
    much, moved days and reopened cases or not: whoever asks with a token of nobody waits as long.
    """
    first = _first_rules(history)
    told = _told(history, clockwork)
    then = _told(history if first is None else replace(history, rules=first), clockwork)
    before = Before(then.verify, then.answer, then.result)
    return told if before == Before(told.verify, told.answer, told.result) else replace(told, before=before)


def _first_rules(history: CaseHistory) -> int | None:
    """Give the version of the rules by which the days of the newest run were told first; None if it is the present."""
    run = runs_of(history.steps)[-1]
    # On the day of a hand-over the case may have been planned anew with whoever had it before.
    since = [one for one in history.replans if one.day > run.since or (run.is_first and one.day == run.since)]
    return since[0].rules if since else None


def _told(history: CaseHistory, clockwork: Clockwork) -> Deadlines:
    found = _by_kind(clockwork.deadlines(history))
    # A reopened case was verified and answered before: what held then is what was promised.
    first = _by_kind(clockwork.deadlines(_before_reopening(history)))
    result = next(found[kind] for kind in RESULT if kind in found)
    complete = found.get(ClockKind.COMPLETE)
    return Deadlines(
        received=history.received,
        verify=first[ClockKind.VERIFY].due,
        answer=first[ClockKind.ANSWER].due,
        result=result.due,
        is_extended=result.is_extended,
        complete=_due(found, ClockKind.COMPLETE),
        remind=complete.warnings[0] if complete is not None and complete.met is None else None,
        objection=_due(found, ClockKind.OBJECTION),
    )


def promised(agency: str, today: date, clockwork: Clockwork) -> Deadlines:
    """Give what the reporter of a case that arrives today is promised."""
    name = CaseName(AgencyCode(agency), CaseId(""))
    return told_deadlines(beginning(name, today), clockwork)


def history_or_beginning(found: CaseHistory | None, file: CaseFile) -> CaseHistory:
    """Give the history of a case; for a case of nobody, which no store has, one that was made with as much work.

    Days and words are read from texts as a store reads them: who finds nothing waits as long as who finds something.
    """
    if found is not None:
        return found
    begun = beginning(file.name, date.fromisoformat(file.received.isoformat()))
    steps = tuple(
        replace(step, day=date.fromisoformat(step.day.isoformat()), status=Status(str(step.status)))
        for step in begun.steps
    )
    return replace(begun, steps=steps, tags=replace(begun.tags, channel=Channel(str(begun.tags.channel))))


def beginning(name: CaseName, received: date) -> CaseHistory:
    """Give the history of a case that nobody has touched yet."""
    return CaseHistory(name, received, name.agency, (Step(0, received, Status.SUBMITTED, name.agency),))


def _before_reopening(history: CaseHistory) -> CaseHistory:
    runs = runs_of(history.steps)
    verified = [run for run in runs if not run.is_reopened]
    steps = tuple(step for run in runs[: runs.index(verified[-1]) + 1] for step in run.steps)
    return replace(history, steps=steps)


def _by_kind(found: tuple[Deadline, ...]) -> Mapping[ClockKind, Deadline]:
    return {one.kind: one for one in found}


def _due(found: Mapping[ClockKind, Deadline], kind: ClockKind) -> date | None:
    return found[kind].due if kind in found else None
