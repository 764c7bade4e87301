"""IPTC and Photoshop's image resources (IIM 4.2; Adobe Photoshop file formats, "Image Resource Blocks")."""

from wbs.files.exif import read_exif
from wbs.files.findings import Findings, Kind
from wbs.files.source import Cursor, DamagedError
from wbs.files.text import plain
from wbs.files.xml import read_properties

_APPLICATION_RECORD = 2
_LEAST = 5
"""Fewer bytes hold no resource and no record."""
_TEXTS = {
    5: Kind.TITLE,
    25: Kind.COMMENT,
    40: Kind.COMMENT,
    55: Kind.TIME,
    60: Kind.TIME,
    62: Kind.TIME,
    63: Kind.TIME,
    65: Kind.SOFTWARE,
    80: Kind.AUTHOR,
    85: Kind.AUTHOR,
    90: Kind.POSITION,
    92: Kind.POSITION,
    95: Kind.POSITION,
    101: Kind.POSITION,
    105: Kind.TITLE,
    110: Kind.AUTHOR,
    115: Kind.AUTHOR,
    116: Kind.AUTHOR,
    118: Kind.AUTHOR,
    120: Kind.COMMENT,
    122: Kind.AUTHOR,
}
_IPTC, _THUMBNAILS, _EXIF, _XMP = 0x0404, {0x0409, 0x040C}, 0x0422, 0x0424


def read_resources(data: bytes, findings: Findings) -> None:
    """Note what Photoshop's resources say.

    Raises:
        DamagedError: a resource that is none, or ends early.
    """
    cursor = Cursor(data)
    while cursor.left >= _LEAST:
        if cursor.piece(4) != b"8BIM":
            raise DamagedError("not a resource")
        name = cursor.number(2)
        length = cursor.number(1)
        cursor.piece(length + (length + 1) % 2)
        size = cursor.number(4)
        body = cursor.piece(size)
        cursor.at += size % 2
        with findings.guarded():
            _read_resource(name, body, findings)


def _read_resource(name: int, body: bytes, findings: Findings) -> None:
    if name == _IPTC:
        read_iptc(body, findings)
    elif name in _THUMBNAILS:
        findings.add(Kind.THUMBNAIL)
    elif name == _EXIF:
        read_exif(body, findings)
    elif name == _XMP:
        read_properties(body, findings)


def read_iptc(data: bytes, findings: Findings) -> None:
    """Note what IPTC records say.

    Raises:
        DamagedError: a record that ends early.
    """
    cursor = Cursor(data)
    while cursor.left >= _LEAST and cursor.piece(1) == b"\x1c":
        findings.spend()
        record, field, size = cursor.number(1), cursor.number(1), cursor.number(2)
        body = cursor.piece(size)
        if record == _APPLICATION_RECORD and field in _TEXTS:
            findings.add(_TEXTS[field], plain(body))
