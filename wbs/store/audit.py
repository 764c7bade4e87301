"""The audit log: entries are only ever added, and each agency's tree grows in the same transaction as its entries."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from sqlalchemy import Connection, bindparam, select

from wbs.cases.log.audit import serialise_entry
from wbs.cases.log.log_check import LogReading, StoredCheckpoint, StoredCosignature
from wbs.cases.model import AgencyCode, AuditEntry
from wbs.crypto.merkle import EMPTY_ROOT, Frontier, Node, Range, leaf_hash, prove
from wbs.errors import NotFoundError
from wbs.store.audit_reading import Hashes, Reading, agencies_of
from wbs.store.database import Database
from wbs.store.rows import add, add_missing, change, find_row
from wbs.store.schema.audit import AUDIT_CHECKPOINTS, AUDIT_COSIGNATURES, AUDIT_ENTRIES, AUDIT_NODES, AUDIT_TREES

T = TypeVar("T")
_TREE = select(AUDIT_TREES.c.size, AUDIT_TREES.c.peaks).where(AUDIT_TREES.c.agency == bindparam("agency"))
_LOCKED_TREE = _TREE.with_for_update()
_ENTRIES = (
    select(AUDIT_ENTRIES.c.entry)
    .where(AUDIT_ENTRIES.c.agency == bindparam("agency"), AUDIT_ENTRIES.c.place >= bindparam("start"))
    .order_by(AUDIT_ENTRIES.c.place)
    .limit(bindparam("limit"))
)
_ENTRIES_BEFORE = (
    select(AUDIT_ENTRIES.c.place, AUDIT_ENTRIES.c.entry)
    .where(AUDIT_ENTRIES.c.agency == bindparam("agency"), AUDIT_ENTRIES.c.place < bindparam("before"))
    .order_by(AUDIT_ENTRIES.c.place.desc())
    .limit(bindparam("limit"))
)
_CHECKPOINTS = (
    select(AUDIT_CHECKPOINTS.c.size, AUDIT_CHECKPOINTS.c.root, AUDIT_CHECKPOINTS.c.made)
    .where(AUDIT_CHECKPOINTS.c.agency == bindparam("agency"))
    .order_by(AUDIT_CHECKPOINTS.c.size.desc())
    .limit(bindparam("limit"))
)
_CHECKPOINT = select(AUDIT_CHECKPOINTS.c.size, AUDIT_CHECKPOINTS.c.root, AUDIT_CHECKPOINTS.c.made).where(
    AUDIT_CHECKPOINTS.c.agency == bindparam("agency"), AUDIT_CHECKPOINTS.c.size == bindparam("size")
)
_COSIGNATURES = (
    select(AUDIT_COSIGNATURES.c.size, AUDIT_COSIGNATURES.c.officer, AUDIT_COSIGNATURES.c.cosignature)
    .where(AUDIT_COSIGNATURES.c.agency == bindparam("agency"), AUDIT_COSIGNATURES.c.size == bindparam("size"))
    .order_by(AUDIT_COSIGNATURES.c.officer)
)


def append_entry(connection: Connection, entry: AuditEntry | None) -> int | None:
    """Add an entry, if there is one, within the transaction of what it speaks of; give its place.

    The tree's row is locked until the commit, so that an agency's entries stand in one order; take this step last.
    """
    if entry is None:
        return None
    tree = _locked_tree(connection, entry.agency)
    document = serialise_entry(entry)
    leaf = leaf_hash(document)
    add(connection, AUDIT_ENTRIES, {"agency": entry.agency, "place": tree.size, "entry": document, "leaf": leaf})
    grown = tree.append(leaf)
    change(connection, AUDIT_TREES, {"agency": entry.agency, "size": grown.size, "peaks": grown.serialise()})
    return tree.size


def _locked_tree(connection: Connection, agency: AgencyCode) -> Frontier:
    values = {"agency": agency}
    row = find_row(connection, _LOCKED_TREE, values)
    if row is None:
        add_missing(connection, AUDIT_TREES, {"agency": agency, "size": 0, "peaks": b""})
        row = find_row(connection, _LOCKED_TREE, values) or (0, b"")
    return Frontier.parse(*row)


class Audit:
    """Implements `wbs.cases.ports.AuditLog`."""

    def __init__(self, database: Database) -> None:
        """Use one database."""
        self._database = database

    def append(self, entry: AuditEntry) -> int:
        """Add an entry; give its place."""
        place = self._database.write(lambda connection: append_entry(connection, entry))
        if place is None:
            raise AssertionError("an entry has a place")
        return place

    def size_and_root(self, agency: AgencyCode) -> tuple[int, bytes]:
        """Give the tree's size and its root hash; an agency without entries has the empty tree."""
        row = self._database.read(lambda connection: connection.execute(_TREE, {"agency": agency}).one_or_none())
        return (0, EMPTY_ROOT) if row is None else (row.size, Frontier.parse(row.size, row.peaks).root())

    def entries(self, agency: AgencyCode, start: int, limit: int) -> list[bytes]:
        """Give up to `limit` serialised entries from index `start`."""
        values = {"agency": agency, "start": start, "limit": limit}
        return self._database.read(lambda connection: list(connection.execute(_ENTRIES, values).scalars()))

    def entries_before(self, agency: AgencyCode, before: int, limit: int) -> list[tuple[int, bytes]]:
        """Give up to `limit` entries before a place, newest first."""
        values = {"agency": agency, "before": before, "limit": limit}
        rows = self._database.read(lambda connection: connection.execute(_ENTRIES_BEFORE, values).all())
        return [(place, entry) for place, entry in rows]

    def prove(self, agency: AgencyCode, size: int, proofs: Sequence[Sequence[Range]]) -> list[list[bytes]]:
        """Give the hashes of several proofs about the first `size` entries."""

        def read(connection: Connection) -> list[list[bytes]]:
            hashes = Hashes(connection, agency, size)
            return [prove(ranges, hashes.subtree_root) for ranges in proofs]

        return self._database.read(read)

    def agencies(self) -> list[AgencyCode]:
        """Give every agency of which anything of a log is left."""
        return self._database.read(agencies_of)

    def inspect(self, agency: AgencyCode, look: Callable[[LogReading], T]) -> T:
        """Let `look` read one unchanging state of a whole log."""
        return self._database.read(lambda connection: look(Reading(connection, agency)))

    def add_checkpoint(self, agency: AgencyCode, point: StoredCheckpoint, nodes: Iterable[Node]) -> bool:
        """Store a checkpoint whose root was computed from the entries, with hashes that were missing."""
        made = list(nodes)

        def write(connection: Connection) -> bool:
            row = connection.execute(_CHECKPOINTS, {"agency": agency, "limit": 1}).one_or_none()
            if row is not None and (row.size > point.size or (row.size == point.size and row.root != point.root)):
                return False
            for level, place, value in made:
                add_missing(connection, AUDIT_NODES, {"agency": agency, "level": level, "place": place, "hash": value})
            values = {"agency": agency, "size": point.size, "root": point.root, "made": point.made}
            add_missing(connection, AUDIT_CHECKPOINTS, values)
            return True

        return self._database.write(write)

    def checkpoints(self, agency: AgencyCode, limit: int) -> list[StoredCheckpoint]:
        """Give up to `limit` checkpoints, newest first."""
        values = {"agency": agency, "limit": limit}
        rows = self._database.read(lambda connection: connection.execute(_CHECKPOINTS, values).all())
        return [StoredCheckpoint(*row) for row in rows]

    def checkpoint(self, agency: AgencyCode, size: int) -> StoredCheckpoint | None:
        """Give the checkpoint of a size."""
        values = {"agency": agency, "size": size}
        row = self._database.read(lambda connection: connection.execute(_CHECKPOINT, values).one_or_none())
        return None if row is None else StoredCheckpoint(*row)

    def cosignatures(self, agency: AgencyCode, size: int) -> list[StoredCosignature]:
        """Give all signatures on a checkpoint, by officer."""
        values = {"agency": agency, "size": size}
        rows = self._database.read(lambda connection: connection.execute(_COSIGNATURES, values).all())
        return [StoredCosignature(*row) for row in rows]

    def add_cosignature(self, agency: AgencyCode, cosignature: StoredCosignature, audit: AuditEntry) -> None:
        """Store an officer's signature on a checkpoint with its audit entry."""
        values = {
            "agency": agency,
            "size": cosignature.size,
            "officer": cosignature.officer,
            "cosignature": cosignature.raw,
        }

        def write(connection: Connection) -> None:
            if connection.execute(_CHECKPOINT, {"agency": agency, "size": cosignature.size}).one_or_none() is None:
                raise NotFoundError("no such checkpoint")
            add(connection, AUDIT_COSIGNATURES, values)
            append_entry(connection, audit)

        self._database.write(write)
