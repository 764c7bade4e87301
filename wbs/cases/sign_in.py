"""Officers' sign-in (docs/spec/officers.md): salt, both factors, throttling. No failure can be told from another.

Every attempt costs exactly one Argon2 verification. Wrong second factors count only behind a right passphrase, so that
nobody who lacks the passphrase can make an officer wait.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

import pyotp

from wbs.cases.access import Actor, actor_of
from wbs.cases.model import AuditAction, AuditEntry, Failures, Officer, Session
from wbs.cases.ports import AuditLog, OfficerStore
from wbs.crypto.boxes import TOKEN_BYTES, ServiceKeys, csrf_token, decrypt_totp_secret, token_hash
from wbs.crypto.encoding import b32
from wbs.crypto.primitives import equal, random_bytes
from wbs.crypto.signin import fold_login, unknown_salt
from wbs.crypto.trust import TrustBook
from wbs.errors import SignInError, UnsealError

STEP_SECONDS = 30
"""TOTP time step (RFC 6238 section 5.2)."""
DRIFT_STEPS = 1
FREE_FAILURES = 5
"""Wrong second factors in a row that cost no waiting."""
LONGEST_WAIT_MINUTES = 15


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


@dataclass(frozen=True, slots=True)
class Proof:
    """What an officer sends: login, sign-in key (32 bytes), six digits."""

    login: str
    auth: bytes = field(repr=False)
    code: str = field(repr=False)


class SignIn:
    """The two steps of signing in. Safe to ask from several threads."""

    def __init__(self, store: OfficerStore, log: AuditLog, hasher: Hasher, keys: ServiceKeys) -> None:
        """Make the hash that stands in for accounts that do not exist or may not sign in."""
        self._store = store
        self._log = log
        self._hasher = hasher
        self._keys = keys
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
        self._take_second_factor(officer, proof.code, now)
        if self._hasher.is_outdated(officer.auth_hash):
            self._store.replace_auth_hash(officer.agency, officer.id, self._hasher.hash(proof.auth))
        return self._open(officer, actor, now)

    def _take_second_factor(self, officer: Officer, code: str, now: datetime) -> None:
        step = self._matching_step(officer, code, now)
        self._count_attempt(officer, now)
        if step is None or not self._store.use_totp_step(officer.agency, officer.id, step):
            self._log.append(_entry(officer, AuditAction.SIGN_IN_REFUSED, now))
            raise SignInError("wrong or used second factor")
        self._store.clear_failures(officer.agency, officer.id)

    def _count_attempt(self, officer: Officer, now: datetime) -> None:
        """Count a code as wrong before it is judged: of attempts at once, in any process, each finds another count."""
        is_counted = False
        while not is_counted:
            failures = self._store.failures(officer.agency, officer.id)
            if failures.wait_until is not None and now < failures.wait_until:
                raise SignInError("waiting after wrong second factors")
            after = one_more(failures, now)
            is_counted = self._store.replace_failures(officer.agency, officer.id, before=failures, after=after)

    def _matching_step(self, officer: Officer, code: str, now: datetime) -> int | None:
        try:
            secret = decrypt_totp_secret(self._keys, officer.agency, officer.id, officer.totp_box)
        except UnsealError:
            raise SignInError("the second factor was stored under another credential") from None
        newest = step_of(now)
        steps = range(newest - DRIFT_STEPS, newest + DRIFT_STEPS + 1)
        matching = [step for step in steps if equal(totp_code(secret, step).encode(), code.encode())]
        return matching[-1] if matching else None

    def _open(self, officer: Officer, actor: Actor, now: datetime) -> SignedIn:
        token = random_bytes(TOKEN_BYTES)
        csrf = csrf_token(self._keys, token)
        session = Session(token_hash(token), token_hash(csrf), officer.agency, officer.id, now, now)
        self._store.open_session(session, _entry(officer, AuditAction.SIGN_IN, now))
        return SignedIn(actor, token, csrf, officer.wrapped_key)


def step_of(now: datetime) -> int:
    """Give the TOTP step of a time."""
    return int(now.astimezone(UTC).timestamp()) // STEP_SECONDS


def totp_code(secret: bytes, step: int) -> str:
    """Give the six digits of one step (RFC 6238, SHA-1)."""
    return pyotp.HOTP(totp_text(secret)).at(step)


def totp_text(secret: bytes) -> str:
    """Write a TOTP secret as authenticator apps read it: base32 in upper case."""
    return b32(secret).upper()


def one_more(failures: Failures, now: datetime) -> Failures:
    """Count one more wrong second factor: five are free, then 1, 2, 4, 8, 15, 15 … minutes of waiting."""
    count = failures.count + 1
    beyond = count - FREE_FAILURES
    if beyond <= 0:
        return Failures(count, None)
    minutes = min(1 << min(beyond - 1, 10), LONGEST_WAIT_MINUTES)
    return Failures(count, now + timedelta(minutes=minutes))


def _entry(officer: Officer, action: AuditAction, now: datetime) -> AuditEntry:
    return AuditEntry(officer.agency, now, officer.id, action)
