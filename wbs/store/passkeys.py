"""Passkeys of officers, and the challenges that were answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, or_, select, update

from wbs.cases.model import AgencyCode, Answered, AuditEntry, Factor, KeyDigest, Passkey
from wbs.store.audit import append_entry
from wbs.store.database import Database, find
from wbs.store.rows import add, add_missing
from wbs.store.schema.officers import ANSWERED_CHALLENGES, PASSKEYS, SESSIONS

_OWN = (PASSKEYS.c.agency == bindparam("its_agency")) & (PASSKEYS.c.officer == bindparam("its_officer"))
_BY_CREDENTIAL = select(PASSKEYS).where(PASSKEYS.c.credential == bindparam("its_credential"))
_OF_OFFICER = select(PASSKEYS).where(_OWN).order_by(PASSKEYS.c.added, PASSKEYS.c.credential)
_COUNTS_ON = or_(
    PASSKEYS.c.sign_count < bindparam("new_count"), and_(PASSKEYS.c.sign_count == 0, bindparam("new_count") == 0)
)
_USE = (
    update(PASSKEYS)
    .where(PASSKEYS.c.credential == bindparam("its_credential"), _COUNTS_ON)
    .values(sign_count=bindparam("new_count"), last_used=bindparam("now"))
)
_NEW_WRAP = (
    update(PASSKEYS)
    .where(_OWN, PASSKEYS.c.credential == bindparam("its_credential"), PASSKEYS.c.wrapped == bindparam("before"))
    .values(wrapped=bindparam("after"))
)
_REMOVE = delete(PASSKEYS).where(_OWN, PASSKEYS.c.credential == bindparam("its_credential"))
_FORGET_ANSWERED = delete(ANSWERED_CHALLENGES).where(ANSWERED_CHALLENGES.c.good_until < bindparam("before"))
_CLOSE_OTHERS = delete(SESSIONS).where(
    SESSIONS.c.agency == bindparam("its_agency"),
    SESSIONS.c.officer == bindparam("its_officer"),
    SESSIONS.c.factor == bindparam("its_factor"),
    SESSIONS.c.token_hash != bindparam("its_hash"),
)


class PasskeyTable:
    """Implements `wbs.cases.ports.PasskeyStore`."""

    def __init__(self, database: Database) -> None:
        """Use one database."""
        self._database = database

    def passkey(self, credential: str) -> Passkey | None:
        """Find a passkey by its credential id."""
        values = {"its_credential": credential}

        def job(connection: Connection) -> Passkey | None:
            row = connection.execute(_BY_CREDENTIAL, values).one_or_none()
            return None if row is None else _passkey(row)

        return find(self._database, job)

    def passkeys(self, agency: AgencyCode, officer: str) -> list[Passkey]:
        """Give an account's passkeys, oldest first."""
        values = {"its_agency": agency, "its_officer": officer}
        rows = self._database.read(lambda connection: connection.execute(_OF_OFFICER, values).all())
        return [_passkey(row) for row in rows]

    def add_passkey(self, passkey: Passkey, answered: Answered, audit: AuditEntry) -> bool:
        """Store a passkey with the challenge that it answered and its audit entry.

        Returns:
            False, and nothing was stored, if that challenge was answered before.

        Raises:
            ConflictError: an account has this passkey already.
        """

        def job(connection: Connection) -> bool:
            if not add_missing(connection, ANSWERED_CHALLENGES, _answered_row(answered)):
                return False
            add(connection, PASSKEYS, _passkey_row(passkey))
            append_entry(connection, audit)
            return True

        return self._database.write(job)

    def use_passkey(self, credential: str, answered: Answered, *, sign_count: int, now: datetime) -> bool:
        """Take a passkey's answer; False if its challenge was answered before, or its count does not go on."""
        values = {"its_credential": credential, "new_count": sign_count, "now": now}

        def job(connection: Connection) -> bool:
            if not add_missing(connection, ANSWERED_CHALLENGES, _answered_row(answered)):
                return False
            return connection.execute(_USE, values).rowcount == 1

        return self._database.write(job)

    def replace_passkey_wrap(
        self, agency: AgencyCode, officer: str, credential: str, *, before: bytes, after: bytes, audit: AuditEntry
    ) -> bool:
        """Store a newly wrapped key with its audit entry; False, and nothing, unless `before` is stored."""
        values = {**_names(agency, officer), "its_credential": credential, "before": before, "after": after}

        def job(connection: Connection) -> bool:
            is_replaced = connection.execute(_NEW_WRAP, values).rowcount == 1
            append_entry(connection, audit if is_replaced else None)
            return is_replaced

        return self._database.write(job)

    def remove_passkey(
        self, agency: AgencyCode, officer: str, credential: str, *, spared: bytes, audit: AuditEntry
    ) -> bool:
        """Forget a passkey, what it wraps, and the sessions that passkeys began, but for the one that asks.

        Returns:
            False, and nothing was changed, if the account has no such passkey.
        """
        values = {**_names(agency, officer), "its_credential": credential}
        others = {**_names(agency, officer), "its_factor": Factor.PASSKEY.value, "its_hash": spared}

        def job(connection: Connection) -> bool:
            is_removed = connection.execute(_REMOVE, values).rowcount == 1
            if is_removed:
                connection.execute(_CLOSE_OTHERS, others).close()
                append_entry(connection, audit)
            return is_removed

        return self._database.write(job)

    def forget_answered_challenges(self, before: datetime) -> int:
        """Forget challenges that were good until before that time; give how many."""
        return self._database.write(
            lambda connection: connection.execute(_FORGET_ANSWERED, {"before": before}).rowcount
        )


def _names(agency: AgencyCode, officer: str) -> dict[str, Any]:
    return {"its_agency": agency, "its_officer": officer}


def _answered_row(answered: Answered) -> dict[str, Any]:
    return {"challenge_hash": answered.challenge_hash, "good_until": answered.good_until}


def _passkey_row(passkey: Passkey) -> dict[str, Any]:
    return {
        "agency": passkey.agency,
        "officer": passkey.officer,
        "credential": passkey.credential,
        "public_key": passkey.public_key,
        "sign_count": passkey.sign_count,
        "added": passkey.added,
        "last_used": passkey.last_used,
        "wrapped": passkey.wrapped,
        "reader_key": passkey.reader_key,
    }


def _passkey(row: Row[Any]) -> Passkey:
    return Passkey(
        agency=AgencyCode(row.agency),
        officer=row.officer,
        credential=row.credential,
        public_key=row.public_key,
        sign_count=row.sign_count,
        added=row.added,
        last_used=row.last_used,
        wrapped=row.wrapped,
        reader_key=None if row.reader_key is None else KeyDigest(row.reader_key),
    )
