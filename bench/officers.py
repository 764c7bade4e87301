"""What officers cost and wait for: the inbox at two sizes, in turns within one run; titles in their browser."""

import http.client
import json
import statistics
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bench.figures import Figure, at_most, reported
from bench.installation import AGENCY, RECEIVERS, database_url, found
from bench.processes import Server, serve
from bench.stock import sealed_report
from bench.window import Chromium, chromium, sign_in, window
from wbs.cases.model import CaseId, CaseName, NewCase
from wbs.cases.officers.totp import step_of, totp_code
from wbs.cli.founding import Founded
from wbs.clock import SystemClock
from wbs.crypto.encoding import b32, b64url, from_b64url
from wbs.crypto.primitives import random_bytes
from wbs.crypto.signin import derive
from wbs.store.store import open_store
from wbs.web.documents import Documents

SMALL, LARGE = 100, 10_000
PAGES = 60
PAIRS = 6
LOGIN = "penerima01.ukur"
TITLES = 50
WATCH = f"""
    window.shown = new Promise((resolve) => new MutationObserver((_, observer) => {{
        const shown = [...document.querySelectorAll(".list .open")];
        const open = shown.filter((one) => one.textContent.startsWith("Papan proyek nomor"));
        if (open.length !== {TITLES}) return;
        observer.disconnect();
        requestAnimationFrame(() => resolve(performance.now()));
    }}).observe(document, {{ childList: true, subtree: true, characterData: true }}));
"""
"""Looks on from outside: the page's own code has no marks in it."""
SINCE_ROWS = """async () => {
    const shown = await window.shown;
    const rows = performance.getEntriesByType("resource").filter((entry) => entry.name.endsWith("/api/v1/inbox"));
    return shown - rows[0].responseEnd;
}"""


class Officer:
    """A signed-in officer's connection, speaking the API without a browser."""

    def __init__(self, server: Server, founded: Founded, login: str = LOGIN) -> None:
        account = founded.secrets.accounts[login]
        self._connection = http.client.HTTPConnection("localhost", server.port, timeout=60)
        self._headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
        salt = self._post("/api/v1/sign-in/salt", {"login": login})["salt"]
        code = totp_code(account.totp, step_of(SystemClock().now()))
        auth = derive(account.passphrase, from_b64url(str(salt))).auth
        signed_in = self._post("/api/v1/sign-in", {"login": login, "auth": b64url(auth), "code": code})
        self.headers = {**self._headers, "X-CSRF-Token": str(signed_in["csrf"])}
        """What every later request carries."""

    def inbox(self) -> int:
        """Fetch the first page; give its size in bytes."""
        self._connection.request("GET", "/api/v1/inbox", headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != http.client.OK or len(json.loads(body)["rows"]) != 50:
            raise RuntimeError("the inbox did not answer with a page of 50")
        return len(body)

    def hang_up(self) -> None:
        """Close the connection; the next request opens another. Servers close one that was idle for long."""
        self._connection.close()

    def _post(self, path: str, body: dict[str, str]) -> dict[str, object]:
        canonical = json.dumps(body, separators=(",", ":"), sort_keys=True)
        self._connection.request("POST", path, canonical, self._headers)
        answer = self._connection.getresponse()
        cookie = answer.getheader("Set-Cookie")
        if cookie:
            self._headers["Cookie"] = cookie.partition(";")[0]
        read: dict[str, object] = json.loads(answer.read())
        if answer.status != http.client.OK:
            raise RuntimeError(f"sign-in was refused: {answer.status} {read}")
        return read


def measure(folder: Path) -> Iterator[Figure]:
    """Compare a page of the inbox among 100 and among 10,000 cases."""
    offices = [(folder / f"officers-{size}", size) for size in (SMALL, LARGE)]
    founded = [found(data) for data, _ in offices]
    for data, size in offices:
        fill(data, size)
    with ExitStack() as stack:
        servers = [stack.enter_context(serve("investigator", data)) for data, _ in offices]
        officers = [(server, Officer(server, made)) for server, made in zip(servers, founded, strict=True)]
        pairs = in_pairs(officers)
        ratios = [large / small for small, large in pairs]
        yield at_most("inbox of 10,000 over inbox of 100", statistics.median(ratios), "times", 2)
        yield reported("inbox of 10,000 over inbox of 100, worst pair", max(ratios), "times")
        yield reported("inbox page, server CPU at 10,000", statistics.median(large for _, large in pairs) * 1000, "ms")
        officers[1][1].hang_up()
        yield reported("inbox page, size", officers[1][1].inbox() / 1024, "KiB")
    yield from titles(folder)


def titles(folder: Path) -> Iterator[Figure]:
    """Let each receiver sign in with a browser, and look how long an inbox of 50 takes to show all its titles."""
    data = folder / "titles"
    founded = found(data)
    store_titles(data)
    with serve("investigator", data) as server, chromium(folder) as browser:
        if browser is None:
            return
        names = [f"penerima0{number}.ukur" for number in range(1, RECEIVERS + 1)]
        seconds = [milliseconds_to_titles(browser, server, founded, name) / 1000 for name in names]
    yield reported("50 titles in Chromium, from rows to shown", statistics.median(seconds), "s")
    yield reported("50 titles in Chromium, slowest of 5", max(seconds), "s")


def store_titles(data: Path) -> None:
    """Store 50 genuine cases: their titles open, so every record, grant and summary must be its own."""
    directory = Documents(data / "keys").current().book.newest(AGENCY)
    with closing(open_store(database_url(data))) as store:
        for number in range(TITLES):
            store.cases.create_case(sealed_report(directory, f"Papan proyek nomor {number}"))


def milliseconds_to_titles(browser: Chromium, server: Server, founded: Founded, login: str) -> float:
    """Sign in; give the time from the last byte of the rows to the frame that shows the last of 50 titles."""
    with window(browser, WATCH) as page:
        sign_in(page, server, founded, login)
        measured: float = page.evaluate(SINCE_ROWS)
    return measured


def in_pairs(officers: list[tuple[Server, Officer]]) -> list[tuple[float, float]]:
    """Fetch pages from both servers in turns; give the CPU seconds of one page for each, pair by pair.

    What else the machine does falls on both halves of a pair, and each goes first as often as the other.
    """
    for server, officer in officers:
        cost_of_page(server, officer)  # caches and statements are the same for both from here on
    pairs = []
    for number in range(PAIRS):
        turns = officers if number % 2 else officers[::-1]
        costs = {server.port: cost_of_page(server, officer) for server, officer in turns}
        small, large = (costs[server.port] for server, _ in officers)
        pairs.append((small, large))
    return pairs


def cost_of_page(server: Server, officer: Officer) -> float:
    """Fetch the first page many times; give the server's CPU seconds of one."""
    officer.hang_up()
    before = server.cpu_seconds()
    for _ in range(PAGES):
        officer.inbox()
    return (server.cpu_seconds() - before) / PAGES


def fill(data: Path, size: int) -> None:
    """Store `size` cases of genuine form; all hold the same sealed bytes under names of their own."""
    template = one_case(data)
    with closing(open_store(database_url(data))) as store, ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: store.cases.create_case(renamed(template, number)), range(size)))


def one_case(data: Path) -> NewCase:
    """Seal one report to the five receivers."""
    return sealed_report(Documents(data / "keys").current().book.newest(AGENCY), "Papan proyek")


def renamed(case: NewCase, number: int) -> NewCase:
    """Give a case another name, mailbox and day."""
    day = case.message.day - timedelta(days=number % 300)
    return NewCase(
        name=CaseName(case.name.agency, CaseId(b32(random_bytes(32)))),
        mailbox_hash=random_bytes(32),
        record=case.record,
        grants=case.grants,
        summary=case.summary,
        message=replace(case.message, day=day),
    )
