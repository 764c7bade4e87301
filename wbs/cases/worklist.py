"""What officers look for in their inbox: filters and order, from what the server can see. Titles only browsers read.

The status is a cache of what officers signed; their browsers show when it differs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wbs.cases.clocks.history import Plan, Tags
from wbs.cases.model import AgencyCode, CaseId, CaseName, Channel, StoredGrant, StoredRecord
from wbs.crypto.messages import MatterClass, Status

INBOX_PAGE = 50
TOTAL_CAP = 1_000
"""Totals are counted no further: an inbox costs the same however full it is."""


class Urgency(StrEnum):
    """How a case stands against the day on which something has to be done; values stand in addresses."""

    LATE = "late"
    SOON = "soon"
    """Due soon: officers were warned, or few working days are left. Late ones are not among them."""
    LATER = "later"
    DONE = "done"
    """Nothing has to be done."""


class InboxOrder(StrEnum):
    """By what an inbox is sorted; values stand in addresses."""

    DUE = "due"
    """What is due first comes first; what is not due at all comes last."""
    RECEIVED = "received"
    """The oldest comes first."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases of an inbox to show, in which order; None for any."""

    today: date
    status: Status | None = None
    matter_class: MatterClass | None = None
    channel: Channel | None = None
    handler: AgencyCode | None = None
    is_unread: bool | None = None
    urgency: Urgency | None = None
    is_aside: bool | None = None
    """Whether it was set aside unopened (`wbs.cases.aside`)."""
    order: InboxOrder = InboxOrder.DUE
    """What is wanted by urgency always comes in the order of its due days."""


OLDEST_FIRST = Wanted(date.min, order=InboxOrder.RECEIVED)
"""Every case, by its day of arrival; on no day in particular, so that nothing counts as late."""


@dataclass(frozen=True, slots=True)
class InboxCursor:
    """Where the next page begins: after this day, by which the page is sorted, and this case."""

    day: date
    case: CaseId
    agency: AgencyCode


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One case in an officer's inbox: enough to verify the records and open the title."""

    name: CaseName
    status: Status
    received: date
    handler: AgencyCode
    plan: Plan
    tags: Tags
    records: tuple[StoredRecord, ...]
    grants: tuple[StoredGrant, ...]
    previous_keys: Mapping[int, bytes]
    summary: bytes
    newest: Mapping[str, int]
    """Newest sequence number of every author."""
    read: Mapping[str, int]
    """Newest sequence number of every author that this officer has opened."""
    is_approved: bool = False
    """Whether a colleague approved that the case goes to another agency, and this officer could be the second."""


@dataclass(frozen=True, slots=True)
class Total:
    """How many cases there are, counted up to `TOTAL_CAP`."""

    count: int
    is_more: bool = False
    """Whether there are more than were counted."""


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page of an inbox."""

    rows: tuple[InboxRow, ...]
    total: int
    """Cases of this reader that are wanted, and no others; counted up to `TOTAL_CAP`."""
    is_more: bool
    """Whether there are more than were counted."""
    late: Total
    """Cases of this reader that are late, whatever else is wanted; without those set aside, where that was asked."""
    soon: Total
    unread: Total
    aside: Total
    """Cases of this reader that were set aside unopened, whatever is wanted."""
    aside_soon: Total
    """Those among them that are due soon, or late."""
    next: InboxCursor | None


def urgency(soon: date | None, due: date | None, today: date) -> Urgency:
    """Say how a case stands."""
    if due is None:
        return Urgency.DONE
    if today > due:
        return Urgency.LATE
    return Urgency.SOON if soon is not None and today >= soon else Urgency.LATER
