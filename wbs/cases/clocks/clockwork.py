"""Deadlines of cases by the rules they were computed with; of what is not stored yet, by the newest."""

from wbs.cases.clocks.calendars import Calendars
from wbs.cases.clocks.history import CaseHistory
from wbs.cases.clocks.planning import Deadline
from wbs.cases.clocks.working_days import WorkingDays
from wbs.cases.rules.rulebook import RuleBook, Ruling, ruling_of
from wbs.errors import FormatError, NotFoundError, UnknownVersionError


class Clockwork:
    """Joins rules and calendars. May be shared by threads."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._calendars = Calendars()
        self._older: dict[tuple[str, int], Ruling] = {}

    def ruling(self, agency: str) -> Ruling:
        """Give an agency's newest rules; this program's own where those cannot be read."""
        try:
            return self._book.current(agency)
        except (FormatError, UnknownVersionError):
            return ruling_of(agency, None)

    def ruling_for(self, history: CaseHistory) -> Ruling:
        """Give the rules that a case's days were computed with: what has ended is never judged by later ones.

        The newest are asked for in any case, so that a case of nobody costs as much; older versions never change, and
        are kept.
        """
        newest = self.ruling(history.handler)
        if history.rules is None or history.rules == newest.version:
            return newest
        named = history.handler, history.rules
        found = self._older.get(named)
        if found is None:
            try:
                found = self._older[named] = self._book.version(*named)
            except (FormatError, NotFoundError, UnknownVersionError):
                return newest
        return found

    def calendar(self, agency: str) -> WorkingDays:
        """Give the working days of an agency, by its newest rules."""
        return self._calendars.of(self.ruling(agency).rules)

    def deadlines(self, history: CaseHistory) -> tuple[Deadline, ...]:
        """Give all deadlines of a case."""
        return self._calendars.deadlines(history, self.ruling_for(history))
