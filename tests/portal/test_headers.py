"""What every answer carries, whatever was asked and however it went."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from tests.cast import shared_world
from tests.portal.house import BOUNDARY, SAME_ORIGIN, House, Page, Reporter, build, form_type, multipart
from wbs.errors import StoreUnavailableError

PAGES = ("/", "/lapor", "/tanda-terima", "/bantuan", "/dokumen")
POSTS = ("/lapor", "/tanda-terima", "/tanda-terima/coba", "/tanda-terima/simpan", "/tanda-terima/berkas")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
FIXED = {
    "Cache-Control": "no-store",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
NEVER = (
    *("Set-Cookie", "ETag", "Last-Modified", "Expires", "Vary", "Server", "X-Powered-By", "Content-Language"),
    *("Access-Control-Allow-Origin", "Strict-Transport-Security", "Onion-Location", "Refresh"),
)
_FILE = r"/static/[a-z-]+-[0-9a-f]{16}\.js"
SCRIPT = re.compile(
    rf'<script src="{_FILE}" data-worker="{_FILE}" data-looker="{_FILE}" data-solver="{_FILE}" defer></script>'
)
"""The one script that a page may have."""


def assert_guarded(page: Page) -> None:
    for name, value in FIXED.items():
        assert page.headers.getlist(name) == [value], name  # type: ignore[attr-defined]
    for name in NEVER:
        assert name not in page.headers
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; ")
    if SCRIPT.search(page.text) or (not page.text and "script-src" in policy):  # an answer to HEAD
        assert "; trusted-types wbs-worker; img-src data:; script-src 'self'; worker-src 'self'; connect-src" in policy
    else:
        assert "require-trusted-types-for 'script'; trusted-types 'none'; img-src data:" in policy
        assert "script-src" not in policy
    assert "unsafe" not in policy
    assert "camera=()" in page.headers["Permissions-Policy"]
    assert "*" not in page.headers["Permissions-Policy"]
    assert "self" not in page.headers["Permissions-Policy"], "nothing of a browser is for reporters' pages"


def answers(house: House) -> Iterator[tuple[str, Page]]:
    """Ask every path by every method in both languages, and bring about every status."""
    paths = {*PAGES, *POSTS, "/keluar", "/dokumen/agencies-1.json", "/dokumen/none.json", "/nope", "/api/v1/nope"}
    for prefix in ("", "/en"):
        reporter = Reporter(house.app, prefix)
        for path in sorted(paths):
            for method in METHODS:
                yield (
                    f"{method} {prefix}{path}",
                    reporter.open(method, prefix + path, headers={"Sec-Fetch-Site": "same-origin"}),
                )
        words = reporter.report([("a.txt", "text/plain", b"a")]).words
        mailbox = reporter.mailbox(words)
        yield "mailbox", mailbox
        yield "file", reporter.download(mailbox.ticket, mailbox.downloads["a.txt"])
        yield "reply", reporter.reply(mailbox.ticket, "Halo")
        yield "flaws", reporter.report(where="")
        yield "cut", reporter.post("/lapor", b"--" + BOUNDARY, length=500)
        yield "type", reporter.post("/lapor", b"x", "text/plain")
        yield "large", reporter.post("/lapor", multipart([("ticket", "x")]), form_type(), length=10**12)
        yield "foreign", reporter.post("/lapor", b"", **{"Sec-Fetch-Site": "cross-site"})
        yield "host", reporter.get("/", Host="evil.example")
        yield (
            "length",
            reporter.open("POST", "/lapor", headers={"Content-Length": "x"} | SAME_ORIGIN),
        )


def test_every_answer_of_every_route_method_and_status_is_guarded(house: House):
    statuses = set()
    for _name, page in answers(house):
        assert_guarded(page)
        statuses.add(page.status)
    assert statuses >= {200, 303, 400, 403, 404, 405, 411, 413, 415, 422}


@pytest.mark.promise("P16")
def test_a_crash_tells_nothing_and_is_guarded_too(
    house: House, reporter: Reporter, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    secret = "rahasia-kenari"

    def crash(*_: object) -> None:
        raise RuntimeError(secret)

    ticket = reporter.get("/lapor").ticket
    monkeypatch.setattr(house.store.cases, "create_case", crash)
    for _ in range(2):
        page = reporter.report(ticket=ticket, what=secret)
        assert page.status == 500
        assert_guarded(page)
        assert secret not in page.text
    assert len(caplog.records) == 1
    assert secret not in caplog.text
    assert "/lapor" not in caplog.text
    assert "RuntimeError" in caplog.text


def test_a_database_that_cannot_be_read_is_said(
    house: House, reporter: Reporter, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    words = reporter.report().words

    def gone(*_: object) -> None:
        raise StoreUnavailableError("cannot open the database")

    monkeypatch.setattr(house.store.cases, "mailbox", gone)
    page = reporter.mailbox(words)
    assert page.status == 503
    assert page.headers["Retry-After"] == "30"
    assert_guarded(page)
    assert words[0] not in caplog.text


def test_exactly_the_styles_on_a_page_are_let_through(house: House):
    for name, page in answers(house):
        if not page.text:
            continue
        if "<html" not in page.text:
            assert "style-src" not in page.headers["Content-Security-Policy"], name
            continue
        allowed = re.findall(r"'sha256-[^']+'", page.headers["Content-Security-Policy"])
        assert len(allowed) == len(set(allowed)) == page.text.count("<style>") == 2, name
        assert "style=" not in page.text


@pytest.mark.promise("P11")
def test_no_page_loads_anything_from_anywhere(house: House):
    for name, page in answers(house):
        text = SCRIPT.sub("", page.text, count=1)
        sources = re.findall(r'(?:src|srcset|action|formaction|poster|data)="([^"]*)"', text)
        assert all(source.startswith(("/", "data:image/png;base64,")) for source in sources), name
        links = re.findall(r'<link[^>]*href="([^"]*)"', text)
        assert all(link == "data:," for link in links)
        assert not re.search(r"<(?:script|iframe|object|embed|audio|video|meta http-equiv|base)\b", text)
        assert not re.search(r"@import|url\(|\son\w+=", text)
        outside = [link for link in re.findall(r'<a [^>]*href="([^"]*)"', text) if not link.startswith(("/", "#"))]
        assert set(outside) <= {"https://www.lapor.go.id/"}


@pytest.mark.promise("P11")
def test_the_portal_sets_no_cookie_and_takes_none(house: House):
    client = house.app.test_client()
    client.set_cookie("session", "x", domain="localhost")
    for path in PAGES:
        answer = client.get(path)
        assert "Set-Cookie" not in answer.headers
        assert "Vary" not in answer.headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 422),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 422),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({}, 422),
        ({"Origin": "http://localhost"}, 422),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "http://localhost:81"}, 403),
        ({"Origin": ""}, 403),
    ],
)
def test_posts_come_from_our_own_pages(house: House, headers: dict[str, str], status: int):
    client = house.app.test_client()
    body = multipart([("receipt", "")])
    answer = client.post("/tanda-terima", input_stream=BytesIO(body), content_type=form_type(), headers=headers)
    assert answer.status_code == status


HOSTS = ("evil.example", "localhost.evil.example", "127.0.0.2", "", "localhost@evil", "a,localhost")


@pytest.mark.parametrize("host", HOSTS)
def test_another_host_is_refused_without_a_link_to_it(reporter: Reporter, host: str):
    page = reporter.get("/", Host=host)
    assert page.status == 400
    assert "evil" not in page.text


@pytest.mark.promise("P10")
def test_forwarding_headers_and_languages_change_nothing(reporter: Reporter):
    plain = reporter.get("/lapor")
    ticket = plain.ticket
    for headers in (
        {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9", "Forwarded": "for=203.0.113.9"},
        {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example", "X-Forwarded-Port": "1"},
        {"Accept-Language": "en", "Accept-Encoding": "gzip", "User-Agent": "x", "Referer": "http://evil.example"},
        {"If-None-Match": "*", "If-Modified-Since": "Sat, 21 Nov 2026 00:00:00 GMT", "Range": "bytes=0-3"},
        {"X-HTTP-Method-Override": "DELETE", "X-Original-URL": "/en/", "Cookie": "session=x; lang=en"},
    ):
        page = reporter.get("/lapor", **headers)
        assert page.text.replace(page.ticket, ticket) == plain.text
        assert list(page.headers) == list(plain.headers)


def test_over_tls_browsers_are_told_to_stay_there(folder: Path):
    house = build(folder, shared_world(), https=True)
    client = house.app.test_client()
    secure = client.get("/", base_url="https://localhost")
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert client.get("/lapor").headers["Location"] == "https://localhost/lapor"
    house.store.close()


ONION = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"


def test_over_tls_pages_that_inform_name_the_same_page_on_the_onion_service(folder: Path):
    house = build(folder, shared_world(), https=True, onion_address=ONION)
    client = house.app.test_client()
    for path in ("/", "/en/", "/bantuan", "/en/bantuan", "/dokumen", "/instansi"):
        answer = client.get(path, base_url="https://localhost")
        assert (answer.status_code, answer.headers.get("Onion-Location")) == (200, f"http://{ONION}{path}")
    house.store.close()


def test_nobody_is_moved_to_the_onion_service_in_the_middle_of_something(folder: Path):
    house = build(folder, shared_world(), https=True, onion_address=ONION)
    client = house.app.test_client()
    for path in ("/lapor", "/tanda-terima", "/keluar", "/nope", "/dokumen/roots-61.08-1.json", "/jangkar.json"):
        assert "Onion-Location" not in client.get(path, base_url="https://localhost").headers
    assert "Onion-Location" not in client.get("/").headers  # which leads to TLS first
    house.store.close()


@pytest.mark.parametrize(
    "config",
    [
        {"https": True},
        {"https": False, "onion_address": ONION},
        {"https": True, "onion": True, "onion_address": ONION},
    ],
)
def test_without_tls_or_without_an_onion_service_none_is_named(folder: Path, config: dict[str, object]):
    house = build(folder, shared_world(), **config)
    scheme = "https" if config["https"] else "http"
    assert "Onion-Location" not in house.app.test_client().get("/", base_url=f"{scheme}://localhost").headers
    house.store.close()


def test_an_onion_is_named_an_onion_and_its_browsers_keep_their_origin(folder: Path):
    name = "a" * 56 + ".onion"
    house = build(folder, shared_world(), hosts=(name, "localhost"))
    home = house.reporter().get("/", Host=name)
    assert "Lewat Tor. Alamat Anda tersembunyi" in home.text
    assert home.headers["Referrer-Policy"] == "same-origin"
    assert "Lewat Tor." not in house.reporter().get("/", Host="localhost").text
    house.store.close()


def test_a_listener_for_onions_only_says_so_under_any_name(folder: Path):
    house = build(folder, shared_world(), onion=True)
    assert "Lewat Tor. Alamat Anda tersembunyi" in house.reporter().get("/").text
    house.store.close()


def test_quick_exit_forgets_the_site_and_leads_away(reporter: Reporter):
    page = reporter.get("/keluar")
    assert (page.status, page.data) == (303, b"")
    assert page.headers["Location"] == "https://www.bmkg.go.id/"
    assert page.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 415])
def test_error_pages_are_constant(house: House, status: int):
    def ask(mark: str) -> Page:
        reporter = house.reporter()
        asked = {
            400: lambda: reporter.get("/", Host=f"{mark}.example"),
            403: lambda: reporter.post("/lapor", mark.encode(), **{"Sec-Fetch-Site": "cross-site"}),
            404: lambda: reporter.get(f"/{mark}?{mark}={mark}"),
            405: lambda: reporter.open("PUT", "/lapor", data=mark, headers=SAME_ORIGIN),
            413: lambda: reporter.post("/tanda-terima/coba", mark.encode(), length=10**9),
            415: lambda: reporter.post("/tanda-terima/coba", mark.encode(), f"text/{mark}"),
        }
        return asked[status]()

    first, second = ask("kenari"), ask("merpati")
    assert first.data == second.data
    assert "kenari" not in first.text
    assert first.status in {status, 422}


def test_problem_documents_answer_programs(reporter: Reporter):
    page = reporter.get("/api/v1/nope")
    assert (page.status, page.headers["Content-Type"]) == (404, "application/problem+json")
    assert page.text == '{"type":"about:blank","title":"Not found","status":404,"code":"not-found"}'
