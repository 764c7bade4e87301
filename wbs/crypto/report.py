"""What a report says: `wbs-report/v1`, sealed inside message 1 (docs/spec/report.md)."""

from enum import StrEnum
from typing import Annotated

import msgspec

from wbs.crypto.shape import Day, Document, LongText, Note, Part, ShortLine, Slug, Text, Title


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


class IdentityMode(StrEnum):
    """Who learns who the reporter is: nobody, the custodian and an investigator together, or all who read the case."""

    ANONYMOUS = "anonymous"
    CONFIDENTIAL = "confidential"
    NAMED = "named"


class Affiliation(StrEnum):
    """What the reporter is to the administration."""

    CIVIL_SERVANT = "civil-servant"
    STAFF = "staff"
    VILLAGE = "village"
    VENDOR = "vendor"
    PUBLIC = "public"
    OTHER = "other"


class Timing(StrEnum):
    """Whether it has happened, is happening, or is about to."""

    PAST = "past"
    ONGOING = "ongoing"
    EXPECTED = "expected"


class IntakeChannel(StrEnum):
    """How a report came that an officer wrote down."""

    WALK_IN = "walk-in"
    TELEPHONE = "telephone"
    LETTER = "letter"
    BOX = "box"
    WHATSAPP = "whatsapp"
    SMS_1708 = "sms-1708"
    X = "x"
    E_MAIL = "e-mail"
    SP4N_LAPOR = "sp4n-lapor"


class Accused(Part, frozen=True, kw_only=True):
    """Who is reported: a person, a unit, or both, and the rank class of whoever it is."""

    name: Text | msgspec.UnsetType = msgspec.UNSET
    post: ShortLine | msgspec.UnsetType = msgspec.UNSET
    unit: ShortLine | msgspec.UnsetType = msgspec.UNSET
    rank: Slug | msgspec.UnsetType = msgspec.UNSET


class Contact(Part, frozen=True, kw_only=True):
    """Who the reporter is and how to reach them; PP 43/2018 article 8 names these."""

    name: ShortLine
    address: Note | msgspec.UnsetType = msgspec.UNSET
    occupation: ShortLine | msgspec.UnsetType = msgspec.UNSET
    phone: ShortLine | msgspec.UnsetType = msgspec.UNSET
    other: ShortLine | msgspec.UnsetType = msgspec.UNSET


class Intake(Part, frozen=True, kw_only=True):
    """An officer wrote this report down for its reporter: from which channel, its number there, the day it came in."""

    channel: IntakeChannel
    reference: ShortLine | msgspec.UnsetType = msgspec.UNSET
    received: Day | msgspec.UnsetType = msgspec.UNSET


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
    timing: Timing | msgspec.UnsetType = msgspec.UNSET
    how: LongText | msgspec.UnsetType = msgspec.UNSET
    why: LongText | msgspec.UnsetType = msgspec.UNSET
    loss: Text | msgspec.UnsetType = msgspec.UNSET
    witnesses: Text | msgspec.UnsetType = msgspec.UNSET
    evidence_held_by: Text | msgspec.UnsetType = msgspec.UNSET
    reported_elsewhere: Annotated[list[Reference], msgspec.Meta(max_length=10)] | msgspec.UnsetType = msgspec.UNSET
    relation: Affiliation | msgspec.UnsetType = msgspec.UNSET
    danger: Text | msgspec.UnsetType = msgspec.UNSET
    accommodation: Text | msgspec.UnsetType = msgspec.UNSET
    keep_from: Text | msgspec.UnsetType = msgspec.UNSET
    identity_mode: IdentityMode | msgspec.UnsetType = msgspec.UNSET
    contact: Contact | msgspec.UnsetType = msgspec.UNSET
    intake: Intake | msgspec.UnsetType = msgspec.UNSET
    category: Category


TITLE_CHARS = 80


def title_of(text: str) -> str:
    """Make a title from the first 80 characters of a text, in one line."""
    return " ".join(text.split())[:TITLE_CHARS].rstrip()
