"""Checks the receipt words against every rule a machine can check (docs/decisions/0003-receipt-words.md).

    python tools/words/check.py        print figures and findings; exit status 1 if there is a finding

What no machine can check, that a word is common, neutral and easy to spell, is left to the reader.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import translate
from itertools import combinations, pairwise
from pathlib import Path

COUNT = 2048
PREFIX_LETTERS = 4
MIN_DISTANCE = 2
STOP_LIST = Path(__file__).with_name("stop.txt")
_WORD = re.compile(r"[a-z]{4,8}")
# Sounds that a bad line or a dialect of Indonesian gives for one another, longest spelling first.
_ONE_SOUND = (("sy", "s"), ("kh", "k"), ("ng", "N"), ("ny", "Y"), ("x", "s"), ("z", "s"), ("q", "k"), ("h", ""))
_ALIKE = str.maketrans("bfvdgjoe", "ppptkcui")


def check(words: Sequence[str]) -> list[str]:
    """Give one sentence for each breach of a rule; none for a good list."""
    return [
        *_count_and_order(words),
        *(f"{word}: not four to eight letters a to z" for word in words if not _WORD.fullmatch(word)),
        *(f"{' and '.join(group)} begin with the same four letters" for group in _groups(words, prefix)),
        *(f"{' and '.join(group)} sound alike" for group in _groups(words, sound)),
        *(f"{a} and {b} are one slip apart" for a, b in near_pairs(words, MIN_DISTANCE - 1)),
        *(f"{word} is on the stop list" for word in words if stops(word)),
    ]


def prefix(word: str) -> str:
    """Give the letters that stand for the word when it is typed short."""
    return word[:PREFIX_LETTERS]


def sound(word: str) -> str:
    """Fold a word to its sounds: voiced and voiceless, o and u, e and i, f, v and p are one, and h is silent."""
    for spelling, heard in _ONE_SOUND:
        word = word.replace(spelling, heard)
    return word.translate(_ALIKE)


def distance(a: str, b: str) -> int:
    """Count the slips between two words: a letter added, dropped or changed, or two neighbours swapped.

    This is the Damerau-Levenshtein distance in which no letter is touched twice.
    """
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        row = [i]
        for j, right in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def near_pairs(words: Iterable[str], most: int) -> list[tuple[str, str]]:
    """Give every pair of words that are at most so many slips apart, in order."""
    shares = defaultdict(set)
    for word in words:
        for rest in _with_letters_dropped(word, most):
            shares[rest].add(word)
    candidates = {pair for group in shares.values() for pair in combinations(sorted(group), 2)}
    return sorted(pair for pair in candidates if distance(*pair) <= most)


def stops(word: str) -> bool:
    """Say whether a pattern of the stop list covers the word."""
    return _STOPPED.match(word) is not None


def _count_and_order(words: Sequence[str]) -> Iterator[str]:
    if len(words) != COUNT:
        yield f"{len(words)} words instead of {COUNT}"
    yield from (f"{a} stands before {b}" for a, b in pairwise(words) if a >= b)


def _groups(words: Iterable[str], key: Callable[[str], str]) -> list[list[str]]:
    by_key = defaultdict(list)
    for word in words:
        by_key[key(word)].append(word)
    return [group for group in by_key.values() if len(group) > 1]


def _with_letters_dropped(word: str, most: int) -> set[str]:
    forms = {word}
    for _ in range(most):
        forms |= {form[:place] + form[place + 1 :] for form in forms for place in range(len(form))}
    return forms


def _pattern() -> re.Pattern[str]:
    lines = STOP_LIST.read_text(encoding="utf-8").splitlines()
    return re.compile("|".join(translate(line) for line in lines if line and not line.startswith("#")))


_STOPPED = _pattern()


def main() -> int:
    """Print the figures and the findings; give the exit status."""
    # Here and not above: propose.py imports this module where the project is not installed.
    from wbs.crypto.words import RECEIPT_WORDS  # noqa: PLC0415

    lengths = sorted(Counter(map(len, RECEIPT_WORDS)).items())
    print(f"words {len(RECEIPT_WORDS)}; of letters: " + ", ".join(f"{size}: {count}" for size, count in lengths))
    for apart in (1, 2):
        pairs = [pair for pair in near_pairs(RECEIPT_WORDS, apart) if distance(*pair) == apart]
        print(f"pairs {apart} apart: {len(pairs)}")
    findings = check(RECEIPT_WORDS)
    print(*findings, f"findings: {len(findings)}", sep="\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
