"""What the use cases of cases ask of a store; officers, the log and rules have ports of their own, in their rooms.

`wbs.store` implements all of them; tests may implement them in memory. Every write is one transaction and returns only
after its commit. What fails raises `StoreError` and leaves nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Protocol, TypeVar

from wbs.cases.clocks.history import SAME_TAGS, CaseHistory, Extension, TagChange
from wbs.cases.conflicts.declared import Declared
from wbs.cases.followups.awaited import Recommended
from wbs.cases.inside import NOTHING_ALONG, AlongWith, NewInsideKey, OfficersFile, StoredEntry
from wbs.cases.model import (
    AgencyCode,
    AttachmentId,
    AuditEntry,
    CaseFile,
    CaseName,
    KeyDigest,
    NewCase,
    NewEpoch,
    PendingUpload,
    StoredGrant,
    StoredMessage,
    StoredRecord,
    UploadClaim,
)
from wbs.cases.worklist import OLDEST_FIRST, InboxCursor, InboxPage, Wanted
from wbs.crypto.messages import Status

T = TypeVar("T")


class UploadRows(Protocol):
    """What writes one upload that this program encrypts."""

    def begin_upload(self, upload: PendingUpload) -> None:
        """Open a pending upload. Raises ConflictError if the id is taken."""

    def append_chunks(self, attachment: AttachmentId, first: int, chunks: Sequence[bytes], today: date) -> None:
        """Add chunks, as a store does."""

    def finish_upload(self, attachment: AttachmentId, length: int) -> None:
        """Note the stored length, so that it can be claimed."""

    def drop_upload(self, attachment: AttachmentId, token_hash: bytes) -> None:
        """Forget it."""


class UploadStore(Protocol):
    """Sealed bytes on their way to a case."""

    def begin_upload(self, upload: PendingUpload) -> None:
        """Open a pending upload. Raises ConflictError if the id is taken."""

    def append_chunks(self, attachment: AttachmentId, first: int, chunks: Sequence[bytes], today: date) -> None:
        """Add chunks of 1 byte to 1 MiB, numbered from `first`.

        Raises:
            NotFoundError: unknown or finished upload.
            ConflictError: a number is taken.
        """

    def finish_upload(self, attachment: AttachmentId, length: int, *, audit: AuditEntry | None = None) -> None:
        """Note the stored length, so that it can be claimed, and write the audit entry.

        Raises:
            NotFoundError: unknown upload.
            ConflictError: the stored length is another one.
        """

    def move_upload(self, attachment: AttachmentId, token_hash: bytes, shelf: AgencyCode) -> None:
        """Lay a pending upload under another agency, if the token is its own; otherwise do nothing."""

    def drop_upload(self, attachment: AttachmentId, token_hash: bytes) -> None:
        """Forget a pending upload and its chunks, if the token is its own; otherwise do nothing."""

    def pending_upload(self, attachment: AttachmentId, token_hash: bytes) -> PendingUpload | None:
        """Give a pending upload to whoever holds its token."""

    def sweep_uploads(self, before: date, limit: int) -> int:
        """Delete up to `limit` pending uploads whose last byte came before that day; give how many went."""


class CaseStore(UploadStore, Protocol):
    """Cases as reporters and officers use them."""

    def create_case(self, case: NewCase, audit: AuditEntry | None = None) -> CaseName | None:
        """Store a new case and take over its uploads; only then write the audit entry.

        Returns:
            None if it was stored; the name of the case that already has this mailbox hash if there is one (nothing is
            stored then).

        Raises:
            NotFoundError: a claimed upload is missing, unfinished, or not the claimant's.
            ConflictError: the case id exists under another mailbox.
        """

    def append_message(
        self,
        name: CaseName,
        message: StoredMessage,
        *,
        claims: Sequence[UploadClaim] = (),
        status: Status | None = None,
        after: Status | None = None,
        until: date | Extension | None = None,
        tags: TagChange = SAME_TAGS,
        audit: AuditEntry | None = None,
    ) -> None:
        """Append a message to its author's chain, take over its uploads, note a step and tags, write the audit entry.

        With a status, `until` is the day on which a postponed case is looked at again, or an extension of its clock.

        Raises:
            NotFoundError: no such case, or a claimed upload is missing.
            ConflictError: this author already has this number, the number before is missing, the epoch is not the
                newest, or the case does not stand at `after` (None: wherever it stands).
        """

    def retract(self, name: CaseName, message: StoredMessage, numbers: Sequence[int]) -> None:
        """Remove messages of the reporter's with their files, and store the signed record that says so. Atomic.

        Raises:
            NotFoundError: no such case.
            OpenedError: one of them was given to an officer.
            ConflictError: as `append_message`; one of them is not there, or the report would leave later words behind.
        """

    def history(self, name: CaseName) -> CaseHistory | None:
        """Give what a case's clocks are computed from; None if there is no such case."""

    def change_tags(self, name: CaseName, tags: TagChange, *, audit: AuditEntry) -> None:
        """Store tags that change, compute the plan anew, and write the audit entry. Raises NotFoundError."""

    def extend(self, name: CaseName, extension: Extension, *, audit: AuditEntry) -> None:
        """Store an extension, compute the plan anew, and write the audit entry.

        Raises:
            NotFoundError: no such case.
            ConflictError: this run of the clock was extended before.
        """

    def start_epoch(
        self, epoch: NewEpoch, audit: AuditEntry | None = None, *, inside: NewInsideKey | None = None
    ) -> None:
        """Store an epoch change: readers it does not grant to lose the case with it.

        Raises:
            NotFoundError: no such case.
            ConflictError: the record does not follow the newest one.
        """

    def add_reader(
        self,
        name: CaseName,
        record: StoredRecord,
        grant: StoredGrant,
        audit: AuditEntry | None = None,
        *,
        along: AlongWith = NOTHING_ALONG,
    ) -> None:
        """Store an access record and its grant.

        Raises:
            NotFoundError: no such case.
            ConflictError: the record does not follow the newest one, its reader reads the case already, or the epoch
                has got an inside key that does not come along, or has none to come along.
        """

    def mailbox(self, mailbox_hash: bytes) -> CaseName | None:
        """Find the case of a mailbox."""

    def case_file(self, name: CaseName, *readers: KeyDigest) -> CaseFile | None:
        """Give a case to one who holds a grant of its newest epoch; None for everyone else and for no case alike.

        `readers` are the keys of one officer: the grants given are those of the first one that reads the newest epoch.
        """

    def attachment(self, name: CaseName, attachment: AttachmentId) -> Iterator[bytes] | None:
        """Give a linked attachment's stored bytes in chunks, in order; None if the case has none of that id."""

    def inbox(
        self,
        readers: Sequence[KeyDigest],
        officer: tuple[AgencyCode, str],
        after: InboxCursor | None,
        wanted: Wanted = OLDEST_FIRST,
    ) -> InboxPage:
        """Give one page (50 rows) of the cases that are wanted of those whose newest epoch an officer's keys read.

        Each comes once, in the order that is wanted.

        The grants given are those of the first of `readers` that reads a case's newest epoch.
        """

    def mark_read(
        self,
        name: CaseName,
        officer: tuple[AgencyCode, str],
        newest: Iterable[tuple[str, int]],
        *,
        audit: AuditEntry | None = None,
    ) -> None:
        """Remember up to which number of every author an officer has read, and write the audit entry.

        Never goes back. Raises NotFoundError.
        """


class InsideStore(Protocol):
    """What officers write among themselves. Nothing of the reporters' portal may ask this."""

    def officers_file(self, name: CaseName, *readers: KeyDigest) -> OfficersFile | None:
        """Give a case and its inside to an officer's key that reads the newest epoch; None to all others alike."""

    def give_out(self, name: CaseName, *readers: KeyDigest) -> OfficersFile | None:
        """Give a case as `officers_file` does, and note what an officer was given of it, so that nobody retracts it."""

    def bring_key(self, name: CaseName, new: NewInsideKey, place: int, audit: AuditEntry) -> None:
        """Store the inside key of the newest epoch, made when the record at `place` was the newest.

        Raises:
            NotFoundError: no such case.
            ConflictError: another record came since, or the epoch has an inside key already.
        """

    def append(
        self, name: CaseName, entry: StoredEntry, audit: AuditEntry, recommended: Recommended | None = None
    ) -> None:
        """Append an entry to its author's chain, and note what it says of a recommendation.

        Raises:
            NotFoundError: no such case.
            ConflictError: the author already has this number, the number before is missing, or the epoch is not the
                newest, or has no inside key.
        """

    def declare(
        self, name: CaseName, entry: StoredEntry, declared: Declared, keys: Sequence[KeyDigest], audit: AuditEntry
    ) -> None:
        """Append a declaration, and note it. With a conflict the officer's grants are out of force from then on.

        That stays so: whoever declared a conflict once never reads again, whatever grants come later, and the conflict
        is never taken back. `keys` are the officer's.

        Raises:
            NotFoundError: no such case.
            LastReaderError: with it no account would be left whose key reads the case.
            ConflictError: as `append`.
        """
