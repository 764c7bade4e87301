"""Reading one page of an inbox: a fixed number of queries, each bounded by the page and not by the number of cases.

Only the total looks at every case of the reader, and only in the index that the page is found by.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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

_ITS_READER = and_(GRANTS.c.reader.in_(bindparam("its_readers", expanding=True)), GRANTS.c.in_force)
_EACH = select(GRANTS.c.agency, GRANTS.c.case_id, GRANTS.c.received).where(_ITS_READER)


class _Statements:
    """What a page is read with. Only several keys of one officer make one case be found twice."""

    def __init__(self, *, is_several: bool) -> None:
        self.total = (
            select(func.count()).select_from(_EACH.distinct().subquery("each"))
            if is_several
            else select(func.count()).select_from(GRANTS).where(_ITS_READER)
        )
        self._page = (
            (_EACH.distinct() if is_several else _EACH)
            .where(
                tuple_(GRANTS.c.received, GRANTS.c.case_id)
                > tuple_(bindparam("after_day", type_=Date), bindparam("after_case", type_=Words)),
            )
            .order_by(GRANTS.c.received, GRANTS.c.case_id, GRANTS.c.agency)
            .limit(bindparam("rows"))
            .subquery("page")
        )
        in_order = CASES.c.received, CASES.c.case_id, CASES.c.agency
        self.cases = self._of_page(CASES, "received", "status", "summary").order_by(*in_order)
        self.records = self._of_page(RECORDS, "epoch", "place", "digest", "envelope", "previous_key").order_by(
            RECORDS.c.place
        )
        self.grants = (
            self._of_page(GRANTS, "reader", "epoch", "in_force", "sealed")
            .where(GRANTS.c.reader.in_(bindparam("its_readers", expanding=True)))
            .order_by(GRANTS.c.epoch)
        )
        self.newest = (
            self._of_page(MESSAGES, "author")
            .add_columns(func.max(MESSAGES.c.seq).label("newest"))
            .group_by(MESSAGES.c.agency, MESSAGES.c.case_id, MESSAGES.c.author)
        )
        self.read = self._of_page(READ_MARKS, "author", "newest").where(
            READ_MARKS.c.officer_agency == bindparam("officer_agency"), READ_MARKS.c.officer == bindparam("officer")
        )

    def _of_page(self, of: Table, *columns: str) -> Select[Any]:
        is_same = and_(of.c.agency == self._page.c.agency, of.c.case_id == self._page.c.case_id)
        return select(of.c.agency, of.c.case_id, *(of.c[name] for name in columns)).join_from(self._page, of, is_same)


_WITH_ONE, _WITH_SEVERAL = _Statements(is_several=False), _Statements(is_several=True)


@dataclass(frozen=True, slots=True)
class _Found:
    """What belongs to the cases of a page, by case."""

    records: Mapping[Key, Rows]
    grants: Mapping[Key, Rows]
    newest: Mapping[Key, Rows]
    read: Mapping[Key, Rows]


def load_page(
    connection: Connection, readers: Sequence[KeyDigest], officer: tuple[AgencyCode, str], after: InboxCursor | None
) -> InboxPage:
    """Load the page of an officer's cases that begins after a cursor, with what this officer has read of them."""
    start = after or _START
    statements = _WITH_ONE if len(readers) == 1 else _WITH_SEVERAL
    mine = {"its_readers": list(readers)}
    whose = {"officer_agency": officer[0], "officer": officer[1]}
    page = {**mine, "after_day": start.received, "after_case": start.case, "rows": INBOX_PAGE}
    heads = connection.execute(statements.cases, {**page, "rows": INBOX_PAGE + 1}).all()
    shown = heads[:INBOX_PAGE]
    found = _Found(
        records=_by_case(connection.execute(statements.records, page)),
        grants=_by_case(connection.execute(statements.grants, page)),
        newest=_by_case(connection.execute(statements.newest, page)),
        read=_by_case(connection.execute(statements.read, {**page, **whose})),
    )
    return InboxPage(
        rows=tuple(_inbox_row(head, readers, found) for head in shown),
        total=connection.execute(statements.total, mine).scalar_one(),
        next=InboxCursor(shown[-1].received, CaseId(shown[-1].case_id)) if len(heads) > INBOX_PAGE else None,
    )


def _by_case(rows: Iterable[Row[Any]]) -> Mapping[Key, Rows]:
    """Gather rows by agency and case."""
    found: defaultdict[Key, Rows] = defaultdict(list)
    for row in rows:
        found[row.agency, row.case_id].append(row)
    return found


def _inbox_row(head: Row[Any], readers: Sequence[KeyDigest], found: _Found) -> InboxRow:
    key = head.agency, head.case_id
    records = found.records[key]
    return InboxRow(
        name=CaseName(AgencyCode(head.agency), CaseId(head.case_id)),
        status=Status(head.status),
        received=head.received,
        records=tuple(StoredRecord(row.epoch, row.place, row.digest, row.envelope) for row in records),
        grants=_grants(found.grants[key], readers),
        previous_keys={row.epoch: row.previous_key for row in records if row.previous_key is not None},
        summary=head.summary,
        newest={row.author: row.newest for row in found.newest[key]},
        read={row.author: row.newest for row in found.read[key]},
    )


def _grants(rows: Rows, readers: Sequence[KeyDigest]) -> tuple[StoredGrant, ...]:
    """Give the grants of the first key that reads the newest epoch."""
    in_force = {row.reader for row in rows if row.in_force}
    reader = next(one for one in readers if one in in_force)
    return tuple(StoredGrant(row.epoch, reader, row.sealed) for row in rows if row.reader == reader)
