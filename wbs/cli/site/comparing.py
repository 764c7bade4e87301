"""Compares what a site gave with what this release gives: every byte and every header, but for what is named here.

No input, no output. What may differ is `VARIABLE` in pages and `UNCOMPARED` among headers, and nothing else.
"""

import difflib
import re
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from wbs.cli.site.framing import MAX_ANSWER_BYTES, Answer

VARIABLE = (re.compile(rb'(<input type="hidden" name="ticket" value=")([^"]*)(")'),)
"""What pages hold of one visitor: the ticket, of which the length is still compared."""
UNCOMPARED = frozenset({"connection", "content-length", "date", "keep-alive", "server", "transfer-encoding"})
"""Headers of servers and proxies, which tell a browser nothing about what to run, load or send."""
_TICKET = re.compile(rb"[A-Za-z0-9_-]*")
_ENCODINGS = ("", "identity", "gzip")
_GZIP = 31
_SHOWN = 3
_LINE = 200
_COMPARABLE = 20_000
"""Elements of two pages that are compared one by one; of more, only that they differ is told."""
_TAG = re.compile(r"(?=<)")


class What(StrEnum):
    """What about an answer is not as this release gives it."""

    STATUS = "status"
    HEADER = "header"
    BODY = "body"
    ENCODING = "encoding"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as this release gives it; texts come from the site and are not to be believed."""

    what: What
    found: str
    expected: str


def differences(found: Answer, expected: Answer) -> list[Difference]:
    """List what an answer has otherwise than it should."""
    told = []
    if found.status != expected.status:
        told.append(Difference(What.STATUS, str(found.status), str(expected.status)))
    told += _of_headers(found, expected)
    try:
        body, wanted = plain(found), plain(expected)
    except ValueError:
        return [*told, Difference(What.ENCODING, found.header("content-encoding")[:_LINE], "gzip")]
    if without_variables(body) != without_variables(wanted):
        told += _of_bodies(body, wanted)
    return told


def plain(answer: Answer) -> bytes:
    """Give a body unpacked.

    Raises:
        ValueError: packed otherwise than this release packs, broken, or too large.
    """
    encoding = answer.header("content-encoding").lower()
    if encoding not in _ENCODINGS:
        raise ValueError(encoding)
    if encoding != "gzip":
        return answer.body
    unpacker = zlib.decompressobj(_GZIP)
    try:
        data = unpacker.decompress(answer.body, MAX_ANSWER_BYTES)
    except zlib.error:
        raise ValueError(encoding) from None
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError(encoding)
    return data


def without_variables(body: bytes) -> bytes:
    """Put in the place of each value of one visitor how long it is; mark what cannot be such a value."""
    for pattern in VARIABLE:
        body = pattern.sub(_measured, body)
    return body


def _measured(match: re.Match[bytes]) -> bytes:
    said = b"(%d)" % len(match[2]) if _TICKET.fullmatch(match[2]) else b"?" + match[2]
    return match[1] + said + match[3]


def _of_headers(found: Answer, expected: Answer) -> Iterable[Difference]:
    """Compare as many of each as there are: a second policy, or a header that came twice, counts."""
    there, wanted = _counted(found), _counted(expected)
    for name, value in sorted((there - wanted).elements()):
        yield Difference(What.HEADER, f"{name}: {value}"[:_LINE], "")
    for name, value in sorted((wanted - there).elements()):
        yield Difference(What.HEADER, "", f"{name}: {value}"[:_LINE])


def _counted(answer: Answer) -> Counter[tuple[str, str]]:
    named = ((name.lower(), value.strip()) for name, value in answer.headers)
    return Counter(one for one in named if one[0] not in UNCOMPARED)


def _of_bodies(found: bytes, expected: bytes) -> list[Difference]:
    """Show the first places at which two bodies part, element by element."""
    there = _TAG.split(without_variables(found).decode("utf-8", "replace"))
    wanted = _TAG.split(without_variables(expected).decode("utf-8", "replace"))
    if len(there) + len(wanted) > _COMPARABLE:
        there, wanted = [], []
    steps = difflib.SequenceMatcher(None, there, wanted, autojunk=False).get_opcodes()
    shown = [
        Difference(What.BODY, "".join(there[a:b])[:_LINE], "".join(wanted[c:d])[:_LINE])
        for kind, a, b, c, d in steps
        if kind != "equal"
    ]
    return shown[:_SHOWN] or [Difference(What.BODY, f"{len(found)} bytes", f"{len(expected)} other bytes")]
