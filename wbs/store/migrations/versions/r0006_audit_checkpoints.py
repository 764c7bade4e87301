"""Checkpoints of the audit log, signatures on them, and the hashes from which proofs are made quickly."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TIME = sa.DateTime(timezone=True)
KEPT = ("audit_checkpoints", "audit_cosignatures")
"""Tables that only grow. The hashes of `audit_nodes` follow from the entries and may be made again."""


def upgrade() -> None:
    op.create_table(
        "audit_checkpoints",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("made", TIME, nullable=False),
        sa.PrimaryKeyConstraint("agency", "size", name="audit_checkpoints_pk"),
    )
    op.create_table(
        "audit_cosignatures",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("officer", TEXT, nullable=False),
        sa.Column("cosignature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "size", "officer", name="audit_cosignatures_pk"),
        sa.ForeignKeyConstraint(
            ["agency", "size"],
            ["audit_checkpoints.agency", "audit_checkpoints.size"],
            name="audit_cosignatures_fk",
        ),
    )
    op.create_table(
        "audit_nodes",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "level", "place", name="audit_nodes_pk"),
        sqlite_with_rowid=False,
    )
    for table in KEPT:
        keep(table)


def keep(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for event, each in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
            op.execute(
                f"CREATE TRIGGER {table}_{each.lower()} BEFORE {event} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION audit_only_grows()"
            )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_{event.lower()} BEFORE {event} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END"
        )


def downgrade() -> None:
    for table in ("audit_nodes", "audit_cosignatures", "audit_checkpoints"):
        op.drop_table(table)
