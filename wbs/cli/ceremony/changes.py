"""What a document changes against the version before, in words."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from wbs.cli.speech import Speech, quoted, shown
from wbs.crypto.directory import Agencies, Directory, ReaderEntry, Roots, Route

_MEMBERS: Mapping[str, tuple[str, str]] = {
    "label": ("nama tampilan", "label"),
    "unit": ("unit", "unit"),
    "rank": ("golongan", "rank class"),
    "roles": ("peran", "roles"),
    "since": ("sejak", "since"),
    "until": ("sampai", "until"),
    "name": ("nama", "name"),
    "parent": ("atasan", "parent"),
    "roots": ("akar", "roots"),
    "routes": ("tujuan laporan", "routes"),
    "grace_days": ("masa tenggang", "grace days"),
    "policy": ("aturan", "policy"),
    "channels": ("jalur lain", "other channels"),
    "recovery": ("kunci pemulihan", "recovery key"),
    "threshold": ("jumlah tanda tangan", "signatures needed"),
}


def _changes_title(speech: Speech, version: int) -> str:
    return speech(f"YANG BERUBAH DARI VERSI {version}", f"WHAT CHANGES FROM VERSION {version}")


def _changed(lines: list[str], version: int, speech: Speech) -> list[str]:
    nothing = speech("  (tidak ada selain tanggal dan nomor)", "  (nothing but dates and numbers)")
    return [_changes_title(speech, version), *(lines or [nothing])]


def changed_roots(roots: Roots, previous: Roots | None, speech: Speech) -> list[str]:
    """Say what a roots document changes: officials, threshold, holders of shares; nothing for a first version."""
    if previous is None:
        return []
    old = {entry.key: entry.office for entry in previous.keys}
    new = {entry.key: entry.office for entry in roots.keys}
    lines = _members(previous, roots, ("threshold",), speech)
    lines += [speech(f"  - keluar: {quoted(old[k])}", f"  - leaves: {quoted(old[k])}") for k in old if k not in new]
    lines += [speech(f"  + masuk: {quoted(new[k])}", f"  + joins: {quoted(new[k])}") for k in new if k not in old]
    lines += [
        speech(
            f"  ~ jabatan {quoted(old[k])} menjadi {quoted(new[k])}", f"  ~ {quoted(old[k])} is now {quoted(new[k])}"
        )
        for k in new
        if k in old and old[k] != new[k]
    ]
    if previous.recovery != roots.recovery:
        lines.append(speech("  ~ pemegang kunci pemulihan", "  ~ holders of the recovery key"))
    words = " ".join(previous.fingerprint_words())
    before = speech(f"  sidik jari sebelumnya: {words}", f"  fingerprint before: {words}")
    return [*_changed(lines, previous.version, speech), before]


def changed_directory(directory: Directory, previous: Directory | None, speech: Speech) -> list[str]:
    """Say what a directory changes: officers, keys, posts, rules; nothing for a first version."""
    if previous is None:
        return []
    old = {entry.id: entry for entry in previous.readers}
    new = {entry.id: entry for entry in directory.readers}
    lines = [speech(f"  - keluar: {name}", f"  - leaves: {name}") for name in old if name not in new]
    lines += [speech(f"  + masuk: {name}", f"  + joins: {name}") for name in new if name not in old]
    for name, entry in new.items():
        if name in old:
            lines += [f"  ~ {name}: {line}" for line in _changed_entry(old[name], entry, speech)]
    if previous.custodian != directory.custodian:
        lines.append(speech("  ~ pemegang identitas", "  ~ custodian"))
    if previous.roots != directory.roots:
        lines.append(speech("  ~ di bawah akar yang baru", "  ~ under new roots"))
    lines += _members(previous, directory, ("grace_days", "policy", "channels", "recovery"), speech)
    return _changed(lines, previous.version, speech)


def _changed_entry(old: ReaderEntry, new: ReaderEntry, speech: Speech) -> Iterator[str]:
    if (old.reader_key, old.verify_key) != (new.reader_key, new.verify_key):
        yield speech("KUNCI BARU", "NEW KEYS")
    for line in _members(old, new, ("label", "unit", "rank", "roles", "since", "until"), speech):
        yield line.removeprefix("  ~ ")


def changed_agencies(agencies: Agencies, previous: Agencies | None, speech: Speech) -> list[str]:
    """Say what an agencies document changes: agencies, parents, fingerprints, routes; nothing for a first version."""
    if previous is None:
        return []
    old = {entry.agency: entry for entry in previous.agencies}
    new = {entry.agency: entry for entry in agencies.agencies}
    lines = [speech(f"  - keluar: {code}", f"  - leaves: {code}") for code in old if code not in new]
    lines += [speech(f"  + masuk: {code}", f"  + joins: {code}") for code in new if code not in old]
    for code, entry in new.items():
        if code in old:
            found = _members(old[code], entry, ("name", "parent", "roots", "routes"), speech)
            lines += [f"  ~ {code}: {line.removeprefix('  ~ ')}" for line in found]
    if previous.roots != agencies.roots:
        lines.append(speech("  ~ di bawah akar yang baru", "  ~ under new roots"))
    return _changed(lines, previous.version, speech)


def _members(old: Any, new: Any, names: Iterable[str], speech: Speech) -> list[str]:
    return [
        f"  ~ {speech(*_MEMBERS[name])}: {_value(getattr(old, name), speech)} -> {_value(getattr(new, name), speech)}"
        for name in names
        if getattr(old, name) != getattr(new, name)
    ]


def _value(value: Any, speech: Speech) -> str:
    if value is msgspec.UNSET:
        return speech("tidak ada", "none")
    if isinstance(value, list):
        return "[" + "; ".join(_value(one, speech) for one in value) + "]"
    if isinstance(value, Route):
        return f"{value.rank} -> {value.agency}"
    if isinstance(value, msgspec.Struct):
        parts = msgspec.to_builtins(value).items()
        return ", ".join(f"{name} {_short(str(one))}" for name, one in parts)
    return quoted(value) if isinstance(value, str) else str(value)


def _short(text: str) -> str:
    """Keep long keys out of a line that only says that something changed."""
    limit = 60
    return shown(text if len(text) <= limit else text[:20] + "…")
