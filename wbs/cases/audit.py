"""The audit log's tree: RFC 6962 section 2.1 hashing over serialised entries, without any storage."""

from collections.abc import Sequence
from datetime import UTC

import msgspec

from wbs.cases.model import AuditEntry
from wbs.crypto.primitives import sha256
from wbs.crypto.shape import serialise

HASH_BYTES = 32
EMPTY_ROOT = sha256()


class _Entry(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="wbs-audit/v1", omit_defaults=True):
    agency: str
    at: str
    officer: str
    action: str
    case: str = ""
    detail: str = ""


def serialise_entry(entry: AuditEntry) -> bytes:
    """Write an entry as canonical JSON, its time in UTC to the second."""
    return serialise(
        _Entry(
            agency=entry.agency,
            at=entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            officer=entry.officer,
            action=entry.action,
            case=entry.case or "",
            detail=entry.detail,
        )
    )


def leaf_hash(entry: bytes) -> bytes:
    """Hash one serialised entry as a leaf."""
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
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def serialise(self) -> bytes:
        """Write the peaks one after the other."""
        return b"".join(self.peaks)

    @classmethod
    def parse(cls, size: int, data: bytes) -> "Frontier":
        """Read what `serialise` wrote."""
        return cls(size, [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)])
