"""What is known of a hand-over without opening anything: who, when, to whom, by which way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from wbs.cases.conflicts.telling import Concerned
from wbs.cases.model import AgencyCode, CaseName, Channel
from wbs.crypto.messages import MatterClass, Status

LAPOR = "SP4N-LAPOR!"
"""How the national complaint system is named as a recipient."""


class Way(StrEnum):
    """How a case went; values are permanent."""

    TRANSFER = "transfer"
    """To another agency of the installation: `recipient` is its code."""
    BUNDLE = "bundle"
    """To an authority outside, sealed to its age key."""
    LETTER = "letter"
    """To an authority outside, as a printed letter."""
    LAPOR = "lapor"
    """To SP4N-LAPOR!, as a text that the reporter agreed to."""
    LAPOR_ANSWER = "lapor-answer"
    """Back to SP4N-LAPOR!, from where it came: how it ended."""


class ParcelState(StrEnum):
    """How a text that waits for the nightly jobs stands; values are permanent."""

    WAITING = "waiting"
    SENDING = "sending"
    """Handed to the network; whoever finds this later cannot know whether it arrived."""
    SENT = "sent"
    REFUSED = "refused"
    """The other side said no: nothing was taken."""
    UNKNOWN = "unknown"
    """No answer came. It is never sent again by itself: the other side may have published it."""
    LAPSED = "lapsed"
    """It holds no more: its days are over, or the case is another one since. Nothing left."""


TAKEN_BACK = frozenset({ParcelState.WAITING, ParcelState.REFUSED, ParcelState.LAPSED})
"""States in which a text is not with the other side: officers may take it back."""
SETTLED = frozenset({ParcelState.REFUSED, ParcelState.UNKNOWN, ParcelState.LAPSED})
"""States after which an officer may hand in another text."""


@dataclass(frozen=True, slots=True)
class StoredApproval:
    """An officer's signed approval of a transfer."""

    name: CaseName
    officer_agency: AgencyCode
    officer: str
    to: AgencyCode
    day: date
    """As it is signed."""
    envelope: bytes


@dataclass(frozen=True, slots=True)
class Referral:
    """One line of the register of hand-overs."""

    name: CaseName
    reference: str
    """8 random characters that stand on the letter; never a case number."""
    way: Way
    recipient: str
    officer_agency: AgencyCode
    officer: str
    at: datetime
    digest: str | None = None
    """SHA-256 of the bundle that left, base64url."""
    epoch: int | None = None
    """Of a transfer: the key before, whose readers know of the case still."""
    approval: StoredApproval | None = None
    """Of a transfer: what a colleague signed; None if nobody else could decide."""


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A line of the register as one officer may see it."""

    referral: Referral
    is_readable: bool
    """Whether the officer still reads the case."""


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A line of the register that speaks of SP4N-LAPOR!, and who is kept out of its case."""

    referral: Referral
    concerned: Concerned


@dataclass(frozen=True, slots=True)
class Parcel:
    """A text on its way out, sealed to the key of the nightly jobs."""

    name: CaseName
    sealed: bytes
    state: ParcelState = ParcelState.WAITING
    answer: bytes | None = None
    """What the other side answered, sealed to the case."""


@dataclass(frozen=True, slots=True)
class CaseReferrals:
    """What an officer is told of one case's hand-overs."""

    handler: AgencyCode
    status: Status
    matter_class: MatterClass | None
    """As officers tagged it; None if nobody did."""
    lines: Sequence[Referral]
    parcel: Parcel | None
    channel: Channel | None = None
    """How it came, as officers tagged it."""
    approvals: Sequence[StoredApproval] = ()
    """Of a transfer to come, by officers whose accounts are not blocked."""
