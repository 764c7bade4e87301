"""What became of a matter goes back to SP4N-LAPOR!, from where it came: by an officer's hand, and into the register.

Opens nothing and sends nothing: the text is reviewed, printed or typed in by an officer, and never comes here.
"""

from datetime import datetime

from wbs.cases.access import Actor
from wbs.cases.model import AuditAction, CaseName, Channel
from wbs.cases.permissions import Act, require
from wbs.cases.ports import InsideStore
from wbs.cases.referral.model import LAPOR, CaseReferrals, Referral, Way
from wbs.cases.referral.ports import ReferralStore
from wbs.cases.referral.reach import entry_of, hand_overs_of, readable
from wbs.crypto.messages import Status
from wbs.errors import ConflictError, ForbiddenError

ENDED = frozenset({Status.CLOSED, Status.OUT_OF_SCOPE, Status.NOT_ACTIONABLE})
"""Statuses of which SP4N-LAPOR! is told; what was passed on is answered by whoever handles it."""


class Answering:
    """The use case. Holds nothing but its ports."""

    def __init__(self, inside: InsideStore, referrals: ReferralStore) -> None:
        self._inside = inside
        self._referrals = referrals

    def answer(self, actor: Actor, name: CaseName, reference: str, *, now: datetime) -> bool:
        """Note that SP4N-LAPOR! was told how a matter ended; False if exactly this was noted before.

        Raises:
            NotFoundError: no such case, or no grant for it.
            ForbiddenError: the officer's roles do not reply, or another agency handles the case.
            ConflictError: the case came another way, has not ended, or the reference is taken.
        """
        require(actor, Act.WRITE_TO_REPORTERS)
        readable(self._inside, actor, name)
        found = hand_overs_of(self._referrals, name)
        line = Referral(name, reference, Way.LAPOR_ANSWER, LAPOR, actor.agency, actor.id, now)
        if any((one.reference, one.way, one.officer) == (reference, line.way, actor.id) for one in found.lines):
            return False
        _require_answerable(actor, found)
        self._referrals.note(line, found.status, entry_of(actor, AuditAction.LAPOR_ANSWERED, now, name, reference))
        return True


def _require_answerable(actor: Actor, found: CaseReferrals) -> None:
    if found.handler != actor.agency:
        raise ForbiddenError("a case that another agency handles")
    if found.channel is not Channel.SP4N_LAPOR or found.status not in ENDED:
        raise ConflictError("a case that did not come from SP4N-LAPOR!, or has not ended")
