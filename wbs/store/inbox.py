"""Reading one page of an inbox: a fixed number of queries, each bounded by the page and not by the number of cases.

Only the total looks at every case of the reader, and only in the index that the page is found by.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Date, Row, Select, Table, and_, bindparam, func, select, tuple_

from wbs.cases.model import (
    INBOX_PAGE,
    AgencyCode,
    CaseId,
    CaseName,
    InboxCursor,
    InboxPage,
    InboxRow,
    KeyDigest,
    StoredGrant,
    StoredRecord,
)
from wbs.crypto.messages import Status
from wbs.store.schema import CASES, GRANTS, MESSAGES, READ_MARKS, RECORDS, Words

Key = tuple[str, str]
Rows = list[Row[Any]]
_START = InboxCursor(date.min, CaseId(""))

_ITS_READER = and_(GRANTS.c.reader == bindparam("its_reader"), GRANTS.c.in_force)
_TOTAL = select(func.count()).select_from(GRANTS).where(_ITS_READER)
_PAGE = (
    select(GRANTS.c.agency, GRANTS.c.case_id, GRANTS.c.received)
    .where(
        _ITS_READER,
        tuple_(GRANTS.c.received, GRANTS.c.case_id)
        > tuple_(bindparam("after_day", type_=Date), bindparam("after_case", type_=Words)),
    )
    .order_by(GRANTS.c.received, GRANTS.c.case_id, GRANTS.c.agency)
    .limit(bindparam("rows"))
    .subquery("page")
)


def _of_page(of: Table, *columns: str) -> Select[Any]:
    is_same = and_(of.c.agency == _PAGE.c.agency, of.c.case_id == _PAGE.c.case_id)
    return select(of.c.agency, of.c.case_id, *(of.c[name] for name in columns)).join_from(_PAGE, of, is_same)


_CASES = _of_page(CASES, "received", "status", "summary").order_by(CASES.c.received, CASES.c.case_id, CASES.c.agency)
_RECORDS = _of_page(RECORDS, "epoch", "place", "digest", "envelope", "previous_key").order_by(RECORDS.c.place)
_GRANTS = _of_page(GRANTS, "epoch", "sealed").where(GRANTS.c.reader == bindparam("its_reader")).order_by(GRANTS.c.epoch)
_NEWEST = (
    _of_page(MESSAGES, "author")
    .add_columns(func.max(MESSAGES.c.seq).label("newest"))
    .group_by(MESSAGES.c.agency, MESSAGES.c.case_id, MESSAGES.c.author)
)
_READ = _of_page(READ_MARKS, "author", "newest").where(
    READ_MARKS.c.officer_agency == bindparam("officer_agency"), READ_MARKS.c.officer == bindparam("officer")
)


@dataclass(frozen=True, slots=True)
class _Found:
    """What belongs to the cases of a page, by case."""

    records: Mapping[Key, Rows]
    grants: Mapping[Key, Rows]
    newest: Mapping[Key, Rows]
    read: Mapping[Key, Rows]


def load_page(
    connection: Connection, reader: KeyDigest, officer: tuple[AgencyCode, str], after: InboxCursor | None
) -> InboxPage:
    """Load the page of a reader's cases that begins after a cursor, with what this officer has read of them."""
    start = after or _START
    page = {"its_reader": reader, "after_day": start.received, "after_case": start.case, "rows": INBOX_PAGE}
    heads = connection.execute(_CASES, {**page, "rows": INBOX_PAGE + 1}).all()
    shown = heads[:INBOX_PAGE]
    found = _Found(
        records=_by_case(connection.execute(_RECORDS, page)),
        grants=_by_case(connection.execute(_GRANTS, page)),
        newest=_by_case(connection.execute(_NEWEST, page)),
        read=_by_case(connection.execute(_READ, {**page, "officer_agency": officer[0], "officer": officer[1]})),
    )
    return InboxPage(
        rows=tuple(_inbox_row(head, reader, found) for head in shown),
        total=connection.execute(_TOTAL, {"its_reader": reader}).scalar_one(),
        next=InboxCursor(shown[-1].received, CaseId(shown[-1].case_id)) if len(heads) > INBOX_PAGE else None,
    )


def _by_case(rows: Iterable[Row[Any]]) -> Mapping[Key, Rows]:
    """Gather rows by agency and case."""
    found: defaultdict[Key, Rows] = defaultdict(list)
    for row in rows:
        found[row.agency, row.case_id].append(row)
    return found


def _inbox_row(head: Row[Any], reader: KeyDigest, found: _Found) -> InboxRow:
    key = head.agency, head.case_id
    records = found.records[key]
    return InboxRow(
        name=CaseName(AgencyCode(head.agency), CaseId(head.case_id)),
        status=Status(head.status),
        received=head.received,
        records=tuple(StoredRecord(row.epoch, row.place, row.digest, row.envelope) for row in records),
        grants=tuple(StoredGrant(row.epoch, reader, row.sealed) for row in found.grants[key]),
        previous_keys={row.epoch: row.previous_key for row in records if row.previous_key is not None},
        summary=head.summary,
        newest={row.author: row.newest for row in found.newest[key]},
        read={row.author: row.newest for row in found.read[key]},
    )
