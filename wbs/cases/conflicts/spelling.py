"""Texts cut into words as names are compared: without titles, case and marks, as they sound, whoever spells them.

The browser's half has the same rules (`spelling.js`); `tests/vectors/names` holds both to one table. Judges nobody.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Final

_LOOKS: Final = {
    "a": "\u0410\u0430\u0391\u03b1\u0251\u1d00",
    "b": "\u0412\u0432\u0392\u03b2\u0299\u0180",
    "c": "\u0421\u0441\u1d04\u03f2",
    "d": "\u0501\u0111\u1d05\u0257",
    "e": "\u0415\u0435\u0395\u03b5\u1d07\u0454\u025b",
    "f": "\ua730\u0192",
    "g": "\u050d\u0261\u0581\u0262",
    "h": "\u041d\u043d\u0397\u04bb\u0570\u029c\u0127",
    "i": "\u0406\u0456\u0399\u03b9\u0131|\u01c0\u026a",
    "j": "\u0408\u0458\u1d0a\u03f3",
    "k": "\u041a\u043a\u039a\u03ba\u1d0b",
    "l": "\u04cf\u04c0\u0142\u0140\u029f",
    "m": "\u041c\u043c\u039c\u1d0d",
    "n": "\u039d\u03b7\u0578\u043f\u0274",
    "o": "\u041e\u043e\u039f\u03bf\u0585\u00f8\u1d0f",
    "p": "\u0420\u0440\u03a1\u03c1\u1d18",
    "q": "\u051b",
    "r": "\u0433\u0280",
    "s": "\u0405\u0455\u03a3\u03c3\u03c2\ua731",
    "t": "\u0422\u0442\u03a4\u03c4\u1d1b\u0167",
    "u": "\u03bc\u03c5\u057d\u1d1c",
    "v": "\u03bd\u1d20\u0475",
    "w": "\u051d\u03c9\u1d21",
    "x": "\u0425\u0445\u03a7\u03c7",
    "y": "\u0423\u0443\u03a5\u03b3\u028f",
    "z": "\u0396\u1d22",
}
"""Latin letters, and those of other scripts that look like them."""
_ROWS: Final = {"\U0001f150": "a", "\U0001f170": "a", "\U0001f1e6": "a"}
"""Where the 26 letters in circles, in squares and of flags begin."""
_ZEROS: Final = "\u0660\u06f0\u0966\u1b50\u1bb0\ua9d0"
"""The first of the ten digits of Arabic, Persian, Devanagari, Balinese, Sundanese and Javanese writing."""
_HOLLOW: Final = "\u2800\u3164\u115f\u1160\uffa0"
"""Letters and signs that show nothing."""
_WORD: Final = re.compile(r"\S+")
_LOOKING: Final = (
    {ord(other): latin for latin, others in _LOOKS.items() for other in others}
    | {ord(first) + at: chr(ord("a") + at) for first in _ROWS for at in range(26)}
    | {ord(zero) + at: str(at) for zero in _ZEROS for at in range(10)}
    | {ord(hollow): None for hollow in _HOLLOW}
)
_DIGITS: Final = str.maketrans("013458", "oieasb")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MARKS: Final = re.compile(r"[\W_]+")
_TITLES: Final = """
    drs dra dr drg ir h hj hjh haji hajah prof kh ust ustad ustadz rd se sh st sip spd sag ssos skom skm stp sik mm mh
    mt mpd msi mkes mkom msc mba map mag mhum phd ak ca sos si pd kom kes ag kn hum ap sc tr amd md pak bu bapak ibu
    bpk sdr sdri saudara saudari mas mbak bang kak mr mrs ms the of and dan atau dari di pada yang muhammad
"""
"""Words around a name that many share, or that one list has and another leaves out."""
_FORMAL: Final = "drs dra dr ir h hj haji hajah prof ust ustad pak bu bapak ibu bpk sdr sdri saudara mas mbak muhammad"
"""Of these the ones that stand before a name, and before little else."""
_ROLES: Final = """
    petugas pegawai staf staff kepala ketua wakil anggota pejabat penerima penelaah pemeriksa pimpinan orang seorang
    oknum bernama nama inisial kantor bagian bidang seksi sub subbagian unit dinas badan tim team kabupaten kab kota
    provinsi prov pemerintah kades sekdes kadis kadus kabid kabag kasi kasubag camat
    lurah bendahara guru kepsek direktur plt rt rw pt cv ud head office officer person someone member
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
_SPELLINGS: Final = {
    "dz": "z",
    "ts": "s",
    "gh": "g",
    "kh": "h",
    "y": "i",
    "j": "i",
    "z": "s",
    "q": "k",
    "oi": "ai",
    "ae": "e",
    "ai": "e",
    "au": "o",
    "o": "u",
    "p": "f",
}
"""Letters of names that people exchange: Edy and Edi, Jani and Yani, Rizqi and Risky, Sulaiman and Soleman."""
_ZAINAL: Final = re.compile(r"^j(?=(ae?|ai?|e)n[au]|ul[kfph]|uba|uhr|aki$)")
"""Names that begin with Z where they come from, and with J where they are said: Jaenal, Julkipli, Jubaedah."""
_TWICE: Final = re.compile(r"([^\W\d_])\1+")
_ROMAN: Final = re.compile(r"^(?=.)x{0,3}(ix|iv|v?i{0,3})$")
_ROMANS: Final = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx"
_NUMBERS: Final = {str(place): roman for place, roman in enumerate(_ROMANS.split(), 1)}
_OFFICES: Final = ((("irbansus",), ("irban", "khusus")), (("inspektur", "pembantu"), ("irban",)))
"""Words for one office, and the shorter ones for it: both are written."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text."""

    sound: str
    """As it sounds: old and new spelling, doubled letters."""
    spelt: str
    """As names are compared."""
    is_title: bool
    is_role: bool
    is_formal: bool
    """Whether it is a title that stands before names."""

    @property
    def is_telling(self) -> bool:
        """Whether it is neither a title nor a post."""
        return not self.is_title and not self.is_role


@dataclass(frozen=True)
class Words:
    """A text, ready to be compared."""

    all: tuple[Word, ...]
    is_veiled: bool
    """Whether it has letters of which nobody can say here how they look."""

    @cached_property
    def telling(self) -> tuple[str, ...]:
        """Words that are neither titles nor posts."""
        return tuple(word.spelt for word in self.all if word.is_telling)

    @cached_property
    def joined(self) -> str:
        """Give its letters in a row, without titles."""
        named = [word.spelt for word in self.all if not word.is_title]
        return "".join(named) or self.row

    @cached_property
    def row(self) -> str:
        """All its letters in a row."""
        return "".join(word.spelt for word in self.all)


def words_of(text: str) -> Words:
    """Cut a text into words as they are compared."""
    flat = _flat(text)
    written = [word for word in _MARKS.split(flat) if word]
    known = {word: _word(word) for word in set(written)}
    is_veiled = not flat.isascii() and any(letter.isalpha() and not letter.isascii() for letter in flat)
    return Words(tuple(_shortened([known[word] for word in written])), is_veiled)


def is_number(word: str) -> bool:
    """Say whether a word is a number, by digits or by letters."""
    return word.isdigit() or _ROMAN.match(word) is not None


def is_near(word: str, other: str) -> bool:
    """Say whether two words are at most one letter apart: changed, left out, or added."""
    short, long = (word, other) if len(word) <= len(other) else (other, word)
    if len(long) - len(short) > 1:
        return False
    start = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    if len(short) == len(long):
        return short[start + 1 :] == long[start + 1 :]
    return short[start:] == long[start + 1 :]


def _flat(text: str) -> str:
    """Give a text in small Latin letters, as far as its letters look like them, without marks."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_LOOKING))
        text = "".join(letter for letter in text if letter.isascii() or unicodedata.category(letter)[0] not in "MC")
    return _CONTROLS.sub("", text).translate(_LOOKING).lower()


def _word(word: str) -> Word:
    sound = _sound(word)
    is_title = sound in _SAID_TITLES
    return Word(sound, _spelt(sound), is_title, sound in _SAID_ROLES, sound in _SAID_FORMAL)


def _shortened(words: list[Word]) -> list[Word]:
    """Give offices of two names the shorter one."""
    for long, short in _SAID_OFFICES:
        size, at, found = len(long), 0, []
        while at < len(words):
            is_long = tuple(word.sound for word in words[at : at + size]) == long
            found += [_word(word) for word in short] if is_long else [words[at]]
            at += size if is_long else 1
        words = found
    return words


def _sound(word: str) -> str:
    """Give a word as it sounds: old and new spelling, doubled letters, digits for letters."""
    if word in _NUMBERS:
        return _NUMBERS[word]
    if _ROMAN.match(word):
        return word
    if any(letter.isalpha() for letter in word):
        word = word.translate(_DIGITS)
    if _MUHAMMAD.match(word):
        return "muhamad"
    for old, new in _SOUNDS.items():
        word = word.replace(old, new)
    return _TWICE.sub(r"\1", word)


def _spelt(word: str) -> str:
    """Give a word that sounds like names of other spellings in one of them, l and i alike."""
    if is_number(word):
        return word
    word = _ZAINAL.sub("z", word)
    for old, new in _SPELLINGS.items():
        word = word.replace(old, new)
    return word.replace("l", "i")


_SAID_TITLES: Final = frozenset(map(_sound, _WORD.findall(_TITLES)))
_SAID_FORMAL: Final = frozenset(map(_sound, _WORD.findall(_FORMAL)))
_SAID_ROLES: Final = frozenset(map(_sound, _WORD.findall(_ROLES)))
_SAID_OFFICES: Final = tuple((tuple(map(_sound, long)), short) for long, short in _OFFICES)
