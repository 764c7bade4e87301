"""Uploads that are resumed: the length that their sender announced."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("uploads", sa.Column("announced", sa.BigInteger()))


def downgrade() -> None:
    op.drop_column("uploads", "announced")
