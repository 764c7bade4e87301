"""What travels over the reporters' `/api/v1/` (docs/api/portal.json): one struct per JSON object."""

from typing import Annotated

import msgspec

from wbs.cases.rules.documents import Language
from wbs.crypto.messages import MAX_ATTACHMENTS
from wbs.crypto.report import Category
from wbs.crypto.shape import AgencyCode, CaseIdText, Count, Day, Digest, Ordinal, ShortLine
from wbs.crypto.work import MAX_CHARS, WorkChallenge
from wbs.web.shapes import (
    Answer,
    AttachmentAnswer,
    AuthorText,
    Base64,
    EpochKeyAnswer,
    MessageAnswer,
    RecordAnswer,
    Request,
    SealedText,
    UploadRef,
    sealed_text,
)

_MAX_SMALL = 16 * 1024
_MAX_RECORD = 256 * 1024
_MAX_RETRACTION = 160 * 1024
"""1000 numbers and digests in an envelope, as base64url."""
MAX_GRANTS = 65
"""64 readers of a record and the reporter."""

SmallSealed = Annotated[str, sealed_text(_MAX_SMALL)]
ProofText = Annotated[str, msgspec.Meta(max_length=MAX_CHARS, pattern=r"^[A-Za-z0-9_-]*$")]
Record = Annotated[str, sealed_text(_MAX_RECORD)]
UploadRefs = Annotated[list[UploadRef], msgspec.Meta(max_length=MAX_ATTACHMENTS)]


class GrantRequest(Request, frozen=True):
    """A case key sealed to the reader whose key has this digest."""

    key: Digest
    sealed: SmallSealed


Grants = Annotated[list[GrantRequest], msgspec.Meta(min_length=1, max_length=MAX_GRANTS)]


class CaseRequest(Request, frozen=True):
    """A whole new case: its first record, one grant per reader and for the reporter, its summary, its report."""

    agency: AgencyCode
    record: Record
    grants: Grants
    summary: SmallSealed
    report: SealedText
    uploads: UploadRefs


class WorkAnswer(Answer, frozen=True, kw_only=True):
    """A problem document (RFC 9457) that says what a new case costs just now: docs/spec/work.md."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    tries: int
    """The counter that is sought is smaller than this."""
    challenge: WorkChallenge


class RetractionRequest(Request, frozen=True):
    """A signed record of a removal, sealed to the case, and what it removes, signed for the server."""

    seq: Ordinal
    epoch: Ordinal
    sealed: SealedText
    signed: Annotated[str, sealed_text(_MAX_RETRACTION)]


class MessageRequest(Request, frozen=True):
    """A reporter's further message."""

    seq: Ordinal
    epoch: Ordinal
    sealed: SealedText
    uploads: UploadRefs


class EpochRequest(Request, frozen=True):
    """An epoch that the reporter's client begins."""

    record: Record
    previous_key: SmallSealed
    grants: Grants


class HeadAnswer(Answer, frozen=True):
    """The newest number of one author."""

    author: AuthorText
    seq: Ordinal


class IndexAnswer(Answer, frozen=True):
    """How far a case has come, as the server says; padded to one size."""

    agency: AgencyCode
    case: CaseIdText
    records: Ordinal
    newest: list[HeadAnswer]


class BeforeAnswer(Answer, frozen=True):
    """The days that were told before rules or calendar changed."""

    verify: Day
    answer: Day
    result: Day


class DueAnswer(Answer, frozen=True):
    """Days by which the inspectorate has to verify, answer, and tell the result, as the server counts them."""

    verify: Day
    answer: Day
    result: Day
    extended: bool
    """Whether the result got more time."""
    complete: Day | None
    """Until when the reporter may complete the report."""
    remind: Day | None
    """From when on the client reminds the reporter of it; null once something came."""
    objection: Day | None
    """Until when the reporter may object to how the case ended."""
    before: BeforeAnswer | None
    """Null where no day moved."""


class LabelAnswer(Answer, frozen=True):
    """The agency's own name of one kind of matter, in one language."""

    category: Category
    language: Language
    text: ShortLine


class MailboxAnswer(Answer, frozen=True):
    """Everything that the reporter's client needs to open and check a case; padded to a size class."""

    agency: AgencyCode
    case: CaseIdText
    records: list[RecordAnswer]
    grants: list[EpochKeyAnswer]
    previous_keys: list[EpochKeyAnswer]
    summary: Base64
    messages: list[MessageAnswer]
    attachments: list[AttachmentAnswer]
    received: Day
    due: DueAnswer
    served: Count
    """Newest number of the reporter's that was given to an officer: what came after can be taken back."""
    labels: list[LabelAnswer]
    """What the governing agency calls kinds of matters; nobody's signature was checked."""


class AnchorsAnswer(Answer, frozen=True):
    """Root fingerprints, base64url: the installation's, and every agency's by its code."""

    installation: Digest
    agencies: dict[AgencyCode, Digest]


class AgencyAnswer(Answer, frozen=True):
    """What an agency says in public beside the signed documents; nobody's signature stands under it."""

    version: Count
    """Of its rules; 0 are this program's own."""
    rules: Base64
    """The rules (docs/spec/rules.md) without what concerns officers alone."""
    quarters: list[Base64]
    """What it published of each quarter, the oldest first; none where its figures are not public."""
