"""What travels over `/api/v1/` about an officer's own account: second factors, passkeys, sessions."""

from typing import Annotated

import msgspec

from wbs.cases.model import Factor
from wbs.cases.officers.own_factors import RECOVERY_CHARS
from wbs.crypto.shape import Bytes16, Bytes32, Digest
from wbs.crypto.signin import WRAPPED_SIZES
from wbs.web.shapes import Answer, Base64, Request, text_size

Login = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
Code = Annotated[str, msgspec.Meta(pattern=rf"\A(?:[0-9]{{6}}|[a-z2-7]{{{RECOVERY_CHARS}}})\Z")]
"""Six digits of the authenticator app, or a recovery code."""
NewCode = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{6}\Z")]
TotpSecret = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]{27}\Z")]
"""20 bytes."""
_CHARS = r"\A[A-Za-z0-9_-]+\Z"
CredentialId = Annotated[str, msgspec.Meta(pattern=_CHARS, min_length=text_size(16), max_length=text_size(1023))]
"""16 to 1,023 bytes (WebAuthn level 3 section 4)."""
ClientData = Annotated[str, msgspec.Meta(pattern=_CHARS, max_length=text_size(2048))]
AuthenticatorData = Annotated[str, msgspec.Meta(pattern=_CHARS, max_length=text_size(2048))]
SignatureText = Annotated[str, msgspec.Meta(pattern=_CHARS, max_length=text_size(1024))]
AttestationText = Annotated[str, msgspec.Meta(pattern=_CHARS, max_length=text_size(4096))]
WrappedText = Annotated[
    str,
    msgspec.Meta(pattern=_CHARS, min_length=text_size(min(WRAPPED_SIZES)), max_length=text_size(max(WRAPPED_SIZES))),
]


class ChallengeAnswer(Answer, frozen=True):
    """A challenge to sign in with; the same for everybody who asks."""

    challenge: Base64
    host: str


class AssertionRequest(Request, frozen=True):
    """A passkey's answer. What it computes for the page (PRF) has no place here."""

    credential: CredentialId
    client_data: ClientData
    authenticator_data: AuthenticatorData
    signature: SignatureText


class ProofRequest(Request, frozen=True):
    """Proof that the officer is there: what the passphrase derives, and a second factor."""

    auth: Bytes32
    code: Code


class PasskeyAnswer(Answer, frozen=True):
    """One passkey."""

    credential: CredentialId
    added: str
    last_used: str | None
    unlocks: bool
    """Whether it unwraps the officer's present key."""


class FactorsAnswer(Answer, frozen=True):
    """How the officer's second factors stand. Times are UTC, to the minute."""

    login: Login
    salt: Bytes16
    """What the officer's own passphrase is stretched with."""
    codes_left: int
    codes_used: list[str]
    passkeys: list[PasskeyAnswer]


class TotpDraftAnswer(Answer, frozen=True):
    """A fresh secret for an authenticator app, which nothing has kept: as text, as an address, as a QR code."""

    secret: TotpSecret
    text: str
    """Base32, as people type it."""
    side: int
    path: str
    """The QR code as an SVG path."""


class TotpRequest(Request, frozen=True):
    """Another authenticator app: its secret, one of its codes, and the proof."""

    proof: ProofRequest
    secret: TotpSecret
    code: NewCode


class RecoveryCodesRequest(Request, frozen=True):
    """Asks for new recovery codes."""

    proof: ProofRequest


class RecoveryCodesAnswer(Answer, frozen=True):
    """Ten codes, shown once."""

    codes: list[str]


class PasskeyInvitationRequest(Request, frozen=True):
    """Asks to add a passkey."""

    proof: ProofRequest


class PasskeyInvitationAnswer(Answer, frozen=True):
    """What the browser hands to an authenticator."""

    challenge: Base64
    host: str
    handle: Bytes32
    login: str
    known: list[CredentialId]


class PasskeyRequest(Request, frozen=True):
    """A new passkey; if it can unwrap the officer's key, that key as it was wrapped, and which one it is."""

    credential: CredentialId
    client_data: ClientData
    attestation: AttestationText
    wrapped: WrappedText | msgspec.UnsetType = msgspec.UNSET
    reader_key: Digest | msgspec.UnsetType = msgspec.UNSET


class PasskeyWrapRequest(Request, frozen=True):
    """The key as it was wrapped anew under a passkey, in place of the one whose SHA-256 it names."""

    replaces: Digest
    wrapped: WrappedText


class OwnSessionAnswer(Answer, frozen=True):
    """One session. Nothing of the browser or the place is known. Times are UTC, to the minute."""

    session: Bytes16
    begun: str
    last_used: str
    factor: Factor
    is_this: bool


class OwnSessionsAnswer(Answer, frozen=True):
    """The officer's sessions, the one begun first first."""

    sessions: list[OwnSessionAnswer]
