"""What stands in a backup: its contents first, the signed documents, rows in parts, its manifest last.

Rows are MessagePack, typed by what the contents say of each column, and the same from either kind of database
(docs/spec/backup.md). Reads and writes bytes; knows no table.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Protocol

import msgspec

from wbs.cases.backups.archive import END, ArchiveReader, serialise_member
from wbs.crypto.encoding import b64url
from wbs.crypto.padding import backup_class
from wbs.crypto.primitives import RunningSha256, sha256
from wbs.crypto.shape import Count, Day, Digest, Document, Part, parse, serialise
from wbs.errors import FormatError

PART_BYTES = 1 << 20
"""A part is closed once its values have so many bytes; one row may be larger."""
_CONTENTS, _MANIFEST, _KEYS, _TABLES = "contents.json", "manifest.json", "keys/", "tables/"
_PADDING = bytes(1 << 20)
_DOCUMENT = re.compile(
    r"(?:(?:roots|directory)-[0-9]{2}(?:\.[0-9]{2})?-|agencies-)[1-9][0-9]{0,8}\.json\Z"
    r"|anchor\.txt\Z|drill-[A-Za-z0-9._-]{1,60}\.json\Z"
)
_Name = Annotated[str, msgspec.Meta(pattern=r"\A[a-z][a-z0-9_]{0,62}\Z")]
_Revision = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{4}\Z")]
_Number = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
_DayText = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")]
_TimeText = Annotated[
    str, msgspec.Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z\Z")
]
Value = bytes | str | int | bool | None
Row = Sequence[Value]
_ENCODER = msgspec.msgpack.Encoder()


class Kind(StrEnum):
    """What a column holds."""

    BYTES = "bytes"
    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"
    TIME = "time"


_TYPES: Mapping[Kind, Any] = {
    Kind.BYTES: bytes | None,
    Kind.TEXT: str | None,
    Kind.NUMBER: _Number | None,
    Kind.FLAG: bool | None,
    Kind.DAY: _DayText | None,
    Kind.TIME: _TimeText | None,
}


class Column(Part, frozen=True, kw_only=True):
    """One column."""

    name: _Name
    kind: Kind


class Table(Part, frozen=True, kw_only=True):
    """One table, in the order in which they are filled: what others refer to comes first."""

    name: _Name
    columns: Annotated[tuple[Column, ...], msgspec.Meta(min_length=1, max_length=100)]


class Contents(Document, frozen=True, kw_only=True, tag="wbs-backup/v1"):
    """What comes; stands first, so that a program knows early whether it can read the rest."""

    schema: _Revision
    day: Day
    tables: Annotated[tuple[Table, ...], msgspec.Meta(max_length=500)]


class FileLine(Part, frozen=True, kw_only=True):
    """A document that came."""

    name: Annotated[str, msgspec.Meta(max_length=100)]
    digest: Digest


class TableLine(Part, frozen=True, kw_only=True):
    """The rows of a table that came; the digest is over all of its parts."""

    name: _Name
    parts: Count
    rows: Count
    digest: Digest


class Manifest(Document, frozen=True, kw_only=True, tag="wbs-backup-manifest/v1"):
    """What came; stands last."""

    schema: _Revision
    day: Day
    documents: tuple[FileLine, ...]
    tables: tuple[TableLine, ...]


def is_backed_up(name: str) -> bool:
    """Say whether a file of the documents' folder belongs into a backup: signed documents, the anchor, drills."""
    return _DOCUMENT.match(name) is not None


class Source(Protocol):
    """One state of the database."""

    @property
    def contents(self) -> Contents:
        """Schema and tables."""

    def rows(self, table: Table) -> Iterator[Row]:
        """Give all rows of a table, in the order of its columns."""


def serialise_backup(source: Source, documents: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """Write the plaintext of a backup piece by piece: at most about a part at once, and zeros up to its class.

    Raises:
        FormatError: a document of another name, or a row beyond 64 MiB.
    """
    size = 0
    for piece in _members(source, documents):
        size += len(piece)
        yield piece
    missing = backup_class(size) - size
    while missing:
        yield _PADDING[:missing]
        missing -= len(_PADDING[:missing])


def _members(source: Source, documents: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    contents = source.contents
    yield serialise_member(_CONTENTS, serialise(contents))
    lines = []
    for name, data in documents:
        if not is_backed_up(name):
            raise FormatError("not a document of a backup")
        yield serialise_member(_KEYS + name, data)
        lines.append(FileLine(name=name, digest=b64url(sha256(data))))
    tables: list[TableLine] = []
    for table in contents.tables:
        yield from _table(table, source.rows(table), tables)
    manifest = Manifest(schema=contents.schema, day=contents.day, documents=tuple(lines), tables=tuple(tables))
    yield serialise_member(_MANIFEST, serialise(manifest))
    yield END


def _table(table: Table, rows: Iterable[Row], lines: list[TableLine]) -> Iterator[bytes]:
    running, parts, count = RunningSha256(), 0, 0
    for part in _parts(rows):
        data = _ENCODER.encode(part)
        _decoded(
            table, data
        )  # SQLite takes a value of any kind into any column: better no backup than one that is none
        running.update(data)
        yield serialise_member(_part_name(table, parts), data)
        parts, count = parts + 1, count + len(part)
    lines.append(TableLine(name=table.name, parts=parts, rows=count, digest=b64url(running.digest())))


def _parts(rows: Iterable[Row]) -> Iterator[list[Row]]:
    part: list[Row] = []
    size = 0
    for row in rows:
        part.append(row)
        size += sum(len(value) if isinstance(value, bytes | str) else 8 for value in row)
        if size >= PART_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part


def _part_name(table: Table, part: int) -> str:
    return f"{_TABLES}{table.name}/{part:09}"


class Sink(Protocol):
    """Where what is read goes. It may be called before the end is known to be good: nothing of it counts until then."""

    def begin(self, contents: Contents) -> None:
        """Make ready; refuse what cannot be taken."""

    def take_document(self, name: str, data: bytes) -> None:
        """Take a document."""

    def take_rows(self, table: Table, rows: list[Row]) -> None:
        """Take rows of a table, in order."""


class BackupReader:
    """Takes the plaintext of a backup as it comes, and hands its parts on; only `finalize` says that all was right."""

    def __init__(self, sink: Sink) -> None:
        """Begin."""
        self._sink = sink
        self._archive = ArchiveReader()
        self._contents: Contents | None = None
        self._manifest: Manifest | None = None
        self._documents: list[FileLine] = []
        self._tables: list[TableLine] = []
        self._open: _OpenTable | None = None

    def update(self, data: bytes) -> None:
        """Take bytes.

        Raises:
            UnknownVersionError: a backup of another version.
            FormatError: not a backup, or parts that are missing, doubled, or of another shape.
        """
        for name, content in self._archive.update(data):
            self._take(name, content)

    def finalize(self) -> Manifest:
        """Say that there is no more; give what was read.

        Raises:
            FormatError: cut off, of a size that is no class, or not what its manifest says.
        """
        self._archive.finalize()
        if backup_class(self._archive.size) != self._archive.size or self._manifest is None:
            raise FormatError("the backup is cut off")
        return self._manifest

    def _take(self, name: str, content: bytes) -> None:
        if self._manifest is not None:
            raise FormatError("a backup ends with its manifest")
        if self._contents is None:
            if name != _CONTENTS:
                raise FormatError("a backup begins with its contents")
            self._contents = parse(content, Contents)
            self._sink.begin(self._contents)
        elif name.startswith(_KEYS):
            self._take_document(name.removeprefix(_KEYS), content)
        elif name.startswith(_TABLES):
            self._take_part(self._contents, name, content)
        elif name == _MANIFEST:
            self._close(self._contents, parse(content, Manifest))
        else:
            raise FormatError("a part that no backup has")

    def _take_document(self, name: str, content: bytes) -> None:
        if not is_backed_up(name) or self._open is not None or name in {line.name for line in self._documents}:
            raise FormatError("a part that no backup has")
        self._documents.append(FileLine(name=name, digest=b64url(sha256(content))))
        self._sink.take_document(name, content)

    def _take_part(self, contents: Contents, name: str, content: bytes) -> None:
        found = name.removeprefix(_TABLES).partition("/")[0]
        if self._open is None or self._open.table.name != found:
            self._open_table(contents, found)
        if self._open is None or name != _part_name(self._open.table, self._open.parts):
            raise FormatError("a part that is missing, or out of its order")
        self._sink.take_rows(self._open.table, self._open.take(content))

    def _open_table(self, contents: Contents, name: str) -> None:
        """Go on to a table; those between have no rows."""
        self._shut()
        while len(self._tables) < len(contents.tables):
            table = contents.tables[len(self._tables)]
            self._open = _OpenTable(table)
            if table.name == name:
                return
            self._shut()
        raise FormatError("a part that is missing, or out of its order")

    def _shut(self) -> None:
        if self._open is not None:
            self._tables.append(self._open.line())
        self._open = None

    def _close(self, contents: Contents, manifest: Manifest) -> None:
        self._shut()
        rest = contents.tables[len(self._tables) :]
        self._tables += [_OpenTable(table).line() for table in rest]
        found = Manifest(
            schema=contents.schema,
            day=contents.day,
            documents=tuple(self._documents),
            tables=tuple(self._tables),
        )
        if found != manifest:
            raise FormatError("the backup does not hold what its manifest says")
        self._manifest = manifest


class _OpenTable:
    """A table of which parts come."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.parts = 0
        self._rows = 0
        self._running = RunningSha256()

    def take(self, content: bytes) -> list[Row]:
        """Read a part. Raises FormatError."""
        rows = _decoded(self.table, content)
        self._running.update(content)
        self.parts += 1
        self._rows += len(rows)
        return rows

    def line(self) -> TableLine:
        """Sum up."""
        digest = b64url(self._running.digest())
        return TableLine(name=self.table.name, parts=self.parts, rows=self._rows, digest=digest)


def _decoded(table: Table, content: bytes) -> list[Row]:
    try:
        rows: list[Row] = _decoder(table).decode(content)
    except msgspec.MsgspecError:
        raise FormatError(f"rows of the table {table.name} do not have its columns' kinds") from None
    return rows


@cache
def _decoder(table: Table) -> msgspec.msgpack.Decoder[Any]:
    columns = tuple(_TYPES[column.kind] for column in table.columns)
    return msgspec.msgpack.Decoder(list[tuple[columns]])  # type: ignore[valid-type]
