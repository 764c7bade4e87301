"""What was counted for officers, and what agencies published of each quarter."""

import sqlalchemy as sa
from alembic import op

from wbs.errors import ConfigError

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "figure_counts",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("officer", TEXT, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "officer", name="figure_counts_pk"),
    )
    op.create_table(
        "published_figures",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("quarter", TEXT, nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "quarter", name="published_figures_pk"),
    )


def downgrade() -> None:
    if op.get_bind().execute(sa.text("SELECT 1 FROM published_figures LIMIT 1")).first() is not None:
        raise ConfigError(
            "quarters were published that no program could make again as they were: take them along, then empty"
            " published_figures by hand before going back"
        )
    op.drop_table("published_figures")
    op.drop_table("figure_counts")
