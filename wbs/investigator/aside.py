"""Setting unopened reports aside over HTTP: what can be seen of them out, the names of those that are chosen in."""

from datetime import date
from typing import Annotated

from flask import Blueprint, Response, request
from msgspec import Meta

from wbs.cases.aside import MOST
from wbs.crypto.directory import parse_day
from wbs.crypto.shape import AgencyCode, CaseIdText, Day
from wbs.errors import FormatError
from wbs.investigator.guard import actor
from wbs.investigator.services import services
from wbs.web.shapes import Answer, Request
from wbs.web.wire import answer_with, case_name, read_request

blueprint = Blueprint("aside", __name__, url_prefix="/aside")
NAMES_BODY = 64 << 10
"""Largest body that names cases, in bytes: 500 of them take 50 KiB."""
_DAYS = frozenset({"from", "to"})


class UnopenedCaseAnswer(Answer, frozen=True):
    """What can be seen of a case without opening it."""

    agency: AgencyCode
    case: CaseIdText
    received: Day
    size: int
    """Bytes of the sealed report, which padding makes one of few classes."""
    files: bool


class UnopenedAnswer(Answer, frozen=True):
    """Up to 500 cases, oldest first."""

    cases: list[UnopenedCaseAnswer]
    more: bool


class CaseRef(Request, frozen=True):
    """Names one case."""

    agency: AgencyCode
    case: CaseIdText


class AsideRequest(Request, frozen=True):
    """Names up to 500 cases, each once."""

    cases: Annotated[list[CaseRef], Meta(min_length=1, max_length=MOST)]


class MovedAnswer(Answer, frozen=True):
    """How many of the named cases were moved; the others were not where they would have to be."""

    moved: int


@blueprint.get("/unopened")
def show_unopened() -> Response:
    """Give cases that may be set aside, by what can be seen of them."""
    asked = request.args.to_dict()
    if not asked.keys() <= _DAYS:
        raise FormatError("no such filter")
    first, last = _day(asked.get("from"), date.min), _day(asked.get("to"), date.max)
    found = services().setting_aside.unopened(actor(), first, last, now=services().clock.now())
    cases = [
        UnopenedCaseAnswer(
            agency=one.name.agency,
            case=one.name.case,
            received=one.received.isoformat(),
            size=one.size,
            files=one.has_files,
        )
        for one in found.cases
    ]
    return answer_with(UnopenedAnswer(cases=cases, more=found.is_more))


@blueprint.post("")
def set_aside() -> Response:
    """Set cases aside."""
    sent = read_request(AsideRequest, services().clock, NAMES_BODY)
    names = [case_name(one.agency, one.case) for one in sent.cases]
    return answer_with(
        MovedAnswer(moved=services().setting_aside.set_aside(actor(), names, now=services().clock.now()))
    )


@blueprint.post("/bring-back")
def bring_back() -> Response:
    """Bring cases back."""
    sent = read_request(AsideRequest, services().clock, NAMES_BODY)
    names = [case_name(one.agency, one.case) for one in sent.cases]
    return answer_with(
        MovedAnswer(moved=services().setting_aside.bring_back(actor(), names, now=services().clock.now()))
    )


def _day(text: str | None, otherwise: date) -> date:
    return otherwise if text is None else parse_day(text)
