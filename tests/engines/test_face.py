"""The common face does in every engine what it says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines import visit as visits
from tests.engines.firefox import Firefox
from tests.engines.fleet import each_engine, each_engine_with_scripts
from tests.engines.preferences import SAFER
from tests.engines.site import serving
from tests.engines.visit import Engine, ScriptError, TooLateError, UnreachableError, Visit, Wait
from tests.needs import program

FORM = b"""<!doctype html><html lang="en"><title>form</title><link rel="icon" href="data:,">
<form method="post" enctype="multipart/form-data">
<input id="line" name="line"><textarea id="area" name="area"></textarea>
<input type="file" id="files" name="files" multiple><div style="height: 3000px"></div>
<label><input type="checkbox" id="box" name="box"> box</label> <button>send</button></form>
<a id="file" href="/file">file</a></html>"""
WORKER = b"""onmessage = async ({ data }) => {
    const answer = fetch("/sent-by-worker", { method: "POST", body: Uint8Array.from(data) });
    postMessage(await answer.then(({ status }) => status, ({ name }) => name));
};"""
SCRIPTED = b"""<!doctype html><title>scripted</title><link rel="icon" href="data:,"><p>text</p>
<noscript><b>without scripts</b></noscript>
<script defer src="/page.js"></script>"""
MOVING = b"""<!doctype html><title>moving</title><link rel="icon" href="data:,"><style>* { margin: 0; height: 100px }
style, title, script { display: none } body { height: auto } button { display: block; width: 100px }</style>
<button id="other">other</button><button id="wanted">wanted</button><script>
const hits = [];
addEventListener("click", ({ target }) => hits.push(target.id));
addEventListener(location.hash.slice(1), () => document.body.prepend(document.createElement("p")), { once: true });
</script>"""
PAGE_SCRIPT = b"document.title = 'ran'; console.log('spoke'); setTimeout(() => { missing(); });"
FILES = {
    "/": ("text/html; charset=utf-8", FORM),
    "/scripted": ("text/html; charset=utf-8", SCRIPTED),
    "/moving": ("text/html", MOVING),
    "/page.js": ("text/javascript", PAGE_SCRIPT),
    "/worker.js": ("text/javascript", WORKER),
    "/file": ("application/octet-stream", bytes(range(256)) * 1000),
}
POST_FROM_WORKER = """() => new Promise((resolve) => {
    const worker = new Worker("/worker.js");
    worker.onmessage = ({ data }) => resolve(data);
    worker.postMessage([0, 1, 250, 255]);
})"""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serving(FILES) as address:
        yield address


@each_engine
def test_fields_are_filled_typed_into_and_emptied(visit: Visit, site: str):
    visit.goto(site + "/")
    visit.fill("#line", 'ä "quoted" \\ line')
    visit.fill("#area", "one\ntwo")
    visit.type("#line", "!")
    assert "!" in visit.value("#line")
    assert visit.value("#line").replace("!", "") == 'ä "quoted" \\ line'
    assert visit.value("#area") == "one\ntwo"
    visit.fill("#area", "")
    assert visit.value("#area") == ""


@each_engine
def test_a_click_far_down_a_chosen_file_and_enter_send_a_form(visit: Visit, site: str, tmp_path: Path):
    file = tmp_path / "file.bin"
    file.write_bytes(b"x" * 200_000)
    visit.goto(site + "/")
    visit.set_files("#files", file)
    visit.click("#box")
    assert visit.evaluate("document.querySelector('#box').checked") is True
    with visit.loading():
        visit.click("button")
    assert int(visit.text("p")) > 200_000
    visit.goto(site + "/")
    visit.fill("#line", "x")
    with visit.loading():
        visit.press("Enter")
    assert (visit.title, visit.url) == ("sent", site + "/")
    assert 0 < int(visit.text("p")) < 1000


@each_engine
def test_tab_and_space_reach_and_tick_a_box(visit: Visit, site: str):
    visit.goto(site + "/")
    visit.fill("#area", "x")
    for _ in range(2):
        visit.press("Tab")
    assert visit.evaluate("document.activeElement.id") == "box"
    visit.press("Space")
    visit.press("Shift+Tab")
    assert visit.evaluate("[document.querySelector('#box').checked, document.activeElement.id]") == [True, "files"]


@each_engine
def test_requests_are_told_with_the_forms_that_they_carry(visit: Visit, site: str):
    visit.goto(site + "/")
    visit.fill("#line", "a marked text")
    with visit.loading():
        visit.click("button")
    assert [(request.method, request.url) for request in visit.requests()] == [
        ("GET", site + "/"),
        ("POST", site + "/"),
    ] + [("GET", site + "/favicon.ico")] * (len(visit.requests()) - 2)
    asked, sent = visit.requests()[:2]
    assert asked.body is None
    assert b"a marked text" in (sent.body or b"")
    assert sent.headers["content-type"].startswith("multipart/form-data")


@pytest.mark.parametrize("moment", ["pointermove", "pointerdown"])
@each_engine_with_scripts
def test_what_moves_away_from_a_click_is_clicked_where_it_went_and_nothing_else_is(
    visit: Visit, site: str, moment: str
):
    visit.goto(f"{site}/moving#{moment}")
    visit.click("#wanted")
    visit.wait_until("hits.length > 0")
    assert visit.evaluate("hits") == ["wanted"]


@pytest.mark.parametrize("engine", ["chromium", "firefox"], indirect=True)
def test_whoever_waits_too_long_is_told_what_the_page_showed(visit: Visit, site: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(visits, "PATIENCE", 0)
    visit.goto(site + "/scripted")
    with pytest.raises(TooLateError) as caught:
        visit.wait_for("#never")
    assert "#never" in str(caught.value)
    assert "The page showed:\ntext" in str(caught.value)


@each_engine_with_scripts
def test_a_workers_request_is_told_with_its_bytes(visit: Visit, site: str):
    visit.goto(site + "/")
    assert visit.evaluate(POST_FROM_WORKER) == 200
    assert [request.body for request in visit.requests() if request.url.endswith("by-worker")] == [b"\x00\x01\xfa\xff"]


@each_engine_with_scripts
def test_a_script_that_is_held_runs_when_it_is_let_go(visit: Visit, site: str):
    rule = visit.hold("*/page.js")
    visit.goto(site + "/scripted", Wait.BEGUN)
    assert visit.text("p") == "text"
    visit.wait_until("document.readyState === 'interactive'")
    visit.wait_for_catch(rule)
    assert visit.title == "scripted"
    rule.end()
    visit.wait_until("document.title === 'ran'")
    visit.goto(site + "/scripted")
    assert rule.caught == 1


@each_engine_with_scripts
def test_a_script_that_fails_never_runs_and_the_next_one_does(visit: Visit, site: str):
    rule = visit.fail("*/page.js")
    visit.goto(site + "/scripted")
    assert (visit.title, rule.caught) == ("scripted", 1)
    rule.end()
    visit.goto(site + "/scripted")
    visit.wait_until("document.title === 'ran'")


@each_engine_with_scripts
def test_a_workers_request_can_fail(visit: Visit, site: str):
    visit.goto(site + "/")
    visit.fail("*/sent-by-worker")
    assert visit.evaluate(POST_FROM_WORKER) == "TypeError"


@each_engine_with_scripts
def test_the_console_and_errors_are_heard(visit: Visit, site: str):
    visit.goto(site + "/scripted")
    visit.wait_until("document.title === 'ran'")
    visit.goto(site + "/")
    assert visit.said == ["spoke"]
    assert len(visit.errors) == 1
    assert "missing" in visit.errors[0]


@each_engine
def test_a_download_is_whole(visit: Visit, site: str):
    visit.goto(site + "/")
    visit.click("#file")
    assert visit.wait_for_download().read_bytes() == FILES["/file"][1]


@each_engine
def test_a_photograph_shows_the_size_that_was_asked(visit: Visit, site: str, tmp_path: Path):
    visit.goto(site + "/")
    visit.resize(320, 500)
    visit.screenshot(tmp_path / "look.png")
    assert (tmp_path / "look.png").read_bytes()[16:24] == b"\x00\x00\x01\x40\x00\x00\x01\xf4"


@each_engine
def test_what_fails_says_so(visit: Visit, site: str):
    visit.goto(site + "/")
    with pytest.raises(ScriptError, match="absent"):
        visit.evaluate("absent + 1")
    with pytest.raises(UnreachableError):
        visit.goto("http://localhost:1/")


@each_engine
def test_two_visits_share_nothing(engine: Engine, site: str):
    with engine.visit() as first, engine.visit() as second:
        for visit in (first, second):
            visit.goto(site + "/")
        first.evaluate("[(localStorage.mark = 'x'), (document.cookie = 'mark=x')]")
        assert (first.cookies(), second.cookies()) == (["mark"], [])
        assert second.evaluate("localStorage.mark ?? null") is None
        second.fill("#line", "second")
        first.type("#line", "first")
        assert (first.value("#line"), second.value("#line")) == ("first", "second")


@each_engine
def test_pages_run_scripts_only_where_the_engine_says_so(engine: Engine, visit: Visit, site: str):
    visit.goto(site + "/scripted")
    assert (visit.title, visit.count("b")) == (("ran", 0) if engine.scripts else ("scripted", 1))


@each_engine
def test_nothing_but_the_loopback_is_asked(engine: Engine, visit: Visit, site: str):
    visit.goto(site + "/")
    with pytest.raises(UnreachableError):
        visit.goto("https://example.invalid/")
    assert set(engine.asked_outside) == {"CONNECT example.invalid:443 HTTP/1.1"}


@pytest.mark.parametrize("engine", ["firefox-safer"], indirect=True)
def test_safer_has_no_compiler_and_resists_fingerprinting(visit: Visit, site: str):
    assert len(SAFER) > 10
    visit.goto(site + "/")
    assert visit.evaluate("typeof WebAssembly") == "undefined"
    assert visit.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "Atlantic/Reykjavik"
    assert visit.evaluate("isSecureContext && typeof crypto.subtle") == "object"


def test_a_firefox_that_is_closed_leaves_nothing(tmp_path: Path, site: str):
    firefox = Firefox("firefox", program("firefox-esr"), {}, tmp_path)
    with firefox.visit() as visit:
        visit.goto(site + "/")
        visit.click("#file")
        assert visit.wait_for_download().is_relative_to(tmp_path)
    firefox.close()
    assert list(tmp_path.iterdir()) == []
