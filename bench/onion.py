"""What the portal costs over Tor: a visitor's first step against bare files of the same sizes, over the same circuit.

On a private Tor network (tests/tor/network.py), set up as operators do (docs/onion.md). Both ways go through the same
onion service, one behind the shipped proxy, one straight to a server that does nothing but send; rounds alternate.
"""

import http.client
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from statistics import median

from bench.figures import Figure, at_most, reported
from bench.installation import found
from bench.processes import wait_for
from tests.cli.servers import environment, free_port
from tests.tor.network import patience, private_network, wait_until_ready
from tests.tor.operator import BLOCKS, INCLUDE, ROOT, SET_UP, Operator
from tests.tor.visitors import TorConnection

ROUNDS = 60
STEP = ("/", "/lapor")
"""What a visitor asks first: the home page, then the form."""
BARE_PORT = 81
TARGET = 1.3


def measure(folder: Path) -> Iterator[Figure]:
    """Let one visitor take the first step again and again, both ways in turn."""
    with ExitStack() as stack:
        host, socks, bare = stack.enter_context(_street(folder))
        sizes = {path: len(_fetched(TorConnection(socks, "sizes", host), path)) for path in STEP}
        bare.update({path: _answer(size) for path, size in sizes.items()})
        pages, files = _timed(socks, host)
    yield at_most("first step over Tor, over bare files", median(pages) / median(files), "times", TARGET)
    yield reported("first step over Tor, pages", median(pages) * 1000, "ms")
    yield reported("first step over Tor, bare files", median(files) * 1000, "ms")
    yield reported("first step over Tor, bytes of both pages", sum(sizes.values()), "bytes")


def _timed(socks: int, host: str) -> tuple[list[float], list[float]]:
    """Give the seconds of each step, with pages and with files; the first rounds build the circuit."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS + 3):
        for port, collected in zip((80, BARE_PORT), seconds, strict=True):
            began = time.perf_counter()
            connection = TorConnection(socks, "visitor", host, port)
            for path in STEP:
                _fetched(connection, path)
            connection.close()
            collected.append(time.perf_counter() - began)
    return seconds[0][3:], seconds[1][3:]


def _fetched(connection: http.client.HTTPConnection, path: str) -> bytes:
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != http.client.OK:
        raise RuntimeError("not a page")
    return body


def _answer(size: int) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (size, b"x" * size)


@contextmanager
def _street(folder: Path) -> Iterator[tuple[str, int, dict[str, bytes]]]:
    """Set everything up; give the onion address, a visitor's SOCKS port, and the bare answers, to be filled in."""
    bare: dict[str, bytes] = {}
    with ExitStack() as stack:
        found(folder / "data")
        network = stack.enter_context(private_network(folder / "network"))
        socks = free_port()
        client = network.join("client", f"SocksPort 127.0.0.1:{socks}\n")
        portal = free_port()
        binds = {"WBS_PORTAL_BIND": f"127.0.0.1:{portal}", "WBS_INVESTIGATOR_BIND": f"localhost:{free_port()}"}
        operator = Operator(folder, network, binds)
        stack.callback(operator.close)
        operator.perform(SET_UP)
        _add_bare(folder / "etc/tor/wbs-onion.conf", stack.enter_context(_bare_server(bare)))
        for line in BLOCKS[INCLUDE][:-1]:  # the last would find the line of ours, and say so
            operator.do(line)
        host = (folder / "var/lib/tor/wbs-reporters/hostname").read_text().strip()
        settings = {**binds, "WBS_PORTAL_HOSTS": host, "WBS_PORTAL_ONION": "1"}
        stack.enter_context(_portal(folder / "data", portal, settings))
        wait_until_ready([client])
        _wait_for_service(socks, host)
        yield host, socks, bare


def _add_bare(fragment: Path, port: int) -> None:
    """Give the reporters' service a second port, which leads past the proxy."""
    text = fragment.read_text(encoding="ascii")
    head, mark, tail = text.partition("HiddenServicePort 80 ")
    fragment.write_text(f"{head}HiddenServicePort {BARE_PORT} 127.0.0.1:{port}\n{mark}{tail}", encoding="ascii")


def _wait_for_service(socks: int, host: str) -> None:
    for _ in patience("the onion service does not answer"):
        with suppress(OSError, RuntimeError, http.client.HTTPException):
            _fetched(TorConnection(socks, "first", host), "/")
            return


@contextmanager
def _portal(data: Path, port: int, settings: Mapping[str, str]) -> Iterator[None]:
    env = environment(data, PYTHONPATH=str(ROOT), **settings)
    process = subprocess.Popen([sys.executable, "-m", "wbs.cli", "serve", "portal"], env=env)
    try:
        wait_for(port, process, 60)
        yield
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def _bare_server(answers: Mapping[str, bytes]) -> Iterator[int]:
    """Serve bytes from memory, as little work as there can be."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=_send, args=(connection, answers), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _send(connection: socket.socket, answers: Mapping[str, bytes]) -> None:
    """Answer every request of a connection, after tor's line about the circuit."""
    with connection, suppress(OSError), connection.makefile("rb") as lines:
        lines.readline()
        for line in lines:
            if line.startswith(b"GET "):
                connection.sendall(answers[line.split()[1].decode()])
