"""The archive inside a backup: a tar file (POSIX ustar) with constant owners and times, and zeros behind its end.

Any tar program unpacks what is written here. What is read must be exactly what would have been written: no links, no
times, no owners, no second spelling of a header. Holds one member at a time.
"""

import re
from collections.abc import Iterator

from wbs.errors import FormatError

BLOCK = 512
MEMBER_LIMIT = 64 << 20
"""Largest member, in bytes: memory is bounded by it before anything in it is believed."""
END = bytes(2 * BLOCK)
_NAME = re.compile(r"[a-z][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*\Z")
_NAME_BYTES = 100
_SIZE_AT = slice(124, 135)


def serialise_member(name: str, content: bytes) -> bytes:
    """Write a member: header of 512 bytes, content, zeros up to a multiple of 512.

    Raises:
        FormatError: a name that is not narrow, or more than 64 MiB.
    """
    if not _NAME.match(name) or len(name) > _NAME_BYTES or len(content) > MEMBER_LIMIT:
        raise FormatError("not a member of a backup")
    return b"".join((_header(name, len(content)), content, bytes(-len(content) % BLOCK)))


def _header(name: str, size: int) -> bytes:
    fields = (
        name.encode("ascii").ljust(100, b"\0"),
        b"0000600\0" + b"0000000\0" * 2,
        f"{size:011o}\0".encode(),
        b"00000000000\0",
    )
    before, after = b"".join(fields), b"0" + bytes(100) + b"ustar\x0000" + bytes(64) + b"0000000\0" * 2 + bytes(167)
    checksum = sum(before) + sum(after) + 8 * ord(" ")
    return before + f"{checksum:06o}\0 ".encode() + after


class ArchiveReader:
    """Takes the archive's bytes as they come; gives each member once it is whole."""

    def __init__(self) -> None:
        """Begin before the first member."""
        self._held = bytearray()
        self._is_over = False
        self.size = 0
        """Bytes taken so far."""

    def update(self, data: bytes) -> Iterator[tuple[str, bytes]]:
        """Take bytes; give the members that end in them: name and content.

        Raises:
            FormatError: not the archive of a backup, or anything but zeros behind its end.
        """
        self.size += len(data)
        if self._is_over:
            _require_zeros(data)
            return
        held = self._held
        held += data
        while (found := self._next()) is not None:
            yield found
        if len(held) >= len(END) and held.startswith(END):
            self._is_over = True
            _require_zeros(held)
            held.clear()

    def finalize(self) -> None:
        """Say that there is no more. Raises FormatError: it does not end here."""
        if not self._is_over:
            raise FormatError("the backup is cut off")

    def _next(self) -> tuple[str, bytes] | None:
        held = self._held
        if len(held) < BLOCK or not held[0]:
            return None
        name, size = _parse_header(bytes(held[:BLOCK]))
        whole = BLOCK + size + -size % BLOCK
        if len(held) < whole:
            return None
        content = bytes(held[BLOCK : BLOCK + size])
        _require_zeros(held[BLOCK + size : whole])
        del held[:whole]
        return name, content


def _parse_header(header: bytes) -> tuple[str, int]:
    name, digits = header[:_NAME_BYTES].rstrip(b"\0"), header[_SIZE_AT]
    if not name.isascii() or not _NAME.match(name.decode("ascii")) or not re.fullmatch(rb"[0-7]{11}", digits):
        raise FormatError("not a member of a backup")
    size = int(digits, 8)
    if size > MEMBER_LIMIT or _header(name.decode("ascii"), size) != header:
        raise FormatError("not a member of a backup")
    return name.decode("ascii"), size


def _require_zeros(data: bytes | bytearray) -> None:
    if data.count(0) != len(data):
        raise FormatError("something stands where a backup has zeros")
