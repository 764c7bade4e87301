"""Lengths reveal their class and nothing else."""

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs.crypto import padding
from wbs.errors import FormatError

LARGEST = padding.DOCUMENT_LIMIT - padding.LENGTH_BYTES


def padme_of(size: int) -> int:
    """Compute Padmé as its authors write it, in floating-point logarithms."""
    exponent = math.floor(math.log2(size))
    bits = math.floor(math.log2(exponent)) + 1
    mask = (1 << exponent - bits) - 1
    return (size + mask) & ~mask


@given(st.binary(max_size=9000))
def test_a_padded_document_is_read_back(document: bytes) -> None:
    padded = padding.pad(document)
    assert padding.is_document_class(len(padded))
    assert padding.unpad(padded) == document


@given(st.integers(0, LARGEST))
def test_a_class_is_the_smallest_power_of_two_that_holds_the_document(size: int) -> None:
    padded = padding.document_class(size)
    assert padding.is_document_class(padded)
    assert size + padding.LENGTH_BYTES <= padded
    assert padded == padding.FLOOR or size + padding.LENGTH_BYTES > padded // 2


def test_the_classes_are_powers_of_two_from_4_kib_to_2_mib() -> None:
    assert sorted(padding.DOCUMENT_CLASSES) == [1 << exponent for exponent in range(12, 22)]


@pytest.mark.parametrize("size", [0, 1, 2048, 4095, 4097, 6144, padding.DOCUMENT_LIMIT * 2])
def test_other_lengths_are_no_class(size: int) -> None:
    assert not padding.is_document_class(size)


@pytest.mark.parametrize("size", [LARGEST + 1, 2**32, 2**64])
def test_a_document_beyond_the_largest_class_is_refused(size: int) -> None:
    with pytest.raises(FormatError):
        padding.document_class(size)


@given(st.binary(max_size=508), st.integers(0, 511), st.integers(0, 7))
def test_no_flipped_bit_leaves_the_document_as_it_was(document: bytes, place: int, bit: int) -> None:
    padded = bytearray(padding.pad(document, 512))
    padded[place] ^= 1 << bit
    with suppress(FormatError):
        assert padding.unpad(bytes(padded), 512) != document


@given(st.integers(4097, 2**40))
def test_attachments_are_padded_as_padme_says(size: int) -> None:
    padded = padding.padme(size)
    assert padded == padme_of(size)
    assert size <= padded <= size * 1.12
    assert padding.is_padme(padded)


@given(st.integers(0, 2**40))
def test_a_length_is_a_padme_length_only_if_padding_leaves_it_alone(size: int) -> None:
    assert padding.is_padme(size) == (size >= padding.ATTACHMENT_FLOOR and padding.padme(size) == size)
