"""JPEG: the segments around the picture (ITU-T T.81 annex B)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from wbs.files.exif import read_exif
from wbs.files.findings import Findings, Kind
from wbs.files.iptc import read_resources
from wbs.files.source import DamagedError, Source, number
from wbs.files.text import latin1, plain, until_zero
from wbs.files.xml import read_properties

_END, _SCAN, _COMMENT = 0xD9, 0xDA, 0xFE
_APPLICATION = range(0xE0, 0xF0)
_STANDALONE = {0x01, *range(0xD0, 0xD8)}
_NO_SEGMENT = {0x00, 0xD8}
_FILL = 0xFF
_LENGTH_SIZE = 2
_WINDOW = 1 << 16
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_XMP = b"http://ns.adobe.com/x"
"""Of XMP (xap/1.0) and its continuation (xmp/extension)."""
_PICTURE_SEGMENTS = {"JFIF", "ICC_PROFILE", "Adobe"}


class Segment(NamedTuple):
    """One segment of a JPEG."""

    code: int
    at: int
    """Where its content begins."""
    size: int
    end: int
    """Where the next begins: behind the compressed data, for a scan."""


def segments(source: Source) -> Iterator[Segment]:
    """Give all segments up to the end of the picture, that one included.

    Raises:
        DamagedError: something stands between segments, or the file ends before the picture.
        UnseenError: as `Source.read`.
    """
    at = 2
    while True:
        mark = source.read(at, 2)
        code = mark[1]
        if mark[0] != _FILL or code in _NO_SEGMENT:
            raise DamagedError("not a segment")
        at += 1 if code == _FILL else 2
        if code == _END:
            yield Segment(code, at, 0, at)
            return
        if code == _FILL or code in _STANDALONE:
            continue
        size = number(source.read(at, 2), 0, 2)
        if size < _LENGTH_SIZE:
            raise DamagedError("segment shorter than its length")
        end = at + size
        if code == _SCAN:
            end = _end_of_scan(source, end)
        yield Segment(code, at + 2, size - _LENGTH_SIZE, end)
        at = end


def _end_of_scan(source: Source, at: int) -> int:
    while True:
        window = source.take(at, _WINDOW)
        match = _MARKER.search(window)
        if match:
            return at + match.start()
        if at + len(window) >= source.size:
            raise DamagedError("picture has no end")
        at += len(window) - 1


def inspect_jpeg(source: Source, findings: Findings) -> None:
    """Note what the segments say, and whether something stands behind the picture. Errors as `segments`."""
    for segment in segments(source):
        if segment.code == _END and segment.end < source.size:
            findings.add(Kind.EMBEDDED)
        if segment.code in _APPLICATION or segment.code == _COMMENT:
            with findings.guarded():
                _read_segment(segment.code, source.read(segment.at, segment.size), findings)


def _read_segment(code: int, body: bytes, findings: Findings) -> None:
    if code == _COMMENT:
        findings.add(Kind.COMMENT, plain(body))
    elif body[:6] in {b"Exif\0\0", b"Exif\0\xff"}:
        read_exif(body[6:], findings)
    elif body.startswith(_XMP):
        read_properties(body, findings)
    elif body.startswith(b"Photoshop 3.0\0"):
        read_resources(body[14:], findings)
    else:
        _read_other(code, body, findings)


def _read_other(code: int, body: bytes, findings: Findings) -> None:
    name = latin1(until_zero(body[:32]))
    if name == "JFXX" or (name == "JFIF" and body[12:14] not in {b"\0\0", b""}):
        findings.add(Kind.THUMBNAIL)
    elif name == "MPF":
        findings.add(Kind.EMBEDDED)
    elif name not in _PICTURE_SEGMENTS and not name.startswith("Adobe"):
        findings.add(Kind.OTHER, f"APP{code - _APPLICATION.start} {name}")
