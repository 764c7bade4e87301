"""What the use cases ask of a store. `wbs.store` implements these; tests may implement them in memory.

Every write is one transaction and returns only after its commit. What fails raises `StoreError` and leaves nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar

from wbs.cases.clocks.history import SAME_TAGS, CaseHistory, Extension, TagChange
from wbs.cases.conflicts.declared import Declared
from wbs.cases.followups.awaited import Recommended
from wbs.cases.inside import NOTHING_ALONG, AlongWith, NewInsideKey, OfficersFile, StoredEntry
from wbs.cases.log.log_check import LogReading, StoredCheckpoint, StoredCosignature
from wbs.cases.model import (
    Account,
    AgencyCode,
    Answered,
    AttachmentId,
    AuditEntry,
    CaseFile,
    CaseName,
    EnrolmentRequest,
    Failures,
    Invitation,
    KeyDigest,
    NewCase,
    NewEpoch,
    NewPassphrase,
    Officer,
    OfficerState,
    Passkey,
    PendingUpload,
    RecoveryCodes,
    RenewedKey,
    Session,
    StoredGrant,
    StoredMessage,
    StoredRecord,
    UploadClaim,
)
from wbs.cases.rules.documents import RulesLine, StoredRules
from wbs.cases.worklist import OLDEST_FIRST, InboxCursor, InboxPage, Wanted
from wbs.crypto.merkle import Node, Range
from wbs.crypto.messages import Status

T = TypeVar("T")


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


class RecoveryCodeStore(Protocol):
    """Codes that stand for a second factor, as hashes."""

    def replace_recovery_codes(
        self, agency: AgencyCode, officer: str, hashes: Sequence[bytes], audit: AuditEntry
    ) -> None:
        """Store a new set in place of the one before, with its audit entry."""

    def use_recovery_code(
        self, agency: AgencyCode, officer: str, code_hash: bytes, now: datetime, audit: AuditEntry
    ) -> bool:
        """Take a code, with its audit entry; False, and nothing, if none of that hash is unused. Atomic."""

    def recovery_codes(self, agency: AgencyCode, officer: str) -> RecoveryCodes:
        """Say how an account's codes stand."""

    def tell_recovery_codes(self, agency: AgencyCode, officer: str) -> None:
        """Note that the officer was told of every use so far."""


class PasskeyStore(Protocol):
    """Passkeys, and the challenges that were answered."""

    def passkey(self, credential: str) -> Passkey | None:
        """Find a passkey by its credential id."""

    def passkeys(self, agency: AgencyCode, officer: str) -> list[Passkey]:
        """Give an account's passkeys, oldest first."""

    def add_passkey(self, passkey: Passkey, answered: Answered, audit: AuditEntry) -> bool:
        """Store a passkey; False, and nothing, if its challenge was answered before. ConflictError if it is known."""

    def use_passkey(self, credential: str, answered: Answered, *, sign_count: int, now: datetime) -> bool:
        """Take a passkey's answer; False if its challenge was answered before, or its count does not go on. Atomic."""

    def replace_passkey_wrap(
        self, agency: AgencyCode, officer: str, credential: str, *, before: bytes, after: bytes, audit: AuditEntry
    ) -> bool:
        """Store a newly wrapped key with its audit entry; False, and nothing, unless `before` is stored. Atomic."""

    def remove_passkey(
        self, agency: AgencyCode, officer: str, credential: str, *, spared: bytes, audit: AuditEntry
    ) -> bool:
        """Forget a passkey, what it wraps, and the sessions that passkeys began but for `spared`; False if none."""

    def forget_answered_challenges(self, before: datetime) -> int:
        """Forget challenges that were good until before that time; give how many."""


class AccountStore(Protocol):
    """Accounts as an agency's administrators see them."""

    def accounts(self, agency: AgencyCode) -> list[Account]:
        """Give an agency's accounts by id."""

    def replace_state(self, agency: AgencyCode, officer: str, state: OfficerState, audit: AuditEntry) -> bool:
        """Store another state with its audit entry and forget the account's sessions; False if it has it already."""


class OfficerStore(RecoveryCodeStore, PasskeyStore, AccountStore, Protocol):
    """Accounts, sessions and second-factor failures."""

    def add_officer(self, officer: Officer) -> None:
        """Store a new account. Raises ConflictError if id or login is taken."""

    def officer_by_login(self, login: str) -> Officer | None:
        """Find an account by its folded login."""

    def officer(self, agency: AgencyCode, officer: str) -> Officer | None:
        """Find an account by agency and id."""

    def replace_auth_hash(self, agency: AgencyCode, officer: str, auth_hash: str) -> None:
        """Store a hash of today's cost."""

    def replace_wrapped_key(
        self, agency: AgencyCode, officer: str, *, before: bytes, after: bytes, audit: AuditEntry
    ) -> bool:
        """Store a newly wrapped key with its audit entry; False, and nothing, unless `before` is stored. Atomic."""

    def replace_totp(
        self, agency: AgencyCode, officer: str, *, before: bytes, after: bytes, step: int, audit: AuditEntry
    ) -> bool:
        """Store a new second factor, used up to `step`; False, and nothing, unless `before` is stored. Atomic."""

    def use_totp_step(self, agency: AgencyCode, officer: str, step: int) -> bool:
        """Take a time step; False if it, or a later one, was taken before. Atomic."""

    def failures(self, agency: AgencyCode, officer: str) -> Failures:
        """Give the count of wrong second factors."""

    def replace_failures(self, agency: AgencyCode, officer: str, *, before: Failures, after: Failures) -> bool:
        """Store a new count; False, and nothing, unless `before` is what is stored. Atomic."""

    def clear_failures(self, agency: AgencyCode, officer: str) -> None:
        """Begin to count anew."""

    def open_session(self, session: Session, audit: AuditEntry) -> None:
        """Store a session together with its audit entry."""

    def session(self, token_hash: bytes) -> Session | None:
        """Find a session."""

    def touch_session(self, token_hash: bytes, now: datetime) -> None:
        """Note that a session was used."""

    def close_session(self, token_hash: bytes, audit: AuditEntry | None = None) -> None:
        """Forget a session; nothing happens if it is gone."""

    def sessions(self, agency: AgencyCode, officer: str) -> list[Session]:
        """Give an officer's sessions, the one begun first first."""

    def close_other_sessions(
        self, agency: AgencyCode, officer: str, spared: bytes, audit: AuditEntry | None = None
    ) -> int:
        """Forget an officer's sessions but for `spared`, with one audit entry if there were any; give how many."""

    def close_sessions_before(self, created: datetime, last_seen: datetime) -> int:
        """Forget sessions created, or last used, before these times; give how many."""


class EnrolmentStore(Protocol):
    """Invitations, enrolment requests, and the keys of accounts as they are enrolled, renewed and wrapped anew."""

    def add_invitation(self, code_hash: bytes, invitation: Invitation, audit: AuditEntry) -> None:
        """Store an invitation in place of an open one for the same officer.

        Raises:
            ConflictError: an account that is not blocked has the id, another account the login, or an invitation for
                somebody else the login.
        """

    def invitation(self, code_hash: bytes) -> Invitation | None:
        """Find an invitation, also one that is over."""

    def invitations(self, agency: AgencyCode) -> list[Invitation]:
        """Give an agency's invitations by officer id."""

    def withdraw_invitation(self, agency: AgencyCode, officer: str, audit: AuditEntry) -> bool:
        """Forget an invitation; False, and nothing, if there is none."""

    def enrol(self, code_hash: bytes, officer: Officer, request: EnrolmentRequest, audit: AuditEntry) -> bool:
        """Use an invitation up and store the account that it was for; False, and nothing, if it is gone. Atomic.

        A blocked account under the id gives way; its key is kept as the earlier one, as it was wrapped.

        Raises:
            ConflictError: an account has the id or the login.
        """

    def sweep_invitations(self, now: datetime) -> int:
        """Forget invitations that are over; give how many."""

    def requests(self, agency: AgencyCode) -> list[EnrolmentRequest]:
        """Give the newest request of each of an agency's officers, by officer id."""

    def change_passphrase(self, before: Officer, after: NewPassphrase, *, spared: bytes, audit: AuditEntry) -> bool:
        """Store everything that a changed passphrase changes, and end the officer's sessions but for the spared one.

        The wrapped key and the salt of before are kept as the earlier ones.

        Returns:
            False, and nothing was stored, unless the account's salt and keys are those of `before`. Atomic.
        """

    def ask_renewal(self, renewed: RenewedKey, salt: bytes, request: EnrolmentRequest, audit: AuditEntry) -> bool:
        """Store a key that is to follow, and its request. Atomic.

        Args:
            renewed: the key, wrapped under the passphrase that goes with `salt`.
            salt: the account's, as it was before the passphrase was proved.
            request: what the officials are to sign.
            audit: its entry.

        Returns:
            False, and nothing was stored, if another key follows, or the passphrase was changed meanwhile.
        """

    def withdraw_renewal(self, agency: AgencyCode, officer: str, reader_key: KeyDigest, audit: AuditEntry) -> bool:
        """Forget a key that was to follow, and its request; False, and nothing, if it is not stored."""

    def retire_key(self, agency: AgencyCode, officer: str, old: KeyDigest, audit: AuditEntry) -> bool:
        """Put the key that follows in the place of the account's own; the old one is forgotten. Atomic.

        Passkeys that unwrapped the old key stay as second factors.

        Returns:
            False, and nothing was changed, unless `old` is the account's own key and another one follows.

        Raises:
            ConflictError: a case is still read with the old key alone.
        """


class AuditLog(Protocol):
    """An append-only log with one RFC 6962 tree per agency, and the checkpoints that were made of it."""

    def append(self, entry: AuditEntry) -> int:
        """Add an entry; give its place."""

    def size_and_root(self, agency: AgencyCode) -> tuple[int, bytes]:
        """Give the tree's size and its root hash."""

    def entries(self, agency: AgencyCode, start: int, limit: int) -> list[bytes]:
        """Give serialised entries from index `start`."""

    def entries_before(self, agency: AgencyCode, before: int, limit: int) -> list[tuple[int, bytes]]:
        """Give the last entries before a place with their places, newest first."""

    def prove(self, agency: AgencyCode, size: int, proofs: Sequence[Sequence[Range]]) -> list[list[bytes]]:
        """Give the hashes of several proofs about the first `size` entries, which a checkpoint must cover.

        Raises:
            NotFoundError: rows that such a proof needs are not there.
        """

    def agencies(self) -> list[AgencyCode]:
        """Give every agency that has a log, in order."""

    def inspect(self, agency: AgencyCode, look: Callable[[LogReading], T]) -> T:
        """Let `look` read one unchanging state of a whole log."""

    def add_checkpoint(self, agency: AgencyCode, point: StoredCheckpoint, nodes: Iterable[Node]) -> bool:
        """Store a checkpoint with hashes that were missing; False, and nothing, unless the log has just this root.

        A checkpoint of this size that is there already stays as it is.
        """

    def checkpoints(self, agency: AgencyCode, limit: int) -> list[StoredCheckpoint]:
        """Give the newest checkpoints, newest first."""

    def checkpoint(self, agency: AgencyCode, size: int) -> StoredCheckpoint | None:
        """Give the checkpoint of a size."""

    def cosignatures(self, agency: AgencyCode, size: int) -> list[StoredCosignature]:
        """Give all signatures on a checkpoint, by officer."""

    def add_cosignature(self, agency: AgencyCode, cosignature: StoredCosignature, audit: AuditEntry) -> None:
        """Store an officer's signature on a checkpoint with its audit entry.

        Raises:
            NotFoundError: no such checkpoint.
            ConflictError: this officer signed it before.
        """


class RulesStore(Protocol):
    """The agencies' rules, in versions that never change."""

    def newest_rules(self, agency: AgencyCode) -> StoredRules | None:
        """Give an agency's newest version; None if it never stored any."""

    def newest_versions(self) -> list[tuple[AgencyCode, int]]:
        """Give every agency that stored rules with the number of its newest version, by agency."""

    def rules(self, agency: AgencyCode, version: int) -> StoredRules:
        """Give one version. Raises NotFoundError if there is none."""

    def rules_history(self, agency: AgencyCode, limit: int) -> list[RulesLine]:
        """Tell of the newest versions, newest first; without what they say, which may be much."""

    def add_rules(self, new: StoredRules, audit: AuditEntry) -> None:
        """Store a version with its audit entry.

        Raises:
            ConflictError: it is not the one after the newest.
        """
