"""Pictures, by themselves or inside another file."""

from collections.abc import Callable

from wbs.files.findings import Findings, Format
from wbs.files.jpeg import inspect_jpeg
from wbs.files.png import inspect_png
from wbs.files.source import Source
from wbs.files.webp import inspect_webp

INSPECTORS: dict[Format, Callable[[Source, Findings], None]] = {
    Format.JPEG: inspect_jpeg,
    Format.PNG: inspect_png,
    Format.WEBP: inspect_webp,
}


def picture_format(head: bytes) -> Format:
    """Give which picture begins like this, UNKNOWN for none of these."""
    if head[:3] == b"\xff\xd8\xff":
        return Format.JPEG
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return Format.PNG
    return Format.WEBP if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else Format.UNKNOWN


def inspect_picture(source: Source, findings: Findings) -> None:
    """Note what a picture says that stands inside another file; pass over what is none.

    Raises:
        DamagedError, UnseenError: it cannot be read to its end.
    """
    inspector = INSPECTORS.get(picture_format(source.take(0, 12)))
    if inspector:
        inspector(source, findings)
