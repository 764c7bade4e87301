"""Scrypt and Argon2id, which publish few vectors that fit the parameters WBS fixes."""

from . import subject
from .vectors import CARRIED, Vector, judge, load


def _vectors(function: str) -> list[Vector]:
    return [
        Vector(fields["source"], "valid", frozenset(), fields)
        for fields in load(CARRIED / "passphrases.json")
        if fields["function"] == function
    ]


def _texts(vector: Vector) -> tuple[bytes, bytes]:
    return vector.fields["passphrase"].encode(), vector.fields["salt"].encode()


def _scrypt_agrees(vector: Vector) -> None:
    assert subject.scrypt(*_texts(vector), vector.fields["log_n"]) == vector.bytes_of("key")


def _argon2id_agrees(vector: Vector) -> None:
    cost = vector.fields["memory_kib"], vector.fields["passes"]
    assert subject.argon2id(*_texts(vector), *cost) == vector.bytes_of("key")


def test_scrypt_gives_the_published_key() -> None:
    judge(_vectors("scrypt"), _scrypt_agrees, at_least=1)


def test_argon2id_gives_the_published_keys() -> None:
    judge(_vectors("argon2id"), _argon2id_agrees, at_least=2)
