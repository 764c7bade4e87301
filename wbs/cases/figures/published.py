"""What an agency publishes of one quarter: `wbs-figures/v1`, frozen once it is made (docs/spec/figures.md)."""

from typing import Annotated

import msgspec

from wbs.crypto.shape import AgencyCode, Count, Day, Document, Part, ShortLine, parse
from wbs.errors import FormatError

MAX_BYTES = 65_536
"""Largest document, in bytes."""
QuarterName = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{4}-Q[1-4]\Z")]


class Row(Part, frozen=True, kw_only=True):
    """One cell that is shown."""

    value: ShortLine
    count: Count


class PublishedTable(Part, frozen=True, kw_only=True):
    """The cells that are shown, and what all others of the table have together."""

    shown: Annotated[list[Row], msgspec.Meta(min_length=1, max_length=64)]
    rest: Count


class Received(Part, frozen=True, kw_only=True):
    """What came from one day to another. A table that is not there cannot be shown."""

    first: Day
    last: Day
    total: Count
    months: PublishedTable | msgspec.UnsetType = msgspec.UNSET
    channels: PublishedTable | msgspec.UnsetType = msgspec.UNSET
    classes: PublishedTable | msgspec.UnsetType = msgspec.UNSET
    categories: PublishedTable | msgspec.UnsetType = msgspec.UNSET


class Ended(Part, frozen=True, kw_only=True):
    """What was finished for the first time from one day to another."""

    first: Day
    last: Day
    total: Count
    in_time: Count | msgspec.UnsetType = msgspec.UNSET
    """With `is_bound`, at least so many; not there if fewer than five were in time."""
    is_bound: bool
    outcomes: PublishedTable | msgspec.UnsetType = msgspec.UNSET
    mean_tenths: Count
    median_tenths: Count


class Standing(Part, frozen=True, kw_only=True):
    """Where everything that ever came stands at the end of the quarter."""

    received: Count
    finished: Count
    """With `is_bound`, at least so many."""
    followed_up: Count
    """Finished and running; with `is_follow_up_bound`, at least so many."""
    is_bound: bool
    is_follow_up_bound: bool
    is_open_small: bool
    """Fewer than five are open."""


class Published(Document, frozen=True, kw_only=True, tag="wbs-figures/v1"):
    """One agency's quarter. Without `received`, too few came to tell anything; they count in a later quarter."""

    agency: AgencyCode
    name: ShortLine
    """The agency's, when this was made."""
    quarter: QuarterName
    made: Day
    received: Received | msgspec.UnsetType = msgspec.UNSET
    ended: Ended | msgspec.UnsetType = msgspec.UNSET
    standing: Standing | msgspec.UnsetType = msgspec.UNSET


def parse_published(data: bytes) -> Published:
    """Read a published quarter.

    Raises:
        UnknownVersionError: one of a later program.
        FormatError: longer than 64 KiB, or none.
    """
    if len(data) > MAX_BYTES:
        raise FormatError("figures that are too long")
    return parse(data, Published)
