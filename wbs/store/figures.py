"""What was counted, for officers and of agencies, and what was published; and looks at what is counted from."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

from sqlalchemy import and_, bindparam, case, delete, func, select

from wbs.cases.figures.ports import Heads, StoredCounts
from wbs.cases.figures.stays import Stay
from wbs.cases.model import AgencyCode, KeyDigest
from wbs.store.database import Database
from wbs.store.rows import add_missing, put
from wbs.store.schema.agencies import FIGURE_COUNTS, PUBLISHED_FIGURES
from wbs.store.stays import stays_for_publication, stays_of_agency, stays_read_by

T = TypeVar("T")
WHOLE = ""
"""Stands in the place of an officer for the counts of a whole agency."""
_COUNTS = select(FIGURE_COUNTS.c.day, FIGURE_COUNTS.c.document).where(
    FIGURE_COUNTS.c.agency == bindparam("agency"), FIGURE_COUNTS.c.officer == bindparam("officer")
)
_PUBLISHED = (
    select(PUBLISHED_FIGURES.c.agency, PUBLISHED_FIGURES.c.document)
    .where(PUBLISHED_FIGURES.c.agency.in_(bindparam("agencies", expanding=True)))
    .order_by(PUBLISHED_FIGURES.c.agency, PUBLISHED_FIGURES.c.quarter)
)

_LAST = (
    select(PUBLISHED_FIGURES.c.agency, func.max(PUBLISHED_FIGURES.c.quarter).label("quarter"))
    .where(PUBLISHED_FIGURES.c.agency.in_(bindparam("agencies", expanding=True)))
    .group_by(PUBLISHED_FIGURES.c.agency)
    .subquery("last")
)
_NEWEST = select(PUBLISHED_FIGURES.c.agency, PUBLISHED_FIGURES.c.document).join(
    _LAST,
    and_(PUBLISHED_FIGURES.c.agency == _LAST.c.agency, PUBLISHED_FIGURES.c.quarter == _LAST.c.quarter),
)


class FigureTables:
    """Implements `wbs.cases.figures.ports.FigureStore`."""

    def __init__(self, database: Database) -> None:
        """Use one database."""
        self._database = database

    def stays(self, day: date, heads: Heads) -> Mapping[AgencyCode, list[Stay]]:
        """Give the stays of all cases by agency, without those that somebody of the agency is kept out of."""
        by_agency: defaultdict[AgencyCode, list[Stay]] = defaultdict(list)
        for stay in self._database.read(lambda connection: list(stays_for_publication(connection, day, heads))):
            by_agency[stay.agency].append(stay)
        return by_agency

    def look_at_stays(self, readers: Sequence[KeyDigest], day: date, look: Callable[[Iterable[Stay]], T]) -> T:
        """Let `look` go once over the stays of cases that one of these keys reads."""
        if not readers:
            return look(())
        return self._database.read(lambda connection: look(stays_read_by(connection, readers, day)))

    def look_at_agency(
        self, agency: AgencyCode, without: Collection[str], day: date, look: Callable[[Iterable[Stay]], T]
    ) -> T:
        """Let `look` go once over an agency's stays, without what somebody of it, or `without`, is kept from."""
        return self._database.read(lambda connection: look(stays_of_agency(connection, agency, without, day)))

    def counts(self, agency: AgencyCode, officer: str) -> StoredCounts | None:
        """Give what was counted last for an officer."""
        whose = {"agency": agency, "officer": officer}
        row = self._database.read(lambda connection: connection.execute(_COUNTS, whose).one_or_none())
        return None if row is None else StoredCounts(*row)

    def put_counts(self, agency: AgencyCode, officer: str, counts: StoredCounts) -> None:
        """Keep what was counted for an officer."""
        row = {"agency": agency, "officer": officer, "day": counts.day, "document": counts.document}
        self._database.write(lambda connection: put(connection, FIGURE_COUNTS, row))

    def agency_counts(self, agency: AgencyCode) -> StoredCounts | None:
        """Give what was counted last of an agency."""
        return self.counts(agency, WHOLE)

    def put_agency_counts(self, agency: AgencyCode, counts: StoredCounts) -> None:
        """Keep what was counted of an agency."""
        self.put_counts(agency, WHOLE, counts)

    def sweep_counts(self, before: date, agencies_before: date) -> int:
        """Forget counts that are older than a day; those of agencies, which are made once a month, by another day."""
        of_agency = FIGURE_COUNTS.c.officer == WHOLE
        old = case((of_agency, FIGURE_COUNTS.c.day < agencies_before), else_=FIGURE_COUNTS.c.day < before)
        return self._database.write(lambda connection: connection.execute(delete(FIGURE_COUNTS).where(old)).rowcount)

    def published(self, agencies: Iterable[AgencyCode]) -> Mapping[AgencyCode, list[bytes]]:
        """Give what agencies published, the oldest quarter first."""
        asked = {"agencies": sorted(agencies)}
        rows = self._database.read(lambda connection: connection.execute(_PUBLISHED, asked).all())
        return {AgencyCode(agency): [row.document for row in own] for agency, own in groupby(rows, itemgetter(0))}

    def newest_published(self, agencies: Iterable[AgencyCode]) -> Mapping[AgencyCode, bytes]:
        """Give the newest quarter of each agency."""
        asked = {"agencies": sorted(agencies)}
        rows = self._database.read(lambda connection: connection.execute(_NEWEST, asked).all())
        return {AgencyCode(row.agency): row.document for row in rows}

    def add_published(self, agency: AgencyCode, quarter: str, document: bytes) -> bool:
        """Keep what an agency publishes of a quarter, once."""
        row = {"agency": agency, "quarter": quarter, "document": document}
        return self._database.write(lambda connection: add_missing(connection, PUBLISHED_FIGURES, row))
