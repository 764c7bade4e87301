"""Taking down somebody's report over HTTP: what the officer's browser sealed goes in, nothing comes out."""

from http import HTTPStatus

from flask import Blueprint, Response, request

from wbs.cases.assisted.taking_down import TakenDown
from wbs.cases.model import CHUNK_LIMIT, AgencyCode, NewCase
from wbs.cases.reporters.arrivals import SentCase, accept_case
from wbs.cases.reporters.uploads import UploadPart
from wbs.clock import RELEASED
from wbs.crypto.directory import parse_day
from wbs.crypto.encoding import from_b64url
from wbs.crypto.messages import Kind, SealedMessage
from wbs.crypto.records import REPORTER
from wbs.errors import FormatError
from wbs.investigator.changes import sent_grants
from wbs.investigator.guard import actor
from wbs.investigator.intake_shapes import IntakeRequest, IntakeUploadRequest, OfferAnswer, OffersAnswer
from wbs.investigator.services import services
from wbs.investigator.shapes import PartAnswer
from wbs.investigator.uploads import PART_TYPE, TOKEN_HEADER
from wbs.web.bodies import Body, WrongTypeError
from wbs.web.wire import answer_with, attachment_id, case_name, claims_of, done, read_request, secret_bytes

blueprint = Blueprint("intake", __name__, url_prefix="/intake")
INTAKE_BODY = 4 << 20
"""Largest body that brings a whole case, in bytes."""


@blueprint.get("/offers")
def show_offers() -> Response:
    """Tell what every agency's rules offer to whoever reports."""
    found = services().offering.own_rules(actor())
    offers = [
        OfferAnswer(agency=one.agency, categories=one.categories, identity_modes=one.identity_modes) for one in found
    ]
    return answer_with(OffersAnswer(agencies=offers))


@blueprint.put("/<case>")
def take_down(case: str) -> Response:
    """Take a report that was written down: 201; 200 if exactly this one was taken before; 409 to seal it anew."""
    body = read_request(IntakeRequest, services().clock, INTAKE_BODY)
    taken = TakenDown(_sent_case(body, case), body.channel, parse_day(body.received))
    clock = services().clock
    is_new = services().taking_down.take(actor(), taken, _accepted, now=clock.now(), today=clock.today())
    return done(HTTPStatus.CREATED if is_new else HTTPStatus.OK)


@blueprint.post("/uploads")
def begin_upload() -> Response:
    """Open an upload for a report that is being written down."""
    clock = services().clock
    sent = read_request(IntakeUploadRequest, clock)
    if services().documents.current().book.agencies.document.entry(sent.agency) is None:
        raise FormatError("no such agency")
    shelf, token = AgencyCode(sent.agency), secret_bytes(sent.token)
    services().taking_down.begin_upload(actor(), shelf, attachment_id(sent.id), token, sent.length, today=clock.today())
    return done(HTTPStatus.CREATED)


@blueprint.put("/uploads/<attachment>/<int:part>")
def add_part(attachment: str, part: int) -> Response:
    """Store one part, numbered from 0: 1 MiB, the last one shorter."""
    wanted = attachment_id(attachment)
    token = secret_bytes(request.headers.get(TOKEN_HEADER, ""))
    if request.content_encoding or request.mimetype != PART_TYPE:
        raise WrongTypeError("not announced as bytes")
    clock = services().clock
    data = Body(request.environ, clock).read(CHUNK_LIMIT)
    sent = UploadPart(wanted, token, part * CHUNK_LIMIT, data)
    state = services().taking_down.add_part(actor(), sent, today=clock.today())
    return answer_with(PartAnswer(complete=state.offset == state.length))


def _accepted(sent: SentCase) -> NewCase:
    """Make the checks that the same case would meet at the reporters' portal."""
    book = services().documents.current().book
    return accept_case(sent, book, services().clock.today(), RELEASED)


def _sent_case(body: IntakeRequest, case: str) -> SentCase:
    return SentCase(
        name=case_name(body.agency, case),
        mailbox_hash=from_b64url(body.mailbox),
        record=from_b64url(body.record),
        grants=sent_grants(body.grants),
        summary=from_b64url(body.summary),
        message=SealedMessage(REPORTER, 1, 1, Kind.REPORT, from_b64url(body.report)),
        claims=claims_of(body.uploads),
    )
