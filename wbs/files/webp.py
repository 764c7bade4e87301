"""WebP: chunks of a RIFF file (RFC 9649)."""

from collections.abc import Iterator
from typing import NamedTuple

from wbs.files.exif import read_exif
from wbs.files.findings import Findings, Kind
from wbs.files.source import DamagedError, Source, number
from wbs.files.text import latin1
from wbs.files.xml import read_properties

_HEAD = 12
_PICTURE = {"VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"}


class Chunk(NamedTuple):
    """One chunk of a WebP file."""

    name: str
    at: int
    """Where its content begins."""
    size: int


def chunks(source: Source) -> Iterator[Chunk]:
    """Give all chunks that the file's own length holds.

    Raises:
        DamagedError: a chunk, or the file, ends early.
        UnseenError: as `Source.read`.
    """
    at, end = _HEAD, end_of(source)
    while at < end:
        head = source.read(at, 8)
        size = number(head, 4, 4, little=True)
        if at + 8 + size > end:
            raise DamagedError("chunk ends behind the file")
        yield Chunk(latin1(head[:4]), at + 8, size)
        at += 8 + size + size % 2


def end_of(source: Source) -> int:
    """Give where the file says that it ends.

    Raises:
        DamagedError: the file is shorter.
    """
    end = 8 + number(source.read(4, 4), 0, 4, little=True)
    if end > source.size:
        raise DamagedError("file is shorter than it says")
    return end


def inspect_webp(source: Source, findings: Findings) -> None:
    """Note what the chunks say, and whether something stands behind the picture. Errors as `chunks`."""
    if end_of(source) < source.size:
        findings.add(Kind.EMBEDDED)
    for chunk in chunks(source):
        with findings.guarded():
            if chunk.name == "EXIF":
                read_exif(source.part(chunk.at, chunk.size).removeprefix(b"Exif\0\0"), findings)
            elif chunk.name == "XMP ":
                read_properties(source.part(chunk.at, chunk.size), findings)
            elif chunk.name not in _PICTURE:
                findings.add(Kind.OTHER, chunk.name)
