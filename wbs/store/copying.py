"""Copies one database into another, of the same kind or not, and says so only when both have the same digests.

Nobody writes to the source meanwhile, and no program opens the target. Rows go in the order of their keys, so many at a
time, each batch committed: a copy that was killed goes on behind the last row that arrived. What a target lacks to be
opened is its revision, which comes last.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import URL, Connection, Engine, Row, Table, inspect, literal, select, text, tuple_
from sqlalchemy.exc import DBAPIError

from wbs.crypto.primitives import sha256
from wbs.errors import ConfigError
from wbs.store.engine import SqliteFile, parse_url, postgres_engine, sqlite_alone, sqlite_writer
from wbs.store.errors import code_of, mapped_errors
from wbs.store.lock import turn
from wbs.store.migrations import migrate
from wbs.store.revision import HEAD
from wbs.store.rows import add
from wbs.store.schema import METADATA
from wbs.store.schema.cases import CHUNKS

BATCH_ROWS = 500
LARGE_BATCH_ROWS = 8
"""Of rows that may have a mebibyte each."""
COPYING = "copying"
"""In the place of the revision while a copy is under way: no program opens such a database."""
_LOCK = 7_382_915_046_212
_REVISION = text("SELECT version_num FROM alembic_version")
_MARK = text("UPDATE alembic_version SET version_num = :revision")
_IN_USE = frozenset({"SQLITE_BUSY", "SQLITE_LOCKED", "55P03"})

Tell = Callable[[str, int, bytes], None]
"""Told of every table: its name, how many rows it has, their digest."""


class Digest(NamedTuple):
    """What a table holds: so many rows, and SHA-256 over them in the order of their keys."""

    rows: int
    digest: bytes


def copy_store(source: str, target: str, tell: Tell = lambda _table, _rows, _digest: None) -> None:
    """Copy every row; go on where an earlier copy of this source into this target was killed.

    The target is made if it is not there, and must be empty otherwise.

    Raises:
        ConfigError: not a database URL, the source is not of this program's schema or is in use, the target has data
            of its own, another copy writes to it, or what arrived is not what the source holds.
        StoreUnavailableError: a database cannot be reached or written to; begin again with the same words.
    """
    if parse_url(source) == parse_url(target):
        raise ConfigError("source and target are the same database")
    with mapped_errors(), ExitStack() as stack:
        found = stack.enter_context(_quiet(parse_url(source)))
        if _revision(found) != HEAD:
            raise ConfigError(f"the source is not of schema {HEAD}: migrate it first")
        writer = stack.enter_context(_target(target))
        _begin(writer)
        for table in METADATA.sorted_tables:
            _copy_table(found, writer, table)
        for table in METADATA.sorted_tables:
            tell(table.name, *_compared(found, writer, table))
        with writer.begin() as connection:
            connection.execute(_MARK, {"revision": HEAD})
        _tidy(writer)


def digest_of(connection: Connection, table: Table) -> Digest:
    """Read a whole table in bounded memory."""
    digest, rows = b"", 0
    for batch in _batches(connection, table, None):
        for row in batch:
            digest = sha256(digest, _serialised(row))
        rows += len(batch)
    return Digest(rows, digest)


@contextmanager
def _quiet(place: SqliteFile | URL) -> Iterator[Connection]:
    """Open one state of a database, to which nobody writes until the end.

    Raises:
        ConfigError: somebody has it open (SQLite), or writes to it (PostgreSQL).
    """
    if isinstance(place, SqliteFile) and not place.path.exists():
        raise ConfigError(f"there is no database at {place.path}")
    engine = sqlite_alone(place) if isinstance(place, SqliteFile) else postgres_engine(place)
    with closing_engine(engine), engine.connect() as plain:
        connection = plain.execution_options(isolation_level="REPEATABLE READ") if _is_postgres(plain) else plain
        try:
            connection.begin()
            if _is_postgres(connection):
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
                connection.execute(text(f"LOCK TABLE {', '.join(METADATA.tables)} IN SHARE MODE NOWAIT"))
        except (sqlite3.OperationalError, DBAPIError) as error:
            if code_of(getattr(error, "orig", error)) in _IN_USE:
                raise ConfigError("the source is in use: stop all services first") from None
            raise
        yield connection


@contextmanager
def closing_engine(engine: Engine) -> Iterator[Engine]:
    """Let go of an engine's connections at the end."""
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _target(url: str) -> Iterator[Engine]:
    """Open a target for this copy alone; make its schema where it has none.

    Raises:
        ConfigError: another copy writes to it.
    """
    place = parse_url(url)
    if isinstance(place, SqliteFile):
        _prepare(url, place)
        with turn(place.lock), closing_engine(sqlite_writer(place)) as engine:
            yield engine
        return
    with closing_engine(postgres_engine(place)) as engine, engine.connect() as guard:
        alone = guard.execution_options(isolation_level="AUTOCOMMIT")
        if not alone.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _LOCK}).scalar_one():
            raise ConfigError("another copy writes to the target")
        _prepare(url, place)
        yield engine


def _prepare(url: str, place: SqliteFile | URL) -> None:
    """Make or complete the schema, unless a copy was begun in it."""
    if isinstance(place, SqliteFile) and not place.path.exists():
        migrate(url)
        return
    engine = sqlite_writer(place) if isinstance(place, SqliteFile) else postgres_engine(place)
    with closing_engine(engine), engine.begin() as connection:
        is_begun = inspect(connection).has_table("alembic_version") and _revision(connection) == COPYING
    if not is_begun:
        migrate(url)


def _begin(writer: Engine) -> None:
    """Mark the target as being copied into.

    Raises:
        ConfigError: it has data that no copy of ours began.
    """
    with writer.begin() as connection:
        if _revision(connection) == COPYING:
            return
        full = [table.name for table in METADATA.sorted_tables if _has_rows(connection, table)]
        if full:
            raise ConfigError(f"the target has data of its own, in {full[0]}: nothing was copied")
        connection.execute(_MARK, {"revision": COPYING})


def _copy_table(source: Connection, writer: Engine, table: Table) -> None:
    with writer.begin() as connection:
        last = _last_key(connection, table)
    for batch in _batches(source, table, last):
        with writer.begin() as connection:
            add(connection, table, *(row._asdict() for row in batch))


def _compared(source: Connection, writer: Engine, table: Table) -> Digest:
    """Read both.

    Raises:
        ConfigError: they differ.
    """
    wanted = digest_of(source, table)
    with writer.begin() as connection:
        found = digest_of(connection, table)
    if wanted != found:
        raise ConfigError(f"{table.name} did not arrive as it is in the source: empty the target and begin again")
    return found


def _batches(connection: Connection, table: Table, last: Sequence[Any] | None) -> Iterator[Sequence[Row[Any]]]:
    """Give rows in the order of their keys, behind `last`."""
    keys = list(table.primary_key.columns)
    size = LARGE_BATCH_ROWS if table is CHUNKS else BATCH_ROWS
    while True:
        wanted = select(table).order_by(*keys).limit(size)
        if last is not None:
            bound = [literal(value, column.type) for value, column in zip(last, keys, strict=True)]
            wanted = wanted.where(tuple_(*keys) > tuple_(*bound))
        batch = connection.execute(wanted).all()
        if not batch:
            return
        yield batch
        last = [getattr(batch[-1], column.name) for column in keys]


def _last_key(connection: Connection, table: Table) -> Sequence[Any] | None:
    keys = list(table.primary_key.columns)
    found = connection.execute(select(*keys).order_by(*(key.desc() for key in keys)).limit(1)).one_or_none()
    return None if found is None else tuple(found)


def _has_rows(connection: Connection, table: Table) -> bool:
    return connection.execute(select(next(iter(table.primary_key.columns))).limit(1)).first() is not None


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(_REVISION).scalar_one_or_none()
    return found


def _serialised(row: Row[Any]) -> bytes:
    return b"".join(_value(value) for value in row)


def _value(value: object) -> bytes:
    """Write a value so that no two rows look alike: kind, length, content."""
    match value:
        case None:
            kind, data = b"n", b""
        case bool():
            kind, data = b"t", bytes([value])
        case int():
            kind, data = b"i", str(value).encode()
        case str():
            kind, data = b"s", value.encode()
        case bytes():
            kind, data = b"b", value
        case datetime() | date():
            kind, data = b"d", value.isoformat().encode()
        case _:
            raise TypeError(type(value).__name__)
    return kind + len(data).to_bytes(8) + data


def _is_postgres(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _tidy(writer: Engine) -> None:
    """Let PostgreSQL count rows, and note which may be seen: both matter for the first inbox that is read."""
    with writer.connect() as connection:
        if _is_postgres(connection):
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM (ANALYZE)"))
