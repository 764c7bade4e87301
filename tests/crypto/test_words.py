"""The receipt words keep every rule that a machine can check, and the checker can tell when they do not."""

import hashlib
import importlib.util
from itertools import combinations
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs.crypto.words import RECEIPT_WORDS

CHECKER = Path(__file__).parents[2] / "tools" / "words" / "check.py"
# Few letters, so that words come near one another.
SHORT_WORDS = st.text("abn", min_size=1, max_size=6)


def load_checker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("words_check", CHECKER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CHECK = load_checker()


def findings_with(newcomer: str) -> list[str]:
    found = CHECK.check(sorted((*RECEIPT_WORDS, newcomer)))
    return [finding for finding in found if newcomer in finding]


def test_the_list_keeps_every_rule() -> None:
    assert CHECK.check(RECEIPT_WORDS) == []


def test_the_list_is_the_one_that_receipts_were_written_with() -> None:
    digest = hashlib.sha256(" ".join(RECEIPT_WORDS).encode()).hexdigest()
    assert digest == "3ce975aafd6251f55182563cfeec18ef10636d6caf9838f564811fc57e424d61"


def test_a_missing_word_is_found() -> None:
    assert CHECK.check(RECEIPT_WORDS[1:]) == ["2047 words instead of 2048"]


def test_two_words_in_the_wrong_order_are_found() -> None:
    first, second, *rest = RECEIPT_WORDS
    assert CHECK.check([second, first, *rest]) == [f"{second} stands before {first}"]


def test_a_word_that_stands_twice_is_found() -> None:
    assert "rumah stands before rumah" in findings_with("rumah")


@pytest.mark.parametrize("newcomer", ["ubi", "kupu-kupu", "Zebu", "kafé", "kakaktuah", "yoyo2"])
def test_a_word_of_other_letters_or_length_is_found(newcomer: str) -> None:
    assert f"{newcomer}: not four to eight letters a to z" in findings_with(newcomer)


def test_a_word_with_the_first_four_letters_of_another_is_found() -> None:
    assert "rumah and rumahan begin with the same four letters" in findings_with("rumahan")


@pytest.mark.parametrize("newcomer", ["lumah", "rumsah", "ruah", "urmah"])
def test_a_word_one_slip_from_another_is_found(newcomer: str) -> None:
    first, second = sorted((newcomer, "rumah"))
    assert f"{first} and {second} are one slip apart" in findings_with(newcomer)


@pytest.mark.parametrize(("newcomer", "word"), [("bulao", "pulau"), ("gujing", "kucing"), ("fohun", "pohon")])
def test_a_word_that_sounds_like_another_is_found(newcomer: str, word: str) -> None:
    first, second = sorted((newcomer, word))
    assert f"{first} and {second} sound alike" in findings_with(newcomer)


@pytest.mark.parametrize(
    "newcomer",
    ["lapor", "pelapor", "saksi", "korupsi", "rahasia", "suap", "polisi", "jaksa", "bunuh", "doa", "partai", "jawa"],
)
def test_a_word_nobody_should_have_to_read_aloud_is_found(newcomer: str) -> None:
    assert f"{newcomer} is on the stop list" in findings_with(newcomer)


@given(SHORT_WORDS, SHORT_WORDS)
def test_the_distance_is_the_same_both_ways_and_nothing_only_for_equal_words(a: str, b: str) -> None:
    assert CHECK.distance(a, b) == CHECK.distance(b, a)
    assert (CHECK.distance(a, b) == 0) == (a == b)


@given(SHORT_WORDS, st.data())
def test_one_slip_is_a_distance_of_one(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    dropped = word[:place] + word[place + 1 :]
    changed = word[:place] + "z" + word[place + 1 :]
    added = word[:place] + "z" + word[place:]
    assert [CHECK.distance(word, slip) for slip in (dropped, changed, added)] == [1, 1, 1]


@given(SHORT_WORDS, st.data())
def test_two_neighbours_swapped_are_one_slip(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word)))
    assert CHECK.distance(f"{word[:place]}xy{word[place:]}", f"{word[:place]}yx{word[place:]}") == 1


@given(st.sets(SHORT_WORDS, max_size=12), st.integers(1, 2))
def test_near_pairs_are_those_that_comparing_each_with_each_finds(words: set[str], most: int) -> None:
    each = {pair for pair in combinations(sorted(words), 2) if CHECK.distance(*pair) <= most}
    assert set(CHECK.near_pairs(words, most)) == each
