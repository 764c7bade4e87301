"""Office files: OOXML (ECMA-376) and OpenDocument (ISO/IEC 26300), which are archives of XML and pictures."""

import re
from collections.abc import Callable
from contextlib import suppress

from wbs.files.archive import Entry, central_entries, content, local_entries
from wbs.files.findings import Checked, Findings, Format, Kind
from wbs.files.picture import inspect_picture
from wbs.files.source import Source, UnseenError
from wbs.files.text import latin1
from wbs.files.xml import Element, elements, read_properties

_Reader = Callable[[Source, Entry, Findings], None]
_OOXML = {"word": Format.DOCX, "xl": Format.XLSX, "ppt": Format.PPTX}
_PEOPLE = {
    *("authors", "comment", "commentAuthors", "comments", "document", "endnotes", "footer", "footnotes", "header"),
    *("modernComment", "people", "person", "threadedComment", "workbook"),
}
"""OOXML parts that name people, without the number and ending of their names."""
_STEM = re.compile("[A-Za-z]+")
_AUTHORS = {"author", "userName", "userId", "displayName"}
_TIMES = {"date", "dt", "dT", "created"}
_CHANGES = {"ins", "del", "delText", "moveFrom", "moveTo"}
_OPEN_DOCUMENT_PARTS = {"content.xml", "styles.xml", "settings.xml", "meta.xml", "META-INF/manifest.xml"}
_OPEN_DOCUMENT_KINDS = {
    "dc:creator": Kind.AUTHOR,
    "dc:date": Kind.TIME,
    "meta:creator-initials": Kind.AUTHOR,
    "meta:user-defined": Kind.OTHER,
}


def inspect_office(source: Source, findings: Findings) -> Format:
    """Note what the parts of an office file say; give which it is, UNKNOWN for another archive.

    Raises:
        DamagedError, UnseenError: its list of parts cannot be read.
    """
    entries = _entries(source, findings)
    kind = _format(source, entries)
    if kind is Format.ODF:
        _each(source, entries, findings, _read_open_document)
    elif kind is not Format.UNKNOWN:
        _each(source, entries, findings, _read_ooxml)
    return kind


def _entries(source: Source, findings: Findings) -> list[Entry]:
    if source.reach == source.size:
        return central_entries(source)
    if source.tail is not None:
        with suppress(UnseenError):
            return central_entries(source)
        findings.mark(Checked.PART)
    return list(local_entries(source))


def _format(source: Source, entries: list[Entry]) -> Format:
    if entries and entries[0].name == "mimetype":
        kind = latin1(content(source, entries[0]))
        return Format.ODF if kind.startswith("application/vnd.oasis.opendocument.") else Format.UNKNOWN
    if all(entry.name != "[Content_Types].xml" for entry in entries):
        return Format.UNKNOWN
    folders = [entry.name.partition("/")[0] for entry in entries]
    return next((_OOXML[folder] for folder in folders if folder in _OOXML), Format.UNKNOWN)


def _each(source: Source, entries: list[Entry], findings: Findings, read: _Reader) -> None:
    for entry in entries:
        with findings.guarded():
            if entry.encrypted:
                findings.mark(Checked.ENCRYPTED)
            else:
                read(source, entry, findings)


def _read_ooxml(source: Source, entry: Entry, findings: Findings) -> None:
    folder, _, rest = entry.name.partition("/")
    base = rest.rpartition("/")[2]
    stem = _STEM.match(base)
    if folder == "docProps":
        _read_ooxml_properties(source, entry, base, findings)
    elif "/media/" in entry.name:
        _read_picture(source, entry, findings)
    elif "/embeddings/" in entry.name:
        findings.add(Kind.EMBEDDED)
    elif stem and stem[0] in {"printerSettings", "vbaProject"}:
        findings.add(Kind.OTHER, base)
    elif "/revisions/" in entry.name:
        findings.add(Kind.REVISION)
    elif base.endswith(".rels"):
        _read_relations(source, entry, findings)
    if stem and stem[0] in _PEOPLE and base.endswith(".xml"):
        for element in elements(content(source, entry), findings):
            _read_people(element, findings)


def _read_ooxml_properties(source: Source, entry: Entry, base: str, findings: Findings) -> None:
    if base.startswith("thumbnail"):
        findings.add(Kind.THUMBNAIL)
    elif base in {"core.xml", "app.xml"}:
        read_properties(content(source, entry), findings)
    elif base == "custom.xml":
        read_properties(content(source, entry), findings, Kind.OTHER)


def _read_people(element: Element, findings: Findings) -> None:
    """Note authors and times of comments and changes, and paths that office programs leave."""
    name = _local(element.name)
    for full, value in element.attributes:
        attribute = _local(full)
        if attribute in _AUTHORS or (attribute == "name" and name in {"cmAuthor", "author"}):
            findings.add(Kind.AUTHOR, value)
        elif attribute in _TIMES:
            findings.add(Kind.TIME, value)
        elif attribute == "url" and name == "absPath":
            findings.add(Kind.PATH, value)
    if name in _CHANGES:
        findings.add(Kind.REVISION)
    elif name == "author":
        findings.add(Kind.AUTHOR, element.text)


def _read_relations(source: Source, entry: Entry, findings: Findings) -> None:
    """Note links to files on the writer's machine."""
    for element in elements(content(source, entry), findings):
        for name, value in element.attributes:
            if name == "Target" and value.startswith("file:"):
                findings.add(Kind.PATH, value)


def _read_open_document(source: Source, entry: Entry, findings: Findings) -> None:
    if entry.name in _OPEN_DOCUMENT_PARTS:
        for element in elements(content(source, entry), findings):
            _read_body(element, findings)
    if entry.name == "meta.xml":
        read_properties(content(source, entry), findings)
    elif entry.name.startswith("Thumbnails/"):
        findings.add(Kind.THUMBNAIL)
    elif entry.name.startswith(("Pictures/", "media/")):
        _read_picture(source, entry, findings)
    elif entry.name.startswith("Object "):
        findings.add(Kind.EMBEDDED)


def _read_body(element: Element, findings: Findings) -> None:
    if element.name in _OPEN_DOCUMENT_KINDS:
        findings.add(_OPEN_DOCUMENT_KINDS[element.name], element.text)
    elif element.name in {"text:insertion", "text:deletion", "table:tracked-changes"}:
        findings.add(Kind.REVISION)
    elif element.name == "manifest:encryption-data":
        findings.mark(Checked.ENCRYPTED)
    elif ("config:name", "PrinterName") in element.attributes:
        findings.add(Kind.DEVICE, element.text)


def _read_picture(source: Source, entry: Entry, findings: Findings) -> None:
    inspect_picture(source.inner(content(source, entry)), findings)


def _local(name: str) -> str:
    return name.rpartition(":")[2]
