"""What an inspectorate without rules of its own promises the reporter of a case that comes in on a day."""

from datetime import date

from wbs.cases.clocks.told import Deadlines
from wbs.cases.clocks.working_days import WorkingDays
from wbs.cases.rules.documents import default_rules


def promised_on(day: date) -> Deadlines:
    """Count the days apart from the clocks: from the arrival, and for the answer from the day of verification."""
    calendar, clocks = WorkingDays(), default_rules("61.08").clocks
    verify = calendar.after(day, clocks.verify)
    return Deadlines(
        received=day,
        verify=verify,
        answer=calendar.after(verify, clocks.answer),
        result=calendar.after(day, clocks.examination),
    )
