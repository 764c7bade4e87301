"""Addresses and clients of onion services, as Tor's rend-spec-v3 writes them.

Bytes in, text out: which services there are, and who may come, is not decided here.
"""

import base64
from dataclasses import dataclass
from typing import Never

from wbs.crypto.encoding import b32
from wbs.crypto.primitives import ed25519_is_valid, equal, sha3_256, x25519_pair
from wbs.errors import FormatError

ADDRESS_CHARS = 56
_SUFFIX = ".onion"
_VERSION = b"\x03"
_CHECKED = b".onion checksum"
_KEY_BYTES, _CHECKSUM_BYTES = 32, 2
_KEY_CHARS = 52
_LINE = "descriptor:x25519:"


def parse_address(text: str) -> str:
    """Give an address back if an onion service of version 3 may have it (rend-spec-v3, "Encoding onion addresses").

    Args:
        text: 56 letters and digits of base32 in lower case, then `.onion`.

    Raises:
        FormatError: another form or version, a wrong checksum, or no key.
    """
    name = text.removesuffix(_SUFFIX)
    if len(name) != ADDRESS_CHARS or not text.endswith(_SUFFIX):
        raise FormatError("an onion address has 56 letters and digits before .onion")
    raw = _from_b32(name)
    key, checksum, version = raw[:_KEY_BYTES], raw[_KEY_BYTES:-1], raw[-1:]
    expected = sha3_256(_CHECKED + key + version)[:_CHECKSUM_BYTES]
    if version != _VERSION or not equal(checksum, expected) or not ed25519_is_valid(key):
        raise FormatError("not the address of an onion service")
    return text


@dataclass(frozen=True, slots=True)
class ClientPublicKey:
    """Lets its holder find an onion service; stands in a file of the service."""

    text: str
    """52 letters and digits of base32 in lower case."""

    @classmethod
    def parse(cls, text: str) -> "ClientPublicKey":
        """Read a key as people hand it on, in either case.

        Raises:
            FormatError: not 32 bytes in base32.
        """
        lowered = text.strip().lower()
        if len(lowered) != _KEY_CHARS:
            raise FormatError("a client's key has 52 letters and digits")
        _from_b32(lowered)
        return cls(lowered)

    @classmethod
    def parse_line(cls, line: str) -> "ClientPublicKey":
        """Read the line of a client's file.

        Raises:
            FormatError: another line.
        """
        if not line.startswith(_LINE):
            raise FormatError("not a client of an onion service")
        return cls.parse(line.removeprefix(_LINE))

    @property
    def line(self) -> str:
        """The line of a file in `authorized_clients`, upper case as tor's manual writes it."""
        return f"{_LINE}{self.text.upper()}\n"


@dataclass(frozen=True, slots=True, repr=False)
class ClientPrivateKey:
    """The half that Tor Browser asks an officer for. Shown once and kept nowhere."""

    _raw: bytes

    def __repr__(self) -> str:
        return "ClientPrivateKey(…)"

    def __reduce__(self) -> Never:
        raise TypeError("private keys are not serialisable")

    def unsafe_text(self) -> str:
        """Give the 52 characters that are typed into Tor Browser."""
        return b32(self._raw).upper()


def new_client() -> tuple[ClientPrivateKey, ClientPublicKey]:
    """Draw the key of one client."""
    private, public = x25519_pair()
    return ClientPrivateKey(private), ClientPublicKey(b32(public))


def _from_b32(text: str) -> bytes:
    try:
        raw = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except ValueError:
        raw = b""
    if not raw or b32(raw) != text:
        raise FormatError("not base32")
    return raw
