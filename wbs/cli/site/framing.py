"""Reads answers of HTTP/1.1 in the one way in which every browser reads them; what has two readings is refused.

`http.client` drops every header after a line that is none, ends lines where a browser does not, and takes `1_0` for a
size. Between two readings a site could hide a header, or another body, from whoever compares.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from wbs.errors import FormatError

MAX_ANSWER_BYTES = 32 << 20
_STATUS = re.compile(rb"HTTP/1\.1 ([1-5][0-9]{2})(?: [\t\x20-\x7e]*)?\r\n")
_HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[\t ]*((?:[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?)[\t ]*\r\n")
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})\r\n")
_LENGTH = re.compile(r"[0-9]{1,10}")
_MAX_LINE, _MAX_HEADERS = 16_384, 100
_INTERIM, _EMPTY = 200, frozenset({204, 304})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, as it came."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """Give one header's value, or an empty text."""
        return next((value for known, value in self.headers if known.lower() == name), "")


def read_answer(file: IO[bytes]) -> Answer:
    """Read one answer; an interim one (103) is given as it is, since nobody here asks for any.

    Raises:
        FormatError: not HTTP/1.1, or a head or body that could be read otherwise, or one that is too large.
        ConnectionResetError: nothing came.
        OSError: the connection broke.
    """
    first = file.readline(_MAX_LINE)
    if not first:
        raise ConnectionResetError
    status = int(_matched(_STATUS, first, "first line")[1])
    headers: list[tuple[str, str]] = []
    while (line := file.readline(_MAX_LINE)) != b"\r\n":
        name, value = _matched(_HEADER, line, "header").groups()
        headers.append((name.decode("ascii"), value.decode("ascii")))
        if len(headers) > _MAX_HEADERS:
            raise FormatError("an answer with too many headers")
    is_empty = status < _INTERIM or status in _EMPTY
    return Answer(status, tuple(headers), b"" if is_empty else _body(file, headers))


def is_kept_open(answer: Answer) -> bool:
    """Say whether the connection may carry another request after this answer."""
    names = {name.lower() for name, _ in answer.headers}
    is_framed = bool(names & {"content-length", "transfer-encoding"})
    return is_framed and answer.status >= _INTERIM and answer.header("connection").lower() in ("", "keep-alive")


def _body(file: IO[bytes], headers: Sequence[tuple[str, str]]) -> bytes:
    lengths = [value for name, value in headers if name.lower() == "content-length"]
    codings = [value for name, value in headers if name.lower() == "transfer-encoding"]
    if codings == ["chunked"] and not lengths:
        return _chunks(file)
    if codings or len(lengths) > 1 or not all(_LENGTH.fullmatch(one) for one in lengths):
        raise FormatError("an answer whose length has two readings")
    if lengths:
        return _exactly(file, int(lengths[0]))
    body = file.read(MAX_ANSWER_BYTES + 1)
    _require_size(len(body))
    return body


def _chunks(file: IO[bytes]) -> bytes:
    """Read chunks without extensions, and no headers after them."""
    body = bytearray()
    while size := int(_matched(_SIZE, file.readline(_MAX_LINE), "chunk")[1], 16):
        _require_size(len(body) + size)
        body += _exactly(file, size)
        _require_line_end(file)
    _require_line_end(file)
    return bytes(body)


def _exactly(file: IO[bytes], size: int) -> bytes:
    _require_size(size)
    data = file.read(size)
    if len(data) < size:
        raise FormatError("an answer that breaks off")
    return data


def _require_size(size: int) -> None:
    if size > MAX_ANSWER_BYTES:
        raise FormatError("an answer that is too large")


def _require_line_end(file: IO[bytes]) -> None:
    if file.read(2) != b"\r\n":
        raise FormatError("a chunk of another size than it says")


def _matched(pattern: re.Pattern[bytes], line: bytes, what: str) -> re.Match[bytes]:
    found = pattern.fullmatch(line)
    if not found:
        raise FormatError(f"an answer with a {what} that browsers may read otherwise")
    return found
