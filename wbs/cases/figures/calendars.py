"""How figures count working days: each agency's by its newest rules, each calendar made once."""

from wbs.cases.deadlines import WorkingDays
from wbs.cases.figures.cube import Between
from wbs.cases.figures.service import Calendars
from wbs.cases.model import AgencyCode
from wbs.cases.rulebook import RuleBook
from wbs.crypto.directory import parse_day


def calendars_by(rules: RuleBook) -> Calendars:
    """Give what counts the working days of each agency. What it gives may be shared by threads."""
    known: dict[tuple[AgencyCode, int], WorkingDays] = {}

    def of(agency: AgencyCode) -> Between:
        ruling = rules.current(agency)
        key = agency, ruling.version
        if key not in known:
            known[key] = WorkingDays({parse_day(one.day): one.works for one in ruling.rules.overrides})
        return known[key].between

    return of
