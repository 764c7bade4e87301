"""What the officers' page may not do, asserted by its effects in a browser."""

import pytest
from playwright.sync_api import Page, Route

from tests.browser.desk import PENERIMA, three_cases
from tests.browser.hand import Hand

ATTEMPTS = {
    "script from text": "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
    " document.head.append(s); }",
    "eval": "() => window.eval('window.ran = 1')",
    "function from text": "() => new Function('window.ran = 1')()",
    "markup": "() => { document.body.innerHTML = '<img src=x onerror=\"window.ran = 1\">'; }",
    "handler": "() => document.body.setAttribute('onclick', 'window.ran = 1')",
    "second policy": "() => { trustedTypes.createPolicy('other', { createScriptURL: (x) => x }); window.ran = 1; }",
    "our policy again": "() => { trustedTypes.createPolicy('wbs-worker', { createScriptURL: (x) => x });"
    " window.ran = 1; }",
    "timer from text": "() => setTimeout('window.ran = 1')",
    "worker from text": "() => { new Worker(URL.createObjectURL(new Blob(['']))); window.ran = 1; }",
    "frame": "async () => { const f = document.createElement('iframe'); f.srcdoc = '<script>parent.ran = 1</script>';"
    " document.body.append(f); await new Promise((r) => setTimeout(r, 300)); }",
    "script from elsewhere": "async () => { await import('data:text/javascript,window.ran=1'); }",
}
"""Code that a browser must not run. What a debugger evaluates is exempt, so each is tried from a timer."""


@pytest.mark.promise("P21")
@pytest.mark.parametrize("name", sorted(ATTEMPTS))
def test_the_page_runs_no_code_but_its_own(hand: Hand, name: str) -> None:
    hand.open()
    attempt(hand.page, ATTEMPTS[name])
    hand.page.locator("body").click(force=True)
    assert hand.page.evaluate("window.ran") is None


def attempt(page: Page, script: str) -> None:
    """Let the page try; that it throws is fine."""
    tried = f"async () => {{ try {{ await ({script})(); }} catch {{ }} setTimeout(done, 50); }}"
    page.evaluate(f"() => new Promise((done) => setTimeout({tried}))")


def test_the_page_talks_to_its_own_server_only(hand: Hand) -> None:
    hand.open()
    asked: list[str] = []

    def note(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="")

    hand.page.route("**/*", note)
    attempt(hand.page, "() => fetch('http://127.0.0.1:9/leak', { mode: 'no-cors' })")
    attempt(hand.page, "() => navigator.sendBeacon('http://127.0.0.1:9/leak')")
    attempt(hand.page, "() => { document.createElement('img').src = 'http://127.0.0.1:9/leak'; }")
    attempt(hand.page, "() => { new WebSocket('ws://127.0.0.1:9/leak'); }")
    hand.page.wait_for_timeout(300)
    assert asked == []


def test_no_key_can_be_reached_from_the_page(hand: Hand) -> None:
    three_cases(hand.desk)
    hand.sign_in()
    hand.open_case("Papan proyek dan berita acara")
    secret = hand.desk.login(PENERIMA).person.secret
    needles = [secret.reader_key.unsafe_text(), "AGE-SECRET-KEY"]
    found = hand.page.evaluate(
        """(needles) => {
            const seen = new Set();
            const walk = (value, depth) => {
                if (typeof value === "string") return needles.some((needle) => value.includes(needle));
                if (typeof value !== "object" || value === null || seen.has(value) || depth > 6) return false;
                seen.add(value);
                return Reflect.ownKeys(value).some((name) => {
                    try { return walk(value[name], depth + 1); } catch { return false; }
                });
            };
            return walk(window, 0) || needles.some((needle) => document.documentElement.outerHTML.includes(needle));
        }""",
        needles,
    )
    assert found is False


def test_everything_the_page_loads_comes_from_its_own_server(hand: Hand) -> None:
    asked: list[str] = []
    hand.page.on("request", lambda request: asked.append(request.url))
    three_cases(hand.desk)
    hand.sign_in()
    assert [url for url in asked if not url.startswith(hand.origin)] == []


def test_the_worker_that_keeps_the_keys_reaches_nothing(hand: Hand) -> None:
    three_cases(hand.desk)
    hand.sign_in()
    answered: list[str] = []
    hand.page.context.on("response", lambda response: answered.append(response.url))
    outcomes = hand.page.workers[0].evaluate(
        """async () => {
            const attempts = [
                () => fetch("/api/v1/inbox"),
                () => { importScripts("/static/other.js"); },
                () => new Promise((resolve, reject) => {
                    const request = new XMLHttpRequest();
                    request.onload = resolve;
                    request.onerror = () => reject(new Error());
                    request.open("GET", "/");
                    request.send();
                }),
                () => new Promise((resolve, reject) => {
                    const socket = new WebSocket("ws://127.0.0.1:9/");
                    socket.onerror = () => reject(new Error());
                    socket.onopen = resolve;
                }),
            ];
            const outcomes = [];
            for (const attempt of attempts) {
                outcomes.push(await Promise.resolve().then(attempt).then(() => "reached", () => "refused"));
            }
            return outcomes;
        }"""
    )
    assert outcomes == ["refused"] * 4
    assert answered == []
