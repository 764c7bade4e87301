"""Backups by the command line: made while all runs, opened only by whoever should, put back whole or not at all."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.officials import publish, run
from tests.office import Office
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry, OfficerState
from wbs.cli.backup.opening import Nowhere, read_backup
from wbs.cli.backup.shelf import PROVED, Shelf
from wbs.cli.backup.unfinished import MARKER
from wbs.cli.doctor.examining import examine
from wbs.clock import SystemClock
from wbs.crypto.backup import (
    BackupPrivateKey,
    backup_header_size,
    open_backup,
    parse_identity,
    serialise_identity,
)
from wbs.crypto.padding import BACKUP_FLOOR, backup_class
from wbs.crypto.primitives import random_bytes, sha256
from wbs.errors import UnsealError
from wbs.store.schema import METADATA
from wbs.store.store import open_store
from wbs.web.documents import Documents

REGENCY = "61.08"
PASSPHRASE = "tujuh kata yang tidak ditebak orang lain"


ROOT = Path(__file__).parents[2]
KILLED = """
import os, signal, sys
from pathlib import Path
from wbs.cli.main import main

rename = Path.rename

def killed(self, target):
    step = "rename-documents" if self.name == "keys.restoring" else "rename-database"
    if step == "STEP":
        os.kill(os.getpid(), signal.SIGKILL)
    return rename(self, target)

Path.rename = killed
main(sys.argv[1:])
"""
"""Ends at once where documents, or the database, would get their names."""

KILLED_AT_THE_END = """
import os, signal, sys
from wbs.cli.backup import restoring
from wbs.cli.main import main

restoring.migrate = lambda _url: os.kill(os.getpid(), signal.SIGKILL)
main(sys.argv[1:])
"""
"""Ends at once where documents and database stand, and nobody is blocked yet."""


class Place:
    """An installation with cases, a key that opens its backups, and room to restore into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.data.mkdir(mode=0o700)
        self.office = Office(self.data)
        self.cases = [self.office.new_report(files=[random_bytes(5000)]) for _ in range(3)]
        self.keys = publish(self.office.world, self.data / "keys")
        self.env = {"WBS_DATA": str(self.data)}
        self.key = folder / "backup.key"
        made = run("backup", "key", self.key, "--no-passphrase", "--en")
        assert made.exit_code == 0, made.output
        self.recipients = self.data / "backup-recipients.txt"
        self.recipients.write_bytes(self.key.with_name("backup.key.pub").read_bytes())

    @property
    def backups(self) -> list[Path]:
        return sorted(path for path in (self.data / "backups").glob("*") if path.suffix == ".age")

    def back_up(self) -> Path:
        before = set(self.backups)
        done = run("backup", "--en", env=self.env)
        assert done.exit_code == 0, done.output
        (made,) = set(self.backups) - before
        return made

    def restore(self, backup: Path, *more: str | Path, into: Path | None = None) -> tuple[Result, Path]:
        target = into or self.folder / "restored"
        newest = () if "--documents" in more else ("--no-newer-documents",)
        return run("restore", backup, "--key", self.key, "--en", *newest, *more, env={"WBS_DATA": str(target)}), target

    def opened(self, backup: Path) -> bytes:
        """The plaintext of a backup, as a thief with the key has it."""
        data = backup.read_bytes()
        size = backup_header_size(data)
        stream = open_backup(parse_identity(self.key.read_text()), data)
        return stream.update(data[size:]) + stream.finalize()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, Path]]:
    """An installation that no test changes, and a backup of it."""
    made = Place(tmp_path_factory.mktemp("kept"))
    yield made, made.back_up()
    made.office.close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    made.office.close()


def an_entry() -> AuditEntry:
    return AuditEntry(AgencyCode(REGENCY), SystemClock().now(), "penerima-01", AuditAction.SIGN_IN)


def rows(database: Path) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(database) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}  # noqa: S608
    return {name: sorted(lines, key=repr) for name, lines in found.items() if name != "sessions"}


@pytest.mark.promise("P18")
def test_a_restored_installation_has_every_case_and_document_and_no_credential(place: Place) -> None:
    (place.data / "credentials").mkdir(mode=0o700)
    (place.data / "credentials" / "investigator").write_bytes(b"a credential of the service")
    backup = place.back_up()
    done, target = place.restore(backup)
    assert done.exit_code == 0, done.output
    assert rows(target / "wbs.sqlite") == rows(place.data / "wbs.sqlite")
    assert {path.name: path.read_bytes() for path in (target / "keys").iterdir()} == {
        path.name: path.read_bytes() for path in place.keys.iterdir()
    }
    assert {path.name.partition("-")[0].removesuffix(".lock") for path in target.iterdir()} == {"keys", "wbs.sqlite"}
    assert b"a credential of the service" not in place.opened(backup)
    assert f"{len(place.cases)} cases" in done.output
    store = open_store(f"sqlite:///{target / 'wbs.sqlite'}")
    for report in place.cases:
        assert store.cases.mailbox(sha256(report.receipt.mailbox_token)) is not None
    store.close()


@pytest.mark.promise("P13")
def test_neither_size_nor_name_nor_time_of_a_backup_tells_what_came_in(place: Place) -> None:
    first = place.back_up()
    place.office.new_report(files=[random_bytes(200_000)])
    second = place.back_up()
    today = SystemClock().today()
    assert [first.name, second.name] == [f"wbs-{today}.age", f"wbs-{today}-2.age"]
    assert first.stat().st_size == second.stat().st_size > BACKUP_FLOOR
    assert {path.stat().st_mtime % 86_400 for path in (first, second)} == {0}
    assert {path.stat().st_mode & 0o777 for path in (first, second)} == {0o600}
    assert len(place.opened(first)) == BACKUP_FLOOR


@pytest.mark.promise("P13")
def test_classes_of_backups_are_at_most_a_quarter_larger_and_few() -> None:
    sizes = [1, BACKUP_FLOOR, BACKUP_FLOOR + 1, 10**8, 10**9 + 7, 2**33, 2**33 + 1]
    for size in sizes:
        padded = backup_class(size)
        assert padded >= size
        assert padded == BACKUP_FLOOR or padded <= size * 5 / 4
        assert backup_class(padded) == padded
    classes = {backup_class(size) for size in range(2**30 + 1, 2**31 + 1, 1 << 20)}
    assert len(classes) == 4


@pytest.mark.promise("P04")
def test_a_backup_is_sealed_to_every_recipient_and_to_no_key_that_a_quantum_computer_opens(place: Place) -> None:
    other = BackupPrivateKey.generate()
    place.recipients.write_text(f"# two people\n{place.recipients.read_text()}\n{other.public.text}\n")
    backup = place.back_up()
    second = place.folder / "second.key"
    second.write_text(serialise_identity(other))
    for key in (place.key, second):
        done = run("backup", "verify", backup, "--key", key, "--en")
        assert done.exit_code == 0, done.output
        assert "Whole" in done.output
    place.recipients.write_text("age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\n")
    refused = run("backup", "--en", env=place.env)
    assert refused.exit_code == 1
    assert "quantum" in refused.output
    assert place.backups == [backup]


def test_the_key_is_kept_under_a_passphrase(place: Place) -> None:
    phrase = place.folder / "phrase"
    phrase.write_text(PASSPHRASE + "\n")
    made = run("backup", "key", place.folder / "own.key", "--passphrase-file", phrase, "--en")
    assert made.exit_code == 0, made.output
    assert b"AGE-SECRET-KEY" not in (place.folder / "own.key").read_bytes()
    place.recipients.write_bytes((place.folder / "own.key.pub").read_bytes())
    backup = place.back_up()
    right = run("backup", "verify", backup, "--key", place.folder / "own.key", "--passphrase-file", phrase, "--en")
    assert right.exit_code == 0, right.output
    phrase.write_text(PASSPHRASE + "!\n")
    wrong = run("backup", "verify", backup, "--key", place.folder / "own.key", "--passphrase-file", phrase, "--en")
    assert wrong.exit_code == 1
    again = run("backup", "key", place.folder / "own.key", "--no-passphrase", "--en")
    assert again.exit_code == 1


@pytest.mark.promise("P14")
@pytest.mark.parametrize("harm", ["wrong key", "cut", "cut at a chunk", "longer", 0.0001, 0.3, 0.7, 0.9999])
def test_of_a_backup_that_is_harmed_nothing_is_put_back(
    kept: tuple[Place, Path], tmp_path: Path, harm: str | float
) -> None:
    place, backup = kept
    data, key = bytearray(backup.read_bytes()), place.key
    if isinstance(harm, float):
        data[int(len(data) * harm)] ^= 1
    elif harm == "longer":
        data += b"\0"
    elif harm == "cut":
        del data[-1:]
    elif harm == "cut at a chunk":
        payload = backup_header_size(bytes(data)) + 16
        del data[payload + 20 * (65_536 + 16) :]
    else:
        key = tmp_path / "other.key"
        key.write_text(serialise_identity(BackupPrivateKey.generate()))
    harmed = tmp_path / "harmed.age"
    harmed.write_bytes(data)
    target = tmp_path / "restored"
    env = {"WBS_DATA": str(target)}
    done = run("restore", harmed, "--key", key, "--no-newer-documents", "--en", env=env)
    assert done.exit_code == 1
    assert not any(path.is_file() for path in target.rglob("*"))
    assert not (target / "keys").exists()
    assert run("backup", "verify", harmed, "--key", key, "--en").exit_code == 1


def test_a_drill_with_a_harmed_backup_proves_nothing(place: Place) -> None:
    backup = place.back_up()
    backup.write_bytes(backup.read_bytes()[:-1])
    assert run("backup", "drill", "--key", place.key, "--en", env=place.env).exit_code == 1
    assert not backup.with_name(backup.name + PROVED).exists()


def test_a_place_with_documents_or_a_database_is_left_alone(place: Place) -> None:
    backup = place.back_up()
    before = rows(place.data / "wbs.sqlite")
    done, _ = place.restore(backup, into=place.data)
    assert done.exit_code == 1
    assert "empty place" in done.output
    assert rows(place.data / "wbs.sqlite") == before
    target = place.folder / "with-documents"
    (target / "keys").mkdir(parents=True)
    (target / "keys" / "anchor.txt").write_text("another installation\n")
    done, _ = place.restore(backup, into=target)
    assert done.exit_code == 1
    assert [path.name for path in target.rglob("*") if path.is_file()] == ["anchor.txt"]


def test_a_log_that_a_killed_server_left_is_not_written_over_what_is_restored(place: Place) -> None:
    backup = place.back_up()
    place.office.new_report()
    left = (place.data / "wbs.sqlite-wal").read_bytes()
    assert left
    target = place.folder / "restored"
    target.mkdir()
    (target / "wbs.sqlite-wal").write_bytes(left)
    done, _ = place.restore(backup, into=target)
    assert done.exit_code == 1
    assert "wbs.sqlite-wal" in done.output
    assert {path.name: path.read_bytes() for path in target.iterdir()} == {"wbs.sqlite-wal": left}


def test_an_old_backup_under_a_newer_name_is_neither_restored_nor_proved(place: Place) -> None:
    backup = place.back_up()
    newer = backup.with_name(f"wbs-{SystemClock().today() + timedelta(days=1)}.age")
    backup.rename(newer)
    done, target = place.restore(newer)
    assert done.exit_code == 1
    assert "an old one under a newer name" in done.output
    assert list(target.iterdir()) == []
    assert run("backup", "drill", "--key", place.key, "--en", env=place.env).exit_code == 1
    assert not list(newer.parent.glob(f"*{PROVED}"))
    named = newer.rename(newer.with_name("of-the-operator.age"))
    assert run("backup", "verify", named, "--key", place.key, "--en").exit_code == 0


def test_documents_that_do_not_verify_put_nothing_back(place: Place) -> None:
    (place.keys / "anchor.txt").write_text("A" * 43 + "\n")
    backup = place.back_up()
    done, target = place.restore(backup)
    assert done.exit_code == 1
    assert list(target.iterdir()) == []


@pytest.mark.promise("P14")
def test_a_restore_that_is_killed_anywhere_is_nothing_and_can_be_done_again(
    kept: tuple[Place, Path], tmp_path: Path
) -> None:
    place, backup = kept
    target = tmp_path / "restored"
    env = {**os.environ, "WBS_DATA": str(target), "PYTHONPATH": str(ROOT)}
    command = ["restore", str(backup), "--key", str(place.key), "--no-newer-documents"]
    for step in ("rename-documents", "rename-database"):
        killed = subprocess.run([sys.executable, "-c", KILLED.replace("STEP", step), *command], env=env, check=False)
        assert killed.returncode == -9, "it went past the step"
        assert not (target / "wbs.sqlite").exists()
        assert (target / "keys").exists() == (step == "rename-database")
    done, _ = place.restore(backup, into=target)
    assert done.exit_code == 0, done.output
    assert rows(target / "wbs.sqlite") == rows(place.data / "wbs.sqlite")
    assert sorted(path.name for path in target.iterdir() if not path.name.startswith("wbs.sqlite")) == ["keys"]


@pytest.mark.promise("P07")
def test_nothing_is_served_from_a_restore_that_was_killed_before_it_blocked_whom_it_should(place: Place) -> None:
    backup = place.back_up()
    target = place.folder / "restored"
    env = {**os.environ, "WBS_DATA": str(target), "PYTHONPATH": str(ROOT)}
    block = ["--block", f"{REGENCY}/penelaah-01"]
    command = ["restore", str(backup), "--key", str(place.key), "--no-newer-documents", *block]
    killed = subprocess.run([sys.executable, "-c", KILLED_AT_THE_END, *command], env=env, check=False)
    assert killed.returncode == -9
    assert (target / "wbs.sqlite").exists()
    for application in ("portal", "investigator"):
        refused = run("serve", application, env={"WBS_DATA": str(target)})
        assert refused.exit_code == 1
        assert "did not end" in refused.output
    done, _ = place.restore(backup, *block, into=target)
    assert "did not end" in done.output
    (target / "wbs.sqlite").unlink()
    done, _ = place.restore(backup, *block, into=target)
    assert done.exit_code == 0, done.output
    assert not (target / MARKER).exists()


@pytest.mark.promise("P05", "P07")
def test_newer_documents_keep_out_whom_the_backup_still_lists(place: Place) -> None:
    backup = place.back_up()
    place.office.remove_from_directory(f"{REGENCY}/penerima-02")
    newer = publish(place.office.world, place.folder / "newer")
    done, target = place.restore(backup, "--documents", newer, "--block", f"{REGENCY}/penelaah-01")
    assert done.exit_code == 0, done.output
    book = Documents(target / "keys").current().book
    assert "penerima-02" not in book.newest(REGENCY).entries
    store = open_store(f"sqlite:///{target / 'wbs.sqlite'}")
    states = {account.id: account.state for account in store.officers.accounts(AgencyCode(REGENCY))}
    store.close()
    assert states["penelaah-01"] is OfficerState.BLOCKED
    assert "BEFORE anything is started" in done.output


@pytest.mark.promise("P05", "P07")
def test_nobody_restores_without_saying_whether_newer_documents_exist(place: Place) -> None:
    backup = place.back_up()
    target = place.folder / "restored"
    done = run("restore", backup, "--key", place.key, "--en", env={"WBS_DATA": str(target)})
    assert done.exit_code == 1
    assert "--no-newer-documents" in done.output
    assert not target.exists()


@pytest.mark.promise("P05", "P07")
def test_a_folder_without_documents_is_not_taken_for_the_newest_ones(place: Place) -> None:
    backup = place.back_up()
    unmounted = place.folder / "dokumen"
    unmounted.mkdir()
    (unmounted / "readme.txt").write_text("of somebody")
    done, target = place.restore(backup, "--documents", unmounted)
    assert done.exit_code == 1
    assert "no signed documents" in done.output
    assert list(target.iterdir()) == []


def test_documents_of_another_installation_are_refused_beside_those_of_the_backup(place: Place, tmp_path: Path) -> None:
    backup = place.back_up()
    (tmp_path / "other").mkdir()
    other = Office(tmp_path / "other")
    newer = publish(other.world, tmp_path / "other-keys")
    other.close()
    done, target = place.restore(backup, "--documents", newer)
    assert done.exit_code == 1
    assert not (target / "keys").exists()
    assert not (target / "wbs.sqlite").exists()


@pytest.mark.promise("P17")
def test_what_the_audit_log_lost_by_a_restore_shows_against_a_checkpoint_from_outside(place: Place) -> None:
    backup = place.back_up()
    store = place.office.store
    store.audit.append(an_entry())
    store.audit.append(an_entry())
    assert run("maintain", "--only", "checkpoints", env=place.env).exit_code == 0
    kept = run("audit", "checkpoint", "--agency", REGENCY, env=place.env)
    assert kept.exit_code == 0, kept.output
    note = place.folder / "checkpoint.txt"
    note.write_text(kept.output, encoding="utf-8")
    _, target = place.restore(backup)
    env = {"WBS_DATA": str(target)}
    assert run("audit", "verify", "--en", env=env).exit_code == 0
    seen = run("audit", "verify", "--en", "--since", note, env=env)
    assert seen.exit_code == 1


def test_a_backup_is_made_again_and_again_while_both_portals_write(place: Place) -> None:
    script = (
        "import sys\nfrom pathlib import Path\n"
        "from wbs.store.store import open_store\nfrom tests.store.samples import a_case, a_key\n"
        "store = open_store(sys.argv[1])\nprint('writing', flush=True)\n"
        "while True:\n    store.cases.create_case(a_case(a_key()))\n"
    )
    url = f"sqlite:///{place.data / 'wbs.sqlite'}"
    command = [sys.executable, "-c", script, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as writer:
        try:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"writing\n"
            made = [place.back_up() for _ in range(3)]
        finally:
            writer.kill()
    for number, backup in enumerate(made):
        target = place.folder / f"restored-{number}"
        done, _ = place.restore(backup, into=target)
        # The writer's cases have no records of officers who exist: they are whole rows of cases that do not verify.
        assert "Backup of" in done.output
        found = rows(target / "wbs.sqlite")
        assert len(found["cases"]) == len(found["mailboxes"]) == len({row[:2] for row in found["messages"]})


def test_a_killed_backup_leaves_nothing_that_counts_and_the_next_one_clears_up(place: Place) -> None:
    folder = place.data / "backups"
    folder.mkdir(mode=0o700)
    (folder / "wbs-backup.new").write_bytes(b"half a backup")
    assert Shelf(folder).backups() == []
    backup = place.back_up()
    assert sorted(path.name for path in folder.iterdir()) == [backup.name]


def test_a_full_disk_leaves_no_half_backup(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "wbs-backup.new")

    monkeypatch.setattr(os, "fsync", full)
    done = run("backup", "--en", env=place.env)
    assert done.exit_code == 1
    assert "No space left" in done.output
    assert list((place.data / "backups").iterdir()) == []


def test_two_backups_at_once_do_not_meet(place: Place) -> None:
    shelf = Shelf(place.data / "backups")
    with shelf.writing(date(2026, 1, 1)):
        done = run("backup", "--en", env=place.env)
    assert done.exit_code == 1
    assert "another backup" in done.output


@pytest.mark.promise("P01")
def test_a_drill_proves_that_the_newest_backup_opens_and_leaves_nothing_else(place: Place, tmp_path: Path) -> None:
    place.back_up()
    newest = place.back_up()
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    done = run("backup", "drill", "--key", place.key, "--scratch", scratch, "--en", env=place.env)
    assert done.exit_code == 0, done.output
    assert f"The drill succeeded: {newest.name}" in done.output
    assert list(scratch.iterdir()) == []
    proofs = Shelf(place.data / "backups").proofs()
    assert [proof.day for proof in proofs.values()] == [SystemClock().today()]


@pytest.mark.promise("P17")
def test_a_drill_fails_on_an_audit_log_that_was_changed(place: Place) -> None:
    place.office.store.audit.append(an_entry())
    with sqlite3.connect(place.data / "wbs.sqlite") as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE audit_entries SET entry = CAST(replace(entry, 'sign-in', 'sign-on') AS BLOB)")
    backup = place.back_up()
    done = run("backup", "drill", "--key", place.key, "--en", env=place.env)
    assert done.exit_code == 1
    assert "MISMATCH" in done.output
    assert not backup.with_name(backup.name + PROVED).exists()


def test_a_drill_writes_through_no_link_that_lies_beside_a_backup(place: Place) -> None:
    backup = place.back_up()
    precious = place.folder / "of-the-operator.txt"
    precious.write_text("unharmed")
    for ending in (PROVED, ".new", f"{PROVED}.new"):
        backup.with_name(backup.name + ending).symlink_to(precious)
    assert run("backup", "drill", "--key", place.key, "--en", env=place.env).exit_code == 0
    assert precious.read_text() == "unharmed"
    assert not backup.with_name(backup.name + PROVED).is_symlink()


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM records WHERE case_id = :case",
        "UPDATE cases SET place = 1 WHERE case_id = :case",
        "; ".join(
            f"UPDATE {table.name} SET agency = '61' WHERE case_id = :case"  # noqa: S608 - names of the schema
            for table in METADATA.tables.values()
            if {"agency", "case_id"} <= {*table.c.keys()}
        ),
    ],
    ids=["without-records", "short-of-its-newest", "moved"],
)
@pytest.mark.promise("P08", "P14")
def test_a_drill_fails_on_half_a_case_or_one_moved_to_another_agency(place: Place, harm: str) -> None:
    case = place.cases[0].name.case
    with sqlite3.connect(place.data / "wbs.sqlite") as connection:
        for statement in harm.split("; "):
            connection.execute(statement, {"case": case})
    backup = place.back_up()
    done = run("backup", "drill", "--key", place.key, "--en", env=place.env)
    assert done.exit_code == 1
    assert f"{case} do not verify" in done.output
    assert not backup.with_name(backup.name + PROVED).exists()


def test_rows_that_no_restore_would_take_are_found_while_there_is_still_another_way(place: Place) -> None:
    with sqlite3.connect(place.data / "wbs.sqlite") as connection:
        connection.execute("UPDATE messages SET seq = 'first'")
    done = run("backup", "--en", env=place.env)
    assert done.exit_code == 1
    assert "messages" in done.output
    assert list((place.data / "backups").iterdir()) == []


def test_pruning_keeps_the_newest_and_the_newest_that_was_proved(place: Place) -> None:
    shelf = Shelf(place.data / "backups")
    shelf.folder.mkdir(mode=0o700)
    today = SystemClock().today()
    for age in range(100):
        (shelf.folder / f"wbs-{today - timedelta(days=age)}.age").write_bytes(b"sealed")
    proved = shelf.folder / f"wbs-{today - timedelta(days=90)}.age"
    proved.with_name(proved.name + PROVED).write_text(f"{today - timedelta(days=89)} {'0' * 64}\n")
    (shelf.folder / "notes.txt").write_text("of the operator")
    done = run("backup", "prune", "--daily", "3", "--weekly", "2", "--en", env=place.env)
    assert done.exit_code == 0, done.output
    left = {path.name for path in shelf.folder.iterdir()}
    assert {f"wbs-{today - timedelta(days=age)}.age" for age in range(3)} <= left
    assert {proved.name, proved.name + PROVED, "notes.txt"} <= left
    assert len(left) <= 3 + 2 + 3


def test_doctor_tells_of_backups_that_are_missing_old_or_never_proved(place: Place) -> None:
    def codes() -> set[str]:
        return {one.code for one in examine(place.env, SystemClock()) if one.code.startswith("backup")}

    assert codes() == {"backup-missing"}
    backup = place.back_up()
    assert codes() == {"backup-unproved"}
    assert run("backup", "drill", "--key", place.key, "--en", env=place.env).exit_code == 0
    assert codes() == set()
    old = backup.with_name(f"wbs-{SystemClock().today() - timedelta(days=200)}.age")
    backup.rename(old)
    backup.with_name(backup.name + PROVED).rename(old.with_name(old.name + PROVED))
    assert codes() == {"backup-old"}
    old.with_name(old.name + PROVED).write_text(f"{SystemClock().today() - timedelta(days=199)} {'0' * 64}\n")
    assert codes() == {"backup-old", "backup-drill-due"}
    (old.with_name(f"wbs-{SystemClock().today() + timedelta(days=3000)}.age")).write_bytes(b"of a clock that was wrong")
    assert codes() == {"backup-old", "backup-drill-due", "backup-ahead"}


def test_a_key_file_of_another_kind_is_refused(place: Place) -> None:
    backup = place.back_up()
    place.key.write_text("AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ\n")
    assert run("backup", "verify", backup, "--key", place.key, "--en").exit_code == 1
    with pytest.raises(UnsealError):
        read_backup(backup, BackupPrivateKey.generate(), Nowhere())
