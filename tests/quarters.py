"""Quarters as agencies publish them, made from stays by the program itself: a busy one, and one too quiet to tell."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import cycle, islice

from wbs.cases.figures.cube import count_stays
from wbs.cases.figures.documents import write_counts
from wbs.cases.figures.periods import last_day, named_period
from wbs.cases.figures.ports import FigureStore, StoredCounts
from wbs.cases.figures.published import Published
from wbs.cases.figures.publishing import Office, publish
from wbs.cases.figures.stays import Labels, Stay
from wbs.cases.model import AgencyCode
from wbs.crypto.messages import Status
from wbs.crypto.shape import serialise

BEGAN = date(2026, 4, 1)
_CHANNELS = ("portal", "portal", "letter", "walk-in", "portal", "telephone")
_CATEGORIES = ("procurement", "bribery", "procurement", "misuse-of-assets", "illegal-levy", "procurement", "ethics")
_OUTCOMES = ("not-proven", "proven-discipline", "not-proven", "not-enough-evidence")


def stays(agency: str, count: int, day: date) -> list[Stay]:
    """Make cases that came evenly from the first of April on, two in three of them finished after five weeks."""
    found = []
    kinds = zip(cycle(_CHANNELS), cycle(_CATEGORIES), cycle(_OUTCOMES), strict=False)
    for place, (channel, category, outcome) in enumerate(islice(kinds, count)):
        came = BEGAN + timedelta(days=place * 180 // count)
        ended = came + timedelta(days=35 + place % 20) if place % 3 else None
        if came > day:
            break
        over = ended if ended is not None and ended <= day else None
        status = Status.CLOSED if over else Status.EXAMINED if place % 2 else Status.VERIFIED
        labels = Labels(channel, "supervisory" if place % 4 else "none", category, outcome, is_duplicate=False)
        due = came + timedelta(days=45)
        found.append(Stay(AgencyCode(agency), came, came, labels, status, over, over, due))
    return found


def published(agency: str, count: int, quarters: Iterable[str] = ("2026-Q2", "2026-Q3")) -> list[Published]:
    """Publish quarters of an agency with that many cases."""
    office = Office(agency, f"Inspektorat {agency}", BEGAN, lambda first, last: (last - first).days * 5 // 7)
    made: list[Published] = []
    for name in quarters:
        period = named_period(name)
        assert period is not None
        last = last_day(period.last)
        made.append(publish(office, stays(agency, count, last), made, name, last + timedelta(days=1)))
    return made


def store_published(store: FigureStore, agency: str, count: int) -> list[Published]:
    """Publish and store."""
    made = published(agency, count)
    for one in made:
        assert store.add_published(AgencyCode(agency), one.quarter, serialise(one))
    return made


def store_counts(store: FigureStore, name: str, count: int, day: date) -> None:
    """Keep counts of an officer (agency/id) as the nightly work would, as at the end of a day."""
    agency, _, officer = name.partition("/")
    cube = count_stays(stays(agency, count, day), day, lambda first, last: (last - first).days * 5 // 7)
    store.put_counts(AgencyCode(agency), officer, StoredCounts(day, write_counts(day, cube)))


def store_agency_counts(store: FigureStore, agency: str, count: int, day: date, heads: Iterable[str]) -> None:
    """Keep counts of an agency for its heads, as at the end of a day."""
    cube = count_stays(stays(agency, count, day), day, lambda first, last: (last - first).days * 5 // 7)
    store.put_agency_counts(AgencyCode(agency), StoredCounts(day, write_counts(day, cube, heads)))
