"""Seal with public keys only: age files to one hybrid key (docs/spec/age.md). Opens nothing."""

from wbs.crypto import padding
from wbs.crypto.age import (
    FILE_KEY_BYTES,
    HYBRID_INFO,
    NONCE_BYTES,
    SCRYPT_STANZA,
    Stanza,
    StreamWriter,
    hybrid_stanza,
    payload_key,
    write_header,
)
from wbs.crypto.encoding import b64_unpadded, utf8
from wbs.crypto.keys import HybridPublicKey
from wbs.crypto.primitives import chacha_encrypt, hpke_seal, random_bytes, scrypt

SCRYPT_LOG_N = 18
"""Work factor of a passphrase-sealed root key: 256 MiB, about a second (C2SP age recommends 2^18)."""


class SealStream:
    """Seals a file of any length in constant memory: first `header`, then `update` and `finalize`."""

    def __init__(self, key: HybridPublicKey) -> None:
        """Draw a file key and seal it to `key`.

        Raises:
            FormatError: `key` is not a usable hybrid key.
        """
        file_key = random_bytes(FILE_KEY_BYTES)
        nonce = random_bytes(NONCE_BYTES)
        stanza = hybrid_stanza(hpke_seal(key.handle, HYBRID_INFO, file_key))
        self.header = write_header(stanza, file_key) + nonce
        self._stream = StreamWriter(payload_key(file_key, nonce))

    def update(self, data: bytes) -> bytes:
        """Take plaintext, give what is ready."""
        return self._stream.update(data)

    def finalize(self) -> bytes:
        """Give the end of the file."""
        return self._stream.finalize()


def seal(key: HybridPublicKey, plaintext: bytes) -> bytes:
    """Seal `plaintext` as it is; its length shows."""
    stream = SealStream(key)
    return b"".join((stream.header, stream.update(plaintext), stream.finalize()))


def seal_document(key: HybridPublicKey, document: bytes, size: int | None = None) -> bytes:
    """Pad a document to `size` bytes or its class, then seal it.

    Raises:
        FormatError: the document does not fit.
    """
    return seal(key, padding.pad(document, size))


def seal_with_passphrase(passphrase: str, plaintext: bytes, log_n: int = SCRYPT_LOG_N) -> bytes:
    """Seal a root key at rest under a passphrase (age `scrypt` stanza)."""
    file_key, salt, nonce = (random_bytes(size) for size in (FILE_KEY_BYTES, 16, NONCE_BYTES))
    wrap = scrypt(utf8(passphrase), b"age-encryption.org/v1/scrypt" + salt, log_n)
    # Fixed nonce: the wrapping key is derived from a fresh salt and used once (C2SP age, scrypt recipient).
    body = chacha_encrypt(wrap, bytes(12), file_key)
    stanza = Stanza(SCRYPT_STANZA, (b64_unpadded(salt), str(log_n)), body)
    stream = StreamWriter(payload_key(file_key, nonce))
    header = write_header(stanza, file_key)
    return b"".join((header, nonce, stream.update(plaintext), stream.finalize()))
