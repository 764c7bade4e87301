"""PNG: chunks around the picture (PNG third edition, sections 5 and 11)."""

from collections.abc import Iterator
from typing import NamedTuple

from wbs.files.exif import read_exif
from wbs.files.findings import Findings, Kind
from wbs.files.names import add_named
from wbs.files.source import Cursor, DamagedError, Source, number, piece
from wbs.files.text import latin1, plain
from wbs.files.xml import read_properties

_PICTURE = {
    *("IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI", "bKGD"),
    *("hIST", "pHYs", "sPLT", "acTL", "fcTL", "fdAT"),
}
"""Chunks that make the picture, and say nothing else."""
_TEXTS = {"tEXt", "zTXt", "iTXt"}
_XMP = "XML:com.adobe.xmp"
_RAW_PROFILE = "Raw profile type "
"""Of EXIF, IPTC or XMP in hexadecimal digits, as ImageMagick writes it."""


class Chunk(NamedTuple):
    """One chunk of a PNG."""

    name: str
    at: int
    """Where its content begins."""
    size: int


def chunks(source: Source) -> Iterator[Chunk]:
    """Give all chunks, IEND included. Check sums are not looked at.

    Raises:
        DamagedError: the file ends before IEND.
        UnseenError: as `Source.read`.
    """
    at, name = 8, ""
    while name != "IEND":
        head = source.read(at, 8)
        size, name = number(head, 0, 4), latin1(head[4:])
        if at + size + 12 > source.size:
            raise DamagedError("chunk ends behind the file")
        yield Chunk(name, at + 8, size)
        at += size + 12


def inspect_png(source: Source, findings: Findings) -> None:
    """Note what the chunks say, and whether something stands behind the picture. Errors as `chunks`."""
    for chunk in chunks(source):
        if chunk.name == "IEND" and chunk.at + chunk.size + 4 < source.size:
            findings.add(Kind.EMBEDDED)
        if chunk.name not in _PICTURE:
            with findings.guarded():
                _read_chunk(source, chunk, findings)


def _read_chunk(source: Source, chunk: Chunk, findings: Findings) -> None:
    if chunk.name in _TEXTS:
        _read_text(source, chunk.name, source.part(chunk.at, chunk.size), findings)
    elif chunk.name == "eXIf":
        read_exif(source.part(chunk.at, chunk.size), findings)
    elif chunk.name == "tIME":
        cursor = Cursor(source.part(chunk.at, chunk.size))
        year, month, day, hour, minute, second = (cursor.number(size) for size in (2, 1, 1, 1, 1, 1))
        findings.add(Kind.TIME, f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    else:
        findings.add(Kind.OTHER, chunk.name)


def _read_text(source: Source, kind: str, body: bytes, findings: Findings) -> None:
    end = body.find(b"\0")
    if end < 0:
        raise DamagedError("text without a name")
    name, rest = latin1(body[:end]), body[end + 1 :]
    if kind == "zTXt":
        rest = source.inflate(rest[1:], wrapped=True)
    if kind == "iTXt":
        rest = _international(source, rest)
    if name == _XMP:
        read_properties(rest, findings)
    elif name.startswith(_RAW_PROFILE):
        findings.add(Kind.OTHER, name)
    else:
        add_named(findings, name, plain(rest), Kind.COMMENT)


def _international(source: Source, rest: bytes) -> bytes:
    """Give the text behind flag, method, language and translated name."""
    packed = piece(rest, 0, 2)[:1] == b"\1"
    body = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    return source.inflate(body, wrapped=True) if packed else body
