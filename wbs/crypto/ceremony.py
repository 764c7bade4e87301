"""Write the three documents that rule the keys: roots, directory, agencies (docs/spec/directory.md).

Only shapes and signatures; who may hold which key, and where, is decided by people (keys/README.md).
"""

from collections.abc import Iterable, Sequence

import msgspec

from wbs.crypto.directory import (
    Agencies,
    Directory,
    ReaderEntry,
    Role,
    RootKey,
    Roots,
    check_agencies,
    check_directory,
    check_roots,
    document_digest,
)
from wbs.crypto.keys import OfficerSecret, RootSigningKey
from wbs.crypto.shape import check, serialise
from wbs.crypto.signing import sign


def sign_roots(roots: Roots, keys: Iterable[RootSigningKey]) -> bytes:
    """Check and sign a roots document.

    Raises:
        TrustError, FormatError: the document breaks its own rules.
    """
    return sign(check_roots(check(roots)), *keys)


def sign_directory(directory: Directory, keys: Iterable[RootSigningKey]) -> bytes:
    """Check and sign a directory.

    Raises:
        TrustError, FormatError: the document breaks its own rules.
    """
    return sign(check_directory(check(directory)), *keys)


def sign_agencies(agencies: Agencies, keys: Iterable[RootSigningKey]) -> bytes:
    """Check and sign an agencies document.

    Raises:
        TrustError, FormatError: the document breaks its own rules.
    """
    return sign(check_agencies(check(agencies)), *keys)


def draft_roots(agency: str, keys: Sequence[RootSigningKey], offices: Sequence[str], threshold: int) -> Roots:
    """Draft version 1 of an agency's roots: one office per key."""
    entries = [RootKey(key=key.public.text, office=office) for key, office in zip(keys, offices, strict=True)]
    return Roots(agency=agency, version=1, threshold=threshold, keys=entries)


def reader_entry(
    secret: OfficerSecret, *, reader: str, label: str, unit: str, rank: str, roles: Iterable[Role], since: str
) -> ReaderEntry:
    """Draft an officer's directory entry from the officer's own secret."""
    return ReaderEntry(
        id=reader,
        label=label,
        unit=unit,
        rank=rank,
        roles=sorted(roles),
        reader_key=secret.reader_key.public.text,
        verify_key=secret.signing_key.public.text,
        since=since,
    )


def digest_of(document: msgspec.Struct) -> str:
    """Name a document that was drafted here, as later documents will name it."""
    return document_digest(serialise(document))
