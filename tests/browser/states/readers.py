"""Who reads a case: notes among them, keys, assigning, handing over, conflicts of interest."""

from playwright.sync_api import expect

from tests.browser.desk import PENERIMA
from tests.browser.hand import NO_CONFLICT
from tests.browser.states.case import case
from tests.browser.states.onlooker import TITLE, Onlooker, State, many_cases
from tests.browser.test_changing import HEAD, OTHER, REVIEWER, admitted
from tests.investigator.counter import publish


def case_with_notes(hand: Onlooker) -> None:
    hand.desk.file_report()
    hand.sign_in()
    hand.open_case(TITLE)
    keep_note(hand, "Buku ukur ada pada pengawas lapangan.\nMinta lewat surat tugas.")
    hand.page.locator("input[name=inside-kind][value=decision]").check()
    hand.page.locator("#inside-decision").select_option("examine")
    keep_note(hand, "Angka tidak cocok dengan foto.")
    hand.page.locator("input[name=inside-kind][value=triage]").check()
    hand.press(".inner form button:not([type])")
    hand.see(".inner .flaw")


def keep_note(hand: Onlooker, text: str) -> None:
    hand.page.locator("#inside-text").fill(text)
    hand.press(".inner form button:not([type])")
    expect(hand.page.locator("#inside-text")).to_have_value("")


def case_that_needs_a_new_key(hand: Onlooker) -> None:
    report = hand.desk.file_report()
    admitted(hand.desk, report, PENERIMA, REVIEWER, "[until 2020-01-31] Cuti tahunan")
    hand.desk.remove_from_directory(REVIEWER)
    publish(hand.desk)
    hand.sign_in()
    hand.open_case(TITLE)
    hand.see("#renew")


def assigning_asks(hand: Onlooker) -> None:
    case(hand)
    hand.press("#assign")
    hand.page.locator("#assign-who").select_option(REVIEWER)
    hand.page.locator("input[name=way][value=covering]").check()
    hand.press("dialog button.go")
    hand.see("dialog .error")


def replacing_meets_another_change(hand: Onlooker) -> None:
    report = hand.desk.file_report()
    hand.sign_in()
    hand.open_case(TITLE)
    hand.press("#assign")
    hand.page.locator("#assign-who").select_option(REVIEWER)
    hand.page.locator("input[name=way][value=replacing]").check()
    hand.page.locator("#assign-instead").select_option(OTHER)
    hand.page.locator("#change-reason").fill("Pindah tugas")
    admitted(hand.desk, report, OTHER, HEAD)
    hand.press("dialog button.go")
    hand.see("dialog .note.warn[role=alert]")


def taking_off_leaves_too_few(hand: Onlooker) -> None:
    case(hand)
    hand.press(f"[data-reader='{OTHER}'] button")
    hand.page.locator("#change-reason").fill("Pindah tugas")
    hand.press("dialog button.stop")
    hand.see("dialog .error")


def handing_over_asks(hand: Onlooker) -> None:
    many_cases(hand.desk)
    hand.sign_in()
    hand.press("[data-section=account]")
    hand.press("#open-handover")
    hand.page.locator("#handover-from").select_option(OTHER)
    hand.page.locator("#handover-to").select_option(REVIEWER)
    hand.page.locator("#handover-reason").fill("Cuti besar")
    hand.press(".handover button.go")
    hand.see(".handed")


def handing_over(hand: Onlooker) -> None:
    handing_over_asks(hand)
    hand.page.route("**/epochs", lambda _: None)
    hand.press(".handover button.go")
    hand.press("dialog button.stop")
    hand.see(".handed tr.working")


def handed_over_in_part(hand: Onlooker) -> None:
    handing_over_asks(hand)
    hand.page.route("**/epochs", lambda route: route.abort(), times=1)
    hand.press(".handover button.go")
    hand.press("dialog button.stop")
    hand.see(".handed tr.failed")
    expect(hand.page.locator(".work-panel")).to_have_count(0)


def declaring_asks(hand: Onlooker) -> None:
    case(hand)
    begin_declaring(hand)
    hand.page.locator("dialog form .stop").click()
    hand.see("dialog .flaw")


def begin_declaring(hand: Onlooker) -> None:
    """Write a first word, and say that there is a conflict."""
    hand.page.remove_locator_handler(hand.page.get_by_role("button", name=NO_CONFLICT))
    hand.reply("Terima kasih.")
    hand.page.locator("dialog p.row button").nth(1).click()


def case_with_a_conflict(hand: Onlooker) -> None:
    hand.desk.file_report()
    hand.sign_in(OTHER)
    hand.open_case(TITLE)
    begin_declaring(hand)
    hand.page.locator("#conflict-reason").fill("Terlapor ipar saya.")
    hand.page.locator("dialog form .stop").click()
    typed = hand.desk.credentials(OTHER)
    hand.page.locator("#prove-passphrase").fill(typed["passphrase"])
    hand.page.locator("#prove-code").fill(typed["code"])
    hand.page.locator("dialog form .go").click()
    expect(hand.page.locator(".list .open, .empty")).not_to_have_count(0)
    hand.sign_in()
    hand.open_case(TITLE)
    hand.see("[data-recused]")


STATES: tuple[State, ...] = (
    case_with_notes,
    case_that_needs_a_new_key,
    assigning_asks,
    replacing_meets_another_change,
    taking_off_leaves_too_few,
    handing_over_asks,
    handing_over,
    handed_over_in_part,
    declaring_asks,
    case_with_a_conflict,
)
