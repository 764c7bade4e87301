"""The one document, its files, and the headers that every answer carries."""

import gzip
import json
from pathlib import Path

import pytest

from tests.investigator.counter import API, Counter
from tests.office import Office
from wbs.errors import ConfigError
from wbs.investigator.pages import PARTS
from wbs.web.build import MANIFEST, load_build

POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "worker-src": ["'self'"],
    "style-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'none'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["wbs-worker"],
}
NAMES = {
    "officer.js": "officer-1a2b.js",
    "worker.js": "worker-3c4d.js",
    "looker-worker.js": "looker-worker-7a8b.js",
    "officer.css": "officer-5e6f.css",
}


@pytest.fixture
def build(tmp_path: Path) -> Path:
    folder = tmp_path / "build"
    folder.mkdir()
    (folder / MANIFEST).write_text(json.dumps(NAMES))
    for kind, name in NAMES.items():
        (folder / name).write_text(f"/* {kind} */")
    (folder / "secret.txt").write_text("not in the manifest")
    return folder


@pytest.fixture
def built(office: Office, build: Path) -> Counter:
    return Counter(office, build=build)


def get(counter: Counter, path: str):  # type: ignore[no-untyped-def]
    return counter.app.test_client().get(path, base_url="http://localhost:8001")


@pytest.mark.parametrize(("path", "language"), [("/", "id"), ("/en/", "en"), ("/en", "en")])
def test_the_document_loads_our_files_and_nothing_else(built: Counter, path: str, language: str) -> None:
    answer = get(built, path)
    assert answer.status_code == 200
    assert f'<html lang="{language}" translate="no">' in answer.text
    for name in NAMES.values():
        assert f"/static/{name}" in answer.text
    assert answer.text.count("<script") == 1
    assert "http" not in answer.text
    assert " style=" not in answer.text
    assert "<style" not in answer.text


@pytest.mark.parametrize(
    ("path", "words"), [("/", "Halaman ini perlu JavaScript"), ("/en/", "This page needs JavaScript")]
)
def test_without_javascript_the_document_says_what_it_needs(built: Counter, path: str, words: str) -> None:
    assert words in get(built, path).text


@pytest.mark.parametrize(("path", "words"), [("/", "Halaman ini belum siap"), ("/en/", "This page is not built yet")])
def test_without_a_build_a_clear_page_says_so(counter: Counter, path: str, words: str) -> None:
    answer = get(counter, path)
    assert answer.status_code == 503
    assert words in answer.text
    assert "make build" in answer.text
    assert get(counter, "/static/officer-1a2b.js").status_code == 404


def test_plain_pages_wear_the_built_sheet_and_none_that_is_missing(built: Counter, counter: Counter) -> None:
    assert f'<link rel="stylesheet" href="/static/{NAMES["officer.css"]}">' in get(built, "/none").text
    assert "<link" not in get(counter, "/none").text


@pytest.mark.parametrize("name", NAMES.values())
def test_built_files_may_be_kept_as_their_names_change_with_them(built: Counter, name: str) -> None:
    answer = get(built, f"/static/{name}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    kind = "text/css" if name.endswith("css") else "text/javascript"
    assert answer.headers["Content-Type"] == f"{kind}; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", NAMES.values())
def test_built_files_are_packed_for_browsers_that_unpack_and_nothing_else_is(built: Counter, name: str) -> None:
    client = built.app.test_client()
    whole = client.get(f"/static/{name}", headers={"Accept-Encoding": "identity"})
    packed = client.get(f"/static/{name}", headers={"Accept-Encoding": "gzip, deflate, br"})
    assert "Content-Encoding" not in whole.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == whole.data
    assert {packed.headers["Vary"], whole.headers["Vary"]} == {"Accept-Encoding"}
    for path in ("/", API + "/session"):
        assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": "gzip"}).headers


@pytest.mark.parametrize("name", ["manifest.json", "secret.txt", "../app.py", "..%2fapp.py", "officer.js", "", "%00"])
def test_nothing_else_of_the_folder_is_served(built: Counter, name: str) -> None:
    assert get(built, f"/static/{name}").status_code == 404


@pytest.mark.parametrize("path", ["/", "/en/", "/static/officer-1a2b.js", "/none", API + "/session", API + "/none"])
def test_every_answer_carries_the_policy(built: Counter, path: str) -> None:
    headers = get(built, path).headers
    directives = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert {name: value.split() for name, value in directives.items()} == POLICY
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("path", ["/", "/en/", "/none", API + "/session", "/static/none.js"])
def test_nothing_but_built_files_is_kept(built: Counter, path: str) -> None:
    headers = get(built, path).headers
    assert headers["Cache-Control"] == "no-store"
    assert "ETag" not in headers
    assert "Last-Modified" not in headers
    assert "Set-Cookie" not in headers


def test_over_tls_browsers_are_told_to_stay_there(office: Office) -> None:
    counter = Counter(office, https=True)
    answer = counter.app.test_client().get("/none", base_url="https://localhost:8001")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


BROKEN = {
    "no json": "{",
    "another shape": "[]",
    "a part is missing": json.dumps({"officer.js": "officer-1a2b.js"}),
    "a file is missing": json.dumps({**NAMES, "officer.js": "officer-0000.js"}),
    "a path": json.dumps({**NAMES, "officer.js": "../officer-1a2b.js"}),
    "another kind of file": json.dumps({**NAMES, "more": "secret.txt"}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_build_stops_the_start(build: Path, name: str) -> None:
    (build / MANIFEST).write_text(BROKEN[name])
    with pytest.raises(ConfigError):
        load_build(build, PARTS)
