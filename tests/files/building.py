"""Builds small files of every format that `wbs.files` knows, with planted secrets; no camera made any of it."""

import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence

Value = bytes | int | list[tuple[int, int]]
Entries = list[tuple[int, int, Value]]
Directory = Sequence[tuple[int, int, Value]]
ASCII, SHORT, LONG, RATIONAL, UNDEFINED = 2, 3, 4, 5, 7


def tiff(
    entries: Directory, *, gps: Directory = (), exif: Directory = (), second: Directory = (), order: str = ">"
) -> bytes:
    """Build EXIF: a first directory with its two subdirectories, and a second one for the thumbnail."""
    first = [*entries]
    at = 8
    size = _directory_size([*first, *([(0, LONG, 0)] * (bool(exif) + bool(gps)))])
    places = {}
    for name, directory in (("exif", exif), ("gps", gps), ("second", second)):
        places[name] = at + size
        size += _directory_size(directory) if directory else 0
    first += [(0x8769, LONG, places["exif"])] if exif else []
    first += [(0x8825, LONG, places["gps"])] if gps else []
    body = _directory(first, at, order, places["second"] if second else 0)
    for name, directory in (("exif", exif), ("gps", gps), ("second", second)):
        body += _directory(directory, places[name], order, 0) if directory else b""
    return (b"MM\0*" if order == ">" else b"II*\0") + struct.pack(order + "I", 8) + body


def _payload(kind: int, value: Value, order: str) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, int):
        return struct.pack(order + ("H" if kind == SHORT else "I"), value)
    return b"".join(struct.pack(order + "II", *pair) for pair in value)


def _directory_size(entries: Directory) -> int:
    extra = sum(len(_payload(kind, value, ">")) for _, kind, value in entries if len(_payload(kind, value, ">")) > 4)
    return 2 + 12 * len(entries) + 4 + extra


def _directory(entries: Directory, at: int, order: str, following: int) -> bytes:
    sizes = {SHORT: 2, LONG: 4, RATIONAL: 8}
    values_at = at + 2 + 12 * len(entries) + 4
    table, values = b"", b""
    for tag, kind, value in entries:
        raw = _payload(kind, value, order)
        table += struct.pack(order + "HHI", tag, kind, len(raw) // sizes.get(kind, 1))
        table += raw.ljust(4, b"\0") if len(raw) <= 4 else struct.pack(order + "I", values_at + len(values))
        values += raw if len(raw) > 4 else b""
    return struct.pack(order + "H", len(entries)) + table + struct.pack(order + "I", following) + values


MONAS: Entries = [
    (1, ASCII, b"S\0"),
    (2, RATIONAL, [(6, 1), (10, 1), (3180, 100)]),
    (3, ASCII, b"E\0"),
    (4, RATIONAL, [(106, 1), (49, 1), (37, 1)]),
]
MONAS_TEXT = "-6.17549, 106.82693"
"""Degrees, minutes and seconds, each rounded down."""


# JPEG: the smallest baseline picture of eight by eight grey points.
_TABLES = (
    b"\xff\xdb\x00\x43\x00" + bytes([16] * 64),
    b"\xff\xc0\x00\x0b\x08\x00\x08\x00\x08\x01\x01\x11\x00",
    b"\xff\xc4\x00\x14\x00\x01" + bytes(15) + b"\x00",
    b"\xff\xc4\x00\x14\x10\x01" + bytes(15) + b"\x00",
)
_SCAN = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x3f"
JFIF = b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"


def segment(code: int, body: bytes) -> bytes:
    return bytes([0xFF, code]) + struct.pack(">H", len(body) + 2) + body


def jpeg(*segments: bytes, scan: bytes = _SCAN, behind: bytes = b"") -> bytes:
    """Build a picture that decodes, with segments before it and bytes behind it."""
    return b"\xff\xd8" + b"".join(segments) + b"".join(_TABLES) + scan + b"\xff\xd9" + behind


def resources(*blocks: tuple[int, bytes]) -> bytes:
    """Build Photoshop's image resources."""
    body = b"Photoshop 3.0\0"
    for name, data in blocks:
        body += b"8BIM" + struct.pack(">H", name) + b"\0\0" + struct.pack(">I", len(data)) + data + bytes(len(data) % 2)
    return body


def iptc(*records: tuple[int, bytes]) -> bytes:
    return b"".join(b"\x1c\x02" + bytes([field]) + struct.pack(">H", len(data)) + data for field, data in records)


def xmp(body: str, attributes: str = "") -> bytes:
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" {attributes}>'
        f'{body}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def stored(data: bytes) -> bytes:
    """Pack as RFC 1951 without compressing: the same bytes whatever the library."""
    return b"\x01" + struct.pack("<HH", len(data), len(data) ^ 0xFFFF) + data


def wrapped(data: bytes) -> bytes:
    """Pack as RFC 1950 without compressing."""
    return b"\x78\x01" + stored(data) + struct.pack(">I", zlib.adler32(data))


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


SIGNATURE = b"\x89PNG\r\n\x1a\n"
IHDR = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
IDAT = chunk(b"IDAT", wrapped(b"\0\x80"))
IEND = chunk(b"IEND", b"")


def png(*chunks: bytes, behind: bytes = b"") -> bytes:
    """Build a picture of one grey point that decodes, with chunks before its data and bytes behind it."""
    return SIGNATURE + IHDR + b"".join(chunks) + IDAT + IEND + behind


# WebP: a lossless picture of one point.
VP8L = bytes.fromhex("2f0000000007508a2ad4a3ff8188e87f00")


def riff(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def webp(*chunks: bytes, behind: bytes = b"") -> bytes:
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body + behind


def extended(flags: int) -> bytes:
    return riff(b"VP8X", bytes([flags]) + bytes(9))


def box(name: bytes, *bodies: bytes) -> bytes:
    body = b"".join(bodies)
    return struct.pack(">I", len(body) + 8) + name + body


def full_box(name: bytes, *bodies: bytes, version: int = 0) -> bytes:
    return box(name, bytes([version, 0, 0, 0]), *bodies)


def heif(items: Mapping[bytes, bytes], *more: bytes, behind: bytes = b"") -> bytes:
    """Build a HEIF file whose items of metadata stand in its data."""
    ftyp = box(b"ftyp", b"heic", bytes(4), b"mif1heic")
    infos = [
        full_box(b"infe", struct.pack(">HH", number, 0), kind, b"\0", version=2)
        for number, kind in enumerate(items, start=1)
    ]
    iinf = full_box(b"iinf", struct.pack(">H", len(infos)), *infos)

    def meta(at: int) -> bytes:
        places = b""
        for number, body in enumerate(items.values(), start=1):
            places += struct.pack(">HHHII", number, 0, 1, at, len(body))
            at += len(body)
        iloc = full_box(b"iloc", b"\x44\x00", struct.pack(">H", len(items)), places)
        return full_box(b"meta", iinf, iloc, *more)

    at = len(ftyp) + len(meta(0)) + 8
    return ftyp + meta(at) + box(b"mdat", *items.values()) + behind


def apple_text(name: bytes, text: bytes) -> bytes:
    return box(name, struct.pack(">HH", len(text), 0x15C7), text)


def item(name: bytes, value: bytes) -> bytes:
    return box(name, box(b"data", struct.pack(">II", 1, 0), value))


def movie(*boxes: bytes, brand: bytes = b"isom", first: bytes = b"") -> bytes:
    return box(b"ftyp", brand, bytes(4), brand) + first + box(b"moov", *boxes)


def mvhd(seconds: int, version: int = 0) -> bytes:
    width = ">Q" if version else ">I"
    return full_box(b"mvhd", struct.pack(width, seconds), bytes(84), version=version)


def archive(parts: Mapping[str, bytes], *, packed: Iterable[str] = (), flags: int = 0) -> bytes:
    """Build a ZIP file; `packed` names what is deflated."""
    body, directory = b"", b""
    for name, data in parts.items():
        raw, method = (stored(data), 8) if name in packed else (data, 0)
        head = struct.pack("<HHHHHIIIHH", 20, flags, method, 0, 33, zlib.crc32(data), len(raw), len(data), len(name), 0)
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + head + bytes(10)
        directory += struct.pack("<I", len(body)) + name.encode()
        body += b"PK\x03\x04" + head + name.encode() + raw
    end = struct.pack("<HHHHIIH", 0, 0, len(parts), len(parts), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def docx(parts: Mapping[str, bytes], folder: str = "word", *, packed: Iterable[str] = (), flags: int = 0) -> bytes:
    least = {"[Content_Types].xml": b"<Types/>", f"{folder}/document.xml": b"<w:document/>"}
    return archive(least | dict(parts), packed=packed, flags=flags)


def odt(parts: Mapping[str, bytes]) -> bytes:
    return archive({"mimetype": b"application/vnd.oasis.opendocument.text"} | dict(parts))


def pdf(*objects: bytes, trailer: bytes = b"<< /Size 9 /Root 1 0 R /Info 2 0 R >>", versions: int = 1) -> bytes:
    """Build a PDF of these objects; its cross references are left out, as nobody here reads them."""
    body = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog /Pages 9 0 R >>\nendobj\n"
    for number, content in enumerate(objects, start=2):
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    return body + (b"trailer\n" + trailer + b"\nstartxref\n0\n%%EOF\n") * versions


def stream(data: bytes, entries: bytes = b"", length: bytes | None = None) -> bytes:
    return b"<< /Length %s %s >>\nstream\n%s\nendstream" % (length or b"%d" % len(data), entries, data)


def id3(*frames: bytes, version: int = 4, flags: int = 0) -> bytes:
    body = b"".join(frames)
    return b"ID3" + bytes([version, 0, flags]) + _seven(len(body)) + body


def frame(name: bytes, body: bytes) -> bytes:
    return name + _seven(len(body)) + b"\0\0" + body


def _seven(size: int) -> bytes:
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


SOUND = b"\xff\xfb\x90\x00" + bytes(64)


def id3v1(title: bytes = b"", artist: bytes = b"", year: bytes = b"", comment: bytes = b"") -> bytes:
    parts = ((title, 30), (artist, 30), (b"", 30), (year, 4), (comment, 30))
    return b"TAG" + b"".join(part.ljust(size, b"\0") for part, size in parts) + b"\xff"
