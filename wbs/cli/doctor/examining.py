"""Does every look of the table, and puts the worst first."""

from collections.abc import Mapping

from wbs.cases.doctor.findings import Finding, Severity
from wbs.cli.doctor.installation import Installation, attempt
from wbs.cli.doctor.table import LOOKS
from wbs.clock import Clock
from wbs.config import PortalConfig, read_drill_days
from wbs.crypto.trust import TrustBook
from wbs.store.store import open_store
from wbs.web.documents import Documents

_ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTICE)


def examine(environment: Mapping[str, str], clock: Clock) -> list[Finding]:
    """Look at everything; the worst comes first.

    Raises:
        ConfigError: a variable is unknown or malformed.
    """
    config = PortalConfig.from_environment(environment)
    drill_days = read_drill_days(environment)
    findings: list[Finding] = []
    book = attempt(findings, "documents", str(config.keys), lambda: _book(config))
    store = attempt(findings, "database", "database", lambda: open_store(config.database_url, read_only=True))
    place = Installation(config, environment, clock, drill_days, book, store)
    try:
        for one in LOOKS:
            findings += one.at(place)
    finally:
        if store is not None:
            store.close()
    return sorted(findings, key=lambda finding: _ORDER.index(finding.severity))


def _book(config: PortalConfig) -> TrustBook:
    return Documents(config.keys).current().book
