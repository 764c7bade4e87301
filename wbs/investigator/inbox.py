"""Documents and inbox over HTTP: the officer's browser verifies the one and decrypts the titles of the other."""

import re
from datetime import date

from flask import Blueprint, Response, request

from wbs.cases.deadlines import WorkingDays
from wbs.cases.model import CaseId, InboxCursor, InboxRow
from wbs.cases.worklist import next_due, working_days_left
from wbs.crypto.records import case_number
from wbs.errors import FormatError
from wbs.investigator.guard import actor
from wbs.investigator.services import services
from wbs.investigator.shapes import InboxAnswer, InboxRowAnswer
from wbs.web.sealed import documents_answer, opening_members
from wbs.web.wire import answer_with

blueprint = Blueprint("inbox", __name__)
_CURSOR = re.compile(r"(\d{4}-\d{2}-\d{2})\.([a-z2-7]{52})\Z", re.ASCII)


@blueprint.get("/documents")
def show_documents() -> Response:
    """Give all signed documents, as they are published."""
    return answer_with(documents_answer(services().documents.current().envelopes))


@blueprint.get("/inbox")
def show_inbox() -> Response:
    """Give one page of the officer's inbox."""
    after = parse_cursor(request.args["after"]) if "after" in request.args else None
    page = services().casework.inbox(actor(), after, now=services().clock.now())
    today, calendar = services().clock.today(), services().calendar
    return answer_with(
        InboxAnswer(
            rows=[row_answer(row, today, calendar) for row in page.rows],
            total=page.total,
            next=None if page.next is None else cursor_text(page.next),
        )
    )


def row_answer(row: InboxRow, today: date, calendar: WorkingDays) -> InboxRowAnswer:
    """Write one row."""
    due = next_due(row.status, row.received, calendar)
    return InboxRowAnswer(
        **opening_members(row),
        number=case_number(row.name.case),
        status=row.status,
        received=row.received.isoformat(),
        due=None if due is None else due.isoformat(),
        due_in_working_days=None if due is None else working_days_left(today, due, calendar),
        newest=dict(row.newest),
        read=dict(row.read),
    )


def cursor_text(cursor: InboxCursor) -> str:
    """Write where the next page begins."""
    return f"{cursor.received.isoformat()}.{cursor.case}"


def parse_cursor(text: str) -> InboxCursor:
    """Read where a page begins.

    Raises:
        FormatError: `cursor_text` did not write this.
    """
    match = _CURSOR.match(text)
    try:
        if match is not None:
            return InboxCursor(date.fromisoformat(match[1]), CaseId(match[2]))
    except ValueError:
        pass
    raise FormatError("not a cursor")
