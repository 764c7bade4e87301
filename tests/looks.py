"""Looking at pages: axe, sideways scrolling, photographs.

Photographs are for people, and are taken under WBS_PHOTOGRAPHS=1 alone: no test judges them. They go to `build/looks`,
which git ignores, one for each state, language, colour scheme and width. What they show is invented, and the receipts
in them open nothing: every test throws its database away.
"""

import os
import re
from pathlib import Path
from typing import Literal

from playwright.sync_api import Error, Page

from tests.needs import missing

ROOT = Path(__file__).parents[1]
AXE = ROOT / "browser" / "node_modules" / "axe-core" / "axe.min.js"
ALBUM = ROOT / "build" / "looks"
WIDTHS = (1280, 360)
NARROW = 320
_FINDINGS = """async (tags) => {
    const options = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] };
    const { violations } = await axe.run(document, options);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}"""
"""Every rule runs; what passed is only not described and not carried over, which takes most of the time."""
_QUALITY = 85
"""Of photographs: writing them as PNG takes three times as long."""
_ATTEMPTS = 3
"""Chromium sometimes says "Unable to capture screenshot" on a busy machine; the page itself is well."""
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
HEIGHT = 800


def axe_source() -> str:
    """Give axe's own code; skip the test if the machine lacks it."""
    if not AXE.exists():
        missing("needs axe-core: run make setup")
    return AXE.read_text(encoding="utf-8")


def findings(page: Page, rules: tuple[str, ...]) -> list[str]:
    """Run axe on what is shown; give what it found, with the elements."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source())
    return [str(found) for found in page.evaluate(_FINDINGS, list(rules))]


def look_at(page: Page, album: str, state: str, rules: tuple[str, ...]) -> list[str]:
    """Look at what is shown, wide in light and narrow in dark; say what axe finds and what scrolls sideways.

    Axe looks at the wide page in light and at the narrowest one in dark: every colour and both layouts are seen.
    `album` names a folder, such as `portal/id`.
    """
    faults: list[str] = []
    for scheme, width, checked in zip(SCHEMES, WIDTHS, (WIDTHS[0], NARROW), strict=True):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": HEIGHT})
        photograph(page, ALBUM / album / f"{scheme}-{width}" / f"{file_name(state)}.jpg")
        page.set_viewport_size({"width": checked, "height": HEIGHT})
        faults += [f"{scheme} {checked}: {fault}" for fault in [*sideways(page, checked), *findings(page, rules)]]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    return [f"{state}, {fault}" for fault in faults]


def sideways(page: Page, width: int) -> list[str]:
    """Name a page that is wider than the window."""
    return ["scrolls sideways"] if page.evaluate("document.documentElement.scrollWidth") > width else []


def photograph(page: Page, path: Path) -> None:
    """Take a picture of the whole page if somebody wants it; of the window only while a dialog covers it."""
    if os.environ.get("WBS_PHOTOGRAPHS") != "1":
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    is_whole = page.locator("dialog[open]").count() == 0
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            page.screenshot(path=path, full_page=is_whole, type="jpeg", quality=_QUALITY)
        except Error:
            if attempt == _ATTEMPTS:
                raise
        else:
            return


def file_name(state: str) -> str:
    """Make a file's name of a state's."""
    return re.sub(r"[^a-z0-9]+", "-", state.lower()).strip("-") or "home"
