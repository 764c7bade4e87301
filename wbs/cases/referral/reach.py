"""What every hand-over asks first: that the officer reads the case, and that the agency handles it. Opens nothing."""

from datetime import datetime

from wbs.cases.access import Actor
from wbs.cases.inside import OfficersFile
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry, CaseName
from wbs.cases.permissions import Act, require
from wbs.cases.ports import InsideStore
from wbs.cases.referral.model import CaseReferrals
from wbs.cases.referral.ports import ReferralStore
from wbs.cases.workflow import may_follow
from wbs.crypto.messages import Status
from wbs.errors import ConflictError, ForbiddenError, NotFoundError


def readable(inside: InsideStore, actor: Actor, name: CaseName) -> OfficersFile:
    """Give a case that the officer reads.

    Raises:
        ForbiddenError: the officer's roles do not read cases.
        NotFoundError: no such case, or no grant for it.
    """
    require(actor, Act.READ_CASES)
    file = inside.officers_file(name, *actor.reader_keys)
    if file is None:
        raise NotFoundError("no such case, or no grant for it")
    return file


def hand_overs_of(referrals: ReferralStore, name: CaseName) -> CaseReferrals:
    """Give what is known of a case's hand-overs.

    Raises:
        NotFoundError: no such case.
    """
    found = referrals.of_case(name)
    if found is None:
        raise NotFoundError("no such case")
    return found


def handled(referrals: ReferralStore, actor: Actor, name: CaseName, to: AgencyCode | None = None) -> CaseReferrals:
    """Give the same of a case that the officer's agency may pass on, and not to where it is.

    Raises:
        NotFoundError: no such case.
        ConflictError: it stands where no case is passed on.
        ForbiddenError: another agency handles it, or it is where it is to go.
    """
    found = hand_overs_of(referrals, name)
    if not may_follow(found.status, Status.PASSED_ON):
        raise ConflictError("a case that is not at a step from which it is passed on")
    require_handling(actor, found)
    if found.handler == to:
        raise ForbiddenError("a case that is where it is to go")
    return found


def require_handling(actor: Actor, found: CaseReferrals) -> None:
    """Refuse a guest.

    Raises:
        ForbiddenError: another agency handles the case.
    """
    if found.handler != actor.agency:
        raise ForbiddenError("a case that another agency handles")


def entry_of(
    actor: Actor, action: AuditAction, now: datetime, name: CaseName | None = None, detail: str = ""
) -> AuditEntry:
    """Write an entry of the audit log."""
    return AuditEntry(actor.agency, now, actor.id, action, None if name is None else name.case, detail)
