"""Looks into a file of any kind: decides by content what it is, and never fails (docs/spec/metadata.md)."""

from collections.abc import Callable

from wbs.files.findings import Checked, Findings, Format, Inspection
from wbs.files.heif import inspect_heif
from wbs.files.movie import inspect_movie
from wbs.files.mp3 import inspect_mp3
from wbs.files.office import inspect_office
from wbs.files.pdf import inspect_pdf
from wbs.files.picture import INSPECTORS as PICTURES
from wbs.files.picture import picture_format
from wbs.files.source import Source, Tail

HEAD_SIZE = 1 << 20
"""How much of a file's beginning a caller should keep for `inspect`, in bytes: EXIF, XMP, ID3 stand there."""
TAIL_SIZE = 1 << 19
"""How much of its end, in bytes: lists of archives, trailers of PDF, `moov` boxes of recordings of 100 MB."""
_SNIFFED = 1024
_STILL = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis", b"heif"}
_MOVIE = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_SOUND_MASK, _LAYER_3 = 0xE6, 0xE2
_INSPECTORS: dict[Format, Callable[[Source, Findings], None]] = PICTURES | {
    Format.HEIF: inspect_heif,
    Format.MP4: inspect_movie,
    Format.MP3: inspect_mp3,
    Format.PDF: inspect_pdf,
}


def inspect(head: bytes, size: int | None = None, tail: bytes = b"") -> Inspection:
    """Say what identifies in a file. Never raises, whatever the bytes are.

    Args:
        head: the whole file, or its first part; `HEAD_SIZE` is a good measure.
        size: true size of the file in bytes; None if `head` is all of it.
        tail: its last part, if that is at hand and something between is not; `TAIL_SIZE` is a good measure.
    """
    whole = len(head) if size is None else max(size, len(head))
    last = Tail(tail, whole - len(tail)) if tail else None
    return inspect_source(Source(head, whole, tail=last))


def inspect_source(source: Source) -> Inspection:
    """Say what identifies in a file that a caller opened; see `inspect`."""
    findings = Findings()
    # With a last part at hand, whatever is needed and lies between says so itself.
    if source.reach < source.size and source.tail is None:
        findings.mark(Checked.PART)
    kind = Format.UNKNOWN
    with findings.guarded():
        start = source.take(0, min(_SNIFFED, source.reach))
        kind = _format(start)
        inspector = _INSPECTORS.get(kind)
        if inspector:
            inspector(source, findings)
        elif start[:4] == b"PK\x03\x04":
            kind = inspect_office(source, findings)
    if kind is Format.UNKNOWN:
        return Inspection(Format.UNKNOWN, Checked.UNKNOWN, ())
    return findings.result(kind)


def _format(start: bytes) -> Format:
    if start[4:8] == b"ftyp" and start[8:12] in _STILL:
        return Format.HEIF
    if start[4:8] in _MOVIE:
        return Format.MP4
    if b"%PDF-" in start:
        return Format.PDF
    picture = picture_format(start)
    if picture is Format.UNKNOWN and _is_sound(start):
        return Format.MP3
    return picture


def _is_sound(start: bytes) -> bool:
    return start[:3] == b"ID3" or (start[:1] == b"\xff" and start[1:2] != b"" and start[1] & _SOUND_MASK == _LAYER_3)
