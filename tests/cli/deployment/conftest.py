"""A machine that is a folder: tor's and the proxy's places, empty."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wbs.cli.main import main

ADDRESSES = {
    "wbs-reporters": "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion",
    "wbs-officers": "duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion",
}


@dataclass
class Machine:
    """Where the files lie; runs `wbs deploy` there."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch

    def __post_init__(self) -> None:
        for place in ("tor", "proxy", "data"):
            (self.folder / place).mkdir()
        for name in [name for name in os.environ if name.startswith("WBS_")]:
            self.monkeypatch.delenv(name)

    @property
    def clients(self) -> Path:
        return self.folder / "data/wbs-officers/authorized_clients"

    def onion(self, *more: str) -> Result:
        places = ["--tor-folder", str(self.folder / "tor"), "--proxy-folder", str(self.folder / "proxy")]
        return self.run("onion", *places, *more)

    def key(self, *arguments: str) -> Result:
        return self.run("client-key", *arguments)

    def run(self, *arguments: str, user: str = "") -> Result:
        user = user or pwd.getpwuid(os.geteuid()).pw_name
        usual = ["--tor-data", str(self.folder / "data"), "--tor-user", user, "--en"]
        return CliRunner().invoke(main, ["deploy", *arguments, *usual])

    def give_addresses(self) -> None:
        """Do what tor does when it starts."""
        for name, address in ADDRESSES.items():
            service = self.folder / "data" / name
            service.mkdir(mode=0o700, exist_ok=True)
            (service / "hostname").write_text(f"{address}\n", encoding="ascii")

    def files(self) -> dict[str, bytes]:
        """All that lies there."""
        return {str(path): path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file()}


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path, monkeypatch)
