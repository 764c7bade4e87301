"""One post to the mailbox: what came, for which receipt, and what became of it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus

from flask import request
from flask_babel import gettext
from msgspec import structs

from wbs.cases.model import AgencyCode
from wbs.cases.reporters.keeping import UploadWriter
from wbs.cases.reporters.retraction import retractable
from wbs.crypto.messages import Consent, ConsentAnswer, Purpose, TextBody
from wbs.crypto.receipt import Receipt
from wbs.errors import CaseFullError, NotFoundError, OpenedError, ReceiptError, StoreError, TrustError
from wbs.portal.consent import ANSWERS, newest_proposal
from wbs.portal.file_texts import UNDECIDED
from wbs.portal.forms import MAX_FILES, FormShape, Problem, Submission, Uploads, read_form
from wbs.portal.kept import accept_files, drop_file, is_pending
from wbs.portal.labels import PROBLEMS, too_long_text
from wbs.portal.report_form import LONG
from wbs.portal.seal_on_arrival import Correspondence, Opened
from wbs.portal.service import Portal
from wbs.portal.shares import Errand
from wbs.portal.text import clean_text
from wbs.portal.tickets import MAX_CHARS, ExpiredTicketError, FilesTicket, KeptFile, MailboxTicket

WORDS_CHARS = 1_000
MAILBOX_SHAPE = FormShape(
    {
        "ticket": MAX_CHARS,
        "receipt": WORDS_CHARS,
        "message": LONG,
        "purpose": 9,
        "retract": 6,
        "sure": 1,
        "drop": 4,
        "keep": 4,
        "asked": 43,
        "consent": 3,
    },
    has_files=True,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the page says about a post."""

    opened: Opened
    status: int = HTTPStatus.OK
    error: str = ""
    error_at: str = "message"
    asks: bool = False
    """Whether it tells for the first time what files tell, and waits for a decision."""
    was_sent: bool = False
    retracting: int = 0
    """The number of a message that is to be taken back, once that was asked for twice."""
    was_retracted: bool = False


class Visit:
    """A post being worked on."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._kept: tuple[KeptFile, ...] = ()
        self._dropped: set[bytes] = set()
        self._ticket: MailboxTicket | None = None
        self._has_read_ticket = False
        self._is_asking_again = False
        self.submission = Submission()
        self.receipt: Receipt | None = None
        self.wrong_words: ReceiptError | None = None

    def read(self) -> None:
        """Read the body and find out for which receipt it is."""
        content_type = request.environ.get("CONTENT_TYPE") or ""
        self.submission = read_form(self._portal.body(Errand.MAILBOX), content_type, MAILBOX_SHAPE, self._uploads)
        self._read_ticket(self.submission.get("ticket"))
        if self.submission.get("receipt").strip():
            try:
                self.receipt = Receipt.parse(self.submission.get("receipt"))
            except ReceiptError as error:
                self.wrong_words = error
        elif self._ticket is not None:
            self.receipt = self._ticket.receipt

    @property
    def is_expired(self) -> bool:
        """Whether a page was open too long: a ticket came that stands for nothing any more."""
        is_old = self._has_read_ticket and self._ticket is None and not self._is_asking_again
        return is_old and not self.submission.get("receipt").strip()

    @property
    def message(self) -> str:
        """What was typed."""
        return clean_text(self.submission.get("message"))

    @property
    def is_objecting(self) -> bool:
        """Whether the message is to object to the end of the case."""
        return self.submission.get("purpose") == Purpose.OBJECTION

    @property
    def files(self) -> tuple[KeptFile, ...]:
        """All files that lie sealed for this reply."""
        # The box speaks of the files of the page that was posted alone: that page told of no others.
        kept = accept_files(self._kept) if self.submission.get("keep") else self._kept
        return tuple(file for file in (*kept, *self.submission.files) if file.id not in self._dropped)

    def fields(self) -> list[tuple[str, str]]:
        """Give everything that was sent, as the form would send it again, with the files that have arrived.

        Not its buttons; nor the box, which spoke of files that the ticket keeps as accepted, and of no newer ones.
        """
        written = (name for name in MAILBOX_SHAPE.limits if name not in {"ticket", "drop", "keep"})
        kept = [(name, self.submission.get(name)) for name in written]
        return [("ticket", self._next_ticket()), *((name, value) for name, value in kept if value)]

    def _next_ticket(self) -> str:
        if self._ticket is not None:
            return self._portal.tickets.issue(structs.replace(self._ticket, files=self.files))
        return self._portal.tickets.issue(FilesTicket(self.files))

    def act(self, way: Correspondence, opened: Opened) -> Outcome:
        """Do what was asked for."""
        problem = self.submission.problem
        if problem is not None:
            return self._failed(opened, problem)
        if self.drop():
            return Outcome(opened)
        if self.submission.get("retract"):
            return self._take_back(way, opened)
        return self._answer(way, opened) if self.submission.get("asked") else self._reply(way, opened)

    def _reply(self, way: Correspondence, opened: Opened) -> Outcome:
        if not self.message and not self.files:
            return self._nothing(opened)
        if len(self.message) > LONG:
            return Outcome(opened, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, too_long_text(LONG))
        if any(file.is_undecided for file in self.files) and not self._was_sent_before(way, opened):
            return self._ask(opened)
        return self._send(way, opened)

    def _ask(self, opened: Opened) -> Outcome:
        """Tell what the files tell, and wait for a decision; whoever was told before has left it open."""
        if any(file.is_undecided for file in self.submission.files):
            return Outcome(opened, asks=True)
        return Outcome(opened, HTTPStatus.UNPROCESSABLE_ENTITY, str(UNDECIDED), error_at="keep")

    def _take_back(self, way: Correspondence, opened: Opened) -> Outcome:
        """Take a message back that no officer was given: asked for once it is told what goes, asked twice it goes."""
        given = self.submission.get("retract")
        number = int(given) if given.isascii() and given.isdigit() else 0
        gone = gettext("This cannot be taken back: an officer has opened it meanwhile.")
        if number not in retractable(opened.file):
            return Outcome(opened, HTTPStatus.CONFLICT, gone)
        if self.submission.get("sure") != "1":
            return Outcome(opened, retracting=number)
        try:
            way.take_back(opened, number, self._portal.today().day)
        except OpenedError:
            return Outcome(way.open() or opened, HTTPStatus.CONFLICT, gone)
        except TrustError:
            return Outcome(
                opened, HTTPStatus.CONFLICT, gettext("You cannot write here now. Read the warning on this page.")
            )
        except (CaseFullError, StoreError) as error:
            self._portal.incidents.note(error)
            return self._failed(opened, Problem.STORE)
        with suppress(StoreError):
            opened = way.open() or opened
        return Outcome(opened, was_retracted=True)

    def _answer(self, way: Correspondence, opened: Opened) -> Outcome:
        """Say yes or no to the newest proposal, and to no other."""
        proposed, given = newest_proposal(opened.dossier.messages), self.submission.get("consent")
        if proposed is None or proposed.digest != self.submission.get("asked") or given not in set(Consent):
            error = gettext("Something new came meanwhile. Read it, then answer.")
            return Outcome(opened, HTTPStatus.CONFLICT, error)
        if proposed.given == given:
            return Outcome(opened, was_sent=True)
        return self._send(way, opened, ConsentAnswer(asked=proposed.digest, given=Consent(given)))

    def _send(self, way: Correspondence, opened: Opened, answer: ConsentAnswer | None = None) -> Outcome:
        text, files = (self.message, self.files) if answer is None else (str(ANSWERS[answer.given]), ())

        def was_sent(opened: Opened) -> bool:
            return answer is None and self._was_sent_before(way, opened)

        today = self._portal.today().day
        purpose = Purpose.OBJECTION if self.is_objecting else None
        try:
            is_new = not was_sent(opened)
            is_new = is_new and way.send(opened, text, files, today, was_sent, answer=answer, purpose=purpose)
        except NotFoundError:
            self._dropped |= {file.id for file in self.files if not is_pending(self._portal.store, file)}
            return self._failed(opened, Problem.FILE_GONE)
        except TrustError:
            return Outcome(
                opened, HTTPStatus.CONFLICT, gettext("You cannot write here now. Read the warning on this page.")
            )
        except CaseFullError:
            return self._failed(opened, Problem.STORE)
        except StoreError as error:
            self._portal.incidents.note(error)
            return self._failed(opened, Problem.STORE)
        if not is_new:
            self._drop_copies()
        with suppress(StoreError):  # it was stored: an older view of the case must not say otherwise
            opened = way.open() or opened
        return Outcome(opened, was_sent=True)

    def _failed(self, opened: Opened, problem: Problem) -> Outcome:
        return Outcome(opened, problem.status, str(PROBLEMS[problem]))

    def _nothing(self, opened: Opened) -> Outcome:
        if self._ticket is None:
            return Outcome(opened)
        return Outcome(opened, HTTPStatus.UNPROCESSABLE_ENTITY, gettext("Write something, or choose a file"))

    def _was_sent_before(self, way: Correspondence, opened: Opened) -> bool:
        """Say whether this very page has sent the same before: its ticket names the number that the message got."""
        if self._ticket is None:
            return False
        return any(
            own.message.seq >= self._ticket.next_seq
            and isinstance(own.message.body, TextBody)
            and (own.message.body.text or "") == self.message
            and way.has_files(opened, own.message, self.files)
            for own in opened.own
        )

    def drop(self) -> bool:
        """Forget the file whose button was pressed, if one was; buttons count from 1."""
        pressed = self.submission.get("drop")
        if pressed.isascii() and pressed.isdigit() and 0 < int(pressed) <= len(self._kept):
            file = self._kept[int(pressed) - 1]
            drop_file(self._portal.store, file)
            self._dropped.add(file.id)
        return bool(pressed)

    def _drop_copies(self) -> None:
        """Forget files that were sent before; those that a message has claimed are out of reach."""
        for file in self.files:
            drop_file(self._portal.store, file)

    def _read_ticket(self, text: str) -> None:
        if self._has_read_ticket or not text:
            return
        self._has_read_ticket = True
        try:
            self._ticket = self._portal.tickets.read(text, MailboxTicket)
            self._kept = self._ticket.files
        except ExpiredTicketError:
            self._keep_files(text)

    def _keep_files(self, text: str) -> None:
        """Take the files of a page that asks for the words again, or was open for too long."""
        with suppress(ExpiredTicketError):
            self._kept = self._portal.tickets.read(text, FilesTicket).files
            self._is_asking_again = True
            return
        with suppress(ExpiredTicketError):
            self._kept = self._portal.tickets.mailbox_files(text)

    def _uploads(self, fields: Mapping[str, str]) -> Uploads:
        self._read_ticket(fields.get("ticket", ""))
        today = self._portal.today()
        shelf = AgencyCode(today.channels.choices[0].code)
        room = MAX_FILES - len(self._kept)
        # What a known receipt sends has no quota: such a ticket is given to nobody else.
        rows = self._portal.metered(shelf) if self._ticket is None else self._portal.store
        return Uploads(room, lambda: UploadWriter(rows, shelf, today.day), self._portal.looking)
