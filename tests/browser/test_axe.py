"""Accessibility: axe finds nothing in any state of the officers' page, in both languages, light and dark."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import three_cases
from tests.browser.hand import Hand
from tests.browser.node import BROWSER
from tests.browser.test_case import alter, break_record, lie

AXE = BROWSER / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TITLE = "Papan proyek dan berita acara"


def findings(page: Page) -> list[str]:
    """Run axe on what is shown; give what it found, with the elements."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate(
        "(tags) => axe.run(document, { runOnly: { type: 'tag', values: tags } })",
        RULES,
    )
    return [f"{found['id']}: {node['html']}" for found in result["violations"] for node in found["nodes"]]


def at_sign_in(hand: Hand) -> None:
    hand.open()


def at_refused_sign_in(hand: Hand) -> None:
    hand.open()
    hand.submit()
    expect(hand.page.locator(".wrong li")).to_have_count(3)


def while_signing_in(hand: Hand) -> None:
    hand.open()
    hand.page.route("**/sign-in", lambda _: None)
    hand.fill(hand.desk.credentials())
    hand.submit()
    expect(hand.page.locator("progress")).to_be_visible()


def at_empty_inbox(hand: Hand) -> None:
    hand.sign_in()


def at_inbox(hand: Hand) -> None:
    three_cases(hand.desk)
    hand.sign_in()


def at_inbox_with_a_refused_case(hand: Hand) -> None:
    three_cases(hand.desk)
    lie(hand.page, "**/api/v1/inbox*", break_record)
    hand.sign_in()
    expect(hand.page.locator(".refused")).to_have_count(1)


def at_case(hand: Hand) -> None:
    at_inbox(hand)
    hand.open_case(TITLE)


def at_case_with_a_finding(hand: Hand) -> None:
    three_cases(hand.desk)
    lie(hand.page, "**/api/v1/cases/*/*", alter)
    hand.sign_in()
    hand.open_case(TITLE)
    expect(hand.page.locator(".note.bad")).to_have_count(1)


def at_refused_case(hand: Hand) -> None:
    at_inbox_with_a_refused_case(hand)
    lie(hand.page, "**/api/v1/cases/*/*", lambda body: body["records"].clear())
    hand.page.get_by_role("button", name="Perkara ini tidak dapat dibuktikan").click()
    expect(hand.page.locator(".note.bad")).to_be_visible()


def after_a_download(hand: Hand) -> None:
    at_case(hand)
    hand.download("papan-proyek.jpg")
    expect(hand.page.locator(".digest")).to_be_visible()


def at_status_change(hand: Hand) -> None:
    at_case(hand)
    hand.page.get_by_label("Ubah status").check()
    hand.page.get_by_role("button", name="Tanda tangani dan kirim").click()
    expect(hand.page.locator(".error")).to_be_visible()


def at_question(hand: Hand) -> None:
    at_case(hand)
    hand.page.get_by_label("Ubah status").check()
    hand.page.locator("#reply-status").select_option("closed")
    hand.page.get_by_role("button", name="Tanda tangani dan kirim").click()
    expect(hand.page.get_by_role("dialog")).to_be_visible()


def at_export(hand: Hand) -> None:
    at_case(hand)
    hand.page.get_by_role("button", name="Ekspor berkas perkara").click()
    expect(hand.page.get_by_role("dialog")).to_be_visible()


def after_export(hand: Hand) -> None:
    at_export(hand)
    hand.page.get_by_role("button", name="Buat ekspor").click()
    expect(hand.page.get_by_role("button", name="Unduh kunci")).to_be_visible()


def when_locked(hand: Hand) -> None:
    at_inbox(hand)
    hand.page.locator("#lock").click()
    expect(hand.page.get_by_text("Terkunci.")).to_be_visible()


STATES: tuple[Callable[[Hand], None], ...] = (
    at_sign_in,
    at_refused_sign_in,
    while_signing_in,
    at_empty_inbox,
    at_inbox,
    at_inbox_with_a_refused_case,
    at_case,
    at_case_with_a_finding,
    at_refused_case,
    after_a_download,
    at_status_change,
    at_question,
    at_export,
    after_export,
    when_locked,
)


@pytest.mark.promise("P22")
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing(hand: Hand, state: Callable[[Hand], None]) -> None:
    state(hand)
    found = {}
    for width in (1280, 320):
        hand.page.set_viewport_size({"width": width, "height": 800})
        assert hand.page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"
        for scheme in ("light", "dark"):
            hand.page.emulate_media(color_scheme=scheme)
            found[f"{width} {scheme}"] = findings(hand.page)
    if hand.page.get_by_role("dialog").count() == 0:
        hand.page.get_by_role("button", name="English").click()
        found["English"] = findings(hand.page)
    assert {where: list_ for where, list_ in found.items() if list_} == {}
