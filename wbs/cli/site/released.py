"""This computer's own copy of the program beside the signed list: what compares must be what was released."""

import json
from collections.abc import Mapping
from pathlib import Path

import wbs
from wbs.crypto.primitives import sha256
from wbs.errors import ConfigError

ROOT = Path(wbs.__file__).parent
PREFIX = "wbs/"
"""How files of the program are named in a list."""
_PASSED_OVER = (".pyc", ".pyo")
_CACHE = "__pycache__"
_MANIFEST = "static/build/manifest.json"


def digests_of(root: Path = ROOT) -> dict[str, str]:
    """Give the digest of every file of the program, by its name in a list."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file() and not _is_cache(path.relative_to(root)))
    return {PREFIX + path.relative_to(root).as_posix(): sha256(path.read_bytes()).hex() for path in files}


def unlike(listed: Mapping[str, str], root: Path = ROOT) -> list[str]:
    """Name the files of the program here that are not as the list says, are missing, or are not on it."""
    wanted = {name: digest for name, digest in listed.items() if name.startswith(PREFIX)}
    found = digests_of(root)
    return sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))


def built_names(portal: str, root: Path = ROOT) -> list[str]:
    """Give the served names of a portal's built files.

    Raises:
        ConfigError: this copy of the program was not built.
    """
    try:
        names: dict[str, str] = json.loads((root / portal / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ConfigError("this copy of the program was not built: install the wheel of a release") from None
    return sorted(names.values())


def _is_cache(path: Path) -> bool:
    return _CACHE in path.parts or path.suffix in _PASSED_OVER
