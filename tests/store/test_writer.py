"""The writer thread: groups commits, tells nobody too early, lets nobody starve, and answers everybody."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, text

from tests.store.raw import count, file_of, query
from wbs.errors import StoreUnavailableError
from wbs.store.engine import SqliteFile
from wbs.store.lock import turn
from wbs.store.writer import Lanes, Limits, Writer, _Entry

CHUNK = 1 << 20


@pytest.fixture
def file(sqlite_url: str) -> SqliteFile:
    return SqliteFile(file_of(sqlite_url))


@pytest.fixture
def writer(file: SqliteFile) -> Iterator[Writer]:
    made = Writer(file)
    yield made
    made.close()


def insert(connection: Connection, agency: str = "35") -> None:
    connection.execute(text("INSERT INTO audit_trees VALUES (:agency, 0, x'')"), {"agency": agency})


def orphan(connection: Connection) -> None:
    """Insert what only the commit can refuse."""
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    connection.execute(text("INSERT INTO failures VALUES ('35', 'nobody', 1, NULL)"))


def fail(connection: Connection) -> None:
    insert(connection, "half")
    raise RuntimeError("a job's own mistake")


@contextmanager
def gathered(file: SqliteFile, writer: Writer, *jobs: Callable[[Connection], Any]) -> Iterator[list[Future[Any]]]:
    """Let jobs gather behind another process's turn, so that one batch takes them; then give their outcomes."""
    with ThreadPoolExecutor(len(jobs)) as pool:
        with turn(file.lock):
            outcomes = [pool.submit(writer.run, job) for job in jobs]
            while len(writer._lanes._prompt) < len(jobs):  # noqa: SLF001 - no other way to see that all stand in line
                time.sleep(0.001)
        yield outcomes


def entry(size: int = 0) -> _Entry:
    return _Entry(lambda _connection: None, size)


def lanes(*sizes: int, limits: Limits | None = None) -> Lanes:
    """Make lanes in which jobs of these sizes stand in line; 0 is a prompt one."""
    made = Lanes(limits or Limits())
    for size in sizes:
        made.put(entry(size), time.monotonic())
    return made


def sizes_of(batch: list[_Entry]) -> list[int]:
    return [one.size for one in batch]


def test_a_job_gives_what_it_returned(writer: Writer) -> None:
    assert writer.run(lambda connection: connection.execute(text("SELECT 7")).scalar_one()) == 7


def test_what_was_acknowledged_is_seen_by_everybody(writer: Writer, sqlite_url: str) -> None:
    for n in range(20):
        writer.run(partial(insert, agency=str(n)))
        assert count(sqlite_url, "audit_trees") == n + 1


def test_jobs_that_gather_share_one_transaction(file: SqliteFile, writer: Writer) -> None:
    with gathered(file, writer, *([lambda connection: id(connection.get_transaction())] * 10)) as outcomes:
        assert len({outcome.result() for outcome in outcomes}) == 1


def test_a_job_that_fails_fails_alone(file: SqliteFile, writer: Writer, sqlite_url: str) -> None:
    with gathered(file, writer, partial(insert, agency="1"), fail, partial(insert, agency="2")) as outcomes:
        assert [type(outcome.exception()) for outcome in outcomes] == [type(None), RuntimeError, type(None)]
    assert query(sqlite_url, "SELECT agency FROM audit_trees ORDER BY agency") == [("1",), ("2",)]


def test_a_commit_that_fails_fails_every_job_of_the_batch(file: SqliteFile, writer: Writer, sqlite_url: str) -> None:
    with gathered(file, writer, insert, orphan) as outcomes:
        assert [type(outcome.exception()) for outcome in outcomes] == [StoreUnavailableError] * 2
    assert count(sqlite_url, "audit_trees") == count(sqlite_url, "failures") == 0


def test_a_transaction_that_sqlite_gives_up_fails_every_job_of_the_batch(
    file: SqliteFile, writer: Writer, sqlite_url: str
) -> None:
    def give_up(connection: Connection) -> None:
        connection.exec_driver_sql("ROLLBACK")  # what SQLite itself does when a disk fails under it
        raise RuntimeError("the disk failed")

    with gathered(file, writer, insert, give_up, partial(insert, agency="2")) as outcomes:
        assert [type(outcome.exception()) for outcome in outcomes] == [StoreUnavailableError] * 3
    assert count(sqlite_url, "audit_trees") == 0


@pytest.mark.parametrize("damage", [fail, orphan])
def test_after_a_failure_the_next_job_is_written(
    writer: Writer, sqlite_url: str, damage: Callable[[Connection], None]
) -> None:
    with pytest.raises((RuntimeError, StoreUnavailableError)):
        writer.run(damage)
    writer.run(insert)
    assert query(sqlite_url, "SELECT agency FROM audit_trees") == [("35",)]


def test_a_job_whose_turn_does_not_come_is_never_run(file: SqliteFile, sqlite_url: str) -> None:
    writer = Writer(file, wait_seconds=0.05)
    with turn(file.lock), pytest.raises(StoreUnavailableError, match="too long"):
        writer.run(insert)
    writer.close()
    assert count(sqlite_url, "audit_trees") == 0


def test_a_job_that_is_being_written_is_waited_for(file: SqliteFile, sqlite_url: str) -> None:
    writer, running = Writer(file, wait_seconds=0.05), threading.Event()

    def slow(connection: Connection) -> None:
        insert(connection)
        running.set()
        time.sleep(0.2)

    writer.run(slow)
    assert running.is_set()
    assert count(sqlite_url, "audit_trees") == 1
    writer.close()


def test_a_full_lane_makes_requests_wait_and_then_refuses_them(file: SqliteFile) -> None:
    writer = Writer(file, Limits(prompt_waiting=1), wait_seconds=0.2)
    with ThreadPoolExecutor(2) as pool, turn(file.lock):
        outcomes = [pool.submit(writer.run, insert) for _ in range(2)]
        errors = [outcome.exception() for outcome in outcomes]
    assert [type(error) for error in errors] == [StoreUnavailableError] * 2
    assert any("too many" in str(error) for error in errors)
    writer.close()


def test_closing_serves_what_waits_and_refuses_what_comes(file: SqliteFile, writer: Writer, sqlite_url: str) -> None:
    with gathered(file, writer, insert, partial(insert, agency="2")):
        writer.close()
    assert count(sqlite_url, "audit_trees") == 2
    with pytest.raises(StoreUnavailableError, match="closed"):
        writer.run(insert)


def test_without_its_lock_file_a_writer_refuses_and_later_recovers(
    file: SqliteFile, writer: Writer, sqlite_url: str
) -> None:
    file.lock.unlink(missing_ok=True)
    file.lock.mkdir()
    with pytest.raises(StoreUnavailableError):
        writer.run(insert)
    file.lock.rmdir()
    writer.run(insert)
    assert count(sqlite_url, "audit_trees") == 1


def test_no_thread_starts_before_the_first_job(file: SqliteFile) -> None:
    before = threading.active_count()
    writer = Writer(file)
    assert threading.active_count() == before
    writer.close()


def test_a_report_behind_many_chunks_waits_for_one_of_them() -> None:
    waiting = lanes(*([CHUNK] * 10))
    first = waiting.take()
    waiting.put(entry(), time.monotonic())
    assert sizes_of(first) == [CHUNK]
    assert sizes_of(waiting.take()) == [0]
    assert sizes_of(waiting.take()) == [CHUNK]


def test_reports_that_keep_coming_do_not_stop_an_upload() -> None:
    waiting = lanes(*([0] * 300), *([CHUNK] * 3), limits=Limits(prompt_batch=50))
    assert [len(waiting.take()) for _ in range(7)] == [50, 1, 50, 1, 50, 1, 50]


def test_a_batch_of_reports_has_a_limit() -> None:
    assert len(lanes(*([0] * 100), limits=Limits(prompt_batch=64)).take()) == 64


def test_small_chunks_share_a_batch_up_to_its_bytes() -> None:
    waiting = lanes(CHUNK // 2, CHUNK // 4, CHUNK // 4, 1)
    assert sizes_of(waiting.take()) == [CHUNK // 2, CHUNK // 4, CHUNK // 4]
    assert sizes_of(waiting.take()) == [1]


def test_a_chunk_larger_than_a_batch_goes_alone() -> None:
    waiting = lanes(3 * CHUNK, 1)
    assert sizes_of(waiting.take()) == [3 * CHUNK]


def test_the_bulk_lane_takes_no_more_bytes_than_its_limit() -> None:
    waiting = lanes(CHUNK, CHUNK, limits=Limits(bulk_waiting_bytes=2 * CHUNK))
    with pytest.raises(StoreUnavailableError, match="too many"):
        waiting.put(entry(1), time.monotonic())
    waiting.put(entry(), time.monotonic())
    waiting.take()
    waiting.take()
    waiting.put(entry(1), time.monotonic())


def test_an_empty_bulk_lane_takes_a_job_of_any_size() -> None:
    assert sizes_of(lanes(5 * CHUNK, limits=Limits(bulk_waiting_bytes=CHUNK)).take()) == [5 * CHUNK]


def test_a_request_that_has_gone_is_left_out() -> None:
    waiting, gone = lanes(0), entry()
    waiting.put(gone, time.monotonic())
    gone.future.cancel()
    assert len(waiting.take()) == 1
