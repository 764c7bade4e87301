"""All engines that tests run in, by name; each is started once a process, when a test first asks for it."""

import os
import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.engines.chromium import Chromium
from tests.engines.firefox import Firefox
from tests.engines.gate import Gate
from tests.engines.preferences import SAFER, SAFEST, Preferences
from tests.engines.visit import Engine
from tests.needs import program

WITH_SCRIPTS = ("chromium", "chromium-jitless", "firefox", "firefox-safer")
WITHOUT_SCRIPTS = ("chromium-scriptless", "firefox-safest")

FIREFOXES: dict[str, Preferences] = {"firefox": {}, "firefox-safer": SAFER, "firefox-safest": SAFEST}

each_engine = pytest.mark.parametrize("engine", [*WITH_SCRIPTS, *WITHOUT_SCRIPTS], indirect=True)
each_engine_with_scripts = pytest.mark.parametrize("engine", WITH_SCRIPTS, indirect=True)
each_engine_without_scripts = pytest.mark.parametrize("engine", WITHOUT_SCRIPTS, indirect=True)

_NOWHERE = "http://127.0.0.1:9/"
QUIET = [
    f"--autofill-server-url={_NOWHERE}",
    f"--component-updater=url-source={_NOWHERE},initial-delay=99999",
    "--extensions-update-frequency=999999",
    f"--gaia-url={_NOWHERE}",
]
"""What Chromium would ask of its makers by itself; Playwright switches off the rest."""


class Fleet:
    """The engines of one process of tests. What the machine lacks skips the test that asks for it (tests/needs.py).

    What browsers write lies in `folder`, even if the tests are killed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._engines: dict[str, Engine] = {}
        self._browsers: dict[str, Browser] = {}
        self._playwright: Playwright | None = None
        self._gate: Gate | None = None

    def engine(self, name: str) -> Engine:
        """Give the engine of a name, one of those above."""
        if name not in self._engines:
            self._engines[name] = self._started(name)
        return self._engines[name]

    def browser(self, *options: str, desktop: bool = False) -> Browser:
        """Give Playwright's Chromium with options of its command line; a sandbox needs a user other than root.

        It is the one without tabs and menus if the machine has it: pages, workers and drawing are the same, and a
        window costs a sixth of the time. `desktop` asks for the one that people use.
        """
        key = " ".join([str(desktop), *options])
        if key not in self._browsers:
            path = program("chromium") if desktop else (shutil.which("chromium-headless-shell") or program("chromium"))
            self._browsers[key] = self._launched(path, options)
        return self._browsers[key]

    def close(self) -> None:
        """End all that was started."""
        self._stack.close()

    def _started(self, name: str) -> Engine:
        match name:
            case "chromium" | "chromium-scriptless":
                return self._chromium(name, self.browser())
            case "chromium-desktop":
                return self._chromium(name, self.browser(desktop=True))
            case "chromium-jitless":
                return self._chromium(name, self.browser("--js-flags=--jitless"))
            case "firefox" | "firefox-safer" | "firefox-safest":
                return self._firefox(name)
        raise ValueError(f"no engine is called {name}")

    def _launched(self, path: str, options: tuple[str, ...]) -> Browser:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        proxy = f"--proxy-server=127.0.0.1:{self._standing_gate().port}"
        arguments = ["--disable-gpu", "--disable-dev-shm-usage", proxy, *QUIET, *sandbox, *options]
        browser = self._started_playwright().chromium.launch(executable_path=path, args=arguments)
        self._stack.callback(browser.close)
        return browser

    def _chromium(self, name: str, browser: Browser) -> Engine:
        scripts = name not in WITHOUT_SCRIPTS
        return Chromium(name, browser, self._standing_gate(), self._folder, scripts=scripts)

    def _firefox(self, name: str) -> Engine:
        made = Firefox(name, program("firefox-esr"), FIREFOXES[name], self._folder)
        self._stack.callback(made.close)
        return made

    def _started_playwright(self) -> Playwright:
        """Playwright allows no second in a process."""
        if self._playwright is None:
            self._playwright = self._stack.enter_context(sync_playwright())
        return self._playwright

    def _standing_gate(self) -> Gate:
        if self._gate is None:
            self._gate = Gate()
            self._stack.callback(self._gate.close)
        return self._gate
