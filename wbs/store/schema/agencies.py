"""What is kept of an agency as a whole, and of the nightly jobs."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
)

from wbs.store.schema.columns import METADATA, UtcTime, Words, needed

SHORTAGES = Table(
    "shortages",
    METADATA,
    needed("agency", Words),
    needed("case_id", Words),
    needed("kind", Words),
    needed("found", BigInteger),
    needed("minimum", BigInteger),
    needed("day", Date),
    PrimaryKeyConstraint("agency", "case_id", "kind"),
    sqlite_with_rowid=False,
)
UPKEEP_RUNS = Table(
    "upkeep_runs",
    METADATA,
    needed("job", Words),
    needed("ended", UtcTime),
    needed("done", Boolean),
    PrimaryKeyConstraint("job"),
)
AGENCY_RULES = Table(
    "agency_rules",
    METADATA,
    needed("agency", Words),
    needed("version", BigInteger),
    needed("day", Date),
    needed("officer", Words),
    needed("document", LargeBinary),
    PrimaryKeyConstraint("agency", "version"),
)
FIGURE_COUNTS = Table(
    "figure_counts",
    METADATA,
    needed("agency", Words),
    needed("officer", Words),
    needed("day", Date),
    needed("document", LargeBinary),
    PrimaryKeyConstraint("agency", "officer"),
)
PUBLISHED_FIGURES = Table(
    "published_figures",
    METADATA,
    needed("agency", Words),
    needed("quarter", Words),
    needed("document", LargeBinary),
    PrimaryKeyConstraint("agency", "quarter"),
)
