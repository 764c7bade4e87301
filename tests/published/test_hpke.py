"""RFC 9180 and draft-ietf-hpke-pq, base mode with HKDF-SHA256 and ChaCha20-Poly1305.

The published messages have associated data, which WBS never uses and the single-shot calls do not
take. So a second implementation of the key schedule is first held to the published messages, then
seals one without associated data under the published key, and that one must be unsealed.
"""

from collections.abc import Callable

import pytest

from . import subject
from .independent import hpke
from .independent.hpke import Sender
from .vectors import CARRIED, Vector, judge, load, package_folder, wycheproof

_BASE_MODE, _HKDF_SHA256, _CHACHA20_POLY1305 = 0, 1, 3
_DHKEM_X25519, _MLKEM768_X25519 = 0x0020, 0x647A
_MLKEM768_CIPHERTEXT_SIZE = 1088
_MLKEM768_KEY_SIZE = 1184
_PLAINTEXT = b"the same key, the same nonce, no associated data"

Unseal = Callable[[bytes, bytes, bytes], bytes]


def _vectors(kem_id: int, *contents: list[dict[str, object]]) -> list[Vector]:
    suite = (_BASE_MODE, kem_id, _HKDF_SHA256, _CHACHA20_POLY1305)
    return [
        Vector(f"file {number}, KEM {kem_id:#06x}", "valid", frozenset(), fields)
        for number, content in enumerate(contents)
        for fields in content
        if tuple(fields[name] for name in ("mode", "kem_id", "kdf_id", "aead_id")) == suite
    ]


def _rfc_9180() -> list[Vector]:
    folder = package_folder() / "Protocol/wycheproof"
    return _vectors(_DHKEM_X25519, load(folder / "HPKE-test-vectors.json"))


def _hpke_pq() -> list[Vector]:
    folder = package_folder() / "Protocol/wycheproof"
    return _vectors(
        _MLKEM768_X25519,
        load(folder / "HPKE-PQ-test-vectors.json"),
        load(CARRIED / "hpke-pq-0x647a.json"),
    )


def _sender(vector: Vector) -> Sender:
    secret, info = vector.bytes_of("shared_secret"), vector.bytes_of("info")
    return hpke.schedule(vector.fields["kem_id"], secret, info)


def _second_implementation_agrees(vector: Vector) -> None:
    sender = _sender(vector)
    assert sender == Sender(*map(vector.bytes_of, ("key", "base_nonce", "exporter_secret")))
    for sequence, message in enumerate(vector.fields["encryptions"]):
        plaintext, aad, sealed = (bytes.fromhex(message[name]) for name in ("pt", "aad", "ct"))
        assert sender.seal(plaintext, aad, sequence) == sealed


def _is_unsealed_by(unseal: Unseal) -> Callable[[Vector], None]:
    def check(vector: Vector) -> None:
        sealed = vector.bytes_of("enc") + _sender(vector).seal(_PLAINTEXT)
        private, info = vector.bytes_of("skRm"), vector.bytes_of("info")
        assert unseal(private, sealed, info) == _PLAINTEXT

    return check


def _damaged_is_refused_by(unseal: Unseal, place: int) -> Callable[[Vector], None]:
    def check(vector: Vector) -> None:
        sealed = bytearray(vector.bytes_of("enc") + _sender(vector).seal(_PLAINTEXT))
        sealed[place] ^= 1
        with pytest.raises(subject.Refused):
            unseal(vector.bytes_of("skRm"), bytes(sealed), vector.bytes_of("info"))

    return check


def _has_the_published_public_key(vector: Vector) -> None:
    assert subject.hybrid_public_key(vector.bytes_of("skRm")) == vector.bytes_of("pkRm")


def test_the_second_implementation_seals_every_published_message() -> None:
    judge(_rfc_9180() + _hpke_pq(), _second_implementation_agrees, at_least=3)


def test_rfc_9180_is_unsealed() -> None:
    judge(_rfc_9180(), _is_unsealed_by(subject.dhkem_x25519_unseal), at_least=1)


def test_hpke_pq_seeds_give_the_published_public_key() -> None:
    judge(_hpke_pq(), _has_the_published_public_key, at_least=2)


def test_hpke_pq_is_unsealed() -> None:
    judge(_hpke_pq(), _is_unsealed_by(subject.hybrid_unseal), at_least=2)


@pytest.mark.parametrize("place", [0, _MLKEM768_CIPHERTEXT_SIZE, -1])
def test_hpke_pq_with_either_half_or_the_tag_damaged_is_refused(place: int) -> None:
    judge(_hpke_pq(), _damaged_is_refused_by(subject.hybrid_unseal, place), at_least=2)


def test_what_is_sealed_to_a_published_key_is_unsealed() -> None:
    def check(vector: Vector) -> None:
        info = vector.bytes_of("info")
        sealed = subject.hybrid_seal(vector.bytes_of("pkRm"), _PLAINTEXT, info)
        assert subject.hybrid_unseal(vector.bytes_of("skRm"), sealed, info) == _PLAINTEXT

    judge(_hpke_pq(), check, at_least=2)


def test_a_public_key_with_an_x25519_half_of_low_order_is_refused() -> None:
    mlkem_half = _hpke_pq()[0].bytes_of("pkRm")[:_MLKEM768_KEY_SIZE]

    def is_refused(vector: Vector) -> None:
        with pytest.raises(subject.Refused):
            subject.hybrid_seal(mlkem_half + vector.bytes_of("public"), _PLAINTEXT, b"")

    points = wycheproof(package_folder() / "Protocol/wycheproof/x25519_test.json")
    low = [vector for vector in points if "LowOrderPublic" in vector.flags]
    judge(low, is_refused, at_least=31)
