"""Passkeys: an authenticator is believed only with our challenge, our site, a verified user and its signature."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.authenticator import HOST, ORIGIN, PRESENT, VERIFIED, Authenticator
from wbs.crypto.encoding import b64url
from wbs.crypto.passkeys import (
    CHALLENGE_LIFETIME,
    Assertion,
    Attestation,
    Site,
    challenge_end,
    challenge_of,
    make_challenge,
    user_handle,
    verify_assertion,
    verify_attestation,
)
from wbs.crypto.primitives import random_bytes
from wbs.errors import SignatureError

pytestmark = pytest.mark.promise("P23")

SITE = Site(HOST, ORIGIN)
KEY, OTHER_KEY = random_bytes(32), random_bytes(32)
NOW = datetime(2026, 11, 23, 2, 0, 0, 500_000, tzinfo=UTC)
CHALLENGE = random_bytes(56)


def made(authenticator: Authenticator) -> bytes:
    """The public key that is kept of a passkey."""
    return verify_attestation(authenticator.make(CHALLENGE), CHALLENGE, SITE).public_key


@pytest.mark.parametrize("is_edwards", [False, True])
def test_a_passkey_that_was_added_answers(is_edwards: bool) -> None:  # noqa: FBT001
    authenticator = Authenticator(is_edwards=is_edwards)
    key = made(authenticator)
    assert verify_assertion(authenticator.answer(CHALLENGE), key, CHALLENGE, SITE) == 1


LIES: dict[str, Callable[[Authenticator], object]] = {
    "another site": lambda one: setattr(one, "host", "evil.example"),
    "another origin": lambda one: setattr(one, "origin", "https://evil.example"),
    "our host on another port": lambda one: setattr(one, "origin", "http://localhost:8000"),
    "a host that begins like ours": lambda one: setattr(one, "origin", ORIGIN + ".evil.example"),
    "nobody verified": lambda one: setattr(one, "flags", PRESENT),
    "nobody present": lambda one: setattr(one, "flags", VERIFIED),
    "another ceremony": lambda one: setattr(one, "kind", "payment.get"),
}


@pytest.mark.parametrize("lie", LIES)
def test_an_answer_that_says_something_else_is_refused(lie: str) -> None:
    authenticator = Authenticator()
    key = made(authenticator)
    LIES[lie](authenticator)
    with pytest.raises(SignatureError):
        verify_assertion(authenticator.answer(CHALLENGE), key, CHALLENGE, SITE)


@pytest.mark.parametrize("lie", LIES)
def test_a_new_passkey_that_says_something_else_is_refused(lie: str) -> None:
    authenticator = Authenticator()
    LIES[lie](authenticator)
    with pytest.raises(SignatureError):
        verify_attestation(authenticator.make(CHALLENGE), CHALLENGE, SITE)


def test_an_answer_to_another_challenge_is_refused() -> None:
    authenticator = Authenticator()
    key = made(authenticator)
    with pytest.raises(SignatureError):
        verify_assertion(authenticator.answer(random_bytes(56)), key, CHALLENGE, SITE)
    with pytest.raises(SignatureError):
        verify_attestation(authenticator.make(random_bytes(56)), CHALLENGE, SITE)


def test_an_answer_of_another_passkey_is_refused() -> None:
    mine, other = Authenticator(), Authenticator()
    answer = replace(other.answer(CHALLENGE), credential=mine.credential)
    with pytest.raises(SignatureError):
        verify_assertion(answer, made(mine), CHALLENGE, SITE)


@pytest.mark.parametrize("fmt", ["packed", "tpm", "android-key", "fido-u2f", "apple", "nonsense"])
def test_an_attestation_which_nobody_asked_for_is_refused(fmt: str) -> None:
    with pytest.raises(SignatureError):
        verify_attestation(Authenticator(fmt=fmt).make(CHALLENGE), CHALLENGE, SITE)


def test_a_new_passkey_under_another_ones_id_is_refused() -> None:
    attestation = replace(Authenticator().make(CHALLENGE), credential=b64url(random_bytes(32)))
    with pytest.raises(SignatureError):
        verify_attestation(attestation, CHALLENGE, SITE)


@pytest.mark.parametrize(
    "key",
    [
        pytest.param({1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)}, id="a point that is on no curve"),
        pytest.param({1: 3, 3: -257, -1: b"\xff" * 1024, -2: b"\x01\x00\x01"}, id="RSA beyond what is verified fast"),
        pytest.param({1: 2, 3: -36, -1: 3, -2: b"x" * 66, -3: b"y" * 66}, id="an algorithm that nobody asked for"),
        pytest.param({1: 1, 3: -8, -1: 4, -2: bytes(32)}, id="X25519, which signs nothing"),
        pytest.param({}, id="nothing"),
        pytest.param([1, 2], id="no map"),
    ],
)
def test_a_key_that_cannot_be_used_is_refused(key: object) -> None:
    with pytest.raises(SignatureError):
        verify_attestation(Authenticator().make(CHALLENGE, cbor2.dumps(key)), CHALLENGE, SITE)


@given(st.binary(max_size=200), st.binary(max_size=200), st.binary(max_size=100))
def test_whatever_bytes_come_they_are_refused_in_one_way(client: bytes, data: bytes, signature: bytes) -> None:
    key = Authenticator().cose_key()
    with pytest.raises(SignatureError):
        verify_assertion(Assertion(b64url(bytes(32)), client, data, signature), key, CHALLENGE, SITE)
    with pytest.raises(SignatureError):
        verify_attestation(Attestation(b64url(bytes(32)), client, data), CHALLENGE, SITE)


@given(st.data())
def test_an_answer_with_one_flipped_bit_is_refused(data: st.DataObject) -> None:
    authenticator = Authenticator(is_edwards=True)
    key = authenticator.cose_key()
    answer = authenticator.answer(CHALLENGE)
    name = data.draw(st.sampled_from(["client_data", "authenticator_data", "signature"]))
    raw = bytearray(getattr(answer, name))
    place = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[place // 8] ^= 1 << place % 8
    with pytest.raises(SignatureError):
        verify_assertion(replace(answer, **{name: bytes(raw)}), key, CHALLENGE, SITE)


def test_a_challenge_is_good_for_its_purpose_until_its_end() -> None:
    challenge = make_challenge(KEY, b"sign in", NOW)
    end = challenge_end(KEY, b"sign in", challenge, NOW)
    assert NOW < end <= NOW + CHALLENGE_LIFETIME
    for key, purpose, now in [
        (KEY, b"add", NOW),
        (OTHER_KEY, b"sign in", NOW),
        (KEY, b"sign in", NOW + CHALLENGE_LIFETIME),
        (KEY, b"sign in", NOW - timedelta(hours=1)),
    ]:
        with pytest.raises(SignatureError):
            challenge_end(key, purpose, challenge, now)


@given(st.binary(max_size=80))
def test_a_challenge_that_was_not_made_here_is_refused(challenge: bytes) -> None:
    with pytest.raises(SignatureError):
        challenge_end(KEY, b"sign in", challenge, NOW)


@given(st.integers(0, 56 * 8 - 1))
def test_a_challenge_with_a_flipped_bit_is_refused(place: int) -> None:
    raw = bytearray(make_challenge(KEY, b"sign in", NOW))
    raw[place // 8] ^= 1 << place % 8
    with pytest.raises(SignatureError):
        challenge_end(KEY, b"sign in", bytes(raw), NOW)


def test_no_two_challenges_are_alike() -> None:
    assert len({make_challenge(KEY, b"sign in", NOW) for _ in range(100)}) == 100


@pytest.mark.parametrize("said", [b"", b"{}", b"[]", b'{"challenge": 1}', b'{"challenge": "="}', b"\xff", b"[" * 9999])
def test_client_data_without_a_challenge_are_refused(said: bytes) -> None:
    with pytest.raises(SignatureError):
        challenge_of(said)


def test_an_answer_from_a_page_that_another_site_framed_is_refused() -> None:
    with pytest.raises(SignatureError):
        challenge_of(b'{"challenge":"AAAA","crossOrigin":true}')
    assert challenge_of(b'{"challenge":"AAAA","crossOrigin":false}') == bytes(3)


def test_what_names_an_account_to_authenticators_tells_nobody_who_it_is() -> None:
    handle = user_handle(KEY, "61.08", "penerima-01")
    assert len(handle) == 32
    assert handle == user_handle(KEY, "61.08", "penerima-01")
    assert handle != user_handle(OTHER_KEY, "61.08", "penerima-01")
    assert handle != user_handle(KEY, "61.08", "penerima-02")
    assert b"penerima" not in handle


def test_client_data_that_does_not_speak_of_frames_was_asked_for_by_our_own_page():
    """Browsers may leave the member out (WebAuthn Level 2, "CollectedClientData")."""
    data = b'{"type":"webauthn.get","challenge":"%b","origin":"https://x"%b}'
    assert challenge_of(data % (b64url(b"x" * 56).encode(), b"")) == b"x" * 56
    with pytest.raises(SignatureError):
        challenge_of(data % (b64url(b"x" * 56).encode(), b',"crossOrigin":true'))
