"""Where cases were passed on to, and what is awaited of others once they have ended."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
)

from wbs.store.schema.columns import METADATA, UtcTime, Words, case_columns, needed, of_case

REFERRALS = Table(
    "referrals",
    METADATA,
    *case_columns(),
    needed("reference", Words),
    needed("way", Words),
    needed("recipient", Words),
    needed("officer_agency", Words),
    needed("officer", Words),
    needed("at", UtcTime),
    Column("digest", Words),
    Column("epoch", BigInteger),
    Column("approver", Words),
    Column("approval", LargeBinary),
    PrimaryKeyConstraint("agency", "case_id", "reference"),
    of_case(),
    Index("referrals_register", "officer_agency", "officer", "at"),
)
TRANSFER_APPROVALS = Table(
    "transfer_approvals",
    METADATA,
    *case_columns(),
    needed("officer_agency", Words),
    needed("officer", Words),
    needed("recipient", Words),
    needed("day", Date),
    needed("envelope", LargeBinary),
    PrimaryKeyConstraint("agency", "case_id", "officer_agency", "officer"),
    of_case(),
)
PARCELS = Table(
    "parcels",
    METADATA,
    *case_columns(),
    needed("sealed", LargeBinary),
    needed("state", Words),
    Column("answer", LargeBinary),
    PrimaryKeyConstraint("agency", "case_id"),
    of_case(),
)
RECOMMENDATIONS = Table(
    "recommendations",
    METADATA,
    *case_columns(),
    needed("reference", Words),
    needed("due", Date),
    Column("ended", Date),
    PrimaryKeyConstraint("agency", "case_id", "reference"),
    of_case(),
    Index("recommendations_awaited", "ended", "due", "agency", "case_id"),
    sqlite_with_rowid=False,
)
