"""Who may find the officers' onion service: one key for each officer, and one that nobody holds.

Tor lets everybody in while the folder of clients is empty. So one key always stands there whose private half was thrown
away: when the last officer is taken off, nobody gets in. No input, no output.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wbs.crypto.onion import ClientPrivateKey, ClientPublicKey, new_client
from wbs.errors import ConfigError, FormatError

NOBODY = "wbs-nobody"
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,38}[a-z0-9])?")
_SUFFIX = ".auth"


@dataclass(frozen=True, slots=True)
class NewClient:
    """A file to write, and what the officer is given; None if the officer made the key."""

    file: str
    line: str
    private: ClientPrivateKey | None


def nobody() -> NewClient:
    """Make the key that nobody holds."""
    _, public = new_client()
    return NewClient(_file_of(NOBODY), public.line, None)


def is_closed(files: Mapping[str, str]) -> bool:
    """Say whether the key that nobody holds stands among these files, and tor can read it."""
    return _key_in(files.get(_file_of(NOBODY), "")) is not None


def admitted(name: str, files: Mapping[str, str], public: str | None = None) -> NewClient:
    """Let an officer in, with a key that was made elsewhere or is made now.

    Args:
        name: lower-case letters, digits, dots and hyphens, such as a login; stands in a file's name, and in no log.
        files: text by name, as they stand.
        public: 52 letters and digits, if the officer made the key.

    Raises:
        ConfigError: no such name, one that has a key, or a key that another name has.
        FormatError: no key.
    """
    _require_name(name)
    if _file_of(name) in files:
        raise ConfigError("this name has a key already: revoke it first")
    private, key = (None, ClientPublicKey.parse(public)) if public else new_client()
    if any(_key_in(text) == key for text in files.values()):
        raise ConfigError("another name has this key")
    return NewClient(_file_of(name), key.line, private)


def revoked(name: str, files: Iterable[str]) -> str:
    """Give the file that goes when an officer is taken off.

    Raises:
        ConfigError: the name has no key.
    """
    _require_name(name)
    if _file_of(name) not in set(files):
        raise ConfigError("this name has no key")
    return _file_of(name)


def names_in(files: Mapping[str, str]) -> list[tuple[str, bool]]:
    """Name everybody who has a file, in order, and whether tor can use it."""
    names = [(file.removesuffix(_SUFFIX), _key_in(text) is not None) for file, text in files.items()]
    return sorted((name, is_usable) for name, is_usable in names if name != NOBODY)


def _require_name(name: str) -> None:
    if not _NAME.fullmatch(name) or name == NOBODY:
        raise ConfigError("a name has up to 40 lower-case letters, digits, dots and hyphens")


def _file_of(name: str) -> str:
    return f"{name}{_SUFFIX}"


def _key_in(text: str) -> ClientPublicKey | None:
    try:
        return ClientPublicKey.parse_line(text.strip())
    except FormatError:
        return None
