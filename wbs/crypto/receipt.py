"""The receipt code: 128 bits as twelve Indonesian words, and the three keys derived from it (docs/spec/receipt.md)."""

import re
import unicodedata
from functools import cached_property
from typing import Never

from wbs.crypto.keys import ReaderPrivateKey, ReporterSigningKey
from wbs.crypto.primitives import hkdf_expand, hkdf_extract, random_bytes, sha256
from wbs.crypto.words import RECEIPT_WORDS
from wbs.errors import FormatError, ReceiptError

SECRET_BYTES = 16
WORD_COUNT = 12
FINGERPRINT_WORD_COUNT = 8
_WORD_BITS = 11
_CHECKSUM_BITS = 4
_PREFIX_LETTERS = 4
_BY_PREFIX = {word[:_PREFIX_LETTERS]: index for index, word in enumerate(RECEIPT_WORDS)}
_BETWEEN_WORDS = re.compile(r"[^a-z]+")


class Receipt:
    """The reporter's secret. Stored nowhere; lives on the reporter's paper and in one request or page."""

    __slots__ = ("__dict__", "_secret")
    __hash__ = None  # type: ignore[assignment]  # a hash would invite comparison

    def __init__(self, secret: bytes) -> None:
        """Take 16 secret bytes."""
        if len(secret) != SECRET_BYTES:
            raise FormatError("a receipt secret has 16 bytes")
        self._secret = secret

    @classmethod
    def generate(cls) -> "Receipt":
        """Draw a fresh receipt."""
        return cls(random_bytes(SECRET_BYTES))

    @classmethod
    def of_form(cls, value: bytes) -> "Receipt":
        """Derive a report form's receipt from the 16 random bytes in its ticket: a repeated post finds its case."""
        key = hkdf_extract(b"wbs/v1/form", value)
        return cls(hkdf_expand(key, b"receipt", SECRET_BYTES))

    @classmethod
    def parse(cls, text: str) -> "Receipt":
        """Read twelve words as people type them.

        Case, spaces, hyphens, commas, line breaks and list numbers do not matter; four letters of a word suffice.

        Raises:
            ReceiptError: not twelve words, words that are not on the list (their positions, 1 to 12, are given), or a
                checksum that does not match (15 of 16 wrong codes).
        """
        typed = [word for word in _BETWEEN_WORDS.split(_folded(text)) if word]
        indices = [_index_of(word) for word in typed]
        unknown = tuple(place for place, index in enumerate(indices[:WORD_COUNT], 1) if index is None)
        if unknown:
            raise ReceiptError("words that are not on the list", unknown)
        if len(typed) != WORD_COUNT:
            raise ReceiptError("not twelve words")
        number = 0
        for index in indices:
            number = number << _WORD_BITS | (index or 0)
        secret = (number >> _CHECKSUM_BITS).to_bytes(SECRET_BYTES, "big")
        if number & (1 << _CHECKSUM_BITS) - 1 != _checksum(secret):
            raise ReceiptError("checksum does not match")
        return cls(secret)

    def __repr__(self) -> str:
        return "Receipt(…)"

    def __eq__(self, other: object) -> Never:
        raise TypeError("receipts are not compared")

    def __reduce__(self) -> Never:
        raise TypeError("receipts are not serialisable")

    def __reduce_ex__(self, protocol: object) -> Never:
        raise TypeError("receipts are not serialisable")

    def unsafe_secret(self) -> bytes:
        """Give the 16 bytes, for a ticket only."""
        return self._secret

    def unsafe_words(self) -> tuple[str, ...]:
        """Give the twelve words, for the one page or paper that shows them."""
        number = int.from_bytes(self._secret, "big") << _CHECKSUM_BITS | _checksum(self._secret)
        return _words(number, WORD_COUNT)

    @cached_property
    def _master(self) -> bytes:
        return hkdf_extract(b"wbs/v1/receipt", self._secret)

    @cached_property
    def mailbox_token(self) -> bytes:
        """The 32 bytes that find the mailbox."""
        return hkdf_expand(self._master, b"wbs/v1/mailbox token", 32)

    @cached_property
    def mailbox_hash(self) -> bytes:
        """SHA-256 of the mailbox token: what the server keeps."""
        return sha256(self.mailbox_token)

    @cached_property
    def reader_key(self) -> ReaderPrivateKey:
        """The reporter's reader key."""
        return ReaderPrivateKey(hkdf_expand(self._master, b"wbs/v1/reporter reader key", 32))

    @cached_property
    def signing_key(self) -> ReporterSigningKey:
        """The reporter's signing key."""
        return ReporterSigningKey(hkdf_expand(self._master, b"wbs/v1/reporter signing key", 32))


def fingerprint_words(digest: bytes) -> tuple[str, ...]:
    """Give the first 88 bits of a roots fingerprint as eight words, for comparing by eye."""
    size = FINGERPRINT_WORD_COUNT * _WORD_BITS // 8
    return _words(int.from_bytes(digest[:size], "big"), FINGERPRINT_WORD_COUNT)


def _words(number: int, count: int) -> tuple[str, ...]:
    mask = (1 << _WORD_BITS) - 1
    return tuple(RECEIPT_WORDS[number >> _WORD_BITS * place & mask] for place in reversed(range(count)))


def _checksum(secret: bytes) -> int:
    return sha256(secret)[0] >> 8 - _CHECKSUM_BITS


def _folded(text: str) -> str:
    # Lower case, not case folding: the browser has no other, and both must read one code from one text.
    return unicodedata.normalize("NFKC", text).lower()


def _index_of(word: str) -> int | None:
    index = _BY_PREFIX.get(word[:_PREFIX_LETTERS])
    return index if index is not None and RECEIPT_WORDS[index].startswith(word) else None
