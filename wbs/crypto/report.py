"""What a report says: `wbs-report/v1`, sealed inside message 1 (docs/spec/report.md)."""

from enum import StrEnum
from typing import Annotated

import msgspec

from wbs.crypto.shape import Document, LongText, Part, ShortLine, Slug, Text, Title


class Category(StrEnum):
    """What kind of matter is reported; one list for every agency."""

    STATE_LOSS = "state-loss"
    BRIBERY = "bribery"
    EMBEZZLEMENT = "embezzlement"
    EXTORTION = "extortion"
    FRAUD = "fraud"
    PROCUREMENT_CONFLICT = "procurement-conflict"
    GRATIFICATION = "gratification"
    ILLEGAL_LEVY = "illegal-levy"
    ABUSE_OF_AUTHORITY = "abuse-of-authority"
    CONFLICT_OF_INTEREST = "conflict-of-interest"
    NEPOTISM = "nepotism"
    MISUSE_OF_ASSETS = "misuse-of-assets"
    PROCUREMENT = "procurement"
    SALE_OF_POSTS = "sale-of-posts"
    DISCIPLINE = "discipline"
    ETHICS = "ethics"
    RETALIATION = "retaliation"
    OTHER = "other"


class Accused(Part, frozen=True, kw_only=True):
    """Who is reported: a person, a unit, or both."""

    name: Text | msgspec.UnsetType = msgspec.UNSET
    post: ShortLine | msgspec.UnsetType = msgspec.UNSET
    unit: ShortLine | msgspec.UnsetType = msgspec.UNSET


class Reference(Part, frozen=True, kw_only=True):
    """Where else the matter was reported, and under which number."""

    channel: ShortLine
    number: ShortLine | msgspec.UnsetType = msgspec.UNSET


class ReportBody(Document, frozen=True, kw_only=True, tag="wbs-report/v1"):
    """A report: what, who, where, when are always there."""

    title: Title
    what: LongText
    accused: Annotated[list[Accused], msgspec.Meta(min_length=1, max_length=20)]
    rank: Slug
    where: Text
    region: ShortLine | msgspec.UnsetType = msgspec.UNSET
    when: Text
    how: LongText | msgspec.UnsetType = msgspec.UNSET
    why: LongText | msgspec.UnsetType = msgspec.UNSET
    loss: Text | msgspec.UnsetType = msgspec.UNSET
    witnesses: Text | msgspec.UnsetType = msgspec.UNSET
    evidence_held_by: Text | msgspec.UnsetType = msgspec.UNSET
    reported_elsewhere: Annotated[list[Reference], msgspec.Meta(max_length=10)] | msgspec.UnsetType = msgspec.UNSET
    relation: Slug | msgspec.UnsetType = msgspec.UNSET
    danger: Text | msgspec.UnsetType = msgspec.UNSET
    accommodation: Text | msgspec.UnsetType = msgspec.UNSET
    category: Category


TITLE_CHARS = 80


def title_of(text: str) -> str:
    """Make a title from the first 80 characters of a text, in one line."""
    return " ".join(text.split())[:TITLE_CHARS].rstrip()
