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


class Telling(StrEnum):
    """What a configuration of another program tells of reporters, or leaves open."""

    TOR_TALKS = "tor-talks"
    TOR_UNUSED = "tor-unused"
    PROXY_UNUSED = "proxy-unused"
    PROXY_SOCKET = "proxy-socket"


def check_drift(files: Mapping[str, Drift], command: str) -> list[Finding]:
    """Look at files that stand, by path."""
    return [
        _changed(path, command) if drift is Drift.CHANGED else _older(path, command) for path, drift in files.items()
    ]


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
        (f"`{command}`, lalu muat ulang layanannya", f"`{command}`, then reload the service"),
    )


_TEXTS: Mapping[Telling, tuple[Texts, Texts]] = {
    Telling.TOR_TALKS: (
        ("log tor dapat menyebut sirkuit pelapor", "tor's log can name circuits of reporters"),
        ("hapus `Log info`/`Log debug` dan `SafeLogging 0`", "take `Log info`, `Log debug` and `SafeLogging 0` out"),
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
