"""Officers' enrolment and keys: invitations, requests, keys beside an account's own."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "officer_keys",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("officer", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("reader_key", TEXT, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "officer", "kind", name="officer_keys_pk"),
        sa.ForeignKeyConstraint(["agency", "officer"], ["officers.agency", "officers.officer"], name="officer_keys_fk"),
    )
    op.create_table(
        "enrolments",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("officer", TEXT, nullable=False),
        sa.Column("reader_key", TEXT, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "officer", name="enrolments_pk"),
        sa.ForeignKeyConstraint(["agency", "officer"], ["officers.agency", "officers.officer"], name="enrolments_fk"),
    )
    op.create_table(
        "invitations",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("officer", TEXT, nullable=False),
        sa.Column("login", TEXT, nullable=False),
        sa.Column("label", TEXT, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("rank", TEXT, nullable=False),
        sa.Column("roles", TEXT, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "officer", name="invitations_pk"),
        sa.UniqueConstraint("login", name="invitations_login_unique"),
    )


def downgrade() -> None:
    op.drop_table("invitations")
    op.drop_table("enrolments")
    op.drop_table("officer_keys")
