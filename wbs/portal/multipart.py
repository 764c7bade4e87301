"""A streaming reader of multipart/form-data (RFC 7578), as strict as browsers are regular.

It holds no more than one piece and one delimiter in memory and writes nothing anywhere. Whatever a browser would not
have sent is refused: preamble, epilogue, padding after delimiters, unknown part headers or parameters.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wbs.errors import FormatError

MAX_HEADER_BYTES = 4096
_LAST_BREAK = b"\r\n"
_CONTENT_TYPE = re.compile(r"multipart/form-data\s*;\s*boundary=(?:\"([^\"]+)\"|([^\s;\"]+))\s*\Z", re.IGNORECASE)
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]\Z")
_DISPOSITION = re.compile(rb'form-data; name="([^"\r\n]*)"(?:; filename="([^"\r\n]*)")?\Z')
_MEDIA_TYPE = re.compile(rb"[\x21-\x7e][\x20-\x7e]{0,118}\Z")


class MultipartError(FormatError):
    """The body is not multipart/form-data as browsers write it."""

    public_message = "The form could not be read."


@dataclass(frozen=True, slots=True)
class PartStart:
    """A part begins: bytes follow, then `PartEnd`."""

    name: bytes
    filename: bytes | None
    """None for a text field."""
    media_type: bytes


@dataclass(frozen=True, slots=True)
class PartEnd:
    """A part is whole: its closing delimiter has been seen."""


Event = PartStart | bytes | PartEnd
_END = PartEnd()


def is_multipart(content_type: str) -> bool:
    """Say whether a Content-Type announces a form with files, whatever its boundary."""
    return content_type.partition(";")[0].strip().lower() == "multipart/form-data"


def boundary_of(content_type: str) -> bytes:
    """Give the boundary that a Content-Type names.

    Raises:
        MultipartError: none, or one that RFC 2046 does not allow (1 to 70 characters of a small set).
    """
    match = _CONTENT_TYPE.match(content_type)
    boundary = (match[1] or match[2]) if match else ""
    if not _BOUNDARY.match(boundary):
        raise MultipartError("no usable boundary")
    return boundary.encode("ascii")


class _Window:
    """What has come but is not yet understood."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        # A leading line break makes the first delimiter look like every other.
        self.held = b"\r\n"
        self._pieces = pieces

    def more(self) -> bool:
        """Take the next piece; False at the end of the body."""
        piece = next(self._pieces, None)
        if piece is None:
            return False
        self.held += piece
        return True

    def cut(self, size: int) -> bytes:
        """Give the first `size` bytes and forget them."""
        start, self.held = self.held[:size], self.held[size:]
        return start

    def need(self, size: int) -> None:
        """Wait until that many bytes are held."""
        while len(self.held) < size:
            if not self.more():
                raise MultipartError("body ends inside the form")

    def find(self, mark: bytes, limit: int) -> int:
        """Wait for a mark that must begin within `limit` bytes."""
        while (at := self.held.find(mark, 0, limit + len(mark))) < 0:
            if len(self.held) >= limit + len(mark) or not self.more():
                raise MultipartError("a mark is missing or too late")
        return at


def read_parts(pieces: Iterable[bytes], boundary: bytes) -> Iterator[Event]:
    """Give the parts of a body as events, in order; ends only after the closing delimiter.

    Raises:
        MultipartError: the body is malformed, or ends early.
        Whatever `pieces` raises.
    """
    delimiter = b"\r\n--" + boundary
    window = _Window(iter(pieces))
    window.need(len(delimiter))
    if window.cut(len(delimiter)) != delimiter:
        raise MultipartError("body does not begin with its boundary")
    while _opens_part(window):
        yield _part_start(window)
        yield from _part_data(window, delimiter)
        yield _END
    _expect_end(window)


def _opens_part(window: _Window) -> bool:
    window.need(2)
    mark = window.cut(2)
    if mark not in {b"\r\n", b"--"}:
        raise MultipartError("a delimiter with something behind it")
    return mark == b"\r\n"


def _part_start(window: _Window) -> PartStart:
    end = window.find(b"\r\n\r\n", MAX_HEADER_BYTES)
    block = window.cut(end)
    window.cut(4)
    disposition: re.Match[bytes] | None = None
    media_type = b""
    for line in block.split(b"\r\n"):
        name, _colon, value = line.partition(b":")
        kind, value = name.lower(), value.strip(b" \t")
        if kind == b"content-disposition" and disposition is None:
            disposition = _DISPOSITION.match(value)
        elif kind == b"content-type" and not media_type and _MEDIA_TYPE.match(value):
            media_type = value
        else:
            raise MultipartError("a part header that forms do not have")
    if disposition is None:
        raise MultipartError("a part without a name")
    return PartStart(disposition[1], disposition[2], media_type)


def _part_data(window: _Window, delimiter: bytes) -> Iterator[bytes]:
    keep = len(delimiter) - 1
    while (at := window.held.find(delimiter)) < 0:
        ready = len(window.held) - keep
        if ready > 0:
            yield window.cut(ready)
        if not window.more():
            raise MultipartError("body ends inside a part")
    if at:
        yield window.cut(at)
    window.cut(len(delimiter))


def _expect_end(window: _Window) -> None:
    while len(window.held) <= len(_LAST_BREAK) and window.more():
        pass
    if window.held not in {b"", _LAST_BREAK}:
        raise MultipartError("something follows the closing delimiter")
