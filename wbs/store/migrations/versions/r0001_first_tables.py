"""The first tables.

Revision files repeat the tables as they were, and never import `wbs.store.schema`, which moves on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TIME = sa.DateTime(timezone=True)

KEEP_ON_SQLITE = {
    "audit_entries_update": "BEFORE UPDATE ON audit_entries",
    "audit_entries_delete": "BEFORE DELETE ON audit_entries",
    "audit_trees_delete": "BEFORE DELETE ON audit_trees",
    "audit_trees_shrink": "BEFORE UPDATE ON audit_trees WHEN NEW.size <> OLD.size + 1 OR NEW.agency <> OLD.agency",
}
KEEP_ON_POSTGRES = {
    "audit_entries_change": "BEFORE UPDATE OR DELETE ON audit_entries FOR EACH ROW",
    "audit_entries_empty": "BEFORE TRUNCATE ON audit_entries FOR EACH STATEMENT",
    "audit_trees_delete": "BEFORE DELETE ON audit_trees FOR EACH ROW",
    "audit_trees_empty": "BEFORE TRUNCATE ON audit_trees FOR EACH STATEMENT",
    "audit_trees_shrink": (
        "BEFORE UPDATE ON audit_trees FOR EACH ROW WHEN (NEW.size <> OLD.size + 1 OR NEW.agency <> OLD.agency)"
    ),
}


def upgrade() -> None:
    make_case_tables()
    make_upload_tables()
    make_officer_tables()
    make_audit_tables()
    if op.get_bind().dialect.name == "postgresql":
        # Sealed bytes do not compress; this spares the attempt.
        op.execute("ALTER TABLE chunks ALTER COLUMN data SET STORAGE EXTERNAL")
        # The inbox counts in an index, which needs no row only where a vacuum has passed since the row came.
        op.execute(
            "ALTER TABLE grants SET "
            "(autovacuum_vacuum_insert_threshold = 500, autovacuum_vacuum_insert_scale_factor = 0.01)"
        )
        guard_audit_on_postgres()
    else:
        for name, event in KEEP_ON_SQLITE.items():
            op.execute(f"CREATE TRIGGER {name} {event} BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END")


def make_case_tables() -> None:
    op.create_table(
        "mailboxes",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        *case_columns(),
        sa.PrimaryKeyConstraint("token_hash", name="mailboxes_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cases",
        *case_columns(),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("summary", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "case_id", name="cases_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "records",
        *case_columns(),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("previous_key", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("agency", "case_id", "place", name="records_pk"),
        of_case("records"),
    )
    op.create_table(
        "grants",
        *case_columns(),
        sa.Column("reader", TEXT, nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "case_id", "reader", "epoch", name="grants_pk"),
        of_case("grants"),
        sqlite_with_rowid=False,
    )
    op.create_index("grants_inbox", "grants", ["reader", "in_force", "received", "case_id", "agency"])
    make_message_tables()


def make_message_tables() -> None:
    op.create_table(
        "messages",
        *case_columns(),
        sa.Column("author", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "case_id", "author", "seq", name="messages_pk"),
        of_case("messages"),
    )
    op.create_table(
        "read_marks",
        *case_columns(),
        sa.Column("officer_agency", TEXT, nullable=False),
        sa.Column("officer", TEXT, nullable=False),
        sa.Column("author", TEXT, nullable=False),
        sa.Column("newest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "case_id", "officer_agency", "officer", "author", name="read_marks_pk"),
        of_case("read_marks"),
        sqlite_with_rowid=False,
    )


def make_upload_tables() -> None:
    op.create_table(
        "attachments",
        *case_columns(),
        sa.Column("attachment", sa.LargeBinary(), nullable=False),
        sa.Column("shelf", TEXT, nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "case_id", "attachment", name="attachments_pk"),
        of_case("attachments"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "chunks",
        sa.Column("shelf", TEXT, nullable=False),
        sa.Column("attachment", sa.LargeBinary(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("shelf", "attachment", "n", name="chunks_pk"),
    )
    op.create_table(
        "uploads",
        sa.Column("attachment", sa.LargeBinary(), nullable=False),
        sa.Column("shelf", TEXT, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("length", sa.BigInteger()),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("dropped", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("attachment", name="uploads_pk"),
        sqlite_with_rowid=False,
    )


def make_officer_tables() -> None:
    op.create_table(
        "officers",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("officer", TEXT, nullable=False),
        sa.Column("login", TEXT, nullable=False),
        sa.Column("label", TEXT, nullable=False),
        sa.Column("roles", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("auth_hash", TEXT, nullable=False),
        sa.Column("totp_box", sa.LargeBinary(), nullable=False),
        sa.Column("totp_step", sa.BigInteger(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("reader_key", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("agency", "officer", name="officers_pk"),
        sa.UniqueConstraint("login", name="officers_login_unique"),
    )
    op.create_table(
        "failures",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("officer", TEXT, nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("wait_until", TIME),
        sa.PrimaryKeyConstraint("agency", "officer", name="failures_pk"),
        sa.ForeignKeyConstraint(["agency", "officer"], ["officers.agency", "officers.officer"], name="failures_fk"),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("csrf_hash", sa.LargeBinary(), nullable=False),
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("officer", TEXT, nullable=False),
        sa.Column("created", TIME, nullable=False),
        sa.Column("last_seen", TIME, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="sessions_pk"),
    )


def make_audit_tables() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "place", name="audit_entries_pk"),
    )
    op.create_table(
        "audit_trees",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("peaks", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("agency", name="audit_trees_pk"),
    )


def guard_audit_on_postgres() -> None:
    op.execute(
        "CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$"
    )
    for name, event in KEEP_ON_POSTGRES.items():
        op.execute(f"CREATE TRIGGER {name} {event} EXECUTE FUNCTION audit_only_grows()")


def case_columns() -> tuple[sa.Column[str], sa.Column[str]]:
    return sa.Column("agency", TEXT, nullable=False), sa.Column("case_id", TEXT, nullable=False)


def of_case(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["agency", "case_id"], ["cases.agency", "cases.case_id"], name=f"{table}_fk")


def downgrade() -> None:
    for table in (
        "audit_trees",
        "audit_entries",
        "sessions",
        "failures",
        "officers",
        "uploads",
        "chunks",
        "attachments",
        "read_marks",
        "messages",
        "grants",
        "records",
        "cases",
        "mailboxes",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_only_grows()")
