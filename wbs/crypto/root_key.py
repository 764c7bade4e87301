"""An official's root key on its medium: the key file, its public card, and the memory of what it signed.

The key file is an age file with one `scrypt` stanza, which stock age opens (docs/spec/root-keys.md). The card proves
that its writer holds the key. The memory keeps an official from signing two documents under one version.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.keys import RootSigningKey, RootVerifyKey
from wbs.crypto.primitives import sha256
from wbs.crypto.receipt import fingerprint_words
from wbs.crypto.seal import SCRYPT_LOG_N, seal_with_passphrase
from wbs.crypto.shape import (
    AgencyCode,
    Bytes32,
    Day,
    Digest,
    Document,
    Ordinal,
    Part,
    ShortLine,
    VerifyKeyText,
    check,
    parse,
    serialise,
)
from wbs.crypto.signing import Unverified, sign
from wbs.crypto.unseal import unseal_with_passphrase
from wbs.errors import FormatError, TrustError

LOG_N = SCRYPT_LOG_N
"""Work factor of key files; readers accept up to 2^20."""
MAX_KEY_FILE_BYTES = 4096
Kind = Literal["roots", "directory", "agencies"]


class RootKeyFile(Document, frozen=True, kw_only=True, tag="wbs-root-key/v1"):
    """Plaintext of a key file."""

    office: ShortLine
    day: Day
    key: VerifyKeyText
    secret: Bytes32


class RootCard(Document, frozen=True, kw_only=True, tag="wbs-root-card/v1"):
    """The public half of a root key with the office that holds it, signed by the key itself."""

    office: ShortLine
    day: Day
    key: VerifyKeyText

    def public(self) -> RootVerifyKey:
        """The key."""
        return RootVerifyKey.parse(self.key)


class Signed(Part, frozen=True, kw_only=True):
    """The newest document of one chain that an official signed."""

    kind: Kind
    agency: AgencyCode
    version: Ordinal
    digest: Digest


class RootMemory(Document, frozen=True, kw_only=True, tag="wbs-root-memory/v1"):
    """What one root key signed last, per chain; signed by the key, so that nobody else writes it."""

    signed: Annotated[list[Signed], msgspec.Meta(max_length=2000)]


@dataclass(frozen=True, slots=True)
class RootKey:
    """An opened key file."""

    key: RootSigningKey
    office: str
    day: str

    def card(self) -> bytes:
        """Sign the public card."""
        return sign(check(RootCard(office=self.office, day=self.day, key=self.key.public.text)), self.key)


def seal_root_key(root: RootKey, passphrase: str) -> bytes:
    """Write a key file under a passphrase."""
    plain = RootKeyFile(
        office=root.office, day=root.day, key=root.key.public.text, secret=b64url(root.key.unsafe_seed())
    )
    return seal_with_passphrase(passphrase, serialise(check(plain)), LOG_N)


def open_root_key(data: bytes, passphrase: str) -> RootKey:
    """Open a key file.

    Raises:
        UnsealError: wrong passphrase or altered bytes.
        FormatError: another kind of file, or one that names another public key than its own.
        UnknownVersionError: a key file of another version.
    """
    if len(data) > MAX_KEY_FILE_BYTES:
        raise FormatError("too large for a root key")
    plain = parse(unseal_with_passphrase(passphrase, data), RootKeyFile)
    key = RootSigningKey(from_b64url(plain.secret))
    if key.public.text != plain.key:
        raise FormatError("a key file that names another key")
    return RootKey(key, plain.office, plain.day)


def verify_card(envelope: bytes) -> RootCard:
    """Verify a card under the key that it names.

    Raises:
        SignatureError: not signed by exactly that key.
        FormatError, UnknownVersionError: not a card.
    """
    unverified = Unverified(envelope)
    return unverified.verify(unverified.unsafe_peek(RootCard).public(), RootCard)


def root_key_words(key: RootVerifyKey) -> tuple[str, ...]:
    """Give the first 88 bits of SHA-256("wbs/v1/root key" ‖ 0 ‖ raw key) as eight words."""
    return fingerprint_words(sha256(b"wbs/v1/root key\0", key.raw))


def document_words(payload: bytes) -> tuple[str, ...]:
    """Give the first 88 bits of SHA-256("wbs/v1/document" ‖ 0 ‖ payload) as eight words: all signers see the same."""
    return fingerprint_words(sha256(b"wbs/v1/document\0", payload))


def sign_memory(signed: Iterable[Signed], key: RootSigningKey) -> bytes:
    """Write a memory."""
    entries = sorted(signed, key=lambda one: (one.kind, one.agency))
    return sign(check(RootMemory(signed=entries)), key)


def verify_memory(envelope: bytes, key: RootVerifyKey) -> tuple[Signed, ...]:
    """Read the memory of a key.

    Raises:
        SignatureError, FormatError, UnknownVersionError: not written by that key.
    """
    return tuple(Unverified(envelope).verify(key, RootMemory).signed)


def remembered(signed: Iterable[Signed], kind: Kind, agency: str) -> Signed | None:
    """Give what was signed last in one chain."""
    return next((one for one in signed if (one.kind, one.agency) == (kind, agency)), None)


def refuse_second(last: Signed | None, new: Signed, before: Iterable[str]) -> None:
    """Compare a document that is to be signed with what this key signed last; `before` are digests of its history.

    Raises:
        TrustError: an older version, another document under the same version, or a history without what was signed.
    """
    if last is None or last.digest == new.digest:
        return
    if new.version < last.version:
        raise TrustError("this key signed a newer version already")
    if new.version == last.version:
        raise TrustError("this key signed another document under this version")
    if last.digest not in set(before):
        raise TrustError("the history does not hold the version that this key signed last")


def with_signed(signed: Iterable[Signed], new: Signed) -> tuple[Signed, ...]:
    """Replace the entry of one chain."""
    return (*(one for one in signed if (one.kind, one.agency) != (new.kind, new.agency)), new)
