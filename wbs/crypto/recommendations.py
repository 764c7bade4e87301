"""What an inspectorate recommended, to whom, until when, and what became of it (docs/spec/inside.md).

Goes on after a case is closed. Every entry says the whole; the newest about a reference stands. Opens nothing.
"""

from enum import StrEnum
from typing import Annotated

import msgspec

from wbs.crypto.directory import parse_day
from wbs.crypto.shape import Day, Document, LongText, ShortLine
from wbs.errors import FormatError

Reference = Annotated[str, msgspec.Meta(pattern=r"\A[a-z2-7]{8}\Z")]
"""8 random characters; never a case number."""


class Measure(StrEnum):
    """What was recommended; values are permanent."""

    DISCIPLINE = "discipline"
    ETHICS = "ethics"
    ADMINISTRATIVE = "administrative"
    RECOVERY = "recovery"
    """Money or goods go back."""
    LAW_ENFORCEMENT = "law-enforcement"
    SYSTEM = "system"
    """Rules, controls or ways of working are mended."""
    OTHER = "other"


class FollowUp(StrEnum):
    """What became of it; values are permanent."""

    OPEN = "open"
    PARTLY = "partly"
    DONE = "done"
    IMPOSSIBLE = "impossible"
    """It cannot be followed, for a reason that the entry gives."""


ENDED = frozenset({FollowUp.DONE, FollowUp.IMPOSSIBLE})
"""Nothing more is awaited."""
_WORDED = frozenset({FollowUp.OPEN, FollowUp.IMPOSSIBLE})


class RecommendationBody(Document, frozen=True, kw_only=True, tag="wbs-recommendation/v1"):
    """One recommendation as it stands."""

    reference: Reference
    to: ShortLine
    """The office or official that is to follow it."""
    measure: Measure
    due: Day
    state: FollowUp
    ended: Day | msgspec.UnsetType = msgspec.UNSET
    """Since when nothing more is awaited."""
    text: LongText | msgspec.UnsetType = msgspec.UNSET


def check_recommendation(body: RecommendationBody) -> None:
    """Check what the shape alone cannot say.

    Raises:
        FormatError: a day that does not exist, an end without its day or a day without an end, or no words where only
            words say what is recommended, or why it cannot be followed.
    """
    parse_day(body.due)
    if (body.state in ENDED) != isinstance(body.ended, str):
        raise FormatError("an end without its day, or a day without an end")
    if isinstance(body.ended, str):
        parse_day(body.ended)
    if body.state in _WORDED and not body.text:
        raise FormatError("a recommendation without words")
