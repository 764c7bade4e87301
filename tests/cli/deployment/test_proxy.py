"""The proxy as `wbs deploy onion` configures it, without tor: who is let in, what is counted, what is passed on."""

import http.client
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cli.deployment.conftest import Machine
from tests.cli.servers import free_port
from tests.needs import program
from tests.tor.network import is_open, patience

REQUESTS, CONNECTIONS, REPORTS = 300, 24, 6
"""What one circuit of a reporter may do (wbs/cli/deployment/writing.py)."""
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nServer: granian\r\n\r\nok"
SAYING = {
    "User-Agent": "u", "Accept-Language": "l", "Referer": "r", "Cookie": "c", "Sec-CH-UA": "b", "DNT": "1",
    "Sec-CH-UA-Platform": "p", "Upgrade": "h2c", "HTTP2-Settings": "AAMAAABk", "X-Requested-With": "a", "Sec-GPC": "1",
}  # fmt: skip
"""What browsers say of themselves, and an upgrade behind which nothing would be cut off any more."""
FORGED = {"X-Forwarded-For": "192.0.2.9", "Forwarded": "for=192.0.2.9", "X-Real-IP": "192.0.2.9"}


class Application:
    """Stands for an application: keeps every byte that reaches it, and answers the same to all."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            data = b""
            while b"\r\n\r\n" not in data:
                more = connection.recv(65536)
                if not more:
                    return
                data += more
            self.heard.append(data)
            connection.sendall(ANSWER)


class Circuit(http.client.HTTPConnection):
    """A stream of a circuit, as tor hands it to the proxy (man tor, HiddenServiceExportCircuitID)."""

    def __init__(self, port: int, number: int | str) -> None:
        super().__init__("127.0.0.1", port, timeout=30)
        self._source = (
            f"fc00:dead:beef:4dad::{number >> 16:x}:{number & 0xFFFF:x}" if isinstance(number, int) else number
        )

    def connect(self) -> None:
        super().connect()
        self.sock.sendall(f"PROXY TCP6 {self._source} ::1 {1000} 80\r\n".encode())

    def ask(self, method: str = "GET", path: str = "/", headers: dict[str, str] | None = None) -> int:
        self.request(method, path, headers=headers or {})
        answer = self.getresponse()
        answer.read()
        return answer.status


@dataclass
class Proxy:
    """A running proxy before one application for both services."""

    reporters: int
    officers: int
    application: Application
    log: Path
    open: list[Circuit] = field(default_factory=list)

    def circuit(self, number: int | str, port: int = 0) -> Circuit:
        made = Circuit(port or self.reporters, number)
        self.open.append(made)
        return made


@pytest.fixture
def proxy(machine: Machine) -> Iterator[Proxy]:
    application = Application()
    ports = {"reporters": free_port(), "officers": free_port()}
    machine.monkeypatch.setenv("WBS_PORTAL_BIND", f"127.0.0.1:{application.port}")
    user = ["--proxy-user", ""] if os.geteuid() != 0 else []
    done = machine.onion(*user, *(word for name, port in ports.items() for word in (f"--{name}-port", str(port))))
    assert done.exit_code == 0, done.output
    log = machine.folder / "haproxy.log"
    with log.open("wb") as file:
        dying = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
        command = [*dying, program("haproxy"), "-db", "-f", str(machine.folder / "proxy/wbs-onion.cfg")]
        process = subprocess.Popen(command, stdout=file, stderr=file)
    try:
        for _ in patience("the proxy does not listen"):
            if is_open(ports["reporters"]):
                break
        made = Proxy(ports["reporters"], ports["officers"], application, log)
        yield made
        for circuit in made.open:
            circuit.close()
    finally:
        process.terminate()
        process.wait(20)
        application.close()


@pytest.mark.promise("P10")
def test_nothing_of_a_visitor_reaches_the_application(proxy: Proxy):
    assert proxy.circuit(7).ask(headers={**SAYING, **FORGED}) == 200
    heard = proxy.application.heard[0].lower()
    names = {line.split(b":")[0].decode() for line in heard.split(b"\r\n")[1:] if line}
    assert names == {"host", "accept-encoding", "connection"}
    assert b"dead:beef" not in heard
    assert b"proxy" not in heard


@pytest.mark.promise("P10")
def test_nothing_is_logged_whatever_is_sent(proxy: Proxy):
    proxy.circuit(7).ask()
    with socket.create_connection(("127.0.0.1", proxy.reporters)) as broken:
        broken.sendall(b"PROXY TCP6 fc00:dead:beef:4dad::9 ::1 1 80\r\nNOT HTTP\x00\r\n\r\n")
        assert b"400" in broken.recv(4096)
    lines = proxy.log.read_text().splitlines()
    assert [line for line in lines if not line.startswith("[NOTICE]")] == []


@pytest.mark.promise("P15")
def test_a_circuit_over_its_requests_is_refused_and_another_is_not(proxy: Proxy):
    busy = proxy.circuit(1)
    statuses = [busy.ask() for _ in range(REQUESTS)]
    assert set(statuses) == {200}
    refused = proxy.circuit(1)
    assert refused.ask() == 429
    assert proxy.circuit(2).ask() == 200
    assert len(proxy.application.heard) == REQUESTS + 1


@pytest.mark.promise("P15")
def test_posts_are_counted_apart_and_parts_of_files_are_no_posts(proxy: Proxy):
    sending, part = proxy.circuit(1), "/api/v1/uploads/x"
    assert {sending.ask(method, part) for method in ("POST", "PATCH", "PUT") for _ in range(45)} == {200}
    assert {sending.ask("POST", "/tanda-terima") for _ in range(40)} == {200}
    assert sending.ask("POST", "/tanda-terima") == 429
    assert sending.ask("GET", "/lapor") == 200
    assert sending.ask("PATCH", part) == 200


@pytest.mark.promise("P15")
def test_a_circuit_sends_few_reports_at_once_whichever_way_and_its_mailbox_goes_on(proxy: Proxy):
    sending, case = proxy.circuit(1), "/api/v1/cases/x"
    ways = [("POST", "/lapor"), ("PUT", case), ("POST", "/en/lapor")]
    assert [sending.ask(*ways[number % 3]) for number in range(REPORTS)] == [200] * REPORTS
    assert {sending.ask(*way) for way in ways} == {429}
    assert sending.ask("POST", "/tanda-terima") == 200
    assert proxy.circuit(2).ask("POST", "/lapor") == 200


@pytest.mark.promise("P15")
def test_a_circuit_holds_no_more_connections_than_it_may(proxy: Proxy):
    held = [proxy.circuit(1) for _ in range(CONNECTIONS)]
    assert {circuit.ask() for circuit in held} == {200}
    with pytest.raises((OSError, http.client.HTTPException)):
        proxy.circuit(1).ask()
    assert proxy.circuit(2).ask() == 200


def test_two_requests_never_share_a_connection_to_the_application(proxy: Proxy):
    circuit = proxy.circuit(1)
    assert [circuit.ask() for _ in range(3)] == [200, 200, 200]
    assert proxy.application.connections == 3


@pytest.mark.parametrize("source", ["::1", "2001:db8::1", "fc00:dead:beef:4dae::1"])
def test_who_is_no_circuit_of_tor_is_not_let_in(proxy: Proxy, source: str):
    with pytest.raises((OSError, http.client.HTTPException)):
        proxy.circuit(source).ask()
    assert proxy.application.heard == []


def test_who_comes_without_a_circuit_is_not_let_in(proxy: Proxy):
    with socket.create_connection(("127.0.0.1", proxy.reporters), timeout=30) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        with suppress(ConnectionResetError):
            assert plain.recv(4096) == b""
    assert proxy.application.heard == []


def test_an_application_that_is_away_is_said_to_be_away(proxy: Proxy):
    answer = proxy.circuit(1, proxy.officers)
    answer.request("GET", "/")
    page = answer.getresponse()
    assert page.status == 503
    assert page.headers["Retry-After"] == "30"
    assert page.headers["Cache-Control"] == "no-store"
    assert "Belum dapat dibuka" in page.read().decode()


def test_officers_keep_their_cookies(machine: Machine):
    machine.onion()
    text = (machine.folder / "proxy/wbs-onion.cfg").read_text()
    reporters, officers = text.split("frontend wbs-officers")
    assert reporters.count("del-header cookie") == 1
    assert "cookie" not in officers
