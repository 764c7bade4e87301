"""What figures ask of a store: stays to count, and what was counted before. Every write is one transaction."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from wbs.cases.figures.stays import Stay
from wbs.cases.model import AgencyCode, KeyDigest

T = TypeVar("T")


Heads = Mapping[tuple[AgencyCode, str], int]
"""Whoever was ever listed as a head, by agency and id, with the version of the last directory that lists them."""


@dataclass(frozen=True, slots=True)
class StoredCounts:
    """What was counted of the cases that one officer could open, or of an agency."""

    day: date
    """At whose end."""
    document: bytes


class FigureStore(Protocol):
    """Stays, counts and published quarters."""

    def stays(self, day: date, heads: Heads) -> Mapping[AgencyCode, list[Stay]]:
        """Give stays by agency, as they were at the end of a day, for what is published.

        Cases whose record excludes somebody of an agency are not among that agency's: whoever is kept out could
        subtract the own cases from what is published, and see that there is one. Nor are those in which somebody of the
        agency declared a conflict, or which colleagues ever took one of its heads off: who reads all others, or is told
        of them exactly, would subtract them, and see how that one goes on.
        """

    def look_at_stays(self, readers: Sequence[KeyDigest], day: date, look: Callable[[Iterable[Stay]], T]) -> T:
        """Let `look` go once over the stays of all cases whose newest epoch one of these keys reads, as on a day."""

    def look_at_agency(
        self, agency: AgencyCode, without: Collection[str], day: date, look: Callable[[Iterable[Stay]], T]
    ) -> T:
        """Let `look` go once over an agency's stays as on a day.

        Cases whose record excludes somebody of the agency are not among them, as with `stays`; nor are those in which
        one of its officers in `without` declared a conflict.
        """

    def counts(self, agency: AgencyCode, officer: str) -> StoredCounts | None:
        """Give what was counted last for an officer."""

    def put_counts(self, agency: AgencyCode, officer: str, counts: StoredCounts) -> None:
        """Keep what was counted for an officer, in the place of what was counted before."""

    def agency_counts(self, agency: AgencyCode) -> StoredCounts | None:
        """Give what was counted last of an agency as a whole."""

    def put_agency_counts(self, agency: AgencyCode, counts: StoredCounts) -> None:
        """Keep what was counted of an agency as a whole, in the place of what was counted before."""

    def sweep_counts(self, before: date, agencies_before: date) -> int:
        """Forget officers' counts of before one day, and agencies' of before another; give how many."""

    def published(self, agencies: Iterable[AgencyCode]) -> Mapping[AgencyCode, list[bytes]]:
        """Give what agencies published, by agency, the oldest quarter first."""

    def newest_published(self, agencies: Iterable[AgencyCode]) -> Mapping[AgencyCode, bytes]:
        """Give the newest quarter of each of these agencies that published any."""

    def add_published(self, agency: AgencyCode, quarter: str, document: bytes) -> bool:
        """Keep what an agency publishes of a quarter; False, and nothing, if that quarter is published already."""
