"""Firefox's process, on a profile of its own that goes with it."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
from collections import deque
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue

from tests.engines.preferences import Preferences, user_js
from tests.engines.visit import PATIENCE, TooLateError, patience

FAREWELL = 20
"""Seconds between the request to end and the kill."""


class Process:
    """A headless Firefox that listens for WebDriver BiDi. `home`, made in a folder, holds its profile and downloads."""

    def __init__(self, program: str, preferences: Preferences, folder: Path) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="firefox-", dir=folder))
        profile = self.home / "profile"
        profile.mkdir()
        (profile / "user.js").write_text(user_js(preferences), encoding="utf-8")
        options = ["--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
        self._process = subprocess.Popen(
            [*dying_with_us(), program, *options],
            env=_environment(self.home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._last: deque[str] = deque(maxlen=20)
        self._addresses: Queue[str] = Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Of the browser's main process."""
        return self._process.pid

    def address(self) -> str:
        """Wait for the address where it listens, `ws://…`."""
        try:
            return self._addresses.get(timeout=PATIENCE)
        except Empty:
            raise TooLateError("Firefox does not listen:\n" + "".join(self._last)) from None

    def close(self) -> None:
        """Wait for its end, or make it; remove the profile."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(FAREWELL)
        with suppress(ProcessLookupError):  # its session is its own, so this reaches nobody else
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._reader.join()
        if self._process.stderr:
            self._process.stderr.close()
        for _ in patience("the profile stays"):
            shutil.rmtree(self.home, ignore_errors=True)
            if not self.home.exists():
                break

    def _read(self) -> None:
        for line in self._process.stderr or ():
            self._last.append(line)
            if found := re.search(r"BiDi listening on (ws://\S+)", line):
                self._addresses.put(found[1])


def _environment(home: Path) -> dict[str, str]:
    passed = {name: value for name, value in os.environ.items() if not name.startswith(("MOZ_", "XDG_"))}
    ours = {"MOZ_CRASHREPORTER_DISABLE": "1", "MOZ_REMOTE_SETTINGS_DEVTOOLS": "1"}
    return {**passed, **ours, "HOME": str(home), "TMPDIR": str(home)}


def dying_with_us() -> list[str]:
    """Where util-linux is, let the kernel end a program when the tests are killed."""
    return ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
