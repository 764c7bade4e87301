"""The inbox."""

from playwright.sync_api import expect

from tests.browser.desk import three_cases
from tests.browser.states.onlooker import Onlooker, State, many_cases
from tests.browser.test_case import break_record, lie
from tests.browser.test_changing import HEAD
from tests.cast import a_report


def inbox_empty(hand: Onlooker) -> None:
    hand.sign_in()


def inbox(hand: Onlooker) -> None:
    many_cases(hand.desk)
    hand.sign_in()


def inbox_opening(hand: Onlooker) -> None:
    three_cases(hand.desk)
    hand.page.route("**/api/v1/inbox*", lambda _: None)
    hand.open()
    hand.fill(hand.desk.credentials())
    hand.submit()
    hand.see("#search")


def inbox_without_matches(hand: Onlooker) -> None:
    inbox(hand)
    hand.page.locator("#search").fill("tidak ada yang seperti ini")
    hand.see(".empty")


def inbox_without_shortcuts(hand: Onlooker) -> None:
    inbox(hand)
    hand.press(".keys .link")
    expect(hand.page.locator("kbd")).to_have_count(0)


def inbox_of_two_pages(hand: Onlooker) -> None:
    for number in range(52):
        hand.desk.file_report(a_report(title=f"Laporan {number:02}"))
    hand.sign_in()
    hand.press(".pager nav button")
    hand.wait_for_titles()
    expect(hand.page.locator(".list .open")).to_have_count(2)


def inbox_of_a_head(hand: Onlooker) -> None:
    many_cases(hand.desk)
    hand.sign_in(HEAD)
    hand.press(".filter summary")
    hand.press("#chip-late")
    expect(hand.page.locator("#chip-late")).to_be_focused()
    expect(hand.page.locator("#chip-late")).to_have_attribute("aria-pressed", "true")
    hand.see(".empty")
    hand.press(".overdue summary")
    hand.press(".filter summary")


def inbox_with_a_refused_case(hand: Onlooker) -> None:
    three_cases(hand.desk)
    lie(hand.page, "**/api/v1/inbox*", break_record)
    hand.sign_in()
    expect(hand.page.locator(".refused")).to_have_count(1)


def inbox_that_cannot_be_read(hand: Onlooker) -> None:
    hand.page.route("**/api/v1/inbox*", lambda route: route.abort())
    hand.sign_in()
    hand.see(".note.bad")


STATES: tuple[State, ...] = (
    inbox_empty,
    inbox,
    inbox_opening,
    inbox_without_matches,
    inbox_without_shortcuts,
    inbox_of_a_head,
    inbox_of_two_pages,
    inbox_with_a_refused_case,
    inbox_that_cannot_be_read,
)
