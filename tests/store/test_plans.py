"""What reporters and officers do every day is found by keys: no statement of theirs reads a table from end to end.

Every statement that the store says while they do it is noted with its values and explained by the database itself, so
that a new statement, or one that lost its index, is noticed before there are a million cases.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, event

from tests.store.raw import raw
from tests.store.samples import (
    NOW,
    OFFICER,
    REGENCY,
    TODAY,
    a_case,
    a_key,
    a_message,
    a_session,
    an_entry,
    an_officer,
    claim_of,
    store_upload,
)
from wbs.cases.worklist import InboxCursor, InboxOrder, Urgency, Wanted
from wbs.crypto.messages import MatterClass, Status
from wbs.store.schema import METADATA
from wbs.store.store import Store

OFFICER_TEXT = f"{OFFICER[0]}/{OFFICER[1]}"
_CHANGES = re.compile(r"^\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
_SCANNED = re.compile(r"\bSCAN (\w+)")
SMALL = {"agency_rules"}
"""Tables with a row or a few for each agency or officer."""

Said = dict[str, Any]


@contextmanager
def noted() -> Iterator[Said]:
    """Note every statement with the values that it was last said with."""
    said: Said = {}

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *of_its_run: Any) -> None:
        if _CHANGES.match(statement):
            said[statement] = parameters[0] if of_its_run[-1] else parameters

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def report(store: Store) -> Any:
    """A report with a file comes; the mailbox is opened; the reporter writes again."""
    readers = (a_key(), a_key())
    upload = store_upload(store.cases, b"one", b"two")
    case = replace(a_case(*readers), claims=(claim_of(upload),))
    store.cases.create_case(case)
    store.cases.create_case(case)
    name = store.cases.mailbox(case.mailbox_hash)
    assert name == case.name
    file = store.cases.case_file(name, readers[1])
    assert file is not None
    chunks = store.cases.attachment(name, upload.attachment)
    assert chunks is not None
    assert list(chunks) == [b"one", b"two"]
    store.cases.append_message(name, a_message(seq=2))
    return case, readers


def work(store: Store, case: Any, readers: Any) -> None:
    """An officer signs in, looks at every kind of inbox, opens a case, writes, takes a step."""
    cases, officers = store.cases, store.officers
    officers.add_officer(an_officer())
    session = a_session()
    officers.open_session(session, an_entry())
    assert officers.session(session.token_hash) is not None
    officers.touch_session(session.token_hash, NOW + timedelta(minutes=1))
    officers.officer_by_login("ratna.w")
    anything = Wanted(TODAY)
    for wanted in (
        anything,
        *(replace(anything, urgency=one) for one in Urgency),
        replace(anything, order=InboxOrder.RECEIVED),
        replace(anything, is_unread=True, status=Status.SUBMITTED, matter_class=MatterClass.SUPERVISORY),
    ):
        for keys in (readers[:1], readers):
            for after in (None, InboxCursor(TODAY, case.name.case, case.name.agency)):
                cases.inbox(list(keys), OFFICER, after, wanted)
    aside = [(case.name, replace(an_entry(), agency=REGENCY, case=case.name.case))]
    assert [one.name for one in store.asides.unopened(readers, REGENCY, (TODAY, TODAY), 10)] == [case.name]
    assert store.asides.set_aside(readers, aside) == 1
    store.asides.count(REGENCY, 10)
    assert store.asides.bring_back(readers, aside) == 1
    assert store.inside.officers_file(case.name, *readers) is not None
    assert store.inside.give_out(case.name, *readers) is not None
    cases.mark_read(case.name, OFFICER, [("reporter", 1)])
    cases.append_message(case.name, a_message(OFFICER_TEXT), audit=an_entry())
    step = a_message(OFFICER_TEXT, seq=2)
    cases.append_message(case.name, step, status=Status.RECEIVED, after=Status.SUBMITTED, audit=an_entry())
    store.clocks.overdue(REGENCY, TODAY, 10)


def scanned(url: str, statement: str, values: Any) -> set[str]:
    """Name the tables that a statement reads from end to end, or one of their indexes, as the database says."""
    with raw(url) as connection:
        if connection.dialect.name == "sqlite":
            lines = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            found = {name for line in lines for name in _SCANNED.findall(line[3])}
        else:
            (plan,) = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).one()
            found = set(_read_whole(plan[0]["Plan"]))
    return found & METADATA.tables.keys()


def _read_whole(node: dict[str, Any]) -> Iterator[str]:
    if node["Node Type"].endswith("Scan") and "Relation Name" in node and "Index Cond" not in node:
        yield node["Relation Name"]
    for inner in node.get("Plans", []):
        yield from _read_whole(inner)


def test_daily_work_reads_no_table_from_end_to_end(store: Store, url: str) -> None:
    with noted() as said:
        work(store, *report(store))
    assert len(said) > 30, "statements were not noted"
    found = {
        statement: tables - SMALL for statement, values in said.items() if (tables := scanned(url, statement, values))
    }
    assert {statement: tables for statement, tables in found.items() if tables} == {}


def test_a_table_without_its_index_is_noticed(store: Store, url: str) -> None:
    report(store)
    for statement in ("SELECT case_id FROM cases WHERE status = 'closed'", "SELECT 1 FROM messages"):
        assert len(scanned(url, statement, ())) == 1
    assert scanned(url, "SELECT status FROM cases WHERE agency = '61' AND case_id = 'x'", ()) == set()
