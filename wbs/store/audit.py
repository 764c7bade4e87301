"""The audit log: entries are only ever added, and each agency's tree grows in the same transaction as its entries."""

from sqlalchemy import Connection, bindparam, select

from wbs.cases.audit import EMPTY_ROOT, Frontier, leaf_hash, serialise_entry
from wbs.cases.model import AgencyCode, AuditEntry
from wbs.store.database import Database
from wbs.store.rows import add, add_missing, put
from wbs.store.schema import AUDIT_ENTRIES, AUDIT_TREES

_TREE = select(AUDIT_TREES.c.size, AUDIT_TREES.c.peaks).where(AUDIT_TREES.c.agency == bindparam("agency"))
_LOCKED_TREE = _TREE.with_for_update()
_ENTRIES = (
    select(AUDIT_ENTRIES.c.entry)
    .where(AUDIT_ENTRIES.c.agency == bindparam("agency"), AUDIT_ENTRIES.c.place >= bindparam("start"))
    .order_by(AUDIT_ENTRIES.c.place)
    .limit(bindparam("limit"))
)


def append_entry(connection: Connection, entry: AuditEntry | None) -> None:
    """Add an entry, if there is one, within the transaction of what it speaks of.

    The tree's row is locked until the commit, so that an agency's entries stand in one order; take this step last.
    """
    if entry is None:
        return
    tree = _locked_tree(connection, entry.agency)
    document = serialise_entry(entry)
    leaf = leaf_hash(document)
    add(connection, AUDIT_ENTRIES, {"agency": entry.agency, "place": tree.size, "entry": document, "leaf": leaf})
    grown = tree.append(leaf)
    put(connection, AUDIT_TREES, {"agency": entry.agency, "size": grown.size, "peaks": grown.serialise()})


def _locked_tree(connection: Connection, agency: AgencyCode) -> Frontier:
    add_missing(connection, AUDIT_TREES, {"agency": agency, "size": 0, "peaks": b""})
    row = connection.execute(_LOCKED_TREE, {"agency": agency}).one()
    return Frontier.parse(row.size, row.peaks)


class Audit:
    """Implements `wbs.cases.ports.AuditLog`."""

    def __init__(self, database: Database) -> None:
        """Use one database."""
        self._database = database

    def append(self, entry: AuditEntry) -> None:
        """Add an entry."""
        self._database.write(lambda connection: append_entry(connection, entry))

    def size_and_root(self, agency: AgencyCode) -> tuple[int, bytes]:
        """Give the tree's size and its root hash; an agency without entries has the empty tree."""
        row = self._database.read(lambda connection: connection.execute(_TREE, {"agency": agency}).one_or_none())
        return (0, EMPTY_ROOT) if row is None else (row.size, Frontier.parse(row.size, row.peaks).root())

    def entries(self, agency: AgencyCode, start: int, limit: int) -> list[bytes]:
        """Give up to `limit` serialised entries from index `start`."""
        values = {"agency": agency, "start": start, "limit": limit}
        return self._database.read(lambda connection: list(connection.execute(_ENTRIES, values).scalars()))
