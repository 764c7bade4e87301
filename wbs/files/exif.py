"""EXIF: the TIFF structure that cameras write (CIPA DC-008; TIFF 6.0 section 2)."""

from collections.abc import Iterator
from typing import NamedTuple

from wbs.files.findings import Findings, Kind
from wbs.files.source import DamagedError, number, piece
from wbs.files.text import RAW_LIMIT, latin1, plain, utf16

_TEXTS = {
    0x010E: Kind.COMMENT,  # ImageDescription
    0x010F: Kind.DEVICE,  # Make
    0x0110: Kind.DEVICE,  # Model
    0x0131: Kind.SOFTWARE,
    0x0132: Kind.TIME,
    0x013B: Kind.AUTHOR,  # Artist
    0x013C: Kind.DEVICE,  # HostComputer
    0x8298: Kind.AUTHOR,  # Copyright
    0x9003: Kind.TIME,
    0x9004: Kind.TIME,
    0x9C9B: Kind.TITLE,  # XPTitle and its kin, UTF-16
    0x9C9C: Kind.COMMENT,
    0x9C9D: Kind.AUTHOR,
    0x9C9E: Kind.COMMENT,
    0x9C9F: Kind.TITLE,
    0x9286: Kind.COMMENT,  # UserComment
    0xA420: Kind.IDENTIFIER,  # ImageUniqueID
    0xA430: Kind.AUTHOR,  # CameraOwnerName
    0xA431: Kind.SERIAL,
    0xA433: Kind.DEVICE,  # LensMake
    0xA434: Kind.DEVICE,
    0xA435: Kind.SERIAL,
    0xA436: Kind.TITLE,
    0xA437: Kind.AUTHOR,
    0xA438: Kind.AUTHOR,
    0xA439: Kind.SOFTWARE,
    0xA43A: Kind.SOFTWARE,
    0xA43B: Kind.SOFTWARE,
    0xA43C: Kind.SOFTWARE,
    0xC614: Kind.DEVICE,  # UniqueCameraModel
    0xC62F: Kind.SERIAL,
    0xC65D: Kind.IDENTIFIER,
}
_MAKER_NOTE, _USER_COMMENT = 0x927C, 0x9286
_UTF16_TAGS = range(0x9C9B, 0x9CA0)
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_THUMBNAIL_TAGS = {0x0111, 0x0201}
_LATITUDE, _LONGITUDE = 2, 4
_HARMLESS_GPS = {0, 7, 29}
"""Version, time, date: no place."""
_GPS_DATE = 29
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1}
_BYTE_TYPES = {1, 2, 7, 129}
_LONG_TYPES = {4, 13}
_INLINE = 4
_ENTRY = 12
_MOST_ENTRIES = 1000
_DEGREE = 100_000
"""Parts of a degree that are shown: about a metre."""


class _Entry(NamedTuple):
    tag: int
    type: int
    values: int
    at: int
    """Where its value stands."""


class _Tiff:
    def __init__(self, data: bytes) -> None:
        if data[:4] not in {b"II*\0", b"MM\0*"}:
            raise DamagedError("not TIFF")
        self.data = data
        self.little = data[:1] == b"I"

    def number(self, at: int, size: int) -> int:
        return number(self.data, at, size, little=self.little)

    def entries(self, at: int) -> Iterator[_Entry]:
        """Give the entries of a directory whose type is known."""
        count = self.number(at, 2)
        if count > _MOST_ENTRIES:
            raise DamagedError("too many entries")
        for place in range(at + 2, at + 2 + count * _ENTRY, _ENTRY):
            tag, kind, values = self.number(place, 2), self.number(place + 2, 2), self.number(place + 4, 4)
            size = _SIZES.get(kind, 0) * values
            if size:
                yield _Entry(tag, kind, values, place + 8 if size <= _INLINE else self.number(place + 8, 4))

    def next_directory(self, at: int) -> int:
        return self.number(at + 2 + self.number(at, 2) * _ENTRY, 4)


def read_exif(data: bytes, findings: Findings) -> None:
    """Note what EXIF says; `data` begins with the TIFF header.

    Raises:
        DamagedError: not TIFF, or a directory that lies outside.
    """
    tiff = _Tiff(data)
    first = tiff.number(4, 4)
    pointers: dict[int, int] = {}
    _read_texts(tiff, first, findings, pointers)
    if _EXIF_IFD in pointers:
        with findings.guarded():
            _read_texts(tiff, pointers[_EXIF_IFD], findings, {})
    if _GPS_IFD in pointers:
        with findings.guarded():
            _read_gps(tiff, pointers[_GPS_IFD], findings)
    with findings.guarded():
        second = tiff.next_directory(first)
        if second and any(entry.tag in _THUMBNAIL_TAGS for entry in tiff.entries(second)):
            findings.add(Kind.THUMBNAIL)


def _read_texts(tiff: _Tiff, at: int, findings: Findings, pointers: dict[int, int]) -> None:
    for entry in tiff.entries(at):
        findings.spend()
        with findings.guarded():
            if entry.tag in {_EXIF_IFD, _GPS_IFD} and entry.type in _LONG_TYPES:
                pointers[entry.tag] = tiff.number(entry.at, 4)
            elif entry.tag == _MAKER_NOTE:
                findings.add(Kind.OTHER, "MakerNote")
            elif entry.tag in _TEXTS and entry.type in _BYTE_TYPES:
                findings.add(_TEXTS[entry.tag], _text(tiff, entry))


def _text(tiff: _Tiff, entry: _Entry) -> str:
    raw = piece(tiff.data, entry.at, entry.values)[:RAW_LIMIT]
    if entry.tag in _UTF16_TAGS:
        return utf16(raw, little=True)
    if entry.tag == _USER_COMMENT:
        return utf16(raw[8:], little=tiff.little) if raw[:8] == b"UNICODE\0" else plain(raw[8:])
    return plain(raw)


def _read_gps(tiff: _Tiff, at: int, findings: Findings) -> None:
    entries = {entry.tag: entry for entry in tiff.entries(at)}
    if entries.keys() - _HARMLESS_GPS:
        findings.add(Kind.POSITION)
    with findings.guarded():
        if _GPS_DATE in entries:
            findings.add(Kind.TIME, _text(tiff, entries[_GPS_DATE]))
    with findings.guarded():
        parts = [_degrees(tiff, entries, tag) for tag in (_LATITUDE, _LONGITUDE)]
        if None not in parts:
            findings.add(Kind.POSITION, f"{parts[0]}, {parts[1]}")


def _degrees(tiff: _Tiff, entries: dict[int, _Entry], tag: int) -> str | None:
    """Give degrees with five places, from degrees, minutes and seconds as fractions."""
    if tag not in entries:
        return None
    total = 0
    for part in range(min(entries[tag].values, 3)):
        above, below = (tiff.number(entries[tag].at + 8 * part + half, 4) for half in (0, 4))
        if below:
            total += above * _DEGREE // (below * 60**part)
    hemisphere = entries.get(tag - 1)
    sign = "-" if hemisphere and latin1(piece(tiff.data, hemisphere.at, 1)) in "SW" else ""
    return f"{sign}{total // _DEGREE}.{total % _DEGREE:05}"
