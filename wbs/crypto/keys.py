"""One class per key role: who may use a key for what shows in its type (docs/spec/keys.md).

Hybrid keys (MLKEM768-X25519) travel as age texts, signing keys as `ed25519:` plus base64url. Private keys refuse to be
printed, pickled or compared; rejected texts are never echoed.
"""

from functools import cached_property
from typing import Generic, Never, Self, TypeVar

from wbs.crypto.encoding import b64url, bech32_decode, bech32_encode, from_b64url
from wbs.crypto.primitives import (
    SEED_BYTES,
    HybridPrivate,
    HybridPublic,
    ed25519_expand,
    ed25519_is_valid,
    ed25519_public,
    ed25519_sign,
    ed25519_verify,
    hkdf_expand,
    hkdf_extract,
    hybrid_pair,
    hybrid_public,
    random_bytes,
    sha256,
)
from wbs.errors import FormatError

_PUBLIC_PREFIX = "age1pq"
_PRIVATE_PREFIX = "AGE-SECRET-KEY-PQ-"
_VERIFY_PREFIX = "ed25519:"


class _PublicKey:
    """What public keys share: raw bytes, a text form, a digest, equality."""

    __slots__ = ("__dict__", "raw")

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.raw == other.raw

    def __hash__(self) -> int:
        return hash((type(self), self.raw))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the raw key as base64url (43 characters); names the key in records."""
        return b64url(sha256(self.raw))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.digest[:8]}…)"


class HybridPublicKey(_PublicKey):
    """Something can be sealed to it: 1,216 bytes, text `age1pq1…` (1,959 characters)."""

    __slots__ = ()

    @cached_property
    def handle(self) -> HybridPublic:
        """The library's key, parsed once. Raises FormatError if the bytes are no hybrid key."""
        return hybrid_public(self.raw)

    @cached_property
    def text(self) -> str:
        """The age recipient."""
        return bech32_encode(_PUBLIC_PREFIX, self.raw)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an age recipient.

        Raises:
            FormatError: not Bech32, not 1,216 bytes, or not a hybrid key.
        """
        key = cls(bech32_decode(_PUBLIC_PREFIX, text))
        _ = key.handle
        key.__dict__["text"] = text
        return key


PublicT = TypeVar("PublicT", bound=HybridPublicKey)
VerifyT = TypeVar("VerifyT", bound="VerifyKey")


class _PrivateKey:
    """What private keys share: a 32-byte seed that does not get out by accident."""

    __slots__ = ("__dict__", "_seed")
    __hash__ = None  # type: ignore[assignment]  # a hash would invite comparison

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED_BYTES:
            raise FormatError("a private key has 32 bytes")
        self._seed = seed

    @classmethod
    def generate(cls) -> Self:
        """Make a fresh key."""
        return cls(random_bytes(SEED_BYTES))

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"

    def __eq__(self, other: object) -> Never:
        raise TypeError("private keys are not compared")

    def __reduce__(self) -> Never:
        raise TypeError("private keys are not serialisable")

    def __reduce_ex__(self, protocol: object) -> Never:
        raise TypeError("private keys are not serialisable")

    def unsafe_seed(self) -> bytes:
        """Give the seed itself, for wrapping or derivation only."""
        return self._seed


class HybridPrivateKey(_PrivateKey, Generic[PublicT]):
    """Opens what was sealed to its public half; text `AGE-SECRET-KEY-PQ-1…`."""

    __slots__ = ()
    public_class: type[PublicT]

    @cached_property
    def _pair(self) -> tuple[HybridPrivate, bytes]:
        return hybrid_pair(self._seed)

    @property
    def handle(self) -> HybridPrivate:
        """The library's key, made once."""
        return self._pair[0]

    @cached_property
    def public(self) -> PublicT:
        """The public half, in the class of the same role."""
        return self.public_class(self._pair[1])

    def unsafe_text(self) -> str:
        """Give the age identity: whoever holds this text opens everything sealed to the key."""
        return bech32_encode(_PRIVATE_PREFIX.lower(), self._seed).upper()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an age identity (upper case).

        Raises:
            FormatError: not Bech32 in upper case, or not 32 bytes.
        """
        # Without `isascii`, U+212A (Kelvin sign) would pass as K: it is its own upper case and lower-cases to k.
        if not text.isascii() or text != text.upper():
            raise FormatError("a private key text is in upper case")
        return cls(bech32_decode(_PRIVATE_PREFIX.lower(), text.lower()))


class VerifyKey(_PublicKey):
    """Verifies signatures of one role: 32 bytes, text `ed25519:…` (51 characters)."""

    __slots__ = ()

    @cached_property
    def text(self) -> str:
        """The text form."""
        return _VERIFY_PREFIX + b64url(self.raw)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text form.

        Raises:
            FormatError: other algorithm, not 32 bytes, or a point that is not canonical or not of prime order.
        """
        if not text.startswith(_VERIFY_PREFIX):
            raise FormatError("not an ed25519 key")
        raw = from_b64url(text[len(_VERIFY_PREFIX) :])
        # Outside the prime-order subgroup, cofactored and cofactorless verifiers (browser, server) may disagree.
        if not ed25519_is_valid(raw):
            raise FormatError("not an ed25519 key of prime order")
        return cls(raw)

    def verify(self, message: bytes, signature: bytes) -> None:
        """Verify strictly.

        Raises:
            SignatureError: anything but a genuine, canonical signature by this key.
        """
        ed25519_verify(self.raw, message, signature)


class SigningKey(_PrivateKey, Generic[VerifyT]):
    """Signs in one role."""

    __slots__ = ()
    public_class: type[VerifyT]

    @cached_property
    def _expanded(self) -> bytes:
        return ed25519_expand(self._seed)

    @cached_property
    def public(self) -> VerifyT:
        """The verifying half, in the class of the same role."""
        return self.public_class(ed25519_public(self._seed))

    def sign(self, message: bytes) -> bytes:
        """Sign: 64 bytes, the same for the same message."""
        return ed25519_sign(self._expanded, message)


class ReaderPublicKey(HybridPublicKey):
    """Grants are sealed to it: an officer, the reporter, a recovery key."""

    __slots__ = ()


class ReaderPrivateKey(HybridPrivateKey[ReaderPublicKey]):
    """Opens grants. Lives in an officer's browser, on the reporter's paper (derived), on recovery shares."""

    __slots__ = ()
    public_class = ReaderPublicKey


class CasePublicKey(HybridPublicKey):
    """The content of one epoch of one case is sealed to it."""

    __slots__ = ()


class CasePrivateKey(HybridPrivateKey[CasePublicKey]):
    """Opens the content of one epoch of one case; travels only inside grants."""

    __slots__ = ()
    public_class = CasePublicKey


class InsidePublicKey(HybridPublicKey):
    """What officers write among themselves in one epoch of one case is sealed to it."""

    __slots__ = ()


class InsidePrivateKey(HybridPrivateKey[InsidePublicKey]):
    """Opens what officers wrote among themselves in one epoch; travels only inside grants, never to the reporter."""

    __slots__ = ()
    public_class = InsidePublicKey


class CustodianPublicKey(HybridPublicKey):
    """A disclosed identity is sealed to it, inside the seal of the case."""

    __slots__ = ()


class CustodianPrivateKey(HybridPrivateKey[CustodianPublicKey]):
    """Opens disclosed identities; its holder reads no case."""

    __slots__ = ()
    public_class = CustodianPublicKey


class RootVerifyKey(VerifyKey):
    """Verifies roots, directory and agencies documents."""

    __slots__ = ()


class RootSigningKey(SigningKey[RootVerifyKey]):
    """Signs roots, directory and agencies documents; lives offline with one official."""

    __slots__ = ()
    public_class = RootVerifyKey


class OfficerVerifyKey(VerifyKey):
    """Verifies what an officer signed."""

    __slots__ = ()


class OfficerSigningKey(SigningKey[OfficerVerifyKey]):
    """Signs an officer's messages, records and decisions."""

    __slots__ = ()
    public_class = OfficerVerifyKey


class ReporterVerifyKey(VerifyKey):
    """Verifies what the reporter of one case signed."""

    __slots__ = ()


class ReporterSigningKey(SigningKey[ReporterVerifyKey]):
    """Signs the reporter's documents of one case; derived from the receipt."""

    __slots__ = ()
    public_class = ReporterVerifyKey


class RecoveryVerifyKey(VerifyKey):
    """Verifies what was signed with an agency's restored recovery key."""

    __slots__ = ()


class RecoverySigningKey(SigningKey[RecoveryVerifyKey]):
    """Signs the records by which a case is restored, and drills."""

    __slots__ = ()
    public_class = RecoveryVerifyKey


class ReleaseVerifyKey(VerifyKey):
    """Verifies lists of what a release consists of."""

    __slots__ = ()


class ReleaseSigningKey(SigningKey[ReleaseVerifyKey]):
    """Signs what a release consists of; lives offline with one maintainer."""

    __slots__ = ()
    public_class = ReleaseVerifyKey


class RecoverySecret(_PrivateKey):
    """The 32 bytes that officials' shares restore; the agency's recovery reader key and signing key come from them."""

    __slots__ = ()

    def _derive(self, purpose: bytes) -> bytes:
        return hkdf_expand(hkdf_extract(b"wbs/v1/recovery", self._seed), purpose, SEED_BYTES)

    @cached_property
    def reader_key(self) -> ReaderPrivateKey:
        """The agency's recovery reader key."""
        return ReaderPrivateKey(self._derive(b"reader key"))

    @cached_property
    def signing_key(self) -> RecoverySigningKey:
        """The key that signs what the recovery reader does."""
        return RecoverySigningKey(self._derive(b"signing key"))


class OfficerSecret(_PrivateKey):
    """The 32 bytes from which an officer's reader key and signing key are derived."""

    __slots__ = ()

    def _derive(self, purpose: bytes) -> bytes:
        return hkdf_expand(hkdf_extract(b"wbs/v1/officer", self._seed), purpose, SEED_BYTES)

    @cached_property
    def reader_key(self) -> ReaderPrivateKey:
        """The officer's reader key."""
        return ReaderPrivateKey(self._derive(b"reader key"))

    @cached_property
    def signing_key(self) -> OfficerSigningKey:
        """The officer's signing key."""
        return OfficerSigningKey(self._derive(b"signing key"))
