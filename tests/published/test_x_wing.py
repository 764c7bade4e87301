"""The three vectors of draft-connolly-cfrg-xwing-kem, appendix C.

The draft draws each seed (32 bytes) and encapsulation randomness (64 bytes) from SHAKE-128 of the
empty string. The shared secret binds both public keys and the X25519 ciphertext, and a wrong
ML-KEM ciphertext decapsulates to another one: the published secret vouches for all of them.
"""

from hashlib import shake_128

from . import subject
from .independent import hpke, xwing
from .vectors import CARRIED, Vector, judge, load

_KEM_ID = 0x647A
_SEED_SIZE = 32
_DRAWN_SIZE = _SEED_SIZE + 64


def _vectors() -> list[Vector]:
    return [
        Vector(f"X-Wing vector {fields['vector']}", "valid", frozenset(), fields)
        for fields in load(CARRIED / "x-wing.json")
    ]


def _drawn(vector: Vector) -> tuple[bytes, bytes]:
    end = _DRAWN_SIZE * vector.fields["vector"]
    drawn = shake_128().digest(end)[end - _DRAWN_SIZE :]
    return drawn[:_SEED_SIZE], drawn[_SEED_SIZE:]


def _gives_the_published_secret(vector: Vector) -> None:
    seed, randomness = _drawn(vector)
    secret, _ = xwing.encapsulate(subject.hybrid_public_key(seed), randomness)
    assert secret == vector.bytes_of("shared_secret")


def _is_unsealed(vector: Vector) -> None:
    seed, randomness = _drawn(vector)
    _, ciphertext = xwing.encapsulate(subject.hybrid_public_key(seed), randomness)
    sender = hpke.schedule(_KEM_ID, vector.bytes_of("shared_secret"), b"info")
    assert subject.hybrid_unseal(seed, ciphertext + sender.seal(b"text"), b"info") == b"text"


def test_every_seed_and_randomness_give_the_published_secret() -> None:
    judge(_vectors(), _gives_the_published_secret, at_least=3)


def test_what_is_sealed_under_the_published_secret_is_unsealed() -> None:
    judge(_vectors(), _is_unsealed, at_least=3)
