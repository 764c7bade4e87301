"""What the nightly check found, and how each nightly job last ended."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "shortages",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("found", sa.BigInteger(), nullable=False),
        sa.Column("minimum", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "case_id", "kind", name="shortages_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "upkeep_runs",
        sa.Column("job", TEXT, nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("job", name="upkeep_runs_pk"),
    )


def downgrade() -> None:
    op.drop_table("upkeep_runs")
    op.drop_table("shortages")
