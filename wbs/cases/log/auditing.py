"""What auditors do with their agency's log: look through it, check it, take it along, sign checkpoints.

A visit leaves one entry, and every later look names it; whatever came after the visit began is not shown in it. The
server only hands out entries and hashes: what they prove is for the auditor's browser to say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from wbs.cases.access import Actor
from wbs.cases.log.audit import parse_entry, time_text
from wbs.cases.log.log_check import StoredCheckpoint, StoredCosignature
from wbs.cases.log.ports import AuditLog
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry
from wbs.cases.permissions import Act, require
from wbs.crypto.checkpoint import Checkpoint, Cosignature
from wbs.crypto.merkle import consistency_ranges, inclusion_ranges
from wbs.crypto.trust import TrustBook
from wbs.crypto.witness import log_origin, witness_of
from wbs.errors import ForbiddenError, FormatError, NotFoundError, RefusedError

PAGE = 50
SCANNED = 20_000
"""Entries that one look through the log reads at most, so that no filter keeps the server for long."""
CERTAINLY_PAST = 1_000
"""Entries in a row that are older than what is looked for, after which nothing newer is expected: clocks go wrong."""
LINES = 2_000
"""Entries that are given out as they are in one piece."""
CHECKPOINTS = 30
_NUMBER_CHARS = 16
"""Characters of a case number without its prefix and hyphens: the first of the case id."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What an auditor looks for; everything that is given must fit."""

    officer: str = ""
    action: str = ""
    case: str = ""
    """The 16 characters of a case number."""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint with everybody who signed it."""

    point: StoredCheckpoint
    cosignatures: tuple[StoredCosignature, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit to the log: its number is the place of its own entry."""

    number: int
    origin: str
    checkpoints: tuple[SignedCheckpoint, ...]
    """Newest first."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry with its proof against the visit's checkpoint; no proof for an entry that came after that."""

    place: int
    entry: bytes
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, newest first."""

    rows: tuple[Shown, ...]
    next: int | None
    """Where to look on; None if nothing is left."""


class Auditing:
    """The use cases. Holds nothing but its ports and the zone in which days begin."""

    def __init__(self, log: AuditLog, zone: tzinfo) -> None:
        self._log = log
        self._zone = zone

    def begin(self, actor: Actor, book: TrustBook, *, now: datetime) -> Visit:
        """Begin a visit; leaves its entry.

        Raises:
            ForbiddenError: the officer's roles do not read the log; so everywhere here.
        """
        require(actor, Act.READ_AUDIT)
        number = self._log.append(AuditEntry(actor.agency, now, actor.id, AuditAction.AUDIT_READ))
        points = self._log.checkpoints(actor.agency, CHECKPOINTS)
        signed = (SignedCheckpoint(one, tuple(self._log.cosignatures(actor.agency, one.size))) for one in points)
        return Visit(number, log_origin(book, actor.agency), tuple(signed))

    def page(self, actor: Actor, visit: int, wanted: Filter, before: int | None, size: int, *, since: datetime) -> Page:
        """Look through the log from the newest entry of the visit, or from before a place, towards the oldest.

        Args:
            actor: the auditor.
            visit: the number of a visit.
            wanted: what to show.
            before: where the page before ended.
            size: of the checkpoint that entries are proved against, or 0.
            since: when the auditor's session began: older visits are none of its.

        Raises:
            NotFoundError: not a visit of this session, or no checkpoint of that size.
        """
        self._require_visit(actor, visit, since)
        self._require_checkpoint(actor.agency, size)
        start = visit if before is None else min(before, visit)
        found, following = self._look(actor.agency, start, _Matcher(wanted, self._zone))
        paths = self._paths(actor.agency, [place for place, _ in found], size)
        shown = (Shown(place, entry, path) for (place, entry), path in zip(found, paths, strict=True))
        return Page(tuple(shown), following)

    def lines(self, actor: Actor, visit: int, start: int, *, since: datetime) -> list[bytes]:
        """Give up to 2,000 entries from a place, as the tree hashes them; none from the visit's own on.

        Raises:
            NotFoundError: not a visit of this session.
        """
        self._require_visit(actor, visit, since)
        return self._log.entries(actor.agency, start, max(0, min(LINES, visit - start)))

    def growth(self, actor: Actor, visit: int, old: int, new: int, *, since: datetime) -> list[bytes]:
        """Give the proof that the tree of a checkpoint grew out of one of `old` entries.

        Raises:
            NotFoundError: not a visit of this session, or no checkpoint of the size `new`.
            FormatError: `old` is larger.
        """
        self._require_visit(actor, visit, since)
        self._require_checkpoint(actor.agency, new)
        return self._log.prove(actor.agency, new, [consistency_ranges(old, new)])[0]

    def note_export(self, actor: Actor, *, now: datetime) -> None:
        """Note that the auditor takes the log along."""
        require(actor, Act.READ_AUDIT)
        self._log.append(AuditEntry(actor.agency, now, actor.id, AuditAction.AUDIT_EXPORTED))

    def countersign(self, actor: Actor, size: int, raw: bytes, book: TrustBook, *, now: datetime) -> None:
        """Store the auditor's signature on a checkpoint.

        Raises:
            NotFoundError: no such checkpoint.
            ForbiddenError: not signed with the auditor's own key, or another checkpoint.
            ConflictError: signed before.
        """
        require(actor, Act.COUNTERSIGN)
        point = self._log.checkpoint(actor.agency, size)
        if point is None:
            raise NotFoundError("no such checkpoint")
        checkpoint = Checkpoint(log_origin(book, actor.agency), point.size, point.root)
        try:
            witness = witness_of(book, checkpoint, Cosignature(actor.author, raw))
        except RefusedError:
            witness = None
        if witness is None or not witness.is_current:
            raise ForbiddenError("not the auditor's signature on this checkpoint")
        entry = AuditEntry(actor.agency, now, actor.id, AuditAction.CHECKPOINT_SIGNED, detail=str(size))
        self._log.add_cosignature(actor.agency, StoredCosignature(size, actor.id, raw), entry)

    def _look(self, agency: AgencyCode, start: int, matcher: "_Matcher") -> tuple[list[tuple[int, bytes]], int | None]:
        """Give what fits, and where to look on."""
        found: list[tuple[int, bytes]] = []
        looked_at, count, past = start, 0, 0
        for place, entry in self._backwards(agency, start):
            if len(found) == PAGE:
                return found, looked_at
            past = past + 1 if matcher.is_past(entry) else 0
            if past == CERTAINLY_PAST:
                return found, None
            looked_at, count = place, count + 1
            if matcher.fits(entry):
                found.append((place, entry))
        return found, None if count < SCANNED or looked_at == 0 else looked_at

    def _backwards(self, agency: AgencyCode, start: int) -> Iterator[tuple[int, bytes]]:
        """Give up to 20,000 entries before a place, in ever larger pieces: most looks end within the first."""
        count, piece = 0, PAGE + 1
        while count < SCANNED and (rows := self._log.entries_before(agency, start, min(piece, SCANNED - count))):
            yield from rows
            count, piece, start = count + len(rows), 4 * piece, rows[-1][0]

    def _paths(self, agency: AgencyCode, places: Sequence[int], size: int) -> list[tuple[bytes, ...]]:
        covered = [place for place in places if place < size]
        proofs = self._log.prove(agency, size, [inclusion_ranges(place, size) for place in covered]) if covered else []
        paths = {place: tuple(path) for place, path in zip(covered, proofs, strict=True)}
        return [paths.get(place, ()) for place in places]

    def _require_visit(self, actor: Actor, visit: int, since: datetime) -> None:
        require(actor, Act.READ_AUDIT)
        found = self._log.entries(actor.agency, visit, 1)
        try:
            entry = parse_entry(found[0]) if found else None
        except RefusedError:
            entry = None
        is_own = entry is not None and entry.action == AuditAction.AUDIT_READ and entry.officer == actor.id
        if not is_own or entry is None or entry.at < time_text(since):
            raise NotFoundError("no visit of this session has this number")

    def _require_checkpoint(self, agency: AgencyCode, size: int) -> None:
        if size and self._log.checkpoint(agency, size) is None:
            raise NotFoundError("no such checkpoint")


class _Matcher:
    """Fits entries by the members of their one written form; nothing is parsed for it.

    Within a text of JSON a quotation mark is never bare, so a member can only be found where it stands.
    """

    def __init__(self, wanted: Filter, zone: tzinfo) -> None:
        members = (("officer", wanted.officer), ("action", wanted.action))
        self._needles = [f'"{name}":"{value}"'.encode() for name, value in members if value]
        if wanted.case:
            self._needles.append(f'"case":"{wanted.case}'.encode())
        self._first = "" if wanted.first is None else _midnight(wanted.first, zone)
        self._end = "" if wanted.last is None else _midnight(wanted.last + timedelta(days=1), zone)
        early = None if wanted.first is None else wanted.first - timedelta(days=1)
        self._past = "" if early is None else _midnight(early, zone)

    def fits(self, entry: bytes) -> bool:
        if not all(needle in entry for needle in self._needles):
            return False
        if not self._first and not self._end:
            return True
        at = _time_in(entry)
        return self._first <= at and (not self._end or at < self._end)

    def is_past(self, entry: bytes) -> bool:
        """Say whether everything wanted is newer: a day's grace, since clocks of several servers differ."""
        return bool(self._past) and _time_in(entry) < self._past


def case_prefix(number: str) -> str:
    """Read a case number as people write it: `WBS-xxxx-…`, with or without prefix and hyphens.

    Raises:
        FormatError: not a case number.
    """
    plain = number.strip().lower().removeprefix("wbs-").replace("-", "").replace(" ", "")
    if len(plain) != _NUMBER_CHARS or not set(plain) <= set("abcdefghijklmnopqrstuvwxyz234567"):
        raise FormatError("not a case number")
    return plain


def _midnight(day: date, zone: tzinfo) -> str:
    return time_text(datetime.combine(day, time(), zone).astimezone(UTC))


def _time_in(entry: bytes) -> str:
    _, _, rest = entry.partition(b'"at":"')
    return rest[:20].decode("ascii", "replace")
