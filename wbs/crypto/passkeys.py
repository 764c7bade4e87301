"""Passkeys (WebAuthn level 3): challenges, and what authenticators answer to them (docs/spec/officers.md).

No attestation is asked for and none is looked into: which maker built an authenticator decides nothing.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module

import msgspec

from wbs.crypto.encoding import from_b64url
from wbs.crypto.primitives import equal, hmac_sha256, random_bytes, sha256
from wbs.errors import FormatError, SignatureError

CHALLENGE_LIFETIME = timedelta(minutes=5)
"""Long enough to find a key, type its PIN and touch it."""
_CHECKS = "wbs.crypto.authenticators"
_NONCE_BYTES = 16
_TIME_BYTES = 8
_MAC_BYTES = 32


@dataclass(frozen=True, slots=True)
class Site:
    """Where passkeys belong to: a host name (the relying party's id) and the origin of our own page there."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Assertion:
    """An authenticator's answer to a challenge."""

    credential: str
    """Id, base64url."""
    client_data: bytes = field(repr=False)
    authenticator_data: bytes = field(repr=False)
    signature: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Attestation:
    """A new passkey as an authenticator presents it."""

    credential: str
    client_data: bytes = field(repr=False)
    attestation_object: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """What is kept of a passkey."""

    public_key: bytes = field(repr=False)
    sign_count: int


class _ClientData(msgspec.Struct, rename="camel"):
    """What of client data is read before the signature is checked."""

    challenge: str
    cross_origin: bool = False


def make_challenge(key: bytes, purpose: bytes, now: datetime) -> bytes:
    """Make a challenge for one purpose: random bytes, its end, and what proves that we made it (56 bytes).

    Nothing is stored, so asking for challenges costs nothing. One that was answered is stored, and not taken again.
    """
    end = int((now + CHALLENGE_LIFETIME).timestamp())
    body = random_bytes(_NONCE_BYTES) + end.to_bytes(_TIME_BYTES, "big")
    return body + _mac(key, purpose, body)


def challenge_end(key: bytes, purpose: bytes, challenge: bytes, now: datetime) -> datetime:
    """Check a challenge that came back, and give the time until which it is good.

    Raises:
        SignatureError: not made here, for another purpose, or too old.
    """
    body, mac = challenge[:-_MAC_BYTES], challenge[-_MAC_BYTES:]
    if len(body) != _NONCE_BYTES + _TIME_BYTES or not equal(mac, _mac(key, purpose, body)):
        raise SignatureError("not a challenge for this purpose")
    end = datetime.fromtimestamp(int.from_bytes(body[_NONCE_BYTES:], "big"), UTC)
    if not now < end <= now + CHALLENGE_LIFETIME:
        raise SignatureError("the challenge is too old")
    return end


def challenge_of(client_data: bytes) -> bytes:
    """Read which challenge an answer says that it is for; nothing is verified.

    Raises:
        SignatureError: it says none, or that another site's page framed ours.
    """
    try:
        said = msgspec.json.decode(client_data, type=_ClientData)
        challenge = from_b64url(said.challenge)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, FormatError):
        raise SignatureError("client data without a challenge") from None
    if said.cross_origin:
        raise SignatureError("asked for inside another site's page")
    return challenge


def verify_assertion(assertion: Assertion, public_key: bytes, challenge: bytes, site: Site) -> int:
    """Check an answer: signature, challenge, site, and that the authenticator verified its user.

    Returns:
        How many signatures the authenticator counts; the caller compares it with the count before.

    Raises:
        SignatureError: anything is not as it should be.
    """
    verified: int = import_module(_CHECKS).verify_assertion(assertion, public_key, challenge, site)
    return verified


def verify_attestation(attestation: Attestation, challenge: bytes, site: Site) -> NewPasskey:
    """Check a new passkey: challenge, site, user verification, and that its key is of a kind that is known.

    Raises:
        SignatureError: anything is not as it should be, or it carries an attestation.
    """
    verified: NewPasskey = import_module(_CHECKS).verify_attestation(attestation, challenge, site)
    return verified


def user_handle(key: bytes, agency: str, officer: str) -> bytes:
    """Give what authenticators keep as an account's name: 32 bytes that tell nobody who it is."""
    return hmac_sha256(key, f"wbs/v1/handle {agency}/{officer}".encode())


def challenge_hash(challenge: bytes) -> bytes:
    """Give what is stored of a challenge that was answered."""
    return sha256(challenge)


def _mac(key: bytes, purpose: bytes, body: bytes) -> bytes:
    return hmac_sha256(key, b"wbs/v1/challenge" + bytes(1) + sha256(purpose) + body)
