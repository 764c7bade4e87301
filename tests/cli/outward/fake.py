"""A server on this machine with the endpoints that public code of around 2025 showed (regulation, 2.6).

Only what that code did is known of the real system: this fake stands for that, and for nothing more.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

AUTHORIZATION, TOKEN = "Bearer rahasia-satu", "rahasia-dua"


@dataclass
class Fake:
    """What came in, and how the next requests are answered."""

    base: str = ""
    requests: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    complaints: dict[str, dict[str, Any]] = field(default_factory=dict)
    status: int = 201
    body: bytes | None = None
    shown: dict[str, Any] = field(default_factory=dict)
    breaks: bool = False
    location: str = ""


class _Handler(BaseHTTPRequestHandler):
    fake: Fake

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.fake.requests.append(("POST", self.path, dict(self.headers), content))
        if self.fake.breaks:
            self.close_connection = True
            return
        if (self.headers["Authorization"], self.headers["token"]) != (AUTHORIZATION, TOKEN):
            self._answer(401, b'{"message":"unauthorized"}')
            return
        number = f"LMW-{len(self.fake.complaints) + 1001}"
        self.fake.complaints[number] = json.loads(content)
        made = json.dumps({"status": "ok", "complaint_id": number}).encode()
        self._answer(self.fake.status, made if self.fake.body is None else self.fake.body)

    def do_GET(self) -> None:
        self.fake.requests.append(("GET", self.path, dict(self.headers), b""))
        number = self.path.rsplit("/", 2)[1]
        found = {**self.fake.complaints.get(number, {}), **self.fake.shown}
        self._answer(200 if found else 404, json.dumps(found).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        if self.fake.location:
            self.send_header("Location", self.fake.location)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running() -> Iterator[Fake]:
    """Serve on a port that is free, until the block ends."""
    fake = Fake()
    handler = type("Handler", (_Handler,), {"fake": fake})
    server = HTTPServer(("127.0.0.1", 0), handler)
    fake.base = f"http://127.0.0.1:{server.server_port}/v4"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
