"""The report form and what comes of posting it: a receipt page, or the form again with everything that arrived."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from http import HTTPStatus

import msgspec
from flask import Flask, Response, request
from flask_babel.speaklater import LazyString

from wbs.cases.clocks.told import promised
from wbs.cases.conflicts.naming import Excludable
from wbs.cases.model import AgencyCode
from wbs.cases.reporters.keeping import UploadWriter, new_case, upload_claim
from wbs.cases.rules.ranks import Rank
from wbs.clock import RELEASED
from wbs.crypto.report import Category, IdentityMode, ReportBody
from wbs.errors import BusyError, ChannelClosedError, NotFoundError, RefusedError, StoreError
from wbs.portal.admission import Told
from wbs.portal.channels import Channels, Choice, Receiving
from wbs.portal.crowded import crowded
from wbs.portal.file_texts import FINDING_TEXTS, UNDECIDED
from wbs.portal.forms import MAX_FILES, Problem, Submission, Uploads, read_form
from wbs.portal.kept import accept_files, drop_file, is_pending
from wbs.portal.labels import CATEGORIES, PROBLEMS, RANKS, RELATIONS, TIMINGS, flaw_text, flaw_texts
from wbs.portal.limits import shown_limits
from wbs.portal.modes import shown_modes, ways_of
from wbs.portal.offers import Offers, latest
from wbs.portal.receipt import ReceiptPage
from wbs.portal.repeated import keep_differences
from wbs.portal.report_form import (
    MORE,
    REPORT_SHAPE,
    TYPED,
    CheckedReport,
    Flaw,
    asked_about,
    check_report,
    cleaned,
    shelf_of,
)
from wbs.portal.scripts import REPORT, REPORT_WORKER
from wbs.portal.seal_on_arrival import seal_report
from wbs.portal.service import Portal
from wbs.portal.shares import Errand
from wbs.portal.slots import slot
from wbs.portal.tickets import ExpiredTicketError, KeptFile, ReportTicket
from wbs.web.language import Language

PATH = "/lapor"
PLAIN_PATH = "/lapor/tanpa-skrip"
_RADIO_LIMIT = 12
_TOO_LONG = "too-long"


class ReportViews:
    """GET and POST of the report form."""

    def __init__(self, portal: Portal, receipts: ReceiptPage, offers: Offers) -> None:
        self._portal = portal
        self._receipts = receipts
        self._offers = offers

    def register(self, app: Flask) -> None:
        """Add the routes in both languages."""
        for language in Language:
            path = language.href(PATH)
            app.add_url_rule(path, f"report_form_{language}", self.form, methods=["GET"])
            app.add_url_rule(language.href(PLAIN_PATH), f"report_plain_{language}", self.plain_form, methods=["GET"])
            app.add_url_rule(path, f"report_submit_{language}", self.submit, methods=["POST"])

    def form(self) -> Response:
        """Give an empty form, whose scripts seal on the reporter's own device; without a build the plain one."""
        return self._scripted() if self._portal.scripts.are_built else self._plain(is_chosen=False)

    def plain_form(self) -> Response:
        """Give an empty form without script, chosen by name: the server seals on arrival."""
        return self._plain(is_chosen=True)

    def _scripted(self) -> Response:
        choices = self._choices()
        if not _is_open(choices):
            return self._closed(choices)
        if len(choices) > _RADIO_LIMIT:
            return self._ask_where(choices, PATH)
        self._portal.scripts.allow()
        return self._blank("report", choices, lambda: self._empty(choices) | self._for_scripts(choices))

    def _plain(self, *, is_chosen: bool) -> Response:
        choices = self._choices()
        if not _is_open(choices):
            return self._closed(choices)
        if len(choices) > _RADIO_LIMIT:
            return self._ask_where(choices, PLAIN_PATH if is_chosen else PATH)
        return self._blank("form", choices, lambda: self._empty(choices) | {"is_chosen": is_chosen}, is_chosen)

    def _closed(self, choices: Sequence[Choice]) -> Response:
        """Say before anybody writes that nobody could open a report, and name other channels."""
        is_one = len(choices) == 1 < len(self._portal.today().channels.choices)
        context = {"area": choices[0].name if is_one else "", "channels": self._portal.today().channels.others}
        key = (*self._portal.page_key(), choices[0].code, len(choices))
        return self._portal.pages.slotted("closed.html", "text", lambda: context, key)

    def _ask_where(self, choices: Sequence[Choice], path: str) -> Response:
        """Ask first to which of very many agencies the matter belongs; the answer leads to the form at `path`."""
        context = {"choices": choices, "path": path}
        return self._portal.pages.slotted("agency.html", "form", lambda: context, (*self._portal.page_key(), path))

    def _blank(
        self, group: str, choices: Sequence[Choice], context: Callable[[], dict[str, object]], *kind: bool
    ) -> Response:
        key = (*self._portal.page_key(), choices[0].code, len(choices), group, kind, self._offers.stamp())
        values = {"ticket": self._portal.tickets.issue(self._portal.tickets.form())}
        return self._portal.pages.slotted("report.html", group, context, key, values)

    def _for_scripts(self, choices: Sequence[Choice]) -> dict[str, object]:
        """Give what the page with scripts needs beside the form: of days the latest, whoever will read the report."""
        today, channels = self._portal.today().day, self._portal.today().channels
        reading = _reading(channels, choices)
        return {
            "scripted": True,
            "script": self._portal.scripts.element(REPORT, REPORT_WORKER),
            "today": today.isoformat(),
            "due": latest(promised(code, today, self._portal.clockwork) for code in reading),
            "periods": self._offers.periods(reading),
            "released": RELEASED.isoformat(),
            "limits": REPORT_SHAPE.limits,
            "file_limits": shown_limits(self._portal.config.file_limits, self._portal.language()),
            "flaw_texts": flaw_texts(),
            "findings_texts": FINDING_TEXTS,
        }

    def submit(self) -> Response:
        """Take a posted form."""
        attempt = _Attempt(self._portal)
        attempt.read()
        try:
            is_first = attempt.may_be_whole and not self._portal.admission.is_hasty(attempt.ticket)
            with self._portal.traffic.turn(Errand.FORMS if is_first else Errand.HASTY):
                return self._answer(attempt)
        except BusyError:
            return self._crowded(attempt, self._portal.admission.send_back(attempt.ticket))

    def _answer(self, attempt: "_Attempt") -> Response:
        if attempt.submission.problem is not None:
            return self._again(attempt, problem=attempt.submission.problem)
        if attempt.is_expired:
            return self._again(attempt, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        if attempt.submission.get("drop"):
            attempt.drop()
            return self._again(attempt, status=HTTPStatus.OK)
        return self._judge(attempt)

    def _judge(self, attempt: "_Attempt") -> Response:
        checked = self._checked(attempt.values)
        if checked.report is None or checked.receiving is None:
            return self._again(attempt, checked)
        if attempt.is_undecided:
            return self._ask(attempt)
        told = self._portal.admission.wait(attempt.ticket)
        if told is not None:
            return self._crowded(attempt, told)
        return self._send(attempt, checked, checked.report, checked.receiving)

    def _crowded(self, attempt: "_Attempt", told: Told) -> Response:
        """Let a form wait, with everything that arrived."""
        ticket = msgspec.structs.replace(told.ticket, files=attempt.files)
        fields = [("ticket", self._portal.tickets.issue(ticket))]
        for name in TYPED:
            value = attempt.values.get(name, "")
            lines = value.split("\n") if name in REPORT_SHAPE.repeated else [value]
            fields += [(name, line) for line in lines if line]
        return crowded(
            self._portal, PATH, fields, told.seconds, attempt.submission, may_change=True, is_whole=attempt.may_be_whole
        )

    def _checked(self, values: Mapping[str, str]) -> CheckedReport:
        """Make a report of what was typed, if whoever reads it lets reporters appear so; scripts ask the same."""
        checked = check_report(values, self._portal.today().channels)
        if checked.report is None or checked.receiving is None:
            return checked
        mode = checked.report.identity_mode or IdentityMode.ANONYMOUS
        is_taken = mode in ways_of(checked.receiving, self._offers)
        return checked if is_taken else CheckedReport(checked.agency, None, [Flaw("identity", "mode")])

    def _send(self, attempt: "_Attempt", checked: CheckedReport, report: ReportBody, receiving: Receiving) -> Response:
        today = self._portal.today()
        receipt = attempt.ticket.receipt
        sealed = seal_report(report, receipt, receiving, attempt.files, checked.contact)
        claims = tuple(upload_claim(file.id, file.key) for file in attempt.files)
        case = new_case(sealed, receipt.mailbox_hash, claims, today.day)
        try:
            for claim in claims:  # where a file lies must not tell who would have read an earlier state of the form
                self._portal.store.move_upload(claim.attachment, claim.token_hash, case.name.agency)
            known = self._portal.admission.store_case(case, max(1, attempt.ticket.rounds))
            if known is None:
                return self._receipts.first(receipt, case.name)
            became = keep_differences(self._portal, receipt, report, attempt.files, receiving)
        except NotFoundError:
            attempt.forget_gone_files()
            return self._again(attempt, problem=Problem.FILE_GONE)
        except StoreError as error:
            self._portal.incidents.note(error)
            return self._again(attempt, problem=Problem.STORE)
        except RefusedError as error:
            self._portal.incidents.note(error)
            return self._portal.pages.page("tampered.html", "text", {}, HTTPStatus.INTERNAL_SERVER_ERROR)
        return self._receipts.again(receipt, known, repeated=became.value, was_named=checked.contact is not None)

    def _ask(self, attempt: "_Attempt") -> Response:
        """Tell what the files tell, and wait for a decision; whoever was told before has left it open."""
        if attempt.was_told:
            return self._again(attempt, CheckedReport("", None))
        return self._again(attempt, status=HTTPStatus.OK, asks=True)

    def _again(
        self,
        attempt: "_Attempt",
        checked: CheckedReport | None = None,
        *,
        problem: Problem | None = None,
        status: int | None = None,
        asks: bool = False,
    ) -> Response:
        """Give the form back with everything that arrived, and say what is wrong."""
        flaws = () if checked is None else tuple(checked.flaws)
        context = self._context(
            self._choices(attempt.values.get("agency", "")),
            ticket=self._portal.tickets.issue(attempt.next_ticket()),
            values=attempt.values,
            files=attempt.files,
            told=_told(flaws, is_undecided=checked is not None and attempt.is_undecided),
        )
        context["problem"] = None if problem is None else PROBLEMS[problem]
        context["is_expired"] = attempt.is_expired and problem is None
        context["asks"] = asks
        context["refused"] = [(name, PROBLEMS[why]) for name, why in attempt.submission.refused]
        if status is None:
            status = _status(flaws, problem)
        return self._portal.pages.page("report.html", "form", context, status)

    def _choices(self, code: str = "") -> Sequence[Choice]:
        """Give the agencies that the form offers: the one whose page led here, else all; of very many only that one."""
        channels = self._portal.today().channels
        before = code if len(channels.choices) > _RADIO_LIMIT else ""
        chosen = channels.choice(before or request.args.get("agency", ""))
        return channels.choices if chosen is None else (chosen,)

    def _empty(self, choices: Sequence[Choice]) -> dict[str, object]:
        return self._context(choices, ticket=slot("ticket"), values={}, files=(), told={})

    def _context(
        self,
        choices: Sequence[Choice],
        *,
        ticket: str,
        values: Mapping[str, str],
        files: Sequence[KeptFile],
        told: Mapping[str, str],
    ) -> dict[str, object]:
        return {
            "choices": choices,
            "channels": self._portal.today().channels.others,
            "ticket": ticket,
            "values": values,
            "files": files,
            "flaw_of": told,
            "ranks": RANKS,
            "more_people": MORE,
            "asking": asked_about(values, self._portal.today().channels) if values else None,
            "excludable": _excludable(self._portal.today().channels, choices),
            "ticked": frozenset(values.get("exclude", "").split("\n")),
            "told_people": _told_people(values, told),
            "timings": TIMINGS,
            "relations": RELATIONS,
            "identity_modes": shown_modes(self._portal.today().channels, self._offers),
            "first_controls": _first_controls(choices),
            "categories": self._categories(choices, values),
            "problem": None,
            "is_expired": False,
            "asks": False,
            "findings_texts": FINDING_TEXTS,
            "refused": (),
            "is_fresh": not values,
            "has_others": len(choices) < len(self._portal.today().channels.choices),
            "is_chosen": False,
            "scripted": False,
        }

    def _categories(self, choices: Sequence[Choice], values: Mapping[str, str]) -> dict[Category, str | LazyString]:
        """Give the kinds of matters that the form offers: those of its agencies, and what was chosen before.

        A form for one agency alone has that agency's own names.
        """
        offered = self._offers.categories(choice.code for choice in choices)
        own = self._offers.labels(choices[0].code, self._portal.language().value) if len(choices) == 1 else {}
        wanted = (one for one in Category if one in offered or one == values.get("category"))
        return {one: own.get(one, CATEGORIES[one]) for one in wanted}


def _reading(channels: Channels, choices: Sequence[Choice]) -> set[str]:
    """List the agencies that may read a report about these; these themselves if nobody can."""
    found = set()
    for choice in choices:
        for rank in Rank:
            with suppress(ChannelClosedError):
                found.add(channels.receiving(choice.code, rank).directory.document.agency)
    return found or {choice.code for choice in choices}


def _excludable(channels: Channels, choices: Sequence[Choice]) -> list[tuple[str, list[Excludable]]]:
    """List by agency whom a report may exclude: of the agencies that the form offers, and of those above them.

    One box for a name that several bear: ticking it leaves out all of them.
    """
    wanted = {one.exclusion.agency for choice in choices for one in channels.excludables(choice.code)}
    found = [(code, [one for one in channels.everybody if one.exclusion.agency == code]) for code in sorted(wanted)]
    return [(channels.name(code), list({one.full_name: one for one in people}.values())) for code, people in found]


def _told_people(values: Mapping[str, str], told: Mapping[str, str]) -> list[str]:
    """List the further persons of whom something was written, or must be corrected."""
    written = {one for one in MORE if any(values.get(part + one) for part in ("who", "post", "unit"))}
    return [one for one in MORE if one in written or any(name.endswith(one) for name in told)]


def _first_controls(choices: Sequence[Choice]) -> Mapping[str, str]:
    """Give the id of the first control of each group, for links to what is to be corrected."""
    first = {"rank": f"rank-{Rank.UNKNOWN}", "identity": "identity-group"}
    return first | ({"agency": "agency-1"} if len(choices) > 1 else {})


def _is_open(choices: Sequence[Choice]) -> bool:
    return any(choice.is_open for choice in choices)


def _told(flaws: Sequence[Flaw], *, is_undecided: bool) -> dict[str, str]:
    """Give what is said about each field, in the order of the form."""
    told = {flaw.field: flaw_text(flaw) for flaw in flaws}
    return told | {"keep": str(UNDECIDED)} if is_undecided else told


def _status(flaws: Sequence[Flaw], problem: Problem | None) -> int:
    if problem is not None:
        return problem.status
    if any(flaw.message == _TOO_LONG for flaw in flaws):
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return HTTPStatus.UNPROCESSABLE_ENTITY


class _Attempt:
    """One post of the form: what came, under which ticket, with which files."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._dropped: set[bytes] = set()
        self.ticket = portal.tickets.form()
        self.is_expired = True
        self.submission = Submission()

    def read(self) -> None:
        """Read the body."""
        content_type = request.environ.get("CONTENT_TYPE") or ""
        self.submission = read_form(self._portal.body(Errand.FORMS), content_type, REPORT_SHAPE, self._uploads)
        self._open_ticket(self.submission.get("ticket"))

    @property
    def values(self) -> dict[str, str]:
        """What was typed, cleaned."""
        return cleaned(self.submission)

    @property
    def files(self) -> tuple[KeptFile, ...]:
        """All files that lie sealed for this form."""
        files = (*self._kept, *self.submission.files)
        return tuple(file for file in files if file.id not in self._dropped)

    @property
    def is_undecided(self) -> bool:
        """Whether the reporter has yet to decide about what a file tells."""
        return any(file.is_undecided for file in self.files)

    @property
    def may_be_whole(self) -> bool:
        """Whether this may be a report; what cannot be one is not to keep those waiting that may."""
        return self.submission.problem is None and not self.is_expired and not self.submission.get("drop")

    @property
    def was_told(self) -> bool:
        """Whether the page that was posted has told of all that is undecided."""
        return not any(file.is_undecided for file in self.submission.files)

    def next_ticket(self) -> ReportTicket:
        """Give the ticket of the page that answers this post."""
        return msgspec.structs.replace(self.ticket, files=self.files)

    def drop(self) -> None:
        """Forget the file whose button was pressed; buttons count from 1."""
        pressed = self.submission.get("drop")
        if pressed.isascii() and pressed.isdigit() and 0 < int(pressed) <= len(self.ticket.files):
            file = self.ticket.files[int(pressed) - 1]
            drop_file(self._portal.store, file)
            self._dropped.add(file.id)

    def forget_gone_files(self) -> None:
        """Leave out files that the store no longer keeps."""
        self._dropped |= {file.id for file in self.files if not is_pending(self._portal.store, file)}

    @property
    def _kept(self) -> tuple[KeptFile, ...]:
        """The files of the page that was posted; its box speaks of these alone, for it told of no others."""
        return accept_files(self.ticket.files) if self.submission.get("keep") else self.ticket.files

    def _open_ticket(self, text: str) -> None:
        if not self.is_expired:
            return
        try:
            self.ticket = self._portal.tickets.read(text, ReportTicket)
            self.is_expired = False
        except ExpiredTicketError:
            pass

    def _uploads(self, fields: Mapping[str, str]) -> Uploads:
        self._open_ticket(fields.get("ticket", ""))
        today = self._portal.today()
        shelf = AgencyCode(shelf_of(fields, today.channels))
        room = MAX_FILES - len(self.ticket.files)
        return Uploads(room, lambda: UploadWriter(self._portal.metered(shelf), shelf, today.day), self._portal.looking)
