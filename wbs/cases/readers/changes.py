"""Checks what an officer's program sealed to change who reads a case, or to write inside, before it is stored.

The server can tell who signed, who is listed, and what is missing. What is inside, only readers can; they check all of
this again. Opens nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import msgspec

from wbs.cases.access import Actor
from wbs.cases.conflicts.declared import recused, require_not_recused
from wbs.cases.followups.awaited import Recommended
from wbs.cases.inside import AlongWith, InsideFile, NewInsideKey, OfficersFile, StoredEntry, StoredInsideKey
from wbs.cases.model import AgencyCode, CaseFile, KeyDigest, NewEpoch, StoredGrant, StoredRecord
from wbs.cases.permissions import Act, require
from wbs.cases.readers.staying import (
    require_enough,
    require_guests_change,
    require_heads,
    require_recovery,
    require_service,
)
from wbs.cases.referral.receiving import require_receivers
from wbs.cases.reporters.arrivals import SentEpoch, checked_grants
from wbs.cases.room import require_room_for_officer, require_room_for_record
from wbs.crypto.age import check_sealed
from wbs.crypto.compose import name_of
from wbs.crypto.entries import Interest
from wbs.crypto.inside import InsideKey, VerifiedInsideKey, is_key_sound, verify_inside_key
from wbs.crypto.padding import DOCUMENT_CLASSES, GRANT_CLASS
from wbs.crypto.records import (
    AccessRecord,
    Author,
    DirectoryName,
    EpochRecord,
    ReaderRef,
    RecordChain,
    VerifiedRecord,
    verify_chain,
)
from wbs.crypto.signing import Unverified
from wbs.crypto.trust import TrustBook
from wbs.errors import (
    ForbiddenError,
    FormatError,
    NewerDirectoryError,
    NewerInsideKeyError,
    NewerRecordError,
    ReaderGoneError,
    TrustError,
)

_GRANT = frozenset({GRANT_CLASS})
RecordT = TypeVar("RecordT", AccessRecord, EpochRecord)


@dataclass(frozen=True, slots=True)
class SentAccess:
    """An access record as an officer's program states it."""

    record: bytes
    grant: tuple[KeyDigest, bytes]
    """The digest of the new reader's key, and the case key sealed to it."""
    inside: tuple[KeyDigest, bytes] | None = None
    """The same for the epoch's inside key."""


@dataclass(frozen=True, slots=True)
class SentInsideKey:
    """An inside key as an officer's program states it."""

    record: bytes
    grants: Mapping[KeyDigest, bytes]
    previous_key: bytes | None = None


@dataclass(frozen=True, slots=True)
class SentEntry:
    """An entry as an officer's program states it."""

    seq: int
    epoch: int
    sealed: bytes
    declares: Interest | None = None
    """What a declaration says; the server must know it, and colleagues compare it with what is sealed."""
    recommends: Recommended | None = None
    """By when what it recommends is to be followed, if it recommends something."""


@dataclass(frozen=True, slots=True)
class NewReader:
    """An access record that may be stored."""

    record: StoredRecord
    grant: StoredGrant
    along: AlongWith
    added: str
    """Whom it adds, as `agency/reader`."""


@dataclass(frozen=True, slots=True)
class NewReaders:
    """An epoch that may be stored."""

    epoch: NewEpoch
    inside: NewInsideKey | None
    changed: str
    """Whom it takes off and whom it adds, such as `-61.08/a +61.08/b`."""


def accept_access(sent: SentAccess, actor: Actor, file: OfficersFile, book: TrustBook, today: date) -> NewReader:
    """Check an access record.

    Raises:
        ForbiddenError: it adds somebody else, and the officer's roles do not change readers, or another agency handles
            the case.
        NewerRecordError: another record came first.
        NewerDirectoryError: made under a directory that is not the newest.
        NewerInsideKeyError: the epoch's inside key does not come along, or there is none.
        NotAReaderError: whom it adds does not serve, or has no role that reads.
        RecusedError: whom it adds declared a conflict of interest.
        TrustError: not signed by the acting officer, who must read the case, or grants for others than it adds.
        CaseFullError: the officer has signed very many records in this case.
        SignatureError, FormatError, UnknownVersionError: something is not genuine or not well-formed.
    """
    document, chain, before = _extended(sent.record, AccessRecord, file.case, book)
    name = (document.add.agency, document.add.reader)
    if name != actor.name:
        require(actor, Act.CHANGE_READERS)
        if actor.agency != file.history.handler:
            raise ForbiddenError("a guest who lets somebody in")
    _require_acting(document.author, actor, before)
    require_room_for_record(before, document.author)
    _require_newest(document.directories, book)
    require_service(*name, book, today)
    require_not_recused([name], file.declared)
    brings_inside = file.inside.key_of(document.epoch) is not None
    if brings_inside != (sent.inside is not None):
        raise NewerInsideKeyError("the epoch's inside key does not come along, or is not there")
    replaced = before.records[-1].readers.get(name)
    along = AlongWith(
        inside=None if sent.inside is None else _one_grant(sent.inside, document),
        replaces=None if replaced is None else KeyDigest(replaced),
    )
    stored = StoredRecord(document.epoch, len(before.records), chain.records[-1].digest, sent.record)
    return NewReader(stored, _one_grant(sent.grant, document), along, "/".join(name))


def accept_officer_epoch(
    sent: SentEpoch,
    inside: SentInsideKey | None,
    actor: Actor,
    file: OfficersFile,
    book: TrustBook,
    today: date,
    *,
    to: AgencyCode | None = None,
) -> NewReaders:
    """Check an epoch that an officer begins: whoever it does not name is taken off; the reporter always stays.

    With `to` the case goes to that agency: its receivers read, and nobody else, as `require_receivers` says.

    Raises:
        ForbiddenError: the officer's roles do not change readers, or a guest of another agency lets somebody in, or
            takes somebody off who serves, and is not of their own.
        NewerRecordError: another record came first.
        NewerDirectoryError: made under a directory that is not the newest.
        NotAReaderError: somebody it names does not serve, or has no role that reads.
        RecusedError: somebody it names declared a conflict of interest.
        TooFewReadersError: fewer officers would read than the policy asks, though more could.
        TrustError: not signed by the acting officer, who must read the case, the recovery key is left out, an approval
            of a transfer in what is none, an inside key became the case key, or grants for others than its readers and
            the reporter.
        CaseFullError: the officer has signed very many records in this case.
        SignatureError, FormatError, UnknownVersionError: something is not genuine or not well-formed.
    """
    require(actor, Act.CHANGE_READERS)
    document, chain, before = _extended(sent.record, EpochRecord, file.case, book)
    record = chain.records[-1]
    _require_acting(document.author, actor, before)
    require_room_for_record(before, document.author)
    _require_newest(document.directories, book)
    for agency, reader in record.readers:
        require_service(agency, reader, book, today)
    require_not_recused(record.readers, file.declared)
    if to is None:
        if document.approval is not msgspec.UNSET:
            raise TrustError("an approval of a transfer in a record that is none")
        require_recovery(document, before, book)
        require_enough(document, file.history.handler, book, today, recused(file.declared))
        if actor.agency != file.history.handler:
            require_guests_change(actor.agency, record, before, recused(file.declared), book, today)
    else:
        require_receivers(document, to, book, today)
    require_heads(document, file.case)
    if document.case_key in _used_inside(file.inside):
        raise TrustError("an inside key as the case key, which the reporter gets")
    check_sealed(sent.previous_key, _GRANT)
    epoch = NewEpoch(
        name=file.case.name,
        record=StoredRecord(document.epoch, len(before.records), record.digest, sent.record),
        previous_key=sent.previous_key,
        grants=checked_grants(sent.grants, chain),
    )
    new = None if inside is None else _new_inside_key(inside, actor, chain, file.inside, book)
    return NewReaders(epoch, new, _changed(before.records[-1], record))


def accept_inside_key(sent: SentInsideKey, actor: Actor, file: OfficersFile, book: TrustBook) -> NewInsideKey:
    """Check an inside key for the newest epoch.

    Raises:
        ForbiddenError: the officer's roles do not write inside.
        NewerRecordError: another record came first.
        NewerDirectoryError: made under a directory that is not the newest.
        NewerInsideKeyError: the epoch has an inside key already.
        ReaderGoneError: somebody holds the epoch's key who has left the directory or the case: begin an epoch first.
        TrustError: not signed by the acting officer, who must read the case, for others than the readers, or with a key
            that was used before.
        SignatureError, FormatError, UnknownVersionError: something is not genuine or not well-formed.
    """
    require(actor, Act.WRITE_INSIDE)
    chain = _chain_of(file.case, book)
    if file.inside.key_of(chain.epochs) is not None:
        raise NewerInsideKeyError("the epoch has an inside key already")
    _require_sound(chain, book)
    return _new_inside_key(sent, actor, chain, file.inside, book)


def accept_entry(sent: SentEntry, actor: Actor, file: OfficersFile, book: TrustBook, today: date) -> StoredEntry:
    """Check an entry for the newest epoch.

    Raises:
        ForbiddenError: the officer's roles do not write inside, or it recommends something and they do not reply.
        NewerRecordError: the epoch is not the newest, or has no inside key that the officer was granted.
        ReaderGoneError: somebody holds the epoch's key who has left the directory or the case: begin an epoch first.
        FormatError: not sealed in a class of documents, or it declares and recommends at once.
        CaseFullError: the officer has written as much inside as a case takes.
    """
    require(actor, Act.WRITE_INSIDE if sent.recommends is None else Act.WRITE_TO_REPORTERS)
    if None not in {sent.declares, sent.recommends}:
        raise FormatError("an entry that declares and recommends")
    check_sealed(sent.sealed, DOCUMENT_CLASSES)
    chain = _chain_of(file.case, book)
    if sent.epoch != chain.epochs or all(grant.epoch != sent.epoch for grant in file.inside.grants):
        raise NewerRecordError("the epoch is not the newest one, or its inside key is not granted")
    _require_sound(chain, book)
    require_room_for_officer(file.inside.entries, actor.author, sent.sealed)
    return StoredEntry(actor.author, sent.seq, sent.epoch, sent.sealed, today)


def _chain_of(file: CaseFile, book: TrustBook) -> RecordChain:
    return verify_chain([record.envelope for record in _in_order(file)], book)


def _in_order(file: CaseFile) -> list[StoredRecord]:
    return sorted(file.records, key=lambda record: record.place)


def _extended(
    envelope: bytes, shape: type[RecordT], file: CaseFile, book: TrustBook
) -> tuple[RecordT, RecordChain, RecordChain]:
    """Verify the chain with one more record of one shape; give that record, the chain with it, and the chain before."""
    before = _chain_of(file, book)
    record = Unverified(envelope).unsafe_peek(shape)
    if record.previous in {one.digest for one in before.records[:-1]}:
        raise NewerRecordError("it follows a record that is no longer the newest")
    return record, verify_chain([*(one.envelope for one in _in_order(file)), envelope], book), before


def _require_acting(author: Author, actor: Actor, before: RecordChain) -> None:
    if author != _ref(actor):
        raise TrustError("a record that somebody else signed")
    if before.records[-1].readers.get(actor.name) not in actor.reader_keys:
        raise TrustError("a record by someone who does not read the case with a key of their own")


def _ref(actor: Actor) -> ReaderRef:
    return ReaderRef(agency=actor.agency, reader=actor.id)


def _require_newest(directories: Sequence[DirectoryName], book: TrustBook) -> None:
    if any(name != name_of(book.newest(name.agency)) for name in directories):
        raise NewerDirectoryError("made under a directory that is not the newest")


def _require_sound(chain: RecordChain, book: TrustBook) -> None:
    if not is_key_sound(chain, chain.records[-1], book):
        raise ReaderGoneError("somebody holds the key who has left the directory, or the case")


def _one_grant(part: tuple[KeyDigest, bytes], document: AccessRecord) -> StoredGrant:
    key, sealed = part
    if key != document.add.key:
        raise TrustError("a grant for another key than the one that is added")
    check_sealed(sealed, _GRANT)
    return StoredGrant(document.epoch, key, sealed)


def _new_inside_key(
    sent: SentInsideKey, actor: Actor, chain: RecordChain, file: InsideFile, book: TrustBook
) -> NewInsideKey:
    if Unverified(sent.record).unsafe_peek(InsideKey).record in {one.digest for one in chain.records[:-1]}:
        raise NewerRecordError("an inside key under a record that is no longer the newest")
    verified = verify_inside_key(sent.record, chain, book)
    document = verified.document
    if document.author != _ref(actor):
        raise TrustError("an inside key that somebody else signed")
    _require_newest(document.directories, book)
    _require_fresh(verified, file)
    if sent.previous_key is not None:
        check_sealed(sent.previous_key, _GRANT)
    key = StoredInsideKey(document.epoch, verified.digest, sent.record, sent.previous_key)
    return NewInsideKey(key, _inside_grants(sent.grants, verified))


def _require_fresh(verified: VerifiedInsideKey, file: InsideFile) -> None:
    if verified.document.inside_key in _used_inside(file):
        raise TrustError("an inside key that was used before")


def _used_inside(file: InsideFile) -> set[str]:
    return {Unverified(key.envelope).unsafe_peek(InsideKey).inside_key for key in file.keys}


def _inside_grants(grants: Mapping[KeyDigest, bytes], verified: VerifiedInsideKey) -> tuple[StoredGrant, ...]:
    """Check that there is exactly one grant for every reader, and none for the reporter."""
    wanted = [KeyDigest(reader.key) for reader in verified.document.readers]
    if set(wanted) != set(grants):
        raise TrustError("inside grants for others than the readers")
    for sealed in grants.values():
        check_sealed(sealed, _GRANT)
    return tuple(StoredGrant(verified.document.epoch, key, grants[key]) for key in wanted)


def _changed(before: VerifiedRecord, after: VerifiedRecord) -> str:
    gone = sorted(before.readers.keys() - after.readers.keys())
    come = sorted(after.readers.keys() - before.readers.keys())
    return " ".join([*(f"-{agency}/{reader}" for agency, reader in gone), *(f"+{a}/{r}" for a, r in come)])
