"""How an officer's counts are kept: `wbs-counts/v1`, read only by the program that wrote it on the same server."""

from collections import Counter
from typing import Annotated

import msgspec

from wbs.cases.figures.cube import Cell, Cube
from wbs.crypto.shape import Count, Day, Document, decoder_of, serialise
from wbs.errors import FormatError

MonthText = Annotated[str, msgspec.Meta(pattern=r"\A(?:[0-9]{4}-[0-9]{2})?\Z")]
ValueText = Annotated[str, msgspec.Meta(max_length=120)]
CountRow = tuple[MonthText, ValueText, ValueText, Count]
"""Month, table, value, and how many."""


class Counts(Document, frozen=True, kw_only=True, tag="wbs-counts/v1"):
    """Everything that was counted of the cases that one officer can open, as at the end of a day."""

    day: Day
    rows: Annotated[list[CountRow], msgspec.Meta(max_length=200_000)]


def write_counts(day: str, cube: Cube) -> bytes:
    """Write counts down."""
    return serialise(Counts(day=day, rows=[(*cell, cube[cell]) for cell in sorted(cube)]))


def read_counts(data: bytes) -> Cube:
    """Read counts.

    Raises:
        FormatError: they are none that this program writes.
    """
    try:
        counts = decoder_of(Counts).decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise FormatError("not counts that this program writes") from None
    return Counter({Cell(month, table, value): count for month, table, value, count in counts.rows})
