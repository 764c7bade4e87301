"""Attachments: any damage is refused, any stream boundary gives the same bytes, memory does not grow."""

import tracemalloc
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.crypto.flipping import assert_refused
from wbs.crypto import bulk, padding
from wbs.crypto.bulk import AttachmentReader, AttachmentWriter
from wbs.crypto.encoding import b64url
from wbs.errors import RefusedError, UnsealError

MIB = 1 << 20


def encrypt(content: bytes, cuts: list[int] | None = None) -> tuple[AttachmentWriter, bytes]:
    writer = AttachmentWriter(bulk.new_attachment_id())
    stored = b"".join(writer.update(piece) for piece in split(content, cuts or [])) + writer.finalize()
    return writer, stored


def decrypt(writer: AttachmentWriter, stored: bytes, cuts: list[int] | None = None) -> bytes:
    reader = AttachmentReader(writer.attachment_id, writer.key, writer.size)
    return b"".join(reader.update(piece) for piece in split(stored, cuts or [])) + reader.finalize()


def split(data: bytes, cuts: list[int]) -> list[bytes]:
    places = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[start:end] for start, end in pairwise(places)]


@settings(max_examples=60)
@given(st.integers(0, 70_000), st.lists(st.integers(0, 80_000), max_size=6))
def test_any_stream_boundary_gives_the_whole(size: int, cuts: list[int]) -> None:
    content = (bytes(range(1, 256)) * (size // 255 + 1))[:size]
    writer, stored = encrypt(content, cuts)
    assert len(stored) == bulk.encrypted_size(size)
    assert decrypt(writer, stored, cuts) == content


@pytest.mark.promise("P13")
@given(st.integers(0, 40_000))
def test_the_stored_length_tells_the_padding_class_only(size: int) -> None:
    _, stored = encrypt(bytes(size))
    _, of_class = encrypt(bytes(padding.padme(size)))
    assert len(stored) == len(of_class)
    assert bulk.is_encrypted_size(len(stored))


@given(st.integers(-100, 2**42))
def test_a_length_is_a_stored_length_only_if_some_attachment_has_it(stored: int) -> None:
    padded = 0
    if stored > bulk.HEADER_BYTES:
        chunks = (stored - bulk.HEADER_BYTES - 1) // (bulk.CHUNK_BYTES + bulk.TAG_BYTES) + 1
        padded = stored - bulk.HEADER_BYTES - chunks * bulk.TAG_BYTES
    expected = padding.is_padme(padded) and bulk.encrypted_size(padded) == stored
    assert bulk.is_encrypted_size(stored) == expected


@given(st.integers(0, 2**42))
def test_every_attachment_has_a_stored_length_that_is_recognised(size: int) -> None:
    assert bulk.is_encrypted_size(bulk.encrypted_size(size))


@settings(max_examples=300)
@given(st.data())
def test_no_flipped_bit_is_accepted(data: st.DataObject) -> None:
    writer, stored = encrypt(b"berita acara " * 2000)
    place = data.draw(st.integers(0, len(stored) - 1))
    damaged = bytearray(stored)
    damaged[place] ^= 1 << data.draw(st.integers(0, 7))
    assert_refused(lambda found: decrypt(writer, found), bytes(damaged))


@settings(max_examples=200)
@given(st.data())
def test_no_truncation_is_accepted(data: st.DataObject) -> None:
    writer, stored = encrypt(b"berita acara " * 2000)
    end = data.draw(st.integers(0, len(stored) - 1))
    assert_refused(lambda found: decrypt(writer, found), stored[:end])


def test_another_size_than_the_signed_one_is_refused() -> None:
    writer, stored = encrypt(b"x" * 5000)
    for size in (0, 4999, 5376, 5377, 2**53 - 1):
        reader = AttachmentReader(writer.attachment_id, writer.key, size)
        with pytest.raises(RefusedError):
            reader.update(stored) + reader.finalize()


def test_bytes_of_one_attachment_open_under_no_other_id_or_key() -> None:
    one, stored = encrypt(b"one")
    two, _ = encrypt(b"two")
    for attachment_id, key in ((two.attachment_id, one.key), (one.attachment_id, two.key)):
        reader = AttachmentReader(attachment_id, key, 3)
        with pytest.raises(UnsealError):
            reader.update(stored)


def test_a_writer_shows_its_id_and_never_its_key() -> None:
    writer, _ = encrypt(b"")
    assert b64url(writer.attachment_id) in repr(writer)
    assert b64url(writer.key) not in repr(writer)


def test_streaming_holds_little_however_long_the_file_is() -> None:
    block = bytes(256 * 1024)
    tracemalloc.start()
    try:
        writer = AttachmentWriter(bulk.new_attachment_id())
        reader = AttachmentReader(writer.attachment_id, writer.key, 64 * MIB)
        seen = 0
        for _ in range(64 * MIB // len(block)):
            seen += len(reader.update(writer.update(block)))
        seen += len(reader.update(writer.finalize()) + reader.finalize())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert seen == 64 * MIB
    assert peak < 2 * MIB
