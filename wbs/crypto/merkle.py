"""Hash trees as in RFC 6962 section 2.1: roots, inclusion and consistency proofs (docs/spec/audit.md). No storage.

A proof is a list of the roots of ranges of leaves; which ranges those are follows from sizes and places alone, so that
whoever stores a tree only has to give the roots it is asked for.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from wbs.crypto.primitives import sha256
from wbs.errors import FormatError, TrustError

HASH_BYTES = 32
EMPTY_ROOT = sha256()
TILE_HEIGHT = 8
"""A stored hash above the leaves is the root of 256 of the level below."""
Node = tuple[int, int, bytes]
"""Level, place within the level, hash."""
Range = tuple[int, int]
"""Leaves from the first number up to, and without, the second."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash one entry as a leaf."""
    return sha256(b"\0", entry)


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into one."""
    return sha256(b"\1", left, right)


class Frontier:
    """The roots of the complete subtrees of a tree, largest first: enough to append and to give the root."""

    __slots__ = ("peaks", "size")

    def __init__(self, size: int, peaks: Sequence[bytes]) -> None:
        """Take a tree's size and its peaks, one per set bit of the size."""
        if len(peaks) != size.bit_count():
            raise ValueError("one peak per set bit of the size")
        self.size = size
        self.peaks = tuple(peaks)

    def append(self, leaf: bytes) -> "Frontier":
        """Give the frontier with one more leaf hash."""
        peaks = [*self.peaks, leaf]
        merges = self.size
        while merges & 1:
            right = peaks.pop()
            peaks.append(node_hash(peaks.pop(), right))
            merges >>= 1
        return Frontier(self.size + 1, peaks)

    def root(self) -> bytes:
        """Give the tree's root hash."""
        return root_of_peaks(self.peaks)

    def serialise(self) -> bytes:
        """Write the peaks one after the other."""
        return b"".join(self.peaks)

    @classmethod
    def parse(cls, size: int, data: bytes) -> "Frontier":
        """Read what `serialise` wrote."""
        return cls(size, [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)])


class Growing:
    """A tree that grows in place, leaf by leaf, and gives the roots of its tiles as they become complete.

    A tile holds 256 hashes of one level: level 0 are leaves, a hash of level n is the root of 256^n leaves.
    """

    __slots__ = ("_peaks", "size")

    def __init__(self) -> None:
        """Start empty."""
        self.size = 0
        self._peaks: list[bytes] = []

    def append(self, leaf: bytes) -> tuple[Node, ...]:
        """Add a leaf; give the hashes above level 0 that it completes, which is none 255 times out of 256."""
        node, left, height = leaf, self.size, 0
        made: tuple[Node, ...] = ()
        while left & 1:
            node = node_hash(self._peaks.pop(), node)
            left >>= 1
            height += 1
            if not height % TILE_HEIGHT:
                made = (*made, (height // TILE_HEIGHT, left, node))
        self._peaks.append(node)
        self.size += 1
        return made

    def root(self) -> bytes:
        """Give the root of what was added so far."""
        return root_of_peaks(self._peaks)


def root_of_peaks(peaks: Sequence[bytes]) -> bytes:
    """Join the roots of complete subtrees, largest first; of none, give the hash of the empty tree."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def complete_subtrees(leaves: Range) -> Iterator[Range]:
    """Cut a range of a proof into complete subtrees, largest first: their roots are its peaks."""
    start, end = leaves
    while start < end:
        width = 1 << ((end - start).bit_length() - 1)
        yield start, start + width
        start += width


def inclusion_ranges(place: int, size: int) -> list[Range]:
    """Give the ranges whose roots prove the leaf at `place` in a tree of `size`, lowest first (RFC 6962, 2.1.1).

    Raises:
        FormatError: the tree has no such leaf.
    """
    if not 0 <= place < size:
        raise FormatError("no such leaf in the tree")
    start, end = 0, size
    path: list[Range] = []
    while end - start > 1:
        middle = start + _left_width(end - start)
        if place < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return path[::-1]


def consistency_ranges(old: int, new: int) -> list[Range]:
    """Give the ranges whose roots prove that a tree of `new` grew out of one of `old` (RFC 6962, 2.1.2).

    Nothing needs a proof where nothing was, or nothing was added.

    Raises:
        FormatError: `old` is larger than `new`.
    """
    if not 0 <= old <= new:
        raise FormatError("a tree does not grow by losing leaves")
    if old in {0, new}:
        return []
    start, end = 0, new
    path: list[Range] = []
    is_whole = True  # whether the old tree, seen from here, is a complete subtree whose root its verifier knows
    while old != end:
        middle = start + _left_width(end - start)
        if old <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
            is_whole = False
    return path[::-1] if is_whole else [(start, end), *path[::-1]]


def prove(ranges: Sequence[Range], subtree_root: Callable[[Range], bytes]) -> list[bytes]:
    """Give the root of each range, by asking for those of complete subtrees."""
    return [root_of_peaks([subtree_root(part) for part in complete_subtrees(leaves)]) for leaves in ranges]


def verify_inclusion(leaf: bytes, place: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Verify that a leaf hash stands at `place` of the tree with this size and root.

    Raises:
        FormatError: the tree has no such place.
        TrustError: the path is too short, too long, or leads to another root.
    """
    ranges = inclusion_ranges(place, size)
    _require_length(path, ranges)
    found = leaf
    for (start, _), part in zip(ranges, path, strict=True):
        found = node_hash(found, part) if start > place else node_hash(part, found)
    if found != root:
        raise TrustError("the entry does not stand in the tree")


def verify_consistency(old: tuple[int, bytes], new: tuple[int, bytes], path: Sequence[bytes]) -> None:
    """Verify that the tree `new` (size, root) begins with the whole tree `old`.

    Raises:
        FormatError: `old` is the larger one.
        TrustError: the path is too short, too long, or leads to other roots.
    """
    (old_size, old_root), (new_size, new_root) = old, new
    ranges = consistency_ranges(old_size, new_size)
    _require_length(path, ranges)
    before, after = _both_roots(old, ranges, path)
    is_same = old_size != new_size or old_root == new_root
    is_empty = old_size or old_root == EMPTY_ROOT
    if before != old_root or (ranges and after != new_root) or not is_same or not is_empty:
        raise TrustError("the tree did not grow out of the earlier one")


def _both_roots(old: tuple[int, bytes], ranges: Sequence[Range], path: Sequence[bytes]) -> tuple[bytes, bytes]:
    size, root = old
    if not ranges:
        return root, root
    parts = list(zip(ranges, path, strict=True))
    if ranges[0][1] > size:  # the old tree is complete: its own root is what the path begins with
        before = after = root
    else:
        before = after = parts.pop(0)[1]
    for (start, _), part in parts:
        if start >= size:
            after = node_hash(after, part)
        else:
            before, after = node_hash(part, before), node_hash(part, after)
    return before, after


def _require_length(path: Sequence[bytes], ranges: Sequence[Range]) -> None:
    pairs = zip_longest(path, ranges)
    if any(part is None or leaves is None or len(part) != HASH_BYTES for part, leaves in pairs):
        raise TrustError("a proof with too few or too many steps")


def _left_width(width: int) -> int:
    """Give the largest power of two below `width`, which is at least 2."""
    return 1 << ((width - 1).bit_length() - 1)
