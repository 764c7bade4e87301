"""What a file of a gigabyte costs a reporter's browser: chosen, sealed and sent from the report page to a real server.

The browsers are driven without anything that keeps what goes over the network, so that all memory is the page's. What
counts is the memory of all processes of the browser, shared pages by their share, above what the loaded page had before
the file was chosen; files that are mapped, as programs are, do not count.
"""

import json
import os
import re
import shutil
import subprocess
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Self

from websockets.sync.client import ClientConnection, connect

from bench.figures import Figure, at_most, reported
from bench.installation import found
from bench.processes import children_of, serve
from bench.uploading import ALLOWANCES
from tests.engines.bidi import Connection, connected
from tests.engines.gate import Gate
from tests.engines.preferences import INSIDE, through
from tests.engines.process import Process
from wbs.crypto.primitives import random_bytes

MIB = 1 << 20
SIZE = 1000 * 1000 * 1000
MOST_GROWTH = 64
PATIENCE = 900
ASIDE = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
READY = "document.querySelector('#langkah') !== null"
SENT = "document.querySelector('#berkas progress') !== null && document.querySelector('#berkas-semua').hidden"


class Browser(ABC):
    """A browser with one page."""

    pid: int
    """Of its main process."""

    @abstractmethod
    def goto(self, url: str) -> None:
        """Open an address."""

    @abstractmethod
    def choose(self, selector: str, file: Path) -> None:
        """Choose a file."""

    @abstractmethod
    def holds(self, condition: str) -> bool:
        """Say whether a condition holds on the page."""

    def wait_until(self, condition: str) -> None:
        """Wait until a condition holds.

        Raises:
            TimeoutError: it does not in `PATIENCE` seconds.
        """
        deadline = time.monotonic() + PATIENCE
        while not self.holds(condition):
            if time.monotonic() > deadline:
                raise TimeoutError(condition)
            time.sleep(0.2)


class Chromium(Browser):
    """Chromium over its own protocol (https://chromedevtools.github.io/devtools-protocol/), network domain off."""

    def __init__(self, socket: ClientConnection, pid: int) -> None:
        self.pid = pid
        self._socket = socket
        self._sent = 0
        self._session: dict[str, str] = {}
        target = self._do("Target.createTarget", url="about:blank")["targetId"]
        self._session = {"sessionId": self._do("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]}

    def goto(self, url: str) -> None:
        """Open an address."""
        self._do("Page.navigate", url=url)

    def choose(self, selector: str, file: Path) -> None:
        """Choose a file."""
        root = self._do("DOM.getDocument", depth=0)["root"]["nodeId"]
        node = self._do("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self._do("DOM.setFileInputFiles", nodeId=node, files=[str(file)])

    def holds(self, condition: str) -> bool:
        """Say whether a condition holds on the page."""
        return self._do("Runtime.evaluate", expression=condition, returnByValue=True)["result"].get("value") is True

    def _do(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._sent += 1
        self._socket.send(json.dumps({"id": self._sent, "method": method, "params": parameters, **self._session}))
        while (answer := json.loads(self._socket.recv(PATIENCE))).get("id") != self._sent:
            pass
        result: dict[str, Any] = answer["result"]
        return result


class Firefox(Browser):
    """Firefox over WebDriver BiDi, without subscriptions."""

    def __init__(self, connection: Connection, pid: int) -> None:
        self.pid = pid
        self._connection = connection
        self._context = connection.command("browsingContext.create", type="tab")["context"]

    def goto(self, url: str) -> None:
        """Open an address."""
        self._do("browsingContext.navigate", url=url, wait="complete")

    def choose(self, selector: str, file: Path) -> None:
        """Choose a file."""
        nodes = self._do("browsingContext.locateNodes", locator={"type": "css", "value": selector})["nodes"]
        self._do("input.setFiles", element={"sharedId": nodes[0]["sharedId"]}, files=[str(file)])

    def holds(self, condition: str) -> bool:
        """Say whether a condition holds on the page."""
        target = {"context": self._context}
        answer = self._connection.command(
            "script.evaluate", expression=condition, target=target, awaitPromise=False, userActivation=False
        )
        return answer.get("result", {}).get("value") is True

    def _do(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self._connection.command(method, context=self._context, **parameters)


@contextmanager
def chromium(folder: Path) -> Iterator[Browser]:
    """Start the system's Chromium."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    options = ["--headless=new", "--remote-debugging-port=0", f"--user-data-dir={folder / 'profile'}", *ASIDE, *sandbox]
    process = subprocess.Popen(["chromium", *options], stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        lines = iter(process.stderr or ())
        address = next(found[1] for line in lines if (found := re.search(r"listening on (ws://\S+)", line)))
        threading.Thread(target=lambda: [None for _ in lines], daemon=True).start()  # else the pipe fills
        with connect(address, compression=None, proxy=None, ping_interval=None, max_size=None) as socket:
            yield Chromium(socket, process.pid)
    finally:
        os.killpg(process.pid, 15)
        process.wait(timeout=20)


@contextmanager
def firefox(folder: Path) -> Iterator[Browser]:
    """Start the system's Firefox ESR."""
    with ExitStack() as stack:
        gate = Gate()
        stack.callback(gate.close)
        process = Process("firefox-esr", {**INSIDE, **through(gate.port)}, folder)
        stack.callback(process.close)
        connection = stack.enter_context(connected(process.address()))
        yield Firefox(connection, process.pid)
        connection.command("browser.close")


BROWSERS: dict[str, Callable[[Path], Any]] = {"chromium": chromium, "firefox-esr": firefox}


class Peak:
    """The highest memory of a browser while a block runs, beyond what it was before."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._before = self._highest = proportional_kb(pid)
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watcher.join()

    @property
    def before_mib(self) -> float:
        """What it was before."""
        return self._before / 1024

    @property
    def growth_mib(self) -> float:
        """How far it grew."""
        return (self._highest - self._before) / 1024

    def _watch(self) -> None:
        while not self._over.wait(0.25):
            self._highest = max(self._highest, proportional_kb(self._pid))


def measure(folder: Path, size: int = SIZE) -> Iterator[Figure]:
    """Send one large file from the report page of every browser that the machine has."""
    content = folder / "rekaman.bin"
    with content.open("wb") as file:
        piece = random_bytes(MIB)
        for at in range(0, size, MIB):
            file.write(piece[: size - at])
    for name, start in BROWSERS.items():
        if shutil.which(name):
            own = folder / name
            own.mkdir()
            yield from send(own, name, start, content)
            shutil.rmtree(own)


def send(folder: Path, name: str, start: Callable[[Path], Any], content: Path) -> Iterator[Figure]:
    """Choose the file, and wait until all of it has arrived."""
    data = folder / "data"
    found(data)
    size = content.stat().st_size
    with serve("portal", data, **ALLOWANCES) as server, start(folder) as browser:
        browser.goto(f"http://127.0.0.1:{server.port}/lapor")
        browser.wait_until(READY)
        time.sleep(5)  # what a browser does after its start
        began = time.perf_counter()
        with Peak(browser.pid) as peak:
            browser.choose("#files", content)
            browser.wait_until(SENT)
        seconds = time.perf_counter() - began
    words = f"{size // 1_000_000} MB from the page, {name}"
    yield at_most(f"{words}, growth", peak.growth_mib, "MiB", MOST_GROWTH)
    yield reported(f"{words}, before", peak.before_mib, "MiB")
    yield reported(words, size / seconds / 1e6, "MB/s")


def proportional_kb(pid: int) -> int:
    """Memory of a process and its descendants that no file stands behind, shared pages by their share."""
    return sum(_own_kb(one) for one in (pid, *children_of(pid)))


def _own_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith(("Pss_Anon:", "Pss_Shmem:")))
