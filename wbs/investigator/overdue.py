"""What is overdue in an agency, over HTTP, for its head: numbers and days, never content."""

from flask import Blueprint, Response

from wbs.cases.clocks.history import ClockKind
from wbs.crypto.messages import Status
from wbs.crypto.records import case_number
from wbs.crypto.shape import Day
from wbs.investigator.guard import actor
from wbs.investigator.services import services
from wbs.investigator.shapes import TotalAnswer
from wbs.web.shapes import Answer
from wbs.web.wire import answer_with

blueprint = Blueprint("overdue", __name__)


class OverdueCaseAnswer(Answer, frozen=True):
    """One case whose time is over."""

    number: str
    status: Status
    clock: ClockKind
    due: Day
    late_by: int
    """Working days since then."""


class OverdueAnswer(Answer, frozen=True):
    """Up to 50 cases, those first that are overdue longest; none that the head must not know of."""

    cases: list[OverdueCaseAnswer]
    aside: TotalAnswer
    """Reports that the agency's officers set aside unopened; none of a case that keeps somebody out."""


@blueprint.get("/overdue")
def show_overdue() -> Response:
    """Give what is overdue in the officer's agency."""
    today, head = services().clock.today(), actor()
    calendar, aside = services().clockwork.calendar(head.agency), services().setting_aside.number(head)
    return answer_with(
        OverdueAnswer(
            cases=[
                OverdueCaseAnswer(
                    number=case_number(case.name.case),
                    status=case.status,
                    clock=case.clock,
                    due=case.due.isoformat(),
                    late_by=calendar.between(case.due, today),
                )
                for case in services().overdue.tell(head, today=today)
            ],
            aside=TotalAnswer(count=aside.count, more=aside.is_more),
        )
    )
