"""What officers were given of each case, and which message of a reporter's brought which files.

Nothing of what is there can be retracted: who was given what was not noted, so all of it counts as given.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "case_served",
        *of_case("case_served"),
        sa.Column("newest", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reporters_files",
        *of_case("reporters_files", "attachment"),
        sa.Column("attachment", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO case_served (agency, case_id, newest) "
        "SELECT agency, case_id, MAX(seq) FROM messages WHERE author = 'reporter' GROUP BY agency, case_id"
    )


def downgrade() -> None:
    op.drop_table("reporters_files")
    op.drop_table("case_served")


def of_case(table: str, *more: str) -> tuple[sa.schema.SchemaItem, ...]:
    """Give the columns and constraints of a table whose rows belong to cases."""
    key = ("agency", "case_id")
    return (
        *(sa.Column(name, TEXT, nullable=False) for name in key),
        sa.PrimaryKeyConstraint(*key, *more, name=f"{table}_pk"),
        sa.ForeignKeyConstraint(key, ["cases.agency", "cases.case_id"], name=f"{table}_fk"),
    )
