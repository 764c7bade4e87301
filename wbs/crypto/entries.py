"""The entries that officers write among themselves: what they say, and their own limits (docs/spec/inside.md).

Neither seals nor opens anything: `inside` does the one, `insight` the other.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

import msgspec

from wbs.crypto.directory import parse_day
from wbs.crypto.recommendations import RecommendationBody, check_recommendation
from wbs.crypto.records import (
    REPORTER,
    DirectoryName,
    Heads,
    ReaderRef,
    check_heads,
)
from wbs.crypto.report import Category
from wbs.crypto.shape import (
    AgencyCode,
    Bytes16,
    CaseIdText,
    Count,
    Day,
    Digest,
    Document,
    LongText,
    Ordinal,
    Part,
    ShortLine,
)
from wbs.errors import FormatError

MAX_CUSTODY_FILES = 10


class InsideKind(StrEnum):
    """What an entry is for."""

    NOTE = "note"
    TRIAGE = "triage"
    DECISION = "decision"
    CUSTODY = "custody"
    LINK = "link"
    DECLARATION = "declaration"
    RECOMMENDATION = "recommendation"


class Answer(StrEnum):
    """A plain answer to a question of triage."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


class Priority(StrEnum):
    """How soon a case is to be taken up."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Risk(StrEnum):
    """How much the reporter has to fear."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    UNKNOWN = "unknown"


class Decision(StrEnum):
    """What was decided."""

    PROCEED = "proceed"
    EXAMINE = "examine"
    FOLLOW_UP = "follow-up"
    PASS_ON = "pass-on"  # noqa: S105 - a step of a case
    POSTPONE = "postpone"
    CLOSE = "close"
    REOPEN = "reopen"
    ASSIGN = "assign"
    PROTECT = "protect"
    OTHER = "other"


ASSIGNING = frozenset({Decision.ASSIGN, Decision.EXAMINE})
"""Decisions that a letter of assignment may go with."""


class NoteBody(Document, frozen=True, kw_only=True, tag="wbs-note/v1"):
    """A note."""

    text: LongText


class TriageBody(Document, frozen=True, kw_only=True, tag="wbs-triage/v1"):
    """How a report was judged at first sight (regulation, item 18)."""

    supervisory: Answer
    completeness: Answer
    priority: Priority
    risk: Risk
    national: Answer
    category: Category
    loss: Count | msgspec.UnsetType = msgspec.UNSET
    text: LongText | msgspec.UnsetType = msgspec.UNSET


class AssignmentLetter(Part, frozen=True, kw_only=True):
    """The letter by which examiners were assigned (surat tugas): its number as the agency gave it, and its day."""

    number: ShortLine
    dated: Day


class DecisionBody(Document, frozen=True, kw_only=True, tag="wbs-decision/v1"):
    """A decision and its grounds."""

    decision: Decision
    text: LongText
    assignment: AssignmentLetter | msgspec.UnsetType = msgspec.UNSET
    """Only where somebody is assigned, or an examination begins."""


class CustodyFile(Part, frozen=True, kw_only=True):
    """One file as it was first opened: SHA-256 and size of its bytes."""

    id: Bytes16
    sha256: Digest
    size: Count


class CustodyBody(Document, frozen=True, kw_only=True, tag="wbs-custody/v1"):
    """Which files an officer's program opened, and what they were."""

    files: Annotated[list[CustodyFile], msgspec.Meta(min_length=1, max_length=MAX_CUSTODY_FILES)]
    text: LongText | msgspec.UnsetType = msgspec.UNSET


class Relation(StrEnum):
    """What another case, or a matter elsewhere, is to this case."""

    DUPLICATE = "duplicate"
    """The same matter, told before: the other one is the leading case."""
    RELATED = "related"
    NONE = "none"
    """Takes an earlier link back."""


class LinkedCase(Part, frozen=True, kw_only=True):
    """Another case of this installation."""

    agency: AgencyCode
    case: CaseIdText


class LinkBody(Document, frozen=True, kw_only=True, tag="wbs-link/v1"):
    """Ties this case to another one, or to a number that somebody else gave the matter: one of the two."""

    relation: Relation
    other: LinkedCase | msgspec.UnsetType = msgspec.UNSET
    reference: ShortLine | msgspec.UnsetType = msgspec.UNSET
    text: LongText | msgspec.UnsetType = msgspec.UNSET


class Interest(StrEnum):
    """What an officer declares about the matter and the people in it."""

    NONE = "none"
    CONFLICT = "conflict"
    """The officer takes no part, and nobody grants the case to this officer again."""


class DeclarationBody(Document, frozen=True, kw_only=True, tag="wbs-declaration/v1"):
    """Whether an officer has a conflict of interest in this case, and if so, which."""

    interest: Interest
    text: LongText | msgspec.UnsetType = msgspec.UNSET


InsideBody = NoteBody | TriageBody | DecisionBody | CustodyBody | LinkBody | DeclarationBody | RecommendationBody


_BODY_OF: Mapping[InsideKind, type[Document]] = {
    InsideKind.NOTE: NoteBody,
    InsideKind.TRIAGE: TriageBody,
    InsideKind.DECISION: DecisionBody,
    InsideKind.CUSTODY: CustodyBody,
    InsideKind.LINK: LinkBody,
    InsideKind.DECLARATION: DeclarationBody,
    InsideKind.RECOMMENDATION: RecommendationBody,
}


class InsideEntry(Document, frozen=True, kw_only=True, tag="wbs-inside/v1"):
    """One signed entry of one officer's chain."""

    case: CaseIdText
    epoch: Ordinal
    record: Digest
    author: ReaderRef
    seq: Ordinal
    previous: Digest | msgspec.UnsetType = msgspec.UNSET
    seen: Heads
    kind: InsideKind
    body: InsideBody
    directory: DirectoryName


def check_entry(entry: InsideEntry) -> InsideEntry:
    """Check what the shape alone cannot say.

    Raises:
        FormatError: kind and body disagree, `previous` where it must not stand or missing where it must, `seen` out of
            order, about the author or about the reporter, one file twice in a custody record, a link to nothing, to
            two things or to the case itself, a conflict without words, a letter of assignment with another decision, or
            as `check_recommendation` says.
    """
    if type(entry.body) is not _BODY_OF[entry.kind]:
        raise FormatError("kind and body disagree")
    if (entry.seq == 1) != (entry.previous is msgspec.UNSET):
        raise FormatError("only a first entry has no previous one")
    check_heads(entry.seen)
    if any(head.author in (entry.author, REPORTER) for head in entry.seen):
        raise FormatError("an author who has seen itself, or the reporter inside")
    if isinstance(entry.body, CustodyBody):
        ids = [file.id for file in entry.body.files]
        if len(set(ids)) != len(ids):
            raise FormatError("a file stands twice")
    if isinstance(entry.body, LinkBody):
        _check_link(entry.body, entry.case)
    if isinstance(entry.body, DecisionBody):
        _check_decision(entry.body)
    if isinstance(entry.body, RecommendationBody):
        check_recommendation(entry.body)
    if isinstance(entry.body, DeclarationBody) and (entry.body.interest is Interest.CONFLICT) != bool(entry.body.text):
        raise FormatError("a conflict without words, or words without a conflict")
    return entry


def _check_decision(body: DecisionBody) -> None:
    if body.assignment is msgspec.UNSET:
        return
    if body.decision not in ASSIGNING:
        raise FormatError("a letter of assignment with another decision")
    parse_day(body.assignment.dated)


def _check_link(link: LinkBody, case: str) -> None:
    if (link.other is msgspec.UNSET) == (link.reference is msgspec.UNSET):
        raise FormatError("a link to nothing, or to two things")
    if isinstance(link.other, LinkedCase) and link.other.case == case:
        raise FormatError("a case linked to itself")
