"""A reporter's signed word that messages are to go which no officer was given (docs/spec/case.md, rule 7).

The server cannot read the record of the removal, which is sealed to the case: by this it sees that whoever asks holds
the reporter's signing key, and not only the mailbox's token. What officers go by is the sealed record alone.
"""

from typing import Annotated

import msgspec

from wbs.crypto.keys import ReporterSigningKey, ReporterVerifyKey
from wbs.crypto.shape import CaseIdText, Digest, Document, Ordinal, Part, check
from wbs.crypto.signing import Unverified, sign


class Retracted(Part, frozen=True, kw_only=True):
    """One message that is to go: its number, and SHA-256 of its sealed bytes."""

    seq: Ordinal
    digest: Digest


class Retraction(Document, frozen=True, kw_only=True, tag="wbs-retraction/v1"):
    """Which messages of one case are to go, by ascending numbers."""

    case: CaseIdText
    messages: Annotated[list[Retracted], msgspec.Meta(min_length=1, max_length=1000)]


def sign_retraction(key: ReporterSigningKey, retraction: Retraction) -> bytes:
    """Sign a retraction; give the envelope.

    Raises:
        FormatError: a member outside its limits.
    """
    return sign(check(retraction), key)


def verify_retraction(envelope: bytes, key: ReporterVerifyKey) -> Retraction:
    """Check that a reporter signed a retraction.

    Raises:
        FormatError, UnknownVersionError: no retraction of this version.
        SignatureError: signed with another key, or not by it alone.
    """
    return Unverified(envelope).verify(key, Retraction)
