"""Keys do not get out by accident, and a key of one role is no key of another."""

import copy
import pickle
from collections.abc import Callable

import pytest

from wbs.crypto import keys
from wbs.crypto.encoding import b64url
from wbs.crypto.keys import (
    CasePrivateKey,
    CasePublicKey,
    CustodianPrivateKey,
    HybridPrivateKey,
    InsidePrivateKey,
    OfficerSecret,
    OfficerSigningKey,
    OfficerVerifyKey,
    ReaderPrivateKey,
    ReaderPublicKey,
    RecoverySecret,
    RecoverySigningKey,
    ReleaseSigningKey,
    ReporterSigningKey,
    RootSigningKey,
    RootVerifyKey,
)
from wbs.crypto.receipt import Receipt
from wbs.errors import FormatError, SignatureError

SEED = bytes(range(32))
PRIVATE = [
    CasePrivateKey(SEED),
    CustodianPrivateKey(SEED),
    InsidePrivateKey(SEED),
    OfficerSecret(SEED),
    OfficerSigningKey(SEED),
    ReaderPrivateKey(SEED),
    RecoverySecret(SEED),
    RecoverySigningKey(SEED),
    ReleaseSigningKey(SEED),
    ReporterSigningKey(SEED),
    RootSigningKey(SEED),
    Receipt(SEED[:16]),
]
SECRETS = ("AGE-SECRET-KEY", SEED.hex(), b64url(SEED), b64url(SEED[:16]), repr(SEED)[2:-1], repr(SEED[:16])[2:-1])
each = pytest.mark.parametrize("key", PRIVATE, ids=lambda key: type(key).__name__)


@each
def test_a_private_key_never_shows_itself(key: object) -> None:
    for text in (repr(key), str(key), f"{key}", f"{[key]}"):
        assert type(key).__name__ in text
        assert not any(secret in text for secret in SECRETS)


@each
@pytest.mark.parametrize("leak", [pickle.dumps, copy.copy, copy.deepcopy, lambda key: key.__reduce__()])
def test_a_private_key_cannot_be_serialised_or_copied(key: object, leak: Callable[[object], object]) -> None:
    with pytest.raises(TypeError):
        leak(key)


@each
def test_a_private_key_cannot_be_compared_or_hashed(key: object) -> None:
    with pytest.raises(TypeError):
        _ = key == key  # noqa: PLR0124 - this is what is refused
    with pytest.raises(TypeError):
        _ = key != object()
    with pytest.raises(TypeError):
        hash(key)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_private_key_has_32_bytes(size: int) -> None:
    for kind in (CasePrivateKey, OfficerSecret, RootSigningKey):
        with pytest.raises(FormatError) as caught:
            kind(bytes(size))
        assert "\\x" not in str(caught.value)


def test_fresh_keys_differ() -> None:
    assert CasePrivateKey.generate().unsafe_seed() != CasePrivateKey.generate().unsafe_seed()
    assert RootSigningKey.generate().public != RootSigningKey.generate().public


def test_the_text_of_a_private_key_is_read_back() -> None:
    key = ReaderPrivateKey(SEED)
    assert ReaderPrivateKey.parse(key.unsafe_text()).unsafe_seed() == SEED
    assert key.unsafe_text().startswith("AGE-SECRET-KEY-PQ-1")


def test_the_text_of_a_public_key_is_read_back() -> None:
    for private in (CasePrivateKey(SEED), ReaderPrivateKey(SEED), CustodianPrivateKey(SEED)):
        public = private.public
        assert type(public).parse(public.text) == public
    for signing in (OfficerSigningKey(SEED), RootSigningKey(SEED), ReporterSigningKey(SEED)):
        assert type(signing.public).parse(signing.public.text) == signing.public


def test_public_keys_of_two_roles_are_never_equal() -> None:
    assert ReaderPrivateKey(SEED).public.raw == CasePrivateKey(SEED).public.raw
    assert ReaderPrivateKey(SEED).public != CasePrivateKey(SEED).public
    assert len({OfficerSigningKey(SEED).public, RootSigningKey(SEED).public}) == 2
    assert isinstance(CasePrivateKey(SEED).public, CasePublicKey)
    assert isinstance(RootSigningKey(SEED).public, RootVerifyKey)


def test_a_public_key_shows_the_start_of_its_digest_only() -> None:
    public = ReaderPrivateKey(SEED).public
    assert repr(public) == f"ReaderPublicKey({public.digest[:8]}…)"


def test_a_rejected_text_is_never_repeated() -> None:
    secret = ReaderPrivateKey(SEED).unsafe_text()
    reads: list[tuple[Callable[[str], object], str]] = [
        (ReaderPrivateKey.parse, secret[:-1]),
        (ReaderPrivateKey.parse, secret.lower()),
        (ReaderPublicKey.parse, secret),
        (OfficerVerifyKey.parse, secret),
        (OfficerVerifyKey.parse, "ed25519:" + secret),
    ]
    for read, text in reads:
        with pytest.raises(FormatError) as caught:
            read(text)
        assert text[4:20] not in str(caught.value)
        assert caught.value.__cause__ is None


def test_a_signature_verifies_under_its_own_key_only() -> None:
    signature = OfficerSigningKey(SEED).sign(b"text")
    OfficerSigningKey(SEED).public.verify(b"text", signature)
    for key, message in ((OfficerSigningKey(bytes(32)).public, b"text"), (OfficerSigningKey(SEED).public, b"texts")):
        with pytest.raises(SignatureError):
            key.verify(message, signature)


def test_an_officers_two_keys_come_from_one_secret_and_are_told_apart() -> None:
    secret = OfficerSecret(SEED)
    assert secret.reader_key.unsafe_seed() != secret.signing_key.unsafe_seed()
    assert OfficerSecret(SEED).reader_key.public == secret.reader_key.public


def test_every_private_class_of_the_module_is_covered_here() -> None:
    concrete = {
        kind
        for kind in vars(keys).values()
        if isinstance(kind, type)
        and issubclass(kind, keys._PrivateKey)  # noqa: SLF001 - the family is private, its members are not
        and kind not in {keys._PrivateKey, HybridPrivateKey, keys.SigningKey}  # noqa: SLF001
    }
    assert concrete == {type(key) for key in PRIVATE} - {Receipt}
