"""What a reporter sees of an opened case: pure values for the template, made from a verified dossier."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from wbs.cases.clocks.told import Deadlines
from wbs.cases.clocks.working_days import WorkingDays
from wbs.cases.reporters.mailbox import Change, Journey, Promise, days_of, journey
from wbs.cases.reporters.retraction import retractable
from wbs.cases.workflow import OBJECTED_TO
from wbs.crypto.directory import parse_day
from wbs.crypto.handling import home_of
from wbs.crypto.messages import Attachment, Kind, Message, Purpose, RemovedBody, Status, StatusBody, TextBody
from wbs.crypto.records import REPORTER, Author, author_text, case_number, last_restored, officer_entry
from wbs.crypto.report import ReportBody
from wbs.crypto.trust import TrustBook
from wbs.errors import TrustError
from wbs.portal.channels import Channels
from wbs.portal.consent import Proposed, newest_proposal
from wbs.portal.seal_on_arrival import Opened

_LOOK_BACK_DAYS = 400
_LOOK_AHEAD_DAYS = 200
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote an item: empty texts for the reporter."""

    is_self: bool
    label: str = ""
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One message as it is shown."""

    anchor: str
    sender: Sender
    day: date | None
    kind: str
    text: str
    status: str
    step: StatusBody | None
    is_objection: bool
    seq: int
    may_retract: bool
    """Of the reporter's own: whether no officer was given it yet."""
    taken_back: int
    """How many messages an item takes back."""
    report: ReportBody | None
    files: tuple[Attachment, ...]
    sealed_by: str
    is_confirmed: bool
    proposed: Proposed | None
    """The text for SP4N-LAPOR! that this message proposes, if it is the newest that does."""
    is_read: bool
    """Of the reporter's own: whether an officer's message says it was read."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that is not as it should be, and where."""

    kind: str
    sender: Sender
    seq: int


@dataclass(frozen=True, slots=True)
class MailboxView:
    """The whole page."""

    number: str
    agency_name: str
    items: tuple[Item, ...]
    notices: tuple[Notice, ...]
    journey: Journey
    can_reply: bool
    may_object: bool
    """Whether the case has ended in a way that the reporter may object to."""
    own_count: int
    other_count: int
    remind: date | None
    """From when on the reporter is reminded of a question; None where none waits for an answer."""
    restored: date | None
    """Day on which officials last let officers in with the recovery key."""

    @property
    def is_taken_back(self) -> bool:
        """Whether the reporter took the report back before anybody had opened it."""
        is_gone = any(item.sender.is_self and item.taken_back for item in self.items)
        return is_gone and self.journey.status is Status.SUBMITTED and not any(item.report for item in self.items)


def mailbox_view(opened: Opened, book: TrustBook, channels: Channels, due: Deadlines) -> MailboxView:
    """Make the page of one case."""
    names = _Names(book, channels)
    items = tuple(_items(opened, names))
    told = journey(due, _changes(items), _first_answer(items))
    notices = [Notice(found.kind, names.by_text(found.author), found.seq) for found in opened.dossier.findings]
    if opened.file.status != told.status:
        notices.append(Notice("status", Sender(is_self=True), 0))
    own = sum(item.sender.is_self for item in items)
    return MailboxView(
        number=case_number(opened.file.name.case),
        agency_name=channels.name(home_of(opened.dossier.chain, opened.dossier.newest)),
        items=items,
        notices=tuple(notices),
        journey=told,
        can_reply=_can_reply(opened, book),
        may_object=told.status in OBJECTED_TO,
        own_count=own,
        other_count=len(items) - own,
        remind=_reminder(items, told, due),
        restored=_restored(opened),
    )


def _reminder(items: Sequence[Item], told: Journey, due: Deadlines) -> date | None:
    """Give the day of the reminder, unless the reporter wrote something after the question, if on the same day."""
    asked = max((place for place, item in enumerate(items) if item.status), default=0)
    is_waiting = told.status is Status.INCOMPLETE and not any(
        item.sender.is_self and not item.taken_back for item in items[asked + 1 :]
    )
    return due.remind if is_waiting else None


def _restored(opened: Opened) -> date | None:
    day = last_restored(opened.dossier.chain, opened.dossier.newest)
    return None if day is None else parse_day(day)


def working_days_left(promise: Promise, today: date, calendar: WorkingDays) -> int:
    """Count the working days until a promise is due; negative once it is late."""
    return calendar.between(today, promise.due)


def free_days(today: date, calendar: WorkingDays) -> Iterator[date]:
    """List the days from Monday to Friday that do not count, as far as a case's deadlines may lie."""
    days = (today + timedelta(days=step) for step in range(-_LOOK_BACK_DAYS, _LOOK_AHEAD_DAYS))
    return (day for day in days if day.weekday() <= _FRIDAY and not calendar.counts(day))


def step_sentence(step: StatusBody) -> str:
    """Name the sentence that a step is told with."""
    is_extended = step.until is not msgspec.UNSET and step.status is not Status.POSTPONED
    return "extended" if is_extended else step.status


def step_facts(step: StatusBody) -> Iterator[tuple[str, str, str]]:
    """List what a step tells beside its words: what it is called, of which kind it is, and its value."""
    rows = (
        ("class", "class", step.class_),
        ("outcome", "outcome", step.outcome),
        ("reason", "reason", step.reason),
        ("review" if step.status is Status.POSTPONED else "extended", "day", step.until),
        ("authority" if step.status is Status.OUT_OF_SCOPE else "to", "text", step.to),
        ("reference", "text", step.reference),
    )
    return ((name, kind, str(value)) for name, kind, value in rows if value is not msgspec.UNSET)


def step_letter(step: StatusBody) -> str:
    """Give the letter of a step; empty if there is none."""
    return "" if step.letter is msgspec.UNSET else step.letter


class _Names:
    """Tells authors by the names that signed directories give them."""

    def __init__(self, book: TrustBook, channels: Channels) -> None:
        self._book = book
        self._channels = channels

    def of(self, message: Message) -> Sender:
        """Name a verified message's author by the directory it names."""
        if isinstance(message.author, str):
            return Sender(is_self=True)
        entry = officer_entry(message.author, message.directory, self._book)
        return Sender(is_self=False, label=entry.label, agency=self._channels.name(message.author.agency))

    def by_text(self, author: str) -> Sender:
        """Name an author whom nobody has verified, if the newest directory knows one by that name."""
        if author == REPORTER:
            return Sender(is_self=True)
        agency, _, reader = author.partition("/")
        entry = self._book.current_reader(agency, reader)
        label = "" if entry is None else entry.label
        return Sender(is_self=False, label=label, agency=self._channels.name(agency) if label else "")


def _items(opened: Opened, names: _Names) -> Iterator[Item]:
    days = days_of(opened.file)
    read, own = _read_up_to(opened), retractable(opened.file)
    proposed = newest_proposal(opened.dossier.messages)
    for place, found in enumerate(opened.dossier.messages, 1):
        message = found.message
        sender = names.of(message)
        yield Item(
            anchor=f"m{place}",
            sender=sender,
            day=days.get((found.author, message.seq)),
            kind=message.kind,
            text=_text(message),
            status=message.body.status if isinstance(message.body, StatusBody) else "",
            step=message.body if isinstance(message.body, StatusBody) else None,
            seq=message.seq,
            may_retract=sender.is_self and message.seq in own and message.seq > read,
            taken_back=len(message.body.digests) if isinstance(message.body, RemovedBody) else 0,
            is_objection=isinstance(message.body, TextBody) and message.body.purpose is Purpose.OBJECTION,
            report=message.body if isinstance(message.body, ReportBody) else None,
            files=tuple(message.attachments),
            sealed_by=message.sealed_by,
            is_confirmed=found.confirmed,
            proposed=proposed if proposed is not None and proposed.digest == found.digest else None,
            is_read=sender.is_self and message.seq <= read,
        )


def _text(message: Message) -> str:
    body = message.body
    if isinstance(body, TextBody | StatusBody) and body.text is not msgspec.UNSET:
        return body.text
    return ""


def _read_up_to(opened: Opened) -> int:
    """Give the newest number of the reporter's that a confirmed message of an officer has seen."""
    heads = (
        head
        for found in opened.dossier.messages
        if found.confirmed and found.author != REPORTER
        for head in found.message.seen
    )
    return max((head.seq for head in heads if _is_reporter(head.author)), default=0)


def _is_reporter(author: Author) -> bool:
    return author_text(author) == REPORTER


def _changes(items: Sequence[Item]) -> list[Change]:
    return [Change(item.status, item.day) for item in items if item.status and item.day and item.is_confirmed]  # type: ignore[arg-type]  # a status body's own


def _first_answer(items: Sequence[Item]) -> date | None:
    answers = (item for item in items if not item.sender.is_self and item.kind == Kind.MESSAGE and item.is_confirmed)
    return next((item.day for item in answers), None)


def _can_reply(opened: Opened, book: TrustBook) -> bool:
    try:
        opened.dossier.place_for(REPORTER, book)
    except TrustError:
        return False
    return True
