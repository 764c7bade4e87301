"""Stands before every address of the API: the page it came from, the session, the session's token, the officer's roles.

Nothing is open, and nothing is allowed to anybody, unless `acts` lists it.
"""

from flask import g, request

from wbs.cases.access import Actor
from wbs.cases.model import Session
from wbs.cases.permissions import require
from wbs.crypto.encoding import from_b64url
from wbs.errors import ForbiddenError, FormatError, SessionEndedError
from wbs.investigator.acts import ACTS, OPEN
from wbs.investigator.services import services

COOKIE = "__Host-wbs"
"""Browsers keep this name for cookies that only this host can set, over TLS or on loopback, for all paths."""
CSRF_HEADER = "X-CSRF-Token"
_SAFE = frozenset({"GET", "HEAD"})


def require_session() -> None:
    """Check the request being answered, before its body is read.

    Raises:
        ForbiddenError: another site made the browser send this, the session's token is missing or another one's, or
            none of the officer's roles may do this.
        SessionEndedError: no session, one that is over, or not the one whose token came along: another officer has
            signed in from another window of this browser since.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise ForbiddenError("asked for from another site")
    if request.endpoint in OPEN:
        return
    token = presented_token()
    clock = services().clock
    book = services().documents.current().book
    g.token = token
    g.session, g.actor = services().sessions.resume(token, book=book, now=clock.now(), today=clock.today())
    if request.method not in _SAFE:
        services().sessions.check_csrf(g.session, _presented_csrf())
    elif CSRF_HEADER in request.headers:
        _require_same_session()
    _require_act(request.endpoint)


def _require_act(endpoint: str | None) -> None:
    if endpoint is None:
        return  # no such address or method: the answer says so
    act = ACTS.get(endpoint)
    if act is None:
        raise ForbiddenError("an address that names no act")
    require(g.actor, act)


def _require_same_session() -> None:
    try:
        services().sessions.check_csrf(g.session, _presented_csrf())
    except ForbiddenError:
        raise SessionEndedError("the page belongs to another session") from None


def presented_token() -> bytes:
    """Give the session token of the cookie.

    Raises:
        SessionEndedError: there is none.
    """
    try:
        return from_b64url(request.cookies[COOKIE])
    except (KeyError, FormatError):
        raise SessionEndedError("no session cookie") from None


def actor() -> Actor:
    """Give the officer whose request is being answered."""
    found: Actor = g.actor
    return found


def session() -> Session:
    """Give the session of the request being answered."""
    found: Session = g.session
    return found


def _presented_csrf() -> bytes:
    try:
        return from_b64url(request.headers.get(CSRF_HEADER, ""))
    except FormatError:
        raise ForbiddenError("the request's token is not one") from None
