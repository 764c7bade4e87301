"""A reporter's mailbox over the API: look, read, write, begin an epoch, take files along. Opens nothing.

A token that finds nothing is answered with a case of nobody, of the same size and after the same work: only the client
can tell, because its own key did not begin that case.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from http import HTTPStatus

from flask import Flask, Response

from wbs.cases.clocks.told import Deadlines
from wbs.cases.model import CaseFile, StoredMessage
from wbs.cases.reporters.arrivals import SentEpoch, accept_epoch, accept_message, is_same_message
from wbs.cases.reporters.mailbox import find_case, read_again
from wbs.cases.reporters.retraction import accept_retraction
from wbs.cases.rules.documents import CategoryLabel
from wbs.crypto.encoding import from_b64url
from wbs.crypto.messages import Kind, SealedMessage
from wbs.crypto.records import REPORTER
from wbs.errors import NotFoundError, StoreError
from wbs.portal.api.needs import Portal
from wbs.portal.api.shapes import (
    BeforeAnswer,
    DueAnswer,
    EpochRequest,
    HeadAnswer,
    IndexAnswer,
    LabelAnswer,
    MailboxAnswer,
    MessageRequest,
    RetractionRequest,
)
from wbs.portal.api.wire import grants_of, mailbox_hash, padded, reader_digest
from wbs.portal.shares import Errand
from wbs.web.bodies import in_pieces
from wbs.web.sealed import case_members
from wbs.web.wire import attachment_id, claims_of, done, read_request

PREFIX = "/api/v1/mailbox"
INDEX_BYTES = 8 * 1024
"""Length of every index."""
MAILBOX_CLASS = 64 * 1024
"""Cases are padded to this, or to it times a power of two, in bytes."""
MAX_MESSAGE_BODY = 3 << 20
"""Largest request that carries a message or an epoch, in bytes."""
BYTES_TYPE = "application/octet-stream"


class MailboxApiViews:
    """The mailbox's addresses."""

    def __init__(self, portal: Portal, labels_of: Callable[[str], list[CategoryLabel]]) -> None:
        """Take the parts, and what gives an agency's own names of kinds of matters."""
        self._portal = portal
        self._labels_of = labels_of

    def register(self, app: Flask) -> None:
        """Add the routes."""
        for path, name, view, method in (
            ("", "api_mailbox_index", self.index, "GET"),
            ("/case", "api_mailbox_case", self.case, "GET"),
            ("/messages", "api_mailbox_message", self.write, "POST"),
            ("/retractions", "api_mailbox_retraction", self.retract, "POST"),
            ("/epochs", "api_mailbox_epoch", self.begin_epoch, "POST"),
            ("/attachments/<attachment>", "api_mailbox_attachment", self.attachment, "GET"),
        ):
            app.add_url_rule(PREFIX + path, name, view, methods=[method])

    def index(self) -> Response:
        """Say how far the case has come, in one size for all."""
        with self._turn() as file:
            return padded(_index(file), INDEX_BYTES)

    def case(self) -> Response:
        """Give everything to open the case."""
        with self._turn() as file:
            labels = self._labels_of(file.name.agency)
            return padded(_mailbox(file, self._portal.deadlines(file), labels), MAILBOX_CLASS)

    def write(self) -> Response:
        """Take a further message: 201; 200 if exactly this one was taken before."""
        file = self._require()
        body = read_request(MessageRequest, self._portal.clock, MAX_MESSAGE_BODY, self._portal.body(Errand.MAILBOX))
        sent = SealedMessage(REPORTER, body.seq, body.epoch, Kind.MESSAGE, from_b64url(body.sealed))
        claims, day = claims_of(body.uploads), self._portal.today().day
        known = StoredMessage(sent.author, sent.seq, sent.epoch, sent.kind, sent.sealed, day)
        if is_same_message(known, file):
            return done()
        message = accept_message(sent, file, claims, day)
        self._portal.store.append_message(file.name, message, claims=claims)
        return done(HTTPStatus.CREATED)

    def retract(self) -> Response:
        """Remove what no officer was given: 201; 200 if exactly this removal was taken before."""
        file = self._require()
        body = read_request(RetractionRequest, self._portal.clock, MAX_MESSAGE_BODY, self._portal.body(Errand.MAILBOX))
        sent = SealedMessage(REPORTER, body.seq, body.epoch, Kind.REMOVED, from_b64url(body.sealed))
        day = self._portal.today().day
        if is_same_message(StoredMessage(sent.author, sent.seq, sent.epoch, sent.kind, sent.sealed, day), file):
            return done()
        self._portal.store.retract(file.name, *accept_retraction(sent, from_b64url(body.signed), file, day))
        return done(HTTPStatus.CREATED)

    def begin_epoch(self) -> Response:
        """Take an epoch that the reporter's client begins: 201; 200 if exactly this one was taken before."""
        file = self._require()
        body = read_request(EpochRequest, self._portal.clock, MAX_MESSAGE_BODY, self._portal.body(Errand.MAILBOX))
        sent = SentEpoch(from_b64url(body.record), from_b64url(body.previous_key), grants_of(body.grants))
        if any(record.envelope == sent.record for record in file.records):
            return done()
        today = self._portal.today()
        self._portal.store.start_epoch(accept_epoch(sent, file, today.published.book, today.day))
        return done(HTTPStatus.CREATED)

    def attachment(self, attachment: str) -> Response:
        """Give one attachment's stored bytes."""
        wanted, file = attachment_id(attachment), self._require()
        length = file.attachments.get(wanted)
        chunks = None if length is None else self._portal.store.attachment(file.name, wanted)
        if length is None or chunks is None:
            raise NotFoundError("no such attachment")
        headers = {"Content-Length": str(length)}
        return Response(self._until_broken(chunks), headers=headers, content_type=BYTES_TYPE)

    def _until_broken(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Stop short where the store fails: the announced length tells the client, and no log tells of the request."""
        try:
            yield from in_pieces(chunks)
        except StoreError as error:
            self._portal.incidents.note(error)

    def _require(self) -> CaseFile:
        token, reader = mailbox_hash(), reader_digest()
        with self._portal.visit(token):
            file = find_case(self._portal.store, token, reader)
        if file is None:
            raise NotFoundError("no such mailbox")
        return file

    @contextmanager
    def _turn(self) -> Iterator[CaseFile]:
        """Give a mailbox's case, or the decoy, for a whole turn: what a guess costs is part of its own lane."""
        token, reader = mailbox_hash(), reader_digest()
        with self._portal.visit(token):
            decoy = self._portal.today().decoy  # for everybody: on a new day it is made first, and that takes time
            yield find_case(self._portal.store, token, reader) or read_again(decoy.file)


def _index(file: CaseFile) -> IndexAnswer:
    newest: dict[str, int] = {}
    for message in file.messages:
        newest[message.author] = max(message.seq, newest.get(message.author, 0))
    return IndexAnswer(
        agency=file.name.agency,
        case=file.name.case,
        records=len(file.records),
        newest=[HeadAnswer(author=author, seq=seq) for author, seq in sorted(newest.items())],
    )


def _mailbox(file: CaseFile, due: Deadlines, labels: list[CategoryLabel]) -> MailboxAnswer:
    return MailboxAnswer(
        **case_members(file),
        received=file.received.isoformat(),
        served=file.served,
        due=_due(due),
        labels=[LabelAnswer(category=one.category, language=one.language, text=one.text) for one in labels],
    )


def _due(due: Deadlines) -> DueAnswer:
    before = due.before
    return DueAnswer(
        verify=due.verify.isoformat(),
        answer=due.answer.isoformat(),
        result=due.result.isoformat(),
        extended=due.is_extended,
        complete=_day(due.complete),
        remind=_day(due.remind),
        objection=_day(due.objection),
        before=None
        if before is None
        else BeforeAnswer(
            verify=before.verify.isoformat(), answer=before.answer.isoformat(), result=before.result.isoformat()
        ),
    )


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
