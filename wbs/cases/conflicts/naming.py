"""Whom a reporter may exclude, by the names that the signed documents give them, and what was typed of it.

One name a line, as the page lists them; behind it, in brackets, the agency, where several have the same name. Nothing
is guessed: a line that names nobody is given back, since who is not found is not excluded.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import msgspec

from wbs.crypto.exclusions import Exclusion
from wbs.crypto.recipients import levels_above
from wbs.crypto.trust import TrustBook

MAX_LINES = 40
"""Most lines that are read: more than anybody's reasons."""
_BREAK = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Excludable:
    """Somebody, or a unit or office, that a reporter may exclude."""

    name: str
    """As a page shows it: label of an officer, or unit, or office."""
    agency_name: str
    exclusion: Exclusion

    @property
    def full_name(self) -> str:
        """The name that nobody of another agency shares."""
        return f"{self.name} ({self.agency_name})"


@dataclass(frozen=True, slots=True)
class Excluding:
    """What was typed, read."""

    exclusions: tuple[Exclusion, ...]
    unknown: tuple[str, ...] = ()
    """Lines that name nobody, as they were typed."""


def excludables(book: TrustBook, agency: str) -> tuple[Excludable, ...]:
    """List whom a report about an agency may exclude: of that agency and every one above, units and offices first."""
    found: list[Excludable] = []
    for level in levels_above(book, agency):
        entry = book.agencies.document.entry(level)
        name = level if entry is None else entry.name
        units = [Excludable(one, name, Exclusion(agency=level, unit=one)) for one in _units(book, level)]
        officers = [
            Excludable(label, name, Exclusion(agency=level, reader=reader)) for reader, label in _officers(book, level)
        ]
        found += [*units, *officers]
    return tuple(found)


def read_exclusions(text: str, among: Sequence[Excludable]) -> Excluding:
    """Read what was typed, one name a line.

    A name that several bear excludes all of them: one too many is said when the report has nobody left to go to, one
    too few would never be said.
    """
    by_name: dict[str, list[Exclusion]] = {}
    for one in among:
        for name in (one.name, one.full_name):
            by_name.setdefault(_folded(name), []).append(one.exclusion)
    lines = [line for line in _BREAK.split(text) if _folded(line)]
    found = [by_name.get(_folded(line), []) for line in lines[:MAX_LINES]]
    unknown = [line for line, named in zip(lines, found, strict=False) if not named]
    return Excluding(tuple(dict.fromkeys(chain.from_iterable(found))), (*unknown, *lines[MAX_LINES:]))


def _units(book: TrustBook, agency: str) -> list[str]:
    """Give units of everybody in the newest directory, and offices that hold root keys or shares, each once."""
    if not book.is_open(agency):
        return []
    document, roots = book.newest(agency).document, book.by_agency[agency].roots[-1].document
    units = [entry.unit for entry in document.readers]
    if document.custodian is not msgspec.UNSET:
        units.append(document.custodian.unit)
    offices = [key.office for key in roots.keys]
    holders = [] if roots.recovery is msgspec.UNSET else roots.recovery.holders
    return list(dict.fromkeys([*offices, *holders, *units]))


def _officers(book: TrustBook, agency: str) -> Iterator[tuple[str, str]]:
    if not book.is_open(agency):
        return
    document = book.newest(agency).document
    yield from ((entry.id, entry.label) for entry in document.readers)
    if document.custodian is not msgspec.UNSET:
        yield document.custodian.id, document.custodian.label


def _folded(name: str) -> str:
    """Give a name as it is compared: without case, blank space at the ends or doubled, list marks, end marks."""
    return " ".join(unicodedata.normalize("NFKC", name).lower().split()).strip("-*•.,; ")
