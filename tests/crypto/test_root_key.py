"""A root key at rest opens with its passphrase alone, proves itself by its card, and remembers what it signed."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wbs.crypto import root_key
from wbs.crypto.age import parse_header
from wbs.crypto.encoding import b64url
from wbs.crypto.keys import RootSigningKey
from wbs.crypto.root_key import (
    Kind,
    RootKey,
    RootKeyFile,
    Signed,
    document_words,
    open_root_key,
    refuse_second,
    remembered,
    root_key_words,
    seal_root_key,
    sign_memory,
    verify_card,
    verify_memory,
    with_signed,
)
from wbs.crypto.seal import seal_with_passphrase
from wbs.crypto.shape import serialise
from wbs.crypto.signing import sign
from wbs.crypto.unseal import unseal_with_passphrase
from wbs.errors import FormatError, RefusedError, SignatureError, TrustError, UnsealError

PASSPHRASE = "bambu cermin dahan embun fajar gelas hutan"
DIGESTS = [letter * 42 + "A" for letter in "abcdefgh"]


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(root_key, "LOG_N", 2)


def made() -> RootKey:
    return RootKey(RootSigningKey.generate(), "Inspektur", "2026-11-25")


def signed(version: int, digest: str, kind: Kind = "directory", agency: str = "61.08") -> Signed:
    return Signed(kind=kind, agency=agency, version=version, digest=digest)


def test_a_key_file_gives_back_the_key_its_office_and_its_day() -> None:
    root = made()
    opened = open_root_key(seal_root_key(root, PASSPHRASE), PASSPHRASE)
    assert opened.key.unsafe_seed() == root.key.unsafe_seed()
    assert (opened.office, opened.day) == (root.office, root.day)


def test_a_key_file_is_an_age_file_whose_text_says_what_it_is() -> None:
    root = made()
    data = seal_root_key(root, PASSPHRASE)
    assert parse_header(data).stanza.kind == "scrypt"
    assert unseal_with_passphrase(PASSPHRASE, data) == serialise(
        RootKeyFile(office=root.office, day=root.day, key=root.key.public.text, secret=b64url(root.key.unsafe_seed()))
    )


@pytest.mark.parametrize("other", [PASSPHRASE.upper(), PASSPHRASE + " ", PASSPHRASE[:-1], ""])
def test_another_passphrase_opens_nothing(other: str) -> None:
    with pytest.raises(UnsealError):
        open_root_key(seal_root_key(made(), PASSPHRASE), other)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_no_altered_byte_is_accepted(data: st.DataObject) -> None:
    whole = seal_root_key(made(), PASSPHRASE)
    place = data.draw(st.integers(0, len(whole) - 1))
    flip = data.draw(st.integers(1, 255))
    with pytest.raises(RefusedError):
        open_root_key(whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :], PASSPHRASE)


def test_a_key_file_that_names_another_public_key_is_refused() -> None:
    root = made()
    lie = RootKeyFile(office="X", day="2026-11-25", key=made().key.public.text, secret=b64url(root.key.unsafe_seed()))
    with pytest.raises(FormatError):
        open_root_key(seal_with_passphrase(PASSPHRASE, serialise(lie), 2), PASSPHRASE)


def test_a_key_file_that_is_too_large_is_refused_before_any_work() -> None:
    with pytest.raises(FormatError):
        open_root_key(bytes(4097), PASSPHRASE)


def test_a_card_is_signed_by_the_key_it_names() -> None:
    root = made()
    assert verify_card(root.card()).public() == root.key.public
    forged = sign(verify_card(root.card()), RootSigningKey.generate())
    with pytest.raises(SignatureError):
        verify_card(forged)


def test_words_of_keys_and_of_documents_differ_by_their_label() -> None:
    key = made().key.public
    assert len(root_key_words(key)) == len(document_words(key.raw)) == 8
    assert root_key_words(key) != document_words(key.raw)
    assert root_key_words(key) != root_key_words(made().key.public)


def test_a_memory_is_believed_only_from_its_own_key() -> None:
    root = made()
    entries = (signed(1, DIGESTS[0]), signed(2, DIGESTS[1], "agencies", "00"))
    envelope = sign_memory(entries, root.key)
    assert set(verify_memory(envelope, root.key.public)) == set(entries)
    with pytest.raises(SignatureError):
        verify_memory(envelope, made().key.public)


def test_a_memory_keeps_the_newest_of_each_chain() -> None:
    chains: list[tuple[Kind, str]] = [
        ("roots", "61.08"),
        ("directory", "61.08"),
        ("directory", "61"),
        ("agencies", "00"),
    ]
    entries: tuple[Signed, ...] = ()
    for version, digest in enumerate(DIGESTS[:3], 1):
        for kind, agency in chains:
            entries = with_signed(entries, signed(version, digest, kind, agency))
    assert len(entries) == len(chains)
    assert all(remembered(entries, *chain) == signed(3, DIGESTS[2], *chain) for chain in chains)
    assert remembered(entries, "roots", "61") is None


@pytest.mark.promise("P05")
@pytest.mark.parametrize(
    ("new", "history"),
    [
        (signed(2, DIGESTS[2]), [DIGESTS[0]]),
        (signed(1, DIGESTS[0]), []),
        (signed(3, DIGESTS[3]), [DIGESTS[0], DIGESTS[2]]),
        (signed(3, DIGESTS[3]), []),
    ],
    ids=["another under one version", "going back", "another in its place", "a cut history"],
)
def test_a_key_signs_no_second_history(new: Signed, history: list[str]) -> None:
    with pytest.raises(TrustError):
        refuse_second(signed(2, DIGESTS[1]), new, history)


@pytest.mark.parametrize(
    ("last", "new", "history"),
    [
        (None, signed(1, DIGESTS[0]), []),
        (signed(2, DIGESTS[1]), signed(2, DIGESTS[1]), []),
        (signed(2, DIGESTS[1]), signed(3, DIGESTS[2]), [DIGESTS[0], DIGESTS[1]]),
        (signed(1, DIGESTS[0]), signed(3, DIGESTS[2]), [DIGESTS[0], DIGESTS[1]]),
    ],
    ids=["the first", "the same again", "the next", "one signed by others in between"],
)
def test_a_key_signs_what_goes_on_from_what_it_signed(last: Any, new: Signed, history: list[str]) -> None:
    refuse_second(last, new, history)
