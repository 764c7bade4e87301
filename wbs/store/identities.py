"""Questions to custodians, and their answers: every method is one transaction."""

from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from wbs.cases.identities.model import Question, Waiting
from wbs.cases.model import AgencyCode, AuditEntry, CaseId, CaseName, StoredMessage
from wbs.errors import ConflictError
from wbs.store.audit import append_entry
from wbs.store.case_files import load_records
from wbs.store.cases import add_message
from wbs.store.database import Database
from wbs.store.newest import its, key_of
from wbs.store.rows import add
from wbs.store.schema.inside import IDENTITY_QUESTIONS
from wbs.store.steps import Planning

_OF_CASE = (
    select(IDENTITY_QUESTIONS)
    .where(
        IDENTITY_QUESTIONS.c.agency == bindparam("its_agency"), IDENTITY_QUESTIONS.c.case_id == bindparam("its_case")
    )
    .order_by(IDENTITY_QUESTIONS.c.place)
)
_WAITING = (
    select(IDENTITY_QUESTIONS)
    .where(
        IDENTITY_QUESTIONS.c.custodian_agency == bindparam("its_custodian_agency"),
        IDENTITY_QUESTIONS.c.custodian == bindparam("its_custodian"),
        IDENTITY_QUESTIONS.c.answer.is_(None),
    )
    .order_by(IDENTITY_QUESTIONS.c.day, IDENTITY_QUESTIONS.c.agency, IDENTITY_QUESTIONS.c.case_id)
)
_ANSWER = (
    update(IDENTITY_QUESTIONS)
    .where(
        IDENTITY_QUESTIONS.c.agency == bindparam("its_agency"),
        IDENTITY_QUESTIONS.c.case_id == bindparam("its_case"),
        IDENTITY_QUESTIONS.c.place == bindparam("its_place"),
        IDENTITY_QUESTIONS.c.answer.is_(None),
    )
    .values(answer=bindparam("new_answer"))
)


class IdentityQuestions:
    """Implements `wbs.cases.identities.model.IdentityStore`."""

    def __init__(self, database: Database) -> None:
        """Use one database."""
        self._database = database
        self._planning = Planning()

    def ask(self, question: Question, told: StoredMessage, audit: AuditEntry) -> None:
        """Store a question with the message that tells the reporter, and the audit entry.

        Raises:
            NotFoundError: no such case.
            ConflictError: as for every message; the place is taken; or the asker has a question that waits
                with this custodian; one who has left answers no more.
        """

        def job(connection: Connection) -> None:
            add_message(connection, question.case, told)
            before = [_question(row) for row in connection.execute(_OF_CASE, its(question.case))]
            if len(before) != question.place or any(
                (one.asker, one.custodian, one.answer) == (question.asker, question.custodian, None) for one in before
            ):
                raise ConflictError("another question came first, or waits")
            self._planning.replan(connection, question.case)
            add(connection, IDENTITY_QUESTIONS, _row(question))
            append_entry(connection, audit)

        self._database.write(job)

    def questions(self, name: CaseName) -> list[Question]:
        """Give all questions about a case, in order."""
        return self._database.read(
            lambda connection: [_question(row) for row in connection.execute(_OF_CASE, its(name))]
        )

    def waiting(self, custodian: tuple[AgencyCode, str]) -> list[Waiting]:
        """Give the questions that a custodian has not answered, the oldest day first."""
        values = {"its_custodian_agency": custodian[0], "its_custodian": custodian[1]}

        def job(connection: Connection) -> list[Waiting]:
            questions = [_question(row) for row in connection.execute(_WAITING, values).all()]
            return [Waiting(one, load_records(connection, one.case)) for one in questions]

        return self._database.read(job)

    def answer(self, question: Question, answer: bytes, audit: AuditEntry) -> None:
        """Store an answer and the audit entry. Raises ConflictError if there is another one."""
        values = {**its(question.case), "its_place": question.place, "new_answer": answer}

        def job(connection: Connection) -> None:
            if connection.execute(_ANSWER, values).rowcount != 1:
                raise ConflictError("it was answered before")
            append_entry(connection, audit)

        self._database.write(job)


def _row(question: Question) -> dict[str, object]:
    return {
        **key_of(question.case),
        "place": question.place,
        "officer_agency": question.asker[0],
        "officer": question.asker[1],
        "custodian_agency": question.custodian[0],
        "custodian": question.custodian[1],
        "day": question.day,
        "question": question.sealed,
        "answer": question.answer,
    }


def _question(row: Row[Any]) -> Question:
    return Question(
        case=CaseName(AgencyCode(row.agency), CaseId(row.case_id)),
        place=row.place,
        asker=(AgencyCode(row.officer_agency), row.officer),
        custodian=(AgencyCode(row.custodian_agency), row.custodian),
        day=row.day,
        sealed=row.question,
        answer=row.answer,
    )
