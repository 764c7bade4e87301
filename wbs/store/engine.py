"""Connections: where the database is, how SQLite and PostgreSQL are set up, and that a fork shares none of it."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar, cast
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, NullPool, QueuePool, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from wbs.errors import ConfigError

T = TypeVar("T")

PAGE_BYTES = 16_384
"""SQLite's page, by measurement (docs/decisions/0005-store.md)."""
FILE_MODE = 0o660
"""Owner and group, less the umask: two system users may share one SQLite file through a group, nobody else."""
BUSY_SECONDS = 5
POOL_WAIT_SECONDS = 10
_ALONE_MILLISECONDS = 250
_WAL_LIMIT_BYTES = 64 << 20
_CHECKPOINT_BYTES = 16 << 20
_CACHE_KIB = 4096
"""Twice SQLite's own: what the rows of one inbox page lie on."""
_PRAGMAS = (
    ("synchronous", "FULL"),
    ("secure_delete", "ON"),
    ("foreign_keys", "ON"),
    ("trusted_schema", "OFF"),
    ("cell_size_check", "ON"),
    ("mmap_size", "0"),
    ("temp_store", "MEMORY"),
    ("cache_size", str(-_CACHE_KIB)),
    ("busy_timeout", str(BUSY_SECONDS * 1000)),
    ("journal_size_limit", str(_WAL_LIMIT_BYTES)),
    ("wal_autocheckpoint", str(_CHECKPOINT_BYTES // PAGE_BYTES)),
)
_SESSION = (
    "SET synchronous_commit = on",
    "SET lock_timeout = '5s'",
    "SET statement_timeout = '30s'",
    "SET idle_in_transaction_session_timeout = '30s'",
    # Every statement finds its rows by a key. A planner without statistics, as on a young or just restored database,
    # would rather read whole tables.
    "SET enable_seqscan = off",
    "SET enable_bitmapscan = off",
    "SET enable_hashjoin = off",
    "SET enable_mergejoin = off",
    "SET jit = off",
)
"""What a WBS connection asks of PostgreSQL, whatever the server's defaults are."""


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """A SQLite database and the lock file beside it."""

    path: Path

    @property
    def lock(self) -> Path:
        """The file that writers of all processes lock in turn."""
        return self.path.with_name(self.path.name + ".lock")


class PerProcess(Generic[T]):
    """One T for each process: a child never uses what it inherited through a fork, and never closes it either."""

    def __init__(self, build: Callable[[], T]) -> None:
        """Build nothing yet; `build` must be cheap, since two threads may race to it."""
        self._build = build
        self._built: dict[int, T] = {}

    def get(self) -> T:
        """Give this process's own."""
        found = self._built.get(os.getpid())
        return self._built.setdefault(os.getpid(), self._build()) if found is None else found

    def pop(self) -> T | None:
        """Take away this process's own, if it was ever built."""
        return self._built.pop(os.getpid(), None)


def parse_url(url: str) -> SqliteFile | URL:
    """Read where the database is.

    Raises:
        ConfigError: not `sqlite:///path` and not `postgresql://…`. The text never quotes the URL, which may hold a
            password.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise ConfigError("WBS_DATABASE_URL is not a database address") from None
    if parsed.drivername in {"postgresql", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername != "sqlite" or parsed.host or "?" in url:
        raise ConfigError("WBS_DATABASE_URL must be sqlite:///path or postgresql://…")
    if not parsed.database or parsed.database == ":memory:":
        raise ConfigError("WBS_DATABASE_URL must name the file of the SQLite database")
    return SqliteFile(Path(parsed.database).absolute())


def create_sqlite(file: SqliteFile) -> None:
    """Create the file with the page size and vacuum mode that only an empty one takes; keep one that exists."""
    os.close(os.open(file.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE_MODE))
    with closing(connect_sqlite(file)) as connection:
        connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")


def connect_sqlite(file: SqliteFile, *, read_only: bool = False) -> sqlite3.Connection:
    """Open a connection that creates no file, keeps nothing in temporary files and begins no transaction by itself."""
    address = f"file:{quote(str(file.path))}?mode=rw"
    connection = sqlite3.connect(
        address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    try:
        for name, value in _PRAGMAS:
            connection.execute(f"PRAGMA {name} = {value}")
        if read_only:
            connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def sqlite_readers(file: SqliteFile) -> Engine:
    """Make a pool of connections that cannot write; each unit of work sees one state of the database."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: connect_sqlite(file, read_only=True),
        poolclass=QueuePool,
        pool_size=16,
        max_overflow=16,
        pool_timeout=POOL_WAIT_SECONDS,
        hide_parameters=True,
    )
    _begin_with(engine, "BEGIN")
    return engine


def sqlite_writer(file: SqliteFile) -> Engine:
    """Make an engine whose transactions take SQLite's write lock at once, and whose connections close after use."""

    def connect() -> sqlite3.Connection:
        connection = connect_sqlite(file)
        connection.execute("PRAGMA journal_mode = WAL")  # a restored copy may have lost it
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)
    _begin_with(engine, "BEGIN IMMEDIATE")
    return engine


def sqlite_alone(file: SqliteFile) -> Engine:
    """Make an engine whose connection nobody else has the file open beside, not even to read."""

    def connect() -> sqlite3.Connection:
        connection = connect_sqlite(file)
        connection.execute(f"PRAGMA busy_timeout = {_ALONE_MILLISECONDS}")
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)
    _begin_with(engine, "BEGIN EXCLUSIVE")
    return engine


def postgres_engine(url: URL) -> Engine:
    """Make a pool of connections to PostgreSQL that are tried before use.

    READ COMMITTED is enough: every rule that reads before it writes locks the row that decides (the case, the upload,
    the agency's audit tree), and uniqueness is left to the keys.
    """
    engine = create_engine(
        url,
        isolation_level="READ COMMITTED",
        pool_size=8,
        max_overflow=24,
        pool_timeout=POOL_WAIT_SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"connect_timeout": 5},
    )
    event.listen(engine, "connect", _set_up_postgres)
    return engine


def _begin_with(engine: Engine, statement: str) -> None:
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        driver = connection.connection.dbapi_connection
        cast(sqlite3.Connection, driver).execute(statement)


def _set_up_postgres(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for statement in _SESSION:
        cursor.execute(statement)
    cursor.close()
    connection.commit()
