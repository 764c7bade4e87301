"""The built half of the browser: files whose names carry their hash, listed in an application's `manifest.json`.

Read once at start, so that what is served cannot change under a running process.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from wbs.errors import ConfigError

MANIFEST = "manifest.json"
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One built file."""

    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Build:
    """All built files by their served name, and the served names by what they are."""

    files: Mapping[str, StaticFile]
    names: Mapping[str, str]


def load_build(folder: Path, parts: frozenset[str]) -> Build | None:
    """Read the built files, `parts` among them; None if nothing was built yet.

    Raises:
        ConfigError: the manifest is none, leaves out a part, or names a file that is missing or of another kind.
    """
    try:
        manifest = (folder / MANIFEST).read_bytes()
    except FileNotFoundError:
        return None
    try:
        names = msgspec.json.decode(manifest, type=dict[str, str])
        if not parts <= names.keys() or any("/" in name for name in names.values()):
            raise ConfigError("the browser's half was built incompletely: run make build")
        files = {name: StaticFile(_TYPES[Path(name).suffix], (folder / name).read_bytes()) for name in names.values()}
    except (msgspec.DecodeError, KeyError, OSError):
        raise ConfigError("the browser's half was built incompletely: run make build") from None
    return Build(files, names)
