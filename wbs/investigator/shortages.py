"""What the nightly check found, over HTTP: of the own agency's channel, and of cases that the asking officer reads.

A case that somebody may not read is not named to that officer, and not counted either.
"""

from flask import Blueprint, Response

from wbs.cases.readers.shortages import Shortage
from wbs.clock import WIB
from wbs.crypto.records import case_number
from wbs.investigator.guard import actor
from wbs.investigator.services import services
from wbs.investigator.shortage_shapes import CaseShortageAnswer, ChannelShortageAnswer, ShortagesAnswer
from wbs.web.wire import answer_with

blueprint = Blueprint("shortages", __name__)


@blueprint.get("/shortages")
def show_shortages() -> Response:
    """Give what runs short of readers, and the day of the check."""
    told = services().shortages.tell(actor())
    channel = told.channel
    return answer_with(
        ShortagesAnswer(
            checked=None if told.checked is None else told.checked.astimezone(WIB).date().isoformat(),
            channel=None
            if channel is None
            else ChannelShortageAnswer(found=channel.found, minimum=channel.minimum, day=channel.day.isoformat()),
            cases=[_case(short) for short in told.cases],
        )
    )


def _case(short: Shortage) -> CaseShortageAnswer:
    case = short.case or ""
    return CaseShortageAnswer(
        agency=short.agency,
        case=case,
        number=case_number(case),
        found=short.found,
        minimum=short.minimum,
        day=short.day.isoformat(),
    )
