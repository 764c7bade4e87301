"""The schema: nothing is stored that docs/stored-data.md does not list, and no table tells the order of arrival."""

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Date, DateTime, LargeBinary, Table, UniqueConstraint, inspect

from tests.store.raw import file_of, query, raw
from tests.store.samples import a_case, a_message, store_upload
from wbs.cases.ports import CaseStore
from wbs.store import migrations
from wbs.store.revision import HEAD
from wbs.store.schema import METADATA, REPORTERS, SHUFFLED
from wbs.store.schema.columns import UtcTime

LIST = Path(__file__).parents[2] / "docs" / "stored-data.md"
LOOK_UPS = {
    ("mailboxes", ("token_hash",)),
    ("uploads", ("attachment",)),
    ("sessions", ("token_hash",)),
    ("passkeys", ("credential",)),
    ("answered_challenges", ("challenge_hash",)),
}
"""Tables that find something by a random value alone: whoever asks does not know the agency."""
IN_INSTALLATION = {("invitations", ("login",)), ("officers", ("login",)), ("upkeep_runs", ("job",))}


def listed() -> list[tuple[str, str]]:
    lines = re.findall(r"^\| (\w+) \| (\w+) \|.+\|.+\|.+\|$", LIST.read_text(encoding="utf-8"), re.MULTILINE)
    return [line for line in lines if line != ("table", "column")]


def unique_keys(table: Table) -> list[tuple[str, ...]]:
    unique = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    assert not [index for index in table.indexes if index.unique]
    return [tuple(table.primary_key.columns.keys()), *(tuple(one.columns.keys()) for one in unique)]


@pytest.mark.promise("P01", "P10")
def test_every_column_of_the_database_is_listed_with_its_reason(url: str) -> None:
    with raw(url) as connection:
        found = inspect(connection)
        columns = {(table, one["name"]) for table in found.get_table_names() for one in found.get_columns(table)}
    assert columns == set(listed())


def test_no_column_is_listed_twice() -> None:
    assert len(listed()) == len(set(listed()))


def test_there_is_nothing_in_the_database_but_tables_indexes_and_the_guards_of_the_audit_log(sqlite_url: str) -> None:
    kinds = query(sqlite_url, "SELECT type, tbl_name FROM sqlite_master WHERE type NOT IN ('table', 'index')")
    assert {kind for kind, _ in kinds} == {"trigger"}
    assert {table for _, table in kinds} == {
        "audit_entries",
        "audit_trees",
        "audit_checkpoints",
        "audit_cosignatures",
    }


@pytest.mark.promise("P10")
def test_reporters_tables_hold_days_and_no_times() -> None:
    times = [
        str(column) for table in REPORTERS for column in table.columns if isinstance(column.type, UtcTime | DateTime)
    ]
    days = [str(column) for table in REPORTERS for column in table.columns if isinstance(column.type, Date)]
    assert times == []
    planned = [f"cases.{name}" for name in ("since", "soon", "warn", "urge", "due", "result_due")]
    sorted_by = ["inbox.received", "inbox.soon", "inbox.due"]
    stepped = ["case_steps.day", "case_steps.until"]
    assert days == ["cases.received", *planned, *sorted_by, *stepped, "grants.received", "messages.day", "uploads.day"]


def test_the_agency_comes_first_in_every_key() -> None:
    keys = {(table.name, key) for table in METADATA.tables.values() for key in unique_keys(table)}
    elsewhere = {(name, key) for name, key in keys if key[0] not in {"agency", "shelf"}}
    assert elsewhere == LOOK_UPS | IN_INSTALLATION


def test_no_key_is_drawn_by_the_database() -> None:
    assert not [column for table in METADATA.tables.values() for column in table.columns if column.server_default]
    assert all(table.autoincrement_column is None for table in METADATA.tables.values())


def test_migrations_make_exactly_the_tables_of_the_program(url: str) -> None:
    with raw(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_the_program_asks_for_the_newest_revision() -> None:
    script = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert script.get_current_head() == HEAD


@pytest.mark.promise("P10")
@pytest.mark.parametrize("table", REPORTERS, ids=lambda table: table.name)
def test_a_reporters_table_has_no_rowid_in_sqlite_or_a_drawn_one(sqlite_url: str, table: Table) -> None:
    ((statement,),) = query(sqlite_url, "SELECT sql FROM sqlite_master WHERE name = :name", name=table.name)
    assert ("WITHOUT ROWID" in statement) == (table not in SHUFFLED)
    assert table.dialect_options["sqlite"]["with_rowid"] == (table in SHUFFLED)


@pytest.mark.promise("P10")
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_drawn_rowids_do_not_follow_the_order_of_arrival(cases: CaseStore, url: str) -> None:
    made = [a_case() for _ in range(40)]
    for case in made:
        cases.create_case(case)
        cases.append_message(case.name, a_message(seq=2))
        store_upload(cases, b"sealed")
    arrival = {case.name.case: n for n, case in enumerate(made)}
    rows = query(url, "SELECT case_id FROM records ORDER BY rowid")
    assert [arrival[case_id] for (case_id,) in rows] != sorted(arrival.values())
    for table in SHUFFLED:
        ids = [rowid for (rowid,) in query(url, f"SELECT rowid FROM {table.name}")]  # noqa: S608 - a table's name
        assert len(ids) >= 40
        assert max(ids) - min(ids) > 2**62  # 40 numbers of 64 bits lie closer once in 10^20 times


def test_sealed_things_are_stored_as_bytes() -> None:
    names = {"sealed", "envelope", "summary", "data", "previous_key", "entry", "wrapped_key", "wrapped", "totp_box"}
    columns = [column for table in METADATA.tables.values() for column in table.columns if column.name in names]
    assert len(columns) == 18
    assert all(isinstance(column.type, LargeBinary) for column in columns)


def test_the_file_takes_page_size_and_vacuum_mode_before_the_first_row(sqlite_url: str) -> None:
    pragmas = ("page_size", "auto_vacuum", "journal_mode")
    assert [query(sqlite_url, f"PRAGMA {name}")[0][0] for name in pragmas] == [16_384, 2, "wal"]


@pytest.mark.promise("P01")
def test_a_new_database_file_is_not_for_everybody(sqlite_url: str, tmp_path: Path) -> None:
    del sqlite_url
    migrations.migrate(f"sqlite:///{tmp_path / 'new.sqlite'}")
    made = [path for path in tmp_path.iterdir() if path.name.startswith("new.sqlite")]
    assert {path.name for path in made} >= {"new.sqlite", "new.sqlite.lock"}
    assert not [path for path in made if path.stat().st_mode & 0o007]
    assert file_of(f"sqlite:///{tmp_path / 'new.sqlite'}").exists()
