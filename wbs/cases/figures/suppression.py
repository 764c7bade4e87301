"""What of a table may be published, so that nothing below five can be worked out (docs/spec/figures.md).

A table is published as groups: the cells that are shown one by one, and one group of all that are not. The group takes
every cell below five *and* the smallest cells that are not, so that exchanging any small cell's count with theirs gives
the same publication: whoever knows these rules and everything published cannot tell whether the cell is small at all.
A share of two is told as it is, or as "fewer than five" of the smaller part; then the larger one is not told either.
"""

from collections.abc import Mapping
from dataclasses import dataclass

SMALLEST = 5
"""The smallest count that is ever told."""


@dataclass(frozen=True, slots=True)
class Partition:
    """One table: cells that are shown, and the sum of all others of its fixed list."""

    shown: tuple[tuple[str, int], ...]
    """The largest first."""
    rest: int
    """What the other cells have together; 0 if all are shown."""


def partition(cells: Mapping[str, int]) -> Partition | None:
    """Group the cells of a table; None if nothing of it may be shown.

    Args:
        cells: every cell that the table can have, also those with nothing in them: a cell that is left out of the list
            would say that it is empty.
    """
    small = [value for value, count in cells.items() if count < SMALLEST]
    large = {value: count for value, count in cells.items() if count >= SMALLEST}
    if not small:
        return Partition(_ordered(large), 0)
    if not large:
        return None
    covering = min(large.values())
    shown = {value: count for value, count in large.items() if count > covering}
    if not shown:
        return None  # one group alone says no more than the total
    return Partition(_ordered(shown), sum(cells.values()) - sum(shown.values()))


@dataclass(frozen=True, slots=True)
class Split:
    """Two parts of a whole that is told: both counts, or which of them is below five."""

    first: int | None
    second: int | None
    is_first_small: bool = False
    is_second_small: bool = False


def split(first: int, second: int) -> Split:
    """Tell two parts, if neither is small."""
    if first >= SMALLEST and second >= SMALLEST:
        return Split(first, second)
    is_first_small = first < SMALLEST
    return Split(None, None, is_first_small, not is_first_small)


def _ordered(cells: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(cells.items(), key=lambda row: (-row[1], row[0])))
