"""What was recommended is followed on the officers' page after closure, and its head sees that it waits."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.hand import Hand
from tests.browser.test_changing import HEAD, OTHER, TITLE, bodies, looked_inside
from tests.looks import look_at
from wbs.crypto.messages import Outcome, Status, StatusBody
from wbs.crypto.recommendations import FollowUp, Measure, RecommendationBody

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@pytest.mark.promise("P18")
def test_what_was_recommended_is_followed_until_it_is_done_and_the_head_sees_no_more_than_its_day(hand: Hand) -> None:
    desk, page = hand.desk, hand.page
    report = desk.file_report()
    desk.officer_says(report, StatusBody(status=Status.VERIFIED))
    desk.officer_says(report, StatusBody(status=Status.CLOSED, outcome=Outcome.PROVEN_RECOVERY, text="Terbukti."))
    today = desk.clock.today()
    due, over = (today + timedelta(days=30)).isoformat(), today.isoformat()
    hand.sign_in()
    hand.open_case(TITLE)
    part = page.locator("#recommendations")
    part.get_by_role("button", name="Catat rekomendasi").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Simpan").click()
    expect(dialog.get_by_role("alert")).to_have_text("Tulis kepada siapa rekomendasi ditujukan")
    page.locator("#recommend-to").fill("Camat Umpama")
    page.locator("#recommend-measure").select_option("recovery")
    page.locator("#recommend-text").fill("Kembalikan Rp40.000.000 ke kas desa.")
    page.locator("#recommend-due").fill(due)
    assert look_at(page, "officers/id", "a recommendation", RULES) == []
    dialog.get_by_role("button", name="Simpan").click()
    expect(part).to_contain_text("Pengembalian uang atau barang Camat Umpama Belum ditindaklanjuti")
    assert look_at(page, "officers/id", "recommendations of a case", RULES) == []
    [wanted] = bodies(looked_inside(desk, report, OTHER))
    assert isinstance(wanted, RecommendationBody)
    assert (wanted.measure, wanted.due, wanted.state) == (Measure.RECOVERY, due, FollowUp.OPEN)
    page.locator("#lock").click()
    hand.sign_in(HEAD)
    waiting = page.locator(".followups")
    waiting.locator("summary").click()
    expect(waiting).to_contain_text(wanted.reference)
    assert "Camat" not in hand.text()
    assert look_at(page, "officers/id", "recommendations that wait", RULES) == []
    page.locator("#lock").click()
    hand.sign_in()
    hand.open_case(TITLE)
    part.get_by_role("button", name="Catat tindak lanjut oleh Camat Umpama").click()
    page.locator("#recommend-state").select_option("done")
    page.locator("#recommend-ended").fill(over)
    page.locator("#recommend-text").fill("")
    dialog.get_by_role("button", name="Simpan").click()
    expect(part).to_contain_text("Selesai ditindaklanjuti")
    assert desk.store.followups.awaited(report.name.agency, 10) == []
    done = bodies(looked_inside(desk, report, OTHER))[-1]
    assert isinstance(done, RecommendationBody)
    assert (done.reference, done.state, done.ended) == (wanted.reference, FollowUp.DONE, over)
