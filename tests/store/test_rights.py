"""PostgreSQL's roles: what each may do is what is declared, tried one by one; nothing else is let through."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from psycopg import errors, sql

from tests.store.raw import execute, raw
from tests.store.samples import OFFICER, a_case, a_key, an_entry, an_officer
from tests.store.servers import OWNER, SHARED, PostgresServer
from wbs.cases.doctor.rights import Fault
from wbs.errors import StoreUnavailableError
from wbs.store.granting import live_rights, name_of
from wbs.store.migrations import migrate
from wbs.store.rights import ALL, DECLARED, RIGHTS, Right, Role
from wbs.store.schema import METADATA
from wbs.store.snapshot import snapshot
from wbs.store.store import open_store

EACH_ROLE = pytest.mark.parametrize("role", Role)
NOTHING = Right()
COLUMNS = {**{name: tuple(table.columns.keys()) for name, table in METADATA.tables.items()}, "alembic_version": ()}
MAKING = [
    "CREATE TABLE mine (a int)",
    "CREATE TEMPORARY TABLE mine (a int)",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "DROP FUNCTION audit_only_grows()",
    "CREATE ROLE mine",
    f"SET ROLE {OWNER}",
    "SET session_replication_role = replica",
    "COPY cases TO PROGRAM 'cat'",
    "SELECT pg_read_file('PG_VERSION')",
    "ALTER DATABASE shared RENAME TO mine",
    f"DROP OWNED BY {OWNER}",
]
TO_A_TABLE = [
    "TRUNCATE {}",
    "DROP TABLE {}",
    "ALTER TABLE {} ADD COLUMN mine int",
    "ALTER TABLE {} DISABLE TRIGGER ALL",
    "ALTER TABLE {} OWNER TO CURRENT_USER",
    "CREATE INDEX mine ON {} ((1))",
    "CREATE TRIGGER mine BEFORE UPDATE ON {} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
]


@pytest.fixture
def connection(request: pytest.FixtureRequest, postgres: PostgresServer, role: Role) -> Iterator[Any]:
    """A connection of a role to an empty database."""
    request.getfixturevalue("postgres_url")
    with closing(postgres.connect(SHARED, name_of(OWNER, role))) as opened:
        yield opened


def is_let(connection: "psycopg.Connection[Any]", statement: str, *names: str) -> bool:
    """Try a statement that changes no row; say whether the server let it through as far as rights go."""
    try:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
    except errors.InsufficientPrivilege:
        return False
    except (errors.NotNullViolation, errors.CheckViolation):
        return True
    return True


def columns_let(connection: "psycopg.Connection[Any]", statement: str, table: str) -> set[str]:
    return {column for column in COLUMNS[table] if is_let(connection, statement, table, column)}


def declared(columns: tuple[str, ...], table: str) -> set[str]:
    return set(COLUMNS[table] if columns is ALL else columns)


def test_every_table_stands_among_the_rights_and_every_named_column_exists() -> None:
    assert {*METADATA.tables, "alembic_version"} == DECLARED
    for rights in RIGHTS.values():
        for table, right in rights.items():
            assert declared(right.read, table) | declared(right.change, table) <= set(COLUMNS[table]), table


@EACH_ROLE
def test_a_role_may_do_to_each_column_what_is_declared_and_nothing_else(connection: Any, role: Role) -> None:
    for table in METADATA.tables:
        right = RIGHTS[role].get(table, NOTHING)
        assert columns_let(connection, "SELECT {1} FROM {0} LIMIT 0", table) == declared(right.read, table), table
        changed = columns_let(connection, "UPDATE {} SET {} = NULL WHERE false", table)
        assert changed == declared(right.change, table), table
        added = columns_let(connection, "INSERT INTO {} ({}) VALUES (NULL)", table)
        assert added == (set(COLUMNS[table]) if right.adds else set()), table
        assert is_let(connection, "DELETE FROM {} WHERE false", table) == right.removes, table


@EACH_ROLE
def test_no_role_may_make_alter_empty_or_drop_anything(connection: Any) -> None:
    assert [statement for statement in MAKING if is_let(connection, statement)] == []
    for table in (*METADATA.tables, "alembic_version"):
        assert [statement for statement in TO_A_TABLE if is_let(connection, statement, table)] == [], table


@EACH_ROLE
def test_no_role_gives_away_what_it_may_do(connection: Any, postgres_url: str) -> None:
    for table in METADATA.tables:
        is_let(connection, "GRANT ALL ON {} TO PUBLIC", table)  # only a warning, where the role has some right itself
    with raw(postgres_url) as owners:
        assert live_rights(owners).deviations == ()


def test_the_reporters_portal_reads_no_factor_session_or_audit_entry() -> None:
    """What must never be declared, whatever the code comes to ask."""
    portal = RIGHTS[Role.PORTAL]
    accounts = {"enrolments", "invitations", "failures", "sessions", "passkeys", "answered_challenges"}
    audit = {table for table in METADATA.tables if table.startswith("audit_")}
    inside = {table for table in METADATA.tables if table.startswith("inside_")}
    assert not portal.keys() & (accounts | audit | inside | {"recovery_codes", "identity_questions", "referrals"})
    assert set(portal["officers"].read) == set(portal["officer_keys"].read) == {"agency", "officer", "reader_key"}
    assert all(
        right.adds + right.removes + len(right.change) == 0 for name, right in portal.items() if "officer" in name
    )


def test_what_only_grows_is_changed_and_removed_by_nobody() -> None:
    grows = {"audit_entries", "audit_checkpoints", "audit_cosignatures", "audit_nodes", "records", "inside_entries"}
    grows |= {"inside_keys", "inside_grants", "case_steps", "case_replans", "case_extensions", "referrals"}
    grows |= {"mailboxes", "agency_rules", "published_figures"}
    for role, rights in RIGHTS.items():
        for table in grows & rights.keys():
            assert (rights[table].removes, rights[table].change) == (False, ()), (role, table)
    removers = {role for role, rights in RIGHTS.items() if rights["messages"].removes}
    assert removers == {Role.PORTAL}  # reporters take back what no officer was given
    assert all(not rights["messages"].change for rights in RIGHTS.values())
    assert all(not rights.get("audit_trees", NOTHING).removes for rights in RIGHTS.values())


def test_a_refused_statement_is_said_without_what_it_held(postgres: PostgresServer, postgres_url: str) -> None:
    del postgres_url
    with closing(open_store(postgres.url(SHARED, name_of(OWNER, Role.PORTAL)))) as store:
        assert store.cases.create_case(a_case()) is None
        with pytest.raises(StoreUnavailableError, match="role has no right") as refused:
            store.officers.add_officer(an_officer())
        with pytest.raises(StoreUnavailableError, match="role has no right"):
            store.cases.create_case(a_case(), audit=an_entry())
        assert "ratna" not in str(refused.value)


def test_the_rights_of_a_live_database_are_those_declared(postgres_url: str) -> None:
    with raw(postgres_url) as connection:
        found = live_rights(connection)
    assert (found.owner, found.deviations) == (OWNER, ())
    assert found.roles == tuple(sorted(name_of(OWNER, role) for role in Role))


@pytest.mark.parametrize(
    ("statement", "fault", "what"),
    [
        ("GRANT SELECT ON sessions TO wbs_portal", Fault.TOO_MUCH, "SELECT sessions.token_hash"),
        ("GRANT SELECT (salt) ON officers TO PUBLIC", Fault.TOO_MUCH, "SELECT officers.salt"),
        ("GRANT DELETE ON records TO wbs_investigator", Fault.TOO_MUCH, "DELETE records"),
        ("GRANT TRUNCATE ON messages TO wbs_maintain", Fault.TOO_MUCH, "TRUNCATE messages"),
        ("REVOKE INSERT ON messages FROM wbs_portal", Fault.MISSING, "INSERT messages.sealed"),
        ("REVOKE UPDATE (tray) ON inbox FROM wbs_portal", Fault.MISSING, "UPDATE inbox.tray"),
        ("GRANT CREATE ON SCHEMA public TO wbs_portal", Fault.TOO_MUCH, "CREATE"),
        ("GRANT TEMPORARY ON DATABASE {database} TO wbs_portal", Fault.TOO_MUCH, "TEMPORARY"),
        ("CREATE TABLE beside (a int); GRANT SELECT ON beside TO PUBLIC", Fault.TOO_MUCH, "SELECT beside.a"),
    ],
)
def test_a_right_too_many_or_too_few_is_found_and_the_next_migration_mends_it(
    postgres: PostgresServer, statement: str, fault: Fault, what: str
) -> None:
    with postgres.database() as url:
        migrate(url)
        database = url.partition("?")[0].rpartition("/")[2]
        execute(url, statement.format(database=database))
        with raw(url) as connection:
            found = live_rights(connection).deviations
        assert (fault, what) in {(one.fault, one.what) for one in found}
        migrate(url)
        with raw(url) as connection:
            assert live_rights(connection).deviations == ()


@pytest.mark.parametrize("might", ["SUPERUSER", "CREATEROLE", "IN ROLE"])
def test_a_role_that_is_mightier_than_its_rights_is_found(
    postgres: PostgresServer, postgres_url: str, might: str
) -> None:
    is_member = might == "IN ROLE"
    give = f"GRANT {OWNER} TO wbs_portal" if is_member else f"ALTER ROLE wbs_portal {might}"
    take = f"REVOKE {OWNER} FROM wbs_portal" if is_member else f"ALTER ROLE wbs_portal NO{might}"
    postgres.run(give)
    try:
        with raw(postgres_url) as connection:
            found = live_rights(connection).deviations
    finally:
        postgres.run(take)
    assert ("wbs_portal", Fault.MIGHTY) in {(one.role, one.fault) for one in found}


def test_an_agencys_log_is_written_by_officers_and_read_by_the_nightly_jobs(
    postgres: PostgresServer, postgres_url: str
) -> None:
    del postgres_url
    reader = a_key()
    with closing(open_store(postgres.url(SHARED, name_of(OWNER, Role.INVESTIGATOR)))) as store:
        store.cases.create_case(a_case(reader), audit=an_entry())
    with closing(open_store(postgres.url(SHARED, name_of(OWNER, Role.MAINTAIN)))) as store:
        assert store.audit.size_and_root(OFFICER[0])[0] == 1


def test_a_backup_is_made_under_its_own_role(postgres: PostgresServer, postgres_url: str) -> None:
    with closing(open_store(postgres_url)) as store:
        store.cases.create_case(a_case(), audit=an_entry())
    with snapshot(postgres.url(SHARED, name_of(OWNER, Role.BACKUP)), "2026-11-22") as taken:
        rows = {table.name: sum(1 for _ in taken.rows(table)) for table in taken.contents.tables}
    assert rows["cases"] == rows["audit_entries"] == 1
