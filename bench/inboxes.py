"""What an inbox costs at two sizes, whatever is asked of it; and how many days a second the calendar counts.

One officer reads every case of ten agencies, which is worse than any real inbox. Cases are written straight into the
tables, with sealed parts of about their real sizes; of messages only authors and numbers are read.
"""

import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from bench.counting import AGENCIES, GRANT_BYTES, LARGE, SMALL, SUMMARY_BYTES
from bench.figures import Figure, at_least, at_most, reported
from wbs.cases.clocks.working_days import WorkingDays
from wbs.cases.model import AgencyCode, CaseId, Channel, KeyDigest
from wbs.cases.worklist import InboxCursor, InboxOrder, Urgency, Wanted
from wbs.crypto.encoding import b32, b64url
from wbs.crypto.messages import MatterClass, Status
from wbs.crypto.primitives import random_bytes
from wbs.store.migrations import migrate
from wbs.store.store import Store, open_store

TODAY = date(2026, 11, 23)
RECORD_BYTES, MESSAGE_BYTES = 6_800, 2_171
PAIRS, PAGES = 9, 10
MOST_GROWTH, LEAST_DAYS = 2.0, 50_000
_READER = KeyDigest(b64url(random_bytes(32)))
_ME = (AgencyCode("61"), "penerima-01")
_OPEN = (Status.SUBMITTED, Status.VERIFIED, Status.REVIEWED, Status.EXAMINED, Status.FOLLOW_UP)
_ANY = Wanted(TODAY)
# Each fills a page of 50 at both sizes, but the last, which finds the same seven: so that pages compare.
QUESTIONS: Mapping[str, Wanted] = {
    "by due day": _ANY,
    "oldest first": replace(_ANY, order=InboxOrder.RECEIVED),
    "late": replace(_ANY, urgency=Urgency.LATE),
    "due soon": replace(_ANY, urgency=Urgency.SOON),
    "done": replace(_ANY, urgency=Urgency.DONE),
    "unread": replace(_ANY, is_unread=True),
    "one status": replace(_ANY, status=Status.EXAMINED),
    "class and channel": replace(_ANY, matter_class=MatterClass.SUPERVISORY, channel=Channel.PORTAL),
    "one agency": replace(_ANY, handler=AgencyCode("61.03")),
    "hardly any": replace(_ANY, status=Status.POSTPONED),
}


def measure(folder: Path) -> Iterator[Figure]:
    """Ask both inboxes everything in turns, then count days."""
    stores = []
    for size in (SMALL, LARGE):
        path = folder / f"inbox-{size}.sqlite"
        migrate(f"sqlite:///{path}")
        fill(path, size)
        stores.append(open_store(f"sqlite:///{path}"))
    with closing(stores[0]), closing(stores[1]):
        for name, wanted in QUESTIONS.items():
            yield from compare(f"inbox, {name}", *(asking(store, wanted) for store in stores))
        far = (asking(stores[0], _ANY, SMALL // 2), asking(stores[1], _ANY, LARGE // 2))
        yield from compare("inbox, a page in the middle", *far)
    yield from days()


def compare(name: str, small: Callable[[], object], large: Callable[[], object]) -> Iterator[Figure]:
    """Measure two in turns, so that what else the machine does falls on both."""
    small(), large()
    pairs = []
    for number in range(PAIRS):
        turns = (small, large) if number % 2 else (large, small)
        cost = {act: cpu_seconds(act) for act in turns}
        pairs.append((cost[small], cost[large]))
    ratio = statistics.median(large / small for small, large in pairs)
    yield at_most(f"{name}, of {LARGE:,} over {SMALL:,}", ratio, "times", MOST_GROWTH)
    yield reported(f"{name}, at {LARGE:,}", statistics.median(large for _, large in pairs) * 1000, "ms")


def asking(store: Store, wanted: Wanted, skipped: int = 0) -> Callable[[], object]:
    """Give what fetches a page, after as many cases as are skipped."""
    after = None if skipped == 0 else InboxCursor(TODAY + timedelta(days=skipped % 40), CaseId("m" * 52), _ME[0])
    return lambda: store.cases.inbox([_READER], _ME, after, wanted)


def cpu_seconds(act: Callable[[], object]) -> float:
    """Give the processor time of one of several."""
    began = time.process_time()
    for _ in range(PAGES):
        act()
    return (time.process_time() - began) / PAGES


def days() -> Iterator[Figure]:
    """Count sixty working days on, and back, from every day of five years."""
    calendar, count = WorkingDays(), 0
    began = time.perf_counter()
    for number in range(50_000):
        day = date(2024, 1, 1) + timedelta(days=number % 1826)
        calendar.between(day, calendar.after(day, 60))
        count += 2
    yield at_least("working-day computations", count / (time.perf_counter() - began), "1/s", LEAST_DAYS)


def fill(path: Path, size: int) -> None:
    """Write cases of every status, class and channel, of which a third still waits for something."""
    summary, grant = random_bytes(SUMMARY_BYTES), random_bytes(GRANT_BYTES)
    record, message = random_bytes(RECORD_BYTES), random_bytes(MESSAGE_BYTES)
    channels, classes = [one.value for one in Channel], [one.value for one in MatterClass]
    with closing(sqlite3.connect(path)) as database:
        for place in range(size):
            key = {"agency": AGENCIES[place % len(AGENCIES)], "case_id": b32(random_bytes(32))}
            came = (TODAY - timedelta(days=1 + place * 900 // size)).isoformat()
            is_open = place % 3 == 0
            status = _OPEN[place % 5] if is_open else Status.CLOSED
            status = Status.POSTPONED if place % (size // 7) == 0 else status
            due = TODAY + timedelta(days=place * 7 % 80 - 20)
            plan = {"clock": "examination", "since": came, "due": due.isoformat()} if is_open else {}
            soon = (due - timedelta(days=14)).isoformat() if is_open else date.max.isoformat()
            channel, kind = channels[place % 9 if place % 4 == 0 else 0], classes[place % 2]
            tray = f"{status.value} {kind} {channel} {key['agency']} {'read' if place % 5 else 'unread'}"
            found = {"received": came, "soon": soon, "due": plan.get("due", date.max.isoformat())}
            state = {"status": status.value, "received": came, "handler": key["agency"], "rules": 0, **plan}
            _insert(database, "cases", **key, **state, epoch=1, place=0, summary=summary)
            _insert(database, "case_tags", **key, channel=channel, matter_class=kind, is_duplicate=0)
            _insert(database, "inbox", **key, reader=_READER, tray=tray, **found)
            _insert(database, "records", **key, place=0, epoch=1, digest="x" * 43, envelope=record)
            _insert(database, "grants", **key, reader=_READER, epoch=1, in_force=1, received=came, sealed=grant)
            sent = {"author": "reporter", "seq": 1, "epoch": 1, "kind": "report", "day": came, "sealed": message}
            _insert(database, "messages", **key, **sent)
        database.commit()


def _insert(database: sqlite3.Connection, table: str, **row: object) -> None:
    names, marks = ", ".join(row), ", ".join("?" for _ in row)
    database.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))  # noqa: S608 - own names
