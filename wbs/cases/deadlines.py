"""Deadlines in Indonesian working days: national holidays and joint leave (cuti bersama) do not count.

The calendar comes from PyPI `holidays`. Joint decrees (SKB) change within a year, so whoever runs the service may
override single days.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import holidays

VERIFY_DAYS = 3
"""Receipt is confirmed and completeness is checked (PANRB practice)."""
ANSWER_DAYS = 5
"""First answer in substance, counted from the day verification is due."""
RESULT_DAYS = 60
"""Examination of a matter with grounds for supervision, counted from the day of arrival."""
_FRIDAY = 4


class WorkingDays:
    """Knows which days count."""

    def __init__(self, overrides: Mapping[date, bool] | None = None) -> None:
        """Take days that a later decree made free (False) or working (True)."""
        self._holidays = holidays.country_holidays("ID", categories=("public", "government"))
        self._known = dict(overrides or {})

    def counts(self, day: date) -> bool:
        """Say whether people work on a day."""
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = day.weekday() <= _FRIDAY and day not in self._holidays
        return known

    def after(self, day: date, count: int) -> date:
        """Give the `count`-th working day after a day, which itself does not count."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.counts(day)
        return day

    def between(self, day: date, later: date) -> int:
        """Count the working days after a day, up to and including a later one; negative if that one has passed."""
        if later < day:
            return -self.between(later, day)
        return sum(self.counts(day + timedelta(days=step)) for step in range(1, (later - day).days + 1))


@dataclass(frozen=True, slots=True)
class Deadlines:
    """By when the inspectorate must have done what, for a case that arrived on one day."""

    received: date
    verify: date
    answer: date
    result: date


def deadlines(received: date, calendar: WorkingDays) -> Deadlines:
    """Compute the deadlines of a case from the day it arrived."""
    verify = calendar.after(received, VERIFY_DAYS)
    return Deadlines(
        received=received,
        verify=verify,
        answer=calendar.after(verify, ANSWER_DAYS),
        result=calendar.after(received, RESULT_DAYS),
    )
