"""Restore cases with an agency's recovery key (docs/spec/recovery.md, "Restoring a case").

Opens cases: neither portal may import it. Composes nothing for anybody whom the newest directory does not list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from wbs.crypto.compose import Recipient, SealedRecord, compose_access, compose_epoch, name_of, recipient
from wbs.crypto.directory import RECOVERY_READER
from wbs.crypto.dossier import Dossier, open_as_officer
from wbs.crypto.exclusions import is_excluded
from wbs.crypto.inside import HeldInsideKey, InsideMaterial, inside_grant
from wbs.crypto.insight import open_inside
from wbs.crypto.keys import CasePrivateKey, ReaderPublicKey
from wbs.crypto.messages import CaseMaterial, Grant, SealedGrant
from wbs.crypto.padding import GRANT_CLASS
from wbs.crypto.records import AccessRecord, DirectoryName, ReaderRef, RecordChain, is_recovery, verify_chain
from wbs.crypto.recovery import RecoveryKeys
from wbs.crypto.shape import parse
from wbs.crypto.trust import TrustBook
from wbs.crypto.unseal import unseal_document
from wbs.errors import ForgedGrantError, TrustError


@dataclass(frozen=True, slots=True)
class StoredCase:
    """What is stored of a case for one reader key: all of it untrusted."""

    case: CaseMaterial
    inside: InsideMaterial


class MaterialSource(Protocol):
    """Gives what is stored of a case for one reader key."""

    def __call__(self, reader_key: str) -> StoredCase | None:
        """Give a case to the reader whose key has this digest; None if it holds no grant."""


@dataclass(frozen=True, slots=True)
class RestoringRecord:
    """One record, and the epoch's inside key for whom it lets in, if there is one that the recovery key holds."""

    sealed: SealedRecord
    inside: SealedGrant | None = None


@dataclass(frozen=True, slots=True)
class Restoration:
    """What restores one case, in the order in which it is stored; nothing if everybody named reads it already."""

    case: str
    records: tuple["RestoringRecord", ...]
    left_out: tuple[ReaderRef, ...] = ()
    """Whom the reporter, or the parent's directory, excluded from this case."""


def restore_case(
    keys: RecoveryKeys,
    source: MaterialSource,
    readers: Sequence[ReaderRef],
    book: TrustBook,
    reason: str,
    *,
    anew: bool = False,
) -> Restoration:
    """Open a case with the recovery key and let readers in, each by an access record of its own.

    Args:
        keys: from `match_keys`.
        source: gives the case; what it gives is verified from the anchor.
        readers: officers of the newest directories; the recovery reader itself follows its key without being named.
        book: verified documents.
        reason: begins with the day; for everybody who reads the case.
        anew: begin an epoch where somebody who is named reads already, unless the newest one is the recovery key's own:
            whoever cannot open the case with the key that the record names was given a broken grant.

    Raises:
        TrustError: a reader who is not in the newest directory, or a case that cannot be built on.
        ForgedGrantError: nothing opens the newest epoch.
        UnsealError, SignatureError, FormatError, UnknownVersionError: the case is not genuine.
    """
    stored, dossier, held = _open(keys, source, book)
    chain = dossier.chain
    if (keys.author.agency, keys.author.reader) not in dossier.newest.readers:
        raise TrustError("the record that lets the recovery key in does not count")
    left_out = tuple(ref for ref in readers if _is_barred(ref, chain, book))
    work = _Work(keys, book, list(stored.case.records), dossier, held)
    if not _may_build_on(chain, dossier) or (anew and _reads_by_others(keys, readers, dossier, book)):
        work.begin_epoch()
    for ref in dict.fromkeys((keys.author, *readers)):
        if ref not in left_out:
            work.admit(ref, reason)
    return Restoration(stored.case.case, tuple(work.made), left_out)


def _may_build_on(chain: RecordChain, dossier: Dossier) -> bool:
    """Say whether whatever does not count was only added by a recovery key since replaced, under a key that counts.

    Anything else that does not count could be a trap: whoever builds on it would confirm it.
    """
    counted = chain.records.index(dossier.newest) + 1
    later = [record.document for record in chain.records[counted:]]
    return all(isinstance(record, AccessRecord) and is_recovery(record.author) for record in later)


def _reads_by_others(keys: RecoveryKeys, readers: Sequence[ReaderRef], dossier: Dossier, book: TrustBook) -> bool:
    """Say whether one of these reads with the newest key already, by an epoch that the recovery key did not begin."""
    read = dossier.newest.readers
    named = (ref for ref in readers if (ref.agency, ref.reader) in read and not _is_barred(ref, dossier.chain, book))
    maker = dossier.chain.epoch(dossier.chain.epochs).document.author
    return maker != keys.author and any(read[ref.agency, ref.reader] == _newest_key(ref, book).digest for ref in named)


def _open(
    keys: RecoveryKeys, source: MaterialSource, book: TrustBook
) -> tuple[StoredCase, Dossier, HeldInsideKey | None]:
    for secret in keys.opening:
        reader_key = secret.reader_key
        stored = source(reader_key.public.digest)
        if stored is not None:
            dossier = open_as_officer(stored.case, reader_key, keys.author, book)
            if dossier.chain.epochs in dossier.case_keys:
                inside = open_inside(stored.inside, dossier, reader_key, keys.author, book)
                return stored, dossier, inside.held.get(dossier.chain.epochs)
    raise ForgedGrantError("the newest epoch was not granted to the recovery key")


class _Work:
    """Builds records one upon the other; each is verified as every client will."""

    def __init__(
        self,
        keys: RecoveryKeys,
        book: TrustBook,
        envelopes: list[bytes],
        dossier: Dossier,
        inside: HeldInsideKey | None,
    ) -> None:
        self.made: list[RestoringRecord] = []
        self._inside = inside
        self._keys = keys
        self._book = book
        self._envelopes = envelopes
        self._chain = dossier.chain
        self._dossier = dossier
        self._case_key = dossier.case_keys[dossier.chain.epochs]

    def begin_epoch(self) -> None:
        """Leave behind a record that nobody who counts stands for: building on it would confirm it."""
        staying = _staying(self._keys, self._dossier, self._book)
        epoch = compose_epoch(
            self._keys.signing.signing_key,
            self._keys.author,
            self._chain,
            self._case_key,
            staying,
            directories=self._names(*(one.name.agency for one in staying)),
            heads=self._dossier.heads(),
        )
        self._inside = None  # the new epoch has none yet: the next officer's program brings it
        self._keep(epoch)
        own = self._keys.signing.reader_key
        sealed = next(grant.sealed for grant in epoch.grants if grant.key == own.public.digest)
        self._case_key = CasePrivateKey.parse(parse(unseal_document(own, sealed, GRANT_CLASS), Grant).key)

    def admit(self, ref: ReaderRef, reason: str) -> None:
        """Let one reader in who does not read with the newest key yet."""
        new = _recipient(ref, self._book)
        if self._chain.records[-1].readers.get((ref.agency, ref.reader)) == new.name.key:
            return
        access = compose_access(
            self._keys.signing.signing_key,
            self._keys.author,
            self._chain,
            self._case_key,
            new,
            newest=self._chain.records[-1],
            directories=self._names(ref.agency),
            reason=reason,
        )
        self._keep(access, None if self._inside is None else inside_grant(self._inside, new.key))

    def _names(self, *agencies: str) -> list[DirectoryName]:
        return [name_of(self._book.newest(agency)) for agency in sorted({self._keys.agency, *agencies})]

    def _keep(self, sealed: SealedRecord, inside: SealedGrant | None = None) -> None:
        self.made.append(RestoringRecord(sealed, inside))
        self._envelopes.append(sealed.record)
        self._chain = verify_chain(self._envelopes, self._book)


def _newest_key(ref: ReaderRef, book: TrustBook) -> ReaderPublicKey:
    key = book.newest(ref.agency).reader_keys.get(ref.reader)
    if key is None:
        raise TrustError("a reader who does not stand in the newest directory")
    return key


def _recipient(ref: ReaderRef, book: TrustBook) -> Recipient:
    return recipient(ref.agency, ref.reader, _newest_key(ref, book))


def _is_barred(ref: ReaderRef, chain: RecordChain, book: TrustBook) -> bool:
    return is_excluded(ref.agency, ref.reader, book.newest(ref.agency), chain.first.excluded)


def _staying(keys: RecoveryKeys, dossier: Dossier, book: TrustBook) -> list[Recipient]:
    """Give the recovery key, and all who read by the newest record that counts and still stand with that key."""
    chosen = {(keys.agency, RECOVERY_READER): _recipient(keys.author, book)}
    for (agency, reader), digest in dossier.newest.readers.items():
        key = book.newest(agency).reader_keys.get(reader) if book.is_open(agency) else None
        ref = ReaderRef(agency=agency, reader=reader)
        if key is not None and key.digest == digest and not _is_barred(ref, dossier.chain, book):
            chosen[agency, reader] = recipient(agency, reader, key)
    return [chosen[name] for name in sorted(chosen)]
