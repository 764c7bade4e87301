"""Every test that asks for `url` or `store` runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import lay_empty
from tests.store.servers import PostgresServer, postgres_server
from wbs.cases.log.ports import AuditLog
from wbs.cases.officers.ports import OfficerStore
from wbs.cases.ports import CaseStore
from wbs.store.store import Store, open_store


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for each test process."""
    with postgres_server() as server:
        yield server


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A fresh SQLite database, alone in a folder."""
    folder = tmp_path / "data"
    folder.mkdir()
    lay_empty(folder / "wbs.sqlite")
    return f"sqlite:///{folder / 'wbs.sqlite'}"


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> str:
    """A PostgreSQL database without rows."""
    return postgres.emptied()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """A fresh database of each kind."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    found: str = request.getfixturevalue(name)
    return found


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An open store."""
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
def cases(store: Store) -> CaseStore:
    return store.cases


@pytest.fixture
def officers(store: Store) -> OfficerStore:
    return store.officers


@pytest.fixture
def audit(store: Store) -> AuditLog:
    return store.audit
