"""What travels over `/api/v1/` (docs/api/investigator.json): one struct per JSON object. Bytes are base64url.

Requests are parsed strictly: no unknown member, no other type, no value outside its limits.
"""

from enum import StrEnum
from typing import Annotated

import msgspec

from wbs.cases.clocks.history import ClockKind, TagChange
from wbs.cases.model import Channel
from wbs.cases.permissions import Act
from wbs.cases.worklist import Urgency
from wbs.crypto.directory import Role
from wbs.crypto.messages import MAX_ATTACHMENTS, Kind, MatterClass, Outcome, Status
from wbs.crypto.report import Category
from wbs.crypto.shape import AgencyCode, Bytes16, Bytes32, CaseIdText, Day, Digest, OfficerId, Ordinal, ShortLine
from wbs.investigator.account_shapes import AssertionRequest, Code, Login, WrappedText
from wbs.investigator.change_shapes import InsideAnswer
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
)


class SaltRequest(Request, frozen=True):
    """Asks for the salt of a login."""

    login: Login


class SaltAnswer(Answer, frozen=True):
    """16 bytes."""

    salt: Bytes16


class SignInRequest(Request, frozen=True):
    """Both factors; the second is a code or a passkey's answer, never both."""

    login: Login
    auth: Bytes32
    code: Code | msgspec.UnsetType = msgspec.UNSET
    passkey: AssertionRequest | msgspec.UnsetType = msgspec.UNSET


class OfficerAnswer(Answer, frozen=True):
    """Who is signed in, as the directory describes that officer."""

    agency: AgencyCode
    id: OfficerId
    label: ShortLine
    roles: list[Role]
    acts: list[Act]
    """What these roles may do: for showing only what will not be refused."""


class SessionAnswer(Answer, frozen=True):
    """A session that goes on."""

    csrf: Bytes32
    officer: OfficerAnswer


class SignInAnswer(Answer, frozen=True):
    """What both factors give: the wrapped key, and what it is bound to."""

    csrf: Bytes32
    officer: OfficerAnswer
    wrapped: Base64
    renewed: Base64 | None
    """The key that follows the wrapped one, while both are needed."""
    slot: str
    """What the key is wrapped under: `passphrase`, or the credential id of a passkey."""
    installation: Digest
    expires_in: Ordinal
    """Seconds until the session ends in any case."""
    codes_left: int
    """Recovery codes that were not used yet."""
    codes_used: int
    """Uses of recovery codes that the officer is told of now."""


class WrappedKeyRequest(Request, frozen=True):
    """A key that was wrapped anew: it takes the place of the one whose SHA-256 it names, and of no other."""

    replaces: Digest
    wrapped: WrappedText


class InboxRowAnswer(Answer, frozen=True):
    """One case in an inbox."""

    agency: AgencyCode
    case: CaseIdText
    number: str
    status: Status
    received: Day
    due: Day | None
    """Last day in time for what officers have to do next."""
    due_in_working_days: int | None
    """Negative if it has passed."""
    clock: ClockKind | None
    """What they have to do."""
    urgency: Urgency
    share: int | None
    """The greatest share of its time, in percent, that officers are warned of and that is used; null if none is."""
    handler: AgencyCode
    matter_class: MatterClass | None
    channel: Channel
    records: list[RecordAnswer]
    grants: list[EpochKeyAnswer]
    previous_keys: list[EpochKeyAnswer]
    summary: Base64
    newest: dict[str, int]
    read: dict[str, int]
    approved: bool
    """A colleague approved that the case goes to another agency: a hint, which the page of the case checks."""


class TotalAnswer(Answer, frozen=True):
    """How many cases there are, counted up to 1,000."""

    count: int
    more: bool


class InboxAnswer(Answer, frozen=True):
    """One page of an inbox."""

    rows: list[InboxRowAnswer]
    total: int
    """Cases that are wanted, counted up to 1,000."""
    more: bool
    """Whether there are more than `total` of them."""
    late: TotalAnswer
    """All of the officer's that are late, whatever is wanted."""
    soon: TotalAnswer
    unread: TotalAnswer
    aside: TotalAnswer
    """All of the officer's that were set aside unopened, whatever is wanted."""
    aside_soon: TotalAnswer
    """Those among them that are due soon, or late."""
    next: str | None
    """To be sent as `after`."""


class DeadlineSide(StrEnum):
    """Whose time it is."""

    INSPECTORATE = "inspectorate"
    REPORTER = "reporter"
    """Time that the reporter is given."""
    OUTER = "outer"
    """A limit beside the inspectorate's own, in calendar days."""


class DeadlineAnswer(Answer, frozen=True):
    """By when something has to be done."""

    name: ClockKind
    since: Day
    """The day that it counts from; that day itself does not count."""
    due: Day
    working_days_left: int
    met: Day | None
    """The day on which it was done."""
    late: bool
    share: int | None
    """As in the inbox."""
    side: DeadlineSide
    extended: bool


class ReplanAnswer(Answer, frozen=True):
    """What stood until due days were computed anew, because rules or calendar had changed."""

    day: Day
    """On which they were."""
    rules: int
    """Version before."""
    due: Day | None
    """Last day for what had to be done next."""
    result_due: Day | None
    """Last day for the result."""


class TagsAnswer(Answer, frozen=True, rename={"matter_class": "class"}):
    """What officers said of a case for clocks and figures."""

    channel: Channel
    matter_class: MatterClass | None
    outcome: Outcome | None
    category: Category | None
    is_duplicate: bool


class CaseAnswer(Answer, frozen=True):
    """One case."""

    agency: AgencyCode
    case: CaseIdText
    number: str
    status: Status
    received: Day
    records: list[RecordAnswer]
    grants: list[EpochKeyAnswer]
    previous_keys: list[EpochKeyAnswer]
    summary: Base64
    messages: list[MessageAnswer]
    attachments: list[AttachmentAnswer]
    deadlines: list[DeadlineAnswer]
    handler: AgencyCode
    rules: int
    """Version of the handler's rules that the deadlines were computed with; 0 are the program's own."""
    objection_days: int
    """Working days in which its reporter may object to how it ends, by the same rules."""
    replans: list[ReplanAnswer]
    """In order."""
    tags: TagsAnswer
    longest: Day | None
    """The last day to which the head may make the result's time longer; null where that is over, or was done."""
    inside: InsideAnswer


class ReadRequest(Request, frozen=True):
    """How far an officer has read, by author."""

    newest: Annotated[dict[AuthorText, Ordinal], msgspec.Meta(max_length=70)]


class TagsRequest(Request, frozen=True, rename={"matter_class": "class"}):
    """Tags to set; null takes one away, and one that is not there stays as it is."""

    channel: Channel | msgspec.UnsetType = msgspec.UNSET
    matter_class: MatterClass | msgspec.UnsetType | None = msgspec.UNSET
    outcome: Outcome | msgspec.UnsetType | None = msgspec.UNSET
    category: Category | msgspec.UnsetType | None = msgspec.UNSET
    is_duplicate: bool | msgspec.UnsetType = msgspec.UNSET

    def change(self) -> TagChange:
        """Give what is asked for."""
        return TagChange(self.channel, self.matter_class, self.outcome, self.category, self.is_duplicate)


class MessageRequest(Request, frozen=True):
    """A sealed message."""

    seq: Ordinal
    epoch: Ordinal
    kind: Kind
    sealed: SealedText
    uploads: Annotated[list[UploadRef], msgspec.Meta(max_length=MAX_ATTACHMENTS)]
    status: Status | msgspec.UnsetType = msgspec.UNSET
    tags: TagsRequest | msgspec.UnsetType = msgspec.UNSET
    """Set in the same moment as a status."""
    until: Day | msgspec.UnsetType = msgspec.UNSET
    """The day on which a postponed case is looked at again."""


class UploadRequest(Request, frozen=True):
    """Opens a pending upload; `length` is the stored length."""

    id: Bytes16
    token: Bytes32
    length: Ordinal


class PartAnswer(Answer, frozen=True):
    """Whether the upload is whole now."""

    complete: bool
