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
_ENTITY = re.compile("&(#x[0-9A-Fa-f]{1,6}|#[0-9]{1,7}|[a-z]{2,4});")
_NO_DIGIT = re.compile("[^0-9A-Fa-f]+")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_REPLACEMENT = "\ufffd"
_SURROGATES = range(0xD800, 0xE000)
_LOW_SURROGATES = 0xDC00
_LAST = 0x10FFFF


def clean(text: str) -> str:
    """Give text that is safe to show: no control, hidden or bidirectional characters, at most 120 characters."""
    plain = _SPACE.sub(" ", _HIDDEN.sub("", text[:RAW_LIMIT])).strip(" ")
    return plain if len(plain) <= VALUE_LIMIT else plain[: VALUE_LIMIT - 1] + "…"


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


def marked_utf16(data: bytes) -> str:
    """Read UTF-16 that begins with its byte order mark; without one most significant byte first."""
    if data[:2] == b"\xff\xfe":
        return utf16(data[2:], little=True)
    return utf16(data.removeprefix(b"\xfe\xff"))


def until_zero(data: bytes) -> bytes:
    """Give what stands before the first zero byte."""
    return data.partition(b"\0")[0]


def unhex(text: str) -> bytes:
    """Read hexadecimal digits; other characters, and half a byte, are left out."""
    digits = _NO_DIGIT.sub("", text)
    return bytes.fromhex(digits[: len(digits) // 2 * 2])


def unescape(text: str) -> str:
    """Read the entities of XML; unknown ones stay."""
    return _ENTITY.sub(lambda match: _entity(match[1], match[0]), text)


def _entity(name: str, whole: str) -> str:
    if not name.startswith("#"):
        return _NAMED.get(name, whole)
    code = int(f"0{name[1:]}", 0) if name.startswith("#x") else int(name[1:])
    return _REPLACEMENT if code > _LAST or code in _SURROGATES else chr(code)
