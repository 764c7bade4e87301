import pytest

from . import subject
from .vectors import Vector, judge, package_folder, wycheproof

_KEY_BITS = 256
_NONCE_BITS = 96  # the only nonce size of the protocol


def _vectors() -> list[Vector]:
    path = package_folder() / "Cipher/wycheproof/aes_gcm_test.json"
    return [vector for vector in wycheproof(path) if vector.fields["keySize"] == _KEY_BITS]


def _encrypt(vector: Vector) -> bytes:
    return subject.aes_256_gcm_encrypt(*map(vector.bytes_of, ("key", "iv", "msg", "aad")))


def _decrypt(vector: Vector) -> bytes:
    key, nonce, aad = map(vector.bytes_of, ("key", "iv", "aad"))
    sealed = vector.bytes_of("ct") + vector.bytes_of("tag")
    return subject.aes_256_gcm_decrypt(key, nonce, sealed, aad)


def _agrees(vector: Vector) -> None:
    assert _encrypt(vector) == vector.bytes_of("ct") + vector.bytes_of("tag")
    assert _decrypt(vector) == vector.bytes_of("msg")


def _is_refused(vector: Vector) -> None:
    with pytest.raises(subject.Refused):
        _decrypt(vector)


def _agrees_or_is_refused(vector: Vector) -> None:
    try:
        _agrees(vector)
    except subject.Refused:
        return


def test_it_encrypts_and_decrypts_every_valid_vector_with_a_nonce_of_96_bits() -> None:
    usual = [v for v in _vectors() if v.fields["ivSize"] == _NONCE_BITS]
    judge([v for v in usual if v.result == "valid"], _agrees, at_least=39)


def test_it_refuses_every_invalid_vector() -> None:
    judge([v for v in _vectors() if v.result == "invalid"], _is_refused, at_least=29)


def test_it_is_never_wrong_with_a_nonce_of_another_size() -> None:
    unusual = [v for v in _vectors() if v.fields["ivSize"] != _NONCE_BITS]
    judge([v for v in unusual if v.result == "valid"], _agrees_or_is_refused, at_least=37)
