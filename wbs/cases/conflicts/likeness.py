"""Whether somebody whom a report names may be somebody on the signed lists: finds whom to ask about, decides nothing.

A name is compared as people misread and misspell it: without titles, case, marks and order, one letter apart, by
letters of other scripts that look like Latin ones, as people are called. Rather one question too many than a key for
the accused; but in the story, where many are named, only for a whole name, or two parts of it (docs/spec/names.md).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from wbs.cases.conflicts.common_names import CALLED
from wbs.cases.conflicts.mentions import Mentions
from wbs.cases.conflicts.naming import Excludable, excludables
from wbs.cases.conflicts.spelling import Word, Words, is_near, is_number, words_of
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.report import Accused, ReportBody
from wbs.crypto.trust import TrustBook
from wbs.errors import NamesakeError

_PHRASES: Final = re.compile(r"[,;\n/()]+")
_INSPECTORATE: Final = re.compile(r"^([il](n[sc]p[ei]k|rban|tda|tkab|tko|tpro[vf])|apip|auditor|p2upd)")
_JOINED_CHARS: Final = 6
"""The least letters of a name that is looked for in a text without blanks."""
_READ_CHARS: Final = 300
"""How much of a description is read so: who is named is named first."""
_MOST_PHRASES: Final = 12
_NEAR_CHARS: Final = 5
"""The least letters of words that are alike with one letter changed."""
_SHORT_CHARS: Final = 3
"""The most letters that stand for a whole name, and the least by which somebody is called: B., Abd., Zul, Din."""
_CALLED_CHARS: Final = 7
"""The most letters by which somebody is called."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What a report says in which somebody may be named."""

    accused: Sequence[Accused]
    keep_from: str = ""
    """Who else must not learn of it."""
    story: Sequence[str] = ()
    """Everything else."""

    @staticmethod
    def of(report: ReportBody) -> "Writing":
        """Take it from a report."""
        texts = (
            *(report.title, report.what, report.where, report.when, report.how, report.why, report.loss),
            *(report.witnesses, report.evidence_held_by, report.danger, report.accommodation),
        )
        others = () if report.reported_elsewhere is msgspec.UNSET else report.reported_elsewhere
        story = (text for text in (*texts, *(one.channel for one in others)) if text is not msgspec.UNSET)
        return Writing(report.accused, report.keep_from or "", tuple(story))


@dataclass(frozen=True, slots=True)
class Namesakes:
    """Who of the lists may be named in a report."""

    all: tuple[Excludable, ...]
    """Officers, units and offices, and agencies as a whole where an inspectorate is named."""
    mentioned: tuple[Excludable, ...]
    """Of these who stands in the story."""

    def open(self, excluded: Sequence[Exclusion]) -> tuple[Excludable, ...]:
        """Give those who are not excluded, in the form in which the record says so."""
        return tuple(one for one in self.all if not _is_out(one.exclusion, excluded))


def namesakes(book: TrustBook, agency: str, writing: Writing) -> Namesakes:
    """List who on the signed lists may be named in a report about an agency."""
    return namesakes_among(excludables(book, agency), agency, writing)


def namesakes_among(listed: Sequence[Excludable], agency: str, writing: Writing) -> Namesakes:
    """List who of some may be named; as `namesakes`."""
    known = [(one, words_of(one.name)) for one in listed]
    written = (*writing.accused, Accused(name=writing.keep_from)) if writing.keep_from else writing.accused
    meant = [one for person in written for one in _meant(agency, known, _phrases_of(person))]
    stories = [words_of(text) for text in _texts_of(writing)]
    mentioned = tuple(_mentioned(agency, known, stories))
    return Namesakes(tuple(dict.fromkeys((*meant, *mentioned))), mentioned)


def require_told_apart(
    book: TrustBook, agency: str, report: ReportBody, excluded: Sequence[Exclusion], others: Sequence[Excludable] = ()
) -> None:
    """Check that the reporter has answered for everybody who may be meant; every program that seals does (names.md).

    Args:
        book: verified documents.
        agency: the one that the report is about.
        report: what will be sealed.
        excluded: whom its record will exclude.
        others: who was said to be somebody else, about this very report.

    Raises:
        NamesakeError: somebody was not.
    """
    if not set(namesakes(book, agency, Writing.of(report)).open(excluded)) <= set(others):
        raise NamesakeError("somebody on the lists who may be named in the report")


def whole(agency: str, name: str) -> Excludable:
    """Give an agency as a whole, as it may be excluded."""
    return Excludable(name, name, Exclusion(agency=agency))


def _texts_of(writing: Writing) -> list[str]:
    named = [text for one in writing.accused for text in (one.name, one.post, one.unit) if text is not msgspec.UNSET]
    return [text for text in (*writing.story, writing.keep_from, *named) if text]


def _mentioned(
    agency: str, known: Sequence[tuple[Excludable, Words]], stories: Sequence[Words]
) -> Iterator[Excludable]:
    """List who stands in a story: people of that name wherever they serve, of units and offices the own ones."""
    people = [words for one, words in known if one.exclusion.reader is not msgspec.UNSET]
    mentions = [Mentions(story, people) for story in stories]
    for one, words in known:
        if one.exclusion.reader is not msgspec.UNSET:
            is_there = any(mention.has_person(words) for mention in mentions)
        else:
            is_there = one.exclusion.agency == agency and any(mention.has_unit(words) for mention in mentions)
        if is_there:
            yield one


def _meant(agency: str, known: Sequence[tuple[Excludable, Words]], phrases: Sequence[Words]) -> Iterator[Excludable]:
    """List whom phrases about one person may mean.

    Somebody of that name is asked about wherever they serve; a unit or office of the agencies above only where such an
    agency is named, for posts have the same names everywhere. Whose name cannot be read here is always asked about.
    """
    names = {one.exclusion.agency: one.agency_name for one, _ in known}
    named = [code for code, name in names.items() if any(_has_all(phrase, _places(name)) for phrase in phrases)]
    if any(_is_inspectorate(word) for phrase in phrases for word in phrase.all):
        yield from (whole(code, names[code]) for code in named or list(names)[:1])
    for one, words in known:
        if one.exclusion.reader is not msgspec.UNSET:
            is_meant = words.is_veiled or any(_is_person(phrase, words) for phrase in phrases)
        else:
            is_near = one.exclusion.agency in {agency, *named}
            is_meant = is_near and (words.is_veiled or any(_is_unit(phrase, words) for phrase in phrases))
        if is_meant:
            yield one


def _phrases_of(accused: Accused) -> list[Words]:
    """Give all that was said of somebody, whole and in phrases: a comma may stand within a name."""
    given = [text[:_READ_CHARS] for text in (accused.name, accused.post, accused.unit) if text is not msgspec.UNSET]
    pieces = dict.fromkeys(piece for text in given for piece in (text, *_PHRASES.split(text)[:_MOST_PHRASES]))
    return [words for words in map(words_of, pieces) if words.row]


def _places(name: str) -> list[str]:
    """Give what tells the inspectorate of one region from that of another."""
    telling = (word for word in words_of(name).all if word.is_telling)
    return [word.spelt for word in telling if not _is_inspectorate(word)]


def _is_inspectorate(word: Word) -> bool:
    return _INSPECTORATE.match(word.sound) is not None


def _is_person(typed: Words, named: Words) -> bool:
    """Say whether one has all telling words of the other, or both have two, or the name stands in a row of letters."""
    if _is_joined(typed, named) or _has_in_a_row(typed, named):
        return True
    names = [word for word in named.telling if len(word) > 1 and word.isalpha() and not is_number(word)]
    told = [word for word in names if any(_is_same(one, word) or _is_called(one, word) for one in typed.telling)]
    is_all = all(any(_is_alike(one, word) for one in typed.telling) for word in named.telling) or all(
        any(_is_alike(one, word) for word in named.telling) for one in typed.telling
    )
    return bool(told) and (is_all or len(told) > 1)


def _is_unit(typed: Words, named: Words) -> bool:
    """Say whether a unit or office is named: a name of one word by itself, of several among others or in part."""
    if typed.joined == named.joined or _has_in_a_row(typed, named, words=2):
        return True
    many = 2
    if len(named.telling) < many:
        return len(typed.telling) == 1 and _has_all(typed, named.telling)
    return _has_all(typed, named.telling) or (len(typed.telling) >= many and _has_all(named, typed.telling))


def _is_joined(typed: Words, named: Words) -> bool:
    """Say whether all letters are the same, however words are parted, or one letter apart."""
    return bool(named.joined) and _is_same(typed.joined, named.joined)


def _has_in_a_row(typed: Words, named: Words, words: int = 1) -> bool:
    """Say whether a name stands in a text in which blanks are missing or too many; a number at its end may go on."""
    is_long = len(named.telling) >= words and len(named.joined) >= _JOINED_CHARS
    if not is_long or is_number(named.telling[-1]):
        return False
    return named.joined in typed.row or named.joined in typed.joined


def _has_all(phrase: Words, words: Sequence[str]) -> bool:
    """Say whether a phrase has all these words; none is not all."""
    return bool(words) and all(any(_is_same(word, other) for other in phrase.telling) for word in words)


def _is_same(word: str, other: str) -> bool:
    """Say whether two words are the same, or long and one letter apart."""
    return word == other or (min(len(word), len(other)) >= _NEAR_CHARS and is_near(word, other))


def _is_alike(written: str, listed: str) -> bool:
    """Say whether a word that was written may be one of a name, if only shortened."""
    return _is_same(written, listed) or _is_short(written, listed) or _is_called(written, listed)


def _is_short(word: str, other: str) -> bool:
    """Say whether one word is the other's first letters, few as they are."""
    short, long = (word, other) if len(word) <= len(other) else (other, word)
    return len(short) <= _SHORT_CHARS and long.startswith(short)


def _is_called(written: str, listed: str) -> bool:
    """Say whether somebody of one name is called by the other: its beginning, its end, or as people say.

    A listed name of three letters is no end of what was written: too many words end so.
    """
    short, long = (written, listed) if len(written) <= len(listed) else (listed, written)
    least = _SHORT_CHARS if short is written else _SHORT_CHARS + 1
    is_fit = _SHORT_CHARS <= len(short) <= _CALLED_CHARS and not is_number(short)
    is_part = is_fit and (long.startswith(short) or (len(short) >= least and long.endswith(short)))
    return is_part or (written, listed) in _CALLED or (listed, written) in _CALLED


def _called() -> Iterator[tuple[str, str]]:
    for pair in CALLED.split(";"):
        short, long = words_of(pair).all
        yield short.spelt, long.spelt


_CALLED: Final = frozenset(_called())


def _is_out(one: Exclusion, excluded: Sequence[Exclusion]) -> bool:
    return any(other == one or (other.is_whole and other.agency == one.agency) for other in excluded)
