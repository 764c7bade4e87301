"""A backup holds every row of one state, opens on either kind of database, and is put back whole or not at all."""

import io
import tarfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from tests.store.raw import count, execute, file_of, query, raw
from tests.store.samples import a_case, a_key, a_session, an_entry, an_officer
from tests.store.servers import PostgresServer
from tests.store.test_migrations import fill, tables
from wbs.cases.backups.parts import BackupReader, Contents, Kind, Manifest, Row, Table, serialise_backup
from wbs.errors import ConfigError, FormatError, UnknownVersionError, WbsError
from wbs.store.migrations import migrate, revert
from wbs.store.refill import DRAFT, Refill, refill
from wbs.store.revision import HEAD
from wbs.store.schema import METADATA, REPORTERS
from wbs.store.schema.officers import SESSIONS
from wbs.store.snapshot import LEFT_OUT, snapshot
from wbs.store.store import open_store

DAY = "2026-11-22"
KINDS = ("sqlite", "postgresql")
Places = Callable[[str], str]


@pytest.fixture
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Places]:
    """Databases without a schema, one after the other."""
    with ExitStack() as stack:

        def place(kind: str) -> str:
            if kind == "sqlite":
                folder = tmp_path / f"place-{len(list(tmp_path.iterdir()))}"
                folder.mkdir()
                return f"sqlite:///{folder / 'wbs.sqlite'}"
            server: PostgresServer = request.getfixturevalue("postgres")
            return stack.enter_context(server.database("template0"))

        yield place


class Filling:
    """Hands what is read to a database that is filled."""

    def __init__(self, filling: Refill) -> None:
        self._filling = filling
        self.documents: dict[str, bytes] = {}

    def begin(self, contents: Contents) -> None:
        self._filling.begin(contents)

    def take_document(self, name: str, data: bytes) -> None:
        self.documents[name] = data

    def take_rows(self, table: Table, rows: list[Row]) -> None:
        self._filling.add(table, rows)


def saved(url: str) -> bytes:
    with snapshot(url, DAY) as source:
        return b"".join(serialise_backup(source, [("anchor.txt", b"anchor\n")]))


def put_back(url: str, data: bytes, *, settled: bool = False) -> Manifest:
    with refill(url) as filling:
        reader = BackupReader(Filling(filling))
        for at in range(0, len(data), 1 << 20):
            reader.update(data[at : at + (1 << 20)])
        manifest = reader.finalize()
        if settled:
            filling.settle()
    return manifest


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A backup of a database with a row in every table."""
    url = f"sqlite:///{tmp_path_factory.mktemp('sample') / 'wbs.sqlite'}"
    migrate(url)
    fill(url)
    return saved(url)


def rows_of(url: str) -> dict[str, list[Any]]:
    with raw(url) as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table)).all()), key=repr)
            for table in METADATA.sorted_tables
            if table is not SESSIONS
        }


@pytest.mark.parametrize(("kind", "other"), list(product(KINDS, KINDS)))
def test_every_row_comes_back_on_either_kind_of_database(kind: str, other: str, places: Places) -> None:
    url, target = places(kind), places(other)
    migrate(url)
    fill(url)
    manifest = put_back(target, saved(url))
    assert rows_of(target) == rows_of(url)
    assert {line.name for line in manifest.tables} == {table for table in METADATA.tables if table not in LEFT_OUT}
    assert all(line.rows for line in manifest.tables)
    assert not count(target, "sessions")
    store = open_store(target)
    store.cases.create_case(a_case(a_key()))
    store.officers.add_officer(an_officer("tuti", "tuti.w"))
    store.officers.open_session(a_session(), an_entry())
    store.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_is_of_one_state_while_others_write(kind: str, places: Places) -> None:
    url, target = places(kind), places("sqlite")
    migrate(url)
    fill(url)
    before = rows_of(url)
    store = open_store(url)
    with snapshot(url, DAY) as source:
        pieces = serialise_backup(source, [])
        begun = next(pieces)
        store.cases.create_case(a_case(a_key()))
        store.officers.add_officer(an_officer("tuti", "tuti.w"))
        data = begun + b"".join(pieces)
    store.close()
    assert rows_of(url) != before
    put_back(target, data)
    assert rows_of(target) == before


@pytest.mark.parametrize(
    ("kind", "other"), [("sqlite", "sqlite"), ("postgresql", "postgresql"), ("sqlite", "postgresql")]
)
def test_a_backup_of_an_older_schema_is_put_back_and_migrated(kind: str, other: str, places: Places) -> None:
    url, target = places(kind), places(other)
    migrate(url)
    fill(url)
    execute(url, "DELETE FROM published_figures")
    revert(url, "0015", lose=True)
    assert put_back(target, saved(url)).schema == "0015"
    assert tables(target) == tables(url)
    migrate(url)
    migrate(target)
    assert rows_of(target) == rows_of(url)


@pytest.mark.parametrize("kind", KINDS)
def test_a_place_with_anything_in_it_is_left_alone(kind: str, places: Places) -> None:
    url = places(kind)
    migrate(url)
    fill(url)
    before = rows_of(url)
    with pytest.raises(ConfigError, match="empty"):
        put_back(url, saved(url))
    assert rows_of(url) == before


def a_newer_one(data: bytes) -> bytes:
    return data.replace(f'"schema":"{HEAD}"'.encode(), b'"schema":"9999"')


def a_cut_one(data: bytes) -> bytes:
    return data[: data.index(b"manifest.json")]


def one_short_of_a_part(data: bytes) -> bytes:
    return data.replace(b"tables/messages/000000000", b"tables/messages/000000001")


@contextmanager
def refused_by(*kinds: type[WbsError]) -> Iterator[None]:
    with pytest.raises(kinds):
        yield


@pytest.mark.parametrize(
    ("kind", "altered", "error"),
    [
        ("sqlite", a_newer_one, (UnknownVersionError, FormatError)),
        ("sqlite", a_cut_one, (FormatError,)),
        ("postgresql", a_cut_one, (FormatError,)),
        ("sqlite", one_short_of_a_part, (FormatError,)),
        ("sqlite", lambda data: data[:-1], (FormatError,)),
        ("sqlite", lambda data: data + bytes(1), (FormatError,)),
        ("sqlite", lambda data: data[:-1] + b"x", (FormatError,)),
    ],
)
def test_of_a_backup_that_is_not_right_nothing_is_put_back(
    kind: str, altered: Callable[[bytes], bytes], error: tuple[type[WbsError], ...], places: Places, sample: bytes
) -> None:
    target = places(kind)
    assert altered(sample) != sample
    with refused_by(*error):
        put_back(target, altered(sample))
    if kind == "sqlite":
        assert list(file_of(target).parent.iterdir()) == []
    else:
        assert tables(target) == set()


def test_a_schema_of_nobody_is_not_backed_up(places: Places) -> None:
    url = places("sqlite")
    migrate(url)
    execute(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ConfigError, match="does not know"):
        saved(url)


def test_what_an_interrupted_restore_left_is_no_hindrance(places: Places, sample: bytes) -> None:
    target = places("sqlite")
    left = file_of(target).with_name(file_of(target).name + DRAFT)
    left.write_bytes(b"half a database")
    put_back(target, sample)
    assert count(target, "cases")
    assert not left.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_leaves_twice_and_no_invitation_opens_again_after_a_restore(
    kind: str, places: Places, sample: bytes
) -> None:
    target = places(kind)
    put_back(target, sample, settled=True)
    assert query(target, "SELECT state FROM parcels") == [("unknown",)]
    assert not count(target, "invitations")


@pytest.mark.promise("P10")
@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_has_no_time_of_anything_that_a_reporter_does(kind: str, places: Places) -> None:
    url = places(kind)
    migrate(url)
    with snapshot(url, DAY) as source:
        tables_with_times = {
            table.name for table in source.contents.tables for column in table.columns if column.kind is Kind.TIME
        }
    assert tables_with_times
    assert not tables_with_times & {table.name for table in REPORTERS}


@pytest.mark.promise("P10")
def test_the_order_of_arrival_cannot_be_read_from_a_backup(places: Places) -> None:
    url = places("postgresql")
    migrate(url)
    store = open_store(url)
    for _ in range(12):
        store.cases.create_case(a_case(a_key()))
    store.close()
    with snapshot(url, DAY) as source:
        by_name = {table.name: table for table in source.contents.tables}
        cases = [str(row[1]) for row in source.rows(by_name["cases"])]
        messages = [str(row[1]) for row in source.rows(by_name["messages"])]
    assert cases == sorted(cases)
    assert messages == sorted(messages)


def test_a_backup_is_rows_in_messagepack_in_a_tar_file(sample: bytes) -> None:
    with tarfile.open(fileobj=io.BytesIO(sample)) as archive:
        names = archive.getnames()
        part = archive.extractfile("tables/cases/000000000")
        assert part is not None
        rows = msgspec.msgpack.decode(part.read())
        assert {member.mtime for member in archive.getmembers()} == {0}
    assert names[0] == "contents.json"
    assert names[-1] == "manifest.json"
    assert len(rows) == 2
