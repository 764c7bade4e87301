"""What the audit log asks of a store.

Every write is one transaction and returns only after its commit. What fails raises `StoreError` and leaves nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from wbs.cases.log.log_check import LogReading, StoredCheckpoint, StoredCosignature
from wbs.cases.model import (
    AgencyCode,
    AuditEntry,
)
from wbs.crypto.merkle import Node, Range

T = TypeVar("T")


class AuditLog(Protocol):
    """An append-only log with one RFC 6962 tree per agency, and the checkpoints that were made of it."""

    def append(self, entry: AuditEntry) -> int:
        """Add an entry; give its place."""

    def size_and_root(self, agency: AgencyCode) -> tuple[int, bytes]:
        """Give the tree's size and its root hash."""

    def entries(self, agency: AgencyCode, start: int, limit: int) -> list[bytes]:
        """Give serialised entries from index `start`."""

    def entries_before(self, agency: AgencyCode, before: int, limit: int) -> list[tuple[int, bytes]]:
        """Give the last entries before a place with their places, newest first."""

    def prove(self, agency: AgencyCode, size: int, proofs: Sequence[Sequence[Range]]) -> list[list[bytes]]:
        """Give the hashes of several proofs about the first `size` entries, which a checkpoint must cover.

        Raises:
            NotFoundError: rows that such a proof needs are not there.
        """

    def agencies(self) -> list[AgencyCode]:
        """Give every agency that has a log, in order."""

    def inspect(self, agency: AgencyCode, look: Callable[[LogReading], T]) -> T:
        """Let `look` read one unchanging state of a whole log."""

    def add_checkpoint(self, agency: AgencyCode, point: StoredCheckpoint, nodes: Iterable[Node]) -> bool:
        """Store a checkpoint with hashes that were missing; False, and nothing, unless the log has just this root.

        A checkpoint of this size that is there already stays as it is.
        """

    def checkpoints(self, agency: AgencyCode, limit: int) -> list[StoredCheckpoint]:
        """Give the newest checkpoints, newest first."""

    def checkpoint(self, agency: AgencyCode, size: int) -> StoredCheckpoint | None:
        """Give the checkpoint of a size."""

    def cosignatures(self, agency: AgencyCode, size: int) -> list[StoredCosignature]:
        """Give all signatures on a checkpoint, by officer."""

    def add_cosignature(self, agency: AgencyCode, cosignature: StoredCosignature, audit: AuditEntry) -> None:
        """Store an officer's signature on a checkpoint with its audit entry.

        Raises:
            NotFoundError: no such checkpoint.
            ConflictError: this officer signed it before.
        """
