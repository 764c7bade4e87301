"""From an anchor to an officer's key: chains of roots, directories, agencies (docs/spec/directory.md, "Verification").

Order of verification, each step on the ground of the one before:
1. the installation's roots chain contains the anchored fingerprint;
2. the newest agencies document is signed by a threshold of the newest of those roots;
3. an agency's roots chain contains the fingerprint that the agencies document names;
4. every directory of the agency is signed by a threshold of the roots it names; the newest names the newest roots.

An agency that is being founded has roots and no directory at all yet: it has no newest one, and its channel is closed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Generic, TypeVar

import msgspec

from wbs.crypto.directory import (
    INSTALLATION,
    RECOVERY_READER,
    Agencies,
    Directory,
    ReaderEntry,
    Roots,
    check_agencies,
    check_directory,
    check_roots,
    document_digest,
    parse_day,
)
from wbs.crypto.keys import OfficerVerifyKey, ReaderPublicKey, RecoveryVerifyKey, VerifyKey
from wbs.crypto.signing import Unverified
from wbs.errors import SignatureError, TrustError

DocumentT = TypeVar("DocumentT")


@dataclass(frozen=True)
class Verified(Generic[DocumentT]):
    """A document whose signatures were verified, with its digest and its envelope."""

    document: DocumentT
    digest: str
    envelope: bytes


@dataclass(frozen=True)
class VerifiedDirectory(Verified[Directory]):
    """A verified directory whose keys are parsed once: they are needed for every record."""

    before: tuple[str, ...] = ()
    """Digests of all versions before this one, oldest first."""
    roots: Roots | None = None
    """The roots document that signs it."""

    @cached_property
    def reader_keys(self) -> Mapping[str, ReaderPublicKey]:
        """Every reader key by reader id, the recovery key among them."""
        keys = {entry.id: entry.public_reader_key() for entry in self.document.readers}
        if self.document.recovery is not msgspec.UNSET:
            keys[RECOVERY_READER] = ReaderPublicKey.parse(self.document.recovery.reader_key)
        return keys

    @cached_property
    def key_texts(self) -> frozenset[str]:
        """Every key in the directory that something is sealed to: readers', custodian's, recovery key."""
        document = self.document
        holders = [part for part in (document.custodian, document.recovery) if part is not msgspec.UNSET]
        return frozenset(part.reader_key for part in (*document.readers, *holders))

    @cached_property
    def entries(self) -> Mapping[str, ReaderEntry]:
        """Every officer's entry by id."""
        return {entry.id: entry for entry in self.document.readers}

    @cached_property
    def verify_keys(self) -> Mapping[str, OfficerVerifyKey]:
        """Every officer's verify key by id."""
        return {entry.id: entry.public_verify_key() for entry in self.document.readers}

    @cached_property
    def recovery_verify_key(self) -> RecoveryVerifyKey | None:
        """The key that verifies records by the agency's restored recovery key, if the agency has one."""
        recovery = self.document.recovery
        return None if recovery is msgspec.UNSET else recovery.public_verify_key()

    def signing_reader_key(self, reader: str) -> VerifyKey | None:
        """The key that verifies records by a reader: an officer, or the agency's recovery key."""
        return self.recovery_verify_key if reader == RECOVERY_READER else self.verify_keys.get(reader)


ChainedT = TypeVar("ChainedT", Verified[Roots], VerifiedDirectory, Verified[Agencies])


@dataclass(frozen=True, slots=True)
class AgencyTrust:
    """One agency's verified roots and directories, oldest first; no directory while the agency is being founded."""

    roots: tuple[Verified[Roots], ...]
    directories: tuple[VerifiedDirectory, ...]

    @property
    def newest(self) -> VerifiedDirectory:
        """The directory that rules new cases.

        Raises:
            TrustError: the agency has none yet.
        """
        if not self.directories:
            raise TrustError("an agency without a directory")
        return self.directories[-1]


@dataclass(frozen=True, slots=True)
class TrustBook:
    """Everything that was verified from one anchor."""

    installation: tuple[Verified[Roots], ...]
    tables: tuple[Verified[Agencies], ...]
    """All agencies documents, oldest first."""
    by_agency: Mapping[str, AgencyTrust]

    @property
    def agencies(self) -> Verified[Agencies]:
        """The newest agencies document."""
        return self.tables[-1]

    @property
    def ruled_since(self) -> date:
        """Day of issue of the first agencies document under the installation's newest roots."""
        newest = self.installation[-1].digest
        return parse_day(next(one.document.issued for one in self.tables if one.document.roots == newest))

    def directory(self, agency: str, version: int, digest: str) -> VerifiedDirectory:
        """Give a directory that a record names.

        Raises:
            TrustError: no verified directory of that agency has this version and digest.
        """
        trust = self.by_agency.get(agency)
        if trust is not None and 1 <= version <= len(trust.directories):
            found = trust.directories[version - 1]
            if found.digest == digest:
                return found
        raise TrustError("a directory that the roots did not sign")

    def newest(self, agency: str) -> VerifiedDirectory:
        """Give an agency's newest directory.

        Raises:
            TrustError: the agency has none, or is not listed.
        """
        trust = self.by_agency.get(agency)
        if trust is None:
            raise TrustError("an agency that is not listed")
        return trust.newest

    def is_open(self, agency: str) -> bool:
        """Say whether an agency has a directory."""
        trust = self.by_agency.get(agency)
        return trust is not None and bool(trust.directories)

    def current_reader(self, agency: str, reader: str) -> ReaderEntry | None:
        """Give the officer's entry in the newest directory, if the officer still stands there."""
        return self.newest(agency).entries.get(reader) if self.is_open(agency) else None

    def current_key(self, agency: str, reader: str) -> VerifyKey | None:
        """Give a reader's verify key in the newest directory, the recovery key's too, if it still stands there."""
        return self.newest(agency).signing_reader_key(reader) if self.is_open(agency) else None


@dataclass(frozen=True, slots=True)
class DocumentSet:
    """Envelopes as published, oldest first: roots by agency (also of `00`), directories by agency, agencies."""

    roots: Mapping[str, Sequence[bytes]]
    directories: Mapping[str, Sequence[bytes]]
    agencies: Sequence[bytes]


def verify_documents(documents: DocumentSet, anchor: str) -> TrustBook:
    """Verify everything from the installation's roots fingerprint (base64url).

    Raises:
        TrustError: a broken chain, an anchor that is not in its chain, or dates and keys that do not fit.
        SignatureError, FormatError, UnknownVersionError: an envelope is not genuine or not well-formed.
    """
    installation = verify_roots(documents.roots.get(INSTALLATION, ()), INSTALLATION, anchor)
    tables = verify_agencies(documents.agencies, installation)
    by_agency = {}
    for entry in tables[-1].document.agencies:
        roots = verify_roots(documents.roots.get(entry.agency, ()), entry.agency, entry.roots)
        directories = verify_directories(documents.directories.get(entry.agency, ()), entry.agency, roots)
        by_agency[entry.agency] = AgencyTrust(roots, directories)
    return TrustBook(installation, tables, by_agency)


def verify_roots(envelopes: Sequence[bytes], agency: str, anchor: str) -> tuple[Verified[Roots], ...]:
    """Verify a roots chain: each version signed by its own threshold and by that of the version before.

    Raises:
        TrustError: empty or broken chain, another agency, or no version with the anchored fingerprint.
        SignatureError: a threshold is missed.
    """
    chain: list[Verified[Roots]] = []
    for envelope in envelopes:
        unverified = Unverified(envelope)
        roots = check_roots(unverified.unsafe_peek(Roots))
        _require_threshold(unverified, roots)
        if chain:
            _require_threshold(unverified, chain[-1].document)
        if roots.agency != agency:
            raise TrustError("roots of another agency")
        _append(chain, Verified(roots, document_digest(unverified.payload), envelope))
    if anchor not in {version.document.fingerprint_text() for version in chain}:
        raise TrustError("the roots are not the anchored ones")
    return tuple(chain)


def verify_directories(
    envelopes: Sequence[bytes], agency: str, roots: Sequence[Verified[Roots]]
) -> tuple[VerifiedDirectory, ...]:
    """Verify an agency's directories from version 1; none at all is an agency that is being founded.

    Raises:
        TrustError: broken chain, another agency, unknown or receding roots, or a newest one under old roots.
        SignatureError: a threshold is missed.
    """
    order = {version.digest: place for place, version in enumerate(roots)}
    chain: list[VerifiedDirectory] = []
    reached = 0
    for envelope in envelopes:
        unverified = Unverified(envelope)
        directory = unverified.unsafe_peek(Directory)
        place = order.get(directory.roots, -1)
        if directory.agency != agency or place < reached:
            raise TrustError("a directory of another agency, or under roots that are gone")
        _require_threshold(unverified, roots[place].document)
        check_directory(directory)
        before = tuple(version.digest for version in chain)
        _append(
            chain,
            VerifiedDirectory(directory, document_digest(unverified.payload), envelope, before, roots[place].document),
        )
        reached = place
    if chain and reached != len(roots) - 1:
        raise TrustError("no directory under the newest roots")
    return tuple(chain)


def refuse_rollback(directory: VerifiedDirectory, version: int, digest: str | None) -> None:
    """Compare with what a verifier remembers.

    Raises:
        TrustError: an older version than the remembered one, or a history with another document in its place.
    """
    if directory.document.version < version:
        raise TrustError("the directory is older than one seen before")
    if digest is not None and digest not in {*directory.before, directory.digest}:
        raise TrustError("two different directories with one version")


def verify_agencies(envelopes: Iterable[bytes], roots: Sequence[Verified[Roots]]) -> tuple[Verified[Agencies], ...]:
    """Verify the chain of agencies documents under the installation's roots; give all, oldest first.

    Raises:
        TrustError: empty or broken chain, unknown or receding roots, or a newest one under old roots.
        SignatureError: a threshold is missed.
    """
    order = {version.digest: place for place, version in enumerate(roots)}
    chain: list[Verified[Agencies]] = []
    reached = 0
    for envelope in envelopes:
        unverified = Unverified(envelope)
        agencies = unverified.unsafe_peek(Agencies)
        place = order.get(agencies.roots, -1)
        if place < reached:
            raise TrustError("an agencies document under roots that are unknown or gone")
        _require_threshold(unverified, roots[place].document)
        check_agencies(agencies)
        _append(chain, Verified(agencies, document_digest(unverified.payload), envelope))
        reached = place
    if not chain or reached != len(roots) - 1:
        raise TrustError("no agencies document under the newest roots")
    return tuple(chain)


def _require_threshold(unverified: Unverified, roots: Roots) -> None:
    if len(unverified.signers(roots.verify_keys())) < roots.threshold:
        raise SignatureError("fewer officials signed than the threshold asks")


def _append(chain: list[ChainedT], version: ChainedT) -> None:
    previous = chain[-1].digest if chain else msgspec.UNSET
    if version.document.version != len(chain) + 1 or version.document.previous != previous:
        raise TrustError("a version is missing or does not follow from the one before")
    chain.append(version)
