"""A portal over a fresh database; the signed world is made once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cast import shared_world
from tests.databases import lay_empty
from tests.portal.house import House, Reporter, build
from wbs.web.catalogues import compile_all


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    """Translations as they are now."""
    compile_all()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with an empty database."""
    made = tmp_path / "data"
    made.mkdir()
    lay_empty(made / "wbs.sqlite")
    return made


@pytest.fixture
def house(folder: Path) -> Iterator[House]:
    made = build(folder, shared_world())
    yield made
    made.store.close()


@pytest.fixture
def reporter(house: House) -> Reporter:
    return house.reporter()
