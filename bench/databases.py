"""Databases to measure on: SQLite in the installation's folder, and a PostgreSQL server as an operator would run it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from shutil import which

from tests.store.servers import PostgresServer, postgres_server

OPTIONS = "-c listen_addresses='' -c max_connections=200 -c shared_buffers=512MB -c max_wal_size=4GB"
"""Durable, unlike the tests' own server: every commit waits for the disk."""


KINDS = ("sqlite", "postgresql")


@contextmanager
def databases(*kinds: str) -> Iterator[Mapping[str, PostgresServer | None]]:
    """Give what stands behind each kind that this machine has: `sqlite` needs nothing."""
    is_there = which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    wanted = [kind for kind in kinds or KINDS if kind == "sqlite" or is_there]
    with postgres_server(OPTIONS) if "postgresql" in wanted else nullcontext() as server:
        yield {kind: server if kind == "postgresql" else None for kind in wanted}


@contextmanager
def empty(server: PostgresServer | None) -> Iterator[str]:
    """Give the address of an empty database on a server; without one nothing, which stands for the folder's own."""
    if server is None:
        yield ""
        return
    with server.database() as url:
        yield url


def address(url: str) -> dict[str, str]:
    """Give the setting by which a server finds a database; none for the folder's own."""
    return {"WBS_DATABASE_URL": url} if url else {}
