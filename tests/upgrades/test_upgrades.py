"""An installation that an older program made and filled comes up under this one, and its backup is the way back.

`schema-0007.tar.xz` was written by the program that had schema 0007 (`building.py` says how): three reports, one with a
file, a reply, a sign-in, checkpoints of the audit log.
"""

import json
import sqlite3
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bench.officers import Officer
from bench.processes import serve
from tests.cli.officials import run
from tests.promises.visitor import Visitor, files_on
from tests.store.servers import PostgresServer
from wbs.cases.model import AgencyCode, KeyDigest
from wbs.cases.reporters.mailbox import material_of
from wbs.cli.founding import Founded
from wbs.crypto.dossier import Dossier, open_as_officer
from wbs.crypto.keys import OfficerSecret
from wbs.crypto.records import ReaderRef
from wbs.errors import ConfigError
from wbs.store.revision import HEAD
from wbs.store.store import open_store
from wbs.web.documents import Documents

STORED = Path(__file__).with_name("schema-0007.tar.xz")
OLD = "0007"
AGENCY = "61.08"
READER = "penerima-01"


@dataclass
class Installation:
    """A folder of data, its database, and what its people know."""

    data: Path
    url: str
    told: Mapping[str, Any]

    @property
    def env(self) -> dict[str, str]:
        return {"WBS_DATA": str(self.data), "WBS_DATABASE_URL": self.url}

    def command(self, *arguments: str | Path) -> str:
        done = run(*arguments, env=self.env)
        assert done.exit_code == 0, done.output
        return done.output

    def revision(self) -> str:
        with closing(sqlite3.connect(self.data / "wbs.sqlite")) as connection:
            return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])

    def works(self) -> None:
        """Ask for everything that reporters, officers and auditors had."""
        settings = {"WBS_DATABASE_URL": self.url}
        with serve("portal", self.data, **settings) as server:
            visitor = Visitor(server.port)
            pages = [visitor.post("/tanda-terima", {"receipt": words}) for words in self.told["receipts"]]
            visitor.close()
        assert all(b'name="message"' in page for page in pages)
        assert b"Balasan lama" in pages[0]
        assert [len(files_on(page)) for page in pages] == [0, 1, 0]
        with serve("investigator", self.data, **settings) as server:
            account = SimpleNamespace(passphrase=self.told["passphrase"], totp=bytes.fromhex(self.told["totp"]))
            people = SimpleNamespace(secrets=SimpleNamespace(accounts={self.told["login"]: account}))
            Officer(server, cast(Founded, people), self.told["login"]).hang_up()
        assert sorted(one.summary.title for one in self.cases() if one.summary) == [
            "Papan lama dua",
            "Papan lama satu",
            "Papan lama tiga",
        ]
        assert "Proved: the entries are complete" in self.command("audit", "verify", "--en")

    def cases(self) -> Iterator[Dossier]:
        """Open every case with the officer's key."""
        book = Documents(self.data / "keys").current().book
        key = OfficerSecret(bytes.fromhex(self.told["seed"])).reader_key
        digest, officer = KeyDigest(key.public.digest), (AgencyCode(AGENCY), READER)
        with closing(open_store(self.url, read_only=True)) as store:
            for row in store.cases.inbox([digest], officer, None).rows:
                file = store.cases.case_file(row.name, digest)
                assert file is not None
                found = open_as_officer(material_of(file), key, ReaderRef(agency=AGENCY, reader=READER), book)
                assert found.findings == ()
                yield found


@pytest.fixture
def old(tmp_path: Path) -> Installation:
    with tarfile.open(STORED) as archive:
        archive.extractall(tmp_path, filter="data")
    data = tmp_path / "data"
    told = json.loads((data / "told.json").read_text(encoding="utf-8"))
    (data / "told.json").unlink()
    made = Installation(data, f"sqlite:///{data / 'wbs.sqlite'}", told)
    made.command("backup", "key", tmp_path / "backup.key", "--no-passphrase")
    (data / "backup-recipients.txt").write_bytes((tmp_path / "backup.key.pub").read_bytes())
    return made


def backed_up(old: Installation) -> Path:
    old.command("backup")
    (made,) = (old.data / "backups").iterdir()
    return made


@pytest.mark.promise("P14")
def test_an_older_installation_comes_up_under_this_program(old: Installation) -> None:
    with pytest.raises(ConfigError, match="migrations"):
        open_store(old.url)
    backed_up(old)
    assert old.revision() == OLD
    old.command("migrate")
    assert old.revision() == HEAD
    old.works()


@pytest.mark.promise("P14")
def test_the_backup_from_before_a_migration_is_the_way_back(old: Installation, tmp_path: Path) -> None:
    backup = backed_up(old)
    old.command("migrate")
    with closing(sqlite3.connect(old.data / "wbs.sqlite")) as connection:
        connection.execute("DELETE FROM mailboxes")  # the upgrade went wrong
        connection.commit()
    back = Installation(tmp_path / "back", f"sqlite:///{tmp_path / 'back' / 'wbs.sqlite'}", old.told)
    back.command("restore", backup, "--key", tmp_path / "backup.key", "--no-newer-documents")
    (old.data / "credentials").rename(back.data / "credentials")
    back.works()


@pytest.mark.promise("P14")
def test_an_older_installation_moves_to_postgresql_by_its_backup(
    old: Installation, tmp_path: Path, postgres: PostgresServer
) -> None:
    backup = backed_up(old)
    with postgres.database("template0") as url:
        moved = Installation(tmp_path / "moved", url, old.told)
        said = moved.command("restore", backup, "--key", tmp_path / "backup.key", "--no-newer-documents", "--en")
        assert "3 cases" in said
        (old.data / "credentials").rename(moved.data / "credentials")
        moved.works()
        (moved.data / "backup-recipients.txt").write_bytes((tmp_path / "backup.key.pub").read_bytes())
        moved.command("backup")
        drilled = moved.command("backup", "drill", "--key", tmp_path / "backup.key", "--en")
        assert "3 cases" in drilled
