"""Proposes receipt words in two steps, with a reading between them (docs/decisions/0003-receipt-words.md).

    python tools/words/propose.py candidates    what the sources offer, a line for each first four letters
    python tools/words/propose.py choose        the best 2,048 of accepted.txt, as lines for wbs/crypto/words.py

Both need PyPI's wordfreq, the first Debian's hunspell and hunspell-id, the second scipy; none is a dependency of the
project:

    apt-get install hunspell hunspell-id
    python3 -m venv /tmp/words && /tmp/words/bin/pip install wordfreq==3.1.1 scipy==1.17.1
    /tmp/words/bin/python tools/words/propose.py candidates

The list was made with these versions and hunspell-id 1:7.5.0-1 of Debian 12. Once receipts exist the list stays as it
is, whatever this script prints.
"""

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations, groupby
from pathlib import Path

from check import COUNT, MIN_DISTANCE, near_pairs, prefix, sound, stops
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]
from scipy.sparse import coo_array  # type: ignore[import-untyped]
from wordfreq import iter_wordlist, zipf_frequency  # type: ignore[import-not-found]

ACCEPTED = Path(__file__).with_name("accepted.txt")
STEMS = Path("/usr/share/hunspell/id_ID.dic")
# What a word of each section of accepted.txt is worth, and what each step of frequency adds (Zipf scale, 3 to 5).
_WORTH = (100, 85, 72)
_WORTH_OF_FREQUENCY = 15
_RARE, _COMMON = 3.0, 5.0
WORDS_A_ROW = 12
_SHAPE = re.compile(r"[a-z]{4,8}")
_BOUND_FORM = re.compile(r"(di|ku|kau).*|.*(nya|ku|mu|lah|kah|pun|kan|i)")


def candidates() -> list[str]:
    """Give the words of wordfreq that hunspell knows, without bound forms of other words and without stopped ones."""
    counted = [word for word in iter_wordlist("id") if _SHAPE.fullmatch(word)]
    speller = ["hunspell", "-d", "id_ID", "-G"]
    known = subprocess.run(speller, input="\n".join(counted), capture_output=True, text=True, check=True)
    lines = STEMS.read_text(encoding="latin-1").splitlines()
    stems = {line.split("/")[0] for line in lines}
    spelt = {word for word in known.stdout.split() if _SHAPE.fullmatch(word)}
    return [word for word in spelt if (word in stems or not _BOUND_FORM.fullmatch(word)) and not stops(word)]


def accepted() -> dict[str, float]:
    """Give the accepted words with their worth: the section they stand in, and how common they are."""
    sections = ACCEPTED.read_text(encoding="utf-8").split("# --- ")[1:]
    return {
        word: worth + _WORTH_OF_FREQUENCY * (_frequency(word) - _RARE)
        for worth, section in zip(_WORTH, sections, strict=True)
        for word in section.partition("\n")[2].split()
        if not stops(word)
    }


def choose(worth: dict[str, float]) -> list[str]:
    """Give the 2,048 words of the greatest worth of which no two break a rule.

    Raises:
        ValueError: there are not enough words.
    """
    words = sorted(worth)
    groups = [*_quarrels(words), words]
    place = {word: column for column, word in enumerate(words)}
    cells = [(row, place[word]) for row, group in enumerate(groups) for word in group]
    rows, columns = zip(*cells, strict=True)
    matrix = coo_array(([1] * len(cells), (rows, columns)), shape=(len(groups), len(words)))
    most = [1] * (len(groups) - 1) + [COUNT]
    least = [0] * (len(groups) - 1) + [COUNT]
    found = milp(
        [-worth[word] for word in words],
        constraints=LinearConstraint(matrix.tocsr(), least, most),
        bounds=Bounds(0, 1),
        integrality=[1] * len(words),
    )
    if not found.success:
        raise ValueError(found.message)
    return [word for word, taken in zip(words, found.x, strict=True) if round(taken)]


def _frequency(word: str) -> float:
    return min(max(float(zipf_frequency(word, "id")), _RARE), _COMMON)


def _quarrels(words: list[str]) -> list[list[str]]:
    """Give groups of which only one word may be taken: whole groups where there are any, for the solver's sake."""
    by_key = defaultdict(list)
    for word in words:
        by_key["letters", prefix(word)].append(word)
        by_key["sound", sound(word)].append(word)
        for gap in range(len(word)):
            by_key["one changed", f"{word[:gap]}.{word[gap + 1 :]}"].append(word)
    groups = [group for group in by_key.values() if len(group) > 1]
    settled = {pair for group in groups for pair in combinations(sorted(group), 2)}
    return groups + [[*pair] for pair in near_pairs(words, MIN_DISTANCE - 1) if pair not in settled]


def _grouped(words: Iterable[str]) -> Iterable[str]:
    for _, group in groupby(sorted(words), prefix):
        yield " ".join(sorted(group, key=lambda word: (-_frequency(word), word)))


def main() -> int:
    """Print what was asked for; give the exit status."""
    match sys.argv[1:]:
        case ["candidates"]:
            print(*_grouped(candidates()), sep="\n")
        case ["choose"]:
            chosen = choose(accepted())
            rows = (chosen[start : start + WORDS_A_ROW] for start in range(0, COUNT, WORDS_A_ROW))
            print(*map(" ".join, rows), sep="\n")
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
