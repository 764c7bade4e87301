"""A hand that finds its way in both languages."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.desk import PENERIMA, Desk, Served, three_cases
from tests.browser.hand import Hand
from tests.cast import a_report
from wbs.crypto.messages import Status, StatusBody

PATHS = {"id": "/", "en": "/en/"}
TITLE = "Papan proyek dan berita acara"
LONG_TITLE = "Perjalanan dinas fiktif dua tahun anggaran dengan kuitansi hotel yang tutup"
STILL_OPENING = re.compile("^(Membuka|Opening)…$")


class Onlooker(Hand):
    """A hand that finds its way in both languages, by what things are instead of what they are called."""

    def __init__(self, page: Page, served: Served, language: str) -> None:
        super().__init__(page, served)
        self.language = language

    def open(self, path: str = "") -> None:
        super().open(path or PATHS[self.language])

    def sign_in(self, name: str = PENERIMA, path: str = "") -> None:
        super().sign_in(name, path)

    def wait_for_titles(self) -> None:
        expect(self.page.locator(".pager, .empty, .note.bad").first).to_be_visible()
        expect(self.page.locator(".list .open", has_text=STILL_OPENING)).to_have_count(0)
        expect(self.page.locator("main > [role=status]")).to_have_text("")

    def press(self, selector: str) -> None:
        self.page.locator(selector).first.click()

    def see(self, selector: str) -> None:
        expect(self.page.locator(selector).first).to_be_visible()

    def send(self) -> None:
        self.press(".pen button.go")

    def choose_step(self, status: Status) -> None:
        self.page.locator(f".steps button[data-status={status}]").click()
        self.see("#step-title")


State = Callable[[Onlooker], None]


def many_cases(desk: Desk) -> None:
    """Fill an inbox with every urgency, and with what is hard to lay out."""
    desk.file_report(a_report(title=LONG_TITLE, category="misuse-of-assets", rank="leadership"))
    overdue = desk.file_report(a_report(title="Jual beli jabatan kepala sekolah", category="sale-of-posts"))
    desk.clock.pass_time(days=10)
    desk.officer_says(overdue, StatusBody(status=Status.RECEIVED))
    desk.file_report(a_report(title="\u0627\u0644\u0633\u0648\u0642 (pasar)", rank="unknown"))
    desk.clock.pass_time(days=3)
    three_cases(desk)
    passed_on = desk.file_report(a_report(title="Bantuan sosial tidak sampai ke penerima"))
    desk.officer_says(passed_on, StatusBody(status=Status.PASSED_ON, text="Diteruskan ke Inspektorat Provinsi."))
