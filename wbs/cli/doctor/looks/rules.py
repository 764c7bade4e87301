"""Looks at whether every version of every agency's rules is there, as it was signed."""

import re
from functools import partial

from wbs.cases.doctor.checkup import check_rules
from wbs.cases.doctor.findings import Finding, RulesFact
from wbs.cases.log.log_check import LogReading
from wbs.cases.model import AgencyCode, AuditAction
from wbs.cases.rules.rulebook import ruling_of
from wbs.cli.doctor.installation import Installation, attempt
from wbs.crypto.trust import TrustBook
from wbs.errors import FormatError, NotFoundError, UnknownVersionError
from wbs.store.store import Store

_VERSION = re.compile(rb'"detail":"([0-9]{1,9})"')


def look_at_rules(place: Installation) -> list[Finding]:
    """See to each agency's rules on their own."""
    findings: list[Finding] = []
    if place.store is not None:
        for agency in _ruled(place.store, place.book):
            findings += attempt(findings, "rules-missing", agency, partial(_look_at, place.store, agency)) or []
    return findings


def _ruled(store: Store, book: TrustBook | None) -> list[AgencyCode]:
    """Name every agency that may have rules: those of the documents, of the log, and of what is stored."""
    stored = [agency for agency, _ in store.rules.newest_versions()]
    listed = [AgencyCode(code) for code in book.by_agency] if book is not None else []
    return sorted({*stored, *listed, *store.audit.agencies()})


def _look_at(store: Store, agency: AgencyCode) -> list[Finding]:
    newest = max((line.version for line in store.rules.rules_history(agency, 1)), default=0)
    readable = frozenset(version for version in range(1, newest + 1) if _is_readable(store, agency, version))
    told = max(store.audit.inspect(agency, _version_logged), store.rules.version_named(agency))
    return check_rules([RulesFact(agency, readable, newest, told)])


def _is_readable(store: Store, agency: AgencyCode, version: int) -> bool:
    try:
        ruling_of(agency, store.rules.rules(agency, version))
    except (FormatError, UnknownVersionError, NotFoundError):
        return False
    return True


def _version_logged(log: LogReading) -> int:
    """Give the highest version of the rules of which the log has an entry."""
    mark = f'"action":"{AuditAction.RULES_CHANGED}"'.encode()
    found = (_VERSION.search(row.entry) for row in log.rows() if mark in row.entry)
    return max((int(match[1]) for match in found if match is not None), default=0)
