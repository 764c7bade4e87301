"""An officer's own passphrase and key over HTTP: change, renew, withdraw, retire."""

from flask import Blueprint, Response

from wbs.cases.model import KeyDigest
from wbs.cases.officers.own_keys import ChangedPassphrase
from wbs.crypto.encoding import b64url, from_b64url
from wbs.errors import FormatError
from wbs.investigator.account import step_up
from wbs.investigator.enrolment_shapes import OwnKeyAnswer, PassphraseRequest, RenewalRequest, WithdrawnRenewalRequest
from wbs.investigator.guard import actor, session
from wbs.investigator.services import services
from wbs.web.shapes import Nothing
from wbs.web.wire import answer_with, done, read_request, secret_bytes

blueprint = Blueprint("own_keys", __name__, url_prefix="/me")


@blueprint.get("/keys")
def show_keys() -> Response:
    """Say how the officer's own key stands."""
    account, request = services().own_keys.account(actor()), services().own_keys.request(actor())
    renewed = account.renewed
    is_open = request is not None and renewed is not None and request.reader_key == renewed.reader_key
    return answer_with(
        OwnKeyAnswer(
            login=account.login,
            salt=b64url(account.salt),
            own=account.reader_key,
            renewed=None if renewed is None else renewed.reader_key,
            request=b64url(request.envelope) if is_open and request is not None else None,
        )
    )


@blueprint.put("/passphrase")
def change_passphrase() -> Response:
    """Put another passphrase in place of the old one; the officer's other sessions end."""
    sent = read_request(PassphraseRequest, services().clock)
    wrapped = {KeyDigest(key.reader_key): from_b64url(key.wrapped) for key in sent.keys}
    if len(wrapped) != len(sent.keys):
        raise FormatError("one key twice")
    new = ChangedPassphrase(from_b64url(sent.salt), secret_bytes(sent.auth), wrapped)
    with services().own_gate.place():
        services().own_keys.change_passphrase(actor(), session(), step_up(sent.proof), new, now=services().clock.now())
    return done()


@blueprint.post("/renewal")
def ask_renewal() -> Response:
    """Keep a key that is to follow, and the request for it."""
    sent = read_request(RenewalRequest, services().clock)
    clock, book = services().clock, services().documents.current().book
    envelope, wrapped = from_b64url(sent.request), from_b64url(sent.wrapped)
    with services().own_gate.place():
        services().own_keys.ask_renewal(
            actor(), step_up(sent.proof), envelope, wrapped, book=book, now=clock.now(), today=clock.today()
        )
    return done(201)


@blueprint.post("/renewal/withdraw")
def withdraw_renewal() -> Response:
    """Forget the key that was to follow."""
    sent = read_request(WithdrawnRenewalRequest, services().clock)
    with services().own_gate.place():
        services().own_keys.withdraw_renewal(actor(), step_up(sent.proof), now=services().clock.now())
    return done()


@blueprint.post("/renewal/retire")
def retire_key() -> Response:
    """Forget the old key, once every case was sealed to the new one."""
    read_request(Nothing, services().clock)
    services().own_keys.retire(actor(), now=services().clock.now())
    return done()
