"""What officers of a case keep among themselves: the inside, declarations, questions to custodians."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
)

from wbs.store.schema.columns import METADATA, Words, case_columns, needed, of_case

INSIDE_KEYS = Table(
    "inside_keys",
    METADATA,
    *case_columns(),
    needed("epoch", BigInteger),
    needed("digest", Words),
    needed("envelope", LargeBinary),
    Column("previous_key", LargeBinary),
    PrimaryKeyConstraint("agency", "case_id", "epoch"),
    of_case(),
)
INSIDE_GRANTS = Table(
    "inside_grants",
    METADATA,
    *case_columns(),
    needed("reader", Words),
    needed("epoch", BigInteger),
    needed("sealed", LargeBinary),
    PrimaryKeyConstraint("agency", "case_id", "reader", "epoch"),
    of_case(),
)
INSIDE_ENTRIES = Table(
    "inside_entries",
    METADATA,
    *case_columns(),
    needed("author", Words),
    needed("seq", BigInteger),
    needed("epoch", BigInteger),
    needed("day", Date),
    needed("sealed", LargeBinary),
    PrimaryKeyConstraint("agency", "case_id", "author", "seq"),
    of_case(),
)
CASE_DECLARATIONS = Table(
    "case_declarations",
    METADATA,
    *case_columns(),
    needed("officer_agency", Words),
    needed("officer", Words),
    needed("day", Date),
    needed("has_conflict", Boolean),
    PrimaryKeyConstraint("agency", "case_id", "officer_agency", "officer"),
    of_case(),
    sqlite_with_rowid=False,
)
IDENTITY_QUESTIONS = Table(
    "identity_questions",
    METADATA,
    *case_columns(),
    needed("place", BigInteger),
    needed("officer_agency", Words),
    needed("officer", Words),
    needed("custodian_agency", Words),
    needed("custodian", Words),
    needed("day", Date),
    needed("question", LargeBinary),
    Column("answer", LargeBinary),
    PrimaryKeyConstraint("agency", "case_id", "place"),
    of_case(),
    Index("identity_questions_waiting", "custodian_agency", "custodian", "day"),
)
