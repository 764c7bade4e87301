"""DSSE envelopes with strict Ed25519 (docs/spec/signing.md; secure-systems-lab DSSE 1.0).

The signature covers the exact payload bytes and their type; nothing is ever re-serialised before it is verified.
"""

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

import msgspec

from wbs.crypto.encoding import b64, from_b64
from wbs.crypto.keys import SigningKey, VerifyKey
from wbs.crypto.shape import Document, Part, parse, serialise, tag_of
from wbs.errors import FormatError, SignatureError

MAX_SIGNATURES = 32
DocumentT = TypeVar("DocumentT", bound=Document)


class Signature(Part, frozen=True, kw_only=True):
    """One signature; `keyid` is only a hint, never trusted."""

    sig: Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9+/]{85}[AQgw]==\Z")]
    keyid: Annotated[str, msgspec.Meta(max_length=64)] | msgspec.UnsetType = msgspec.UNSET


class Envelope(Part, frozen=True, kw_only=True):
    """A DSSE envelope in JSON."""

    payload: str
    payloadType: Annotated[str, msgspec.Meta(max_length=64)]  # noqa: N815 - DSSE's own name
    signatures: Annotated[list[Signature], msgspec.Meta(min_length=1, max_length=MAX_SIGNATURES)]


def payload_type(tag: str) -> str:
    """Give the media type of an inner `type`: `wbs-epoch/v1` becomes `application/vnd.wbs.epoch.v1+json`."""
    kind, version = tag.split("/")
    return f"application/vnd.{kind.replace('-', '.', 1)}.{version}+json"


def preauthentication(kind: str, payload: bytes) -> bytes:
    """Give the bytes that are signed (DSSE, PAE)."""
    encoded = kind.encode()
    return b"DSSEv1 %d %b %d %b" % (len(encoded), encoded, len(payload), payload)


def sign(document: Document, *keys: SigningKey[Any]) -> bytes:
    """Sign a document with one or several keys; give the envelope as canonical JSON."""
    return sign_payload(serialise(document), tag_of(type(document)), *keys)


def sign_payload(payload: bytes, tag: str, *keys: SigningKey[Any]) -> bytes:
    """Sign canonical payload bytes whose inner type is `tag`."""
    kind = payload_type(tag)
    message = preauthentication(kind, payload)
    signatures = [
        Signature(
            sig=b64(key.sign(message)),
            keyid=key.public.text if len(keys) > 1 else msgspec.UNSET,
        )
        for key in keys
    ]
    return serialise(Envelope(payload=b64(payload), payloadType=kind, signatures=signatures))


class Unverified:
    """A parsed envelope whose signatures nobody has checked; `verify` is the only way to its document."""

    __slots__ = ("_envelope", "_message", "_peeked", "payload")

    def __init__(self, data: bytes) -> None:
        """Parse the envelope.

        Raises:
            FormatError: not a canonical DSSE envelope.
        """
        self._envelope = parse(data, Envelope)
        self.payload = from_b64(self._envelope.payload)
        self._message = preauthentication(self._envelope.payloadType, self.payload)
        self._peeked: Document | None = None

    def unsafe_peek(self, shape: type[DocumentT]) -> DocumentT:
        """Read the document before any signature is checked, to learn whose key to ask.

        Raises:
            UnknownVersionError, FormatError: not a document of that shape under its own payload type.
        """
        if type(self._peeked) is shape:
            return self._peeked
        document = parse(self.payload, shape)
        if self._envelope.payloadType != payload_type(tag_of(shape)):
            raise FormatError("payload type and inner type disagree")
        self._peeked = document
        return document

    def verify(self, key: VerifyKey, shape: type[DocumentT]) -> DocumentT:
        """Give the document if exactly one signature stands here and it is `key`'s.

        Raises:
            SignatureError: another number of signatures, or one that does not verify.
            UnknownVersionError, FormatError: not a document of that shape.
        """
        if len(self._envelope.signatures) != 1:
            raise SignatureError("exactly one signature is expected")
        document = self.unsafe_peek(shape)
        key.verify(self._message, from_b64(self._envelope.signatures[0].sig))
        return document

    @property
    def signature_count(self) -> int:
        """How many signatures stand here, genuine or not."""
        return len(self._envelope.signatures)

    def signers(self, keys: frozenset[VerifyKey]) -> frozenset[VerifyKey]:
        """Give those of `keys` that signed here; a signature by nobody among them is passed over."""
        found: set[VerifyKey] = set()
        for signature in self._envelope.signatures:
            raw = from_b64(signature.sig)
            found |= {key for key in keys - found if _verifies(key, self._message, raw)}
        return frozenset(found)


def add_signature(envelope: bytes, key: SigningKey[Any]) -> bytes:
    """Add one official's signature to an envelope, for thresholds; a second one by the same key is not added."""
    unverified = Unverified(envelope)
    if unverified.signers(frozenset({key.public})):
        return envelope
    parsed = parse(envelope, Envelope)
    message = preauthentication(parsed.payloadType, unverified.payload)
    extra = Signature(sig=b64(key.sign(message)), keyid=key.public.text)
    return serialise(msgspec.structs.replace(parsed, signatures=[*parsed.signatures, extra]))


def combine_signatures(envelopes: Sequence[bytes], keys: frozenset[VerifyKey]) -> bytes:
    """Join signatures over one payload into one envelope: one of each of `keys` that signed, in the order of its text.

    The result does not depend on the order of the envelopes, nor on signatures by anybody else.

    Raises:
        FormatError: no envelope, or envelopes over different payloads.
        SignatureError: none of `keys` signed.
    """
    parsed = [parse(envelope, Envelope) for envelope in envelopes]
    if len({(one.payload, one.payloadType) for one in parsed}) != 1:
        raise FormatError("the signatures stand under different documents")
    message = preauthentication(parsed[0].payloadType, from_b64(parsed[0].payload))
    found: dict[VerifyKey, str] = {}
    for signature in (signature for one in parsed for signature in one.signatures):
        raw = from_b64(signature.sig)
        found |= {key: signature.sig for key in keys if _verifies(key, message, raw)}
    if not found:
        raise SignatureError("nobody who may has signed")
    ordered = sorted(found, key=lambda key: key.text)
    signatures = [Signature(sig=found[key], keyid=key.text) for key in ordered]
    return serialise(msgspec.structs.replace(parsed[0], signatures=signatures))


def _verifies(key: VerifyKey, message: bytes, signature: bytes) -> bool:
    try:
        key.verify(message, signature)
    except SignatureError:
        return False
    return True
