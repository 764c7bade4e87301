"""What all tables are made of: their metadata, kinds of columns, the name of a case."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    MetaData,
    Text,
    TypeDecorator,
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


def needed(name: str, kind: Any) -> Column[Any]:
    """Make a column that is never empty."""
    return Column(name, kind, nullable=False)


def case_columns() -> tuple[Column[Any], Column[Any]]:
    """Make the two columns that name a case."""
    return needed("agency", Words), needed("case_id", Words)


def of_case() -> ForeignKeyConstraint:
    """Let a row stand only while its case does."""
    return ForeignKeyConstraint(["agency", "case_id"], ["cases.agency", "cases.case_id"])
