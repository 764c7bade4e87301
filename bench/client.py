"""A small HTTP client for measuring: keep-alive, raw bytes, one thread a client."""

import html
import http.client
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

BOUNDARY = "bench-0123456789abcdef"
_TICKET = re.compile(r'name="?ticket"? value="?([^">\s]+)')


class Client:
    """One visitor's connection."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def get(self, path: str) -> tuple[int, bytes]:
        """Fetch a page."""
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        return answer.status, answer.read()

    def send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> "Answer":
        """Send a request and read its answer to the end."""
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        return Answer(answer.status, answer.read())

    def post(
        self, path: str, body: bytes, kind: str = f"multipart/form-data; boundary={BOUNDARY}"
    ) -> tuple[int, bytes]:
        """Send a form."""
        headers = {"Content-Type": kind, "Sec-Fetch-Site": "same-origin"}
        self._connection.request("POST", path, body, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said."""

    status: int
    body: bytes


@dataclass
class Outcome:
    """What many clients saw."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    errors: int = 0

    @property
    def rate(self) -> float:
        """Successes a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """Latency in seconds that `share` of the successes stayed within."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def ticket_of(page: bytes) -> str:
    """Find the ticket in a page."""
    match = _TICKET.search(page.decode())
    if match is None:
        raise RuntimeError("the page carries no ticket")
    return html.unescape(match[1])


def form(fields: dict[str, str], files: tuple[tuple[str, bytes], ...] = ()) -> bytes:
    """Write a multipart form, fields in the order given, files last."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, content in files:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def many(clients: int, each: int, port: int, act: Callable[[Client], bool]) -> Outcome:
    """Let `clients` threads act `each` times; an act that gives False or raises is an error."""
    outcome = Outcome()
    lock = threading.Lock()

    def run() -> None:
        client = Client(port)
        for _ in range(each):
            began = time.perf_counter()
            try:
                succeeded = act(client)
            except (OSError, RuntimeError, http.client.HTTPException):
                client.close()
                succeeded, client = False, Client(port)
            with lock:
                if succeeded:
                    outcome.latencies.append(time.perf_counter() - began)
                else:
                    outcome.errors += 1
        client.close()

    threads = [threading.Thread(target=run) for _ in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcome.seconds = time.perf_counter() - began
    return outcome
