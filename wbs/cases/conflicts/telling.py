"""Of which cases somebody may be told who reads none of them by it: a head, or whoever speaks with SP4N-LAPOR!.

Cases that exclude somebody of the agency are left out whoever asks, and so are those in which the asking officer
declared a conflict: what somebody must not read leaves no trace to that person, and a list that shows all but one's own
would tell. A case that excludes people of other agencies alone is told like every other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wbs.cases.access import Actor
from wbs.cases.model import AgencyCode
from wbs.crypto.records import EpochRecord
from wbs.crypto.signing import Unverified
from wbs.errors import FormatError, UnknownVersionError


@dataclass(frozen=True, slots=True)
class Concerned:
    """Who is kept out of a case: by its signed records, and by what officers declared."""

    records: tuple[bytes, ...]
    """Envelopes of its epoch records."""
    recused: frozenset[tuple[AgencyCode, str]]
    """Officers who declared a conflict of interest."""


def may_be_told(concerned: Concerned, actor: Actor) -> bool:
    """Say whether an officer may know that there is this case; of one whose records cannot be read nobody is told."""
    if actor.name in concerned.recused:
        return False
    try:
        excluded = _excluded_agencies(concerned.records)
    except (FormatError, UnknownVersionError):
        return False
    return actor.agency not in excluded


def _excluded_agencies(records: Sequence[bytes]) -> set[str]:
    """Name every agency of which a record excludes somebody. Raises FormatError, UnknownVersionError."""
    return {one.agency for record in records for one in Unverified(record).unsafe_peek(EpochRecord).excluded}
