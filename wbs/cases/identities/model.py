"""One question to a custodian, and what the store does for it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from wbs.cases.model import AgencyCode, AuditEntry, CaseName, StoredMessage, StoredRecord


@dataclass(frozen=True, slots=True)
class Question:
    """A sealed question about one case, and its sealed answer once there is one."""

    case: CaseName
    place: int
    """Position among the questions about the case, from 0."""
    asker: tuple[AgencyCode, str]
    custodian: tuple[AgencyCode, str]
    day: date
    sealed: bytes = field(repr=False)
    answer: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that its custodian has not answered, with the records that say who reads the case."""

    question: Question
    records: tuple[StoredRecord, ...]


class IdentityStore(Protocol):
    """Questions and answers."""

    def ask(self, question: Question, told: StoredMessage, audit: AuditEntry) -> None:
        """Store a question with the message that tells the reporter, and the audit entry.

        Raises:
            NotFoundError: no such case.
            ConflictError: as for every message; the place is taken; or the asker has a question that waits.
        """

    def questions(self, name: CaseName) -> list[Question]:
        """Give all questions about a case, in order."""

    def waiting(self, custodian: tuple[AgencyCode, str]) -> list[Waiting]:
        """Give the questions that a custodian has not answered, the oldest day first."""

    def answer(self, question: Question, answer: bytes, audit: AuditEntry) -> None:
        """Store an answer and the audit entry. Raises ConflictError if there is another one."""
