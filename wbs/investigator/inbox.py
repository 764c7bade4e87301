"""Documents and inbox over HTTP: the officer's browser verifies the one and decrypts the titles of the other."""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, Response, request

from wbs.cases.clocks.clockwork import Clockwork
from wbs.cases.model import AgencyCode, CaseId, Channel
from wbs.cases.worklist import InboxCursor, InboxOrder, InboxRow, Total, Urgency, Wanted, urgency
from wbs.crypto.messages import MatterClass, Status
from wbs.crypto.records import case_number
from wbs.errors import FormatError
from wbs.investigator.deadlines import share_used
from wbs.investigator.guard import actor
from wbs.investigator.services import services
from wbs.investigator.shapes import InboxAnswer, InboxRowAnswer, TotalAnswer
from wbs.web.sealed import documents_answer, opening_members
from wbs.web.wire import answer_with

T = TypeVar("T", bound=StrEnum)

blueprint = Blueprint("inbox", __name__)
_CURSOR = re.compile(r"(\d{4}-\d{2}-\d{2})\.([a-z2-7]{52})\.([0-9.]{2,13})\Z", re.ASCII)
_AGENCY = re.compile(r"[0-9]{2}(?:\.[0-9]{2,4}){0,3}\Z", re.ASCII)
FILTERS = frozenset({"status", "class", "channel", "handler", "unread", "urgency", "aside", "order", "after"})
_YES_NO = {"1": True, "0": False}


@blueprint.get("/documents")
def show_documents() -> Response:
    """Give all signed documents, as they are published."""
    return answer_with(documents_answer(services().documents.current().envelopes))


@blueprint.get("/inbox")
def show_inbox() -> Response:
    """Give one page of the officer's inbox: of the cases that the filters in the address leave."""
    after = parse_cursor(request.args["after"]) if "after" in request.args else None
    today = services().clock.today()
    wanted = parse_wanted(request.args.to_dict(), today)
    page = services().casework.inbox(actor(), after, wanted, now=services().clock.now())
    clockwork = services().clockwork
    return answer_with(
        InboxAnswer(
            rows=[row_answer(row, today, clockwork) for row in page.rows],
            total=page.total,
            more=page.is_more,
            late=_total(page.late),
            soon=_total(page.soon),
            unread=_total(page.unread),
            aside=_total(page.aside),
            aside_soon=_total(page.aside_soon),
            next=None if page.next is None else cursor_text(page.next),
        )
    )


def row_answer(row: InboxRow, today: date, clockwork: Clockwork) -> InboxRowAnswer:
    """Write one row."""
    plan = row.plan
    return InboxRowAnswer(
        **opening_members(row),
        number=case_number(row.name.case),
        status=row.status,
        received=row.received.isoformat(),
        due=None if plan.due is None else plan.due.isoformat(),
        due_in_working_days=None if plan.due is None else clockwork.calendar(row.handler).between(today, plan.due),
        clock=plan.clock,
        urgency=urgency(plan.soon, plan.due, today),
        share=share_used(clockwork.ruling(row.handler).rules.warn, (plan.warn, plan.urge), today),
        handler=row.handler,
        matter_class=row.tags.matter_class,
        channel=row.tags.channel,
        newest=dict(row.newest),
        read=dict(row.read),
        approved=row.is_approved,
    )


def parse_wanted(asked: Mapping[str, str], today: date) -> Wanted:
    """Read the filters of an address.

    Raises:
        FormatError: a filter, or a value of one, that there is not.
    """
    if not asked.keys() <= FILTERS:
        raise FormatError("no such filter")
    handler, flags = asked.get("handler"), {name: asked[name] for name in ("unread", "aside") if name in asked}
    if handler is not None and not _AGENCY.match(handler):
        raise FormatError("not an agency's code")
    if not _YES_NO.keys() >= set(flags.values()):
        raise FormatError("neither 0 nor 1")
    return Wanted(
        today=today,
        status=_one(Status, asked.get("status")),
        matter_class=_one(MatterClass, asked.get("class")),
        channel=_one(Channel, asked.get("channel")),
        handler=None if handler is None else AgencyCode(handler),
        is_unread=_YES_NO.get(flags.get("unread", "")),
        is_aside=_YES_NO.get(flags.get("aside", "")),
        urgency=_one(Urgency, asked.get("urgency")),
        order=_one(InboxOrder, asked.get("order")) or InboxOrder.DUE,
    )


def cursor_text(cursor: InboxCursor) -> str:
    """Write where the next page begins."""
    return f"{cursor.day.isoformat()}.{cursor.case}.{cursor.agency}"


def parse_cursor(text: str) -> InboxCursor:
    """Read where a page begins.

    Raises:
        FormatError: `cursor_text` did not write this.
    """
    match = _CURSOR.match(text)
    try:
        if match is not None:
            return InboxCursor(date.fromisoformat(match[1]), CaseId(match[2]), AgencyCode(match[3]))
    except ValueError:
        pass
    raise FormatError("not a cursor")


def _one(of: type[T], text: str | None) -> T | None:
    if text is None:
        return None
    try:
        return of(text)
    except ValueError:
        raise FormatError("a value that this filter does not have") from None


def _total(total: Total) -> TotalAnswer:
    return TotalAnswer(count=total.count, more=total.is_more)
