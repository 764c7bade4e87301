"""Shares of the recovery key: the threshold restores it, everything else is refused without quoting a word."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shamir_mnemonic import generate_mnemonics
from shamir_mnemonic.share import Share
from shamir_mnemonic.wordlist import WORDLIST

from wbs.crypto.directory import RecoveryShares
from wbs.crypto.keys import RecoverySecret
from wbs.crypto.shares import SHARE_WORDS, check_share, combine, split, threshold_of
from wbs.errors import FormatError, TrustError

HOLDERS = ["Inspektur", "Sekretaris", "Irban I", "Irban II", "Irban Khusus"]


def shares_for(threshold: int, holders: int) -> RecoveryShares:
    return RecoveryShares(threshold=threshold, holders=HOLDERS[:holders])


def is_same(left: RecoverySecret, right: RecoverySecret) -> bool:
    return left.unsafe_seed() == right.unsafe_seed()


@pytest.mark.promise("P19")
def test_every_set_of_shares_that_reaches_the_threshold_restores_the_secret() -> None:
    secret = RecoverySecret.generate()
    texts = split(secret, shares_for(3, 5))
    assert {len(text.split()) for text in texts} == {SHARE_WORDS}
    for chosen in combinations(texts, 3):
        assert is_same(combine(chosen), secret)
    assert is_same(combine(texts), secret)


@pytest.mark.promise("P19")
def test_one_share_less_restores_nothing() -> None:
    texts = split(RecoverySecret.generate(), shares_for(3, 5))
    for chosen in combinations(texts, 2):
        with pytest.raises(TrustError, match="fewer shares"):
            combine(chosen)
    with pytest.raises(TrustError, match="no shares"):
        combine([])


def test_one_share_twice_is_not_two() -> None:
    first, *_ = split(RecoverySecret.generate(), shares_for(2, 3))
    with pytest.raises(TrustError, match="twice"):
        combine([first, first])


def test_shares_of_two_secrets_do_not_mix() -> None:
    ours, theirs = (split(RecoverySecret.generate(), shares_for(2, 3)) for _ in range(2))
    with pytest.raises(TrustError, match="different sets"):
        combine([ours[0], theirs[1]])


def test_shares_of_two_splittings_of_one_secret_do_not_mix() -> None:
    secret = RecoverySecret.generate()
    old, new = (split(secret, shares_for(2, 3)) for _ in range(2))
    with pytest.raises(TrustError, match="different sets"):
        combine([old[0], new[1]])
    assert is_same(combine(old[:2]), combine(new[1:]))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, SHARE_WORDS - 1), st.integers(1, 1023))
def test_a_wrong_word_is_refused_and_never_quoted(place: int, distance: int) -> None:

    text, other = split(RecoverySecret.generate(), shares_for(2, 2))
    words = text.split()
    words[place] = WORDLIST[(WORDLIST.index(words[place]) + distance) % len(WORDLIST)]
    with pytest.raises(FormatError) as refused:
        combine([" ".join(words), other])
    assert not set(words) & set(str(refused.value).replace(":", "").replace(",", "").split()) - {"share", "word"}
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_a_share_that_was_altered_with_a_fitting_checksum_does_not_fit_the_others() -> None:

    first, second, third = split(RecoverySecret.generate(), shares_for(2, 3))
    share = Share.from_mnemonic(second)
    altered = Share(**{**vars(share), "value": bytes([share.value[0] ^ 1]) + share.value[1:]}).mnemonic()
    with pytest.raises(TrustError, match="do not fit"):
        combine([first, altered])
    with pytest.raises(TrustError):
        combine([first, third, altered])


def test_typed_shares_are_read_kindly() -> None:
    text, _ = split(RecoverySecret.generate(), shares_for(2, 2))
    typed = "\n".join(f"  {word.upper()} " for word in text.split())
    assert check_share(typed) == text
    assert threshold_of(typed) == 2


@pytest.mark.parametrize(("threshold", "holders"), [(1, 1), (1, 3), (4, 3)])
def test_a_secret_is_never_split_for_one_hand_or_for_nobody(threshold: int, holders: int) -> None:
    with pytest.raises(TrustError):
        split(RecoverySecret.generate(), shares_for(threshold, holders))


def test_shares_of_another_kind_of_secret_are_refused() -> None:

    for secret, groups, exponent in (
        (bytes(16), [(2, 2)], 1),
        (bytes(32), [(2, 2)], 6),
        (bytes(32), [(1, 1)], 1),
        (bytes(32), [(2, 2), (2, 2)], 1),
    ):
        found = generate_mnemonics(1, groups, secret, iteration_exponent=exponent)
        with pytest.raises(FormatError, match="another kind"):
            check_share(found[0][0])
