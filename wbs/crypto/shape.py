"""Documents as canonical JSON with a declared shape (docs/spec/json.md).

A document class is a frozen msgspec struct: its members, types and limits are the schema, in one place for reader,
writer, browser and the published JSON schema. Parsing accepts exactly what `serialise` would have written: RFC 8785
with strings, integers 0 to 2^53-1, arrays and objects only, no unknown or repeated member.
"""

import re
import threading
from functools import cache
from typing import Annotated, Any, TypeVar

import msgspec

from wbs.errors import FormatError, UnknownVersionError

MAX_INTEGER = 2**53 - 1
_ENCODER = msgspec.json.Encoder(order="sorted")
_MAX_DEPTH = 32
_TYPE = re.compile(r"(wbs-[a-z-]+)/v[1-9][0-9]*\Z")
_BUILDING = threading.Lock()
"""msgspec 0.22 shows a struct's plan to other threads before it is whole; one that reads by it ends the process."""

Count = Annotated[int, msgspec.Meta(ge=0, le=MAX_INTEGER)]
Ordinal = Annotated[int, msgspec.Meta(ge=1, le=MAX_INTEGER)]
# The last character of a text form carries only the bits that its bytes have: one text for one value.
_BYTES_32 = r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]"
Digest = Annotated[str, msgspec.Meta(pattern=rf"\A{_BYTES_32}\Z")]
Bytes16 = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]{21}[AQgw]\Z")]
Bytes32 = Annotated[str, msgspec.Meta(pattern=rf"\A{_BYTES_32}\Z")]
HybridKeyText = Annotated[str, msgspec.Meta(pattern=r"\Aage1pq1[02-9ac-hj-np-z]{1952}\Z")]
VerifyKeyText = Annotated[str, msgspec.Meta(pattern=rf"\Aed25519:{_BYTES_32}\Z")]
CaseIdText = Annotated[str, msgspec.Meta(pattern=r"\A[a-z2-7]{51}[aq]\Z")]
AgencyCode = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{2}(?:\.[0-9]{2})?\Z")]
OfficerId = Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?\Z")]
ApprovalText = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]{4,2000}\Z")]
"""The envelope of an approval as base64url, 4 to 2,000 characters: as it comes, and as a record carries it."""
EnrolmentText = Annotated[str, msgspec.Meta(min_length=4, max_length=12_000, pattern=r"\A[A-Za-z0-9_-]+\Z")]
"""The envelope of an enrolment request as base64url: about 4,400 characters, more with long names."""
Slug = Annotated[str, msgspec.Meta(pattern=r"\A[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?\Z")]
Day = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")]

_LINE = r"\A[^\x00-\x1f\x7f]*\Z"
_TEXT = r"\A[^\x00-\x08\x0b-\x1f\x7f]*\Z"
ShortLine = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=_LINE)]
"""One line of text, 1 to 120 characters, no control characters."""
FileName = Annotated[str, msgspec.Meta(min_length=1, max_length=255, pattern=_LINE)]
Note = Annotated[str, msgspec.Meta(min_length=1, max_length=300, pattern=_TEXT)]
"""A few lines, 1 to 300 characters."""
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=5_000, pattern=_TEXT)]
"""Several lines, 1 to 5,000 characters; line feed and tab are the only control characters."""
LongText = Annotated[str, msgspec.Meta(min_length=1, max_length=50_000, pattern=_TEXT)]
Title = Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=_LINE)]


class Document(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    kw_only=True,
    tag_field="type",
):
    """Base of every typed document; subclasses give their `tag`, such as `wbs-epoch/v1`."""

    def __repr__(self) -> str:
        # Reports, names and keys stand in documents: none of it is printed with an error or a record of what ran.
        return f"{type(self).__name__}(…)"


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Base of a document's untyped inner objects."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"


ShapeT = TypeVar("ShapeT", bound=msgspec.Struct)


def serialise(value: msgspec.Struct) -> bytes:
    """Write a document in its one canonical form.

    Raises:
        FormatError: a string with lone surrogates.
    """
    try:
        return _ENCODER.encode(value)
    except UnicodeEncodeError:
        raise FormatError("text is not well-formed") from None


def parse(data: bytes, shape: type[ShapeT]) -> ShapeT:
    """Read a document of one shape.

    Raises:
        UnknownVersionError: the right kind in another version.
        FormatError: anything else that `serialise` would not have written.
    """
    try:
        value: ShapeT = decoder_of(shape).decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        _refuse_other_version(data, shape)
        raise FormatError("not a document of the expected shape") from None
    if serialise(value) != data:
        raise FormatError("not canonical JSON")
    return value


def check(value: ShapeT) -> ShapeT:
    """Check the limits of a document made here, which its constructor does not.

    Raises:
        FormatError: a member outside its declared limits.
    """
    parse(serialise(value), type(value))
    return value


def tag_of(shape: type[msgspec.Struct]) -> str:
    """Give the `type` that documents of this shape carry."""
    return str(shape.__struct_config__.tag)


@cache
def decoder_of(shape: type[ShapeT]) -> msgspec.json.Decoder[ShapeT]:
    """Give the strict decoder of a shape. The only place that makes one, since two threads must not at a time."""
    with _BUILDING:
        return msgspec.json.Decoder(shape, strict=True)


def _refuse_other_version(data: bytes, shape: type[msgspec.Struct]) -> None:
    try:
        loose: Any = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return
    found = loose.get("type") if isinstance(loose, dict) else None
    match = _TYPE.match(found) if isinstance(found, str) else None
    tag = tag_of(shape)
    if match and found != tag and tag.startswith(f"{match[1]}/") and _is_moderate(loose, 0):
        raise UnknownVersionError("document of another version") from None


def _is_moderate(value: Any, depth: int) -> bool:
    """Say whether JSON of a newer version is such that every parser reads it, and the browser's the same."""
    if depth > _MAX_DEPTH:
        return False
    if isinstance(value, dict):
        return all(_is_moderate(member, depth + 1) for member in value.values())
    if isinstance(value, list):
        return all(_is_moderate(item, depth + 1) for item in value)
    return not isinstance(value, int | float) or abs(value) <= MAX_INTEGER
