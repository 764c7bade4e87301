"""Officers' attachments over HTTP: begun with a length, sent in parts, whole with the first part shorter than 1 MiB."""

from flask import Blueprint, Response, request

from wbs.cases.casework import MAX_PARTS, UploadPart
from wbs.cases.model import CHUNK_LIMIT
from wbs.errors import NotFoundError
from wbs.investigator.guard import actor
from wbs.investigator.services import services
from wbs.investigator.shapes import PartAnswer, UploadRequest
from wbs.web.bodies import Body, WrongTypeError
from wbs.web.wire import answer_with, attachment_id, done, read_request, secret_bytes

blueprint = Blueprint("uploads", __name__, url_prefix="/uploads")
TOKEN_HEADER = "X-Upload-Token"  # noqa: S105 - the name of a header
PART_TYPE = "application/octet-stream"


@blueprint.post("")
def begin_upload() -> Response:
    """Open a pending upload."""
    clock = services().clock
    sent = read_request(UploadRequest, clock)
    token = secret_bytes(sent.token)
    services().casework.begin_upload(actor(), attachment_id(sent.id), token, sent.length, today=clock.today())
    return done(201)


@blueprint.put("/<attachment>/<int:part>")
def add_part(attachment: str, part: int) -> Response:
    """Store one part, numbered from 0."""
    wanted = attachment_id(attachment)
    token = secret_bytes(request.headers.get(TOKEN_HEADER, ""))
    if part >= MAX_PARTS:
        raise NotFoundError("no attachment has so many parts")
    if request.content_encoding or request.mimetype != PART_TYPE:
        raise WrongTypeError("not announced as bytes")
    clock = services().clock
    data = Body(request.environ, clock).read(CHUNK_LIMIT)
    sent = UploadPart(wanted, token, part, data)
    is_whole = services().casework.add_part(actor(), sent, now=clock.now(), today=clock.today())
    return answer_with(PartAnswer(complete=is_whole))
