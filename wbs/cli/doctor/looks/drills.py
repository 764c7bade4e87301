"""Looks at when the shares of every recovery key were last proved."""

from functools import partial
from pathlib import Path

from wbs.cases.doctor.checkup import check_drills
from wbs.cases.doctor.findings import Finding
from wbs.cli.doctor.installation import Installation, attempt
from wbs.cli.files import read_small
from wbs.crypto.recovery import DrillStatement, verify_drill
from wbs.crypto.trust import TrustBook


def look_at_drills(place: Installation) -> list[Finding]:
    """See which drills are due; a statement that does not verify is told and does not count."""
    if place.book is None:
        return []
    findings: list[Finding] = []
    statements: list[DrillStatement] = []
    for path in sorted(place.config.keys.glob("drill-*.json")):
        found = attempt(findings, "drill-statement", path.name, partial(_drill, path, place.book))
        if found is not None:
            statements.append(found)
    return findings + check_drills(place.book, statements, place.clock.today(), place.drill_days)


def _drill(path: Path, book: TrustBook) -> DrillStatement:
    return verify_drill(read_small(path).removesuffix(b"\n"), book)
