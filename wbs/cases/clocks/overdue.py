"""What is overdue in an agency, for its head: numbers and days, never content; and the nightly renewal of all plans.

A head reads no case by being the head. So that nobody lets a case lie unseen, the head is told its number and what is
late. Cases that exclude somebody of the agency are left out whoever it is, and so are those that the head declared a
conflict in: what somebody must not read leaves no trace to that person, and a list that shows all but one's own would
tell. A case that excludes people of other agencies alone, such as one about a leader whose inspectorate must not judge,
is told like every other: nobody needs a head's eye more.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from wbs.cases.access import Actor
from wbs.cases.clocks.history import ClockKind
from wbs.cases.model import AgencyCode, CaseName
from wbs.cases.permissions import Act, require
from wbs.crypto.messages import Status
from wbs.crypto.records import EpochRecord
from wbs.crypto.signing import Unverified
from wbs.errors import FormatError, UnknownVersionError

JOB = "clocks"
TOLD = 50
"""How many overdue cases a head is told of, those first that are overdue longest."""
_LOOKED_AT = 4 * TOLD
_MOST_LOOKED_AT = 16 * _LOOKED_AT
"""So that cases which somebody is excluded from, and anybody may send many, do not fill the view of a head."""


@dataclass(frozen=True, slots=True)
class OverdueCase:
    """A case whose time is over, and the signed records that say who is excluded."""

    name: CaseName
    status: Status
    clock: ClockKind
    due: date
    records: tuple[bytes, ...]
    """Envelopes of its epoch records."""
    recused: frozenset[tuple[AgencyCode, str]]
    """Officers who declared a conflict of interest."""


class ClockStore(Protocol):
    """What the nightly job and the head's list ask of a store."""

    def open_cases(self) -> list[CaseName]:
        """Name every case that waits for something, or was never planned."""

    def renew_plan(self, name: CaseName, today: date) -> bool:
        """Compute a case's plan anew; say whether it is another. What stood before is kept."""

    def overdue(self, handler: AgencyCode, today: date, limit: int) -> list[OverdueCase]:
        """Give an agency's cases whose time is over, overdue longest first."""


def renew_plans(store: ClockStore, today: date) -> tuple[int, int]:
    """Compute the plans of all open cases as rules and calendar are now; give how many, and how many changed."""
    names = store.open_cases()
    return len(names), sum(store.renew_plan(name, today) for name in names)


class Overdue:
    """The use case of the head's list. Holds nothing but its port."""

    def __init__(self, store: ClockStore) -> None:
        self._store = store

    def tell(self, actor: Actor, *, today: date) -> list[OverdueCase]:
        """Give what is overdue in the officer's agency.

        Raises:
            ForbiddenError: the officer does not head it.
        """
        require(actor, Act.OVERSEE)
        limit = _LOOKED_AT
        while True:
            found = self._store.overdue(actor.agency, today, limit)
            told = [case for case in found if _may_be_told(case, actor)]
            if len(told) >= TOLD or len(found) < limit or limit >= _MOST_LOOKED_AT:
                return told[:TOLD]
            limit = min(4 * limit, _MOST_LOOKED_AT)


def _may_be_told(case: OverdueCase, actor: Actor) -> bool:
    """Say whether nobody of the agency is excluded from a case; one whose records cannot be read is told to nobody."""
    if actor.name in case.recused:
        return False
    try:
        excluded = [one for record in case.records for one in Unverified(record).unsafe_peek(EpochRecord).excluded]
    except (FormatError, UnknownVersionError):
        return False
    return all(one.agency != actor.agency for one in excluded)
