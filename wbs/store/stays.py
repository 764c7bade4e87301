"""Reads what figures are counted from: days, statuses and tags, and of records only whom they keep out.

A case comes as one row, its steps as one text, so that a hundred thousand cases take one statement and a hundred
thousand rows. Everything is a generator: no more than a page of cases is held at a time.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Select, Text, and_, bindparam, cast, func, or_, select, tuple_

from wbs.cases.figures.ports import Heads
from wbs.cases.figures.stays import NONE, Labels, Mark, Stay, stays_of
from wbs.cases.model import AgencyCode, Channel, KeyDigest
from wbs.crypto.exclusions import excludes_nobody
from wbs.crypto.messages import Status
from wbs.crypto.records import REPORTER, EpochRecord
from wbs.crypto.signing import Unverified
from wbs.errors import FormatError, UnknownVersionError
from wbs.store.schema.cases import CASE_STEPS, CASE_TAGS, CASES, GRANTS, MESSAGES, RECORDS
from wbs.store.schema.inside import CASE_DECLARATIONS
from wbs.store.taken_off import heads_off, taken_off

Key = tuple[str, str]
_BETWEEN = " "
"""Stands between the steps of a case; no day, status or code has it."""
_DAY_CHARS = len("2026-11-23")
_OF_CODES = "0123456789."
"""What codes of agencies are made of; no status ends with one of these."""
_IN_ORDER = (
    select(cast(CASE_STEPS.c.day, Text).concat(CASE_STEPS.c.status).concat(CASE_STEPS.c.handler).label("step"))
    .where(CASE_STEPS.c.agency == CASES.c.agency, CASE_STEPS.c.case_id == CASES.c.case_id)
    .order_by(CASE_STEPS.c.place)
    .correlate(CASES)
    .subquery()
)
_WAY = select(func.aggregate_strings(_IN_ORDER.c.step, _BETWEEN)).correlate(CASES).scalar_subquery()
_SAME_CASE = and_(CASES.c.agency == CASE_TAGS.c.agency, CASES.c.case_id == CASE_TAGS.c.case_id)
_ALL = select(
    CASES.c.agency,
    CASES.c.case_id,
    CASES.c.result_due,
    CASE_TAGS.c.channel,
    CASE_TAGS.c.matter_class,
    CASE_TAGS.c.category,
    CASE_TAGS.c.outcome,
    CASE_TAGS.c.is_duplicate,
    _WAY.label("way"),
).join_from(CASES, CASE_TAGS, _SAME_CASE)
_IN_PLACE = (CASES.c.agency, CASES.c.case_id)
"""In the order in which they are stored: by any other, each case is looked up."""
_READ = and_(GRANTS.c.reader.in_(bindparam("readers", expanding=True)), GRANTS.c.in_force)
_MINE = select(GRANTS.c.agency, GRANTS.c.case_id).where(_READ)
_MINE_ONCE = _MINE.distinct().subquery("mine")
_MY_CASES = _ALL.join(_MINE_ONCE, and_(CASES.c.agency == _MINE_ONCE.c.agency, CASES.c.case_id == _MINE_ONCE.c.case_id))
_GOVERNED = _ALL.where(CASES.c.agency.in_(bindparam("agencies", expanding=True))).order_by(*_IN_PLACE)
_HANDED_OVER = (
    select(CASE_STEPS.c.agency, CASE_STEPS.c.case_id)
    .where(CASE_STEPS.c.handler == bindparam("handler"), CASE_STEPS.c.agency != bindparam("handler"))
    .distinct()
)
_HANDLED = or_(CASES.c.agency == bindparam("handler"), tuple_(CASES.c.agency, CASES.c.case_id).in_(_HANDED_OVER))
_FIRST_MESSAGE = and_(MESSAGES.c.agency == CASE_TAGS.c.agency, MESSAGES.c.case_id == CASE_TAGS.c.case_id)
_WRITTEN_DOWN = (
    select(MESSAGES.c.agency, MESSAGES.c.case_id, MESSAGES.c.day)
    .join_from(CASE_TAGS, MESSAGES, _FIRST_MESSAGE)
    .where(CASE_TAGS.c.channel != Channel.PORTAL.value, MESSAGES.c.author == REPORTER, MESSAGES.c.seq == 1)
)
"""The days on which officers wrote reports down, which may have come in earlier."""
_FIRST_RECORDS = select(RECORDS.c.agency, RECORDS.c.case_id, RECORDS.c.envelope).where(RECORDS.c.place == 0)
_THEIR_RECORDS = _FIRST_RECORDS.join(
    CASES, and_(CASES.c.agency == RECORDS.c.agency, CASES.c.case_id == RECORDS.c.case_id)
).where(_HANDLED)
_IN_CONFLICT = select(CASE_DECLARATIONS.c.agency, CASE_DECLARATIONS.c.case_id).where(
    CASE_DECLARATIONS.c.officer_agency == bindparam("handler"),
    CASE_DECLARATIONS.c.officer.in_(bindparam("officers", expanding=True)),
    CASE_DECLARATIONS.c.has_conflict,
)
_ALL_CONFLICTS = (
    select(CASE_DECLARATIONS.c.agency, CASE_DECLARATIONS.c.case_id, CASE_DECLARATIONS.c.officer_agency)
    .where(CASE_DECLARATIONS.c.has_conflict)
    .distinct()
)
_RECORDS_AT_ONCE = 500
_MANY = 2_000
"""From so many cases on, reading all of their agencies in order is quicker than looking each one up."""
_PAGE = 20_000


def stays_for_publication(connection: Connection, day: date, heads: Heads) -> Iterator[Stay]:
    """Give the stays of all cases, without those that somebody of the stay's agency is kept out of."""
    known = {(row.agency, row.case_id): row.day for row in connection.execute(_WRITTEN_DOWN)}
    kept_from = _kept_from_publication(connection, heads)
    for key, stay in _stays(connection, _ALL.order_by(*_IN_PLACE), {}, day, known=known.get):
        if stay.agency not in kept_from.get(key, ()):
            yield stay


def _kept_from_publication(connection: Connection, heads: Heads) -> Mapping[Key, Collection[str]]:
    """Say of every case in what agencies' published figures it does not count."""
    found: defaultdict[Key, set[str]] = defaultdict(set)
    for key, agencies in chain(_kept_from(connection, _FIRST_RECORDS, {}).items(), heads_off(connection, heads)):
        found[key].update(agencies)
    for agency, case, officers_agency in connection.execute(_ALL_CONFLICTS):
        found[agency, case].add(officers_agency)
    return found


def stays_of_agency(connection: Connection, agency: AgencyCode, without: Collection[str], day: date) -> Iterator[Stay]:
    """Give an agency's stays, without cases whose record keeps somebody of it out, or that `without` stays out of.

    Whoever declared a conflict stays out, and whoever was taken off by colleagues: who reads all other cases would
    subtract them, and see how that one goes on.
    """
    handler = {"handler": agency}
    kept_from = _kept_from(connection, _THEIR_RECORDS, handler)
    kept_out = {tuple(row) for row in connection.execute(_IN_CONFLICT, {**handler, "officers": sorted(without)})}
    kept_out.update(taken_off(connection, agency, without))
    for key, stay in _stays(connection, _ALL.where(_HANDLED).order_by(*_IN_PLACE), handler, day):
        if stay.agency == agency and agency not in kept_from.get(key, ()) and key not in kept_out:
            yield stay


def stays_read_by(connection: Connection, readers: Sequence[KeyDigest], day: date) -> Iterator[Stay]:
    """Give the stays of all cases whose newest epoch one of these keys reads."""
    mine = {"readers": list(readers)}
    keys = {(agency, case) for agency, case in _driver_rows(connection, _MINE, mine)}
    if len(keys) < _MANY:
        yield from (stay for _, stay in _stays(connection, _MY_CASES, mine, day))
        return
    theirs = {"agencies": sorted({agency for agency, _ in keys})}
    yield from (stay for _, stay in _stays(connection, _GOVERNED, theirs, day, only=keys))


def _stays(
    connection: Connection,
    wanted: Select[Any],
    values: Mapping[str, object],
    day: date,
    *,
    only: Collection[Key] | None = None,
    known: Callable[[Key, date], date] = lambda _, earliest: earliest,
) -> Iterator[tuple[Key, Stay]]:
    tags, marks, days = cache(Labels), _Marks(), cache(_day)
    for row in _driver_rows(connection, wanted, values):
        agency, case, due, channel, matter_class, category, outcome, is_duplicate, way = row
        key = agency, case
        if way is None or (only is not None and key not in only):
            continue  # a case without steps has not come
        labels = tags(channel, matter_class or NONE, category or NONE, outcome or NONE, bool(is_duplicate))
        steps = [*map(marks.__getitem__, way.split(_BETWEEN))]
        for stay in stays_of(steps, labels, due and days(due), day, known(key, date.min)):
            yield key, stay


_STATUSES = {status.value: status for status in Status}


class _Marks(dict[str, Mark]):
    """Reads each step's text once: cases are many, and days, statuses and handlers are few."""

    def __missing__(self, text: str) -> Mark:
        day, rest = date.fromisoformat(text[:_DAY_CHARS]), text[_DAY_CHARS:]
        status = rest.rstrip(_OF_CODES)
        mark = self[text] = Mark(day, _STATUSES[status], rest[len(status) :])
        return mark


def _kept_from(connection: Connection, wanted: Select[Any], values: Mapping[str, object]) -> dict[Key, frozenset[str]]:
    """Say of every case from which somebody is excluded whose agencies those are: the first record says it for good."""
    rows = connection.execute(wanted.execution_options(yield_per=_RECORDS_AT_ONCE), values)
    return {(agency, case): found for agency, case, envelope in rows if (found := _excluding(agency, envelope))}


def _excluding(agency: str, envelope: bytes) -> frozenset[str]:
    if excludes_nobody(envelope):
        return frozenset()
    try:
        excluded = Unverified(envelope).unsafe_peek(EpochRecord).excluded
    except UnknownVersionError:
        return frozenset({agency})  # a later program's record may keep somebody out
    except FormatError:
        return frozenset()  # no program opens such a case
    return frozenset(one.agency for one in excluded)


def _driver_rows(
    connection: Connection, wanted: Select[Any], values: Mapping[str, object]
) -> Iterator[tuple[Any, ...]]:
    """Give rows as the driver has them, which is a third of the work at a hundred thousand."""
    cursor = connection.execute(wanted, values).cursor
    while rows := cursor.fetchmany(_PAGE):
        yield from rows


def _day(value: str | date) -> date:
    """Read a day as a driver gives it: SQLite's gives text."""
    return value if isinstance(value, date) else date.fromisoformat(value)
