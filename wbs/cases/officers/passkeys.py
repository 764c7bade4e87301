"""Passkeys of officers: challenges out, answers judged, passkeys added and removed (docs/spec/officers.md).

Nobody here learns what a passkey computes for the officer's browser (PRF): only what was wrapped under it is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from wbs.cases.access import Actor
from wbs.cases.model import Answered, AuditAction, AuditEntry, KeyDigest, Passkey, Session
from wbs.cases.officers.ports import OfficerStore
from wbs.crypto.boxes import ServiceKeys
from wbs.crypto.encoding import b64url
from wbs.crypto.passkeys import (
    Assertion,
    Attestation,
    Site,
    challenge_end,
    challenge_hash,
    challenge_of,
    make_challenge,
    user_handle,
    verify_assertion,
    verify_attestation,
)
from wbs.crypto.primitives import sha256
from wbs.crypto.signin import WRAPPED_SIZES
from wbs.errors import ConflictError, FormatError, NotFoundError, SignatureError

MAX_PASSKEYS = 10
"""More of them nobody needs; each one is a door."""
_SIGN_IN = b"sign in"


@dataclass(frozen=True, slots=True)
class Answer:
    """A right answer of a known passkey. It counts only once it is taken."""

    passkey: Passkey
    take: Callable[[], bool] = field(repr=False)
    """Uses the challenge up; False if it was used before, or if the passkey's count goes back (there is a copy)."""


class PasskeyAnswers:
    """Judges what passkeys answer at sign-in. The challenges say nothing of anybody."""

    def __init__(self, store: OfficerStore, keys: ServiceKeys, site: Site) -> None:
        self._store = store
        self._keys = keys
        self._site = site

    def challenge(self, now: datetime) -> bytes:
        """Give a challenge to sign in with. Nothing is stored."""
        return make_challenge(self._keys.passkeys, _SIGN_IN, now)

    def judge(self, assertion: Assertion, now: datetime) -> Answer | None:
        """Give a passkey's answer to one of our challenges; None if it is not right, or no account has the passkey."""
        passkey = self._store.passkey(assertion.credential)
        if passkey is None:
            return None
        try:
            challenge = challenge_of(assertion.client_data)
            end = challenge_end(self._keys.passkeys, _SIGN_IN, challenge, now)
            count = verify_assertion(assertion, passkey.public_key, challenge, self._site)
        except SignatureError:
            return None
        answered = Answered(challenge_hash(challenge), end)
        return Answer(passkey, lambda: self._store.use_passkey(passkey.credential, answered, sign_count=count, now=now))


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an authenticator needs to make a passkey."""

    challenge: bytes
    handle: bytes
    """Names the account to the authenticator."""
    login: str
    """Shown by the authenticator when it asks which passkey to use."""
    known: tuple[str, ...]
    """Credentials that the account has: an authenticator that holds one makes no second."""


@dataclass(frozen=True, slots=True)
class WrappedReaderKey:
    """An officer's key as it was wrapped, and which one the officer's browser says it is."""

    reader_key: KeyDigest
    wrapped: bytes = field(repr=False)


class OwnPasskeys:
    """An officer's own passkeys."""

    def __init__(self, store: OfficerStore, keys: ServiceKeys, site: Site) -> None:
        self._store = store
        self._keys = keys
        self._site = site

    @property
    def host(self) -> str:
        """The host name that passkeys belong to."""
        return self._site.host

    def list(self, actor: Actor) -> list[Passkey]:
        """Give them, oldest first."""
        return self._store.passkeys(*actor.name)

    def invite(self, actor: Actor, session: Session, now: datetime) -> Invitation:
        """Begin to add one. The challenge is good in this session only.

        Raises:
            ConflictError: the account has as many as it may.
        """
        officer = self._store.officer(*actor.name)
        known = self._store.passkeys(*actor.name)
        if officer is None or len(known) >= MAX_PASSKEYS:
            raise ConflictError("no more passkeys")
        return Invitation(
            challenge=make_challenge(self._keys.passkeys, _adding(session), now),
            handle=user_handle(self._keys.passkeys, *actor.name),
            login=officer.login,
            known=tuple(passkey.credential for passkey in known),
        )

    def add(
        self, actor: Actor, session: Session, attestation: Attestation, key: WrappedReaderKey | None, *, now: datetime
    ) -> None:
        """Store a new passkey, with the officer's key as it was wrapped under it, if it can wrap.

        Raises:
            SignatureError: it does not answer a challenge of this session, or it did before.
            FormatError: no wrapped key has this length.
            ConflictError: an account has it already, the account has as many as it may, or another key is the present
                one.
        """
        if key is not None:
            _require_present(key, actor)
        challenge = challenge_of(attestation.client_data)
        end = challenge_end(self._keys.passkeys, _adding(session), challenge, now)
        made = verify_attestation(attestation, challenge, self._site)
        if len(self._store.passkeys(*actor.name)) >= MAX_PASSKEYS:
            raise ConflictError("no more passkeys")
        passkey = Passkey(
            *actor.name,
            credential=attestation.credential,
            public_key=made.public_key,
            sign_count=made.sign_count,
            added=now,
            wrapped=None if key is None else key.wrapped,
            reader_key=None if key is None else key.reader_key,
        )
        if not self._store.add_passkey(passkey, Answered(challenge_hash(challenge), end), _entry(actor, now, "added")):
            raise SignatureError("the challenge was answered before")

    def rewrap(self, actor: Actor, credential: str, *, replaces: str, wrapped: bytes, now: datetime) -> None:
        """Store what the officer's browser wrapped anew under a passkey, in place of what has that digest.

        Raises:
            FormatError: no wrapped key has this length.
            NotFoundError: the account has no such passkey, or it wraps nothing.
            ConflictError: another one is stored.
        """
        _require_wrapped(wrapped)
        passkey = self._store.passkey(credential)
        if passkey is None or passkey.wrapped is None or (passkey.agency, passkey.officer) != actor.name:
            raise NotFoundError("no such passkey")
        if passkey.wrapped == wrapped:
            return
        entry = AuditEntry(actor.agency, now, actor.id, AuditAction.KEY_WRAPPED)
        is_named = b64url(sha256(passkey.wrapped)) == replaces
        if not is_named or not self._store.replace_passkey_wrap(
            *actor.name, credential, before=passkey.wrapped, after=wrapped, audit=entry
        ):
            raise ConflictError("the stored wrapped key is another one")

    def remove(self, actor: Actor, session: Session, credential: str, now: datetime) -> None:
        """Forget a passkey and what it wraps, and end the other sessions that passkeys began.

        Raises:
            NotFoundError: the account has no such passkey.
        """
        entry = _entry(actor, now, "removed")
        if not self._store.remove_passkey(*actor.name, credential, spared=session.token_hash, audit=entry):
            raise NotFoundError("no such passkey")


def sweep_challenges(store: OfficerStore, now: datetime) -> int:
    """Forget answered challenges that are too old to be answered again; give how many."""
    return store.forget_answered_challenges(now)


def _adding(session: Session) -> bytes:
    return b"add " + session.token_hash


def _require_present(key: WrappedReaderKey, actor: Actor) -> None:
    _require_wrapped(key.wrapped)
    if key.reader_key != actor.reader_key:
        raise ConflictError("not the key to which cases are sealed now")


def _require_wrapped(wrapped: bytes) -> None:
    if len(wrapped) not in WRAPPED_SIZES:
        raise FormatError("not of a wrapped key's length")


def _entry(actor: Actor, now: datetime, what: str) -> AuditEntry:
    action = {"added": AuditAction.PASSKEY_ADDED, "removed": AuditAction.PASSKEY_REMOVED}[what]
    return AuditEntry(actor.agency, now, actor.id, action)
