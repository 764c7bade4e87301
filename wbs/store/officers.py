"""Officers' accounts, sessions and wrong second factors. Besides the audit log, only these tables hold times."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, or_, select, update

from wbs.cases.model import AgencyCode, AuditEntry, Factor, Failures, KeyDigest, Officer, OfficerState, Session
from wbs.crypto.directory import Role
from wbs.store.accounts import AccountTable
from wbs.store.audit import append_entry
from wbs.store.database import Database, find
from wbs.store.officer_keys import add_account, find_renewed, keep_earlier, rewrap_renewed
from wbs.store.passkeys import PasskeyTable
from wbs.store.recovery_codes import RecoveryCodeTable
from wbs.store.rows import add, add_missing
from wbs.store.schema.columns import UtcTime
from wbs.store.schema.officers import FAILURES, OFFICERS, SESSIONS

_BY_LOGIN = select(OFFICERS).where(OFFICERS.c.login == bindparam("login"))
_BY_ID = select(OFFICERS).where(OFFICERS.c.agency == bindparam("agency"), OFFICERS.c.officer == bindparam("officer"))
_UPDATE = update(OFFICERS).where(
    OFFICERS.c.agency == bindparam("its_agency"), OFFICERS.c.officer == bindparam("its_officer")
)
_NEW_HASH = _UPDATE.values(auth_hash=bindparam("new_hash"))
_NEW_KEY = _UPDATE.where(OFFICERS.c.wrapped_key == bindparam("before")).values(wrapped_key=bindparam("after"))
_NEW_TOTP = _UPDATE.where(OFFICERS.c.totp_box == bindparam("before")).values(
    totp_box=bindparam("after"), totp_step=bindparam("step")
)
_NEW_STEP = _UPDATE.where(OFFICERS.c.totp_step < bindparam("step")).values(totp_step=bindparam("step"))
_FAILURES = select(FAILURES.c.count, FAILURES.c.wait_until).where(
    FAILURES.c.agency == bindparam("agency"), FAILURES.c.officer == bindparam("officer")
)
_NEXT_FAILURES = (
    update(FAILURES)
    .where(
        FAILURES.c.agency == bindparam("its_agency"),
        FAILURES.c.officer == bindparam("its_officer"),
        FAILURES.c.count == bindparam("its_count"),
        FAILURES.c.wait_until.is_not_distinct_from(bindparam("its_wait", type_=UtcTime)),
    )
    .values(count=bindparam("new_count"), wait_until=bindparam("new_wait"))
)
_NO_FAILURES = delete(FAILURES).where(
    FAILURES.c.agency == bindparam("agency"), FAILURES.c.officer == bindparam("officer")
)
_SESSION = select(SESSIONS).where(SESSIONS.c.token_hash == bindparam("token_hash"))
_TOUCH = update(SESSIONS).where(SESSIONS.c.token_hash == bindparam("its_hash")).values(last_seen=bindparam("now"))
_CLOSE = delete(SESSIONS).where(SESSIONS.c.token_hash == bindparam("its_hash"))
_OF_OFFICER = (
    select(SESSIONS)
    .where(SESSIONS.c.agency == bindparam("agency"), SESSIONS.c.officer == bindparam("officer"))
    .order_by(SESSIONS.c.created, SESSIONS.c.token_hash)
)
_CLOSE_OTHERS = delete(SESSIONS).where(
    SESSIONS.c.agency == bindparam("agency"),
    SESSIONS.c.officer == bindparam("officer"),
    SESSIONS.c.token_hash != bindparam("spared"),
)
_CLOSE_OLD = delete(SESSIONS).where(
    or_(SESSIONS.c.created < bindparam("before_created"), SESSIONS.c.last_seen < bindparam("before_seen"))
)


class Officers(RecoveryCodeTable, PasskeyTable, AccountTable):
    """Implements `wbs.cases.ports.OfficerStore`."""

    def __init__(self, database: Database) -> None:
        """Use one database."""
        self._database = database

    def add_officer(self, officer: Officer) -> None:
        """Store a new account.

        Raises:
            ConflictError: its id or login is taken.
        """
        self._database.write(lambda connection: add_account(connection, officer))

    def officer_by_login(self, login: str) -> Officer | None:
        """Find an account by its folded login."""
        return find(self._database, lambda connection: _officer(connection, _BY_LOGIN, login=login))

    def officer(self, agency: AgencyCode, officer: str) -> Officer | None:
        """Find an account by agency and id."""
        return find(self._database, lambda connection: _officer(connection, _BY_ID, agency=agency, officer=officer))

    def replace_auth_hash(self, agency: AgencyCode, officer: str, auth_hash: str) -> None:
        """Store a hash of today's cost; an unknown account stays unknown."""
        values = {"its_agency": agency, "its_officer": officer, "new_hash": auth_hash}
        self._database.write(lambda connection: connection.execute(_NEW_HASH, values).close())

    def replace_wrapped_key(
        self, agency: AgencyCode, officer: str, *, before: bytes, after: bytes, audit: AuditEntry
    ) -> bool:
        """Store a newly wrapped key with its audit entry.

        Returns:
            False, and nothing was stored, if the account is unknown or its wrapped key is not `before`.
        """
        values = {"its_agency": agency, "its_officer": officer, "before": before, "after": after}

        def job(connection: Connection) -> bool:
            account = _officer(connection, _BY_ID, agency=agency, officer=officer)
            if account is None:
                return False
            is_replaced = connection.execute(_NEW_KEY, values).rowcount == 1
            if is_replaced:
                keep_earlier(connection, account)
            else:
                is_replaced = rewrap_renewed(connection, account, before, after)
            append_entry(connection, audit if is_replaced else None)
            return is_replaced

        return self._database.write(job)

    def replace_totp(
        self, agency: AgencyCode, officer: str, *, before: bytes, after: bytes, step: int, audit: AuditEntry
    ) -> bool:
        """Store a new second factor, used up to `step`, with its audit entry.

        Returns:
            False, and nothing was stored, if the account is unknown or its second factor is not `before`.
        """
        values = {"its_agency": agency, "its_officer": officer, "before": before, "after": after, "step": step}

        def job(connection: Connection) -> bool:
            is_replaced = connection.execute(_NEW_TOTP, values).rowcount == 1
            append_entry(connection, audit if is_replaced else None)
            return is_replaced

        return self._database.write(job)

    def use_totp_step(self, agency: AgencyCode, officer: str, step: int) -> bool:
        """Take a time step; False if it or a later one was taken before, or for an unknown account."""
        values = {"its_agency": agency, "its_officer": officer, "step": step}
        return self._database.write(lambda connection: connection.execute(_NEW_STEP, values).rowcount == 1)

    def failures(self, agency: AgencyCode, officer: str) -> Failures:
        """Give the count of wrong second factors; 0 for an unknown account."""
        values = {"agency": agency, "officer": officer}
        row = find(self._database, lambda connection: connection.execute(_FAILURES, values).one_or_none())
        return Failures(0, None) if row is None else Failures(row[0], row[1])

    def replace_failures(self, agency: AgencyCode, officer: str, *, before: Failures, after: Failures) -> bool:
        """Store a new count of at least 1.

        Returns:
            False, and nothing was stored, if another count than `before` is stored.

        Raises:
            NotFoundError: no such account, and `before` counts nothing.
        """
        row = {"agency": agency, "officer": officer, "count": after.count, "wait_until": after.wait_until}
        values = {
            "its_agency": agency,
            "its_officer": officer,
            "its_count": before.count,
            "its_wait": before.wait_until,
            "new_count": after.count,
            "new_wait": after.wait_until,
        }

        def job(connection: Connection) -> bool:
            if not before.count:
                return add_missing(connection, FAILURES, row)
            return connection.execute(_NEXT_FAILURES, values).rowcount == 1

        return self._database.write(job)

    def clear_failures(self, agency: AgencyCode, officer: str) -> None:
        """Begin to count anew."""
        values = {"agency": agency, "officer": officer}
        self._database.write(lambda connection: connection.execute(_NO_FAILURES, values).close())

    def open_session(self, session: Session, audit: AuditEntry) -> None:
        """Store a session together with its audit entry.

        Raises:
            ConflictError: its token is taken.
        """

        def job(connection: Connection) -> None:
            add(connection, SESSIONS, _session_row(session))
            append_entry(connection, audit)

        self._database.write(job)

    def session(self, token_hash: bytes) -> Session | None:
        """Find a session."""
        return self._database.read(lambda connection: _session(connection, token_hash))

    def touch_session(self, token_hash: bytes, now: datetime) -> None:
        """Note that a session was used; nothing happens if it is gone."""
        values = {"its_hash": token_hash, "now": now}
        self._database.write(lambda connection: connection.execute(_TOUCH, values).close())

    def close_session(self, token_hash: bytes, audit: AuditEntry | None = None) -> None:
        """Forget a session; nothing happens, and nothing is audited, if it is gone."""

        def job(connection: Connection) -> None:
            if connection.execute(_CLOSE, {"its_hash": token_hash}).rowcount:
                append_entry(connection, audit)

        self._database.write(job)

    def sessions(self, agency: AgencyCode, officer: str) -> list[Session]:
        """Give an officer's sessions, the one begun first first."""
        values = {"agency": agency, "officer": officer}
        rows = self._database.read(lambda connection: connection.execute(_OF_OFFICER, values).all())
        return [_session_of(row) for row in rows]

    def close_other_sessions(
        self, agency: AgencyCode, officer: str, spared: bytes, audit: AuditEntry | None = None
    ) -> int:
        """Forget an officer's sessions but for the one of this hash, with one audit entry if there were any."""
        values = {"agency": agency, "officer": officer, "spared": spared}

        def job(connection: Connection) -> int:
            closed = connection.execute(_CLOSE_OTHERS, values).rowcount
            append_entry(connection, audit if closed else None)
            return closed

        return self._database.write(job)

    def close_sessions_before(self, created: datetime, last_seen: datetime) -> int:
        """Forget sessions created, or last used, before these times; give how many."""
        values = {"before_created": created, "before_seen": last_seen}
        return self._database.write(lambda connection: connection.execute(_CLOSE_OLD, values).rowcount)


def _officer(connection: Connection, statement: Select[Any], **key: str) -> Officer | None:
    row = connection.execute(statement, key).one_or_none()
    if row is None:
        return None
    return Officer(
        agency=AgencyCode(row.agency),
        id=row.officer,
        login=row.login,
        label=row.label,
        roles=frozenset(Role(role) for role in row.roles.split()),
        state=OfficerState(row.state),
        salt=row.salt,
        auth_hash=row.auth_hash,
        totp_box=row.totp_box,
        totp_step=row.totp_step,
        wrapped_key=row.wrapped_key,
        reader_key=KeyDigest(row.reader_key),
        renewed=find_renewed(connection, AgencyCode(row.agency), row.officer),
    )


def _session_row(session: Session) -> dict[str, object]:
    return {
        "token_hash": session.token_hash,
        "csrf_hash": session.csrf_hash,
        "agency": session.agency,
        "officer": session.officer,
        "created": session.created,
        "last_seen": session.last_seen,
        "factor": session.factor.value,
    }


def _session(connection: Connection, token_hash: bytes) -> Session | None:
    row = connection.execute(_SESSION, {"token_hash": token_hash}).one_or_none()
    return None if row is None else _session_of(row)


def _session_of(row: Row[Any]) -> Session:
    return Session(
        token_hash=row.token_hash,
        csrf_hash=row.csrf_hash,
        agency=AgencyCode(row.agency),
        officer=row.officer,
        created=row.created,
        last_seen=row.last_seen,
        factor=Factor(row.factor or Factor.CODE),  # a session of the program before this column says nothing
    )
