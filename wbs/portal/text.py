"""What people type, made fit for documents: line breaks as LF, no control characters, file names without tricks."""

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LINE_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_FOLDERS = re.compile(r"[/\\]")
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})
_BLANK = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
"""What counts as a letter, a mark or a sign, and shows nothing: Default_Ignorable_Code_Point; blank Braille."""
_MAX_NAME_CHARS = 255
NAMELESS = "berkas"
"""Name of a file that came without one; the same in every language, since a name is content."""


def clean_text(value: str) -> str:
    """Fit several lines of text: pasted form feeds and the like become spaces, outer blank space goes."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub(" ", value).strip()


def clean_line(value: str) -> str:
    """Fit one line of text: line breaks become spaces, too."""
    return _LINE_CONTROL.sub(" ", value).strip()


def clean_name(raw: bytes) -> str:
    """Fit a file name: no folders, no control, direction or invisible characters, at most 255 characters.

    Browsers write quotation marks and line breaks of a name as %22, %0D and %0A; bytes that are no UTF-8 become marks.
    """
    name = raw.decode("utf-8", errors="replace")
    name = name.replace("%22", '"').replace("%0D", " ").replace("%0A", " ")
    name = _FOLDERS.split(name)[-1]
    name = "".join(" " if unicodedata.category(char) in _UNSEEN else char for char in _BLANK.sub(" ", name))
    name = " ".join(name.split())
    return shorten_name(name) or NAMELESS


def shorten_name(name: str) -> str:
    """Cut a name to 255 characters, keeping a short ending such as `.pdf`."""
    if len(name) <= _MAX_NAME_CHARS:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 16:  # noqa: PLR2004 - longer is no file type
        return name[:_MAX_NAME_CHARS]
    return stem[: _MAX_NAME_CHARS - len(ending) - 1] + "." + ending


def clean_media_type(raw: bytes) -> str:
    """Fit a media type: what the browser stated, if it looks like one."""
    text = raw.decode("ascii", errors="ignore").partition(";")[0].strip().lower()
    return text if re.fullmatch(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,59}", text) else OCTET_STREAM


OCTET_STREAM = "application/octet-stream"
