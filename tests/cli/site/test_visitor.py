"""What `wbs verify-site` sends is what Firefox sends, so that no server sees that somebody compares."""

import http.server
import io
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from tests.engines.fleet import Fleet
from wbs.cli.site.framing import read_answer
from wbs.cli.site.itinerary import first_steps, of_build, officers_steps, visits_of
from wbs.cli.site.visitor import Ask, Kind, Place, UnreachableError, Visitor, headers_of, place_of
from wbs.errors import ConfigError, FormatError

PAGE = b"""<!doctype html><meta charset=utf-8><link rel=icon href="data:,"><link rel=stylesheet href=/static/s.css>
<script src=/static/a.js defer></script><form id=f method=post enctype=multipart/form-data action=/lapor>
<input name=title value=x><button id=go>go</button></form>
<a id=link href=/bantuan>help</a>"""
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
        visit.goto(f"{origin}/lapor")
        visit.click("#link")
        wait_for(seen, [("GET", "/bantuan")])
    place = place_of(origin)
    referring = policy == "same-origin"
    for path, kind in SENT.items():
        ask = Ask(path, kind, page="" if kind is Kind.PAGE else "/lapor")
        assert without_its_own(headers_of(ask, place, referring=referring)) == without_its_own(seen["GET", path]), path
    link = Ask("/bantuan", Kind.LINK, page="/lapor")
    assert without_its_own(headers_of(link, place, referring=referring)) == without_its_own(seen["GET", "/bantuan"])
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


@pytest.mark.parametrize("steps", [first_steps, officers_steps])
def test_what_a_page_loads_or_sends_comes_in_one_visit_with_the_page_and_after_it(steps: Callable[[], list[Ask]]):
    wanted = [*of_build(["report-1.js", "mailbox-1.js", "looker-worker-1.js"]), *steps()]
    visits = visits_of(wanted)
    assert {ask for visit in visits for ask in visit} >= set(wanted)
    for visit in visits:
        assert not visit[0].page
        assert all(later.page in {ask.path for ask in visit[:place]} for place, later in enumerate(visit) if place)
    loading = next(visit for visit in visits if "/en/lapor" in {ask.page for ask in visit})
    assert [ask.path for ask in loading[:3]] == ["/en/", "/en/lapor", "/static/report-1.js"]


# ---- answers with two readings

PLAIN = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"
HELD = b"0123456789abcdef"
AMBIGUOUS = {
    "headers after a line that is none": PLAIN.replace(b"\r\n\r\n", b"\r\nx\r\nSet-Cookie: id=1\r\n\r\n"),
    "a name with a space": PLAIN.replace(b"\r\n\r\n", b"\r\nSet-Cookie : id=1\r\n\r\n"),
    "a header that a lone return begins": PLAIN.replace(b"html", b"html\rContent-Security-Policy: x"),
    "a line that a lone line feed ends": PLAIN.replace(b"html\r\n", b"html\n"),
    "a header on two lines": PLAIN.replace(b"html", b"html\r\n Refresh: 0"),
    "a value with other than ASCII": PLAIN.replace(b"html", b"html\x85"),
    "two lengths": PLAIN.replace(b"\r\n\r\n", b"\r\nContent-Length: 1\r\n\r\n"),
    "a length that is none": PLAIN.replace(b": 2", b": +2"),
    "a length and chunks": CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 2\r\n\r\n", 1),
    "another coding before chunks": CHUNKED.replace(b"chunked", b"x, chunked"),
    "a size with an underscore": CHUNKED.replace(b"2\r\nhi", b"1_0\r\n" + HELD),
    "a size with a sign": CHUNKED.replace(b"2\r\n", b"+2\r\n"),
    "a chunk with an extension": CHUNKED.replace(b"2\r\n", b"2;x\r\n"),
    "headers after the chunks": CHUNKED.replace(b"0\r\n", b"0\r\nSet-Cookie: id=1\r\n"),
    "a body that breaks off": PLAIN[:-1],
    "another protocol": PLAIN.replace(b"1.1", b"1.0"),
}


@pytest.mark.promise("P21")
@pytest.mark.parametrize("raw", AMBIGUOUS.values(), ids=AMBIGUOUS.keys())
def test_an_answer_that_browsers_may_read_otherwise_is_not_compared(raw: bytes):
    assert raw not in (PLAIN, CHUNKED)
    with pytest.raises(FormatError):
        read_answer(io.BytesIO(raw))


@pytest.mark.parametrize("raw", [PLAIN, CHUNKED, PLAIN.replace(b"Content-Length: 2\r\n", b"")])
def test_an_answer_with_one_reading_is_read(raw: bytes):
    assert read_answer(io.BytesIO(raw)).body == b"hi"


def test_an_answer_before_the_answer_is_not_passed_over():
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </x.js>; rel=preload\r\n\r\n"
    assert read_answer(io.BytesIO(early + PLAIN)).status == 103


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


def test_over_tor_every_visit_has_a_circuit_of_its_own_and_tor_finds_the_name():
    proxy = Proxy()
    with socks(proxy) as port:
        visitor = Visitor(place_of("http://x.onion"), ("127.0.0.1", port))
        for _ in range(3):
            assert [type(one) for one in visitor.visit([Ask("/"), Ask("/lapor")])] == [UnreachableError] * 2
    assert proxy.asked == [b"x.onion:80"] * 6
    assert [proxy.users.count(user) for user in dict.fromkeys(proxy.users)] == [2, 2, 2]


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
