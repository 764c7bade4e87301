"""What of doctor's findings is new to operators. No input, no output."""

from collections.abc import Iterable, Sequence
from typing import Annotated

import msgspec

from wbs.cases.doctor.findings import Finding, Severity
from wbs.crypto.shape import Document, Part, check, parse, serialise

_RANK = (Severity.NOTICE, Severity.WARNING, Severity.ERROR)


class ToldFinding(Part, frozen=True, kw_only=True):
    """One finding that operators were told of: its code, whom or what it is about, how bad it was."""

    code: Annotated[str, msgspec.Meta(max_length=100)]
    subject: Annotated[str, msgspec.Meta(max_length=4_096)]
    severity: Severity


class Told(Document, frozen=True, kw_only=True, tag="wbs-alerts/v1"):
    """All that stands, as it was told last."""

    findings: Annotated[list[ToldFinding], msgspec.Meta(max_length=10_000)]


def standing(findings: Iterable[Finding]) -> list[ToldFinding]:
    """Give what operators are told of: warnings and errors, of one kind about one thing the worst."""
    worst: dict[tuple[str, str], Severity] = {}
    for one in findings:
        known = worst.get((one.code, one.subject), Severity.NOTICE)
        worst[one.code, one.subject] = max(known, one.severity, key=_RANK.index)
    return [
        ToldFinding(code=code, subject=subject, severity=severity)
        for (code, subject), severity in sorted(worst.items())
        if severity is not Severity.NOTICE
    ]


def news(now: Iterable[ToldFinding], before: Iterable[ToldFinding]) -> list[ToldFinding]:
    """Give what was not told yet, or is worse than when it was told; the worst comes first."""
    known = {(one.code, one.subject): _RANK.index(one.severity) for one in before}
    found = [one for one in now if _RANK.index(one.severity) > known.get((one.code, one.subject), -1)]
    return sorted(found, key=lambda one: -_RANK.index(one.severity))


def parse_told(data: bytes) -> list[ToldFinding]:
    """Read what was told.

    Raises:
        FormatError, UnknownVersionError: not what `serialise_told` writes.
    """
    return parse(data, Told).findings


def serialise_told(findings: Sequence[ToldFinding]) -> bytes:
    """Write what was told."""
    return serialise(check(Told(findings=list(findings))))
