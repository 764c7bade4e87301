"""Passkeys, recovery codes, and with what a session was begun."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("sessions", sa.Column("factor", TEXT))
    op.create_table(
        "passkeys",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("officer", TEXT, nullable=False),
        sa.Column("credential", TEXT, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("added", TIME, nullable=False),
        sa.Column("last_used", TIME),
        sa.Column("wrapped", sa.LargeBinary()),
        sa.Column("reader_key", TEXT),
        sa.PrimaryKeyConstraint("agency", "officer", "credential", name="passkeys_pk"),
        sa.UniqueConstraint("credential", name="passkeys_credential_unique"),
        sa.ForeignKeyConstraint(["agency", "officer"], ["officers.agency", "officers.officer"], name="passkeys_fk"),
    )
    op.create_table(
        "answered_challenges",
        sa.Column("challenge_hash", sa.LargeBinary(), nullable=False),
        sa.Column("good_until", TIME, nullable=False),
        sa.PrimaryKeyConstraint("challenge_hash", name="answered_challenges_pk"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("officer", TEXT, nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used", TIME),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "officer", "code_hash", name="recovery_codes_pk"),
        sa.ForeignKeyConstraint(
            ["agency", "officer"], ["officers.agency", "officers.officer"], name="recovery_codes_fk"
        ),
    )


def downgrade() -> None:
    op.drop_table("recovery_codes")
    op.drop_table("answered_challenges")
    op.drop_table("passkeys")
    op.drop_column("sessions", "factor")
