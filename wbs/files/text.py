"""Text out of metadata: decoding as tolerant as programs are, and cleaning before anybody sees it."""

import re

VALUE_LIMIT = 120
"""Most characters of a value that is shown."""
RAW_LIMIT = 1024
"""Most characters of a value that are looked at."""
_SPACE = re.compile("[\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
# Marks of direction, joiners, fillers, annotations, tags: what has no shape of its own, or changes that of others.
_HIDDEN = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]+"
)
_ENTITY = re.compile("&(amp|lt|gt|quot|apos);")
_NO_DIGIT = re.compile("[^0-9A-Fa-f]+")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_REPLACEMENT = "\ufffd"
_SURROGATES = range(0xD800, 0xE000)


def clean(text: str) -> str:
    """Give text that is safe to show: no control, hidden or bidirectional characters, at most 120 characters."""
    shown = _SPACE.sub(" ", _HIDDEN.sub("", text[:RAW_LIMIT])).strip(" ")
    return shown if len(shown) <= VALUE_LIMIT else shown[: VALUE_LIMIT - 1] + "…"


def latin1(data: bytes) -> str:
    """Read ISO 8859-1: each byte is its character."""
    return data.decode("latin-1")


def utf8(data: bytes) -> str:
    """Read UTF-8; what is none becomes U+FFFD."""
    return data.decode("utf-8", "replace")


def utf16(data: bytes, *, little: bool = False) -> str:
    """Read UTF-16; half a pair becomes U+FFFD, half a unit is left out."""
    data = data[: len(data) // 2 * 2]
    text = data.decode("utf-16-le" if little else "utf-16-be", "surrogatepass")
    return "".join(_REPLACEMENT if ord(char) in _SURROGATES else char for char in text)


def plain(data: bytes) -> str:
    """Read text that does not say how it is written: UTF-16 by its mark, or UTF-8, or ISO 8859-1 if it is none."""
    if data[:2] in {b"\xfe\xff", b"\xff\xfe"}:
        return utf16(data[2:], little=data[:1] == b"\xff")
    text = utf8(data)
    return latin1(data) if _REPLACEMENT in text else text


def until_zero(data: bytes) -> bytes:
    """Give what stands before the first zero byte."""
    return data.partition(b"\0")[0]


def unhex(text: str) -> bytes:
    """Read hexadecimal digits; other characters, and half a byte, are left out."""
    digits = _NO_DIGIT.sub("", text)
    return bytes.fromhex(digits[: len(digits) // 2 * 2])


def unescape(text: str) -> str:
    """Read the five entities that XML itself has; others stay."""
    return _ENTITY.sub(lambda match: _NAMED[match[1]], text)
