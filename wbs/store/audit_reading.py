"""Reading the audit log at length: a whole log in one state, and the hashes that proofs are made of. Writes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, select, union

from wbs.cases.log.log_check import StoredCheckpoint, StoredEntry
from wbs.cases.model import AgencyCode
from wbs.crypto.merkle import TILE_HEIGHT, Frontier, Range, root_of_peaks
from wbs.crypto.merkle import node_hash as join
from wbs.errors import NotFoundError
from wbs.store.schema.audit import AUDIT_CHECKPOINTS, AUDIT_ENTRIES, AUDIT_NODES, AUDIT_TREES

BATCH = 10_000
"""Rows that are in memory at once."""
_TILE = 1 << TILE_HEIGHT
_AGENCY: BindParameter[str] = bindparam("agency")
_AGENCIES = union(select(AUDIT_TREES.c.agency), select(AUDIT_CHECKPOINTS.c.agency), select(AUDIT_ENTRIES.c.agency))
_TREE = select(AUDIT_TREES.c.size, AUDIT_TREES.c.peaks).where(AUDIT_TREES.c.agency == _AGENCY)
_POINTS = (
    select(AUDIT_CHECKPOINTS.c.size, AUDIT_CHECKPOINTS.c.root, AUDIT_CHECKPOINTS.c.made)
    .where(AUDIT_CHECKPOINTS.c.agency == _AGENCY)
    .order_by(AUDIT_CHECKPOINTS.c.size)
)
_NODES = select(AUDIT_NODES.c.level, AUDIT_NODES.c.place, AUDIT_NODES.c.hash).where(AUDIT_NODES.c.agency == _AGENCY)
_ROWS = (
    select(AUDIT_ENTRIES.c.place, AUDIT_ENTRIES.c.entry, AUDIT_ENTRIES.c.leaf)
    .where(AUDIT_ENTRIES.c.agency == _AGENCY, AUDIT_ENTRIES.c.place > bindparam("after"))
    .order_by(AUDIT_ENTRIES.c.place)
    .limit(BATCH)
)
_LEAF_TILE = (
    select(AUDIT_ENTRIES.c.leaf)
    .where(AUDIT_ENTRIES.c.agency == _AGENCY, AUDIT_ENTRIES.c.place.between(bindparam("first"), bindparam("last")))
    .order_by(AUDIT_ENTRIES.c.place)
)
_NODE_TILE = (
    select(AUDIT_NODES.c.hash)
    .where(
        AUDIT_NODES.c.agency == _AGENCY,
        AUDIT_NODES.c.level == bindparam("level"),
        AUDIT_NODES.c.place.between(bindparam("first"), bindparam("last")),
    )
    .order_by(AUDIT_NODES.c.place)
)


def agencies_of(connection: Connection) -> list[AgencyCode]:
    """Give every agency that a tree, a checkpoint or an entry names, in order."""
    return sorted(AgencyCode(code) for code in connection.execute(_AGENCIES).scalars())


class Reading:
    """Implements `wbs.cases.log.log_check.LogReading` within one read transaction."""

    def __init__(self, connection: Connection, agency: AgencyCode) -> None:
        """Read all that is short at once."""
        self._connection = connection
        self._values = {"agency": agency}
        self.tree = self._read_tree()
        self.checkpoints: Sequence[StoredCheckpoint] = [StoredCheckpoint(*row) for row in self._all(_POINTS)]
        self.nodes: Mapping[tuple[int, int], bytes] = {
            (level, place): value for level, place, value in self._all(_NODES)
        }

    def rows(self) -> Iterator[StoredEntry]:
        """Give all entries in order of their places, a batch in memory at a time."""
        after = -1
        while rows := self._connection.execute(_ROWS, {**self._values, "after": after}).all():
            for place, entry, leaf in rows:
                yield StoredEntry(place, entry, leaf)
            after = rows[-1].place

    def _read_tree(self) -> tuple[int, bytes] | None:
        row = self._connection.execute(_TREE, self._values).one_or_none()
        if row is None:
            return None
        try:
            return row.size, Frontier.parse(row.size, row.peaks).root()
        except ValueError:
            return row.size, b""  # no tree has this root

    def _all(self, statement: Select[Any]) -> Sequence[Any]:
        return self._connection.execute(statement, self._values).all()


class Hashes:
    """The roots of complete subtrees, from at most 256 stored hashes each; tiles are read once."""

    def __init__(self, connection: Connection, agency: AgencyCode, size: int) -> None:
        """Answer for the first `size` leaves of a log."""
        self._connection = connection
        self._agency = agency
        self._size = size
        self._tiles: dict[tuple[int, int], Sequence[bytes]] = {}

    def subtree_root(self, leaves: Range) -> bytes:
        """Give the root of a complete subtree.

        Raises:
            NotFoundError: a row that it needs is not there.
        """
        start, end = leaves
        height = (end - start).bit_length() - 1
        level = height // TILE_HEIGHT
        first, count = start >> level * TILE_HEIGHT, 1 << height % TILE_HEIGHT
        tile = self._tile(level, first // _TILE)
        hashes = tile[first % _TILE : first % _TILE + count]
        if len(hashes) != count:
            raise NotFoundError("the log lacks hashes that a proof needs")
        return root_of_tile(hashes)

    def _tile(self, level: int, number: int) -> Sequence[bytes]:
        known = self._tiles.get((level, number))
        if known is None:
            known = self._tiles[level, number] = self._read(level, number)
        return known

    def _read(self, level: int, number: int) -> Sequence[bytes]:
        last = min((number + 1) * _TILE, self._size >> level * TILE_HEIGHT) - 1
        values = {"agency": self._agency, "first": number * _TILE, "last": last}
        if level:
            return self._connection.execute(_NODE_TILE, {**values, "level": level}).scalars().all()
        return self._connection.execute(_LEAF_TILE, values).scalars().all()


def root_of_tile(hashes: Sequence[bytes]) -> bytes:
    """Join a power of two of hashes to the root over them."""
    row = list(hashes)
    while len(row) > 1:
        row = [join(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return root_of_peaks(row)
