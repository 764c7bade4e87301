"""The report form that the server gives to browsers with scripts: what it holds, what it may do, what it weighs."""

import gzip
import re
from pathlib import Path

import pytest

from tests.portal.form_walk import require_build
from tests.portal.house import WRITTEN_FIELDS, House, Page, Reporter, config_of
from wbs.files.findings import Checked, Kind
from wbs.portal.app import create_app
from wbs.portal.file_texts import FINDING_TEXTS
from wbs.portal.report_form import REPORT_SHAPE
from wbs.portal.scripts import BUILD_FOLDER, REPORT, REPORT_WORKER, Scripts
from wbs.web.build import load_build

PAGE_BUDGET = 11_600
"""Bytes of the page's own script, compressed."""
BUDGET = 60_000
"""Bytes of all scripts of the report page, compressed."""
SCRIPTS_ALLOWED = "script-src 'self'; worker-src 'self'; connect-src 'self'"


@pytest.fixture
def page(reporter: Reporter) -> Page:
    require_build()
    return reporter.get("/lapor")


def without_noscript(html: str) -> str:
    return re.sub(r"<noscript>.*?</noscript>", "", html, flags=re.DOTALL)


@pytest.mark.promise("P03")
def test_with_scripts_nothing_on_the_page_can_submit(page: Page):
    live = without_noscript(page.text)
    assert re.findall(r"<form[^>]*method=\"([a-z]+)\"", live) == ["dialog"]
    assert re.search(r"<form[^>]*action=", live) is None
    buttons = re.findall(r"<button[^>]*>", live)
    assert len(buttons) > 5
    assert [button for button in buttons if 'type="button"' not in button] == []
    assert re.search(r"<input[^>]*type=\"(submit|image)\"", live) is None


@pytest.mark.promise("P03")
def test_without_scripts_every_button_posts_the_form_and_the_last_names_the_level(page: Page):
    hidden = "".join(re.findall(r"<noscript>.*?</noscript>", page.text, flags=re.DOTALL))
    buttons = re.findall(r"<button[^>]*>[^<]*", hidden)
    posts = 'formmethod="post" formenctype="multipart/form-data" formaction="/lapor"'
    assert len(buttons) == 2
    assert all(posts in button for button in buttons)
    assert buttons[-1].endswith("Kirim, segel saat tiba")


def test_only_the_scripted_form_may_run_scripts(page: Page, reporter: Reporter):
    assert SCRIPTS_ALLOWED in page.headers["Content-Security-Policy"]
    assert "trusted-types wbs-worker;" in page.headers["Content-Security-Policy"]
    assert len(re.findall(r"<script [^>]*defer></script>", page.text)) == 1
    for path in ("/", "/bantuan", "/dokumen", "/lapor/tanpa-skrip", "/en/lapor/tanpa-skrip"):
        other = reporter.get(path)
        assert "script-src" not in other.headers["Content-Security-Policy"], path
        assert "<script" not in other.text, path
    assert "<script" not in reporter.report(where="").text


def test_the_form_without_script_says_what_the_server_sees(reporter: Reporter):
    plain = reporter.get("/lapor/tanpa-skrip")
    assert "Formulir tanpa skrip: disegel saat tiba di server" in plain.text
    assert "Server ini dapat membaca laporan Anda selama pengiriman" in plain.text
    assert '<form method="post" action="/lapor"' in plain.text
    assert reporter.report(ticket=plain.ticket).words


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_without_a_build_the_form_is_the_plain_one(house: House, tmp_path: Path, prefix: str):
    bare = Reporter(create_app(config_of(house.folder), house.store, house.clock, None, Scripts(tmp_path)), prefix)
    for path in ("/lapor", "/lapor/tanpa-skrip"):
        page = bare.get(path)
        assert f'<form method="post" action="{prefix}/lapor"' in page.text
        assert "<script" not in page.text
        assert "script-src" not in page.headers["Content-Security-Policy"]


def test_the_page_names_the_limits_of_the_form(page: Page):
    stated = {name: int(limit) for name, limit in re.findall(r' name="(\w+)"[^>]* data-limit="([0-9]+)"', page.text)}
    assert stated == {name: REPORT_SHAPE.limits[name] for name in stated}
    assert len(stated) == sum(name in WRITTEN_FIELDS for name in REPORT_SHAPE.limits)
    for limit in set(stated.values()):
        assert f'data-key="too-long-{limit}"' in page.text


def test_there_is_a_sentence_for_everything_that_can_be_found_in_a_file():
    wanted = {f"kind-{kind}" for kind in Kind} | {f"found-nothing-{checked}" for checked in Checked}
    wanted |= {f"found-more-{checked}" for checked in set(Checked) - {Checked.WHOLE, Checked.UNKNOWN}}
    assert wanted <= FINDING_TEXTS.keys()


def test_all_scripts_of_the_report_page_together_are_light():
    require_build()
    build = load_build(BUILD_FOLDER, frozenset({REPORT, REPORT_WORKER}))
    assert build is not None
    weights = {
        name: len(gzip.compress(build.files[build.names[name]].data, 9, mtime=0)) for name in (REPORT, REPORT_WORKER)
    }
    assert weights[REPORT] <= PAGE_BUDGET
    assert sum(weights.values()) <= BUDGET
