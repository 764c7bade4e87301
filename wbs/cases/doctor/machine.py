"""What is wrong with the machine: full disks, swap and core dumps that keep memory, a clock that nobody sets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wbs.cases.doctor.findings import Finding, Severity

FEW_BYTES, NO_BYTES = 4 << 30, 1 << 30
FEW_SHARE, NO_SHARE = 0.15, 0.05
"""A disk is nearly full with fewer bytes and a smaller share free than the first; then full below one of the second."""
AHEAD = timedelta(minutes=5)
"""How far what is stored may lie ahead of the clock."""


@dataclass(frozen=True, slots=True)
class DiskFact:
    """One file system."""

    path: str
    free: int
    whole: int


@dataclass(frozen=True, slots=True)
class SwapFact:
    """One place to which memory is swapped."""

    name: str
    encrypted: bool
    """Or in memory itself."""


@dataclass(frozen=True, slots=True)
class ProcessFact:
    """One process of a web application."""

    name: str
    user: int
    core_bytes: int | None
    """How large a core dump of it may be; None for any size."""
    open_on: tuple[str, ...] = ()
    """Addresses besides the loopback's on which it listens."""


@dataclass(frozen=True, slots=True)
class ClockFact:
    """What the kernel says of its clock, and the newest time that anything here was noted."""

    synchronised: bool
    newest: datetime | None


def check_disks(disks: Sequence[DiskFact]) -> list[Finding]:
    """Look at how much room is left."""
    found = []
    for disk in disks:
        share = disk.free / disk.whole if disk.whole else 0.0
        if disk.free < FEW_BYTES and share < FEW_SHARE:
            is_full = disk.free < NO_BYTES or share < NO_SHARE
            found.append(_disk(disk, Severity.ERROR if is_full else Severity.WARNING))
    return found


def check_swap(swaps: Sequence[SwapFact]) -> list[Finding]:
    """Look at whether memory reaches a disk in the clear."""
    return [
        Finding(
            "swap",
            Severity.WARNING,
            swap.name,
            ("memori dapat tertulis ke sini tanpa enkripsi", "memory can be written here unencrypted"),
            (
                "`swapoff -a` dan hapus dari /etc/fstab, atau enkripsi (crypttab: swap, /dev/urandom)",
                "`swapoff -a` and take it out of /etc/fstab, or encrypt it (crypttab: swap, /dev/urandom)",
            ),
        )
        for swap in swaps
        if not swap.encrypted
    ]


def check_processes(processes: Sequence[ProcessFact]) -> list[Finding]:
    """Look at whom web processes run as, and whether a crash would write their memory to a disk."""
    found = []
    for process in processes:
        if process.core_bytes != 0:
            found.append(_core(process))
        if process.user == 0:
            found.append(_root(process))
        if process.open_on:
            found.append(_open(process))
    return found


def check_clock(clock: ClockFact, now: datetime, released: date) -> list[Finding]:
    """Look at the clock: who sets it, and whether it lies behind what was stored already, or before this version."""
    if now.date() < released or (clock.newest is not None and clock.newest > now + AHEAD):
        return [_behind()]
    return [] if clock.synchronised else [_unset()]


def _disk(disk: DiskFact, severity: Severity) -> Finding:
    left = f"{disk.free / (1 << 30):.1f} GiB"
    return Finding(
        "disk",
        severity,
        disk.path,
        (f"ruang yang tersisa {left}", f"{left} left"),
        (
            "beri ruang: cadangan lama ke tempat lain, disk lebih besar; laporan tidak diterima bila penuh",
            "make room: old backups elsewhere, a larger disk; no report is taken when it is full",
        ),
    )


def _core(process: ProcessFact) -> Finding:
    return Finding(
        "core-dumps",
        Severity.ERROR,
        process.name,
        ("isi memori dapat tertulis ke disk bila proses ini jatuh", "a crash could write its memory to a disk"),
        (
            "jalankan dengan unit dari `wbs deploy systemd` (LimitCORE=0)",
            "run it by the units of `wbs deploy systemd` (LimitCORE=0)",
        ),
    )


def _root(process: ProcessFact) -> Finding:
    return Finding(
        "runs-as-root",
        Severity.ERROR,
        process.name,
        ("berjalan sebagai root", "runs as root"),
        ("jalankan dengan unit dari `wbs deploy systemd`", "run it by the units of `wbs deploy systemd`"),
    )


def _open(process: ProcessFact) -> Finding:
    where = ", ".join(process.open_on)
    return Finding(
        "listens-openly",
        Severity.ERROR,
        process.name,
        (f"terbuka tanpa proksi di {where}", f"open past the proxy on {where}"),
        (
            "tulis WBS_PORTAL_BIND atau WBS_INVESTIGATOR_BIND dengan alamat 127.0.0.1, lalu mulai ulang",
            "say an address of 127.0.0.1 in WBS_PORTAL_BIND or WBS_INVESTIGATOR_BIND, restart it",
        ),
    )


def _behind() -> Finding:
    return Finding(
        "clock-behind",
        Severity.ERROR,
        "clock",
        ("jam lebih lambat daripada yang sudah tersimpan", "the clock lies behind what was stored already"),
        ("perbaiki jam (`timedatectl`), lalu jalankan lagi layanan", "set the clock (`timedatectl`), restart services"),
    )


def _unset() -> Finding:
    return Finding(
        "clock-unset",
        Severity.WARNING,
        "clock",
        ("tidak ada yang mencocokkan jam ini", "nothing keeps this clock right"),
        (
            "`timedatectl set-ntp true`, atau pasang chrony: tenggat dan masa berlaku bergantung pada jam",
            "`timedatectl set-ntp true`, or install chrony: deadlines and expiry go by the clock",
        ),
    )
