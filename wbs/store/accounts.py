"""Accounts of an agency as its administrators see them, and their state."""

from sqlalchemy import Connection, bindparam, delete, select, update

from wbs.cases.model import Account, AgencyCode, AuditEntry, KeyDigest, OfficerState
from wbs.store.audit import append_entry
from wbs.store.database import Database
from wbs.store.schema.officers import OFFICERS, SESSIONS

_ACCOUNTS = (
    select(OFFICERS.c.officer, OFFICERS.c.login, OFFICERS.c.label, OFFICERS.c.state, OFFICERS.c.reader_key)
    .where(OFFICERS.c.agency == bindparam("agency"))
    .order_by(OFFICERS.c.officer)
)
_NEW_STATE = (
    update(OFFICERS)
    .where(
        OFFICERS.c.agency == bindparam("its_agency"),
        OFFICERS.c.officer == bindparam("its_officer"),
        OFFICERS.c.state != bindparam("new_state"),
    )
    .values(state=bindparam("new_state"))
)
_NO_SESSIONS = delete(SESSIONS).where(
    SESSIONS.c.agency == bindparam("its_agency"), SESSIONS.c.officer == bindparam("its_officer")
)


class AccountTable:
    """Implements `wbs.cases.ports.AccountStore`."""

    def __init__(self, database: Database) -> None:
        """Use one database."""
        self._database = database

    def accounts(self, agency: AgencyCode) -> list[Account]:
        """Give an agency's accounts by id."""
        rows = self._database.read(lambda connection: connection.execute(_ACCOUNTS, {"agency": agency}).all())
        return [
            Account(row.officer, row.login, row.label, OfficerState(row.state), KeyDigest(row.reader_key))
            for row in rows
        ]

    def replace_state(self, agency: AgencyCode, officer: str, state: OfficerState, audit: AuditEntry) -> bool:
        """Store another state with its audit entry, and forget every session of the account, in one transaction.

        Returns:
            False, and nothing was stored, if the account is unknown or has that state already.
        """
        account = {"its_agency": agency, "its_officer": officer}

        def job(connection: Connection) -> bool:
            if connection.execute(_NEW_STATE, {**account, "new_state": state.value}).rowcount == 0:
                return False
            connection.execute(_NO_SESSIONS, account).close()  # also one that was opened while the block was stored
            append_entry(connection, audit)
            return True

        return self._database.write(job)
