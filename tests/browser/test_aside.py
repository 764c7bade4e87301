"""In a flood an officer sets aside what nobody has opened, unopened, and it comes back from its own tray."""

import pytest
from playwright.sync_api import expect

from tests.browser.hand import Hand
from tests.cast import a_report
from tests.looks import look_at

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
TITLE = "Laporan yang jujur"


@pytest.mark.promise("P20")
def test_unopened_reports_are_set_aside_together_and_come_back(hand: Hand) -> None:
    desk, page = hand.desk, hand.page
    honest = desk.file_report(a_report(title=TITLE), files=[("foto.jpg", b"picture")])
    spam = [desk.file_report(a_report(title=f"Banjir {number:02}")) for number in range(11)]
    hand.sign_in()
    page.locator("#aside-begin").click()
    dialog = page.get_by_role("dialog")
    act = dialog.get_by_role("button", name="Sisihkan")
    expect(act).to_be_disabled()
    without = dialog.get_by_role("checkbox", name="tanpa berkas")
    expect(without).to_have_count(1)
    without.check()
    expect(act).to_have_text("Sisihkan 11 laporan")
    assert look_at(page, "officers/id", "setting reports aside", RULES) == []
    act.click()
    expect(dialog.get_by_role("status")).to_contain_text("laporan disisihkan.")
    dialog.get_by_role("button", name="Tutup").click()
    expect(page.locator(".list .open")).to_have_count(1)
    expect(page.locator(".list .open")).to_have_text(TITLE)
    chip = page.locator("#chip-aside")
    expect(chip).to_have_text("Disisihkan, belum dibuka (11)")
    expect(page.locator("#aside-begin")).to_have_count(0)
    page.locator("#aside-look").click()
    expect(chip).to_be_focused()
    expect(page.locator(".list .open")).to_have_count(11)
    hand.wait_for_titles()
    assert look_at(page, "officers/id", "reports that were set aside", RULES) == []
    desk.reporter_says(spam[1], "Ini bukan banjir.")
    row = page.get_by_role("row").filter(has_text="Banjir 02")
    row.get_by_role("button", name="Kembalikan perkara").click()
    expect(page.locator(".list .open")).to_have_count(9)
    page.locator("#search").fill("Banjir 03")
    page.get_by_role("button", name="Kembalikan semua yang tampil").click()
    expect(chip).to_have_text("Disisihkan, belum dibuka (8)")
    page.locator("#search").fill("")
    hand.open_case("Banjir 04")
    page.locator("#timeline, main h1").first.wait_for()
    left = desk.store.cases.inbox(desk.actor().reader_keys, desk.actor().name, None)
    assert left.aside.count == 7
    assert left.total == 12
    assert honest.name in {row.name for row in left.rows}
