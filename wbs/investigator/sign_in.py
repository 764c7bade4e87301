"""Sign-in, session, wrapped key and sign-out over HTTP. Every refusal of a sign-in is one and the same answer."""

import msgspec
from flask import Blueprint, Response, g, request

from wbs.cases.access import Actor
from wbs.cases.officers.second_factors import Shown
from wbs.cases.officers.sessions import LIFETIME
from wbs.cases.officers.sign_in import Proof, SignedIn
from wbs.cases.permissions import acts_of
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.passkeys import Assertion
from wbs.crypto.trust import TrustBook
from wbs.errors import FormatError, SessionEndedError
from wbs.investigator.account_shapes import AssertionRequest
from wbs.investigator.guard import COOKIE, actor, presented_token, session
from wbs.investigator.services import services
from wbs.investigator.shapes import (
    OfficerAnswer,
    SaltAnswer,
    SaltRequest,
    SessionAnswer,
    SignInAnswer,
    SignInRequest,
    WrappedKeyRequest,
)
from wbs.web.headers import forget_site
from wbs.web.shapes import Nothing
from wbs.web.wire import answer_with, done, read_request, secret_bytes

blueprint = Blueprint("sign_in", __name__)


@blueprint.post("/sign-in/salt")
def give_salt() -> Response:
    """Give the salt of a login, known or not."""
    wanted = read_request(SaltRequest, services().clock)
    with services().salt_gate.place():
        salt = services().sign_in.salt(wanted.login)
    return answer_with(SaltAnswer(salt=b64url(salt)))


@blueprint.post("/sign-in")
def sign_in() -> Response:
    """Check both factors; open a session that replaces the browser's old one."""
    sent = read_request(SignInRequest, services().clock)
    proof = Proof(sent.login, secret_bytes(sent.auth), _second_factor(sent))
    clock, book = services().clock, services().documents.current().book
    with services().sign_in_gate.place():
        signed_in = services().sign_in.sign_in(proof, book=book, now=clock.now(), today=clock.today())
    return answer_signed_in(signed_in, book)


@blueprint.get("/session")
def show_session() -> Response:
    """Say whose session goes on, and give its token again."""
    csrf = services().sessions.csrf(g.token)
    return answer_with(SessionAnswer(csrf=b64url(csrf), officer=officer_answer(actor())))


@blueprint.put("/me/key")
def replace_key() -> Response:
    """Store the officer's key as the browser wrapped it anew, in place of the one that is named."""
    sent = read_request(WrappedKeyRequest, services().clock)
    services().wrapped_keys.replace(
        actor(), replaces=sent.replaces, wrapped=from_b64url(sent.wrapped), now=services().clock.now()
    )
    return done()


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """Forget the session, here and in the browser."""
    read_request(Nothing, services().clock)
    services().sessions.sign_out(session(), services().clock.now())
    response = done()
    _set_cookie(response, "", seconds=0)
    forget_site()
    return response


def answer_signed_in(signed_in: SignedIn, book: TrustBook) -> Response:
    """Begin a session in the browser: it replaces the one that the browser had before."""
    _forget_old_session()
    installation = book.installation[0].document.fingerprint_text()
    response = answer_with(_sign_in_answer(signed_in, installation))
    _set_cookie(response, b64url(signed_in.token))  # without a lifetime: browsers write such cookies to disk
    return response


def officer_answer(officer: Actor) -> OfficerAnswer:
    """Describe an officer."""
    return OfficerAnswer(
        agency=officer.agency,
        id=officer.id,
        label=officer.label,
        roles=sorted(officer.roles),
        acts=list(acts_of(officer)),
    )


def _sign_in_answer(signed_in: SignedIn, installation: str) -> SignInAnswer:
    return SignInAnswer(
        csrf=b64url(signed_in.csrf),
        officer=officer_answer(signed_in.actor),
        wrapped=b64url(signed_in.wrapped_key),
        renewed=None if signed_in.renewed_key is None else b64url(signed_in.renewed_key),
        slot=signed_in.slot,
        installation=installation,
        expires_in=int(LIFETIME.total_seconds()),
        codes_left=signed_in.codes_left,
        codes_used=signed_in.codes_used,
    )


def _second_factor(sent: SignInRequest) -> Shown:
    if sent.passkey is msgspec.UNSET and sent.code is not msgspec.UNSET:
        return sent.code
    if sent.code is msgspec.UNSET and sent.passkey is not msgspec.UNSET:
        return assertion_of(sent.passkey)
    raise FormatError("one second factor, and only one")


def assertion_of(sent: AssertionRequest) -> Assertion:
    """Read a passkey's answer."""
    return Assertion(
        sent.credential,
        from_b64url(sent.client_data),
        from_b64url(sent.authenticator_data),
        from_b64url(sent.signature),
    )


def _forget_old_session() -> None:
    """A session that this browser had before, its own or a planted one, ends with the new one's beginning."""
    if COOKIE in request.cookies:
        try:
            services().sessions.forget(presented_token())
        except SessionEndedError:
            return


def _set_cookie(response: Response, value: str, seconds: int | None = None) -> None:
    response.set_cookie(COOKIE, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="Strict")
