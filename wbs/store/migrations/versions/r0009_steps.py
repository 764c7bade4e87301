"""Steps, tags, extensions and due days of cases.

What is there gets the governing agency as its handler and the steps that can be told from its status. Due days follow
from calendars, which no statement can compute: version -1 of the rules marks plans that the next run of the job
`clocks` computes.
"""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
DAYS = ("since", "soon", "warn", "urge", "due", "result_due")
NEVER = date(9999, 12, 31)
FILL_INBOX = """
INSERT INTO inbox (agency, case_id, reader, tray, received, soon, due)
SELECT DISTINCT g.agency, g.case_id, g.reader, c.status || ' - portal ' || c.agency || CASE WHEN EXISTS (
    SELECT 1 FROM officers o WHERE o.reader_key = g.reader AND NOT EXISTS (
        SELECT 1 FROM messages m WHERE m.agency = g.agency AND m.case_id = g.case_id
        AND m.author <> o.agency || '/' || o.officer AND m.seq > COALESCE((
            SELECT r.newest FROM read_marks r WHERE r.agency = g.agency AND r.case_id = g.case_id
            AND r.officer_agency = o.agency AND r.officer = o.officer AND r.author = m.author), 0)))
    THEN ' read' ELSE ' unread' END, c.received, :never, :never
FROM grants g JOIN cases c ON c.agency = g.agency AND c.case_id = g.case_id WHERE g.in_force
"""


def upgrade() -> None:
    make_tables()
    add_columns()
    op.execute(
        "INSERT INTO case_steps (agency, case_id, place, day, status, handler) "
        "SELECT agency, case_id, 0, received, 'submitted', agency FROM cases"
    )
    op.execute(
        "INSERT INTO case_steps (agency, case_id, place, day, status, handler) "
        "SELECT c.agency, c.case_id, 1, COALESCE((SELECT MAX(m.day) FROM messages m WHERE m.agency = c.agency "
        "AND m.case_id = c.case_id AND m.kind = 'status'), c.received), c.status, c.agency "
        "FROM cases c WHERE c.status <> 'submitted'"
    )
    op.execute(
        "INSERT INTO case_tags (agency, case_id, channel, is_duplicate) "
        "SELECT agency, case_id, 'portal', (1 = 0) FROM cases"
    )
    op.execute(sa.text(FILL_INBOX).bindparams(sa.bindparam("never", NEVER, sa.Date())))


def make_tables() -> None:
    op.create_table(
        "case_steps",
        *of_case("case_steps", "place"),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("handler", TEXT, nullable=False),
        sa.Column("until", sa.Date()),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_tags",
        *of_case("case_tags"),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("matter_class", TEXT),
        sa.Column("outcome", TEXT),
        sa.Column("category", TEXT),
        sa.Column("is_duplicate", sa.Boolean(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_extensions",
        *of_case("case_extensions", "since"),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("officer_agency", TEXT, nullable=False),
        sa.Column("officer", TEXT, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_replans",
        *of_case("case_replans", "day"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rules", sa.BigInteger(), nullable=False),
        sa.Column("clock", TEXT),
        sa.Column("due", sa.Date()),
        sa.Column("result_due", sa.Date()),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "inbox",
        *of_case("inbox", "reader"),
        sa.Column("reader", TEXT, nullable=False),
        sa.Column("tray", TEXT, nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("soon", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "postgresql":
        # Totals are counted in an index, which needs no row only where a vacuum has passed since the row changed.
        op.execute(
            "ALTER TABLE inbox SET (autovacuum_vacuum_insert_threshold = 500, autovacuum_vacuum_threshold = 500, "
            "autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_vacuum_scale_factor = 0.01)"
        )
    op.create_index("inbox_due", "inbox", ["reader", "tray", "due", "case_id", "agency", "soon"])
    op.create_index("inbox_received", "inbox", ["reader", "tray", "received", "case_id", "agency"])


def of_case(table: str, *key: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("case_id", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("agency", "case_id", *key, name=f"{table}_pk"),
        sa.ForeignKeyConstraint(["agency", "case_id"], ["cases.agency", "cases.case_id"], name=f"{table}_fk"),
    )


def add_columns() -> None:
    """Add columns to `cases`: where rows are, a needed one comes with a value, which SQLite keeps for new rows, too."""
    op.add_column("cases", sa.Column("handler", TEXT, nullable=False, server_default=""))
    op.add_column("cases", sa.Column("rules", sa.BigInteger(), nullable=False, server_default="-1"))
    op.add_column("cases", sa.Column("clock", TEXT))
    for name in DAYS:
        op.add_column("cases", sa.Column(name, sa.Date()))
    op.create_index("cases_due", "cases", ["handler", "due", "agency", "case_id", "rules"])
    op.execute("UPDATE cases SET handler = agency")
    if op.get_bind().dialect.name == "postgresql":
        for name in ("handler", "rules"):
            op.alter_column("cases", name, server_default=None)


def downgrade() -> None:
    op.drop_index("cases_due", "cases")
    for table in ("inbox", "case_replans", "case_extensions", "case_tags", "case_steps"):
        op.drop_table(table)
    for column in (*reversed(DAYS), "clock", "rules", "handler"):
        op.drop_column("cases", column)
