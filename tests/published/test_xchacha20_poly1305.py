import pytest

from . import subject
from .vectors import Vector, judge, package_folder, wycheproof


def _vectors() -> list[Vector]:
    return wycheproof(package_folder() / "Cipher/wycheproof/xchacha20_poly1305_test.json")


def _decrypt(vector: Vector) -> bytes:
    key, nonce, aad = map(vector.bytes_of, ("key", "iv", "aad"))
    sealed = vector.bytes_of("ct") + vector.bytes_of("tag")
    return subject.xchacha20_poly1305_decrypt(key, nonce, sealed, aad)


def _agrees(vector: Vector) -> None:
    assert _decrypt(vector) == vector.bytes_of("msg")


def _is_refused(vector: Vector) -> None:
    with pytest.raises(subject.Refused):
        _decrypt(vector)


def test_it_decrypts_every_valid_vector() -> None:
    judge([v for v in _vectors() if v.result == "valid"], _agrees, at_least=246)


def test_it_refuses_every_invalid_vector() -> None:
    judge([v for v in _vectors() if v.result == "invalid"], _is_refused, at_least=69)
