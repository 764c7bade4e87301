"""The primitives under test, behind one name each, so that the vectors have one place to call.

Every function takes and returns raw bytes. Whatever an input is refused for, `Refused` is raised;
any other exception is a bug and fails the vector. Nothing here may repair, pad or retry an input.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import shake_256

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

# libsodium verifies with keys that have a torsion component; see README.md, "Ed25519".
REFUSES_MIXED_ORDER_KEYS = False

_HYBRID = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_DHKEM = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_MLKEM768_EK_SIZE = 1184


class Refused(Exception):  # noqa: N818 the outcome of a call, not a fault of the test
    """The primitive refused the input."""


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except (ValueError, InvalidTag, BadSignatureError) as error:
        raise Refused from error


def x25519(private: bytes, public: bytes) -> bytes:
    with _refusing():
        peer = X25519PublicKey.from_public_bytes(public)
        return X25519PrivateKey.from_private_bytes(private).exchange(peer)


def ed25519_public_key(seed: bytes) -> bytes:
    return bytes(SigningKey(seed).verify_key)


def ed25519_sign(seed: bytes, message: bytes) -> bytes:
    return SigningKey(seed).sign(message).signature


def ed25519_verify(public: bytes, message: bytes, signature: bytes) -> None:
    with _refusing():
        VerifyKey(public).verify(message, signature)


def hkdf_sha256(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    with _refusing():
        return HKDF(SHA256(), length, salt, info).derive(secret)


def aes_256_gcm_encrypt(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
    with _refusing():
        return AESGCM(key).encrypt(nonce, plaintext, aad)


def aes_256_gcm_decrypt(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes:
    with _refusing():
        return AESGCM(key).decrypt(nonce, ciphertext, aad)


def chacha20_poly1305_encrypt(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
    with _refusing():
        return ChaCha20Poly1305(key).encrypt(nonce, plaintext, aad)


def chacha20_poly1305_decrypt(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes:
    with _refusing():
        return ChaCha20Poly1305(key).decrypt(nonce, ciphertext, aad)


def mlkem768_public_key(seed: bytes) -> bytes:
    with _refusing():
        return MLKEM768PrivateKey.from_seed_bytes(seed).public_key().public_bytes_raw()


def mlkem768_encapsulate(public: bytes) -> tuple[bytes, bytes]:
    """Return the shared secret (32 bytes) and its ciphertext (1,088 bytes)."""
    with _refusing():
        return MLKEM768PublicKey.from_public_bytes(public).encapsulate()


def mlkem768_decapsulate(seed: bytes, ciphertext: bytes) -> bytes:
    with _refusing():
        return MLKEM768PrivateKey.from_seed_bytes(seed).decapsulate(ciphertext)


def hybrid_public_key(seed: bytes) -> bytes:
    """Return the X-Wing public key (1,216 bytes) of a 32-byte seed."""
    mlkem, curve = _hybrid_halves(seed)
    return mlkem.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()


def hybrid_seal(public: bytes, plaintext: bytes, info: bytes) -> bytes:
    with _refusing():
        mlkem = MLKEM768PublicKey.from_public_bytes(public[:_MLKEM768_EK_SIZE])
        curve = X25519PublicKey.from_public_bytes(public[_MLKEM768_EK_SIZE:])
        return _HYBRID.encrypt(plaintext, MLKEM768X25519PublicKey(mlkem, curve), info)


def hybrid_unseal(seed: bytes, sealed: bytes, info: bytes) -> bytes:
    with _refusing():
        return _HYBRID.decrypt(sealed, MLKEM768X25519PrivateKey(*_hybrid_halves(seed)), info)


def dhkem_x25519_unseal(private: bytes, sealed: bytes, info: bytes) -> bytes:
    with _refusing():
        return _DHKEM.decrypt(sealed, X25519PrivateKey.from_private_bytes(private), info)


def chunked_encrypt(key: bytes, context: bytes, message: bytes) -> bytes:
    with _refusing():
        encryptor = Cobblestone256Encryptor(key, context)
        return encryptor.update(message) + encryptor.finalize()


def chunked_decrypt(key: bytes, context: bytes, ciphertext: bytes) -> bytes:
    with _refusing():
        decryptor = Cobblestone256Decryptor(key, context)
        return decryptor.update(ciphertext) + decryptor.finalize()


def chunked_released(key: bytes, context: bytes, ciphertext: bytes, piece_size: int) -> bytes:
    """Return what a stream decryptor hands out, fed in pieces, until it refuses or has ended."""
    released = bytearray()
    try:
        with _refusing():
            decryptor = Cobblestone256Decryptor(key, context)
            for start in range(0, len(ciphertext), piece_size):
                released += decryptor.update(ciphertext[start : start + piece_size])
            released += decryptor.finalize()
    except Refused:
        pass
    return bytes(released)


def _hybrid_halves(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    expanded = shake_256(seed).digest(96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
    return mlkem, X25519PrivateKey.from_private_bytes(expanded[64:])
