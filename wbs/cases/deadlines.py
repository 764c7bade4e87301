"""Deadlines of a case that arrives, by this program's own rules; agencies' rules are in `wbs.cases.clocks`."""

from datetime import date

from wbs.cases.clocks.told import Deadlines
from wbs.cases.clocks.working_days import WorkingDays

VERIFY_DAYS = 3
"""Receipt is confirmed and completeness is checked (PANRB practice)."""
ANSWER_DAYS = 5
"""First answer in substance, counted from the day verification is due."""
RESULT_DAYS = 60
"""Examination of a matter with grounds for supervision, counted from the day of arrival."""

__all__ = ["ANSWER_DAYS", "RESULT_DAYS", "VERIFY_DAYS", "Deadlines", "WorkingDays", "deadlines"]


def deadlines(received: date, calendar: WorkingDays) -> Deadlines:
    """Compute the deadlines of a case from the day it arrived."""
    verify = calendar.after(received, VERIFY_DAYS)
    return Deadlines(
        received=received,
        verify=verify,
        answer=calendar.after(verify, ANSWER_DAYS),
        result=calendar.after(received, RESULT_DAYS),
    )
