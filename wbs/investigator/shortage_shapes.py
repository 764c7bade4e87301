"""What travels about shortages of readers (docs/api/investigator.json): one struct per JSON object."""

from wbs.crypto.shape import AgencyCode, CaseIdText, Day
from wbs.web.shapes import Answer


class ChannelShortageAnswer(Answer, frozen=True):
    """How many receive new reports, how many the directory asks for, and from which day there are too few."""

    found: int
    minimum: int
    day: Day


class CaseShortageAnswer(Answer, frozen=True):
    """One case that the asking officer reads, and how many others can."""

    agency: AgencyCode
    case: CaseIdText
    number: str
    found: int
    minimum: int
    day: Day


class ShortagesAnswer(Answer, frozen=True):
    """What the last nightly check found; nothing if there was none."""

    checked: Day | None
    channel: ChannelShortageAnswer | None
    cases: list[CaseShortageAnswer]
