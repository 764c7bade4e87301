"""Runs of a case's clocks: from an arrival, a hand-over or a reopening; and how a clock runs out across pauses.

The day on which a clock begins does not count, nor does the day on which it goes on after a pause: whoever asks in the
evening loses no day, and nobody gains one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, takewhile

from wbs.cases.clocks.history import CaseHistory, Extension, Step
from wbs.cases.clocks.working_days import WorkingDays
from wbs.cases.model import FINISHED
from wbs.crypto.messages import Status


@dataclass(frozen=True, slots=True)
class Run:
    """The steps of a case from the one that set its clocks going, up to the one that sets them going again."""

    steps: tuple[Step, ...]
    is_first: bool

    @property
    def since(self) -> date:
        """The day that the clocks count from."""
        return self.steps[0].day

    @property
    def later(self) -> tuple[Step, ...]:
        """The steps after the one that began it."""
        return self.steps[1:]

    @property
    def newest(self) -> Step:
        """The newest step that says something: that a case was given back which had ended, says nothing."""
        told = [step for before, step in pairwise(self.steps) if step.handler == before.handler]
        return told[-1] if told else self.steps[0]

    @property
    def is_reopened(self) -> bool:
        """Whether it goes on with a case that had ended, and was verified before."""
        return self.steps[0].status is Status.REOPENED

    @property
    def end(self) -> Step | None:
        """The step with which the inspectorate finished; further ones after it only tell more."""
        ends = list(takewhile(lambda step: step.status in FINISHED, reversed(self.later)))
        return ends[-1] if ends else None


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that do not count: those after the first one, up to and including the last one."""

    first: date
    last: date


def runs_of(steps: Sequence[Step]) -> tuple[Run, ...]:
    """Cut the steps of a case into runs."""
    starts = [0, *(place for place, (before, step) in enumerate(pairwise(steps), 1) if _begins_run(before, step))]
    ends = [*starts[1:], len(steps)]
    return tuple(Run(tuple(steps[start:end]), start == 0) for start, end in zip(starts, ends, strict=True))


def _begins_run(before: Step, step: Step) -> bool:
    """Say whether time begins anew: not where a case is given back to its former agency that had ended in the other.

    A transfer says `passed-on`, so that only a case which is given back comes with another end. One that stood at
    `passed-on` is looked at anew.
    """
    if step.handler == before.handler:
        return step.status is Status.REOPENED
    return step.status is Status.PASSED_ON or step.status not in FINISHED


def pauses_of(run: Run, history: CaseHistory, complete: int, calendar: WorkingDays) -> tuple[Pause, ...]:
    """Give the pauses of a run: while the reporter is asked for more, and for no longer than the reporter was given.

    A pause ends with the next step, with the reporter's next message, or when the time that the reporter was given is
    over. So nobody wins time by asking, and not by leaving an answer unread. Questions between
    which the reporter wrote nothing share one time, that of the first: nobody wins time by asking again.

    Args:
        run: the run.
        history: of the same case; tells when the reporter wrote.
        complete: working days that a reporter is given.
        calendar: counts them.
    """
    turns = (
        (step, asked_until(step, run, history, complete, calendar), after)
        for step, after in zip(run.steps, [*run.later, None], strict=True)
        if step.status is Status.INCOMPLETE
    )
    pauses = (Pause(step.day, turn if after is None else min(turn, after.day)) for step, turn, after in turns)
    return tuple(pause for pause in pauses if pause.last > pause.first)


def asked_until(step: Step, run: Run, history: CaseHistory, complete: int, calendar: WorkingDays) -> date:
    """Give the day on which it is the inspectorate's turn again after a step that asks for more.

    It lies before the step where the reporter's time was over by then, and nothing had come: such a step wins no time.
    """
    over = calendar.after(_first_asked(step, run, history), complete)
    answered = answer_to(step, history)
    return over if answered is None else min(over, answered)


def answer_to(step: Step, history: CaseHistory) -> date | None:
    """Give the day of the reporter's first message after a step, if on the same day; None if there is none."""
    return next((reply.day for reply in history.replies if reply.number > step.heard), None)


def _first_asked(step: Step, run: Run, history: CaseHistory) -> date:
    """Give the day of the first of those questions, up to a step's, between which the reporter wrote nothing."""
    first = step
    asked = [one for one in run.steps[: run.steps.index(step)] if one.status is Status.INCOMPLETE]
    for earlier in reversed(asked):
        if any(earlier.heard < reply.number <= first.heard for reply in history.replies):
            break
        first = earlier
    return first.day


def run_out(since: date, count: int, pauses: Sequence[Pause], calendar: WorkingDays) -> date:
    """Give the day on which a clock of `count` working days ends."""
    left = count
    for pause in pauses:
        if pause.last <= since:
            continue
        first = max(pause.first, since)
        before = calendar.between(since, first)
        if left <= before:
            break
        left -= before
        since = pause.last
    return calendar.after(since, left)


def time_used(since: date, until: date, pauses: Sequence[Pause], calendar: WorkingDays) -> int:
    """Count the working days of a clock up to a day, that day included."""
    used = calendar.between(since, max(since, until))
    for pause in pauses:
        first, last = max(pause.first, since), min(pause.last, until)
        if first < last:
            used -= calendar.between(first, last)
    return used


def extension_of(run: Run, history: CaseHistory) -> Extension | None:
    """Give the extension of a run, if its time was made longer."""
    return next((one for one in history.extensions if one.since == run.since), None)
