"""The mailbox: the words in, the case out; replies and files back; files to take along."""

from collections.abc import Iterator
from http import HTTPStatus
from itertools import chain
from urllib.parse import quote

from flask import Flask, Response, current_app, request

from wbs.cases.model import AttachmentId
from wbs.cases.pressure import LEAST_WAIT
from wbs.clock import RELEASED
from wbs.crypto.directory import parse_day
from wbs.crypto.encoding import from_b64url
from wbs.crypto.messages import Attachment
from wbs.crypto.receipt import Receipt
from wbs.errors import BusyError, NotFoundError, ReceiptError, RefusedError, StoreError
from wbs.portal.consent import ANSWERS
from wbs.portal.crowded import crowded
from wbs.portal.file_texts import FINDING_TEXTS
from wbs.portal.forms import FormShape, Problem, read_form
from wbs.portal.labels import (
    CATEGORIES,
    FIELDS,
    FINDINGS,
    MODES,
    PROBLEMS,
    RANKS,
    RELATIONS,
    SEALED_BY,
    STATIONS,
    STATUS_MEANS,
    STATUSES,
    TIMINGS,
    too_long_text,
    words_text,
)
from wbs.portal.limits import shown_limits
from wbs.portal.mailbox_page import (
    free_days,
    mailbox_view,
    step_facts,
    step_letter,
    step_sentence,
    working_days_left,
)
from wbs.portal.mailbox_visit import Outcome, Visit
from wbs.portal.offers import Offers
from wbs.portal.report_form import LONG
from wbs.portal.report_rows import report_rows
from wbs.portal.scripts import MAILBOX, MAILBOX_WORKER
from wbs.portal.seal_on_arrival import Correspondence, Opened, decrypted
from wbs.portal.service import Portal
from wbs.portal.shares import Errand
from wbs.portal.step_labels import CLASSES, OUTCOMES, REASONS, STEP_FACTS, STEP_SAID
from wbs.portal.text import OCTET_STREAM, clean_name
from wbs.portal.tickets import MAX_CHARS, ExpiredTicketError, FilesTicket, MailboxTicket
from wbs.web.bodies import in_pieces
from wbs.web.headers import allow_in_csp
from wbs.web.language import Language, short_day

PATH = "/tanda-terima"
PLAIN_PATH = "/tanda-terima/tanpa-skrip"
FILE_PATH = "/tanda-terima/berkas"
FILE_SHAPE = FormShape({"ticket": MAX_CHARS, "file": 22})
_LABELS = {
    "statuses": STATUSES,
    "status_means": STATUS_MEANS,
    "station_names": STATIONS,
    "sealed_by": SEALED_BY,
    "fields": FIELDS,
    "ranks": RANKS,
    "categories": CATEGORIES,
    "findings": FINDINGS,
    "consent_answers": ANSWERS,
    "relations": RELATIONS,
    "timings": TIMINGS,
    "modes": MODES,
    "step_said": STEP_SAID,
    "step_names": STEP_FACTS,
    "reasons": REASONS,
    "classes": CLASSES,
    "outcomes": OUTCOMES,
    "step_facts": step_facts,
    "step_letter": step_letter,
    "step_sentence": step_sentence,
}


class MailboxViews:
    """The mailbox's pages."""

    def __init__(self, portal: Portal, offers: Offers) -> None:
        self._portal = portal
        self._offers = offers

    def register(self, app: Flask) -> None:
        """Add the routes in both languages."""
        for language in Language:
            path = language.href(PATH)
            app.add_url_rule(path, f"words_{language}", self.words, methods=["GET"])
            app.add_url_rule(language.href(PLAIN_PATH), f"words_plain_{language}", self.plain_words, methods=["GET"])
            app.add_url_rule(path, f"mailbox_{language}", self.post, methods=["POST"])
            app.add_url_rule(language.href(FILE_PATH), f"file_{language}", self.file, methods=["POST"])

    def words(self) -> Response:
        """Ask for the words, which scripts keep on the reporter's own device; without a build as the plain page."""
        if not self._portal.scripts.are_built:
            return self._plain(is_chosen=False)
        self._portal.scripts.allow()
        return self._portal.pages.slotted("words.html", "opening", self._scripted, self._portal.page_key())

    def plain_words(self) -> Response:
        """Ask for the words on the page without script, chosen by name: this server opens the case."""
        return self._plain(is_chosen=True)

    def _plain(self, *, is_chosen: bool) -> Response:
        key = (*self._portal.page_key(), is_chosen)
        return self._portal.pages.slotted("words.html", "form", lambda: _asking() | {"is_chosen": is_chosen}, key)

    def _scripted(self) -> dict[str, object]:
        today = self._portal.today().day
        return {
            **_LABELS,
            **_asking(),
            "scripted": True,
            "script": self._portal.scripts.element(MAILBOX, MAILBOX_WORKER),
            "today": today.isoformat(),
            "released": RELEASED.isoformat(),
            "free_days": " ".join(day.isoformat() for day in free_days(today, self._portal.calendar)),
            "words_wrong": words_text(ReceiptError("not twelve words of a receipt")),
            "message_limit": LONG,
            "message_too_long": too_long_text(LONG),
            "file_limits": shown_limits(self._portal.config.file_limits, self._portal.language()),
            "findings_texts": FINDING_TEXTS,
        }

    def post(self) -> Response:
        """Open the mailbox, or take a reply."""
        visit = Visit(self._portal)
        visit.read()
        if visit.receipt is None:
            return self._ask(visit)
        try:
            with self._portal.visit(visit.receipt.mailbox_hash):
                return self._open(visit, visit.receipt)
        except BusyError:
            is_whole = visit.submission.problem is None and not visit.submission.get("drop")
            fields, came = visit.fields(), visit.submission
            return crowded(self._portal, PATH, fields, LEAST_WAIT, came, may_change=False, is_whole=is_whole)
        except RefusedError as error:
            return self._tampered(error)
        except StoreError as error:
            self._portal.incidents.note(error)
            visit.submission.blame(Problem.STORE)
            return self._ask(visit)

    def file(self) -> Response:
        """Give one file of a message, decrypted while it streams."""
        form = read_form(self._portal.body(Errand.MAILBOX), request.environ.get("CONTENT_TYPE") or "", FILE_SHAPE)
        try:
            receipt = self._portal.tickets.read(form.get("ticket"), MailboxTicket).receipt
        except ExpiredTicketError:
            return self._portal.pages.page("expired.html", "text", {}, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            return self._give_file(receipt, form.get("file"))
        except RefusedError as error:
            return self._tampered(error)

    def _open(self, visit: Visit, receipt: Receipt) -> Response:
        way = Correspondence(self._portal.store, receipt, self._portal.today().published.book)
        opened = way.open()
        if opened is None:
            return self._nobody(visit, receipt)
        return self._show(visit, receipt, visit.act(way, opened))

    def _give_file(self, receipt: Receipt, file: str) -> Response:
        opened = Correspondence(self._portal.store, receipt, self._portal.today().published.book).open()
        found = None if opened is None else opened.attachment(file)
        if opened is None or found is None:
            raise NotFoundError("no such file in this case")
        chunks = self._portal.store.attachment(opened.file.name, AttachmentId(from_b64url(found.id)))
        if chunks is None:
            raise NotFoundError("the stored file is gone")
        plain = decrypted(found, chunks)
        # The first piece is opened before anything is sent, so that a wrong key or altered bytes get a page.
        return _download(found, self._until_broken(chain([next(plain)], plain)))

    def _tampered(self, error: RefusedError) -> Response:
        """Say that what the store gave is not what the receipt confirms."""
        self._portal.incidents.note(error)
        return self._portal.pages.padded("tampered.html", "text", {}, HTTPStatus.INTERNAL_SERVER_ERROR)

    def _until_broken(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Stop short where stored bytes are not genuine or not to be had: the announced length tells the browser."""
        try:
            yield from in_pieces(pieces)
        except (RefusedError, StoreError) as error:
            self._portal.incidents.note(error)

    def _ask(self, visit: Visit) -> Response:
        """Ask for the words, once more, with everything that was typed."""
        problem = visit.submission.problem
        was_dropped = visit.drop()
        context = _asking() | {
            "typed": visit.submission.get("receipt"),
            "message": visit.message,
            "is_objecting": visit.is_objecting,
            "files": visit.files,
            "is_expired": visit.is_expired,
            "wrong": visit.wrong_words,
            "is_missing": not (visit.wrong_words or visit.is_expired or problem or was_dropped),
            "problem": None if problem is None else PROBLEMS[problem],
        }
        if visit.files:
            context["ticket"] = self._portal.tickets.issue(FilesTicket(visit.files))
        status = HTTPStatus.OK if was_dropped else HTTPStatus.UNPROCESSABLE_ENTITY
        if problem is not None:
            status = problem.status
        return self._portal.pages.page("words.html", "form", context, status)

    def _nobody(self, visit: Visit, receipt: Receipt) -> Response:
        """Say that the words open nothing, after the same work as if they did."""
        today = self._portal.today()
        opened = today.decoy.open(receipt, today.published.book)
        self._portal.pages.discard("mailbox.html", "mailbox", self._context(visit, receipt, Outcome(opened)))
        context = _asking() | {
            "typed": visit.submission.get("receipt"),
            "message": visit.message,
            "is_objecting": visit.is_objecting,
            "files": visit.files,
            "is_nobody": True,
        }
        if visit.files:
            context["ticket"] = self._portal.tickets.issue(FilesTicket(visit.files))
        return self._portal.pages.padded("words.html", "mailbox", context)

    def _show(self, visit: Visit, receipt: Receipt, outcome: Outcome) -> Response:
        context = self._context(visit, receipt, outcome)
        return self._portal.pages.padded("mailbox.html", "mailbox", context, outcome.status)

    def _context(self, visit: Visit, receipt: Receipt, outcome: Outcome) -> dict[str, object]:
        today = self._portal.today()
        opened: Opened = outcome.opened
        files = () if outcome.was_sent else visit.files
        labels = self._offers.labels(opened.file.name.agency, self._portal.language().value)
        return {
            **_LABELS,
            "view": mailbox_view(opened, today.published.book, today.channels, self._portal.deadlines(opened.file)),
            "ticket": self._portal.tickets.mailbox(receipt, opened.next_seq, files),
            "today": today.day,
            "report_rows": lambda report: report_rows(report, labels),
            "days_left": lambda promise: working_days_left(
                promise, today.day, self._portal.clockwork.calendar(opened.file.name.agency)
            ),
            "message": "" if outcome.was_sent else visit.message,
            "files": files,
            "error": outcome.error,
            "error_at": outcome.error_at,
            "asks": outcome.asks,
            "findings_texts": FINDING_TEXTS,
            "was_sent": outcome.was_sent,
            "is_objecting": visit.is_objecting and not outcome.was_sent,
            "retracting": outcome.retracting,
            "was_retracted": outcome.was_retracted,
            "fact_value": _FactValue(self._portal.language()),
            "refused": [(name, PROBLEMS[why]) for name, why in visit.submission.refused],
        }


class _FactValue:
    """Writes a fact of a step for people: a word of a table, a day, or what an officer typed."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def __call__(self, kind: str, value: str) -> str:
        if kind == "day":
            return short_day(parse_day(value), self._language)
        table = {"reason": REASONS, "class": CLASSES, "outcome": OUTCOMES}.get(kind, {})
        return str(table.get(value, value))


def _asking() -> dict[str, object]:
    return {
        "words_error": words_text,
        "typed": "",
        "message": "",
        "is_objecting": False,
        "files": (),
        "ticket": "",
        "is_expired": False,
        "is_missing": False,
        "is_nobody": False,
        "wrong": None,
        "problem": None,
        "scripted": False,
        "is_chosen": False,
        "findings_texts": FINDING_TEXTS,
    }


def _download(file: Attachment, pieces: Iterator[bytes]) -> Response:
    allow_in_csp("sandbox")
    response = current_app.response_class(pieces, content_type=OCTET_STREAM, direct_passthrough=True)
    name = clean_name(file.name.encode())
    plain = "".join(char if char.isascii() and (char.isalnum() or char in "-_. ") else "_" for char in name)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    response.headers["Content-Length"] = str(file.size)
    return response
