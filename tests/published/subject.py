"""The primitives under test, behind one name each, so that the vectors have one place to call.

What `wbs.crypto.primitives` offers is called there; what it uses only inside a larger operation, or
with fixed arguments, is called in the library it uses. Every function takes and returns raw bytes.
Whatever an input is refused for, `Refused` is raised; any other exception is a bug and fails the
vector. Nothing here may repair, pad or retry an input.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from wbs.crypto import primitives
from wbs.errors import RefusedError

# libsodium verifies with keys that have a torsion component; see README.md, "Ed25519".
REFUSES_MIXED_ORDER_KEYS = False

_DHKEM = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


class Refused(Exception):  # noqa: N818 the outcome of a call, not a fault of the test
    """The primitive refused the input."""


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except (RefusedError, ValueError, InvalidTag) as error:
        raise Refused from error


# --- what wbs.crypto.primitives offers ---


def ed25519_public_key(seed: bytes) -> bytes:
    return primitives.ed25519_public(seed)


def ed25519_sign(seed: bytes, message: bytes) -> bytes:
    return primitives.ed25519_sign(primitives.ed25519_expand(seed), message)


def ed25519_verify(public: bytes, message: bytes, signature: bytes) -> None:
    with _refusing():
        primitives.ed25519_verify(public, message, signature)


def hkdf_sha256(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    with _refusing():
        return primitives.hkdf_expand(primitives.hkdf_extract(salt, secret), info, length)


def aes_256_gcm_decrypt(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes:
    with _refusing():
        return primitives.gcm_decrypt(key, nonce + ciphertext, aad)


def xchacha20_poly1305_decrypt(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes:
    with _refusing():
        return primitives.xchacha_decrypt(key, nonce + ciphertext, aad)


def hybrid_public_key(seed: bytes) -> bytes:
    """Return the X-Wing public key (1,216 bytes) of a 32-byte seed."""
    return primitives.hybrid_pair(seed)[1]


def hybrid_seal(public: bytes, plaintext: bytes, info: bytes) -> bytes:
    with _refusing():
        return primitives.hpke_seal(primitives.hybrid_public(public), info, plaintext)


def hybrid_unseal(seed: bytes, sealed: bytes, info: bytes) -> bytes:
    with _refusing():
        return primitives.hpke_open(primitives.hybrid_pair(seed)[0], info, sealed)


def chunked_encrypt(key: bytes, context: bytes, message: bytes) -> bytes:
    with _refusing():
        encryptor = primitives.bulk_encryptor(key, context)
        return encryptor.update(message) + encryptor.finalize()


def chunked_decrypt(key: bytes, context: bytes, ciphertext: bytes) -> bytes:
    with _refusing():
        decryptor = primitives.BulkDecryptor(key, context)
        return decryptor.update(ciphertext) + decryptor.finalize()


def chunked_released(key: bytes, context: bytes, ciphertext: bytes, piece_size: int) -> bytes:
    """Return what a stream decryptor hands out, fed in pieces, until it refuses or has ended."""
    released = bytearray()
    try:
        with _refusing():
            decryptor = primitives.BulkDecryptor(key, context)
            for start in range(0, len(ciphertext), piece_size):
                released += decryptor.update(ciphertext[start : start + piece_size])
            released += decryptor.finalize()
    except Refused:
        pass
    return bytes(released)


def scrypt(passphrase: bytes, salt: bytes, log_n: int) -> bytes:
    return primitives.scrypt(passphrase, salt, log_n)


def argon2id(passphrase: bytes, salt: bytes, memory_kib: int, passes: int) -> bytes:
    return primitives.argon2id(passphrase, salt, memory_kib=memory_kib, passes=passes)


def bare_chacha20_poly1305_encrypt(key: bytes, nonce: bytes, plaintext: bytes) -> bytes:
    with _refusing():
        return primitives.chacha_encrypt(key, nonce, plaintext)


def bare_chacha20_poly1305_decrypt(key: bytes, nonce: bytes, ciphertext: bytes) -> bytes:
    with _refusing():
        return primitives.chacha_decrypt(key, nonce, ciphertext)


# --- what it uses inside, or with fixed arguments ---


def x25519(private: bytes, public: bytes) -> bytes:
    with _refusing():
        peer = X25519PublicKey.from_public_bytes(public)
        return X25519PrivateKey.from_private_bytes(private).exchange(peer)


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


def dhkem_x25519_unseal(private: bytes, sealed: bytes, info: bytes) -> bytes:
    with _refusing():
        return _DHKEM.decrypt(sealed, X25519PrivateKey.from_private_bytes(private), info)


def aes_256_gcm_encrypt(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
    with _refusing():
        return AESGCM(key).encrypt(nonce, plaintext, aad)


def chacha20_poly1305_encrypt(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
    with _refusing():
        return ChaCha20Poly1305(key).encrypt(nonce, plaintext, aad)


def chacha20_poly1305_decrypt(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes:
    with _refusing():
        return ChaCha20Poly1305(key).decrypt(nonce, ciphertext, aad)
