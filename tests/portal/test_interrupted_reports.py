"""What the report page does when something breaks while files and report are on their way."""

import os
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, Request, Route, expect

from bench.processes import free_port
from tests.cast import PROVINCE
from tests.engines.fleet import each_engine_with_scripts
from tests.engines.visit import Visit
from tests.portal.form_walk import ALL_SENT, ANSWERS, BACK, NEXT, SEND, WORDS, FormWalk, recorded, require_build
from tests.portal.house import House
from tests.portal.served import killable
from wbs.web.answers import code_of

PATIENCE = 60_000
PART = 1 << 20
OFFLINE = "#berkas-kendala .note"


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    path = tmp_path / "rekaman.bin"
    path.write_bytes(os.urandom(96 * PART + 17))  # takes longer than a busy test process looks away
    return path


@pytest.mark.promise("P14")
@each_engine_with_scripts
def test_an_upload_goes_on_after_the_server_was_killed(visit: Visit, house: House, evidence: Path):
    require_build()
    port = free_port()
    walk = FormWalk(visit, f"http://127.0.0.1:{port}")
    with killable(house.folder, port):
        walk.open()
        walk.answer()
        visit.set_files("#files", evidence)
        visit.wait_until("() => document.querySelector('#berkas progress').value > 0.04")
    visit.wait_for(OFFLINE)
    before = house.pending()
    with killable(house.folder, port):
        visit.evaluate("dispatchEvent(new Event('online'))")
        visit.wait_until(ALL_SENT)
        walk.check()
        words = walk.send()
    assert before == 1
    assert house.case(words).files() == {evidence.name: evidence.read_bytes()}
    assert house.pending() == 0


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def site(house: House) -> Iterator[str]:
    require_build()
    with recorded(house) as (address, _):
        yield address


def fill_in(page: Page, site: str, *files: Path) -> None:
    """Answer everything, and go to the last step."""
    page.goto(site + "/lapor")
    page.check("#agency-1")
    page.click(NEXT)
    page.fill("#what", ANSWERS["what"])
    page.click(NEXT)
    page.fill("#unit", ANSWERS["unit"])
    page.check("#rank-staff")
    page.click(NEXT)
    page.click(NEXT)
    page.fill("#where", "Desa")
    page.fill("#when", "Juli")
    page.click(NEXT)
    page.click(NEXT)
    if files:
        page.set_input_files("#files", files)
        page.wait_for_function(ALL_SENT)
    page.click(NEXT)


def send(page: Page) -> list[str]:
    page.click(SEND)
    page.wait_for_selector("#receipt")
    return list(page.evaluate(WORDS))


class Once:
    """Loses or changes the first answers to some requests."""

    def __init__(self, page: Page, pattern: str, method: str, times: int = 1) -> None:
        self.met: list[Request] = []
        self._method, self._times = method, times
        page.route(pattern, self.meet)

    def meet(self, route: Route) -> None:
        if route.request.method != self._method:
            route.continue_()
            return
        self.met.append(route.request)
        if len(self.met) <= self._times:
            self.spoil(route)
        else:
            route.continue_()

    def spoil(self, route: Route) -> None:
        route.fetch()  # the server has it
        route.abort("connectionreset")


class Answered(Once):
    """Answers the first requests in the server's place."""

    def __init__(self, page: Page, pattern: str, method: str, times: int, status: int) -> None:
        self._status = status
        super().__init__(page, pattern, method, times)

    def spoil(self, route: Route) -> None:
        route.fulfill(status=self._status, json={"code": code_of(self._status)})


@pytest.mark.promise("P14")
def test_a_lost_answer_to_a_part_and_to_the_beginning_doubles_nothing(
    page: Page, site: str, house: House, tmp_path: Path
):
    file = tmp_path / "a.bin"
    file.write_bytes(os.urandom(3 * PART))
    begun, parts = Once(page, "**/uploads", "POST"), Once(page, "**/uploads/*", "PATCH")
    fill_in(page, site, file)
    assert (len(begun.met), len(parts.met)) == (2, 4)
    assert house.case(send(page)).files() == {"a.bin": file.read_bytes()}


@pytest.mark.promise("P14")
def test_a_lost_answer_to_the_report_sends_the_same_again(page: Page, site: str, house: House):
    fill_in(page, site)
    puts = Once(page, "**/cases/*", "PUT", times=2)
    words = send(page)
    assert len({request.post_data for request in puts.met}) == 1
    assert house.case(words).report.what == ANSWERS["what"]


def test_a_file_goes_along_to_the_office_above(page: Page, site: str, house: House, tmp_path: Path):
    file = tmp_path / "a.bin"
    file.write_bytes(os.urandom(5000))
    fill_in(page, site, file)
    for _ in range(5):
        page.click(BACK)
    page.check("#rank-leadership")
    for _ in range(5):
        page.click(NEXT)
    expect(page.locator("[data-part=readers]").first).to_contain_text("Inspektorat 61,", timeout=PATIENCE)
    case = house.case(send(page), f"{PROVINCE}/penerima-01")
    assert case.report.rank == "leadership"
    assert case.files() == {"a.bin": file.read_bytes()}


def test_a_busy_server_is_told_and_waited_for(page: Page, site: str, house: House):
    fill_in(page, site)
    Answered(page, "**/cases/*", "PUT", 1, HTTPStatus.SERVICE_UNAVAILABLE)
    page.click(SEND)
    expect(page.locator("#t-busy-h")).to_be_visible(timeout=PATIENCE)
    page.wait_for_selector("#receipt")
    assert house.case(page.evaluate(WORDS)).report.what == ANSWERS["what"]


def test_a_refused_report_stays_on_the_page_and_says_that_nothing_was_stored(page: Page, site: str):
    fill_in(page, site)
    Answered(page, "**/cases/*", "PUT", 1, HTTPStatus.UNPROCESSABLE_ENTITY)
    page.click(SEND)
    expect(page.locator("#t-refused-h")).to_be_visible(timeout=PATIENCE)
    assert page.locator("#receipt").count() == 0
    assert page.input_value("#what") == ANSWERS["what"]
    page.click(SEND)
    page.wait_for_selector("#receipt")


def test_a_change_of_the_lists_seals_anew_under_the_same_receipt(page: Page, site: str, house: House):
    fill_in(page, site)
    puts = Answered(page, "**/cases/*", "PUT", 2, HTTPStatus.CONFLICT)
    words = send(page)
    assert len(puts.met) == 3
    assert len({request.url for request in puts.met}) == 3
    assert len({request.headers["authorization"] for request in puts.met}) == 1
    assert house.case(words).report.what == ANSWERS["what"]


def test_after_five_seals_the_page_stops_and_names_the_clock(page: Page, site: str):
    fill_in(page, site)
    puts = Answered(page, "**/cases/*", "PUT", 99, HTTPStatus.CONFLICT)
    page.click(SEND)
    expect(page.locator("#t-unsettled-h")).to_be_visible(timeout=PATIENCE)
    assert len(puts.met) == 5


class LostThenConflict(Once):
    """Stores the report, loses the answer, and then says that something newer arrived."""

    def spoil(self, route: Route) -> None:
        if len(self.met) == 1:
            super().spoil(route)
        else:
            route.fulfill(status=HTTPStatus.CONFLICT, body="")


@pytest.mark.promise("P14")
def test_a_stored_report_is_found_again_even_if_the_lists_changed_since(page: Page, site: str, house: House):
    fill_in(page, site)
    puts = LostThenConflict(page, "**/cases/*", "PUT", 2)
    words = send(page)
    assert len(puts.met) == 2
    assert house.case(words).report.what == ANSWERS["what"]


class Overtaken(Once):
    """Refuses the first report, which arrives all the same: just before the second one."""

    def meet(self, route: Route) -> None:
        if route.request.method == "PUT" and len(self.met) == 1:
            first = self.met[0]
            assert first.frame.page.request.put(first.url, data=first.post_data, headers=first.headers).ok
        super().meet(route)

    def spoil(self, route: Route) -> None:
        route.fulfill(status=HTTPStatus.UNPROCESSABLE_ENTITY, json={"code": "refused"})


@pytest.mark.promise("P14")
def test_what_was_changed_after_the_report_had_been_sent_is_told_and_stays_to_be_copied(
    page: Page, site: str, house: House
):
    fill_in(page, site)
    Overtaken(page, "**/cases/*", "PUT")
    page.click(SEND)
    expect(page.locator("#t-refused-h")).to_be_visible(timeout=PATIENCE)
    for _ in range(3):
        page.click(BACK)
    page.fill("#where", "Desa Lain")
    for _ in range(3):
        page.click(NEXT)
    words = send(page)
    assert house.case(words).report.where == "Desa"
    expect(page.locator("[data-part=late]")).to_contain_text("Desa Lain")
    expect(page.locator("[data-part=late-rows] > div")).to_have_count(1)


@pytest.mark.promise("P05")
def test_documents_that_are_not_genuine_stop_everything(page: Page, site: str):
    def forge(route: Route) -> None:
        answer = route.fetch()
        documents = answer.json()
        documents["directories"] = {code: chain[::-1] + chain for code, chain in documents["directories"].items()}
        route.fulfill(response=answer, json=documents)

    page.route("**/api/v1/documents", forge)
    fill_in(page, site)
    expect(page.locator("#t-untrusted-h")).to_be_visible(timeout=PATIENCE)
    assert page.locator(SEND).count() == 0


@pytest.mark.promise("P05")
def test_documents_without_their_anchors_stop_everything(page: Page, site: str):
    page.route("**/jangkar.json", lambda route: route.fulfill(json={"installation": "A" * 43, "agencies": {}}))
    fill_in(page, site)
    expect(page.locator("#t-untrusted-h")).to_be_visible(timeout=PATIENCE)
    assert page.locator(SEND).count() == 0


def test_a_discarded_file_is_dropped_on_the_server_too(page: Page, site: str, house: House, tmp_path: Path):
    for name in ("a.bin", "b.bin"):
        (tmp_path / name).write_bytes(os.urandom(PART))
    page.goto(site + "/lapor")
    page.evaluate("for (const part of document.querySelectorAll('.part')) part.hidden = false")
    page.set_input_files("#files", [tmp_path / "a.bin", tmp_path / "b.bin"])
    page.wait_for_function(ALL_SENT)
    assert house.pending() == 2
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.click("#berkas [data-act=discard] >> nth=0")
    assert house.pending() == 1
    expect(page.locator("#berkas [data-act=discard]")).to_be_focused()
    assert page.locator("#berkas b").all_inner_texts() == ["b.bin"]


def test_sending_can_be_stopped_while_files_are_on_their_way(page: Page, site: str, tmp_path: Path):
    file = tmp_path / "a.bin"
    file.write_bytes(os.urandom(3 * PART))
    page.route("**/uploads/*", lambda route: route.abort())
    page.goto(site + "/lapor")
    page.evaluate("for (const part of document.querySelectorAll('.part')) part.hidden = false")
    page.set_input_files("#files", file)
    page.check("#agency-1")
    page.click(NEXT)
    page.fill("#what", "x")
    page.click(NEXT)
    page.fill("#unit", "x")
    page.check("#rank-staff")
    page.click(NEXT)
    page.click(NEXT)
    page.fill("#where", "x")
    page.fill("#when", "x")
    page.click(NEXT)
    page.click(NEXT)
    page.click(NEXT)
    page.click(SEND)
    expect(page.locator("#mengirim")).to_be_focused()
    expect(page.locator("section:has(#mengirim) #berkas-kendala .note")).to_be_visible(timeout=PATIENCE)
    page.click("[data-act=cancel]")
    expect(page.locator("#periksa")).to_be_focused()
    assert page.locator("#mengirim").count() == 0


def test_leaving_is_warned_of_only_while_something_would_be_lost(page: Page, site: str):
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", stay)
    page.goto(site + "/lapor")
    page.reload()
    assert asked == []
    page.check("#agency-1")
    page.reload()
    assert asked == ["beforeunload"]
    fill_in(page, site)
    page.click(SEND)
    page.wait_for_selector("#receipt")
    words = page.evaluate(WORDS)
    page.fill("#k3", words[2])
    page.fill("#k9", words[8])
    page.click("[data-act=check]")
    asked.clear()
    page.goto(site + "/")
    assert asked == []


def test_the_quick_exit_asks_nothing(page: Page, site: str):
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    page.goto(site + "/lapor")
    page.check("#agency-1")
    page.route("**/keluar", lambda route: route.fulfill(body="", content_type="text/html"))
    page.click(".kop .out")
    page.wait_for_url("**/keluar")
    assert asked == []
