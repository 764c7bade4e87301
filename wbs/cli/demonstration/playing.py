"""Plays the demonstration's scenes into its store, with the keys of its officers and receipts that lie readable.

Days lie before today, as if all of it had happened then; everything else is made as reporters and officers make it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from msgspec import UNSET

from wbs.cases.access import actor_of
from wbs.cases.casework import Casework, NewMessage
from wbs.cases.clocks.clockwork import Clockwork
from wbs.cases.clocks.history import TagChange
from wbs.cases.model import CaseName, KeyDigest
from wbs.cases.reporters.keeping import new_case, stored_message
from wbs.cases.reporters.mailbox import material_of
from wbs.cases.rules.rulebook import RuleBook
from wbs.cli.demonstration.scenes import Beat, Scene
from wbs.cli.files import write_once
from wbs.cli.founding import Founded
from wbs.clock import RELEASED
from wbs.crypto.compose import Draft, SealedCase, compose_case, compose_message
from wbs.crypto.directory import Role
from wbs.crypto.dossier import Dossier, open_as_officer, open_as_reporter
from wbs.crypto.messages import Kind, SealedBy, SealedMessage, StatusBody
from wbs.crypto.receipt import Receipt
from wbs.crypto.recipients import choose_recipients
from wbs.crypto.records import REPORTER, ReaderRef, author_text
from wbs.crypto.shape import Document, Part, parse, serialise
from wbs.crypto.trust import TrustBook
from wbs.errors import NotFoundError
from wbs.store.store import Store

_Found = TypeVar("_Found")
_SATURDAY, _MONDAY = 5, 7


class ShownReceipt(Part, frozen=True, kw_only=True):
    """What opens one invented report."""

    title: str
    words: str


class _Receipts(Document, frozen=True, kw_only=True, tag="wbs-demonstration-receipts/v1"):
    receipts: list[ShownReceipt]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where scenes are played: everything of a demonstration, on one day."""

    founded: Founded
    store: Store
    book: TrustBook
    now: datetime
    today: date


def receipts_for(path: Path, scenes: Iterable[Scene]) -> Sequence[ShownReceipt]:
    """Read the receipts of the scenes; draw and keep them at the first start, before any case is stored."""
    drawn = [
        ShownReceipt(title=scene.report.title, words=" ".join(Receipt.generate().unsafe_words())) for scene in scenes
    ]
    write_once(path, serialise(_Receipts(receipts=drawn)))
    return parse(path.read_bytes(), _Receipts).receipts


def play(stage: Stage, scenes: Sequence[Scene], receipts: Iterable[ShownReceipt]) -> None:
    """Play every scene whose case is not stored yet."""
    known = {one.title: one.words for one in receipts}
    for scene in scenes:
        words = known.get(scene.report.title)
        receipt = None if words is None else Receipt.parse(words)
        if receipt is not None and stage.store.cases.mailbox(receipt.mailbox_hash) is None:
            _play(stage, scene, receipt)


def _play(stage: Stage, scene: Scene, receipt: Receipt) -> None:
    begun = stage.today - timedelta(days=scene.days)
    sealed = _sealed(stage, scene, receipt)
    case = new_case(sealed, receipt.mailbox_hash, (), begun)
    stage.store.cases.create_case(case)
    for beat in scene.beats:
        day = _at_work(begun + timedelta(days=beat.after), stage.today)
        if beat.is_reporters:
            _answer(stage, case.name, receipt, beat, day)
        else:
            _write(stage, case.name, beat, day)


def _at_work(day: date, today: date) -> date:
    """Give a day of the week on which offices work, not after today."""
    waits = _MONDAY - day.weekday() if day.weekday() >= _SATURDAY else 0
    return min(day + timedelta(days=waits), today)


def _sealed(stage: Stage, scene: Scene, receipt: Receipt) -> SealedCase:
    report = scene.report
    chosen = choose_recipients(stage.book, str(report.region), report.rank, (), stage.today, RELEASED)
    return compose_case(
        report=report,
        receipt=receipt,
        directory=chosen.directory,
        recipients=chosen.recipients,
        excluded=chosen.excluded,
        custodian=chosen.custodian,
        sealed_by=SealedBy.PORTAL,
    )


def _answer(stage: Stage, name: CaseName, receipt: Receipt, beat: Beat, day: date) -> None:
    """Write as the reporter."""
    file = stage.store.cases.case_file(name, KeyDigest(receipt.reader_key.public.digest))
    dossier = open_as_reporter(material_of(_there(file)), receipt, stage.book)
    draft = Draft(Kind.MESSAGE, beat.said, SealedBy.PORTAL)
    message = compose_message(receipt.signing_key, dossier.place_for(REPORTER, stage.book), draft)
    stage.store.cases.append_message(name, stored_message(message, day))


def _write(stage: Stage, name: CaseName, beat: Beat, day: date) -> None:
    """Write as the first receiver of the agency that reads the case, who has read everything before."""
    plan = next(one for one in stage.founded.plan.officers if one.agency == name.agency and Role.RECEIVER in one.roles)
    secret = stage.founded.secrets.accounts[plan.login].secret
    author = ReaderRef(agency=name.agency, reader=plan.id)
    actor = _there(actor_of(stage.store.officers.officer(name.agency, plan.id), stage.book, stage.today))
    casework = Casework(
        stage.store.cases, stage.store.inside, stage.store.audit, Clockwork(RuleBook(stage.store.rules))
    )
    file = casework.case_file(actor, name, now=stage.now).case
    dossier = open_as_officer(material_of(file), secret.reader_key, author, stage.book)
    kind = Kind.STATUS if isinstance(beat.said, StatusBody) else Kind.MESSAGE
    draft = Draft(kind, beat.said, SealedBy.CLI)
    message = compose_message(secret.signing_key, dossier.place_for(author, stage.book), draft)
    casework.append(actor, name, _sent(message, beat, dossier), now=stage.now, today=day)
    read = {author_text(head.author): head.seq for head in dossier.heads()}
    casework.mark_read(actor, name, read.items(), now=stage.now)


def _sent(message: SealedMessage, beat: Beat, dossier: Dossier) -> NewMessage:
    """State a message as an officer's browser does, with what clocks and figures need in clear."""
    said = beat.said
    if not isinstance(said, StatusBody):
        return NewMessage(message.seq, message.epoch, message.kind, message.sealed)
    category = dossier.summary.category if said.class_ is not UNSET and dossier.summary is not None else UNSET
    tags = TagChange(matter_class=said.class_, outcome=said.outcome, category=category)
    return NewMessage(message.seq, message.epoch, message.kind, message.sealed, said.status, tags=tags)


def _there(found: _Found | None) -> _Found:
    """Give what must be there: the same hands have just stored it.

    Raises:
        NotFoundError: it is not.
    """
    if found is None:
        raise NotFoundError("what the demonstration has just stored")
    return found
