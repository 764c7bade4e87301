"""The lock file beside a SQLite database, by which the writers of all processes take turns.

SQLite's own busy handler polls and lets one of several writers starve for seconds; the kernel queues whoever waits
here. The lock only orders writers. What protects the data is SQLite's own.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wbs.store.engine import FILE_MODE


@contextmanager
def turn(path: Path) -> Iterator[None]:
    """Wait for this process's turn to write, and hold it.

    Raises:
        OSError: the lock file cannot be opened.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        # A child that was forked meanwhile shares the open file: closing alone would leave it locked.
        fcntl.flock(file, fcntl.LOCK_UN)
        os.close(file)
