"""Every state of the report page with scripts, in both languages: axe finds nothing, nothing scrolls sideways.

Each is photographed on demand (tests/looks.py).
"""

from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.looks import axe_source, look_at
from tests.portal.form_walk import ALL_SENT, ANSWERS, NEXT, SEND, WORDS, recorded, require_build
from tests.portal.house import House
from tests.portal.test_looks import PREFIXES, RULES

PATIENCE = 60_000
DATES = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x0f\x01\x02\0\x08\0\0\0\x1a\0\0\0\0\0\0\0KAMERA7\0"
"""A TIFF with one tag: the maker."""
JPEG = (
    b"\xff\xd8\xff\xe1" + (len(DATES) + 2).to_bytes(2, "big") + DATES + b"\xff\xdb\0\x43\0" + bytes(64)
    + b"\xff\xc0\0\x0b\x08\0\x01\0\x01\x01\x01\x11\0\xff\xda\0\x08\x01\x01\0\0\x3f\0\0\xff\xd9"
)  # fmt: skip
"""A picture of one pixel that names its camera."""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(bypass_csp=True)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


class Look:
    """Looks at states and collects their faults."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.faults = page, list[str]()
        self._album = f"report/{language}"

    def __call__(self, state: str) -> None:
        self.faults += look_at(self.page, self._album, state, RULES)


@pytest.mark.promise("P22")
@pytest.mark.parametrize("language", PREFIXES)
def test_axe_finds_nothing_on_any_step(page: Page, house: House, language: str, tmp_path: Path):
    axe_source()
    require_build()
    photo, note = tmp_path / "IMG_0001.jpg", tmp_path / ("catatan-" * 12 + ".bin")
    photo.write_bytes(JPEG)
    note.write_bytes(b"x" * 2_000_000)
    look = Look(page, language)
    with recorded(house) as (site, _):
        page.goto(f"{site}{PREFIXES[language]}/lapor")
        look_at_questions(page, look)
        look_at_files(page, look, note, photo)
        words = look_at_the_end(page, look)
    assert look.faults == []
    files = house.case(words).files()
    assert files[note.name] == note.read_bytes()
    assert b"KAMERA7" not in files[photo.name]


def look_at_questions(page: Page, look: Look) -> None:
    look("step 1 area")
    page.click(NEXT)
    look("step 1 with an error")
    page.check("#agency-1")
    page.click(NEXT)
    page.fill("#title", "x" * 90)
    page.click(NEXT)
    look("step 2 with two errors")
    page.fill("#title", ANSWERS["title"])
    page.fill("#what", ANSWERS["what"])
    page.click(NEXT)
    look("step 3 who")
    page.fill("#unit", ANSWERS["unit"])
    page.check("#rank-staff")
    page.click(".more summary")
    page.click(NEXT)
    page.wait_for_selector("[data-part=whom] details")
    page.click(".whom summary")
    page.click(".whom .tick label")
    look("step 4 whom not")
    page.click(".whom .tick label")
    page.click(NEXT)
    page.fill("#where", ANSWERS["where"])
    page.fill("#when", ANSWERS["when"])
    page.click(NEXT)
    page.check("#identity-named")
    page.click(NEXT)
    look("step 6 you with an error")
    page.check("#identity-anonymous")
    page.click(NEXT)


def look_at_files(page: Page, look: Look, note: Path, photo: Path) -> None:
    page.route("**/uploads/*", lambda route: route.abort())
    page.set_input_files("#files", [note, photo])
    page.wait_for_selector("#berkas-kendala .note")
    page.wait_for_selector("[data-act=strip]:not([hidden])")
    look("step 7 with files and no connection")
    page.click(NEXT)
    look("step 7 with an undecided file")
    page.click("[data-act=strip]:not([hidden])")
    page.unroute("**/uploads/*")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_function(ALL_SENT)
    look("step 7 with files that have arrived")


def look_at_the_end(page: Page, look: Look) -> list[str]:
    page.click(NEXT)
    page.wait_for_selector("[data-part=readers] .jari")
    look("step 8 check")
    page.route("**/cases/*", lambda route: route.fulfill(status=HTTPStatus.SERVICE_UNAVAILABLE, body=""))
    page.click(SEND)
    page.wait_for_selector("#t-busy-h")
    look("sending to a busy server")
    page.unroute("**/cases/*")
    page.click("section:has(#mengirim) [data-act=again]")
    page.wait_for_selector("#receipt")
    look("receipt")
    words = list(page.evaluate(WORDS))
    page.fill("#k3", "salah")
    page.click("[data-act=check]")
    look("receipt with wrong words")
    page.fill("#k3", words[2])
    page.fill("#k9", words[8])
    page.click("[data-act=check]")
    look("receipt with right words")
    return words


@pytest.mark.promise("P22")
@pytest.mark.parametrize("language", PREFIXES)
def test_axe_finds_nothing_where_nothing_goes_on(page: Page, house: House, language: str):
    axe_source()
    require_build()
    look = Look(page, language)

    def never(route: Route) -> None:
        route.abort()

    with recorded(house) as (site, _):
        form = f"{site}{PREFIXES[language]}/lapor"
        page.route("**/static/report-*", never)
        page.goto(form)
        look("waiting for the script")
        page.unroute("**/static/report-*")
        page.route("**/static/report-worker-*", never)
        page.goto(form)
        page.wait_for_selector("#t-stopped-h")
        look("the worker does not run")
        page.unroute("**/static/report-worker-*")
        for notice in ("cannot", "untrusted", "refused", "unsettled"):
            page.goto(form)
            page.wait_for_selector("#langkah")
            page.evaluate(
                "(id) => document.querySelector('#tingkat').replaceChildren("
                "document.importNode(document.getElementById(id).content, true))",
                f"t-{notice}",
            )
            look(f"notice {notice}")
        page.goto(form + "/tanpa-skrip")
        look("form without script")
    assert look.faults == []
