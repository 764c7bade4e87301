"""What a backup costs: MB of database in a second, made and restored, beside copying the file on the same disk.

Memory is measured as well: it must not grow with the database.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from bench.figures import Figure, at_most, reported
from bench.installation import AGENCY, database_url, found
from bench.stock import sealed_report, store_file
from wbs.cli.backup.making import make_backup
from wbs.cli.backup.opening import Nowhere, read_backup
from wbs.cli.backup.restoring import Place, restore
from wbs.cli.backup.shelf import Shelf
from wbs.clock import SystemClock
from wbs.config import PortalConfig
from wbs.crypto.backup import BackupPrivateKey, parse_identity, parse_recipients, serialise_identity
from wbs.store.store import open_store
from wbs.web.documents import Documents

CASES, FILES, MIB_EACH = 2_000, 40, 8
_MB = 1e6
_PEAK_MB = 250
"""Far less than the database: parts of 1 MiB, the schema, the program itself."""
_CHILD = """
import sys
from pathlib import Path
from bench.backing import make, put_back
make(Path(sys.argv[1]), sys.argv[2]) if len(sys.argv) == 3 else put_back(*map(Path, sys.argv[1:]))
print(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
"""


def measure(folder: Path) -> Iterator[Figure]:
    """Fill a database of half a gigabyte, small rows and large; copy it, back it up, read the backup, restore it."""
    data = folder / "backing"
    fill(data)
    database = data / "wbs.sqlite"
    size = database.stat().st_size / _MB
    key = BackupPrivateKey.generate()
    copying = seconds(lambda: copy(database, folder / "copied.sqlite"))
    making = seconds(lambda: make(data, key.public.text))
    (backup,) = (data / "backups").iterdir()
    reading = seconds(lambda: read_backup(backup, key, Nowhere()))
    key_file = folder / "backup.key"
    key_file.write_text(serialise_identity(key), encoding="ascii")
    restoring = seconds(lambda: put_back(backup, key_file, folder / "restored"))
    yield reported("database that is backed up", size, "MB")
    yield reported("copying the file, synced", size / copying, "MB/s")
    yield reported("wbs backup, synced and read back", size / making, "MB/s")
    yield reported("wbs backup verify", size / reading, "MB/s")
    yield reported("wbs restore, with every case verified", size / restoring, "MB/s")
    yield reported("wbs backup over copying", making / copying, "times")
    yield reported("wbs restore over copying", restoring / copying, "times")
    yield at_most("memory of wbs backup, highest", peak(data, key.public.text), "MB", _PEAK_MB)
    yield at_most("memory of wbs restore, highest", peak(backup, key_file, folder / "again"), "MB", _PEAK_MB)


def fill(data: Path) -> None:
    """Found an installation with cases and files."""
    found(data)
    directory = Documents(data / "keys").current().book.newest(AGENCY)
    with closing(open_store(database_url(data))) as store:
        for number in range(CASES):
            files = [store_file(store, "bukti.mp4", MIB_EACH)] if number < FILES else []
            store.cases.create_case(sealed_report(directory, f"Papan nomor {number}", files))


def make(data: Path, recipient: str) -> None:
    """Back up."""
    config = PortalConfig.from_environment({"WBS_DATA": str(data)})
    make_backup(config, Shelf(data / "backups"), parse_recipients(recipient), SystemClock().today())


def put_back(backup: Path, key: Path, data: Path) -> None:
    """Restore."""
    restore(backup, parse_identity(key.read_text(encoding="ascii")), Place(data, database_url(data)), SystemClock())


def copy(source: Path, target: Path) -> None:
    """Copy a file and wait for the disk."""
    shutil.copyfile(source, target)
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def peak(*arguments: Path | str) -> float:
    """Give the highest resident memory of a process that does it, in MB."""
    command = [sys.executable, "-c", _CHILD, *map(str, arguments)]
    return int(subprocess.run(command, capture_output=True, check=True).stdout) * 1024 / _MB


def seconds(job: Callable[[], object]) -> float:
    """Time a job."""
    begun = time.monotonic()
    job()
    return time.monotonic() - begun
