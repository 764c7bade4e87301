"""Bytes in and out of views: strict JSON requests, JSON answers, base64url, names in paths."""

import re
from collections.abc import Sequence
from typing import TypeVar

import msgspec
from flask import Response, request

from wbs.cases.model import AgencyCode, AttachmentId, CaseId, CaseName, UploadClaim
from wbs.clock import Clock
from wbs.crypto.boxes import token_hash
from wbs.crypto.encoding import from_b64url
from wbs.crypto.shape import decoder_of
from wbs.errors import FormatError, NotFoundError
from wbs.web.bodies import Body, WrongTypeError
from wbs.web.shapes import Answer, Request, UploadRef

JSON_TYPE = "application/json"
SMALL_BODY = 16 * 1024
"""Largest body of a request that carries no sealed message, in bytes."""
_AGENCY = re.compile(r"[0-9]{2}(?:\.[0-9]{2})?\Z")
_CASE = re.compile(r"[a-z2-7]{52}\Z")
_ENCODER = msgspec.json.Encoder()
_QUOTE = b'"'
RequestT = TypeVar("RequestT", bound=Request)


def read_request(shape: type[RequestT], clock: Clock, limit: int = SMALL_BODY, body: Body | None = None) -> RequestT:
    """Read the body of the request being answered; `body`, if something counts what it holds.

    Raises:
        WrongTypeError: the body is not announced as JSON.
        LengthRequiredError, TooLargeError, CutOffError, BodyTooSlowError: as `Body` says.
        FormatError: not JSON of this shape.
    """
    if request.content_encoding or request.mimetype != JSON_TYPE:
        raise WrongTypeError("not announced as plain JSON")
    sent = (body or Body(request.environ, clock)).read(limit)
    try:
        value: RequestT = decoder_of(shape).decode(sent)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise FormatError("not a request of the expected shape") from None
    # The decoder takes the last of two members with one name; nothing but names and texts has quotation marks. Counting
    # them takes longer than all the rest, and our own clients write what the encoder would.
    written = _ENCODER.encode(value)
    if written != sent and written.count(_QUOTE) != sent.count(_QUOTE):
        raise FormatError("a member that stands twice")
    return value


def answer_with(value: Answer, status: int = 200) -> Response:
    """Make a JSON answer."""
    return Response(_ENCODER.encode(value), status, content_type=JSON_TYPE)


def done(status: int = 200) -> Response:
    """Make the answer that says nothing but that it is done."""
    return Response(b"{}", status, content_type=JSON_TYPE)


def case_name(agency: str, case: str) -> CaseName:
    """Read a case's name from a path.

    Raises:
        NotFoundError: no case can have that name.
    """
    if not _AGENCY.match(agency) or not _CASE.match(case):
        raise NotFoundError("no such case")
    return CaseName(AgencyCode(agency), CaseId(case))


def attachment_id(text: str) -> AttachmentId:
    """Read an attachment's id from a path or a body.

    Raises:
        NotFoundError: no attachment can have that id.
    """
    return AttachmentId(_exactly(text, 16))


def secret_bytes(text: str) -> bytes:
    """Read a 32-byte token or key.

    Raises:
        FormatError: something else.
    """
    raw = from_b64url(text)
    if len(raw) != 32:  # noqa: PLR2004 - said in the line above
        raise FormatError("not 32 bytes")
    return raw


def claims_of(uploads: Sequence[UploadRef]) -> tuple[UploadClaim, ...]:
    """Give the claims that a client makes with its upload tokens."""
    return tuple(
        UploadClaim(AttachmentId(from_b64url(upload.id)), token_hash(from_b64url(upload.token))) for upload in uploads
    )


def _exactly(text: str, size: int) -> bytes:
    try:
        raw = from_b64url(text)
    except FormatError:
        raw = b""
    if len(raw) != size:
        raise NotFoundError("no such thing")
    return raw
