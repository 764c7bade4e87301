"""The page that asks browsers with scripts for the words: what it holds, what it may do, what it weighs."""

import gzip
import re
from pathlib import Path

import pytest

from tests.engines.fleet import each_engine_with_scripts
from tests.engines.visit import Visit, Wait
from tests.portal.form_walk import recorded, require_build
from tests.portal.house import House, Page, Reporter, config_of
from tests.portal.mailbox_walk import MailboxWalk
from tests.portal.test_late_scripts import changed_script
from wbs.portal.app import create_app
from wbs.portal.labels import FINDINGS
from wbs.portal.scripts import BUILD_FOLDER, MAILBOX, MAILBOX_WORKER, Scripts
from wbs.web.build import load_build

BUDGET = 72_000
"""Bytes of all scripts of the mailbox, compressed."""
PAGE_BUDGET = 12_500
"""Bytes of the page's own script, compressed."""
PATHS = ("/tanda-terima", "/en/tanda-terima")
SCRIPTS_ALLOWED = "script-src 'self'; worker-src 'self'; connect-src 'self'"


@pytest.fixture
def page(reporter: Reporter) -> Page:
    require_build()
    return reporter.get("/tanda-terima")


def without_noscript(html: str) -> str:
    return re.sub(r"<noscript>.*?</noscript>", "", html, flags=re.DOTALL)


@pytest.mark.promise("P03")
def test_with_scripts_nothing_on_the_page_can_submit(page: Page):
    live = without_noscript(page.text)
    assert re.findall(r"<form[^>]*method=\"([a-z]+)\"", live) == ["dialog", "dialog"]
    assert re.search(r"<form[^>]*action=", live) is None
    buttons = re.findall(r"<button[^>]*>", live)
    assert len(buttons) > 5
    assert [button for button in buttons if 'type="button"' not in button] == []
    assert re.search(r"<input[^>]*type=\"(submit|image)\"", live) is None


@pytest.mark.promise("P03")
def test_without_scripts_both_buttons_post_the_words_and_the_level_is_said(page: Page):
    hidden = "".join(re.findall(r"<noscript>.*?</noscript>", page.text, flags=re.DOTALL))
    buttons = re.findall(r"<button[^>]*>[^<]*", hidden)
    posts = 'formmethod="post" formenctype="multipart/form-data" formaction="/tanda-terima"'
    assert len(buttons) == 2
    assert all(posts in button for button in buttons)
    assert "Dibuka oleh server ini" in hidden


def test_the_page_may_run_its_script_and_nothing_else(page: Page, reporter: Reporter):
    policy = page.headers["Content-Security-Policy"]
    assert SCRIPTS_ALLOWED in policy
    assert "trusted-types wbs-worker;" in policy
    assert len(re.findall(r"<script [^>]*defer></script>", page.text)) == 1
    for path in ("/tanda-terima/tanpa-skrip", "/en/tanda-terima/tanpa-skrip"):
        other = reporter.get(path)
        assert "script-src" not in other.headers["Content-Security-Policy"]
        assert "<script" not in other.text
    assert "<script" not in reporter.mailbox(["salah"]).text


def test_the_page_without_script_says_what_the_server_sees(reporter: Reporter):
    plain = reporter.get("/tanda-terima/tanpa-skrip")
    assert "Kotak surat tanpa skrip: dibuka oleh server ini" in plain.text
    assert "server ini dapat membaca 12 kata" in plain.text
    assert '<form method="post" action="/tanda-terima"' in plain.text


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_without_a_build_the_page_is_the_plain_one(house: House, tmp_path: Path, prefix: str):
    bare = Reporter(create_app(config_of(house.folder), house.store, house.clock, None, Scripts(tmp_path)), prefix)
    page = bare.get("/tanda-terima")
    assert f'<form method="post" action="{prefix}/tanda-terima"' in page.text
    assert "<script" not in page.text
    assert "script-src" not in page.headers["Content-Security-Policy"]


def test_there_is_a_sentence_for_every_finding(page: Page):
    assert [kind for kind in FINDINGS if f'data-key="finding-{kind}"' not in page.text] == []
    assert [kind for kind in FINDINGS if f'data-key="finding-means-{kind}"' not in page.text] == []


def test_the_scripts_of_the_mailbox_are_light():
    require_build()
    build = load_build(BUILD_FOLDER, frozenset({MAILBOX, MAILBOX_WORKER}))
    assert build is not None
    weights = {
        name: len(gzip.compress(build.files[build.names[name]].data, 9, mtime=0)) for name in (MAILBOX, MAILBOX_WORKER)
    }
    assert weights[MAILBOX] <= PAGE_BUDGET
    assert sum(weights.values()) <= BUDGET


@pytest.mark.promise("P03")
@each_engine_with_scripts
@pytest.mark.parametrize("how", ["held", "failed"])
def test_a_script_that_does_not_come_leaves_a_page_that_sends_no_words(visit: Visit, house: House, how: str):
    require_build()
    with recorded(house) as (site, recorder):
        rule = visit.hold("*/static/mailbox-*") if how == "held" else visit.fail("*/static/mailbox-*")
        visit.goto(site + "/tanda-terima", Wait.BEGUN)
        visit.wait_for("#words")
        visit.fill("#words", "rahasia kata rahasia")
        visit.press("Enter")
        assert visit.url == site + "/tanda-terima"
        assert "Menyiapkan pembukaan" in visit.text("#menunggu")
        assert "Kotak surat tanpa skrip" in visit.text("#menunggu")
        rule.end()
        assert recorder.methods() == {"GET"}
        assert [one.path for one in recorder.sent if b"rahasia" in one.whole] == []


@pytest.mark.promise("P03")
@each_engine_with_scripts
def test_half_a_script_leaves_a_page_that_sends_no_words(visit: Visit, house: House, tmp_path: Path):
    with changed_script(house, tmp_path, lambda data: data[: len(data) // 2], MAILBOX):  # noqa: SIM117
        with recorded(house) as (site, recorder):
            visit.goto(site + "/tanda-terima")
            visit.fill("#words", "rahasia kata rahasia")
            visit.press("Enter")
            assert "Kotak surat tanpa skrip" in visit.text("#menunggu")
            assert visit.url == site + "/tanda-terima"
            assert recorder.methods() == {"GET"}
            assert [one.path for one in recorder.sent if b"rahasia" in one.whole] == []


@pytest.mark.promise("P03")
@each_engine_with_scripts
def test_a_worker_that_does_not_start_is_told_and_the_words_stay(visit: Visit, house: House):
    require_build()
    with recorded(house) as (site, recorder):
        visit.fail("*/static/mailbox-worker-*")
        walk = MailboxWalk(visit, site)
        walk.ask()
        visit.wait_for("#t-stopped-h")
        visit.fill("#words", "rahasia kata rahasia")
        assert visit.evaluate("document.activeElement.id") == "words"
        visit.click("[data-act=restart]")
        assert visit.value("#words") == "rahasia kata rahasia"
        assert [one.path for one in recorder.sent if b"rahasia" in one.whole] == []
