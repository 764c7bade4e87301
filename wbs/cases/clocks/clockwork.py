"""Deadlines of cases by their handlers' rules as they stand now."""

from wbs.cases.clocks.calendars import Calendars
from wbs.cases.clocks.history import CaseHistory
from wbs.cases.clocks.planning import Deadline
from wbs.cases.clocks.working_days import WorkingDays
from wbs.cases.rulebook import RuleBook, Ruling, ruling_of
from wbs.errors import FormatError, UnknownVersionError


class Clockwork:
    """Joins rules and calendars. May be shared by threads."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._calendars = Calendars()

    def ruling(self, agency: str) -> Ruling:
        """Give an agency's newest rules; this program's own where those cannot be read."""
        try:
            return self._book.current(agency)
        except (FormatError, UnknownVersionError):
            return ruling_of(agency, None)

    def calendar(self, agency: str) -> WorkingDays:
        """Give the working days of an agency."""
        return self._calendars.of(self.ruling(agency).rules)

    def deadlines(self, history: CaseHistory) -> tuple[Deadline, ...]:
        """Give all deadlines of a case by the newest rules of its handler."""
        return self._calendars.deadlines(history, self.ruling(history.handler))
