"""DSSE envelopes: only the right key, over exactly these bytes, under this type."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.crypto.flipping import assert_refused, every_flip, every_prefix
from wbs.crypto.keys import OfficerSigningKey, RootSigningKey, VerifyKey
from wbs.crypto.messages import Summary, TextBody
from wbs.crypto.shape import parse, serialise
from wbs.crypto.signing import Envelope, Unverified, add_signature, combine_signatures, payload_type, sign
from wbs.errors import FormatError, SignatureError

KEY, OTHER = (OfficerSigningKey(bytes([number]) * 32) for number in (1, 2))
ROOTS = [RootSigningKey(bytes([number]) * 32) for number in (3, 4, 5)]
DOCUMENT = TextBody(text="Angka pada papan proyek berbeda.")


def verify(envelope: bytes) -> TextBody:
    return Unverified(envelope).verify(KEY.public, TextBody)


def test_a_signed_document_is_given_to_whoever_verifies_it() -> None:
    assert verify(sign(DOCUMENT, KEY)) == DOCUMENT


def test_signing_twice_gives_the_same_bytes() -> None:
    assert sign(DOCUMENT, KEY) == sign(DOCUMENT, KEY)


def test_any_flipped_bit_of_an_envelope_is_refused() -> None:
    # about 2,048 bytes: every bit of payload, type and signature.
    envelope = sign(TextBody(text="x" * 1360), KEY)
    assert 2000 < len(envelope) < 2100
    for damaged in every_flip(envelope):
        assert_refused(verify, damaged)


def test_an_envelope_cut_off_anywhere_is_refused() -> None:
    for cut in every_prefix(sign(DOCUMENT, KEY)):
        assert_refused(verify, cut)


@settings(max_examples=50)
@given(st.binary(max_size=200))
def test_bytes_from_anywhere_are_refused(data: bytes) -> None:
    assert_refused(verify, data)


def test_a_signature_by_someone_else_is_refused() -> None:
    with pytest.raises(SignatureError):
        verify(sign(DOCUMENT, OTHER))


def test_two_signatures_are_refused_where_one_is_due() -> None:
    with pytest.raises(SignatureError):
        verify(sign(DOCUMENT, KEY, OTHER))


def test_a_signature_for_one_kind_of_document_serves_no_other() -> None:
    envelope = json.loads(sign(DOCUMENT, KEY))
    envelope["payloadType"] = payload_type("wbs-summary/v1")
    data = json.dumps(envelope, separators=(",", ":"), sort_keys=True).encode()
    with pytest.raises(FormatError):
        verify(data)
    with pytest.raises(FormatError):
        Unverified(sign(DOCUMENT, KEY)).verify(KEY.public, Summary)


def test_looking_before_verifying_is_named_unsafe_and_still_checks_the_type() -> None:
    envelope = sign(DOCUMENT, OTHER)
    assert Unverified(envelope).unsafe_peek(TextBody) == DOCUMENT
    with pytest.raises(FormatError):
        Unverified(envelope).unsafe_peek(Summary)


def test_a_threshold_counts_each_official_once() -> None:
    keys: frozenset[VerifyKey] = frozenset(key.public for key in ROOTS)
    envelope = sign(DOCUMENT, ROOTS[0], ROOTS[0], OTHER)
    assert Unverified(envelope).signers(keys) == {ROOTS[0].public}


def test_signatures_are_added_one_by_one_and_never_twice() -> None:
    keys: frozenset[VerifyKey] = frozenset(key.public for key in ROOTS)
    envelope = sign(DOCUMENT, ROOTS[0])
    both = add_signature(envelope, ROOTS[1])
    assert Unverified(both).signers(keys) == {ROOTS[0].public, ROOTS[1].public}
    assert add_signature(both, ROOTS[1]) == both
    assert Unverified(both).payload == serialise(DOCUMENT)


def test_a_single_signature_carries_no_hint_and_several_do() -> None:
    assert b"keyid" not in sign(DOCUMENT, KEY)
    assert all(
        one.keyid == key.public.text
        for one, key in zip(parse(sign(DOCUMENT, *ROOTS), Envelope).signatures, ROOTS, strict=True)
    )


def test_the_payload_type_follows_from_the_tag() -> None:
    assert payload_type("wbs-epoch/v1") == "application/vnd.wbs.epoch.v1+json"
    assert payload_type("wbs-previous-key/v1") == "application/vnd.wbs.previous-key.v1+json"


KNOWN: frozenset[VerifyKey] = frozenset(key.public for key in ROOTS)


@given(st.permutations(ROOTS), st.integers(1, 3))
def test_combined_signatures_do_not_depend_on_who_signed_first(order: list[RootSigningKey], count: int) -> None:
    signers = order[:count]
    combined = combine_signatures([sign(DOCUMENT, key) for key in signers], KNOWN)
    assert combined == combine_signatures([sign(DOCUMENT, key) for key in signers[::-1]], KNOWN)
    assert Unverified(combined).signers(KNOWN) == {key.public for key in signers}


def test_combining_counts_a_key_once_and_leaves_strangers_and_false_signatures_out() -> None:
    twice = [sign(DOCUMENT, ROOTS[0]), sign(DOCUMENT, ROOTS[0]), sign(DOCUMENT, OTHER)]
    false = sign(TextBody(text="Lain"), ROOTS[1])
    mixed = sign(DOCUMENT, KEY).replace(_signature(sign(DOCUMENT, KEY)), _signature(false))
    combined = Unverified(combine_signatures([*twice, mixed], KNOWN))
    assert combined.signature_count == 1
    assert combined.signers(KNOWN) == {ROOTS[0].public}


def test_signatures_under_different_documents_or_by_nobody_known_are_not_combined() -> None:
    with pytest.raises(FormatError):
        combine_signatures([sign(DOCUMENT, ROOTS[0]), sign(TextBody(text="Lain"), ROOTS[1])], KNOWN)
    with pytest.raises(FormatError):
        combine_signatures([], KNOWN)
    with pytest.raises(SignatureError):
        combine_signatures([sign(DOCUMENT, OTHER)], KNOWN)


def _signature(envelope: bytes) -> bytes:
    return str(json.loads(envelope)["signatures"][0]["sig"]).encode()
