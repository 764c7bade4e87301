"""Lets the tests of both portals run on PostgreSQL, each application under its own role: `-p tests.roles`.

Wherever a test lays an empty SQLite database, a PostgreSQL database stands behind it instead. What tests do on their
own goes through the owner; what an application does, through its role, so that a statement for which no right is
declared fails. Tests that look into SQLite's file themselves are left out.
"""

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL

import tests.databases as laid
from tests.needs import program
from tests.store import raw
from tests.store.servers import OWNER, PostgresServer, postgres_server
from wbs.investigator import app as investigator
from wbs.portal import app as portal
from wbs.store import store as opening
from wbs.store.database import Database, PostgresDatabase, SqliteDatabase
from wbs.store.engine import SqliteFile, parse_url
from wbs.store.granting import name_of
from wbs.store.rights import Role
from wbs.store.store import Store

_LOOKS = (
    *("sqlite3", "wbs.sqlite", "setattr(house.store", "setattr(office.store"),
    *("killable(", ".stored_bytes(", "axe_finds_nothing", "on_the_disk"),
)
"""What a test names that looks into the file, or puts something in the place of the store that is not used here."""


class Databases:
    """A PostgreSQL database for each path at which a test laid an empty one; they are used again."""

    def __init__(self, server: PostgresServer) -> None:
        self.server = server
        self.by_path: dict[Path, str] = {}
        self.free: list[str] = []
        self.opened: list[Store] = []
        self.stack = ExitStack()

    def lay(self, path: Path) -> None:
        path.touch(mode=0o660, exist_ok=False)
        self.by_path[path.absolute()] = self.free.pop() if self.free else self._new()

    def _new(self) -> str:
        return str(parse_url(self.stack.enter_context(self.server.database())).database)  # type: ignore[union-attr]

    def open(self, url: str, role: str = OWNER, *, read_only: bool = False) -> Database | None:
        """Open what stands behind a path; None if nothing was laid there."""
        behind = self.behind(url, role)
        if behind is None:
            return None
        found = parse_url(behind)
        assert isinstance(found, URL)
        return PostgresDatabase(found, read_only=read_only)

    def behind(self, url: str, role: str = OWNER) -> str | None:
        """Give the URL of what stands behind a path; None if nothing was laid there."""
        place = parse_url(url)
        if not isinstance(place, SqliteFile) or place.path not in self.by_path:
            return None
        return self.server.url(self.by_path[place.path], role)

    def give_back(self) -> None:
        while self.opened:
            self.opened.pop().close()
        for name in self.by_path.values():
            self.server.emptied(name)
            self.free.append(name)
        self.by_path.clear()


DATABASES: list[Databases] = []
"""The one of this process, once its first test began."""


def _redirect() -> None:
    laid.lay_empty = lambda path: DATABASES[0].lay(path)  # noqa: PLW0108 - there is none yet
    usual, usual_engine = opening._database, raw.engine_of  # noqa: SLF001

    def database(url: str, *, read_only: bool) -> Database:
        return DATABASES[0].open(url, read_only=read_only) or usual(url, read_only=read_only)

    opening._database = database  # noqa: SLF001
    raw.engine_of = lambda url: usual_engine(DATABASES[0].behind(url) or url)
    portal.create_app = _under(Role.PORTAL, portal.create_app)
    investigator.create_app = _under(Role.INVESTIGATOR, investigator.create_app)
    house = import_module("tests.portal.house")  # takes create_app as it is by now
    house.House.stored_cases = _count("SELECT count(*) FROM cases")
    house.House.pending = _count("SELECT count(*) FROM uploads WHERE NOT dropped")


def _under(role: Role, create_app: Callable[..., Any]) -> Callable[..., Any]:
    def create(config: Any, store: Store, *more: Any, **named: Any) -> Any:
        is_plain = type(store) is Store and not isinstance(store._database, SqliteDatabase)  # noqa: SLF001
        found = DATABASES[0].open(config.database_url, name_of(OWNER, role)) if is_plain else None
        if found is None:
            return create_app(config, store, *more, **named)
        own = Store(found)
        DATABASES[0].opened.append(own)
        return create_app(config, own, *more, **named)

    return create


def _count(statement: str) -> Callable[[Any], int]:
    def counted(house: Any) -> int:
        name = DATABASES[0].by_path[house.folder / "wbs.sqlite"]
        return int(raw.query(DATABASES[0].server.url(name), statement)[0][0])

    return counted


@pytest.fixture(scope="session", autouse=True)
def _databases() -> Iterator[None]:
    program("initdb")
    with postgres_server() as server:
        DATABASES.append(Databases(server))
        with DATABASES[0].stack:
            yield


@pytest.fixture(autouse=True)
def _given_back(_databases: None) -> Iterator[None]:
    yield
    DATABASES[0].give_back()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what looks into the file."""
    out = [item for item in items if isinstance(item, pytest.Function) and _looks(item.function)]
    config.hook.pytest_deselected(items=out)
    items[:] = [item for item in items if item not in out]


def _looks(function: Callable[..., Any], seen: frozenset[str] = frozenset()) -> bool:
    """Say so of a test, or of what its module has for it: by name, and what that names."""
    if any(word in inspect.getsource(function) for word in _LOOKS):
        return True
    named = {name: function.__globals__.get(name) for name in function.__code__.co_names if name not in seen}
    own = [one for one in named.values() if inspect.isfunction(one) and one.__module__ == function.__module__]
    return any(_looks(one, seen | named.keys()) for one in own)


_redirect()
