"""Text forms of bytes, each strict: one text for one value.

base64url without padding (RFC 4648 section 5), standard base64 with padding (section 4, for DSSE) and without (for
age), base32 in lower case without padding (section 6, for case ids), and Bech32 (BIP 173 without its length limit, for
age keys).
"""

import base64
import binascii
from functools import cache

from wbs.errors import FormatError

_GROUP_CHARS = 4
_B32_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_BECH32_ALPHABET = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_TO_BECH32 = bytes.maketrans(_B32_ALPHABET, _BECH32_ALPHABET)
_TO_DIGITS = bytes.maketrans(_BECH32_ALPHABET, b"0123456789abcdefghijklmnopqrstuv")
_BECH32_VALUES = bytes.maketrans(_BECH32_ALPHABET, bytes(range(32)))
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_CHARS = 6
_SYMBOL_BITS = 5
_KEY_SYMBOLS = 1952
"""Data and checksum of a hybrid public key."""


def _step(state: int, value: int) -> int:
    """Feed one 5-bit symbol to the 30-bit Bech32 checksum state."""
    top = state >> 25
    state = (state & 0x1FFFFFF) << 5 ^ value
    for bit, generator in enumerate(_GENERATOR):
        if top >> bit & 1:
            state ^= generator
    return state


def utf8(text: str) -> bytes:
    """Write text as UTF-8.

    Raises:
        FormatError: lone surrogates. The library's own error would carry the whole text, which may be a passphrase.
    """
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise FormatError("text is not well-formed") from None


def b64url(raw: bytes) -> str:
    """Write base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def from_b64url(text: str) -> bytes:
    """Read base64url without padding.

    Raises:
        FormatError: other characters, padding, or bits that do not belong to a byte.
    """
    if "=" in text or "+" in text or "/" in text:
        raise FormatError("base64url with padding, or of the other alphabet")
    try:
        standard = text.encode("ascii").replace(b"-", b"+").replace(b"_", b"/")
        return _from_padded(standard + b"=" * (-len(text) % 4))
    except ValueError:
        raise FormatError("not base64url") from None


def b64(raw: bytes) -> str:
    """Write standard base64 with padding."""
    return base64.b64encode(raw).decode("ascii")


def from_b64(text: str) -> bytes:
    """Read standard base64 with padding.

    Raises:
        FormatError: anything that `b64` would not have written.
    """
    try:
        return _from_padded(text.encode("ascii"))
    except ValueError:
        raise FormatError("not base64") from None


def _from_padded(text: bytes) -> bytes:
    """Read standard base64; ValueError unless `b64` writes it so.

    Strict mode leaves only the bits of the last group open that belong to no byte: writing that one again is enough.
    """
    raw = binascii.a2b_base64(text, strict_mode=True)
    if binascii.b2a_base64(raw[(len(raw) - 1) // 3 * 3 :], newline=False) != text[-_GROUP_CHARS:]:
        raise ValueError("bits that belong to no byte")
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
    body = _number(data) >> _CHECKSUM_CHARS * _SYMBOL_BITS
    size, stray = divmod((len(data) - _CHECKSUM_CHARS) * _SYMBOL_BITS, 8)
    if stray >= _SYMBOL_BITS or body & (1 << stray) - 1:
        raise FormatError("stray bits at the end of Bech32")
    return (body >> stray).to_bytes(size, "big")


def _number(data: bytes) -> int:
    """Read Bech32 symbols as one number; `int` does it in C, which `base64.b32decode` does not."""
    return int(data.translate(_TO_DIGITS), 32)


def _polymod(prefix: str, data: bytes) -> int:
    """Compute the Bech32 checksum state over the expanded prefix and the data symbols."""
    if len(data) == _KEY_SYMBOLS:
        return _key_polymod(prefix, data)
    state = _prefix_state(prefix)
    for value in data.translate(_BECH32_VALUES):
        state = _step(state, value)
    return state


def _prefix_state(prefix: str) -> int:
    state = 1
    high = [ord(char) >> 5 for char in prefix]
    low = [ord(char) & 31 for char in prefix]
    for value in (*high, 0, *low):
        state = _step(state, value)
    return state


def _key_polymod(prefix: str, data: bytes) -> int:
    """Do the same for a public key, whose text is long and common: each bit of the state is a parity of data bits."""
    value, state = _number(data), 0
    for mask in _key_masks():
        state = state << 1 | (mask & value).bit_count() & 1
    return state ^ _state_behind(prefix)


@cache
def _state_behind(prefix: str) -> int:
    """Give what the prefix alone leaves after a key of zeros: the checksum is linear."""
    state = _prefix_state(prefix)
    for _ in range(_KEY_SYMBOLS):
        state = _step(state, 0)
    return state


@cache
def _key_masks() -> tuple[int, ...]:
    """Tabulate which data bits each of the 30 bits of the state is the parity of, highest first."""
    columns = [1 << bit for bit in reversed(range(5))]
    rows = []
    for _ in range(_KEY_SYMBOLS):
        rows.append([f"{column:030b}" for column in columns])
        columns = [_step(column, 0) for column in columns]
    first_to_last = [text for row in reversed(rows) for text in row]
    return tuple(int("".join(bits), 2) for bits in zip(*first_to_last, strict=True))
