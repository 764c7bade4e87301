"""What of a reporter had come when a step was taken: a reply on the day of a question is an answer if it came after."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_HEARD = """
    UPDATE case_steps SET heard = (
        SELECT MAX(messages.seq) FROM messages
        WHERE messages.agency = case_steps.agency AND messages.case_id = case_steps.case_id
        AND messages.author = 'reporter' AND messages.kind = 'message' AND messages.day <= case_steps.day
    )
    WHERE EXISTS (
        SELECT 1 FROM messages
        WHERE messages.agency = case_steps.agency AND messages.case_id = case_steps.case_id
        AND messages.author = 'reporter' AND messages.kind = 'message' AND messages.day <= case_steps.day
    )
"""
"""Of older steps only the days are known: no pause ends sooner than it did."""


def upgrade() -> None:
    op.add_column("case_steps", sa.Column("heard", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(_HEARD)
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("case_steps", "heard", server_default=None)


def downgrade() -> None:
    op.drop_column("case_steps", "heard")
