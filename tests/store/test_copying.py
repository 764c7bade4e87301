"""Copying a database: every row, from either kind to either, on through kills, and never over somebody's data."""

import signal
import sqlite3
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.store.raw import count, execute, raw
from tests.store.samples import TODAY, a_case, a_key, a_message, an_entry, an_officer, an_upload
from tests.store.servers import PostgresServer
from tests.store.test_migrations import fill
from wbs.cases.log.log_check import Verdict, check_log
from wbs.cases.model import CHUNK_LIMIT
from wbs.cli.main import main
from wbs.crypto.primitives import random_bytes
from wbs.errors import ConfigError, StoreUnavailableError, WbsError
from wbs.store import copying
from wbs.store.copying import COPYING, copy_store, digest_of
from wbs.store.granting import live_rights
from wbs.store.migrations import migrate
from wbs.store.schema import METADATA
from wbs.store.store import open_store

ROOT = Path(__file__).parents[2]
KINDS = ["sqlite", "postgresql"]


def fresh(kind: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of one kind; in SQLite there is no file yet."""
    if kind == "sqlite":
        yield f"sqlite:///{request.getfixturevalue('tmp_path') / request.fixturename / 'wbs.sqlite'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database("template0") as url:
        yield url


@pytest.fixture(params=KINDS)
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with a row in every table, and many in some."""
    (tmp_path / "source").mkdir()
    for url in fresh(request.param, request):
        migrate(url)
        fill(url)
        yield url


@pytest.fixture(params=KINDS)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    (tmp_path / "target").mkdir()
    yield from fresh(request.param, request)


def digests(url: str) -> dict[str, object]:
    with raw(url) as connection:
        return {table.name: digest_of(connection, table) for table in METADATA.sorted_tables}


def verdicts(url: str) -> list[Verdict]:
    """What a check of every audit log says."""
    with closing(open_store(url, read_only=True)) as store:
        return [store.audit.inspect(agency, partial(check_log, agency)) for agency in store.audit.agencies()]


@pytest.mark.promise("P14")
def test_every_row_arrives_and_the_copy_works_on(source: str, target: str) -> None:
    told = []
    copy_store(source, target, lambda *what: told.append(what))
    assert digests(target) == digests(source)
    assert [table for table, _, _ in told] == [table.name for table in METADATA.sorted_tables]
    assert all(rows > 0 for _, rows, _ in told)
    assert verdicts(target) == verdicts(source)
    with closing(open_store(target)) as store:
        case = a_case()
        assert store.cases.create_case(case, audit=an_entry()) is None
        assert store.cases.mailbox(case.mailbox_hash) == case.name


def test_the_copy_in_postgresql_has_the_rights_of_roles(postgres: PostgresServer, sqlite_url: str) -> None:
    with postgres.database("template0") as url:
        copy_store(sqlite_url, url)
        with raw(url) as connection:
            assert live_rights(connection).deviations == ()


def test_the_command_tells_every_table_and_checks_the_logs(sqlite_url: str, postgres: PostgresServer) -> None:
    with closing(open_store(sqlite_url)) as store:
        store.cases.create_case(a_case(), audit=an_entry())
    with postgres.database("template0") as url:
        done = CliRunner().invoke(main, ["store", "copy", sqlite_url, url], catch_exceptions=False)
        assert done.exit_code == 0
        lines = done.output.splitlines()
    assert len(lines) == len(METADATA.tables) + 1
    assert lines[-1] == "copied; 1 audit logs match"


@pytest.mark.promise("P14")
def test_a_copy_killed_at_any_batch_goes_on_and_ends_alike(
    sqlite_url: str, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = a_key()
    with closing(open_store(sqlite_url)) as store:
        for _ in range(30):
            case = a_case(reader)
            store.cases.create_case(case, audit=an_entry())
            store.cases.append_message(case.name, a_message(seq=2), audit=an_entry())
    monkeypatch.setattr(copying, "BATCH_ROWS", 7)
    script = (
        "import os, signal, sys\n"
        "from wbs.store import copying\n"
        "copying.BATCH_ROWS = 7\n"
        "left, usual = [int(sys.argv[3])], copying.add\n"
        "def add(*row):\n"
        "    usual(*row)\n"
        "    left[0] -= 1\n"
        "    if not left[0]: os.kill(os.getpid(), signal.SIGKILL)\n"
        "copying.add = add\n"
        "copying.copy_store(sys.argv[1], sys.argv[2])\n"
    )
    with postgres.database("template0") as url:
        for batches in (1, 9, 14):  # each run gets as far, then dies in the transaction of its last batch
            killed = subprocess.run(
                [sys.executable, "-c", script, sqlite_url, url, str(batches)], check=False, cwd=ROOT
            )
            assert killed.returncode == -signal.SIGKILL
            with pytest.raises(ConfigError, match=COPYING):
                open_store(url)
        arrived = count(url, "cases")
        copy_store(sqlite_url, url)
        assert 0 < arrived <= count(url, "cases") == 30
        assert digests(url) == digests(sqlite_url)
        assert [(verdict.is_whole, verdict.size) for verdict in verdicts(url)] == [(True, 60)]


def test_a_row_that_was_changed_under_way_is_noticed_and_the_target_stays_closed(
    sqlite_url: str, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_store(sqlite_url)) as store:
        store.cases.create_case(a_case())
    usual = copying.add

    def spoiling(connection, table, *rows):  # type: ignore[no-untyped-def]
        usual(connection, table, *({**row, "sealed": b"x"} if table.name == "messages" else row for row in rows))

    with postgres.database("template0") as url:
        monkeypatch.setattr(copying, "add", spoiling)
        with pytest.raises(ConfigError, match="messages did not arrive"):
            copy_store(sqlite_url, url)
        with pytest.raises(ConfigError, match=COPYING):
            open_store(url)


def test_a_target_with_data_of_its_own_is_left_alone(source: str, target: str) -> None:
    migrate(target)
    with closing(open_store(target)) as store:
        store.officers.add_officer(an_officer())
    before = digests(target)
    with pytest.raises(ConfigError, match="data of its own, in officers"):
        copy_store(source, target)
    assert digests(target) == before
    open_store(target).close()
    with pytest.raises(ConfigError, match="same database"):
        copy_store(source, source)


def test_a_source_in_use_is_not_copied(source: str, target: str) -> None:
    with raw(source) as connection:
        connection.execute(METADATA.tables["shortages"].delete())
        with pytest.raises(ConfigError, match="stop all services"):
            copy_store(source, target)
    copy_store(source, target)


def test_nobody_opens_sqlite_while_it_is_copied(sqlite_url: str, postgres: PostgresServer) -> None:
    refused = []

    def look(*_: object) -> None:
        with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), timeout=0)) as other:
            try:
                other.execute("SELECT count(*) FROM cases").fetchone()
            except sqlite3.OperationalError:
                refused.append(True)

    with postgres.database("template0") as url:
        copy_store(sqlite_url, url, look)
    assert len(refused) == len(METADATA.tables)
    open_store(sqlite_url).close()


def test_two_copies_into_one_target_do_not_meet(sqlite_url: str, postgres: PostgresServer) -> None:
    found = []

    with postgres.database("template0") as url:

        def again(*_: object) -> None:
            with pytest.raises(WbsError) as refused:
                copy_store(f"{sqlite_url}-other", url)
            found.append(str(refused.value))

        migrate(f"{sqlite_url}-other")
        copy_store(sqlite_url, url, again)
    assert set(found) == {"another copy writes to the target"}


def test_a_source_of_another_schema_or_none_is_refused(sqlite_url: str, target: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no database"):
        copy_store(f"sqlite:///{tmp_path / 'none.sqlite'}", target)
    execute(sqlite_url, "UPDATE alembic_version SET version_num = '0017'")
    with pytest.raises(ConfigError, match="migrate it first"):
        copy_store(sqlite_url, target)


def test_a_database_that_cannot_be_reached_is_told(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError):
        copy_store(sqlite_url, f"postgresql://wbs@/wbs?host={tmp_path}")


def test_memory_does_not_grow_with_what_is_copied(sqlite_url: str, postgres: PostgresServer) -> None:
    with closing(open_store(sqlite_url)) as store:
        for _ in range(2):
            upload = an_upload()
            store.cases.begin_upload(upload)
            for n in range(16):
                store.cases.append_chunks(upload.attachment, n, [random_bytes(CHUNK_LIMIT)], TODAY)
    with postgres.database("template0") as url:
        tracemalloc.start()
        copy_store(sqlite_url, url)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count(url, "chunks") == 32
    assert peak < 3 * copying.LARGE_BATCH_ROWS * CHUNK_LIMIT
