"""Disks that fill, files that rot, servers that go away: a clear refusal, nothing half stored, work goes on after."""

import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import OperationalError

from tests.store.raw import count, execute, file_of, query, together
from tests.store.samples import (
    OFFICER,
    TODAY,
    a_case,
    a_key,
    a_message,
    an_officer,
    an_upload,
    claim_of,
    store_upload,
)
from tests.store.servers import SHARED, PostgresServer, postgres_server
from wbs.cases.model import CHUNK_LIMIT, NewCase
from wbs.cases.ports import CaseStore
from wbs.crypto.primitives import random_bytes
from wbs.errors import ConflictError, StoreUnavailableError
from wbs.store import database as database_module
from wbs.store import engine
from wbs.store.database import ATTEMPTS, PostgresDatabase
from wbs.store.engine import PAGE_BYTES, SqliteFile, parse_url
from wbs.store.migrations import migrate
from wbs.store.store import Store, open_store

pytestmark = pytest.mark.promise("P14")
MIB = 1 << 20
UPDATE = text("UPDATE audit_trees SET size = size + 1 WHERE agency = :agency")


def mount(folder: Path, options: str) -> None:
    """Mount a file system in memory, or skip: only root may."""
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("needs the right to mount a file system")


def unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MiB of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount(folder, "size=24m,mode=700")
    yield folder
    unmount(folder)


@pytest.fixture
def larger_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 80 MiB of its own, on which the write-ahead log finds room beside the database."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount(folder, "size=80m,mode=700")
    yield folder
    unmount(folder)


def fill(cases: CaseStore) -> None:
    """Upload until the store refuses."""
    upload = an_upload()
    cases.begin_upload(upload)
    for n in range(100):
        cases.append_chunks(upload.attachment, n, [random_bytes(CHUNK_LIMIT)], TODAY)


def is_refused(cases: CaseStore, case: NewCase) -> bool:
    try:
        cases.create_case(case)
    except StoreUnavailableError as error:
        return "disk is full" in str(error)
    return False


def refused_case(cases: CaseStore) -> NewCase:
    """Create cases until one is refused: small rows may still find room where a chunk does not."""
    return next(case for case in (a_case(a_key()) for _ in range(100)) if is_refused(cases, case))


def check_full(store: Store, url: str) -> None:
    """A store on a disk that cannot take more refuses whole cases, and still gives what it has."""
    reader = a_key()
    case = a_case(reader)
    store.cases.create_case(case)
    with pytest.raises(StoreUnavailableError, match="disk is full"):
        fill(store.cases)
    refused = refused_case(store.cases)
    assert store.cases.mailbox(refused.mailbox_hash) is None
    found = store.cases.case_file(case.name, reader)
    assert found is not None
    assert found.messages == (case.message,)
    assert query(url, "PRAGMA integrity_check") == [("ok",)]


def test_a_full_disk_refuses_whole_and_recovers_when_there_is_room(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "RESERVED_BYTES", 0)
    filler = small_disk / "filler"
    filler.write_bytes(bytes(4 * MIB))
    url = f"sqlite:///{small_disk / 'wbs.sqlite'}"
    migrate(url)
    with closing(open_store(url)) as store:
        check_full(store, url)
        filler.unlink()
        case = a_case()
        assert store.cases.create_case(case) is None
        assert store.cases.mailbox(case.mailbox_hash) == case.name


@pytest.mark.promise("P15")
def test_attachments_that_fill_a_disk_leave_room_for_reports_and_for_their_own_removal(
    larger_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "RESERVED_BYTES", 40 * MIB)
    url = f"sqlite:///{larger_disk / 'wbs.sqlite'}"
    migrate(url)
    with closing(open_store(url)) as store:
        with pytest.raises(StoreUnavailableError, match="too little room"):
            fill(store.cases)
        for _ in range(20):
            assert store.cases.create_case(a_case(a_key())) is None
        assert store.cases.sweep_uploads(TODAY + timedelta(days=1), 100) == 1
        assert count(url, "chunks") == 0
        store_upload(store.cases, random_bytes(CHUNK_LIMIT))


@pytest.mark.promise("P15")
def test_where_room_is_short_no_chunk_and_no_upload_is_taken_but_everything_else_is(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = {"bytes": database_module.RESERVED_BYTES}
    monkeypatch.setattr(database_module, "free_bytes", lambda _: left["bytes"])
    with closing(open_store(sqlite_url)) as store:
        upload = store_upload(store.cases, b"x")
        other = an_upload()
        store.cases.begin_upload(other)
        left["bytes"] -= 1
        with pytest.raises(StoreUnavailableError, match="too little room"):
            store.cases.begin_upload(an_upload())
        with pytest.raises(StoreUnavailableError, match="too little room"):
            store.cases.append_chunks(other.attachment, 0, [b"x"], TODAY)
        case = replace(a_case(), claims=(claim_of(upload),))
        assert store.cases.create_case(case) is None
        store.cases.drop_upload(other.attachment, other.token_hash)
        assert count(sqlite_url, "uploads") == 0


def test_a_database_at_its_largest_refuses_whole(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = ("max_page_count", str(8 * MIB // PAGE_BYTES))
    monkeypatch.setattr(engine, "_PRAGMAS", (*engine._PRAGMAS, limit))  # noqa: SLF001 - a smaller disk than any real one
    with closing(open_store(sqlite_url)) as store:
        check_full(store, sqlite_url)


def test_a_read_only_disk_takes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    url = f"sqlite:///{folder / 'wbs.sqlite'}"
    if os.geteuid() == 0:
        mount(folder, "size=8m")
    migrate(url)
    try:
        if os.geteuid() == 0:
            subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        else:
            (folder / "wbs.sqlite").chmod(0o400)
        with pytest.raises(StoreUnavailableError), closing(open_store(url)) as store:
            store.cases.create_case(a_case())
    finally:
        if os.geteuid() == 0:
            unmount(folder)


def test_a_store_opened_for_reading_takes_nothing_and_gives_what_is_there(url: str) -> None:
    reader = a_key()
    case = a_case(reader)
    with closing(open_store(url)) as store:
        store.cases.create_case(case)
    with closing(open_store(url, read_only=True)) as store:
        assert store.cases.case_file(case.name, reader) is not None
        with pytest.raises(StoreUnavailableError, match="reading only"):
            store.cases.append_message(case.name, a_message(seq=2))


def test_a_closed_store_refuses_everything(url: str) -> None:
    store = open_store(url)
    store.cases.create_case(a_case())
    store.close()
    with pytest.raises(StoreUnavailableError, match="closed"):
        store.cases.create_case(a_case())
    with pytest.raises(StoreUnavailableError, match="closed"):
        store.cases.mailbox(bytes(32))
    store.close()


def test_a_file_that_is_no_database_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "wbs.sqlite"
    path.write_bytes(random_bytes(64 * 1024))
    with pytest.raises(StoreUnavailableError, match="damaged"):
        open_store(f"sqlite:///{path}")


def test_a_damaged_page_is_an_error_and_never_another_content(sqlite_url: str) -> None:
    reader = a_key()
    made = [a_case(reader) for _ in range(20)]
    with closing(open_store(sqlite_url)) as store:
        for case in made:
            store.cases.create_case(case)
    path = file_of(sqlite_url)
    data = bytearray(path.read_bytes())
    for page in range(3, len(data) // PAGE_BYTES):
        data[page * PAGE_BYTES : page * PAGE_BYTES + 64] = random_bytes(64)  # the head of every page but the first
    path.write_bytes(data)
    with pytest.raises(StoreUnavailableError) as refused, closing(open_store(sqlite_url)) as store:
        store.cases.inbox([reader], OFFICER, None)
    assert "damaged" in str(refused.value)


def test_a_database_that_another_program_locks_is_reported_and_works_again(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_PRAGMAS", (*engine._PRAGMAS, ("busy_timeout", "50")))  # noqa: SLF001 - do not wait 5 s
    case = a_case()
    with closing(open_store(sqlite_url)) as store:
        with closing(engine.connect_sqlite(SqliteFile(file_of(sqlite_url)))) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreUnavailableError, match="locked by another program"):
                store.cases.create_case(case)
            assert store.cases.mailbox(case.mailbox_hash) is None
            other.execute("ROLLBACK")
        assert store.cases.create_case(case) is None


@pytest.mark.promise("P01")
def test_an_error_repeats_nothing_of_what_was_stored(store: Store) -> None:
    store.officers.add_officer(an_officer())
    with pytest.raises(ConflictError) as refused:
        store.officers.add_officer(an_officer("budi"))
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
    assert "ratna" not in f"{refused.value!s}{refused.value!r}"


@pytest.fixture
def database(postgres_url: str) -> Iterator[PostgresDatabase]:
    place = parse_url(postgres_url)
    assert isinstance(place, URL)
    made = PostgresDatabase(place, pause=lambda _seconds: None)
    yield made
    made.close()


def end_connections(postgres: PostgresServer) -> None:
    """What a restart of the server, or a broken network, does to every connection."""
    postgres.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'wbs' AND pid <> pg_backend_pid()"
    )


def test_connections_lost_between_requests_are_replaced(postgres: PostgresServer, postgres_url: str) -> None:
    with closing(open_store(postgres_url)) as store:
        store.cases.create_case(a_case())
        end_connections(postgres)
        case = a_case()
        assert store.cases.create_case(case) is None
        end_connections(postgres)
        assert store.cases.mailbox(case.mailbox_hash) == case.name


def test_a_connection_lost_within_a_transaction_leaves_nothing(
    postgres: PostgresServer, database: PostgresDatabase, postgres_url: str
) -> None:
    def job(connection: Connection) -> None:
        connection.execute(text("INSERT INTO audit_trees VALUES ('35', 0, '')"))
        end_connections(postgres)
        connection.execute(text("INSERT INTO audit_trees VALUES ('36', 0, '')"))

    with pytest.raises(StoreUnavailableError):
        database.write(job)
    assert count(postgres_url, "audit_trees") == 0


def test_a_server_that_crashes_under_load_comes_back_with_every_acknowledged_case() -> None:
    with postgres_server() as server, closing(open_store(server.url(SHARED))) as store:
        stored: list[Any] = []

        def work() -> None:
            with suppress(StoreUnavailableError):
                while True:
                    case = a_case()
                    store.cases.create_case(case)
                    stored.append(case)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        while len(stored) < 50:
            threads[0].join(0.001)
        server.crash()
        for thread in threads:
            thread.join()
        with pytest.raises(StoreUnavailableError):
            store.cases.mailbox(bytes(32))
        server.start()
        assert all(store.cases.mailbox(case.mailbox_hash) == case.name for case in stored)


def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError):
        open_store(f"postgresql://wbs:hunter2@/wbs?host={tmp_path}")


def test_a_server_that_only_reads_is_unavailable(database: PostgresDatabase) -> None:
    def job(connection: Connection) -> None:
        connection.execute(text("SET TRANSACTION READ ONLY"))  # what a standby's transactions are
        connection.execute(text("INSERT INTO audit_trees VALUES ('35', 0, '')"))

    with pytest.raises(StoreUnavailableError, match="read-only"):
        database.write(job)


def test_transactions_that_block_each_other_are_both_carried_out(database: PostgresDatabase, postgres_url: str) -> None:
    for agency in ("35", "36"):
        execute(postgres_url, "INSERT INTO audit_trees VALUES (:agency, 0, '')", agency=agency)
    meeting = threading.Barrier(2)

    def crossing(first: str, second: str) -> Callable[[], None]:
        def job(connection: Connection) -> None:
            for agency in (first, second):
                connection.execute(UPDATE, {"agency": agency})
                with suppress(threading.BrokenBarrierError):
                    meeting.wait(1)
                meeting.abort()

        return lambda: database.write(job)

    assert together(crossing("35", "36"), crossing("36", "35")) == [None, None]
    assert query(postgres_url, "SELECT size FROM audit_trees") == [(2,), (2,)]


def test_retries_have_an_end(database: PostgresDatabase) -> None:
    attempts = []

    def job(connection: Connection) -> None:
        attempts.append(1)
        connection.exec_driver_sql("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$")

    with pytest.raises(StoreUnavailableError):
        database.write(job)
    assert len(attempts) == ATTEMPTS


def test_postgresql_commits_to_disk_whatever_its_default(database: PostgresDatabase) -> None:
    settings = database.read(lambda connection: connection.execute(text("SHOW synchronous_commit")).scalar_one())
    assert settings == "on"


def test_every_sqlite_connection_is_set_up(sqlite_url: str) -> None:
    wanted = {
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "mmap_size": 0,
        "temp_store": 2,
        "busy_timeout": 5000,
        "journal_mode": "wal",
    }
    file = SqliteFile(file_of(sqlite_url))
    for read_only in (False, True):
        with closing(engine.connect_sqlite(file, read_only=read_only)) as connection:
            found = {name: (connection.execute(f"PRAGMA {name}").fetchone() or [0])[0] for name in wanted}
            assert found == wanted
            assert connection.execute("PRAGMA query_only").fetchone()[0] == read_only


def test_a_reader_cannot_write(sqlite_url: str) -> None:
    readers = engine.sqlite_readers(SqliteFile(file_of(sqlite_url)))
    with readers.connect() as connection, pytest.raises(OperationalError, match="readonly"):
        connection.execute(text("DELETE FROM cases"))
    readers.dispose()
