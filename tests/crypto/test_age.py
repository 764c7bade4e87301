"""Age files: every damage is refused, any stream boundary gives the same bytes, memory does not grow."""

import tracemalloc
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.crypto.flipping import assert_refused, every_flip, every_prefix
from wbs.crypto import age, padding
from wbs.crypto.keys import ReaderPrivateKey
from wbs.crypto.primitives import TAG_BYTES
from wbs.crypto.seal import SealStream, seal, seal_document, seal_with_passphrase
from wbs.crypto.unseal import UnsealStream, unseal, unseal_document, unseal_with_passphrase
from wbs.errors import FormatError, RefusedError, UnsealError

KEY = ReaderPrivateKey(bytes(32))
MIB = 1 << 20


def pieces(data: bytes, cuts: list[int]) -> Iterator[bytes]:
    """Cut data at some places."""
    places = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return (data[start:end] for start, end in pairwise(places))


def unseal_in_pieces(sealed: bytes, cuts: list[int]) -> bytes:
    header = age.parse_header(sealed)
    stream = UnsealStream(KEY, header)
    return b"".join(stream.update(piece) for piece in pieces(sealed[header.size :], cuts)) + stream.finalize()


def take_apart(data: bytes) -> bytes:
    return age.parse_hybrid_stanza(age.parse_header(data).stanza)


def is_refused(read: Callable[[bytes], object], data: bytes) -> bool:
    try:
        read(data)
    except RefusedError:
        return True
    return False


@given(st.binary(max_size=200))
def test_what_is_sealed_is_unsealed(plaintext: bytes) -> None:
    assert unseal(KEY, seal(KEY.public, plaintext)) == plaintext


@pytest.mark.promise("P04")
def test_every_seal_is_hybrid() -> None:
    header = age.parse_header(seal(KEY.public, b"text"))
    assert header.stanza.kind == "mlkem768x25519"
    assert len(age.parse_hybrid_stanza(header.stanza)) == 1120 + 32


def test_any_flipped_bit_of_a_file_is_refused() -> None:
    # 2,048 bytes in all: every bit of header, nonce, text and tag.
    sealed = seal(KEY.public, bytes(2048 - age.sealed_size(0)))
    assert len(sealed) == 2048
    for damaged in every_flip(sealed):
        assert_refused(lambda data: unseal(KEY, data), damaged)


def test_a_file_cut_off_anywhere_is_refused() -> None:
    sealed = seal_document(KEY.public, b"text", 512)
    for cut in every_prefix(sealed):
        assert_refused(lambda data: unseal(KEY, data), cut)
        assert_refused(lambda data: age.check_sealed(data, frozenset({512})), cut)


def test_a_long_file_cut_off_near_a_chunk_boundary_is_refused() -> None:
    sealed = seal(KEY.public, bytes(2 * age.CHUNK_BYTES + 5))
    last_chunk = len(sealed) - 5 - TAG_BYTES
    for end in range(last_chunk - 40, len(sealed)):
        assert_refused(lambda data: unseal(KEY, data), sealed[:end])


@settings(max_examples=60)
@given(st.integers(0, 3 * age.CHUNK_BYTES), st.lists(st.integers(0, 4 * age.CHUNK_BYTES), max_size=6))
def test_sealing_and_unsealing_in_pieces_gives_the_whole(size: int, cuts: list[int]) -> None:
    plaintext = bytes(range(256)) * (size // 256 + 1)
    plaintext = plaintext[:size]
    stream = SealStream(KEY.public)
    sealed = stream.header + b"".join(stream.update(piece) for piece in pieces(plaintext, cuts)) + stream.finalize()
    assert len(sealed) == age.sealed_size(size)
    assert unseal(KEY, sealed) == plaintext
    assert unseal_in_pieces(sealed, cuts) == plaintext


@pytest.mark.parametrize("size", [0, 1, age.CHUNK_BYTES - 1, age.CHUNK_BYTES, age.CHUNK_BYTES + 1, 2 * age.CHUNK_BYTES])
def test_a_file_fed_byte_by_byte_near_its_boundaries_opens(size: int) -> None:
    sealed = seal(KEY.public, bytes(size))
    body = len(sealed) - age.parse_header(sealed).size
    edges = [place for at in range(0, body + 1, age.SEALED_CHUNK_BYTES) for place in range(at - 20, at + 20)]
    assert unseal_in_pieces(sealed, [place for place in edges if 0 <= place <= body]) == bytes(size)


def test_no_plaintext_comes_out_before_its_chunk_is_authenticated() -> None:
    sealed = bytearray(seal(KEY.public, bytes(3 * age.CHUNK_BYTES)))
    header = age.parse_header(bytes(sealed))
    sealed[header.size + age.NONCE_BYTES + age.SEALED_CHUNK_BYTES] ^= 1  # the second chunk
    stream = UnsealStream(KEY, header)
    given_out = stream.update(bytes(sealed[header.size : header.size + age.NONCE_BYTES + age.SEALED_CHUNK_BYTES + 1]))
    assert given_out == bytes(age.CHUNK_BYTES)
    with pytest.raises(UnsealError):
        stream.update(bytes(sealed[header.size + age.NONCE_BYTES + age.SEALED_CHUNK_BYTES + 1 :]))


def test_a_stream_that_never_got_its_nonce_does_not_end_well() -> None:
    sealed = seal(KEY.public, b"text")
    header = age.parse_header(sealed)
    stream = UnsealStream(KEY, header)
    assert stream.update(sealed[header.size : header.size + 15]) == b""
    with pytest.raises(UnsealError):
        stream.finalize()


def test_streaming_holds_one_chunk_however_long_the_file_is() -> None:
    block = bytes(256 * 1024)
    tracemalloc.start()
    try:
        writer = SealStream(KEY.public)
        reader = UnsealStream(KEY, age.parse_header(writer.header))
        reader.update(writer.header[age.parse_header(writer.header).size :])
        tracemalloc.reset_peak()
        seen = 0
        for _ in range(64 * MIB // len(block)):
            seen += len(reader.update(writer.update(block)))
        seen += len(reader.update(writer.finalize()) + reader.finalize())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert seen == 64 * MIB
    assert peak < 2 * MIB


@pytest.mark.promise("P13")
@given(st.integers(0, 20_000), st.integers(0, 20_000))
def test_the_length_of_a_sealed_document_depends_on_its_class_only(left: int, right: int) -> None:
    sizes = {padding.document_class(size): age.sealed_size(padding.document_class(size)) for size in (left, right)}
    for size in (left, right):
        assert len(seal_document(KEY.public, bytes(size))) == sizes[padding.document_class(size)]


@given(st.binary(max_size=3000))
def test_checking_says_what_length_the_plaintext_has(plaintext: bytes) -> None:
    sealed = seal(KEY.public, plaintext)
    assert age.check_sealed(sealed) == len(plaintext)
    assert age.check_sealed(sealed, frozenset({len(plaintext)})) == len(plaintext)
    with pytest.raises(FormatError):
        age.check_sealed(sealed, frozenset({len(plaintext) + 1}))


@settings(max_examples=300)
@given(st.data())
def test_checking_accepts_the_header_that_a_reader_would_accept_and_no_other(data: st.DataObject) -> None:
    """Checking knows the header by its fixed form; reading takes it apart. A change must never split the two."""
    sealed = bytearray(seal(KEY.public, b"text"))
    end = age.parse_header(bytes(sealed)).size
    # Also the last characters of each line, whose spare bits must be zero.
    ends = [place - back for place in range(end) if sealed[place] in b"\n " for back in (0, 1, 2)]
    place = data.draw(st.integers(0, end - 1) | st.sampled_from([one for one in ends if one >= 0]))
    sealed[place] = data.draw(st.sampled_from(bytes(sealed[:end])) | st.integers(0, 255))
    assert is_refused(age.check_sealed, bytes(sealed)) == is_refused(take_apart, bytes(sealed))


@given(st.binary(max_size=300))
def test_bytes_from_anywhere_are_refused_as_what_they_are(data: bytes) -> None:
    for read in (lambda found: unseal(KEY, found), age.check_sealed, lambda found: unseal_with_passphrase("x", found)):
        assert_refused(read, data)
        assert_refused(read, age.INTRO + data)


def test_a_body_that_fills_its_lines_ends_with_a_short_one() -> None:
    for size in range(150):
        stanza = age.Stanza("x", ("y",), bytes(size))
        lines = stanza.serialise().decode().split("\n")[1:-1]
        assert all(len(line) == 64 for line in lines[:-1])
        assert len(lines[-1]) < 64
        assert age.parse_header(age.write_header(stanza, bytes(16))).stanza == stanza


def test_a_root_key_at_rest_opens_with_its_passphrase_only() -> None:
    sealed = seal_with_passphrase("lima kata", b"root key", 4)
    assert unseal_with_passphrase("lima kata", sealed) == b"root key"
    with pytest.raises(UnsealError):
        unseal_with_passphrase("lima", sealed)


def test_any_flipped_bit_of_a_root_key_at_rest_is_refused() -> None:
    sealed = seal_with_passphrase("lima kata", b"root key", 2)
    for damaged in every_flip(sealed):
        assert_refused(lambda data: unseal_with_passphrase("lima kata", data), damaged)


def test_a_document_of_a_fixed_class_opens_as_no_other() -> None:
    sealed = seal_document(KEY.public, b"text", 512)
    assert unseal_document(KEY, sealed, 512) == b"text"
    for size in (None, 2048):
        with pytest.raises(RefusedError):
            unseal_document(KEY, sealed, size)


def test_two_seals_of_one_text_have_nothing_in_common() -> None:
    one, two = (seal(KEY.public, bytes(64)) for _ in range(2))
    assert one != two
    assert one[-80:] != two[-80:]


def test_a_passphrase_that_is_no_text_is_refused_by_an_error_that_does_not_carry_it() -> None:
    sealed = seal_with_passphrase("bambu", b"root key", log_n=4)
    with pytest.raises(FormatError):
        seal_with_passphrase("bambu \udcff", b"root key", log_n=4)
    with pytest.raises(FormatError):
        unseal_with_passphrase("bambu \udcff", sealed)


def test_only_an_empty_chunk_behind_a_full_one_is_an_impossible_end() -> None:
    with pytest.raises(FormatError):
        age.refuse_empty_last_chunk(age.SEALED_CHUNK_BYTES + TAG_BYTES)
    age.refuse_empty_last_chunk(TAG_BYTES)
    age.refuse_empty_last_chunk(age.SEALED_CHUNK_BYTES + TAG_BYTES + 1)
