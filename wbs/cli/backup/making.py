"""Making a backup: one state of the database and the signed documents, straight into a sealed file.

No plaintext touches the disk, and memory does not grow with the database. The file is read back before it counts.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

from wbs.cases.backups.parts import is_backed_up, serialise_backup
from wbs.cli.backup.shelf import PIECE, Shelf
from wbs.cli.files import read_small
from wbs.config import PortalConfig
from wbs.crypto.backup import BackupPublicKey, BackupSealer
from wbs.crypto.primitives import RunningSha256
from wbs.errors import CeremonyError, ConfigError
from wbs.store.snapshot import snapshot
from wbs.web.documents import ANCHOR_FILE


def make_backup(config: PortalConfig, shelf: Shelf, keys: Sequence[BackupPublicKey], day: date) -> tuple[Path, str]:
    """Write a backup while everything runs; give its file and the SHA-256 of it.

    Raises:
        ConfigError: no documents, no database, a schema of another program, or another backup is being written.
        StoreUnavailableError: the database cannot be read.
        CeremonyError: the disk does not give back what was written, or a document cannot be read.
        OSError: the disk is full or cannot be written. Nothing stays in any of these cases.
    """
    if not (config.keys / ANCHOR_FILE).exists():
        raise ConfigError(f"there are no signed documents in {config.keys}: a backup without them restores nothing")
    with snapshot(config.database_url, day.isoformat()) as source, shelf.writing(day) as (file, target):
        # The documents are read after the database's state was fixed: none that a row refers to can be missing.
        written = _write(file, _sealed(keys, serialise_backup(source, _documents(config.keys))))
        os.fsync(file.fileno())
        if _read_back(file) != written:
            raise CeremonyError("the disk does not give back what was written; it may be broken")
    return target, written


def _documents(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.iterdir()):
        if is_backed_up(path.name):
            yield path.name, read_small(path)


def _sealed(keys: Sequence[BackupPublicKey], plaintext: Iterable[bytes]) -> Iterator[bytes]:
    sealer = BackupSealer(keys)
    yield sealer.header
    for piece in plaintext:
        yield sealer.update(piece)
    yield sealer.finalize()


def _write(file: BinaryIO, pieces: Iterable[bytes]) -> str:
    running = RunningSha256()
    for piece in pieces:
        running.update(piece)
        rest = memoryview(piece)
        while rest:
            rest = rest[file.write(rest) :]
    return running.digest().hex()


def _read_back(file: BinaryIO) -> str:
    """Hash what the disk holds, past the system's memory of it where the system lets go."""
    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    file.seek(0)
    running = RunningSha256()
    while piece := file.read(PIECE):
        running.update(piece)
    return running.digest().hex()
