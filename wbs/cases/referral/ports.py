"""What hand-overs ask of a store, and of whatever speaks to the other side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from wbs.cases.inside import NewInsideKey
from wbs.cases.model import AgencyCode, AuditEntry, CaseName, KeyDigest, NewEpoch, StoredMessage
from wbs.cases.referral.model import (
    CaseReferrals,
    Forwarded,
    Parcel,
    ParcelState,
    Referral,
    RegisterLine,
    StoredApproval,
)
from wbs.crypto.messages import Status
from wbs.crypto.parcel import Complaint
from wbs.errors import WbsError


@dataclass(frozen=True, slots=True)
class NewTransfer:
    """Everything that a transfer stores, at once or not at all."""

    epoch: NewEpoch
    inside: NewInsideKey | None
    message: StoredMessage
    """The signed status that tells the reporter, under the key before."""
    referral: Referral
    to: AgencyCode
    after: Status
    """Where the case stood."""


class ReferralStore(Protocol):
    """Hand-overs as stores keep them."""

    def transfer(self, new: NewTransfer, audit: AuditEntry) -> None:
        """Store the status, the new key, the handling agency and the line of the register in one transaction.

        Raises:
            NotFoundError: no such case.
            ConflictError: something came since the case was read, or the approval was taken back.
        """

    def refer(self, message: StoredMessage, referral: Referral, after: Status, audit: AuditEntry) -> None:
        """Store the status and the line of the register; a text that was waiting is gone with it.

        Raises:
            NotFoundError: no such case.
            ConflictError: something came since the case was read, or the reference is taken.
        """

    def note(self, referral: Referral, after: Status, audit: AuditEntry) -> None:
        """Store a line of the register that changes nothing of its case.

        Raises:
            NotFoundError: no such case.
            ConflictError: the case moved on meanwhile, or the reference is taken.
        """

    def approve(self, approval: StoredApproval, audit: AuditEntry) -> None:
        """Keep an approval, in the place of the same officer's earlier one.

        Raises:
            NotFoundError: no such case.
        """

    def disapprove(self, name: CaseName, officer: tuple[AgencyCode, str], audit: AuditEntry) -> None:
        """Forget an officer's approval; nothing happens if there is none.

        Raises:
            NotFoundError: no such case.
        """

    def queue(self, parcel: Parcel, before: Parcel | None, audit: AuditEntry) -> None:
        """Keep a text for the nightly jobs, in the place of one that is settled.

        Raises:
            NotFoundError: no such case.
            ConflictError: what is there is not `before` any more.
        """

    def withdraw(self, name: CaseName, audit: AuditEntry) -> None:
        """Forget a text that was not sent yet.

        Raises:
            NotFoundError: no such case.
            ConflictError: it is with the other side already.
        """

    def of_case(self, name: CaseName) -> CaseReferrals | None:
        """Give what is known of one case's hand-overs; None for no case."""

    def register(
        self, readers: Sequence[KeyDigest], officer: tuple[AgencyCode, str], limit: int
    ) -> Sequence[RegisterLine]:
        """Give the newest lines of cases that these keys read or read until a transfer, and of the officer's own."""

    def forwarded(self, agency: AgencyCode, limit: int) -> Sequence[Forwarded]:
        """Give the newest lines of what officers of an agency handed to SP4N-LAPOR!."""


class OutboxStore(Protocol):
    """The outbox as the nightly job works through it."""

    def waiting(self, limit: int) -> Sequence[Parcel]:
        """Give parcels that wait of cases that still are non-supervisory, in no order that tells when they came."""

    def records(self, name: CaseName) -> Sequence[bytes]:
        """Give the records of a case, oldest first."""

    def heard(self, name: CaseName) -> bytes | None:
        """Give the newest sealed message of a case's reporter; None if there is none."""

    def settle(self, parcel: Parcel, before: ParcelState) -> bool:
        """Store a parcel's state and answer, if it still is in the state before; say whether it was."""

    def abandon(self) -> int:
        """Call unknown what an earlier run was sending when it ended; give how many."""


class Outlet(Protocol):
    """Whatever takes complaints at the other side. May touch the network; used by the nightly jobs alone."""

    def send(self, complaint: Complaint, today: date) -> str:
        """Hand in a complaint and give the tracking id.

        Raises:
            NotSentError: nothing left, it may be tried again.
            OutletRefusedError: the other side said no.
            WbsError: anything else: it may have arrived.
        """


class NotSentError(WbsError):
    """The other side was not reached: nothing left this machine."""

    public_message = "The other side was not reached."


class OutletRefusedError(WbsError):
    """The other side answered that it does not take this."""

    public_message = "The other side does not take this."


class OutletUnclearError(WbsError):
    """No answer, or one that says nothing: the complaint may have arrived."""

    public_message = "It is not known whether the other side has it."
