"""Somebody with a copy of the whole database and some private keys, who opens all that they open, and so on."""

import re
import sqlite3
from base64 import b64decode
from pathlib import Path

from wbs.crypto.keys import HybridPrivateKey, ReaderPrivateKey
from wbs.crypto.unseal import unseal
from wbs.errors import RefusedError

_SEALED = b"age-encryption.org/v1\n"
_KEY = re.compile(rb"AGE-SECRET-KEY-PQ-1[02-9AC-HJ-NP-Z]{58}")
_PAYLOAD = re.compile(rb'"payload":"([A-Za-z0-9+/=]+)"')


class Thief:
    """Holds keys by their texts, and every plaintext by the sealed bytes it came from."""

    def __init__(self, *keys: HybridPrivateKey) -> None:  # type: ignore[type-arg]
        self._keys: dict[str, ReaderPrivateKey] = {}
        self.opened: dict[bytes, bytes] = {}
        for key in keys:
            self._learn(key.unsafe_text())

    def rob(self, database: Path) -> None:
        """Open whatever any key opens, until nothing new comes of it."""
        sealed = [value for value in _values(database) if value.startswith(_SEALED)]
        assert sealed, "nothing sealed in the database: the wrong file"
        known = 0
        while known < len(self._keys):
            known = len(self._keys)
            for value in sealed:
                if value not in self.opened:
                    self._try(value)

    def has_read(self, text: str) -> bool:
        """Say whether these words stand in anything that was opened."""
        return any(text.encode() in _inner(plaintext) for plaintext in self.opened.values())

    def _try(self, value: bytes) -> None:
        for key in list(self._keys.values()):
            try:
                self.opened[value] = unseal(key, value)
            except RefusedError:
                continue
            for text in _KEY.findall(_inner(self.opened[value])):
                self._learn(text.decode())
            return

    def _learn(self, text: str) -> None:
        self._keys[text] = ReaderPrivateKey.parse(text)


def _values(database: Path) -> list[bytes]:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for table in tables for row in connection.execute(f"SELECT * FROM {table}")]  # noqa: S608
    connection.close()
    return [value for row in rows for value in row if isinstance(value, bytes)]


def _inner(plaintext: bytes) -> bytes:
    """Give a plaintext with the payloads of its envelopes decoded."""
    return plaintext + b"".join(b64decode(payload) for payload in _PAYLOAD.findall(plaintext))
