"""What officers do with their own second factors: another authenticator app, recovery codes.

Both need the passphrase's proof and a factor that is good now, also in a session that goes on: whoever sits down at an
unlocked screen cannot make a door of their own.
"""

from dataclasses import dataclass, field
from datetime import datetime

from wbs.cases.access import Actor
from wbs.cases.model import AuditAction, AuditEntry, RecoveryCodes, Session
from wbs.cases.officers.ports import OfficerStore
from wbs.cases.officers.second_factors import Shown
from wbs.cases.officers.sign_in import SignIn
from wbs.cases.officers.totp import matching_step
from wbs.crypto.boxes import TOTP_SECRET_BYTES, ServiceKeys, encrypt_totp_secret, recovery_hash
from wbs.crypto.encoding import b32
from wbs.crypto.primitives import random_bytes
from wbs.errors import ConflictError, ForbiddenError, FormatError, NotFoundError, SignInError

RECOVERY_CODES = 10
RECOVERY_CHARS = 12
"""60 random bits: guessed online only, five tries at a time."""
_RECOVERY_BYTES = 8


@dataclass(frozen=True, slots=True)
class StepUp:
    """Proof that the officer is there: sign-in key (32 bytes) and a second factor."""

    auth: bytes = field(repr=False)
    shown: Shown = field(repr=False)


class OwnFactors:
    """Changes an officer's own second factors."""

    def __init__(self, store: OfficerStore, sign_in: SignIn, keys: ServiceKeys) -> None:
        self._store = store
        self._sign_in = sign_in
        self._keys = keys

    def prove(self, actor: Actor, proof: StepUp, now: datetime) -> None:
        """Check a proof.

        Raises:
            ForbiddenError: wrong, taken before, or too many wrong ones just now.
        """
        try:
            self._sign_in.prove(actor, proof.auth, proof.shown, now)
        except SignInError:
            raise ForbiddenError("the proof was not accepted") from None

    def replace_totp(
        self, actor: Actor, session: Session, proof: StepUp, *, secret: bytes, code: str, now: datetime
    ) -> None:
        """Put another authenticator app's secret in place, and end the officer's other sessions.

        Raises:
            FormatError: not a secret's length, or the code is not one of its codes. Nothing was used up.
            ForbiddenError: as `prove` says.
            ConflictError: the secret was changed meanwhile.
        """
        step = matching_step(secret, code, now) if len(secret) == TOTP_SECRET_BYTES else None
        if step is None:
            raise FormatError("the new code does not belong to the new secret")
        self.prove(actor, proof, now)
        officer = self._store.officer(*actor.name)
        box = encrypt_totp_secret(self._keys, actor.agency, actor.id, secret)
        entry = AuditEntry(actor.agency, now, actor.id, AuditAction.TOTP_CHANGED)
        if officer is None or not self._store.replace_totp(
            *actor.name, before=officer.totp_box, after=box, step=step, audit=entry
        ):
            raise ConflictError("the second factor changed meanwhile")
        self._store.close_other_sessions(*actor.name, session.token_hash)

    def make_recovery_codes(self, actor: Actor, proof: StepUp, now: datetime) -> list[str]:
        """Make ten recovery codes in place of all earlier ones; they are never shown again.

        Raises:
            ForbiddenError: as `prove` says.
        """
        self.prove(actor, proof, now)
        codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
        hashes = [recovery_hash(self._keys, actor.agency, actor.id, code) for code in codes]
        entry = AuditEntry(actor.agency, now, actor.id, AuditAction.RECOVERY_CODES_MADE)
        self._store.replace_recovery_codes(*actor.name, hashes, entry)
        return codes

    def login_and_salt(self, actor: Actor) -> tuple[str, bytes]:
        """Give the officer's own login, and what the passphrase is stretched with.

        Raises:
            NotFoundError: the account is gone.
        """
        officer = self._store.officer(*actor.name)
        if officer is None:
            raise NotFoundError("no such account")
        return officer.login, officer.salt

    def recovery_codes(self, actor: Actor) -> RecoveryCodes:
        """Say how they stand."""
        return self._store.recovery_codes(*actor.name)


def new_recovery_code() -> str:
    """Draw a recovery code: 12 characters of base32 in lower case."""
    return b32(random_bytes(_RECOVERY_BYTES))[:RECOVERY_CHARS]
