"""What travels over `/api/v1/` about invitations, enrolment, an officer's own passphrase and key."""

from typing import Annotated

import msgspec

from wbs.crypto.directory import Role
from wbs.crypto.shape import AgencyCode, Bytes16, Bytes32, Day, Digest, EnrolmentText, OfficerId, ShortLine, Slug
from wbs.investigator.account_shapes import Login, NewCode, ProofRequest, TotpDraftAnswer, TotpSecret, WrappedText
from wbs.web.shapes import Answer, Base64, DocumentsAnswer, Request

InvitationCode = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
Roles = Annotated[list[Role], msgspec.Meta(min_length=1, max_length=len(Role))]


class InvitationRequest(Request, frozen=True):
    """Invites somebody to the administrator's own agency."""

    officer: OfficerId
    login: Login
    label: ShortLine
    unit: ShortLine
    rank: Slug
    roles: Roles


class InvitationCodeAnswer(Answer, frozen=True):
    """The code, shown once."""

    code: str
    hours: int


class InvitationAnswer(Answer, frozen=True):
    """One open invitation."""

    officer: OfficerId
    login: Login
    label: ShortLine
    unit: ShortLine
    rank: Slug
    roles: Roles
    until: str
    """UTC, to the minute."""


class InvitationsAnswer(Answer, frozen=True):
    """The agency's open invitations."""

    invitations: list[InvitationAnswer]


class EnrolmentAnswer(Answer, frozen=True):
    """One officer's newest request to the officials; the browser reads and verifies it."""

    officer: OfficerId
    reader_key: Digest
    day: Day
    request: Base64


class WaitingAnswer(Answer, frozen=True):
    """The request that waits for the officials, and what its owner's browser compares it with."""

    request: Base64
    wrapped: Base64
    """The account's wrapped key: a request that its key did not sign is somebody else's."""
    installations: list[Digest]
    """Fingerprints of the installation's roots, newest first: the wrapped key is bound to one of them."""


class EnrolmentsAnswer(Answer, frozen=True):
    """The newest request of each of the agency's officers."""

    enrolments: list[EnrolmentAnswer]


class OpenInvitationRequest(Request, frozen=True):
    """Shows an invitation's code."""

    code: InvitationCode


class OpenInvitationAnswer(Answer, frozen=True):
    """What the invitation fixes, the signed documents to anchor in, and a fresh secret for an authenticator app."""

    agency: AgencyCode
    officer: OfficerId
    login: Login
    label: ShortLine
    unit: ShortLine
    rank: Slug
    roles: Roles
    documents: DocumentsAnswer
    installation: Digest
    totp: TotpDraftAnswer


class EnrolRequest(Request, frozen=True):
    """A new account, as the invited officer's browser made it."""

    code: InvitationCode
    salt: Bytes16
    auth: Bytes32
    totp: TotpSecret
    proof: NewCode
    wrapped: WrappedText
    request: EnrolmentText


class OwnKeyAnswer(Answer, frozen=True):
    """How the officer's own key stands: the account's keys, and the request for the one to follow."""

    login: Login
    salt: Bytes16
    own: Digest
    renewed: Digest | None
    request: Base64 | None


class RewrappedKey(Request, frozen=True):
    """One of the account's keys under the new passphrase."""

    reader_key: Digest
    wrapped: WrappedText


class PassphraseRequest(Request, frozen=True):
    """Another passphrase: salt, sign-in key, every key of the account under it; and the proof with the old one."""

    proof: ProofRequest
    salt: Bytes16
    auth: Bytes32
    keys: Annotated[list[RewrappedKey], msgspec.Meta(min_length=1, max_length=2)]


class WithdrawnRenewalRequest(Request, frozen=True):
    """Proof of who forgets the key that was to follow."""

    proof: ProofRequest


class RenewalRequest(Request, frozen=True):
    """A key that is to follow, and the request for it, signed by both."""

    proof: ProofRequest
    wrapped: WrappedText
    request: EnrolmentText
