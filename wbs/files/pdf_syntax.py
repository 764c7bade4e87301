"""PDF's syntax as far as metadata needs it: one dictionary and its strings (ISO 32000-2, section 7.3)."""

import re
from typing import NamedTuple

from wbs.files.findings import Findings
from wbs.files.text import RAW_LIMIT, plain, unhex

_TOKEN = re.compile(
    r"[\0\t\n\f\r ]+|%[^\r\n]*|<<|>>|<[^<>]*>|/[^\0\t\n\f\r ()<>\[\]{}/%]*|[\[\]{}]|[^\0\t\n\f\r ()<>\[\]{}/%]+"
)
_IN_STRING = re.compile(r"[^()\\]+|\\[\s\S]|[()]")
_ESCAPE = re.compile(r"\\([0-7]{1,3}|\r\n|[\s\S])")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "\r\n": "", "\n": "", "\r": ""}
_BLANK = "\0\t\n\f\r %"
_LIMIT = 1 << 13
"""Most characters of one value that are kept."""


class Dictionary(NamedTuple):
    """A dictionary: values by key as they are written, tokens parted by spaces."""

    entries: dict[str, str]
    end: int
    """Where it ends in the text."""


def parse_dictionary(text: str, at: int, findings: Findings) -> Dictionary | None:
    """Read the dictionary that begins at a place; None if there is none, or it does not end.

    Raises:
        UnseenError: more words than one file may have.
    """
    entries: dict[str, str] = {}
    key, depth = "", 0
    while (end := _end_of_token(text, at, findings)) > at:
        findings.spend()
        word, at = text[at:end], end
        if word[0] in _BLANK:
            continue
        depth -= word in {">>", "]"}
        if depth == 1 and word[0] == "/" and (not key or entries[key]):
            key = word
            entries[key] = ""
        elif depth and key:
            entries[key] = f"{entries[key]} {word}".lstrip(" ")[:_LIMIT]
        depth += word in {"<<", "["}
        if depth == 0:
            return Dictionary(entries, at) if word == ">>" else None
    return None


def _end_of_token(text: str, at: int, findings: Findings) -> int:
    """Give where the token ends, or `at` if there is none."""
    if text[at : at + 1] != "(":
        match = _TOKEN.match(text, at)
        return match.end() if match else at
    depth, place = 0, at
    while match := _IN_STRING.match(text, place):
        findings.spend()
        place = match.end()
        depth += (match[0] == "(") - (match[0] == ")")
        if depth == 0:
            return place
    return at


def string_of(value: str) -> str | None:
    """Give the text of a string as it is written; None for another kind of value."""
    if value[:1] == "(":
        raw = _ESCAPE.sub(lambda match: _unescaped(match[1]), value[1:-1][: 4 * RAW_LIMIT]).encode("latin-1")
    elif value[:1] == "<" and value[:2] != "<<":
        raw = unhex(value[: 4 * RAW_LIMIT])
    else:
        return None
    return plain(raw)


def _unescaped(code: str) -> str:
    if code[0] in "01234567":
        return chr(int(code, 8) & 0xFF)
    return _ESCAPED.get(code, code)
