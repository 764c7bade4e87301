"""Questions to custodians over HTTP: sealed in, sealed out."""

from http import HTTPStatus

from flask import Blueprint, Response

from wbs.cases.casework import NewMessage
from wbs.cases.identities.model import Question, Waiting
from wbs.cases.model import AgencyCode
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.messages import Kind
from wbs.investigator.guard import actor
from wbs.investigator.identity_shapes import (
    IdentityAnswerRequest,
    IdentityAskRequest,
    OwnQuestionAnswer,
    OwnQuestionsAnswer,
    WaitingQuestionAnswer,
    WaitingQuestionsAnswer,
)
from wbs.investigator.services import services
from wbs.web.shapes import RecordAnswer
from wbs.web.wire import answer_with, case_name, done, read_request

blueprint = Blueprint("identities", __name__)
QUESTION_BODY = 6 << 20
"""Largest body with a sealed question and a sealed message, in bytes."""


@blueprint.post("/cases/<agency>/<case>/identity")
def ask(agency: str, case: str) -> Response:
    """Take a question to a custodian, with the message that tells the reporter."""
    name = case_name(agency, case)
    clock = services().clock
    sent = read_request(IdentityAskRequest, clock, QUESTION_BODY)
    told = NewMessage(sent.told.seq, sent.told.epoch, Kind.MESSAGE, from_b64url(sent.told.sealed))
    services().identities.ask(
        actor(),
        name,
        (AgencyCode(sent.custodian.agency), sent.custodian.id),
        from_b64url(sent.question),
        told,
        book=services().documents.current().book,
        now=clock.now(),
        today=clock.today(),
    )
    return done(HTTPStatus.CREATED)


@blueprint.get("/cases/<agency>/<case>/identity")
def show_own(agency: str, case: str) -> Response:
    """Give the officer's own questions about a case, with their answers."""
    found = services().identities.own(actor(), case_name(agency, case), now=services().clock.now())
    return answer_with(OwnQuestionsAnswer(questions=[_own(one) for one in found]))


@blueprint.get("/identities")
def show_waiting() -> Response:
    """Give the questions that wait for this custodian."""
    found = services().identities.waiting(actor(), now=services().clock.now())
    return answer_with(WaitingQuestionsAnswer(questions=[_waiting(one) for one in found]))


@blueprint.put("/identities/<agency>/<case>/<int:place>")
def answer(agency: str, case: str, place: int) -> Response:
    """Take a custodian's answer: 201; 200 if exactly this was answered before."""
    name = case_name(agency, case)
    sent = read_request(IdentityAnswerRequest, services().clock, QUESTION_BODY)
    is_new = services().identities.answer(
        actor(), name, place, from_b64url(sent.answer), is_opened=sent.opened, now=services().clock.now()
    )
    return done(HTTPStatus.CREATED if is_new else HTTPStatus.OK)


def _own(question: Question) -> OwnQuestionAnswer:
    return OwnQuestionAnswer(
        place=question.place,
        day=question.day.isoformat(),
        question=b64url(question.sealed),
        answer=None if question.answer is None else b64url(question.answer),
    )


def _waiting(waiting: Waiting) -> WaitingQuestionAnswer:
    question = waiting.question
    return WaitingQuestionAnswer(
        agency=question.case.agency,
        case=question.case.case,
        place=question.place,
        day=question.day.isoformat(),
        question=b64url(question.sealed),
        records=[RecordAnswer(envelope=b64url(record.envelope)) for record in waiting.records],
    )
