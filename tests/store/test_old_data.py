"""Data of every revision: what was there stays through all later ones and back; what a way back loses is said first."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from click.testing import CliRunner
from sqlalchemy import Connection, MetaData, Table, select
from sqlalchemy.types import BIGINT, BOOLEAN, DATE, DATETIME, TEXT, TIMESTAMP, TypeEngine

from tests.store.raw import count, raw
from tests.store.servers import PostgresServer
from wbs.cli.main import main
from wbs.errors import ConfigError
from wbs.store import migrations
from wbs.store.migrations import migrate, revert
from wbs.store.revision import HEAD

REVISIONS = [f"{n:04}" for n in range(1, int(HEAD) + 1)]
WAYPOINTS = ("0017", "0014", "0009", "0006", "0001")
"""Where it stops on the way back."""
Rows = dict[str, set[tuple[object, ...]]]
Shapes = dict[str, tuple[str, ...]]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'old.sqlite'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database("template0") as url:
        yield url


def upgrade(url: str, revision: str) -> None:
    with migrations._schema_transaction(url) as connection:  # noqa: SLF001 - the program itself goes to the newest alone
        command.upgrade(migrations._config(connection), revision)  # noqa: SLF001


def tables(connection: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def value(name: str, kind: TypeEngine[Any], revision: str) -> object:
    """A value that tells the revision in which it was written."""
    number, has_zone = int(revision), getattr(kind, "timezone", False)
    if name in {"agency", "officer_agency", "handler", "shelf"}:
        return f"35.{number:02}"
    by_kind = {
        BOOLEAN: True,
        BIGINT: number,
        DATE: date(2026, 1, number),
        DATETIME: datetime(2026, 1, number, 9, tzinfo=UTC if has_zone else None),
        TIMESTAMP: datetime(2026, 1, number, 9, tzinfo=UTC),
        TEXT: f"{name}-{revision}",
    }
    return next((found for one, found in by_kind.items() if isinstance(kind, one)), f"{name} {revision}".encode())


def add_rows(url: str, revision: str) -> tuple[Shapes, Rows]:
    """Put a row into every table as it is; give the columns there are, and all that is there."""
    with raw(url) as connection:
        found = tables(connection)
        for table in found:
            row = {column.name: value(column.name, column.type, revision) for column in table.columns}
            connection.execute(table.insert().values(row))
        shape = {table.name: tuple(table.columns.keys()) for table in found}
        return shape, rows_of(connection, found, shape)


def all_rows(url: str) -> tuple[Shapes, Rows]:
    with raw(url) as connection:
        found = tables(connection)
        shape = {table.name: tuple(table.columns.keys()) for table in found}
        return shape, rows_of(connection, found, shape)


def rows_of(connection: Connection, found: list[Table], shape: Shapes) -> Rows:
    """Give what stands in the columns of a shape."""
    rows = {}
    for table in found:
        names = shape.get(table.name, ())
        if names:
            wanted = select(*(table.c[name] for name in names))
            rows[table.name] = {tuple(map(plain, row)) for row in connection.execute(wanted)}
    return rows


def plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def test_there_is_a_revision_for_every_number() -> None:
    script = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert sorted(one.revision for one in script.walk_revisions()) == REVISIONS


@pytest.mark.promise("P14")
def test_rows_of_every_revision_stand_unchanged_in_the_newest_and_after_every_step_back(empty_url: str) -> None:
    found = {}
    for revision in REVISIONS:
        upgrade(empty_url, revision)
        found[revision] = add_rows(empty_url, revision)
    with raw(empty_url) as connection:
        newest = tables(connection)
        for revision, (shape, rows) in found.items():  # seen through the columns of its time
            now = rows_of(connection, newest, shape)
            assert all(now[table] >= rows[table] for table in rows), revision
        connection.exec_driver_sql("DELETE FROM published_figures")
    for revision in WAYPOINTS:
        assert revert(empty_url, revision, lose=True)
        shape, now = all_rows(empty_url)
        assert shape == found[revision][0]
        kept = found[revision][1].keys() - {"published_figures"}
        assert all(now[table] >= found[revision][1][table] for table in kept), revision
    migrate(empty_url)
    assert count(empty_url, "cases") == len(REVISIONS)


def test_a_way_back_that_loses_something_is_refused_and_says_what_unless_it_was_asked_for(empty_url: str) -> None:
    upgrade(empty_url, "0016")
    add_rows(empty_url, "0016")
    before = all_rows(empty_url)
    with pytest.raises(ConfigError) as refused:
        revert(empty_url, "0015")
    assert "1 rows of transfer_approvals" in str(refused.value)
    assert "1 values of referrals.approver" in str(refused.value)
    assert all_rows(empty_url) == before
    assert revert(empty_url, "0015", lose=True) == [
        "1 values of referrals.approval",
        "1 values of referrals.approver",
        "1 values of referrals.epoch",
        "1 rows of transfer_approvals",
    ]


def test_a_way_back_that_loses_nothing_needs_no_leave(empty_url: str) -> None:
    migrate(empty_url)
    assert revert(empty_url, "0012") == []
    for nonsense in ("9999", "head", "-1x", ""):
        with pytest.raises(ConfigError, match="revision"):
            revert(empty_url, nonsense)


def test_the_operator_goes_back_by_a_command(empty_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    upgrade(empty_url, "0016")
    add_rows(empty_url, "0016")
    monkeypatch.setenv("WBS_DATA", str(tmp_path))
    monkeypatch.setenv("WBS_DATABASE_URL", empty_url)
    assert CliRunner().invoke(main, ["migrate", "--back-to", "0015"]).exit_code == 1
    done = CliRunner().invoke(main, ["migrate", "--back-to", "0015", "--lose"])
    assert done.exit_code == 0
    assert "1 rows of transfer_approvals" in done.output
