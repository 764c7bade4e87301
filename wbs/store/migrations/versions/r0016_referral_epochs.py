"""Transfers by two officers: what a colleague approved, and under which key a case was when it went."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
CASE = ("cases.agency", "cases.case_id")


def upgrade() -> None:
    op.add_column("referrals", sa.Column("epoch", sa.BigInteger()))
    op.add_column("referrals", sa.Column("approver", TEXT))
    op.add_column("referrals", sa.Column("approval", sa.LargeBinary()))
    op.create_table(
        "transfer_approvals",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("officer_agency", TEXT, nullable=False),
        sa.Column("officer", TEXT, nullable=False),
        sa.Column("recipient", TEXT, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "case_id", "officer_agency", "officer", name="transfer_approvals_pk"),
        sa.ForeignKeyConstraint(["agency", "case_id"], CASE, name="transfer_approvals_fk"),
    )


def downgrade() -> None:
    op.drop_table("transfer_approvals")
    for column in ("approval", "approver", "epoch"):
        op.drop_column("referrals", column)
