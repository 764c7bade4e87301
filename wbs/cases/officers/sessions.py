"""Sessions of officers: how long they last, what ends them, and the token that proves a request came from our page."""

from datetime import date, datetime, timedelta

from wbs.cases.access import Actor, actor_of
from wbs.cases.model import AuditAction, AuditEntry, Session
from wbs.cases.officers.ports import OfficerStore
from wbs.crypto.boxes import ServiceKeys, csrf_token, session_name, token_hash
from wbs.crypto.primitives import equal
from wbs.crypto.trust import TrustBook
from wbs.errors import ForbiddenError, NotFoundError, SessionEndedError

LIFETIME = timedelta(hours=12)
IDLE = timedelta(minutes=30)
_TOUCH_AFTER = timedelta(minutes=1)
"""A session's last use is written at most once a minute: a read must not cost a write."""


class Sessions:
    """Finds, checks and ends sessions."""

    def __init__(self, store: OfficerStore, keys: ServiceKeys) -> None:
        self._store = store
        self._keys = keys

    def resume(self, token: bytes, *, book: TrustBook, now: datetime, today: date) -> tuple[Session, Actor]:
        """Give the session of a token and the officer behind it.

        Raises:
            SessionEndedError: none, idle for 30 minutes, 12 hours old, or its officer may not act any more. A session
                that was found is forgotten then.
        """
        session = self._store.session(token_hash(token))
        if session is None:
            raise SessionEndedError("no such session")
        actor = actor_of(self._store.officer(session.agency, session.officer), book, today)
        if actor is None or _is_over(session, now):
            self._store.close_session(session.token_hash)
            raise SessionEndedError("the session is over, or its officer may not act any more")
        if now - session.last_seen >= _TOUCH_AFTER:
            self._store.touch_session(session.token_hash, now)
        return session, actor

    def csrf(self, token: bytes) -> bytes:
        """Give the token that the session's pages send along."""
        return csrf_token(self._keys, token)

    def check_csrf(self, session: Session, presented: bytes) -> None:
        """Compare what a request sent with what belongs to its session.

        Raises:
            ForbiddenError: it is another session's, or none.
        """
        if not equal(token_hash(presented), session.csrf_hash):
            raise ForbiddenError("the request does not carry its session's token")

    def sign_out(self, session: Session, now: datetime) -> None:
        """Forget a session."""
        entry = AuditEntry(session.agency, now, session.officer, AuditAction.SIGN_OUT)
        self._store.close_session(session.token_hash, entry)

    def of(self, actor: Actor, now: datetime) -> list[Session]:
        """Give the officer's sessions that go on, the one begun first first."""
        return [session for session in self._store.sessions(*actor.name) if not _is_over(session, now)]

    def end(self, actor: Actor, name: bytes, now: datetime) -> None:
        """End one of the officer's sessions by its name (`session_name`).

        Raises:
            NotFoundError: none of them has it.
        """
        named = [one for one in self._store.sessions(*actor.name) if equal(session_name(one.token_hash), name)]
        if not named:
            raise NotFoundError("no such session")
        self._store.close_session(named[0].token_hash, _ended(actor, now))

    def end_others(self, actor: Actor, session: Session, now: datetime) -> None:
        """End all of the officer's sessions but this one."""
        self._store.close_other_sessions(*actor.name, session.token_hash, _ended(actor, now))

    def forget(self, token: bytes) -> None:
        """Forget the session of a token that is being replaced, if there is one."""
        self._store.close_session(token_hash(token))


def sweep_sessions(store: OfficerStore, now: datetime) -> int:
    """Forget all sessions that are over; give how many."""
    return store.close_sessions_before(now - LIFETIME, now - IDLE)


def _ended(actor: Actor, now: datetime) -> AuditEntry:
    return AuditEntry(actor.agency, now, actor.id, AuditAction.SESSION_ENDED)


def _is_over(session: Session, now: datetime) -> bool:
    """Say whether a session is over; a clock that was set back does not make it last longer."""
    return abs(now - session.created) >= LIFETIME or abs(now - session.last_seen) >= IDLE
