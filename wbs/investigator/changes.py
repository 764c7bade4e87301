"""Changes of who reads a case, and what officers write inside, over HTTP: sealed in, nothing comes out."""

from collections.abc import Callable, Sequence
from functools import partial
from http import HTTPStatus

import msgspec
from flask import Blueprint, Response

from wbs.cases.conflicts.declared import Declared
from wbs.cases.followups.awaited import Recommended
from wbs.cases.inside import InsideFile
from wbs.cases.model import KeyDigest
from wbs.cases.officers.own_factors import StepUp
from wbs.cases.readers.changes import SentAccess, SentEntry, SentInsideKey
from wbs.cases.reporters.arrivals import SentEpoch
from wbs.crypto.directory import parse_day
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.entries import Interest
from wbs.errors import FormatError
from wbs.investigator.account import step_up
from wbs.investigator.change_shapes import (
    AccessRequest,
    DeclaredAnswer,
    EpochRequest,
    GrantRequest,
    InsideAnswer,
    InsideEntryAnswer,
    InsideKeyRequest,
    InsideRequest,
    RecommendsPart,
)
from wbs.investigator.guard import actor
from wbs.investigator.services import services
from wbs.web.shapes import EpochKeyAnswer, RecordAnswer
from wbs.web.wire import case_name, done, read_request

blueprint = Blueprint("changes", __name__, url_prefix="/cases/<agency>/<case>")
CHANGE_BODY = 1 << 20
"""Largest body that carries records and grants, in bytes: two records and 129 grants are less."""
ENTRY_BODY = 3 << 20
"""Largest body that carries a sealed entry, in bytes."""


@blueprint.post("/access")
def add_reader(agency: str, case: str) -> Response:
    """Add a reader, or give one a renewed key: 201; 200 if exactly this was done before."""
    name, clock = case_name(agency, case), services().clock
    body = read_request(AccessRequest, clock, CHANGE_BODY)
    inside = None if body.inside is msgspec.UNSET else _grant(body.inside)
    sent = SentAccess(from_b64url(body.record), _grant(body.grant), inside)
    book = services().documents.current().book
    return _done(services().changing.add_reader(actor(), name, sent, book=book, now=clock.now(), today=clock.today()))


@blueprint.post("/epochs")
def begin_epoch(agency: str, case: str) -> Response:
    """Give the case a new key for exactly the readers of the record: 201; 200 if exactly this was done before."""
    name, clock = case_name(agency, case), services().clock
    body = read_request(EpochRequest, clock, CHANGE_BODY)
    sent = SentEpoch(from_b64url(body.record), from_b64url(body.previous_key), sent_grants(body.grants))
    inside = None if body.inside is msgspec.UNSET else sent_inside_key(body.inside)
    book = services().documents.current().book
    is_new = services().changing.begin_epoch(
        actor(), name, sent, inside, book=book, now=clock.now(), today=clock.today()
    )
    return _done(is_new)


@blueprint.post("/inside-keys")
def bring_inside_key(agency: str, case: str) -> Response:
    """Give the newest epoch its inside key: 201; 200 if exactly this was done before."""
    name, clock = case_name(agency, case), services().clock
    sent = sent_inside_key(read_request(InsideKeyRequest, clock, CHANGE_BODY))
    book = services().documents.current().book
    return _done(services().changing.bring_inside_key(actor(), name, sent, book=book, now=clock.now()))


@blueprint.post("/inside")
def write_inside(agency: str, case: str) -> Response:
    """Add a sealed entry: 201; 200 if exactly this was done before."""
    name, clock = case_name(agency, case), services().clock
    body = read_request(InsideRequest, clock, ENTRY_BODY)
    declares = None if body.declares is msgspec.UNSET else body.declares
    recommends = None if body.recommends is msgspec.UNSET else _recommended(body.recommends)
    sent = SentEntry(body.seq, body.epoch, from_b64url(body.sealed), declares, recommends)
    is_new = services().changing.write_inside(
        actor(),
        name,
        sent,
        book=services().documents.current().book,
        now=clock.now(),
        today=clock.today(),
        prove=_proof_of(body),
    )
    return _done(is_new)


def inside_answer(inside: InsideFile, declared: Sequence[Declared]) -> InsideAnswer:
    """Write the inside of a case."""
    previous = [(key.epoch, key.previous_key) for key in inside.keys if key.previous_key is not None]
    return InsideAnswer(
        keys=[RecordAnswer(envelope=b64url(key.envelope)) for key in inside.keys],
        grants=[EpochKeyAnswer(epoch=grant.epoch, sealed=b64url(grant.sealed)) for grant in inside.grants],
        previous_keys=[EpochKeyAnswer(epoch=epoch, sealed=b64url(sealed)) for epoch, sealed in previous],
        entries=[
            InsideEntryAnswer(
                author=entry.author,
                seq=entry.seq,
                epoch=entry.epoch,
                sealed=b64url(entry.sealed),
                day=entry.day.isoformat(),
            )
            for entry in inside.entries
        ],
        declared=[
            DeclaredAnswer(
                author="/".join(one.name),
                day=one.day.isoformat(),
                declares=Interest.CONFLICT if one.has_conflict else Interest.NONE,
            )
            for one in declared
        ],
    )


def _done(is_new: bool) -> Response:  # noqa: FBT001 - what the use case says
    return done(HTTPStatus.CREATED if is_new else HTTPStatus.OK)


def sent_inside_key(body: InsideKeyRequest) -> SentInsideKey:
    """Read an inside key; raises FormatError."""
    previous = None if body.previous_key is msgspec.UNSET else from_b64url(body.previous_key)
    return SentInsideKey(from_b64url(body.record), sent_grants(body.grants), previous)


def _proof_of(body: InsideRequest) -> Callable[[], None] | None:
    """Give what judges the proof that came along; None if none did."""
    return None if body.proof is msgspec.UNSET else partial(_prove, step_up(body.proof))


def _prove(proof: StepUp) -> None:
    with services().own_gate.place():
        services().own_factors.prove(actor(), proof, services().clock.now())


def _recommended(part: RecommendsPart) -> Recommended:
    ended = None if part.ended is msgspec.UNSET else parse_day(part.ended)
    return Recommended(part.reference, parse_day(part.due), ended)


def _grant(part: GrantRequest) -> tuple[KeyDigest, bytes]:
    return KeyDigest(part.key), from_b64url(part.sealed)


def sent_grants(parts: Sequence[GrantRequest]) -> dict[KeyDigest, bytes]:
    """Read grants; raises FormatError, also for two of one key."""
    grants = dict(map(_grant, parts))
    if len(grants) != len(parts):
        raise FormatError("two grants for one key")
    return grants
