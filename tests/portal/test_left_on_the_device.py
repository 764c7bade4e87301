"""P11 against whoever later holds the reporter's device, and against the browser's own makers: what a page leaves."""

import re

import pytest

from tests.engines.firefox import Firefox
from tests.engines.fleet import Fleet
from tests.engines.visit import patience
from tests.portal.form_walk import require_build
from tests.portal.house import House, Page, Reporter
from tests.portal.session_store import stored_sessions
from tests.portal.test_in_a_browser import serving

FIELD = re.compile(r"<(?:textarea|select|input(?![^>]*type=\"(?:hidden|radio|checkbox|file)\"))[^>]*>")
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
        for _ in patience("Firefox writes no session"):
            written = stored_sessions(firefox.home)
            if b"kenarilain" in written:
                break
        assert set(re.findall(rb"kenari\w+", written)) == {b"kenarilain"}
