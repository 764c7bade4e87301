"""XML as far as metadata needs it: a walk over tags, without entities of its own, nesting or memory.

Must not resolve anything: a document type is passed over, so there is nothing to expand.
"""

from collections.abc import Iterator
from typing import NamedTuple

from wbs.files.findings import Findings, Kind
from wbs.files.names import add_named
from wbs.files.text import RAW_LIMIT, unescape, utf8


class Element(NamedTuple):
    """A start tag and the text right behind it."""

    name: str
    attributes: list[tuple[str, str]]
    text: str


def elements(data: bytes, findings: Findings) -> Iterator[Element]:
    """Give all start tags, in order; broken ones as far as they can be read.

    Raises:
        UnseenError: more tags and attributes than one file may have.
    """
    text = utf8(data)
    begin = text.find("<")
    while begin >= 0:
        end = text.find("<", begin + 1)
        chunk = text[begin + 1 :] if end < 0 else text[begin + 1 : end]
        begin = end
        findings.spend()
        if chunk[:1] not in {"/", "?", "!", ""}:
            tag, _, content = chunk.partition(">")
            yield Element(_name(tag), list(_attributes(tag, findings)), unescape(content[:RAW_LIMIT]))


def _name(tag: str) -> str:
    for mark in (" ", "\n", "\r", "\t", "/"):
        tag = tag.partition(mark)[0]
    return tag


def _attributes(tag: str, findings: Findings) -> Iterator[tuple[str, str]]:
    at = 0
    while (equals := tag.find("=", at)) >= 0:
        begin = equals + 1
        while tag[begin : begin + 1] in {" ", "\n", "\r", "\t"}:
            begin += 1
        mark = tag[begin : begin + 1]
        end = tag.find(mark, begin + 1) if mark in {'"', "'"} else -1
        if end < 0:
            return
        findings.spend()
        yield _last_word(tag[at:equals]), unescape(tag[begin + 1 : end][:RAW_LIMIT])
        at = end + 1


def _last_word(text: str) -> str:
    """Give the name before an equals sign."""
    for mark in ("\n", "\r", "\t"):
        text = text.replace(mark, " ")
    return text.rstrip(" ").rpartition(" ")[2]


def read_properties(data: bytes, findings: Findings, otherwise: Kind | None = None) -> None:
    """Note what elements and attributes say by their names: XMP, and the property parts of office files.

    Raises:
        UnseenError: as `elements`.
    """
    current = ""
    for element in elements(data, findings):
        # In XMP a value stands in lists of rdf: the name is that of the element around them.
        if not element.name.startswith("rdf:"):
            current = element.name
        for name, value in element.attributes:
            if not name.startswith("xmlns"):
                add_named(findings, name, value)
        add_named(findings, current, element.text, otherwise)
