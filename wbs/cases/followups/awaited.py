"""What waits to be followed in an agency, for its head: numbers and days, never content.

A head reads no case by being the head. Nothing is told of cases that `wbs.cases.conflicts.telling` keeps from the head.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from wbs.cases.access import Actor
from wbs.cases.conflicts.telling import Concerned, may_be_told
from wbs.cases.model import AgencyCode, CaseName
from wbs.cases.permissions import Act, require
from wbs.crypto.messages import Status

MOST = 100
"""How many recommendations one case takes: what stands in clear fills no list."""
TOLD = 50
"""How many a head is told of, those first that are due first."""
_LOOKED_AT = 4 * TOLD
_MOST_LOOKED_AT = 16 * _LOOKED_AT


@dataclass(frozen=True, slots=True)
class Recommended:
    """What the server is told of a recommendation: a random reference, until when, and since when it is over."""

    reference: str
    due: date
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Awaited:
    """A recommendation that waits to be followed."""

    name: CaseName
    status: Status
    reference: str
    due: date
    concerned: Concerned


class FollowUpStore(Protocol):
    """What the head's list asks of a store."""

    def awaited(self, handler: AgencyCode, limit: int) -> list[Awaited]:
        """Give what waits in cases that an agency handles, what is due first coming first."""


class FollowUps:
    """The use case of the head's list. Holds nothing but its port."""

    def __init__(self, store: FollowUpStore) -> None:
        self._store = store

    def tell(self, actor: Actor) -> list[Awaited]:
        """Give what waits to be followed in the officer's agency.

        Raises:
            ForbiddenError: the officer does not head it.
        """
        require(actor, Act.OVERSEE)
        limit = _LOOKED_AT
        while True:
            found = self._store.awaited(actor.agency, limit)
            told = [one for one in found if may_be_told(one.concerned, actor)]
            if len(told) >= TOLD or len(found) < limit or limit >= _MOST_LOOKED_AT:
                return told[:TOLD]
            limit = min(4 * limit, _MOST_LOOKED_AT)
