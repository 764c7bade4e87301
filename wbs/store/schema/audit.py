"""The audit logs of agencies, their trees and signed checkpoints."""

from sqlalchemy import (
    BigInteger,
    ForeignKeyConstraint,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
)

from wbs.store.schema.columns import METADATA, UtcTime, Words, needed

AUDIT_ENTRIES = Table(
    "audit_entries",
    METADATA,
    needed("agency", Words),
    needed("place", BigInteger),
    needed("entry", LargeBinary),
    needed("leaf", LargeBinary),
    PrimaryKeyConstraint("agency", "place"),
)
AUDIT_TREES = Table(
    "audit_trees",
    METADATA,
    needed("agency", Words),
    needed("size", BigInteger),
    needed("peaks", LargeBinary),
    PrimaryKeyConstraint("agency"),
)
AUDIT_CHECKPOINTS = Table(
    "audit_checkpoints",
    METADATA,
    needed("agency", Words),
    needed("size", BigInteger),
    needed("root", LargeBinary),
    needed("made", UtcTime),
    PrimaryKeyConstraint("agency", "size"),
)
AUDIT_COSIGNATURES = Table(
    "audit_cosignatures",
    METADATA,
    needed("agency", Words),
    needed("size", BigInteger),
    needed("officer", Words),
    needed("cosignature", LargeBinary),
    PrimaryKeyConstraint("agency", "size", "officer"),
    ForeignKeyConstraint(["agency", "size"], ["audit_checkpoints.agency", "audit_checkpoints.size"]),
)
AUDIT_NODES = Table(
    "audit_nodes",
    METADATA,
    needed("agency", Words),
    needed("level", BigInteger),
    needed("place", BigInteger),
    needed("hash", LargeBinary),
    PrimaryKeyConstraint("agency", "level", "place"),
    sqlite_with_rowid=False,
)
