"""What documents point to is there: files, links, commands, sections of pages; and so is what code points to."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from wbs.cli.main import main

ROOT = Path(__file__).parent.parent
PAGES = ("*.md", "docs/**/*.md", "keys/*.md", "tests/*/*.md", "browser/*.md")
DOCUMENTS = sorted(path for pattern in PAGES for path in ROOT.glob(pattern))
ROOMS = ("wbs", "tests", "browser", "docs", "tools", "bench", "keys", "requirements")
SOURCES = ("wbs/**/*.py", "tests/**/*.py", "tools/*.py", "bench/*.py", "browser/src/**/*.js", "browser/tests/**/*.js")
PATH = re.compile(rf"(?<![\w/.-])(?:{'|'.join(ROOMS)})/[\w./-]*\w\.(?:py|js|mjs|md|html|json)\b")
CITED = re.compile(r'docs/(?:spec|decisions)/([\w-]+\.md)[ ,*\n]{1,5}"([^"\n]+)"')
PLANNED = {"verify-site"}
"""Commands that documents announce with the step that brings them."""


def sources() -> Iterator[Path]:
    for pattern in SOURCES:
        yield from (path for path in ROOT.glob(pattern) if "published/carried" not in path.as_posix())


def is_there(path: str) -> bool:
    return (ROOT / path).exists() or (ROOT / "browser" / path).exists()


def headings(page: Path) -> set[str]:
    return set(re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_and_paths_of_a_document_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if ":" not in link]
    assert [link for link in links if not (document.parent / link).exists()] == []
    assert [path for path in PATH.findall(text) if not is_there(path)] == []


def test_every_module_that_the_architecture_names_is_there() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w/-]+(?:/|\.py|\.js))`", text))
    assert len(named) > 60
    assert sorted(path for path in named if not (ROOT / "wbs" / path).exists() and not is_there(path)) == []


def test_paths_and_sections_that_code_cites_are_there() -> None:
    wrong, count = [], 0
    for source in sources():
        text = source.read_text(encoding="utf-8")
        paths = {path for path in PATH.findall(text) if path.startswith("docs/")}
        wrong += [(source.name, path) for path in paths if not is_there(path)]
        cited = [(ROOT / "docs" / "spec" / page, section) for page, section in CITED.findall(text)]
        count += len(cited)
        wrong += [(source.name, section) for page, section in cited if page.exists() and section not in headings(page)]
    assert wrong == []
    assert count > 50


def test_every_command_that_documents_name_exists() -> None:
    pattern = re.compile(r"`wbs ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?")
    named = {found for document in DOCUMENTS for found in pattern.findall(document.read_text(encoding="utf-8"))}
    assert len(named) > 20
    assert [f"wbs {' '.join(words)}" for words in sorted(named) if not is_command(*words)] == []


def is_command(name: str, below: str) -> bool:
    context = click.Context(main)
    found = main.get_command(context, name)
    if found is None:
        return name in PLANNED
    return not (below and isinstance(found, click.Group)) or found.get_command(context, below) is not None
