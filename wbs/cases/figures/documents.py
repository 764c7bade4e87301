"""How an officer's counts are kept: `wbs-counts/v1`, read only by the program that wrote it on the same server."""

from collections import Counter
from typing import Annotated

import msgspec

from wbs.cases.figures.cube import Cell, Cube
from wbs.crypto.shape import Count, Day, Document, Part, ShortLine, parse, serialise

MonthText = Annotated[str, msgspec.Meta(pattern=r"\A(?:[0-9]{4}-[0-9]{2})?\Z")]


class CountRow(Part, frozen=True, kw_only=True):
    """One count."""

    month: MonthText
    table: ShortLine
    value: Annotated[str, msgspec.Meta(max_length=120)]
    count: Count


class Counts(Document, frozen=True, kw_only=True, tag="wbs-counts/v1"):
    """Everything that was counted of the cases that one officer can open, as at the end of a day."""

    day: Day
    rows: Annotated[list[CountRow], msgspec.Meta(max_length=200_000)]


def write_counts(day: str, cube: Cube) -> bytes:
    """Write counts down."""
    rows = [CountRow(month=cell.month, table=cell.table, value=cell.value, count=cube[cell]) for cell in sorted(cube)]
    return serialise(Counts(day=day, rows=rows))


def read_counts(data: bytes) -> Cube:
    """Read counts.

    Raises:
        UnknownVersionError: those of a later program.
        FormatError: none.
    """
    return Counter({Cell(row.month, row.table, row.value): row.count for row in parse(data, Counts).rows})
