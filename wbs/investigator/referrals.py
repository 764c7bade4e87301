"""Hand-overs over HTTP: sealed in; out come lines of the register, and what was sealed to a case."""

from http import HTTPStatus

import msgspec
from flask import Blueprint, Response

from wbs.cases.model import AgencyCode
from wbs.cases.referral.model import Parcel, Referral, RegisterLine, StoredApproval, Way
from wbs.cases.referral.referring import SentReferral, SentStatus, SentTransfer
from wbs.cases.reporters.arrivals import SentEpoch
from wbs.clock import WIB
from wbs.crypto.encoding import b64url, from_b64url
from wbs.investigator.changes import CHANGE_BODY, ENTRY_BODY, sent_grants, sent_inside_key
from wbs.investigator.guard import actor
from wbs.investigator.referral_shapes import (
    ApprovalAnswer,
    ApprovalRequest,
    LaporAnswerRequest,
    LineAnswer,
    ParcelAnswer,
    ParcelRequest,
    ReferralRequest,
    ReferralsAnswer,
    RegisterAnswer,
    RegisterLineAnswer,
    StatusRequest,
    TransferRequest,
)
from wbs.investigator.services import services
from wbs.web.shapes import Nothing
from wbs.web.wire import answer_with, case_name, done, read_request

blueprint = Blueprint("referrals", __name__)
_CASE = "/cases/<agency>/<case>"


@blueprint.post(f"{_CASE}/transfers")
def transfer(agency: str, case: str) -> Response:
    """Give the case to another agency's receivers: 201; 200 if exactly this was done before."""
    name, clock = case_name(agency, case), services().clock
    body = read_request(TransferRequest, clock, CHANGE_BODY + ENTRY_BODY)
    sent = SentTransfer(
        reference=body.reference,
        to=AgencyCode(body.to),
        status=_status(body.status),
        epoch=SentEpoch(from_b64url(body.record), from_b64url(body.previous_key), sent_grants(body.grants)),
        inside=None if body.inside is msgspec.UNSET else sent_inside_key(body.inside),
    )
    book = services().documents.current().book
    is_new = services().referring.transfer(actor(), name, sent, book=book, now=clock.now(), today=clock.today())
    return done(HTTPStatus.CREATED if is_new else HTTPStatus.OK)


@blueprint.post(f"{_CASE}/approvals")
def approve(agency: str, case: str) -> Response:
    """Keep the officer's approval of a transfer: 201; 200 if it stands already."""
    name, clock = case_name(agency, case), services().clock
    body = read_request(ApprovalRequest, clock)
    book, approving = services().documents.current().book, services().approving
    envelope = from_b64url(body.envelope)
    is_new = approving.approve(actor(), name, envelope, book=book, now=clock.now(), today=clock.today())
    return done(HTTPStatus.CREATED if is_new else HTTPStatus.OK)


@blueprint.post(f"{_CASE}/approvals/withdraw")
def disapprove(agency: str, case: str) -> Response:
    """Take the officer's own approval back."""
    name, clock = case_name(agency, case), services().clock
    read_request(Nothing, clock)
    services().approving.withdraw(actor(), name, now=clock.now())
    return done()


@blueprint.post(f"{_CASE}/referrals")
def refer(agency: str, case: str) -> Response:
    """Note that the case was handed to somebody outside, and tell its reporter: 201; 200 if this was done before."""
    name, clock = case_name(agency, case), services().clock
    body = read_request(ReferralRequest, clock, ENTRY_BODY)
    sent = SentReferral(
        reference=body.reference,
        way=Way(body.way),
        recipient=body.recipient,
        status=_status(body.status),
        digest=None if body.digest is msgspec.UNSET else body.digest,
    )
    is_new = services().referring.refer(actor(), name, sent, now=clock.now(), today=clock.today())
    return done(HTTPStatus.CREATED if is_new else HTTPStatus.OK)


@blueprint.post(f"{_CASE}/lapor-answers")
def answer_lapor(agency: str, case: str) -> Response:
    """Note that SP4N-LAPOR! was told how the matter ended: 201; 200 if exactly this was noted before."""
    name, clock = case_name(agency, case), services().clock
    body = read_request(LaporAnswerRequest, clock)
    is_new = services().answering.answer(actor(), name, body.reference, now=clock.now())
    return done(HTTPStatus.CREATED if is_new else HTTPStatus.OK)


@blueprint.post(f"{_CASE}/parcel")
def queue(agency: str, case: str) -> Response:
    """Keep a text for the nightly jobs to hand to SP4N-LAPOR!: 201; 200 if exactly this waits already."""
    name, clock = case_name(agency, case), services().clock
    body = read_request(ParcelRequest, clock, ENTRY_BODY)
    is_new = services().referring.queue(actor(), name, from_b64url(body.sealed), now=clock.now())
    return done(HTTPStatus.CREATED if is_new else HTTPStatus.OK)


@blueprint.post(f"{_CASE}/parcel/withdraw")
def withdraw(agency: str, case: str) -> Response:
    """Take back a text that was not sent yet."""
    name, clock = case_name(agency, case), services().clock
    read_request(Nothing, clock)
    services().referring.withdraw(actor(), name, now=clock.now())
    return done()


@blueprint.get(f"{_CASE}/referrals")
def show_referrals(agency: str, case: str) -> Response:
    """Give what is known of one case's hand-overs."""
    name, clock = case_name(agency, case), services().clock
    found = services().referring.of_case(actor(), name, now=clock.now(), today=clock.today())
    answer = ReferralsAnswer(
        handler=found.handler,
        status=found.status,
        matter_class=found.matter_class,
        lines=[_line(line) for line in found.lines],
        parcel=None if found.parcel is None else _parcel(found.parcel),
        approvals=[_approval(one) for one in found.approvals],
        outbox_key=services().outbox_key,
    )
    return answer_with(answer)


@blueprint.get("/register")
def show_register() -> Response:
    """Give the newest lines of the register that the officer may see."""
    lines = services().referring.register(actor(), now=services().clock.now())
    return answer_with(RegisterAnswer(lines=[_register_line(line) for line in lines]))


def _status(body: StatusRequest) -> SentStatus:
    return SentStatus(body.seq, body.epoch, from_b64url(body.sealed))


def _line(line: Referral) -> LineAnswer:
    return LineAnswer(
        reference=line.reference,
        way=line.way,
        recipient=line.recipient,
        agency=line.officer_agency,
        officer=line.officer,
        day=line.at.astimezone(WIB).date().isoformat(),
        digest=line.digest,
        approver=None if line.approval is None else line.approval.officer,
    )


def _approval(one: StoredApproval) -> ApprovalAnswer:
    return ApprovalAnswer(
        agency=one.officer_agency,
        officer=one.officer,
        to=one.to,
        day=one.day.isoformat(),
        envelope=b64url(one.envelope),
    )


def _parcel(parcel: Parcel) -> ParcelAnswer:
    return ParcelAnswer(state=parcel.state, answer=None if parcel.answer is None else b64url(parcel.answer))


def _register_line(line: RegisterLine) -> RegisterLineAnswer:
    """Write a line; of a case that the officer reads no more, it does not say which one it is."""
    name = line.referral.name if line.is_readable else None
    return RegisterLineAnswer(
        agency=None if name is None else name.agency,
        case=None if name is None else name.case,
        line=_line(line.referral),
    )
