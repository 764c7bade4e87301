"""Which rank class decides who reads a report about several people (docs/spec/directory.md, "Who receives what")."""

from collections.abc import Iterator, Sequence

import msgspec

from wbs.crypto.directory import UNKNOWN_RANK, Agencies
from wbs.errors import ChannelClosedError


def decisive_rank(agencies: Agencies, agency: str, ranks: Sequence[str]) -> str:
    """Give the rank class whose report goes farthest up; of several the first, an unknown one last.

    A class about which nobody here may read goes farther than any other: it is not read by whoever reads the rest. An
    unknown class excludes nobody (`recipients`), so it never decides beside a known one that goes as far.

    Args:
        agencies: the verified table.
        agency: where the people work.
        ranks: of everybody who is reported, at least one.
    """
    height = {level: place for place, level in enumerate(_levels(agencies, agency))}
    top = len(agencies.agencies)

    def reach(rank: str) -> int:
        try:
            return height.get(agencies.governing(agency, rank), top)
        except ChannelClosedError:
            return top + 1

    return max(ranks, key=lambda rank: (reach(rank), rank != UNKNOWN_RANK))


def _levels(agencies: Agencies, agency: str) -> Iterator[str]:
    """Give an agency and every one above it, the lowest first."""
    seen: set[str] = set()
    code: str | msgspec.UnsetType = agency
    while code is not msgspec.UNSET and code not in seen:
        yield code
        seen.add(code)
        entry = agencies.entry(code)
        code = msgspec.UNSET if entry is None else entry.parent
