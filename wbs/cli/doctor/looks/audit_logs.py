"""Looks at every agency's audit log: its checkpoints, and whether auditors sign them."""

from functools import partial

from wbs.cases.doctor.checkup import check_logs
from wbs.cases.doctor.findings import Finding, LogFact
from wbs.cases.log.log_check import StoredCheckpoint
from wbs.cases.model import AgencyCode
from wbs.cli.doctor.installation import Installation, attempt
from wbs.clock import Clock
from wbs.crypto.checkpoint import Checkpoint, Cosignature
from wbs.crypto.trust import TrustBook
from wbs.crypto.witness import log_origin, witnesses_of
from wbs.store.store import Store

_CHECKPOINTS = 60
"""How many checkpoints are searched for one that an auditor signed."""


def look_at_audit_logs(place: Installation) -> list[Finding]:
    """See to each log on its own: one that is damaged keeps nobody from the others."""
    findings: list[Finding] = []
    store, book = place.store, place.book
    if store is not None:
        for agency in store.audit.agencies():
            look = partial(_look_at_log, store, book, agency, place.clock)
            findings += attempt(findings, "audit-log", agency, look) or []
    return findings


def _look_at_log(store: Store, book: TrustBook | None, agency: AgencyCode, clock: Clock) -> list[Finding]:
    return check_logs([_log(store, book, agency)], clock.now())


def _log(store: Store, book: TrustBook | None, agency: AgencyCode) -> LogFact:
    points = store.audit.checkpoints(agency, _CHECKPOINTS)
    signed = next((point.made for point in points if book is not None and _is_signed(store, book, agency, point)), None)
    size, _ = store.audit.size_and_root(agency)
    return LogFact(agency, size, (points[0].size, points[0].made) if points else None, signed)


def _is_signed(store: Store, book: TrustBook, agency: AgencyCode, point: StoredCheckpoint) -> bool:
    """Say whether an auditor's signature verifies: a row alone is written by whoever writes to the database."""
    checkpoint = Checkpoint(log_origin(book, agency), point.size, point.root)
    stored = store.audit.cosignatures(agency, point.size)
    found, _ = witnesses_of(book, checkpoint, [Cosignature(f"{agency}/{one.officer}", one.raw) for one in stored])
    return bool(found)
