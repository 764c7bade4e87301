"""The audit log over HTTP: entries with their proofs out, auditors' signatures in. Proves nothing by itself."""

import re
from datetime import date

from flask import Blueprint, Response, request

from wbs.cases.log.audit import time_text
from wbs.cases.log.auditing import Filter, SignedCheckpoint, case_prefix
from wbs.crypto.directory import parse_day
from wbs.crypto.encoding import b64url, from_b64url
from wbs.errors import FormatError, NotFoundError
from wbs.investigator.audit_shapes import (
    CheckpointAnswer,
    CosignatureAnswer,
    CosignatureRequest,
    EntriesAnswer,
    EntryAnswer,
    GrowthAnswer,
    VisitAnswer,
)
from wbs.investigator.guard import actor, session
from wbs.investigator.services import services
from wbs.web.shapes import Nothing
from wbs.web.wire import answer_with, done, read_request

blueprint = Blueprint("audit", __name__, url_prefix="/audit")
LINES_TYPE = "application/jsonl"
_NUMBER = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)
_WORD = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)


@blueprint.post("/visits")
def begin_visit() -> Response:
    """Begin to look at the log: one entry, however much is looked at."""
    read_request(Nothing, services().clock)
    book = services().documents.current().book
    visit = services().auditing.begin(actor(), book, now=services().clock.now())
    points = [_checkpoint_answer(one) for one in visit.checkpoints]
    return answer_with(VisitAnswer(visit=visit.number, origin=visit.origin, checkpoints=points), 201)


@blueprint.get("/visits/<visit>/entries")
def show_entries(visit: str) -> Response:
    """Give one page of entries that fit, newest first, each with its proof."""
    number = _in_path(visit)
    before = _number(request.args["before"]) if "before" in request.args else None
    page = services().auditing.page(
        actor(),
        number,
        _filter(),
        before,
        _number(request.args.get("size", "0")),
        since=session().created,
    )
    entries = [
        EntryAnswer(place=row.place, entry=row.entry.decode("utf-8", "replace"), path=[b64url(one) for one in row.path])
        for row in page.rows
    ]
    return answer_with(EntriesAnswer(entries=entries, next=page.next))


@blueprint.get("/visits/<visit>/lines")
def give_lines(visit: str) -> Response:
    """Give a piece of the log as it is hashed: one entry a line, oldest first."""
    start = _number(request.args.get("start", "0"))
    lines = services().auditing.lines(actor(), _in_path(visit), start, since=session().created)
    return Response(b"".join(line + b"\n" for line in lines), content_type=LINES_TYPE)


@blueprint.get("/visits/<visit>/growth")
def show_growth(visit: str) -> Response:
    """Prove that the tree of a checkpoint grew out of a smaller one."""
    number = _in_path(visit)
    old, new = (_number(request.args.get(name, "")) for name in ("old", "new"))
    path = services().auditing.growth(actor(), number, old, new, since=session().created)
    return answer_with(GrowthAnswer(path=[b64url(one) for one in path]))


@blueprint.post("/exports")
def note_export() -> Response:
    """Note that the auditor's browser takes the log along."""
    read_request(Nothing, services().clock)
    services().auditing.note_export(actor(), now=services().clock.now())
    return done(201)


@blueprint.post("/checkpoints/<size>/cosignature")
def countersign(size: str) -> Response:
    """Take the auditor's signature on a checkpoint."""
    sent = read_request(CosignatureRequest, services().clock)
    clock, book = services().clock, services().documents.current().book
    services().auditing.countersign(actor(), _in_path(size), from_b64url(sent.cosignature), book, now=clock.now())
    return done(201)


def _checkpoint_answer(signed: SignedCheckpoint) -> CheckpointAnswer:
    return CheckpointAnswer(
        size=signed.point.size,
        root=b64url(signed.point.root),
        made=time_text(signed.point.made),
        cosignatures=[
            CosignatureAnswer(officer=one.officer, cosignature=b64url(one.raw)) for one in signed.cosignatures
        ],
    )


def _filter() -> Filter:
    args = request.args
    case = args.get("case", "")
    return Filter(
        officer=_word(args.get("officer", "")),
        action=_word(args.get("action", "")),
        case=case_prefix(case) if case else "",
        first=_day(args.get("from", "")),
        last=_day(args.get("to", "")),
    )


def _word(text: str) -> str:
    if text and not _WORD.fullmatch(text):
        raise FormatError("not a word that entries have")
    return text


def _day(text: str) -> date | None:
    return parse_day(text) if text else None


def _in_path(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise NotFoundError("no such number")
    return int(text)


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise FormatError("not a number")
    return int(text)
