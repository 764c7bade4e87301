"""Many cases at once: rows of one genuine case, copied inside the database under names of their own.

Every table gets what a report leaves in it, so that trees and indexes are as deep as they would be. Sealed parts may be
cut short to save the disk: who looks for a case goes by its keys, and the cases that are looked at were sent whole.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    case,
    column,
    create_engine,
    func,
    insert,
    literal,
    select,
    table,
    text,
    true,
)
from sqlalchemy.sql.elements import ColumnElement

from wbs.clock import SystemClock
from wbs.crypto.encoding import b32
from wbs.crypto.messages import Status
from wbs.crypto.primitives import random_bytes
from wbs.store.engine import SqliteFile, connect_sqlite, parse_url
from wbs.store.schema import METADATA, SHUFFLED
from wbs.store.schema.cases import CASES, INBOX

BATCH = 20_000
OPEN = 3
"""One case in so many is still worked on."""
NAMES = Table(
    "bench_names",
    MetaData(),
    Column("case_id", Text),
    Column("token", LargeBinary),
    Column("day", Date),
    Column("due", Date),
    Column("is_open", Boolean),
)
_DAYS = {"received", "day", "since"}


def fill(url: str, cases: int, sealed_bytes: int) -> None:
    """Copy the first case of a database so many times, with `sealed_bytes` of each of its sealed parts."""
    with _filling(url) as connection:
        agency, model = connection.execute(select(CASES.c.agency, CASES.c.case_id).limit(1)).one()
        NAMES.create(connection)
        _name(connection, cases)
        tables = [one for one in METADATA.sorted_tables if "case_id" in one.c]
        indexes = [index for one in tables for index in one.indexes]
        for index in indexes:
            index.drop(connection)
        for one in tables:
            _copy(connection, one, (agency, model), sealed_bytes)
        for index in indexes:
            _recreate(connection, index)
        NAMES.drop(connection)


def _recreate(connection: Connection, index: Index) -> None:
    index.create(connection)


def _name(connection: Connection, cases: int) -> None:
    """Draw names, in their order: so trees grow at one end, and filling takes minutes."""
    today = SystemClock().today()
    drawn = sorted(b32(random_bytes(32)) for _ in range(cases))
    for start in range(0, cases, BATCH):
        connection.execute(
            insert(NAMES),
            [_named(name, place, today) for place, name in enumerate(drawn[start : start + BATCH], start)],
        )


def _named(name: str, place: int, today: date) -> dict[str, object]:
    is_open = place % OPEN == 0
    day = today - timedelta(days=30 + place % 900)
    due = today + timedelta(days=90 + place // OPEN % 300) if is_open else None
    return {"case_id": name, "token": random_bytes(32), "day": day, "due": due, "is_open": is_open}


def _copy(connection: Connection, into: Table, model: tuple[str, str], sealed_bytes: int) -> None:
    chosen = select(into).where(into.c.agency == model[0], into.c.case_id == model[1]).subquery("model")
    columns: dict[str, ColumnElement[Any]] = {
        one.name: _value(into, one.name, chosen.c[one.name], sealed_bytes) for one in into.columns
    }
    target = into
    if connection.dialect.name == "sqlite" and into in SHUFFLED:
        target = table(into.name, column("rowid"), *(column(one.name, one.type) for one in into.columns))  # type: ignore[assignment]
        columns["rowid"] = func.random()
    rows = select(*(value.label(name) for name, value in columns.items())).select_from(NAMES).join(chosen, true())
    connection.execute(insert(target).from_select(list(columns), rows))


def _value(into: Table, name: str, model: ColumnElement[Any], sealed_bytes: int) -> ColumnElement[Any]:
    """Give what stands in one column of a copy."""
    drawn: dict[str, ColumnElement[Any]] = {
        "case_id": NAMES.c.case_id,
        "token_hash": NAMES.c.token,
        **dict.fromkeys(_DAYS, NAMES.c.day),
    }
    closed = Status.CLOSED.value
    due = func.coalesce(NAMES.c.due, literal(date.max, Date)) if into is INBOX else NAMES.c.due
    if into is INBOX:
        drawn["soon"] = due
    changed = {
        **drawn,
        "due": due,
        "result_due": due,
        "status": case((NAMES.c.is_open, model), else_=closed),
        "tray": case((NAMES.c.is_open, model), else_=func.replace(model, Status.SUBMITTED.value, closed)),
    }
    if name not in changed and isinstance(into.c[name].type, LargeBinary):
        return func.substr(model, 1, sealed_bytes, type_=LargeBinary)
    return changed.get(name, model)


@contextmanager
def _filling(url: str) -> Iterator[Connection]:
    """Open a database for filling: nothing is made durable on the way, and no reference is followed."""
    place = parse_url(url)
    if isinstance(place, SqliteFile):
        with _sqlite(place) as connection:
            yield connection
        return
    engine = create_engine(place)
    with engine.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        connection.execute(text("SET maintenance_work_mem = '1GB'"))
        yield connection
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("VACUUM (ANALYZE)"))
        connection.execute(text("CHECKPOINT"))
    engine.dispose()


@contextmanager
def _sqlite(file: SqliteFile) -> Iterator[Connection]:
    def connect() -> object:
        connection = connect_sqlite(file)
        for words in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -2000000", "journal_mode = OFF"):
            connection.execute(f"PRAGMA {words}")
        return connection

    engine = create_engine("sqlite://", creator=connect)
    with engine.begin() as connection:
        yield connection
    engine.dispose()
    again = connect_sqlite(file)
    again.execute("PRAGMA journal_mode = WAL")
    again.close()


def size_mib(path: Path) -> float:
    """Give the size of a SQLite database."""
    return path.stat().st_size / (1 << 20)
