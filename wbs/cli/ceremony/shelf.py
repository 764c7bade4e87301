"""A folder with the documents of an installation, as the officials' commands read it: public files, nothing secret.

Each chain is verified on its own, from its first version: while officials work, the newest documents may still be
missing. Whether it is the right installation is for the official to compare, or for `--root`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from wbs.cli.files import read_small
from wbs.crypto.directory import Agencies, Directory, Roots
from wbs.crypto.signing import Unverified
from wbs.crypto.trust import (
    DocumentSet,
    Verified,
    VerifiedDirectory,
    verify_agencies,
    verify_directories,
    verify_roots,
)
from wbs.errors import TrustError
from wbs.web.documents import document_set, is_document_name


@dataclass(frozen=True, slots=True)
class Shelf:
    """Envelopes in chains, oldest first."""

    documents: DocumentSet

    def roots(self, agency: str) -> tuple[Verified[Roots], ...]:
        """Verify an agency's roots.

        Raises:
            TrustError: none here, or a broken chain.
            SignatureError, FormatError: not genuine.
        """
        envelopes = self.documents.roots.get(agency, ())
        if not envelopes:
            raise TrustError(f"no roots document of {agency} in the folder")
        first = Unverified(envelopes[0]).unsafe_peek(Roots)
        return verify_roots(envelopes, agency, first.fingerprint_text())

    def directories(self, agency: str) -> tuple[VerifiedDirectory, ...]:
        """Verify an agency's directories, under roots that may since have changed; none is none.

        Raises:
            TrustError, SignatureError, FormatError: a broken chain, or not genuine.
        """
        envelopes = self.documents.directories.get(agency, ())
        if not envelopes:
            return ()
        roots = self.roots(agency)
        return verify_directories(envelopes, agency, _up_to(roots, Unverified(envelopes[-1]).unsafe_peek(Directory)))

    def agencies(self) -> tuple[Verified[Agencies], ...]:
        """Verify all versions of the agencies document, under roots that may since have changed; none is none.

        Raises:
            TrustError, SignatureError, FormatError: a broken chain, or not genuine.
        """
        envelopes = self.documents.agencies
        if not envelopes:
            return ()
        roots = _up_to(self.roots("00"), Unverified(envelopes[-1]).unsafe_peek(Agencies))
        return verify_agencies(envelopes, roots)


def read_shelf(folder: Path, more: Iterable[Path] = ()) -> Shelf:
    """Read all published documents of a folder, and files that are to join them.

    Raises:
        CeremonyError: a file that cannot be read.
        TrustError: a file that joins under a name of the folder, with other content.
    """
    return Shelf(document_set(read_files(folder, more)))


def read_files(folder: Path, more: Iterable[Path] = ()) -> Mapping[str, bytes]:
    """Read the files of `read_shelf` by name.

    Raises:
        CeremonyError, TrustError: as `read_shelf`.
    """
    files = {path.name: read_document(path) for path in sorted(folder.iterdir()) if is_document_name(path.name)}
    for path in more:
        data = read_document(path)
        if not is_document_name(path.name):
            raise TrustError("a document is named as it is published, such as directory-61.08-2.json")
        if files.setdefault(path.name, data) != data:
            raise TrustError(f"{path.name} exists with other content: two documents of one version")
    return files


def read_document(path: Path) -> bytes:
    """Read a document's bytes; a line end that an editor left behind does not count.

    Raises:
        CeremonyError: it cannot be read.
    """
    return read_small(path).removesuffix(b"\n")


def _up_to(roots: tuple[Verified[Roots], ...], newest: Directory | Agencies) -> tuple[Verified[Roots], ...]:
    """Give the roots up to the version that the newest document names."""
    places = [place for place, version in enumerate(roots) if version.digest == newest.roots]
    return roots[: places[0] + 1] if places else roots
