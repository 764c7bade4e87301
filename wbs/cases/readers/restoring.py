"""Checks what a restored recovery key signed for a case, before it is stored. Opens nothing.

The server need not believe the officials' machine: it verifies the records as every client will.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from wbs.cases.inside import NOTHING_ALONG, AlongWith, InsideFile
from wbs.cases.model import (
    AgencyCode,
    AuditAction,
    AuditEntry,
    CaseFile,
    CaseName,
    KeyDigest,
    NewEpoch,
    StoredGrant,
    StoredRecord,
)
from wbs.cases.ports import CaseStore
from wbs.crypto.age import check_sealed
from wbs.crypto.compose import SealedRecord, name_of
from wbs.crypto.directory import RECOVERY_READER
from wbs.crypto.inside import InsideMaterial
from wbs.crypto.keys import ReaderPublicKey
from wbs.crypto.messages import SealedGrant
from wbs.crypto.padding import GRANT_CLASS
from wbs.crypto.records import (
    AccessRecord,
    EpochRecord,
    ReaderRef,
    RecordChain,
    VerifiedRecord,
    signer_is_current,
    verify_chain,
)
from wbs.crypto.trust import TrustBook
from wbs.errors import NotFoundError, TrustError

_GRANT = frozenset({GRANT_CLASS})


@dataclass(frozen=True, slots=True)
class AcceptedRecord:
    """One record that may be stored, with all it brings."""

    record: StoredRecord
    previous_key: bytes | None
    grants: tuple[StoredGrant, ...]
    along: AlongWith


@dataclass(frozen=True, slots=True)
class SentRecord:
    """One record as the officials' computer states it."""

    sealed: SealedRecord
    inside: SealedGrant | None = None
    """The epoch's inside key for whom an access record lets in."""


def recovery_keys(agency: AgencyCode, book: TrustBook) -> tuple[KeyDigest, ...]:
    """Give the digests of all recovery keys that an agency's directories ever listed, newest first."""
    listed = (directory.reader_keys.get(RECOVERY_READER) for directory in reversed(book.by_agency[agency].directories))
    return tuple(dict.fromkeys(KeyDigest(key.digest) for key in listed if key is not None))


def names_of_cases(store: CaseStore, keys: Sequence[KeyDigest]) -> Iterator[CaseName]:
    """Give every case whose newest epoch one of these keys reads, oldest first."""
    page = store.inbox(keys, (AgencyCode(""), RECOVERY_READER), None)
    while True:
        yield from (row.name for row in page.rows)
        if page.next is None:
            return
        page = store.inbox(keys, (AgencyCode(""), RECOVERY_READER), page.next)


def inside_of(file: InsideFile) -> InsideMaterial:
    """Give the stored inside of a case the form in which it is opened; entries stay behind, nobody reads them here."""
    return InsideMaterial(
        keys=tuple(key.envelope for key in file.keys),
        grants={grant.epoch: grant.sealed for grant in file.grants},
        previous_keys={key.epoch: key.previous_key for key in file.keys if key.previous_key is not None},
        entries=(),
    )


def accept_restoration(
    file: CaseFile, made: Sequence[SentRecord], agency: AgencyCode, book: TrustBook
) -> list[AcceptedRecord]:
    """Check records that a restored recovery key signed; those that are stored already are passed over.

    Raises:
        TrustError: a record that does not follow, by somebody else or by a recovery key that is not the one of this
            agency's newest directory, made under a directory that is not the newest, or grants for others than it lets
            in.
        SignatureError, FormatError, UnknownVersionError: something is not genuine or not well-formed.
    """
    stored = sorted(file.records, key=lambda record: record.place)
    known = {record.digest for record in stored}
    new = [sent for sent in made if sent.sealed.digest not in known]
    chain = verify_chain([record.envelope for record in stored] + [sent.sealed.record for sent in new], book)
    if chain.case != file.name.case:
        raise TrustError("records of another case")
    for record in chain.records[len(stored) :]:
        _require_recovery(record.document, agency, book)
    return [_accept(sent, chain, len(stored) + at) for at, sent in enumerate(new)]


def store_restoration(
    store: CaseStore,
    name: CaseName,
    made: Sequence[SentRecord],
    book: TrustBook,
    *,
    agency: AgencyCode,
    now: datetime,
) -> int:
    """Check and store what restores one case, each record with an audit entry; give how many were new.

    A run that was interrupted is simply begun again.

    Raises:
        NotFoundError: no such case, or none that the agency's recovery key reads.
        ConflictError: another record came first: restore the case again.
        TrustError, SignatureError, FormatError, UnknownVersionError: as `accept_restoration`.
    """
    file = store.case_file(name, *recovery_keys(agency, book))
    if file is None:
        raise NotFoundError("no such case, or none that the recovery key reads")
    accepted = accept_restoration(file, made, agency, book)
    entry = AuditEntry(agency, now, RECOVERY_READER, AuditAction.CASE_RESTORED, name.case)
    for one in accepted:
        if one.previous_key is None:
            store.add_reader(name, one.record, one.grants[0], entry, along=one.along)
        else:
            store.start_epoch(NewEpoch(name, one.record, one.previous_key, one.grants), entry)
    return len(accepted)


def _require_recovery(document: EpochRecord | AccessRecord, agency: AgencyCode, book: TrustBook) -> None:
    if document.author != ReaderRef(agency=agency, reader=RECOVERY_READER) or not signer_is_current(document, book):
        raise TrustError("a record that the restored recovery key did not sign")
    if any(name != name_of(book.newest(name.agency)) for name in document.directories):
        raise TrustError("made under a directory that is not the newest: restore again")


def _accept(sent: SentRecord, chain: RecordChain, place: int) -> AcceptedRecord:
    sealed, record = sent.sealed, chain.records[place]
    document = record.document
    if record.digest != sealed.digest:
        raise TrustError("a record under another digest than its own")
    grants = {grant.key: grant.sealed for grant in sealed.grants}
    if set(grants) != _wanted(record, chain) or len(grants) != len(sealed.grants):
        raise TrustError("grants for others than the record lets in")
    if isinstance(document, EpochRecord) != (sealed.previous_key is not None):
        raise TrustError("the key of the epoch before is missing, or has no place")
    for sealed_key in (*grants.values(), *filter(None, [sealed.previous_key])):
        check_sealed(sealed_key, _GRANT)
    along = _along(sent.inside, document, chain.records[place - 1])
    return AcceptedRecord(
        record=StoredRecord(document.epoch, place, record.digest, sealed.record),
        previous_key=sealed.previous_key,
        grants=tuple(StoredGrant(document.epoch, KeyDigest(key), found) for key, found in sorted(grants.items())),
        along=along,
    )


def _along(inside: SealedGrant | None, document: EpochRecord | AccessRecord, before: VerifiedRecord) -> AlongWith:
    """Check what else an access record brings or ends. Without the inside key a case is still better than none."""
    if isinstance(document, EpochRecord):
        if inside is not None:
            raise TrustError("an inside key that has no place")
        return NOTHING_ALONG
    replaced = before.readers.get((document.add.agency, document.add.reader))
    replaces = None if replaced is None else KeyDigest(replaced)
    if inside is None:
        return AlongWith(None, replaces, is_checked=False)
    if inside.key != document.add.key:
        raise TrustError("an inside key for another reader than the record lets in")
    check_sealed(inside.sealed, _GRANT)
    return AlongWith(StoredGrant(document.epoch, KeyDigest(inside.key), inside.sealed), replaces)


def _wanted(record: VerifiedRecord, chain: RecordChain) -> set[str]:
    document = record.document
    if not isinstance(document, EpochRecord):
        return {document.add.key}
    return {*record.readers.values(), ReaderPublicKey.parse(chain.first.reporter.reader_key).digest}
