"""The drill: the newest backup is restored into a throw-away place, looked at, and thrown away again.

Always into a SQLite file of its own, whatever the installation runs on: a drill needs no second server. What lies there
meanwhile is what the database holds, sealed as it is.
"""

import shutil
import tempfile
from pathlib import Path

from wbs.cli.backup.restoring import Place, Restored, restore
from wbs.cli.backup.shelf import digest_of, write_proof
from wbs.clock import Clock
from wbs.crypto.backup import BackupPrivateKey


def drill(path: Path, key: BackupPrivateKey, clock: Clock, scratch: Path | None = None) -> Restored:
    """Restore a backup and look at it; note beside it that it was restored, if nothing was wrong.

    Raises:
        Whatever `restore` raises. Nothing is noted then.
    """
    folder = Path(tempfile.mkdtemp(prefix="wbs-drill-", dir=scratch))
    try:
        data = folder / "data"
        found = restore(path, key, Place(data, f"sqlite:///{data / 'wbs.sqlite'}"), clock)
    finally:
        shutil.rmtree(folder)
    if found.inspection.is_whole:
        write_proof(path, clock.today(), digest_of(path))
    return found
