"""What an officer does with the page, in words of the page's own language."""

import re
import time
from collections.abc import Mapping

from playwright.sync_api import Download, Locator, Page, expect

from tests.browser.desk import PENERIMA, Desk, Served

NO_CONFLICT = re.compile("Tidak ada benturan|No conflict")
PATIENCE = 30_000
"""Milliseconds to wait for the page; the machine may be busy, and nothing here measures time."""


class Hand:
    """One officer's hand on one window."""

    def __init__(self, page: Page, served: Served, *, declares: bool = True) -> None:
        """Take a window; `declares` answers that there is no conflict of interest whenever the page asks."""
        self.page = page
        self.served = served
        self.origin = served.origin
        self.desk: Desk = served.desk
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        if declares:
            page.add_locator_handler(page.get_by_role("button", name=NO_CONFLICT), lambda none: none.click())

    def open(self, path: str = "/") -> None:
        self.page.goto(self.origin + path)
        expect(self.page.locator("#login")).to_be_visible()

    def fill(self, typed: Mapping[str, str]) -> None:
        for name, text in typed.items():
            self.page.locator(f"#{name}").fill(text)

    def submit(self) -> None:
        self.page.locator("form button.go").click()

    def sign_in(self, name: str = PENERIMA, path: str = "/") -> None:
        """Sign in and wait for the inbox with all its titles."""
        self.open(path)
        self.fill(self.desk.credentials(name))
        self.submit()
        self.wait_for_titles()

    def wait_for_titles(self) -> None:
        expect(self.page.locator("h1")).to_have_text("Kotak masuk")
        expect(self.page.locator(".pager, .empty").first).to_be_visible()
        expect(self.page.get_by_text("Membuka…")).to_have_count(0)

    def titles(self) -> list[str]:
        return self.page.locator(".list .open").all_text_contents()

    def open_case(self, title: str) -> None:
        """Open a case by its title in the inbox."""
        self.page.get_by_role("button", name=title).click()
        expect(self.page.locator(".title .mono")).to_be_visible()

    def download(self, name: str) -> Download:
        """Open and save one file of the case."""
        with self.page.expect_download() as saved:
            self.page.get_by_role("button", name=f"Unduh: {name}").click()
        return saved.value

    def reply(self, text: str) -> None:
        self.page.locator("#reply-text").fill(text)
        self.send_reply()

    def send_reply(self) -> None:
        self.page.locator(".outer .pen button.go").click()

    def begin_step(self, name: str) -> None:
        """Choose a step of the case."""
        self.page.locator(".steps").get_by_role("button", name=name, exact=True).click()
        expect(self.page.locator("#step-title")).to_be_focused()

    def send_step(self) -> None:
        self.page.locator("[aria-labelledby=step-title] button.go").click()

    def wait_until_taken(self) -> None:
        expect(self.page.get_by_text("Langkah terkirim.")).to_be_visible()

    def wait_until_sent(self) -> None:
        expect(self.page.get_by_text("Terkirim. Kini ada di linimasa.")).to_be_visible()

    def timeline(self) -> Locator:
        return self.page.locator(".line > li")

    def expect_no_worker(self) -> None:
        """Wait until the worker that keeps the keys is gone: the browser tells of its end a little later."""
        deadline = time.monotonic() + PATIENCE / 1000
        while self.page.workers and time.monotonic() < deadline:
            self.page.wait_for_timeout(50)
        assert self.page.workers == []

    def text(self) -> str:
        """Everything that can be read on the page."""
        return self.page.locator("body").inner_text()
