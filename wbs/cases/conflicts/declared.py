"""What officers declared about each case, as the server knows it: who, when, and whether there is a conflict.

The reasons are sealed inside, for officers who read the case. Whoever declared a conflict is out of the case at once,
and nobody lets them in again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from wbs.cases.model import AgencyCode
from wbs.errors import RecusedError


@dataclass(frozen=True, slots=True)
class Declared:
    """One officer's last declaration about one case."""

    agency: AgencyCode
    officer: str
    day: date
    has_conflict: bool

    @property
    def name(self) -> tuple[AgencyCode, str]:
        """Agency and id, as the store knows officers."""
        return self.agency, self.officer


def recused(declared: Iterable[Declared]) -> frozenset[tuple[str, str]]:
    """Give the officers who declared a conflict."""
    return frozenset(one.name for one in declared if one.has_conflict)


def require_not_recused(readers: Iterable[tuple[str, str]], declared: Iterable[Declared]) -> None:
    """Check that nobody who declared a conflict is let in.

    Raises:
        RecusedError: somebody is.
    """
    if not recused(declared).isdisjoint(readers):
        raise RecusedError("a reader who declared a conflict of interest")
