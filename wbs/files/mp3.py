"""MP3: tags before and behind the sound (ID3v2.2 to 2.4, ID3v1; APEv2 only by its presence)."""

import re
from typing import NamedTuple

from wbs.files.findings import Findings, Kind
from wbs.files.names import add_named
from wbs.files.source import DamagedError, Source, UnseenError, number
from wbs.files.text import latin1, marked_utf16, until_zero, utf8, utf16
from wbs.files.xml import read_properties

_HEAD = 10
_VERSIONS = {2, 3, 4}
_UNSYNCHRONISED, _EXTENDED = 0x80, 0x40
_FOOTER = 0x10
_FRAME_ID = re.compile("[A-Z0-9]{3,4}")
_TEXT_SIZE = 4096
_V1_SIZE = 128
_V1 = ((3, 30, Kind.TITLE), (33, 30, Kind.AUTHOR), (63, 30, Kind.TITLE), (93, 4, Kind.TIME), (97, 30, Kind.COMMENT))
_APE, _APE_SIZE = b"APETAGEX", 32
_TEXTS = {
    Kind.TITLE: "TIT1 TIT2 TIT3 TALB TOAL TSOT TT1 TT2 TT3 TAL TRSN",
    Kind.AUTHOR: "TPE1 TPE2 TPE3 TPE4 TCOM TEXT TOLY TOPE TCOP TENC TOWN TPUB TPRO TRSO TP1 TP2 TP3 TP4 TCM TXT TCR TEN"
    " TPB",
    Kind.SOFTWARE: "TSSE TSS",
    Kind.TIME: "TDRC TYER TDAT TIME TDEN TDTG TDRL TDOR TORY TRDA TYE TDA TIM TRD",
    Kind.IDENTIFIER: "TSRC TRC",
    Kind.COMMENT: "TIT3 TCON TOFN",
}
_KINDS = {name: kind for kind, names in _TEXTS.items() for name in names.split()}
_PICTURES, _OBJECTS = {"APIC", "PIC"}, {"GEOB", "GEO"}
_NOTES = {"COMM", "COM", "USLT", "ULT"}
_CUSTOM = {"TXXX", "TXX"}
_SILENT = {"MCDI", "MLLT", "SYTC", "RVA2", "RVAD", "EQU2", "EQUA", "RVRB", "RBUF", "SEEK", "ASPI", "PCNT", "CNT"}


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
    if version not in _VERSIONS:
        raise DamagedError("tag of an unknown version")
    if flags & _UNSYNCHRONISED:
        body = source.part(_HEAD, size).replace(b"\xff\x00", b"\xff")
        source, at, end = source.inner(body), 0, len(body)
    else:
        at, end = _HEAD, _HEAD + size
    if flags & _EXTENDED:
        length = number(source.read(at, 4), 0, 4)
        at += _seven(length) if version == 4 else length + 4  # noqa: PLR2004 -- of ID3v2.4
    _read_frames(source, at, end, version, findings)


def _read_frames(source: Source, at: int, end: int, version: int, findings: Findings) -> None:
    while frame := _frame(source, at, end, version):
        with findings.guarded():
            _read_frame(source, frame, findings)
        at = frame.at + frame.size


def _frame(source: Source, at: int, end: int, version: int) -> _Frame | None:
    """Give the frame at a place; None where padding or the end of the tag is."""
    width = 3 if version == 2 else 4  # noqa: PLR2004 -- ID3v2.2 writes three letters and three bytes
    head = 6 if width == 3 else _HEAD  # noqa: PLR2004 -- same
    if at + head > end:
        return None
    raw = source.read(at, head)
    if raw[0] == 0:
        return None
    name, size = latin1(raw[:width]), number(raw, width, width)
    if version == 4:  # noqa: PLR2004 -- of ID3v2.4
        size = _seven(size)
    if not _FRAME_ID.fullmatch(name) or at + head + size > end:
        raise DamagedError("not a frame")
    return _Frame(name, at + head, size, width == 4 and raw[9] != 0)  # noqa: PLR2004 -- format flags


def _seven(raw: int) -> int:
    """Read a number of four bytes that hold seven bits each."""
    return sum((raw >> 8 * place & 0x7F) << 7 * place for place in range(4))


def _read_frame(source: Source, frame: _Frame, findings: Findings) -> None:
    name = frame.name
    if name in _PICTURES:
        findings.add(Kind.THUMBNAIL)
    elif name in _OBJECTS:
        findings.add(Kind.EMBEDDED)
    elif name in _SILENT:
        return
    elif frame.packed:
        raise UnseenError("frame is packed")
    elif name == "PRIV":
        _read_private(source.part(frame.at, frame.size), findings)
    else:
        _read_text(name, source.read(frame.at, min(frame.size, _TEXT_SIZE)), findings)


def _read_private(body: bytes, findings: Findings) -> None:
    owner = until_zero(body)
    if owner == b"XMP":
        read_properties(body[4:], findings)
    else:
        findings.add(Kind.OTHER, latin1(owner))


def _read_text(name: str, body: bytes, findings: Findings) -> None:
    if name in _NOTES:
        findings.add(Kind.COMMENT, _joined(body[:1] + body[4:]))
    elif name in _CUSTOM:
        label, _, value = _decoded(body).partition("\0")
        add_named(findings, label, value, Kind.OTHER)
    elif name in _KINDS:
        findings.add(_KINDS[name], _joined(body))
    elif name[0] == "T":
        return
    else:
        findings.add(Kind.OTHER, f"{name} {latin1(until_zero(body))}")


def _joined(body: bytes) -> str:
    """Give all texts of a frame on one line."""
    return _decoded(body).replace("\0", " ")


def _decoded(body: bytes) -> str:
    """Read text that begins with the number of its encoding; a second text has its own byte order mark."""
    code, rest = body[:1], body[1:]
    if code == b"\1":
        return marked_utf16(rest)
    if code == b"\2":
        return utf16(rest)
    return utf8(rest) if code == b"\3" else latin1(rest)


def _read_end(source: Source, findings: Findings) -> None:
    if source.size < _V1_SIZE:
        return
    tag = source.read(source.size - _V1_SIZE, _V1_SIZE)
    has_tag = tag[:3] == b"TAG"
    if has_tag:
        for at, size, kind in _V1:
            findings.add(kind, latin1(until_zero(tag[at : at + size])))
    ape = source.size - _APE_SIZE - (_V1_SIZE if has_tag else 0)
    if ape >= 0 and source.read(ape, 8) == _APE:
        findings.add(Kind.OTHER, "APEv2")
