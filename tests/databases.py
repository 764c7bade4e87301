"""Empty SQLite databases, migrated once in a process of tests: all migrations take longer than most tests."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from wbs.store.engine import FILE_MODE
from wbs.store.migrations import migrate


def lay_empty(path: Path) -> None:
    """Put an empty, migrated database where no file is yet."""
    path.touch(mode=FILE_MODE, exist_ok=False)
    path.write_bytes(_empty())


@cache
def _empty() -> bytes:
    with TemporaryDirectory(prefix="wbs-empty-") as folder:
        path = Path(folder) / "wbs.sqlite"
        migrate(f"sqlite:///{path}")
        assert not path.with_name("wbs.sqlite-wal").exists(), "part of the schema lies beside the file"
        return path.read_bytes()
