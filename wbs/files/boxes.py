"""Boxes: the structure of HEIF, MP4 and QuickTime files (ISO/IEC 14496-12, section 4.2)."""

from collections.abc import Iterator
from typing import NamedTuple

from wbs.files.source import DamagedError, Source, number
from wbs.files.text import latin1

_HEAD = 8


class Box(NamedTuple):
    """One box."""

    name: str
    at: int
    """Where its content begins."""
    end: int

    @property
    def size(self) -> int:
        """Bytes of its content."""
        return self.end - self.at


def boxes(source: Source, at: int, end: int) -> Iterator[Box]:
    """Give the boxes between two places; fewer than eight bytes at the end are passed over.

    Raises:
        DamagedError: a box that ends behind `end`.
        UnseenError: as `Source.read`.
    """
    while at + _HEAD <= end:
        head = source.read(at, _HEAD)
        size, body = number(head, 0, 4), at + _HEAD
        if size == 1:
            size, body = number(source.read(body, 8), 0, 8), body + 8
        elif size == 0:
            size = end - at
        if at + size < body or at + size > end:
            raise DamagedError("box ends behind its parent")
        yield Box(latin1(head[4:]), body, at + size)
        at += size
