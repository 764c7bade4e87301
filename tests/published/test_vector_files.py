import json
from pathlib import Path

import pytest

from . import vectors
from .vectors import Vector, VectorsMissingError, judge, wycheproof


def _pass(vector: Vector) -> None:
    assert vector.id


def _three_vectors() -> list[Vector]:
    return [Vector(f"case {number}", "valid", frozenset(), {}) for number in range(3)]


def test_a_missing_file_fails(tmp_path: Path) -> None:
    with pytest.raises(VectorsMissingError, match="no vector file"):
        wycheproof(tmp_path / "x25519_test.json")


@pytest.mark.parametrize("content", [{}, [], {"testGroups": [], "numberOfTests": 0}])
def test_an_empty_file_fails(tmp_path: Path, content: object) -> None:
    path = tmp_path / "x25519_test.json"
    path.write_text(json.dumps(content))
    with pytest.raises(VectorsMissingError):
        wycheproof(path)


def test_a_shortened_file_fails(tmp_path: Path) -> None:
    path = tmp_path / "x25519_test.json"
    group = {"tests": [{"tcId": 1, "result": "valid"}]}
    path.write_text(json.dumps({"testGroups": [group], "numberOfTests": 2}))
    with pytest.raises(VectorsMissingError, match="1 vectors"):
        wycheproof(path)


def test_a_missing_package_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "PACKAGE", "no_such_vectors")
    with pytest.raises(VectorsMissingError, match="development dependencies"):
        vectors.package_folder()


def test_too_few_vectors_fail() -> None:
    with pytest.raises(AssertionError, match="only 3 vectors"):
        judge(_three_vectors(), _pass, at_least=4)


def test_a_failure_names_its_vector() -> None:
    def refuse_the_second(vector: Vector) -> None:
        if vector.id == "case 1":
            raise KeyError("ct")

    with pytest.raises(AssertionError, match="1 of 3 vectors fail:\ncase 1: KeyError"):
        judge(_three_vectors(), refuse_the_second, at_least=3)
