"""Hand-overs: their register, and texts that wait for the nightly jobs."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
CASE = ("cases.agency", "cases.case_id")


def upgrade() -> None:
    op.create_table(
        "referrals",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("reference", TEXT, nullable=False),
        sa.Column("way", TEXT, nullable=False),
        sa.Column("recipient", TEXT, nullable=False),
        sa.Column("officer_agency", TEXT, nullable=False),
        sa.Column("officer", TEXT, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", TEXT),
        sa.PrimaryKeyConstraint("agency", "case_id", "reference", name="referrals_pk"),
        sa.ForeignKeyConstraint(["agency", "case_id"], CASE, name="referrals_fk"),
    )
    op.create_index("referrals_register", "referrals", ["officer_agency", "officer", "at"])
    op.create_table(
        "parcels",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("answer", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("agency", "case_id", name="parcels_pk"),
        sa.ForeignKeyConstraint(["agency", "case_id"], CASE, name="parcels_fk"),
    )


def downgrade() -> None:
    op.drop_table("parcels")
    op.drop_index("referrals_register", "referrals")
    op.drop_table("referrals")
