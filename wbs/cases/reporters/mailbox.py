"""A reporter's mailbox: find the case, hand out its material, add a message, and tell the journey in steps and days."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import takewhile
from typing import Literal

from wbs.cases.clocks.told import Deadlines
from wbs.cases.model import (
    FINISHED,
    UNVERIFIED,
    AgencyCode,
    CaseFile,
    CaseId,
    CaseName,
    KeyDigest,
    NewCase,
    UploadClaim,
)
from wbs.cases.ports import CaseStore
from wbs.cases.reporters.keeping import stored_message
from wbs.crypto.messages import CaseMaterial, Kind, SealedMessage, Status

_COPIES = 2
"""How many copies take as long as to fetch and to build a case of one report.

Measured with SQLite: building is one copy, fetching rows that are there costs about another one more than finding none;
`tests/portal/api/test_timing.py` watches the sum.
"""
_NOBODY = CaseName(AgencyCode("00"), CaseId("a" * 52))
"""A name that no case can have."""


def find_case(store: CaseStore, mailbox_hash: bytes, reader: str) -> CaseFile | None:
    """Give the case of a mailbox to the reporter whose reader key has this digest; None if there is none.

    The store is asked the same two questions in both cases.
    """
    return store.case_file(store.mailbox(mailbox_hash) or _NOBODY, KeyDigest(reader))


def material_of(file: CaseFile) -> CaseMaterial:
    """Give a stored case the form in which clients open it."""
    return CaseMaterial(
        case=file.name.case,
        records=tuple(record.envelope for record in sorted(file.records, key=lambda record: record.place)),
        grants={grant.epoch: grant.sealed for grant in file.grants},
        previous_keys=file.previous_keys,
        summary=file.summary,
        messages=tuple(
            SealedMessage(
                author=message.author,
                seq=message.seq,
                epoch=message.epoch,
                kind=message.kind,
                sealed=message.sealed,
            )
            for message in file.messages
        ),
    )


def file_of(case: NewCase, reader: str) -> CaseFile:
    """Give a new case as its reporter would get it back from a store, before anything else happens to it."""
    return CaseFile(
        name=case.name,
        status=Status.SUBMITTED,
        received=case.message.day,
        records=(case.record,),
        grants=tuple(grant for grant in case.grants if grant.key == reader),
        previous_keys={},
        summary=case.summary,
        messages=(case.message,),
        attachments={},
    )


def read_again(file: CaseFile) -> CaseFile:
    """Copy a case as deeply as a store builds what it finds: so a case of nobody costs what a real one does."""
    copies = [_copy(file) for _ in range(_COPIES)]
    return copies[-1]


def _copy(file: CaseFile) -> CaseFile:
    return replace(
        file,
        status=Status(str(file.status)),
        records=tuple(replace(record, envelope=_copied(record.envelope)) for record in file.records),
        grants=tuple(replace(grant, sealed=_copied(grant.sealed)) for grant in file.grants),
        previous_keys=dict(file.previous_keys),
        summary=_copied(file.summary),
        messages=tuple(
            replace(
                message,
                kind=Kind(str(message.kind)),
                sealed=_copied(message.sealed),
                day=date.fromisoformat(message.day.isoformat()),
            )
            for message in file.messages
        ),
        attachments=dict(file.attachments),
    )


def _copied(data: bytes) -> bytes:
    return bytes(memoryview(data))


def days_of(file: CaseFile) -> Mapping[tuple[str, int], date]:
    """Give the day on which the server took each message, by author and number. Nobody signed these."""
    return {(message.author, message.seq): message.day for message in file.messages}


def add_message(
    store: CaseStore, name: CaseName, message: SealedMessage, claims: Sequence[UploadClaim], today: date
) -> None:
    """Store a reporter's message with its files.

    Raises:
        ConflictError: the number is taken, or the epoch is no longer the newest: open the case again.
        NotFoundError: a claimed upload is gone.
        StoreError: nothing was stored.
    """
    store.append_message(name, stored_message(message, today), claims=claims)


class Station(StrEnum):
    """The stations of a case as a reporter sees them, in order."""

    SENT = "sent"
    RECEIVED = "received"
    VERIFIED = "verified"
    REVIEWED = "reviewed"
    EXAMINED = "examined"
    FOLLOW_UP = "follow-up"
    CLOSED = "closed"


class Progress(StrEnum):
    """Where a station stands."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


_REACHED = {
    Status.SUBMITTED: Station.SENT,
    Status.RECEIVED: Station.RECEIVED,
    Status.VERIFIED: Station.VERIFIED,
    Status.INCOMPLETE: Station.VERIFIED,
    Status.REVIEWED: Station.REVIEWED,
    Status.EXAMINED: Station.EXAMINED,
    Status.FOLLOW_UP: Station.FOLLOW_UP,
    Status.CLOSED: Station.CLOSED,
    Status.REOPENED: Station.EXAMINED,
}
_STILL_AT = (Status.INCOMPLETE, Status.REOPENED)
"""Statuses in which a case stands at a station without having passed it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A signed change of status, and the day on which the server took it."""

    status: Status
    day: date


@dataclass(frozen=True, slots=True)
class Reached:
    """Where one station of a journey stands.

    `day` is when it was reached; of the one where the case is now, since when it has its status. One that is done and
    has no day was left out.
    """

    station: Station
    progress: Progress
    day: date | None


@dataclass(frozen=True, slots=True)
class Promise:
    """One deadline of the inspectorate: by when, when it was met, and when it was due at first."""

    due: date
    met: date | None
    before: date | None = None
    """By when it was promised first, if rules or calendar moved it since."""

    def is_late(self, today: date) -> bool:
        """Say whether it was, or is being, missed."""
        return (self.met or today) > self.due


@dataclass(frozen=True, slots=True)
class Journey:
    """Where a case stands."""

    status: Status
    since: date
    stations: tuple[Reached, ...]
    verify: Promise
    answer: Promise
    result: Promise
    complete: date | None = None
    """Until when the reporter may complete the report."""
    objection: date | None = None
    """Until when the reporter may object."""
    is_extended: bool = False
    """Whether the result got more time."""

    @property
    def is_over(self) -> bool:
        """Whether the inspectorate has finished with the case."""
        return self.status in FINISHED


def journey(due: Deadlines, changes: Sequence[Change], first_answer: date | None) -> Journey:
    """Tell a case's journey from its signed changes of status, oldest first.

    Args:
        due: the case's deadlines.
        changes: signed by officers; the report itself is not among them.
        first_answer: day of the first message in words from the inspectorate.
    """
    steps = [Change(Status.SUBMITTED, due.received), *changes]
    reached: dict[Station, date] = {}
    for change in steps:
        station = _REACHED.get(change.status)
        if station is not None and change.status not in _STILL_AT:
            reached.setdefault(station, change.day)
    return Journey(
        status=steps[-1].status,
        since=steps[-1].day,
        stations=_stations(reached, steps),
        verify=_promise(due, "verify", _first(changes, lambda status: status not in UNVERIFIED)),
        answer=_promise(due, "answer", first_answer),
        result=_promise(due, "result", _ended(changes)),
        complete=due.complete,
        objection=due.objection,
        is_extended=due.is_extended,
    )


def _promise(due: Deadlines, name: Literal["verify", "answer", "result"], met: date | None) -> Promise:
    now: date = getattr(due, name)
    before: date | None = None if due.before is None else getattr(due.before, name)
    return Promise(now, met, None if before == now else before)


def _stations(reached: Mapping[Station, date], steps: Sequence[Change]) -> tuple[Reached, ...]:
    order = list(Station)
    since = list(takewhile(lambda change: change.status is steps[-1].status, reversed(steps)))[-1].day
    current = next((_REACHED[change.status] for change in reversed(steps) if change.status in _REACHED), Station.SENT)
    is_over = steps[-1].status in FINISHED
    stations = []
    for station in order:
        progress = Progress.LATER
        if order.index(station) < order.index(current) or (is_over and station is current):
            progress = Progress.DONE
        elif station is current:
            progress = Progress.NOW
        day = since if progress is Progress.NOW else reached.get(station)
        stations.append(Reached(station, progress, day))
    return tuple(stations)


def _ended(changes: Sequence[Change]) -> date | None:
    """Give the day on which a case ended that did not go on."""
    ends = list(takewhile(lambda change: change.status in FINISHED, reversed(changes)))
    return ends[-1].day if ends else None


def _first(changes: Sequence[Change], wanted: Callable[[Status], bool]) -> date | None:
    return next((change.day for change in changes if wanted(change.status)), None)
