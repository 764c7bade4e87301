"""The built half of the browser: files whose names carry their hash, listed in an application's `manifest.json`.

Read once at start, so that what is served cannot change under a running process. Packed whole then, and the same for
everybody: with nothing of a visitor in it, a length gives nothing away. Pages and the answers of the APIs are never
packed, because there it would (BREACH).
"""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
from flask import Response, request

from wbs.errors import ConfigError

MANIFEST = "manifest.json"
_ENCODING = "gzip"
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One built file."""

    content_type: str
    data: bytes
    packed: bytes

    def answer(self) -> Response:
        """Give the file to whoever asks, packed for those who unpack it."""
        is_packed = request.accept_encodings.quality(_ENCODING) > 0
        response = Response(self.packed if is_packed else self.data, content_type=self.content_type)
        response.headers["Vary"] = "Accept-Encoding"
        if is_packed:
            response.headers["Content-Encoding"] = _ENCODING
        return response


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
        files = {name: _read(folder / name) for name in names.values()}
    except (msgspec.DecodeError, KeyError, OSError):
        raise ConfigError("the browser's half was built incompletely: run make build") from None
    return Build(files, names)


def _read(path: Path) -> StaticFile:
    data = path.read_bytes()
    return StaticFile(_TYPES[path.suffix], data, gzip.compress(data, 9, mtime=0))
