"""Ways to damage bytes, for tests that say nothing damaged is accepted."""

from collections.abc import Callable, Iterator

import pytest

from wbs.errors import RefusedError


def every_flip(data: bytes) -> Iterator[bytes]:
    """Give the data with each of its bits flipped in turn."""
    changed = bytearray(data)
    for place in range(len(data)):
        for bit in range(8):
            changed[place] ^= 1 << bit
            yield bytes(changed)
            changed[place] ^= 1 << bit


def every_prefix(data: bytes) -> Iterator[bytes]:
    """Give the data cut off at each place."""
    return (data[:end] for end in range(len(data)))


def assert_refused(read: Callable[[bytes], object], data: bytes) -> None:
    """Check that reading is refused, with an error of the product and nothing else."""
    with pytest.raises(RefusedError):
        read(data)
