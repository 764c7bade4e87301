"""Officers-only content of cases: inside keys, their grants, entries."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
CASE = ("cases.agency", "cases.case_id")


def upgrade() -> None:
    op.create_table(
        "inside_keys",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("previous_key", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("agency", "case_id", "epoch", name="inside_keys_pk"),
        sa.ForeignKeyConstraint(["agency", "case_id"], CASE, name="inside_keys_fk"),
    )
    op.create_table(
        "inside_grants",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("reader", TEXT, nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "case_id", "reader", "epoch", name="inside_grants_pk"),
        sa.ForeignKeyConstraint(["agency", "case_id"], CASE, name="inside_grants_fk"),
    )
    op.create_table(
        "inside_entries",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("author", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "case_id", "author", "seq", name="inside_entries_pk"),
        sa.ForeignKeyConstraint(["agency", "case_id"], CASE, name="inside_entries_fk"),
    )


def downgrade() -> None:
    op.drop_table("inside_entries")
    op.drop_table("inside_grants")
    op.drop_table("inside_keys")
