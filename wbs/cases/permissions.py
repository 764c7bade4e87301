"""What each role may do: one matrix for the guard, the use cases and the pages. Grants are another matter.

A role opens no case by itself: whoever may read cases still reads those only that were granted. Nothing here looks at
the database; roles come from the newest verified directory (`access`).
"""

from collections.abc import Mapping
from enum import StrEnum

from wbs.cases.access import Actor
from wbs.crypto.directory import READING, REPLYING, Role
from wbs.errors import ForbiddenError


class Act(StrEnum):
    """What an officer may want to do."""

    USE_ACCOUNT = "use-account"
    """One's own account, keys, factors and sessions, and the signed documents that everybody may read."""
    SEE_AGENCY = "see-agency"
    """The agency's page: officers as the directory lists them, dates, warnings."""
    MANAGE_OFFICERS = "manage-officers"
    """Invite, withdraw, block, unblock, fetch enrolment requests. Never anybody's passphrase, factor or key."""
    CHANGE_RULES = "change-rules"
    """Store the next version of the agency's rules: clocks, texts, teams; never who reads."""
    READ_CASES = "read-cases"
    """The inbox, and cases for which the officer holds a grant."""
    WRITE_TO_REPORTERS = "write-to-reporters"
    TAKE_DOWN = "take-down"
    """Write a report down for somebody who came in person, called or wrote; reads nothing of it afterwards."""
    LIAISE = "liaise"
    """See which texts of the agency went to SP4N-LAPOR!, by their references; never a case."""
    SEE_REGISTER = "see-register"
    """The register of hand-overs, as far as one's cases, or what one liaises about, go."""
    OPEN_IDENTITIES = "open-identities"
    """Answer questions to the custodian. Opens nothing without the officer who asks."""
    CHANGE_READERS = "change-readers"
    """Grant others, take them off, start an epoch. One's own renewed key needs no more than to read."""
    WRITE_INSIDE = "write-inside"
    """Notes, triage, decisions and custody that no reporter sees."""
    SEE_FIGURES = "see-figures"
    """What agencies publish of each quarter. Figures of one's own cases need no more than to read them."""
    OVERSEE = "oversee"
    """See which of the agency's cases are overdue, by number, and exact figures of it by months; give a case that one
    reads more time, once."""
    READ_AUDIT = "read-audit"
    COUNTERSIGN = "countersign"
    """Sign a checkpoint of the audit log."""


_EVERY_ROLE = frozenset(Role)

ALLOWED: Mapping[Act, frozenset[Role]] = {
    Act.USE_ACCOUNT: _EVERY_ROLE,
    Act.SEE_AGENCY: _EVERY_ROLE,
    Act.MANAGE_OFFICERS: frozenset({Role.ADMINISTRATOR}),
    Act.CHANGE_RULES: frozenset({Role.ADMINISTRATOR}),
    Act.READ_CASES: READING,
    Act.WRITE_TO_REPORTERS: REPLYING,
    Act.TAKE_DOWN: REPLYING | {Role.LIAISON},
    Act.LIAISE: frozenset({Role.LIAISON}),
    Act.SEE_REGISTER: READING | {Role.LIAISON},
    Act.OPEN_IDENTITIES: frozenset({Role.CUSTODIAN}),
    Act.CHANGE_READERS: REPLYING,
    Act.WRITE_INSIDE: READING,
    Act.SEE_FIGURES: READING | {Role.LEADERSHIP},
    Act.OVERSEE: frozenset({Role.HEAD}),
    Act.READ_AUDIT: frozenset({Role.AUDITOR}),
    Act.COUNTERSIGN: frozenset({Role.AUDITOR}),
}
"""Who may do what. An officer with several roles may do what any one of them may; one without a role may do nothing."""


def may(actor: Actor, act: Act) -> bool:
    """Say whether one of the officer's roles allows an act."""
    return not actor.roles.isdisjoint(ALLOWED[act])


def require(actor: Actor, act: Act) -> None:
    """Refuse an act that none of the officer's roles allows.

    Raises:
        ForbiddenError: so it is.
    """
    if not may(actor, act):
        raise ForbiddenError("the officer's roles do not allow this")


def acts_of(actor: Actor) -> tuple[Act, ...]:
    """Give everything that an officer may do, in the order of the matrix."""
    return tuple(act for act in Act if may(actor, act))
