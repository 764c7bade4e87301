"""The use cases of questions to a custodian: asked by a reader of the case, told to the reporter, answered once."""

from datetime import date, datetime

import msgspec

from wbs.cases.access import Actor
from wbs.cases.casework import NewMessage, check_new_message
from wbs.cases.identities.model import IdentityStore, Question, Waiting
from wbs.cases.log.ports import AuditLog
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry, CaseFile, CaseName, StoredMessage
from wbs.cases.permissions import Act, require
from wbs.cases.ports import CaseStore
from wbs.cases.room import require_room_for_officer
from wbs.crypto.age import check_sealed
from wbs.crypto.exclusions import is_post_excluded
from wbs.crypto.messages import Kind
from wbs.crypto.padding import DOCUMENT_CLASSES
from wbs.crypto.records import EpochRecord
from wbs.crypto.signing import Unverified
from wbs.crypto.trust import TrustBook
from wbs.errors import ConflictError, ForbiddenError, FormatError, NotFoundError, TrustError

MAX_QUESTIONS = 20
"""Most questions about one case."""


class Identities:
    """The use cases. Holds nothing but its ports."""

    def __init__(self, store: CaseStore, questions: IdentityStore, log: AuditLog) -> None:
        self._store = store
        self._questions = questions
        self._log = log

    def ask(
        self,
        actor: Actor,
        name: CaseName,
        custodian: tuple[AgencyCode, str],
        sealed: bytes,
        told: NewMessage,
        *,
        book: TrustBook,
        now: datetime,
        today: date,
    ) -> None:
        """Ask a custodian; the reporter is told by a message in the same transaction.

        Raises:
            ForbiddenError: the officer's roles do not reply, or another agency handles the case.
            FormatError: not sealed in a class of messages, no plain message to the reporter, or no such custodian.
            TrustError: the custodian is excluded from the case, and would learn of it by the question.
            NotFoundError: no such case, or no grant for it.
            ConflictError: the message fits no more, a question of this officer waits, or there were too many.
            CaseFullError: the officer has written as much as a case takes.
        """
        require(actor, Act.WRITE_TO_REPORTERS)
        check_sealed(sealed, DOCUMENT_CLASSES)
        check_new_message(told)
        if told.kind is not Kind.MESSAGE or told.claims:
            raise FormatError("the reporter is told by a message without files")
        file = self._require(actor, name)
        self._require_handling(actor, name)
        _require_custodian(custodian, file, book)
        newest = max(record.epoch for record in file.records)
        if told.epoch != newest or all(grant.epoch != newest for grant in file.grants):
            raise ConflictError("the epoch is not the newest one, or not granted")
        require_room_for_officer(file.messages, actor.author, told.sealed)
        place = len(self._questions.questions(name))
        if place >= MAX_QUESTIONS:
            raise ConflictError("too many questions about one case")
        message = StoredMessage(actor.author, told.seq, told.epoch, told.kind, told.sealed, today)
        question = Question(name, place, actor.name, custodian, today, sealed)
        self._questions.ask(question, message, _entry(actor, AuditAction.IDENTITY_ASKED, now, name))

    def own(self, actor: Actor, name: CaseName, *, now: datetime) -> list[Question]:
        """Give the officer's own questions about a case with their answers; the look is noted.

        Raises:
            ForbiddenError: the officer's roles do not read cases.
            NotFoundError: no such case, or no grant for it.
        """
        self._require(actor, name)
        self._log.append(_entry(actor, AuditAction.IDENTITY_READ, now, name))
        return [one for one in self._questions.questions(name) if one.asker == actor.name]

    def waiting(self, actor: Actor, *, now: datetime) -> list[Waiting]:
        """Give the questions that wait for this custodian.

        Raises:
            ForbiddenError: the officer is no custodian.
        """
        require(actor, Act.OPEN_IDENTITIES)
        self._log.append(_entry(actor, AuditAction.QUESTIONS_READ, now))
        return self._questions.waiting(actor.name)

    def answer(
        self, actor: Actor, name: CaseName, place: int, sealed: bytes, *, is_opened: bool, now: datetime
    ) -> bool:
        """Store a custodian's answer; the same again finds it.

        Returns:
            Whether it was stored now.

        Raises:
            ForbiddenError: the officer is no custodian.
            FormatError: not sealed in a class of messages.
            NotFoundError: no such question to this custodian.
            ConflictError: it was answered otherwise.
        """
        require(actor, Act.OPEN_IDENTITIES)
        check_sealed(sealed, DOCUMENT_CLASSES)
        found = [one for one in self._questions.questions(name) if (one.place, one.custodian) == (place, actor.name)]
        if not found:
            raise NotFoundError("no such question to this custodian")
        if found[0].answer == sealed:
            return False
        action = AuditAction.IDENTITY_OPENED if is_opened else AuditAction.IDENTITY_REFUSED
        self._questions.answer(found[0], sealed, _entry(actor, action, now, name))
        return True

    def _require(self, actor: Actor, name: CaseName) -> CaseFile:
        require(actor, Act.READ_CASES)
        file = self._store.case_file(name, *actor.reader_keys)
        if file is None:
            raise NotFoundError("no such case, or no grant for it")
        return file

    def _require_handling(self, actor: Actor, name: CaseName) -> None:
        history = self._store.history(name)
        if history is None or history.handler != actor.agency:
            raise ForbiddenError("a guest who asks who the reporter is")


def _require_custodian(named: tuple[AgencyCode, str], file: CaseFile, book: TrustBook) -> None:
    agency, officer = named
    custodian = book.newest(agency).document.custodian if book.is_open(agency) else msgspec.UNSET
    if custodian is msgspec.UNSET or custodian.id != officer:
        raise FormatError("no such custodian")
    first = min(file.records, key=lambda record: record.place)
    if is_post_excluded(agency, custodian, Unverified(first.envelope).unsafe_peek(EpochRecord).excluded):
        raise TrustError("a custodian who is excluded from the case")


def _entry(actor: Actor, action: AuditAction, now: datetime, name: CaseName | None = None) -> AuditEntry:
    return AuditEntry(actor.agency, now, actor.id, action, None if name is None else name.case)
