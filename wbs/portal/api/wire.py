"""Bytes in and out of the reporters' API: the mailbox token, sealed texts, answers padded to a class."""

from http import HTTPStatus

import msgspec
from flask import Response, request

from wbs.cases.model import KeyDigest
from wbs.crypto.boxes import token_hash
from wbs.crypto.encoding import from_b64url
from wbs.errors import FormatError, TrustError
from wbs.portal.admission import WorkNeededError
from wbs.portal.api.shapes import GrantRequest, WorkAnswer
from wbs.web.answers import PROBLEM_TYPE, english_title
from wbs.web.shapes import Answer
from wbs.web.wire import JSON_TYPE, secret_bytes

WORK_HEADER = "Work-Proof"
"""What was computed for a new case, if it costs work: docs/spec/work.md."""
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


def work_needed(needed: WorkNeededError) -> Response:
    """Say what a new case costs just now: a problem document with a challenge."""
    status = HTTPStatus.SERVICE_UNAVAILABLE
    value = WorkAnswer(
        title=english_title(status),
        status=status,
        code=needed.code,
        tries=needed.tries,
        challenge=needed.challenge,
    )
    return Response(msgspec.json.encode(value), status, content_type=PROBLEM_TYPE)


def padded(answer: Answer, size: int) -> Response:
    """Make a JSON answer whose length shows only its class: `size` bytes, or the next power of two times it."""
    body = msgspec.json.encode(answer)
    while size < len(body):
        size *= 2
    return Response(body.ljust(size), content_type=JSON_TYPE)
