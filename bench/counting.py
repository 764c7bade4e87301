"""What figures cost at two sizes: counting for one officer who reads every case, publishing a quarter, and one answer.

Seconds are the processor's, not the clock's: all that is measured runs in this process, and others run beside it.
Cases are written straight into the tables, with sealed parts of real sizes: only days, statuses and tags are read.
"""

import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from bench.audit import Desk
from bench.figures import Figure, at_most, reported
from bench.installation import AGENCY, database_url, found
from bench.officers import LOGIN
from bench.stock import readers_of, report_body
from wbs.cases.figures.calendars import calendars_by
from wbs.cases.figures.cube import count_stays
from wbs.cases.figures.documents import write_counts
from wbs.cases.figures.publishing import Office, publish
from wbs.cases.model import AgencyCode, Channel, KeyDigest
from wbs.cases.rules.rulebook import RuleBook
from wbs.crypto.compose import compose_case
from wbs.crypto.encoding import b32
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.messages import MatterClass, Outcome, SealedBy, Status
from wbs.crypto.primitives import random_bytes
from wbs.crypto.receipt import Receipt
from wbs.crypto.report import Category
from wbs.store.store import Store, open_store
from wbs.web.documents import Documents

T = TypeVar("T")
SMALL, LARGE = 1_000, 100_000
AGENCIES = ("61", *(f"61.{number:02}" for number in range(1, 10)))
OWN = "/figures/own?period=2026"
SUMMARY_BYTES, GRANT_BYTES = 3_707, 2_171
FIRST, LAST = date(2024, 1, 1), date(2026, 9, 30)
TURNS = 100
MOST_SECONDS, MOST_GROWTH = 2.0, 2.0
MOST_QUARTER_SECONDS = 6.0
"""By night, four times a year: every first record is looked into for whom it excludes, which is half of it."""
_WAY = (Status.VERIFIED, Status.REVIEWED, Status.EXAMINED, Status.CLOSED)


def measure(folder: Path) -> Iterator[Figure]:
    """Measure both sizes."""
    answers = []
    for size in (SMALL, LARGE):
        data = folder / f"figures-{size}"
        founded = found(data)
        with closing(open_store(database_url(data))) as store:
            desk = Desk(data, founded, store)
            fill(data / "wbs.sqlite", size, reader_of(store), records_of(data / "keys"))
            yield from count(store, size)
            yield from count_agencies(store, size)
            yield from publish_one(store, size)
            desk.ask("GET", OWN)
            answers.append(statistics.median(_seconds(partial(desk.ask, "GET", OWN)) for _ in range(TURNS)))
    yield reported(f"figures, one answer at {SMALL} cases", answers[0] * 1000, "ms")
    yield reported(f"figures, one answer at {LARGE} cases", answers[1] * 1000, "ms")
    yield at_most("figures, answer against the small one", answers[1] / answers[0], "times", MOST_GROWTH)


def reader_of(store: Store) -> KeyDigest:
    """Give the key of the officer who asks."""
    account = store.officers.officer_by_login(LOGIN)
    if account is None:
        raise RuntimeError(LOGIN)
    return account.reader_key


def count(store: Store, size: int) -> Iterator[Figure]:
    """Count everything for an officer who reads every case of a province."""
    calendars, reader = calendars_by(RuleBook(store.rules)), reader_of(store)

    def whole() -> None:
        between = calendars(AgencyCode(AGENCY))
        write_counts(LAST, store.figures.look_at_stays([reader], LAST, lambda stays: count_stays(stays, LAST, between)))

    yield _figure(f"figures of a province, {size} cases", whole, size)


def count_agencies(store: Store, size: int) -> Iterator[Figure]:
    """Count one agency for its head, of ten: what the first report of a month waits for if no night came before."""
    calendars = calendars_by(RuleBook(store.rules))

    def whole() -> None:
        between = calendars(AgencyCode(AGENCY))
        look = partial(count_stays, day=LAST, between=between)
        write_counts(LAST, store.figures.look_at_agency(AgencyCode(AGENCY), ["inspektur"], LAST, look))

    yield _figure(f"figures of one agency for its head, {size} cases", whole, size)


def publish_one(store: Store, size: int) -> Iterator[Figure]:
    """Make one quarter of every agency."""
    calendars = calendars_by(RuleBook(store.rules))

    def whole() -> None:
        stays = store.figures.stays(LAST, {})
        for agency in AGENCIES:
            office = Office(agency, agency, FIRST, calendars(AgencyCode(agency)))
            publish(office, stays[AgencyCode(agency)], [], "2026-Q3", LAST + timedelta(days=1))

    yield _figure(f"quarter of ten agencies, {size} cases", whole, size, MOST_QUARTER_SECONDS)


def records_of(keys: Path) -> tuple[bytes, bytes]:
    """Make two first records as cases have them: one that excludes nobody, one that excludes an office elsewhere."""
    directory = Documents(keys).current().book.newest(AGENCY)
    excluded = Exclusion(agency="61.01", unit="Dinas Sarana")
    receipt, report = Receipt.generate(), report_body("Papan proyek", "Angka pada papan proyek berbeda.")
    plain, other = (
        compose_case(
            report=report,
            receipt=receipt,
            directory=directory,
            recipients=readers_of(directory),
            sealed_by=SealedBy.PORTAL,
            excluded=kept_out,
        ).record
        for kept_out in ((), (excluded,))
    )
    return plain, other


def fill(path: Path, size: int, reader: KeyDigest, records: tuple[bytes, bytes]) -> None:
    """Write cases that came evenly over almost three years; most went all the way, one in fifty excludes somebody."""
    days = (LAST - FIRST).days
    channels, categories = [one.value for one in Channel], [one.value for one in Category]
    classes, outcomes = [one.value for one in MatterClass], [one.value for one in Outcome]
    summary, grant = random_bytes(SUMMARY_BYTES), random_bytes(GRANT_BYTES)
    with closing(sqlite3.connect(path)) as database:
        for place in range(size):
            agency, case = AGENCIES[place % len(AGENCIES)], b32(random_bytes(32))
            came = FIRST + timedelta(days=place * days // size)
            steps = [(came, Status.SUBMITTED)]
            steps += [(came + timedelta(days=20 * n), status) for n, status in enumerate(_WAY[: 1 + place % 7], 1)]
            steps = [(day, status) for day, status in steps if day <= LAST]
            due = (came + timedelta(days=90)).isoformat()
            _insert(
                database,
                "cases",
                agency=agency,
                case_id=case,
                status=steps[-1][1].value,
                received=came.isoformat(),
                epoch=1,
                place=0,
                summary=summary,
                handler=agency,
                rules=0,
                result_due=due,
            )
            record = {"place": 0, "epoch": 1, "digest": "x" * 43, "envelope": records[place % 50 == 0]}
            _insert(database, "records", agency=agency, case_id=case, **record)
            for n, (day, status) in enumerate(steps):
                row = {"place": n, "day": day.isoformat(), "status": status.value, "handler": agency, "heard": 0}
                _insert(database, "case_steps", agency=agency, case_id=case, **row)
            tags = {
                "channel": channels[place % 9 if place % 3 else 0],
                "matter_class": classes[place % 2],
                "category": categories[place % 17],
                "outcome": outcomes[place % 8],
                "is_duplicate": 0,
            }
            _insert(database, "case_tags", agency=agency, case_id=case, **tags)
            _insert(
                database,
                "grants",
                agency=agency,
                case_id=case,
                reader=reader,
                epoch=1,
                in_force=1,
                received=came.isoformat(),
                sealed=grant,
            )
        database.commit()


def _insert(database: sqlite3.Connection, table: str, **row: object) -> None:
    names = ", ".join(row)
    marks = ", ".join("?" for _ in row)
    database.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))  # noqa: S608 - own names


def _figure(name: str, act: Callable[[], T], size: int, most: float = MOST_SECONDS) -> Figure:
    seconds = min(_seconds(act) for _ in range(3))
    return at_most(name, seconds, "s", most) if size == LARGE else reported(name, seconds, "s")


def _seconds(act: Callable[[], T]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began
