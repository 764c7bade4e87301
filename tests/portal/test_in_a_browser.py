"""The reporters' pages in Debian's Chromium: what people see, reach and are protected by."""

import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from tests.cast import shared_world
from tests.looks import axe_source, findings
from tests.portal.house import House, build, config_of
from wbs.crypto.receipt import Receipt
from wbs.crypto.words import RECEIPT_WORDS
from wbs.portal.app import create_app
from wbs.portal.scripts import Scripts

RULES = ("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
LOOKS = [("", "light", 1280), ("", "dark", 320), ("/en", "light", 320), ("/en", "dark", 1280)]
PATIENCE = 90_000
NOTE = {"name": "berita-acara.pdf", "mimeType": "application/pdf", "buffer": b"%PDF" + b"x" * 2_000_000}


@contextmanager
def serving(house: House) -> Iterator[str]:
    """Serve a portal on a port of the loopback."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, house.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def site(house: House, tmp_path: Path) -> Iterator[str]:
    """The portal's address; its pages are in their plain form, for those with scripts have tests of their own."""
    house.app = create_app(config_of(house.folder), house.store, house.clock, None, Scripts(tmp_path))
    with serving(house) as address:
        yield address


@dataclass
class Walk:
    """One visit through all pages and states; calls `look` at each."""

    page: Page
    base: str
    look: Callable[[str], None]

    def plain_pages(self) -> None:
        for name in ("/", "/bantuan", "/dokumen", "/tanda-terima", "/lapor", "/nope"):
            self.page.goto(self.base + name)
            self.look(name)

    def report(self) -> str:
        self.page.goto(self.base + "/lapor")
        self.page.fill("#what", "Angka pada papan proyek berbeda dengan berita acara.")
        self.page.fill("#unit", "Dinas Sarana")
        self.page.set_input_files("#files", NOTE)  # type: ignore[arg-type]  # playwright's own form of a file
        self.send()
        self.look("report with errors")
        self.page.check("#agency-1")
        self.page.check("#rank-staff")
        self.page.fill("#where", "Desa Semisal")
        self.page.fill("#when", "Juli 2026")
        self.send()
        self.look("report with files that nobody decided about")
        self.page.check("#keep")
        self.send()
        self.look("receipt")
        words = self.page.inner_text("#receipt")
        self.page.fill("#k3", "salah")
        self.press_button("#tiket .row button")
        self.look("practice")
        return words

    def mailbox(self, words: str) -> None:
        self.open(words)
        self.look("mailbox")
        self.send()
        self.look("mailbox with an error")
        self.page.fill("#message", "Papan diganti.")
        self.page.set_input_files("#files", NOTE)  # type: ignore[arg-type]  # playwright's own form of a file
        self.send()
        self.look("mailbox that tells what a file tells")
        self.page.check("#keep")
        self.send()
        self.look("message sent")
        self.open("salah semua")
        self.look("wrong words")
        self.open(" ".join(Receipt.generate().unsafe_words()))
        self.look("unknown words")

    def open(self, words: str) -> None:
        self.page.goto(self.base + "/tanda-terima")
        self.page.fill("#words", words)
        self.send()

    def send(self) -> None:
        self.press_button("form .row button")

    def press_button(self, button: str) -> None:
        """Press a button that posts; returns once the page that answers has loaded."""
        with self.page.expect_navigation(timeout=PATIENCE):
            self.page.click(button)


@contextmanager
def visit(chromium: Browser, **options: object) -> Iterator[tuple[BrowserContext, Page]]:
    context = chromium.new_context(**options)  # type: ignore[arg-type]  # handed through
    context.set_default_timeout(PATIENCE)
    yield context, context.new_page()
    context.close()


@pytest.mark.promise("P22")
@pytest.mark.parametrize(("prefix", "scheme", "width"), LOOKS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    chromium: Browser, site: str, prefix: str, scheme: str, width: int
):
    axe_source()
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme, "bypass_csp": True}
    with visit(chromium, **options) as (_, page):

        def look(name: str) -> None:
            assert findings(page, RULES) == [], name
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name

        walk = Walk(page, site + prefix, look)
        walk.plain_pages()
        walk.mailbox(walk.report())


@pytest.mark.promise("P11")
def test_the_whole_way_without_javascript_asks_nobody_else_and_keeps_nothing(chromium: Browser, site: str):
    asked: list[str] = []
    with visit(chromium, java_script_enabled=False) as (context, page):
        page.on("request", lambda request: asked.append(request.url))
        walk = Walk(page, site, lambda _: None)
        walk.plain_pages()
        words = walk.report()
        walk.mailbox(words)
        assert context.cookies() == []
        assert "Papan diganti." not in page.content()
        state = context.storage_state()
        assert (state["cookies"], state["origins"]) == ([], [])
    assert {url.split("/")[2] for url in asked if not url.startswith("data:")} == {site.split("/")[2]}
    assert len([url for url in asked if url == site + "/"]) == 1
    assert not [url for url in asked if words.split()[1] in url]


def test_the_home_page_is_one_request(chromium: Browser, site: str):
    asked: list[str] = []
    with visit(chromium, java_script_enabled=False) as (_, page):
        page.on("request", lambda request: asked.append(request.url))
        page.goto(site + "/")
        page.wait_for_timeout(300)
    assert [url for url in asked if not url.startswith("data:")] == [site + "/"]


def test_pages_speak_up_in_no_console(chromium: Browser, site: str):
    said: list[str] = []
    with visit(chromium, java_script_enabled=False) as (_, page):
        page.on("console", lambda message: said.append(message.text))
        for path in ("/", "/lapor", "/tanda-terima", "/bantuan", "/en/dokumen"):
            page.goto(site + path)
    assert said == []


ATTACKS = """async (wanted) => {
    const seen = [];
    addEventListener("securitypolicyviolation", (event) => seen.push(event.effectiveDirective));
    const make = (name, change) => {
        const made = document.createElement(name);
        change(made);
        return made;
    };
    const attempts = [
        () => make("script", (made) => { made.textContent = "window.ran = 1"; }),
        () => make("img", (made) => { made.src = "/keluar"; }),
        () => make("iframe", (made) => { made.src = "/"; }),
        () => make("style", (made) => { made.textContent = "body{color:red}"; }),
        () => make("p", (made) => made.setAttribute("style", "color:red")),
        () => make("p", (made) => { made.innerHTML = "<b>x</b>"; }),
    ];
    for (const attempt of attempts) {
        try { document.body.append(attempt()); } catch (error) { seen.push(error.name); }
    }
    try { await fetch("/"); } catch { seen.push("fetch"); }
    for (let turn = 0; turn < 300 && !wanted.every((name) => seen.includes(name)); turn += 1)
        await new Promise((resolve) => setTimeout(resolve, 100));
    return {seen, ran: window.ran === 1};
}"""


def test_scripts_foreign_pictures_frames_and_style_attributes_are_blocked(chromium: Browser, site: str):
    with visit(chromium) as (_, page):
        page.goto(site + "/lapor")
        assert page.evaluate("crossOriginIsolated")
        wanted = ["img-src", "frame-src", "style-src-elem", "style-src-attr", "connect-src", "fetch", "TypeError"]
        outcome = page.evaluate(ATTACKS, wanted)
    assert not outcome["ran"]
    assert set(wanted) <= set(outcome["seen"])


def test_an_error_is_said_first_and_enter_never_discards_a_file(chromium: Browser, site: str):
    with visit(chromium) as (_, page):
        page.goto(site + "/lapor")
        page.set_input_files("#files", NOTE)  # type: ignore[arg-type]  # playwright's own form of a file
        page.fill("#title", "Judul")
        with page.expect_navigation(timeout=PATIENCE):
            page.press("#title", "Enter")
        expect(page.locator("#ringkasan-galat")).to_be_focused(timeout=PATIENCE)
        expect(page).to_have_title(re.compile("^Ada masalah:"), timeout=PATIENCE)
        expect(page.locator(".files li")).to_have_count(1, timeout=PATIENCE)
        with page.expect_navigation(timeout=PATIENCE):
            page.press("#title", "Enter")
        expect(page.locator(".files li")).to_have_count(1, timeout=PATIENCE)
        page.click("#ringkasan-galat a >> nth=0")
        expect(page).to_have_url(re.compile("#agency-1$"), timeout=PATIENCE)


def test_choosing_an_area_shows_its_readers_alone_on_the_cards(chromium: Browser, site: str):
    with visit(chromium, java_script_enabled=False) as (_, page):
        page.goto(site + "/lapor")
        card, pick = page.locator("#rank-leadership-h li:visible"), page.locator(".pick")
        expect(pick).to_be_visible(timeout=PATIENCE)
        expect(card).to_have_count(0, timeout=PATIENCE)
        page.check("#agency-1")
        expect(pick).to_be_hidden(timeout=PATIENCE)
        expect(card).to_have_text(["Dibaca oleh Inspektorat 61"], use_inner_text=True, timeout=PATIENCE)
        page.check("#agency-2")
        expect(card).to_have_count(1, timeout=PATIENCE)
        expect(card).to_contain_text("tidak ada yang boleh membacanya", use_inner_text=True, timeout=PATIENCE)


def test_the_longest_words_fit_a_narrow_screen_and_one_sheet_of_paper(
    chromium: Browser, site: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    longest = sorted(RECEIPT_WORDS, key=lambda word: (len(word), word.count("m") + word.count("w")))[-12:]
    monkeypatch.setattr(Receipt, "unsafe_words", lambda _: tuple(longest))
    with visit(chromium, viewport={"width": 320, "height": 700}) as (_, page):
        walk = Walk(page, site, lambda _: None)
        page.goto(site + "/lapor")
        for name, text in (("what", "x"), ("unit", "x"), ("where", "x"), ("when", "x")):
            page.fill(f"#{name}", text)
        page.check("#agency-1")
        walk.send()
        expect(page.locator("#receipt li")).to_have_count(12, timeout=PATIENCE)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        boxes = page.evaluate(
            "[...document.querySelectorAll('#receipt li')].map(li => [li.scrollWidth, li.clientWidth])"
        )
        assert all(inner <= outer for inner, outer in boxes), boxes
        pdf = page.pdf(path=tmp_path / "slip.pdf", prefer_css_page_size=True)
        assert pdf.count(b"/Type /Page\n") == 1


def test_quick_exit_leads_away_and_the_form_is_empty_afterwards(chromium: Browser, folder: Path):
    house = build(folder, shared_world(), exit_url="https://localhost:1/")
    with serving(house) as site, visit(chromium) as (context, page):
        page.goto(site + "/lapor/tanpa-skrip")
        page.fill("#what", "rahasia")
        with page.expect_event("requestfailed") as left:
            page.locator(".out").first.click(no_wait_after=True)
        assert left.value.url == "https://localhost:1/"
        later = context.new_page()
        later.goto(site + "/lapor/tanpa-skrip")
        assert later.input_value("#what") == ""
    house.store.close()
