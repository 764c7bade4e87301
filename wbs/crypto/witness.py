"""Who saw a checkpoint: auditors' signatures held against the directories that name auditors (docs/spec/audit.md)."""

from collections.abc import Iterable
from dataclasses import dataclass

from wbs.crypto.checkpoint import Checkpoint, Cosignature, origin_of, parse_origin
from wbs.crypto.directory import Role
from wbs.crypto.trust import TrustBook
from wbs.errors import SignatureError


@dataclass(frozen=True, slots=True)
class Witness:
    """An auditor whose signature on a checkpoint was verified."""

    name: str
    label: str
    time: int
    """When it was signed, in seconds since 1970, by the auditor's own clock."""
    is_current: bool
    """Whether the newest directory still lists this auditor with this key."""


def log_origin(book: TrustBook, agency: str) -> str:
    """Name an agency's log: the installation's first roots never change, whatever follows them."""
    return origin_of(book.installation[0].document.fingerprint_text(), agency)


def witness_of(book: TrustBook, checkpoint: Checkpoint, cosignature: Cosignature) -> Witness | None:
    """Give the auditor who signed; None unless a directory of the log's agency lists the key as an auditor's.

    Raises:
        SignatureError: it claims an auditor's key, and is not by it.
    """
    _, agency = parse_origin(checkpoint.origin)
    trust = book.by_agency.get(agency)
    code, _, officer = cosignature.name.partition("/")
    directories = () if trust is None or code != agency else trust.directories
    for directory in reversed(directories):
        entry = directory.entries.get(officer)
        if entry is None or Role.AUDITOR not in entry.roles or not cosignature.is_by(directory.verify_keys[officer]):
            continue
        cosignature.verify(checkpoint, directory.verify_keys[officer])
        is_current = directory is directories[-1]
        return Witness(cosignature.name, entry.label, cosignature.time, is_current)
    return None


def witnesses_of(
    book: TrustBook, checkpoint: Checkpoint, cosignatures: Iterable[Cosignature]
) -> tuple[list[Witness], list[Cosignature]]:
    """Give the auditors who signed, and the signatures that are no auditor's."""
    found: list[Witness] = []
    others: list[Cosignature] = []
    for cosignature in cosignatures:
        try:
            witness = witness_of(book, checkpoint, cosignature)
        except SignatureError:
            witness = None
        if witness is None:
            others.append(cosignature)
        else:
            found.append(witness)
    return found, others
