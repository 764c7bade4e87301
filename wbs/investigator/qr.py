"""QR codes for officers' own screens, as the path of an SVG: their browser shows SVG, and one a year is drawn."""

from dataclasses import dataclass

import segno


@dataclass(frozen=True, slots=True)
class Drawing:
    """A code without its quiet zone, which is four units of white."""

    side: int
    """In units; a module is one unit wide."""
    path: str
    """`d` of an SVG path that fills the dark modules."""


def draw_qr(content: str) -> Drawing:
    """Draw a code of medium level, as small as its content allows."""
    code = segno.make(content, error="m", micro=False)
    rows = [[bool(module) for module in row] for row in code.matrix]
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return Drawing(len(rows), path)
