"""What every look gets, and how a look is tried: what fails becomes a finding."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from wbs.cases.doctor.findings import Finding, Severity
from wbs.cli.refusals import indonesian
from wbs.clock import Clock
from wbs.config import PortalConfig
from wbs.crypto.trust import TrustBook
from wbs.errors import WbsError
from wbs.store.store import Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Installation:
    """What is looked at. The documents or the database are None if they cannot be used, which was told already."""

    config: PortalConfig
    environment: Mapping[str, str]
    """For what concerns one look alone."""
    clock: Clock
    drill_days: int
    book: TrustBook | None
    store: Store | None
    """Opened for reading only."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look: what to say if it cannot be done, and how it is done."""

    code: str
    """Code of the finding if it fails, as in `--json`."""
    subject: str
    """What could not be looked at."""
    look: Callable[[Installation], Iterable[Finding]]

    def at(self, place: Installation) -> list[Finding]:
        """Do it; one that fails half-way gives nothing of its own."""
        findings: list[Finding] = []
        return [*(attempt(findings, self.code, self.subject, lambda: list(self.look(place))) or []), *findings]


def attempt(findings: list[Finding], code: str, subject: str, look: Callable[[], T]) -> T | None:
    """Give what a look gives; add a finding and give None if it fails."""
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
