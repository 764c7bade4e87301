"""What figures are counted from, and what was counted: reads days, statuses and tags, never a sealed byte.

Cases and their steps are read in the order of their common key and put together on the way, so that a hundred
thousand cases take two statements.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, and_, bindparam, delete, func, select

from wbs.cases.figures.ports import StoredCounts
from wbs.cases.figures.stays import NONE, Labels, Mark, Stay, stays_of
from wbs.cases.model import AgencyCode, Channel, KeyDigest
from wbs.crypto.messages import Status
from wbs.crypto.records import REPORTER, EpochRecord
from wbs.crypto.signing import Unverified
from wbs.errors import FormatError, UnknownVersionError
from wbs.store.database import Database
from wbs.store.rows import add_missing, put
from wbs.store.schema import CASE_STEPS, CASE_TAGS, CASES, FIGURE_COUNTS, GRANTS, MESSAGES, PUBLISHED_FIGURES, RECORDS

Key = tuple[str, str]
T = TypeVar("T")
_NOTHING: Mapping[Key, date] = {}
_NOBODY: Mapping[Key, frozenset[str]] = {}
_END: tuple[Key, list[Mark]] = (("", ""), [])
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
_FIRST_RECORDS = select(RECORDS.c.agency, RECORDS.c.case_id, RECORDS.c.envelope).where(RECORDS.c.place == 0)
_RECORDS_AT_ONCE = 500
_READ = and_(GRANTS.c.reader.in_(bindparam("readers", expanding=True)), GRANTS.c.in_force)
_MINE = select(GRANTS.c.agency, GRANTS.c.case_id).where(_READ).distinct().subquery("mine")


def _of_mine(wanted: Select[Any], agency: Any, case: Any) -> Select[Any]:
    return wanted.join(_MINE, and_(agency == _MINE.c.agency, case == _MINE.c.case_id))


_MINE_ALONE = select(_MINE.c.agency, _MINE.c.case_id)
_MY_HEADS = _of_mine(_HEADS, CASES.c.agency, CASES.c.case_id)
_MY_STEPS = _of_mine(_STEPS, CASE_STEPS.c.agency, CASE_STEPS.c.case_id)
_THEIR_HEADS = _HEADS.where(CASES.c.agency.in_(bindparam("agencies", expanding=True)))
_THEIR_STEPS = _STEPS.where(CASE_STEPS.c.agency.in_(bindparam("agencies", expanding=True)))
_MANY = 2_000
"""From so many cases on, reading all of their agencies in order is quicker than looking each one up."""
_PAGE = 20_000
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
        """Give the stays of all cases by agency, without those that a record keeps from somebody of the agency."""

        def job(connection: Connection) -> list[Stay]:
            known = {(row.agency, row.case_id): row.day for row in connection.execute(_WRITTEN_DOWN)}
            return list(_stays(connection, _HEADS, _STEPS, {}, day, known=known, kept_from=_kept_from(connection)))

        found = self._database.read(job)
        by_agency: defaultdict[AgencyCode, list[Stay]] = defaultdict(list)
        for stay in found:
            by_agency[stay.agency].append(stay)
        return by_agency

    def look_at_stays(self, readers: Sequence[KeyDigest], day: date, look: Callable[[Iterable[Stay]], T]) -> T:
        """Let `look` go once over the stays of cases that one of these keys reads; no more than one is held."""

        def job(connection: Connection) -> T:
            mine = {"readers": list(readers)}
            keys = {(agency, case) for agency, case in connection.execute(_MINE_ALONE, mine)}
            if len(keys) < _MANY:
                return look(_stays(connection, _MY_HEADS, _MY_STEPS, mine, day))
            theirs = {"agencies": sorted({agency for agency, _ in keys})}
            return look(_stays(connection, _THEIR_HEADS, _THEIR_STEPS, theirs, day, only=keys))

        return self._database.read(job) if readers else look(())

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
    *,
    known: Mapping[Key, date] = _NOTHING,
    only: Collection[Key] | None = None,
    kept_from: Mapping[Key, frozenset[str]] = _NOBODY,
) -> Iterator[Stay]:
    """Put cases and their steps together; both come in the order of agency and case."""
    tags = cache(Labels)
    of_case = _marks(connection, steps, values)
    key, marks = next(of_case, _END)
    for head in connection.execution_options(yield_per=_PAGE).execute(heads, values):
        agency, case, due, channel, matter_class, category, outcome, is_duplicate = head
        if key != (agency, case):
            continue  # a case without steps has not come
        if only is None or key in only:
            labels = tags(channel, matter_class or NONE, category or NONE, outcome or NONE, is_duplicate)
            hidden = kept_from.get(key, ())
            found = stays_of(marks, labels, due, day, known.get(key, date.min))
            yield from (stay for stay in found if stay.agency not in hidden)
        key, marks = next(of_case, _END)


def _kept_from(connection: Connection) -> dict[Key, frozenset[str]]:
    """Say of every case from which somebody is excluded whose agencies those are: the first record says it for good."""
    rows = connection.execute(_FIRST_RECORDS.execution_options(yield_per=_RECORDS_AT_ONCE))
    return {(agency, case): found for agency, case, envelope in rows if (found := _excluding(agency, envelope))}


def _excluding(agency: str, envelope: bytes) -> frozenset[str]:
    try:
        excluded = Unverified(envelope).unsafe_peek(EpochRecord).excluded
    except UnknownVersionError:
        return frozenset({agency})  # a later program's record may keep somebody out
    except FormatError:
        return frozenset()  # no program opens such a case
    return frozenset(one.agency for one in excluded)


def _marks(
    connection: Connection, steps: Select[Any], values: Mapping[str, object]
) -> Iterator[tuple[Key, list[Mark]]]:
    """Give every case's steps in order. Rows come as the driver has them, and a day is read once: steps are many."""
    mark = cache(lambda day, status, handler: Mark(_day(day), Status(status), handler))
    key, marks = _END
    for agency, case, day, status, handler in _driver_rows(connection, steps, values):
        if case != key[1] or agency != key[0]:
            if marks:
                yield key, marks
            key, marks = (agency, case), []
        marks.append(mark(day, status, handler))
    if marks:
        yield key, marks


def _driver_rows(
    connection: Connection, wanted: Select[Any], values: Mapping[str, object]
) -> Iterator[tuple[Any, ...]]:
    cursor = connection.execute(wanted, values).cursor
    while rows := cursor.fetchmany(_PAGE):
        yield from rows


def _day(value: str | date) -> date:
    """Read a day as a driver gives it: SQLite's gives text."""
    return value if isinstance(value, date) else date.fromisoformat(value)
