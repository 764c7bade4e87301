import pytest

from . import subject
from .vectors import CARRIED, Vector, judge, load, package_folder, wycheproof


def _vectors() -> list[Vector]:
    return wycheproof(package_folder() / "Signature/wycheproof/ed25519_test.json")


def _verify(vector: Vector) -> None:
    subject.ed25519_verify(*map(vector.bytes_of, ("pk", "msg", "sig")))


def _is_refused(vector: Vector) -> None:
    with pytest.raises(subject.Refused):
        _verify(vector)


def _signs_as_published(vector: Vector) -> None:
    seed, message = vector.bytes_of("seed"), vector.bytes_of("message")
    assert subject.ed25519_public_key(seed) == vector.bytes_of("public_key")
    assert subject.ed25519_sign(seed, message) == vector.bytes_of("signature")


def test_it_verifies_every_valid_signature() -> None:
    judge([v for v in _vectors() if v.result == "valid"], _verify, at_least=117)


def test_it_refuses_every_invalid_signature() -> None:
    judge([v for v in _vectors() if v.result == "invalid"], _is_refused, at_least=64)


def test_it_refuses_every_key_of_small_order() -> None:
    small = [v for v in _vectors() if "SmallOrderPublicKey" in v.flags]
    judge(small, _is_refused, at_least=8)


def test_it_treats_keys_of_mixed_order_as_the_adapter_says() -> None:
    check = _is_refused if subject.REFUSES_MIXED_ORDER_KEYS else _verify
    mixed = [v for v in _vectors() if "MixedOrderPublicKey" in v.flags]
    judge([v for v in mixed if v.result == "acceptable"], check, at_least=21)


def test_it_signs_as_rfc_8032_does() -> None:
    vectors = [
        Vector(f"RFC 8032 7.1 test {fields['test']}", "valid", frozenset(), fields)
        for fields in load(CARRIED / "rfc8032.json")
    ]
    judge(vectors, _signs_as_published, at_least=3)
