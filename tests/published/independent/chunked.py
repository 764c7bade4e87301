"""The scheme of c2sp.org/chunked-encryption with AES-256-GCM, for any hash of its HKDF-Expand.

Cobblestone-256 is this with SHA-512. Whole messages only; decryption is all or nothing.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from . import hkdf

SALT_SIZE = 24
HEADER_SIZE = SALT_SIZE + 32
CHUNK_SIZE = 16 * 1024
SEALED_CHUNK_SIZE = CHUNK_SIZE + 16
_PURPOSE = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00"


class MalformedError(Exception):
    """The ciphertext is not one of this key and context."""


def encrypt(hash_name: str, key: bytes, context: bytes, salt: bytes, message: bytes) -> bytes:
    chunk_key, base_nonce, commitment = derive(hash_name, key, context, salt)
    starts = range(0, len(message) + 1, CHUNK_SIZE)
    chunks = (
        seal_chunk(chunk_key, base_nonce, number, message[start : start + CHUNK_SIZE])
        for number, start in enumerate(starts)
    )
    return salt + commitment + b"".join(chunks)


def decrypt(hash_name: str, key: bytes, context: bytes, ciphertext: bytes) -> bytes:
    salt, commitment = ciphertext[:SALT_SIZE], ciphertext[SALT_SIZE:HEADER_SIZE]
    if len(key) != 32 or len(ciphertext) < HEADER_SIZE:
        raise MalformedError("the key or the header is of the wrong size")
    chunk_key, base_nonce, expected = derive(hash_name, key, context, salt)
    if commitment != expected:
        raise MalformedError("the commitment is of another key, salt or context")
    return _decrypt_chunks(chunk_key, base_nonce, ciphertext[HEADER_SIZE:])


def seal_chunk(chunk_key: bytes, base_nonce: bytes, number: int, chunk: bytes) -> bytes:
    return AESGCM(chunk_key).encrypt(_nonce(base_nonce, number), chunk, None)


def _decrypt_chunks(chunk_key: bytes, base_nonce: bytes, sealed: bytes) -> bytes:
    chunks = []
    for number, start in enumerate(range(0, len(sealed) + 1, SEALED_CHUNK_SIZE)):
        piece = sealed[start : start + SEALED_CHUNK_SIZE]
        try:
            chunks.append(AESGCM(chunk_key).decrypt(_nonce(base_nonce, number), piece, None))
        except InvalidTag as error:
            raise MalformedError(f"chunk {number} is not authentic") from error
    return b"".join(chunks)


def derive(hash_name: str, key: bytes, context: bytes, salt: bytes) -> tuple[bytes, bytes, bytes]:
    output = hkdf.expand(hash_name, key, _PURPOSE + salt + context, 32 + 12 + 32)
    return output[:32], output[32:44], output[44:]


def _nonce(base_nonce: bytes, number: int) -> bytes:
    return (int.from_bytes(base_nonce, "big") ^ number).to_bytes(12, "big")
