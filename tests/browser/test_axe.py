"""Every view and state of the officers' page, in both languages, light and dark: axe finds nothing, nothing scrolls.

Each is photographed on demand (tests/looks.py). A new view or state belongs in the lists of tests/browser/states.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import Served
from tests.browser.states import account, agency, case, entering, inbox, readers, referring
from tests.browser.states.onlooker import PATHS, TITLE, Onlooker, State
from tests.looks import ALBUM, axe_source, look_at, photograph

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
THEMES = (entering, inbox, case, readers, referring, account, agency)
STATES: tuple[State, ...] = tuple(state for theme in THEMES for state in theme.STATES)


@pytest.fixture(params=PATHS)
def onlooker(request: pytest.FixtureRequest, page: Page, served: Served) -> Onlooker:
    return Onlooker(page, served, request.param)


@pytest.mark.promise("P22")
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing(onlooker: Onlooker, state: State) -> None:
    axe_source()
    state(onlooker)
    assert look_at(onlooker.page, f"officers/{onlooker.language}", state.__name__, RULES) == []


def test_changing_the_language_keeps_a_case_open_and_translates_all_of_it(onlooker: Onlooker) -> None:
    case.case(onlooker)
    onlooker.press(".top .link")
    other = {"id": "en", "en": "id"}[onlooker.language]
    expect(onlooker.page.locator("html")).to_have_attribute("lang", other)
    expect(onlooker.page.locator("h1")).to_contain_text(TITLE)
    assert onlooker.page.locator("#lock").inner_text() == {"id": "Kunci sekarang", "en": "Lock now"}[other]


def test_a_case_on_paper_leaves_out_what_only_a_screen_can_do(onlooker: Onlooker) -> None:
    case.case(onlooker)
    onlooker.page.emulate_media(media="print")
    photograph(onlooker.page, ALBUM / "officers" / onlooker.language / "paper" / "case.jpg")
    for selector in (".top", ".crumb", ".pen", ".act button"):
        expect(onlooker.page.locator(selector).first).to_be_hidden()
    expect(onlooker.page.locator(".printed")).to_be_visible()


@pytest.fixture
def without_scripts(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", PATHS)
def test_without_javascript_the_page_says_what_it_needs(without_scripts: Page, served: Served, language: str) -> None:
    without_scripts.goto(served.origin + PATHS[language])
    photograph(without_scripts, ALBUM / "officers" / language / "light-1280" / "without-javascript.jpg")
    assert "JavaScript" in without_scripts.locator("h1").inner_text()
