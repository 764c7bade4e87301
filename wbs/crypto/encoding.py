"""Text forms of bytes, each strict: one text for one value.

base64url without padding (RFC 4648 section 5), standard base64 with padding (section 4, for DSSE) and without (for
age), base32 in lower case without padding (section 6, for case ids), and Bech32 (BIP 173 without its length limit, for
age keys).
"""

import base64
import binascii

from wbs.errors import FormatError

_B32_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_BECH32_ALPHABET = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_TO_BECH32 = bytes.maketrans(_B32_ALPHABET, _BECH32_ALPHABET)
_FROM_BECH32 = bytes.maketrans(_BECH32_ALPHABET, _B32_ALPHABET)
_BECH32_VALUES = bytes.maketrans(_BECH32_ALPHABET, bytes(range(32)))
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_CHARS = 6


def _step(state: int, value: int) -> int:
    """Feed one 5-bit symbol to the 30-bit Bech32 checksum state."""
    top = state >> 25
    state = (state & 0x1FFFFFF) << 5 ^ value
    for bit, generator in enumerate(_GENERATOR):
        if top >> bit & 1:
            state ^= generator
    return state


# Two symbols at a time, by table: a key has 1,946 of them, and keys are written in every report.
_PAIR_REMAINDERS = tuple(_step(_step(top << 20, 0), 0) for top in range(1024))


def b64url(raw: bytes) -> str:
    """Write base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def from_b64url(text: str) -> bytes:
    """Read base64url without padding.

    Raises:
        FormatError: other characters, padding, or bits that do not belong to a byte.
    """
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise FormatError("not base64url") from None
    if b64url(raw) != text:
        raise FormatError("not canonical base64url")
    return raw


def b64(raw: bytes) -> str:
    """Write standard base64 with padding."""
    return base64.b64encode(raw).decode("ascii")


def from_b64(text: str) -> bytes:
    """Read standard base64 with padding.

    Raises:
        FormatError: anything that `b64` would not have written.
    """
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise FormatError("not base64") from None
    if b64(raw) != text:
        raise FormatError("not canonical base64")
    return raw


def b64_unpadded(raw: bytes) -> str:
    """Write standard base64 without padding, as age headers do."""
    return b64(raw).rstrip("=")


def from_b64_unpadded(text: str) -> bytes:
    """Read standard base64 without padding.

    Raises:
        FormatError: anything that `b64_unpadded` would not have written.
    """
    if "=" in text:
        raise FormatError("base64 with padding where none stands")
    return from_b64(text + "=" * (-len(text) % 4))


def b32(raw: bytes) -> str:
    """Write base32 in lower case without padding."""
    return base64.b32encode(raw).rstrip(b"=").decode("ascii").lower()


def bech32_encode(prefix: str, raw: bytes) -> str:
    """Write `raw` as Bech32 in lower case under a lower-case `prefix`."""
    data = base64.b32encode(raw).rstrip(b"=").translate(_TO_BECH32)
    checksum = _polymod(prefix, data + b"q" * _CHECKSUM_CHARS) ^ 1
    tail = bytes(_BECH32_ALPHABET[checksum >> 5 * (5 - index) & 31] for index in range(6))
    return f"{prefix}1{(data + tail).decode('ascii')}"


def bech32_decode(prefix: str, text: str) -> bytes:
    """Read Bech32 in lower case that must carry `prefix`.

    Raises:
        FormatError: other prefix, alphabet or case, wrong checksum, or stray bits.
    """
    if not text.startswith(prefix + "1") or not text.isascii():
        raise FormatError("not Bech32 with the expected prefix")
    data = text[len(prefix) + 1 :].encode("ascii")
    if len(data) < _CHECKSUM_CHARS or data.translate(None, _BECH32_ALPHABET):
        raise FormatError("not Bech32")
    if _polymod(prefix, data) != 1:
        raise FormatError("Bech32 checksum does not match")
    body = data[:-_CHECKSUM_CHARS].translate(_FROM_BECH32)
    try:
        raw = base64.b32decode(body + b"=" * (-len(body) % 8))
    except binascii.Error:
        raise FormatError("not Bech32") from None
    if base64.b32encode(raw).rstrip(b"=") != body:
        raise FormatError("stray bits at the end of Bech32")
    return raw


def _polymod(prefix: str, data: bytes) -> int:
    """Compute the Bech32 checksum state over the expanded prefix and the data symbols."""
    high = bytes(ord(char) >> 5 for char in prefix)
    low = bytes(ord(char) & 31 for char in prefix)
    values = high + b"\0" + low + data.translate(_BECH32_VALUES)
    state = 1
    if len(values) % 2:
        state = _step(state, values[0])
        values = values[1:]
    remainders = _PAIR_REMAINDERS
    for first, second in zip(values[::2], values[1::2], strict=True):
        state = (state & 0xFFFFF) << 10 ^ first << 5 ^ second ^ remainders[state >> 20]
    return state
