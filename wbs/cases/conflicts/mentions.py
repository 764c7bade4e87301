"""Who of a list stands in a running text: by the whole name in whatever order, or by two parts that few others bear.

The text is gone through once, however long the list is: a story has a hundred thousand letters. Compares words that
`spelling` made.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
_REACH: Final = 4
"""Within how many words the parts of a name stand."""


class _Window(NamedTuple):
    """What stands in some words that follow each other: parts of names, and initials."""

    parts: frozenset[str]
    initials: frozenset[str]


class Mentions:
    """A text, looked through for some names."""

    def __init__(self, story: Words, people: Sequence[Words]) -> None:
        """Find all parts of the names, once for all of them."""
        self._row = story.row
        self._line = _line_of(story)
        telling = [word.spelt for word in story.all if word.is_telling]
        lexicon = _Lexicon({part for words in people for part in _parts_of(words)})
        self._windows: dict[str, set[_Window]] = {}
        for window in _windows_of(telling, {word: lexicon.alike(word) for word in set(telling)}):
            for part in window.parts:
                self._windows.setdefault(part, set()).add(window)
        self._alone = {word for word in telling if word not in _COMMON}
        self._alone |= {word.spelt for before, word in pairwise(story.all) if before.is_formal}

    def has_person(self, named: Words) -> bool:
        """Say whether the text has somebody's whole name, or two parts of it of which one is rare, near each other.

        A name of one part has to be rare, or to stand behind a title.
        """
        parts = frozenset(_parts_of(named))
        if len(parts) == 1:
            return not parts.isdisjoint(self._alone)
        if len(parts) > 1 and len(named.joined) >= _ROW_CHARS and named.joined in self._row:
            return True
        return any(_is_told(parts, window) for part in parts for window in self._windows.get(part, ()))

    def has_unit(self, named: Words) -> bool:
        """Say whether the text has a unit's or office's whole name of at least two telling words, in its order."""
        return len(named.telling) > 1 and _line_of(named) in self._line


def _windows_of(telling: Sequence[str], alike: Mapping[str, Sequence[str]]) -> set[_Window]:
    """Give what stands near each other in a text, each combination once however often it stands there."""
    found: set[_Window] = set()
    for end, word in enumerate(telling, 1):
        if not alike[word] and len(word) > 1:
            continue
        near = telling[max(0, end - _REACH) : end]
        parts = frozenset(part for one in near for part in alike[one])
        found.add(_Window(parts, frozenset(one for one in near if len(one) == 1)))
    return found


def _is_told(parts: frozenset[str], window: _Window) -> bool:
    near = parts & window.parts
    if len(near) == len(parts):
        return True
    short = {part for part in parts - near if part[0] in window.initials}
    return len(near) + len(short) > 1 and not near <= _COMMON


class _Lexicon:
    """Parts of names, found by words that are the same, or long and one letter apart."""

    def __init__(self, parts: Iterable[str]) -> None:
        self._parts: dict[str, set[str]] = {}
        for part in parts:
            for key in _spread(part):
                self._parts.setdefault(key, set()).add(part)

    def alike(self, word: str) -> list[str]:
        """List the parts that a word may be."""
        found = {part for key in _spread(word) for part in self._parts.get(key, ())}
        return sorted(part for part in found if part == word or _is_near(part, word))


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
