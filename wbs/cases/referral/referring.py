"""What officers do so that no door is the wrong one: every hand-over is one transaction with its audit entry.

Opens nothing. Whoever holds no grant for a case is told the same as if there were none. A request whose answer was lost
may be repeated: what is stored already is not stored again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from wbs.cases.access import Actor
from wbs.cases.casework import NewMessage, check_new_message
from wbs.cases.conflicts.telling import may_be_told
from wbs.cases.log.ports import AuditLog
from wbs.cases.model import AgencyCode, AuditAction, CaseFile, CaseName, StoredMessage
from wbs.cases.permissions import Act, may, require
from wbs.cases.ports import InsideStore
from wbs.cases.readers.changes import SentInsideKey, accept_officer_epoch
from wbs.cases.referral.approving import approved_by_another, standing
from wbs.cases.referral.model import SETTLED, CaseReferrals, Parcel, Referral, RegisterLine, StoredApproval, Way
from wbs.cases.referral.ports import NewTransfer, ReferralStore
from wbs.cases.referral.reach import entry_of, hand_overs_of, handled, readable, require_handling
from wbs.cases.reporters.arrivals import SentEpoch
from wbs.cases.room import require_room_for_officer
from wbs.crypto.age import check_sealed
from wbs.crypto.messages import Kind, MatterClass, Status
from wbs.crypto.padding import DOCUMENT_CLASSES
from wbs.crypto.records import REPORTER, EpochRecord, author_text
from wbs.crypto.signing import Unverified
from wbs.crypto.trust import TrustBook
from wbs.errors import (
    ConflictError,
    FormatError,
    NewerRecordError,
    OtherClassError,
    TrustError,
)

REGISTER_LINES = 500
"""How many lines of the register one officer gets at once, the newest."""


@dataclass(frozen=True, slots=True)
class SentStatus:
    """The sealed status `passed-on` that tells the reporter, as an officer's browser states it."""

    seq: int
    epoch: int
    sealed: bytes


@dataclass(frozen=True, slots=True)
class SentTransfer:
    """A transfer as an officer's browser states it."""

    reference: str
    to: AgencyCode
    status: SentStatus
    epoch: SentEpoch
    inside: SentInsideKey | None


@dataclass(frozen=True, slots=True)
class SentReferral:
    """A hand-over to somebody outside as an officer's browser states it."""

    reference: str
    way: Way
    recipient: str
    status: SentStatus
    digest: str | None = None


class Referring:
    """The use cases. Holds nothing but its ports."""

    def __init__(self, inside: InsideStore, referrals: ReferralStore, log: AuditLog) -> None:
        self._inside = inside
        self._referrals = referrals
        self._log = log

    def transfer(
        self, actor: Actor, name: CaseName, sent: SentTransfer, *, book: TrustBook, now: datetime, today: date
    ) -> bool:
        """Give a case to another agency's receivers, and tell its reporter; False if exactly this was done before.

        Raises:
            NotFoundError: no such case, or no grant for it.
            ForbiddenError: the officer's roles do not change readers, or another agency handles the case.
            UnapprovedError: no colleague approved, though one could.
            TooFewReadersError: fewer receivers than the other agency's policy asks.
            RefusedError, ConflictError: as `accept_officer_epoch` says.
        """
        require(actor, Act.CHANGE_READERS)
        if self._was_made(actor, name, (sent.reference, Way.TRANSFER, sent.to)):
            return False
        file = readable(self._inside, actor, name)
        found = handled(self._referrals, actor, name, sent.to)
        message = _accepted_status(actor, file.case, sent.status, today)
        grown = replace(file, case=replace(file.case, messages=(*file.case.messages, message)))
        new = accept_officer_epoch(sent.epoch, sent.inside, actor, grown, book, today, to=sent.to)
        record = Unverified(sent.epoch.record).unsafe_peek(EpochRecord)
        _require_named(record, message)
        approval = approved_by_another(actor, file, found, record, book=book, today=today)
        referral = Referral(
            *(name, sent.reference, Way.TRANSFER, sent.to, actor.agency, actor.id, now),
            epoch=message.epoch,
            approval=approval,
        )
        transfer = NewTransfer(new.epoch, new.inside, message, referral, sent.to, found.status)
        entry = entry_of(
            actor, AuditAction.CASE_TRANSFERRED, now, name, f"{sent.reference} {sent.to} {_second(approval)}"
        )
        try:
            self._referrals.transfer(transfer, entry)
        except ConflictError as error:
            raise NewerRecordError(str(error)) from None
        return True

    def refer(self, actor: Actor, name: CaseName, sent: SentReferral, *, now: datetime, today: date) -> bool:
        """Note that a case was handed to somebody outside, and tell its reporter; False if this was done before.

        Raises:
            NotFoundError: no such case, or no grant for it.
            ForbiddenError: the officer's roles do not reply, or another agency handles the case.
            FormatError: a bundle without its digest, a digest of no bundle, or a status of another form.
            OtherClassError: to SP4N-LAPOR!, though officers did not class the matter as non-supervisory.
            ConflictError: to SP4N-LAPOR!, though the reporter wrote what nobody has opened; the case grew, or stands
                where it cannot be passed on.
            CaseFullError: the officer has written as much as a case takes.
        """
        require(actor, Act.WRITE_TO_REPORTERS)
        if sent.way is Way.TRANSFER or (sent.way is Way.BUNDLE) != (sent.digest is not None):
            raise FormatError("a way and a digest that do not fit")
        file = readable(self._inside, actor, name).case
        referral = Referral(
            name, sent.reference, sent.way, sent.recipient, actor.agency, actor.id, now, digest=sent.digest
        )
        if self._was_made(actor, name, (sent.reference, sent.way, sent.recipient)):
            return False
        found = handled(self._referrals, actor, name)
        if sent.way is Way.LAPOR:
            _require_public(found)
            _require_heard(file)
        message = _accepted_status(actor, file, sent.status, today)
        entry = entry_of(actor, AuditAction.CASE_REFERRED, now, name, f"{sent.reference} {sent.way}")
        self._referrals.refer(message, referral, found.status, entry)
        return True

    def queue(self, actor: Actor, name: CaseName, sealed: bytes, *, now: datetime) -> bool:
        """Keep a text for the nightly jobs to hand to SP4N-LAPOR!; False if exactly this waits already.

        Raises:
            NotFoundError: no such case, or no grant for it.
            ForbiddenError: the officer's roles do not reply, or another agency handles the case.
            FormatError: not sealed in a class of documents.
            OtherClassError: officers did not class the matter as non-supervisory.
            ConflictError: another text is on its way, the reporter wrote what nobody has opened, or the case stands
                where it cannot be passed on.
        """
        require(actor, Act.WRITE_TO_REPORTERS)
        check_sealed(sealed, DOCUMENT_CLASSES)
        file = readable(self._inside, actor, name).case
        found = handled(self._referrals, actor, name)
        _require_public(found)
        known = found.parcel
        if known is not None and known.sealed == sealed:
            return False
        if known is not None and known.state not in SETTLED:
            raise ConflictError("another text is on its way")
        _require_heard(file)
        entry = entry_of(actor, AuditAction.REFERRAL_QUEUED, now, name)
        self._referrals.queue(Parcel(name, sealed), known, entry)
        return True

    def withdraw(self, actor: Actor, name: CaseName, *, now: datetime) -> None:
        """Take a text back that waits for the nightly jobs, as when the reporter does not agree any more.

        Raises:
            NotFoundError: no such case, or no grant for it.
            ForbiddenError: the officer's roles do not reply, or another agency handles the case.
            ConflictError: the other side may have it already.
        """
        require(actor, Act.WRITE_TO_REPORTERS)
        readable(self._inside, actor, name)
        require_handling(actor, hand_overs_of(self._referrals, name))
        self._referrals.withdraw(name, entry_of(actor, AuditAction.REFERRAL_WITHDRAWN, now, name))

    def of_case(self, actor: Actor, name: CaseName, *, now: datetime, today: date) -> CaseReferrals:
        """Give what is known of one case's hand-overs.

        Raises:
            ForbiddenError: the officer's roles do not read cases.
            NotFoundError: no such case, or no grant for it.
        """
        readable(self._inside, actor, name)
        self._log.append(entry_of(actor, AuditAction.REFERRALS_READ, now, name))
        found = hand_overs_of(self._referrals, name)
        return replace(found, approvals=standing(found.approvals, today))

    def register(self, actor: Actor, *, now: datetime) -> Sequence[RegisterLine]:
        """Give the newest lines of the register: of cases that the officer reads, and of those handed over by the same.

        Whoever liaises with SP4N-LAPOR! is told what went there from the agency, and of which case never. Nothing here
        counts or names a case that the officer may not know of.

        Raises:
            ForbiddenError: the officer's roles neither read cases nor liaise.
        """
        require(actor, Act.SEE_REGISTER)
        self._log.append(entry_of(actor, AuditAction.REGISTER_READ, now))
        lines: list[RegisterLine] = []
        if may(actor, Act.READ_CASES):
            lines += self._referrals.register(actor.reader_keys, actor.name, REGISTER_LINES)
        if may(actor, Act.LIAISE):
            known = {(line.referral.name, line.referral.reference) for line in lines}
            lines += [
                line for line in self._forwarded(actor) if (line.referral.name, line.referral.reference) not in known
            ]
        return sorted(lines, key=lambda line: line.referral.at, reverse=True)

    def _forwarded(self, actor: Actor) -> Iterator[RegisterLine]:
        for one in self._referrals.forwarded(actor.agency, REGISTER_LINES):
            if may_be_told(one.concerned, actor):
                yield RegisterLine(one.referral, is_readable=False)

    def _was_made(self, actor: Actor, name: CaseName, made: tuple[str, Way, str]) -> bool:
        """Say whether this officer has made this very hand-over, though its answer was lost: it was signed anew since.

        After a transfer the case cannot be read any more; nobody else learns anything by this.
        """
        found = self._referrals.of_case(name)
        return found is not None and any(
            ((line.officer_agency, line.officer), (line.reference, line.way, line.recipient)) == (actor.name, made)
            for line in found.lines
        )


def _second(approval: StoredApproval | None) -> str:
    """Say in the audit log who approved."""
    return "alone" if approval is None else f"{approval.officer_agency}/{approval.officer}"


def _accepted_status(actor: Actor, file: CaseFile, sent: SentStatus, today: date) -> StoredMessage:
    check_new_message(NewMessage(sent.seq, sent.epoch, Kind.STATUS, sent.sealed, status=Status.PASSED_ON))
    newest = max(record.epoch for record in file.records)
    if sent.epoch != newest or all(grant.epoch != newest for grant in file.grants):
        raise ConflictError("the epoch is not the newest one, or not granted")
    require_room_for_officer(file.messages, actor.author, sent.sealed)
    return StoredMessage(actor.author, sent.seq, sent.epoch, Kind.STATUS, sent.sealed, today)


def _require_public(found: CaseReferrals) -> None:
    """Check that officers classed the matter as one without grounds for supervision: no other goes to SP4N-LAPOR!."""
    if found.matter_class is not MatterClass.NON_SUPERVISORY:
        raise OtherClassError("only what is not for supervision goes to SP4N-LAPOR!")


def _require_heard(file: CaseFile) -> None:
    """Check that officers were given all that the reporter wrote: the newest word may be a no to what is to leave."""
    written = (message.seq for message in file.messages if message.author == REPORTER)
    if max(written, default=0) > file.served:
        raise ConflictError("a word of the reporter's that nobody has opened")


def _require_named(record: EpochRecord, message: StoredMessage) -> None:
    """Check that the new key's record names the status, so that nobody can keep it from the reporter unseen."""
    place = (message.author, message.seq)
    if place not in {(author_text(head.author), head.seq) for head in record.heads}:
        raise TrustError("a transfer whose record does not name what the reporter is told")
