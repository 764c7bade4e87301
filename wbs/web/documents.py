"""The signed documents as files: read from a folder, verified from the anchor, read again when the folder changes.

Files are never changed in place: a new version is a new file, moved into the folder. What does not verify, or goes back
behind what was verified before, is not used; the last good state stays.
"""

import os
import re
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from wbs.crypto.trust import DocumentSet, TrustBook, refuse_rollback, verify_documents
from wbs.errors import ConfigError, RefusedError, TrustError

ANCHOR_FILE = "anchor.txt"
_NAME = re.compile(
    r"(?:(?P<kind>roots|directory)-(?P<agency>[0-9]{2}(?:\.[0-9]{2})?)|agencies)-(?P<version>[1-9][0-9]{0,8})\.json\Z"
)
_MAX_FILE_BYTES = 8 << 20
_TICK_NS = 2_000_000_000
"""More than one tick of the clock of any file system in use."""
_UNKNOWN = -1
"""A time that no folder has."""


@dataclass(frozen=True, slots=True)
class Published:
    """Everything that was verified at one time, and the files it came from."""

    book: TrustBook
    files: Mapping[str, bytes]
    """Envelopes by file name, to be served as they are."""
    generation: int
    """Grows with every change; a key for whatever is derived from the documents."""

    @property
    def envelopes(self) -> DocumentSet:
        """The envelopes in chains, oldest first."""
        return document_set(self.files)


class Documents:
    """The current documents. Safe to ask from several threads."""

    def __init__(self, folder: Path) -> None:
        """Read and verify the folder.

        Raises:
            ConfigError: it cannot be read, or does not verify from its anchor.
        """
        self._folder = folder
        self._lock = threading.Lock()
        self._stamp, self._seen = _settled(_stamp(folder)), _files_in(folder)
        try:
            book, files = _load(folder)
        except (OSError, RefusedError) as error:
            raise ConfigError(f"the signed documents in {folder} cannot be used: {error}") from None
        self._published = Published(book, files, 1)
        self.anchor = (folder / ANCHOR_FILE).read_text(encoding="utf-8").strip()
        """Fingerprint of the installation's roots, base64url."""
        self.refused: str | None = None
        """Why the newest state of the folder is not used, for operators."""

    def current(self) -> Published:
        """Give the newest state that verifies.

        Waits while another thread reads what is new: whoever asks after documents were published goes by them.
        """
        is_known = _stamp(self._folder) == self._stamp
        if (not is_known or self.refused is not None) and self._lock.acquire(blocking=not is_known):
            try:
                self._look()
            finally:
                self._lock.release()
        return self._published

    def _look(self) -> None:
        """Read the folder again if any file changed: one that was half written when it was refused gets its end."""
        stamp, seen = _stamp(self._folder), _files_in(self._folder)
        if seen != self._seen:
            self._reload()
        self._stamp, self._seen = _settled(stamp), seen

    def _reload(self) -> None:
        old = self._published
        try:
            book, files = _load(self._folder)
            _refuse_going_back(old.book, book)
        except (OSError, RefusedError) as error:
            self.refused = str(error)
        else:
            self.refused = None
            self._published = Published(book, files, old.generation + 1)


def _stamp(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


def _settled(stamp: int) -> int:
    """Give a time by which a folder may be known; a recent one counts for nothing.

    A folder that changes twice within one tick of the file system's clock keeps its time: half of what officials
    publish at once could stay unseen until the next change, and with it that somebody was removed.
    """
    return stamp if time.time_ns() - stamp > _TICK_NS else _UNKNOWN


def _files_in(folder: Path) -> frozenset[tuple[str, int, int]]:
    """Give names, sizes and times of the documents in a folder; of one that cannot be read, nothing."""
    try:
        with os.scandir(folder) as entries:
            found = [(entry.name, entry.stat()) for entry in entries if is_document_name(entry.name)]
    except OSError:
        return frozenset()
    return frozenset((name, stat.st_size, stat.st_mtime_ns) for name, stat in found)


def _load(folder: Path) -> tuple[TrustBook, Mapping[str, bytes]]:
    anchor = (folder / ANCHOR_FILE).read_text(encoding="utf-8").strip()
    files = {path.name: _read(path) for path in sorted(folder.iterdir()) if _NAME.match(path.name)}
    return verify_documents(document_set(files), anchor), files


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(_MAX_FILE_BYTES + 1)
    if len(data) > _MAX_FILE_BYTES:
        raise TrustError("a document is too large")
    return data.removesuffix(b"\n")


def is_document_name(name: str) -> bool:
    """Say whether a file of this name is a published document."""
    return _NAME.match(name) is not None


def document_set(files: Mapping[str, bytes]) -> DocumentSet:
    """Put envelopes by file name into chains, oldest first; other files are passed over."""
    roots: dict[str, dict[int, bytes]] = {}
    directories: dict[str, dict[int, bytes]] = {}
    agencies: dict[int, bytes] = {}
    for name, data in files.items():
        match = _NAME.match(name)
        if match is None:
            continue
        chain = agencies
        if match["kind"]:
            chain = (roots if match["kind"] == "roots" else directories).setdefault(match["agency"], {})
        chain[int(match["version"])] = data
    return DocumentSet(
        roots={agency: _in_order(chain) for agency, chain in roots.items()},
        directories={agency: _in_order(chain) for agency, chain in directories.items()},
        agencies=_in_order(agencies),
    )


def _in_order(chain: Mapping[int, bytes]) -> tuple[bytes, ...]:
    return tuple(chain[version] for version in sorted(chain))


def _refuse_going_back(old: TrustBook, new: TrustBook) -> None:
    if new.agencies.document.version < old.agencies.document.version:
        raise TrustError("the agencies document is older than one seen before")
    for agency, trust in old.by_agency.items():
        if agency in new.by_agency and trust.directories:
            newest = trust.newest
            refuse_rollback(new.newest(agency), newest.document.version, newest.digest)


def names_of(published: Published) -> Iterable[str]:
    """Give the names of all published files, sorted."""
    return sorted(published.files)
