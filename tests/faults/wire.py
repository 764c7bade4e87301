"""A Flask application that only passes requests on to a server of another process, so that test clients reach it."""

import http.client
from collections.abc import Iterable
from typing import Any

from flask import Flask

_TAKEN = ("CONTENT_TYPE", "CONTENT_LENGTH")


class Wire(Flask):
    """Speaks HTTP to a port of the loopback; whatever breaks on the way is raised as OSError or HTTPException."""

    def __init__(self, port: int, host: str = "127.0.0.1", seconds: float = 60) -> None:
        super().__init__("wire", static_folder=None)
        self.host, self.port, self.seconds = host, port, seconds
        self.seen: list[int] = []
        """Every status that was answered."""

    def wsgi_app(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Send one request on a connection of its own, and give the answer once all of it is there."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=self.seconds)
        try:
            connection.request(environ["REQUEST_METHOD"], _target(environ), _body(environ), self._headers(environ))
            answer = connection.getresponse()
            data = answer.read()
        finally:
            connection.close()
        self.seen.append(answer.status)
        start_response(f"{answer.status} {answer.reason}", answer.getheaders())
        return [data]

    def _headers(self, environ: dict[str, Any]) -> dict[str, str]:
        sent = {name[5:].replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
        sent |= {name.replace("_", "-"): environ[name] for name in _TAKEN if environ.get(name)}
        return {**sent, "HOST": f"{self.host}:{self.port}"}


def _target(environ: dict[str, Any]) -> str:
    asked = f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else ""
    return f"{environ['PATH_INFO']}{asked}"


def _body(environ: dict[str, Any]) -> bytes | None:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    data: bytes | None = environ["wsgi.input"].read(length) if length else None
    return data if data or environ["REQUEST_METHOD"] in {"GET", "HEAD", "OPTIONS"} else b""
