"""MP3: tags before and behind the sound (ID3v2.3, ID3v2.4, ID3v1; others only by their presence)."""

import re
from typing import NamedTuple

from wbs.files.findings import Findings, Kind
from wbs.files.names import add_named
from wbs.files.source import DamagedError, Source, UnseenError, number
from wbs.files.text import latin1, plain, until_zero, utf16
from wbs.files.xml import read_properties

_HEAD = 10
_VERSIONS = {3, 4}
_NEWEST = 4
_UNSYNCHRONISED, _EXTENDED = 0x80, 0x40
_FRAME_ID = re.compile("[A-Z0-9]{4}")
_TEXT_SIZE = 4096
_V1_SIZE = 128
_V1 = ((3, 30, Kind.TITLE), (33, 30, Kind.AUTHOR), (63, 30, Kind.TITLE), (93, 4, Kind.TIME), (97, 30, Kind.COMMENT))
_APE, _APE_SIZE = b"APETAGEX", 32
_TEXTS = {
    Kind.TITLE: "TIT2 TALB TOAL TRSN",
    Kind.AUTHOR: "TPE1 TPE2 TPE3 TPE4 TCOM TEXT TOPE TCOP TENC TOWN TPUB TRSO",
    Kind.SOFTWARE: "TSSE",
    Kind.TIME: "TDRC TYER TDAT TIME TDEN TDTG TDRL",
    Kind.IDENTIFIER: "TSRC",
    Kind.COMMENT: "TIT1 TIT3 TCON TOFN",
}
_KINDS = {name: kind for kind, names in _TEXTS.items() for name in names.split()}


class _Frame(NamedTuple):
    name: str
    at: int
    size: int
    packed: bool
    """Compressed, encrypted or otherwise not as it stands."""


def inspect_mp3(source: Source, findings: Findings) -> None:
    """Note what the tags say."""
    with findings.guarded():
        if source.take(0, 3) == b"ID3":
            _read_tag(source, findings)
    with findings.guarded():
        _read_end(source, findings)


def _read_tag(source: Source, findings: Findings) -> None:
    head = source.read(0, _HEAD)
    version, flags, size = head[3], head[5], _seven(number(head, 6, 4))
    if version not in _VERSIONS or flags & _UNSYNCHRONISED:
        findings.add(Kind.OTHER, "ID3")
        raise UnseenError("tag of another version, or unsynchronised")
    at, end = _HEAD, _HEAD + size
    if flags & _EXTENDED:
        length = number(source.read(at, 4), 0, 4)
        at += _seven(length) if version == _NEWEST else length + 4
    while frame := _frame(source, at, end, version):
        with findings.guarded():
            _read_frame(source, frame, findings)
        at = frame.at + frame.size


def _frame(source: Source, at: int, end: int, version: int) -> _Frame | None:
    """Give the frame at a place; None where padding or the end of the tag is."""
    if at + _HEAD > end:
        return None
    head = source.read(at, _HEAD)
    if head[0] == 0:
        return None
    name, size = latin1(head[:4]), number(head, 4, 4)
    if version == _NEWEST:
        size = _seven(size)
    if not _FRAME_ID.fullmatch(name) or at + _HEAD + size > end:
        raise DamagedError("not a frame")
    return _Frame(name, at + _HEAD, size, head[9] != 0)


def _seven(raw: int) -> int:
    """Read a number of four bytes that hold seven bits each."""
    return sum((raw >> 8 * place & 0x7F) << 7 * place for place in range(4))


def _read_frame(source: Source, frame: _Frame, findings: Findings) -> None:
    if frame.name == "APIC":
        findings.add(Kind.THUMBNAIL)
    elif frame.name == "GEOB":
        findings.add(Kind.EMBEDDED)
    elif frame.packed:
        raise UnseenError("frame is packed")
    elif frame.name == "PRIV":
        _read_private(source.part(frame.at, frame.size), findings)
    else:
        _read_text(frame.name, source.read(frame.at, min(frame.size, _TEXT_SIZE)), findings)


def _read_private(body: bytes, findings: Findings) -> None:
    owner = latin1(until_zero(body))
    if owner == "XMP":
        read_properties(body, findings)
    else:
        findings.add(Kind.OTHER, owner)


def _read_text(name: str, body: bytes, findings: Findings) -> None:
    if name in {"COMM", "USLT"}:
        findings.add(Kind.COMMENT, _decoded(body[:1], body[4:]))
    elif name == "TXXX":
        label, _, value = _decoded(body[:1], body[1:]).partition("\0")
        add_named(findings, label, value, Kind.OTHER)
    elif name in _KINDS:
        findings.add(_KINDS[name], _decoded(body[:1], body[1:]))
    elif name[0] != "T":
        findings.add(Kind.OTHER, f"{name} {latin1(until_zero(body))}")


def _decoded(code: bytes, body: bytes) -> str:
    """Read text by the number of its encoding; only UTF-16 without a mark needs it."""
    return utf16(body) if code == b"\2" else plain(body)


def _read_end(source: Source, findings: Findings) -> None:
    if source.size < _V1_SIZE:
        return
    tag = source.read(source.size - _V1_SIZE, _V1_SIZE)
    has_tag = tag[:3] == b"TAG"
    if has_tag:
        for at, size, kind in _V1:
            findings.add(kind, plain(tag[at : at + size]))
    ape = source.size - _APE_SIZE - (_V1_SIZE if has_tag else 0)
    if ape >= 0 and source.read(ape, 8) == _APE:
        findings.add(Kind.OTHER, "APEv2")
