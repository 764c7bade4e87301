"""How counts are kept: `wbs-counts/v2`, read only by the program that wrote it on the same server."""

from collections.abc import Iterable
from typing import Annotated

import msgspec

from wbs.cases.figures.cube import CountRow
from wbs.crypto.shape import Day, Document, OfficerId, decoder_of, serialise
from wbs.errors import FormatError


class Counts(Document, frozen=True, kw_only=True, tag="wbs-counts/v2"):
    """Everything that was counted of the cases that one officer can open, or of an agency, as at the end of a day."""

    day: Day
    without: Annotated[list[OfficerId], msgspec.Meta(max_length=4096)]
    """Of an agency: whose declared conflicts are left out. Of an officer's own cases: nobody."""
    rows: Annotated[list[CountRow], msgspec.Meta(max_length=200_000)]
    """Without patterns: an answer reads thousands of rows, and nothing but numbers and known words is taken of them."""


def write_counts(day: str, rows: Iterable[CountRow], without: Iterable[str] = ()) -> bytes:
    """Write counts down."""
    return serialise(Counts(day=day, without=sorted(without), rows=sorted(rows)))


def read_counts(data: bytes) -> Counts:
    """Read counts.

    Raises:
        FormatError: they are none that this program writes.
    """
    try:
        counts: Counts = decoder_of(Counts).decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise FormatError("not counts that this program writes") from None
    return counts
