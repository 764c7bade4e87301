"""The tables. Every column also stands, with its reason, in docs/stored-data.md.

The agency comes first in every key, so that a distributed engine can shard by it; only tables that find something by
a random value alone (mailboxes, uploads, sessions) and the login cannot have it. Reporters' tables hold days, never
times, and no number that tells which row came first: in SQLite they have no rowid, or a random one (see `SHUFFLED`).
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

METADATA = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "fk": "%(table_name)s_fk",
        "uq": "%(table_name)s_%(column_0_name)s_unique",
    }
)

Words = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that compares by its bytes on both engines, so that pages break at the same place."""


class UtcTime(TypeDecorator[datetime]):
    """A time in UTC, aware of it on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any aware time to UTC; SQLite, which has no zones, gets it bare."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give it back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def _needed(name: str, kind: Any) -> Column[Any]:
    return Column(name, kind, nullable=False)


def _case() -> tuple[Column[Any], Column[Any]]:
    return _needed("agency", Words), _needed("case_id", Words)


def _of_case() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["agency", "case_id"], ["cases.agency", "cases.case_id"])


MAILBOXES = Table(
    "mailboxes",
    METADATA,
    _needed("token_hash", LargeBinary),
    *_case(),
    PrimaryKeyConstraint("token_hash"),
    sqlite_with_rowid=False,
)
CASES = Table(
    "cases",
    METADATA,
    *_case(),
    _needed("status", Words),
    _needed("received", Date),
    _needed("epoch", BigInteger),
    _needed("place", BigInteger),
    _needed("summary", LargeBinary),
    _needed("handler", Words),
    _needed("rules", BigInteger),
    Column("clock", Words),
    Column("since", Date),
    Column("soon", Date),
    Column("warn", Date),
    Column("urge", Date),
    Column("due", Date),
    Column("result_due", Date),
    PrimaryKeyConstraint("agency", "case_id"),
    Index("cases_due", "handler", "due", "agency", "case_id", "rules"),
    sqlite_with_rowid=False,
)
INBOX = Table(
    "inbox",
    METADATA,
    *_case(),
    _needed("reader", Words),
    _needed("tray", Words),
    _needed("received", Date),
    _needed("soon", Date),
    _needed("due", Date),
    PrimaryKeyConstraint("agency", "case_id", "reader"),
    _of_case(),
    Index("inbox_due", "reader", "tray", "due", "case_id", "agency", "soon"),
    Index("inbox_received", "reader", "tray", "received", "case_id", "agency"),
    sqlite_with_rowid=False,
)
CASE_STEPS = Table(
    "case_steps",
    METADATA,
    *_case(),
    _needed("place", BigInteger),
    _needed("day", Date),
    _needed("status", Words),
    _needed("handler", Words),
    Column("until", Date),
    PrimaryKeyConstraint("agency", "case_id", "place"),
    _of_case(),
    sqlite_with_rowid=False,
)
CASE_REPLANS = Table(
    "case_replans",
    METADATA,
    *_case(),
    _needed("day", Date),
    _needed("rules", BigInteger),
    Column("clock", Words),
    Column("due", Date),
    Column("result_due", Date),
    PrimaryKeyConstraint("agency", "case_id", "day"),
    _of_case(),
    sqlite_with_rowid=False,
)
CASE_TAGS = Table(
    "case_tags",
    METADATA,
    *_case(),
    _needed("channel", Words),
    Column("matter_class", Words),
    Column("outcome", Words),
    Column("category", Words),
    _needed("is_duplicate", Boolean),
    PrimaryKeyConstraint("agency", "case_id"),
    _of_case(),
    sqlite_with_rowid=False,
)
CASE_EXTENSIONS = Table(
    "case_extensions",
    METADATA,
    *_case(),
    _needed("since", Date),
    _needed("until", Date),
    _needed("day", Date),
    _needed("officer_agency", Words),
    _needed("officer", Words),
    PrimaryKeyConstraint("agency", "case_id", "since"),
    _of_case(),
    sqlite_with_rowid=False,
)
RECORDS = Table(
    "records",
    METADATA,
    *_case(),
    _needed("place", BigInteger),
    _needed("epoch", BigInteger),
    _needed("digest", Words),
    _needed("envelope", LargeBinary),
    Column("previous_key", LargeBinary),
    PrimaryKeyConstraint("agency", "case_id", "place"),
    _of_case(),
)
GRANTS = Table(
    "grants",
    METADATA,
    *_case(),
    _needed("reader", Words),
    _needed("epoch", BigInteger),
    _needed("in_force", Boolean),
    _needed("received", Date),
    _needed("sealed", LargeBinary),
    PrimaryKeyConstraint("agency", "case_id", "reader", "epoch"),
    _of_case(),
    Index("grants_inbox", "reader", "in_force", "received", "case_id", "agency"),
    sqlite_with_rowid=False,
)
MESSAGES = Table(
    "messages",
    METADATA,
    *_case(),
    _needed("author", Words),
    _needed("seq", BigInteger),
    _needed("epoch", BigInteger),
    _needed("kind", Words),
    _needed("day", Date),
    _needed("sealed", LargeBinary),
    PrimaryKeyConstraint("agency", "case_id", "author", "seq"),
    _of_case(),
)
ATTACHMENTS = Table(
    "attachments",
    METADATA,
    *_case(),
    _needed("attachment", LargeBinary),
    _needed("shelf", Words),
    _needed("length", BigInteger),
    PrimaryKeyConstraint("agency", "case_id", "attachment"),
    _of_case(),
    sqlite_with_rowid=False,
)
CASE_SERVED = Table(
    "case_served",
    METADATA,
    *_case(),
    _needed("newest", BigInteger),
    PrimaryKeyConstraint("agency", "case_id"),
    _of_case(),
    sqlite_with_rowid=False,
)
REPORTERS_FILES = Table(
    "reporters_files",
    METADATA,
    *_case(),
    _needed("attachment", LargeBinary),
    _needed("seq", BigInteger),
    PrimaryKeyConstraint("agency", "case_id", "attachment"),
    _of_case(),
    sqlite_with_rowid=False,
)
CHUNKS = Table(
    "chunks",
    METADATA,
    _needed("shelf", Words),
    _needed("attachment", LargeBinary),
    _needed("n", BigInteger),
    _needed("data", LargeBinary),
    PrimaryKeyConstraint("shelf", "attachment", "n"),
)
UPLOADS = Table(
    "uploads",
    METADATA,
    _needed("attachment", LargeBinary),
    _needed("shelf", Words),
    _needed("token_hash", LargeBinary),
    Column("length", BigInteger),
    _needed("day", Date),
    _needed("dropped", Boolean),
    Column("announced", BigInteger),
    PrimaryKeyConstraint("attachment"),
    sqlite_with_rowid=False,
)
READ_MARKS = Table(
    "read_marks",
    METADATA,
    *_case(),
    _needed("officer_agency", Words),
    _needed("officer", Words),
    _needed("author", Words),
    _needed("newest", BigInteger),
    PrimaryKeyConstraint("agency", "case_id", "officer_agency", "officer", "author"),
    _of_case(),
    sqlite_with_rowid=False,
)
INSIDE_KEYS = Table(
    "inside_keys",
    METADATA,
    *_case(),
    _needed("epoch", BigInteger),
    _needed("digest", Words),
    _needed("envelope", LargeBinary),
    Column("previous_key", LargeBinary),
    PrimaryKeyConstraint("agency", "case_id", "epoch"),
    _of_case(),
)
INSIDE_GRANTS = Table(
    "inside_grants",
    METADATA,
    *_case(),
    _needed("reader", Words),
    _needed("epoch", BigInteger),
    _needed("sealed", LargeBinary),
    PrimaryKeyConstraint("agency", "case_id", "reader", "epoch"),
    _of_case(),
)
INSIDE_ENTRIES = Table(
    "inside_entries",
    METADATA,
    *_case(),
    _needed("author", Words),
    _needed("seq", BigInteger),
    _needed("epoch", BigInteger),
    _needed("day", Date),
    _needed("sealed", LargeBinary),
    PrimaryKeyConstraint("agency", "case_id", "author", "seq"),
    _of_case(),
)
CASE_DECLARATIONS = Table(
    "case_declarations",
    METADATA,
    *_case(),
    _needed("officer_agency", Words),
    _needed("officer", Words),
    _needed("day", Date),
    _needed("has_conflict", Boolean),
    PrimaryKeyConstraint("agency", "case_id", "officer_agency", "officer"),
    _of_case(),
    sqlite_with_rowid=False,
)
OFFICERS = Table(
    "officers",
    METADATA,
    _needed("agency", Words),
    _needed("officer", Words),
    _needed("login", Words),
    _needed("label", Words),
    _needed("roles", Words),
    _needed("state", Words),
    _needed("salt", LargeBinary),
    _needed("auth_hash", Words),
    _needed("totp_box", LargeBinary),
    _needed("totp_step", BigInteger),
    _needed("wrapped_key", LargeBinary),
    _needed("reader_key", Words),
    PrimaryKeyConstraint("agency", "officer"),
    UniqueConstraint("login"),
)
OFFICER_KEYS = Table(
    "officer_keys",
    METADATA,
    _needed("agency", Words),
    _needed("officer", Words),
    _needed("kind", Words),
    _needed("reader_key", Words),
    _needed("salt", LargeBinary),
    _needed("wrapped", LargeBinary),
    PrimaryKeyConstraint("agency", "officer", "kind"),
    ForeignKeyConstraint(["agency", "officer"], ["officers.agency", "officers.officer"]),
)
ENROLMENTS = Table(
    "enrolments",
    METADATA,
    _needed("agency", Words),
    _needed("officer", Words),
    _needed("reader_key", Words),
    _needed("day", Date),
    _needed("envelope", LargeBinary),
    PrimaryKeyConstraint("agency", "officer"),
    ForeignKeyConstraint(["agency", "officer"], ["officers.agency", "officers.officer"]),
)
INVITATIONS = Table(
    "invitations",
    METADATA,
    _needed("agency", Words),
    _needed("officer", Words),
    _needed("login", Words),
    _needed("label", Words),
    _needed("unit", Words),
    _needed("rank", Words),
    _needed("roles", Words),
    _needed("until", UtcTime),
    _needed("code_hash", LargeBinary),
    PrimaryKeyConstraint("agency", "officer"),
    UniqueConstraint("login"),
)
FAILURES = Table(
    "failures",
    METADATA,
    _needed("agency", Words),
    _needed("officer", Words),
    _needed("count", BigInteger),
    Column("wait_until", UtcTime),
    PrimaryKeyConstraint("agency", "officer"),
    ForeignKeyConstraint(["agency", "officer"], ["officers.agency", "officers.officer"]),
)
SESSIONS = Table(
    "sessions",
    METADATA,
    _needed("token_hash", LargeBinary),
    _needed("csrf_hash", LargeBinary),
    _needed("agency", Words),
    _needed("officer", Words),
    _needed("created", UtcTime),
    _needed("last_seen", UtcTime),
    Column("factor", Words),
    PrimaryKeyConstraint("token_hash"),
)
PASSKEYS = Table(
    "passkeys",
    METADATA,
    _needed("agency", Words),
    _needed("officer", Words),
    _needed("credential", Words),
    _needed("public_key", LargeBinary),
    _needed("sign_count", BigInteger),
    _needed("added", UtcTime),
    Column("last_used", UtcTime),
    Column("wrapped", LargeBinary),
    Column("reader_key", Words),
    PrimaryKeyConstraint("agency", "officer", "credential"),
    UniqueConstraint("credential"),
    ForeignKeyConstraint(["agency", "officer"], ["officers.agency", "officers.officer"]),
)
ANSWERED_CHALLENGES = Table(
    "answered_challenges",
    METADATA,
    _needed("challenge_hash", LargeBinary),
    _needed("good_until", UtcTime),
    PrimaryKeyConstraint("challenge_hash"),
)
RECOVERY_CODES = Table(
    "recovery_codes",
    METADATA,
    _needed("agency", Words),
    _needed("officer", Words),
    _needed("code_hash", LargeBinary),
    Column("used", UtcTime),
    _needed("told", Boolean),
    PrimaryKeyConstraint("agency", "officer", "code_hash"),
    ForeignKeyConstraint(["agency", "officer"], ["officers.agency", "officers.officer"]),
)
AUDIT_ENTRIES = Table(
    "audit_entries",
    METADATA,
    _needed("agency", Words),
    _needed("place", BigInteger),
    _needed("entry", LargeBinary),
    _needed("leaf", LargeBinary),
    PrimaryKeyConstraint("agency", "place"),
)
AUDIT_TREES = Table(
    "audit_trees",
    METADATA,
    _needed("agency", Words),
    _needed("size", BigInteger),
    _needed("peaks", LargeBinary),
    PrimaryKeyConstraint("agency"),
)
AUDIT_CHECKPOINTS = Table(
    "audit_checkpoints",
    METADATA,
    _needed("agency", Words),
    _needed("size", BigInteger),
    _needed("root", LargeBinary),
    _needed("made", UtcTime),
    PrimaryKeyConstraint("agency", "size"),
)
AUDIT_COSIGNATURES = Table(
    "audit_cosignatures",
    METADATA,
    _needed("agency", Words),
    _needed("size", BigInteger),
    _needed("officer", Words),
    _needed("cosignature", LargeBinary),
    PrimaryKeyConstraint("agency", "size", "officer"),
    ForeignKeyConstraint(["agency", "size"], ["audit_checkpoints.agency", "audit_checkpoints.size"]),
)
AUDIT_NODES = Table(
    "audit_nodes",
    METADATA,
    _needed("agency", Words),
    _needed("level", BigInteger),
    _needed("place", BigInteger),
    _needed("hash", LargeBinary),
    PrimaryKeyConstraint("agency", "level", "place"),
    sqlite_with_rowid=False,
)
SHORTAGES = Table(
    "shortages",
    METADATA,
    _needed("agency", Words),
    _needed("case_id", Words),
    _needed("kind", Words),
    _needed("found", BigInteger),
    _needed("minimum", BigInteger),
    _needed("day", Date),
    PrimaryKeyConstraint("agency", "case_id", "kind"),
    sqlite_with_rowid=False,
)
UPKEEP_RUNS = Table(
    "upkeep_runs",
    METADATA,
    _needed("job", Words),
    _needed("ended", UtcTime),
    _needed("done", Boolean),
    PrimaryKeyConstraint("job"),
)
AGENCY_RULES = Table(
    "agency_rules",
    METADATA,
    _needed("agency", Words),
    _needed("version", BigInteger),
    _needed("day", Date),
    _needed("officer", Words),
    _needed("document", LargeBinary),
    PrimaryKeyConstraint("agency", "version"),
)
FIGURE_COUNTS = Table(
    "figure_counts",
    METADATA,
    _needed("agency", Words),
    _needed("officer", Words),
    _needed("day", Date),
    _needed("document", LargeBinary),
    PrimaryKeyConstraint("agency", "officer"),
)
PUBLISHED_FIGURES = Table(
    "published_figures",
    METADATA,
    _needed("agency", Words),
    _needed("quarter", Words),
    _needed("document", LargeBinary),
    PrimaryKeyConstraint("agency", "quarter"),
)
REFERRALS = Table(
    "referrals",
    METADATA,
    *_case(),
    _needed("reference", Words),
    _needed("way", Words),
    _needed("recipient", Words),
    _needed("officer_agency", Words),
    _needed("officer", Words),
    _needed("at", UtcTime),
    Column("digest", Words),
    Column("epoch", BigInteger),
    Column("approver", Words),
    Column("approval", LargeBinary),
    PrimaryKeyConstraint("agency", "case_id", "reference"),
    _of_case(),
    Index("referrals_register", "officer_agency", "officer", "at"),
)
TRANSFER_APPROVALS = Table(
    "transfer_approvals",
    METADATA,
    *_case(),
    _needed("officer_agency", Words),
    _needed("officer", Words),
    _needed("recipient", Words),
    _needed("day", Date),
    _needed("envelope", LargeBinary),
    PrimaryKeyConstraint("agency", "case_id", "officer_agency", "officer"),
    _of_case(),
)
PARCELS = Table(
    "parcels",
    METADATA,
    *_case(),
    _needed("sealed", LargeBinary),
    _needed("state", Words),
    Column("answer", LargeBinary),
    PrimaryKeyConstraint("agency", "case_id"),
    _of_case(),
)
RECOMMENDATIONS = Table(
    "recommendations",
    METADATA,
    *_case(),
    _needed("reference", Words),
    _needed("due", Date),
    Column("ended", Date),
    PrimaryKeyConstraint("agency", "case_id", "reference"),
    _of_case(),
    Index("recommendations_awaited", "ended", "due", "agency", "case_id"),
    sqlite_with_rowid=False,
)
IDENTITY_QUESTIONS = Table(
    "identity_questions",
    METADATA,
    *_case(),
    _needed("place", BigInteger),
    _needed("officer_agency", Words),
    _needed("officer", Words),
    _needed("custodian_agency", Words),
    _needed("custodian", Words),
    _needed("day", Date),
    _needed("question", LargeBinary),
    Column("answer", LargeBinary),
    PrimaryKeyConstraint("agency", "case_id", "place"),
    _of_case(),
    Index("identity_questions_waiting", "custodian_agency", "custodian", "day"),
)

REPORTERS = (
    *(MAILBOXES, CASES, INBOX, CASE_STEPS, CASE_TAGS, RECORDS, GRANTS),
    *(MESSAGES, ATTACHMENTS, REPORTERS_FILES, CASE_SERVED, CHUNKS, UPLOADS, READ_MARKS),
)
"""Tables that what a reporter does writes to: days only, and no order of arrival."""
SHUFFLED = frozenset({RECORDS, MESSAGES, CHUNKS})
"""Reporters' tables that keep a rowid in SQLite, drawn at random for every row.

Their rows are larger than a quarter of a page. Without a rowid such a row lies in an index page with an overflow chain,
and SQLite reads the whole chain for every comparison on the way down (docs/decisions/0005-store.md has the figures).
"""
