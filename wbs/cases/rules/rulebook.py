"""Finds the rules that an agency works by, today's or those of an older version. Reads only what a store gives it."""

from dataclasses import dataclass
from functools import lru_cache

from wbs.cases.model import AgencyCode
from wbs.cases.rules.documents import DEFAULT_VERSION, Rules, StoredRules, default_rules, parse_rules
from wbs.cases.rules.ports import RulesStore
from wbs.errors import FormatError

_KNOWN = 256


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rules of one version, and which version that is."""

    rules: Rules
    version: int


class RuleBook:
    """Gives the rules of every agency. May be shared by threads."""

    def __init__(self, store: RulesStore) -> None:
        self._store = store

    def current(self, agency: str) -> Ruling:
        """Give an agency's newest rules; version 0 if it never stored any.

        Raises:
            FormatError, UnknownVersionError: what is stored is not a rules document of this agency that this program
                reads.
        """
        return ruling_of(agency, self._store.newest_rules(AgencyCode(agency)))

    def stamp(self) -> tuple[tuple[str, int], ...]:
        """Give what changes with every version of any agency's rules, and with nothing else."""
        return tuple(self._store.newest_versions())

    def version(self, agency: str, version: int) -> Ruling:
        """Give an agency's rules of one version; 0 are this program's own.

        Raises:
            NotFoundError: the agency has no such version.
            FormatError, UnknownVersionError: as `current` says.
        """
        if version == DEFAULT_VERSION:
            return ruling_of(agency, None)
        return ruling_of(agency, self._store.rules(AgencyCode(agency), version))


def ruling_of(agency: str, stored: StoredRules | None) -> Ruling:
    """Give what a stored version says; without one, version 0.

    Raises:
        FormatError: no rules of this agency, or rules that were signed as another version: nobody puts older ones back
            under a newer number, nor leaves those between out.
        UnknownVersionError: rules of a later program.
    """
    if stored is None:
        return Ruling(default_rules(agency), DEFAULT_VERSION)
    rules = _parsed(agency, stored.payload)
    if stored.is_signed and rules.after != stored.version - 1:
        raise FormatError("rules that were signed as another version")
    return Ruling(rules, stored.version)


@lru_cache(maxsize=_KNOWN)
def _parsed(agency: str, document: bytes) -> Rules:
    """Parse a document once: what is stored under a version never changes."""
    return parse_rules(document, agency)
