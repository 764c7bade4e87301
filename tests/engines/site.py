"""A small site on the loopback for tests of the driver, and for pages that a test makes up."""

import http.server
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

Files = Mapping[str, tuple[str, bytes]]
"""Type and content by path; a type of `application/octet-stream` is offered as a download."""


@contextmanager
def serving(files: Files) -> Iterator[str]:
    """Serve files on `localhost`, answer every POST with the length of its body; give the address without a slash."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = files.get(self.path, ("text/plain", b""))
            self._answer(200 if body else 404, kind, body)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(200, "text/html", f"<!doctype html><title>sent</title><p>{len(body)}".encode())

        def log_message(self, *_: object) -> None:
            pass

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if kind == "application/octet-stream":
                self.send_header("Content-Disposition", "attachment")
            self.end_headers()
            self.wfile.write(body)

    server = http.server.ThreadingHTTPServer(("localhost", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
