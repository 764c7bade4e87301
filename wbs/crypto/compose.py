"""Compose a case: records, grants, summary, messages (docs/spec/case.md).

Works with public keys and the author's signing key; opens nothing, so the reporter portal may import it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from wbs.crypto.directory import (
    RECOVERY_READER,
    Custodian,
    Directory,
    ReaderEntry,
    document_digest,
)
from wbs.crypto.encoding import b64url
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.identity import fill_identity, seal_identity
from wbs.crypto.keys import (
    CasePrivateKey,
    CasePublicKey,
    OfficerSigningKey,
    ReaderPublicKey,
    RecoverySigningKey,
    SigningKey,
)
from wbs.crypto.messages import (
    Attachment,
    Body,
    Grant,
    Kind,
    Message,
    PreviousKey,
    SealedBy,
    SealedGrant,
    SealedMessage,
    Summary,
    check_message,
    digest_of,
)
from wbs.crypto.padding import GRANT_CLASS, SUMMARY_CLASS
from wbs.crypto.primitives import random_bytes
from wbs.crypto.receipt import Receipt
from wbs.crypto.records import (
    REPORTER,
    AccessRecord,
    Author,
    DirectoryName,
    EpochRecord,
    Head,
    Opening,
    ReaderRef,
    RecordChain,
    RecordReader,
    ReporterKeys,
    VerifiedRecord,
    author_text,
    case_id,
)
from wbs.crypto.report import Contact, ReportBody
from wbs.crypto.seal import seal_document
from wbs.crypto.shape import check, parse, serialise
from wbs.crypto.signing import sign, sign_payload
from wbs.crypto.trust import Verified, VerifiedDirectory
from wbs.errors import TrustError

NONCE_BYTES = 16


@dataclass(frozen=True, slots=True)
class SealedCase:
    """A whole new case, ready to be stored."""

    agency: str
    case: str
    record: bytes
    record_digest: str
    grants: tuple[SealedGrant, ...]
    summary: bytes
    message: SealedMessage


@dataclass(frozen=True, slots=True)
class SealedRecord:
    """A further record with the grants it calls for."""

    epoch: int
    record: bytes
    digest: str
    previous_key: bytes | None
    grants: tuple[SealedGrant, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an author's next message goes; comes from a checked dossier, never from a server's field."""

    case: str
    epoch: int
    record: str
    case_key: CasePublicKey
    author: Author
    seq: int
    previous: str | None
    seen: tuple[Head, ...]
    directory: DirectoryName


@dataclass(frozen=True, slots=True)
class Draft:
    """What an author wants to say."""

    kind: Kind
    body: Body
    sealed_by: SealedBy
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """One reader of a record, with the key that a grant is sealed to."""

    name: RecordReader
    key: ReaderPublicKey


def name_of(directory: Verified[Directory]) -> DirectoryName:
    """Name a verified directory."""
    document = directory.document
    return DirectoryName(agency=document.agency, version=document.version, digest=directory.digest)


def recipients_of(directory: VerifiedDirectory, readers: Sequence[ReaderEntry]) -> tuple[Recipient, ...]:
    """Give the chosen readers of a directory, and its recovery key, as recipients in record order."""
    keys = directory.reader_keys
    chosen = {entry.id for entry in readers} | ({RECOVERY_READER} & keys.keys())
    return tuple(recipient(directory.document.agency, reader, keys[reader]) for reader in sorted(chosen))


def recipient(agency: str, reader: str, key: ReaderPublicKey) -> Recipient:
    """Bind a reader's name to a key."""
    return Recipient(RecordReader(agency=agency, reader=reader, key=key.digest), key)


def compose_case(  # noqa: PLR0913 - by keyword only, and each says what it is
    *,
    report: ReportBody,
    receipt: Receipt,
    directory: Verified[Directory],
    recipients: Sequence[Recipient],
    sealed_by: SealedBy,
    attachments: Sequence[Attachment] = (),
    contact: Contact | None = None,
    excluded: Sequence[Exclusion] = (),
    custodian: Custodian | None = None,
) -> SealedCase:
    """Seal a new report to its readers and to the reporter.

    Args:
        report: what the reporter says.
        receipt: the reporter's; its keys sign and later open.
        directory: of the governing agency.
        recipients: from `choose_recipients`, in record order.
        sealed_by: the program that seals.
        attachments: already encrypted, at most 10.
        contact: who the reporter is, for the custodian alone.
        excluded: who never gets a grant, as `choose_recipients` gives them.
        custodian: as `choose_recipients` gives them; without one nobody reads what stands in the identity's place.

    Raises:
        FormatError: report, contact or attachments break their limits.
        TrustError: a contact, and no custodian to seal it to.
    """
    check(report)
    case_key = CasePrivateKey.generate()
    record = EpochRecord(
        agency=directory.document.agency,
        epoch=1,
        case_key=case_key.public.text,
        author=REPORTER,
        readers=[recipient.name for recipient in recipients],
        reporter=ReporterKeys(reader_key=receipt.reader_key.public.text, verify_key=receipt.signing_key.public.text),
        excluded=list(excluded),
        opening=Opening(k=1),
        heads=[],
        directories=[name_of(directory)],
        nonce=b64url(random_bytes(NONCE_BYTES)),
    )
    payload = serialise(check(record))
    case, digest = case_id(payload), document_digest(payload)
    summary = _seal_summary(report, case, receipt, case_key.public)
    place = Place(case, 1, digest, case_key.public, REPORTER, 1, None, (), name_of(directory))
    draft = Draft(Kind.REPORT, report, sealed_by, tuple(attachments))
    identity = _identity(custodian, case, contact, receipt)
    message = _message(place, draft, summary=digest_of(summary), identity=identity)
    return SealedCase(
        agency=record.agency,
        case=case,
        record=sign_payload(payload, "wbs-epoch/v1", receipt.signing_key),
        record_digest=digest,
        grants=_grants(recipients, receipt.reader_key.public, (case, 1, digest), case_key),
        summary=summary,
        message=_seal_message(receipt.signing_key, place, message),
    )


def compose_message(key: SigningKey[Any], place: Place, draft: Draft) -> SealedMessage:
    """Sign a message with its author's key and seal it to the epoch's case key.

    Raises:
        FormatError: the draft breaks its limits, or is a report.
    """
    return _seal_message(key, place, _message(place, draft))


def compose_epoch(
    key: SigningKey[Any],
    author: Author,
    chain: RecordChain,
    newest_key: CasePrivateKey,
    recipients: Sequence[Recipient],
    *,
    directories: Sequence[DirectoryName],
    heads: Sequence[Head],
    approval: bytes | None = None,
) -> SealedRecord:
    """Start the next epoch: a fresh case key for `recipients` and the reporter.

    Args:
        key: signs; the reporter's, or that of a reader of the newest epoch.
        author: whose key it is.
        chain: the verified records.
        newest_key: case key of the newest epoch; readable for whoever reads the new one.
        recipients: everyone who stays, in record order.
        directories: where the recipients and the author stand, sorted by agency.
        heads: newest message of every author.
        approval: of a transfer, the envelope of the colleague's approval.
    """
    case_key = CasePrivateKey.generate()
    first = chain.first
    reporter = ReaderPublicKey.parse(first.reporter.reader_key)
    record = EpochRecord(
        agency=first.agency,
        case=chain.case,
        epoch=chain.epochs + 1,
        case_key=case_key.public.text,
        previous=chain.records[-1].digest,
        author=author,
        readers=[recipient.name for recipient in recipients],
        reporter=first.reporter,
        excluded=first.excluded,
        opening=first.opening,
        heads=list(heads),
        directories=list(directories),
        nonce=b64url(random_bytes(NONCE_BYTES)),
        approval=msgspec.UNSET if approval is None else b64url(approval),
    )
    payload = serialise(check(record))
    digest = document_digest(payload)
    old = chain.epoch(chain.epochs)
    previous = PreviousKey(case=chain.case, epoch=chain.epochs, record=old.digest, key=newest_key.unsafe_text())
    return SealedRecord(
        epoch=record.epoch,
        record=sign_payload(payload, "wbs-epoch/v1", key),
        digest=digest,
        previous_key=seal_document(case_key.public, serialise(previous), GRANT_CLASS),
        grants=_grants(recipients, reporter, (chain.case, record.epoch, digest), case_key),
    )


def compose_access(
    key: OfficerSigningKey | RecoverySigningKey,
    author: ReaderRef,
    chain: RecordChain,
    case_key: CasePrivateKey,
    add: Recipient,
    *,
    newest: VerifiedRecord,
    directories: Sequence[DirectoryName],
    reason: str,
) -> SealedRecord:
    """Add one reader to the newest epoch; the grant covers every earlier epoch through the previous keys.

    Args:
        key: the author's.
        author: an officer who reads the case, or the agency's restored recovery key.
        chain: the verified records.
        case_key: of the newest epoch.
        add: the new reader.
        newest: newest record that counts.
        directories: where the author and the new reader stand, sorted by agency.
        reason: why, for everybody who reads the case.

    Raises:
        TrustError: a later record does not count: whoever builds on it confirms it, so begin an epoch instead.
        FormatError: the reason breaks its limits.
    """
    if newest.digest != chain.records[-1].digest:
        raise TrustError("a record that does not count is the newest")
    epoch = chain.epoch(chain.epochs)
    record = AccessRecord(
        case=chain.case,
        epoch=chain.epochs,
        record=epoch.digest,
        add=add.name,
        previous=chain.records[-1].digest,
        author=author,
        reason=reason,
        directories=list(directories),
    )
    digest = document_digest(serialise(record))
    grant = _grant(add.key, (chain.case, chain.epochs, digest), case_key.unsafe_text())
    return SealedRecord(record.epoch, sign(check(record), key), digest, None, (grant,))


def _message(place: Place, draft: Draft, *, summary: str | None = None, identity: str | None = None) -> Message:
    return Message(
        case=place.case,
        epoch=place.epoch,
        record=place.record,
        author=place.author,
        seq=place.seq,
        previous=place.previous or msgspec.UNSET,
        seen=list(place.seen),
        kind=draft.kind,
        sealed_by=draft.sealed_by,
        body=draft.body,
        attachments=list(draft.attachments),
        summary=summary or msgspec.UNSET,
        identity=identity or msgspec.UNSET,
        directory=place.directory,
    )


def _seal_message(key: SigningKey[Any], place: Place, message: Message) -> SealedMessage:
    payload = serialise(check_message(message))
    parse(payload, Message)
    return SealedMessage(
        author=author_text(message.author),
        seq=message.seq,
        epoch=message.epoch,
        kind=message.kind,
        sealed=seal_document(place.case_key, sign_payload(payload, "wbs-message/v1", key)),
    )


def _seal_summary(report: ReportBody, case: str, receipt: Receipt, case_key: CasePublicKey) -> bytes:
    summary = Summary(
        case=case,
        epoch=1,
        author=REPORTER,
        category=report.category,
        rank=report.rank,
        unit=report.accused[0].unit,
        title=report.title,
    )
    return seal_document(case_key, sign(check(summary), receipt.signing_key), SUMMARY_CLASS)


def _identity(custodian: Custodian | None, case: str, contact: Contact | None, receipt: Receipt) -> str:
    key = None if custodian is None else custodian.public_key()
    if contact is None:
        return fill_identity(key)
    if key is None:
        raise TrustError("no custodian to seal an identity to")
    return seal_identity(key, case, contact, receipt.signing_key)


def _grants(
    recipients: Sequence[Recipient],
    reporter: ReaderPublicKey,
    place: tuple[str, int, str],
    case_key: CasePrivateKey,
) -> tuple[SealedGrant, ...]:
    """Seal the case key to every recipient and to the reporter, who is just another reader."""
    text = case_key.unsafe_text()
    keys = [*(recipient.key for recipient in recipients), reporter]
    return tuple(_grant(key, place, text) for key in keys)


def _grant(key: ReaderPublicKey, place: tuple[str, int, str], case_key: str) -> SealedGrant:
    case, epoch, record = place
    grant = Grant(case=case, epoch=epoch, record=record, reader=key.digest, key=case_key)
    return SealedGrant(key.digest, seal_document(key, serialise(grant), GRANT_CLASS))
