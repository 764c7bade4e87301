"""Officers' accounts, ways in and sessions."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from wbs.store.schema.columns import METADATA, UtcTime, Words, needed

OFFICERS = Table(
    "officers",
    METADATA,
    needed("agency", Words),
    needed("officer", Words),
    needed("login", Words),
    needed("label", Words),
    needed("roles", Words),
    needed("state", Words),
    needed("salt", LargeBinary),
    needed("auth_hash", Words),
    needed("totp_box", LargeBinary),
    needed("totp_step", BigInteger),
    needed("wrapped_key", LargeBinary),
    needed("reader_key", Words),
    PrimaryKeyConstraint("agency", "officer"),
    UniqueConstraint("login"),
)
OFFICER_KEYS = Table(
    "officer_keys",
    METADATA,
    needed("agency", Words),
    needed("officer", Words),
    needed("kind", Words),
    needed("reader_key", Words),
    needed("salt", LargeBinary),
    needed("wrapped", LargeBinary),
    PrimaryKeyConstraint("agency", "officer", "kind"),
    ForeignKeyConstraint(["agency", "officer"], ["officers.agency", "officers.officer"]),
)
ENROLMENTS = Table(
    "enrolments",
    METADATA,
    needed("agency", Words),
    needed("officer", Words),
    needed("reader_key", Words),
    needed("day", Date),
    needed("envelope", LargeBinary),
    PrimaryKeyConstraint("agency", "officer"),
    ForeignKeyConstraint(["agency", "officer"], ["officers.agency", "officers.officer"]),
)
INVITATIONS = Table(
    "invitations",
    METADATA,
    needed("agency", Words),
    needed("officer", Words),
    needed("login", Words),
    needed("label", Words),
    needed("unit", Words),
    needed("rank", Words),
    needed("roles", Words),
    needed("until", UtcTime),
    needed("code_hash", LargeBinary),
    PrimaryKeyConstraint("agency", "officer"),
    UniqueConstraint("login"),
)
FAILURES = Table(
    "failures",
    METADATA,
    needed("agency", Words),
    needed("officer", Words),
    needed("count", BigInteger),
    Column("wait_until", UtcTime),
    PrimaryKeyConstraint("agency", "officer"),
    ForeignKeyConstraint(["agency", "officer"], ["officers.agency", "officers.officer"]),
)
SESSIONS = Table(
    "sessions",
    METADATA,
    needed("token_hash", LargeBinary),
    needed("csrf_hash", LargeBinary),
    needed("agency", Words),
    needed("officer", Words),
    needed("created", UtcTime),
    needed("last_seen", UtcTime),
    Column("factor", Words),
    PrimaryKeyConstraint("token_hash"),
)
PASSKEYS = Table(
    "passkeys",
    METADATA,
    needed("agency", Words),
    needed("officer", Words),
    needed("credential", Words),
    needed("public_key", LargeBinary),
    needed("sign_count", BigInteger),
    needed("added", UtcTime),
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
    needed("challenge_hash", LargeBinary),
    needed("good_until", UtcTime),
    PrimaryKeyConstraint("challenge_hash"),
)
RECOVERY_CODES = Table(
    "recovery_codes",
    METADATA,
    needed("agency", Words),
    needed("officer", Words),
    needed("code_hash", LargeBinary),
    Column("used", UtcTime),
    needed("told", Boolean),
    PrimaryKeyConstraint("agency", "officer", "code_hash"),
    ForeignKeyConstraint(["agency", "officer"], ["officers.agency", "officers.officer"]),
)
