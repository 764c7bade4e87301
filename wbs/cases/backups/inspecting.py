"""What is looked at in a database that was put back: audit logs against themselves, records against the documents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wbs.cases.log.log_check import check_log
from wbs.cases.log.ports import AuditLog
from wbs.cases.model import AgencyCode, CaseName
from wbs.crypto.records import verify_chain
from wbs.crypto.trust import TrustBook
from wbs.errors import RefusedError


@dataclass(frozen=True, slots=True)
class LogState:
    """An agency's audit log: its length, its root, whether it agrees with itself."""

    agency: AgencyCode
    size: int
    root: bytes
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found."""

    logs: tuple[LogState, ...]
    cases: int
    damaged: tuple[CaseName, ...]
    """Cases whose records are missing, another's, or do not verify from the signed documents."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.damaged and all(log.is_whole for log in self.logs)


def inspect_all(log: AuditLog, records: Iterable[tuple[CaseName, int, Sequence[bytes]]], book: TrustBook) -> Inspection:
    """Check every log, and of every case that its chain of records is its own and whole up to its newest place."""
    logs = tuple(_state(log, agency) for agency in log.agencies())
    count, damaged = 0, []
    for name, newest, envelopes in records:
        count += 1
        if len(envelopes) != newest + 1 or not _verifies(name, envelopes, book):
            damaged.append(name)
    return Inspection(logs, count, tuple(damaged))


def _state(log: AuditLog, agency: AgencyCode) -> LogState:
    verdict = log.inspect(agency, lambda reading: check_log(agency, reading))
    return LogState(agency, verdict.size, verdict.root, verdict.is_whole)


def _verifies(name: CaseName, envelopes: Sequence[bytes], book: TrustBook) -> bool:
    try:
        chain = verify_chain(envelopes, book)
    except RefusedError:
        return False
    return (chain.first.agency, chain.case) == (name.agency, name.case)
