"""Made-up rows of real sizes: everything sealed is random bytes, since a store must never look inside."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from wbs.cases.identities.model import Question
from wbs.cases.inside import NewInsideKey, StoredEntry, StoredInsideKey
from wbs.cases.model import (
    AgencyCode,
    Answered,
    AttachmentId,
    AuditAction,
    AuditEntry,
    CaseId,
    CaseName,
    Channel,
    EnrolmentRequest,
    Invitation,
    KeyDigest,
    NewCase,
    NewEpoch,
    Officer,
    OfficerState,
    Passkey,
    PendingUpload,
    Session,
    StoredGrant,
    StoredMessage,
    StoredRecord,
    UploadClaim,
)
from wbs.cases.ports import CaseStore
from wbs.crypto.directory import Role
from wbs.crypto.encoding import b32, b64url
from wbs.crypto.messages import Kind
from wbs.crypto.primitives import random_bytes

RECORD_BYTES, GRANT_BYTES, SUMMARY_BYTES, MESSAGE_BYTES = 6_800, 2_171, 3_707, 18_043
REGENCY, PROVINCE = AgencyCode("35.78"), AgencyCode("35")
TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
OFFICER = (REGENCY, "ratna")


def a_key() -> KeyDigest:
    return KeyDigest(b64url(random_bytes(32)))


def a_name(agency: AgencyCode = REGENCY) -> CaseName:
    return CaseName(agency, CaseId(b32(random_bytes(32))))


def a_record(epoch: int = 1, place: int = 0) -> StoredRecord:
    return StoredRecord(epoch, place, b64url(random_bytes(32)), random_bytes(RECORD_BYTES))


def a_grant(key: KeyDigest, epoch: int = 1) -> StoredGrant:
    return StoredGrant(epoch, key, random_bytes(GRANT_BYTES))


def a_message(author: str = "reporter", seq: int = 1, epoch: int = 1, kind: Kind = Kind.MESSAGE) -> StoredMessage:
    return StoredMessage(author, seq, epoch, kind, random_bytes(MESSAGE_BYTES), TODAY)


def a_question(
    name: CaseName, place: int = 0, asker: str = "ratna", custodian: str = "penyimpan", answer: bytes | None = None
) -> Question:
    agency = OFFICER[0]
    return Question(name, place, (agency, asker), (agency, custodian), TODAY, random_bytes(MESSAGE_BYTES), answer)


def an_inside_key(*readers: KeyDigest, epoch: int = 1) -> NewInsideKey:
    previous = None if epoch == 1 else random_bytes(GRANT_BYTES)
    key = StoredInsideKey(epoch, b64url(random_bytes(32)), random_bytes(RECORD_BYTES), previous)
    return NewInsideKey(key, tuple(a_grant(reader, epoch) for reader in readers))


def an_inside_entry(author: str = "35.78/ratna", seq: int = 1, epoch: int = 1) -> StoredEntry:
    return StoredEntry(author, seq, epoch, random_bytes(MESSAGE_BYTES), TODAY)


def a_case(
    *readers: KeyDigest,
    name: CaseName | None = None,
    received: date = TODAY,
    claims: Sequence[UploadClaim] = (),
    channel: Channel = Channel.PORTAL,
) -> NewCase:
    """A case of one reporter, whose key is fresh, and of the readers given."""
    return NewCase(
        name=name or a_name(),
        mailbox_hash=random_bytes(32),
        record=a_record(),
        grants=tuple(a_grant(key) for key in (*readers, a_key())),
        summary=random_bytes(SUMMARY_BYTES),
        message=replace(a_message(kind=Kind.REPORT), day=received),
        claims=tuple(claims),
        channel=channel,
    )


def an_epoch(name: CaseName, epoch: int, place: int, *readers: KeyDigest) -> NewEpoch:
    grants = tuple(a_grant(key, epoch) for key in readers)
    return NewEpoch(name, a_record(epoch, place), random_bytes(GRANT_BYTES), grants)


def an_entry(
    agency: AgencyCode = REGENCY, action: AuditAction = AuditAction.CASE_READ, case: CaseId | None = None
) -> AuditEntry:
    return AuditEntry(agency, NOW, "ratna", action, case)


def an_officer(officer: str = "ratna", login: str = "ratna.w", agency: AgencyCode = REGENCY) -> Officer:
    return Officer(
        agency=agency,
        id=officer,
        login=login,
        label="Ratna W.",
        roles=frozenset({Role.RECEIVER, Role.REVIEWER}),
        state=OfficerState.ACTIVE,
        salt=random_bytes(16),
        auth_hash="$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA",
        totp_box=random_bytes(60),
        totp_step=0,
        wrapped_key=random_bytes(300),
        reader_key=a_key(),
    )


def an_invitation(officer: str = "sari", login: str = "sari.p", agency: AgencyCode = REGENCY) -> Invitation:
    return Invitation(
        agency, officer, login, "Sari P.", "Tim Penerima", "inspectorate", frozenset({Role.RECEIVER}), NOW + DAY
    )


def a_request(officer: str = "sari", key: KeyDigest | None = None, agency: AgencyCode = REGENCY) -> EnrolmentRequest:
    return EnrolmentRequest(agency, officer, key or a_key(), TODAY, random_bytes(2_900))


def a_session(officer: str = "ratna", created: datetime = NOW, last_seen: datetime = NOW) -> Session:
    return Session(random_bytes(32), random_bytes(32), REGENCY, officer, created, last_seen)


def a_passkey(officer: str = "ratna", credential: str = "") -> Passkey:
    return Passkey(
        agency=REGENCY,
        officer=officer,
        credential=credential or b64url(random_bytes(32)),
        public_key=random_bytes(77),
        sign_count=0,
        added=NOW,
        wrapped=random_bytes(310),
        reader_key=a_key(),
    )


def an_answer() -> Answered:
    return Answered(random_bytes(32), NOW + timedelta(minutes=5))


def an_upload(day: date = TODAY, shelf: AgencyCode = REGENCY) -> PendingUpload:
    return PendingUpload(AttachmentId(random_bytes(16)), shelf, random_bytes(32), None, day)


def claim_of(upload: PendingUpload) -> UploadClaim:
    return UploadClaim(upload.attachment, upload.token_hash)


def store_upload(cases: CaseStore, *chunks: bytes, day: date = TODAY, shelf: AgencyCode = REGENCY) -> PendingUpload:
    """Upload chunks one by one and finish."""
    upload = an_upload(day, shelf)
    cases.begin_upload(upload)
    for n, chunk in enumerate(chunks):
        cases.append_chunks(upload.attachment, n, [chunk], day)
    cases.finish_upload(upload.attachment, sum(map(len, chunks)))
    return upload
