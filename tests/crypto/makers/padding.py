"""Padding of documents and attachments (docs/spec/padding.md)."""

from tests.crypto.makers.kit import Area
from tests.crypto.scenario import encode

_DOCUMENTS = 'docs/spec/padding.md "Documents": '
_ATTACHMENTS = 'docs/spec/padding.md "Attachments": '


def make() -> Area:
    area = Area("padding")
    _classes(area)
    _padding(area)
    _attachments(area)
    return area


def _classes(area: Area) -> None:
    sizes = {0: 4096, 4092: 4096, 4093: 8192, 8188: 8192, 8189: 16384, 2**21 - 4: 2**21}
    for size, padded in sizes.items():
        comment = f"{_DOCUMENTS}{size} bytes and four for the length"
        area.accept(f"class-{size}", "padding.class", comment, {"size": size}, {"class": padded})
    for size in (2**21 - 3, 2**32, 2**53 - 1):
        comment = f"{_DOCUMENTS}larger than the largest class"
        area.refuse("format", f"class-{size}", "padding.class", comment, {"size": size})


def _padding(area: Area) -> None:
    for name, document, size in (
        ("empty", b"", None),
        ("short", b"x", None),
        ("fixed", b"x", 512),
        ("full", b"x" * 508, 512),
    ):
        padded = (len(document).to_bytes(4, "big") + document).ljust(size or 4096, b"\0")
        given = {"document": encode(document)} | ({} if size is None else {"class": size})
        area.accept(f"pad-{name}", "padding.pad", f"{_DOCUMENTS}{name}", given, {"padded": encode(padded)})
        back = {"padded": encode(padded)} | ({} if size is None else {"class": size})
        area.accept(f"unpad-{name}", "padding.unpad", f"{_DOCUMENTS}{name}", back, {"document": encode(document)})
    given = {"document": encode(b"x" * 509), "class": 512}
    area.refuse("format", "pad-too-long", "padding.pad", _DOCUMENTS + "one byte more than the class holds", given)
    rows = {
        "no-bytes": ("no bytes", b"", None),
        "cut-length": ("three bytes of a length", bytes(3), None),
        "length-beyond": ("a length beyond the end", (4093).to_bytes(4, "big") + bytes(4092), None),
        "length-huge": ("the largest length", b"\xff" * 4 + bytes(4092), None),
        "first-zero": ("the first padding byte is not zero", b"\0\0\0\1xy" + bytes(4090), None),
        "last-zero": ("the last padding byte is not zero", b"\0\0\0\1x" + bytes(4090) + b"\1", None),
        "class-too-large": ("the class above the smallest", b"\0\0\0\1x" + bytes(8187), None),
        "no-class": ("a length between two classes", b"\0\0\0\1x" + bytes(5000), None),
        "below-floor": ("below the smallest class", b"\0\0\0\1x" + bytes(2043), None),
        "other-fixed": ("another class than the fixed one", b"\0\0\0\1x" + bytes(4091), 512),
    }
    for name, (what, padded, size) in rows.items():
        given = {"padded": encode(padded)} | ({} if size is None else {"class": size})
        area.refuse("format", f"unpad-{name}", "padding.unpad", _DOCUMENTS + what, given)


def _attachments(area: Area) -> None:
    # Padmé: the last E - S bits of the length are zero, E = floor(log2 L), S = floor(log2 E) + 1.
    rows = {
        0: (4096, 4168),
        4096: (4096, 4168),
        4097: (4352, 4424),
        16384: (16384, 16472),
        16385: (17408, 17496),
        1_000_000: (1_015_808, 1_016_872),
        100_000_000: (100_663_296, 100_761_672),
        104_857_600: (104_857_600, 104_960_072),
    }
    for size, (padded, stored) in rows.items():
        comment = f"{_ATTACHMENTS}a file of {size} bytes"
        expected = {"padded": padded, "stored": stored}
        area.accept(f"attachment-{size}", "attachment.size", comment, {"size": size}, expected)
    for stored, right in {4168: True, 4167: False, 4169: False, 0: False, 56: False, 71: False, 4424: True, 16472: True,
                          16456: False, 2**53 - 1: False}.items():  # fmt: skip
        comment = f"{_ATTACHMENTS}what the server checks of a stored length"
        area.accept(f"stored-{stored}", "attachment.check", comment, {"stored": stored}, {"is_size": right})
