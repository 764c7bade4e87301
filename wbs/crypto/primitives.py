"""The only door to the cryptographic libraries.

Each function is one operation of a published standard. Library errors are caught here and cut off, so that no message
of theirs, which could quote input, travels further. What is not here is not used.
"""

import hashlib
import hmac
import secrets
from typing import Protocol

import argon2
import nacl.bindings
import nacl.exceptions
from argon2.low_level import Type, hash_secret_raw
from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from wbs.errors import FormatError, SignatureError, UnsealError

MLKEM_PUBLIC_BYTES = 1184
HYBRID_PUBLIC_BYTES = MLKEM_PUBLIC_BYTES + 32
HYBRID_ENC_BYTES = 1120
SEED_BYTES = 32
SIGNATURE_BYTES = 64
TAG_BYTES = 16
XNONCE_BYTES = 24
GCM_NONCE_BYTES = 12
SHA256_BYTES = 32
KEY_BYTES = 32
HKDF_LIMIT = 255 * SHA256_BYTES

_CURVE_PRIME = 2**255 - 19
# The u-coordinates of small order, in their canonical form (RFC 7748 section 7; Bernstein, "Curve25519").
_SMALL_ORDER = frozenset(
    {
        0,
        1,
        _CURVE_PRIME - 1,
        325606250916557431795983626356110631294008115727848805560023387167927233504,
        39382357235489614581723060781553021112529911719440698176882885853963445705823,
    }
)

_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)

HybridPublic = MLKEM768X25519PublicKey
HybridPrivate = MLKEM768X25519PrivateKey


def _require_256_bits(key: bytes) -> None:
    if len(key) != KEY_BYTES:
        raise FormatError("a symmetric key has 32 bytes")


def random_bytes(size: int) -> bytes:
    """Give `size` bytes from the operating system's generator."""
    return secrets.token_bytes(size)


def equal(left: bytes, right: bytes) -> bool:
    """Say whether two byte strings are equal, in time that depends on their length alone."""
    return hmac.compare_digest(left, right)


def sha256(*parts: bytes) -> bytes:
    """Hash the concatenation of `parts` (FIPS 180-4)."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


def sha3_256(data: bytes) -> bytes:
    """Hash `data` (FIPS 202): 32 bytes."""
    return hashlib.sha3_256(data).digest()


class RunningSha256:
    """SHA-256 of bytes that come piece by piece."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._digest = hashlib.sha256()

    def update(self, data: bytes) -> None:
        """Take the next bytes."""
        self._digest.update(data)

    def digest(self) -> bytes:
        """Give the 32-byte hash of what came so far."""
        return self._digest.digest()


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """Authenticate `message` under `key` (RFC 2104): 32 bytes."""
    return hmac.digest(key, message, "sha256")


def hkdf_extract(salt: bytes, secret: bytes) -> bytes:
    """Condense `secret` into a 32-byte pseudorandom key (RFC 5869 section 2.2)."""
    return hmac.digest(salt or bytes(SHA256_BYTES), secret, "sha256")


def hkdf_expand(key: bytes, info: bytes, size: int) -> bytes:
    """Derive `size` bytes (1 to 8,160) for the purpose `info` (RFC 5869 section 2.3)."""
    if not 0 < size <= HKDF_LIMIT:
        raise FormatError("hkdf gives 1 to 8160 bytes")
    output = block = b""
    counter = 0
    while len(output) < size:
        counter += 1
        block = hmac.digest(key, block + info + bytes([counter]), "sha256")
        output += block
    return output[:size]


def hybrid_pair(seed: bytes) -> tuple[HybridPrivate, bytes]:
    """Make both halves of a 32-byte seed's MLKEM768-X25519 key (draft-ietf-hpke-pq, DeriveKeyPair by SHAKE-256).

    Returns:
        The private key, and the 1,216 public bytes: ML-KEM-768 key, then X25519 key.
    """
    if len(seed) != SEED_BYTES:
        raise FormatError("a hybrid seed has 32 bytes")
    expanded = hashlib.shake_256(seed).digest(96)
    lattice = mlkem.MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
    curve = x25519.X25519PrivateKey.from_private_bytes(expanded[64:])
    public = lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
    return MLKEM768X25519PrivateKey(lattice, curve), public


def x25519_pair() -> tuple[bytes, bytes]:
    """Draw a key pair (RFC 7748): the private and the public half, 32 bytes each."""
    private = x25519.X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def hybrid_public(raw: bytes) -> HybridPublic:
    """Read 1,216 public bytes.

    Raises:
        FormatError: wrong length, an ML-KEM half that is not reduced, or an X25519 half that is not reduced or of small
            order (nothing could be sealed to it, or two texts would name one key).
    """
    if len(raw) != HYBRID_PUBLIC_BYTES:
        raise FormatError("a hybrid public key has 1216 bytes")
    coordinate = int.from_bytes(raw[MLKEM_PUBLIC_BYTES:], "little")
    if coordinate >= _CURVE_PRIME or coordinate in _SMALL_ORDER:
        raise FormatError("not a usable x25519 key")
    try:
        lattice = mlkem.MLKEM768PublicKey.from_public_bytes(raw[:MLKEM_PUBLIC_BYTES])
        curve = x25519.X25519PublicKey.from_public_bytes(raw[MLKEM_PUBLIC_BYTES:])
        return MLKEM768X25519PublicKey(lattice, curve)
    except (ValueError, TypeError):
        raise FormatError("not a hybrid public key") from None


def hpke_seal(public: HybridPublic, info: bytes, plaintext: bytes) -> bytes:
    """Seal in HPKE base mode (RFC 9180): encapsulated key (1,120 bytes), then ciphertext and tag.

    The suite is MLKEM768-X25519, HKDF-SHA-256, ChaCha20-Poly1305.

    Raises:
        FormatError: the key's X25519 half is of small order.
    """
    try:
        return _SUITE.encrypt(plaintext, public, info)
    except ValueError:
        raise FormatError("not a usable hybrid public key") from None


def hpke_open(private: HybridPrivate, info: bytes, sealed: bytes) -> bytes:
    """Open what `hpke_seal` made.

    Raises:
        UnsealError: wrong key, wrong info, or altered bytes.
    """
    try:
        return _SUITE.decrypt(sealed, private, info)
    except (InvalidTag, ValueError):
        raise UnsealError("hpke did not open") from None


def chacha_encrypt(key: bytes, nonce: bytes, plaintext: bytes) -> bytes:
    """Encrypt with ChaCha20-Poly1305 (RFC 8439): 32-byte key, 12-byte nonce; ciphertext then 16-byte tag."""
    return ChaCha20Poly1305(key).encrypt(nonce, plaintext, None)


def chacha_decrypt(key: bytes, nonce: bytes, ciphertext: bytes) -> bytes:
    """Decrypt what `chacha_encrypt` made.

    Raises:
        UnsealError: wrong key or altered bytes.
    """
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, ciphertext, None)
    except InvalidTag:
        raise UnsealError("chacha20-poly1305 did not open") from None


def gcm_encrypt(key: bytes, plaintext: bytes, context: bytes) -> bytes:
    """Encrypt with AES-256-GCM under a random 12-byte nonce, which leads the result; `context` is authenticated."""
    _require_256_bits(key)
    nonce = random_bytes(GCM_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, context)


def gcm_decrypt(key: bytes, box: bytes, context: bytes) -> bytes:
    """Decrypt what `gcm_encrypt` made.

    Raises:
        UnsealError: too short, wrong key, other context, or altered bytes.
    """
    _require_256_bits(key)
    if len(box) < GCM_NONCE_BYTES + TAG_BYTES:
        raise UnsealError("aes-gcm box is too short")
    try:
        return AESGCM(key).decrypt(box[:GCM_NONCE_BYTES], box[GCM_NONCE_BYTES:], context)
    except InvalidTag:
        raise UnsealError("aes-gcm did not open") from None


def xchacha_encrypt(key: bytes, plaintext: bytes, context: bytes) -> bytes:
    """Encrypt with XChaCha20-Poly1305 under a random 24-byte nonce, which comes first; `context` is authenticated."""
    nonce = random_bytes(XNONCE_BYTES)
    return nonce + nacl.bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, context, nonce, key)


def xchacha_decrypt(key: bytes, box: bytes, context: bytes) -> bytes:
    """Decrypt what `xchacha_encrypt` made.

    Raises:
        UnsealError: too short, wrong key, other context, or altered bytes.
    """
    if len(box) < XNONCE_BYTES + TAG_BYTES:
        raise UnsealError("xchacha box is too short")
    try:
        return nacl.bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            box[XNONCE_BYTES:], context, box[:XNONCE_BYTES], key
        )
    except nacl.exceptions.CryptoError:
        raise UnsealError("xchacha20-poly1305 did not open") from None


def ed25519_is_valid(public: bytes) -> bool:
    """Say whether 32 bytes are a canonical point of prime order (libsodium's rule)."""
    return len(public) == SEED_BYTES and nacl.bindings.crypto_core_ed25519_is_valid_point(public)


def ed25519_public(seed: bytes) -> bytes:
    """Give the 32-byte public key of a 32-byte Ed25519 seed (RFC 8032)."""
    return nacl.bindings.crypto_sign_seed_keypair(seed)[0]


def ed25519_expand(seed: bytes) -> bytes:
    """Give the 64-byte signing form (seed, public key) of a 32-byte seed, so that signing need not repeat it."""
    return nacl.bindings.crypto_sign_seed_keypair(seed)[1]


def ed25519_sign(expanded: bytes, message: bytes) -> bytes:
    """Sign with the 64-byte form of `ed25519_expand`: 64 bytes, deterministic (RFC 8032)."""
    return nacl.bindings.crypto_sign(message, expanded)[:SIGNATURE_BYTES]


def ed25519_verify(public: bytes, message: bytes, signature: bytes) -> None:
    """Verify strictly: canonical A and R, S below the group order, no point of small order (libsodium's rules).

    Raises:
        SignatureError: anything else.
    """
    if len(public) != SEED_BYTES or len(signature) != SIGNATURE_BYTES:
        raise SignatureError("wrong length of key or signature")
    try:
        nacl.bindings.crypto_sign_open(signature + message, public)
    except (nacl.exceptions.BadSignatureError, ValueError):
        raise SignatureError("ed25519 signature does not verify") from None


class BulkCipher(Protocol):
    """One direction of C2SP chunked encryption: feed bytes, collect bytes, finish once."""

    def update(self, data: bytes) -> bytes:
        """Take the next bytes and give what is ready."""

    def finalize(self) -> bytes:
        """Finish and give the rest."""


def bulk_encryptor(key: bytes, context: bytes) -> BulkCipher:
    """Start Cobblestone-256 (C2SP chunked-encryption) under a 32-byte key; the 56-byte header leads the output."""
    _require_256_bits(key)
    return Cobblestone256Encryptor(key, context)


class BulkDecryptor:
    """The reading direction of Cobblestone-256; every failure is an `UnsealError`."""

    def __init__(self, key: bytes, context: bytes) -> None:
        """Start with the 32-byte key and the context that were used to encrypt."""
        _require_256_bits(key)
        self._inner = Cobblestone256Decryptor(key, context)

    def update(self, data: bytes) -> bytes:
        """Take the next bytes and give the plaintext that is already authenticated."""
        try:
            return self._inner.update(data)
        except (InvalidTag, ValueError):
            raise UnsealError("chunked encryption did not open") from None

    def finalize(self) -> bytes:
        """Give the last plaintext; a truncated stream is refused here."""
        try:
            return self._inner.finalize()
        except (InvalidTag, ValueError):
            raise UnsealError("chunked encryption did not open") from None


def scrypt(passphrase: bytes, salt: bytes, log_n: int) -> bytes:
    """Stretch a passphrase with scrypt (RFC 7914), r=8, p=1, to 32 bytes."""
    return Scrypt(salt=salt, length=32, n=1 << log_n, r=8, p=1).derive(passphrase)


def argon2id(secret: bytes, salt: bytes, *, memory_kib: int, passes: int) -> bytes:
    """Stretch a passphrase with Argon2id (RFC 9106), one lane, to 32 bytes."""
    return hash_secret_raw(
        secret,
        salt,
        time_cost=passes,
        memory_cost=memory_kib,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    )


class PasswordHasher:
    """Stores and checks a secret as an Argon2id PHC string (argon2-cffi)."""

    def __init__(self, *, memory_kib: int, passes: int) -> None:
        """Fix the cost; strings made with another cost still verify."""
        self._inner = argon2.PasswordHasher(
            time_cost=passes, memory_cost=memory_kib, parallelism=1, hash_len=32, salt_len=16
        )

    def hash(self, secret: bytes) -> str:
        """Give the PHC string of `secret`."""
        return self._inner.hash(secret)

    def verify(self, phc: str, secret: bytes) -> bool:
        """Say whether `secret` made `phc`; a broken string counts as no."""
        try:
            return self._inner.verify(phc, secret)
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False

    def is_outdated(self, phc: str) -> bool:
        """Say whether `phc` was made with another cost than this one."""
        return self._inner.check_needs_rehash(phc)
