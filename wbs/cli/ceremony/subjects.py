"""What officials sign: the three kinds of documents, what each stands on, and where a draft comes from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wbs.cli.ceremony.shelf import Shelf, read_document
from wbs.cli.ceremony.telling import tell_agencies, tell_directory, tell_roots
from wbs.cli.speech import Speech
from wbs.crypto.ceremony import digest_of
from wbs.crypto.directory import (
    INSTALLATION,
    Agencies,
    Directory,
    Roots,
    check_agencies,
    check_directory,
    check_roots,
)
from wbs.crypto.enrolment import VerifiedEnrolment
from wbs.crypto.root_key import Kind
from wbs.crypto.shape import parse
from wbs.crypto.signing import Unverified
from wbs.crypto.trust import Verified
from wbs.errors import FormatError, TrustError

Subject = Roots | Directory | Agencies
SHAPES: dict[Kind, Any] = {"roots": Roots, "directory": Directory, "agencies": Agencies}


@dataclass(frozen=True, slots=True)
class Ground:
    """What a document stands on."""

    rules: tuple[Roots, ...]
    """Roots whose thresholds must each be met: for a change of roots, the old ones and the new ones."""
    anchors: frozenset[str]
    """Fingerprints of all versions of the roots above."""
    roots_before: frozenset[str]
    """Digests of all versions of those roots that are in the folder."""
    history: tuple[str, ...]
    """Digests of the versions before this one, oldest first."""
    previous: Any
    """The version before, or None."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document as its bytes were read once: what is shown is what is signed."""

    kind: Kind
    payload: bytes
    document: Any

    @property
    def agency(self) -> str:
        """Whose document it is."""
        return INSTALLATION if self.kind == "agencies" else str(self.document.agency)

    @property
    def stem(self) -> str:
        """The published name without its ending."""
        return stem_of(self.document)


def stem_of(document: Subject) -> str:
    """Give the published name of a document, without its ending."""
    if isinstance(document, Agencies):
        return f"agencies-{document.version}"
    kind = "roots" if isinstance(document, Roots) else "directory"
    return f"{kind}-{document.agency}-{document.version}"


def load(path: Path, kind: Kind) -> Loaded:
    """Read a draft, or a document with signatures on it, which are not looked at here.

    Raises:
        CeremonyError: the file cannot be read.
        FormatError, UnknownVersionError, TrustError: not a document of this kind, or one that breaks its own rules.
    """
    data = read_document(path)
    payload = Unverified(data).payload if data.startswith(b'{"payload":') else data
    return loaded(payload, kind)


def loaded(payload: bytes, kind: Kind) -> Loaded:
    """Check payload bytes.

    Raises:
        FormatError, UnknownVersionError, TrustError: as `load`.
    """
    return Loaded(kind, payload, check_rules(parse(payload, SHAPES[kind])))


def check_rules(document: Any) -> Any:
    """Check a document's own rules.

    Raises:
        TrustError, FormatError: it breaks one.
    """
    if isinstance(document, Roots):
        return check_roots(document)
    return check_directory(document) if isinstance(document, Directory) else check_agencies(document)


def ground_of(document: Subject, shelf: Shelf) -> Ground:
    """Find what a document stands on in the folder.

    Raises:
        TrustError: the version before is missing, another document has this version, or the roots are not the newest.
        SignatureError, FormatError: a document in the folder is not genuine.
    """
    if isinstance(document, Roots):
        return _ground_of_roots(document, shelf)
    agency = INSTALLATION if isinstance(document, Agencies) else document.agency
    roots = shelf.roots(agency)
    if document.roots != roots[-1].digest:
        raise TrustError("the draft does not stand under the newest roots in the folder")
    chain: Sequence[Verified[Any]] = (
        shelf.agencies() if isinstance(document, Agencies) else shelf.directories(document.agency)
    )
    return _ground((roots[-1].document,), roots, document, chain)


def tell(one: Loaded, ground: Ground, requests: Iterable[VerifiedEnrolment], speech: Speech) -> list[str]:
    """Say a document in words."""
    document = one.document
    if isinstance(document, Roots):
        return tell_roots(document, ground.previous, speech)
    if isinstance(document, Agencies):
        return tell_agencies(document, ground.previous, speech)
    return tell_directory(document, ground.previous, requests, speech)


def _ground_of_roots(document: Roots, shelf: Shelf) -> Ground:
    published = document.agency in shelf.documents.roots
    if not published and document.version > 1:
        raise TrustError("the version before this one is not in the folder")
    chain = shelf.roots(document.agency) if published else ()
    ground = _ground((document,), chain, document, chain)
    if ground.previous is None:
        return Ground((document,), frozenset({document.fingerprint_text()}), ground.roots_before, (), None)
    return Ground((ground.previous, document), ground.anchors, ground.roots_before, ground.history, ground.previous)


def _ground(
    rules: tuple[Roots, ...], roots: Sequence[Verified[Roots]], document: Subject, chain: Sequence[Verified[Any]]
) -> Ground:
    place = document.version - 1
    if len(chain) > place and chain[place].digest != digest_of(document):
        raise TrustError("another document of this version is in the folder already")
    before = chain[:place]
    if len(before) != place or (before and document.previous != before[-1].digest):
        raise TrustError("the version before this one is not in the folder")
    return Ground(
        rules,
        frozenset(version.document.fingerprint_text() for version in roots),
        frozenset(version.digest for version in roots),
        tuple(version.digest for version in before),
        before[-1].document if before else None,
    )


def require_kind(path: Path) -> Kind:
    """Say of which kind a published file is, by its name.

    Raises:
        FormatError: no published name.
    """
    for kind in SHAPES:
        if path.name.startswith(f"{kind}-"):
            return kind
    raise FormatError("a document is named as it is published, such as directory-61.08-2.json")
