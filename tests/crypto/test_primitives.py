"""The door to the libraries: lengths are checked, library errors stay behind it."""

import pytest
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from wbs.crypto import primitives
from wbs.errors import FormatError, SignatureError, UnsealError

KEY = bytes(range(32))
CHEAP = primitives.PasswordHasher(memory_kib=8, passes=1)


def test_random_bytes_are_as_many_as_asked_and_never_the_same() -> None:
    drawn = [primitives.random_bytes(16) for _ in range(8)]
    assert {len(one) for one in drawn} == {16}
    assert len(set(drawn)) == 8


def test_equal_compares_content() -> None:
    assert primitives.equal(b"ab", b"ab")
    assert not primitives.equal(b"ab", b"ac")
    assert not primitives.equal(b"ab", b"abc")


@pytest.mark.parametrize("size", [-1, 0, 8161])
def test_hkdf_gives_no_more_than_the_standard_allows(size: int) -> None:
    with pytest.raises(FormatError):
        primitives.hkdf_expand(KEY, b"", size)


@given(st.integers(1, 8160))
def test_a_shorter_expansion_is_the_start_of_a_longer_one(size: int) -> None:
    assert primitives.hkdf_expand(KEY, b"info", 8160)[:size] == primitives.hkdf_expand(KEY, b"info", size)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_keys_have_32_bytes(size: int) -> None:
    short = bytes(size)
    with pytest.raises(FormatError):
        primitives.hybrid_pair(short)
    with pytest.raises(FormatError):
        primitives.gcm_encrypt(short, b"", b"")
    with pytest.raises(FormatError):
        primitives.gcm_decrypt(short, bytes(28), b"")
    with pytest.raises(FormatError):
        primitives.bulk_encryptor(short, b"")
    with pytest.raises(FormatError):
        primitives.BulkDecryptor(short, b"")


@pytest.mark.parametrize("size", [0, 1215, 1217])
def test_a_hybrid_public_key_has_1216_bytes(size: int) -> None:
    with pytest.raises(FormatError):
        primitives.hybrid_public(bytes(size))


def test_nothing_is_sealed_to_a_point_of_small_order_even_if_the_key_came_another_way() -> None:
    lattice = MLKEM768PrivateKey.generate().public_key()
    public = MLKEM768X25519PublicKey(lattice, X25519PublicKey.from_public_bytes(bytes(32)))
    with pytest.raises(FormatError):
        primitives.hpke_seal(public, b"", b"text")


def test_gcm_binds_its_context() -> None:
    box = primitives.gcm_encrypt(KEY, b"text", b"context")
    assert primitives.gcm_decrypt(KEY, box, b"context") == b"text"
    with pytest.raises(UnsealError):
        primitives.gcm_decrypt(KEY, box, b"other")


def test_xchacha_binds_its_context() -> None:
    box = primitives.xchacha_encrypt(KEY, b"text", b"context")
    assert primitives.xchacha_decrypt(KEY, box, b"context") == b"text"
    with pytest.raises(UnsealError):
        primitives.xchacha_decrypt(KEY, box, b"other")
    with pytest.raises(UnsealError):
        primitives.xchacha_decrypt(KEY, box[:39], b"context")


def test_two_boxes_of_one_text_differ() -> None:
    assert primitives.gcm_encrypt(KEY, b"text", b"") != primitives.gcm_encrypt(KEY, b"text", b"")
    assert primitives.xchacha_encrypt(KEY, b"text", b"") != primitives.xchacha_encrypt(KEY, b"text", b"")


@pytest.mark.parametrize(("public", "signature"), [(31, 64), (33, 64), (32, 63), (32, 65), (0, 0)])
def test_a_signature_of_another_length_is_refused(public: int, signature: int) -> None:
    with pytest.raises(SignatureError):
        primitives.ed25519_verify(bytes(public), b"", bytes(signature))


def test_a_point_of_another_length_is_not_valid() -> None:
    assert not primitives.ed25519_is_valid(bytes(31))


def test_a_stored_secret_is_recognised_and_another_is_not() -> None:
    phc = CHEAP.hash(b"secret")
    assert CHEAP.verify(phc, b"secret")
    assert not CHEAP.verify(phc, b"other")


@pytest.mark.parametrize("phc", ["", "$argon2id$", "not a hash", "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA"])
def test_a_broken_stored_secret_counts_as_no(phc: str) -> None:
    assert not CHEAP.verify(phc, b"secret")


def test_a_stored_secret_of_another_cost_is_outdated_but_still_verifies() -> None:
    phc = primitives.PasswordHasher(memory_kib=16, passes=1).hash(b"secret")
    assert CHEAP.is_outdated(phc)
    assert not CHEAP.is_outdated(CHEAP.hash(b"secret"))
    assert CHEAP.verify(phc, b"secret")


@given(st.lists(st.binary(max_size=100), max_size=5))
def test_a_hash_of_pieces_is_the_hash_of_the_whole(pieces: list[bytes]) -> None:
    running = primitives.RunningSha256()
    for piece in pieces:
        running.update(piece)
    assert running.digest() == primitives.sha256(*pieces)
