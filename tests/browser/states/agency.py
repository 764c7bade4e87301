"""The agency: its officers, its directory near and past its end, its figures."""

from datetime import timedelta

from tests.browser.desk import PENERIMA
from tests.browser.states.inbox import inbox
from tests.browser.states.onlooker import Onlooker, State
from tests.cast import REGENCY
from tests.investigator.counter import Counter, publish
from tests.newcomer import NEWCOMER, Newcomer
from tests.quarters import store_agency_counts, store_counts, store_published
from wbs.cases.figures.periods import last_month_end

INSPEKTUR = f"{REGENCY}/inspektur"
AGENCY_TAB = "[data-section=agency]"
FIGURES_TAB = "[data-section=figures]"


def agency(hand: Onlooker) -> None:
    hand.sign_in()
    hand.press(AGENCY_TAB)
    hand.see(".people td")


def enter_as_administrator(hand: Onlooker) -> None:
    hand.desk.change_roles_in_directory(INSPEKTUR, ["administrator"])
    publish(hand.desk)
    hand.open()
    hand.fill(hand.desk.credentials(INSPEKTUR))
    hand.submit()
    hand.see(".people td")


def agency_of_an_administrator(hand: Onlooker) -> None:
    """With everything that it can show: a blocked officer, an open invitation, a code, a request that waits."""
    hand.desk.end_in_directory(PENERIMA, hand.desk.clock.today())
    enter_as_administrator(hand)
    newcomer = Newcomer(hand.desk)
    for officer, login in ((NEWCOMER, newcomer.login), ("pemeriksa-02", "raka.p")):
        typed = {"officer": officer, "login": login, "label": newcomer.appointment.label, "unit": "Irban Khusus"}
        for name, text in typed.items():
            hand.page.locator(f"#invite-{name}").fill(text)
        hand.page.locator("input[name=role][value=reviewer]").check()
        hand.press(".invite button.go")
        hand.see(".note .code")
        if officer == NEWCOMER:
            code = hand.page.locator(".note .code").inner_text()
            Counter(hand.desk).browser().post("/enrolment", newcomer.account(code))
            hand.press(".note .code ~ p button")
            hand.see(".offers .key-words")
    hand.press(".people button.bad")
    hand.press("dialog button.stop")
    hand.see(".people .chip.over")


def agency_asks_before_blocking(hand: Onlooker) -> None:
    enter_as_administrator(hand)
    hand.press(".people button.bad")
    hand.see("dialog button.stop")


def agency_refuses_an_invitation(hand: Onlooker) -> None:
    enter_as_administrator(hand)
    hand.press(".invite button.go")
    hand.see(".invite .error")


def inbox_with_a_directory_near_its_end(hand: Onlooker) -> None:
    hand.desk.clock.pass_time(days=60)
    inbox(hand)
    hand.see(".note.expiry")


def inbox_in_the_days_of_grace(hand: Onlooker) -> None:
    hand.desk.clock.pass_time(days=90)
    hand.sign_in()
    hand.see(".note.expiry.warn")


def agency_with_an_expired_directory(hand: Onlooker) -> None:
    hand.desk.clock.pass_time(days=400)
    agency(hand)
    hand.see(".note.expiry.bad")


def figures(hand: Onlooker) -> None:
    store_counts(hand.desk.store.figures, PENERIMA, 96, hand.desk.clock.today() - timedelta(days=1))
    store_published(hand.desk.store.figures, REGENCY, 96)
    hand.sign_in()
    hand.press(FIGURES_TAB)
    hand.see(".quarter")


def figures_without_anything(hand: Onlooker) -> None:
    hand.sign_in()
    hand.press(FIGURES_TAB)
    hand.see(".empty")


def report_of_the_agency(hand: Onlooker) -> None:
    store = hand.desk.store.figures
    store_agency_counts(store, REGENCY, 96, last_month_end(hand.desk.clock.today()), [INSPEKTUR.partition("/")[2]])
    store_published(store, REGENCY, 96)
    hand.sign_in(INSPEKTUR)
    hand.press(FIGURES_TAB)
    hand.press("#fig-report")
    hand.see(".paper .marking")


STATES: tuple[State, ...] = (
    agency,
    agency_of_an_administrator,
    agency_asks_before_blocking,
    agency_refuses_an_invitation,
    inbox_with_a_directory_near_its_end,
    inbox_in_the_days_of_grace,
    agency_with_an_expired_directory,
    figures,
    figures_without_anything,
    report_of_the_agency,
)
