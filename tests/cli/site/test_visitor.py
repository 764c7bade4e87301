"""What `wbs verify-site` sends is what Firefox sends, so that no server sees that somebody compares."""

import http.server
import socket
import socketserver
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from tests.engines.fleet import Fleet
from wbs.cli.site.itinerary import first_steps, of_build, officers_steps
from wbs.cli.site.visitor import Ask, Kind, Place, UnreachableError, Visitor, headers_of, place_of
from wbs.errors import ConfigError

PAGE = b"""<!doctype html><meta charset=utf-8><link rel=icon href="data:,"><link rel=stylesheet href=/static/s.css>
<script src=/static/a.js defer></script><form id=f method=post enctype=multipart/form-data action=/lapor>
<input name=title value=x><button id=go>go</button></form>"""
SCRIPT = b"""new Worker("/static/worker-1.js"); fetch("/api/v1/documents",
{method: "GET", cache: "no-store", credentials: "omit", redirect: "error"});"""
FILES = {
    "/lapor": ("text/html", PAGE),
    "/static/a.js": ("text/javascript", SCRIPT),
    "/static/s.css": ("text/css", b"b{}"),
}
FILES |= {"/static/worker-1.js": ("text/javascript", b"1"), "/api/v1/documents": ("application/json", b"{}")}
OF_ONE_BROWSER = {"User-Agent", "Accept-Language", "Sec-GPC", "Content-Length", "Content-Type"}
"""What a Firefox decides by its version, its language and its window."""
SENT = {
    "/lapor": Kind.PAGE,
    "/static/a.js": Kind.SCRIPT,
    "/static/worker-1.js": Kind.WORKER,
    "/static/s.css": Kind.STYLE,
    "/api/v1/documents": Kind.DATA,
}


@contextmanager
def listening(policy: str) -> Iterator[tuple[str, dict[tuple[str, str], list[tuple[str, str]]]]]:
    """Serve a page as ours are served, and keep the headers of what is asked."""
    seen: dict[tuple[str, str], list[tuple[str, str]]] = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen[self.command, self.path] = list(self.headers.items())
            kind, body = FILES.get(self.path, ("text/html", b"<!doctype html>sent"))
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            self.send_response(200)
            for name, value in (
                ("Content-Type", kind),
                ("Content-Length", str(len(body))),
                ("Referrer-Policy", policy),
            ):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", seen
        finally:
            server.shutdown()
            thread.join()


def without_its_own(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [one for one in headers if one[0] not in OF_ONE_BROWSER]


@pytest.mark.promise("P21")
@pytest.mark.parametrize("policy", ["no-referrer", "same-origin"])
def test_every_kind_of_request_has_the_headers_of_firefox_in_their_order(fleet: Fleet, policy: str):
    with listening(policy) as (origin, seen), fleet.engine("firefox").visit() as visit:
        visit.goto(f"{origin}/lapor")
        wait_for(seen, [("GET", path) for path in SENT])
        visit.click("#go")
        wait_for(seen, [("POST", "/lapor")])
    place = place_of(origin)
    referring = policy == "same-origin"
    for path, kind in SENT.items():
        ask = Ask(path, kind, page="" if kind is Kind.PAGE else "/lapor")
        assert without_its_own(headers_of(ask, place, referring=referring)) == without_its_own(seen["GET", path]), path
    form = Ask("/lapor", Kind.FORM, "POST", b"x", "multipart/form-data", page="/lapor")
    assert without_its_own(headers_of(form, place, referring=referring)) == without_its_own(seen["POST", "/lapor"])


def wait_for(seen: Mapping[tuple[str, str], object], wanted: Sequence[tuple[str, str]]) -> None:
    for _ in range(600):
        if all(one in seen for one in wanted):
            return
        threading.Event().wait(0.1)
    raise AssertionError(f"never asked: {[one for one in wanted if one not in seen]}")


def test_what_a_script_or_a_form_asks_names_the_page_that_it_is_on():
    steps = [*first_steps(), *officers_steps(), *of_build(["report-1.js", "mailbox-1.js", "looker-worker-1.js"])]
    assert all(bool(ask.page) == (ask.kind is not Kind.PAGE) for ask in steps)


# ---- the way there


@dataclass
class Proxy:
    """A SOCKS port that notes who asks for what, and lets nobody through."""

    code: int = 5
    users: list[bytes] = field(default_factory=list)
    asked: list[bytes] = field(default_factory=list)


@contextmanager
def socks(proxy: Proxy) -> Iterator[int]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            connection: socket.socket = self.request
            assert connection.recv(3) == b"\x05\x01\x02"
            connection.sendall(b"\x05\x02")
            said = connection.recv(600)
            proxy.users.append(said[2 : 2 + said[1]])
            connection.sendall(b"\x01\x00")
            asked = connection.recv(600)
            proxy.asked.append(asked[5 : 5 + asked[4]] + b":%d" % int.from_bytes(asked[-2:]))
            connection.sendall(bytes((5, proxy.code, 0, 1)) + bytes(6))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def test_over_tor_every_request_has_a_circuit_of_its_own_and_tor_finds_the_name():
    proxy = Proxy()
    with socks(proxy) as port:
        visitor = Visitor(place_of("http://x.onion"), ("127.0.0.1", port))
        for _ in range(3):
            with pytest.raises(UnreachableError):
                visitor.ask(Ask("/"))
    assert proxy.asked == [b"x.onion:80"] * 3
    assert len(set(proxy.users)) == 3


@pytest.mark.parametrize(
    "url", ["ftp://x", "http://", "https://x/path", "https://u@x", "https://x?q", "x.onion", "http://x:99999"]
)
def test_an_address_that_is_none_is_refused(url: str):
    with pytest.raises(ConfigError):
        place_of(url)


def test_usual_ports_are_left_out_as_browsers_do():
    assert place_of("https://a.id").authority == place_of("https://a.id:443").authority == "a.id"
    assert place_of("http://a.onion:8080").origin == "http://a.onion:8080"
    assert Place("http", "a.id", 80).is_usual_port
