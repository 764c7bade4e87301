"""Epoch and access records: which keys a case has and who reads it (docs/spec/records.md).

The chain of records is verified from epoch 1; no key enters a case without a record that says so.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal

import msgspec

from wbs.crypto.directory import RECOVERY_READER, ReaderEntry, document_digest
from wbs.crypto.encoding import b32
from wbs.crypto.exclusions import MAX_EXCLUDED, Exclusion, check_exclusions, is_excluded
from wbs.crypto.keys import CasePublicKey, OfficerVerifyKey, ReporterVerifyKey, VerifyKey
from wbs.crypto.primitives import sha256
from wbs.crypto.shape import (
    AgencyCode,
    ApprovalText,
    Bytes16,
    CaseIdText,
    Digest,
    Document,
    HybridKeyText,
    OfficerId,
    Ordinal,
    Part,
    Text,
    VerifyKeyText,
    parse,
    serialise,
)
from wbs.crypto.signing import Unverified
from wbs.crypto.trust import TrustBook
from wbs.errors import FormatError, TrustError

REPORTER: Literal["reporter"] = "reporter"
_NUMBER_CHARS = 16
_DAY_CHARS = 10
_DATED = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?: |\Z)")


class ReaderRef(Part, frozen=True, kw_only=True):
    """Names one officer."""

    agency: AgencyCode
    reader: OfficerId


Author = Literal["reporter"] | ReaderRef


class RecordReader(Part, frozen=True, kw_only=True):
    """One reader of an epoch, bound to a key by its digest."""

    agency: AgencyCode
    reader: OfficerId
    key: Digest


class ReporterKeys(Part, frozen=True, kw_only=True):
    """The reporter's two public keys, fixed for the life of the case."""

    reader_key: HybridKeyText
    verify_key: VerifyKeyText


class Opening(Part, frozen=True, kw_only=True):
    """How many readers must open together; this version knows 1."""

    k: Annotated[int, msgspec.Meta(ge=1, le=1)]


class Head(Part, frozen=True, kw_only=True):
    """The newest message of one author: sequence number and digest of the sealed bytes."""

    author: Author
    seq: Ordinal
    digest: Digest


class DirectoryName(Part, frozen=True, kw_only=True):
    """Names one directory."""

    agency: AgencyCode
    version: Ordinal
    digest: Digest


Readers = Annotated[list[RecordReader], msgspec.Meta(min_length=1, max_length=64)]
Heads = Annotated[list[Head], msgspec.Meta(max_length=66)]
DirectoryNames = Annotated[list[DirectoryName], msgspec.Meta(min_length=1, max_length=16)]


class EpochRecord(Document, frozen=True, kw_only=True, tag="wbs-epoch/v1"):
    """A fresh case key and everyone it is granted to."""

    agency: AgencyCode
    case: CaseIdText | msgspec.UnsetType = msgspec.UNSET
    epoch: Ordinal
    case_key: HybridKeyText
    previous: Digest | msgspec.UnsetType = msgspec.UNSET
    author: Author
    readers: Readers
    reporter: ReporterKeys
    excluded: Annotated[list[Exclusion], msgspec.Meta(max_length=MAX_EXCLUDED)]
    opening: Opening
    heads: Heads
    directories: DirectoryNames
    nonce: Bytes16
    approval: ApprovalText | msgspec.UnsetType = msgspec.UNSET
    """Of a transfer: the colleague's `wbs-approval/v1`, who vouches for it (docs/spec/referral.md, "Approvals")."""


class AccessRecord(Document, frozen=True, kw_only=True, tag="wbs-access/v1"):
    """One more reader within an epoch."""

    case: CaseIdText
    epoch: Ordinal
    record: Digest
    add: RecordReader
    previous: Digest
    author: Author
    reason: Text
    directories: DirectoryNames


@dataclass(frozen=True, slots=True)
class VerifiedRecord:
    """A record whose signature, place and readers were verified."""

    document: EpochRecord | AccessRecord
    digest: str
    readers: Mapping[tuple[str, str], str]
    """Key digests of everyone who reads the epoch as of this record, by (agency, reader)."""


@dataclass(frozen=True)
class RecordChain:
    """The verified records of one case, oldest first."""

    case: str
    first: EpochRecord
    records: tuple[VerifiedRecord, ...]

    def epoch(self, number: int) -> "EpochView":
        """Give the record of one epoch and who reads it in the end.

        Raises:
            TrustError: no such epoch.
        """
        view = self._views.get(number)
        if view is None:
            raise TrustError("an epoch without a record")
        return view

    @property
    def epochs(self) -> int:
        """How many epochs there are."""
        return self.records[-1].document.epoch

    @cached_property
    def _views(self) -> Mapping[int, "EpochView"]:
        members: dict[int, list[VerifiedRecord]] = {}
        for record in self.records:
            members.setdefault(record.document.epoch, []).append(record)
        return {
            number: EpochView(found[0].document, found[0].digest, found[-1].readers, {one.digest: one for one in found})
            for number, found in members.items()
            if isinstance(found[0].document, EpochRecord)
        }


@dataclass(frozen=True, slots=True)
class EpochView:
    """One epoch: its record, its digest, its readers after all access records, and all its records by digest."""

    document: EpochRecord
    digest: str
    readers: Mapping[tuple[str, str], str]
    records: Mapping[str, VerifiedRecord]

    def case_key(self) -> CasePublicKey:
        """The key that content of this epoch is sealed to."""
        return CasePublicKey.parse(self.document.case_key)


def case_id(first_payload: bytes) -> str:
    """Name a case by the payload of its first record: 52 characters of base32."""
    return b32(sha256(b"wbs/v1/case\0", first_payload))


def case_number(case: str) -> str:
    """Give the first 80 bits of a case id for letters and the telephone: `WBS-xxxx-xxxx-xxxx-xxxx`."""
    return "-".join(["WBS", *(case[at : at + 4] for at in range(0, _NUMBER_CHARS, 4))])


def author_text(author: Author) -> str:
    """Name an author in one string: `reporter`, or `agency/reader`."""
    return author if isinstance(author, str) else f"{author.agency}/{author.reader}"


def parse_author(text: str) -> Author:
    """Read what `author_text` wrote.

    Raises:
        FormatError: not an author.
    """
    if text == REPORTER:
        return REPORTER
    agency, _, reader = text.partition("/")
    return parse(serialise(ReaderRef(agency=agency, reader=reader)), ReaderRef)


def peek_case_id(envelope: bytes) -> str:
    """Give the case id that an epoch-1 envelope stands for, verifying only the reporter's signature on it.

    Raises:
        SignatureError, FormatError, UnknownVersionError: not a genuine first record.
        TrustError: a record that cannot be first.
    """
    return _verify_first(Unverified(envelope))[1]


def verify_chain(envelopes: Sequence[bytes], book: TrustBook) -> RecordChain:
    """Verify all records of a case from epoch 1.

    Raises:
        TrustError: a record that its signer, its place, the directories it names or the exclusions do not allow.
        SignatureError, FormatError, UnknownVersionError: a record that is not genuine or not well-formed.
    """
    if not envelopes:
        raise TrustError("a case without records")
    unverified = Unverified(envelopes[0])
    first, case = _verify_first(unverified)
    record = VerifiedRecord(first, document_digest(unverified.payload), _check_epoch_readers(first, book))
    _check_reporter(first, book)
    chain = _GrowingChain(case, first, [record], record.digest, {first.case_key})
    for envelope in envelopes[1:]:
        chain.records.append(_verify_next(Unverified(envelope), chain, book))
    return RecordChain(case, first, tuple(chain.records))


def maker_reads(chain: RecordChain, newest: VerifiedRecord) -> bool:
    """Say whether whoever made the key of `newest`'s epoch reads by `newest`: the reporter always does.

    An officer who began the epoch and left the case with it knows that key.
    """
    maker = chain.epoch(newest.document.epoch).document.author
    return isinstance(maker, str) or (maker.agency, maker.reader) in newest.readers


def signer_is_current(record: EpochRecord | AccessRecord, book: TrustBook) -> bool:
    """Say whether a record's signer still stands: the reporter, or someone with this key in the newest directory."""
    if isinstance(record.author, str):
        return True
    return is_current(record.author, _verify_key(record.author, record.directories, book), book)


def is_recovery(author: Author) -> bool:
    """Say whether an author is an agency's restored recovery key."""
    return not isinstance(author, str) and author.reader == RECOVERY_READER


def is_current(author: ReaderRef, key: VerifyKey, book: TrustBook) -> bool:
    """Say whether an officer, or the recovery key, stands in the newest directory with the verify key that signed."""
    return book.current_key(author.agency, author.reader) == key


def officer_entry(author: ReaderRef, name: DirectoryName, book: TrustBook) -> ReaderEntry:
    """Give an officer's entry in the directory a document names.

    Raises:
        TrustError: the directory is not verified, of another agency, or does not list the officer.
    """
    entry = book.directory(name.agency, name.version, name.digest).entries.get(author.reader)
    if entry is None or name.agency != author.agency:
        raise TrustError("an author who does not stand in the directory that is named")
    return entry


def officer_key(author: ReaderRef, name: DirectoryName, book: TrustBook) -> OfficerVerifyKey:
    """Give an officer's verify key in the directory a document names.

    Raises:
        TrustError: as `officer_entry`.
    """
    entry = officer_entry(author, name, book)
    return book.directory(name.agency, name.version, name.digest).verify_keys[entry.id]


def _verify_first(unverified: Unverified) -> tuple[EpochRecord, str]:
    record = unverified.unsafe_peek(EpochRecord)
    unverified.verify(ReporterVerifyKey.parse(record.reporter.verify_key), EpochRecord)
    is_first = (
        record.epoch == 1
        and record.author == REPORTER
        and record.case is msgspec.UNSET
        and record.previous is msgspec.UNSET
        and not record.heads
    )
    if not is_first:
        raise TrustError("a record that cannot be the first")
    return record, case_id(unverified.payload)


@dataclass(slots=True)
class _GrowingChain:
    """What is verified so far: the newest epoch's digest and every case key that was used."""

    case: str
    first: EpochRecord
    records: list[VerifiedRecord]
    epoch_digest: str
    used_keys: set[str]

    @property
    def newest(self) -> VerifiedRecord:
        return self.records[-1]


def _verify_next(unverified: Unverified, chain: _GrowingChain, book: TrustBook) -> VerifiedRecord:
    is_epoch = b'"type":"wbs-epoch/' in unverified.payload
    record: EpochRecord | AccessRecord = (
        unverified.unsafe_peek(EpochRecord) if is_epoch else unverified.unsafe_peek(AccessRecord)
    )
    if record.case != chain.case or record.previous != chain.newest.digest:
        raise TrustError("a record that does not follow from the one before")
    unverified.verify(_signer_key(record, chain, book), type(record))
    digest = document_digest(unverified.payload)
    if isinstance(record, AccessRecord):
        return VerifiedRecord(record, digest, _add_reader(record, chain, book))
    _check_unchanged(record, chain)
    readers = _check_epoch_readers(record, book)
    chain.used_keys.add(record.case_key)
    chain.epoch_digest = digest
    return VerifiedRecord(record, digest, readers)


def _signer_key(record: EpochRecord | AccessRecord, chain: _GrowingChain, book: TrustBook) -> VerifyKey:
    if isinstance(record.author, str):
        return ReporterVerifyKey.parse(chain.first.reporter.verify_key)
    if (record.author.agency, record.author.reader) not in chain.newest.readers:
        raise TrustError("a record by someone who does not read the case")
    return _verify_key(record.author, record.directories, book)


def _verify_key(author: ReaderRef, directories: Sequence[DirectoryName], book: TrustBook) -> VerifyKey:
    for name in directories:
        if name.agency == author.agency:
            key = book.directory(name.agency, name.version, name.digest).signing_reader_key(author.reader)
            if key is None:
                raise TrustError("an author who does not stand in the directory that is named")
            return key
    raise TrustError("a record that names no directory of its author's agency")


def _check_unchanged(record: EpochRecord, chain: _GrowingChain) -> None:
    first = chain.first
    if record.epoch != chain.newest.document.epoch + 1 or record.case_key in chain.used_keys:
        raise TrustError("an epoch out of order, or with a key used before")
    if (record.agency, record.reporter, record.excluded) != (first.agency, first.reporter, first.excluded):
        raise TrustError("an epoch that changes what never changes")


def _check_epoch_readers(record: EpochRecord, book: TrustBook) -> Mapping[tuple[str, str], str]:
    names = [(reader.agency, reader.reader) for reader in record.readers]
    if names != sorted(set(names)) or len({reader.key for reader in record.readers}) != len(names):
        raise TrustError("readers out of order, or twice")
    check_directories(record.directories)
    check_heads(record.heads)
    check_exclusions(record.excluded)
    for reader in record.readers:
        _check_reader(reader, record.directories, record.excluded, book)
    return {(reader.agency, reader.reader): reader.key for reader in record.readers}


def _check_reporter(record: EpochRecord, book: TrustBook) -> None:
    """Refuse an officer's key as the reporter's, which would make the officer look like the reporter."""
    for name in record.directories:
        if record.reporter.reader_key in book.directory(name.agency, name.version, name.digest).key_texts:
            raise TrustError("one key for the reporter and an officer")


def restored_on(record: AccessRecord) -> str:
    """Give the day that a record by the recovery key states: its reason begins with it, and a space may follow.

    Raises:
        FormatError: it does not; nobody could be told when the case was restored.
    """
    if not _DATED.match(record.reason):
        raise FormatError("a restored case without a day")
    return record.reason[:_DAY_CHARS]


def is_restoring(record: AccessRecord) -> bool:
    """Say whether the recovery key lets an officer in, and not only its own successor."""
    return is_recovery(record.author) and record.add.reader != RECOVERY_READER


def last_restored(chain: RecordChain, newest: VerifiedRecord) -> str | None:
    """Give the day on which the recovery key last let an officer in, by a record up to `newest`; None if never."""
    days = []
    for record in chain.records:
        if isinstance(record.document, AccessRecord) and is_restoring(record.document):
            days.append(restored_on(record.document))
        if record.digest == newest.digest:
            break
    return days[-1] if days else None


def check_heads(heads: Sequence[Head]) -> None:
    """Check that every author stands once, in order.

    Raises:
        FormatError: heads out of order, or one author twice.
    """
    authors = [author_text(head.author) for head in heads]
    if authors != sorted(set(authors)):
        raise FormatError("heads out of order, or twice")


def check_directories(directories: Sequence[DirectoryName]) -> None:
    """Check that every agency stands once, in order.

    Raises:
        TrustError: directories out of order, or two of one agency.
    """
    # Two directories of one agency would let two readers of the record pick two different keys for one officer.
    agencies = [name.agency for name in directories]
    if agencies != sorted(set(agencies)):
        raise TrustError("directories out of order, or twice")


def _add_reader(record: AccessRecord, chain: _GrowingChain, book: TrustBook) -> Mapping[tuple[str, str], str]:
    newest = chain.newest
    if record.epoch != newest.document.epoch or record.record != chain.epoch_digest:
        raise TrustError("an access record for another epoch")
    check_directories(record.directories)
    if is_recovery(record.author):
        restored_on(record)
    name = (record.add.agency, record.add.reader)
    if record.add.key in newest.readers.values():
        raise TrustError("an access record for someone who reads already")
    _check_reader(record.add, record.directories, chain.first.excluded, book)
    return {**newest.readers, name: record.add.key}


def _check_reader(
    reader: RecordReader,
    directories: Sequence[DirectoryName],
    excluded: Sequence[Exclusion],
    book: TrustBook,
) -> None:
    for name in directories:
        if name.agency == reader.agency:
            directory = book.directory(name.agency, name.version, name.digest)
            break
    else:
        raise TrustError("a reader whose agency's directory is not named")
    key = directory.reader_keys.get(reader.reader)
    if key is None or key.digest != reader.key:
        raise TrustError("a reader who does not stand in the directory with that key")
    if is_excluded(reader.agency, reader.reader, directory, excluded):
        raise TrustError("a reader who is excluded")
