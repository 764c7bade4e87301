"""What tests of the ceremony share."""

from pathlib import Path

import pytest

from tests.cli.ceremony.house import House
from wbs.crypto import root_key


@pytest.fixture
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Key files that open at once; the real cost is tried in the guide."""
    monkeypatch.setattr(root_key, "LOG_N", 2)


@pytest.fixture
def house(tmp_path: Path, _cheap: None) -> House:
    return House(tmp_path)
