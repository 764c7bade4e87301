"""Officers' declared conflicts of interest."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = ("agency", "case_id", "officer_agency", "officer")


def upgrade() -> None:
    op.create_table(
        "case_declarations",
        *(sa.Column(name, TEXT, nullable=False) for name in KEY),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("has_conflict", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint(*KEY, name="case_declarations_pk"),
        sa.ForeignKeyConstraint(["agency", "case_id"], ["cases.agency", "cases.case_id"], name="case_declarations_fk"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("case_declarations")
