"""Reading one page of an inbox: a fixed number of queries, each bounded by the page and not by the number of cases.

A reader's cases lie in trays (`wbs.store.trays`): ranges of an index, few of them, each in order of days. A page is
merged from the heads of the trays that a filter wants; totals are counted in the same ranges, and not beyond a cap.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Date,
    Row,
    Select,
    Table,
    TextClause,
    TextualSelect,
    and_,
    bindparam,
    column,
    func,
    not_,
    select,
    text,
)

from wbs.cases.model import AgencyCode, CaseId, CaseName, KeyDigest, OfficerState, StoredGrant, StoredRecord
from wbs.cases.worklist import (
    INBOX_PAGE,
    TOTAL_CAP,
    InboxCursor,
    InboxOrder,
    InboxPage,
    InboxRow,
    Total,
    Urgency,
    Wanted,
)
from wbs.crypto.approval import KEPT
from wbs.crypto.messages import Status
from wbs.store.schema.cases import CASE_TAGS, CASES, GRANTS, MESSAGES, READ_MARKS, RECORDS
from wbs.store.schema.columns import Words
from wbs.store.schema.inside import CASE_DECLARATIONS
from wbs.store.schema.officers import OFFICERS
from wbs.store.schema.referrals import TRANSFER_APPROVALS
from wbs.store.steps import plan_of, tags_of
from wbs.store.trays import NEVER, Tray

Key = tuple[str, str]
Rows = list[Row[Any]]
_START = InboxCursor(date.min, CaseId(""), AgencyCode(""))
_EVE = date.min + timedelta(days=1)
_BEFORE_NEVER = NEVER - timedelta(days=1)
_AT_ONCE = (1, 8, 64)
"""How many trays one statement reads; what is left over is filled with a tray that nobody has."""
_NO_TRAY = ""
COUNTED_AMONG = 10 * TOTAL_CAP
"""How many cases of a tray a count looks at, in order of days. It ends at its cap long before, but where it asks which
are due soon: those come first in that order, or nearly, and behind them may be very many that are not."""

_TRAYS = text(
    "WITH RECURSIVE found (tray) AS ("
    "SELECT min(tray) FROM inbox WHERE reader = :reader UNION ALL "
    "SELECT (SELECT min(tray) FROM inbox WHERE reader = :reader AND tray > found.tray) FROM found "
    "WHERE found.tray IS NOT NULL) SELECT tray FROM found WHERE tray IS NOT NULL"
)
"""Jumps from each tray of a reader to the next one, and looks at no case between."""


@dataclass(frozen=True, slots=True)
class _Days:
    """Which days are wanted, from the first to the last one, and in which order."""

    order: InboxOrder
    first: date = date.min
    last: date = date.max
    warned: date = date.max
    """Only cases that are due soon on this day."""
    calm: date = date.min
    """Only cases that are not due soon on this day yet."""

    def bounds(self) -> dict[str, object]:
        """Give what every statement asks for."""
        return {"last": self.last, "warned": self.warned, "calm": self.calm}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one case stands in the order of a page."""

    day: date
    case_id: str
    agency: str


@dataclass(frozen=True, slots=True)
class _Found:
    """What belongs to the cases of a page, by case."""

    heads: Mapping[Key, Rows]
    records: Mapping[Key, Rows]
    grants: Mapping[Key, Rows]
    newest: Mapping[Key, Rows]
    read: Mapping[Key, Rows]
    approved: Mapping[Key, Rows]


def load_page(
    connection: Connection,
    readers: Sequence[KeyDigest],
    officer: tuple[AgencyCode, str],
    wanted: Wanted,
    after: InboxCursor | None,
) -> InboxPage:
    """Load the page of an officer's cases that begins after a cursor, with what this officer has read of them."""
    trays = {reader: _trays(connection, reader) for reader in readers}
    mine = _Trays(connection, trays)
    days = _days(wanted)
    places = mine.heads(wanted, days, after or _START)
    shown = places[:INBOX_PAGE]
    found = _load(connection, [(place.agency, place.case_id) for place in shown], readers, officer)
    last = shown[-1] if len(places) > INBOX_PAGE else None
    anything = Wanted(wanted.today, is_aside=None if wanted.is_aside is None else False)
    total = mine.count(wanted, days)
    aside = Wanted(wanted.today, is_aside=True)
    return InboxPage(
        rows=tuple(_inbox_row((place.agency, place.case_id), readers, found, wanted.today) for place in shown),
        total=total.count,
        is_more=total.is_more,
        late=mine.count(anything, _days(replace(anything, urgency=Urgency.LATE))),
        soon=mine.count(anything, _days(replace(anything, urgency=Urgency.SOON))),
        unread=mine.count(replace(anything, is_unread=True), _days(anything)),
        aside=mine.count(aside, _days(aside)),
        aside_soon=mine.count(aside, _Days(InboxOrder.DUE, last=_BEFORE_NEVER, warned=wanted.today)),
        next=None if last is None else InboxCursor(last.day, CaseId(last.case_id), AgencyCode(last.agency)),
    )


def _days(wanted: Wanted) -> _Days:
    """Give the range of due days that an urgency is; without one, all days in the wanted order."""
    today = wanted.today
    if wanted.urgency is None:
        return _Days(wanted.order)
    if wanted.urgency is Urgency.LATE:
        return _Days(InboxOrder.DUE, last=max(today, _EVE) - timedelta(days=1))
    if wanted.urgency is Urgency.DONE:
        return _Days(InboxOrder.DUE, first=NEVER)
    if wanted.urgency is Urgency.SOON:
        return _Days(InboxOrder.DUE, first=today, last=_BEFORE_NEVER, warned=today)
    return _Days(InboxOrder.DUE, first=today, last=_BEFORE_NEVER, calm=today)


def _is_wanted(tray: Tray, wanted: Wanted) -> bool:
    pairs = (
        (wanted.status, tray.status),
        (wanted.matter_class, tray.matter_class),
        (wanted.channel, tray.channel),
        (wanted.handler, tray.handler),
        (wanted.is_unread, tray.is_unread),
        (wanted.is_aside, tray.is_aside),
    )
    return all(asked is None or asked == has for asked, has in pairs)


def _trays(connection: Connection, reader: KeyDigest) -> list[Tray]:
    return [Tray.parse(row.tray) for row in connection.execute(_TRAYS, {"reader": reader})]


class _Trays:
    """The trays of one officer's keys, and how their cases are found and counted."""

    def __init__(self, connection: Connection, trays: Mapping[KeyDigest, Sequence[Tray]]) -> None:
        self._connection = connection
        self._trays = trays

    def heads(self, wanted: Wanted, days: _Days, after: InboxCursor) -> list[_Place]:
        """Give up to one place more than a page has, in order, each case once."""
        start = {"after_day": max(after.day, days.first), "after_case": after.case, "after_agency": after.agency}
        if after.day < days.first:
            start |= {"after_case": "", "after_agency": ""}
        values = {**start, **days.bounds(), "rows": INBOX_PAGE + 1}
        found = [
            _Place(row.day, row.case_id, row.agency)
            for reader in self._trays
            for row in self._read(reader, wanted, lambda size: _heads(days.order, size), values)
        ]
        in_order = sorted(set(found), key=lambda place: (place.day, place.case_id, place.agency))
        return in_order[: INBOX_PAGE + 1]

    def count(self, wanted: Wanted, days: _Days) -> Total:
        """Count cases up to the cap, each once."""
        rows = TOTAL_CAP + 1
        values = {"first": days.first, **days.bounds(), "rows": rows, "among": COUNTED_AMONG}
        if len(self._trays) == 1:
            (reader,) = self._trays
            pieces = self._read(reader, wanted, lambda size: _counts(days.order, size), values)
            count = sum(row.found for row in pieces)
        else:
            kept = (self._read(reader, wanted, lambda size: _names(days.order, size), values) for reader in self._trays)
            count = len({(row.agency, row.case_id) for some in kept for row in some})
        return Total(min(count, TOTAL_CAP), count > TOTAL_CAP)

    def _read(
        self,
        reader: KeyDigest,
        wanted: Wanted,
        statement: Callable[[int], TextClause | TextualSelect],
        values: Mapping[str, object],
    ) -> Rows:
        """Run a statement over all trays that are wanted; its pieces have few sizes, so that few are ever prepared."""
        names = [str(tray) for tray in self._trays[reader] if _is_wanted(tray, wanted)]
        rows: Rows = []
        while names:
            size = next((one for one in _AT_ONCE if len(names) <= one), _AT_ONCE[-1])
            piece, names = names[:size], names[size:]
            filled = {f"tray_{n}": name for n, name in enumerate([*piece, *([_NO_TRAY] * (size - len(piece)))])}
            rows += self._connection.execute(statement(size), {"reader": reader, **filled, **values}).all()
        return rows


@cache
def _heads(order: InboxOrder, size: int) -> TextualSelect:
    """Read the first rows of several trays, merged: each part stops at the end of a page."""
    day = order.value
    each = (
        f"SELECT * FROM (SELECT {day} AS day, case_id, agency FROM inbox "  # noqa: S608 - constants
        "WHERE reader = :reader AND tray = :tray_{n} "
        f"AND ({day}, case_id, agency) > (:after_day, :after_case, :after_agency) AND {_RANGE[order]} "
        f"ORDER BY {day}, case_id, agency LIMIT :rows) AS part_"
        "{n}"
    )
    parts = " UNION ALL ".join(each.format(n=n) for n in range(size))
    statement = text(f"SELECT * FROM ({parts}) AS parts ORDER BY day, case_id, agency LIMIT :rows")  # noqa: S608
    return statement.bindparams(bindparam("after_day", type_=Date), *_LIMITS[order]).columns(
        column("day", Date), column("case_id", Words), column("agency", Words)
    )


_ALONG = {InboxOrder.DUE: ", soon", InboxOrder.RECEIVED: ""}
_COUNTED = {InboxOrder.DUE: "soon <= :warned AND soon > :calm", InboxOrder.RECEIVED: "1 = 1"}
_RANGE = {InboxOrder.DUE: "due <= :last AND soon <= :warned AND soon > :calm", InboxOrder.RECEIVED: "received <= :last"}
_LIMITS = {
    InboxOrder.DUE: tuple(bindparam(name, type_=Date) for name in ("last", "warned", "calm")),
    InboxOrder.RECEIVED: (bindparam("last", type_=Date),),
}


def _matching(order: InboxOrder, size: int, columns: str) -> str:
    """Say which cases of several trays are counted, each among the first ones of its tray."""
    day = order.value
    each = (
        f"SELECT {columns} FROM (SELECT agency, case_id{_ALONG[order]} FROM inbox "  # noqa: S608 - constants
        f"WHERE reader = :reader AND tray = :tray_{{n}} AND {day} >= :first AND {day} <= :last "
        f"ORDER BY {day} LIMIT :among) AS part_{{n}} WHERE {_COUNTED[order]}"
    )
    return " UNION ALL ".join(each.format(n=n) for n in range(size))


@cache
def _counts(order: InboxOrder, size: int) -> TextClause:
    """Count what lies in several trays, and stop at the cap."""
    parts = _matching(order, size, "1 AS one")
    statement = text(f"SELECT count(*) AS found FROM (SELECT one FROM ({parts}) AS parts LIMIT :rows) AS counted")  # noqa: S608
    return statement.bindparams(bindparam("first", type_=Date), *_LIMITS[order])


@cache
def _names(order: InboxOrder, size: int) -> TextClause:
    """Name what lies in several trays, and stop at the cap."""
    parts = _matching(order, size, "agency, case_id")
    statement = text(f"SELECT agency, case_id FROM ({parts}) AS parts LIMIT :rows")  # noqa: S608 - constants
    return statement.bindparams(bindparam("first", type_=Date), *_LIMITS[order])


_SLOTS = range(INBOX_PAGE)
_PAGE = (
    text(
        "SELECT column1 AS agency, column2 AS case_id FROM (VALUES "  # noqa: S608 - constants
        + ", ".join(f"(:agency_{n}, :case_{n})" for n in _SLOTS)
        + ") AS slots"
    )
    .columns(column("agency", Words), column("case_id", Words))
    .subquery("page")
)
"""The cases of a page; slots that are left over name no case."""


def _of_page(of: Table, *columns: str) -> Select[Any]:
    is_same = and_(of.c.agency == _PAGE.c.agency, of.c.case_id == _PAGE.c.case_id)
    return select(of.c.agency, of.c.case_id, *(of.c[name] for name in columns)).join_from(_PAGE, of, is_same)


_HEADS = (
    _of_page(CASES, "status", "received", "summary", "handler")
    .add_columns(*(CASES.c[name] for name in ("rules", "clock", "since", "soon", "warn", "urge", "due", "result_due")))
    .add_columns(*(one for one in CASE_TAGS.c if one.name not in {"agency", "case_id"}))
    .join(CASE_TAGS, and_(CASE_TAGS.c.agency == CASES.c.agency, CASE_TAGS.c.case_id == CASES.c.case_id))
)
_RECORDS = _of_page(RECORDS, "epoch", "place", "digest", "envelope", "previous_key").order_by(RECORDS.c.place)
_GRANTS = (
    _of_page(GRANTS, "reader", "epoch", "in_force", "sealed")
    .where(GRANTS.c.reader.in_(bindparam("its_readers", expanding=True)))
    .order_by(GRANTS.c.epoch)
)
_NEWEST = (
    _of_page(MESSAGES, "author")
    .add_columns(func.max(MESSAGES.c.seq).label("newest"))
    .group_by(MESSAGES.c.agency, MESSAGES.c.case_id, MESSAGES.c.author)
)
_READ = _of_page(READ_MARKS, "author", "newest").where(
    READ_MARKS.c.officer_agency == bindparam("officer_agency"), READ_MARKS.c.officer == bindparam("officer")
)
_GIVEN = TRANSFER_APPROVALS.c
_HAS_CONFLICT = (
    select(CASE_DECLARATIONS.c.officer)
    .where(
        *(CASE_DECLARATIONS.c[one] == _GIVEN[one] for one in ("agency", "case_id", "officer_agency", "officer")),
        CASE_DECLARATIONS.c.has_conflict,
    )
    .exists()
)
_APPROVED = (
    _of_page(TRANSFER_APPROVALS, "day")
    .join(OFFICERS, and_(OFFICERS.c.agency == _GIVEN.officer_agency, OFFICERS.c.officer == _GIVEN.officer))
    .where(
        _GIVEN.officer_agency == bindparam("officer_agency"),
        _GIVEN.officer != bindparam("officer"),
        OFFICERS.c.state == OfficerState.ACTIVE.value,
        not_(_HAS_CONFLICT),
    )
)
"""Transfers that a colleague approved whose approval may still count."""


def _load(
    connection: Connection, keys: Sequence[Key], readers: Sequence[KeyDigest], officer: tuple[AgencyCode, str]
) -> _Found:
    slots = [*keys, *([("", "")] * (INBOX_PAGE - len(keys)))]
    page = {f"agency_{n}": agency for n, (agency, _) in enumerate(slots)}
    page |= {f"case_{n}": case for n, (_, case) in enumerate(slots)}
    whose = {"officer_agency": officer[0], "officer": officer[1]}
    return _Found(
        heads=_by_case(connection.execute(_HEADS, page)),
        records=_by_case(connection.execute(_RECORDS, page)),
        grants=_by_case(connection.execute(_GRANTS, {**page, "its_readers": list(readers)})),
        newest=_by_case(connection.execute(_NEWEST, page)),
        read=_by_case(connection.execute(_READ, {**page, **whose})),
        approved=_by_case(connection.execute(_APPROVED, {**page, **whose})),
    )


def _by_case(rows: Iterable[Row[Any]]) -> Mapping[Key, Rows]:
    """Gather rows by agency and case."""
    found: defaultdict[Key, Rows] = defaultdict(list)
    for row in rows:
        found[row.agency, row.case_id].append(row)
    return found


def _inbox_row(key: Key, readers: Sequence[KeyDigest], found: _Found, today: date) -> InboxRow:
    (head,) = found.heads[key]
    records = found.records[key]
    return InboxRow(
        name=CaseName(AgencyCode(key[0]), CaseId(key[1])),
        status=Status(head.status),
        received=head.received,
        handler=AgencyCode(head.handler),
        plan=plan_of(head),
        tags=tags_of(head),
        records=tuple(StoredRecord(row.epoch, row.place, row.digest, row.envelope) for row in records),
        grants=_grants(found.grants[key], readers),
        previous_keys={row.epoch: row.previous_key for row in records if row.previous_key is not None},
        summary=head.summary,
        newest={row.author: row.newest for row in found.newest[key]},
        read={row.author: row.newest for row in found.read[key]},
        is_approved=any(today - row.day <= KEPT for row in found.approved[key]),
    )


def _grants(rows: Rows, readers: Sequence[KeyDigest]) -> tuple[StoredGrant, ...]:
    """Give the grants of the first key that reads the newest epoch."""
    in_force = {row.reader for row in rows if row.in_force}
    reader = next(one for one in readers if one in in_force)
    return tuple(StoredGrant(row.epoch, reader, row.sealed) for row in rows if row.reader == reader)
