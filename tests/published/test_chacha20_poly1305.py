import pytest

from . import subject
from .vectors import Vector, judge, package_folder, wycheproof


def _vectors() -> list[Vector]:
    return wycheproof(package_folder() / "Cipher/wycheproof/chacha20_poly1305_test.json")


def _decrypt(vector: Vector) -> bytes:
    key, nonce, aad = map(vector.bytes_of, ("key", "iv", "aad"))
    sealed = vector.bytes_of("ct") + vector.bytes_of("tag")
    return subject.chacha20_poly1305_decrypt(key, nonce, sealed, aad)


def _agrees(vector: Vector) -> None:
    sealed = subject.chacha20_poly1305_encrypt(
        *map(vector.bytes_of, ("key", "iv", "msg", "aad")),
    )
    assert sealed == vector.bytes_of("ct") + vector.bytes_of("tag")
    assert _decrypt(vector) == vector.bytes_of("msg")


def _is_refused(vector: Vector) -> None:
    with pytest.raises(subject.Refused):
        _decrypt(vector)


def _agrees_without_associated_data(vector: Vector) -> None:
    key, nonce, message = map(vector.bytes_of, ("key", "iv", "msg"))
    sealed = vector.bytes_of("ct") + vector.bytes_of("tag")
    assert subject.bare_chacha20_poly1305_encrypt(key, nonce, message) == sealed
    assert subject.bare_chacha20_poly1305_decrypt(key, nonce, sealed) == message
    with pytest.raises(subject.Refused):
        subject.bare_chacha20_poly1305_decrypt(key, nonce, sealed[:-1] + bytes([sealed[-1] ^ 1]))


def test_it_encrypts_and_decrypts_every_valid_vector() -> None:
    judge([v for v in _vectors() if v.result == "valid"], _agrees, at_least=256)


def test_it_refuses_every_invalid_vector() -> None:
    judge([v for v in _vectors() if v.result == "invalid"], _is_refused, at_least=69)


def test_the_form_without_associated_data_agrees_and_refuses_another_tag() -> None:
    bare = [v for v in _vectors() if v.result == "valid" and not v.fields["aad"]]
    judge(bare, _agrees_without_associated_data, at_least=45)
