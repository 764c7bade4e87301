"""What a hostile server, a stranger at the desk, or a second window can do to an officer's page: nothing that lasts."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.desk import three_cases
from tests.browser.hand import Hand
from tests.browser.test_case import flipped, lie
from tests.cast import PROVINCE, REGENCY

TITLE = "Papan proyek dan berita acara"
REFUSED = "Perkara ini tidak dapat dibuktikan"

FORGERIES: dict[str, Any] = {
    "no row": None,
    "a number": 5,
    "nothing in it": {},
    "no case": {"case": None},
    "a case that is no text": {"case": 7},
    "records that are no list": {"records": None},
    "records of nothing": {"records": [None]},
    "grants that are no list": {"grants": {}},
    "previous keys of nothing": {"previous_keys": [1]},
    "a summary that is no base64": {"summary": "!!"},
    "no summary": {"summary": None},
    "counts that are none": {"newest": None, "read": 3},
    "counts of text": {"newest": {"reporter": "x"}, "read": {"reporter": []}},
    "a status that is no text": {"status": {"toString": 1}},
    "a status of the language": {"status": "__proto__"},
    "a number that is no text": {"number": {"toString": 1}},
    "a day that is none": {"received": "1e999"},
    "no day": {"received": None},
    "a deadline that is no number": {"due_in_working_days": "<b>"},
    "an agency that is no text": {"agency": []},
    "two megabytes of number": {"number": "x" * (2 << 20)},
}


def test_rows_of_no_known_shape_hide_no_other_row(hand: Hand) -> None:
    """All of them at once: one that stops the page, or takes its place, leaves others out."""
    three_cases(hand.desk)
    hand.sign_in()
    genuine = hand.titles()

    def forge(body: Any) -> None:
        first = body["rows"][0]
        changed = [{**first, **row} if isinstance(row, dict) and row else row for row in FORGERIES.values()]
        body["rows"] = [*changed, *body["rows"]]

    lie(hand.page, "**/api/v1/inbox*", forge)
    hand.page.reload()
    hand.sign_in()
    assert set(genuine) <= set(hand.titles())
    assert len(genuine) == 3
    hand.open_case(TITLE)


SHAPELESS = ["[]", "{}", '{"rows":null,"total":"x","next":4}', '{"rows":{},"total":-1}', "7", "null"]


def test_inboxes_of_no_known_shape_leave_the_page_usable(hand: Hand) -> None:
    three_cases(hand.desk)
    answers = list(SHAPELESS)
    hand.page.route(
        "**/api/v1/inbox*",
        lambda route: (
            route.fulfill(body=answers.pop(0), content_type="application/json") if answers else route.continue_()
        ),
    )
    hand.open()
    hand.fill(hand.desk.credentials())
    hand.submit()
    expect(hand.page.locator("h1")).to_have_text("Kotak masuk")
    for left in range(len(SHAPELESS) - 1, -1, -1):
        again = hand.page.get_by_role("button", name="Coba lagi")
        expect(again).to_be_visible()
        assert len(answers) == left
        with hand.page.expect_response("**/api/v1/inbox*"):
            again.click()
    hand.wait_for_titles()
    assert len(hand.titles()) == 3


def break_trust(body: Any) -> None:
    """Give one row the records of another, which is no longer the case that it says."""
    body["rows"][0]["records"] = body["rows"][1]["records"]


def test_documents_that_do_not_come_again_hide_no_row(hand: Hand) -> None:
    three_cases(hand.desk)
    asked: list[str] = []
    lie(hand.page, "**/api/v1/inbox*", break_trust)

    def once(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.continue_()
        else:
            route.abort()

    hand.page.route("**/api/v1/documents", once)
    hand.sign_in()
    expect(hand.page.locator(".refused")).to_have_count(1)
    assert len(asked) == 2
    assert hand.titles().count(REFUSED) == 1
    assert len(hand.titles()) == 3


@pytest.mark.promise("P05")
@pytest.mark.parametrize("kind", ["roots", "directories"])
def test_broken_documents_of_another_agency_keep_nobody_out(hand: Hand, kind: str) -> None:
    three_cases(hand.desk)

    def break_other(body: Any) -> None:
        body[kind][PROVINCE][-1] = flipped(body[kind][PROVINCE][-1])

    lie(hand.page, "**/api/v1/documents", break_other)
    hand.sign_in()
    hand.open_case(TITLE)


def test_a_sign_in_that_was_stopped_opens_nothing_when_the_answer_comes_late(hand: Hand) -> None:
    three_cases(hand.desk)
    held: list[Route] = []
    asked: list[str] = []
    hand.page.on("request", lambda request: asked.append(request.url))
    hand.page.route("**/sign-in/salt", lambda route: held.append(route))  # noqa: PLW0108 - a built-in cannot listen
    hand.open()
    hand.fill(hand.desk.credentials())
    with hand.page.expect_request("**/sign-in/salt"):
        hand.submit()
    hand.page.locator(".work-panel").get_by_role("button", name="Batal").click()
    expect(hand.page.locator("form button.go")).to_have_attribute("aria-disabled", "false")
    held[0].continue_()
    hand.page.wait_for_timeout(500)
    assert hand.page.workers == []
    assert not [url for url in asked if url.endswith("/sign-in")]
    expect(hand.page.locator("#login")).to_be_visible()


@pytest.mark.promise("P23")
def test_a_window_whose_session_another_officer_took_over_locks_and_reads_nothing(hand: Hand) -> None:
    three_cases(hand.desk)
    hand.sign_in()
    second = Hand(hand.page.context.new_page(), hand.served)
    second.sign_in(f"{REGENCY}/penerima-02")
    before = len(hand.desk.entries())
    hand.page.get_by_role("button", name="Baca ulang").click()
    expect(hand.page.get_by_text("Sesi Anda berakhir.")).to_be_visible()
    assert [entry for entry in hand.desk.entries()[before:] if b"inbox-read" in entry] == []
    second.page.get_by_role("button", name="Baca ulang").click()
    second.wait_for_titles()


def test_a_server_that_never_answers_does_not_keep_the_page_open(hand: Hand) -> None:
    three_cases(hand.desk)
    hand.page.clock.install()
    hand.sign_in()
    hand.page.route("**/api/v1/inbox*", lambda _: None)
    with hand.page.expect_request("**/api/v1/inbox*"):
        hand.page.get_by_role("button", name="Baca ulang").click()
    hand.page.clock.run_for(16 * 60_000)
    expect(hand.page.get_by_text("Terkunci setelah 15 menit tanpa kegiatan.")).to_be_visible()


def test_a_page_that_is_put_aside_shows_nothing_any_more(hand: Hand) -> None:
    three_cases(hand.desk)
    hand.sign_in()
    hand.open_case(TITLE)
    hand.page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    hand.expect_no_worker()
    assert "Papan proyek" not in hand.page.content()
    with hand.page.expect_event("framenavigated"):
        hand.page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(hand.page.locator("#passphrase")).to_be_visible()


SLOW_WORKER = """
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...rest) {
        if (message.method === "sealDraft") return;
        if (message.method === "finish") setTimeout(() => post.call(this, message, ...rest), 700);
        else post.call(this, message, ...rest);
    };
"""


def test_a_file_that_is_ready_only_after_the_lock_is_not_saved(hand: Hand) -> None:
    hand.desk.file_report(files=[("foto.jpg", bytes(100_000))])
    hand.page.add_init_script(SLOW_WORKER)
    hand.sign_in()
    hand.open_case(TITLE)
    saved: list[object] = []
    hand.page.on("download", lambda download: saved.append(download))  # noqa: PLW0108 - a built-in cannot listen
    hand.page.locator("#reply-text").fill("Belum selesai")
    with hand.page.expect_response("**/attachments/*"):
        hand.page.get_by_role("button", name="Unduh: foto.jpg").click()
    hand.page.locator("#lock").click()
    expect(hand.page.get_by_text("Terkunci. Masuk lagi untuk melanjutkan.")).to_be_visible()
    hand.page.wait_for_timeout(500)
    assert saved == []


def test_what_is_stopped_by_a_lock_starts_no_worker_again(hand: Hand) -> None:
    hand.desk.file_report(files=[("foto.jpg", bytes(100_000))])
    hand.sign_in()
    hand.open_case(TITLE)
    hand.page.route("**/attachments/*", lambda _: None)
    with hand.page.expect_request("**/attachments/*"):
        hand.page.get_by_role("button", name="Unduh: foto.jpg").click()
    started: list[object] = []
    hand.page.on("worker", lambda worker: started.append(worker))  # noqa: PLW0108 - a built-in cannot listen
    hand.page.locator("#lock").click()
    expect(hand.page.get_by_text("Terkunci. Masuk lagi untuk melanjutkan.")).to_be_visible()
    hand.expect_no_worker()
    hand.page.wait_for_timeout(500)
    assert started == []


def test_no_browser_service_gets_to_read_the_page(hand: Hand) -> None:
    """Translators and better spelling checks send what they read to their makers."""
    three_cases(hand.desk)
    hand.sign_in()
    hand.open_case(TITLE)
    page: Page = hand.page
    assert page.evaluate("document.documentElement.translate") is False
    assert page.locator("meta[name=google]").get_attribute("content") == "notranslate"
    assert page.evaluate("document.querySelector('#reply-text').spellcheck") is False
    page.locator(".crumb").get_by_role("button", name="Kotak masuk").click()
    hand.wait_for_titles()
    assert page.evaluate("document.querySelector('#search').spellcheck") is False
