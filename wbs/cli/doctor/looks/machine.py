"""Looks at the machine: room on its disks, swap, core dumps of web processes, its clock."""

import ctypes
import ipaddress
import re
import shutil
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
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
"""What adjtimex answers while nobody sets the clock (TIME_ERROR); less than nothing if nobody may ask."""
_LISTENS = "0A"
"""How the kernel says in /proc/net/tcp that a socket listens."""
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
    listening = dict(_listening())
    for folder in sorted((ROOT / "proc").glob("[0-9]*")):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if b"serve" not in words or not any(word.endswith((b"wbs", b"wbs.cli")) for word in words):
                continue
            limits = (folder / "limits").read_text()
            name = words[words.index(b"serve") + 1].decode("ascii", "replace")
            yield ProcessFact(
                f"{name} ({folder.name})", folder.stat().st_uid, _core_bytes(limits), _open_on(folder, listening)
            )
        except (OSError, IndexError):
            continue


def _listening() -> Iterable[tuple[str, str]]:
    """Give what listens on more than the loopback: number of the socket and address."""
    for name in ("tcp", "tcp6"):
        table = ROOT / "proc/net" / name
        for line in table.read_text().splitlines()[1:] if table.exists() else ():
            words = line.split()
            address, _, port = words[1].partition(":")
            place = _address(address)
            if words[3] == _LISTENS and not place.is_loopback:
                yield words[9], f"{place}:{int(port, 16)}"


def _address(digits: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Read an address as the kernel writes it: groups of four bytes, each in the machine's order."""
    raw = b"".join(int(group, 16).to_bytes(4, sys.byteorder) for group in re.findall("." * 8, digits))
    found = ipaddress.ip_address(raw)
    return getattr(found, "ipv4_mapped", None) or found


def _open_on(process: Path, listening: Mapping[str, str]) -> tuple[str, ...]:
    """Say on which of them a process listens; only root sees the sockets of others."""
    with suppress(PermissionError, FileNotFoundError):
        held = {path.readlink().name for path in (process / "fd").iterdir() if path.is_symlink()}
        return tuple(sorted(place for number, place in listening.items() if f"socket:[{number}]" in held))
    return ()


def _core_bytes(limits: str) -> int | None:
    words = next(line for line in limits.splitlines() if line.startswith(_CORE_LINE)).removeprefix(_CORE_LINE).split()
    return None if words[1] == _UNLIMITED else int(words[1])


def _is_synchronised() -> bool:
    """Ask the kernel: whatever sets the clock tells it."""
    timex = ctypes.create_string_buffer(_TIMEX_BYTES)
    state: int = ctypes.CDLL(None).adjtimex(timex)
    return 0 <= state < _UNSYNCHRONISED
