"""A portal over a fresh database; the signed world and the migrated file are made once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cast import shared_world
from tests.portal.house import House, Reporter, build
from wbs.store.migrations import migrate
from wbs.web.catalogues import compile_all


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    """Translations as they are now."""
    compile_all()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated database to copy."""
    path = tmp_path_factory.mktemp("template") / "wbs.sqlite"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def folder(tmp_path: Path, migrated_file: Path) -> Path:
    """A data folder with an empty database."""
    made = tmp_path / "data"
    made.mkdir()
    shutil.copy(migrated_file, made / "wbs.sqlite")
    return made


@pytest.fixture
def house(folder: Path) -> Iterator[House]:
    made = build(folder, shared_world())
    yield made
    made.store.close()


@pytest.fixture
def reporter(house: House) -> Reporter:
    return house.reporter()
