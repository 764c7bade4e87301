"""What is wrong with what `wbs deploy` wrote: changed by somebody, or not what this version would write."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from wbs.cases.doctor.findings import Finding, Severity, Texts


class Drift(StrEnum):
    """How a file differs from what would be written today."""

    CHANGED = "changed"
    """By a person, or not by us."""
    OLDER = "older"
    """An earlier version wrote it, or other settings did."""
    MISSING = "missing"
    """It was written once, with the others."""
    ADDED = "added"
    """Somebody's own file, which counts over the one that was written."""


class Telling(StrEnum):
    """What a configuration of another program tells of reporters, or leaves open."""

    TOR_TALKS = "tor-talks"
    TOR_CARRIES = "tor-carries"
    OFFICERS_OPEN = "officers-open"
    TOR_UNUSED = "tor-unused"
    PROXY_UNUSED = "proxy-unused"
    PROXY_SOCKET = "proxy-socket"


def check_drift(files: Mapping[str, Drift], command: str) -> list[Finding]:
    """Look at files that stand, by path."""
    return [_DRIFTED[drift](path, command) for path, drift in files.items()]


def check_telling(found: Sequence[tuple[Telling, str]]) -> list[Finding]:
    """Look at what was found in configurations, each with its file."""
    return [Finding("configuration", Severity.ERROR, path, *_TEXTS[telling]) for telling, path in found]


def _changed(path: str, command: str) -> Finding:
    return Finding(
        "deployed-changed",
        Severity.WARNING,
        path,
        ("diubah orang: perlindungan di dalamnya tidak lagi dijamin", "a person changed it: what it protects is open"),
        (
            f"pindahkan perubahannya ke tempat lain, lalu `{command} --replace`",
            f"move the change, `{command} --replace`",
        ),
    )


def _older(path: str, command: str) -> Finding:
    return Finding(
        "deployed-older",
        Severity.NOTICE,
        path,
        ("bukan yang akan ditulis versi ini dengan setelan sekarang", "not what this version would write today"),
        (
            f"`{command}` dengan pilihan yang sama seperti dulu, lalu muat ulang layanannya",
            f"`{command}` with the options that it had, then reload the service",
        ),
    )


def _missing(path: str, command: str) -> Finding:
    return Finding(
        "deployed-missing",
        Severity.WARNING,
        path,
        ("tidak ada lagi, atau belum ada sejak versi ini", "gone, or not there since this version"),
        (
            f"`{command}` dengan pilihan yang sama seperti dulu, lalu muat ulang layanannya",
            f"`{command}` with the options that it had, then reload the service",
        ),
    )


def _added(path: str, _command: str) -> Finding:
    return Finding(
        "deployed-changed",
        Severity.WARNING,
        path,
        (
            "berlaku di atas unit kami: perlindungannya tidak lagi dijamin",
            "it counts over our unit: what that protects is open",
        ),
        (
            "pindahkan berkas ini, lalu `systemctl daemon-reload` dan mulai ulang layanannya",
            "move this file away, `systemctl daemon-reload`, restart the service",
        ),
    )


_DRIFTED = {Drift.CHANGED: _changed, Drift.OLDER: _older, Drift.MISSING: _missing, Drift.ADDED: _added}


_TEXTS: Mapping[Telling, tuple[Texts, Texts]] = {
    Telling.TOR_TALKS: (
        ("log tor dapat menyebut sirkuit pelapor", "tor's log can name circuits of reporters"),
        ("hapus `Log info`/`Log debug` dan `SafeLogging`", "take `Log info`, `Log debug` and `SafeLogging` out"),
    ),
    Telling.TOR_CARRIES: (
        ("tor membawa proses web keluar dari mesin ini", "tor carries web processes out of this machine"),
        (
            "hapus `SocksPort`, jalankan `wbs deploy onion`, lalu mulai ulang tor",
            "take `SocksPort` out, `wbs deploy onion`, then restart tor",
        ),
    ),
    Telling.OFFICERS_OPEN: (
        (
            "siapa pun menemukan layanan onion petugas tanpa kunci",
            "anybody finds the officers' onion service without a key",
        ),
        ("jalankan `wbs deploy onion`, lalu mulai ulang tor", "`wbs deploy onion`, then restart tor"),
    ),
    Telling.TOR_UNUSED: (
        (
            "tor tidak membaca konfigurasi layanan onion di akhir berkas ini",
            "tor does not read our services at its end",
        ),
        (
            "jalankan `wbs deploy onion` dan tulis baris yang disebutnya",
            "`wbs deploy onion`, and write the line it names",
        ),
    ),
    Telling.PROXY_UNUSED: (
        ("HAProxy tidak memakai konfigurasi `wbs deploy onion`", "HAProxy does not run what `wbs deploy onion` wrote"),
        (
            "tulis CONFIG=/etc/haproxy/wbs-onion.cfg di sini (docs/onion.md)",
            "say CONFIG=/etc/haproxy/wbs-onion.cfg here",
        ),
    ),
    Telling.PROXY_SOCKET: (
        ("HAProxy punya soket yang memperlihatkan sirkuit", "HAProxy has a socket that shows circuits"),
        ("tulis EXTRAOPTS= di sini (docs/onion.md)", "say EXTRAOPTS= here (docs/onion.md)"),
    ),
}
