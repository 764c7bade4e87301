"""What is overdue in an agency, for its head: numbers and days, never content; and the nightly renewal of all plans.

A head reads no case by being the head. So that nobody lets a case lie unseen, the head is told its number and what is
late; but of no case that `wbs.cases.conflicts.telling` keeps from the head. One about a leader whose inspectorate must
not judge excludes people of another agency alone, and is told like every other: nobody needs a head's eye more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from wbs.cases.access import Actor
from wbs.cases.clocks.history import ClockKind
from wbs.cases.conflicts.telling import Concerned, may_be_told
from wbs.cases.model import AgencyCode, CaseName
from wbs.cases.permissions import Act, require
from wbs.crypto.messages import Status
from wbs.errors import StoreError, StoreUnavailableError

JOB = "clocks"
_UNAVAILABLE = 3
"""So often in a row a store that cannot be used is tried."""
TOLD = 50
"""How many overdue cases a head is told of, those first that are overdue longest."""
_LOOKED_AT = 4 * TOLD
_MOST_LOOKED_AT = 16 * _LOOKED_AT
"""So that cases which somebody is excluded from, and anybody may send many, do not fill the view of a head."""


@dataclass(frozen=True, slots=True)
class OverdueCase:
    """A case whose time is over, and who is kept out of it."""

    name: CaseName
    status: Status
    clock: ClockKind
    due: date
    concerned: Concerned


class ClockStore(Protocol):
    """What the nightly job and the head's list ask of a store."""

    def open_cases(self) -> list[CaseName]:
        """Name every case that waits for something, or was never planned."""

    def unplanned_cases(self) -> list[CaseName]:
        """Name every case that was never planned."""

    def renew_plan(self, name: CaseName, today: date) -> bool:
        """Compute a case's plan anew; say whether it is another. What stood before is kept."""

    def overdue(self, handler: AgencyCode, today: date, limit: int) -> list[OverdueCase]:
        """Give an agency's cases whose time is over, overdue longest first."""


def renew_plans(store: ClockStore, today: date) -> tuple[int, int]:
    """Compute the plans of all open cases as rules and calendar are now; give how many, and how many changed.

    Raises:
        StoreError: some failed, and the text says how many: all others were computed; or the store is gone for good.
    """
    return _renewed(store, store.open_cases(), today)


def plan_first(store: ClockStore, today: date) -> None:
    """Compute the plans of cases from before there were any; raises like `renew_plans`."""
    _renewed(store, store.unplanned_cases(), today)


def _renewed(store: ClockStore, names: Sequence[CaseName], today: date) -> tuple[int, int]:
    changed = failed = unavailable = 0
    for name in names:
        try:
            changed += store.renew_plan(name, today)
            unavailable = 0
        except StoreUnavailableError:
            failed, unavailable = failed + 1, unavailable + 1
            if unavailable == _UNAVAILABLE:
                raise
        except Exception:  # noqa: BLE001 - one case that cannot be read must not hold up all others
            failed += 1
    if failed:
        raise StoreError(f"the deadlines of {failed} cases could not be computed; of the others {changed} changed")
    return len(names), changed


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
            told = [case for case in found if may_be_told(case.concerned, actor)]
            if len(told) >= TOLD or len(found) < limit or limit >= _MOST_LOOKED_AT:
                return told[:TOLD]
            limit = min(4 * limit, _MOST_LOOKED_AT)
