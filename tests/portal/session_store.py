"""Reads what Firefox writes to the disk of open and closed tabs, text of forms included (`sessionstore*.jsonlz4`)."""

from contextlib import suppress
from pathlib import Path

MAGIC = b"mozLz40\0"
_MORE = 15
_FULL = 255
_SHORTEST = 4


def stored_sessions(profile: Path) -> bytes:
    """Give all sessions below a profile, unpacked; a file that is being written just now is passed over."""
    found = []
    for path in sorted(profile.rglob("*.jsonlz4")):
        with suppress(OSError, IndexError):
            data = path.read_bytes()
            found.append(unpacked(data[len(MAGIC) + 4 :]) if data.startswith(MAGIC) else b"")
    return b"\n".join(found)


def unpacked(block: bytes) -> bytes:
    """Unpack one LZ4 block."""
    out = bytearray()
    at = 0
    while at < len(block):
        token = block[at]
        length, at = _length(block, token >> 4, at + 1)
        out += block[at : at + length]
        at += length
        if at >= len(block):
            break
        back = block[at] | block[at + 1] << 8
        length, at = _length(block, token & 15, at + 2)
        for _ in range(length + _SHORTEST):
            out.append(out[-back])
    return bytes(out)


def _length(block: bytes, start: int, at: int) -> tuple[int, int]:
    length = start
    more = start == _MORE
    while more:
        length += block[at]
        more = block[at] == _FULL
        at += 1
    return length, at
