"""An officer's own second factors and sessions over HTTP. Passkeys have their own module."""

from datetime import UTC, datetime

from flask import Blueprint, Response

from wbs.cases.model import Passkey
from wbs.cases.officers.own_factors import StepUp
from wbs.cases.officers.totp import totp_address, totp_text
from wbs.crypto.boxes import TOTP_SECRET_BYTES, session_name
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.primitives import equal, random_bytes
from wbs.errors import FormatError, NotFoundError
from wbs.investigator.account_shapes import (
    FactorsAnswer,
    OwnSessionAnswer,
    OwnSessionsAnswer,
    PasskeyAnswer,
    ProofRequest,
    RecoveryCodesAnswer,
    RecoveryCodesRequest,
    TotpDraftAnswer,
    TotpRequest,
)
from wbs.investigator.guard import actor, session
from wbs.investigator.qr import draw_qr
from wbs.investigator.services import services
from wbs.web.shapes import Nothing
from wbs.web.wire import answer_with, done, read_request, secret_bytes

blueprint = Blueprint("account", __name__, url_prefix="/me")


@blueprint.get("/second-factors")
def show_factors() -> Response:
    """Say how the officer's second factors stand."""
    login, salt = services().own_factors.login_and_salt(actor())
    codes = services().own_factors.recovery_codes(actor())
    passkeys = services().own_passkeys.list(actor())
    return answer_with(
        FactorsAnswer(
            login=login,
            salt=b64url(salt),
            codes_left=codes.left,
            codes_used=[minute(used) for used in codes.used],
            passkeys=[_passkey_answer(passkey) for passkey in passkeys],
        )
    )


@blueprint.post("/totp/draft")
def draft_totp() -> Response:
    """Draw a secret for another authenticator app. It counts only once `replace_totp` brings it back."""
    read_request(Nothing, services().clock)
    login, _ = services().own_factors.login_and_salt(actor())
    return answer_with(new_totp(login))


@blueprint.put("/totp")
def replace_totp() -> Response:
    """Put another authenticator app in place of the old one."""
    sent = read_request(TotpRequest, services().clock)
    secret = from_b64url(sent.secret)
    with services().own_gate.place():
        services().own_factors.replace_totp(
            actor(), session(), step_up(sent.proof), secret=secret, code=sent.code, now=services().clock.now()
        )
    return done()


@blueprint.post("/recovery-codes")
def make_recovery_codes() -> Response:
    """Make new recovery codes; the only answer that ever holds them."""
    sent = read_request(RecoveryCodesRequest, services().clock)
    with services().own_gate.place():
        codes = services().own_factors.make_recovery_codes(actor(), step_up(sent.proof), services().clock.now())
    return answer_with(RecoveryCodesAnswer(codes=codes), 201)


@blueprint.get("/sessions")
def show_sessions() -> Response:
    """List the officer's sessions."""
    found = services().sessions.of(actor(), services().clock.now())
    return answer_with(
        OwnSessionsAnswer(
            sessions=[
                OwnSessionAnswer(
                    session=b64url(session_name(one.token_hash)),
                    begun=minute(one.created),
                    last_used=minute(one.last_seen),
                    factor=one.factor,
                    is_this=equal(one.token_hash, session().token_hash),
                )
                for one in found
            ]
        )
    )


@blueprint.post("/sessions/<session_id>/end")
def end_session(session_id: str) -> Response:
    """End one of the officer's sessions."""
    read_request(Nothing, services().clock)
    services().sessions.end(actor(), _name_of(session_id), services().clock.now())
    return done()


@blueprint.post("/sessions/end-others")
def end_other_sessions() -> Response:
    """End all of the officer's sessions but this one."""
    read_request(Nothing, services().clock)
    services().sessions.end_others(actor(), session(), services().clock.now())
    return done()


def new_totp(login: str) -> TotpDraftAnswer:
    """Draw a secret for an authenticator app; nothing keeps it."""
    secret = random_bytes(TOTP_SECRET_BYTES)
    drawing = draw_qr(totp_address(secret, login))
    return TotpDraftAnswer(secret=b64url(secret), text=totp_text(secret), side=drawing.side, path=drawing.path)


def step_up(sent: ProofRequest) -> StepUp:
    """Read a proof."""
    return StepUp(secret_bytes(sent.auth), sent.code)


def minute(time: datetime) -> str:
    """Write a time in UTC, to the minute."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def _passkey_answer(passkey: Passkey) -> PasskeyAnswer:
    return PasskeyAnswer(
        credential=passkey.credential,
        added=minute(passkey.added),
        last_used=None if passkey.last_used is None else minute(passkey.last_used),
        unlocks=passkey.wrapped is not None and passkey.reader_key == actor().reader_key,
    )


def _name_of(text: str) -> bytes:
    try:
        return from_b64url(text)
    except FormatError:
        raise NotFoundError("no session has such a name") from None
