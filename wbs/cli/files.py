"""Writing files whole or not at all; reading files that came on a medium."""

import os
import stat
from pathlib import Path

from wbs.errors import CeremonyError

MAX_FILE_BYTES = 8 << 20
"""More than any document of a ceremony has."""


def write_once(path: Path, data: bytes) -> None:
    """Write a file for its owner alone, durably and in one step; one that exists stays as it is."""
    if path.exists():
        return
    draft = path.with_name(path.name + ".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    keep(path.parent)


def keep(path: Path) -> None:
    """See to it that the names in a folder, or what a file holds, survive a loss of power."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def require_new(path: Path) -> None:
    """Check early that a file may be written: people should not do their part for nothing.

    Raises:
        CeremonyError: it exists.
    """
    if path.exists():
        raise CeremonyError(f"{path.name} exists already; nothing is overwritten")


def write_new(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file that does not exist yet, durably, and read it back; works on media without links (FAT).

    Raises:
        CeremonyError: the file exists, or the medium does not give back what was written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    except FileExistsError:
        raise CeremonyError(f"{path.name} exists already; nothing is overwritten") from None
    except OSError as error:
        raise CeremonyError(f"{path.name} cannot be written: {error.strerror}") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise CeremonyError(f"{path.name} cannot be written: {error.strerror}") from None
    if path.read_bytes() != data:
        raise CeremonyError(f"{path.name} does not hold what was written; the medium may be broken")


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file that does not exist yet where others read meanwhile: it has its name only when it is whole.

    Raises:
        CeremonyError: the file exists, or the medium does not give back what was written.
    """
    require_new(path)
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    write_new(draft, data, mode)
    draft.rename(path)
    _note_change(path.parent)


def _note_change(folder: Path) -> None:
    """Keep a folder's new names, and give it a time that nobody saw: two changes within one tick have the same."""
    times = folder.stat()
    os.utime(folder, ns=(times.st_atime_ns, times.st_mtime_ns + 1))
    keep(folder)


def read_small(path: Path, limit: int = MAX_FILE_BYTES) -> bytes:
    """Read an ordinary file of at most `limit` bytes.

    Raises:
        CeremonyError: missing, not an ordinary file, or larger.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise CeremonyError(f"{path.name} is not an ordinary file")
            data = file.read(limit + 1)
    except OSError as error:
        raise CeremonyError(f"{path.name} cannot be read: {error.strerror}") from None
    if len(data) > limit:
        raise CeremonyError(f"{path.name} is larger than any document")
    return data
