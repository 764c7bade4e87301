"""Answers to what goes wrong: a page per status for people, a problem document (RFC 9457) for programs.

Both are constant per status and language: nothing of the request comes back, and nothing of it is logged.
"""

import logging
from http import HTTPStatus
from traceback import walk_tb

import msgspec
from flask import Flask, Response, render_template, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from wbs.errors import (
    BusyError,
    ChannelClosedError,
    ConflictError,
    FileTooLargeError,
    ForbiddenError,
    NotFoundError,
    RefusedError,
    SessionEndedError,
    SignInError,
    StoreError,
    WbsError,
)
from wbs.web.bodies import BodyTooSlowError, CutOffError, LengthRequiredError, TooLargeError, WrongTypeError

API_PREFIX = "/api/"
PROBLEM_TYPE = "application/problem+json"
_STATUS_OF: tuple[tuple[type[WbsError], int], ...] = (
    (CutOffError, 400),
    (LengthRequiredError, 411),
    (BodyTooSlowError, 408),
    (TooLargeError, 413),
    (FileTooLargeError, 413),
    (WrongTypeError, 415),
    (NotFoundError, 404),
    (ForbiddenError, 403),
    (SignInError, 401),
    (SessionEndedError, 401),
    (ConflictError, 409),
    (RefusedError, 422),
    (BusyError, 503),
    (ChannelClosedError, 503),
    (StoreError, 503),
)
_PAGES = frozenset({400, 401, 403, 404, 405, 408, 409, 411, 413, 415, 422, 429, 500, 503})
_FALLBACK_CLIENT = HTTPStatus.BAD_REQUEST
_FALLBACK_SERVER = HTTPStatus.INTERNAL_SERVER_ERROR
_RETRY_SECONDS = "30"


class _Problem(msgspec.Struct, frozen=True, kw_only=True):
    type: str = "about:blank"
    title: str
    status: int
    code: str
    """A constant word for programs: that of the refusal, or of the status."""


class Incidents:
    """Tells operators where the program failed: once per place, without the error's text, its values or the request."""

    def __init__(self, name: str) -> None:
        """Write under `name`."""
        self._logger = logging.getLogger(name)
        self._told: set[str] = set()

    def note(self, error: BaseException) -> None:
        """Write the class of an error and the lines it passed, the first time."""
        frames = [f"{frame.f_code.co_filename}:{line}" for frame, line in walk_tb(error.__traceback__)]
        text = " < ".join([type(error).__qualname__, *reversed(frames[-8:])])
        if text not in self._told:
            self._told.add(text)
            self._logger.error("internal error: %s", text)  # nosemgrep: no-output-of-requests - names and lines of code


def status_of(error: WbsError) -> int:
    """Give the HTTP status of an error of ours."""
    return next((status for kind, status in _STATUS_OF if isinstance(error, kind)), _FALLBACK_SERVER)


def install_answers(app: Flask, incidents: Incidents) -> None:
    """Answer every error of the application."""

    def refused(error: WbsError) -> Response:
        if status_of(error) >= _FALLBACK_SERVER and not isinstance(error, BusyError):
            incidents.note(error)
        return answer(status_of(error), error.code)

    def standard(error: HTTPException) -> Response:
        status = error.code or _FALLBACK_SERVER
        if status < _FALLBACK_CLIENT:
            return Response(status=status, headers=error.get_headers())
        made = answer(status)
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            made.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
        return made

    def failed(error: Exception) -> Response:
        incidents.note(error)
        return answer(_FALLBACK_SERVER)

    def complete(response: Response) -> Response:
        if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            response.headers.setdefault("Retry-After", _RETRY_SECONDS)
        return response

    app.after_request(complete)
    app.register_error_handler(WbsError, refused)
    app.register_error_handler(HTTPException, standard)
    app.register_error_handler(Exception, failed)


def answer(status: int, code: str = "") -> Response:
    """Make the page or the problem document of one status; `code` is a program's word, if not the status's own."""
    if status not in _PAGES:
        status = _FALLBACK_SERVER if status >= _FALLBACK_SERVER else _FALLBACK_CLIENT
    if request.path.startswith(API_PREFIX):
        response = problem(status, english_title(status), code)
    else:
        response = Response(render_template("error.html", status=status, **_texts(status)), status)
    return response


def problem(status: int, title: str, code: str = "") -> Response:
    """Make a problem document with a constant title."""
    body = msgspec.json.encode(_Problem(title=title, status=status, code=code or code_of(status)))
    return Response(body, status, content_type=PROBLEM_TYPE)


def english_title(status: int) -> str:
    """Give the constant English title of a status."""
    return {
        400: "This request could not be read",
        401: "Sign-in is needed",
        403: "This is not allowed",
        404: "Not found",
        405: "Not possible here",
        408: "The connection was too slow",
        409: "Something newer arrived meanwhile",
        411: "The length is missing",
        413: "Too large",
        415: "Another kind of content is needed",
        422: "This could not be accepted",
        429: "Too many requests",
        500: "Something went wrong",
        503: "Not available at the moment",
    }.get(status, "Something went wrong")


def code_of(status: int) -> str:
    """Give the constant word by which programs know a status."""
    return {
        400: "unreadable",
        401: "sign-in",
        403: "forbidden",
        404: "not-found",
        405: "method",
        408: "too-slow",
        409: "conflict",
        411: "length-missing",
        413: "too-large",
        415: "media-type",
        422: "refused",
        429: "too-many",
        503: "unavailable",
    }.get(status, "failed")


def _texts(status: int) -> dict[str, str]:
    heading, text = _page_texts()[status]
    return {"heading": heading, "text": text}


def _page_texts() -> dict[int, tuple[str, str]]:
    return {
        400: (gettext("This request could not be read"), gettext("Go back and try again. Nothing was saved.")),
        401: (gettext("Sign-in is needed"), gettext("Open the first page and sign in.")),
        403: (
            gettext("This did not come from our own page"),
            gettext("Open the page here and send it again. Nothing was saved."),
        ),
        404: (gettext("There is no such page"), gettext("Start from the first page.")),
        405: (gettext("This page cannot be used like that"), gettext("Start from the first page.")),
        408: (
            gettext("The connection was too slow"),
            gettext("Sending took too long, so it was stopped. Nothing was saved. Please try again."),
        ),
        409: (gettext("Something newer arrived meanwhile"), gettext("Open the page again. Nothing was lost.")),
        411: (gettext("This request could not be read"), gettext("Go back and try again. Nothing was saved.")),
        413: (gettext("This is too large"), gettext("Send less at once. Nothing was saved.")),
        415: (gettext("This request could not be read"), gettext("Go back and try again. Nothing was saved.")),
        422: (gettext("This could not be accepted"), gettext("Go back and check what you wrote. Nothing was saved.")),
        429: (gettext("Too many requests at once"), gettext("Wait a minute, then try again. Nothing was saved.")),
        500: (
            gettext("Something went wrong here"),
            gettext("The fault is ours. Nothing was saved. Please try again later."),
        ),
        503: (
            gettext("This is not available at the moment"),
            gettext("Nothing was saved. Please try again later."),
        ),
    }
