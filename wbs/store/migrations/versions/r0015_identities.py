"""Questions to open a disclosed identity, and their answers."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "identity_questions",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        *(
            sa.Column(name, TEXT, nullable=False)
            for name in ("officer_agency", "officer", "custodian_agency", "custodian")
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("question", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("agency", "case_id", "place", name="identity_questions_pk"),
        sa.ForeignKeyConstraint(["agency", "case_id"], ["cases.agency", "cases.case_id"], name="identity_questions_fk"),
    )
    op.create_index("identity_questions_waiting", "identity_questions", ["custodian_agency", "custodian", "day"])


def downgrade() -> None:
    op.drop_table("identity_questions")
