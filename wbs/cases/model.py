"""The things the use cases and the store speak of: frozen, typed, free of rows and requests.

Everything a reporter does is dated by day; only what officers do carries a time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from wbs.crypto.directory import Role
from wbs.crypto.messages import Kind, Status

AgencyCode = NewType("AgencyCode", str)
CaseId = NewType("CaseId", str)
KeyDigest = NewType("KeyDigest", str)
"""SHA-256 of a reader key, base64url: names a reader without a name."""
AttachmentId = NewType("AttachmentId", bytes)

CHUNK_LIMIT = 1 << 20
"""Largest stored chunk of an attachment, in bytes."""
MAX_FILE_BYTES = 100 << 20
"""Largest file that officers attach, or that the portal seals on arrival, in bytes before sealing: 100 MB."""
UNVERIFIED = frozenset({Status.SUBMITTED, Status.RECEIVED})
"""Statuses of a case that nobody has verified yet."""
FINISHED = frozenset({Status.CLOSED, Status.PASSED_ON, Status.OUT_OF_SCOPE, Status.NOT_ACTIONABLE})
"""Statuses with which the inspectorate has finished."""


class Channel(StrEnum):
    """How a report came; values are permanent, and all but the first are those of `IntakeChannel`."""

    PORTAL = "portal"
    WALK_IN = "walk-in"
    TELEPHONE = "telephone"
    LETTER = "letter"
    BOX = "box"
    WHATSAPP = "whatsapp"
    SMS_1708 = "sms-1708"
    X = "x"
    E_MAIL = "e-mail"
    SP4N_LAPOR = "sp4n-lapor"


@dataclass(frozen=True, slots=True)
class CaseName:
    """Where a case lies: the agency that governs it, and its id."""

    agency: AgencyCode
    case: CaseId


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """An epoch or access record as sealed documents carry it."""

    epoch: int
    place: int
    """Position in the case's chain of records, from 0."""
    digest: str
    envelope: bytes


@dataclass(frozen=True, slots=True)
class StoredGrant:
    """A case key sealed to one reader."""

    epoch: int
    key: KeyDigest
    sealed: bytes


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A sealed message with what its sender states in clear; clients trust only the signed statements inside."""

    author: str
    seq: int
    epoch: int
    kind: Kind
    sealed: bytes
    day: date


@dataclass(frozen=True, slots=True)
class UploadClaim:
    """A finished pending upload that a message takes over."""

    attachment: AttachmentId
    token_hash: bytes


@dataclass(frozen=True, slots=True)
class NewCase:
    """Everything of a new case, stored at once or not at all."""

    name: CaseName
    mailbox_hash: bytes
    record: StoredRecord
    grants: tuple[StoredGrant, ...]
    summary: bytes
    message: StoredMessage
    claims: tuple[UploadClaim, ...] = ()
    channel: Channel = Channel.PORTAL
    received: date | None = None
    """The day on which it came in, if that was before an officer wrote it down."""

    @property
    def came_in(self) -> date:
        """The day from which its clocks count."""
        return self.received or self.message.day


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What one reader's client needs to open and check a case."""

    name: CaseName
    status: Status
    received: date
    records: tuple[StoredRecord, ...]
    grants: tuple[StoredGrant, ...]
    """The asking reader's grants only."""
    previous_keys: Mapping[int, bytes]
    """By the later epoch: the sealed key of the epoch before."""
    summary: bytes
    messages: tuple[StoredMessage, ...]
    attachments: Mapping[AttachmentId, int]
    """Stored length of every linked attachment."""
    served: int = 0
    """Newest number of the reporter's that was given to an officer; 0 if none was."""


@dataclass(frozen=True, slots=True)
class NewEpoch:
    """A change of the case key: one record, one previous key, one grant per listed reader."""

    name: CaseName
    record: StoredRecord
    previous_key: bytes
    grants: tuple[StoredGrant, ...]
    reporters: "ReportersEpoch | None" = None
    """What follows where the reporter's device begins it; None where an officer does."""


@dataclass(frozen=True, slots=True)
class ReportersEpoch:
    """Agencies whose officers a reporter's device lets read from a day on."""

    agencies: frozenset[AgencyCode]
    day: date


@dataclass(frozen=True, slots=True)
class PendingUpload:
    """An attachment that no message has taken over yet."""

    attachment: AttachmentId
    shelf: AgencyCode
    """The agency under which its chunks lie, also after a case of another agency takes it over."""
    token_hash: bytes
    length: int | None
    """Stored length in bytes once complete."""
    day: date
    """Day of its last byte."""
    announced: int | None = None
    """Stored length that its sender announced; None if only the end will tell."""
    chunks: int = 0
    """How many chunks are stored."""


class OfficerState(StrEnum):
    """Whether an account may sign in."""

    ACTIVE = "active"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer's account. The server holds nothing here that opens a case."""

    agency: AgencyCode
    id: str
    login: str
    """NFKC, lower case; unique in the installation."""
    label: str
    roles: frozenset[Role]
    state: OfficerState
    salt: bytes
    auth_hash: str = field(repr=False)
    totp_box: bytes = field(repr=False)
    """TOTP secret, encrypted under a credential outside the database."""
    totp_step: int
    """Last accepted time step; never accepted again."""
    wrapped_key: bytes = field(repr=False)
    reader_key: KeyDigest
    renewed: "RenewedKey | None" = None
    """The key that is to follow, from the officer's request until every grant was sealed to it."""

    @property
    def keys(self) -> frozenset[KeyDigest]:
        """Digests of all keys that the account holds."""
        return frozenset({self.reader_key} if self.renewed is None else {self.reader_key, self.renewed.reader_key})


@dataclass(frozen=True, slots=True)
class RenewedKey:
    """A key that an officer's browser made to follow the account's own, wrapped under the same passphrase."""

    reader_key: KeyDigest
    wrapped: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who somebody is to be, in which agency. The code that opens it is known to the invited alone."""

    agency: AgencyCode
    officer: str
    login: str
    """NFKC, lower case; unique in the installation."""
    label: str
    unit: str
    rank: str
    roles: frozenset[Role]
    until: datetime


@dataclass(frozen=True, slots=True)
class EnrolmentRequest:
    """What an officer's browser signed for the officials: the keys to be listed. Public."""

    agency: AgencyCode
    officer: str
    reader_key: KeyDigest
    day: date
    envelope: bytes


@dataclass(frozen=True, slots=True)
class NewPassphrase:
    """What a changed passphrase leaves on the server: salt, hash, and every key that it wrapped, wrapped anew."""

    salt: bytes
    auth_hash: str = field(repr=False)
    wrapped_key: bytes = field(repr=False)
    renewed: bytes | None = field(repr=False)
    """The key that is to follow, wrapped anew; None if there is none."""


class Factor(StrEnum):
    """With what an officer signed in, beside the passphrase or in its place; values are permanent."""

    CODE = "code"
    RECOVERY_CODE = "recovery-code"
    PASSKEY = "passkey"


@dataclass(frozen=True, slots=True)
class Account:
    """An account as its agency's administrators see it."""

    id: str
    login: str
    label: str
    state: OfficerState
    reader_key: KeyDigest


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in officer. The browser holds the token; the store holds its hash."""

    token_hash: bytes = field(repr=False)
    csrf_hash: bytes = field(repr=False)
    agency: AgencyCode
    officer: str
    created: datetime
    last_seen: datetime
    factor: Factor = Factor.CODE


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of an officer: what checks its signatures. The secret stays in the authenticator."""

    agency: AgencyCode
    officer: str
    credential: str
    """Its id, base64url; unique in the installation."""
    public_key: bytes = field(repr=False)
    """COSE key (RFC 9052)."""
    sign_count: int
    """Signatures so far, as the authenticator counts; 0 for those that do not count."""
    added: datetime
    last_used: datetime | None = None
    wrapped: bytes | None = field(default=None, repr=False)
    """The officer's keys, wrapped under what this passkey alone can compute; None if it computes nothing (no PRF)."""
    reader_key: KeyDigest | None = None
    """Which reader key is wrapped."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A challenge that a passkey answered: its hash, and until when it would have been good."""

    challenge_hash: bytes
    good_until: datetime


@dataclass(frozen=True, slots=True)
class RecoveryCodes:
    """How an account's recovery codes stand."""

    left: int
    used: tuple[datetime, ...] = ()
    """When codes of the present set were used, oldest first."""
    untold: int = 0
    """Uses that the officer was not told of yet."""


@dataclass(frozen=True, slots=True)
class Failures:
    """Wrong second factors behind a right passphrase: how many in a row, and until when to wait."""

    count: int
    wait_until: datetime | None


class AuditAction(StrEnum):
    """What officers do that leaves a trace; values are permanent."""

    SIGN_IN = "sign-in"
    SIGN_IN_REFUSED = "sign-in-refused"
    SIGN_OUT = "sign-out"
    INBOX_READ = "inbox-read"
    CASE_READ = "case-read"
    ATTACHMENT_READ = "attachment-read"
    MESSAGE_SENT = "message-sent"
    STATUS_CHANGED = "status-changed"
    CASE_EXPORTED = "case-exported"
    TAGS_CHANGED = "tags-changed"
    EPOCH_STARTED = "epoch-started"
    READER_ADDED = "reader-added"
    MARKED_READ = "marked-read"
    ATTACHMENT_SENT = "attachment-sent"
    KEY_WRAPPED = "key-wrapped"
    OFFICER_INVITED = "officer-invited"
    INVITATION_WITHDRAWN = "invitation-withdrawn"
    OFFICER_ENROLLED = "officer-enrolled"
    ENROLMENT_SHOWN = "enrolment-shown"
    PASSPHRASE_CHANGED = "passphrase-changed"  # noqa: S105 - the name of an act
    RENEWAL_ASKED = "renewal-asked"
    RENEWAL_WITHDRAWN = "renewal-withdrawn"
    KEY_RETIRED = "key-retired"
    TOTP_CHANGED = "totp-changed"
    RECOVERY_CODES_MADE = "recovery-codes-made"
    RECOVERY_CODE_USED = "recovery-code-used"
    PASSKEY_ADDED = "passkey-added"
    PASSKEY_REMOVED = "passkey-removed"
    SESSION_ENDED = "session-ended"
    AUDIT_READ = "audit-read"
    AUDIT_EXPORTED = "audit-exported"
    CHECKPOINT_SIGNED = "checkpoint-signed"
    OFFICER_BLOCKED = "officer-blocked"
    OFFICER_UNBLOCKED = "officer-unblocked"
    INSIDE_KEY_BROUGHT = "inside-key-brought"
    INSIDE_WRITTEN = "inside-written"
    NO_CONFLICT_DECLARED = "no-conflict-declared"
    CONFLICT_DECLARED = "conflict-declared"
    TRANSFER_APPROVED = "transfer-approved"
    APPROVAL_WITHDRAWN = "approval-withdrawn"
    CASE_TRANSFERRED = "case-transferred"
    CASE_REFERRED = "case-referred"
    LAPOR_ANSWERED = "lapor-answered"
    REFERRAL_QUEUED = "referral-queued"
    REFERRAL_WITHDRAWN = "referral-withdrawn"
    REFERRALS_READ = "referrals-read"
    REGISTER_READ = "register-read"
    FIGURES_READ = "figures-read"
    """Of the whole agency, with no cell left out, by its head."""
    CASE_RESTORED = "case-restored"
    """By the agency's recovery key, which stands as `recovery` in the place of an officer."""
    RULES_CHANGED = "rules-changed"
    IDENTITY_ASKED = "identity-asked"
    QUESTIONS_READ = "questions-read"
    IDENTITY_OPENED = "identity-opened"
    IDENTITY_REFUSED = "identity-refused"
    """Or nothing was told to this custodian."""
    IDENTITY_READ = "identity-read"
    REPORT_TAKEN_DOWN = "report-taken-down"
    """Names no case: see `wbs.cases.assisted`."""
    CASE_SET_ASIDE = "case-set-aside"
    CASE_BROUGHT_BACK = "case-brought-back"
    """By an officer; what brings itself back leaves no entry of its own."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One officer's act. Holds no content and nothing of a reporter."""

    agency: AgencyCode
    at: datetime
    officer: str
    action: AuditAction
    case: CaseId | None = None
    detail: str = ""
    """A constant word, or ids of attachments or officers; never free text."""
