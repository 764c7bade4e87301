"""An officer's browser: Debian's Chromium against the shipped server, its memory read from the kernel.

What is measured is seen from the page by scripts that only look on; the page itself is the one that officers get.
"""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from playwright.sync_api import BrowserContext, Page, sync_playwright

from bench.processes import Server, children_of, status_kb
from wbs.cases.officers.totp import step_of, totp_code
from wbs.cli.founding import Founded
from wbs.clock import SystemClock

PATIENCE_MS = 120_000


class Chromium:
    """A running browser and what its processes hold."""

    def __init__(self, context: BrowserContext, pid: int) -> None:
        self.context = context
        self.pid = pid

    def resident_kb(self, kind: str) -> int:
        """Resident memory that belongs to processes of one kind alone: `renderer` or `browser`."""
        return sum(status_kb(pid, "RssAnon") + status_kb(pid, "RssShmem") for pid in self._pids(kind))

    def _pids(self, kind: str) -> list[int]:
        if kind == "browser":
            return [self.pid]
        return [pid for pid in children_of(self.pid) if f"--type={kind}" in _command(pid)]


@contextmanager
def chromium(folder: Path) -> Iterator[Chromium | None]:
    """Start the system's Chromium with a profile on disk, as officers have one; None if the machine has no Chromium."""
    path = shutil.which("chromium")
    if path is None:
        yield None
        return
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        before = set(children_of(os.getpid()))
        context = playwright.chromium.launch_persistent_context(
            folder / "profile",
            executable_path=path,
            args=["--disable-gpu", *sandbox],
            locale="id-ID",
            accept_downloads=True,
        )
        started = [pid for pid in children_of(os.getpid()) if pid not in before and _is_main(pid)]
        yield Chromium(context, started[0])
        context.close()


@contextmanager
def window(found: Chromium, script: str = "") -> Iterator[Page]:
    """Open a window in which `script` runs before the page's own, and close it."""
    page = found.context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    if script:
        page.add_init_script(script)
    yield page
    page.close()


def sign_in(page: Page, server: Server, founded: Founded, login: str) -> None:
    """Type what an officer types, and send it."""
    account = founded.secrets.accounts[login]
    page.goto(f"http://localhost:{server.port}/")
    page.locator("#login").fill(login)
    page.locator("#passphrase").fill(account.passphrase)
    page.locator("#code").fill(totp_code(account.totp, step_of(SystemClock().now())))
    page.locator("form button.go").click()


class Peak:
    """The highest memory of a kind of process while a block runs, beyond what it was before."""

    def __init__(self, found: Chromium, *kinds: str) -> None:
        self._found = found
        self._before = {kind: found.resident_kb(kind) for kind in kinds}
        self._highest = dict(self._before)
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watcher.join()

    def growth_mib(self, kind: str) -> float:
        """How far it grew, in MiB."""
        return (self._highest[kind] - self._before[kind]) / 1024

    def _watch(self) -> None:
        while not self._over.is_set():
            for kind in self._highest:
                self._highest[kind] = max(self._highest[kind], self._found.resident_kb(kind))
            time.sleep(0.1)


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _is_main(pid: int) -> bool:
    command = _command(pid)
    return "chromium" in command and "--remote-debugging-pipe" in command and "--type=" not in command
