"""Firefox as an engine, driven over WebDriver BiDi."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tests.engines.bidi import BidiError, Values, connected
from tests.engines.gate import Gate
from tests.engines.preferences import INSIDE, Preferences, through
from tests.engines.process import Process
from tests.engines.visit import Engine, Visit
from tests.engines.window import Window

BODY_LIMIT = 16 * 1024 * 1024
"""Bytes of a posted body above which the driver does not keep it; nothing is slowed down by what is not kept."""
EVENTS = [
    *("browsingContext.load", "browsingContext.downloadEnd"),
    *("log.entryAdded", "network.beforeRequestSent"),
]


class Firefox(Engine):
    """A running Firefox; what it writes lies in a folder until it closes. Its proxy is a gate unless one is named."""

    def __init__(
        self, name: str, program: str, preferences: Preferences, folder: Path, proxy: Preferences | None = None
    ) -> None:
        self.name = name
        self.scripts = bool(preferences.get("javascript.enabled", True))
        self._windows: dict[str, Window] = {}
        with ExitStack() as stack:
            gate = Gate()
            stack.callback(gate.close)
            self.asked_outside = gate.asked
            self._process = Process(program, {**INSIDE, **preferences, **(proxy or through(gate.port))}, folder)
            stack.callback(self._process.close)
            self._connection = stack.enter_context(connected(self._process.address()))
            self._connection.hear = self._hear
            self._connection.command("session.subscribe", events=EVENTS)
            self._stack = stack.pop_all()

    @property
    def home(self) -> Path:
        """Where all that it writes lies."""
        return self._process.home

    @contextmanager
    def visit(self) -> Iterator[Visit]:
        command = self._connection.command
        user = command("browser.createUserContext")["userContext"]
        downloads = Path(tempfile.mkdtemp(dir=self._process.home))
        allowed = {"type": "allowed", "destinationFolder": str(downloads)}
        command("browser.setDownloadBehavior", downloadBehavior=allowed, userContexts=[user])
        context = command("browsingContext.create", type="window", userContext=user)["context"]
        collected = {"dataTypes": ["request"], "maxEncodedDataSize": BODY_LIMIT, "contexts": [context]}
        collector = command("network.addDataCollector", **collected)["collector"]
        window = self._windows[context] = Window(self._connection, context, user, collector, downloads)
        try:
            yield window
        finally:
            del self._windows[context]
            command("browser.removeUserContext", userContext=user)

    def close(self) -> None:
        with suppress(BidiError):
            self._connection.command("browser.close")
        self._stack.close()

    def _hear(self, method: str, values: Values) -> None:
        context = values.get("context") or values.get("source", {}).get("context")
        if context in self._windows:
            self._windows[context].hear(method, values)
        elif values.get("isBlocked"):
            self._connection.post("network.continueRequest", request=values["request"]["request"])
