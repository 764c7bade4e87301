"""Handing over an officer's cases with a real browser: each wholly or not at all, stopped and taken up again."""

import json
import sqlite3

import pytest
from playwright.sync_api import Route, expect

from tests.browser.desk import PENERIMA, Desk
from tests.browser.hand import Hand
from tests.browser.test_changing import HEAD, OTHER, REVIEWER, admitted, bodies, looked_inside
from tests.cast import a_report
from tests.investigator.changer import Changer
from tests.investigator.counter import Counter
from tests.office import SealedReport
from wbs.cases.model import KeyDigest
from wbs.crypto.entries import DecisionBody, Interest
from wbs.crypto.records import AccessRecord, EpochRecord


def reports_of(desk: Desk, count: int) -> list[SealedReport]:
    return [desk.file_report(a_report(title=f"Laporan {number:02}")) for number in range(count)]


def open_section(hand: Hand) -> None:
    hand.page.get_by_role("button", name="Akun saya").click()
    hand.page.get_by_role("button", name="Serah terima perkara").click()
    expect(hand.page.locator("h1")).to_have_text("Serah terima perkara")
    expect(hand.page.locator(".tab[aria-current]")).to_contain_text("Akun saya")


def choose(hand: Hand, to: str, reason: str = "", way: str = "takes-off", leaver: str = PENERIMA) -> None:
    hand.page.locator("#handover-from").select_option(leaver)
    hand.page.locator("#handover-to").select_option(to)
    hand.page.locator(f"input[name=handover-way][value={way}]").check()
    if reason:
        hand.page.locator("#handover-reason").fill(reason)


def find(hand: Hand) -> None:
    hand.page.get_by_role("button", name="Cari perkaranya").click()


def begin(hand: Hand, act: str = "Serahkan") -> None:
    hand.page.locator(".handover").get_by_role("button", name=act).click()
    hand.page.get_by_role("dialog").get_by_role("button", name="Serahkan").click()


def expect_told(hand: Hand, words: str) -> None:
    expect(hand.page.locator("main > [role=status]")).to_contain_text(words)


def readers_of(desk: Desk, report: SealedReport, name: str) -> list[str]:
    return sorted(reader for _, reader in desk.opened(report, name).newest.readers)


@pytest.mark.promise("P07")
def test_a_leaver_hands_over_all_cases_and_opens_none_of_them_any_more(hand: Hand) -> None:
    reports = reports_of(hand.desk, 3)
    hand.sign_in()
    open_section(hand)
    expect(hand.page.locator("#handover-reason")).to_be_hidden()
    choose(hand, REVIEWER)
    find(hand)
    expect(hand.page.locator(".handed tbody tr")).to_have_count(3)
    expect(hand.page.locator(".handed")).to_contain_text("Laporan 01")
    begin(hand)
    expect_told(hand, "Selesai: 3 perkara diserahkan.")
    for report in reports:
        assert readers_of(hand.desk, report, REVIEWER) == ["penelaah-01", "penerima-02"]
        assert hand.desk.opened_by_reporter(report).findings == ()
    hand.page.get_by_role("button", name="Kotak masuk").click()
    expect(hand.page.locator(".empty")).to_be_visible()


def test_a_colleagues_cases_are_handed_over_with_the_reason_in_each(hand: Hand) -> None:
    shared, own = reports_of(hand.desk, 2)
    hand.desk.start_epoch_without(own, OTHER)
    hand.sign_in()
    open_section(hand)
    choose(hand, HEAD, "Cuti besar", leaver=OTHER)
    find(hand)
    expect(hand.page.locator(".handed tbody tr")).to_have_count(1)
    begin(hand)
    expect_told(hand, "Selesai: 1 perkara diserahkan.")
    assert readers_of(hand.desk, shared, HEAD) == ["inspektur", "penerima-01"]
    record = hand.desk.opened(shared).chain.records[-1].document
    assert isinstance(record, EpochRecord)
    (reason,) = bodies(looked_inside(hand.desk, shared, HEAD))
    assert isinstance(reason, DecisionBody)
    assert "Cuti besar" in reason.text


def test_a_hand_over_that_keeps_the_leaver_reading_adds_one_record_with_the_reason(hand: Hand) -> None:
    (report,) = reports_of(hand.desk, 1)
    hand.sign_in()
    open_section(hand)
    choose(hand, REVIEWER, "Pindah tugas", "keeps")
    find(hand)
    begin(hand)
    expect_told(hand, "Selesai: 1 perkara diserahkan.")
    record = hand.desk.opened(report, REVIEWER).chain.records[-1].document
    assert isinstance(record, AccessRecord)
    assert record.reason == "Pindah tugas"
    assert readers_of(hand.desk, report, PENERIMA) == ["penelaah-01", "penerima-01", "penerima-02"]


def test_a_hand_over_that_is_stopped_leaves_whole_cases_and_goes_on_where_it_stopped(hand: Hand) -> None:
    reports = reports_of(hand.desk, 4)
    hand.sign_in()
    open_section(hand)
    choose(hand, REVIEWER)
    find(hand)
    expect(hand.page.locator(".handed tbody tr")).to_have_count(4)
    hand.page.route("**/epochs", lambda route: stop_and_go_on(hand, route))
    begin(hand)
    expect_told(hand, "Dihentikan.")
    expect(hand.page.locator(".handed tr.done")).to_have_count(1)
    hand.page.unroute("**/epochs")
    held = [hand.desk.store.cases.case_file(one.name, key_of(hand.desk, REVIEWER)) for one in reports]
    assert sum(file is not None for file in held) == 1
    begin(hand, "Lanjutkan")
    expect_told(hand, "Selesai: 4 perkara diserahkan.")
    for report in reports:
        assert readers_of(hand.desk, report, REVIEWER) == ["penelaah-01", "penerima-02"]


def stop_and_go_on(hand: Hand, route: Route) -> None:
    """Press the button while the first change is on its way."""
    hand.page.evaluate("document.querySelector('.work-panel button').click()")
    route.continue_()


def key_of(desk: Desk, name: str) -> KeyDigest:
    return KeyDigest(desk.world.people[name].secret.reader_key.public.digest)


def test_one_case_that_fails_is_named_with_the_reason_and_stops_no_other(hand: Hand) -> None:
    reports = reports_of(hand.desk, 3)
    hand.sign_in()
    open_section(hand)
    choose(hand, REVIEWER)
    find(hand)
    expect(hand.page.locator(".handed tbody tr")).to_have_count(3)
    name = reports[1].name
    broken = f"**/api/v1/cases/{name.agency}/{name.case}"

    def alter(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        body["grants"][0]["sealed"] = body["grants"][0]["sealed"][:-40] + "A" * 40
        route.fulfill(response=answer, body=json.dumps(body))

    hand.page.route(broken, alter)
    begin(hand)
    expect_told(hand, "2 perkara diserahkan, 1 belum.")
    expect(hand.page.locator(".handed tr.failed")).to_contain_text("Laporan 01")
    assert len(hand.desk.opened(reports[1]).chain.records) == 1
    hand.page.unroute(broken)
    begin(hand, "Lanjutkan")
    expect_told(hand, "Selesai: 3 perkara diserahkan.")


def test_a_case_that_changes_meanwhile_is_read_again_and_handed_over(hand: Hand) -> None:
    (report,) = reports_of(hand.desk, 1)
    hand.sign_in()
    open_section(hand)
    choose(hand, REVIEWER)
    find(hand)
    expect(hand.page.locator(".handed tbody tr")).to_have_count(1)

    def outrun(route: Route) -> None:
        admitted(hand.desk, report, OTHER, HEAD)
        route.continue_()

    hand.page.route("**/epochs", outrun, times=1)
    begin(hand)
    expect_told(hand, "Selesai: 1 perkara diserahkan.")
    assert readers_of(hand.desk, report, HEAD) == ["inspektur", "penelaah-01", "penerima-02"]


@pytest.mark.promise("P06")
def test_nobody_is_handed_a_case_who_declared_a_conflict_in_it_whatever_the_server_forgot(hand: Hand) -> None:
    (report,) = reports_of(hand.desk, 1)
    counter = Counter(hand.desk)
    first, reviewer = Changer(counter, PENERIMA), Changer(counter, REVIEWER)
    assert first.post(report, "access", first.access(report, reviewer.person)).status_code == 201
    assert reviewer.declare(report, Interest.CONFLICT, "Terlapor ipar saya.").status_code == 201
    stay = [hand.desk.world.people[name] for name in (PENERIMA, OTHER)]
    assert first.post(report, "epochs", first.epoch(report, *stay)).status_code == 201
    with sqlite3.connect(hand.desk.folder / "wbs.sqlite") as database:
        database.execute("DELETE FROM case_declarations")
    hand.sign_in()
    open_section(hand)
    choose(hand, REVIEWER, "Pindah tugas", "keeps")
    find(hand)
    begin(hand)
    expect(hand.page.locator(".handed tr.failed")).to_have_count(1)
    assert hand.desk.store.cases.case_file(report.name, key_of(hand.desk, REVIEWER)) is None


def test_the_choice_is_checked_before_anything_is_looked_for(hand: Hand) -> None:
    reports_of(hand.desk, 1)
    hand.sign_in()
    open_section(hand)
    find(hand)
    expect(hand.page.locator(".handover .error")).to_contain_text("Pilih siapa yang menerima")
    choose(hand, PENERIMA)
    find(hand)
    expect(hand.page.locator(".handover .error")).to_contain_text("orang lain")
    choose(hand, REVIEWER, way="keeps")
    find(hand)
    expect(hand.page.locator(".handover .error")).to_have_text("Tulis alasan")
    expect(hand.page.locator(".handed")).to_have_count(0)
