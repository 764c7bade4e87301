"""ZIP as office files use it (APPNOTE 6.3.10, sections 4.3 and 4.4); one disk, no 64-bit fields."""

from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from wbs.files.source import Cursor, DamagedError, Source, UnseenError, number
from wbs.files.text import utf8

_MOST_ENTRIES = 4096
_END, _END_SIZE, _MOST_COMMENT = b"PK\x05\x06", 22, 65_535
_CENTRAL, _CENTRAL_SIZE = b"PK\x01\x02", 46
_LOCAL, _LOCAL_SIZE = b"PK\x03\x04", 30
_ENCRYPTED, _SIZES_FOLLOW = 1, 8
_STORED, _DEFLATED = 0, 8


class Entry(NamedTuple):
    """One file of an archive."""

    name: str
    encrypted: bool
    method: int
    packed: int
    """Bytes that it takes in the archive."""
    at: int
    """Where its local header begins."""


def central_entries(source: Source) -> list[Entry]:
    """Give the entries that the directory at the end lists.

    Raises:
        DamagedError: there is none, or it is broken.
        UnseenError: it is not at hand, or too large.
    """
    tail_at = max(0, source.size - _END_SIZE - _MOST_COMMENT)
    tail = source.take(tail_at, _END_SIZE + _MOST_COMMENT)
    end = tail.rfind(_END)
    if end < 0:
        raise DamagedError("archive without a directory")
    count, size, at = number(tail, end + 10, 2, little=True), number(tail, end + 12, 4, little=True), end + 16
    cursor = Cursor(source.part(number(tail, at, 4, little=True), size))
    if count > _MOST_ENTRIES:
        raise UnseenError("too many entries")
    return [_central_entry(cursor) for _ in range(count)]


def _central_entry(cursor: Cursor) -> Entry:
    head = cursor.piece(_CENTRAL_SIZE)
    if head[:4] != _CENTRAL:
        raise DamagedError("not an entry")
    flags, method, packed, name, extra, comment, at = (
        number(head, place, size, little=True)
        for place, size in ((8, 2), (10, 2), (20, 4), (28, 2), (30, 2), (32, 2), (42, 4))
    )
    text = utf8(cursor.piece(name))
    cursor.piece(extra + comment)
    return Entry(text, bool(flags & _ENCRYPTED), method, packed, at)


def local_entries(source: Source) -> Iterator[Entry]:
    """Give the entries as they follow one another, as far as they are at hand and their sizes stand before them."""
    with suppress(DamagedError, UnseenError):
        yield from _local_entries(source)


def _local_entries(source: Source) -> Iterator[Entry]:
    at = 0
    for _ in range(_MOST_ENTRIES):
        head = source.read(at, _LOCAL_SIZE)
        if head[:4] != _LOCAL:
            return
        flags, method, packed, name, extra = (
            number(head, place, size, little=True) for place, size in ((6, 2), (8, 2), (18, 4), (26, 2), (28, 2))
        )
        text = utf8(source.read(at + _LOCAL_SIZE, name))
        yield Entry(text, bool(flags & _ENCRYPTED), method, packed, at)
        if flags & _SIZES_FOLLOW:
            return
        at += _LOCAL_SIZE + name + extra + packed


def content(source: Source, entry: Entry) -> bytes:
    """Give what an entry holds, unpacked.

    Raises:
        DamagedError: it is not where it should be.
        UnseenError: encrypted, too large, broken, not at hand, or packed in another way.
    """
    head = source.read(entry.at, _LOCAL_SIZE)
    if head[:4] != _LOCAL:
        raise DamagedError("not an entry")
    if entry.encrypted or entry.method not in {_STORED, _DEFLATED}:
        raise UnseenError("entry is encrypted, or packed in another way")
    names = number(head, 26, 2, little=True) + number(head, 28, 2, little=True)
    packed = source.part(entry.at + _LOCAL_SIZE + names, entry.packed)
    return packed if entry.method == _STORED else source.inflate(packed, wrapped=False)
