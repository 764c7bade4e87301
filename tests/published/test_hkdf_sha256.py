import pytest

from . import subject
from .vectors import Vector, judge, package_folder, wycheproof


def _derive(vector: Vector) -> bytes:
    return subject.hkdf_sha256(
        vector.bytes_of("ikm"),
        vector.bytes_of("salt"),
        vector.bytes_of("info"),
        vector.fields["size"],
    )


def _check(vector: Vector) -> None:
    if vector.result == "valid":
        assert _derive(vector) == vector.bytes_of("okm")
    else:
        with pytest.raises(subject.Refused):
            _derive(vector)


def test_it_derives_every_key_and_refuses_every_size_too_large() -> None:
    vectors = wycheproof(package_folder() / "Protocol/wycheproof/hkdf_sha256_test.json")
    judge(vectors, _check, at_least=86)
