"""The agencies' rules: versions are added, and never changed or removed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from wbs.cases.model import AgencyCode, AuditEntry
from wbs.cases.rules import StoredRules
from wbs.errors import ConflictError, NotFoundError
from wbs.store.audit import append_entry
from wbs.store.database import Database
from wbs.store.rows import add
from wbs.store.schema import AGENCY_RULES

_NEWEST = (
    select(AGENCY_RULES)
    .where(AGENCY_RULES.c.agency == bindparam("agency"))
    .order_by(AGENCY_RULES.c.version.desc())
    .limit(bindparam("limit"))
)
_VERSIONS = (
    select(AGENCY_RULES.c.agency, func.max(AGENCY_RULES.c.version))
    .group_by(AGENCY_RULES.c.agency)
    .order_by(AGENCY_RULES.c.agency)
)
_ONE = select(AGENCY_RULES).where(
    AGENCY_RULES.c.agency == bindparam("agency"), AGENCY_RULES.c.version == bindparam("version")
)


class RuleVersions:
    """Implements `wbs.cases.ports.RulesStore`."""

    def __init__(self, database: Database) -> None:
        """Use one database."""
        self._database = database

    def newest_rules(self, agency: AgencyCode) -> StoredRules | None:
        """Give an agency's newest version; None if it never stored any."""
        return next(iter(self.rules_history(agency, 1)), None)

    def newest_versions(self) -> list[tuple[AgencyCode, int]]:
        """Give every agency that stored rules with the number of its newest version, by agency."""
        rows = self._database.read(lambda connection: connection.execute(_VERSIONS).all())
        return [(AgencyCode(agency), version) for agency, version in rows]

    def rules(self, agency: AgencyCode, version: int) -> StoredRules:
        """Give one version.

        Raises:
            NotFoundError: there is none.
        """
        values = {"agency": agency, "version": version}
        row = self._database.read(lambda connection: connection.execute(_ONE, values).one_or_none())
        if row is None:
            raise NotFoundError("no such version of the rules")
        return _stored(row)

    def rules_history(self, agency: AgencyCode, limit: int) -> list[StoredRules]:
        """Give the newest versions, newest first."""
        return self._database.read(lambda connection: [_stored(row) for row in _newest(connection, agency, limit)])

    def add_rules(self, new: StoredRules, audit: AuditEntry) -> None:
        """Store a version with its audit entry.

        Raises:
            ConflictError: it is not the one after the newest.
        """
        columns = ("agency", "version", "day", "officer", "document")

        def job(connection: Connection) -> None:
            before = _newest(connection, new.agency, 1)
            if new.version != (before[0].version if before else 0) + 1:
                raise ConflictError("rules that do not follow the newest version")
            add(connection, AGENCY_RULES, {name: getattr(new, name) for name in columns})
            append_entry(connection, audit)

        self._database.write(job)


def newest_rules(connection: Connection, agency: AgencyCode) -> StoredRules | None:
    """Give an agency's newest version within a transaction; None if it never stored any."""
    return next(iter([_stored(row) for row in _newest(connection, agency, 1)]), None)


def _newest(connection: Connection, agency: AgencyCode, limit: int) -> Sequence[Row[Any]]:
    return connection.execute(_NEWEST, {"agency": agency, "limit": limit}).all()


def _stored(row: Row[Any]) -> StoredRules:
    return StoredRules(AgencyCode(row.agency), row.version, row.day, row.officer, row.document)
