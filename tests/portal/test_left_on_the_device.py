"""P11 against whoever later holds the reporter's device, and against the browser's own makers: what a page leaves."""

import re

import pytest

from tests.engines.firefox import Firefox
from tests.engines.fleet import Fleet
from tests.engines.visit import patience
from tests.portal.api.device import Device
from tests.portal.form_walk import recorded, require_build
from tests.portal.house import House, Page, Reporter
from tests.portal.mailbox_walk import CLOSE, MailboxWalk
from tests.portal.session_store import stored_sessions
from tests.portal.test_in_a_browser import serving
from wbs.crypto.receipt import Receipt

FIELD = re.compile(r"<(?:textarea|select|input(?![^>]*type=\"(?:hidden|radio|checkbox|file)\"))[^>]*>")
NOTED_WORKERS = """() => {
    globalThis.made = [];
    globalThis.Worker = class extends Worker {
        constructor(...given) {
            super(...given);
            made.push(this);
        }
    };
}"""
OWN_FIELD = """(id) => {
    const field = document.createElement("textarea");
    field.id = id;
    document.querySelector("#isi").prepend(field);
}"""


def pages_that_take_text(reporter: Reporter) -> list[Page]:
    sent = reporter.report()
    return [
        reporter.get("/lapor"),
        reporter.get("/lapor/tanpa-skrip"),
        reporter.get("/tanda-terima"),
        reporter.get("/tanda-terima/tanpa-skrip"),
        sent,
        reporter.mailbox(sent.words),
    ]


@pytest.mark.promise("P11")
def test_every_field_by_itself_asks_the_browser_to_keep_nothing_of_it(reporter: Reporter):
    """The form's wish does not suffice: Firefox looks at the field alone before it writes text to the disk."""
    for page in pages_that_take_text(reporter):
        fields = FIELD.findall(page.text)
        assert fields
        assert [field for field in fields if 'autocomplete="off"' not in field] == []


@pytest.mark.promise("P11")
def test_no_page_that_holds_text_lets_the_browser_send_it_to_a_spelling_or_translating_service(reporter: Reporter):
    for page in pages_that_take_text(reporter):
        assert '<html lang="id" translate="no">' in page.text
        for form in re.findall(r"<form[^>]*>(?:(?!</form>).)*", page.text, re.DOTALL):
            if re.search(r"<textarea|<input(?![^>]*type=)", form):
                assert 'spellcheck="false" writingsuggestions="false"' in form.split(">", 1)[0]


@pytest.mark.promise("P11")
@pytest.mark.parametrize("path", ["/lapor", "/lapor/tanpa-skrip"])
def test_firefox_writes_nothing_that_was_typed_to_the_disk(fleet: Fleet, house: House, path: str):
    require_build()
    firefox = fleet.engine("firefox")
    assert isinstance(firefox, Firefox)
    with serving(house) as site, firefox.visit() as visit:
        visit.goto(site + path)
        if path == "/lapor":
            visit.wait_for("#langkah")
            visit.click("label[for=agency-1]")
            visit.click("[data-act=next]")
        visit.type("#title", "kenarijudul")
        visit.type("#what", "kenaricerita")
        visit.evaluate(OWN_FIELD, "lain")
        visit.type("#lain", "kenarilain")
        written = b""
        for _ in patience("Firefox writes no session"):
            written = stored_sessions(firefox.home)
            if b"kenarilain" in written:
                break
        assert set(re.findall(rb"kenari\w+", written)) == {b"kenarilain"}


@pytest.mark.promise("P11")
def test_a_mailbox_that_closes_by_itself_does_not_wait_for_its_worker(fleet: Fleet, house: House):
    require_build()
    device = Device(house)
    device.report()
    with serving(house) as site, fleet.engine("chromium").visit() as visit:
        walk = MailboxWalk(visit, site)
        walk.open(device.receipt.unsafe_words())
        visit.fill("#message", "Ini fotonya.")
        visit.evaluate("() => { Worker.prototype.postMessage = () => {}; }")
        walk.wait_idle()
        visit.wait_until("document.querySelector('#kasus') === null")
        assert "Papan proyek" not in visit.text("#isi")


@pytest.mark.promise("P11")
def test_what_was_written_under_a_receipt_is_not_shown_to_another_one(fleet: Fleet, house: House):
    """Also if the worker died, so that it could not be sealed."""
    require_build()
    first, second = Device(house), Device(house)
    first.report()
    second.report()
    with serving(house) as site, fleet.engine("chromium").visit() as visit:
        walk = MailboxWalk(visit, site)
        walk.open(first.receipt.unsafe_words())
        visit.evaluate(NOTED_WORKERS)
        visit.click(CLOSE)  # ends the worker; the next one is noted
        visit.wait_until("document.querySelector('#kasus') === null")
        walk.enter(first.receipt.unsafe_words())
        walk.case()
        visit.fill("#message", "Rahasia yang pertama.")
        visit.evaluate("() => made.at(-1).dispatchEvent(new Event('error'))")
        visit.wait_for("#t-stopped-h")
        walk.enter(first.receipt.unsafe_words())
        walk.case()
        assert visit.value("#message") == "Rahasia yang pertama."
        visit.evaluate("() => made.at(-1).dispatchEvent(new Event('error'))")
        visit.wait_for("#t-stopped-h")
        walk.enter(second.receipt.unsafe_words())
        walk.case()
        assert visit.value("#message") == ""


@pytest.mark.promise("P12")
def test_whoever_watches_the_line_sees_neither_typing_nor_wrong_words(fleet: Fleet, house: House):
    require_build()
    device = Device(house)
    device.report()
    with recorded(house) as (site, recorder), fleet.engine("chromium").visit() as visit:

        def workers() -> int:
            return sum("mailbox-worker" in one.path for one in recorder.sent)

        walk = MailboxWalk(visit, site)
        walk.ask()
        for _ in patience("no worker before the first letter"):
            if workers():
                break
        walk.enter(Receipt.generate().unsafe_words())
        visit.wait_for("#kosong")
        walk.enter(device.receipt.unsafe_words())
        walk.case()
        assert workers() == 1
