"""Filling an empty database from a backup, whatever kind of database it came from: all of it or nothing.

SQLite is filled in a file beside its place, which gets its name at the end; PostgreSQL in one transaction. What must
change because time went on meanwhile is changed before that.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Protocol, cast

from sqlalchemy import URL, Connection, inspect, text

from wbs.cases.backups.parts import Contents, Kind, Row, Table, Value
from wbs.cases.referral.model import ParcelState
from wbs.errors import ConfigError, FormatError, UnknownVersionError
from wbs.store.engine import SqliteFile, connect_sqlite, create_sqlite, parse_url, postgres_engine, sqlite_writer
from wbs.store.errors import mapped_errors
from wbs.store.layouts import known_revisions, lay_out
from wbs.store.schema import SHUFFLED
from wbs.store.snapshot import LEFT_OUT, driver_errors, reflected, shape_of

DRAFT = ".restoring"
"""Behind the name of a SQLite file that is being filled."""
_LOGS = ("-wal", "-journal")
"""Behind the name of a SQLite file: what a process that was killed had not yet written into it."""
_SHUFFLED = frozenset(table.name for table in SHUFFLED)
_SETTLED = {
    "parcels": "UPDATE parcels SET state = :unknown WHERE state IN (:waiting, :sending)",
    "answered_challenges": "DELETE FROM answered_challenges",
    "invitations": "DELETE FROM invitations",
}
"""By table: what is changed in it because time went on; older schemas do not have all of them."""
_STATES = {
    "unknown": ParcelState.UNKNOWN.value,
    "waiting": ParcelState.WAITING.value,
    "sending": ParcelState.SENDING.value,
}


class Refill(Protocol):
    """An empty database that is being filled."""

    def begin(self, contents: Contents) -> None:
        """Make the tables that the backup's database had.

        Raises:
            UnknownVersionError: a schema newer than this program.
            FormatError: tables that the schema does not have.
        """

    def add(self, table: Table, rows: list[Row]) -> None:
        """Add rows. Raises ConflictError, NotFoundError: rows that contradict one another."""

    def settle(self) -> None:
        """Change what would be wrong now: texts that may have left meanwhile, open invitations, answers to passkeys."""


@contextmanager
def refill(url: str) -> Iterator[Refill]:
    """Fill an empty database; what was added is there once the block ends well, and nothing of it if it does not.

    Raises:
        ConfigError: not empty.
        StoreUnavailableError: the database cannot be reached or written.
    """
    place = parse_url(url)
    with _sqlite(place) if isinstance(place, SqliteFile) else _postgres(place) as filling:
        yield filling


def require_empty(url: str) -> None:
    """Raise ConfigError unless a database could be restored here."""
    place = parse_url(url)
    if isinstance(place, SqliteFile):
        _require_no_file(place)
        return
    engine = postgres_engine(place)
    try:
        with mapped_errors(), engine.connect() as connection:
            _require_no_table(connection)
    finally:
        engine.dispose()


@contextmanager
def _sqlite(place: SqliteFile) -> Iterator[Refill]:
    _require_no_file(place)
    draft = SqliteFile(place.path.with_name(place.path.name + DRAFT))
    _remove(draft)
    place.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with mapped_errors():
            create_sqlite(draft)
            connection = connect_sqlite(draft)
        with closing(connection):
            yield _SqliteRefill(draft, connection)
            with mapped_errors():
                connection.execute("PRAGMA journal_mode = WAL")
        _keep(draft.path)
        _require_no_file(place)
        draft.path.rename(place.path)
        _keep(place.path.parent)
    finally:
        _remove(draft)


class _SqliteRefill:
    def __init__(self, draft: SqliteFile, connection: sqlite3.Connection) -> None:
        self._draft = draft
        self._connection = connection
        self._tables: frozenset[str] = frozenset()

    def begin(self, contents: Contents) -> None:
        _require_known(contents)
        self._tables = frozenset(table.name for table in contents.tables)
        with mapped_errors():
            found = _lay_out_sqlite(self._draft, contents.schema)
            # The file is thrown away unless all goes well: it needs neither a journal nor order on the disk meanwhile.
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -65536"):
                self._connection.execute(f"PRAGMA {pragma}")
        _require_tables(contents, found)

    def add(self, table: Table, rows: list[Row]) -> None:
        with mapped_errors():
            self._connection.execute("BEGIN")
            self._connection.executemany(_insert(table), _converted(table, rows, _TO_SQLITE))
            self._connection.execute("COMMIT")

    def settle(self) -> None:
        with mapped_errors():
            for table in self._tables & _SETTLED.keys():
                self._connection.execute(_SETTLED[table], _STATES)


@contextmanager
def _postgres(url: URL) -> Iterator[Refill]:
    engine = postgres_engine(url)
    with ExitStack() as stack:
        stack.callback(engine.dispose)
        with mapped_errors():
            connection = stack.enter_context(engine.connect())
            begun = connection.begin()
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            _require_no_table(connection)
        yield _PostgresRefill(connection)
        with mapped_errors():
            begun.commit()


class _PostgresRefill:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._tables: frozenset[str] = frozenset()

    def begin(self, contents: Contents) -> None:
        _require_known(contents)
        self._tables = frozenset(table.name for table in contents.tables)
        with mapped_errors():
            lay_out(self._connection, contents.schema)
            found = _shapes(self._connection)
        _require_tables(contents, found)

    def add(self, table: Table, rows: list[Row]) -> None:
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        driver = cast(Any, self._connection.connection.dbapi_connection)
        with (
            driver_errors(),
            driver.cursor() as cursor,
            cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def settle(self) -> None:
        with mapped_errors():
            for table in self._tables & _SETTLED.keys():
                self._connection.execute(text(_SETTLED[table]), _STATES)


def _require_no_file(place: SqliteFile) -> None:
    """Refuse a log without its database, too: SQLite would write what it holds over the file that gets the name."""
    for ending in ("", *_LOGS):
        path = place.path.with_name(place.path.name + ending)
        if path.exists():
            raise ConfigError(f"there is a database at {path} already: restore into an empty place only")


def _require_no_table(connection: Connection) -> None:
    if inspect(connection).get_table_names():
        raise ConfigError("the database has tables already: restore into an empty one only")


def _require_known(contents: Contents) -> None:
    if contents.schema not in known_revisions():
        raise UnknownVersionError("the backup has a schema that is newer than this program")


def _require_tables(contents: Contents, found: Mapping[str, Table]) -> None:
    listed = {table.name: _columns(table) for table in contents.tables}
    if len(listed) != len(contents.tables) or listed != {name: _columns(table) for name, table in found.items()}:
        raise FormatError("the backup has tables that its schema does not have")


def _columns(table: Table) -> dict[str, Kind]:
    return {column.name: column.kind for column in table.columns}


def _lay_out_sqlite(draft: SqliteFile, revision: str) -> dict[str, Table]:
    engine = sqlite_writer(draft)
    with engine.begin() as connection:
        lay_out(connection, revision)
    with engine.connect() as connection:
        return _shapes(connection)


def _shapes(connection: Connection) -> dict[str, Table]:
    """Say of every table that belongs into a backup what columns it has."""
    return {table.name: shape_of(table) for table in reflected(connection) if table.name not in LEFT_OUT}


def _insert(table: Table) -> str:
    columns = [f'"{column.name}"' for column in table.columns]
    values = ["?"] * len(columns)
    if table.name in _SHUFFLED:
        columns, values = ["rowid", *columns], ["random()", *values]
    return f'INSERT INTO "{table.name}" ({", ".join(columns)}) VALUES ({", ".join(values)})'  # noqa: S608


def _converted(table: Table, rows: list[Row], converters: Mapping[Kind, Any]) -> Iterator[Row]:
    turned = [(at, converters[one.kind]) for at, one in enumerate(table.columns) if one.kind in converters]
    for row in rows:
        values: list[Value] = list(row)
        for at, convert in turned:
            if values[at] is not None:
                values[at] = convert(values[at])
        yield values


_TO_SQLITE: Mapping[Kind, Any] = {Kind.TIME: lambda stored: stored.replace("T", " ").removesuffix("Z")}


def _keep(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(draft: SqliteFile) -> None:
    for ending in ("", *_LOGS, "-shm", ".lock"):
        draft.path.with_name(draft.path.name + ending).unlink(missing_ok=True)
