"""Text forms are strict: what is written is read, and nothing else is."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wbs.crypto import encoding
from wbs.crypto.encoding import bech32_decode, bech32_encode, from_b64, from_b64_unpadded, from_b64url
from wbs.errors import FormatError

PREFIX = "age1pq"
KEY = bytes(range(256)) * 4 + bytes(192)
SYMBOLS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def slow_checksum(prefix: str, symbols: list[int]) -> int:
    """Compute the checksum state of BIP 173 symbol by symbol."""
    state = 1
    for value in [ord(char) >> 5 for char in prefix] + [0] + [ord(char) & 31 for char in prefix] + symbols:
        top = state >> 25
        state = (state & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            state ^= generator if top >> bit & 1 else 0
    return state


@given(st.binary(max_size=100))
def test_what_is_written_is_read_back(raw: bytes) -> None:
    assert from_b64url(encoding.b64url(raw)) == raw
    assert from_b64(encoding.b64(raw)) == raw
    assert from_b64_unpadded(encoding.b64_unpadded(raw)) == raw
    assert bech32_decode(PREFIX, bech32_encode(PREFIX, raw)) == raw


@given(st.text(max_size=12))
def test_whatever_is_read_would_have_been_written_so(text: str) -> None:
    for read, write in (
        (from_b64url, encoding.b64url),
        (from_b64, encoding.b64),
        (from_b64_unpadded, encoding.b64_unpadded),
    ):
        try:
            raw = read(text)
        except FormatError:
            continue
        assert write(raw) == text


@given(st.integers(0, len(bech32_encode(PREFIX, KEY)) - 1), st.sampled_from(SYMBOLS))
def test_no_single_letter_of_a_key_can_be_changed(place: int, letter: str) -> None:
    text = bech32_encode(PREFIX, KEY)
    assume(text[place] != letter)
    with pytest.raises(FormatError):
        bech32_decode(PREFIX, text[:place] + letter + text[place + 1 :])


@given(st.binary(min_size=1216, max_size=1216) | st.binary(max_size=40))
def test_keys_of_every_length_carry_the_checksum_of_bip_173(raw: bytes) -> None:
    text = bech32_encode(PREFIX, raw)
    assert slow_checksum(PREFIX, [SYMBOLS.index(char) for char in text[len(PREFIX) + 1 :]]) == 1


@pytest.mark.parametrize("text", ["", "age1pq", "age1pq1", "age1pq1qqqqq", "age1pq1" + "q" * 6, "AGE1PQ1" + "q" * 8])
def test_text_that_is_too_short_or_of_another_kind_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        bech32_decode(PREFIX, text)


@pytest.mark.parametrize("extra", [1, 3, 6])
def test_a_length_that_no_number_of_bytes_gives_is_refused(extra: int) -> None:
    symbols = [0] * (8 + extra)
    tail = slow_checksum(PREFIX, [*symbols, 0, 0, 0, 0, 0, 0]) ^ 1
    symbols += [tail >> 5 * (5 - place) & 31 for place in range(6)]
    with pytest.raises(FormatError):
        bech32_decode(PREFIX, f"{PREFIX}1" + "".join(SYMBOLS[value] for value in symbols))
