"""Bounded access to a file of which a part is at hand: every byte that a parser sees comes through here.

Must not hand out a byte that is not there, nor more reads, bytes and inflated bytes than a budget allows. The browser's
half keeps the same books, so that both stop at the same place of a hostile file.
"""

import zlib
from dataclasses import dataclass, field
from typing import NamedTuple

from wbs.errors import FormatError

PAGE = 1 << 14
"""Least that one read fetches, in bytes."""
PART_LIMIT = 1 << 22
"""Largest part that is looked into, in bytes, packed or inflated."""


class DamagedError(FormatError):
    """The file says that something stands where nothing, or something else, is."""


class UnseenError(FormatError):
    """Something stands beyond what is at hand, or beyond what the budget allows."""


@dataclass(slots=True)
class Budget:
    """What reading one file may cost, together with all files inside it."""

    reads: int = 200_000
    fetched: int = 1 << 27
    inflated: int = 1 << 24

    def pay(self, *, reads: int = 0, fetched: int = 0, inflated: int = 0) -> None:
        """Take from the budget.

        Raises:
            UnseenError: it is used up.
        """
        self.reads -= reads
        self.fetched -= fetched
        self.inflated -= inflated
        if min(self.reads, self.fetched, self.inflated) < 0:
            raise UnseenError("budget of reads is used up")


class Tail(NamedTuple):
    """The last part of a file, if something between it and the first part is not at hand."""

    data: bytes
    at: int
    """Where it begins in the file."""


@dataclass(slots=True, eq=False)
class Source:
    """A file, or a file inside a file."""

    data: bytes
    """What is at hand: all, or the first part; a last part may stand in `tail`."""
    size: int
    """True size of the file."""
    start: int = 0
    """Where it begins in `data`."""
    budget: Budget = field(default_factory=Budget)
    tail: Tail | None = None
    _page: tuple[int, int] = (0, 0)

    def read(self, at: int, size: int) -> bytes:
        """Give exactly these bytes.

        Raises:
            DamagedError: the file ends before.
            UnseenError: they are not at hand, or cost too much.
        """
        if min(at, size) < 0 or at + size > self.size:
            raise DamagedError("file ends inside a structure")
        part, start, end = self._part_with(at, size)
        self.budget.pay(reads=1)
        if not (self._page[0] <= at and at + size <= self._page[1]):
            self._page = (at, min(at + max(size, PAGE), end))
            self.budget.pay(fetched=self._page[1] - at)
        return part[start + at : start + at + size]

    def _part_with(self, at: int, size: int) -> tuple[bytes, int, int]:
        """Give the part at hand that holds these bytes, where this file begins in it, and up to where it reaches."""
        if at + size <= self.reach:
            return self.data, self.start, self.reach
        if self.tail is None or self.start + at < self.tail.at:
            raise UnseenError("not in the parts at hand")
        return self.tail.data, self.start - self.tail.at, self.size

    def take(self, at: int, size: int) -> bytes:
        """Give up to that many bytes: fewer at the end of the file. Errors as `read`."""
        return self.read(at, min(size, self.size - at))

    def part(self, at: int, size: int) -> bytes:
        """Give a part that is small enough to be looked into.

        Raises:
            UnseenError: it is larger; also as `read`.
        """
        if size > PART_LIMIT:
            raise UnseenError("part is too large")
        return self.read(at, size)

    def behind_gap(self, at: int) -> int | None:
        """Give where the last part begins, if one lies behind that place; else None."""
        if self.tail is None or self.tail.at - self.start <= max(at, self.reach):
            return None
        return self.tail.at - self.start

    @property
    def reach(self) -> int:
        """How much of it is at hand without a gap."""
        return min(len(self.data) - self.start, self.size)

    def view(self, at: int, size: int) -> "Source":
        """Give a file that stands inside this one."""
        return Source(self.data, size, self.start + at, self.budget, self.tail)

    def inner(self, data: bytes) -> "Source":
        """Give a file that was unpacked from this one, on the same budget."""
        return Source(data, len(data), budget=self.budget)

    def inflate(self, packed: bytes, *, wrapped: bool) -> bytes:
        """Inflate RFC 1950 (`wrapped`) or RFC 1951, whole or not at all.

        Raises:
            UnseenError: broken, cut, followed by other bytes, or too large.
        """
        limit = min(PART_LIMIT, self.budget.inflated)
        stream = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
        try:
            data = stream.decompress(packed, limit + 1)
        except zlib.error:
            raise UnseenError("compressed part is broken") from None
        if len(data) > limit or not stream.eof or stream.unused_data:
            raise UnseenError("compressed part is cut, or too large")
        self.budget.pay(inflated=len(data))
        return data


def number(data: bytes, at: int, size: int, *, little: bool = False) -> int:
    """Read an unsigned number.

    Raises:
        DamagedError: `data` ends before.
    """
    return int.from_bytes(piece(data, at, size), "little" if little else "big")


def piece(data: bytes, at: int, size: int) -> bytes:
    """Give exactly these bytes of `data`.

    Raises:
        DamagedError: it ends before.
    """
    if min(at, size) < 0 or at + size > len(data):
        raise DamagedError("structure ends early")
    return data[at : at + size]


class Cursor:
    """Reads numbers and pieces of `data` one after another; errors as `piece`."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data = data
        self.at = at

    def piece(self, size: int) -> bytes:
        """Give the next `size` bytes."""
        found = piece(self.data, self.at, size)
        self.at += size
        return found

    def number(self, size: int) -> int:
        """Give the next number of `size` bytes, most significant first."""
        return int.from_bytes(self.piece(size), "big")

    @property
    def left(self) -> int:
        """How many bytes are left."""
        return len(self.data) - self.at
