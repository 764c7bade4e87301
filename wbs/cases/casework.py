"""What officers do with cases: look, read, write to the reporter, attach, export. Opens nothing.

Every use case leaves one audit entry, before it gives anything out. Whoever holds no grant for a case is told the same
as if there were none; whoever's roles do not read cases (`permissions`) is refused before anything is looked up.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from msgspec import UNSET

from wbs.cases.access import Actor
from wbs.cases.clocks.clockwork import Clockwork
from wbs.cases.clocks.extending import make_extension
from wbs.cases.clocks.history import SAME_TAGS, CaseHistory, Extension, TagChange, Tags
from wbs.cases.inside import OfficersFile
from wbs.cases.log.ports import AuditLog
from wbs.cases.model import (
    CHUNK_LIMIT,
    MAX_FILE_BYTES,
    UNVERIFIED,
    AttachmentId,
    AuditAction,
    AuditEntry,
    CaseFile,
    CaseName,
    PendingUpload,
    StoredMessage,
    UploadClaim,
)
from wbs.cases.permissions import Act, require
from wbs.cases.ports import CaseStore, InsideStore
from wbs.cases.reporters.uploads import check_claims
from wbs.cases.room import require_room_for_officer
from wbs.cases.workflow import CLASSED, may_follow
from wbs.cases.worklist import OLDEST_FIRST, InboxCursor, InboxPage, Wanted
from wbs.crypto.age import check_sealed
from wbs.crypto.boxes import token_hash
from wbs.crypto.bulk import encrypted_size, is_encrypted_size
from wbs.crypto.encoding import b64url
from wbs.crypto.messages import Kind, MatterClass, Status
from wbs.crypto.padding import DOCUMENT_CLASSES
from wbs.errors import ConflictError, ForbiddenError, FormatError, NotFoundError

RUNNING = frozenset({Status.VERIFIED, Status.REVIEWED, Status.EXAMINED, Status.FOLLOW_UP})
"""Steps whose time the head may make longer."""
WRITABLE = frozenset({Kind.MESSAGE, Kind.STATUS})
"""Kinds of message that officers write in this version."""
LONGEST_POSTPONEMENT = timedelta(days=366)
"""From today to the day on which a postponed case is looked at again; it may be postponed again then."""
MAX_STORED_BYTES = encrypted_size(MAX_FILE_BYTES)
MAX_PARTS = -(-MAX_STORED_BYTES // CHUNK_LIMIT)


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A sealed message as an officer's browser states it."""

    seq: int
    epoch: int
    kind: Kind
    sealed: bytes
    status: Status | None = None
    claims: tuple[UploadClaim, ...] = ()
    tags: TagChange = SAME_TAGS
    """Set in the same moment as the status."""
    until: date | None = None
    """The day on which a postponed case is looked at again, or to which the time of a running one is made longer."""


@dataclass(frozen=True, slots=True)
class UploadPart:
    """One part of an attachment: up to 1 MiB, all but the last exactly that."""

    attachment: AttachmentId
    token: bytes = field(repr=False)
    number: int
    data: bytes = field(repr=False)


class Casework:
    """The use cases. Holds nothing but its ports."""

    def __init__(self, store: CaseStore, inside: InsideStore, log: AuditLog, clockwork: Clockwork) -> None:
        self._store = store
        self._inside = inside
        self._log = log
        self._clockwork = clockwork

    def inbox(
        self, actor: Actor, after: InboxCursor | None, wanted: Wanted = OLDEST_FIRST, *, now: datetime
    ) -> InboxPage:
        """Give one page of the cases that are wanted of those that the officer holds grants for.

        Raises:
            ForbiddenError: the officer's roles do not read cases.
        """
        require(actor, Act.READ_CASES)
        self._log.append(_entry(actor, AuditAction.INBOX_READ, now))
        return self._store.inbox(actor.reader_keys, actor.name, after, wanted)

    def case_file(self, actor: Actor, name: CaseName, *, now: datetime) -> OfficersFile:
        """Give one case and its inside.

        Raises:
            ForbiddenError: the officer's roles do not read cases.
            NotFoundError: no such case, or no grant for it.
        """
        require(actor, Act.READ_CASES)
        file = self._inside.give_out(name, *actor.reader_keys)
        if file is None:
            raise NotFoundError("no such case, or no grant for it")
        self._log.append(_entry(actor, AuditAction.CASE_READ, now, name))
        return file

    def attachment(
        self, actor: Actor, name: CaseName, attachment: AttachmentId, *, now: datetime
    ) -> tuple[int, Iterator[bytes]]:
        """Give one attachment's stored length and bytes.

        Raises:
            NotFoundError: no such case, no grant for it, or no such attachment in it.
        """
        length = self._require(actor, name).attachments.get(attachment)
        chunks = None if length is None else self._store.attachment(name, attachment)
        if length is None or chunks is None:
            raise NotFoundError("no such attachment")
        self._log.append(_entry(actor, AuditAction.ATTACHMENT_READ, now, name, b64url(attachment)))
        return length, chunks

    def append(self, actor: Actor, name: CaseName, message: NewMessage, *, now: datetime, today: date) -> None:
        """Add an officer's message to a case.

        Raises:
            ForbiddenError: the officer's roles do not reply, or a step by a guest: another agency handles the case.
            FormatError: not sealed in a class of messages, a kind or status that officers do not write, files twice,
                a hand-over that no register would hold, no class where a case goes on, or an end without an outcome.
            NotFoundError: no such case, no grant for it, or a claimed upload is missing.
            ConflictError: the epoch is not the newest, or not granted to the officer; the number is taken; or the
                status may not follow the one at which the case stands.
            CaseFullError: the officer has written as much as a case takes.
        """
        require(actor, Act.WRITE_TO_REPORTERS)
        check_new_message(message)
        _check_review_day(message, today)
        file = self._require(actor, name)
        newest = max(record.epoch for record in file.records)
        if message.epoch != newest or all(grant.epoch != newest for grant in file.grants):
            raise ConflictError("the epoch is not the newest one, or not granted")
        if message.status is not None:
            self._check_step(actor, name, file.status, message.status, message.tags)
        require_room_for_officer(file.messages, actor.author, message.sealed)
        stored = StoredMessage(actor.author, message.seq, message.epoch, message.kind, message.sealed, today)
        action = AuditAction.MESSAGE_SENT if message.status is None else AuditAction.STATUS_CHANGED
        entry = _entry(actor, action, now, name, message.status or "")
        self._store.append_message(
            name,
            stored,
            claims=message.claims,
            status=message.status,
            after=None if message.status is None else file.status,
            until=self._extension(actor, name, file.status, message, today) or message.until,
            tags=message.tags,
            audit=entry,
        )

    def _check_step(self, actor: Actor, name: CaseName, now: Status, then: Status, tags: TagChange) -> None:
        """Check that a step may follow, who takes it, and that class and outcome are there for clocks and figures.

        That a case was passed on, only a hand-over says first.
        """
        history = self._require_handler(actor, name)
        if not may_follow(now, then):
            raise ConflictError("a status that may not follow")
        if then is Status.PASSED_ON and now is not Status.PASSED_ON:
            raise FormatError("passed on without a hand-over in the register")
        if then in CLASSED and _class_after(history.tags, tags) is None:
            raise FormatError("a case that goes on without a class")
        if then is Status.CLOSED and tags.outcome in {None, UNSET}:
            raise FormatError("closed without an outcome")

    def _extension(
        self, actor: Actor, name: CaseName, stands_at: Status, message: NewMessage, today: date
    ) -> Extension | None:
        """Check the longer time that a step tells of, if it does.

        Raises:
            ForbiddenError: the officer does not head the agency.
            ConflictError: the case does not stand there, or no such time can be given.
            NotFoundError: no such case.
        """
        if message.until is None or message.status is Status.POSTPONED:
            return None
        require(actor, Act.OVERSEE)
        history = self._store.history(name)
        if history is None:
            raise NotFoundError("no such case")
        if message.status is not stands_at or history.handler != actor.agency:
            raise ConflictError("more time for a step at which the case does not stand, or for another agency's case")
        return make_extension(history, self._clockwork, message.until, actor.name, today)

    def change_tags(self, actor: Actor, name: CaseName, tags: TagChange, *, now: datetime) -> None:
        """Set tags of a case, which clocks and figures go by; nobody but officers is told.

        Raises:
            ForbiddenError: the officer's roles do not reply, or another agency handles the case.
            FormatError: no tag was named, or the class of a case is to go that was verified, or the outcome of one that
                is closed.
            NotFoundError: no such case, or no grant for it.
        """
        require(actor, Act.WRITE_TO_REPORTERS)
        if not tags.changes():
            raise FormatError("no tag to change")
        file = self._require(actor, name)
        self._require_handler(actor, name)
        if tags.matter_class is None and file.status not in UNVERIFIED:
            raise FormatError("a class may change, but not go")
        if tags.outcome is None and file.status is Status.CLOSED:
            raise FormatError("an outcome may change, but not go")
        entry = _entry(actor, AuditAction.TAGS_CHANGED, now, name, " ".join(tags.changes()))
        self._store.change_tags(name, tags, audit=entry)

    def mark_read(self, actor: Actor, name: CaseName, newest: Iterable[tuple[str, int]], *, now: datetime) -> None:
        """Remember how far the officer has read.

        Raises:
            NotFoundError: no such case, no grant for it, or an author who wrote nothing or less than that.
        """
        marks = list(newest)
        reached: dict[str, int] = {}
        for message in self._require(actor, name).messages:
            reached[message.author] = max(message.seq, reached.get(message.author, 0))
        if any(number > reached.get(author, 0) for author, number in marks):
            raise NotFoundError("a message that does not exist was marked read")
        self._store.mark_read(name, actor.name, marks, audit=_entry(actor, AuditAction.MARKED_READ, now, name))

    def note_export(self, actor: Actor, name: CaseName, *, now: datetime) -> None:
        """Note that the officer's browser exported a case.

        Raises:
            NotFoundError: no such case, or no grant for it.
        """
        self._require(actor, name)
        self._log.append(_entry(actor, AuditAction.CASE_EXPORTED, now, name))

    def begin_upload(self, actor: Actor, attachment: AttachmentId, token: bytes, length: int, *, today: date) -> None:
        """Open a pending upload for an officer; nothing is noted before it is whole.

        Raises:
            ForbiddenError: the officer's roles do not reply.
            FormatError: no attachment has that stored length, or none so large is taken.
            ConflictError: the id is taken.
        """
        require(actor, Act.WRITE_TO_REPORTERS)
        if length > MAX_STORED_BYTES or not is_encrypted_size(length):
            raise FormatError("not the stored length of an attachment")
        self._store.begin_upload(PendingUpload(attachment, actor.agency, token_hash(token), None, today))

    def add_part(self, actor: Actor, part: UploadPart, *, now: datetime, today: date) -> bool:
        """Store one part of a pending upload; a part shorter than 1 MiB is the last one.

        No stored length is a multiple of 1 MiB (docs/spec/attachment.md: a header and tags make it odd), so the last
        part is always shorter.

        Returns:
            Whether the upload is whole now.

        Raises:
            ForbiddenError: the officer's roles do not reply.
            NotFoundError: no such upload, another one's token, or already whole.
            FormatError: too many parts, too large a part, or a whole of a length that no attachment has.
            ConflictError: this part is stored already, or one before it is missing.
        """
        require(actor, Act.WRITE_TO_REPORTERS)
        size = len(part.data)
        is_last = size < CHUNK_LIMIT
        length = part.number * CHUNK_LIMIT + size
        if not size or size > CHUNK_LIMIT or length > MAX_STORED_BYTES or (is_last and not is_encrypted_size(length)):
            raise FormatError("not a part of an attachment")
        if self._store.pending_upload(part.attachment, token_hash(part.token)) is None:
            raise NotFoundError("no such upload")
        self._store.append_chunks(part.attachment, part.number, [part.data], today)
        if is_last:
            entry = _entry(actor, AuditAction.ATTACHMENT_SENT, now, None, b64url(part.attachment))
            self._store.finish_upload(part.attachment, length, audit=entry)
        return is_last

    def _require_handler(self, actor: Actor, name: CaseName) -> CaseHistory:
        """Give the history of a case that the officer's agency handles; raises ForbiddenError for a guest."""
        history = self._store.history(name)
        if history is None or history.handler != actor.agency:
            raise ForbiddenError("a case that another agency handles")
        return history

    def _require(self, actor: Actor, name: CaseName) -> CaseFile:
        require(actor, Act.READ_CASES)
        file = self._store.case_file(name, *actor.reader_keys)
        if file is None:
            raise NotFoundError("no such case, or no grant for it")
        return file


def check_new_message(message: NewMessage) -> None:
    """Check what can be checked of a sealed message without opening it.

    Raises:
        FormatError: not one file sealed to one hybrid key, of a length that no message has, of a kind or with a status
            that officers do not write, or with repeated or too many files.
    """
    check_sealed(message.sealed, DOCUMENT_CLASSES)
    if message.kind not in WRITABLE or (message.kind is Kind.STATUS) != (message.status is not None):
        raise FormatError("kind and status do not fit")
    if message.tags.changes() and message.status is None:
        raise FormatError("tags come with a status, or alone")
    if message.tags.outcome not in {None, UNSET} and message.status not in {Status.CLOSED, Status.OUT_OF_SCOPE}:
        raise FormatError("an outcome before the end")
    if message.until is not None and message.status not in {Status.POSTPONED, *RUNNING}:
        raise FormatError("a day until which nothing is postponed, and no time runs")
    if message.status is Status.SUBMITTED:
        raise FormatError("no officer says that a report was submitted")
    check_claims(message.claims)


def _class_after(tags: Tags, change: TagChange) -> MatterClass | None:
    return tags.matter_class if change.matter_class is UNSET else change.matter_class


def _check_review_day(message: NewMessage, today: date) -> None:
    """Check that a postponed case comes back: a day that nobody lives to see would stop all its clocks for good.

    Raises:
        FormatError: the day is over, or too far off.
    """
    is_postponed = message.status is Status.POSTPONED and message.until is not None
    if is_postponed and not today <= (message.until or today) <= today + LONGEST_POSTPONEMENT:
        raise FormatError("a day of review that is over, or too far off")


def _entry(
    actor: Actor, action: AuditAction, now: datetime, name: CaseName | None = None, detail: str = ""
) -> AuditEntry:
    return AuditEntry(actor.agency, now, actor.id, action, None if name is None else name.case, detail)
