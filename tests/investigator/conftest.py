"""The officers' application over an office, asked as a browser asks."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.investigator.counter import Counter
from tests.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    folder = tmp_path / "data"
    folder.mkdir()
    made = Office(folder)
    yield made
    made.close()


@pytest.fixture
def counter(office: Office) -> Counter:
    return Counter(office)
