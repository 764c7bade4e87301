"""Declaring a conflict of interest with a real browser: asked once, before the first word; out at once; taken off."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import PENERIMA, Desk
from tests.browser.desk import serve as serving
from tests.browser.hand import Hand
from tests.cast import REGENCY, Person
from wbs.crypto.directory import Role

pytestmark = pytest.mark.promise("P06")
TITLE = "Papan proyek dan berita acara"
OTHER = f"{REGENCY}/penerima-02"
REASON = "Terlapor ipar saya."


@pytest.fixture
def desk(tmp_path: Path, *, is_cheap: bool) -> Iterator[Desk]:  # noqa: ARG001 - the cost comes before the first account
    """A desk with a third receiver: one may leave, and enough are left."""
    folder = tmp_path / "data"
    folder.mkdir()
    made = Desk(folder, [Person(REGENCY, "penerima-03", frozenset({Role.RECEIVER}))])
    yield made
    made.close()


def test_an_officer_is_asked_once_and_leaves_with_a_conflict_and_a_colleague_takes_that_one_off(
    desk: Desk, page: Page
) -> None:
    report = desk.file_report()
    with serving(desk) as served:
        hand = Hand(page, served, declares=False)
        hand.sign_in(OTHER)
        hand.open_case(TITLE)
        hand.reply("Terima kasih.")
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Ada benturan", exact=True).click()
        dialog.get_by_role("button", name="Nyatakan benturan dan tinggalkan perkara").click()
        expect(dialog.get_by_role("alert")).to_have_text("Tulis hubungannya")
        dialog.locator("#conflict-reason").fill(REASON)
        dialog.get_by_role("button", name="Nyatakan benturan dan tinggalkan perkara").click()
        typed = desk.credentials(OTHER)
        page.locator("#prove-passphrase").fill(typed["passphrase"])
        page.locator("#prove-code").fill(typed["code"])
        dialog.get_by_role("button", name="Lanjutkan", exact=True).click()
        hand.wait_for_titles()
        assert hand.titles() == []
        hand.sign_in(PENERIMA)
        hand.open_case(TITLE)
        expect(page.locator(".notes")).to_contain_text(REASON)
        page.get_by_role("button", name="Keluarkan Petugas penerima-02 sekarang").click()
        dialog.get_by_role("button", name="Tidak ada benturan").click()
        expect(page.locator(f"[data-reader='{OTHER}']")).to_have_count(0)
        expect(page.locator("[data-recused]")).to_have_count(0)
        page.get_by_role("button", name="Tidak ada benturan").wait_for(state="detached")
        hand.reply("Apakah ada saksi lain?")
        hand.wait_until_sent()
        hand.reply("Atau foto?")
        expect(hand.timeline().filter(has_text="Atau foto?")).to_have_count(1)
        expect(page.get_by_role("dialog")).to_have_count(0)
    dossier = desk.opened(report)
    assert (dossier.chain.epochs, (REGENCY, "penerima-02") in dossier.newest.readers) == (2, False)


def test_an_officer_is_asked_before_letting_somebody_into_a_case(desk: Desk, page: Page) -> None:
    desk.file_report()
    with serving(desk) as served:
        hand = Hand(page, served, declares=False)
        hand.sign_in(OTHER)
        hand.open_case(TITLE)
        page.locator("#assign").click()
        expect(page.get_by_role("dialog")).to_contain_text("Benturan kepentingan dalam")
        page.get_by_role("dialog").get_by_role("button", name="Tidak ada benturan").click()
        expect(page.get_by_role("dialog")).to_contain_text("Tugaskan petugas untuk")
