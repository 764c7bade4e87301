"""Chromium as an engine, driven by Playwright.

Playwright carries every request's body to the driver: uploads run at some 6 MB a second and cost 500 MB of memory. Big
uploads belong in Firefox, or in a Chromium whose pages Playwright does not own.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from playwright.sync_api import Browser, Download, Error, Page, Route
from playwright.sync_api import Request as Sent

from tests.engines.gate import Gate
from tests.engines.visit import (
    PATIENCE,
    Engine,
    MovedError,
    Request,
    Rule,
    ScriptError,
    UnreachableError,
    Visit,
    Wait,
    wrapped,
)

WAITS: dict[Wait, Literal["commit", "load"]] = {Wait.BEGUN: "commit", Wait.LOADED: "load"}
GONE = ("Execution context was destroyed", "Cannot find context", "Frame was detached", "Execution context is not")
"""How Playwright says that one page gave way to another."""


class Chromium(Engine):
    """A view of a running Chromium; `scripts` says what its pages may do. The browser belongs to the caller."""

    def __init__(self, name: str, browser: Browser, gate: Gate, folder: Path, *, scripts: bool = True) -> None:
        self.name = name
        self.scripts = scripts
        self.asked_outside = gate.asked
        self._browser = browser
        self._folder = folder

    @contextmanager
    def visit(self) -> Iterator[Visit]:
        context = self._browser.new_context(java_script_enabled=self.scripts)
        context.set_default_timeout(PATIENCE * 1000)
        with TemporaryDirectory(prefix="chromium-", dir=self._folder) as folder:
            try:
                yield Tab(context.new_page(), Path(folder))
            finally:
                context.close()

    def close(self) -> None:
        """Do nothing: the browser is shared."""


class Routed(Rule):
    """Does the same to every matching request."""

    def __init__(self, page: Page, pattern: str, *, failing: bool) -> None:
        self.caught = 0
        self._page = page
        self._failing = failing
        self._held: list[Route] = []
        self._matches = lambda url: fnmatchcase(url, pattern)
        page.route(self._matches, self._meet)

    def end(self) -> None:
        while self._held:  # more may come while one goes on
            self._held.pop().continue_()
        self._page.unroute(self._matches, self._meet)

    def _meet(self, route: Route) -> None:
        self.caught += 1
        if self._failing:
            route.abort("connectionreset")
        else:
            self._held.append(route)


class Tab(Visit):
    """One tab of Chromium, in a context of its own."""

    def __init__(self, page: Page, downloads: Path) -> None:
        self.said = []
        self.errors = []
        self._page = page
        self._folder = downloads
        self._sent: list[Sent] = []
        self._downloads: list[Download] = []
        self._whole: list[Path] = []
        self._loads = 0
        page.on("load", self._count)
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._keep)
        page.on("download", self._take)

    def goto(self, url: str, wait: Wait = Wait.LOADED) -> None:
        try:
            self._page.goto(url, wait_until=WAITS[wait])
        except Error as error:
            raise UnreachableError(url) from error

    @contextmanager
    def loading(self) -> Iterator[None]:
        self._pump()
        before = self._loads
        yield
        for _ in self.patience("no page loaded"):
            self._pump()
            if self._loads > before:
                break

    def fill(self, selector: str, text: str) -> None:
        self._page.locator(selector).first.fill(text)

    def type(self, selector: str, text: str) -> None:
        self._page.locator(selector).first.press_sequentially(text)

    def _click_once(self, selector: str) -> None:
        self._page.locator(selector).first.click(no_wait_after=True)

    def press(self, key: str) -> None:
        self._page.keyboard.press(key)

    def set_files(self, selector: str, *files: Path) -> None:
        self._page.locator(selector).first.set_input_files(files)

    def evaluate(self, script: str, *arguments: Any) -> Any:
        try:
            return json.loads(self._page.evaluate(wrapped(script), json.dumps(arguments)))
        except Error as error:
            if any(sign in error.message for sign in GONE):
                raise MovedError(script) from error
            raise ScriptError(error.message) from error

    def requests(self) -> list[Request]:
        self._pump()
        kept = [sent for sent in self._sent if not sent.url.startswith("data:")]
        return [Request(sent.method, sent.url, sent.headers, sent.post_data_buffer) for sent in kept]

    def hold(self, pattern: str) -> Rule:
        return Routed(self._page, pattern, failing=False)

    def fail(self, pattern: str) -> Rule:
        return Routed(self._page, pattern, failing=True)

    def cookies(self) -> list[str]:
        return [cookie["name"] for cookie in self._page.context.cookies()]

    def resize(self, width: int, height: int) -> None:
        self._page.set_viewport_size({"width": width, "height": height})

    def screenshot(self, path: Path) -> None:
        self._page.screenshot(path=path)

    def _downloaded(self) -> list[Path]:
        self._pump()
        for download in self._downloads[len(self._whole) :]:
            path = self._folder / download.suggested_filename
            download.save_as(path)  # waits until it is whole
            self._whole.append(path)
        return self._whole

    def _count(self, _page: Page) -> None:
        self._loads += 1

    def _keep(self, sent: Sent) -> None:
        self._sent.append(sent)

    def _take(self, download: Download) -> None:
        self._downloads.append(download)

    def _pump(self) -> None:
        """Let Playwright hand on what has happened; it does so during calls only."""
        with suppress(MovedError):
            self.evaluate("0")
