"""The page that shows the twelve words, the text file of them, and the practice of two words."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import NamedTuple

from flask import Flask, Response, current_app, request

from wbs.cases.clocks.told import promised
from wbs.cases.model import CaseName, KeyDigest
from wbs.crypto.directory import RECOVERY_READER
from wbs.crypto.receipt import WORD_COUNT, Receipt
from wbs.crypto.records import EpochRecord, case_number
from wbs.crypto.signing import Unverified
from wbs.portal.forms import FormShape, read_form
from wbs.portal.qr import receipt_qr
from wbs.portal.service import Portal
from wbs.portal.shares import Errand
from wbs.portal.slots import slot
from wbs.portal.tickets import MAX_CHARS, ExpiredTicketError, MailboxTicket
from wbs.web.language import Language

PRACTICE_PATH = "/tanda-terima/coba"
SAVE_PATH = "/tanda-terima/simpan"
PRACTISED = (3, 9)
_SHAPE = FormShape({"ticket": MAX_CHARS, "w3": 32, "w9": 32})
_SLOTS = (*(f"word{place}" for place in range(1, WORD_COUNT + 1)), "number", "qr", "reply_ticket")
_NEXT_SEQ = 2
"""A fresh case holds the report alone."""


class SealedFor(NamedTuple):
    """For how many officers a report was sealed, without those whom its reporter excludes, and by which list."""

    readers: int
    version: int


class ReceiptPage:
    """Shows a receipt, right after the case was stored and as long as its ticket lasts."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def register(self, app: Flask) -> None:
        """Add the routes in both languages."""
        for language in Language:
            app.add_url_rule(language.href(PRACTICE_PATH), f"practice_{language}", self.practise, methods=["POST"])
            app.add_url_rule(language.href(SAVE_PATH), f"save_{language}", self.save, methods=["POST"])

    def first(self, receipt: Receipt, name: CaseName) -> Response:
        """Show the words of a new case."""
        sealed = self._sealed_for(receipt, name)
        rules = self._portal.clockwork.ruling(name.agency).version  # by which days are promised
        key = (*self._portal.page_key(), name.agency, rules, sealed)
        values = self._values(receipt, name, _NEXT_SEQ)
        return self._portal.pages.slotted("receipt.html", "receipt", lambda: self._slotted(name, sealed), key, values)

    def again(self, receipt: Receipt, name: CaseName, **notes: object) -> Response:
        """Show the words of a case that exists; `notes` say why the page is shown again."""
        sealed = self._sealed_for(receipt, name)
        context = self._context(name, self._values(receipt, name, 0), sealed) | notes
        status = HTTPStatus.UNPROCESSABLE_ENTITY if notes.get("wrong") else HTTPStatus.OK
        return self._portal.pages.page("receipt.html", "receipt", context, status)

    def practise(self) -> Response:
        """Compare two typed words with the receipt."""
        form = read_form(self._portal.body(Errand.MAILBOX), request.environ.get("CONTENT_TYPE") or "", _SHAPE)
        if form.problem is not None:
            return self._expired()
        receipt, name = self._ticket(form.get("ticket"))
        if receipt is None or name is None:
            return self._expired()
        words = receipt.unsafe_words()
        wrong = [place for place in PRACTISED if not _matches(form.get(f"w{place}"), words[place - 1])]
        return self.again(receipt, name, practised=True, wrong=wrong)

    def save(self) -> Response:
        """Give the words as a text file with a name that says nothing."""
        form = read_form(self._portal.body(Errand.MAILBOX), request.environ.get("CONTENT_TYPE") or "", _SHAPE)
        receipt, name = self._ticket(form.get("ticket")) if form.problem is None else (None, None)
        if receipt is None or name is None:
            return self._expired()
        response = current_app.response_class(as_text(receipt, name), content_type="text/plain; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="catatan.txt"'
        return response

    def _ticket(self, text: str) -> tuple[Receipt | None, CaseName | None]:
        try:
            receipt = self._portal.tickets.read(text, MailboxTicket).receipt
        except ExpiredTicketError:
            return None, None
        return receipt, self._portal.store.mailbox(receipt.mailbox_hash)

    def _expired(self) -> Response:
        return self._portal.pages.page("expired.html", "text", {}, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _values(self, receipt: Receipt, name: CaseName, next_seq: int) -> dict[str, str]:
        words = receipt.unsafe_words()
        values = {f"word{place}": word for place, word in enumerate(words, 1)}
        values["number"] = case_number(name.case)
        values["qr"] = receipt_qr(words)
        values["reply_ticket"] = self._portal.tickets.mailbox(receipt, next_seq)
        return values

    def _sealed_for(self, receipt: Receipt, name: CaseName) -> "SealedFor | None":
        file = self._portal.store.case_file(name, KeyDigest(receipt.reader_key.public.digest))
        if file is None:
            return None
        record = Unverified(file.records[0].envelope).unsafe_peek(EpochRecord)
        officers = [reader for reader in record.readers if reader.reader != RECOVERY_READER]
        return SealedFor(len(officers), record.directories[0].version)

    def _slotted(self, name: CaseName, sealed: "SealedFor | None") -> dict[str, object]:
        return self._context(name, {field: slot(field) for field in _SLOTS}, sealed)

    def _context(self, name: CaseName, values: Mapping[str, str], sealed: "SealedFor | None") -> dict[str, object]:
        today = self._portal.today()
        return {
            **values,
            "words": [values[f"word{place}"] for place in range(1, WORD_COUNT + 1)],
            "due": promised(name.agency, today.day, self._portal.clockwork),
            "agency_name": today.channels.name(name.agency),
            "sealed": sealed,
            "fingerprint": today.channels.fingerprint,
            "repeated": "",
            "was_named": False,
            "practised": False,
            "wrong": (),
        }


def _matches(typed: str, word: str) -> bool:
    """Compare one typed word as forgivingly as the mailbox reads it: case and four letters suffice."""
    letters = "".join(char for char in typed.casefold() if char.isalpha())
    return len(letters) >= 4 and word.startswith(letters)  # noqa: PLR2004 - the words' unique beginnings


def as_text(receipt: Receipt, name: CaseName) -> str:
    """Give what is saved: the words in three lines, then the case number. The page with scripts saves the same."""
    words = receipt.unsafe_words()
    rows = [
        "   ".join(f"{place + 1}. {words[place]}" for place in range(start, start + 4))
        for start in range(0, WORD_COUNT, 4)
    ]
    return "\r\n".join([*rows, "", case_number(name.case), ""])
