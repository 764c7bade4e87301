"""The specification and its vectors hold each other up."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.crypto.scenario import FOLDER, Scenario, decode, load

SPEC = FOLDER.parent.parent / "docs" / "spec"
PAGES = {page.name: page.read_text(encoding="utf-8") for page in sorted(SPEC.glob("*.md"))}
SCENARIOS = load()
AREAS = {scenario.area for scenario in SCENARIOS.values()}
NAME = re.compile(r"`([a-z]+/[a-z0-9_-]+)`")
EXAMPLE = re.compile(r"Example, from `([a-z]+/[a-z0-9-]+)`[^\n]*:\n\n((?:    [^\n]*\n)+)")
TOKEN = re.compile(r"[A-Za-z0-9+/=_-]{20,}")


def test_there_are_pages() -> None:
    assert len(PAGES) >= 12


@pytest.mark.parametrize("page", PAGES)
def test_every_vector_that_a_page_names_is_there(page: str) -> None:
    named = {name for name in NAME.findall(PAGES[page]) if name.partition("/")[0] in AREAS}
    assert named - SCENARIOS.keys() == set()


def test_every_vector_cites_a_page_and_a_heading_that_are_there() -> None:
    for scenario in SCENARIOS.values():
        match = re.fullmatch(r'docs/spec/([a-z]+\.md|README\.md) "([^"]+)": .+', scenario.comment)
        assert match is not None, scenario.name
        assert f"\n## {match[2]}\n" in PAGES[match[1]], f"{scenario.name} cites {match[1]} {match[2]}"


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", PAGES[page]):
        assert (SPEC / target).is_file(), target


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    root = Path(SPEC.parent.parent)
    for target in re.findall(r"`((?:wbs|browser|docs|tests|tools)/[\w./-]+)`", PAGES[page]):
        assert (root / target).exists(), target


@pytest.mark.parametrize(
    ("page", "name", "text"), [(page, *found) for page in PAGES for found in EXAMPLE.findall(PAGES[page])]
)
def test_an_example_stands_in_the_vector_it_names(page: str, name: str, text: str) -> None:
    scenario = SCENARIOS[name]
    haystack = "\n".join([json.dumps(scenario.input), json.dumps(scenario.output), *decoded(scenario)])
    tokens = TOKEN.findall(text)
    assert tokens, f"{page} shows nothing"
    assert [token for token in tokens if token not in haystack] == []


def decoded(scenario: Scenario) -> Iterator[str]:
    """Give every member that may be bytes as text."""
    for value in (*scenario.input.values(), *scenario.output.values()):
        if isinstance(value, str):
            with suppress(ValueError):
                yield decode(value).decode("latin-1")


def test_every_class_of_refusal_is_explained() -> None:
    named = {scenario.expect for scenario in SCENARIOS.values()} - {"accepted"}
    assert {name for name in named if f"| {name} |" not in PAGES["README.md"]} == set()
