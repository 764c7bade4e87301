from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs.web.bodies import (
    PIECE_BYTES,
    READ_BYTES,
    Body,
    BodyTooSlowError,
    CutOffError,
    LengthRequiredError,
    Patience,
    TooLargeError,
    in_pieces,
)


class Ticking:
    """A clock that moves by a step with every look."""

    def __init__(self, step: float = 0.0) -> None:
        self._now, self._step = 0.0, step

    def ticks(self) -> float:
        self._now += self._step
        return self._now


def body_of(data: bytes, length: object = None, step: float = 0.0, **more: str) -> Body:
    announced = str(len(data) if length is None else length)
    return Body({"wsgi.input": BytesIO(data), "CONTENT_LENGTH": announced, **more}, Ticking(step))  # type: ignore[arg-type]


@given(st.binary(max_size=200_000))
def test_a_whole_body_comes_in_bounded_pieces(data: bytes):
    pieces = list(body_of(data).pieces())
    assert b"".join(pieces) == data
    assert all(0 < len(piece) <= READ_BYTES for piece in pieces)


@given(st.binary(max_size=500), st.integers(1, 1000))
def test_a_body_shorter_than_announced_is_cut_off(data: bytes, missing: int):
    with pytest.raises(CutOffError):
        body_of(data, len(data) + missing).read(10_000)


def test_nothing_beyond_the_announced_length_is_read():
    assert body_of(b"abcdef", 3).read(100) == b"abc"


def test_a_body_larger_than_allowed_is_refused_unread():
    body = body_of(b"abcdef")
    with pytest.raises(TooLargeError):
        body.read(5)
    assert body.received == 0


@pytest.mark.parametrize("length", ["", "-1", "+1", "1.0", "0x1", " 1", "1_0", "\u0661", "9" * 16, "1, 1"])
def test_a_length_that_is_no_plain_number_is_refused(length: str):
    with pytest.raises(LengthRequiredError):
        body_of(b"x", length)


def test_a_length_beside_another_framing_is_refused():
    with pytest.raises(LengthRequiredError):
        body_of(b"x", HTTP_TRANSFER_ENCODING="chunked")


def test_patience_has_grace_and_then_asks_for_a_rate():
    patience = Patience(grace=10, rate=100)
    assert patience.allows(0, 10)
    assert patience.allows(100, 11)
    assert not patience.allows(99, 11)


def test_a_body_slower_than_patience_is_stopped():
    with pytest.raises(BodyTooSlowError):
        list(body_of(b"x" * 1_000_000, step=200).pieces())


def test_draining_stops_at_its_limit_and_at_the_end():
    body = body_of(b"x" * 1_000_000)
    assert not body.drain(100_000)
    assert body.received < 300_000
    assert body.drain(10_000_000)
    assert not body_of(b"x", 100).drain(1000)
    assert not body_of(b"x" * 1_000_000, step=2000).drain(10_000_000)


@given(st.lists(st.integers(0, 3 * PIECE_BYTES), max_size=4))
def test_a_large_answer_is_the_same_in_small_pieces(sizes: list[int]):
    chunks = [bytes([place]) * size for place, size in enumerate(sizes)]
    pieces = list(in_pieces(chunks))
    assert b"".join(pieces) == b"".join(chunks)
    assert all(0 < len(piece) <= PIECE_BYTES for piece in pieces)
