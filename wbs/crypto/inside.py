"""The inside key of an epoch, and how entries are sealed under it (docs/spec/inside.md).

Composes, and verifies what a server can see of it; opens nothing (`insight` does). No reporter ever gets an inside key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from wbs.crypto.compose import Recipient
from wbs.crypto.directory import READING, document_digest
from wbs.crypto.entries import InsideBody, InsideEntry, InsideKind, check_entry
from wbs.crypto.keys import (
    InsidePrivateKey,
    InsidePublicKey,
    OfficerSigningKey,
    OfficerVerifyKey,
    ReaderPublicKey,
)
from wbs.crypto.messages import Grant, PreviousKey, SealedGrant
from wbs.crypto.padding import GRANT_CLASS
from wbs.crypto.records import (
    DirectoryName,
    DirectoryNames,
    EpochRecord,
    Head,
    ReaderRef,
    Readers,
    RecordChain,
    RecordReader,
    VerifiedRecord,
    author_text,
    check_directories,
    maker_reads,
    officer_entry,
    officer_key,
)
from wbs.crypto.seal import seal_document
from wbs.crypto.shape import (
    CaseIdText,
    Digest,
    Document,
    HybridKeyText,
    Ordinal,
    check,
    serialise,
)
from wbs.crypto.signing import Unverified, sign
from wbs.crypto.trust import TrustBook
from wbs.errors import TrustError


class InsideKey(Document, frozen=True, kw_only=True, tag="wbs-inside-key/v1"):
    """A fresh inside key for everyone who reads an epoch by `record`, but the reporter."""

    case: CaseIdText
    epoch: Ordinal
    record: Digest
    inside_key: HybridKeyText
    author: ReaderRef
    readers: Readers
    directories: DirectoryNames


@dataclass(frozen=True, slots=True)
class VerifiedInsideKey:
    """An inside-key record whose place, readers and signature were verified."""

    document: InsideKey
    digest: str


@dataclass(frozen=True, slots=True)
class HeldInsideKey:
    """An inside key that its holder has proved."""

    record: VerifiedInsideKey
    key: InsidePrivateKey


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """Sealed bytes with what their sender states in clear; only the signed statements inside are trusted."""

    author: str
    seq: int
    epoch: int
    sealed: bytes


@dataclass(frozen=True, slots=True)
class SealedInsideKey:
    """An inside-key record with the grants it calls for; `previous_key` if there was a key before."""

    epoch: int
    record: bytes
    digest: str
    previous_key: bytes | None
    grants: tuple[SealedGrant, ...]


@dataclass(frozen=True, slots=True)
class InsideMaterial:
    """What an officer's client gets of the inside of a case: all of it untrusted until `insight` has checked it."""

    keys: tuple[bytes, ...]
    """Inside-key records."""
    grants: Mapping[int, bytes]
    """The asking reader's, by epoch."""
    previous_keys: Mapping[int, bytes]
    """By the later epoch: the newest inside key before, sealed to that epoch's."""
    entries: tuple[SealedEntry, ...]


@dataclass(frozen=True, slots=True)
class InsideScope:
    """The epoch that an inside key is made for, and everyone who reads it; the key's own place in a case."""

    case: str
    epoch: int
    record: str
    """Digest of the epoch's newest record."""
    recipients: tuple[Recipient, ...]
    """Everyone who reads by that record, in record order."""


@dataclass(frozen=True, slots=True)
class InsidePlace:
    """Where an officer's next entry goes; comes from a checked insight, never from a server's field."""

    case: str
    epoch: int
    record: str
    inside_key: InsidePublicKey
    author: ReaderRef
    seq: int
    previous: str | None
    seen: tuple[Head, ...]
    directory: DirectoryName


def scope_of(chain: RecordChain, newest: VerifiedRecord, book: TrustBook) -> InsideScope:
    """Give the scope of an inside key for the epoch of `newest`, which must be the newest record and count.

    Raises:
        TrustError: a later record does not count, or a reader's key stands in no directory any more.
    """
    if newest.digest != chain.records[-1].digest:
        raise TrustError("a record that does not count is the newest")
    recipients = tuple(
        Recipient(RecordReader(agency=agency, reader=reader, key=key), reader_key(agency, reader, key, book))
        for (agency, reader), key in sorted(newest.readers.items())
    )
    return InsideScope(chain.case, newest.document.epoch, newest.digest, recipients)


def reader_key(agency: str, reader: str, digest: str, book: TrustBook) -> ReaderPublicKey:
    """Find the key with this digest that any verified directory lists for a reader, newest first.

    Raises:
        TrustError: none does.
    """
    trust = book.by_agency.get(agency)
    for directory in reversed(() if trust is None else trust.directories):
        key = directory.reader_keys.get(reader)
        if key is not None and key.digest == digest:
            return key
    raise TrustError("a reader whose key stands in no directory")


def compose_inside_key(
    key: OfficerSigningKey,
    author: ReaderRef,
    scope: InsideScope,
    directories: Sequence[DirectoryName],
    before: HeldInsideKey | None = None,
) -> SealedInsideKey:
    """Make an inside key for everyone who reads an epoch.

    Args:
        key: the author's.
        author: an officer who reads by the scope's record.
        scope: of `scope_of`, or of an epoch that was just composed.
        directories: where the author stands, sorted by agency.
        before: the newest inside key of an earlier epoch, if there is one and the author has it.

    Raises:
        FormatError: a member outside its limits.
    """
    fresh = InsidePrivateKey.generate()
    record = InsideKey(
        case=scope.case,
        epoch=scope.epoch,
        record=scope.record,
        inside_key=fresh.public.text,
        author=author,
        readers=[recipient.name for recipient in scope.recipients],
        directories=list(directories),
    )
    digest = document_digest(serialise(check(record)))
    held = HeldInsideKey(VerifiedInsideKey(record, digest), fresh)
    return SealedInsideKey(
        epoch=scope.epoch,
        record=sign(record, key),
        digest=digest,
        previous_key=None if before is None else _previous_key(fresh.public, before),
        grants=tuple(inside_grant(held, recipient.key) for recipient in scope.recipients),
    )


def inside_grant(held: HeldInsideKey, reader: ReaderPublicKey) -> SealedGrant:
    """Seal an inside key to one reader of its epoch, such as one whom an access record adds."""
    document = held.record.document
    grant = Grant(
        case=document.case,
        epoch=document.epoch,
        record=held.record.digest,
        reader=reader.digest,
        key=held.key.unsafe_text(),
    )
    return SealedGrant(reader.digest, seal_document(reader, serialise(grant), GRANT_CLASS))


def compose_entry(key: OfficerSigningKey, place: InsidePlace, kind: InsideKind, body: InsideBody) -> SealedEntry:
    """Sign an entry with its author's key and seal it to the epoch's inside key.

    Raises:
        FormatError: kind and body disagree, or break their limits.
    """
    entry = InsideEntry(
        case=place.case,
        epoch=place.epoch,
        record=place.record,
        author=place.author,
        seq=place.seq,
        previous=place.previous or msgspec.UNSET,
        seen=list(place.seen),
        kind=kind,
        body=body,
        directory=place.directory,
    )
    sealed = seal_document(place.inside_key, sign(check(check_entry(entry)), key))
    return SealedEntry(author_text(place.author), place.seq, place.epoch, sealed)


def verify_inside_key(envelope: bytes, chain: RecordChain, book: TrustBook) -> VerifiedInsideKey:
    """Verify an inside-key record against the records of its case (rule 1).

    Raises:
        TrustError: another case or epoch, other readers than those of the record it names, a key that was used before,
            or an author who does not read, or may not write inside.
        SignatureError, FormatError, UnknownVersionError: not genuine or not well-formed.
    """
    unverified = Unverified(envelope)
    document = unverified.unsafe_peek(InsideKey)
    if document.case != chain.case or not 1 <= document.epoch <= chain.epochs:
        raise TrustError("an inside key of another case or epoch")
    record = chain.epoch(document.epoch).records.get(document.record)
    if record is None:
        raise TrustError("an inside key under a record of another epoch")
    names = [(reader.agency, reader.reader) for reader in document.readers]
    keys = {name: reader.key for name, reader in zip(names, document.readers, strict=True)}
    if names != sorted(set(names)) or keys != record.readers:
        raise TrustError("an inside key for others than the readers")
    if document.inside_key in _case_keys(chain, document.epoch):
        raise TrustError("a case key as the inside key")
    began_it = isinstance(record.document, EpochRecord) and record.document.author == document.author
    if (document.author.agency, document.author.reader) not in keys and not began_it:
        raise TrustError("an inside key by someone who does not read the case")
    unverified.verify(_author_key(document, book), InsideKey)
    return VerifiedInsideKey(document, document_digest(unverified.payload))


def author_name(document: InsideKey) -> DirectoryName:
    """Give the directory in which an inside key's author stands, as the record names it.

    Raises:
        TrustError: it names none of the author's agency, or two of one agency.
    """
    check_directories(document.directories)
    for name in document.directories:
        if name.agency == document.author.agency:
            return name
    raise TrustError("an inside key that names no directory of its author's agency")


def is_key_sound(chain: RecordChain, newest: VerifiedRecord, book: TrustBook) -> bool:
    """Say whether everybody who holds the key of an epoch may go on reading (rule 5).

    All who read by its `newest` record stand in the newest directories, with whichever key, and whoever made the case
    key is the reporter or one of them: an officer who began the epoch and left with it knows that key.
    """
    return maker_reads(chain, newest) and all(_stands(agency, reader, book) for agency, reader in newest.readers)


def _stands(agency: str, reader: str, book: TrustBook) -> bool:
    return book.is_open(agency) and reader in book.newest(agency).reader_keys


def _author_key(document: InsideKey, book: TrustBook) -> OfficerVerifyKey:
    name = author_name(document)
    if not officer_entry(document.author, name, book).may(READING):
        raise TrustError("an inside key by someone who may not write inside")
    return officer_key(document.author, name, book)


def _case_keys(chain: RecordChain, epoch: int) -> set[str]:
    """Give the case keys up to an epoch; what a later epoch takes as its key must not take earlier notes away."""
    records = (one.document for one in chain.records if one.document.epoch <= epoch)
    return {one.case_key for one in records if isinstance(one, EpochRecord)}


def _previous_key(key: InsidePublicKey, before: HeldInsideKey) -> bytes:
    document = before.record.document
    previous = PreviousKey(
        case=document.case, epoch=document.epoch, record=before.record.digest, key=before.key.unsafe_text()
    )
    return seal_document(key, serialise(previous), GRANT_CLASS)
