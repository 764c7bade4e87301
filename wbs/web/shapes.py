"""JSON objects of both applications' `/api/v1/`: one struct each. Bytes are base64url.

Requests are parsed strictly: no unknown member, none twice, no other type, no value outside its limits.
"""

from typing import Annotated

import msgspec

from wbs.crypto.age import sealed_size
from wbs.crypto.messages import Kind
from wbs.crypto.padding import DOCUMENT_LIMIT
from wbs.crypto.shape import Bytes16, Bytes32, Day, Ordinal


def text_size(size: int) -> int:
    """Give the length of `size` bytes as base64url."""
    return -(-size * 4 // 3)


_MAX_SEALED_TEXT = text_size(sealed_size(DOCUMENT_LIMIT))

_ALPHABET = r"[A-Za-z0-9_-]+"
Base64 = Annotated[str, msgspec.Meta(pattern=rf"\A{_ALPHABET}\Z")]


def sealed_text(longest: int) -> msgspec.Meta:
    """Limit a text of sealed bytes to `longest` characters.

    The alphabet is only described here: `from_b64url`, which every such text passes, is stricter and faster.
    """
    return msgspec.Meta(min_length=1, max_length=longest, extra_json_schema={"pattern": f"^{_ALPHABET}$"})


SealedText = Annotated[str, sealed_text(_MAX_SEALED_TEXT)]
AuthorText = Annotated[
    str, msgspec.Meta(pattern=r"\A(?:reporter|[0-9]{2}(?:\.[0-9]{2})?/[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?)\Z")
]


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of everything that comes in."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Base of everything that goes out."""


class Nothing(Request, frozen=True):
    """An empty object."""


class DocumentsAnswer(Answer, frozen=True):
    """All signed documents, oldest first, as envelopes."""

    roots: dict[str, list[Base64]]
    directories: dict[str, list[Base64]]
    agencies: list[Base64]


class RecordAnswer(Answer, frozen=True):
    """One epoch or access record."""

    envelope: Base64


class EpochKeyAnswer(Answer, frozen=True):
    """A sealed key that belongs to an epoch: a grant, or the key of the epoch before."""

    epoch: Ordinal
    sealed: Base64


class MessageAnswer(Answer, frozen=True):
    """One sealed message with what its sender stated in clear."""

    author: AuthorText
    seq: Ordinal
    epoch: Ordinal
    kind: Kind
    sealed: Base64
    day: Day


class AttachmentAnswer(Answer, frozen=True):
    """One linked attachment: its id and stored length."""

    id: Bytes16
    length: Ordinal


class UploadRef(Request, frozen=True):
    """A pending upload and its token."""

    id: Bytes16
    token: Bytes32


class ProblemAnswer(Answer, frozen=True):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
