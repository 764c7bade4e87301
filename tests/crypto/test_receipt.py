"""Receipt codes: what is shown is read back, typing mistakes are found, and nothing is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs.crypto.receipt import Receipt, fingerprint_words
from wbs.crypto.words import RECEIPT_WORDS
from wbs.errors import FormatError, ReceiptError

SECRETS = st.binary(min_size=16, max_size=16)
SEPARATORS = st.sampled_from([" ", "-", ", ", "\n", "\r\n", "\t", ". ", " 7. ", "\u00a0", "—"])


@given(SECRETS)
def test_a_code_is_read_back(secret: bytes) -> None:
    words = Receipt(secret).unsafe_words()
    assert len(words) == 12
    assert Receipt.parse(" ".join(words)).unsafe_secret() == secret


@given(SECRETS, st.data())
def test_how_a_code_is_typed_does_not_matter(secret: bytes, data: st.DataObject) -> None:
    typed = ""
    for word in Receipt(secret).unsafe_words():
        shown = word[: data.draw(st.integers(4, 8))]
        cased = data.draw(st.sampled_from([shown, shown.upper(), shown.capitalize()]))
        typed += data.draw(SEPARATORS) + cased
    assert Receipt.parse(typed).unsafe_secret() == secret


@given(SECRETS, st.integers(0, 11), st.sampled_from(["qqqq", "abc", "zzzzzzzzz", "x"]))
def test_a_word_that_is_not_on_the_list_is_pointed_at_by_its_place(secret: bytes, place: int, wrong: str) -> None:
    words = list(Receipt(secret).unsafe_words())
    words[place] = wrong
    with pytest.raises(ReceiptError) as caught:
        Receipt.parse(" ".join(words))
    assert caught.value.positions == (place + 1,)
    assert wrong not in str(caught.value)


def test_places_beyond_the_twelfth_are_not_pointed_at() -> None:
    words = [*Receipt(bytes(16)).unsafe_words(), "qqqq"]
    with pytest.raises(ReceiptError) as caught:
        Receipt.parse(" ".join(words))
    assert caught.value.positions == ()


def test_about_one_wrong_code_in_sixteen_passes_the_checksum() -> None:
    words = list(Receipt(bytes(16)).unsafe_words())
    passed = 0
    for word in RECEIPT_WORDS:
        try:
            Receipt.parse(" ".join([word, *words[1:]]))
        except ReceiptError:
            continue
        passed += 1
    assert 80 <= passed <= 180


@pytest.mark.parametrize("text", ["", "   ", "1. 2. 3.", "abadi", "abadi " * 11, "abadi " * 13, "\x00", "🔒" * 12])
def test_what_is_not_twelve_words_is_refused(text: str) -> None:
    with pytest.raises(ReceiptError):
        Receipt.parse(text)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_with_places_among_the_twelve(text: str) -> None:
    places: tuple[int, ...] = ()
    try:
        Receipt.parse(text)
    except ReceiptError as error:
        places = error.positions
    assert set(places) <= set(range(1, 13))


@pytest.mark.parametrize("size", [0, 15, 17, 32])
def test_a_secret_has_16_bytes(size: int) -> None:
    with pytest.raises(FormatError):
        Receipt(bytes(size))


def test_fresh_receipts_hold_128_bits() -> None:
    secrets = {Receipt.generate().unsafe_secret() for _ in range(50)}
    assert len(secrets) == 50
    assert {len(secret) for secret in secrets} == {16}


@given(SECRETS)
def test_everything_derived_differs_from_everything_else(secret: bytes) -> None:
    receipt = Receipt(secret)
    derived = [
        receipt.mailbox_token,
        receipt.mailbox_hash,
        receipt.reader_key.unsafe_seed(),
        receipt.signing_key.unsafe_seed(),
    ]
    assert len(set(derived)) == 4


@given(SECRETS)
def test_one_form_has_one_receipt(value: bytes) -> None:
    assert Receipt.of_form(value).unsafe_secret() == Receipt.of_form(value).unsafe_secret()
    assert Receipt.of_form(value).unsafe_secret() != value


@given(st.binary(min_size=32, max_size=32))
def test_a_fingerprint_is_shown_as_eight_words_of_its_first_88_bits(digest: bytes) -> None:
    words = fingerprint_words(digest)
    number = 0
    for word in words:
        number = number << 11 | RECEIPT_WORDS.index(word)
    assert len(words) == 8
    assert number.to_bytes(11, "big") == digest[:11]
