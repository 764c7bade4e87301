"""What travels over `/api/v1/audit/`: entries as texts that the tree hashes, hashes and signatures in base64url."""

from typing import Annotated

import msgspec

from wbs.crypto.checkpoint import COSIGNATURE_BYTES
from wbs.crypto.shape import Bytes32, Count, OfficerId
from wbs.web.shapes import Answer, Request, text_size

_COSIGNATURE_CHARS = text_size(COSIGNATURE_BYTES)
CosignatureText = Annotated[
    str,
    msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]+\Z", min_length=_COSIGNATURE_CHARS, max_length=_COSIGNATURE_CHARS),
]
Moment = Annotated[str, msgspec.Meta(pattern=r"\A[0-9-]{10}T[0-9:]{8}Z\Z")]


class CosignatureAnswer(Answer, frozen=True):
    """An auditor's signature: key id, time and Ed25519 signature in 76 bytes."""

    officer: OfficerId
    cosignature: CosignatureText


class CheckpointAnswer(Answer, frozen=True):
    """A checkpoint that `wbs maintain` made, and who signed it."""

    size: Count
    root: Bytes32
    made: Moment
    cosignatures: list[CosignatureAnswer]


class VisitAnswer(Answer, frozen=True):
    """A visit to the log: `visit` is the place of its own entry, and nothing from there on is shown in it."""

    visit: Count
    origin: str
    checkpoints: list[CheckpointAnswer]
    """Newest first."""


class EntryAnswer(Answer, frozen=True):
    """One entry as it is hashed; `path` proves it against the checkpoint, and is empty for one that came later."""

    place: Count
    entry: str
    path: list[Bytes32]


class EntriesAnswer(Answer, frozen=True):
    """Entries, newest first; `next` is to be sent as `before`, and may stand behind an empty page."""

    entries: list[EntryAnswer]
    next: Count | None


class GrowthAnswer(Answer, frozen=True):
    """The proof that one tree grew out of another (RFC 6962 section 2.1.2)."""

    path: list[Bytes32]


class CosignatureRequest(Request, frozen=True):
    """An auditor's own signature on a checkpoint."""

    cosignature: CosignatureText
