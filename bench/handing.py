"""Re-granting a thousand cases in an officer's browser: the shipped page and server, from the last click to the end.

Every case is fetched, verified from its first record, opened, granted to one officer more by a signed record, sent, and
checked and stored by the server with its entry in the audit log.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bench.figures import Figure, at_most, reported
from bench.installation import AGENCY, database_url, found
from bench.processes import Server, serve
from bench.stock import sealed_report
from bench.window import chromium, sign_in, window
from wbs.cli.founding import Founded
from wbs.store.store import open_store
from wbs.web.documents import Documents

CASES = 1_000
MINUTE = 60.0
LOGIN = "penerima01.ukur"
RECEIVER = f"{AGENCY}/penelaah-01"
PATIENCE_MS = 600_000
TIMED = """async () => {
    const begun = performance.now();
    document.querySelector("dialog button.go, dialog button.stop").click();
    const last = () => document.querySelectorAll(".handed tr.done").length;
    while (document.querySelector("dialog") || document.querySelector(".work-panel")) {
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return [last(), performance.now() - begun];
}"""


def measure(folder: Path, cases: int = CASES) -> Iterator[Figure]:
    """Hand over so many cases, the leaver reading on."""
    data = folder / "handing"
    founded = found(data, is_reviewed=True)
    store_cases(data, cases)
    with serve("investigator", data) as server:
        seconds = seconds_to_hand_over(folder, server, founded, cases)
    if seconds is None:
        return
    yield at_most(f"re-granting {CASES:,} cases in the browser", seconds / cases * CASES, "s", MINUTE)
    yield reported("re-granting one case", seconds / cases * 1000, "ms")


def store_cases(data: Path, cases: int) -> None:
    """Store genuine cases: each is its own from its receipt on."""
    directory = Documents(data / "keys").current().book.newest(AGENCY)
    with closing(open_store(database_url(data))) as store:
        for number in range(cases):
            store.cases.create_case(sealed_report(directory, f"Papan proyek nomor {number}"))


def seconds_to_hand_over(folder: Path, server: Server, founded: Founded, cases: int) -> float | None:
    """Give the seconds from the last click to the last case; None if the machine has no Chromium."""
    with chromium(folder / "handing-browser") as browser:
        if browser is None:
            return None
        with window(browser) as page:
            page.set_default_timeout(PATIENCE_MS)
            sign_in(page, server, founded, LOGIN)
            page.get_by_role("button", name="Akun saya").click()
            page.get_by_role("button", name="Serah terima perkara").click()
            page.locator("#handover-to").select_option(RECEIVER)
            page.locator("input[name=handover-way][value=keeps]").check()
            page.locator("#handover-reason").fill("Pindah tugas")
            page.locator(".handover button.go").click()
            page.wait_for_selector(f".handed tbody tr:nth-child({cases})", state="attached")
            page.locator(".handover button.go").click()
            page.wait_for_selector("dialog")
            done, milliseconds = page.evaluate(TIMED)
    if done != cases:
        raise RuntimeError(f"{done} of {cases} cases were handed over")
    return float(milliseconds) / 1000
