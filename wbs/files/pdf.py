"""PDF: a walk over all objects, those of older versions too (ISO 32000-2).

A reader of PDF begins at the end and sees the newest version; what identifies may stand in an older one. So this goes
through the file from its beginning, from object to object, and steps over streams by their length.
"""

import re
from typing import NamedTuple

from wbs.files.findings import Checked, Findings, Kind
from wbs.files.names import add_named
from wbs.files.pdf_syntax import Dictionary, parse_dictionary, string_of
from wbs.files.picture import inspect_picture
from wbs.files.source import DamagedError, Source, UnseenError
from wbs.files.text import latin1
from wbs.files.xml import read_properties

_WINDOW = 1 << 11
_OVERLAP = 64
_OBJECT_LIMIT = 1 << 18
"""Largest dictionary that is looked at, in bytes."""
_BEHIND = 16
"""Bytes behind a dictionary that tell whether a stream follows."""
_OBJECT = re.compile(r"[0-9][\0\t\n\f\r ]{1,8}[0-9]{1,5}[\0\t\n\f\r ]{1,8}obj(?![A-Za-z])")
_ENCRYPT = re.compile(r"/Encrypt(?![A-Za-z])")
_END_OF_FILE = "%%EOF"
_DICTIONARY = re.compile(r"[\0\t\n\f\r ]*<<")
_STREAM = re.compile(r"[\0\t\n\f\r ]{0,8}stream(\r\n|\n|\r)")
_END_OF_STREAM = re.compile(r"[\0\t\n\f\r ]{0,4}endstream")
_LINE_END = re.compile(r"(\r\n|\n|\r)\Z")
_NUMBER = re.compile(r"[0-9]{1,15}\Z")
_HEADER = re.compile(r"[0-9]{1,10}[\0\t\n\f\r ]+([0-9]{1,10})[\0\t\n\f\r ]*")
_INFO = {"/Author", "/Creator", "/Producer", "/Title", "/Subject", "/Keywords", "/CreationDate", "/ModDate"}
_NOT_INFO = {"/Type", "/Subtype", "/Parent", "/Filter", "/Rect"}
_PEOPLE = {
    "/T": Kind.AUTHOR,
    "/Contents": Kind.COMMENT,
    "/M": Kind.TIME,
    "/CreationDate": Kind.TIME,
    "/Name": Kind.AUTHOR,
    "/ContactInfo": Kind.AUTHOR,
    "/Location": Kind.POSITION,
    "/Reason": Kind.COMMENT,
}
"""What annotations and signatures say."""
_MOST_INNER = 10_000
Entries = dict[str, str]


class _Stream(NamedTuple):
    at: int
    size: int
    end: int


class _Walk:
    """One walk over a file."""

    def __init__(self, source: Source, findings: Findings) -> None:
        self.source = source
        self.findings = findings
        self.strings: list[Entries] = []
        """Dictionaries whose strings count only if the file is not encrypted."""
        self.encrypted = False
        self.linearized = False
        self.ends = 0

    def run(self) -> None:
        """Go through the file.

        Raises:
            DamagedError: it has no end, as a file that was cut.
            UnseenError: as `Source.read`.
        """
        at = 0
        while at < self.source.size:
            try:
                at = self.step(at)
            except UnseenError:
                behind = self.source.behind_gap(at)
                if behind is None:
                    raise
                self.findings.mark(Checked.PART)
                at = behind
        if self.ends == 0:
            raise DamagedError("file has no end")

    def step(self, at: int) -> int:
        """Look for the next object nearby; give where to go on."""
        window = latin1(self.source.take(at, _WINDOW))
        match = _OBJECT.search(window)
        size = match.end() if match else max(len(window) - _OVERLAP, _OVERLAP)
        self.ends += window.count(_END_OF_FILE, 0, size + len(_END_OF_FILE) - 1)
        self.encrypted = self.encrypted or _ENCRYPT.search(window[: size + _OVERLAP]) is not None
        return self.object(at + size) if match else at + size

    def object(self, at: int) -> int:
        """Look at one object; give where to go on."""
        for size in (_WINDOW, _OBJECT_LIMIT):
            text = latin1(self.source.take(at, size))
            if not _DICTIONARY.match(text):
                return at
            found = parse_dictionary(text, 0, self.findings)
            if found and (found.end + _BEHIND <= len(text) or len(text) < size):
                return self.found(at, text, found)
        self.findings.mark(Checked.PART)
        return at

    def found(self, at: int, text: str, found: Dictionary) -> int:
        """Look at the dictionary of an object, and at its stream; give where to go on."""
        self.dictionary(found.entries)
        match = _STREAM.match(text, found.end)
        if not match:
            return at + found.end
        stream = self.stream(at + match.end(), found.entries)
        with self.findings.guarded():
            self.content(found.entries, stream)
        return stream.end

    def dictionary(self, entries: Entries) -> None:
        """Look at the dictionary of an object, in a stream of objects or outside."""
        self.linearized = self.linearized or "/Linearized" in entries
        self.encrypted = self.encrypted or "/Encrypt" in entries
        if entries.get("/Type") == "/EmbeddedFile":
            self.findings.add(Kind.EMBEDDED)
        if _has_strings(entries):
            self.strings.append(entries)

    def stream(self, at: int, entries: Entries) -> _Stream:
        """Give where a stream stands: by its length if that is written there and true, or else by its end mark."""
        length = entries.get("/Length", "")
        if _NUMBER.match(length):
            end = at + int(length)
            if end <= self.source.size and _END_OF_STREAM.match(latin1(self.source.take(end, 16))):
                return _Stream(at, int(length), end)
        place = at
        while True:
            window = latin1(self.source.take(place, _WINDOW))
            found = window.find("endstream")
            if found >= 0:
                break
            if place + len(window) >= self.source.size:
                raise DamagedError("stream without an end")
            place += len(window) - len("endstream") + 1
        end = place + found
        before = latin1(self.source.read(max(at, end - 2), min(2, end - at)))
        match = _LINE_END.search(before)
        return _Stream(at, end - at - (len(match[0]) if match else 0), end)

    def content(self, entries: Entries, stream: _Stream) -> None:
        """Look into a stream that may say something."""
        if entries.get("/Type") == "/Metadata" or entries.get("/Subtype") == "/XML":
            read_properties(self.unpacked(entries, stream), self.findings)
        elif entries.get("/Type") == "/ObjStm":
            self.inner_objects(entries, latin1(self.unpacked(entries, stream)))
        elif entries.get("/Subtype") == "/Image" and _filter(entries) == "/DCTDecode":
            inspect_picture(self.source.view(stream.at, stream.size), self.findings)

    def unpacked(self, entries: Entries, stream: _Stream) -> bytes:
        packed = self.source.part(stream.at, stream.size)
        if not _filter(entries):
            return packed
        if _filter(entries) != "/FlateDecode" or "/DecodeParms" in entries:
            raise UnseenError("packed in another way")
        return self.source.inflate(packed, wrapped=True)

    def inner_objects(self, entries: Entries, text: str) -> None:
        """Look at the objects of an object stream."""
        first, at = entries.get("/First", ""), 0
        if not _NUMBER.match(first):
            raise DamagedError("object stream without its places")
        for _ in range(_MOST_INNER):
            match = _HEADER.match(text, at)
            if not match:
                return
            at = match.end()
            self.findings.spend()
            found = parse_dictionary(text, int(first) + int(match[1]), self.findings)
            if found:
                self.dictionary(found.entries)
        raise UnseenError("too many objects")

    def finish(self) -> None:
        """Note what was collected, now that it is known whether it can be read."""
        if self.ends > (2 if self.linearized else 1):
            self.findings.add(Kind.REVISION)
        if self.encrypted:
            self.findings.mark(Checked.ENCRYPTED)
            return
        for entries in self.strings:
            self.note(entries)

    def note(self, entries: Entries) -> None:
        for key, value in entries.items():
            text = string_of(value)
            if text is None:
                continue
            if entries.keys().isdisjoint(_NOT_INFO):
                # PDF calls the program that wrote the document its creator.
                add_named(self.findings, "CreatorTool" if key == "/Creator" else key, _date(text))
            # The contents of a signature are no text.
            elif key in _PEOPLE and (key != "/Contents" or "/Rect" in entries):
                self.findings.add(_PEOPLE[key], _date(text))


def _has_strings(entries: Entries) -> bool:
    """Say whether a dictionary may be an information dictionary, an annotation or a signature."""
    if "/Rect" in entries:
        return "/FT" not in entries
    information = entries.keys() & _INFO and not entries.keys() & _NOT_INFO
    return bool(information) or entries.get("/Type") == "/Sig"


def _filter(entries: Entries) -> str:
    return entries.get("/Filter", "").strip("[] ")


def _date(text: str) -> str:
    return text.removeprefix("D:")


def inspect_pdf(source: Source, findings: Findings) -> None:
    """Note what all objects say; an encrypted file says only that it is one."""
    walk = _Walk(source, findings)
    with findings.guarded():
        walk.run()
    walk.finish()
