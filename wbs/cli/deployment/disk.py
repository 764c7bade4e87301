"""Reads and writes the files of a deployment: whole or not at all, never through a link, with their owner and mode."""

import os
import pwd
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from wbs.cli.files import read_small
from wbs.crypto.onion import parse_address
from wbs.errors import CeremonyError, ConfigError

PUBLIC, PRIVATE, PRIVATE_FOLDER = 0o644, 0o600, 0o700
_LIMIT = 1 << 20
_OTHERS = 0o077
_CLIENTS = "*.auth"


@dataclass(frozen=True, slots=True)
class Owner:
    """A user of this machine."""

    user: int
    group: int


def templates(names: tuple[str, ...]) -> dict[str, str]:
    """Read the templates that came with the program."""
    folder = files("wbs.cli.deployment") / "templates"
    return {name: (folder / name).read_text(encoding="utf-8") for name in names}


def owner_named(name: str) -> Owner:
    """Find a user.

    Raises:
        ConfigError: the machine has none of this name, or only root could give files to it.
    """
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        raise ConfigError(f"this machine has no user {name}: install the program first, or name its user") from None
    if os.geteuid() not in {0, entry.pw_uid}:
        raise ConfigError(f"run this as root or as {name}: the files belong to that user")
    return Owner(entry.pw_uid, entry.pw_gid)


def standing(path: Path) -> str | None:
    """Read a file that may be missing.

    Raises:
        CeremonyError: not an ordinary file, or larger than any of ours.
        ConfigError: a link.
    """
    if path.is_symlink():
        raise ConfigError(f"{path.name} is a link: nothing is written through it")
    if not path.exists():
        return None
    data = read_small(path, _LIMIT)
    return data.decode("utf-8", errors="replace")


def write(path: Path, text: str, mode: int, owner: Owner | None = None) -> None:
    """Write a file in one step: it has its name only when it is whole, has its mode and is its owner's.

    Raises:
        ConfigError: the folder is missing, cannot be written, or is not that owner's alone.
    """
    draft = f".{path.name}.new"
    try:
        with _opened(path.parent, owner) as folder:
            with suppress(FileNotFoundError):
                os.unlink(draft, dir_fd=folder)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
            descriptor = os.open(draft, flags, PRIVATE, dir_fd=folder)
            with os.fdopen(descriptor, "wb") as file:
                file.write(text.encode())
                _give(descriptor, mode, owner)
                file.flush()
                os.fsync(descriptor)
            os.rename(draft, path.name, src_dir_fd=folder, dst_dir_fd=folder)
            os.fsync(folder)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}") from None


def remove(path: Path, owner: Owner) -> None:
    """Remove a file from a folder that is its owner's alone, durably.

    Raises:
        ConfigError: the file or the folder is not there, or the folder is not that owner's alone.
    """
    try:
        with _opened(path.parent, owner) as folder:
            os.unlink(path.name, dir_fd=folder)
            os.fsync(folder)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}") from None


def make_private_folder(path: Path, owner: Owner) -> None:
    """Make a folder that is its owner's alone; one that stands is left as it is if it is so already.

    Raises:
        ConfigError: what stands there is a link or a file, belongs to somebody else, or is open to others.
    """
    try:
        path.mkdir(mode=PRIVATE_FOLDER)
        os.chown(path, owner.user, owner.group, follow_symlinks=False)
    except FileExistsError:
        pass
    except OSError as error:
        raise ConfigError(f"{path} cannot be made: {error.strerror}") from None
    try:
        with _opened(path, owner):
            pass
    except OSError:
        raise ConfigError(f"{path} must be a folder of tor's user alone: mode 0700") from None


def clients_in(folder: Path) -> Mapping[str, str]:
    """Read the files of clients by name; a folder that is missing has none.

    Raises:
        ConfigError: it cannot be read by this user.
    """
    try:
        return {path.name: standing(path) or "" for path in sorted(folder.glob(_CLIENTS))}
    except (OSError, CeremonyError):
        raise ConfigError(f"{folder} cannot be read: run this as root or as tor's user") from None


def address_in(folder: Path) -> str | None:
    """Read the address that tor gave a service; None before tor's first start with it.

    Raises:
        FormatError: something else stands there.
    """
    text = standing(folder / "hostname")
    return parse_address(text.strip()) if text else None


@contextmanager
def _opened(folder: Path, owner: Owner | None) -> Iterator[int]:
    """Hold a folder, so that what is done in it is done there, whatever its name leads to meanwhile.

    Tor's folders are tor's: a tor in wrong hands must not lead root elsewhere.
    """
    follow = 0 if owner is None else os.O_NOFOLLOW
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | follow)
    try:
        found = os.fstat(descriptor)
        if owner is not None and (found.st_uid != owner.user or found.st_mode & _OTHERS):
            raise ConfigError(f"{folder} must be a folder of tor's user alone: mode 0700")
        yield descriptor
    finally:
        os.close(descriptor)


def _give(descriptor: int, mode: int, owner: Owner | None) -> None:
    os.fchmod(descriptor, mode)
    if owner is not None:
        os.fchown(descriptor, owner.user, owner.group)
