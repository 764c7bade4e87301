"""What travels when a case goes to whom it belongs: one struct per JSON object."""

from typing import Annotated, Literal

import msgspec

from wbs.cases.referral.model import ParcelState, Way
from wbs.crypto.messages import MatterClass, Status
from wbs.crypto.shape import (
    AgencyCode,
    ApprovalText,
    CaseIdText,
    Day,
    Digest,
    HybridKeyText,
    OfficerId,
    Ordinal,
    ShortLine,
)
from wbs.investigator.change_shapes import CaseGrants, GrantText, InsideKeyRequest, RecordText
from wbs.web.shapes import Answer, Base64, Request, SealedText

Reference = Annotated[str, msgspec.Meta(pattern=r"\A[a-z2-7]{8}\Z")]
"""8 random characters, drawn in the officer's browser."""


class StatusRequest(Request, frozen=True):
    """The sealed status `passed-on` that tells the reporter."""

    seq: Ordinal
    epoch: Ordinal
    sealed: SealedText


class TransferRequest(Request, frozen=True):
    """A case on its way to another agency: the status, and an epoch for exactly that agency's receivers."""

    reference: Reference
    to: AgencyCode
    status: StatusRequest
    record: RecordText
    previous_key: GrantText
    grants: CaseGrants
    inside: InsideKeyRequest | msgspec.UnsetType = msgspec.UNSET


class ApprovalRequest(Request, frozen=True):
    """An officer's signed word that the case may go to another agency."""

    envelope: ApprovalText


class ReferralRequest(Request, frozen=True):
    """A hand-over to somebody outside: the status, and what the register says."""

    reference: Reference
    way: Literal["bundle", "letter", "lapor"]
    recipient: ShortLine
    status: StatusRequest
    digest: Digest | msgspec.UnsetType = msgspec.UNSET
    """SHA-256 that names a bundle: of its sealed manifest."""


class LaporAnswerRequest(Request, frozen=True):
    """That SP4N-LAPOR! was told how a matter ended; the text does not come along."""

    reference: Reference


class ParcelRequest(Request, frozen=True):
    """A text for SP4N-LAPOR!, sealed to the key of the nightly jobs."""

    sealed: SealedText


class ApprovalAnswer(Answer, frozen=True):
    """An approval of a transfer to come; browsers check what is signed."""

    agency: AgencyCode
    officer: OfficerId
    to: AgencyCode
    day: Day
    envelope: ApprovalText


class LineAnswer(Answer, frozen=True):
    """One line of a case's register."""

    reference: Reference
    way: Way
    recipient: ShortLine
    agency: AgencyCode
    officer: OfficerId
    day: Day
    digest: Digest | None
    approver: OfficerId | None
    """Of a transfer: the colleague who approved it; null if nobody else could."""


class ParcelAnswer(Answer, frozen=True):
    """How the text for SP4N-LAPOR! stands; `answer` is sealed to the case."""

    state: ParcelState
    answer: Base64 | None


class ReferralsAnswer(Answer, frozen=True):
    """What is known of one case's hand-overs, and whether texts can be handed to SP4N-LAPOR! from here."""

    handler: AgencyCode
    status: Status
    matter_class: MatterClass | None
    lines: list[LineAnswer]
    parcel: ParcelAnswer | None
    approvals: list[ApprovalAnswer]
    outbox_key: HybridKeyText | None
    """What parcels are sealed to; null where no adapter is set up."""


class RegisterLineAnswer(Answer, frozen=True):
    """One line of the register. `case` is null once the officer reads the case no more."""

    agency: AgencyCode | None
    case: CaseIdText | None
    line: LineAnswer


class RegisterAnswer(Answer, frozen=True):
    """The newest lines that the officer may see."""

    lines: list[RegisterLineAnswer]
