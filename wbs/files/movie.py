"""MP4, QuickTime and M4A: what a recording says beside its sound and picture.

ISO/IEC 14496-12 (boxes, times), QuickTime File Format ("User data", "Metadata"), 3GPP TS 26.244 section 8 (`loci` and
its kin).
"""

from datetime import datetime, timedelta

from wbs.files.boxes import Box, boxes
from wbs.files.findings import Findings, Kind
from wbs.files.names import add_named
from wbs.files.source import DamagedError, Source, number, piece
from wbs.files.text import latin1, plain
from wbs.files.xml import read_properties

_CONTAINERS = {"moov", "trak", "mdia", "udta"}
_IGNORED = {"free", "skip", "wide", "url ", "name", "hdlr", "tkhd", "edts", "minf", "elng", "iods", "mvex", "tapt"}
_IGNORED |= {"ftyp", "styp", "mdat", "moof", "sidx", "mfra", "load", "tref", "ssix", "prft", "emsg", "pdin", "clip"}
_TEXTS = {
    "\xa9xyz": Kind.POSITION,
    "\xa9day": Kind.TIME,
    "\xa9mak": Kind.DEVICE,
    "\xa9mod": Kind.DEVICE,
    "\xa9swr": Kind.SOFTWARE,
    "\xa9too": Kind.SOFTWARE,
    "\xa9enc": Kind.SOFTWARE,
    "\xa9nam": Kind.TITLE,
    "\xa9alb": Kind.TITLE,
    "titl": Kind.TITLE,
    "\xa9cmt": Kind.COMMENT,
    "\xa9inf": Kind.COMMENT,
    "\xa9des": Kind.COMMENT,
    "desc": Kind.COMMENT,
    "ldes": Kind.COMMENT,
    "dscp": Kind.COMMENT,
    "\xa9ART": Kind.AUTHOR,
    "aART": Kind.AUTHOR,
    "\xa9aut": Kind.AUTHOR,
    "\xa9wrt": Kind.AUTHOR,
    "\xa9cpy": Kind.AUTHOR,
    "cprt": Kind.AUTHOR,
    "auth": Kind.AUTHOR,
    "perf": Kind.AUTHOR,
    "apID": Kind.AUTHOR,
    "ownr": Kind.AUTHOR,
    "manu": Kind.DEVICE,
    "modl": Kind.DEVICE,
    "FIRM": Kind.SOFTWARE,
    "CAME": Kind.SERIAL,
}
_ASSETS = {"titl", "auth", "dscp", "perf", "cprt"}
_KEY_NAMES = {"com.android.version": Kind.SOFTWARE}
_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_EPOCH = datetime(1904, 1, 1)  # noqa: DTZ001 -- arithmetic of days, in no zone
_MOST_SECONDS = 1 << 33
_DEPTH = 8
_TEXT_SIZE = 4096
_DATA_HEAD = 8


def inspect_movie(source: Source, findings: Findings) -> None:
    """Note what all boxes say that may carry metadata. Errors as `boxes`."""
    read_boxes(source, Box("", 0, source.size), findings)


def read_boxes(source: Source, parent: Box, findings: Findings, depth: int = 0) -> None:
    """Note what the boxes of one box say, at most eight deep. Errors as `boxes`."""
    for box in boxes(source, parent.at, parent.end):
        with findings.guarded():
            if box.name in _CONTAINERS and depth < _DEPTH:
                read_boxes(source, box, findings, depth + 1)
            elif box.name not in _IGNORED:
                _read_box(source, box, findings)
        if box.name == "hdlr" and parent.name == "mdia":
            with findings.guarded():
                _read_handler(source, box, findings)


def _read_handler(source: Source, box: Box, findings: Findings) -> None:
    """Note a track of timed metadata: cameras write places and movements there."""
    if source.read(box.at, 12)[8:] == b"meta":
        findings.add(Kind.OTHER, "timed metadata")


def _read_box(source: Source, box: Box, findings: Findings) -> None:
    if box.name in {"mvhd", "mdhd"}:
        _read_time(source.read(box.at, 12), findings)
    elif box.name == "meta":
        _read_meta(source, box, findings)
    elif box.name == "loci":
        findings.add(Kind.POSITION)
    elif box.name == "XMP_":
        read_properties(source.part(box.at, box.size), findings)
    elif box.name == "uuid" and source.read(box.at, 16) == _XMP:
        read_properties(source.part(box.at + 16, box.size - 16), findings)
    elif box.name in _TEXTS:
        findings.add(_TEXTS[box.name], _user_text(box.name, _start(source, box)))
    else:
        findings.add(Kind.OTHER, box.name)


def _start(source: Source, box: Box) -> bytes:
    return source.read(box.at, min(box.size, _TEXT_SIZE))


def _read_time(body: bytes, findings: Findings) -> None:
    """Note a creation time in seconds since 1904; zero is none."""
    seconds = number(body, 4, 8 if body[0] == 1 else 4)
    if 0 < seconds < _MOST_SECONDS:
        findings.add(Kind.TIME, (_EPOCH + timedelta(seconds=seconds)).isoformat() + "Z")


def _user_text(name: str, body: bytes) -> str:
    """Read text of user data: Apple's begins with length and language, 3GPP's with version and language."""
    if name.startswith("\xa9"):
        return plain(piece(body, 4, number(body, 0, 2)))
    if name in _ASSETS:
        return plain(body[6:])
    return body.hex() if name == "CAME" else plain(body)


def _read_meta(source: Source, meta: Box, findings: Findings) -> None:
    """Note what a list of items says; QuickTime's `meta` has no version before its boxes."""
    head = source.read(meta.at, min(meta.size, 8))
    at = meta.at if head[4:] == b"hdlr" else meta.at + 4
    keys: list[str] = []
    for box in boxes(source, at, meta.end):
        if box.name == "keys":
            keys = _keys(source, box)
        elif box.name == "ilst":
            for item in boxes(source, box.at, box.end):
                with findings.guarded():
                    _read_list_item(source, item, keys, findings)


def _keys(source: Source, keys: Box) -> list[str]:
    return [latin1(source.read(box.at, min(box.size, 200))) for box in boxes(source, keys.at + 8, keys.end)]


def _read_list_item(source: Source, item: Box, keys: list[str], findings: Findings) -> None:
    index = int.from_bytes(item.name.encode("latin-1"), "big")
    name = keys[index - 1] if 0 < index <= len(keys) else item.name
    for box in boxes(source, item.at, item.end):
        if box.name == "name":
            name = plain(_start(source, box)[4:])
        elif box.name == "data" and name == "covr":
            findings.add(Kind.THUMBNAIL)
        elif box.name == "data":
            if box.size < _DATA_HEAD:
                raise DamagedError("item without a value")
            value = plain(_start(source, box)[_DATA_HEAD:])
            kind = _TEXTS.get(name) or _KEY_NAMES.get(name)
            if kind:
                findings.add(kind, value)
            else:
                add_named(findings, name, value, Kind.OTHER)
