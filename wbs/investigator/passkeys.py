"""Passkeys over HTTP: signing in with one, adding and removing one's own. Every refusal of a sign-in is the same."""

import msgspec
from flask import Blueprint, Response

from wbs.cases.model import KeyDigest
from wbs.cases.officers.passkeys import WrappedReaderKey
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.passkeys import Attestation
from wbs.errors import FormatError, NotFoundError
from wbs.investigator.account import step_up
from wbs.investigator.account_shapes import (
    AssertionRequest,
    ChallengeAnswer,
    PasskeyInvitationAnswer,
    PasskeyInvitationRequest,
    PasskeyRequest,
    PasskeyWrapRequest,
)
from wbs.investigator.guard import actor, session
from wbs.investigator.services import services
from wbs.investigator.sign_in import answer_signed_in, assertion_of
from wbs.web.shapes import Nothing
from wbs.web.wire import answer_with, done, read_request

blueprint = Blueprint("passkeys", __name__)
_LONGEST_ID = 1364


@blueprint.post("/sign-in/passkey/challenge")
def give_challenge() -> Response:
    """Give a challenge. It names no account, and asking leaves no trace."""
    read_request(Nothing, services().clock)
    with services().salt_gate.place():
        challenge = services().passkey_answers.challenge(services().clock.now())
    return answer_with(ChallengeAnswer(challenge=b64url(challenge), host=services().own_passkeys.host))


@blueprint.post("/sign-in/passkey")
def sign_in_by_passkey() -> Response:
    """Check the answer of a passkey that unwraps its officer's key; open a session."""
    assertion = assertion_of(read_request(AssertionRequest, services().clock))
    clock, book = services().clock, services().documents.current().book
    with services().sign_in_gate.place():
        signed_in = services().sign_in.sign_in_by_passkey(assertion, book=book, now=clock.now(), today=clock.today())
    return answer_signed_in(signed_in, book)


@blueprint.post("/me/passkeys/challenge")
def invite_passkey() -> Response:
    """Begin to add a passkey, for an officer who proves to be there."""
    sent = read_request(PasskeyInvitationRequest, services().clock)
    now = services().clock.now()
    with services().own_gate.place():
        services().own_factors.prove(actor(), step_up(sent.proof), now)
    invitation = services().own_passkeys.invite(actor(), session(), now)
    return answer_with(
        PasskeyInvitationAnswer(
            challenge=b64url(invitation.challenge),
            host=services().own_passkeys.host,
            handle=b64url(invitation.handle),
            login=invitation.login,
            known=list(invitation.known),
        )
    )


@blueprint.post("/me/passkeys")
def add_passkey() -> Response:
    """Store a new passkey."""
    sent = read_request(PasskeyRequest, services().clock)
    attestation = Attestation(sent.credential, from_b64url(sent.client_data), from_b64url(sent.attestation))
    services().own_passkeys.add(actor(), session(), attestation, _wrapped(sent), now=services().clock.now())
    return done(201)


@blueprint.put("/me/passkeys/<credential>/key")
def replace_passkey_key(credential: str) -> Response:
    """Store the officer's key as the browser wrapped it anew under a passkey."""
    sent = read_request(PasskeyWrapRequest, services().clock)
    services().own_passkeys.rewrap(
        actor(),
        _credential(credential),
        replaces=sent.replaces,
        wrapped=from_b64url(sent.wrapped),
        now=services().clock.now(),
    )
    return done()


@blueprint.post("/me/passkeys/<credential>/remove")
def remove_passkey(credential: str) -> Response:
    """Forget a passkey and what it wraps."""
    read_request(Nothing, services().clock)
    services().own_passkeys.remove(actor(), session(), _credential(credential), services().clock.now())
    return done()


def _wrapped(sent: PasskeyRequest) -> WrappedReaderKey | None:
    if sent.wrapped is not msgspec.UNSET and sent.reader_key is not msgspec.UNSET:
        return WrappedReaderKey(KeyDigest(sent.reader_key), from_b64url(sent.wrapped))
    if sent.wrapped is not msgspec.UNSET or sent.reader_key is not msgspec.UNSET:
        raise FormatError("a wrapped key and its name, or neither")
    return None


def _credential(text: str) -> str:
    if len(text) > _LONGEST_ID:
        raise NotFoundError("no passkey has such an id")
    return text
