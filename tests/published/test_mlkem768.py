import pytest

from . import subject
from .independent import mlkem768
from .vectors import Vector, judge, package_folder, wycheproof


def _vectors(name: str) -> list[Vector]:
    return wycheproof(package_folder() / f"Protocol/wycheproof/mlkem_768_{name}.json")


def _has_the_published_public_key(vector: Vector) -> None:
    assert subject.mlkem768_public_key(vector.bytes_of("seed")) == vector.bytes_of("ek")


def _decapsulates_as_published(vector: Vector) -> None:
    _has_the_published_public_key(vector)
    secret = subject.mlkem768_decapsulate(vector.bytes_of("seed"), vector.bytes_of("c"))
    assert secret == vector.bytes_of("K")


def _refuses_to_decapsulate(vector: Vector) -> None:
    with pytest.raises(subject.Refused):
        subject.mlkem768_decapsulate(vector.bytes_of("seed"), vector.bytes_of("c"))


def _takes_the_public_key(vector: Vector) -> None:
    secret, ciphertext = subject.mlkem768_encapsulate(vector.bytes_of("ek"))
    assert (len(secret), len(ciphertext)) == (32, 1088)


def _refuses_the_public_key(vector: Vector) -> None:
    with pytest.raises(subject.Refused):
        subject.mlkem768_encapsulate(vector.bytes_of("ek"))


def _second_implementation_agrees(vector: Vector) -> None:
    published = vector.bytes_of("K"), vector.bytes_of("c")
    assert mlkem768.encapsulate(vector.bytes_of("ek"), vector.bytes_of("m")) == published


def _round_trips(vector: Vector) -> None:
    secret, ciphertext = subject.mlkem768_encapsulate(vector.bytes_of("ek"))
    assert subject.mlkem768_decapsulate(vector.bytes_of("seed"), ciphertext) == secret


def test_every_seed_gives_the_published_public_key() -> None:
    judge(_vectors("keygen_seed_test"), _has_the_published_public_key, at_least=100)


def test_every_valid_ciphertext_gives_the_published_secret() -> None:
    valid = [v for v in _vectors("test") if v.result == "valid"]
    judge(valid, _decapsulates_as_published, at_least=161)


def test_every_seed_or_ciphertext_of_a_wrong_size_is_refused() -> None:
    invalid = [v for v in _vectors("test") if v.result == "invalid"]
    judge(invalid, _refuses_to_decapsulate, at_least=40)


def test_every_valid_public_key_is_taken() -> None:
    valid = [v for v in _vectors("encaps_test") if v.result == "valid"]
    judge(valid, _takes_the_public_key, at_least=133)


def test_every_public_key_of_a_wrong_size_or_not_reduced_is_refused() -> None:
    invalid = [v for v in _vectors("encaps_test") if v.result == "invalid"]
    judge(invalid, _refuses_the_public_key, at_least=132)


def test_what_is_encapsulated_to_a_published_key_decapsulates() -> None:
    judge(_vectors("keygen_seed_test"), _round_trips, at_least=100)


def test_the_second_implementation_encapsulates_as_published() -> None:
    valid = [v for v in _vectors("encaps_test") if v.result == "valid"]
    judge(valid, _second_implementation_agrees, at_least=133)
