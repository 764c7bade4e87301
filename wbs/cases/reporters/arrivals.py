"""Checks what a reporter's own device sealed, and gives it the form in which stores keep it. Opens nothing.

The server can tell sizes, counts, signatures on records and who is listed. What is inside, only readers can; they check
all of this again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wbs.cases.model import (
    AgencyCode,
    CaseFile,
    CaseName,
    KeyDigest,
    NewCase,
    NewEpoch,
    ReportersEpoch,
    StoredGrant,
    StoredMessage,
    StoredRecord,
    UploadClaim,
)
from wbs.cases.readers.staying import require_cause, require_staying
from wbs.cases.reporters.keeping import stored_message
from wbs.cases.reporters.uploads import check_claims
from wbs.cases.room import require_room_for_message
from wbs.crypto.age import check_sealed
from wbs.crypto.compose import name_of
from wbs.crypto.directory import RECOVERY_READER
from wbs.crypto.exclusions import normalised
from wbs.crypto.keys import ReaderPublicKey
from wbs.crypto.messages import Kind, SealedMessage
from wbs.crypto.padding import DOCUMENT_CLASSES, GRANT_CLASS, SUMMARY_CLASS
from wbs.crypto.recipients import recipients_at
from wbs.crypto.records import REPORTER, EpochRecord, RecordChain, verify_chain
from wbs.crypto.signing import Unverified
from wbs.crypto.trust import TrustBook
from wbs.errors import ChannelClosedError, ConflictError, FormatError, TrustError

_GRANT = frozenset({GRANT_CLASS})
_SUMMARY = frozenset({SUMMARY_CLASS})


@dataclass(frozen=True, slots=True)
class SentCase:
    """A new case as its sender states it."""

    name: CaseName
    mailbox_hash: bytes
    record: bytes
    grants: Mapping[KeyDigest, bytes]
    """Sealed case keys by the digest of the reader's key."""
    summary: bytes
    message: SealedMessage
    claims: tuple[UploadClaim, ...] = ()


@dataclass(frozen=True, slots=True)
class SentEpoch:
    """A change of the case key as the reporter's client states it."""

    record: bytes
    previous_key: bytes
    grants: Mapping[KeyDigest, bytes]


def accept_case(sent: SentCase, book: TrustBook, today: date, released: date) -> NewCase:
    """Check a new case.

    Which rank and which agency it is about is sealed. So the server chooses again who receives at the agency that the
    record names, without those whom it excludes, and compares.

    Args:
        sent: what arrived.
        book: all verified documents.
        today: becomes the day of the report.
        released: day of this release.

    Raises:
        ConflictError: sealed under another directory, to others than those who receive now, or with exclusions that the
            directories have overtaken: seal it again.
        TrustError: another case or agency than the record says, or grants for others than its readers.
        SignatureError, FormatError, UnknownVersionError: something is not genuine or not well-formed.
    """
    chain = verify_chain([sent.record], book)
    first = chain.first
    if (chain.case, first.agency) != (sent.name.case, sent.name.agency):
        raise TrustError("a record of another case")
    _require_receiving(first, book, today, released)
    _check_first_message(sent.message)
    check_sealed(sent.summary, _SUMMARY)
    check_claims(sent.claims)
    return NewCase(
        name=sent.name,
        mailbox_hash=sent.mailbox_hash,
        record=StoredRecord(1, 0, chain.records[0].digest, sent.record),
        grants=checked_grants(sent.grants, chain),
        summary=sent.summary,
        message=stored_message(sent.message, today),
        claims=sent.claims,
    )


def accept_message(message: SealedMessage, file: CaseFile, claims: Sequence[UploadClaim], today: date) -> StoredMessage:
    """Check a reporter's further message.

    Raises:
        ConflictError: the epoch is not the newest one: open the case again, sign and seal again.
        FormatError: not a reporter's message, not sealed in a class of messages, or files twice or too many.
        CaseFullError: the reporter has written as much as a case takes.
    """
    if message.author != REPORTER or message.kind is not Kind.MESSAGE:
        raise FormatError("not a reporter's message")
    check_sealed(message.sealed, DOCUMENT_CLASSES)
    check_claims(claims)
    if message.epoch != max(record.epoch for record in file.records):
        raise ConflictError("the epoch is not the newest one")
    require_room_for_message(file, message.sealed)
    return stored_message(message, today)


def accept_epoch(sent: SentEpoch, file: CaseFile, book: TrustBook, today: date) -> NewEpoch:
    """Check an epoch that the reporter's client begins because a reader has gone from the directory.

    Raises:
        ConflictError: it follows a record that is no longer the newest, or was sealed under a directory that is not the
            newest: open the case again.
        TrustError: not begun by the reporter, nothing calls for it, somebody is left out who still serves, or grants
            for others than its readers.
        SignatureError, FormatError, UnknownVersionError: something is not genuine or not well-formed.
    """
    envelopes = [record.envelope for record in sorted(file.records, key=lambda record: record.place)]
    before = verify_chain(envelopes, book)
    newest = before.records[-1].digest
    if Unverified(sent.record).unsafe_peek(EpochRecord).previous in {one.digest for one in before.records[:-1]}:
        raise ConflictError("it follows a record that is no longer the newest")
    chain = verify_chain([*envelopes, sent.record], book)
    record = chain.records[-1]
    document = record.document
    if not isinstance(document, EpochRecord) or document.author != REPORTER or document.previous != newest:
        raise TrustError("not an epoch that the reporter begins")
    if any(name != name_of(book.newest(name.agency)) for name in document.directories):
        raise ConflictError("sealed under a directory that is not the newest")
    require_cause(document, before)
    require_staying(document, before, book, today)
    check_sealed(sent.previous_key, _GRANT)
    return NewEpoch(
        name=file.name,
        record=StoredRecord(document.epoch, len(envelopes), record.digest, sent.record),
        previous_key=sent.previous_key,
        grants=checked_grants(sent.grants, chain),
        reporters=ReportersEpoch(_agencies(document), today),
    )


def _agencies(record: EpochRecord) -> frozenset[AgencyCode]:
    return frozenset(AgencyCode(one.agency) for one in record.readers if one.reader != RECOVERY_READER)


def is_same_case(sent: NewCase, file: CaseFile) -> bool:
    """Say whether a case that is stored is the one that was sent: a repeated request, whose answer was lost."""
    first = next((record for record in file.records if record.place == 0), None)
    report = next((message for message in file.messages if (message.author, message.seq) == (REPORTER, 1)), None)
    return (
        first is not None
        and report is not None
        and (first.digest, file.summary, report.sealed) == (sent.record.digest, sent.summary, sent.message.sealed)
    )


def is_same_message(sent: StoredMessage, file: CaseFile) -> bool:
    """Say whether a message that is stored is the one that was sent."""
    place = (sent.author, sent.seq, sent.epoch, sent.sealed)
    return any((known.author, known.seq, known.epoch, known.sealed) == place for known in file.messages)


def _require_receiving(first: EpochRecord, book: TrustBook, today: date, released: date) -> None:
    try:
        directory, recipients = recipients_at(book, first.agency, first.excluded, today, released)
    except ChannelClosedError:
        # Trying again changes nothing; who fetches the documents anew sees that the channel is closed, and says so.
        raise ConflictError("nobody may receive it as it is sealed") from None
    if first.directories != [name_of(directory)] or first.readers != [one.name for one in recipients]:
        raise ConflictError("sealed to others than those who receive now")
    if first.excluded != list(normalised(first.excluded, book)):
        raise ConflictError("exclusions that are not complete, or not in order")


def _check_first_message(message: SealedMessage) -> None:
    if (message.author, message.seq, message.epoch, message.kind) != (REPORTER, 1, 1, Kind.REPORT):
        raise FormatError("not the report that begins a case")
    check_sealed(message.sealed, DOCUMENT_CLASSES)


def checked_grants(grants: Mapping[KeyDigest, bytes], chain: RecordChain) -> tuple[StoredGrant, ...]:
    """Check that there is exactly one grant for every reader of the newest epoch and one for the reporter (rule 8).

    Raises:
        TrustError: there are others, or one key stands for two readers.
        FormatError: one is not sealed in the class of grants.
    """
    record = chain.epoch(chain.epochs)
    reporter = ReaderPublicKey.parse(chain.first.reporter.reader_key).digest
    wanted = _distinct([*record.readers.values(), reporter])
    if set(wanted) != set(grants):
        raise TrustError("grants for others than the readers of the record")
    for sealed in grants.values():
        check_sealed(sealed, _GRANT)
    return tuple(StoredGrant(chain.epochs, KeyDigest(key), grants[KeyDigest(key)]) for key in wanted)


def _distinct(keys: Iterable[str]) -> list[str]:
    wanted = list(keys)
    if len(set(wanted)) != len(wanted):
        raise TrustError("one key for two readers")
    return wanted
