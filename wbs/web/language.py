"""Which language a page speaks: the path alone says so, never a cookie, a header or an earlier visit."""

from datetime import date
from enum import StrEnum
from functools import lru_cache

from babel.dates import format_date

ENGLISH_PREFIX = "/en"


class Language(StrEnum):
    """The languages of the pages; values are BCP 47 tags and gettext locales."""

    INDONESIAN = "id"
    ENGLISH = "en"

    @property
    def prefix(self) -> str:
        """What stands before every path in this language."""
        return ENGLISH_PREFIX if self is Language.ENGLISH else ""

    @property
    def other(self) -> "Language":
        """The language to switch to."""
        return Language.INDONESIAN if self is Language.ENGLISH else Language.ENGLISH

    def href(self, path: str) -> str:
        """Give the address of a page, named by its Indonesian path, in this language."""
        return self.prefix + path


def language_of(path: str) -> Language:
    """Tell the language of a request by its path."""
    is_english = path == ENGLISH_PREFIX or path.startswith(ENGLISH_PREFIX + "/")
    return Language.ENGLISH if is_english else Language.INDONESIAN


def bare_path(path: str) -> str:
    """Give a path without its language."""
    return path[len(language_of(path).prefix) :] or "/"


@lru_cache(maxsize=512)
def long_day(day: date, language: Language) -> str:
    """Write a day as "Rabu, 25 November 2026" or "Wednesday, 25 November 2026"."""
    return format_date(day, "EEEE, d MMMM y", locale=language.value)


@lru_cache(maxsize=512)
def short_day(day: date, language: Language) -> str:
    """Write a day as "25 November 2026"."""
    return format_date(day, "d MMMM y", locale=language.value)
