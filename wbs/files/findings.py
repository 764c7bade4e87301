"""What was found in a file, and how much of it was seen (docs/spec/metadata.md)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from wbs.files.source import DamagedError, UnseenError
from wbs.files.text import clean

MOST_FINDINGS = 64
MOST_ITEMS = 200_000
"""Most tags, attributes, records and words of one file that are looked at."""


class Kind(StrEnum):
    """What a finding gives away; in the order in which findings are shown."""

    POSITION = "position"
    AUTHOR = "author"
    DEVICE = "device"
    SERIAL = "serial"
    IDENTIFIER = "identifier"
    PATH = "path"
    TIME = "time"
    SOFTWARE = "software"
    TITLE = "title"
    COMMENT = "comment"
    REVISION = "revision"
    THUMBNAIL = "thumbnail"
    EMBEDDED = "embedded"
    OTHER = "other"


class Checked(StrEnum):
    """How much of what can carry metadata was seen; a later one outweighs an earlier one."""

    WHOLE = "whole"
    PART = "part"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    UNKNOWN = "unknown"


class Format(StrEnum):
    """What a file is by its content."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIF = "heif"
    MP4 = "mp4"
    MP3 = "mp3"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODF = "odf"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that identifies, or may."""

    kind: Kind
    value: str | None = None
    """Cleaned, at most 120 characters; None where there is only the fact."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a look into a file gave."""

    format: Format
    checked: Checked
    findings: tuple[Finding, ...]

    @property
    def complete(self) -> bool:
        """Whether everything was seen that can carry metadata in this format, as far as the specification lists it."""
        return self.checked is Checked.WHOLE


class Findings:
    """Collects findings: each once, in order, at most 64."""

    def __init__(self) -> None:
        self.checked = Checked.WHOLE
        self._found: dict[Finding, None] = {}
        self._items = MOST_ITEMS

    def spend(self) -> None:
        """Count one more item of those that a small file could hold without end.

        Raises:
            UnseenError: there were too many.
        """
        self._items -= 1
        if self._items < 0:
            raise UnseenError("too many items")

    def add(self, kind: Kind, value: str | None = None) -> None:
        """Note a finding; a value with nothing to see in it is none."""
        shown = None if value is None else clean(value)
        if shown == "" or (kind is Kind.TIME and shown is not None and not any(char in "123456789" for char in shown)):
            return
        if len(self._found) < MOST_FINDINGS:
            self._found[Finding(kind, shown)] = None
        elif Finding(kind, shown) not in self._found:
            self.mark(Checked.PART)

    def mark(self, checked: Checked) -> None:
        """Note that something was not seen."""
        order = list(Checked)
        self.checked = max(self.checked, checked, key=order.index)

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Go on after a part that cannot be read, and note it."""
        try:
            yield
        except DamagedError:
            self.mark(Checked.DAMAGED)
        except UnseenError:
            self.mark(Checked.PART)

    def result(self, kind: Format) -> Inspection:
        """Give all: by kind, and a bare fact only where no finding of its kind has a value."""
        valued = {finding.kind for finding in self._found if finding.value is not None}
        shown = [finding for finding in self._found if finding.value is not None or finding.kind not in valued]
        order = list(Kind)
        return Inspection(kind, self.checked, tuple(sorted(shown, key=lambda finding: order.index(finding.kind))))
