"""What officers do to a case's readers, and write inside: every change is one transaction with its audit entry.

Opens nothing. Whoever holds no grant for a case is told the same as if there were none. A request whose answer was lost
may be repeated: what is stored already is not stored again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from wbs.cases.access import Actor
from wbs.cases.conflicts.declared import Declared
from wbs.cases.inside import OfficersFile
from wbs.cases.model import AuditAction, AuditEntry, CaseName
from wbs.cases.permissions import Act, require
from wbs.cases.ports import CaseStore, InsideStore
from wbs.cases.readers.changes import (
    SentAccess,
    SentEntry,
    SentInsideKey,
    accept_access,
    accept_entry,
    accept_inside_key,
    accept_officer_epoch,
)
from wbs.cases.reporters.arrivals import SentEpoch
from wbs.crypto.entries import Interest
from wbs.crypto.trust import TrustBook
from wbs.errors import ConflictError, ForbiddenError, NewerInsideKeyError, NewerRecordError, NotFoundError


class Changing:
    """The use cases. Holds nothing but its ports."""

    def __init__(self, cases: CaseStore, inside: InsideStore) -> None:
        self._cases = cases
        self._inside = inside

    def add_reader(
        self, actor: Actor, name: CaseName, sent: SentAccess, *, book: TrustBook, now: datetime, today: date
    ) -> bool:
        """Add a reader to a case, or give one a renewed key; False if exactly this was done before.

        Raises:
            NotFoundError: no such case, or no grant for it.
            ForbiddenError, RefusedError, ConflictError: as `accept_access` says.
        """
        file = self._require(actor, name)
        if _is_stored(sent.record, file):
            return False
        new = accept_access(sent, actor, file, book, today)
        entry = _entry(actor, AuditAction.READER_ADDED, now, name, new.added)
        with _conflicts_as(NewerRecordError):
            self._cases.add_reader(name, new.record, new.grant, entry, along=new.along)
        return True

    def begin_epoch(
        self,
        actor: Actor,
        name: CaseName,
        sent: SentEpoch,
        inside: SentInsideKey | None,
        *,
        book: TrustBook,
        now: datetime,
        today: date,
    ) -> bool:
        """Give a case a new key for the readers that the record names; False if exactly this was done before.

        Raises:
            NotFoundError: no such case, or no grant for it.
            ForbiddenError, RefusedError, ConflictError: as `accept_officer_epoch` says.
        """
        file = self._require(actor, name)
        if _is_stored(sent.record, file):
            return False
        new = accept_officer_epoch(sent, inside, actor, file, book, today)
        entry = _entry(actor, AuditAction.EPOCH_STARTED, now, name, new.changed)
        with _conflicts_as(NewerRecordError):
            self._cases.start_epoch(new.epoch, entry, inside=new.inside)
        return True

    def bring_inside_key(
        self, actor: Actor, name: CaseName, sent: SentInsideKey, *, book: TrustBook, now: datetime
    ) -> bool:
        """Give the newest epoch its inside key; False if exactly this was done before.

        Raises:
            NotFoundError: no such case, or no grant for it.
            ForbiddenError, RefusedError, ConflictError: as `accept_inside_key` says.
        """
        file = self._require(actor, name)
        if any(key.envelope == sent.record for key in file.inside.keys):
            return False
        new = accept_inside_key(sent, actor, file, book)
        entry = _entry(actor, AuditAction.INSIDE_KEY_BROUGHT, now, name)
        with _conflicts_as(NewerInsideKeyError):
            self._inside.bring_key(name, new, max(record.place for record in file.case.records), entry)
        return True

    def write_inside(
        self,
        actor: Actor,
        name: CaseName,
        sent: SentEntry,
        *,
        book: TrustBook,
        now: datetime,
        today: date,
        prove: Callable[[], None] | None = None,
    ) -> bool:
        """Add an entry to the officer's chain inside; False if exactly this was done before.

        Args:
            actor: who writes.
            name: of the case.
            sent: what arrived.
            book: verified documents.
            now: becomes the time of the audit entry.
            today: becomes the day of the entry.
            prove: asked before a conflict is stored, once all else is in order: raises ForbiddenError unless the
                officer is there. None if no proof came.

        Raises:
            NotFoundError: no such case, or no grant for it.
            ConflictError: the number is taken, or the one before is missing.
            ForbiddenError: it declares a conflict, and no good proof came with it; or it recommends something in a case
                that another agency handles.
            LastReaderError: it declares a conflict, and nobody else reads the case.
            CaseFullError: the case has as many recommendations as it takes.
            ForbiddenError, RefusedError, ConflictError: as `accept_entry` says.

        A declared conflict puts the officer out of the case in the same transaction, and for good: whoever finds a
        session open must not lock its owner out.
        """
        file = self._require(actor, name)
        place = (actor.author, sent.seq, sent.epoch, sent.sealed)
        if any((one.author, one.seq, one.epoch, one.sealed) == place for one in file.inside.entries):
            return False
        if sent.recommends is not None and file.history.handler != actor.agency:
            raise ForbiddenError("a recommendation of a guest, which the head of another agency would be told")
        new = accept_entry(sent, actor, file, book, today)
        if sent.declares is None:
            entry = _entry(actor, AuditAction.INSIDE_WRITTEN, now, name)
            self._inside.append(name, new, entry, recommended=sent.recommends)
            return True
        has_conflict = sent.declares is Interest.CONFLICT
        if has_conflict:
            _require_next(sent, actor, file)
            _require_proof(prove)
        action = AuditAction.CONFLICT_DECLARED if has_conflict else AuditAction.NO_CONFLICT_DECLARED
        declared = Declared(actor.agency, actor.id, today, has_conflict)
        self._inside.declare(name, new, declared, actor.reader_keys, _entry(actor, action, now, name))
        return True

    def _require(self, actor: Actor, name: CaseName) -> OfficersFile:
        require(actor, Act.READ_CASES)
        file = self._inside.officers_file(name, *actor.reader_keys)
        if file is None:
            raise NotFoundError("no such case, or no grant for it")
        return file


def _require_next(sent: SentEntry, actor: Actor, file: OfficersFile) -> None:
    """Refuse before a proof is used up what the store would refuse after."""
    if sent.seq != 1 + max((one.seq for one in file.inside.entries if one.author == actor.author), default=0):
        raise ConflictError("an entry with another number than the next")


def _require_proof(prove: Callable[[], None] | None) -> None:
    if prove is None:
        raise ForbiddenError("a conflict declared without proof of who declares it")
    prove()


@contextmanager
def _conflicts_as(kind: Callable[[str], ConflictError]) -> Iterator[None]:
    """Say of a conflict in the store what it means here: somebody was faster since the case was read."""
    try:
        yield
    except ConflictError as error:
        raise kind(str(error)) from None


def _is_stored(record: bytes, file: OfficersFile) -> bool:
    return any(known.envelope == record for known in file.case.records)


def _entry(actor: Actor, action: AuditAction, now: datetime, name: CaseName, detail: str = "") -> AuditEntry:
    return AuditEntry(actor.agency, now, actor.id, action, name.case, detail)
