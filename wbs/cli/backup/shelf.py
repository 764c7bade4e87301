"""The folder of backups: names with days, no times; drafts that become whole files in one step; what drills proved.

A name says the day and a number: `wbs-2026-11-22.age`, `wbs-2026-11-22-2.age`. Beside a backup that was restored once
lies a small file with the day of that drill and the digest of the backup that it was of.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO

from wbs.cases.backups.keeping import Kept
from wbs.cli.files import keep, read_small, write_new
from wbs.crypto.primitives import RunningSha256
from wbs.errors import CeremonyError, ConfigError

PIECE = 1 << 20
PROVED = ".restored"
"""Behind the name of a backup: the file that says when it was restored."""
_NAME = re.compile(r"wbs-(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:-(?P<number>[2-9]|[1-9][0-9]{1,3}))?\.age\Z")
_PROOF = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2}) (?P<digest>[0-9a-f]{64})\n\Z")
_DRAFT = "wbs-backup.new"
_LINE_BYTES = 200


@dataclass(frozen=True, slots=True)
class Proof:
    """That a backup was restored: on which day, and which bytes."""

    day: date
    digest: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """One folder of backups."""

    folder: Path

    def backups(self) -> list[Kept]:
        """Give all backups, oldest first."""
        if not self.folder.is_dir():
            return []
        found = (_kept(path.name) for path in self.folder.iterdir() if path.is_file())
        return sorted(one for one in found if one is not None)

    def path(self, one: Kept) -> Path:
        """Give the file of a backup."""
        return self.folder / name_of(one)

    def proofs(self) -> dict[Kept, Proof]:
        """Give what drills proved, of backups that are still here."""
        found = {one: read_proof(self.path(one)) for one in self.backups()}
        return {one: proof for one, proof in found.items() if proof is not None}

    def remove(self, one: Kept) -> None:
        """Remove a backup and what was proved of it."""
        self.path(one).unlink()
        proof_of(self.path(one)).unlink(missing_ok=True)
        keep(self.folder)

    @contextmanager
    def writing(self, day: date) -> Iterator[tuple[BinaryIO, Path]]:
        """Give a draft and the name that it gets once the block ends well; otherwise nothing stays.

        Raises:
            ConfigError: another backup is being written.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.folder / _DRAFT
        with _locked(self.folder):
            draft.unlink(missing_ok=True)
            target = self.path(self._next(day))
            try:
                handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
                with os.fdopen(handle, "w+b", buffering=0) as file:
                    yield file, target
                    os.fsync(file.fileno())
                _forget_time(draft, day)
                if target.exists():
                    raise ConfigError(f"{target.name} exists already; nothing is overwritten")
                draft.rename(target)
                keep(self.folder)
            finally:
                draft.unlink(missing_ok=True)

    def _next(self, day: date) -> Kept:
        taken = [one.number for one in self.backups() if one.day == day]
        return Kept(day, max(taken, default=0) + 1)


def name_of(one: Kept) -> str:
    """Name a backup's file."""
    return f"wbs-{one.day.isoformat()}{'' if one.number == 1 else f'-{one.number}'}.age"


def day_of(backup: Path) -> str | None:
    """Give the day that a backup's name says; None if the operator named it otherwise."""
    found = _kept(backup.name)
    return None if found is None else found.day.isoformat()


def proof_of(backup: Path) -> Path:
    """Name the file that says when a backup was restored."""
    return backup.with_name(backup.name + PROVED)


def read_proof(backup: Path) -> Proof | None:
    """Read when a backup was restored; None if it never was."""
    path = proof_of(backup)
    if not path.exists():
        return None
    with suppress(CeremonyError, ValueError):
        found = _PROOF.match(read_small(path, _LINE_BYTES).decode("ascii"))
        if found is not None:
            return Proof(date.fromisoformat(found["day"]), found["digest"])
    return None


def write_proof(backup: Path, day: date, digest: str) -> None:
    """Note durably that a backup was restored."""
    draft = proof_of(backup).with_suffix(".new")
    draft.unlink(missing_ok=True)  # the folder may have come from a server in wrong hands: follow no link of theirs
    write_new(draft, f"{day.isoformat()} {digest}\n".encode("ascii"))
    draft.replace(proof_of(backup))
    keep(backup.parent)


def digest_of(path: Path) -> str:
    """Give the SHA-256 of a file, as `sha256sum` prints it."""
    running = RunningSha256()
    with path.open("rb", buffering=0) as file:
        while piece := file.read(PIECE):
            running.update(piece)
    return running.digest().hex()


def _kept(name: str) -> Kept | None:
    found = _NAME.match(name)
    if found is None:
        return None
    with suppress(ValueError):
        return Kept(date.fromisoformat(found["day"]), int(found["number"] or 1))
    return None


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise ConfigError("another backup is being written into this folder") from None
    finally:
        os.close(handle)


def _forget_time(path: Path, day: date) -> None:
    """Give a file the beginning of its day as its time: listings tell no more than its name."""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
    os.utime(path, (start, start))
