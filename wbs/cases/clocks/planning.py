"""Says what a case waits for next."""

from wbs.cases.clocks.history import CaseHistory, ClockKind, Plan
from wbs.cases.deadlines import WorkingDays, deadlines
from wbs.cases.model import FINISHED, UNVERIFIED


def plan(history: CaseHistory, calendar: WorkingDays) -> Plan:
    """Compute what a case waits for."""
    due = deadlines(history.received, calendar)
    if history.status in FINISHED:
        return Plan(0, result_due=due.result)
    if history.status in UNVERIFIED:
        return Plan(0, ClockKind.VERIFY, history.received, due.verify, due.verify, due.result)
    return Plan(0, ClockKind.EXAMINATION, history.received, due.result, due.result, due.result)
