"""Message catalogues: collect what pages say, compare, compile.

`python -m wbs.web.catalogues` compiles; with `update` it first writes new messages into the catalogues' sources.
English texts are the message ids themselves, so only other languages have files.
"""

import io
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import wbs
from wbs.errors import ConfigError

FOLDER = Path(__file__).parent / "translations"
SHARED_DOMAIN = "web"
DOMAINS = (SHARED_DOMAIN, "portal", "investigator")
"""One catalogue per package that speaks to people."""
LOCALES = ("id",)
_PLURALS = {"id": "nplurals=1; plural=0;"}
_NO_DAY = datetime(1980, 1, 1, tzinfo=UTC)
"""Stands in compiled catalogues for the moment at which they were compiled: the same source gives the same bytes."""
_HEADER = (
    "# Texts of wbs in this language; ids are the English texts. `python -m wbs.web.catalogues update` refreshes it."
)
_DROPPED = (
    b'"POT-Creation-Date',
    b'"PO-Revision-Date',
    b'"Last-Translator',
    b'"Language-Team',
    b'"Generated-By',
    b'"Report-Msgid',
)
"""Header lines that change without reason or name whoever ran the tool."""
_PACKAGE = Path(wbs.__file__).parent
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_gettext": None,
}
_OPTIONS = {"templates/**.html": {"silent": "false", "newstyle_gettext": "true", "trimmed": "true"}}
_OPTIONS["templates/**.txt"] = _OPTIONS["templates/**.html"]


def extract(domain: str) -> Catalog:
    """Collect the messages of one package from its modules and templates."""
    catalogue = Catalog(fuzzy=False)
    found = extract_from_dir(
        _PACKAGE / domain,
        method_map=_METHODS,
        options_map=_OPTIONS,
        keywords=_KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    )
    for name, _line, message, comments, context in found:
        catalogue.add(message, None, [(f"wbs/{domain}/{name}", None)], auto_comments=comments, context=context)  # type: ignore[list-item]  # babel writes a location without line
    return catalogue


def sources() -> Iterator[tuple[str, str, Path]]:
    """Give domain, locale and path of every catalogue source that exists or should."""
    for domain in DOMAINS:
        if (_PACKAGE / domain / "templates").is_dir():
            for locale in LOCALES:
                yield domain, locale, FOLDER / locale / "LC_MESSAGES" / f"{domain}.po"


def load(path: Path, locale: str) -> Catalog:
    """Read a catalogue source; an absent one is empty."""
    if not path.exists():
        catalogue = Catalog(locale=locale, fuzzy=False)
        catalogue.mime_headers = [("Plural-Forms", _PLURALS[locale]), ("Content-Type", "text/plain; charset=utf-8")]
        return catalogue
    return read_po(io.BytesIO(path.read_bytes()), locale=locale, abort_invalid=True)


def update(domain: str, locale: str, path: Path) -> None:
    """Write new messages into a source, keep its translations, drop what no page says any more."""
    catalogue = load(path, locale)
    catalogue.update(extract(domain), no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    catalogue.header_comment = _HEADER
    catalogue.project, catalogue.version = f"wbs.{domain}", "1"
    catalogue.msgid_bugs_address = ""
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=120, omit_header=False, sort_output=True, include_lineno=False)
    path.write_bytes(_without_dates(buffer.getvalue()))


def compile_all() -> list[Path]:
    """Compile every source to the file that gettext reads; give what was written."""
    written = []
    for _domain, locale, path in sources():
        if path.exists():
            target = path.with_suffix(".mo")
            # Moved into place: another process may be reading the old one.
            fresh = target.with_suffix(f".{os.getpid()}")
            catalogue = load(path, locale)
            catalogue.creation_date = catalogue.revision_date = _NO_DAY
            with fresh.open("wb") as file:
                write_mo(file, catalogue)
            fresh.replace(target)
            written.append(target)
    return written


def require_compiled(*domains: str) -> None:
    """Refuse to serve pages whose translations are missing or old.

    Raises:
        ConfigError: a compiled catalogue is missing, or older than its source.
    """
    for domain, _locale, path in sources():
        target = path.with_suffix(".mo")
        is_fresh = target.exists() and (not path.exists() or target.stat().st_mtime >= path.stat().st_mtime)
        if domain in domains and not is_fresh:
            raise ConfigError("translations are not compiled: run make setup")


def _without_dates(source: bytes) -> bytes:
    return b"".join(line for line in source.splitlines(keepends=True) if not line.startswith(_DROPPED))


def main(arguments: list[str]) -> None:
    """Run as a program."""
    if arguments == ["update"]:
        for domain, locale, path in sources():
            update(domain, locale, path)
    elif arguments:
        sys.exit("usage: python -m wbs.web.catalogues [update]")
    compile_all()


if __name__ == "__main__":
    main(sys.argv[1:])
