"""Unseal with private keys: age files with exactly one stanza (docs/spec/age.md).

The reporter portal may not import this, apart from its one named module.
"""

from typing import Any

from wbs.crypto import padding
from wbs.crypto.age import (
    HYBRID_INFO,
    NONCE_BYTES,
    SCRYPT_STANZA,
    WRAPPED_KEY_BYTES,
    Header,
    StreamReader,
    parse_header,
    parse_hybrid_stanza,
    payload_key,
    refuse_empty_last_chunk,
)
from wbs.crypto.encoding import from_b64_unpadded, utf8
from wbs.crypto.keys import HybridPrivateKey
from wbs.crypto.primitives import chacha_decrypt, hpke_open, scrypt
from wbs.errors import FormatError, UnsealError

MAX_SCRYPT_LOG_N = 20
_SCRYPT_SALT_BYTES = 16


class UnsealStream:
    """Opens a file of any length in constant memory; plaintext comes out only once it is authenticated."""

    def __init__(self, key: HybridPrivateKey[Any], header: Header) -> None:
        """Open the file key with `key` and check the header's MAC.

        Raises:
            FormatError: not sealed to one hybrid key.
            UnsealError: sealed to another key, or an altered header.
        """
        self._file_key = hpke_open(key.handle, HYBRID_INFO, parse_hybrid_stanza(header.stanza))
        header.verify(self._file_key)
        self._held = b""
        self._stream: StreamReader | None = None

    def update(self, data: bytes) -> bytes:
        """Take bytes that follow the header; give plaintext that is ready.

        Raises:
            UnsealError: altered bytes.
        """
        if self._stream is not None:
            return self._stream.update(data)
        self._held += data
        if len(self._held) < NONCE_BYTES:
            return b""
        nonce, rest = self._held[:NONCE_BYTES], self._held[NONCE_BYTES:]
        self._stream = StreamReader(payload_key(self._file_key, nonce))
        return self._stream.update(rest)

    def finalize(self) -> bytes:
        """Give the end of the plaintext.

        Raises:
            UnsealError: the file is cut off or altered.
        """
        if self._stream is None:
            raise UnsealError("payload is cut off")
        return self._stream.finalize()


def unseal(key: HybridPrivateKey[Any], sealed: bytes) -> bytes:
    """Open a whole file.

    Raises:
        UnknownVersionError: another version of age.
        FormatError: not one canonical file sealed to one hybrid key.
        UnsealError: another key, or altered bytes.
    """
    header = parse_header(sealed)
    refuse_empty_last_chunk(len(sealed) - header.size - NONCE_BYTES)
    stream = UnsealStream(key, header)
    return stream.update(sealed[header.size :]) + stream.finalize()


def unseal_document(key: HybridPrivateKey[Any], sealed: bytes, size: int | None = None) -> bytes:
    """Open a padded document of the fixed class `size`, or of its own class.

    Raises:
        UnknownVersionError, FormatError, UnsealError: as `unseal`; FormatError also for wrong padding.
    """
    return padding.unpad(unseal(key, sealed), size)


def unseal_with_passphrase(passphrase: str, sealed: bytes) -> bytes:
    """Open a root key at rest (age `scrypt` stanza).

    Raises:
        FormatError: another kind of file, or a work factor above 2^20 (the file is not trusted yet).
        UnsealError: wrong passphrase or altered bytes.
    """
    header = parse_header(sealed)
    salt, log_n = _scrypt_parameters(header)
    wrap = scrypt(utf8(passphrase), b"age-encryption.org/v1/scrypt" + salt, log_n)
    file_key = chacha_decrypt(wrap, bytes(12), header.stanza.body)
    header.verify(file_key)
    payload = sealed[header.size :]
    stream = StreamReader(payload_key(file_key, payload[:NONCE_BYTES]))
    return stream.update(payload[NONCE_BYTES:]) + stream.finalize()


def _scrypt_parameters(header: Header) -> tuple[bytes, int]:
    stanza = header.stanza
    if stanza.kind != SCRYPT_STANZA or len(stanza.arguments) != len(("salt", "log_n")):
        raise FormatError("not sealed with a passphrase")
    salt_text, log_text = stanza.arguments
    salt = from_b64_unpadded(salt_text)
    if len(salt) != _SCRYPT_SALT_BYTES or len(stanza.body) != WRAPPED_KEY_BYTES:
        raise FormatError("scrypt stanza of the wrong size")
    log_n = int(log_text) if log_text.isdecimal() else 0
    if str(log_n) != log_text or not 0 < log_n <= MAX_SCRYPT_LOG_N:
        raise FormatError("scrypt work factor out of range")
    return salt, log_n
