"""Bytes in and out of the reporters' API: the mailbox token, sealed texts, answers padded to a class."""

import msgspec
from flask import Response, request

from wbs.cases.model import KeyDigest
from wbs.crypto.boxes import token_hash
from wbs.crypto.encoding import from_b64url
from wbs.errors import FormatError, TrustError
from wbs.portal.api.shapes import GrantRequest
from wbs.web.shapes import Answer
from wbs.web.wire import JSON_TYPE, secret_bytes

READER_HEADER = "Mailbox-Reader"
"""Digest of the reporter's reader key: with the token, all that finds the reporter's grants."""
_SCHEME = "Bearer "
_DIGEST_BYTES = 32


def mailbox_hash() -> bytes:
    """Give what the store knows of the mailbox token of the request being answered.

    Raises:
        FormatError: no token, or none that can be one.
    """
    header = request.headers.get("Authorization", "")
    if not header.startswith(_SCHEME):
        raise FormatError("no mailbox token")
    return token_hash(secret_bytes(header.removeprefix(_SCHEME)))


def reader_digest() -> KeyDigest:
    """Give the digest of the reader key that the client states.

    Raises:
        FormatError: none, or none that can be one.
    """
    text = request.headers.get(READER_HEADER, "")
    if len(from_b64url(text)) != _DIGEST_BYTES:
        raise FormatError("not the digest of a reader key")
    return KeyDigest(text)


def grants_of(grants: list[GrantRequest]) -> dict[KeyDigest, bytes]:
    """Give grants by the digest of the reader's key.

    Raises:
        TrustError: two for one key.
        FormatError: not base64url.
    """
    found = {KeyDigest(grant.key): from_b64url(grant.sealed) for grant in grants}
    if len(found) != len(grants):
        raise TrustError("two grants for one key")
    return found


def padded(answer: Answer, size: int) -> Response:
    """Make a JSON answer whose length shows only its class: `size` bytes, or the next power of two times it."""
    body = msgspec.json.encode(answer)
    while size < len(body):
        size *= 2
    return Response(body.ljust(size), content_type=JSON_TYPE)
