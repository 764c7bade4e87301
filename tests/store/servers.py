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

from tests.needs import program
from wbs.crypto.primitives import random_bytes
from wbs.store.migrations import migrate

TEMPLATE = "migrated"


@dataclass(frozen=True)
class PostgresServer:
    """A running server, and a migrated database in it that tests copy."""

    folder: Path

    def url(self, database: str) -> str:
        return f"postgresql://wbs@/{database}?host={self.folder}"

    def connect(self, database: str = "postgres") -> "psycopg.Connection[Any]":
        return psycopg.connect(host=str(self.folder), user="wbs", dbname=database, autocommit=True)

    def run(self, statement: str) -> None:
        with closing(self.connect()) as connection:
            connection.execute(statement)

    @contextmanager
    def database(self, template: str = TEMPLATE) -> Iterator[str]:
        """Give the URL of a fresh copy of a database."""
        name = f"test_{random_bytes(6).hex()}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Start a server; PostgreSQL refuses to run as root, so root runs it as `postgres`."""
    initdb = program("initdb")
    pg_ctl = str(Path(initdb).with_name("pg_ctl"))
    folder = Path(tempfile.mkdtemp(prefix="wbs-pg-"))
    data = folder / "data"
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=200"
    _own(folder)
    try:
        _run(initdb, "-D", data, "-U", "wbs", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        _run(pg_ctl, "-D", data, "-l", folder / "log", "-o", options, "-w", "start")
        try:
            server = PostgresServer(folder)
            server.run(f"CREATE DATABASE {TEMPLATE}")
            migrate(server.url(TEMPLATE))
            yield server
        finally:
            _run(pg_ctl, "-D", data, "-m", "immediate", "-w", "stop")
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
