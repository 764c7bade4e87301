"""`wbs deploy database` on a real server: what it prints makes roles that can do their work and nothing else."""

import os
import pwd
import re
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from psycopg import errors, sql

from tests.needs import program
from tests.store.raw import query, raw
from tests.store.samples import a_case, an_officer
from tests.store.servers import PostgresServer, postgres_server
from wbs.cases.doctor.rights import Deviation, Fault, LiveRights, check_rights
from wbs.cli.deployment import deploy_group
from wbs.cli.main import COMMANDS
from wbs.errors import ConfigError, ConflictError
from wbs.store.granting import live_rights, name_of
from wbs.store.migrations import migrate
from wbs.store.rights import Role
from wbs.store.store import open_store

OWNER = "jatim"
LOUD = (
    "-c listen_addresses='' -c fsync=off -c log_statement=all -c log_min_duration_statement=0"
    " -c log_error_verbosity=verbose -c log_min_messages=info -c log_parameter_max_length_on_error=-1"
)
"""A server whose administrator logs everything."""


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with postgres_server(LOUD) as made:
        yield made


def printed(*words: str) -> str:
    result = CliRunner().invoke(deploy_group, ["database", *words], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def set_up(server: PostgresServer) -> str:
    """Run what is printed as the server's administrator, then migrate as the owner; give the owner's URL."""
    script = printed("--database", OWNER, "--owner", OWNER)
    psql = [program("psql"), "-X", "-q", "-h", str(server.folder), "-U", "wbs", "postgres"]
    subprocess.run(psql, input=script, text=True, check=True, capture_output=True)
    migrate(server.url(OWNER, OWNER))
    return server.url(OWNER, OWNER)


@pytest.mark.promise("P01", "P10")
def test_what_is_printed_makes_roles_with_the_declared_rights_that_the_server_logs_nothing_of(
    server: PostgresServer,
) -> None:
    set_up(server)
    url = set_up(server)  # what exists stays
    with raw(url) as connection:
        found = live_rights(connection)
    assert found == LiveRights(OWNER, tuple(sorted(name_of(OWNER, role) for role in Role)), (), ())
    assert query(url, "SELECT rolsuper FROM pg_roles WHERE rolname = :name", name=OWNER) == [(False,)]
    log = Path(server.folder / "log")
    before = len(log.read_bytes())
    case = a_case()
    with closing(open_store(server.url(OWNER, name_of(OWNER, Role.PORTAL)))) as store:
        store.cases.create_case(case)
        assert store.cases.create_case(case) is not None
    with closing(open_store(server.url(OWNER, name_of(OWNER, Role.INVESTIGATOR)))) as store:
        store.officers.add_officer(an_officer())
        with pytest.raises(ConflictError):
            store.officers.add_officer(an_officer())  # PostgreSQL would quote the key in its log
    assert log.read_bytes()[before:] == b""


def test_no_role_makes_a_large_object_which_no_right_to_a_table_would_refuse(server: PostgresServer) -> None:
    set_up(server)
    for role in Role:
        with closing(server.connect(OWNER, name_of(OWNER, role))) as connection:
            for making in ("SELECT lo_create(0)", "SELECT lo_creat(-1)", "SELECT lo_from_bytea(0, 'x')"):
                with pytest.raises(errors.InsufficientPrivilege):
                    connection.execute(sql.SQL(making))


def test_a_role_gets_into_no_other_database_whatever_the_server_lets_in_besides(server: PostgresServer) -> None:
    """A role can give itself a password, for lines of the administrator's own that ask for one."""
    set_up(server)
    operator = pwd.getpwuid(os.geteuid()).pw_name
    lines = printed("--access", "--database", OWNER, "--owner", OWNER, "--operator", operator).splitlines()
    access, users = server.folder / "data/pg_hba.conf", server.folder / "data/pg_ident.conf"
    before = access.read_text(encoding="utf-8"), users.read_text(encoding="utf-8")
    access.write_text("\n".join([*(line for line in lines if line.startswith(("local", "host"))), before[0]]))
    users.write_text("\n".join(line for line in lines if line.startswith("wbs ")) + "\n")
    try:
        _again(server)
        server.connect(OWNER, OWNER).close()
        for role in (OWNER, *(name_of(OWNER, role) for role in Role)):
            with pytest.raises(psycopg.OperationalError, match="rejects connection"):
                server.connect("postgres", role)
    finally:
        access.write_text(before[0])
        users.write_text(before[1])
        _again(server)


def _again(server: PostgresServer) -> None:
    server.crash()
    server.start()


def test_a_role_of_one_installation_does_not_reach_another_on_the_same_server(server: PostgresServer) -> None:
    set_up(server)
    for role in (name_of("wbs", Role.PORTAL), name_of("wbs", Role.INVESTIGATOR)):
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            server.connect(OWNER, role)


def test_system_users_are_led_to_their_roles_and_nobody_else_is_let_in() -> None:
    lines = printed("--access").splitlines()
    names = "wbs,wbs_portal,wbs_investigator,wbs_maintain,wbs_backup"
    assert lines[1:5] == [
        f"local wbs {names} peer map=wbs",
        f"local all {names} reject",
        f"host all {names} all reject",
        "host wbs all all reject",
    ]
    for role in Role:
        assert f"wbs wbs-{role.value} wbs_{role.value}" in lines
        assert f"# wbs-{role.value}: postgresql://wbs_{role.value}@/wbs?host=/run/postgresql" in lines
    assert "wbs root wbs" in lines


@pytest.mark.parametrize("name", ["x; DROP TABLE cases", "a'b", "$x", "", "A", "a" * 40, "a\nb", "a-b"])
def test_a_name_that_would_mean_more_is_refused(name: str) -> None:
    for option in ("--database", "--owner"):
        with pytest.raises(ConfigError, match="small letters"):
            CliRunner().invoke(deploy_group, ["database", option, name], catch_exceptions=False)


def test_doctor_says_what_differs_and_what_to_do() -> None:
    wrong = (
        Deviation("wbs_portal", Fault.TOO_MUCH, "SELECT sessions.token_hash"),
        Deviation("wbs_portal", Fault.TOO_MUCH, "DELETE records"),
        Deviation("wbs_maintain", Fault.MISSING, "DELETE uploads"),
        Deviation("wbs_investigator", Fault.MIGHTY, "wbs_investigator"),
    )
    found = check_rights(LiveRights("wbs", ("wbs_portal", "wbs_investigator"), ("wbs_maintain",), wrong))
    assert [(one.severity.value, one.subject) for one in found] == [
        ("warning", "wbs"),
        ("error", "wbs_investigator"),
        ("error", "wbs_maintain"),
        ("error", "wbs_portal"),
    ]
    assert "2 rights too many, such as SELECT sessions.token_hash, DELETE records" in found[-1].said[1]
    assert "wbs migrate" in found[-1].remedy[1]
    assert check_rights(LiveRights("wbs", (), (), ())) == []


def test_doctor_looks_at_a_live_database_under_its_own_role(server: PostgresServer) -> None:
    set_up(server)
    with closing(open_store(server.url(OWNER, name_of(OWNER, Role.MAINTAIN)), read_only=True)) as store:
        rights = store.upkeep.live_rights()
        assert rights is not None
        assert check_rights(rights) == []
        server.run("ALTER ROLE jatim_portal SUPERUSER")
        rights = store.upkeep.live_rights()
        server.run("ALTER ROLE jatim_portal NOSUPERUSER")
    assert rights is not None
    assert {one.subject for one in check_rights(rights)} == {"jatim_portal"}


def test_the_manual_names_the_roles_addresses_and_commands_that_there_are() -> None:
    manual = (Path(__file__).parents[3] / "docs" / "databases.md").read_text(encoding="utf-8")
    for role in Role:
        assert f"`{name_of('wbs', role)}`" in manual
    addresses = [line.split(": ", 1)[1] for line in printed("--access").splitlines() if "postgresql://" in line]
    assert addresses[0] in manual  # the owner's, whole
    assert f"`{addresses[1]}`" in manual
    told = {tuple(words.split()[:2]) for words in re.findall(r"wbs ((?:[a-z]+ ?)+)", " ".join(commands_in(manual)))}
    groups = {(name,) for name in COMMANDS} | {("deploy", "database"), ("store", "copy"), ("keys", "recovery")}
    groups |= {("deploy", "systemd"), ("serve", "portal"), ("serve", "investigator")}
    assert told
    assert told <= groups


def commands_in(manual: str) -> list[str]:
    """Everything that stands as code, without options and addresses."""
    fenced = re.findall(r"^```\n(.*?)^```", manual, re.MULTILINE | re.DOTALL)
    spans = [part for part in re.findall(r"`([^`\n]+)`", manual) if part.startswith("wbs ")]
    return [re.split(r" (?:-|sqlite|\||REV)", one)[0] + ";" for one in ("\n".join(fenced)).splitlines() + spans]
