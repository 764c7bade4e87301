"""The agencies' rules: versions are added, and never changed or removed."""

from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from wbs.cases.model import AgencyCode, AuditEntry
from wbs.cases.rules.documents import RulesLine, StoredRules
from wbs.errors import ConflictError, NotFoundError
from wbs.store.audit import append_entry
from wbs.store.database import Database
from wbs.store.rows import add
from wbs.store.schema.agencies import AGENCY_RULES
from wbs.store.schema.cases import CASES

_NEWEST = (
    select(AGENCY_RULES)
    .where(AGENCY_RULES.c.agency == bindparam("agency"))
    .order_by(AGENCY_RULES.c.version.desc())
    .limit(1)
)
_LINES = (
    select(AGENCY_RULES.c.version, AGENCY_RULES.c.day, AGENCY_RULES.c.officer)
    .where(AGENCY_RULES.c.agency == bindparam("agency"))
    .order_by(AGENCY_RULES.c.version.desc())
    .limit(bindparam("limit"))
)
_VERSIONS = (
    select(AGENCY_RULES.c.agency, func.max(AGENCY_RULES.c.version))
    .group_by(AGENCY_RULES.c.agency)
    .order_by(AGENCY_RULES.c.agency)
)
_NAMED = select(func.max(CASES.c.rules)).where(CASES.c.handler == bindparam("agency"))
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
        return self._database.read(lambda connection: newest_rules(connection, agency))

    def newest_versions(self) -> list[tuple[AgencyCode, int]]:
        """Give every agency that stored rules with the number of its newest version, by agency."""
        rows = self._database.read(lambda connection: connection.execute(_VERSIONS).all())
        return [(AgencyCode(agency), version) for agency, version in rows]

    def rules(self, agency: AgencyCode, version: int) -> StoredRules:
        """Give one version.

        Raises:
            NotFoundError: there is none.
        """
        found = self._database.read(lambda connection: rules_of_version(connection, agency, version))
        if found is None:
            raise NotFoundError("no such version of the rules")
        return found

    def rules_history(self, agency: AgencyCode, limit: int) -> list[RulesLine]:
        """Tell of the newest versions, newest first; without what they say, which may be much."""
        values = {"agency": agency, "limit": limit}
        return self._database.read(lambda connection: [RulesLine(*row) for row in connection.execute(_LINES, values)])

    def version_named(self, agency: AgencyCode) -> int:
        """Give the highest version that a case of an agency's was computed with; 0 if there is none."""
        found = self._database.read(lambda connection: connection.execute(_NAMED, {"agency": agency}).scalar())
        return max(found or 0, 0)

    def add_rules(self, new: StoredRules, audit: AuditEntry) -> None:
        """Store a version with its audit entry.

        Raises:
            ConflictError: it is not the one after the newest.
        """
        columns = ("agency", "version", "day", "officer", "document")

        def job(connection: Connection) -> None:
            before = connection.execute(_LINES, {"agency": new.agency, "limit": 1}).one_or_none()
            if new.version != (before.version if before else 0) + 1:
                raise ConflictError("rules that do not follow the newest version")
            add(connection, AGENCY_RULES, {name: getattr(new, name) for name in columns})
            append_entry(connection, audit)

        self._database.write(job)


def rules_of_version(connection: Connection, agency: AgencyCode, version: int) -> StoredRules | None:
    """Give one version within a transaction; None if there is none."""
    row = connection.execute(_ONE, {"agency": agency, "version": version}).one_or_none()
    return None if row is None else _stored(row)


def newest_rules(connection: Connection, agency: AgencyCode) -> StoredRules | None:
    """Give an agency's newest version within a transaction; None if it never stored any."""
    row = connection.execute(_NEWEST, {"agency": agency}).one_or_none()
    return None if row is None else _stored(row)


def _stored(row: Row[Any]) -> StoredRules:
    return StoredRules(AgencyCode(row.agency), row.version, row.day, row.officer, row.document)
