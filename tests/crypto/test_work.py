"""Proof of work: what the library makes and checks, bound to one mailbox, and nothing else is taken."""

import msgspec
import pytest
from altcha.v2 import Challenge, solve_challenge
from hypothesis import given
from hypothesis import strategies as st

from wbs.crypto.encoding import b64url
from wbs.crypto.work import MAX_CHARS, WorkChallenge, WorkKey, make_challenge, minute_of_proof
from wbs.errors import FormatError, RefusedError

KEY, YESTERDAYS = WorkKey(b"a" * 32, b"b" * 32), WorkKey(b"c" * 32, b"d" * 32)
MAILBOX = b"m" * 32


def solved(challenge: WorkChallenge) -> dict[str, object]:
    written = msgspec.to_builtins(challenge)
    found = solve_challenge(Challenge.from_dict(written))
    assert found is not None
    return {"challenge": written, "solution": {"counter": found.counter, "derivedKey": found.derived_key}}


def text_of(proof: object) -> str:
    return b64url(msgspec.json.encode(proof))


@pytest.fixture(scope="module")
def proof() -> dict[str, object]:
    return solved(make_challenge(KEY, MAILBOX, 8, 29_700_000))


@pytest.mark.promise("P15")
def test_whoever_did_the_work_is_believed(proof: dict[str, object]):
    assert minute_of_proof(text_of(proof), (KEY,), MAILBOX) == 29_700_000


def test_work_that_was_begun_yesterday_counts(proof: dict[str, object]):
    assert minute_of_proof(text_of(proof), (YESTERDAYS, KEY), MAILBOX) == 29_700_000


@pytest.mark.promise("P15")
def test_the_counter_lies_below_the_tries_so_that_nobody_searches_longer():
    for tries in (1, 2, 5):
        counters = [solved(make_challenge(KEY, MAILBOX, tries, 0))["solution"]["counter"] for _ in range(8)]  # type: ignore[index]
        assert max(counters) < tries


@pytest.mark.promise("P15")
def test_a_proof_is_good_for_its_own_mailbox_and_key_alone(proof: dict[str, object]):
    for keys, mailbox in (((KEY,), b"n" * 32), ((YESTERDAYS,), MAILBOX), ((KEY,), b"")):
        with pytest.raises(FormatError):
            minute_of_proof(text_of(proof), keys, mailbox)


@pytest.mark.promise("P15")
@pytest.mark.parametrize(
    ("where", "name", "value"),
    [
        ("parameters", "cost", 1),
        ("parameters", "keyPrefix", "00"),
        ("parameters", "keySignature", "00" * 32),
        ("parameters", "data", {"mailbox": b64url(b"n" * 32), "minute": 29_700_000}),
        ("parameters", "data", {"mailbox": b64url(MAILBOX), "minute": 1}),
        ("parameters", "algorithm", "SHA-256"),
        ("solution", "derivedKey", "00" * 32),
        ("solution", "counter", 1 << 32),
        ("solution", "counter", -1),
        ("challenge", "signature", "00" * 32),
        ("challenge", "signature", ""),
        ("solution", "more", 1),
    ],
)
def test_a_proof_with_anything_changed_is_none(proof: dict[str, object], where: str, name: str, value: object):
    copy = msgspec.json.decode(msgspec.json.encode(proof))
    places = {
        "solution": copy["solution"],
        "challenge": copy["challenge"],
        "parameters": copy["challenge"]["parameters"],
    }
    places[where][name] = value
    with pytest.raises(FormatError):
        minute_of_proof(text_of(copy), (KEY,), MAILBOX)


@pytest.mark.promise("P16")
@given(st.one_of(st.text(max_size=60), st.binary(max_size=200).map(b64url)))
def test_whatever_else_comes_is_refused(text: str):
    with pytest.raises(RefusedError):
        minute_of_proof(text, (KEY,), MAILBOX)


@pytest.mark.promise("P16")
@pytest.mark.parametrize("text", [b64url(b"[" * 1_000), "A" * (MAX_CHARS + 1), b64url(b"{}"), b64url(b"null")])
def test_deep_long_and_empty_proofs_are_refused(text: str):
    with pytest.raises(RefusedError):
        minute_of_proof(text, (KEY,), MAILBOX)
