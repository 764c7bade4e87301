import base64
import pickle

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from wbs.crypto.onion import ClientPublicKey, new_client, parse_address
from wbs.errors import FormatError

TOR_PROJECT = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"
"""The Tor Project's own address (https://onion.torproject.org)."""
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def test_a_real_address_is_taken():
    assert parse_address(TOR_PROJECT) == TOR_PROJECT


@given(place=st.integers(0, 55), sign=st.sampled_from(ALPHABET))
def test_an_address_with_one_other_sign_is_refused(place: int, sign: str):
    other = TOR_PROJECT[:place] + sign + TOR_PROJECT[place + 1 :]
    if other == TOR_PROJECT:
        assert parse_address(other) == other
    else:
        with pytest.raises(FormatError):
            parse_address(other)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".onion",
        TOR_PROJECT.upper(),
        TOR_PROJECT.removesuffix(".onion"),
        f"www.{TOR_PROJECT}",
        f"{TOR_PROJECT}.",
        f"{TOR_PROJECT}/",
        "expyuzz4wqqyqhjn.onion",
        "ö" * 56 + ".onion",
        "1" * 56 + ".onion",
    ],
)
def test_what_is_no_address_is_refused_and_not_quoted(text: str):
    with pytest.raises(FormatError) as refused:
        parse_address(text)
    assert not text or text == ".onion" or text not in str(refused.value)


def test_the_private_half_belongs_to_the_public_one():
    private, public = new_client()
    raw = base64.b32decode(private.unsafe_text() + "====")
    expected = X25519PrivateKey.from_private_bytes(raw).public_key().public_bytes_raw()
    assert base64.b32decode(public.text.upper() + "====") == expected


def test_two_clients_have_two_keys():
    assert new_client()[1] != new_client()[1]


def test_the_private_half_shows_itself_nowhere():
    private, _ = new_client()
    assert private.unsafe_text() not in repr(private) + str(private)
    with pytest.raises(TypeError):
        pickle.dumps(private)


def test_a_key_comes_back_from_its_line_and_from_either_case():
    _, public = new_client()
    assert ClientPublicKey.parse_line(public.line.strip()) == public
    assert ClientPublicKey.parse(f" {public.text.upper()}\n") == public


@pytest.mark.parametrize(
    "line", ["", "descriptor:x25519:", "descriptor:x448:" + "a" * 52, "descriptor:x25519:" + "1" * 52]
)
def test_another_line_is_no_client(line: str):
    with pytest.raises(FormatError):
        ClientPublicKey.parse_line(line)


@pytest.mark.parametrize("text", ["a" * 51, "a" * 53, "a" * 51 + "b", "a" * 26 + "\n" + "a" * 25])
def test_another_text_is_no_key(text: str):
    with pytest.raises(FormatError):
        ClientPublicKey.parse(text)
