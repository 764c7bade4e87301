"""Invitations, enrolment requests, changes of officers' keys: each change is one transaction with its audit entry."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, bindparam, delete, exists, func, or_, select, update

from wbs.cases.model import (
    AgencyCode,
    AuditEntry,
    EnrolmentRequest,
    Invitation,
    KeyDigest,
    NewPassphrase,
    Officer,
    OfficerState,
    RenewedKey,
)
from wbs.crypto.directory import Role
from wbs.errors import ConflictError
from wbs.store.audit import append_entry
from wbs.store.database import Database, find
from wbs.store.officer_keys import (
    RENEWED,
    add_account,
    drop_keys,
    find_renewed,
    keep_earlier,
    keep_lost,
    keep_retired,
    lost_keys,
    put_key,
    renewed_is,
)
from wbs.store.rows import add, add_missing, put
from wbs.store.schema.cases import GRANTS
from wbs.store.schema.officers import (
    ENROLMENTS,
    FAILURES,
    INVITATIONS,
    OFFICER_KEYS,
    OFFICERS,
    PASSKEYS,
    RECOVERY_CODES,
    SESSIONS,
)

_OWN_INVITATION = (INVITATIONS.c.agency == bindparam("its_agency")) & (
    INVITATIONS.c.officer == bindparam("its_officer")
)
_BY_CODE = select(INVITATIONS).where(INVITATIONS.c.code_hash == bindparam("its_code"))
_OF_AGENCY = select(INVITATIONS).where(INVITATIONS.c.agency == bindparam("its_agency")).order_by(INVITATIONS.c.officer)
_WITHDRAW = delete(INVITATIONS).where(_OWN_INVITATION)
_USE_UP = delete(INVITATIONS).where(INVITATIONS.c.code_hash == bindparam("its_code"))
_SAME_ID = (OFFICERS.c.agency == bindparam("its_agency")) & (OFFICERS.c.officer == bindparam("its_officer"))
_LOST = _SAME_ID & (OFFICERS.c.state == OfficerState.BLOCKED.value)
"""An account whose owner lost what it needs: blocked first, then enrolled anew under the same id."""
_IS_TAKEN = select(func.count()).where(or_(OFFICERS.c.login == bindparam("its_login"), _SAME_ID), ~_LOST)
_REQUESTS = select(ENROLMENTS).where(ENROLMENTS.c.agency == bindparam("its_agency")).order_by(ENROLMENTS.c.officer)
_DROP_REQUEST = delete(ENROLMENTS).where(
    ENROLMENTS.c.agency == bindparam("its_agency"),
    ENROLMENTS.c.officer == bindparam("its_officer"),
    ENROLMENTS.c.reader_key == bindparam("its_key"),
)
_ACCOUNT = (OFFICERS.c.agency == bindparam("its_agency")) & (OFFICERS.c.officer == bindparam("its_officer"))
_LOST_ACCOUNT = select(OFFICERS.c.officer).where(_LOST).with_for_update()
_LOCKED = select(OFFICERS.c.salt).where(_ACCOUNT).with_for_update()
"""Taken first by whatever reads one of an account's keys to change another."""
_NEW_PASSPHRASE = (
    update(OFFICERS)
    .where(_ACCOUNT, OFFICERS.c.salt == bindparam("old_salt"), OFFICERS.c.wrapped_key == bindparam("old_key"))
    .values(salt=bindparam("new_salt"), auth_hash=bindparam("new_hash"), wrapped_key=bindparam("new_key"))
)
_NEW_OWN_KEY = (
    update(OFFICERS)
    .where(_ACCOUNT, OFFICERS.c.reader_key == bindparam("old_key"))
    .values(reader_key=bindparam("new_key"), wrapped_key=bindparam("new_wrapped"))
)
_CLOSE_OTHERS = delete(SESSIONS).where(
    SESSIONS.c.agency == bindparam("its_agency"),
    SESSIONS.c.officer == bindparam("its_officer"),
    SESSIONS.c.token_hash != bindparam("spared"),
)
_FORGET_WRAPS = (
    update(PASSKEYS)
    .where(
        PASSKEYS.c.agency == bindparam("its_agency"),
        PASSKEYS.c.officer == bindparam("its_officer"),
        PASSKEYS.c.reader_key == bindparam("old_key"),
    )
    .values(wrapped=None, reader_key=None)
)
_FORGET_OVER = delete(INVITATIONS).where(INVITATIONS.c.until <= bindparam("now"))
_OF_ACCOUNT = (SESSIONS, FAILURES, OFFICER_KEYS, ENROLMENTS, PASSKEYS, RECOVERY_CODES, OFFICERS)
"""Everything that an account owns, itself last."""
_NEWER = GRANTS.alias("newer")
_READ_BY_OLD_ALONE = (
    select(GRANTS.c.case_id)
    .where(
        GRANTS.c.reader == bindparam("old_key"),
        GRANTS.c.in_force,
        ~exists().where(
            _NEWER.c.agency == GRANTS.c.agency,
            _NEWER.c.case_id == GRANTS.c.case_id,
            _NEWER.c.reader == bindparam("new_key"),
            _NEWER.c.in_force,
        ),
    )
    .limit(1)
)


class Enrolments:
    """Implements `wbs.cases.ports.EnrolmentStore`."""

    def __init__(self, database: Database) -> None:
        """Use one database."""
        self._database = database

    def add_invitation(self, code_hash: bytes, invitation: Invitation, audit: AuditEntry) -> None:
        """Store an invitation in place of an open one for the same officer.

        Raises:
            ConflictError: an account that is not blocked has the id, another account the login, or an invitation for
                somebody else the login.
        """
        who = _its(invitation.agency, invitation.officer)

        def job(connection: Connection) -> None:
            if connection.execute(_IS_TAKEN, {**who, "its_login": invitation.login}).scalar_one():
                raise ConflictError("an account has this id or login")
            connection.execute(_WITHDRAW, who)
            add(connection, INVITATIONS, _invitation_row(code_hash, invitation))
            append_entry(connection, audit)

        self._database.write(job)

    def invitation(self, code_hash: bytes) -> Invitation | None:
        """Find an invitation, also one that is over."""

        def job(connection: Connection) -> Invitation | None:
            row = connection.execute(_BY_CODE, {"its_code": code_hash}).one_or_none()
            return None if row is None else _invitation(row)

        return find(self._database, job)

    def invitations(self, agency: AgencyCode) -> list[Invitation]:
        """Give an agency's invitations by officer id."""
        rows = self._database.read(lambda connection: connection.execute(_OF_AGENCY, {"its_agency": agency}).all())
        return [_invitation(row) for row in rows]

    def withdraw_invitation(self, agency: AgencyCode, officer: str, audit: AuditEntry) -> bool:
        """Forget an invitation; False, and nothing, if there is none."""

        def job(connection: Connection) -> bool:
            is_gone = connection.execute(_WITHDRAW, _its(agency, officer)).rowcount == 1
            append_entry(connection, audit if is_gone else None)
            return is_gone

        return self._database.write(job)

    def enrol(self, code_hash: bytes, officer: Officer, request: EnrolmentRequest, audit: AuditEntry) -> bool:
        """Use an invitation up and store the account that it was for; False, and nothing, if it is gone.

        A blocked account under the id gives way; its keys are kept as they were wrapped, also when that happens again.

        Raises:
            ConflictError: an account has the id or the login.
        """

        def job(connection: Connection) -> bool:
            if connection.execute(_USE_UP, {"its_code": code_hash}).rowcount != 1:
                return False
            _replace_account(connection, officer)
            add(connection, ENROLMENTS, _request_row(request))
            append_entry(connection, audit)
            return True

        return self._database.write(job)

    def requests(self, agency: AgencyCode) -> list[EnrolmentRequest]:
        """Give the newest request of each of an agency's officers, by officer id."""
        rows = self._database.read(lambda connection: connection.execute(_REQUESTS, {"its_agency": agency}).all())
        return [_request(row) for row in rows]

    def change_passphrase(self, before: Officer, after: NewPassphrase, *, spared: bytes, audit: AuditEntry) -> bool:
        """Store everything that a changed passphrase changes, and end the officer's sessions but for the spared one.

        The wrapped key and the salt of before are kept as the earlier ones.

        Returns:
            False, and nothing was stored, unless the account's salt and keys are those of `before`.
        """
        who = _its(before.agency, before.id)
        old = {"old_salt": before.salt, "old_key": before.wrapped_key}
        new = {"new_salt": after.salt, "new_hash": after.auth_hash, "new_key": after.wrapped_key}

        def job(connection: Connection) -> bool:
            connection.execute(_LOCKED, who)
            is_as_before = renewed_is(connection, before) and (before.renewed is None) == (after.renewed is None)
            if not is_as_before or connection.execute(_NEW_PASSPHRASE, {**who, **old, **new}).rowcount != 1:
                return False
            keep_earlier(connection, before)
            if before.renewed is not None and after.renewed is not None:
                put_key(connection, before, RenewedKey(before.renewed.reader_key, after.renewed), after.salt)
            connection.execute(_CLOSE_OTHERS, {**who, "spared": spared})
            append_entry(connection, audit)
            return True

        return self._database.write(job)

    def ask_renewal(self, renewed: RenewedKey, salt: bytes, request: EnrolmentRequest, audit: AuditEntry) -> bool:
        """Store a key that is to follow, and its request.

        Returns:
            False, and nothing was stored, if another one follows, or the passphrase's salt is another by now.
        """
        who = _its(request.agency, request.officer)

        def job(connection: Connection) -> bool:
            row = connection.execute(_LOCKED, who).one_or_none()
            if row is None or row.salt != salt:
                return False
            key = {
                "agency": request.agency,
                "officer": request.officer,
                "kind": RENEWED,
                "reader_key": renewed.reader_key,
                "salt": row.salt,
                "wrapped": renewed.wrapped,
            }
            if not add_missing(connection, OFFICER_KEYS, key):
                return False
            put(connection, ENROLMENTS, _request_row(request))
            append_entry(connection, audit)
            return True

        return self._database.write(job)

    def withdraw_renewal(self, agency: AgencyCode, officer: str, reader_key: KeyDigest, audit: AuditEntry) -> bool:
        """Forget a key that was to follow, and its request; False, and nothing, if it is not stored."""
        who = _its(agency, officer)

        def job(connection: Connection) -> bool:
            if not drop_keys(connection, agency, officer, RENEWED, reader_key):
                return False
            connection.execute(_DROP_REQUEST, {**who, "its_key": reader_key})
            append_entry(connection, audit)
            return True

        return self._database.write(job)

    def retire_key(self, agency: AgencyCode, officer: str, old: KeyDigest, audit: AuditEntry) -> bool:
        """Put the key that follows in the place of the account's own; of the old one the digest is left alone.

        Returns:
            False, and nothing was changed, unless `old` is the account's own key and another one follows.

        Raises:
            ConflictError: a case is still read with the old key alone.
        """
        who = _its(agency, officer)

        def job(connection: Connection) -> bool:
            connection.execute(_LOCKED, who)
            following = find_renewed(connection, agency, officer)
            if following is None:
                return False
            keys = {"old_key": old, "new_key": following.reader_key}
            if connection.execute(_NEW_OWN_KEY, {**who, **keys, "new_wrapped": following.wrapped}).rowcount != 1:
                return False
            if connection.execute(_READ_BY_OLD_ALONE, keys).first() is not None:
                raise ConflictError("a case is still read with the old key alone")
            drop_keys(connection, agency, officer)
            keep_retired(connection, agency, officer, old)
            connection.execute(_FORGET_WRAPS, {**who, "old_key": old})
            append_entry(connection, audit)
            return True

        return self._database.write(job)

    def sweep_invitations(self, now: datetime) -> int:
        """Forget invitations that are over; give how many."""
        return self._database.write(lambda connection: connection.execute(_FORGET_OVER, {"now": now}).rowcount)


def _replace_account(connection: Connection, officer: Officer) -> None:
    """Store an account; one that was blocked under its id goes, but for its keys as they were wrapped."""
    who = _its(officer.agency, officer.id)
    lost: Sequence[Mapping[str, object]] = ()
    if connection.execute(_LOST_ACCOUNT, who).first() is not None:
        lost = lost_keys(connection, officer.agency, officer.id)
        for table in _OF_ACCOUNT:
            connection.execute(delete(table).where(*_its_rows(table)), who)
    add_account(connection, officer)
    keep_lost(connection, lost)


def _its_rows(table: Table) -> tuple[ColumnElement[bool], ...]:
    return table.c.agency == bindparam("its_agency"), table.c.officer == bindparam("its_officer")


def _its(agency: AgencyCode, officer: str) -> dict[str, str]:
    return {"its_agency": agency, "its_officer": officer}


def _invitation_row(code_hash: bytes, invitation: Invitation) -> dict[str, object]:
    return {
        "agency": invitation.agency,
        "officer": invitation.officer,
        "login": invitation.login,
        "label": invitation.label,
        "unit": invitation.unit,
        "rank": invitation.rank,
        "roles": " ".join(sorted(invitation.roles)),
        "until": invitation.until,
        "code_hash": code_hash,
    }


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation(
        agency=AgencyCode(row.agency),
        officer=row.officer,
        login=row.login,
        label=row.label,
        unit=row.unit,
        rank=row.rank,
        roles=frozenset(Role(role) for role in row.roles.split()),
        until=row.until,
    )


def _request_row(request: EnrolmentRequest) -> dict[str, object]:
    return {
        "agency": request.agency,
        "officer": request.officer,
        "reader_key": request.reader_key,
        "day": request.day,
        "envelope": request.envelope,
    }


def _request(row: Row[Any]) -> EnrolmentRequest:
    return EnrolmentRequest(AgencyCode(row.agency), row.officer, KeyDigest(row.reader_key), row.day, row.envelope)
