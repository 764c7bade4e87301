"""Whether somebody who is reported may be somebody on the signed lists: finds whom to ask about, decides nothing.

A name is compared as people misread and misspell it: without titles, case, marks and order, one letter apart, by
letters of other scripts that look like Latin ones. Rather one question too many than a key for the accused.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from wbs.cases.conflicts.naming import Excludable, excludables
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.report import Accused
from wbs.crypto.trust import TrustBook

_LOOKS: Final = {
    "a": "\u0410\u0430\u0391\u03b1\u0251",
    "b": "\u0412\u0432\u0392\u03b2",
    "c": "\u0421\u0441",
    "d": "\u0501\u0111",
    "e": "\u0415\u0435\u0395\u03b5",
    "g": "\u050d\u0261\u0581",
    "h": "\u041d\u043d\u0397\u04bb\u0570",
    "i": "\u0406\u0456\u0399\u03b9\u0131|\u01c0",
    "j": "\u0408\u0458",
    "k": "\u041a\u043a\u039a\u03ba",
    "l": "\u04cf\u04c0\u0142\u0140",
    "m": "\u041c\u043c\u039c",
    "n": "\u039d\u03b7\u0578\u043f",
    "o": "\u041e\u043e\u039f\u03bf\u0585\u00f8",
    "p": "\u0420\u0440\u03a1\u03c1",
    "q": "\u051b",
    "r": "\u0433",
    "s": "\u0405\u0455\u03a3\u03c3\u03c2",
    "t": "\u0422\u0442\u03a4\u03c4",
    "u": "\u03bc\u03c5\u057d",
    "v": "\u03bd",
    "w": "\u051d\u03c9",
    "x": "\u0425\u0445\u03a7\u03c7",
    "y": "\u0423\u0443\u03a5\u03b3",
    "z": "\u0396",
}
"""Latin letters, and those of other scripts that look like them."""
_WORD: Final = re.compile(r"\S+")
_LOOKING: Final = str.maketrans({other: latin for latin, others in _LOOKS.items() for other in others})
_DIGITS: Final = str.maketrans("013458", "oieasb")
_BLANKS: Final = "\t\n\v\f\r"
_MARKS: Final = re.compile(r"[\W_]+")
_PHRASES: Final = re.compile(r"[,;\n/()]+")
_TITLES: Final = """
    drs dra dr drg ir h hj hjh haji hajah prof kh ust ustad ustadz rd se sh st sip spd sag ssos skom skm stp sik mm mh
    mt mpd msi mkes mkom msc mba map mag mhum phd ak ca sos si pd kom kes ag kn hum ap sc tr amd md pak bu bapak ibu
    bpk sdr sdri saudara saudari mas mbak bang kak mr mrs ms the of and dan atau dari di pada yang
"""
"""Words around a name that many share, or that one list has and another leaves out."""
_ROLES: Final = """
    petugas pegawai staf staff kepala ketua wakil anggota pejabat penerima penelaah pemeriksa pimpinan orang seorang
    oknum bernama nama inisial kantor bagian bidang seksi sub subbagian unit dinas badan tim team kabupaten kab kota
    provinsi prov pemerintah head office officer person someone member
"""
"""Words of posts and offices: alone they name nobody."""
_MUHAMMAD: Final = re.compile(r"^(m|mo?u?h|mo?u?hd|mo?u?c?ha?m+a?[dt]h?)$")
_SOUNDS: Final = {
    "oe": "u",
    "dj": "j",
    "tj": "c",
    "ch": "h",
    "sj": "s",
    "sy": "s",
    "dh": "d",
    "th": "t",
    "ph": "f",
    "v": "f",
}
_SPELLINGS: Final = {"kh": "h", "y": "i", "j": "i", "z": "s", "q": "k"}
"""Letters of names that people exchange: Edy and Edi, Jani and Yani, Rizqi and Risky."""
_ROMAN: Final = re.compile(r"^(?=.)x{0,3}(ix|iv|v?i{0,3})$")
_NUMBER: Final = re.compile(r"^([ivx]+|[0-9]+)$")
_INSPECTORATE: Final = re.compile(r"^(in[sc]p[ei]k|irban|itda|itkab|itko|itpro[vf]|apip|auditor|p2upd)")
_JOINED_CHARS: Final = 6
"""The least letters of a name that is looked for in a text without blanks."""
_READ_CHARS: Final = 300
"""How much of a description is read: who is named is named first."""
_MOST_PHRASES: Final = 12
_NEAR_CHARS: Final = 5
"""The least letters of words that are alike with one letter changed."""
_SHORT_CHARS: Final = 3
"""The most letters that stand for a whole name: B. for Budi, Abd. for Abdul."""


@dataclass(frozen=True, slots=True)
class _Words:
    """One phrase, ready to be compared."""

    telling: tuple[str, ...]
    """Words that are neither titles nor posts."""
    joined: str
    """Its letters in a row, without titles."""
    row: str
    """All its letters in a row."""


def namesakes(
    book: TrustBook, agency: str, accused: Iterable[Accused], excluded: Sequence[Exclusion]
) -> tuple[Excludable, ...]:
    """List who on the signed lists may be somebody who is reported, and is not excluded yet.

    Args:
        book: verified documents.
        agency: the one that the report is about.
        accused: everybody who is reported, as they were named.
        excluded: whom the record excludes, in the form in which it says so.

    Returns:
        Officers, units and offices as `excludables` lists them, and agencies as a whole where an inspectorate is named.
    """
    known = [(one, _words(one.name)) for one in excludables(book, agency)]
    found = [one for person in accused for one in _meant(agency, known, _phrases_of(person))]
    return tuple(one for one in dict.fromkeys(found) if not _is_out(one.exclusion, excluded))


def whole(agency: str, name: str) -> Excludable:
    """Give an agency as a whole, as it may be excluded."""
    return Excludable(name, name, Exclusion(agency=agency))


def _meant(agency: str, known: Sequence[tuple[Excludable, _Words]], phrases: Sequence[_Words]) -> Iterator[Excludable]:
    """List whom phrases about one person may mean.

    Somebody of that name is asked about wherever they serve; a unit or office of the agencies above only where such an
    agency is named, for posts have the same names everywhere.
    """
    names = {one.exclusion.agency: one.agency_name for one, _ in known}
    named = [code for code, name in names.items() if any(_has_all(phrase, _places(name)) for phrase in phrases)]
    if any(_INSPECTORATE.match(word) for phrase in phrases for word in phrase.telling):
        yield from (whole(code, names[code]) for code in named or list(names)[:1])
    for one, words in known:
        if one.exclusion.reader is not msgspec.UNSET:
            is_meant = any(_is_person(phrase, words) for phrase in phrases)
        else:
            is_near = one.exclusion.agency in {agency, *named}
            is_meant = is_near and any(_is_unit(phrase, words) for phrase in phrases)
        if is_meant:
            yield one


def _phrases_of(accused: Accused) -> list[_Words]:
    """Give all that was said of somebody, whole and in phrases: a comma may stand within a name."""
    given = [text[:_READ_CHARS] for text in (accused.name, accused.post, accused.unit) if text is not msgspec.UNSET]
    pieces = dict.fromkeys(piece for text in given for piece in (text, *_PHRASES.split(text)[:_MOST_PHRASES]))
    return [words for words in map(_words, pieces) if words.row]


def _places(name: str) -> list[str]:
    """Give what tells the inspectorate of one region from that of another."""
    return [word for word in _words(name).telling if not _INSPECTORATE.match(word)]


def _is_person(typed: _Words, named: _Words) -> bool:
    """Say whether one has all telling words of the other, or both have two, or the name stands in a row of letters."""
    if _is_joined(typed, named) or _has_in_a_row(typed, named):
        return True
    told = [word for word in named.telling if len(word) > 1 and word.isalpha() and _has_all(typed, [word])]
    is_all = len(_shared(named, typed)) == len(named.telling) or len(_shared(typed, named)) == len(typed.telling)
    return bool(told) and (is_all or len(told) > 1)


def _is_unit(typed: _Words, named: _Words) -> bool:
    """Say whether a unit or office is named: a name of one word by itself, of several among others or in part."""
    if typed.joined == named.joined or _has_in_a_row(typed, named, words=2):
        return True
    many = 2
    if len(named.telling) < many:
        return len(typed.telling) == 1 and _has_all(typed, named.telling)
    return _has_all(typed, named.telling) or (len(typed.telling) >= many and _has_all(named, typed.telling))


def _is_joined(typed: _Words, named: _Words) -> bool:
    """Say whether all letters are the same, however words are parted, or one letter apart."""
    return bool(named.joined) and _is_same(typed.joined, named.joined)


def _has_in_a_row(typed: _Words, named: _Words, words: int = 1) -> bool:
    """Say whether a name stands in a text in which blanks are missing or too many; a number at its end may go on."""
    is_long = len(named.telling) >= words and len(named.joined) >= _JOINED_CHARS
    if not is_long or _NUMBER.match(named.telling[-1]):
        return False
    return named.joined in typed.row or named.joined in typed.joined


def _shared(these: _Words, those: _Words) -> list[str]:
    """List words of one phrase that the other has, too, if only shortened."""
    return [
        word
        for word in these.telling
        if any(_is_same(word, other) or _is_short(word, other) for other in those.telling)
    ]


def _has_all(phrase: _Words, words: Sequence[str]) -> bool:
    """Say whether a phrase has all these words; none is not all."""
    return bool(words) and all(any(_is_same(word, other) for other in phrase.telling) for word in words)


def _is_same(word: str, other: str) -> bool:
    """Say whether two words are the same, or long and one letter apart."""
    if word == other:
        return True
    shares_end = word[0] == other[0] or word[-1] == other[-1]  # of long words one letter apart always
    return shares_end and min(len(word), len(other)) >= _NEAR_CHARS and _is_near(word, other)


def _is_short(word: str, other: str) -> bool:
    """Say whether one word is the other's first letters, few as they are."""
    short, long = (word, other) if len(word) <= len(other) else (other, word)
    return len(short) <= _SHORT_CHARS and long.startswith(short)


def _is_near(word: str, other: str) -> bool:
    """Say whether two words are at most one letter apart: changed, left out, or added."""
    short, long = (word, other) if len(word) <= len(other) else (other, word)
    if len(long) - len(short) > 1:
        return False
    start = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    if len(short) == len(long):
        return short[start + 1 :] == long[start + 1 :]
    return short[start:] == long[start + 1 :]


def _words(text: str) -> _Words:
    """Cut a text into words as they are compared."""
    flat = unicodedata.normalize("NFKD", text.translate(_LOOKING))
    shown = "".join(letter for letter in flat if unicodedata.category(letter)[0] not in "MC" or letter in _BLANKS)
    words = [_sound(word) for word in _MARKS.split(shown.translate(_LOOKING).lower()) if word]
    named = [word for word in words if word not in _SAID_TITLES]
    telling = tuple(_spelt(word) for word in named if word not in _SAID_ROLES)
    return _Words(telling, "".join(map(_spelt, named or words)), "".join(map(_spelt, words)))


def _sound(word: str) -> str:
    """Give a word as it sounds: old and new spelling, doubled letters, digits for letters, l and i alike."""
    if _ROMAN.match(word):
        return word
    if any(letter.isalpha() for letter in word):
        word = word.translate(_DIGITS)
    if _MUHAMMAD.match(word):
        return "muhamad"
    for old, new in _SOUNDS.items():
        word = word.replace(old, new)
    once = (letter for at, letter in enumerate(word) if not letter.isalpha() or letter != word[at - 1 : at])
    return "".join(once).replace("l", "i")


def _spelt(word: str) -> str:
    """Give a word that sounds like names of other spellings in one of them."""
    for old, new in _SPELLINGS.items():
        word = word.replace(old, new)
    return word


def _is_out(one: Exclusion, excluded: Sequence[Exclusion]) -> bool:
    return any(other == one or (other.is_whole and other.agency == one.agency) for other in excluded)


_SAID_TITLES: Final = frozenset(map(_sound, _WORD.findall(_TITLES)))
_SAID_ROLES: Final = frozenset(map(_sound, _WORD.findall(_ROLES)))
