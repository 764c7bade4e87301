"""What rules of agencies ask of a store.

Every write is one transaction and returns only after its commit. What fails raises `StoreError` and leaves nothing.
"""

from typing import Protocol

from wbs.cases.model import (
    AgencyCode,
    AuditEntry,
)
from wbs.cases.rules.documents import RulesLine, StoredRules


class RulesStore(Protocol):
    """The agencies' rules, in versions that never change."""

    def newest_rules(self, agency: AgencyCode) -> StoredRules | None:
        """Give an agency's newest version; None if it never stored any."""

    def newest_versions(self) -> list[tuple[AgencyCode, int]]:
        """Give every agency that stored rules with the number of its newest version, by agency."""

    def rules(self, agency: AgencyCode, version: int) -> StoredRules:
        """Give one version. Raises NotFoundError if there is none."""

    def rules_history(self, agency: AgencyCode, limit: int) -> list[RulesLine]:
        """Tell of the newest versions, newest first; without what they say, which may be much."""

    def version_named(self, agency: AgencyCode) -> int:
        """Give the highest version that a case of an agency's was computed with; 0 if there is none."""

    def add_rules(self, new: StoredRules, audit: AuditEntry) -> None:
        """Store a version with its audit entry.

        Raises:
            ConflictError: it is not the one after the newest.
        """
