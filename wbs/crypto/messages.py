"""The sealed small documents of a case: grant, summary, message, previous key (docs/spec/case.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import msgspec

from wbs.crypto.age import sealed_size
from wbs.crypto.directory import parse_day
from wbs.crypto.encoding import b64url
from wbs.crypto.primitives import sha256
from wbs.crypto.records import REPORTER, Author, DirectoryName, Heads, check_heads
from wbs.crypto.report import Category, ReportBody
from wbs.crypto.shape import (
    Bytes16,
    Bytes32,
    CaseIdText,
    Count,
    Day,
    Digest,
    Document,
    FileName,
    LongText,
    Ordinal,
    Part,
    ShortLine,
    Slug,
    Title,
)
from wbs.errors import FormatError

IDENTITY_FILE_BYTES = 4096
IDENTITY_PLAINTEXT_BYTES = IDENTITY_FILE_BYTES - sealed_size(0)
MAX_ATTACHMENTS = 10

PrivateKeyText = Annotated[str, msgspec.Meta(pattern=r"\AAGE-SECRET-KEY-PQ-1[02-9AC-HJ-NP-Z]{58}\Z")]
IdentityFile = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9+/]{5461}[AQgw]==\Z")]
"""Exactly 4,096 bytes in standard base64."""


class Kind(StrEnum):
    """What a message is for."""

    REPORT = "report"
    MESSAGE = "message"
    STATUS = "status"
    REMOVED = "removed"


class SealedBy(StrEnum):
    """Which program sealed, as that program states it."""

    BROWSER = "browser"
    PORTAL = "portal"
    CLI = "cli"
    OFFLINE = "offline"


class Status(StrEnum):
    """Where a case stands, as the reporter is told (regulation, item 11)."""

    SUBMITTED = "submitted"
    RECEIVED = "received"
    VERIFIED = "verified"
    INCOMPLETE = "incomplete"
    REVIEWED = "reviewed"
    EXAMINED = "examined"
    FOLLOW_UP = "follow-up"
    CLOSED = "closed"
    PASSED_ON = "passed-on"
    OUT_OF_SCOPE = "out-of-scope"
    NOT_ACTIONABLE = "not-actionable"
    POSTPONED = "postponed"
    REOPENED = "reopened"


class MatterClass(StrEnum):
    """Whether a matter has grounds for supervision (Indonesian: berkadar pengawasan), as officers classed it."""

    SUPERVISORY = "supervisory"
    NON_SUPERVISORY = "non-supervisory"


class Outcome(StrEnum):
    """What came of a case (regulation, item 22)."""

    PROVEN_DISCIPLINE = "proven-discipline"
    PROVEN_ETHICS = "proven-ethics"
    PROVEN_RECOVERY = "proven-recovery"
    """Administrative measures, and loss made good."""
    PROVEN_PROSECUTION = "proven-prosecution"
    """Handed to police, prosecutors or the KPK."""
    PROVEN_REFORM = "proven-reform"
    """How the office works is mended."""
    PARTLY_PROVEN = "partly-proven"
    NOT_PROVEN = "not-proven"
    NOT_ENOUGH_EVIDENCE = "not-enough-evidence"
    OUT_OF_SCOPE = "out-of-scope"


class Grant(Document, frozen=True, kw_only=True, tag="wbs-grant/v1"):
    """A case key for one reader, bound to the record that names the reader."""

    case: CaseIdText
    epoch: Ordinal
    record: Digest
    reader: Digest
    key: PrivateKeyText


class PreviousKey(Document, frozen=True, kw_only=True, tag="wbs-previous-key/v1"):
    """The case key of the epoch before, sealed to the next one."""

    case: CaseIdText
    epoch: Ordinal
    record: Digest
    key: PrivateKeyText


class Summary(Document, frozen=True, kw_only=True, tag="wbs-summary/v1"):
    """What an inbox shows of a case."""

    case: CaseIdText
    epoch: Ordinal
    author: Author
    category: Category
    rank: Slug
    unit: ShortLine | msgspec.UnsetType = msgspec.UNSET
    title: Title


class Attachment(Part, frozen=True, kw_only=True):
    """One file of a message: where it is, the key that opens it, what it is called, its true size in bytes."""

    id: Bytes16
    key: Bytes32
    name: FileName
    media_type: ShortLine
    size: Count


class Purpose(StrEnum):
    """What a message of the reporter is, beyond its words."""

    OBJECTION = "objection"
    """Against the end of the case."""


class Proposal(Part, frozen=True, kw_only=True):
    """A text that officers want to hand to SP4N-LAPOR!, word for word as it would stand there."""

    title: Title
    content: LongText


class Consent(StrEnum):
    """What the reporter says to a proposal."""

    YES = "yes"
    NO = "no"


class ConsentAnswer(Part, frozen=True, kw_only=True):
    """The reporter's answer to one proposal: `asked` is the digest of the sealed message that carries it."""

    asked: Digest
    given: Consent


class TextBody(Document, frozen=True, kw_only=True, tag="wbs-text/v1"):
    """Plain text; may be empty when files speak for themselves, never beside a proposal or an answer."""

    text: LongText | msgspec.UnsetType = msgspec.UNSET
    purpose: Purpose | msgspec.UnsetType = msgspec.UNSET
    proposal: Proposal | msgspec.UnsetType = msgspec.UNSET
    answer: ConsentAnswer | msgspec.UnsetType = msgspec.UNSET


class StatusBody(Document, frozen=True, kw_only=True, tag="wbs-status/v1"):
    """A step of the case, with what the reporter is told of it; which members a step takes: `wbs.cases.workflow`."""

    status: Status
    text: LongText | msgspec.UnsetType = msgspec.UNSET
    reason: Slug | msgspec.UnsetType = msgspec.UNSET
    class_: MatterClass | msgspec.UnsetType = msgspec.field(name="class", default=msgspec.UNSET)
    outcome: Outcome | msgspec.UnsetType = msgspec.UNSET
    until: Day | msgspec.UnsetType = msgspec.UNSET
    """When a postponed case is looked at again, or to which day a deadline was extended."""
    to: ShortLine | msgspec.UnsetType = msgspec.UNSET
    """Who handles the matter now."""
    reference: ShortLine | msgspec.UnsetType = msgspec.UNSET
    """A number that somebody else gave the matter, such as a tracking id of SP4N-LAPOR!."""
    letter: LongText | msgspec.UnsetType = msgspec.UNSET
    """The letter to the reporter, whole, as it may be printed."""


class RemovedBody(Document, frozen=True, kw_only=True, tag="wbs-removed/v1"):
    """Names items that were retracted or destroyed when due, so that the gap they leave is an honest one."""

    digests: Annotated[list[Digest], msgspec.Meta(min_length=1, max_length=1000)]
    reason: ShortLine
    own: Annotated[list[Ordinal], msgspec.Meta(min_length=1, max_length=1000)] | msgspec.UnsetType = msgspec.UNSET
    """Numbers of the author's own messages among them: what a reporter retracts leaves nobody who refers to it."""


Body = ReportBody | TextBody | StatusBody | RemovedBody
_BODY_OF: Mapping[Kind, type[Document]] = {
    Kind.REPORT: ReportBody,
    Kind.MESSAGE: TextBody,
    Kind.STATUS: StatusBody,
    Kind.REMOVED: RemovedBody,
}


class Message(Document, frozen=True, kw_only=True, tag="wbs-message/v1"):
    """One signed message of one author's chain."""

    case: CaseIdText
    epoch: Ordinal
    record: Digest
    author: Author
    seq: Ordinal
    previous: Digest | msgspec.UnsetType = msgspec.UNSET
    seen: Heads
    kind: Kind
    sealed_by: SealedBy
    body: Body
    attachments: Annotated[list[Attachment], msgspec.Meta(max_length=MAX_ATTACHMENTS)]
    summary: Digest | msgspec.UnsetType = msgspec.UNSET
    identity: IdentityFile | msgspec.UnsetType = msgspec.UNSET
    directory: DirectoryName


@dataclass(frozen=True, slots=True)
class SealedMessage:
    """Sealed bytes with what their sender states in clear; only the signed statements inside are trusted."""

    author: str
    seq: int
    epoch: int
    kind: Kind
    sealed: bytes


@dataclass(frozen=True, slots=True)
class SealedGrant:
    """A case key sealed to the reader whose key has this digest."""

    key: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class CaseMaterial:
    """What a client gets of a case: all of it untrusted until a dossier has checked it."""

    case: str
    records: tuple[bytes, ...]
    grants: Mapping[int, bytes]
    """The asking reader's grants, by epoch."""
    previous_keys: Mapping[int, bytes]
    """Sealed keys of the epoch before, by the later epoch."""
    summary: bytes
    messages: tuple[SealedMessage, ...]


def digest_of(sealed: bytes) -> str:
    """Name sealed bytes: SHA-256, base64url."""
    return b64url(sha256(sealed))


def check_message(message: Message) -> Message:
    """Check what the shape alone cannot say.

    Raises:
        FormatError: kind and body disagree, a status by the reporter, `previous`, `summary` or `identity` where they
            must not stand or missing where they must, `seen` out of order or about the author, one attachment twice,
            a day in a status that is none, an objection by an officer, a proposal by the reporter, an answer to
            one by an officer, or own numbers out of order or not before this one.
    """
    if type(message.body) is not _BODY_OF[message.kind]:
        raise FormatError("kind and body disagree")
    if message.kind is Kind.STATUS and message.author == REPORTER:
        raise FormatError("a status is for officers to say")
    is_opening = message.kind is Kind.REPORT
    if is_opening != (message.author == REPORTER and message.seq == 1):
        raise FormatError("a report is the reporter's first message, and only that")
    if (message.seq == 1) != (message.previous is msgspec.UNSET):
        raise FormatError("only a first message has no previous one")
    if {message.summary is msgspec.UNSET, message.identity is msgspec.UNSET} != {not is_opening}:
        raise FormatError("summary and identity stand in the report, always and only")
    check_heads(message.seen)
    if any(head.author == message.author for head in message.seen):
        raise FormatError("an author who has seen itself")
    ids = [attachment.id for attachment in message.attachments]
    if len(set(ids)) != len(ids):
        raise FormatError("an attachment stands twice")
    _check_body(message)
    _check_consent(message)
    return message


def _check_body(message: Message) -> None:
    body = message.body
    if isinstance(body, StatusBody) and body.until is not msgspec.UNSET:
        parse_day(body.until)
    if isinstance(body, ReportBody) and body.intake is not msgspec.UNSET and body.intake.received is not msgspec.UNSET:
        parse_day(body.intake.received)
    if isinstance(body, TextBody) and body.purpose is not msgspec.UNSET and message.author != REPORTER:
        raise FormatError("only the reporter objects")
    if isinstance(body, RemovedBody) and body.own is not msgspec.UNSET:
        is_ascending = body.own == sorted(set(body.own))
        if not is_ascending or body.own[-1] >= message.seq:
            raise FormatError("own numbers out of order, or not before this one")


def _check_consent(message: Message) -> None:
    body = message.body
    if not isinstance(body, TextBody):
        return
    if (body.proposal if message.author == REPORTER else body.answer) is not msgspec.UNSET:
        raise FormatError("officers propose, and the reporter answers")
    if body.text is msgspec.UNSET and {body.proposal, body.answer} != {msgspec.UNSET}:
        raise FormatError("a proposal or an answer without words")
