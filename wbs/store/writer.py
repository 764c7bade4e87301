"""The one thread of a process that writes to SQLite, with group commit.

Requests hand over jobs and wait. The thread takes what has gathered, runs every job in a savepoint of its own inside
one transaction, commits once, and only then tells the requests. A job that fails, fails alone; a commit that fails,
fails all. Prompt jobs and bulk jobs (chunks of attachments) wait in two lanes that take turns, so that an upload never
delays a report by more than about one chunk, and reports never stop an upload. Knows nothing of tables.
"""

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from wbs.errors import StoreUnavailableError
from wbs.store.engine import SqliteFile, sqlite_writer
from wbs.store.errors import unavailable
from wbs.store.lock import turn

T = TypeVar("T")
Job = Callable[[Connection], T]

_BEGIN, _KEEP, _UNDO = "SAVEPOINT job", "RELEASE job", "ROLLBACK TO job"
WAIT_SECONDS = 20.0
"""How long a request waits, for room in the lane and then for its turn, before it is told that nothing was saved."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may wait, and how much is written at once."""

    prompt_waiting: int = 1024
    prompt_batch: int = 64
    bulk_waiting_bytes: int = 16 << 20
    bulk_batch_bytes: int = 1 << 20


@dataclass(slots=True)
class _Entry:
    job: Job[Any]
    size: int
    future: Future[Any] = field(default_factory=Future)


@dataclass(slots=True)
class _Outcome:
    value: Any = None
    error: BaseException | None = None


class Lanes:
    """What waits to be written: prompt jobs and bulk jobs, taken in turns. Safe to use from many threads."""

    def __init__(self, limits: Limits) -> None:
        """Start empty."""
        self._limits = limits
        self._prompt: deque[_Entry] = deque()
        self._bulk: deque[_Entry] = deque()
        self._bulk_bytes = 0
        self._prompt_was_last = False
        self._closed = False
        self._changed = threading.Condition()

    def put(self, entry: _Entry, until: float) -> None:
        """Wait for room and stand in line; `size` 0 is prompt, anything else bulk.

        Raises:
            StoreUnavailableError: no room until `until` (monotonic seconds), or closed.
        """
        with self._changed:
            while not self._closed and not self._has_room(entry):
                if not self._changed.wait(until - time.monotonic()):
                    raise StoreUnavailableError("too many writes are waiting")
            if self._closed:
                raise StoreUnavailableError("the store is closed")
            (self._bulk if entry.size else self._prompt).append(entry)
            self._bulk_bytes += entry.size
            self._changed.notify_all()

    def wait(self) -> bool:
        """Wait until something stands in line; False once closed and empty."""
        with self._changed:
            while not self._prompt and not self._bulk:
                if self._closed:
                    return False
                self._changed.wait()
            return True

    def take(self) -> list[_Entry]:
        """Take the next batch: prompt jobs up to a count, or bulk jobs up to a number of bytes but at least one.

        Whichever lane was served last comes second. Entries whose request has gone are left out.
        """
        with self._changed:
            takes_bulk = bool(self._bulk) and (self._prompt_was_last or not self._prompt)
            batch = self._take_bulk() if takes_bulk else self._take_prompt()
            self._prompt_was_last = not takes_bulk
            self._changed.notify_all()
        return [entry for entry in batch if entry.future.set_running_or_notify_cancel()]

    def close(self) -> None:
        """Let nothing more in; what stands in line is still served."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _has_room(self, entry: _Entry) -> bool:
        if not entry.size:
            return len(self._prompt) < self._limits.prompt_waiting
        return not self._bulk or self._bulk_bytes + entry.size <= self._limits.bulk_waiting_bytes

    def _take_prompt(self) -> list[_Entry]:
        count = min(len(self._prompt), self._limits.prompt_batch)
        return [self._prompt.popleft() for _ in range(count)]

    def _take_bulk(self) -> list[_Entry]:
        batch = [self._bulk.popleft()]
        size = batch[0].size
        while self._bulk and size + self._bulk[0].size <= self._limits.bulk_batch_bytes:
            batch.append(self._bulk.popleft())
            size += batch[-1].size
        self._bulk_bytes -= size
        return batch


class Writer:
    """Writes for the threads of one process. The thread starts with the first job."""

    def __init__(self, file: SqliteFile, limits: Limits | None = None, wait_seconds: float = WAIT_SECONDS) -> None:
        """Start nothing yet: a process may fork between this and its first job."""
        self._file = file
        self._wait = wait_seconds
        self._lanes = Lanes(limits or Limits())
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def run(self, job: Job[T], size: int = 0) -> T:
        """Run `job` in a transaction and give what it returned, after the commit.

        Args:
            job: reads and writes through the connection it is given; may be run by another thread.
            size: bytes of bulk data it writes, or 0.

        Raises:
            StoreUnavailableError: no room or no turn in time (the job was then never run), closed, or the batch was not
                written.
            Exception: whatever the job raised. Nothing of the job is stored in any of these cases.
        """
        entry = _Entry(job, size)
        self._start()
        self._lanes.put(entry, time.monotonic() + self._wait)
        try:
            return cast(T, entry.future.result(self._wait))
        except FutureTimeoutError:
            if entry.future.cancel():
                raise StoreUnavailableError("writing took too long to begin") from None
        return cast(T, entry.future.result())  # it is being written: only its outcome is the truth

    def close(self) -> None:
        """Serve what waits, then end the thread."""
        self._lanes.close()
        if self._thread is not None:
            self._thread.join(self._wait)

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="wbs-writer", daemon=True)
                self._thread.start()

    def _serve(self) -> None:
        session = _Session(sqlite_writer(self._file))
        while self._lanes.wait():
            self._serve_batch(session)
        session.close()

    def _serve_batch(self, session: "_Session") -> None:
        batch: list[_Entry] = []
        try:
            with turn(self._file.lock):
                batch = self._lanes.take()
                outcomes = session.commit([entry.job for entry in batch])
        except BaseException as error:  # noqa: BLE001 - whoever waits must hear of it, whatever it is
            session.close()
            batch = batch or self._lanes.take()
            outcomes = [_Outcome(error=unavailable(error))] * len(batch)
        for entry, outcome in zip(batch, outcomes, strict=True):
            _tell(entry.future, outcome)


class _Session:
    """The writer's connection, opened when needed and thrown away after any failure that was not one job's own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def commit(self, jobs: list[Job[Any]]) -> list[_Outcome]:
        """Run the jobs in one transaction; returns after its commit."""
        if self._connection is None:
            self._connection = self._engine.connect()
        with self._connection.begin():
            return [_attempt(self._connection, job) for job in jobs]

    def close(self) -> None:
        """Let go of the connection, whatever state it is in."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SQLAlchemyError):
                connection.close()


def _attempt(connection: Connection, job: Job[Any]) -> _Outcome:
    # Savepoints go to the driver: said through SQLAlchemy they cost a third of what a job does.
    driver = cast(sqlite3.Connection, connection.connection.dbapi_connection)
    driver.execute(_BEGIN)
    try:
        value = job(connection)
        driver.execute(_KEEP)
    except BaseException as error:
        # A full disk or a failed write can make SQLite undo the whole transaction, other jobs included.
        if not driver.in_transaction:
            raise
        driver.execute(_UNDO)
        driver.execute(_KEEP)
        return _Outcome(error=error)
    return _Outcome(value)


def _tell(future: Future[Any], outcome: _Outcome) -> None:
    if outcome.error is None:
        future.set_result(outcome.value)
    else:
        future.set_exception(outcome.error)
