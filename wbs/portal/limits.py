"""How large files may be, as pages say it before anybody chooses one, and as their scripts compare it."""

from dataclasses import dataclass

from babel.numbers import format_decimal

from wbs.cases.model import MAX_FILE_BYTES
from wbs.cases.reporters.uploads import FileLimits
from wbs.web.language import Language

_MEGA, _GIGA = 1 << 20, 1 << 30
PLAIN_LIMIT = f"{MAX_FILE_BYTES // _MEGA} MB"
"""What the pages without script take, whatever the agency."""


@dataclass(frozen=True, slots=True)
class ShownLimit:
    """One limit of files that the reporter's device seals."""

    agency: str
    """Empty for all that have none of their own."""
    size: int
    """In bytes."""
    text: str


def shown_limits(limits: FileLimits, language: Language) -> list[ShownLimit]:
    """List the limit of all agencies, then those of agencies that have their own."""
    sizes = {"": limits.default} | {str(agency): size for agency, size in sorted(limits.own.items())}
    return [ShownLimit(agency, size, size_text(size, language)) for agency, size in sizes.items()]


def size_text(size: int, language: Language) -> str:
    """Write a limit for people: never more than it is, whether their device counts in thousands or in 1,024s."""
    unit, name = (_GIGA, "GB") if size >= _GIGA else (_MEGA, "MB")
    return f"{format_decimal(size * 10 // unit / 10, locale=language.value)} {name}"
