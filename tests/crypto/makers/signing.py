"""DSSE envelopes (docs/spec/signing.md), written here from the format's text."""

import base64
import hashlib
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.crypto.makers.drawing import drawn
from tests.crypto.makers.json import canonical
from tests.crypto.makers.kit import Area, flipped
from tests.crypto.scenario import Values, encode
from tests.published.independent import edwards25519

_ENVELOPE = 'docs/spec/signing.md "Envelope": '
_REFUSALS = 'docs/spec/signing.md "Refusals": '
_THRESHOLD = 'docs/spec/signing.md "Several signatures": '
_TYPE = "application/vnd.wbs.summary.v1+json"
_PAYLOAD = canonical(
    {
        "author": "reporter",
        "case": "a" * 52,
        "category": "bribery",
        "epoch": 1,
        "rank": "staff",
        "title": "Papan proyek",
        "type": "wbs-summary/v1",
    }
)
_TORSION = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
"""A point of order 8."""


def pae(kind: str, payload: bytes) -> bytes:
    """Write what is signed (DSSE, PAE)."""
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind.encode(), len(payload), payload)


def text_of(key: Ed25519PrivateKey) -> str:
    return "ed25519:" + encode(key.public_key().public_bytes_raw())


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def envelope(payload: bytes, kind: str, *signatures: bytes, **changes: Any) -> dict[str, Any]:
    """Put an envelope together."""
    parts = {"payload": b64(payload), "payloadType": kind, "signatures": [{"sig": b64(sig)} for sig in signatures]}
    return {**parts, **changes}


def make() -> Area:
    area = Area("dsse")
    with drawn("dsse") as draw:
        keys = [Ed25519PrivateKey.from_private_bytes(draw(32)) for _ in range(4)]
        seed = draw(32)
    _one_signature(area, keys[0], seed)
    _refused_forms(area, keys[0])
    _refused_signatures(area, keys[0], keys[1])
    _several(area, keys)
    return area


def _given(key: Ed25519PrivateKey, parts: object) -> Values:
    data = parts if isinstance(parts, bytes) else canonical(parts)
    return {"key": text_of(key), "shape": "wbs-summary/v1", "envelope": encode(data)}


def _one_signature(area: Area, key: Ed25519PrivateKey, seed: bytes) -> None:
    signature = key.sign(pae(_TYPE, _PAYLOAD))
    parts = envelope(_PAYLOAD, _TYPE, signature)
    area.accept("one", "dsse.verify", _ENVELOPE + "one signature", _given(key, parts), {"payload": encode(_PAYLOAD)})
    hinted = envelope(_PAYLOAD, _TYPE, signatures=[{"keyid": "x", "sig": b64(signature)}])
    area.accept("keyid-ignored", "dsse.verify", _ENVELOPE + "a keyid is only a hint", _given(key, hinted))
    own = Ed25519PrivateKey.from_private_bytes(seed)
    expected = canonical(envelope(_PAYLOAD, _TYPE, own.sign(pae(_TYPE, _PAYLOAD))))
    given = {"seed": encode(seed), "shape": "wbs-summary/v1", "payload": encode(_PAYLOAD)}
    area.accept("sign", "dsse.sign", _ENVELOPE + "signing is deterministic", given, {"envelope": encode(expected)})


def _refused_forms(area: Area, key: Ed25519PrivateKey) -> None:
    def signed(payload: bytes, kind: str) -> dict[str, Any]:
        return envelope(payload, kind, key.sign(pae(kind, payload)))

    signature = key.sign(pae(_TYPE, _PAYLOAD))
    good = envelope(_PAYLOAD, _TYPE, signature)
    other_type = "application/vnd.wbs.message.v1+json"
    renamed = _PAYLOAD.replace(b"summary", b"message")
    spaced = _PAYLOAD.replace(b":", b": ")
    rows: dict[str, tuple[str, object]] = {
        "not-json": ("no envelope", b"age-encryption.org/v1\n"),
        "not-canonical": ("a space in the envelope", canonical(good).replace(b",", b", ")),
        "unknown-member": ("a member that DSSE does not have", {**good, "x": 1}),
        "no-signatures": ("an empty list of signatures", envelope(_PAYLOAD, _TYPE)),
        "many-signatures": ("33 signatures", envelope(_PAYLOAD, _TYPE, *[signature] * 33)),
        "payload-stray-bits": ("a payload with bits that no byte has", {**good, "payload": "e31="}),
        "payload-unpadded": ("a payload without padding", {**good, "payload": good["payload"].rstrip("=") + "e30"}),
        "payload-urlsafe": ("a payload in base64url", {**good, "payload": "-_8="}),
        "sig-urlsafe": ("a signature in base64url", {**good, "signatures": [{"sig": "-" * 85 + "A=="}]}),
        "sig-stray-bits": ("a signature with stray bits", {**good, "signatures": [{"sig": "A" * 85 + "B=="}]}),
        "sig-short": ("63 bytes", envelope(_PAYLOAD, _TYPE, signature[:-1])),
        "sig-long": ("65 bytes", envelope(_PAYLOAD, _TYPE, signature + b"\0")),
        "other-payload-type": ("signed as another kind", signed(_PAYLOAD, other_type)),
        "other-inner-type": ("a document of another kind", signed(renamed, _TYPE)),
        "payload-not-canonical": ("a payload with spaces", signed(spaced, _TYPE)),
        "payload-empty": ("no payload", signed(b"", _TYPE)),
    }
    for name, (what, parts) in rows.items():
        area.refuse("format", name, "dsse.verify", _REFUSALS + what, _given(key, parts))
    parts = signed(_PAYLOAD.replace(b"/v1", b"/v2"), _TYPE.replace("v1", "v2"))
    area.refuse("version", "version-2", "dsse.verify", _REFUSALS + "a document of the next version", _given(key, parts))


def _refused_signatures(area: Area, key: Ed25519PrivateKey, other: Ed25519PrivateKey) -> None:
    message = pae(_TYPE, _PAYLOAD)
    signature = key.sign(message)
    changed = _PAYLOAD.replace(b"bribery", b"other")
    second_s = (int.from_bytes(signature[32:], "little") + edwards25519.ORDER).to_bytes(32, "little")
    neutral = (2**255 - 18).to_bytes(32, "little")
    rows = {
        "other-key": ("by someone else", [other.sign(message)]),
        "bare-payload": ("over the payload without its type", [key.sign(_PAYLOAD)]),
        "raw-json": ("over the payload in base64", [key.sign(pae(_TYPE, b64(_PAYLOAD).encode()))]),
        "two-signatures": ("two signatures where one is due", [signature, other.sign(message)]),
        "same-twice": ("one signature twice", [signature, signature]),
        "r-flipped": ("one bit of R", [flipped(signature, 0)]),
        "s-flipped": ("one bit of S", [flipped(signature, 32)]),
        "s-plus-order": ("S + L: a second signature for one message", [signature[:32] + second_s]),
        "zero": ("64 zeros", [bytes(64)]),
        "r-not-canonical": ("the neutral point written above the prime", [neutral + signature[32:]]),
        "r-mixed-order": ("R with a part of order 8: verifiers disagree about it", [_with_torsion(key, message)]),
    }
    for name, (what, signatures) in rows.items():
        given = _given(key, envelope(_PAYLOAD, _TYPE, *signatures))
        area.refuse("signature", name, "dsse.verify", _REFUSALS + what, given)
    given = _given(key, envelope(changed, _TYPE, signature))
    area.refuse("signature", "payload-changed", "dsse.verify", _REFUSALS + "another payload", given)


def _with_torsion(key: Ed25519PrivateKey, message: bytes) -> bytes:
    """Sign so that the equation holds once both sides are multiplied by 8, and not before."""
    public = key.public_key().public_bytes_raw()
    scalar = int.from_bytes(hashlib.sha512(key.private_bytes_raw()).digest()[:32], "little")
    scalar = (scalar & ((1 << 254) - 8)) | 1 << 254
    nonce = 7
    r = edwards25519.BASE.times(nonce).plus(edwards25519.decode(_TORSION)).encoded()
    challenge = int.from_bytes(hashlib.sha512(r + public + message).digest(), "little")
    s = (nonce + challenge * scalar) % edwards25519.ORDER
    return r + s.to_bytes(32, "little")


def _several(area: Area, keys: list[Ed25519PrivateKey]) -> None:
    message = pae(_TYPE, _PAYLOAD)
    signatures = [key.sign(message) for key in keys]
    texts = [text_of(key) for key in keys[:3]]

    def add(name: str, what: str, *found: bytes, count: int) -> None:
        given = {"keys": texts, "envelope": encode(canonical(envelope(_PAYLOAD, _TYPE, *found)))}
        area.accept(name, "dsse.signers", _THRESHOLD + what, given, {"signers": sorted(texts[:count])})

    add("signers-two", "two of three officials", *signatures[:2], count=2)
    add("signers-one-twice", "one official twice counts once", signatures[0], signatures[0], count=1)
    add("signers-stranger", "a stranger's signature is passed over", signatures[3], signatures[0], count=1)
    add("signers-none", "only a stranger's", signatures[3], count=0)
    add("signers-broken", "a broken signature is passed over", flipped(signatures[1], 3), signatures[0], count=1)
    hints = [{"keyid": texts[2], "sig": b64(signatures[0])}, {"keyid": texts[2], "sig": b64(signatures[1])}]
    given = {"keys": texts, "envelope": encode(canonical(envelope(_PAYLOAD, _TYPE, signatures=hints)))}
    comment = _THRESHOLD + "a keyid that lies changes nothing"
    area.accept("signers-wrong-hint", "dsse.signers", comment, given, {"signers": sorted(texts[:2])})
    many = canonical(envelope(_PAYLOAD, _TYPE, *[signatures[0]] * 33))
    given = {"keys": texts, "envelope": encode(many)}
    area.refuse("format", "signers-too-many", "dsse.signers", _THRESHOLD + "33 signatures", given)
