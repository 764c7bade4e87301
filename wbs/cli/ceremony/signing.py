"""Signing, combining, checking and publishing, the same for all three kinds of documents.

A file is read once: the bytes that were shown are the bytes that are signed. A key signs only where its own roots list
it, and never a second document under one version (its memory lies beside it, signed by itself).
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wbs.cli.ceremony.shelf import Shelf, read_document, read_files
from wbs.cli.ceremony.subjects import Ground, Loaded, ground_of, loaded, require_kind
from wbs.cli.files import read_small, write_new, write_whole
from wbs.crypto.ceremony import digest_of
from wbs.crypto.directory import INSTALLATION, Agencies, Custodian, Directory, ReaderEntry, Roots
from wbs.crypto.drafts import holders
from wbs.crypto.enrolment import VerifiedEnrolment, peek_enrolment, verify_enrolment
from wbs.crypto.keys import RootSigningKey, RootVerifyKey
from wbs.crypto.root_key import (
    Kind,
    RootKey,
    Signed,
    refuse_second,
    remembered,
    sign_memory,
    verify_memory,
    with_signed,
)
from wbs.crypto.shape import tag_of
from wbs.crypto.signing import Unverified, combine_signatures, sign_payload
from wbs.crypto.trust import TrustBook, verify_documents
from wbs.errors import CeremonyError, RefusedError, TrustError
from wbs.web.documents import ANCHOR_FILE, document_set


@dataclass(frozen=True, slots=True)
class Memory:
    """What a key signed last, and the file beside the key file that says so."""

    path: Path
    signed: tuple[Signed, ...]
    is_new: bool

    @classmethod
    def beside(cls, key_file: Path, key: RootVerifyKey) -> "Memory":
        """Read the memory of a key; a key that never signed has none.

        Raises:
            SignatureError, FormatError: a memory that this key did not write.
        """
        path = _beside(key_file)
        if not path.exists():
            return cls(path, (), is_new=True)
        return cls(path, verify_memory(read_small(path), key), is_new=False)

    def copy_beside(self, key_file: Path) -> None:
        """Take the memory along to the same key in another file; one that lies there already stays.

        Raises:
            CeremonyError: it cannot be written.
        """
        target = _beside(key_file)
        if not target.exists():
            write_new(target, read_small(self.path))

    def write(self, new: Signed, key: RootSigningKey) -> None:
        """Put the memory with `new` in the place of the one before, whole or not at all."""
        draft = self.path.with_name(self.path.name + ".new")
        draft.unlink(missing_ok=True)
        write_new(draft, sign_memory(with_signed(self.signed, new), key))
        draft.replace(self.path)
        descriptor = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _beside(key_file: Path) -> Path:
    return key_file.with_suffix(".memory.json")


def entry_of(one: Loaded) -> Signed:
    """Name a document as a memory does."""
    return Signed(kind=one.kind, agency=one.agency, version=one.document.version, digest=digest_of(one.document))


def require_listed(root: RootKey, ground: Ground) -> None:
    """Check that the roots list the key under its own office.

    Raises:
        TrustError: they do not.
    """
    offices = {entry.office for roots in ground.rules for entry in roots.keys if entry.key == root.key.public.text}
    if not offices:
        raise TrustError("this key is in none of the roots that may sign here")
    if root.office not in offices:
        raise TrustError("the roots list this key under another office than its own")


def require_remembered(memory: Memory, one: Loaded, ground: Ground, *, again: bool) -> None:
    """Compare with what the key signed before; `again` passes over another document of the same version.

    Raises:
        TrustError: going back, a second document under one version, or roots that are not those it signed.
    """
    roots = remembered(memory.signed, "roots", one.agency)
    if one.kind != "roots" and roots is not None and roots.digest not in ground.roots_before:
        raise TrustError("the roots in the folder are not those that this key signed")
    last = remembered(memory.signed, one.kind, one.agency)
    if again and last is not None and last.version == one.document.version:
        return
    refuse_second(last, entry_of(one), ground.history)


def require_known_roots(memory: Memory, one: Loaded, shelf: Shelf) -> None:
    """Check that an agencies document names, for every agency whose roots this key signed, those roots or later ones.

    Raises:
        TrustError: it names others: whoever has them would rule the agency.
    """
    entries = one.document.agencies if isinstance(one.document, Agencies) else ()
    for entry in entries:
        last = remembered(memory.signed, "roots", entry.agency)
        if last is None:
            continue
        chain = shelf.roots(entry.agency)
        fingerprints = {version.document.fingerprint_text() for version in chain}
        if last.digest not in {version.digest for version in chain} or entry.roots not in fingerprints:
            raise TrustError("the agencies document names other roots than those that this key signed")


def require_anchor(ground: Ground, root: str) -> None:
    """Compare the roots with a fingerprint that an official brought.

    Raises:
        TrustError: they are others.
    """
    if root not in ground.anchors:
        raise TrustError("the roots are not the anchored ones")


def sign_loaded(one: Loaded, key: RootSigningKey) -> bytes:
    """Sign the bytes that were read."""
    return sign_payload(one.payload, tag_of(type(one.document)), key)


def requests_for(one: Loaded, ground: Ground, files: Iterable[Path]) -> tuple[VerifiedEnrolment, ...]:
    """Verify enrolment requests and keep those whose keys the document lists; others are passed over."""
    found = []
    for path in files:
        try:
            data = read_document(path)
            request = peek_enrolment(data)
            found.append(verify_enrolment(data, _listed(ground.previous, request.officer)))
        except RefusedError:
            continue
    return tuple(request for request in found if request.document.agency == one.agency)


def without_request(
    directory: Directory, previous: Directory | None, requests: Sequence[VerifiedEnrolment]
) -> tuple[str, ...]:
    """Give the ids whose keys are new, or were renewed, without a request that says so."""
    asked = {(one.document.officer, one.document.reader_key, one.document.verify_key) for one in requests}
    before = set() if previous is None else {(e.id, e.reader_key, e.verify_key) for e in holders(previous)}
    return tuple(
        entry.id for entry in holders(directory) if (entry.id, entry.reader_key, entry.verify_key) not in asked | before
    )


def combine(envelopes: Sequence[bytes], kind: Kind, shelf: Shelf) -> tuple[Loaded, bytes, tuple[str, ...]]:
    """Join the officials' signatures; give the document, its envelope and the offices that did not sign.

    Raises:
        TrustError: fewer signed than a threshold asks (the text says how many are missing).
        FormatError, SignatureError: different documents, or nobody who may has signed.
    """
    one = loaded(Unverified(envelopes[0]).payload, kind)
    ground = ground_of(one.document, shelf)
    keys = frozenset(key for roots in ground.rules for key in roots.verify_keys())
    envelope = combine_signatures(envelopes, frozenset(keys))
    unverified = Unverified(envelope)
    missing = max(_missing(unverified, roots) for roots in ground.rules)
    if missing > 0:
        raise TrustError(f"{missing} more signatures are needed")
    signers = {key.text for key in unverified.signers(frozenset(keys))}
    silent = [entry.office for roots in ground.rules for entry in roots.keys if entry.key not in signers]
    return one, envelope, tuple(dict.fromkeys(silent))


def verify_folder(folder: Path, more: Sequence[Path], anchor: str | None) -> tuple[TrustBook, Mapping[str, bytes]]:
    """Verify the whole set of a folder together with files that are to join it, from an anchor or its own.

    Raises:
        CeremonyError: there is no anchor.
        TrustError, SignatureError, FormatError: it does not verify.
    """
    files = read_files(folder, more)
    return verify_documents(document_set(files), anchor or read_anchor(folder)), files


def verified_names(book: TrustBook, names: Iterable[str]) -> frozenset[str]:
    """Keep the names of documents that a verified set stands on; of agencies that it does not list nothing was read."""
    listed = {f"{kind}-{agency}" for kind in ("roots", "directory") for agency in book.by_agency}
    return frozenset(
        name for name in names if name.rpartition("-")[0] in {*listed, f"roots-{INSTALLATION}", "agencies"}
    )


def read_anchor(folder: Path) -> str:
    """Read the anchor of a folder.

    Raises:
        CeremonyError: there is none.
    """
    path = folder / ANCHOR_FILE
    if not path.exists():
        raise CeremonyError(f"{ANCHOR_FILE} is missing; say --root, or run wbs init first")
    return read_small(path, 200).decode("ascii", "replace").strip()


def publish(files: Sequence[Path], folder: Path) -> tuple[TrustBook, tuple[str, ...]]:
    """Copy documents into an installation's folder if the whole set verifies with them; give the names that are new.

    Raises:
        CeremonyError, TrustError, SignatureError, FormatError: it would not verify; nothing was copied.
    """
    for path in files:
        require_kind(path)
    book, together = verify_folder(folder, files, None)
    if not {path.name for path in files} <= verified_names(book, together):
        raise TrustError("a document of an agency that the agencies document does not list")
    new = [path.name for path in files if not (folder / path.name).exists()]
    for name in sorted(set(new), key=lambda name: (not name.startswith("roots"), name)):
        write_whole(folder / name, together[name])
    return book, tuple(new)


def requests_beside(path: Path) -> list[Path]:
    """Find the enrolment requests that lie in a document's folder."""
    return sorted(path.parent.glob("enrolment-*.json"))


def next_draft(folder: Path, stem: str) -> Path:
    """Give the next free name of a draft: earlier drafts stay."""
    number = 1
    while (folder / f"{stem}.draft-{number}.json").exists():
        number += 1
    return folder / f"{stem}.draft-{number}.json"


def _missing(unverified: Unverified, roots: Roots) -> int:
    return roots.threshold - len(unverified.signers(frozenset(roots.verify_keys())))


def _listed(previous: Directory | None, officer: str) -> ReaderEntry | Custodian | None:
    if previous is None:
        return None
    return next((entry for entry in holders(previous) if entry.id == officer), None)
