"""Visitors of an onion service: each comes through tor's SOCKS port on a circuit of its own, and asks by HTTP.

A visitor stands where tests of the portal have Flask's own client, so that the same people walk over Tor.
"""

import http.client
import json
import socket
import struct
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Response

SECONDS = 60.0
_VERSION, _PASSWORD, _CONNECT, _NAME = 5, 2, 1, 3
REFUSALS = {0xF0: "no descriptor", 0xF4: "no key for this service", 0xF5: "a wrong key for this service"}
"""What tor's ExtendedErrors say (man tor, SocksPort)."""


class RefusedByTorError(OSError):
    """Tor did not connect; `code` is what it answered."""

    def __init__(self, code: int) -> None:
        super().__init__(REFUSALS.get(code, f"{code:#x}"))
        self.code = code


def through_tor(port: int, user: str, host: str, to: int = 80) -> socket.socket:
    """Connect to a host through a SOCKS port (RFC 1928, 1929); each user has circuits of their own."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
    try:
        connection.sendall(bytes((_VERSION, 1, _PASSWORD)))
        _exactly(connection, 2)
        connection.sendall(bytes((1, len(user), *user.encode(), 1, ord("x"))))
        _exactly(connection, 2)
        connection.sendall(bytes((_VERSION, _CONNECT, 0, _NAME, len(host), *host.encode())) + struct.pack(">H", to))
        _require_connected(_exactly(connection, 10)[1])
    except BaseException:
        connection.close()
        raise
    return connection


def _require_connected(code: int) -> None:
    if code:
        raise RefusedByTorError(code)


def _exactly(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = connection.recv(count - len(data))
        if not more:
            raise RefusedByTorError(0)
        data += more
    return data


class TorConnection(http.client.HTTPConnection):
    """HTTP over a stream of a visitor's circuit."""

    def __init__(self, socks: int, user: str, host: str, to: int = 80) -> None:
        super().__init__(host, to, timeout=SECONDS)
        self._socks, self._user = socks, user

    def connect(self) -> None:
        self.sock = through_tor(self._socks, self._user, self.host, self.port or 80)


@dataclass
class Onion:
    """One onion service as one visitor reaches it; stands where a Flask application does."""

    socks: int
    host: str
    visitor: str

    def test_client(self, **_: Any) -> "Onion":
        return self

    def connection(self) -> TorConnection:
        return TorConnection(self.socks, self.visitor, self.host)

    def get(self, path: str, **options: Any) -> Response:
        return self.open(path, method="GET", **options)

    def head(self, path: str, **options: Any) -> Response:
        return self.open(path, method="HEAD", **options)

    def post(self, path: str, **options: Any) -> Response:
        return self.open(path, method="POST", **options)

    def put(self, path: str, **options: Any) -> Response:
        return self.open(path, method="PUT", **options)

    def patch(self, path: str, **options: Any) -> Response:
        return self.open(path, method="PATCH", **options)

    def open(self, path: str, *, method: str, **options: Any) -> Response:
        """Ask as Flask's client does, for what our tests use of it."""
        headers = dict(options.get("headers") or {})
        stream = options.get("input_stream")
        body = stream.read() if stream else options.get("data")
        if "json" in options:
            body, headers["Content-Type"] = json.dumps(options["json"]).encode(), "application/json"
        if options.get("content_type"):
            headers["Content-Type"] = options["content_type"]
        connection = self.connection()
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return Response(answer.read(), answer.status, answer.getheaders())
        finally:
            connection.close()
