"""Server processes of the demonstration: started together, stopped together."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from types import FrameType

from wbs.errors import ConfigError

_POLL_SECONDS = 0.1
_STOP_SECONDS = 15


class Children:
    """A few processes that end when this one does: `wbs.cli.server` sees to it if this one is killed."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Start nothing yet; SIGTERM and SIGINT stop the children from now on."""
        self._environment = dict(environment)
        self._processes: list[subprocess.Popen[bytes]] = []
        self._stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def start(self, application: str) -> None:
        """Start one application's server."""
        command = [sys.executable, "-m", "wbs.cli.server", application]
        # A session of its own, so that Ctrl-C reaches this process alone and everything is stopped once.
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, env=self._environment, stdin=subprocess.DEVNULL, start_new_session=True
        )
        self._processes.append(process)

    def on_enter(self, action: Callable[[], None]) -> None:
        """Do something whenever somebody presses Enter."""

        def listen() -> None:
            for _ in sys.stdin:
                action()

        threading.Thread(target=listen, daemon=True).start()

    def wait(self) -> None:
        """Wait for a signal to stop, or for a child to end; then stop all.

        Raises:
            ConfigError: a child ended by itself.
        """
        while not self._stop.wait(_POLL_SECONDS):
            if any(process.poll() is not None for process in self._processes):
                self._end()
                raise ConfigError("a server ended by itself; its last words stand above")
        self._end()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stop.set()

    def _end(self) -> None:
        for process in self._processes:
            process.terminate()
        deadline = time.monotonic() + _STOP_SECONDS
        for process in self._processes:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
