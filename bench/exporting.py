"""What an export of several hundred megabytes costs an officer's browser: memory and time, both ways of saving.

A file picker cannot be answered without a screen. A file of the browser's own private file system stands in for the
one that an officer would pick: it is written by the same calls, through the same process, to the same disk.
"""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Page, expect

from bench.figures import Figure, reported
from bench.installation import AGENCY, database_url, found
from bench.processes import serve
from bench.stock import sealed_report, store_file
from bench.window import PATIENCE_MS, Chromium, Peak, chromium, sign_in, window
from wbs.store.store import open_store
from wbs.web.documents import Documents

FILES, MEBIBYTES = 6, 60
TITLE = "Papan proyek"
WAYS = {
    "to a file": """
        window.showSaveFilePicker = async () => {
            const folder = await navigator.storage.getDirectory();
            return folder.getFileHandle("export.zip", { create: true });
        };""",
    "to downloads": "delete window.showSaveFilePicker;",
}


def measure(folder: Path) -> Iterator[Figure]:
    """Export one case in both ways."""
    data = folder / "export"
    founded = found(data)
    fill(data)
    with serve("investigator", data) as server, chromium(folder) as browser:
        if browser is None:
            return
        for number, (way, script) in enumerate(WAYS.items(), 1):
            with window(browser, script) as page:
                sign_in(page, server, founded, f"penerima0{number}.ukur")
                page.get_by_role("button", name=TITLE).click()
                page.get_by_role("button", name="Ekspor berkas perkara").click()
                yield from export(browser, page, way)


def export(browser: Chromium, page: Page, way: str) -> Iterator[Figure]:
    """Export the case that is open."""
    size = FILES * MEBIBYTES
    with Peak(browser, "renderer", "browser") as peak:
        began = time.perf_counter()
        page.get_by_role("button", name="Buat ekspor").click()
        done = page.get_by_role("dialog").locator("h3")
        expect(done).to_be_visible(timeout=PATIENCE_MS)
        seconds = time.perf_counter() - began
        time.sleep(3)  # what Chromium does with a finished download
    for kind, words in (("renderer", "page's memory growth"), ("browser", "browser's memory growth")):
        yield reported(f"export of {size} MiB {way}, {words}", peak.growth_mib(kind), "MiB")
    yield reported(f"export of {size} MiB {way}", size / seconds, "MiB/s")


def fill(data: Path) -> None:
    """Store one case with large files."""
    with closing(open_store(database_url(data))) as store:
        files = [store_file(store, f"rekaman-{number}.mp4", MEBIBYTES) for number in range(FILES)]
        directory = Documents(data / "keys").current().book.newest(AGENCY)
        store.cases.create_case(sealed_report(directory, TITLE, files))
