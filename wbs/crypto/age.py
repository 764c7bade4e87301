"""The age v1 file (C2SP age): header, stanza, HMAC and STREAM chunks, for exactly one recipient (docs/spec/age.md).

Knows the bytes, holds no policy: `seal` writes with it, `unseal` reads with it. Every file has one stanza,
`mlkem768x25519` for people and cases or `scrypt` for a root key at rest; armor, further stanzas and trailing bytes are
refused. Only a backup has several recipients, which `backup` reads by itself.
"""

import re
from dataclasses import dataclass

from wbs.crypto.encoding import b64_unpadded, from_b64_unpadded
from wbs.crypto.primitives import (
    HYBRID_ENC_BYTES,
    TAG_BYTES,
    chacha_decrypt,
    chacha_encrypt,
    equal,
    hkdf_expand,
    hkdf_extract,
    hmac_sha256,
)
from wbs.errors import FormatError, UnknownVersionError, UnsealError

INTRO = b"age-encryption.org/v1\n"
HYBRID_STANZA = "mlkem768x25519"
HYBRID_INFO = b"age-encryption.org/mlkem768x25519"
SCRYPT_STANZA = "scrypt"
FILE_KEY_BYTES = 16
WRAPPED_KEY_BYTES = FILE_KEY_BYTES + TAG_BYTES
NONCE_BYTES = 16
CHUNK_BYTES = 64 * 1024
SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES
HEADER_LIMIT = 4096
_COLUMNS = 64
# Body lines of 64 columns, then one that is shorter: there is no second way to wrap a body.
_HEADER = re.compile(
    rb"(age-encryption\.org/v1\n"
    rb"-> ([!-~]+(?: [!-~]+)*)\n"
    rb"((?:[A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{0,63}\n)"
    rb"---)"
    rb" ([A-Za-z0-9+/]{43})\n"
)
# The same with the one stanza that people and cases get: 1,120 bytes and 32, whose last characters carry fewer bits.
_HYBRID_HEADER = re.compile(
    rb"age-encryption\.org/v1\n"
    rb"-> mlkem768x25519 [A-Za-z0-9+/]{1493}[AQgw]\n"
    rb"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]\n"
    rb"--- [A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]\n"
)
_OTHER_VERSION = re.compile(rb"age-encryption\.org/v(?:[2-9]|[1-9][0-9]{1,8})\n")


@dataclass(frozen=True, slots=True)
class Stanza:
    """One recipient stanza: a kind, its arguments, a body."""

    kind: str
    arguments: tuple[str, ...]
    body: bytes

    def serialise(self) -> bytes:
        """Write the stanza, body wrapped at 64 columns with a last line shorter than that."""
        body = b64_unpadded(self.body)
        lines = [body[start : start + _COLUMNS] for start in range(0, len(body) + 1, _COLUMNS)]
        first = " ".join(("->", self.kind, *self.arguments))
        return "".join(f"{line}\n" for line in (first, *lines)).encode("ascii")


@dataclass(frozen=True, slots=True)
class Header:
    """A parsed header: its stanza, the bytes its MAC covers, the MAC, and its length in bytes."""

    stanza: Stanza
    covered: bytes
    mac: bytes
    size: int

    def verify(self, file_key: bytes) -> None:
        """Check the header MAC under the file key.

        Raises:
            UnsealError: the header was altered, or the key is not the one that wrote it.
        """
        if not equal(self.mac, _header_mac(file_key, self.covered)):
            raise UnsealError("header mac does not match")


def write_header(stanza: Stanza, file_key: bytes, *further: Stanza) -> bytes:
    """Write a whole header for one stanza, or for several; only a backup has further ones."""
    covered = INTRO + b"".join(one.serialise() for one in (stanza, *further)) + b"---"
    return covered + f" {b64_unpadded(_header_mac(file_key, covered))}\n".encode("ascii")


def parse_header(data: bytes) -> Header:
    """Read the header at the start of `data`.

    Raises:
        UnknownVersionError: an age file of another version.
        FormatError: not one stanza and a MAC in their only spelling within 4,096 bytes.
    """
    if _OTHER_VERSION.match(data):
        raise UnknownVersionError("age file of another version")
    match = _HEADER.match(data[:HEADER_LIMIT])
    if match is None:
        raise FormatError("not an age header with one stanza")
    kind, *arguments = match[2].decode("ascii").split(" ")
    body = from_b64_unpadded(match[3].replace(b"\n", b"").decode("ascii"))
    mac = from_b64_unpadded(match[4].decode("ascii"))
    return Header(Stanza(kind, tuple(arguments), body), match[1], mac, match.end())


def hybrid_stanza(enc_and_body: bytes) -> Stanza:
    """Make the stanza of an HPKE output: encapsulated key (1,120 bytes) as argument, wrapped file key as body."""
    enc, body = enc_and_body[:HYBRID_ENC_BYTES], enc_and_body[HYBRID_ENC_BYTES:]
    return Stanza(HYBRID_STANZA, (b64_unpadded(enc),), body)


def parse_hybrid_stanza(stanza: Stanza) -> bytes:
    """Give the HPKE input (encapsulated key, then wrapped file key) of a hybrid stanza.

    Raises:
        FormatError: another kind of stanza, or wrong lengths.
    """
    if stanza.kind != HYBRID_STANZA or len(stanza.arguments) != 1:
        raise FormatError("not sealed to one hybrid key")
    enc = from_b64_unpadded(stanza.arguments[0])
    if len(enc) != HYBRID_ENC_BYTES or len(stanza.body) != WRAPPED_KEY_BYTES:
        raise FormatError("hybrid stanza of the wrong size")
    return enc + stanza.body


def sealed_size(plaintext_size: int) -> int:
    """Give the length of a file sealed to one hybrid key, from the length of its plaintext."""
    chunks = max(1, -(-plaintext_size // CHUNK_BYTES))
    return _HYBRID_HEADER_BYTES + NONCE_BYTES + plaintext_size + chunks * TAG_BYTES


def check_sealed(data: bytes, plaintext_sizes: frozenset[int] | None = None) -> int:
    """Check, without any key, that `data` is one file sealed to one hybrid key; give its plaintext length.

    Raises:
        UnknownVersionError: an age file of another version.
        FormatError: not such a file, or its plaintext length is not among `plaintext_sizes`.
    """
    if not _HYBRID_HEADER.match(data):
        parse_hybrid_stanza(parse_header(data).stanza)  # says what is wrong
        raise FormatError("not an age header in its only spelling")
    rest = len(data) - _HYBRID_HEADER_BYTES - NONCE_BYTES
    chunks = max(1, -(-rest // SEALED_CHUNK_BYTES))
    size = rest - chunks * TAG_BYTES
    if size < 0 or sealed_size(size) != len(data):
        raise FormatError("age payload of an impossible size")
    if plaintext_sizes is not None and size not in plaintext_sizes:
        raise FormatError("age payload is not of an allowed size")
    return size


def refuse_empty_last_chunk(size: int) -> None:
    """Check the length of a whole payload behind its nonce, before any key is asked.

    Raises:
        FormatError: it ends in an empty chunk behind a full one, which age forbids: two files for one text.
    """
    if size > SEALED_CHUNK_BYTES and size % SEALED_CHUNK_BYTES == TAG_BYTES:
        raise FormatError("empty last chunk")


def payload_key(file_key: bytes, nonce: bytes) -> bytes:
    """Derive the key of the STREAM payload."""
    return hkdf_expand(hkdf_extract(nonce, file_key), b"payload", 32)


class StreamWriter:
    """Encrypts the payload in 64 KiB chunks as bytes come; holds one chunk."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._counter = 0
        self._held = bytearray()

    def update(self, data: bytes) -> bytes:
        """Take plaintext of any length; give the chunks that are certainly not the last."""
        held = self._held
        held += data
        chunks = []
        while len(held) > CHUNK_BYTES:
            chunks.append(self._chunk(bytes(held[:CHUNK_BYTES]), last=False))
            del held[:CHUNK_BYTES]
        return b"".join(chunks)

    def finalize(self) -> bytes:
        """Give the last chunk, which is empty only if the whole payload is."""
        return self._chunk(bytes(self._held), last=True)

    def _chunk(self, plaintext: bytes, *, last: bool) -> bytes:
        nonce = _chunk_nonce(self._counter, last=last)
        self._counter += 1
        return chacha_encrypt(self._key, nonce, plaintext)


class StreamReader:
    """Decrypts the payload as bytes come; gives out only what is authenticated, and refuses a missing end."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._counter = 0
        self._held = bytearray()

    def update(self, data: bytes) -> bytes:
        """Take sealed bytes of any length; give the plaintext of the chunks that are certainly not the last.

        Raises:
            UnsealError: altered, reordered or repeated bytes.
        """
        held = self._held
        held += data
        chunks = []
        while len(held) > SEALED_CHUNK_BYTES:
            chunks.append(self._chunk(bytes(held[:SEALED_CHUNK_BYTES]), last=False))
            del held[:SEALED_CHUNK_BYTES]
        return b"".join(chunks)

    def finalize(self) -> bytes:
        """Give the last plaintext.

        Raises:
            UnsealError: cut off, or bytes after the end.
            FormatError: an empty last chunk behind a full one.
        """
        if len(self._held) == TAG_BYTES and self._counter:
            raise FormatError("empty last chunk")
        return self._chunk(bytes(self._held), last=True)

    def _chunk(self, sealed: bytes, *, last: bool) -> bytes:
        nonce = _chunk_nonce(self._counter, last=last)
        self._counter += 1
        return chacha_decrypt(self._key, nonce, sealed)


def _chunk_nonce(counter: int, *, last: bool) -> bytes:
    return counter.to_bytes(11, "big") + bytes([last])


def _header_mac(file_key: bytes, covered: bytes) -> bytes:
    return hmac_sha256(hkdf_expand(hkdf_extract(b"", file_key), b"header", 32), covered)


_HYBRID_HEADER_BYTES = len(
    write_header(hybrid_stanza(bytes(HYBRID_ENC_BYTES + WRAPPED_KEY_BYTES)), bytes(FILE_KEY_BYTES))
)
