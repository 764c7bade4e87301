"""What was recommended and waits to be followed, over HTTP, for an agency's head: numbers and days, never content."""

from flask import Blueprint, Response

from wbs.crypto.messages import Status
from wbs.crypto.recommendations import Reference
from wbs.crypto.records import case_number
from wbs.crypto.shape import Day
from wbs.investigator.guard import actor
from wbs.investigator.services import services
from wbs.web.shapes import Answer
from wbs.web.wire import answer_with

blueprint = Blueprint("followups", __name__)


class AwaitedAnswer(Answer, frozen=True):
    """One recommendation that waits to be followed."""

    number: str
    status: Status
    reference: Reference
    due: Day
    late: bool


class FollowUpsAnswer(Answer, frozen=True):
    """Up to 50, what is due first coming first; none of a case that the head must not know of."""

    recommendations: list[AwaitedAnswer]


@blueprint.get("/follow-ups")
def show_follow_ups() -> Response:
    """Give what waits to be followed in the officer's agency."""
    today = services().clock.today()
    return answer_with(
        FollowUpsAnswer(
            recommendations=[
                AwaitedAnswer(
                    number=case_number(one.name.case),
                    status=one.status,
                    reference=one.reference,
                    due=one.due.isoformat(),
                    late=today > one.due,
                )
                for one in services().followups.tell(actor())
            ]
        )
    )
