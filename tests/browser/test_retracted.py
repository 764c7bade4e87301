"""What officers see of a report that its reporter took back before anybody had opened it."""

from playwright.sync_api import expect

from tests.browser.hand import Hand
from wbs.cases.reporters.keeping import stored_message
from wbs.crypto.compose import Draft, compose_message
from wbs.crypto.messages import Kind, RemovedBody, SealedBy
from wbs.crypto.records import REPORTER


def test_a_report_that_was_taken_back_is_told_as_that_and_as_nothing_wrong(hand: Hand) -> None:
    desk = hand.desk
    report = desk.file_report()
    dossier = desk.opened_by_reporter(report)
    body = RemovedBody(digests=[dossier.messages[0].digest], own=[1], reason="retracted")
    place = dossier.place_for(REPORTER, desk.world.book())
    removal = compose_message(report.receipt.signing_key, place, Draft(Kind.REMOVED, body, SealedBy.BROWSER))
    desk.store.cases.retract(report.name, stored_message(removal, desk.clock.today()), [1])
    hand.sign_in()
    hand.open_case("Ditarik pelapor sebelum dibuka")
    expect(hand.page.locator(".line")).to_contain_text("Pelapor menarik kembali 1 kiriman")
    expect(hand.page.locator(".note.bad")).to_have_count(0)
    hand.begin_step("Nyatakan tidak dapat ditindaklanjuti")
    expect(hand.page.locator("#step-reason option")).to_contain_text(["Pelapor menarik laporannya"])
