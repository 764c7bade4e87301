"""`wbs doctor`: is everything as it should be, and what to do if not. Reads, changes nothing.

Exit code: 0 if there is nothing to do soon, 1 with a warning, 2 with an error. One part that cannot be looked at is a
finding of its own and keeps nobody from the others.
"""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

import click

from wbs.cases.doctor.checkup import (
    check_demonstration,
    check_drills,
    check_expiry,
    check_files,
    check_jobs,
    check_logs,
    check_rules,
    check_shortages_of,
    check_staff,
    check_transfers,
)
from wbs.cases.doctor.findings import FileFact, Finding, JobFact, LogFact, RulesFact, Severity
from wbs.cases.log.log_check import LogReading, StoredCheckpoint
from wbs.cases.model import AgencyCode, AuditAction
from wbs.cases.readers.hanging import hanging_transfers
from wbs.cases.readers.shortages import find_shortages
from wbs.cases.rules.rulebook import ruling_of
from wbs.cli.files import read_small
from wbs.cli.jobs import JOBS
from wbs.cli.refusals import indonesian
from wbs.cli.speech import Speech, shown, spoken
from wbs.clock import RELEASED, Clock, SystemClock
from wbs.config import DEMO_FOLDER, PortalConfig, read_drill_days
from wbs.crypto.checkpoint import Checkpoint, Cosignature
from wbs.crypto.recovery import DrillStatement, verify_drill
from wbs.crypto.trust import TrustBook
from wbs.crypto.witness import log_origin, witnesses_of
from wbs.errors import FormatError, NotFoundError, UnknownVersionError, WbsError
from wbs.store.engine import SqliteFile, parse_url
from wbs.store.store import Store, open_store
from wbs.web.documents import Documents

_OTHERS = 0o007
_GROUP_AND_OTHERS = 0o077
_WRITE = 0o022
_CHECKPOINTS = 60
"""How many checkpoints are searched for one that an auditor signed."""
_VERSION = re.compile(rb'"detail":"([0-9]{1,9})"')
_EXIT = {Severity.NOTICE: 0, Severity.WARNING: 1, Severity.ERROR: 2}
_LABELS = {
    Severity.NOTICE: ("Catatan", "Notice"),
    Severity.WARNING: ("PERINGATAN", "WARNING"),
    Severity.ERROR: ("KESALAHAN", "ERROR"),
}
T = TypeVar("T")
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTICE)


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for monitoring.")
@spoken
def doctor_command(*, speech: Speech, as_json: bool) -> None:
    """Look at keys, readers, drills, nightly jobs, the audit log and files; say what to do."""
    clock = SystemClock()
    findings = examine(os.environ, clock)
    if as_json:
        click.echo(_json_text(speech, findings, clock))
    else:
        speech.lines(_lines(speech, findings))
    sys.exit(max((_EXIT[finding.severity] for finding in findings), default=0))


def examine(environment: Mapping[str, str], clock: Clock) -> list[Finding]:
    """Look at everything; the worst comes first."""
    config = PortalConfig.from_environment(environment)
    due_days = read_drill_days(environment)
    findings = check_demonstration({_demo(config): config.is_demonstration})
    findings += _try(findings, "permissions", str(config.data), lambda: check_files(_files(config))) or []
    book = _try(findings, "documents", str(config.keys), lambda: _book(config))
    store = _try(findings, "database", "database", lambda: open_store(config.database_url, read_only=True))
    if book is not None:
        findings += check_expiry(book, clock.today(), RELEASED)
        findings += check_staff(book, clock.today(), RELEASED)
        findings += _drills(config.keys, book, clock, due_days)
    if store is not None:
        try:
            findings += _of_store(store, book, clock)
        finally:
            store.close()
    return sorted(findings, key=lambda finding: _ORDER.index(finding.severity))


def _try(findings: list[Finding], code: str, subject: str, look: Callable[[], T]) -> T | None:
    try:
        return look()
    except WbsError as error:
        findings.append(_unusable(code, subject, str(error)))
    except Exception as error:  # noqa: BLE001 - what is damaged in any way is a finding; the text could hold anything
        findings.append(_unusable(code, subject, type(error).__name__))
    return None


def _unusable(code: str, subject: str, why: str) -> Finding:
    return Finding(
        code,
        Severity.ERROR,
        subject,
        (f"tidak dapat dipakai: {indonesian(why)}", f"cannot be used: {why}"),
        (
            "perbaiki penyebabnya, lalu jalankan `wbs doctor` lagi",
            "mend what is named, then run `wbs doctor` again",
        ),
    )


def _book(config: PortalConfig) -> TrustBook:
    return Documents(config.keys).current().book


def _demo(config: PortalConfig) -> str:
    return str(config.data / DEMO_FOLDER)


def _of_store(store: Store, book: TrustBook | None, clock: Clock) -> list[Finding]:
    """Look at jobs, each log, and readers, each on its own."""
    findings: list[Finding] = []
    now, today = clock.now(), clock.today()
    findings += _try(findings, "database", "maintenance", lambda: check_jobs(_jobs(store), now)) or []
    for agency in _try(findings, "database", "audit", store.audit.agencies) or []:
        findings += _try(findings, "audit-log", agency, partial(_look_at_log, store, book, agency, clock)) or []
    for agency in _try(findings, "database", "rules", partial(_ruled, store, book)) or []:
        findings += _try(findings, "rules-missing", agency, partial(_look_at_rules, store, agency)) or []
    if book is not None:
        look = partial(find_shortages, store.upkeep, book, today)
        findings += check_shortages_of(_try(findings, "database", "readers", look) or [], today)
        findings += _try(findings, "database", "transfers", partial(_look_at_transfers, store, book)) or []
    return findings


def _look_at_log(store: Store, book: TrustBook | None, agency: AgencyCode, clock: Clock) -> list[Finding]:
    return check_logs([_log(store, book, agency)], clock.now())


def _look_at_transfers(store: Store, book: TrustBook) -> list[Finding]:
    return check_transfers(hanging_transfers(store.upkeep.handed_cases(), book))


def _ruled(store: Store, book: TrustBook | None) -> list[AgencyCode]:
    """Name every agency that may have rules: those of the documents, of the log, and of what is stored."""
    stored = [agency for agency, _ in store.rules.newest_versions()]
    listed = [AgencyCode(code) for code in book.by_agency] if book is not None else []
    return sorted({*stored, *listed, *store.audit.agencies()})


def _look_at_rules(store: Store, agency: AgencyCode) -> list[Finding]:
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


def _jobs(store: Store) -> list[JobFact]:
    runs = {run.job: run for run in store.upkeep.runs()}
    return [
        JobFact(job, runs[job].ended, runs[job].done) if job in runs else JobFact(job, None, done=False) for job in JOBS
    ]


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


def _drills(keys: Path, book: TrustBook, clock: Clock, due_days: int) -> list[Finding]:
    findings: list[Finding] = []
    statements: list[DrillStatement] = []
    for path in sorted(keys.glob("drill-*.json")):
        found = _try(findings, "drill-statement", path.name, partial(_drill, path, book))
        if found is not None:
            statements.append(found)
    return findings + check_drills(book, statements, clock.today(), due_days)


def _drill(path: Path, book: TrustBook) -> DrillStatement:
    return verify_drill(read_small(path).removesuffix(b"\n"), book)


def _files(config: PortalConfig) -> Iterable[FileFact]:
    """Give what lies on this computer: secrets for the service alone, documents that nobody else writes."""
    yield from _facts([config.credentials], _GROUP_AND_OTHERS)
    if config.credentials.is_dir():
        yield from _facts(sorted(config.credentials.iterdir()), _GROUP_AND_OTHERS)
    yield from _facts([config.data], _OTHERS)
    yield from _facts([config.keys], _WRITE)
    if config.keys.is_dir():
        yield from _facts(sorted(config.keys.iterdir()), _WRITE)
    place = parse_url(config.database_url)
    if isinstance(place, SqliteFile):
        yield from _facts([place.path.with_name(place.path.name + ending) for ending in ("", "-wal", "-shm")], _OTHERS)


def _facts(paths: Iterable[Path], forbidden: int) -> Iterable[FileFact]:
    for path in paths:
        if path.exists():
            yield FileFact(str(path), path.stat().st_mode & 0o7777, forbidden)


def _lines(speech: Speech, findings: list[Finding]) -> list[str]:
    lines = []
    for finding in findings:
        subject = shown(finding.subject)
        lines.append(f"{speech(*_LABELS[finding.severity])}: {subject}: {shown(speech(*finding.said))}")
        lines.append(f"    → {speech(*finding.remedy)}")
    urgent = sum(1 for finding in findings if finding.severity is not Severity.NOTICE)
    lines.append(
        speech(
            f"{len(findings)} temuan, {urgent} perlu ditangani segera." if findings else "Semua baik.",
            f"{len(findings)} findings, {urgent} of them urgent." if findings else "All is well.",
        )
    )
    return lines


def _json_text(speech: Speech, findings: list[Finding], clock: Clock) -> str:
    return json.dumps(
        {
            "checked": clock.today().isoformat(),
            "findings": [
                {
                    "code": finding.code,
                    "severity": finding.severity.value,
                    "subject": finding.subject,
                    "text": speech(*finding.said),
                    "remedy": speech(*finding.remedy),
                }
                for finding in findings
            ],
        },
        ensure_ascii=False,
        indent=1,
    )
