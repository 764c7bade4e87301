"""How figures count working days: each agency's by its newest rules, each calendar made once."""

from wbs.cases.clocks.calendars import Calendars as RuleCalendars
from wbs.cases.figures.cube import Between
from wbs.cases.figures.service import Calendars
from wbs.cases.model import AgencyCode
from wbs.cases.rulebook import RuleBook


def calendars_by(rules: RuleBook) -> Calendars:
    """Give what counts the working days of each agency. What it gives may be shared by threads."""
    known = RuleCalendars()

    def of(agency: AgencyCode) -> Between:
        return known.of(rules.current(agency).rules).between

    return of
