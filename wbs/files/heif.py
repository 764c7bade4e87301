"""HEIF, HEIC and AVIF: metadata items and where they stand (ISO/IEC 14496-12, sections 8.11.3 and 8.11.6)."""

from wbs.files.boxes import Box, boxes
from wbs.files.exif import read_exif
from wbs.files.findings import Findings, Kind
from wbs.files.movie import read_boxes
from wbs.files.source import Cursor, DamagedError, Source, UnseenError, number
from wbs.files.xml import read_properties

_MOST_ITEMS = 4096
_FULL_BOX = 4
_IN_FILE, _IN_BOX = 0, 1
Extents = list[tuple[int, int]]


def inspect_heif(source: Source, findings: Findings) -> None:
    """Note what Exif and XMP items say. Errors as `boxes`."""
    for box in boxes(source, 0, source.size):
        with findings.guarded():
            if box.name == "meta":
                _read_items(source, box, findings)
            elif box.name == "moov":
                read_boxes(source, box, findings)
            elif box.name not in {"ftyp", "mdat", "free", "skip", "pitm"}:
                findings.add(Kind.EMBEDDED if box.name == "mpvd" else Kind.OTHER, box.name)


def _read_items(source: Source, meta: Box, findings: Findings) -> None:
    kinds: dict[int, bytes] = {}
    places: dict[int, tuple[int, Extents]] = {}
    data = 0
    for box in boxes(source, meta.at + _FULL_BOX, meta.end):
        if box.name == "iinf":
            kinds = _kinds(source, box)
        elif box.name == "iloc":
            places = _places(source.part(box.at, box.size))
        elif box.name == "idat":
            data = box.at
        elif box.name == "iref" and any(one.name == "thmb" for one in boxes(source, box.at + _FULL_BOX, box.end)):
            findings.add(Kind.THUMBNAIL)
    for item, kind in kinds.items():
        with findings.guarded():
            if kind in {b"Exif", b"mime"}:
                _read_item(kind, _content(source, places.get(item), data), findings)


def _kinds(source: Source, iinf: Box) -> dict[int, bytes]:
    """Give the kind of every item by its number."""
    head = source.read(iinf.at, _FULL_BOX)
    first = iinf.at + _FULL_BOX + (2 if head[0] == 0 else 4)
    kinds = {}
    for box in boxes(source, first, iinf.end):
        cursor = Cursor(source.read(box.at, min(box.size, 16)))
        version = cursor.number(4) >> 24
        item = cursor.number(4 if version > 2 else 2)  # noqa: PLR2004 -- of version 3
        cursor.number(2)
        kinds[item] = cursor.piece(4)
    return kinds


def _places(data: bytes) -> dict[int, tuple[int, Extents]]:
    """Give where every item stands: relative to what, and its extents."""
    cursor = Cursor(data)
    version = cursor.number(4) >> 24
    widths = cursor.number(2)
    offset, length, base, index = widths >> 12, widths >> 8 & 15, widths >> 4 & 15, widths & 15 if version else 0
    if {offset, length, base, index} - {0, 4, 8}:
        raise DamagedError("number of an unknown width")
    wide = 4 if version > 1 else 2
    places = {}
    left = _MOST_ITEMS
    for _ in range(min(cursor.number(wide), _MOST_ITEMS)):
        item = cursor.number(wide)
        method = cursor.number(2) & 15 if version else _IN_FILE
        cursor.number(2)
        start = cursor.number(base)
        count = cursor.number(2)
        left -= count
        if left < 0:
            raise UnseenError("too many extents")
        places[item] = (method, [_extent(cursor, index, offset, length, start) for _ in range(count)])
    return places


def _extent(cursor: Cursor, index: int, offset: int, length: int, start: int) -> tuple[int, int]:
    cursor.number(index)
    return start + cursor.number(offset), cursor.number(length)


def _content(source: Source, place: tuple[int, Extents] | None, data: int) -> bytes:
    if place is None or place[0] not in {_IN_FILE, _IN_BOX}:
        raise UnseenError("item stands in an unknown place")
    method, extents = place
    begin = data if method == _IN_BOX else 0
    return b"".join(source.part(begin + at, size) for at, size in extents)


def _read_item(kind: bytes, body: bytes, findings: Findings) -> None:
    if kind == b"Exif":
        read_exif(body[4 + number(body, 0, 4) :], findings)
    else:
        read_properties(body, findings)
