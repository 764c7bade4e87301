"""Rank classes of whoever is reported, and which agency reads reports about each by default.

The classes follow who examines whom in practice (docs/decisions/0035-agencies-regions-rules.md): an inspectorate never
examines those who stand above it. What counts is the signed agencies document; this only drafts it.
"""

from collections.abc import Mapping
from enum import StrEnum

_PROVINCE_CHARS = 2


class Rank(StrEnum):
    """Rank classes; the agencies document routes by these, values are permanent."""

    STAFF = "staff"
    """Everybody below the classes that follow, village officials too."""
    OFFICE_HEAD = "office-head"
    """Heads of the region's offices and agencies, and their equals (eselon II)."""
    LEADERSHIP = "leadership"
    """Head of the region and deputy, regional secretary, members of the regional council."""
    INSPECTORATE = "inspectorate"
    """Inspector and employees of the inspectorate."""
    UNKNOWN = "unknown"


def default_routes(agency: str, parent: str | None) -> Mapping[Rank, str]:
    """Give which agency reads reports about each rank class of one agency; a class that is missing goes to nobody.

    A regency's inspectorate reads about its staff only, a province's about heads of its offices as well; all others go
    to the level above. Without one they go outside, but a province itself reads what comes without a rank.

    Args:
        agency: code of the agency.
        parent: code of the agency above it, if the installation has one.
    """
    own = {Rank.STAFF: agency}
    if len(agency) == _PROVINCE_CHARS:
        own |= {Rank.OFFICE_HEAD: agency, Rank.UNKNOWN: agency}
    above = {} if parent is None else dict.fromkeys((rank for rank in Rank if rank not in own), parent)
    if parent is not None:
        above[Rank.UNKNOWN] = parent
    return {rank: target for rank in Rank if (target := (own | above).get(rank)) is not None}
