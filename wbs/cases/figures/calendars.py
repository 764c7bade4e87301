"""How figures count working days: each agency's by its newest rules, each calendar made once.

Rules that cannot be read stop neither figures nor what other agencies publish: the program's own calendar counts then.
"""

from wbs.cases.clocks.clockwork import Clockwork
from wbs.cases.figures.cube import Between
from wbs.cases.figures.service import Calendars
from wbs.cases.model import AgencyCode
from wbs.cases.rules.rulebook import RuleBook


def calendars_by(rules: RuleBook) -> Calendars:
    """Give what counts the working days of each agency. What it gives may be shared by threads."""
    clockwork = Clockwork(rules)

    def of(agency: AgencyCode) -> Between:
        return clockwork.calendar(agency).between

    return of
