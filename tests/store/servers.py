"""A PostgreSQL server for one test process: fresh data folder, Unix socket only, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import delete

from tests.needs import program
from wbs.crypto.primitives import random_bytes
from wbs.store.granting import name_of
from wbs.store.migrations import migrate
from wbs.store.rights import Role
from wbs.store.schema import METADATA

TEMPLATE = "migrated"
SHARED = "shared"
OWNER = "wbs"
OPTIONS = "-c listen_addresses='' -c fsync=off -c max_connections=200 -c deadlock_timeout=50ms"


@dataclass(frozen=True)
class PostgresServer:
    """A running server, and a migrated database in it that tests copy."""

    folder: Path
    pg_ctl: str
    options: str = OPTIONS

    def start(self) -> None:
        options = f"-k {self.folder} {self.options}"
        _run(self.pg_ctl, "-D", self.folder / "data", "-l", self.folder / "log", "-o", options, "-w", "start")

    def crash(self) -> None:
        """End every server process at once, as a power cut of the database's machine would."""
        _run(self.pg_ctl, "-D", self.folder / "data", "-m", "immediate", "-w", "stop")

    def url(self, database: str, role: str = OWNER) -> str:
        return f"postgresql://{role}@/{database}?host={self.folder}"

    def connect(self, database: str = "postgres", role: str = OWNER) -> "psycopg.Connection[Any]":
        return psycopg.connect(host=str(self.folder), user=role, dbname=database, autocommit=True)

    def run(self, statement: str) -> None:
        with closing(self.connect()) as connection:
            connection.execute(statement)

    def has_waiting(self) -> bool:
        """Say whether some connection waits for a lock."""
        with closing(self.connect()) as connection:
            found = connection.execute("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
            return found.fetchone() is not None

    def emptied(self, database: str = SHARED) -> str:
        """Give the URL of a migrated database without rows: the same one each time, which costs less than a new one."""
        with closing(self.connect(database)) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
                [database],
            )
            connection.execute("SET session_replication_role = replica")  # past the triggers of the audit log
            for table in METADATA.tables.values():
                connection.execute(str(delete(table)))
        return self.url(database)

    @contextmanager
    def database(self, template: str = TEMPLATE) -> Iterator[str]:
        """Give the URL of a database of one's own, a copy of the migrated one or of another."""
        name = f"test_{random_bytes(6).hex()}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def postgres_server(options: str = OPTIONS) -> Iterator[PostgresServer]:
    """Start a server; PostgreSQL refuses to run as root, so root runs it as `postgres`."""
    initdb = program("initdb")
    folder = Path(tempfile.mkdtemp(prefix="wbs-pg-"))
    server = PostgresServer(folder, str(Path(initdb).with_name("pg_ctl")), options)
    _own(folder)
    try:
        _run(initdb, "-D", folder / "data", "-U", "wbs", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        server.start()
        try:
            for role in Role:
                server.run(f"CREATE ROLE {name_of(OWNER, role)} LOGIN")
            server.run(f"CREATE DATABASE {TEMPLATE}")
            migrate(server.url(TEMPLATE))
            server.run(f"CREATE DATABASE {SHARED} TEMPLATE {TEMPLATE}")
            migrate(server.url(SHARED))  # a copy has the rights to its tables, not those to the database
            yield server
        finally:
            server.crash()
    finally:
        shutil.rmtree(folder)


def _own(folder: Path) -> None:
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)


def _run(*command: str | Path) -> None:
    words = [str(word) for word in command]
    as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*as_owner, *words], check=True, cwd="/", stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
