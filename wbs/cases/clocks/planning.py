"""All deadlines of a case by its handler's rules, and which one comes next. Nobody's today enters here.

The rules give the lengths (`wbs.cases.rules.documents`). Time counts from the arrival at the handling agency, or from
the reopening; it stands still only while the reporter is asked for more, where the rules say so.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from wbs.cases.clocks.history import CaseHistory, ClockKind, Plan, Step
from wbs.cases.clocks.runs import answer_to, asked_until, extension_of, pauses_of, run_out, runs_of, time_used
from wbs.cases.clocks.working_days import WorkingDays
from wbs.cases.model import UNVERIFIED
from wbs.cases.rules.documents import Rules
from wbs.cases.workflow import OBJECTED_TO
from wbs.crypto.messages import MatterClass, Status

OUTER = frozenset({ClockKind.FEEDBACK, ClockKind.ACKNOWLEDGEMENT})
"""Limits in calendar days that lie beside the inspectorate's own (EU 2019/1937 Art. 9)."""
OF_REPORTER = frozenset({ClockKind.COMPLETE, ClockKind.OBJECTION})
"""Time that the reporter is given; the inspectorate does not have to do anything by then."""
RESULT = frozenset({ClockKind.LIGHT, ClockKind.EXAMINATION})
SOON_DAYS = 3
"""A case with no more working days left is due soon, whatever share of its time is used."""
_HUNDRED = 100
_NO_ANSWER = frozenset({Status.VERIFIED, Status.INCOMPLETE, Status.POSTPONED})
"""Steps after the verification that are no answer in substance."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when something has to be done, and whether it was."""

    kind: ClockKind
    since: date
    """The day that it counts from; that day itself does not count."""
    due: date
    """Last day in time."""
    met: date | None = None
    """The day on which it was done."""
    warnings: tuple[date, ...] = ()
    """The days on which officers are warned, one for each share of the rules, in order."""
    is_extended: bool = False

    def is_late(self, today: date) -> bool:
        """Say whether it was, or is being, missed."""
        return (self.met or today) > self.due

    @property
    def is_awaited(self) -> bool:
        """Whether officers still have to do something for it."""
        return self.met is None and self.kind not in OF_REPORTER


def plan(history: CaseHistory, rules: Rules, version: int, calendar: WorkingDays) -> Plan:
    """Compute what a case waits for, by one version of its handler's rules."""
    found = deadlines_of(history, rules, calendar)
    result = next(one for one in found if one.kind in RESULT)
    awaited = [one for one in found if one.is_awaited]
    if result.met is not None or not awaited:
        return Plan(version, result_due=result.due)
    first = min(awaited, key=lambda one: one.due)
    warn, urge = first.warnings[0], first.warnings[-1]
    soon = max(min(warn, calendar.before(first.due, SOON_DAYS)), min(first.since, first.due))
    return Plan(version, first.kind, first.since, soon, warn, urge, first.due, result.due)


def deadlines_of(history: CaseHistory, rules: Rules, calendar: WorkingDays) -> tuple[Deadline, ...]:
    """Give all deadlines of the newest run of a case: first those of the inspectorate, then the outer limits."""
    made = _Clocks(history, rules, calendar)
    return tuple(made.all())


class _Clocks:
    """The deadlines of one run. Lives for one computation."""

    def __init__(self, history: CaseHistory, rules: Rules, calendar: WorkingDays) -> None:
        self._history = history
        self._rules = rules
        self._lengths = rules.clocks
        self._calendar = calendar
        self._run = runs_of(history.steps)[-1]
        is_pausing = rules.pauses_when_incomplete
        self._pauses = pauses_of(self._run, history, self._lengths.complete, calendar) if is_pausing else ()

    def all(self) -> Iterator[Deadline]:
        run = self._run
        if not run.is_reopened:
            verify = self._verify()
            yield verify
            yield self._answer(verify)
        else:
            yield self._next_answer(run.since, run.later)
        yield self._result()
        yield from self._of_newest_step(run.newest)
        if run.end is not None and run.end.status in {Status.PASSED_ON, Status.OUT_OF_SCOPE}:
            yield self._working(ClockKind.FORWARD, run.since, self._lengths.forward, met=run.end.day)
        if run.is_first:
            yield self._acknowledgement()
        yield self._feedback()

    def _verify(self) -> Deadline:
        done = next((step.day for step in self._run.later if step.status not in UNVERIFIED), None)
        return self._working(ClockKind.VERIFY, self._run.since, self._lengths.verify, met=done)

    def _answer(self, verify: Deadline) -> Deadline:
        """Give the first answer in substance: counted from the verification, or from the day it is due until then."""
        verified = next((place for place, step in enumerate(self._run.later) if self._is_verification(step)), None)
        if verified is None:
            return self._next_answer(verify.due, ())
        step, after = self._run.later[verified], self._run.later[verified + 1 :]
        return self._next_answer(step.day, after if step.status is Status.VERIFIED else self._run.later[verified:])

    def _next_answer(self, since: date, after: Sequence[Step]) -> Deadline:
        """Words of this run are an answer whenever they came; a step is one if it goes beyond the verification."""
        told = [day for day in self._history.answers if day >= self._run.since]
        stepped = [step.day for step in after if step.status not in _NO_ANSWER]
        return self._working(ClockKind.ANSWER, since, self._lengths.answer, met=min([*told, *stepped], default=None))

    @staticmethod
    def _is_verification(step: Step) -> bool:
        return step.status not in UNVERIFIED | {Status.INCOMPLETE, Status.POSTPONED}

    def _result(self) -> Deadline:
        run = self._run
        is_light = self._history.tags.matter_class is MatterClass.NON_SUPERVISORY
        kind = ClockKind.LIGHT if is_light else ClockKind.EXAMINATION
        count = self._lengths.light if is_light else self._lengths.examination
        extension = extension_of(run, self._history)
        if extension is None:
            return self._working(kind, run.since, count, met=self._finished())
        known = [pause for pause in self._pauses if pause.first <= extension.day]
        longer = max(count, time_used(run.since, extension.until, known, self._calendar))
        return self._working(kind, run.since, longer, met=self._finished(), is_extended=True)

    def _of_newest_step(self, step: Step) -> Iterator[Deadline]:
        lengths, calendar = self._lengths, self._calendar
        if step.status is Status.INCOMPLETE:
            yield self._complete(step)
            turn = asked_until(step, self._run, self._history, lengths.complete, calendar)
            yield self._working(ClockKind.COMPLETENESS, turn, lengths.verify)
        elif step.status is Status.POSTPONED:
            until = max(step.until or step.day, step.day)
            yield self._daily(ClockKind.REVIEW, step.day, (until - step.day).days)
        elif step.status in OBJECTED_TO:
            yield Deadline(ClockKind.OBJECTION, step.day, calendar.after(step.day, lengths.objection))

    def _complete(self, step: Step) -> Deadline:
        """Give the reporter's own time, which is whole however often was asked before."""
        count = self._lengths.complete
        given = self._calendar.after(step.day, count)
        answered = answer_to(step, self._history)
        met = None if answered is None or answered > given else answered
        warnings = tuple(self._calendar.after(step.day, -(-count * share // _HUNDRED)) for share in self._rules.warn)
        return Deadline(ClockKind.COMPLETE, step.day, given, met, warnings)

    def _acknowledgement(self) -> Deadline:
        words = [*(step.day for step in self._run.later), *self._history.answers]
        return self._daily(
            ClockKind.ACKNOWLEDGEMENT, self._run.since, self._lengths.acknowledgement, min(words, default=None)
        )

    def _feedback(self) -> Deadline:
        words = [self._run.since, *(step.day for step in self._run.later), *self._history.answers]
        return self._daily(ClockKind.FEEDBACK, max(words), self._lengths.feedback, self._finished())

    def _finished(self) -> date | None:
        return None if self._run.end is None else self._run.end.day

    def _working(
        self, kind: ClockKind, since: date, count: int, *, met: date | None = None, is_extended: bool = False
    ) -> Deadline:
        pauses = [pause for pause in self._pauses if met is None or pause.first < met]
        return self._made(
            kind, since, count, lambda used: run_out(since, used, pauses, self._calendar), met, is_extended
        )

    def _daily(self, kind: ClockKind, since: date, count: int, met: date | None = None) -> Deadline:
        return self._made(kind, since, count, lambda used: _days_after(since, used), met, is_extended=False)

    def _made(
        self,
        kind: ClockKind,
        since: date,
        count: int,
        end: Callable[[int], date],
        met: date | None,
        is_extended: bool,  # noqa: FBT001 - a member of what is made
    ) -> Deadline:
        warnings = tuple(end(-(-count * share // _HUNDRED)) for share in self._rules.warn)
        return Deadline(kind, since, end(count), met, warnings, is_extended)


def _days_after(day: date, count: int) -> date:
    return date.fromordinal(min(day.toordinal() + count, date.max.toordinal()))
