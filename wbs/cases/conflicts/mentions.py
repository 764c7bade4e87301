"""Who of a list stands in a running text: by the whole name in whatever order, or by two parts that few others bear.

The text is gone through once, however long the list is: a story has a hundred thousand letters. Compares words that
`spelling` made.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from wbs.cases.conflicts.common_names import COMMON
from wbs.cases.conflicts.spelling import Words, is_near, is_number, words_of

_NEAR_CHARS: Final = 6
"""The least letters of words that are alike here with one letter changed."""
_SPREAD_CHARS: Final = 24
"""The most letters of words that are compared with one letter changed: no name is longer."""
_ROW_CHARS: Final = 8
"""The least letters of a name of several words that is looked for without blanks."""
_GAP: Final = 2
"""How many other words may stand between the parts of a name."""


class _Hit(NamedTuple):
    """Where a part of some name stands, among the words that are neither titles nor posts."""

    place: int
    part: str
    is_initial: bool


class Mentions:
    """A text, looked through for some names."""

    def __init__(self, story: Words, people: Sequence[Words]) -> None:
        """Find all parts of the names, once for all of them."""
        self._row = story.row
        self._line = _line_of(story)
        self._hits: dict[str, list[_Hit]] = {}
        lexicon = _Lexicon({part for words in people for part in _parts_of(words)})
        telling = [word.spelt for word in story.all if word.is_telling]
        alike = {word: lexicon.alike(word) for word in set(telling)}
        for place, word in enumerate(telling):
            for part in alike[word]:
                self._hits.setdefault(part, []).append(_Hit(place, part, len(word) == 1))
        pairs = pairwise(story.all)
        self._alone = {word for word in telling if word not in _COMMON}
        self._alone |= {word.spelt for before, word in pairs if before.is_formal}

    def has_person(self, named: Words) -> bool:
        """Say whether the text has somebody's whole name, or two parts of it of which one is rare, near each other.

        A name of one part has to be rare, or to stand behind a title.
        """
        parts = _parts_of(named)
        if len(parts) == 1:
            return parts[0] in self._alone
        is_in_a_row = len(parts) > 1 and len(named.joined) >= _ROW_CHARS and named.joined in self._row
        return is_in_a_row or self._stand_near(parts)

    def has_unit(self, named: Words) -> bool:
        """Say whether the text has a unit's or office's whole name of at least two telling words, in its order."""
        return len(named.telling) > 1 and _line_of(named) in self._line

    def _stand_near(self, parts: Sequence[str]) -> bool:
        seen: dict[str, int] = {}
        begun: dict[str, int] = {}
        reach = len(parts) + _GAP
        for hit in sorted(hit for part in parts for hit in self._hits.get(part, ())):
            (begun if hit.is_initial else seen)[hit.part] = hit.place
            near = {part for part, place in seen.items() if hit.place - place < reach}
            short = {part for part, place in begun.items() if hit.place - place < reach}
            if len(parts) > 1 and len(near) == len(parts):
                return True
            if len(near | short) > 1 and not near <= _COMMON:
                return True
        return False


class _Lexicon:
    """Parts of names, found by words that are alike, one letter apart, or an initial."""

    def __init__(self, parts: Iterable[str]) -> None:
        self._parts: dict[str, set[str]] = {}
        for part in parts:
            for key in (part[0], *_spread(part)):
                self._parts.setdefault(key, set()).add(part)

    def alike(self, word: str) -> list[str]:
        """List the parts that a word may be."""
        found = {part for key in _spread(word) for part in self._parts.get(key, ())}
        return sorted(part for part in found if len(word) == 1 or part == word or _is_near(part, word))


def _spread(word: str) -> Iterator[str]:
    """Give a word, and what is left of a long one without each of its letters."""
    yield word
    if _NEAR_CHARS <= len(word) <= _SPREAD_CHARS:
        yield from (word[:at] + word[at + 1 :] for at in range(len(word)))


def _is_near(word: str, other: str) -> bool:
    return min(len(word), len(other)) >= _NEAR_CHARS and is_near(word, other)


def _parts_of(named: Words) -> list[str]:
    """Give the words of a name that tell who it is, each once."""
    return [word for word in dict.fromkeys(named.telling) if len(word) > 1 and word.isalpha() and not is_number(word)]


def _line_of(words: Words) -> str:
    """Give all words but titles, parted by single spaces, so that whole ones can be looked for."""
    return "".join(f" {word.spelt}" for word in words.all if not word.is_title) + " "


_COMMON: Final = frozenset(word.spelt for word in words_of(COMMON).all)
