"""Working days of every agency by its rules, each set of rules counted out once."""

from wbs.cases.clocks.history import CaseHistory, Plan
from wbs.cases.clocks.planning import Deadline, deadlines_of, plan
from wbs.cases.clocks.working_days import WorkingDays
from wbs.cases.rules.documents import Rules
from wbs.cases.rules.rulebook import Ruling
from wbs.crypto.directory import parse_day

_Key = tuple[tuple[int, ...], tuple[tuple[str, bool], ...]]
_KNOWN = 256


class Calendars:
    """Gives the calendar of a set of rules, and what follows from it. May be shared by threads."""

    def __init__(self) -> None:
        """Know none yet."""
        self._known: dict[_Key, WorkingDays] = {}

    def of(self, rules: Rules) -> WorkingDays:
        """Give the working days of an agency."""
        key = tuple(rules.working_week), tuple((one.day, one.works) for one in rules.overrides)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _KNOWN:
                self._known.clear()
            overrides = {parse_day(one.day): one.works for one in rules.overrides}
            found = self._known[key] = WorkingDays(overrides, rules.working_week)
        return found

    def plan(self, history: CaseHistory, ruling: Ruling) -> Plan:
        """Compute what a case waits for."""
        return plan(history, ruling.rules, ruling.version, self.of(ruling.rules))

    def deadlines(self, history: CaseHistory, ruling: Ruling) -> tuple[Deadline, ...]:
        """Give all deadlines of a case."""
        return deadlines_of(history, ruling.rules, self.of(ruling.rules))
