"""Enrolment over HTTP: invitations and requests for administrators, and the open addresses for who is invited.

Every refusal of a code is one and the same answer, as slow as a sign-in's.
"""

from flask import Blueprint, Response

from wbs.cases.model import EnrolmentRequest
from wbs.cases.officers.enrolling import NewAccount
from wbs.cases.officers.invitations import LIFETIME
from wbs.cases.officers.sign_in import Proof
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.enrolment import Appointment
from wbs.errors import FormatError
from wbs.investigator.account import minute, new_totp
from wbs.investigator.enrolment_shapes import (
    EnrolmentAnswer,
    EnrolmentsAnswer,
    EnrolRequest,
    InvitationAnswer,
    InvitationCodeAnswer,
    InvitationRequest,
    InvitationsAnswer,
    OpenInvitationAnswer,
    OpenInvitationRequest,
    WaitingAnswer,
)
from wbs.investigator.guard import actor
from wbs.investigator.services import services
from wbs.investigator.shapes import SignInRequest
from wbs.web.sealed import documents_answer
from wbs.web.shapes import Nothing
from wbs.web.wire import answer_with, done, read_request, secret_bytes

blueprint = Blueprint("enrolment", __name__)
_HOUR = 3600


@blueprint.post("/agency/invitations")
def invite() -> Response:
    """Invite somebody to the administrator's own agency; the only answer that ever holds the code."""
    sent = read_request(InvitationRequest, services().clock)
    appointment = Appointment(
        agency=actor().agency,
        officer=sent.officer,
        label=sent.label,
        unit=sent.unit,
        rank=sent.rank,
        roles=sorted(sent.roles),
    )
    code = services().invitations.invite(actor(), appointment, sent.login, now=services().clock.now())
    return answer_with(InvitationCodeAnswer(code=code, hours=int(LIFETIME.total_seconds()) // _HOUR), 201)


@blueprint.get("/agency/invitations")
def show_invitations() -> Response:
    """List the agency's open invitations."""
    found = services().invitations.list(actor(), now=services().clock.now())
    return answer_with(
        InvitationsAnswer(
            invitations=[
                InvitationAnswer(
                    officer=one.officer,
                    login=one.login,
                    label=one.label,
                    unit=one.unit,
                    rank=one.rank,
                    roles=sorted(one.roles),
                    until=minute(one.until),
                )
                for one in found
            ]
        )
    )


@blueprint.post("/agency/invitations/<officer>/withdraw")
def withdraw_invitation(officer: str) -> Response:
    """Withdraw an invitation."""
    read_request(Nothing, services().clock)
    services().invitations.withdraw(actor(), officer, now=services().clock.now())
    return done()


@blueprint.get("/agency/enrolments")
def show_enrolments() -> Response:
    """List the newest request of each of the agency's officers, for the officials."""
    found = services().enrolling.requests(actor())
    return answer_with(EnrolmentsAnswer(enrolments=[enrolment_answer(one) for one in found]))


@blueprint.post("/enrolment/open")
def open_invitation() -> Response:
    """Say what an invitation fixes. It is not used up by that."""
    sent = read_request(OpenInvitationRequest, services().clock)
    with services().sign_in_gate.place():
        found = services().invitations.find(sent.code, now=services().clock.now())
    published = services().documents.current()
    return answer_with(
        OpenInvitationAnswer(
            agency=found.agency,
            officer=found.officer,
            login=found.login,
            label=found.label,
            unit=found.unit,
            rank=found.rank,
            roles=sorted(found.roles),
            documents=documents_answer(published.envelopes),
            installation=published.book.installation[0].document.fingerprint_text(),
            totp=new_totp(found.login),
        )
    )


@blueprint.post("/enrolment")
def enrol() -> Response:
    """Use an invitation up: store the account, which waits for the officials."""
    sent = read_request(EnrolRequest, services().clock)
    account = NewAccount(
        code=sent.code,
        salt=from_b64url(sent.salt),
        auth=secret_bytes(sent.auth),
        totp=from_b64url(sent.totp),
        proof=sent.proof,
        wrapped=from_b64url(sent.wrapped),
        request=from_b64url(sent.request),
    )
    clock = services().clock
    with services().sign_in_gate.place():
        services().enrolling.enrol(account, now=clock.now(), today=clock.today())
    return done(201)


@blueprint.post("/enrolment/waiting")
def show_waiting() -> Response:
    """Show the owner of both factors the request that waits, and the key that it must be by. No session begins."""
    sent = read_request(SignInRequest, services().clock)
    if not isinstance(sent.code, str):
        raise FormatError("who waits has no passkey yet")
    proof = Proof(sent.login, secret_bytes(sent.auth), sent.code)
    book = services().documents.current().book
    with services().sign_in_gate.place():
        found = services().enrolling.waiting(proof, book=book, now=services().clock.now())
    return answer_with(
        WaitingAnswer(
            request=b64url(found.request.envelope),
            wrapped=b64url(found.wrapped),
            installations=[version.document.fingerprint_text() for version in reversed(book.installation)],
        )
    )


def enrolment_answer(request: EnrolmentRequest) -> EnrolmentAnswer:
    """Write one request."""
    return EnrolmentAnswer(
        officer=request.officer,
        reader_key=request.reader_key,
        day=request.day.isoformat(),
        request=b64url(request.envelope),
    )
