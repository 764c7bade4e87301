"""Randomness that can be drawn again: while a scenario is made, every random byte comes from its name.

Sealing is done by the independent implementations of tests/published, which take their randomness as an argument; so a
rebuilt vector has the same bytes, and the product opens what other code sealed.
"""

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from tests.published.independent import chunked, hpke, xwing
from wbs.crypto.keys import CustodianPrivateKey, HybridPublicKey
from wbs.crypto.primitives import hybrid_public

_MODULES = ("primitives", "keys", "seal", "compose", "bulk", "identity", "receipt", "signin")
_KEM = 0x647A
_ENCAPSULATION_RANDOMNESS = 64


class Draw:
    """Bytes from a name: SHAKE-256 of the name and a counter."""

    def __init__(self, name: str) -> None:
        self._name = name.encode()
        self._count = 0

    def __call__(self, size: int) -> bytes:
        self._count += 1
        return hashlib.shake_256(b"wbs vectors\0" + self._name + b"\0%d" % self._count).digest(size)


class _Chunked:
    """The writing half of chunked encryption, whole messages only."""

    def __init__(self, draw: Draw, key: bytes, context: bytes) -> None:
        self._key, self._context, self._salt = key, context, draw(chunked.SALT_SIZE)
        self._held = bytearray()

    def update(self, data: bytes) -> bytes:
        self._held += data
        return b""

    def finalize(self) -> bytes:
        return chunked.encrypt("sha512", self._key, self._context, self._salt, bytes(self._held))


def hpke_seal(draw: Draw, raw_public: bytes, info: bytes, plaintext: bytes) -> bytes:
    """Seal with drawn randomness: encapsulated key, then ciphertext."""
    shared, enc = xwing.encapsulate(raw_public, draw(_ENCAPSULATION_RANDOMNESS))
    return enc + hpke.schedule(_KEM, shared, info).seal(plaintext)


def _checked_bytes(key: HybridPublicKey) -> bytes:
    """Stand for the library's key, which does not give its bytes back; what it refuses is refused."""
    hybrid_public(key.raw)
    return key.raw


@contextmanager
def drawn(name: str) -> Iterator[Draw]:
    """Draw everything from `name` while the context lasts."""
    draw = Draw(name)

    def seal(raw_public: bytes, info: bytes, plaintext: bytes) -> bytes:
        return hpke_seal(draw, raw_public, info, plaintext)

    with ExitStack() as stack:
        for module in _MODULES:
            stack.enter_context(patch(f"wbs.crypto.{module}.random_bytes", draw))
        # A key that was drawn before, once per process, would make the bytes depend on what ran before.
        stack.enter_context(patch("wbs.crypto.identity._nobody", lambda: CustodianPrivateKey.generate().public))
        stack.enter_context(patch.object(HybridPublicKey, "handle", property(_checked_bytes)))
        stack.enter_context(patch("wbs.crypto.seal.hpke_seal", seal))
        stack.enter_context(patch("wbs.crypto.bulk.bulk_encryptor", lambda key, ctx: _Chunked(draw, key, ctx)))
        yield draw
