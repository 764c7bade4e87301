"""A report that costs work, sent from the page: in every engine that runs scripts, compiled or not, without a click."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.cast import shared_world
from tests.engines.fleet import each_engine_with_scripts
from tests.engines.visit import Visit
from tests.looks import look_at
from tests.portal.form_walk import ANSWERS, FormWalk, Recorder, recorded, require_build
from tests.portal.house import House, Reporter, build
from tests.portal.test_in_a_browser import RULES, serving
from wbs.portal.quotas import Allowances

WORKER = "/static/work-worker-"


@pytest.fixture
def pressed(folder: Path) -> Iterator[House]:
    """A portal to which more has come than costs nothing."""
    made = build(folder, shared_world(), Allowances(easy_cases=4))
    for _ in range(3):
        assert Reporter(made.app).report().status == 200
    yield made
    made.store.close()


def fetched(sent: Recorder) -> int:
    return sum(one.path.startswith(WORKER) for one in sent.sent)


@pytest.mark.promise("P15", "P22")
@each_engine_with_scripts
def test_a_report_gets_through_against_work_that_the_page_does_by_itself(visit: Visit, pressed: House):
    require_build()
    with recorded(pressed) as (site, sent):
        walk = FormWalk(visit, site)
        walk.open()
        walk.answer()
        walk.next()  # no files
        walk.visit.wait_for("[data-part=readers] .jari")
        assert fetched(sent) == 0
        words = walk.send()
    assert pressed.case(words).report.what == ANSWERS["what"]
    assert fetched(sent) == 1
    assert [one.method for one in sent.sent].count("PUT") == 2


@pytest.mark.promise("P22")
@pytest.mark.parametrize(("prefix", "button"), [("", "Kirim lagi"), ("/en", "Send again")])
def test_the_page_that_asks_to_wait_can_be_read_and_used_by_everybody(
    chromium: Browser, pressed: House, prefix: str, button: str
):
    with serving(pressed) as site:
        context = chromium.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{site}{prefix}/lapor/tanpa-skrip")
        for name in ("what", "who", "unit", "where", "when"):
            page.fill(f"#{name}", ANSWERS[name])
        page.click("label[for=agency-1]")
        page.click("label[for=rank-staff]")
        page.click("form button.btn:not([name])")
        page.wait_for_selector(f"button:text-is('{button}')")
        assert page.input_value("input[name=what]") == ANSWERS["what"]
        shown = chromium.new_page()
        shown.set_content(page.content())
        assert look_at(shown, f"portal/{prefix.strip('/') or 'id'}", "asked to wait", RULES) == []
        shown.close()
        pressed.clock.turn(seconds=600)
        page.click(f"button:text-is('{button}')")
        page.wait_for_selector("#receipt")
        context.close()
