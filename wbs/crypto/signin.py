"""An officer's sign-in secrets and wrapped key (docs/spec/officers.md): the same bytes as the officer's browser makes.

The server sees the sign-in key only; the wrapping key stays with the officer. Constants belong to version 1 and never
come from a server.
"""

import unicodedata
from dataclasses import dataclass, field

from wbs.crypto.encoding import b64url, utf8
from wbs.crypto.keys import OfficerSecret
from wbs.crypto.primitives import (
    argon2id,
    gcm_decrypt,
    gcm_encrypt,
    hkdf_expand,
    hmac_sha256,
    random_bytes,
)
from wbs.crypto.shape import (
    MAX_INTEGER,
    AgencyCode,
    Bytes32,
    Count,
    Digest,
    Document,
    OfficerId,
    parse,
    serialise,
)
from wbs.crypto.words import RECEIPT_WORDS
from wbs.errors import FormatError

SALT_BYTES = 16
MEMORY_KIB = 64 * 1024
PASSES = 3
PASSPHRASE_WORDS = 7
PASSPHRASE_KIND = "passphrase"  # noqa: S105 - a kind of wrapping, no secret
_PRF_BYTES = 32
NO_DIRECTORY = b64url(bytes(32))
"""What stands in the place of a directory's digest beside version 0: at enrolment there was none yet."""
_WORD_BITS = 11
GCM_OVERHEAD = 12 + 16
"""Nonce and tag of AES-256-GCM."""


@dataclass(frozen=True, slots=True)
class SignInKeys:
    """What a passphrase gives: one key to show to the server, one to keep."""

    auth: bytes = field(repr=False)
    wrap: bytes = field(repr=False)


class WrappedSecret(Document, frozen=True, kw_only=True, tag="wbs-officer-key/v1"):
    """Plaintext of a wrapped key: the seed, and what the officer trusts (anchors) and has seen (directory version)."""

    secret: Bytes32
    installation: Digest
    agency: Digest
    directory_version: Count
    directory: Digest


class WrapContext(Document, frozen=True, kw_only=True, tag="wbs-officer-wrap/v1"):
    """Associated data of a wrapped key: it opens for this officer of this installation only."""

    installation: Digest
    agency: AgencyCode
    officer: OfficerId
    reader_key: Digest
    kind: str = PASSPHRASE_KIND
    """Under what the key is wrapped: the passphrase, or a passkey, by its credential id."""


def _wrapped_size(version: int) -> int:
    digest = b64url(bytes(32))
    inside = WrappedSecret(
        secret=digest, installation=digest, agency=digest, directory_version=version, directory=digest
    )
    return GCM_OVERHEAD + len(serialise(inside))


WRAPPED_SIZES = range(_wrapped_size(1), _wrapped_size(MAX_INTEGER) + 1)
"""Lengths of wrapped keys, from one digit to as many as a directory's version may have."""


def fold_login(login: str) -> str:
    """Fold a login name: NFKC, lower case, no surrounding space."""
    return unicodedata.normalize("NFKC", login).strip().lower()


def unknown_salt(server_secret: bytes, login: str) -> bytes:
    """Give the salt that is shown for a login nobody has: constant, and not to be told from a stored one."""
    return hmac_sha256(server_secret, utf8(fold_login(login)))[:SALT_BYTES]


def derive(passphrase: str, salt: bytes) -> SignInKeys:
    """Stretch a passphrase (Argon2id, 64 MiB, 3 passes) into the two sign-in keys."""
    folded = utf8(unicodedata.normalize("NFKC", passphrase))
    root = argon2id(folded, salt, memory_kib=MEMORY_KIB, passes=PASSES)
    return SignInKeys(
        auth=hkdf_expand(root, b"wbs/v1/officer sign-in", 32),
        wrap=hkdf_expand(root, b"wbs/v1/officer key wrap", 32),
    )


def wrap_of_passkey(prf: bytes) -> bytes:
    """Give the wrapping key that a passkey's 32 bytes on "wbs/v1/prf" make. No server ever sees either.

    Raises:
        FormatError: another length.
    """
    if len(prf) != _PRF_BYTES:
        raise FormatError("a passkey computes 32 bytes")
    return hkdf_expand(prf, b"wbs/v1/officer key wrap", 32)


def generate_passphrase() -> str:
    """Draw seven words of the receipt list (77 bits), joined by spaces."""
    size = PASSPHRASE_WORDS * _WORD_BITS
    number = int.from_bytes(random_bytes(size // 8 + 1), "big")
    mask = (1 << _WORD_BITS) - 1
    return " ".join(RECEIPT_WORDS[number >> _WORD_BITS * place & mask] for place in range(PASSPHRASE_WORDS))


def wrap(keys: SignInKeys, wrapped: WrappedSecret, context: WrapContext) -> bytes:
    """Encrypt an officer's secret: 12-byte nonce, AES-256-GCM ciphertext, tag."""
    return gcm_encrypt(keys.wrap, serialise(wrapped), serialise(context))


def unwrap(keys: SignInKeys, box: bytes, context: WrapContext) -> WrappedSecret:
    """Decrypt an officer's secret.

    Raises:
        UnsealError: wrong passphrase, another officer's box, or altered bytes.
    """
    return parse(gcm_decrypt(keys.wrap, box, serialise(context)), WrappedSecret)


def wrapped_secret(
    secret: OfficerSecret, *, installation: str, agency: str, directory_version: int, directory: str
) -> WrappedSecret:
    """Put an officer's secret beside the officer's anchors (fingerprints of both roots) and newest directory."""
    return WrappedSecret(
        secret=b64url(secret.unsafe_seed()),
        installation=installation,
        agency=agency,
        directory_version=directory_version,
        directory=directory,
    )
