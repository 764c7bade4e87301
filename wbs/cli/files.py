"""Writing files whole or not at all."""

import os
from pathlib import Path


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
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
