"""How units of work reach the database: `read` sees one state, `write` is one committed transaction."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import URL, Engine, text
from sqlalchemy.exc import DBAPIError

from wbs.errors import NotFoundError, StoreUnavailableError
from wbs.store.engine import PerProcess, SqliteFile, connect_sqlite, postgres_engine, sqlite_readers
from wbs.store.errors import is_worth_retrying, mapped_errors
from wbs.store.lock import turn
from wbs.store.writer import Job, Writer

T = TypeVar("T")

VACUUM_PAGES = 256
"""Pages given back in one turn: 4 MiB, so that writers wait for little."""
RECLAIM_MILLISECONDS = 250
"""How long a checkpoint waits for readers; writers wait as long."""
RESERVED_BYTES = 512 << 20
"""Room on SQLite's disk that attachments never take: deletions need some as well, and the log needs its own twice."""
ATTEMPTS = 5
_BACKOFF_SECONDS = 0.01
_TAKE = text("SELECT pg_try_advisory_lock(hashtextextended(:what, 0))")
_GIVE_BACK = text("SELECT pg_advisory_unlock(hashtextextended(:what, 0))")


class Database(Protocol):
    """What the tables' modules need of an engine."""

    def read(self, job: Job[T]) -> T:
        """Run `job` on one unchanging state of the database. Raises StoreUnavailableError."""

    def write(self, job: Job[T], size: int = 0) -> T:
        """Run `job` in a transaction and return after its commit; `size` is bytes of bulk data, 0 for everything else.

        Raises:
            ConflictError: a key is taken.
            NotFoundError: a row refers to one that does not exist.
            StoreUnavailableError: the database cannot; nothing is stored.
        """

    def require_room(self) -> None:
        """Refuse to grow by bulk data where the disk's last room begins. Raises StoreUnavailableError."""

    def reclaim(self) -> None:
        """After deletions: see to it that the deleted bytes leave the files, as far as the engine can."""

    def alone(self, what: str) -> AbstractContextManager[bool]:
        """Say whether nobody else of this name is in such a block, on any machine; hold the place until its end."""

    def close(self) -> None:
        """Let go of every connection of this process."""


def find(database: Database, job: Job[T | None]) -> T | None:
    """Read something that may not exist; a key that no row could hold is one that no row has."""
    try:
        return database.read(job)
    except NotFoundError:
        return None


class SqliteDatabase:
    """SQLite: pooled readers, and one writer thread in each process."""

    def __init__(self, file: SqliteFile, *, read_only: bool = False) -> None:
        """Open nothing yet."""
        self._file = file
        self._read_only = read_only
        self._readers = PerProcess(lambda: sqlite_readers(file))
        self._writer = PerProcess(lambda: Writer(file))
        self._closed = False

    def read(self, job: Job[T]) -> T:
        """Run `job` in a read transaction."""
        self._check_open()
        with mapped_errors(), self._readers.get().connect() as connection:
            return job(connection)

    def write(self, job: Job[T], size: int = 0) -> T:
        """Hand `job` to the writer thread and wait for the commit."""
        self._check_open()
        if self._read_only:
            raise StoreUnavailableError("the store was opened for reading only")
        with mapped_errors():
            return self._writer.get().run(job, size)

    def require_room(self) -> None:
        """Keep the last 512 MiB of the disk for what is small: a disk that attachments fill can store no report.

        Nor could it be emptied again, since what SQLite deletes passes through its log.
        """
        with mapped_errors():
            if free_bytes(self._file.path.parent) < RESERVED_BYTES:
                raise StoreUnavailableError("the disk has too little room left for attachments")

    def reclaim(self) -> None:
        """Write the zeros of deleted pages over the file, give free pages back, and empty the write-ahead log.

        The first checkpoint comes before the pages are cut off: it overwrites them where they lie on the disk. A reader
        that holds an older state stops a checkpoint from emptying the log; the next call makes up for it.
        """
        with mapped_errors(), closing(connect_sqlite(self._file)) as connection:
            connection.execute(f"PRAGMA busy_timeout = {RECLAIM_MILLISECONDS}")
            with turn(self._file.lock):
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            before, free = -1, _free_pages(connection)
            while free and free != before:
                with turn(self._file.lock):
                    connection.execute(f"PRAGMA incremental_vacuum({VACUUM_PAGES})").fetchall()
                before, free = free, _free_pages(connection)
            with turn(self._file.lock):
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def alone(self, what: str) -> AbstractContextManager[bool]:  # noqa: ARG002 - see Database
        """Say yes: the file is on one machine, whose service manager runs one of each."""
        return nullcontext(enter_result=True)

    def close(self) -> None:
        """Serve the writes that wait, then close this process's connections."""
        self._closed = True
        writer, readers = self._writer.pop(), self._readers.pop()
        if writer is not None:
            writer.close()
        if readers is not None:
            readers.dispose()

    def _check_open(self) -> None:
        if self._closed:
            raise StoreUnavailableError("the store is closed")


def free_bytes(folder: Path) -> int:
    """Give how much this user may still write to a folder's disk."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


def _free_pages(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA freelist_count").fetchone()[0])


class PostgresDatabase:
    """PostgreSQL: ordinary transactions on pooled connections, in the caller's thread."""

    def __init__(self, url: URL, *, read_only: bool = False, pause: Callable[[float], None] = time.sleep) -> None:
        """Open nothing yet; `pause` waits between attempts."""
        self._read_only = read_only
        self._pause = pause
        self._engine = PerProcess(lambda: postgres_engine(url))
        self._closed = False

    def read(self, job: Job[T]) -> T:
        """Run `job` on one snapshot."""
        with mapped_errors(), self._open().connect() as connection:
            snapshot = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            return job(snapshot)

    def write(self, job: Job[T], size: int = 0) -> T:
        """Run `job` in a transaction, again if PostgreSQL gave it up for another one's sake."""
        del size
        if self._read_only:
            raise StoreUnavailableError("the store was opened for reading only")
        with mapped_errors():
            for attempt in range(ATTEMPTS - 1):
                try:
                    return self._transact(job)
                except DBAPIError as error:
                    if not is_worth_retrying(error):
                        raise
                    self._pause(_BACKOFF_SECONDS * 2**attempt)
            return self._transact(job)

    def require_room(self) -> None:
        """Do nothing: PostgreSQL's disk is another machine's, and its operator's to watch."""

    def reclaim(self) -> None:
        """Do nothing: PostgreSQL's autovacuum reuses the room, and only the operator can rewrite its files."""

    @contextmanager
    def alone(self, what: str) -> Iterator[bool]:
        """Hold a lock of the server's, which goes with the connection, however that ends."""
        with mapped_errors(), self._open().connect() as plain:
            connection = plain.execution_options(isolation_level="AUTOCOMMIT")
            key = {"what": f"wbs {what}"}
            is_mine = bool(connection.execute(_TAKE, key).scalar_one())
            try:
                yield is_mine
            finally:
                if is_mine:
                    connection.execute(_GIVE_BACK, key)

    def close(self) -> None:
        """Close this process's connections."""
        self._closed = True
        engine = self._engine.pop()
        if engine is not None:
            engine.dispose()

    def _transact(self, job: Job[T]) -> T:
        with self._open().begin() as connection:
            return job(connection)

    def _open(self) -> Engine:
        if self._closed:
            raise StoreUnavailableError("the store is closed")
        return self._engine.get()
