"""Enrolment: an invited officer's browser brings keys, which open nothing until a directory lists them.

The server never sees the passphrase or a private key. It checks that the request to the officials says exactly what the
invitation fixed, so that nobody gives themselves another role on the way; the officials compare its words once more.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from wbs.cases.access import Actor, listed_keys
from wbs.cases.log.ports import AuditLog
from wbs.cases.model import (
    AuditAction,
    AuditEntry,
    EnrolmentRequest,
    Invitation,
    KeyDigest,
    Officer,
    OfficerState,
)
from wbs.cases.officers.invitations import Invitations, code_hash
from wbs.cases.officers.ports import EnrolmentStore, OfficerStore
from wbs.cases.officers.second_factors import SecondFactors
from wbs.cases.officers.sign_in import Hasher, Proof
from wbs.cases.officers.totp import matching_step
from wbs.cases.permissions import Act, require
from wbs.crypto.boxes import TOKEN_BYTES, TOTP_SECRET_BYTES, ServiceKeys, encrypt_totp_secret
from wbs.crypto.enrolment import Enrolment, verify_enrolment
from wbs.crypto.primitives import random_bytes
from wbs.crypto.signin import SALT_BYTES, WRAPPED_SIZES, fold_login
from wbs.crypto.trust import TrustBook
from wbs.errors import FormatError, SignInError, TrustError


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an invited officer's browser sends."""

    code: str = field(repr=False)
    """The invitation's."""
    salt: bytes
    auth: bytes = field(repr=False)
    totp: bytes = field(repr=False)
    proof: str = field(repr=False)
    """Six digits that the authenticator app shows now."""
    wrapped: bytes = field(repr=False)
    request: bytes
    """Signed enrolment request."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What somebody who waits for the officials is shown."""

    request: EnrolmentRequest
    wrapped: bytes = field(repr=False)
    """The account's key: the officer's browser tells by it whether the request is the officer's own."""


class Enrolling:
    """Takes new accounts, and says how far an enrolment is."""

    def __init__(
        self,
        enrolments: EnrolmentStore,
        officers: OfficerStore,
        factors: SecondFactors,
        hasher: Hasher,
        keys: ServiceKeys,
        log: AuditLog,
    ) -> None:
        """Make the hash that stands in for accounts that are not waiting."""
        self._log = log
        self._enrolments = enrolments
        self._officers = officers
        self._factors = factors
        self._hasher = hasher
        self._keys = keys
        self._invitations = Invitations(enrolments)
        self._stand_in = hasher.hash(random_bytes(TOKEN_BYTES))

    def enrol(self, sent: NewAccount, *, now: datetime, today: date) -> None:
        """Use an invitation up and store the account, which waits for the officials from then on.

        Raises:
            SignInError: no such invitation: wrong, used, withdrawn or over.
            FormatError: sizes that nothing here has, or a code that is not the new authenticator app's.
            TrustError: a request for somebody else, or for other roles than the invitation's.
            SignatureError, UnknownVersionError: not a genuine request.
            ConflictError: an account has the id or the login by now.
        """
        invitation = self._invitations.find(sent.code, now=now)
        step = _step_of(sent, now)
        verified = verify_enrolment(sent.request)
        _require_invited(verified.document, invitation)
        key = KeyDigest(verified.document.public_reader_key().digest)
        officer = Officer(
            agency=invitation.agency,
            id=invitation.officer,
            login=invitation.login,
            label=invitation.label,
            roles=invitation.roles,
            state=OfficerState.ACTIVE,
            salt=sent.salt,
            auth_hash=self._hasher.hash(sent.auth),
            totp_box=encrypt_totp_secret(self._keys, invitation.agency, invitation.officer, sent.totp),
            totp_step=step,
            wrapped_key=sent.wrapped,
            reader_key=key,
        )
        request = EnrolmentRequest(invitation.agency, invitation.officer, key, today, sent.request)
        entry = AuditEntry(invitation.agency, now, invitation.officer, AuditAction.OFFICER_ENROLLED)
        if not self._enrolments.enrol(code_hash(sent.code), officer, request, entry):
            raise SignInError("the invitation was used meanwhile")

    def requests(self, actor: Actor) -> list[EnrolmentRequest]:
        """Give the newest request of each of the administrator's own agency's officers, by officer id.

        Raises:
            ForbiddenError: the officer's roles do not manage accounts.
        """
        require(actor, Act.MANAGE_OFFICERS)
        return self._enrolments.requests(actor.agency)

    def waiting(self, proof: Proof, *, book: TrustBook, now: datetime) -> Waiting:
        """Show both factors' owner the request that waits for the officials, and the wrapped key. No session begins.

        Whoever has both factors gets a key by this as by signing in, so it leaves an entry.

        Raises:
            SignInError: for every reason alike, also for an account that is not waiting.
        """
        officer = self._officers.officer_by_login(fold_login(proof.login))
        awaited = officer if officer is not None and is_waiting(officer, book) else None
        is_right = self._hasher.verify(self._stand_in if awaited is None else awaited.auth_hash, proof.auth)
        if awaited is None or not is_right:
            raise SignInError("nobody who waits for the officials, or wrong passphrase")
        self._factors.take(awaited, proof.code, now)
        for request in self._enrolments.requests(awaited.agency):
            if request.officer == awaited.id:
                self._log.append(AuditEntry(awaited.agency, now, awaited.id, AuditAction.ENROLMENT_SHOWN))
                return Waiting(request, awaited.wrapped_key)
        raise SignInError("an account without a request")


def is_waiting(officer: Officer, book: TrustBook) -> bool:
    """Say whether an account may sign in some day, and no directory has ever listed one of its keys."""
    if officer.state is not OfficerState.ACTIVE or officer.agency not in book.by_agency:
        return False
    return officer.keys.isdisjoint(listed_keys(officer.agency, officer.id, book))


def _step_of(sent: NewAccount, now: datetime) -> int:
    """Check sizes, and that the authenticator app works; give the time step that was used up for it."""
    is_sized = len(sent.salt) == SALT_BYTES and len(sent.totp) == TOTP_SECRET_BYTES
    if not is_sized or len(sent.wrapped) not in WRAPPED_SIZES:
        raise FormatError("not the sizes of an account")
    step = matching_step(sent.totp, sent.proof, now)
    if step is None:
        raise FormatError("the code does not belong to the secret")
    return step


def _require_invited(request: Enrolment, invitation: Invitation) -> None:
    asked = (request.agency, request.officer, request.label, request.unit, request.rank, frozenset(request.roles))
    fixed = (
        invitation.agency,
        invitation.officer,
        invitation.label,
        invitation.unit,
        invitation.rank,
        invitation.roles,
    )
    if asked != fixed:
        raise TrustError("a request for something else than the invitation fixed")
