"""New cases over the reporters' API, and the documents that a client needs to make one."""

from http import HTTPStatus

from flask import Flask, Response, request

from wbs.cases.model import CaseName, NewCase
from wbs.cases.reporters.arrivals import SentCase, accept_case, is_same_case
from wbs.clock import RELEASED
from wbs.crypto.encoding import from_b64url
from wbs.crypto.messages import Kind, SealedMessage
from wbs.crypto.records import REPORTER
from wbs.errors import ConflictError, FormatError
from wbs.portal.admission import WorkNeededError
from wbs.portal.api.needs import Portal
from wbs.portal.api.shapes import AnchorsAnswer, CaseRequest
from wbs.portal.api.wire import WORK_HEADER, grants_of, mailbox_hash, work_needed
from wbs.portal.shares import Errand
from wbs.web.sealed import documents_answer
from wbs.web.wire import answer_with, case_name, claims_of, done, read_request

PREFIX = "/api/v1"
ANCHORS_PATH = "/jangkar.json"
MAX_CASE_BODY = 4 << 20
"""Largest request that makes a case, in bytes."""


class CaseViews:
    """Documents, anchors, new cases."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def register(self, app: Flask) -> None:
        """Add the routes."""
        app.add_url_rule(ANCHORS_PATH, "anchors", self.anchors, methods=["GET"])
        app.add_url_rule(f"{PREFIX}/documents", "api_documents", self.documents, methods=["GET"])
        app.add_url_rule(f"{PREFIX}/cases/<case>", "api_case", self.create, methods=["PUT"])

    def anchors(self) -> Response:
        """Give the fingerprints that the page compares what it is given with; anyone may compare them, too."""
        book = self._portal.today().published.book
        agencies = {entry.agency: entry.roots for entry in book.agencies.document.agencies}
        return answer_with(AnchorsAnswer(installation=self._portal.documents.anchor, agencies=agencies))

    def documents(self) -> Response:
        """Give all signed documents."""
        return answer_with(documents_answer(self._portal.today().published.envelopes))

    def create(self, case: str) -> Response:
        """Take a new case: 201; 200 if exactly this one was taken before; 409 if its sender has to seal it anew.

        503 with a challenge under pressure: sent again with a proof of work it is taken.
        """
        mailbox = mailbox_hash()
        body = self._portal.body(Errand.CASES)
        read = read_request(CaseRequest, self._portal.clock, MAX_CASE_BODY, body)
        body.whole()
        try:
            with self._portal.traffic.turn(Errand.CASES):
                return self._take(_sent_case(read, case, mailbox), mailbox)
        except WorkNeededError as needed:
            return work_needed(needed)

    def _take(self, sent: SentCase, mailbox: bytes) -> Response:
        today = self._portal.today()
        if today.channels.choice(sent.name.agency) is None:
            raise FormatError("no such agency")
        self._portal.admission.require_work(request.headers.get(WORK_HEADER, ""), mailbox)
        new = accept_case(sent, today.published.book, today.day, RELEASED)
        known = self._portal.admission.store_case(new)
        if known is None:
            return done(HTTPStatus.CREATED)
        self._require_same(new, known)
        return done()

    def _require_same(self, new: NewCase, known: CaseName) -> None:
        """Refuse another case under a mailbox that has one."""
        reporters_grant = new.grants[-1]
        file = self._portal.store.case_file(known, reporters_grant.key)
        if file is None or not is_same_case(new, file):
            raise ConflictError("this mailbox has another case")


def _sent_case(body: CaseRequest, case: str, mailbox: bytes) -> SentCase:
    report = SealedMessage(REPORTER, 1, 1, Kind.REPORT, from_b64url(body.report))
    return SentCase(
        name=case_name(body.agency, case),
        mailbox_hash=mailbox,
        record=from_b64url(body.record),
        grants=grants_of(body.grants),
        summary=from_b64url(body.summary),
        message=report,
        claims=claims_of(body.uploads),
    )
