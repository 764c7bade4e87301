"""Cobblestone-256 against c2sp.org/chunked-encryption.

No registry has vectors for Cobblestone-256 itself. So a second implementation is held to published
vectors of the same scheme (with SHA-256 where Cobblestone has SHA-512), then `cryptography` to it,
through every published way to damage a ciphertext.
"""

import zlib
from base64 import b64decode
from hashlib import sha256

import pytest

from . import subject
from .independent import chunked
from .independent.chunked import CHUNK_SIZE, HEADER_SIZE, SALT_SIZE, SEALED_CHUNK_SIZE
from .vectors import CARRIED, Vector, judge, load

_KEY, _SALT = bytes(range(32)), bytes(range(100, 100 + SALT_SIZE))
_CONTEXT = b"context"
_SIZES = [0, 1, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1, 2 * CHUNK_SIZE, 256 * CHUNK_SIZE + 1]
_FULL_CHUNK_END = HEADER_SIZE + SEALED_CHUNK_SIZE


def _message(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


def _honest(size: int, key: bytes = _KEY, context: bytes = _CONTEXT, salt: bytes = _SALT) -> bytes:
    return chunked.encrypt("sha512", key, context, salt, _message(size))


def _flipped(ciphertext: bytes, place: int) -> bytes:
    damaged = bytearray(ciphertext)
    damaged[place] ^= 1
    return bytes(damaged)


def _damaged_bytes() -> dict[str, bytes]:
    """Return a ciphertext of `_KEY` and `_CONTEXT` for every published way to damage its bytes."""
    one, full, two = _honest(1), _honest(CHUNK_SIZE), _honest(CHUNK_SIZE + 1)
    three, two_full = _honest(2 * CHUNK_SIZE + 1), _honest(2 * CHUNK_SIZE)
    header, first = three[:HEADER_SIZE], three[HEADER_SIZE:_FULL_CHUNK_END]
    second_end = _FULL_CHUNK_END + SEALED_CHUNK_SIZE
    second, last = three[_FULL_CHUNK_END:second_end], three[second_end:]
    chunk_key, base_nonce, _ = chunked.derive("sha512", _KEY, _CONTEXT, _SALT)
    return {
        "bad_tag": _flipped(one, -1),
        "bad_tag_first_chunk": _flipped(two, _FULL_CHUNK_END - 1),
        "bad_tag_second_chunk": _flipped(two, -1),
        "bad_tag_second_chunk_full": _flipped(two_full, second_end - 1),
        "bad_tag_empty_final_chunk": _flipped(full, -1),
        "missing_tag": one[: HEADER_SIZE + 1],
        "short_chunk": one[: HEADER_SIZE + 12],
        "no_chunks": one[:HEADER_SIZE],
        "empty_message": b"",
        "short_header_no_salt": one[:10],
        "short_header_no_commitment": one[:SALT_SIZE],
        "short_header_partial_commitment": one[: SALT_SIZE + 16],
        "wrong_salt": _flipped(one, 0),
        "wrong_commitment": _flipped(one, SALT_SIZE),
        "trailing_garbage_short": full[:_FULL_CHUNK_END] + bytes(12),
        "trailing_garbage_long": full[:_FULL_CHUNK_END] + bytes(20),
        "truncated_at_chunk_boundary": full[:_FULL_CHUNK_END],
        "truncated_mid_chunk": two_full[: _FULL_CHUNK_END + SEALED_CHUNK_SIZE // 2],
        "swapped_chunks": header + second + first + last,
        "duplicated_chunk": header + first + first + last,
        "extension_after_final": two + chunked.seal_chunk(chunk_key, base_nonce, 2, b"x"),
    }


def _damages() -> dict[str, tuple[bytes, bytes, bytes]]:
    """Return key, context and ciphertext for every published way to be refused."""
    damages = {name: (_KEY, _CONTEXT, damaged) for name, damaged in _damaged_bytes().items()}
    one = _honest(1)
    return damages | {
        "wrong_key": (_flipped(_KEY, 0), _CONTEXT, one),
        "short_key": (_KEY[:-1], _CONTEXT, _honest(1, key=_KEY[:-1])),
        "long_key": (_KEY + b"x", _CONTEXT, _honest(1, key=_KEY + b"x")),
        "wrong_context": (_KEY, b"other context", one),
    }


def _published() -> list[Vector]:
    content = load(CARRIED / "chunked-encryption-aes-256-gcm.json")
    return [Vector(fields["name"], fields["expect"], frozenset(), fields) for fields in content["vectors"]]


def _decrypt_published(vector: Vector) -> bytes:
    ciphertext = b64decode(vector.fields["ciphertext"] or "")
    if vector.fields.get("compressed"):
        ciphertext = zlib.decompress(ciphertext)
    context = vector.fields["context"].encode()
    return chunked.decrypt("sha256", vector.bytes_of("key"), context, ciphertext)


def _second_implementation_agrees(vector: Vector) -> None:
    if vector.result == "success":
        message = _decrypt_published(vector)
        assert sha256(message).digest() == vector.bytes_of("payload_sha256")
    else:
        with pytest.raises(chunked.MalformedError):
            _decrypt_published(vector)


def test_the_second_implementation_agrees_with_every_published_vector() -> None:
    judge(_published(), _second_implementation_agrees, at_least=34)


def test_the_second_implementation_makes_the_recorded_ciphertexts() -> None:
    def makes_it(vector: Vector) -> None:
        key, context, salt = map(vector.bytes_of, ("key", "context", "salt"))
        ciphertext = _honest(vector.fields["message_length"], key, context, salt)
        assert sha256(ciphertext).digest() == vector.bytes_of("ciphertext_sha256")

    vectors = [Vector(fields["id"], "valid", frozenset(), fields) for fields in load(CARRIED / "cobblestone-256.json")]
    judge(vectors, makes_it, at_least=7)


@pytest.mark.parametrize("context", [b"", b"context", b"with\x00zero", bytes(1000)])
@pytest.mark.parametrize("size", _SIZES)
def test_it_decrypts_what_the_second_implementation_encrypts(size: int, context: bytes) -> None:
    ciphertext = _honest(size, context=context)
    assert subject.chunked_decrypt(_KEY, context, ciphertext) == _message(size)


@pytest.mark.parametrize("size", _SIZES)
def test_it_encrypts_to_the_same_bytes_as_the_second_implementation(size: int) -> None:
    ciphertext = subject.chunked_encrypt(_KEY, _CONTEXT, _message(size))
    assert ciphertext == _honest(size, salt=ciphertext[:SALT_SIZE])


@pytest.mark.parametrize("piece_size", [1, 55, 4096, SEALED_CHUNK_SIZE, 100_000])
def test_it_decrypts_the_same_in_pieces_of_any_size(piece_size: int) -> None:
    ciphertext = _honest(2 * CHUNK_SIZE + 1)
    released = subject.chunked_released(_KEY, _CONTEXT, ciphertext, piece_size)
    assert released == _message(2 * CHUNK_SIZE + 1)


def test_every_published_damage_is_tried() -> None:
    published = {vector.id.removeprefix("aes256gcm_") for vector in _published() if _fails(vector)}
    assert _damages().keys() == published


@pytest.mark.parametrize("name", sorted(_damages()))
def test_it_refuses_every_published_damage(name: str) -> None:
    with pytest.raises(subject.Refused):
        subject.chunked_decrypt(*_damages()[name])


@pytest.mark.parametrize("piece_size", [4096, 100_000])
@pytest.mark.parametrize("name", sorted(_damages()))
def test_it_releases_whole_authentic_chunks_at_most(name: str, piece_size: int) -> None:
    released = subject.chunked_released(*_damages()[name], piece_size)
    assert _message(len(released)) == released
    assert len(released) in (0, CHUNK_SIZE)


def test_it_refuses_the_scheme_with_another_hash() -> None:
    with pytest.raises(subject.Refused):
        subject.chunked_decrypt(_KEY, _CONTEXT, chunked.encrypt("sha256", _KEY, _CONTEXT, _SALT, b"text"))


def _fails(vector: Vector) -> bool:
    return vector.result == "failure"
