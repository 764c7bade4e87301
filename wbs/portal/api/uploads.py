"""Uploads of encrypted files over tus 1.0 (core, creation, termination): begun with a length, sent in parts, resumed.

The sender draws the id, because it is part of the encryption, and a token, without which there is no upload. Metadata
and lengths that come later are refused: a name is content, and belongs inside the sealed message.
"""

from http import HTTPStatus

from flask import Flask, Response, request

from wbs.cases.model import CHUNK_LIMIT, AgencyCode, AttachmentId
from wbs.cases.reporters.uploads import UploadPart, Uploads, UploadState
from wbs.cases.space import Intake
from wbs.errors import FormatError
from wbs.portal.api.needs import Portal
from wbs.portal.shares import Errand
from wbs.web.answers import problem
from wbs.web.bodies import WrongTypeError
from wbs.web.wire import attachment_id, secret_bytes

PREFIX = "/api/v1/uploads"
TUS_VERSION = "1.0.0"
EXTENSIONS = "creation,termination"
PART_TYPE = "application/offset+octet-stream"
TUS_HEADER = "Tus-Resumable"
LENGTH_HEADER = "Upload-Length"
OFFSET_HEADER = "Upload-Offset"
ID_HEADER = "Upload-Id"
TOKEN_HEADER = "Upload-Token"  # noqa: S105 - the name of a header
AGENCY_HEADER = "Upload-Agency"
_REFUSED_HEADERS = ("Upload-Metadata", "Upload-Defer-Length", "Upload-Concat", "Upload-Checksum")
_LENGTH_DIGITS = 15


class UploadViews:
    """The tus endpoint."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._uploads = Uploads(portal.store, portal.config.file_limits)

    def register(self, app: Flask) -> None:
        """Add the routes."""
        app.add_url_rule(PREFIX, "tus_options", self.options, methods=["OPTIONS"])
        app.add_url_rule(PREFIX, "tus_create", self.create, methods=["POST"])
        one = f"{PREFIX}/<upload>"
        for method, name, view in (
            ("HEAD", "tus_head", self.head),
            ("PATCH", "tus_patch", self.patch),
            ("DELETE", "tus_delete", self.delete),
        ):
            app.add_url_rule(one, name, view, methods=[method])

    def options(self) -> Response:
        """Say what this endpoint can do."""
        response = _empty(HTTPStatus.NO_CONTENT)
        response.headers["Tus-Version"] = TUS_VERSION
        response.headers["Tus-Extension"] = EXTENSIONS
        response.headers["Tus-Max-Size"] = str(self._portal.config.file_limits.longest)
        return response

    def create(self) -> Response:
        """Open an upload."""
        if _speaks_another_version():
            return _other_version()
        if any(name in request.headers for name in _REFUSED_HEADERS):
            raise FormatError("a header that this endpoint does not take")
        length = _number(LENGTH_HEADER)
        attachment, token = _id(), _token()
        shelf = self._shelf()
        self._uploads.check_length(length, shelf)
        self._portal.disk.require(Intake.UPLOADS)
        self._portal.quotas.begin_upload(shelf)
        with self._portal.traffic.turn(Errand.UPLOADS):
            state = self._uploads.begin(attachment, shelf, token, length, self._portal.today().day)
        response = _at(state, HTTPStatus.CREATED)
        response.headers["Location"] = f"{PREFIX}/{request.headers[ID_HEADER]}"
        return response

    def head(self, upload: str) -> Response:
        """Say where an upload goes on."""
        if _speaks_another_version():
            return _other_version()
        state = self._uploads.state(attachment_id(upload), _token())
        response = _at(state, HTTPStatus.OK)
        response.headers[LENGTH_HEADER] = str(state.length)
        return response

    def patch(self, upload: str) -> Response:
        """Store the next part; one that breaks off leaves nothing."""
        if _speaks_another_version():
            return _other_version()
        if request.content_encoding or request.mimetype != PART_TYPE:
            raise WrongTypeError("not announced as a part")
        wanted, token, offset = attachment_id(upload), _token(), _number(OFFSET_HEADER)
        self._portal.disk.require(Intake.UPLOADS)
        body = self._portal.body(Errand.UPLOADS)
        data = body.read(CHUNK_LIMIT)
        body.whole()
        shelf = self._uploads.shelf(wanted, token)
        with self._portal.traffic.turn(Errand.UPLOADS), self._portal.quotas.part(shelf, len(data)):
            state = self._uploads.append(UploadPart(wanted, token, offset, data), self._portal.today().day)
        return _at(state, HTTPStatus.NO_CONTENT)

    def delete(self, upload: str) -> Response:
        """Forget an upload."""
        if _speaks_another_version():
            return _other_version()
        self._uploads.drop(attachment_id(upload), _token())
        return _empty(HTTPStatus.NO_CONTENT)

    def _shelf(self) -> AgencyCode:
        code = request.headers.get(AGENCY_HEADER, "")
        if self._portal.today().channels.choice(code) is None:
            raise FormatError("no such agency")
        return AgencyCode(code)


def _speaks_another_version() -> bool:
    return request.headers.get(TUS_HEADER) != TUS_VERSION


def _other_version() -> Response:
    response = problem(HTTPStatus.PRECONDITION_FAILED, "Another version of tus")
    response.headers["Tus-Version"] = TUS_VERSION
    return response


def _number(header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) <= _LENGTH_DIGITS):
        raise FormatError("a header is not a length")
    return int(text)


def _id() -> AttachmentId:
    return attachment_id(request.headers.get(ID_HEADER, ""))


def _token() -> bytes:
    return secret_bytes(request.headers.get(TOKEN_HEADER, ""))


def _at(state: UploadState, status: int) -> Response:
    response = _empty(status)
    response.headers[OFFSET_HEADER] = str(state.offset)
    return response


def _empty(status: int) -> Response:
    response = Response(status=status)
    response.headers[TUS_HEADER] = TUS_VERSION
    return response
