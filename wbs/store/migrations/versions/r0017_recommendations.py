"""What was recommended and waits to be followed."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "recommendations",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("reference", TEXT, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("ended", sa.Date()),
        sa.PrimaryKeyConstraint("agency", "case_id", "reference", name="recommendations_pk"),
        sa.ForeignKeyConstraint(["agency", "case_id"], ["cases.agency", "cases.case_id"], name="recommendations_fk"),
        sqlite_with_rowid=False,
    )
    op.create_index("recommendations_awaited", "recommendations", ["ended", "due", "agency", "case_id"])


def downgrade() -> None:
    op.drop_table("recommendations")
