"""What travels between officers and custodians: sealed questions and answers, one struct per JSON object."""

from wbs.crypto.shape import AgencyCode, CaseIdText, Count, Day, OfficerId, Ordinal
from wbs.web.shapes import Answer, Base64, RecordAnswer, Request, SealedText


class CustodianRequest(Request, frozen=True):
    """Who is asked."""

    agency: AgencyCode
    id: OfficerId


class ToldRequest(Request, frozen=True):
    """The message that tells the reporter."""

    seq: Ordinal
    epoch: Ordinal
    sealed: SealedText


class IdentityAskRequest(Request, frozen=True):
    """A question, sealed to the custodian, and what tells the reporter of it."""

    custodian: CustodianRequest
    question: SealedText
    told: ToldRequest


class OwnQuestionAnswer(Answer, frozen=True):
    """One's own question, and its answer once there is one."""

    place: Count
    day: Day
    question: Base64
    answer: Base64 | None


class OwnQuestionsAnswer(Answer, frozen=True):
    """One's own questions about one case."""

    questions: list[OwnQuestionAnswer]


class WaitingQuestionAnswer(Answer, frozen=True):
    """A question that waits for the custodian, with the records that say who reads the case."""

    agency: AgencyCode
    case: CaseIdText
    place: Count
    day: Day
    question: Base64
    records: list[RecordAnswer]


class WaitingQuestionsAnswer(Answer, frozen=True):
    """Every question that waits."""

    questions: list[WaitingQuestionAnswer]


class IdentityAnswerRequest(Request, frozen=True):
    """An answer, sealed to whoever asked; whether it gives the identity is for the audit log."""

    answer: SealedText
    opened: bool
