"""Attachments (docs/spec/attachment.md), encrypted by independent code."""

from tests.crypto.makers.drawing import Draw, drawn
from tests.crypto.makers.kit import Area, flipped
from tests.crypto.scenario import Values, encode
from tests.published.independent import chunked

_FILE = 'docs/spec/attachment.md "File": '
_REFUSALS = 'docs/spec/attachment.md "Refusals": '
_HEADER = 56
_SEALED_CHUNK = 16 * 1024 + 16
_SALT = 24


class Maker:
    """Draws one id and key and encrypts under them."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.id, self.key, self.salt = draw(16), draw(32), draw(_SALT)

    def file(self, padded: bytes, prefix: bytes = b"wbs-attachment/v1 ") -> bytes:
        return chunked.encrypt("sha512", self.key, prefix + self.id, self.salt, padded)

    def given(self, file: bytes, size: int) -> Values:
        return {"id": encode(self.id), "key": encode(self.key), "size": size, "file": encode(file)}


def make() -> Area:
    area = Area("attachment")
    with drawn("attachment") as draw:
        maker = Maker(draw)
        _accepted(area, maker)
        _other_texts(area, maker)
        _altered(area, maker)
    return area


def _accepted(area: Area, maker: Maker) -> None:
    rows = {
        "empty": (0, 4096),
        "short": (11, 4096),
        "floor": (4096, 4096),
        "above-floor": (4097, 4352),
        "two-chunks": (16_384, 16_384),
        "three-chunks": (33_000, 34_816),
    }
    for name, (size, padded) in rows.items():
        content = (b"berita acara " * (size // 13 + 1))[:size]
        file = maker.file(content.ljust(padded, b"\0"))
        comment = f"{_FILE}{size} bytes, stored as {len(file)}"
        area.accept(name, "attachment.decrypt", comment, maker.given(file, size), {"content": encode(content)})


def _other_texts(area: Area, maker: Maker) -> None:
    content = b"berita acara"
    padded = content.ljust(4096, b"\0")
    rows = {
        "padding-not-zero": ("padding that is not zero: a channel that nobody reads", padded[:-1] + b"\1", 12),
        "size-too-small": ("a manifest that names a smaller file", padded, 11),
        "length-no-class": ("a length that Padmé does not give", content.ljust(4097, b"\0"), 12),
        "length-too-large": ("a larger length than the file's own", content.ljust(8192, b"\0"), 12),
        "length-too-small": ("a file longer than what is there", content.ljust(2048, b"\0"), 12),
        "size-beyond": ("a manifest that names a larger file", padded, 4097),
    }
    for name, (what, text, size) in rows.items():
        given = maker.given(maker.file(text), size)
        area.refuse("format", name, "attachment.decrypt", _REFUSALS + what, given)


def _altered(area: Area, maker: Maker) -> None:
    content = bytes(33_000).ljust(34_816, b"\0")
    file = maker.file(content)
    first, second = _HEADER + _SEALED_CHUNK, _HEADER + 2 * _SEALED_CHUNK
    rows = {
        "no-bytes": ("no bytes", b""),
        "header-cut": ("half a header", file[:_SALT]),
        "only-header": ("no chunk", file[:_HEADER]),
        "salt-flipped": ("one bit of the salt", flipped(file, 0)),
        "commitment-flipped": ("one bit of the key commitment", flipped(file, _SALT)),
        "chunk-flipped": ("one bit of the first chunk", flipped(file, _HEADER)),
        "tag-flipped": ("one bit of the last tag", flipped(file, len(file) - 1)),
        "cut-in-chunk": ("the last byte is missing", file[:-1]),
        "cut-at-chunk": ("cut off between two chunks", file[:second]),
        "chunk-missing": ("a chunk is left out", file[:first] + file[second:]),
        "chunks-swapped": (
            "two chunks swapped",
            file[:_HEADER] + file[first:second] + file[_HEADER:first] + file[second:],
        ),
        "chunk-repeated": ("a chunk twice", file[:first] + file[_HEADER:]),
        "trailing-byte": ("a byte behind the end", file + b"\0"),
        "other-context": ("encrypted for another purpose", maker.file(content, b"wbs-attachment/v2 ")),
        "age-file": ("another format", b"age-encryption.org/v1\n".ljust(len(file), b"\0")),
    }
    for name, (what, data) in rows.items():
        area.refuse("seal", name, "attachment.decrypt", _REFUSALS + what, maker.given(data, 33_000))
    other = {**maker.given(file, 33_000), "id": encode(maker.draw(16))}
    area.refuse("seal", "other-id", "attachment.decrypt", _REFUSALS + "the bytes of another attachment", other)
    other = {**maker.given(file, 33_000), "key": encode(maker.draw(32))}
    area.refuse("seal", "other-key", "attachment.decrypt", _REFUSALS + "another key", other)
    for name, member, length in (
        ("key-short", "key", 31),
        ("key-long", "key", 33),
        ("id-short", "id", 15),
        ("id-long", "id", 17),
    ):
        other = {**maker.given(file, 33_000), member: encode(bytes(length))}
        area.refuse("format", name, "attachment.decrypt", f"{_REFUSALS}{member} of {length} bytes", other)
