"""Officers' sign-in (docs/spec/officers.md): salt, both factors, throttling. No failure can be told from another.

Every attempt with a passphrase costs exactly one Argon2 verification. A passkey that unwraps the officer's key is both
factors at once: whoever holds the authenticator, and the PIN or finger that it asks for.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol

from wbs.cases.access import Actor, actor_of
from wbs.cases.log.ports import AuditLog
from wbs.cases.model import AuditAction, AuditEntry, Factor, Officer, Session
from wbs.cases.officers.passkeys import PasskeyAnswers
from wbs.cases.officers.ports import OfficerStore
from wbs.cases.officers.second_factors import SecondFactors, Shown
from wbs.crypto.boxes import TOKEN_BYTES, ServiceKeys, csrf_token, token_hash
from wbs.crypto.passkeys import Assertion
from wbs.crypto.primitives import random_bytes
from wbs.crypto.signin import PASSPHRASE_KIND, fold_login, unknown_salt
from wbs.crypto.trust import TrustBook
from wbs.errors import SignInError


class Hasher(Protocol):
    """Hashes and verifies sign-in keys; `wbs.crypto.primitives.PasswordHasher` is one."""

    def hash(self, secret: bytes) -> str:
        """Give the PHC string of a secret."""

    def verify(self, phc: str, secret: bytes) -> bool:
        """Say whether the secret made the PHC string."""

    def is_outdated(self, phc: str) -> bool:
        """Say whether the PHC string has another cost than today's."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What an officer gets after both factors, and only then."""

    actor: Actor
    token: bytes = field(repr=False)
    csrf: bytes = field(repr=False)
    wrapped_key: bytes = field(repr=False)
    renewed_key: bytes | None = field(default=None, repr=False)
    """The key that the newest directory lists, while grants to the account's older one are left."""
    slot: str = PASSPHRASE_KIND
    """What the key is wrapped under: the passphrase, or a passkey, by its credential id."""
    codes_left: int = 0
    codes_used: int = 0
    """Uses of recovery codes that the officer is told of now."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What an officer sends: login, sign-in key (32 bytes), second factor."""

    login: str
    auth: bytes = field(repr=False)
    code: Shown = field(repr=False)


class SignIn:
    """The two steps of signing in, and the one of those with a passkey. Safe to ask from several threads."""

    def __init__(
        self,
        store: OfficerStore,
        log: AuditLog,
        hasher: Hasher,
        keys: ServiceKeys,
        passkeys: PasskeyAnswers | None = None,
    ) -> None:
        """Make the hash that stands in for accounts that do not exist or may not sign in."""
        self._store = store
        self._log = log
        self._hasher = hasher
        self._keys = keys
        self._passkeys = passkeys
        self._factors = SecondFactors(store, log, keys, passkeys)
        self._stand_in = hasher.hash(random_bytes(TOKEN_BYTES))

    def salt(self, login: str) -> bytes:
        """Give the 16-byte salt of a login; for one that nobody has, a constant one that looks alike."""
        made_up = unknown_salt(self._keys.salts, login)
        officer = self._store.officer_by_login(fold_login(login))
        return made_up if officer is None else officer.salt

    def sign_in(self, proof: Proof, *, book: TrustBook, now: datetime, today: date) -> SignedIn:
        """Check both factors and open a session.

        Raises:
            SignInError: for every reason alike.
        """
        officer = self._store.officer_by_login(fold_login(proof.login))
        actor = actor_of(officer, book, today)
        phc = self._stand_in if officer is None or actor is None else officer.auth_hash
        is_right = self._hasher.verify(phc, proof.auth)
        if officer is None or actor is None or not is_right:
            raise SignInError("unknown login, blocked, not in the directory, or wrong passphrase")
        factor = self._factors.take(officer, proof.code, now)
        if self._hasher.is_outdated(officer.auth_hash):
            self._store.replace_auth_hash(officer.agency, officer.id, self._hasher.hash(proof.auth))
        return self._open(officer, actor, factor, now)

    def sign_in_by_passkey(self, assertion: Assertion, *, book: TrustBook, now: datetime, today: date) -> SignedIn:
        """Check the answer of a passkey that unwraps the officer's key, and open a session.

        Raises:
            SignInError: for every reason alike.
        """
        answer = None if self._passkeys is None else self._passkeys.judge(assertion, now)
        if answer is None or answer.passkey.wrapped is None:
            raise SignInError("not a passkey's answer, or a passkey that unwraps nothing")
        officer = self._store.officer(answer.passkey.agency, answer.passkey.officer)
        actor = actor_of(officer, book, today)
        if officer is None or actor is None or answer.passkey.reader_key != actor.reader_key:
            raise SignInError("blocked, not in the directory, or a passkey that unwraps a key that was renewed")
        if not answer.take():
            self._log.append(AuditEntry(officer.agency, now, officer.id, AuditAction.SIGN_IN_REFUSED))
            raise SignInError("a passkey's answer that was given before, or of a copy of it")
        signed_in = self._open(officer, actor, Factor.PASSKEY, now)
        return replace(signed_in, wrapped_key=answer.passkey.wrapped, renewed_key=None, slot=answer.passkey.credential)

    def prove(self, actor: Actor, auth: bytes, shown: Shown, now: datetime) -> None:
        """Check both factors of an officer who is signed in, before something that outlasts the session.

        Raises:
            SignInError: for every reason alike.
        """
        officer = self._store.officer(*actor.name)
        is_right = self._hasher.verify(self._stand_in if officer is None else officer.auth_hash, auth)
        if officer is None or not is_right:
            raise SignInError("wrong passphrase")
        self._factors.take(officer, shown, now)

    def _open(self, officer: Officer, actor: Actor, factor: Factor, now: datetime) -> SignedIn:
        token = random_bytes(TOKEN_BYTES)
        csrf = csrf_token(self._keys, token)
        session = Session(token_hash(token), token_hash(csrf), officer.agency, officer.id, now, now, factor)
        detail = "" if factor is Factor.CODE else factor.value
        entry = AuditEntry(officer.agency, now, officer.id, AuditAction.SIGN_IN, detail=detail)
        self._store.open_session(session, entry)
        left, used = self._tell(officer, factor)
        renewed = officer.renewed
        listed = None if renewed is None or renewed.reader_key not in actor.reader_keys else renewed.wrapped
        return SignedIn(actor, token, csrf, officer.wrapped_key, listed, codes_left=left, codes_used=used)

    def _tell(self, officer: Officer, factor: Factor) -> tuple[int, int]:
        """Count recovery codes left, and uses to tell of: to whoever holds another factor, since a thief used those."""
        codes = self._store.recovery_codes(officer.agency, officer.id)
        if factor is Factor.RECOVERY_CODE or not codes.untold:
            return codes.left, 0
        self._store.tell_recovery_codes(officer.agency, officer.id)
        return codes.left, codes.untold
