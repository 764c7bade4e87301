"""Changing the schema: all of it or nothing, with the data that are there, and no program works on another's schema."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest
from alembic import op
from sqlalchemy import inspect

from tests.store.raw import count, errors_in, execute, file_of, query, raw, together
from tests.store.samples import (
    NOW,
    OFFICER,
    TODAY,
    a_case,
    a_key,
    a_message,
    a_passkey,
    a_question,
    a_request,
    a_session,
    an_answer,
    an_entry,
    an_inside_entry,
    an_inside_key,
    an_invitation,
    an_officer,
    claim_of,
    store_upload,
)
from tests.store.servers import PostgresServer
from wbs.cases.clocks.history import Extension
from wbs.cases.conflicts.declared import Declared
from wbs.cases.figures.ports import StoredCounts
from wbs.cases.followups.awaited import Recommended
from wbs.cases.log.log_check import StoredCheckpoint, StoredCosignature
from wbs.cases.model import Failures, RenewedKey
from wbs.cases.readers.shortages import Shortage, ShortageKind
from wbs.cases.referral.model import Parcel, Referral, StoredApproval, Way
from wbs.cases.rules.documents import StoredRules
from wbs.crypto.messages import Kind, Status
from wbs.errors import ConfigError, StoreUnavailableError
from wbs.store.migrations import migrate, revert
from wbs.store.revision import HEAD
from wbs.store.schema import METADATA
from wbs.store.store import open_store


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database("template0") as url:
        yield url


def tables(url: str) -> set[str]:
    with raw(url) as connection:
        return set(inspect(connection).get_table_names())


def fill(url: str) -> None:
    """Put a row into every table."""
    store = open_store(url)
    reader = a_key()
    case = a_case(reader)
    store.cases.create_case(case)
    store.cases.mark_read(case.name, OFFICER, [("reporter", 1)])
    store.inside.give_out(case.name, reader)
    execute(url, "UPDATE cases SET due = '2020-01-01'")
    store.clocks.renew_plan(case.name, TODAY)
    store.cases.extend(case.name, Extension(TODAY, TODAY, TODAY, *OFFICER), audit=an_entry())
    store.inside.bring_key(case.name, an_inside_key(reader), 0, an_entry())
    recommended = Recommended("abcd2345", TODAY)
    store.inside.append(case.name, an_inside_entry(), an_entry(), recommended=recommended)
    declared = Declared(*OFFICER, TODAY, has_conflict=False)
    store.inside.declare(case.name, an_inside_entry(seq=2), declared, [reader], an_entry())
    upload = store_upload(store.cases, b"sealed")
    store.cases.create_case(a_case(reader, claims=[claim_of(upload)]))
    store_upload(store.cases, b"pending")
    store.officers.add_officer(an_officer())
    store.officers.replace_failures(*OFFICER, before=Failures(0, None), after=Failures(1, NOW))
    store.officers.open_session(a_session(), an_entry())
    store.officers.add_passkey(a_passkey(), an_answer(), an_entry())
    store.officers.replace_recovery_codes(*OFFICER, [b"hash"], an_entry())
    store.audit.add_checkpoint(OFFICER[0], StoredCheckpoint(1, bytes(32), NOW), [(1, 0, bytes(32))])
    store.audit.add_cosignature(OFFICER[0], StoredCosignature(1, "ratna", bytes(76)), an_entry())
    account = an_officer("sari", "sari.p")
    store.enrolments.add_invitation(b"code", an_invitation("sari", "sari.p"), an_entry())
    store.enrolments.enrol(b"code", account, a_request("sari"), an_entry())
    store.enrolments.ask_renewal(RenewedKey(a_key(), b"wrapped"), account.salt, a_request("sari"), an_entry())
    store.enrolments.add_invitation(b"other", an_invitation("budi", "budi.s"), an_entry())
    store.upkeep.replace_shortages([Shortage(OFFICER[0], ShortageKind.CASE, 1, 2, NOW.date(), case.name.case)])
    store.figures.put_counts(*OFFICER, StoredCounts(TODAY, b"{}"))
    store.figures.add_published(OFFICER[0], "2026-Q3", b"{}")
    line = Referral(case.name, "abcd2345", Way.LETTER, "Kejaksaan Negeri", *OFFICER, NOW)
    store.referrals.refer(a_message("61.08/ratna", kind=Kind.STATUS), line, Status.SUBMITTED, an_entry())
    store.referrals.approve(StoredApproval(case.name, *OFFICER, OFFICER[0], NOW.date(), b"signed"), an_entry())
    store.referrals.queue(Parcel(case.name, b"sealed"), None, an_entry())
    store.identities.ask(a_question(case.name), a_message(author="35.78/ratna"), an_entry())
    store.upkeep.note_run("sessions", NOW, done=True)
    store.rules.add_rules(StoredRules(OFFICER[0], 1, NOW.date(), "ratna", b"{}"), an_entry())
    store.close()


def test_a_database_is_migrated_from_nothing_and_filled(empty_url: str) -> None:
    migrate(empty_url)
    fill(empty_url)
    assert tables(empty_url) == {*METADATA.tables, "alembic_version"}
    assert all(count(empty_url, table) for table in METADATA.tables)


def test_migrating_again_changes_nothing(empty_url: str) -> None:
    migrate(empty_url)
    fill(empty_url)
    before = [query(empty_url, f"SELECT * FROM {table}") for table in METADATA.tables]  # noqa: S608 - table names
    migrate(empty_url)
    assert [query(empty_url, f"SELECT * FROM {table}") for table in METADATA.tables] == before  # noqa: S608


def test_the_first_revision_is_taken_back_with_all_its_data_and_made_again(empty_url: str) -> None:
    migrate(empty_url)
    fill(empty_url)
    execute(empty_url, "DELETE FROM published_figures")
    revert(empty_url, "base", lose=True)
    assert tables(empty_url) == {"alembic_version"}
    migrate(empty_url)
    fill(empty_url)


@pytest.mark.promise("P25")
def test_nobody_goes_back_to_a_schema_that_would_lose_quarters_that_were_published(empty_url: str) -> None:
    migrate(empty_url)
    fill(empty_url)
    before = query(empty_url, "SELECT * FROM published_figures")
    with pytest.raises(ConfigError, match="published"):
        revert(empty_url, "0013", lose=True)
    assert tables(empty_url) == {*METADATA.tables, "alembic_version"}
    assert query(empty_url, "SELECT * FROM published_figures") == before


def test_a_migration_that_fails_halfway_leaves_the_database_as_it_was(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(op, "create_index", lambda *_args: op.execute("SELECT nonsense"))
    with pytest.raises(StoreUnavailableError):
        migrate(empty_url)
    assert tables(empty_url) == set()
    monkeypatch.undo()
    migrate(empty_url)
    assert tables(empty_url) >= set(METADATA.tables)


def test_an_empty_database_is_not_opened(empty_url: str) -> None:
    if empty_url.startswith("sqlite"):
        file_of(empty_url).touch()
    with pytest.raises(ConfigError, match="empty"):
        open_store(empty_url)


@pytest.mark.parametrize("revision", ["0000", "9999"])
def test_a_schema_of_another_program_is_not_opened(url: str, revision: str) -> None:
    execute(url, "UPDATE alembic_version SET version_num = :revision", revision=revision)
    try:
        with pytest.raises(ConfigError, match=f"{revision}.*{HEAD}"):
            open_store(url)
    finally:
        execute(url, "UPDATE alembic_version SET version_num = :head", head=HEAD)


@pytest.mark.parametrize("revision", ["9999", "copying"])
def test_a_schema_of_a_newer_program_and_half_a_copy_are_not_migrated(empty_url: str, revision: str) -> None:
    migrate(empty_url)
    execute(empty_url, "UPDATE alembic_version SET version_num = :revision", revision=revision)
    with pytest.raises(ConfigError, match="does not know"):
        migrate(empty_url)
    assert query(empty_url, "SELECT version_num FROM alembic_version") == [(revision,)]


def test_a_missing_file_is_not_created_by_opening_it(tmp_path: Path) -> None:
    path = tmp_path / "missing.sqlite"
    with pytest.raises(ConfigError, match="no database"):
        open_store(f"sqlite:///{path}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "mysql://user:hunter2@host/db",
        "postgresql+psycopg2://user:hunter2@host/db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///x.sqlite?mode=memory",
        "sqlite://host/x.sqlite",
        "postgresql://user:hunter2@host:port/db",
    ],
)
def test_another_kind_of_address_is_refused_without_repeating_it(url: str) -> None:
    for use in (migrate, open_store):
        with pytest.raises(ConfigError) as refused:
            use(url)
        assert "hunter2" not in str(refused.value)
        assert refused.value.__cause__ is None


def test_a_folder_with_odd_characters_is_no_trouble(tmp_path: Path) -> None:
    folder = tmp_path / "a b#'%é"
    folder.mkdir()
    url = f"sqlite:///{quote(str(folder))}/wbs.sqlite"
    migrate(url)
    open_store(url).close()
    assert file_of(url) == folder / "wbs.sqlite"
    assert {path.name for path in folder.iterdir()} == {"wbs.sqlite", "wbs.sqlite.lock"}


def test_a_database_migrated_by_several_programs_at_once_is_migrated_once(empty_url: str) -> None:
    assert errors_in(together(*([partial(migrate, empty_url)] * 4))) == []
    assert count(empty_url, "alembic_version") == 1
