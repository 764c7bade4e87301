"""Two officers hand a case to another agency: one approves, another one does it. Opens nothing.

Who could be the second is read from the signed directory, never from accounts: an administrator who blocks colleagues
makes nobody free to act alone. An agency in which no second officer could decide in this case hands over with one
signature, and the register says so.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import msgspec

from wbs.cases.access import Actor
from wbs.cases.conflicts.declared import Declared, recused
from wbs.cases.inside import OfficersFile
from wbs.cases.model import AgencyCode, AuditAction, CaseName
from wbs.cases.permissions import Act, require
from wbs.cases.ports import InsideStore
from wbs.cases.referral.model import CaseReferrals, StoredApproval
from wbs.cases.referral.ports import ReferralStore
from wbs.cases.referral.reach import entry_of, handled, readable
from wbs.crypto.approval import KEPT, Approval, readers_digest, verify_approval
from wbs.crypto.directory import REPLYING, ReaderEntry, effective_day, parse_day
from wbs.crypto.encoding import from_b64url
from wbs.crypto.exclusions import is_excluded
from wbs.crypto.holding import signed_day
from wbs.crypto.records import EpochRecord, ReaderRef, RecordChain, verify_chain
from wbs.crypto.signing import Unverified
from wbs.crypto.trust import TrustBook, VerifiedDirectory
from wbs.errors import OtherDayError, RefusedError, TrustError, UnapprovedError

_A_DAY = timedelta(days=1)
"""How far an officer's day may be from the server's."""


class Approving:
    """The use cases. Holds nothing but its ports."""

    def __init__(self, inside: InsideStore, referrals: ReferralStore) -> None:
        self._inside = inside
        self._referrals = referrals

    def approve(
        self, actor: Actor, name: CaseName, envelope: bytes, *, book: TrustBook, now: datetime, today: date
    ) -> bool:
        """Keep an officer's approval of a transfer, in the place of an earlier one; False if it stands already.

        Raises:
            NotFoundError: no such case, or no grant for it.
            ForbiddenError: the officer's roles do not change readers, or another agency handles the case.
            ConflictError: the case stands where it is not passed on.
            OtherDayError: it does not bear the day of today.
            LapsedError: of records that are not the newest.
            TrustError: somebody else's approval, of another case, or of a transfer to an agency without a directory.
            SignatureError, FormatError, UnknownVersionError: something is not genuine or not well-formed.
        """
        require(actor, Act.CHANGE_READERS)
        file = readable(self._inside, actor, name)
        _require_today(envelope, actor, book, today)
        approval = verify_approval(envelope, chain_of(file, book), book, today)
        if approval.author != ReaderRef(agency=actor.agency, reader=actor.id):
            raise TrustError("an approval that somebody else signed")
        to = AgencyCode(approval.to)
        found = handled(self._referrals, actor, name, to)
        if not book.is_open(to):
            raise TrustError("an agency without a directory takes no case over")
        stored = StoredApproval(name, actor.agency, actor.id, to, parse_day(approval.day), envelope)
        if stored in found.approvals:
            return False
        self._referrals.approve(stored, entry_of(actor, AuditAction.TRANSFER_APPROVED, now, name, to))
        return True

    def withdraw(self, actor: Actor, name: CaseName, *, now: datetime) -> None:
        """Take one's own approval back, if there is one. Clients begin a new key with it, so that no copy of it counts.

        Raises:
            NotFoundError: no such case, or no grant for it.
            ForbiddenError: the officer's roles do not change readers.
        """
        require(actor, Act.CHANGE_READERS)
        readable(self._inside, actor, name)
        self._referrals.disapprove(name, actor.name, entry_of(actor, AuditAction.APPROVAL_WITHDRAWN, now, name))


def chain_of(file: OfficersFile, book: TrustBook) -> RecordChain:
    """Verify the records of a case."""
    records = sorted(file.case.records, key=lambda record: record.place)
    return verify_chain([record.envelope for record in records], book)


def approved_by_another(
    actor: Actor, file: OfficersFile, found: CaseReferrals, record: EpochRecord, *, book: TrustBook, today: date
) -> StoredApproval | None:
    """Give the colleague's approval that a transfer carries; None where nobody else could decide.

    Args:
        actor: who hands over.
        file: the case before the transfer.
        found: what is known of its hand-overs.
        record: of the transfer; carries the approval, by which readers count it once its maker has left.
        book: all verified documents.
        today: the day, in WIB.

    Raises:
        UnapprovedError: a colleague could approve, and none has, or not as the case stands now and for these readers,
            or the record carries another approval.
    """
    chain = chain_of(file, book)
    others = colleagues(actor, chain, file.declared, book, today)
    carried = None if record.approval is msgspec.UNSET else from_b64url(record.approval)
    for one in standing(found.approvals, today):
        is_colleague = one.officer_agency == actor.agency and one.officer in others
        if one.envelope == carried and is_colleague and _is_for(one, record, chain, book, today):
            return one
    if others or carried is not None:
        raise UnapprovedError("a transfer that no colleague approved, though one could")
    return None


def standing(approvals: Iterable[StoredApproval], today: date) -> list[StoredApproval]:
    """Give the approvals that are not too old."""
    return [one for one in approvals if today - one.day <= KEPT]


def colleagues(
    actor: Actor, chain: RecordChain, declared: Iterable[Declared], book: TrustBook, today: date
) -> frozenset[str]:
    """Give who else of the agency could decide in a case: in service, not excluded, without a conflict of interest."""
    directory, out = book.newest(actor.agency), recused(declared)
    return frozenset(
        entry.id
        for entry in directory.document.readers
        if entry.id != actor.id
        and _decides(entry, directory, today)
        and not is_excluded(actor.agency, entry.id, directory, chain.first.excluded)
        and (actor.agency, entry.id) not in out
    )


def _require_today(envelope: bytes, actor: Actor, book: TrustBook, today: date) -> None:
    said = Unverified(envelope).unsafe_peek(Approval)
    if abs(signed_day(today, (actor.agency, said.to), book) - parse_day(said.day)) > _A_DAY:
        raise OtherDayError("an approval that does not bear the day of today")


def _decides(entry: ReaderEntry, directory: VerifiedDirectory, today: date) -> bool:
    days = (effective_day(day, day, directory.document.issued) for day in (today - _A_DAY, today, today + _A_DAY))
    return entry.may(REPLYING) and any(entry.serves(day) for day in days)


def _is_for(one: StoredApproval, record: EpochRecord, chain: RecordChain, book: TrustBook, today: date) -> bool:
    """Say whether an approval holds today, and is of exactly the transfer that the record makes."""
    try:
        approval = verify_approval(one.envelope, chain, book, today)
    except RefusedError:
        return False
    is_its = approval.author == ReaderRef(agency=one.officer_agency, reader=one.officer)
    to_whom = approval.readers == readers_digest(record.readers)
    return is_its and to_whom and all(reader.agency == approval.to == one.to for reader in record.readers)
