"""What figures are counted from, and what was counted: reads days, statuses and tags, never a sealed byte.

Cases and their steps are read in the order of their common key and put together on the way, so that a hundred
thousand cases take two statements.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, delete, func, select

from wbs.cases.figures.ports import StoredCounts
from wbs.cases.figures.stays import NONE, Labels, Mark, Stay, stays_of
from wbs.cases.model import AgencyCode, Channel, KeyDigest
from wbs.crypto.messages import Status
from wbs.crypto.records import REPORTER
from wbs.store.database import Database
from wbs.store.rows import add_missing, put
from wbs.store.schema import CASE_STEPS, CASE_TAGS, CASES, FIGURE_COUNTS, GRANTS, MESSAGES, PUBLISHED_FIGURES

_NOTHING: Mapping[tuple[str, str], date] = {}
_STATUSES = {status.value: status for status in Status}
_SAME_CASE = and_(CASES.c.agency == CASE_TAGS.c.agency, CASES.c.case_id == CASE_TAGS.c.case_id)
_HEADS = (
    select(
        CASES.c.agency,
        CASES.c.case_id,
        CASES.c.result_due,
        CASE_TAGS.c.channel,
        CASE_TAGS.c.matter_class,
        CASE_TAGS.c.category,
        CASE_TAGS.c.outcome,
        CASE_TAGS.c.is_duplicate,
    )
    .join_from(CASES, CASE_TAGS, _SAME_CASE)
    .order_by(CASES.c.agency, CASES.c.case_id)
)
_STEPS = select(
    CASE_STEPS.c.agency, CASE_STEPS.c.case_id, CASE_STEPS.c.day, CASE_STEPS.c.status, CASE_STEPS.c.handler
).order_by(CASE_STEPS.c.agency, CASE_STEPS.c.case_id, CASE_STEPS.c.place)
_FIRST_MESSAGE = and_(MESSAGES.c.agency == CASE_TAGS.c.agency, MESSAGES.c.case_id == CASE_TAGS.c.case_id)
_WRITTEN_DOWN = (
    select(MESSAGES.c.agency, MESSAGES.c.case_id, MESSAGES.c.day)
    .join_from(CASE_TAGS, MESSAGES, _FIRST_MESSAGE)
    .where(CASE_TAGS.c.channel != Channel.PORTAL.value, MESSAGES.c.author == REPORTER, MESSAGES.c.seq == 1)
)
"""The days on which officers wrote reports down, which may have come in earlier."""
_READ = and_(GRANTS.c.reader.in_(bindparam("readers", expanding=True)), GRANTS.c.in_force)
_MINE = select(GRANTS.c.agency, GRANTS.c.case_id).where(_READ).distinct().subquery("mine")


def _of_mine(wanted: Select[Any], agency: Any, case: Any) -> Select[Any]:
    return wanted.join(_MINE, and_(agency == _MINE.c.agency, case == _MINE.c.case_id))


_MY_HEADS = _of_mine(_HEADS, CASES.c.agency, CASES.c.case_id)
_MY_STEPS = _of_mine(_STEPS, CASE_STEPS.c.agency, CASE_STEPS.c.case_id)
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

    def stays(self, day: date) -> Mapping[AgencyCode, list[Stay]]:
        """Give all stays by agency."""

        def job(connection: Connection) -> list[Stay]:
            known = {(row.agency, row.case_id): row.day for row in connection.execute(_WRITTEN_DOWN)}
            return list(_stays(connection, _HEADS, _STEPS, {}, day, known))

        found = self._database.read(job)
        by_agency: defaultdict[AgencyCode, list[Stay]] = defaultdict(list)
        for stay in found:
            by_agency[stay.agency].append(stay)
        return by_agency

    def stays_of_readers(self, readers: Sequence[KeyDigest], day: date) -> list[Stay]:
        """Give the stays of cases that one of these keys reads."""
        if not readers:
            return []
        mine = {"readers": list(readers)}
        return self._database.read(lambda connection: list(_stays(connection, _MY_HEADS, _MY_STEPS, mine, day)))

    def counts(self, agency: AgencyCode, officer: str) -> StoredCounts | None:
        """Give what was counted last for an officer."""
        whose = {"agency": agency, "officer": officer}
        row = self._database.read(lambda connection: connection.execute(_COUNTS, whose).one_or_none())
        return None if row is None else StoredCounts(*row)

    def put_counts(self, agency: AgencyCode, officer: str, counts: StoredCounts) -> None:
        """Keep what was counted for an officer."""
        row = {"agency": agency, "officer": officer, "day": counts.day, "document": counts.document}
        self._database.write(lambda connection: put(connection, FIGURE_COUNTS, row))

    def sweep_counts(self, before: date) -> int:
        """Forget counts that are older than a day."""
        old = delete(FIGURE_COUNTS).where(FIGURE_COUNTS.c.day < before)
        return self._database.write(lambda connection: connection.execute(old).rowcount)

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


def _stays(
    connection: Connection,
    heads: Select[Any],
    steps: Select[Any],
    values: Mapping[str, object],
    day: date,
    known: Mapping[tuple[str, str], date] = _NOTHING,
) -> Iterator[Stay]:
    """Put cases and their steps together; both come in the order of agency and case."""
    of_case = groupby(connection.execute(steps, values), itemgetter(0, 1))
    key, rows = next(of_case, (None, None))
    for head in connection.execute(heads, values):
        agency, case, due, channel, matter_class, category, outcome, is_duplicate = head
        if key != (agency, case) or rows is None:
            continue  # a case without steps has not come
        labels = Labels(channel, matter_class or NONE, category or NONE, outcome or NONE, is_duplicate)
        marks = [Mark(when, _STATUSES[status], handler) for _, _, when, status, handler in rows]
        yield from stays_of(marks, labels, due, day, known.get((agency, case), date.min))
        key, rows = next(of_case, (None, None))
