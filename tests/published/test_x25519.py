import pytest

from . import subject
from .vectors import Vector, judge, package_folder, wycheproof


def _vectors() -> list[Vector]:
    return wycheproof(package_folder() / "Protocol/wycheproof/x25519_test.json")


def _agrees(vector: Vector) -> None:
    private, public = vector.bytes_of("private"), vector.bytes_of("public")
    assert subject.x25519(private, public) == vector.bytes_of("shared")


def _is_refused(vector: Vector) -> None:
    with pytest.raises(subject.Refused):
        subject.x25519(vector.bytes_of("private"), vector.bytes_of("public"))


def test_it_computes_every_shared_secret() -> None:
    judge([v for v in _vectors() if "ZeroSharedSecret" not in v.flags], _agrees, at_least=487)


def test_it_refuses_every_public_key_of_low_order() -> None:
    judge([v for v in _vectors() if "ZeroSharedSecret" in v.flags], _is_refused, at_least=31)
