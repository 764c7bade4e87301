"""What docs/backup.md says is done word for word, in its order: from SQLite into PostgreSQL."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.installation import found
from bench.stock import sealed_report
from tests.cli.test_backup import PASSPHRASE
from tests.store.conftest import postgres  # noqa: F401 - a fixture
from tests.store.servers import PostgresServer
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry, OfficerState
from wbs.clock import SystemClock
from wbs.store.store import open_store
from wbs.web.documents import Documents

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "backup.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
PLACES = ("/media/", "/var/lib/wbs", "/etc/wbs", "/srv/")
AGENCY = "61.08"


@dataclass
class Machine:
    """A machine that is a folder: the paths of the guide lie in it."""

    room: Path
    url: str
    fresh: str

    @property
    def data(self) -> Path:
        return self.room / "var/lib/wbs"

    def prepare(self) -> None:
        for folder in ("media/kunci", "media/cadangan", "media/brankas", "media/auditor", "etc/wbs", "bin", "srv"):
            (self.room / folder).mkdir(parents=True)
        found(self.data, is_reviewed=True, database=self.url)
        (self.data / "credentials").rename(self.room / "etc/wbs/credentials")
        shutil.copytree(self.data / "keys", self.room / "media/dokumen")
        (self.room / "phrase").write_text(PASSPHRASE + "\n")
        shim = self.room / "bin/wbs"
        shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m wbs.cli "$@"\n')
        shim.chmod(0o755)
        directory = Documents(self.data / "keys").current().book.newest(AGENCY)
        code = AgencyCode(AGENCY)
        with closing(open_store(self.url)) as store:
            store.cases.create_case(sealed_report(directory, "Papan"))
            store.audit.append(AuditEntry(code, SystemClock().now(), "penerima-01", AuditAction.SIGN_IN))

    def do(self, commands: str) -> str:
        for place in PLACES:
            commands = commands.replace(place, f"{self.room}{place}")
        key = f"{self.room}/media/kunci/backup.key"
        commands = re.sub(
            rf"^(wbs .*{key}(?= |$))", rf"\1 --passphrase-file {self.room}/phrase", commands, flags=re.MULTILINE
        )
        kept = {name: value for name, value in os.environ.items() if not name.startswith("WBS_")}
        env = {
            **kept,
            "PATH": f"{self.room}/bin:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "WBS_DATA": str(self.data),
            "WBS_DATABASE_URL": self.url,
            "WBS_CREDENTIALS": f"{self.room}/etc/wbs/credentials",
            "DATABASE_BARU": self.fresh,
            "CADANGAN": str(next(iter((self.room / "media/cadangan").glob("wbs-*.age")), "")),
        }
        script = ["bash", "-euo", "pipefail", "-c", commands]
        done = subprocess.run(script, env=env, capture_output=True, text=True, check=False, timeout=300, cwd=self.room)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def machine(postgres: PostgresServer, tmp_path: Path) -> Iterator[Machine]:  # noqa: F811
    with postgres.database("template0") as fresh:
        made = Machine(tmp_path, f"sqlite:///{tmp_path / 'var/lib/wbs' / 'wbs.sqlite'}", fresh)
        made.prepare()
        yield made


@pytest.mark.promise("P18")
def test_the_guide_is_followed_word_for_word(machine: Machine) -> None:
    assert len(BLOCKS) == 7
    machine.do("wbs maintain --only checkpoints")
    machine.do(f"wbs audit checkpoint --agency {AGENCY} > /media/auditor/titik-periksa.txt")
    said = [machine.do(one) for one in BLOCKS[:2]]
    machine.do("wbs backup")  # there is more than one backup, as there will be on any medium
    said += [machine.do(one) for one in BLOCKS[2:]]
    assert "AGE-SECRET-KEY" not in (machine.room / "media/kunci/backup.key").read_text(encoding="latin-1")
    assert "1 perkara" in said[4]
    assert list((machine.data / "backups").glob("*.restored"))
    assert "backup-" not in said[4]
    assert "penerima-01" in said[5]
    assert "penelaah-01" not in said[5]
    assert "the database is up to date" in said[6]
    with closing(open_store(machine.fresh, read_only=True)) as store:
        states = {account.id: account.state for account in store.officers.accounts(AgencyCode(AGENCY))}
    assert states.pop("penelaah-01") is OfficerState.BLOCKED
    assert set(states.values()) == {OfficerState.ACTIVE}
