"""Deleted bytes leave the files of the database with the sweep that deletes them."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.store.raw import file_of, query
from tests.store.samples import TODAY, a_case, a_key, a_session, an_entry, claim_of, store_upload
from wbs.cases.model import CHUNK_LIMIT, PendingUpload
from wbs.cases.ports import CaseStore
from wbs.crypto.primitives import random_bytes
from wbs.store.engine import SqliteFile, connect_sqlite
from wbs.store.store import open_store

pytestmark = pytest.mark.promise("P14")
YESTERDAY = TODAY - timedelta(days=1)
CANARY_BYTES = 16


def canaries(count: int) -> tuple[list[bytes], bytes]:
    """Give canaries and a chunk of 1 MiB that holds one in every part of it."""
    words = [random_bytes(CANARY_BYTES) for _ in range(count)]
    part = CHUNK_LIMIT // count
    return words, b"".join(word + random_bytes(part - CANARY_BYTES) for word in words)


def found(folder: Path, words: list[bytes]) -> int:
    """Count the canaries that some file of the folder holds."""
    contents = [path.read_bytes().replace(bytes(512), b"") for path in folder.iterdir()]  # zeros are slow to search
    return sum(any(word in content for content in contents) for word in words)


def upload_canaries(cases: CaseStore) -> tuple[list[bytes], PendingUpload]:
    words, chunk = canaries(256)
    return words, store_upload(cases, chunk, random_bytes(CHUNK_LIMIT), day=YESTERDAY)


def test_swept_bytes_are_in_no_file(sqlite_url: str) -> None:
    folder = file_of(sqlite_url).parent
    with closing(open_store(sqlite_url)) as store:
        words, _ = upload_canaries(store.cases)
        store_upload(store.cases, random_bytes(CHUNK_LIMIT))
        assert found(folder, words) == len(words)
        assert store.cases.sweep_uploads(TODAY, 10) == 1
        assert found(folder, words) == 0


def test_bytes_that_were_already_in_the_main_file_are_in_no_file_after_a_sweep(sqlite_url: str) -> None:
    folder = file_of(sqlite_url).parent
    with closing(open_store(sqlite_url)) as store:
        words, _ = upload_canaries(store.cases)
    with closing(open_store(sqlite_url)) as store:
        assert found(folder, words) == len(words)
        store.cases.sweep_uploads(TODAY, 10)
        assert found(folder, words) == 0


def test_dropped_bytes_are_in_no_file_after_the_next_sweep(sqlite_url: str) -> None:
    folder = file_of(sqlite_url).parent
    with closing(open_store(sqlite_url)) as store:
        words, upload = upload_canaries(store.cases)
        store.cases.drop_upload(upload.attachment, upload.token_hash)
        store.cases.sweep_uploads(TODAY, 10)
        assert found(folder, words) == 0


def test_closed_sessions_are_in_no_file_after_the_next_sweep(sqlite_url: str) -> None:
    folder = file_of(sqlite_url).parent
    session = a_session()
    with closing(open_store(sqlite_url)) as store:
        store.officers.open_session(session, an_entry())
        assert found(folder, [session.token_hash, session.csrf_hash]) == 2
        store.officers.close_session(session.token_hash)
        store.cases.sweep_uploads(TODAY, 10)
        assert found(folder, [session.token_hash, session.csrf_hash]) == 0


def test_deleted_bytes_are_overwritten_where_they_lie_before_their_room_is_given_back(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, seen = file_of(sqlite_url), []

    class Watched(sqlite3.Connection):
        def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
            if "incremental_vacuum" in statement:
                seen.append((path.stat().st_size, found(path.parent, words)))
            return super().execute(statement, *values)

    with closing(open_store(sqlite_url)) as store:
        words, _ = upload_canaries(store.cases)
    assert path.stat().st_size > CHUNK_LIMIT
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Watched))
    with closing(open_store(sqlite_url)) as store:
        store.cases.sweep_uploads(TODAY, 10)
    assert seen
    assert seen[0][0] > CHUNK_LIMIT
    assert seen[0][1] == 0


def test_a_sweep_gives_the_room_back_and_leaves_the_rest_whole(sqlite_url: str) -> None:
    path, reader = file_of(sqlite_url), a_key()
    with closing(open_store(sqlite_url)) as store:
        parts = [random_bytes(CHUNK_LIMIT) for _ in range(4)]
        for _ in range(4):
            store_upload(store.cases, *parts, day=YESTERDAY)
        kept = store_upload(store.cases, *parts)
        case = a_case(reader, claims=[claim_of(kept)])
        store.cases.create_case(case)
        store.cases.sweep_uploads(TODAY, 10)
        assert path.stat().st_size < 6 * CHUNK_LIMIT
        assert path.with_name("wbs.sqlite-wal").stat().st_size == 0
        assert query(sqlite_url, "PRAGMA freelist_count") == [(0,)]
        assert query(sqlite_url, "PRAGMA integrity_check") == [("ok",)]
        assert b"".join(store.cases.attachment(case.name, kept.attachment) or ()) == b"".join(parts)


def test_a_sweep_while_a_backup_reads_is_made_up_for_by_the_next(sqlite_url: str) -> None:
    file = SqliteFile(file_of(sqlite_url))
    with closing(open_store(sqlite_url)) as store:
        words, _ = upload_canaries(store.cases)
        with closing(connect_sqlite(file, read_only=True)) as backup:
            backup.execute("BEGIN")
            backup.execute("SELECT count(*) FROM uploads").fetchall()
            assert store.cases.sweep_uploads(TODAY, 10) == 1
            assert found(file.path.parent, words) == len(words)
        assert store.cases.sweep_uploads(TODAY, 10) == 0
        assert found(file.path.parent, words) == 0


@pytest.mark.promise("P01")
def test_no_file_but_the_databases_own_is_made(sqlite_url: str) -> None:
    path = file_of(sqlite_url)
    with closing(open_store(sqlite_url)) as store:
        store_upload(store.cases, *([random_bytes(CHUNK_LIMIT)] * 3))
        store.cases.create_case(a_case())
        names = {one.name for one in path.parent.iterdir()}
    assert names == {"wbs.sqlite", "wbs.sqlite-wal", "wbs.sqlite-shm", "wbs.sqlite.lock"}
