"""Hostile variants of good files, the same ones at every run."""

import hashlib
from collections.abc import Iterator

from tests.crypto.scenario import decode, load

_BYTES = bytes.fromhex("00ff7f80200a3c3e28292f2264ff")


class Draws:
    """Numbers that follow from a seed."""

    def __init__(self, seed: str) -> None:
        self._stream = hashlib.shake_256(seed.encode()).digest(4096)
        self._at = 0

    def below(self, limit: int) -> int:
        """Give the next number below a limit."""
        self._at += 4
        return int.from_bytes(self._stream[self._at - 4 : self._at], "big") % limit


def good_files() -> list[bytes]:
    """Give the file of every vector."""
    return [decode(one.input["file"]) for one in load().values() if "file" in one.input and one.area == "files"]


def hostile_files(count: int, name: str) -> Iterator[bytes]:
    """Give that many variants of the vectors' files."""
    files = good_files()
    for number in range(count):
        draws = Draws(f"{name} {number}")
        file = files[draws.below(len(files))]
        for _ in range(1 + draws.below(4)):
            file = _mutate(file, files[draws.below(len(files))], draws)
        yield file


def _mutate(file: bytes, other: bytes, draws: Draws) -> bytes:
    """Change one place: other bytes in place of some, some less, some twice, some more, or another file from there."""
    at = draws.below(len(file) + 1)
    end = min(len(file), at + draws.below(40))
    before = file[:at]
    changes = (
        lambda: before + bytes([draws.below(256)]) + file[at + 1 :],
        lambda: before + _BYTES[draws.below(len(_BYTES)) :][:1] * (1 + draws.below(8)) + file[at + 1 :],
        lambda: before + draws.below(2**32).to_bytes(4, "big") + file[at + 4 :],
        lambda: before + file[end:],
        lambda: file[:end] + file[at:],
        lambda: before + other[draws.below(len(other) + 1) :],
        lambda: before + bytes([draws.below(256) for _ in range(8)]) + file[at:],
    )
    return changes[draws.below(len(changes))]()
