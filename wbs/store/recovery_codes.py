"""Recovery codes of officers: only their hashes, and when each was used."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from wbs.cases.model import AgencyCode, AuditEntry, RecoveryCodes
from wbs.store.audit import append_entry
from wbs.store.database import Database
from wbs.store.rows import add
from wbs.store.schema.officers import RECOVERY_CODES

_OWN = (RECOVERY_CODES.c.agency == bindparam("its_agency")) & (RECOVERY_CODES.c.officer == bindparam("its_officer"))
_ALL = select(RECOVERY_CODES.c.used, RECOVERY_CODES.c.told).where(_OWN)
_FORGET = delete(RECOVERY_CODES).where(_OWN)
_USE = (
    update(RECOVERY_CODES)
    .where(_OWN, RECOVERY_CODES.c.code_hash == bindparam("its_hash"), RECOVERY_CODES.c.used.is_(None))
    .values(used=bindparam("now"))
)
_TELL = update(RECOVERY_CODES).where(_OWN, RECOVERY_CODES.c.used.is_not(None)).values(told=True)


class RecoveryCodeTable:
    """Implements `wbs.cases.ports.RecoveryCodeStore`."""

    def __init__(self, database: Database) -> None:
        """Use one database."""
        self._database = database

    def replace_recovery_codes(
        self, agency: AgencyCode, officer: str, hashes: Sequence[bytes], audit: AuditEntry
    ) -> None:
        """Store a new set in place of the one before, with its audit entry."""
        rows = [{**_row(agency, officer), "code_hash": one} for one in hashes]

        def job(connection: Connection) -> None:
            connection.execute(_FORGET, _names(agency, officer)).close()
            add(connection, RECOVERY_CODES, *rows)
            append_entry(connection, audit)

        self._database.write(job)

    def use_recovery_code(
        self, agency: AgencyCode, officer: str, code_hash: bytes, now: datetime, audit: AuditEntry
    ) -> bool:
        """Take a code, with its audit entry; False, and nothing, if there is none of that hash that is unused."""
        values = {**_names(agency, officer), "its_hash": code_hash, "now": now}

        def job(connection: Connection) -> bool:
            is_taken = connection.execute(_USE, values).rowcount == 1
            append_entry(connection, audit if is_taken else None)
            return is_taken

        return self._database.write(job)

    def recovery_codes(self, agency: AgencyCode, officer: str) -> RecoveryCodes:
        """Say how an account's codes stand."""
        rows = self._database.read(lambda connection: connection.execute(_ALL, _names(agency, officer)).all())
        used = sorted(row.used for row in rows if row.used is not None)
        untold = sum(1 for row in rows if row.used is not None and not row.told)
        return RecoveryCodes(left=len(rows) - len(used), used=tuple(used), untold=untold)

    def tell_recovery_codes(self, agency: AgencyCode, officer: str) -> None:
        """Note that the officer was told of every use so far."""
        self._database.write(lambda connection: connection.execute(_TELL, _names(agency, officer)).close())


def _names(agency: AgencyCode, officer: str) -> dict[str, Any]:
    return {"its_agency": agency, "its_officer": officer}


def _row(agency: AgencyCode, officer: str) -> dict[str, Any]:
    return {"agency": agency, "officer": officer, "used": None, "told": False}
