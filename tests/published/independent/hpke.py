"""The HPKE sender after the KEM, base mode, HKDF-SHA256, ChaCha20-Poly1305 (RFC 9180, 5.1)."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from . import hkdf

_VERSION = b"HPKE-v1"
_HKDF_SHA256 = 1
_CHACHA20_POLY1305 = 3
_BASE_MODE = b"\x00"


@dataclass(frozen=True, slots=True)
class Sender:
    """What the key schedule yields, able to seal the message of any sequence number."""

    key: bytes
    base_nonce: bytes
    exporter_secret: bytes

    def seal(self, plaintext: bytes, aad: bytes = b"", sequence: int = 0) -> bytes:
        nonce = int.from_bytes(self.base_nonce, "big") ^ sequence
        return ChaCha20Poly1305(self.key).encrypt(nonce.to_bytes(12, "big"), plaintext, aad)


def schedule(kem_id: int, shared_secret: bytes, info: bytes) -> Sender:
    numbers = (kem_id, _HKDF_SHA256, _CHACHA20_POLY1305)
    suite = b"HPKE" + b"".join(number.to_bytes(2, "big") for number in numbers)
    context = _BASE_MODE
    context += _extract(suite, b"", b"psk_id_hash", b"")
    context += _extract(suite, b"", b"info_hash", info)
    secret = _extract(suite, shared_secret, b"secret", b"")
    return Sender(
        key=_expand(suite, secret, b"key", context, 32),
        base_nonce=_expand(suite, secret, b"base_nonce", context, 12),
        exporter_secret=_expand(suite, secret, b"exp", context, 32),
    )


def _extract(suite: bytes, salt: bytes, label: bytes, secret: bytes) -> bytes:
    return hkdf.extract("sha256", salt, _VERSION + suite + label + secret)


def _expand(suite: bytes, key: bytes, label: bytes, context: bytes, length: int) -> bytes:
    info = length.to_bytes(2, "big") + _VERSION + suite + label + context
    return hkdf.expand("sha256", key, info, length)
