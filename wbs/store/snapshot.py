"""One state of a whole database, row by row, while others write: what a backup is made of.

Reads what the database itself says of its tables, so that one with an older schema can be backed up before it is
migrated. Sessions stay out: nobody should be signed in by a restored copy, or by a stolen one.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, cast

import psycopg
from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    Date,
    DateTime,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    inspect,
    select,
    text,
)
from sqlalchemy import Table as Reflected

from wbs.cases.backups.parts import Column, Contents, Kind, Row, Table, Value
from wbs.cases.model import AgencyCode, CaseId, CaseName
from wbs.errors import ConfigError, FormatError
from wbs.store.engine import SqliteFile, parse_url, postgres_engine, sqlite_readers
from wbs.store.errors import mapped_errors, unavailable
from wbs.store.layouts import known_revisions
from wbs.store.schema.cases import CASES, RECORDS

LEFT_OUT = frozenset({"alembic_version", "sessions"})
"""The revision stands in a backup's contents; sessions end with the database that they were opened in."""
_FETCHED = 32
"""Rows that PostgreSQL hands over at once; of the largest kind they are some tens of megabytes."""
_UNHURRIED = ("SET LOCAL statement_timeout = 0", "SET LOCAL idle_in_transaction_session_timeout = 0")
_KINDS = (
    (LargeBinary, Kind.BYTES),
    (Boolean, Kind.FLAG),
    (BigInteger, Kind.NUMBER),
    (Integer, Kind.NUMBER),
    (DateTime, Kind.TIME),
    (Date, Kind.DAY),
    (Text, Kind.TEXT),
)


_ITS_RECORDS = (RECORDS.c.agency == CASES.c.agency) & (RECORDS.c.case_id == CASES.c.case_id)
_RECORDS = (
    select(CASES.c.agency, CASES.c.case_id, CASES.c.place, RECORDS.c.envelope)
    .join_from(CASES, RECORDS, _ITS_RECORDS, isouter=True)
    .order_by(CASES.c.agency, CASES.c.case_id, RECORDS.c.place)
)
"""A case without records is there, too, with nothing."""


class Snapshot:
    """Implements `wbs.cases.backups.parts.Source` on a connection whose transaction sees one state."""

    def __init__(self, connection: Connection, day: str) -> None:
        """Read the schema."""
        self._connection = connection
        self._tables = {table.name: table for table in reflected(connection)}
        tables = tuple(shape_of(table) for table in self._tables.values() if table.name not in LEFT_OUT)
        self.contents = Contents(schema=_revision(connection), day=day, tables=tables)

    def rows(self, table: Table) -> Iterator[Row]:
        """Give all rows, in no order that tells which came first."""
        is_sqlite = self._connection.dialect.name == "sqlite"
        with mapped_errors():
            yield from (self._sqlite_rows if is_sqlite else self._postgres_rows)(table)

    def _sqlite_rows(self, table: Table) -> Iterator[Row]:
        """As they lie: by their keys, or by rowids, which are drawn at random where reporters' rows have one."""
        driver = cast(sqlite3.Connection, self._connection.connection.dbapi_connection)
        with closing(driver.execute(_select(table))) as found:
            yield from _converted(table, found, _OF_SQLITE)

    def _postgres_rows(self, table: Table) -> Iterator[Row]:
        """By their keys: the heap lies in the order of arrival."""
        keys = ", ".join(f'"{column.name}"' for column in self._tables[table.name].primary_key)
        driver = cast(Any, self._connection.connection.dbapi_connection)
        with driver_errors(), driver.cursor(name="wbs_backup") as found:
            found.itersize = _FETCHED
            found.execute(_select(table) + (f" ORDER BY {keys}" if keys else ""))
            yield from _converted(table, found, _OF_POSTGRES)


@contextmanager
def snapshot(url: str, day: str) -> Iterator[Snapshot]:
    """Open one unchanging state of a database, of this program's schema or an older one.

    Raises:
        ConfigError: no database, an empty one, or a schema that this program does not know.
        StoreUnavailableError: the database cannot be read.
    """
    place = parse_url(url)
    if isinstance(place, SqliteFile) and not place.path.exists():
        raise ConfigError(f"there is no database at {place.path}")
    engine = sqlite_readers(place) if isinstance(place, SqliteFile) else postgres_engine(place)
    with ExitStack() as stack:
        stack.callback(engine.dispose)
        with mapped_errors():
            found = Snapshot(stack.enter_context(_one_state(engine)), day)
        yield found


def case_records(url: str) -> Iterator[tuple[CaseName, int, list[bytes]]]:
    """Give of every case the place of its newest record, and the records that are there, oldest first.

    All of one state of a database of this program's schema.

    Raises:
        StoreUnavailableError: the database cannot be read.
    """
    place = parse_url(url)
    engine = sqlite_readers(place) if isinstance(place, SqliteFile) else postgres_engine(place)
    try:
        with mapped_errors(), _one_state(engine) as connection:
            rows = connection.execution_options(yield_per=_FETCHED).execute(_RECORDS)
            for (agency, case, newest), found in groupby(rows, key=lambda row: (row.agency, row.case_id, row.place)):
                envelopes = [bytes(row.envelope) for row in found if row.envelope is not None]
                yield CaseName(AgencyCode(agency), CaseId(case)), newest, envelopes
    finally:
        engine.dispose()


@contextmanager
def _one_state(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("SELECT count(*) FROM sqlite_master")).close()
            yield connection
            return
        frozen = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        for statement in _UNHURRIED:
            frozen.execute(text(statement))
        yield frozen


def reflected(connection: Connection) -> list[Reflected]:
    """Give the tables that a database has, those first that others refer to."""
    metadata = MetaData()
    metadata.reflect(connection)
    return metadata.sorted_tables


def shape_of(table: Reflected) -> Table:
    """Say what a backup says of a table. Raises ConfigError: a column of a kind that no schema of ours has."""
    # Names that SQLAlchemy gives carry a note of how to quote them, which no encoder knows.
    columns = tuple(Column(name="".join(one.name), kind=_kind(one.type)) for one in table.c)
    return Table(name="".join(table.name), columns=columns)


@contextmanager
def driver_errors() -> Iterator[None]:
    """Let no error of PostgreSQL's driver out where it is spoken to directly.

    Raises:
        FormatError: a value or a row that the tables do not take.
        StoreUnavailableError: everything else.
    """
    try:
        yield
    except (psycopg.DataError, psycopg.IntegrityError):
        raise FormatError("rows that the tables of their schema do not take") from None
    except psycopg.Error as error:
        raise unavailable(error) from None


def _kind(found: Any) -> Kind:
    for known, kind in _KINDS:
        if isinstance(found, known):
            return kind
    raise ConfigError("the database has a column of an unknown kind")


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        raise ConfigError("the database is empty: run wbs migrate")
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    if found not in known_revisions():
        raise ConfigError("the database has a schema that this program does not know: use the program that made it")
    return str(found)


def _select(table: Table) -> str:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    return f'SELECT {columns} FROM "{table.name}"'  # noqa: S608 - names of the schema


def _converted(table: Table, found: Any, converters: Mapping[Kind, Any]) -> Iterator[Row]:
    turned = [(at, converters[one.kind]) for at, one in enumerate(table.columns) if one.kind in converters]
    for row in found:
        if not turned:
            yield row
            continue
        values: list[Value] = list(row)
        for at, convert in turned:
            if values[at] is not None:
                values[at] = convert(values[at])
        yield values


def _sqlite_time(stored: str) -> str:
    """SQLite keeps `2026-11-22 08:00:00.000000`, in UTC."""
    return f"{stored.replace(' ', 'T')}Z"


def _postgres_time(stored: datetime) -> str:
    return stored.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


_OF_SQLITE: Mapping[Kind, Any] = {Kind.FLAG: bool, Kind.TIME: _sqlite_time}
_OF_POSTGRES: Mapping[Kind, Any] = {Kind.DAY: lambda stored: stored.isoformat(), Kind.TIME: _postgres_time}
