"""Reads a posted form as it streams in: text into memory within limits, files into sealed uploads.

Fields stand in one order, each at most once. Whatever is wrong becomes a `Problem`, and what arrived whole stays in the
`Submission`, so that the page can give it back.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from itertools import chain, takewhile
from urllib.parse import parse_qsl

from wbs.cases.model import MAX_FILE_BYTES
from wbs.cases.reporters.keeping import UploadWriter
from wbs.crypto.messages import MAX_ATTACHMENTS
from wbs.crypto.primitives import RunningSha256
from wbs.errors import BusyError, StoreError
from wbs.portal.looking import Looking, Window
from wbs.portal.multipart import Event, MultipartError, PartEnd, PartStart, boundary_of, is_multipart, read_parts
from wbs.portal.text import clean_media_type, clean_name
from wbs.portal.tickets import KeptFile
from wbs.web.bodies import Body, BodyTooSlowError, CutOffError

MAX_FILES = MAX_ATTACHMENTS
MAX_FILE_PARTS = 100
"""File parts that are looked at, empty and refused ones among them; a form of more is not read on."""
MAX_FORM_BYTES = MAX_FILES * MAX_FILE_BYTES + (8 << 20)
MAX_SMALL_FORM_BYTES = 256 << 10
DRAIN_BYTES = 256 << 20
"""How much is still read after a form is refused, so that the browser shows the page instead of a broken connection."""
FILES = "files"
_URLENCODED = "application/x-www-form-urlencoded"
_BYTES_PER_CHAR = 4
_SLACK_BYTES = 4096


class Problem(StrEnum):
    """What is wrong with a form as a whole."""

    WRONG_TYPE = "wrong-type"
    MALFORMED = "malformed"
    FIELDS = "fields"
    """A field that the form does not have, twice, or in the wrong place."""
    BAD_TEXT = "bad-text"
    FIELD_TOO_LARGE = "field-too-large"
    FILE_TOO_LARGE = "file-too-large"
    TOO_MANY_FILES = "too-many-files"
    BODY_TOO_LARGE = "body-too-large"
    CUT_OFF = "cut-off"
    TOO_SLOW = "too-slow"
    STORE = "store"
    NO_ROOM = "no-room"
    """No files are taken just now: a quota is used up, or the disk too full."""
    FILE_GONE = "file-gone"
    """A file that was kept has been removed since."""

    @property
    def status(self) -> HTTPStatus:
        """The HTTP status of the page that tells it."""
        return _STATUS.get(self, HTTPStatus.BAD_REQUEST)


_STATUS = {
    Problem.WRONG_TYPE: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    Problem.FIELD_TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Problem.FILE_TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Problem.TOO_MANY_FILES: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Problem.BODY_TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Problem.TOO_SLOW: HTTPStatus.REQUEST_TIMEOUT,
    Problem.STORE: HTTPStatus.SERVICE_UNAVAILABLE,
    Problem.NO_ROOM: HTTPStatus.SERVICE_UNAVAILABLE,
    Problem.FILE_GONE: HTTPStatus.UNPROCESSABLE_ENTITY,
}


@dataclass(frozen=True, slots=True)
class FormShape:
    """The text fields of a form in their order, each with its limit in characters; `files` comes last, if at all."""

    limits: Mapping[str, int]
    has_files: bool = False
    takes_urlencoded: bool = True
    """Whether it may also come as application/x-www-form-urlencoded, without files."""
    repeated: frozenset[str] = frozenset()
    """Fields that may come several times in a row: boxes that were ticked, kept as one line each."""

    @property
    def max_form_bytes(self) -> int:
        """Give how large the whole body may be."""
        return MAX_FORM_BYTES if self.has_files else MAX_SMALL_FORM_BYTES

    def order(self, name: str) -> int:
        """Give a field's place; -1 if the form does not have it."""
        if name == FILES:
            return len(self.limits) if self.has_files else -1
        return next((place for place, known in enumerate(self.limits) if known == name), -1)

    def max_bytes(self, name: str) -> int:
        """Give how many bytes of a field are kept: more than fit its limit, since nothing typed shall be lost."""
        return self.limits[name] * _BYTES_PER_CHAR + _SLACK_BYTES


@dataclass(slots=True)
class Submission:
    """What arrived of a form."""

    fields: dict[str, str] = field(default_factory=dict)
    too_long: list[str] = field(default_factory=list)
    """Names of fields beyond their limit."""
    files: list[KeptFile] = field(default_factory=list)
    """Files that arrived whole and lie sealed."""
    refused: list[tuple[str, Problem]] = field(default_factory=list)
    """Names of files that were not taken, and why."""
    problem: Problem | None = None

    def __repr__(self) -> str:
        return "Submission(…)"

    def get(self, name: str) -> str:
        """Give a field's text; empty if it did not come."""
        return self.fields.get(name, "")

    def blame(self, problem: Problem) -> None:
        """Note a problem; the first one counts, later ones mostly follow from it."""
        self.problem = self.problem or problem


@dataclass(frozen=True, slots=True)
class Uploads:
    """Where the files of one form go."""

    room: int
    """How many more there may be."""
    open: Callable[[], UploadWriter]
    looking: Looking


UploadsFor = Callable[[Mapping[str, str]], Uploads]
"""Chooses the uploads by the text fields, which have all come by then."""


class _StopReadingError(Exception):
    """Ends the reading of a form with a problem; never leaves this module."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def read_form(body: Body, content_type: str, shape: FormShape, uploads_for: UploadsFor | None = None) -> Submission:
    """Read a form to its end, or to the first thing that is too wrong to go on.

    The submission has no problem only if every announced byte came and, for multipart, the closing boundary with them.
    """
    reader = _FormReader(shape, uploads_for)
    try:
        reader.read(body, content_type)
    except _StopReadingError as stopped:
        reader.submission.blame(stopped.problem)
    except MultipartError:
        reader.submission.blame(Problem.MALFORMED)
    except CutOffError:
        reader.submission.blame(Problem.CUT_OFF)
    except BodyTooSlowError:
        reader.submission.blame(Problem.TOO_SLOW)
    except (StoreError, BusyError):
        reader.submission.blame(Problem.STORE)
    body.whole()
    if reader.submission.problem not in {None, Problem.CUT_OFF, Problem.TOO_SLOW}:
        body.drain(DRAIN_BYTES)
    return reader.submission


class _FormReader:
    """One form being read."""

    def __init__(self, shape: FormShape, uploads_for: UploadsFor | None) -> None:
        self.submission = Submission()
        self._shape = shape
        self._uploads_for = uploads_for
        self._uploads: Uploads | None = None
        self._body: Body | None = None
        self._place = -1
        self._file_parts = 0
        self._is_too_large = False

    def read(self, body: Body, content_type: str) -> None:
        """Read the body as what its type says; of one that is too large only the text."""
        self._body = body
        self._is_too_large = body.length > self._shape.max_form_bytes
        if self._is_too_large:
            self.submission.blame(Problem.BODY_TOO_LARGE)
        if is_multipart(content_type):
            self._read_parts(read_parts(body.pieces(), boundary_of(content_type)))
        elif not self._shape.takes_urlencoded or content_type.partition(";")[0].strip().lower() != _URLENCODED:
            raise _StopReadingError(Problem.WRONG_TYPE)
        elif body.length <= MAX_SMALL_FORM_BYTES:
            self._read_urlencoded(body.read(MAX_SMALL_FORM_BYTES))
        else:
            raise _StopReadingError(Problem.BODY_TOO_LARGE)

    def _read_parts(self, events: Iterator[Event]) -> None:
        for event in events:
            if isinstance(event, PartStart):
                self._read_part(event, _part_data(events))

    def _read_part(self, start: PartStart, data: Iterator[bytes]) -> None:
        name = start.name.decode("ascii", errors="replace")
        self._enter(name)
        if (start.filename is not None) != (name == FILES):
            raise _StopReadingError(Problem.FIELDS)
        if start.filename is None:
            self._take_field(name, data)
        else:
            self._take_file(start.filename, start.media_type, data)

    def _enter(self, name: str) -> None:
        """Step to a field; it must stand behind the last one, or be another file."""
        place = self._shape.order(name)
        may_repeat = name == FILES or name in self._shape.repeated
        if place < 0 or place < self._place or (place == self._place and not may_repeat):
            raise _StopReadingError(Problem.FIELDS)
        self._place = place

    def _take_field(self, name: str, data: Iterator[bytes]) -> None:
        limit = self._shape.max_bytes(name)
        kept = bytearray()
        is_whole = True
        for piece in data:
            kept += piece[: limit - len(kept)]
            is_whole = is_whole and len(kept) < limit
            if self._is_too_large and not is_whole:
                break
        self._keep_text(name, bytes(kept), is_whole=is_whole)

    def _keep_text(self, name: str, raw: bytes, *, is_whole: bool) -> None:
        if not is_whole:
            self.submission.blame(Problem.FIELD_TOO_LARGE)
        try:
            text = raw.decode("utf-8", errors="strict" if is_whole else "ignore")
        except UnicodeDecodeError:
            self.submission.blame(Problem.BAD_TEXT)
            text = raw.decode("utf-8", errors="replace")
        text = text.replace("\r\n", "\n")
        if name in self.submission.fields:
            text = f"{self.submission.fields[name]}\n{text}"[: self._shape.max_bytes(name)]
        self.submission.fields[name] = text
        if len(text) > self._shape.limits[name]:
            self.submission.too_long.append(name)

    def _take_file(self, filename: bytes, media_type: bytes, data: Iterator[bytes]) -> None:
        if self._is_too_large or self._uploads_for is None:
            raise _StopReadingError(Problem.BODY_TOO_LARGE)
        if self._body is not None:
            self._body.pass_on()
        self._file_parts += 1
        if self._file_parts > MAX_FILE_PARTS:
            raise _StopReadingError(Problem.TOO_MANY_FILES)
        first = next(data, b"")
        if not first and not filename:
            return
        if self._uploads is None:
            self._uploads = self._uploads_for(self.submission.fields)
        name = clean_name(filename)
        if len(self.submission.files) >= self._uploads.room:
            self._refuse(name, Problem.TOO_MANY_FILES, data)
            return
        try:
            kept = _seal(self._uploads, name, clean_media_type(media_type), chain((first,), data))
        except BusyError:
            self._refuse(name, Problem.NO_ROOM, data)
            return
        if kept is None:
            self._refuse(name, Problem.FILE_TOO_LARGE, data)
        else:
            self.submission.files.append(kept)

    def _refuse(self, name: str, problem: Problem, data: Iterator[bytes]) -> None:
        self.submission.refused.append((name, problem))
        self.submission.blame(problem)
        deque(data, maxlen=0)

    def _read_urlencoded(self, raw: bytes) -> None:
        try:
            pairs = parse_qsl(
                raw.decode("ascii"),
                keep_blank_values=True,
                strict_parsing=bool(raw),
                errors="strict",
                max_num_fields=len(self._shape.limits),
            )
        except UnicodeDecodeError:
            raise _StopReadingError(Problem.BAD_TEXT) from None
        except ValueError:
            raise _StopReadingError(Problem.FIELDS) from None
        for name, value in pairs:
            self._enter(name)
            data = value.encode()
            limit = self._shape.max_bytes(name)
            self._keep_text(name, data[:limit], is_whole=len(data) < limit)


def _part_data(events: Iterator[Event]) -> Iterator[bytes]:
    """Give the bytes of the part that has begun."""
    for event in takewhile(lambda event: not isinstance(event, PartEnd), events):
        if isinstance(event, bytes):
            yield event


def _seal(uploads: Uploads, name: str, media_type: str, pieces: Iterable[bytes]) -> KeptFile | None:
    """Seal one file as it arrives, looking into it; None if it turns out too large."""
    writer = uploads.open()
    try:
        with uploads.looking.window() as window:
            digest = _fill(writer, window, pieces)
            if digest is None:
                _forget(writer)
                return None
            writer.finish()
            look = uploads.looking.result(window)
    except BaseException:
        _forget(writer)
        raise
    return KeptFile(writer.claim.attachment, writer.key, name, media_type, writer.size, digest, look)


def _fill(writer: UploadWriter, window: Window, pieces: Iterable[bytes]) -> bytes | None:
    """Write pieces until they end and give the SHA-256 of them all; None if the file turns out too large."""
    digest = RunningSha256()
    for piece in pieces:
        if writer.size + len(piece) > MAX_FILE_BYTES:
            return None
        digest.update(piece)
        window.add(piece)
        writer.write(piece)
    return digest.digest()


def _forget(writer: UploadWriter) -> None:
    """Drop an upload that will not be used; if the store cannot, its sweeper will."""
    with suppress(StoreError):
        writer.abandon()
