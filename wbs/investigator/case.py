"""One case over HTTP: its ciphertext out, sealed messages in."""

from datetime import date

import msgspec
from flask import Blueprint, Response

from wbs.cases.casework import NewMessage
from wbs.cases.clocks.clockwork import Clockwork
from wbs.cases.clocks.history import SAME_TAGS, Tags
from wbs.cases.inside import OfficersFile
from wbs.crypto.directory import parse_day
from wbs.crypto.encoding import from_b64url
from wbs.crypto.records import case_number
from wbs.investigator.changes import inside_answer
from wbs.investigator.deadlines import deadline_answers, longest_answer, replan_answers
from wbs.investigator.guard import actor
from wbs.investigator.services import services
from wbs.investigator.shapes import CaseAnswer, MessageRequest, ReadRequest, TagsAnswer, TagsRequest
from wbs.web.bodies import in_pieces
from wbs.web.sealed import case_members
from wbs.web.shapes import Nothing
from wbs.web.wire import answer_with, attachment_id, case_name, claims_of, done, read_request

blueprint = Blueprint("case", __name__, url_prefix="/cases/<agency>/<case>")
MESSAGE_BODY = 3 << 20
"""Largest body that carries a sealed message, in bytes."""


@blueprint.get("")
def show_case(agency: str, case: str) -> Response:
    """Give everything of one case that the officer's browser needs to open and check it."""
    file = services().casework.case_file(actor(), case_name(agency, case), now=services().clock.now())
    return answer_with(case_answer(file, services().clock.today(), services().clockwork))


@blueprint.post("/read")
def mark_read(agency: str, case: str) -> Response:
    """Remember how far the officer has read."""
    name = case_name(agency, case)
    sent = read_request(ReadRequest, services().clock)
    services().casework.mark_read(actor(), name, sent.newest.items(), now=services().clock.now())
    return done()


@blueprint.post("/messages")
def add_message(agency: str, case: str) -> Response:
    """Take a sealed message into a case."""
    name = case_name(agency, case)
    sent = read_request(MessageRequest, services().clock, MESSAGE_BODY)
    message = NewMessage(
        seq=sent.seq,
        epoch=sent.epoch,
        kind=sent.kind,
        sealed=from_b64url(sent.sealed),
        status=None if sent.status is msgspec.UNSET else sent.status,
        claims=claims_of(sent.uploads),
        tags=SAME_TAGS if sent.tags is msgspec.UNSET else sent.tags.change(),
        until=None if sent.until is msgspec.UNSET else parse_day(sent.until),
    )
    clock = services().clock
    services().casework.append(actor(), name, message, now=clock.now(), today=clock.today())
    return done(201)


@blueprint.post("/tags")
def change_tags(agency: str, case: str) -> Response:
    """Set tags of a case."""
    name = case_name(agency, case)
    sent = read_request(TagsRequest, services().clock)
    services().casework.change_tags(actor(), name, sent.change(), now=services().clock.now())
    return done()


@blueprint.get("/attachments/<attachment>")
def give_attachment(agency: str, case: str, attachment: str) -> Response:
    """Stream an attachment's stored bytes."""
    name, wanted = case_name(agency, case), attachment_id(attachment)
    length, chunks = services().casework.attachment(actor(), name, wanted, now=services().clock.now())
    response = Response(in_pieces(chunks), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{attachment}.c256"'
    response.content_length = length
    return response


@blueprint.post("/exported")
def note_export(agency: str, case: str) -> Response:
    """Note that the officer's browser exported the case."""
    name = case_name(agency, case)
    read_request(Nothing, services().clock)
    services().casework.note_export(actor(), name, now=services().clock.now())
    return done()


def case_answer(officers: OfficersFile, today: date, clockwork: Clockwork) -> CaseAnswer:
    """Write one case and its inside."""
    file, history = officers.case, officers.history
    ruling = clockwork.ruling_for(history)
    return CaseAnswer(
        **case_members(file),
        number=case_number(file.name.case),
        status=file.status,
        received=file.received.isoformat(),
        deadlines=deadline_answers(history, clockwork, today),
        handler=history.handler,
        rules=ruling.version,
        objection_days=ruling.rules.clocks.objection,
        replans=replan_answers(history),
        tags=_tags(history.tags),
        longest=longest_answer(history, clockwork, today),
        inside=inside_answer(officers.inside, officers.declared),
    )


def _tags(tags: Tags) -> TagsAnswer:
    return TagsAnswer(
        channel=tags.channel,
        matter_class=tags.matter_class,
        outcome=tags.outcome,
        category=tags.category,
        is_duplicate=tags.is_duplicate,
    )
