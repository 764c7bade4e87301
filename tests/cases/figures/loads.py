"""Random case loads of one agency: what came when, how it was tagged, when it ended."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from wbs.cases.figures.periods import last_day, named_period, next_quarter
from wbs.cases.figures.published import Published
from wbs.cases.figures.publishing import Office, publish
from wbs.cases.figures.stays import Labels, Stay
from wbs.cases.model import AgencyCode
from wbs.crypto.messages import Status

AGENCY = AgencyCode("61.08")
BEGAN = date(2026, 1, 1)
CHANNELS = ("portal", "letter", "telephone")
CLASSES = ("supervisory", "none")
CATEGORIES = ("bribery", "nepotism", "procurement", "other")
OUTCOMES = ("not-proven", "proven-ethics", "none")


@dataclass(frozen=True)
class Drawn:
    """One case: days from the beginning, and its tags."""

    came: int
    took: int | None
    channel: str
    matter_class: str
    category: str
    outcome: str
    runs: bool
    slow: bool


def drawn_cases(quarters: int, max_size: int = 60) -> st.SearchStrategy[list[Drawn]]:
    """Draw loads in which some tags are rare, and few stay open, or few are waiting: cells below five are common."""
    ends = (st.none() | st.integers(0, 120), st.sampled_from([None, *range(0, 60, 2)]), st.integers(0, 200))
    works = (st.booleans(), st.sampled_from([True] * 9 + [False]))
    loads = [_load(quarters, max_size, took, runs) for took in ends for runs in works]
    return st.one_of(loads)


def _load(
    quarters: int, max_size: int, took: st.SearchStrategy[int | None], runs: st.SearchStrategy[bool]
) -> st.SearchStrategy[list[Drawn]]:
    case = st.builds(
        Drawn,
        came=st.integers(0, 90 * quarters),
        took=took,
        channel=st.sampled_from(CHANNELS[:1] * 6 + CHANNELS),
        matter_class=st.sampled_from(CLASSES),
        category=st.sampled_from(CATEGORIES[:1] * 4 + CATEGORIES[:2] * 2 + CATEGORIES),
        outcome=st.sampled_from(OUTCOMES[:1] * 3 + OUTCOMES),
        runs=runs,
        slow=st.booleans(),
    )
    return st.lists(case, max_size=max_size)


def came_on(case: Drawn) -> date:
    return BEGAN + timedelta(days=case.came)


def ended_on(case: Drawn) -> date | None:
    return None if case.took is None else came_on(case) + timedelta(days=case.took)


def stay_of(case: Drawn, day: date) -> Stay | None:
    """Give the stay as it was at the end of a day."""
    came, ended = came_on(case), ended_on(case)
    if came > day:
        return None
    over = ended if ended is not None and ended <= day else None
    status = Status.CLOSED if over else Status.EXAMINED if case.runs else Status.VERIFIED
    labels = Labels(case.channel, case.matter_class, case.category, case.outcome, is_duplicate=False)
    due = came if case.slow else date.max
    return Stay(AGENCY, came, came, labels, status, over, over, due)


def stays_at(cases: list[Drawn], day: date) -> list[Stay]:
    return [stay for case in cases if (stay := stay_of(case, day)) is not None]


def quarter_names(quarters: int) -> list[str]:
    names = ["2026-Q1"]
    while len(names) < quarters:
        names.append(next_quarter(names[-1]))
    return names


def last_of(quarter: str) -> date:
    period = named_period(quarter)
    assert period is not None
    return last_day(period.last)


def publish_all(cases: list[Drawn], quarters: int) -> list[Published]:
    """Publish every quarter in its turn."""
    office = Office(AGENCY, "Inspektorat Kabupaten Landak", BEGAN, lambda first, last: (last - first).days)
    made: list[Published] = []
    for name in quarter_names(quarters):
        last = last_of(name)
        made.append(publish(office, stays_at(cases, last), made, name, last + timedelta(days=1)))
    return made
