"""What commands say to officials: Indonesian, or English on demand, and never what a terminal would obey.

Texts from documents pass through `shown`: a label on a medium may hold characters that hide, reorder or overwrite what
stands on the screen, or letters of other scripts that look like Latin ones.
"""

import functools
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from wbs.cli.refusals import indonesian
from wbs.errors import CeremonyError, FormatError, SignatureError, UnknownVersionError, UnsealError, WbsError

_FAILED = 1
_OF_A_FILE = (FormatError, SignatureError, UnknownVersionError, UnsealError)
_PLAIN_LETTERS = "\u024f"
"""The last letter of Latin Extended-B; what lies behind is written as its number."""
_VISIBLE = frozenset({"Lu", "Ll", "Nd", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So"})
_OBEYED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_TYPOGRAPHY = frozenset("\u2013\u2014\u2018\u2019\u201c\u201d\u2026")


def shown(text: str) -> str:
    """Write a foreign text so that a terminal shows it as it is: Latin letters and signs, all else by number."""
    return "".join(char if _is_plain(char) else _by_number(char) for char in text)


def _is_plain(char: str) -> bool:
    if char == " " or char in _TYPOGRAPHY:
        return True
    return char <= _PLAIN_LETTERS and unicodedata.category(char) in _VISIBLE


def quoted(text: str) -> str:
    """Write a foreign text as `shown` does, between quotation marks that it cannot end."""
    return f'"{shown(text.replace(chr(34), chr(0x201D)))}"'


def tame(text: str) -> str:
    """Write by number what a terminal would obey, wherever it came from, such as a medium's name within a path."""
    return "".join(
        char if char == "\n" or unicodedata.category(char) not in _OBEYED else _by_number(char) for char in text
    )


def _by_number(char: str) -> str:
    return f"<U+{ord(char):04X}>"


def slug(text: str) -> str:
    """Make a piece of a file name from an office or a name: lower-case letters and digits, joined by hyphens.

    Raises:
        CeremonyError: nothing is left of it.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    joined = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
    if not joined:
        raise CeremonyError("a name without letters")
    return joined


@dataclass(frozen=True, slots=True)
class Speech:
    """One of the two languages."""

    is_english: bool

    def __call__(self, indonesian_text: str, english_text: str) -> str:
        """Choose between the two."""
        return english_text if self.is_english else indonesian_text

    def say(self, indonesian_text: str = "", english_text: str = "") -> None:
        """Print one text in the chosen language."""
        click.echo(tame(self(indonesian_text, english_text)))

    def lines(self, lines: Iterable[str]) -> None:
        """Print lines that are already in the chosen language."""
        for line in lines:
            click.echo(tame(line))

    def warn(self, indonesian_text: str, english_text: str) -> None:
        """Print a warning where everybody sees it, also when the output goes elsewhere."""
        click.echo(tame(self(f"PERINGATAN: {indonesian_text}", f"WARNING: {english_text}")), err=True)

    def agree(self, indonesian_text: str, english_text: str, *, yes: bool) -> bool:
        """Ask for the whole word `ya` (or `yes`); anything else is a no."""
        if yes:
            return True
        word = self("ya", "yes")
        question = self(f"{indonesian_text} Ketik {word} lalu Enter", f"{english_text} Type {word}, then Enter")
        answer: str = click.prompt(question, default="", show_default=False)
        return answer.strip().lower() == word

    def require(self, indonesian_text: str, english_text: str, *, yes: bool) -> None:
        """Ask as `agree` does; end the command on a no."""
        if not self.agree(indonesian_text, english_text, yes=yes):
            click.echo(self("Dibatalkan. Tidak ada yang ditulis.", "Cancelled. Nothing was written."), err=True)
            sys.exit(_FAILED)


def spoken(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the option `--en` and the argument `speech`; what it refuses is said in that language."""

    @click.option("--en", "is_english", is_flag=True, help="Speak English. / Berbahasa Inggris.")
    @functools.wraps(function)
    def command(*args: Any, is_english: bool, **options: Any) -> None:
        speech = Speech(is_english)
        try:
            function(*args, speech=speech, **options)
        except WbsError as error:
            reason = str(error)
            told = reason if is_english else indonesian(reason, of_a_file=isinstance(error, _OF_A_FILE))
        except OSError as error:
            name, why = Path(str(error.filename or "?")).name, error.strerror
            told = speech(f"{name} tidak dapat dibaca atau ditulis: {why}", f"{name} cannot be read or written: {why}")
        else:
            return
        click.echo(shown(speech(f"wbs: ditolak: {told}", f"wbs: refused: {told}")), err=True)
        sys.exit(_FAILED)

    return command
