"""Writes a case's deadlines for the officer's browser."""

from collections.abc import Sequence
from datetime import date

from wbs.cases.clocks.clockwork import Clockwork
from wbs.cases.clocks.extending import longest_of
from wbs.cases.clocks.history import CaseHistory
from wbs.cases.clocks.planning import OF_REPORTER, OUTER, Deadline
from wbs.cases.clocks.working_days import WorkingDays
from wbs.investigator.shapes import DeadlineAnswer, DeadlineSide, ReplanAnswer


def deadline_answers(history: CaseHistory, clockwork: Clockwork, today: date) -> list[DeadlineAnswer]:
    """Write all deadlines of a case."""
    calendar, shares = clockwork.calendar(history.handler), clockwork.ruling_for(history).rules.warn
    return [_answer(one, shares, calendar, today) for one in clockwork.deadlines(history)]


def replan_answers(history: CaseHistory) -> list[ReplanAnswer]:
    """Write what stood before each time that due days were computed anew."""
    return [
        ReplanAnswer(
            day=one.day.isoformat(),
            rules=one.rules,
            due=None if one.due is None else one.due.isoformat(),
            result_due=None if one.result_due is None else one.result_due.isoformat(),
        )
        for one in history.replans
    ]


def longest_answer(history: CaseHistory, clockwork: Clockwork, today: date) -> str | None:
    """Write to which day the result's time may be made longer."""
    longest = longest_of(history, clockwork, today)
    return None if longest is None else longest.isoformat()


def share_used(shares: Sequence[int], days: Sequence[date | None], today: date) -> int | None:
    """Give the greatest share that is used: of the first and the last one, or of all, as days are given.

    Args:
        shares: in percent, rising, as the rules have them.
        days: on which they are used: one for each, or for the first and the last one.
        today: the day.
    """
    named = shares if len(days) == len(shares) else (shares[0], shares[-1])
    used = [share for share, day in zip(named, days, strict=True) if day is not None and today >= day]
    return used[-1] if used else None


def _answer(one: Deadline, shares: Sequence[int], calendar: WorkingDays, today: date) -> DeadlineAnswer:
    side = DeadlineSide.OUTER if one.kind in OUTER else DeadlineSide.INSPECTORATE
    return DeadlineAnswer(
        name=one.kind,
        since=one.since.isoformat(),
        due=one.due.isoformat(),
        working_days_left=calendar.between(today, one.due),
        met=None if one.met is None else one.met.isoformat(),
        late=one.is_late(today),
        share=share_used(shares, one.warnings, today) if one.is_awaited and one.warnings else None,
        side=DeadlineSide.REPORTER if one.kind in OF_REPORTER else side,
        extended=one.is_extended,
    )
