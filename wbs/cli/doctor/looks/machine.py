"""Looks at the machine: room on its disks, swap, core dumps of web processes, its clock."""

import ctypes
import shutil
from collections.abc import Iterable
from pathlib import Path

from wbs.cases.doctor.findings import Finding
from wbs.cases.doctor.machine import (
    ClockFact,
    DiskFact,
    ProcessFact,
    SwapFact,
    check_clock,
    check_disks,
    check_processes,
    check_swap,
)
from wbs.cli.doctor.installation import Installation
from wbs.clock import RELEASED
from wbs.store.engine import SqliteFile, parse_url

ROOT = Path("/")
_TIMEX_BYTES = 512
_UNSYNCHRONISED = 5
"""What adjtimex answers while nobody sets the clock (TIME_ERROR)."""
_CORE_LINE = "Max core file size"
_UNLIMITED = "unlimited"


def look_at_disks(place: Installation) -> list[Finding]:
    """See how much room is left where data and database lie."""
    stored = parse_url(place.config.database_url)
    folders = {place.config.data, *([stored.path.parent] if isinstance(stored, SqliteFile) else [])}
    return check_disks([_disk(folder) for folder in sorted(folders) if folder.is_dir()])


def look_at_memory(_place: Installation) -> list[Finding]:
    """See whether what services hold in memory could reach a disk."""
    return [*check_swap(list(_swaps())), *check_processes(list(_processes()))]


def look_at_the_clock(place: Installation) -> list[Finding]:
    """See whether somebody sets the clock, and whether it lies behind what was noted."""
    runs = [run.ended for run in place.store.upkeep.runs()] if place.store is not None else []
    return check_clock(ClockFact(_is_synchronised(), max(runs, default=None)), place.clock.now(), RELEASED)


def _disk(folder: Path) -> DiskFact:
    usage = shutil.disk_usage(folder)
    return DiskFact(str(folder), usage.free, usage.total)


def _swaps() -> Iterable[SwapFact]:
    for line in (ROOT / "proc/swaps").read_text().splitlines()[1:]:
        name = line.split()[0]
        yield SwapFact(name, _is_encrypted(Path(name).resolve().name))


def _is_encrypted(device: str) -> bool:
    if device.startswith("zram"):
        return True
    mapped = ROOT / "sys/block" / device / "dm/uuid"
    return mapped.exists() and mapped.read_text().startswith("CRYPT-")


def _processes() -> Iterable[ProcessFact]:
    """Give the web processes of which this user may know; only root may of those of others."""
    for folder in sorted((ROOT / "proc").glob("[0-9]*")):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if b"serve" not in words or not any(word.endswith((b"wbs", b"wbs.cli")) for word in words):
                continue
            limits = (folder / "limits").read_text()
            name = words[words.index(b"serve") + 1].decode("ascii", "replace")
            yield ProcessFact(f"{name} ({folder.name})", folder.stat().st_uid, _core_bytes(limits))
        except (OSError, IndexError):
            continue


def _core_bytes(limits: str) -> int | None:
    words = next(line for line in limits.splitlines() if line.startswith(_CORE_LINE)).removeprefix(_CORE_LINE).split()
    return None if words[1] == _UNLIMITED else int(words[1])


def _is_synchronised() -> bool:
    """Ask the kernel: whatever sets the clock tells it."""
    timex = ctypes.create_string_buffer(_TIMEX_BYTES)
    state: int = ctypes.CDLL(None).adjtimex(timex)
    return state != _UNSYNCHRONISED
