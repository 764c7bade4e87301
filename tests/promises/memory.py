"""What a running process holds: its writable memory, and every file that it has open, also those without a name."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_STEP = 16 << 20
_OVERLAP = 4096
"""Longer than any spelling that is looked for."""


def may_read(pid: int) -> bool:
    """Say whether this user may read the process's memory: it is not dumpable, so only root may."""
    try:
        Path(f"/proc/{pid}/mem").open("rb").close()
    except PermissionError:
        return False
    return True


def held_in_memory(pid: int) -> Iterator[bytes]:
    """Give everything that the process may have written to, in overlapping pieces."""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for start, end in _writable(pid):
            for at in range(start, end, _STEP):
                with suppress(OSError):  # gone since the list was read, or a device's
                    piece = os.pread(memory.fileno(), min(_STEP + _OVERLAP, end - at), at)
                    if piece.strip(b"\0"):
                        yield piece


def open_files(pid: int) -> Iterator[bytes]:
    """Give the content of every regular file that the process has open, unlinked ones among them."""
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            if link.is_file():
                yield link.read_bytes()


def _writable(pid: int) -> list[tuple[int, int]]:
    found = []
    for line in Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines():
        span, modes, *_ = line.split()
        if modes.startswith("rw"):
            start, _, end = span.partition("-")
            found.append((int(start, 16), int(end, 16)))
    return found
