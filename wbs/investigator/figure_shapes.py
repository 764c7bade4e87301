"""What travels about figures (docs/api/investigator.json): counts with the fractions that they make, never a case."""

from typing import Annotated

import msgspec

from wbs.cases.figures.published import Published
from wbs.crypto.shape import AgencyCode, Count, Day
from wbs.web.shapes import Answer

MonthText = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{4}-[0-9]{2}\Z")]


class RateAnswer(Answer, frozen=True):
    """A part of a whole; `hundredths` of a percent are rounded half up, and null of nothing."""

    part: Count
    whole: Count
    hundredths: Count | None


class BucketsAnswer(Answer, frozen=True):
    """Where what was received stands."""

    unverified: Count
    waiting: Count
    running: Count
    finished: Count


class MonthAnswer(Answer, frozen=True):
    """What came and what ended in one month."""

    month: MonthText
    received: Count
    ended: Count


class ShareAnswer(Answer, frozen=True):
    """One row of a table of what was received."""

    value: str
    received: Count
    finished: Count


class TimesAnswer(Answer, frozen=True):
    """How long what ended in the period took, for one row of a table."""

    value: str
    ended: Count
    in_time: RateAnswer
    mean_tenths: Count | None
    median_tenths: Count | None


class EndingAnswer(Answer, frozen=True):
    """How many ended in one status."""

    value: str
    count: Count


class OutcomeAnswer(Answer, frozen=True):
    """What came of cases that ended in the period."""

    value: str
    rate: RateAnswer


class FiguresAnswer(Answer, frozen=True):
    """Figures of a period, of one's own cases or of the agency, as at the end of a day."""

    day: Day
    first: MonthText
    last: MonthText
    since: MonthText
    """First month with anything in it."""
    received: Count
    buckets: BucketsAnswer
    duplicates: Count
    followed_up: RateAnswer
    finished: RateAnswer
    carried_over: int
    ended: Count
    still_open: int
    in_time: RateAnswer
    unmeasured: Count
    """Ended without a last day."""
    mean_tenths: Count | None
    median_tenths: Count | None
    long_open: Count
    """Open for more than 60 working days at the end of the day."""
    overdue: Count
    months: list[MonthAnswer]
    channels: list[ShareAnswer]
    classes: list[ShareAnswer]
    categories: list[ShareAnswer]
    channel_times: list[TimesAnswer]
    class_times: list[TimesAnswer]
    endings: list[EndingAnswer]
    """By the status in which what ended in the period stands."""
    outcomes: list[OutcomeAnswer]
    lapor: BucketsAnswer
    """Taken over from SP4N-LAPOR!, and in no other number."""


class AgencyQuartersAnswer(Answer, frozen=True):
    """What one agency published, the oldest quarter first."""

    agency: AgencyCode
    name: str
    parent: AgencyCode | None
    quarters: list[Published]


class PublishedAnswer(Answer, frozen=True):
    """The officer's agency and those below it."""

    agencies: list[AgencyQuartersAnswer]
