"""Signing in, enrolling, and what locks the page again."""

import base64
import re

from playwright.sync_api import expect

from tests.browser.desk import three_cases
from tests.browser.keys import VirtualKey
from tests.browser.states.case import case
from tests.browser.states.inbox import inbox
from tests.browser.states.onlooker import PATHS, TITLE, Onlooker, State
from tests.browser.test_case import lie
from tests.investigator.counter import publish
from tests.newcomer import appointed
from wbs.cases.officers.invitations import Invitations
from wbs.cases.officers.totp import step_of, totp_code


def sign_in(hand: Onlooker) -> None:
    hand.open()


def sign_in_with_empty_fields(hand: Onlooker) -> None:
    hand.open()
    hand.submit()
    expect(hand.page.locator(".wrong li")).to_have_count(3)


def sign_in_refused(hand: Onlooker) -> None:
    hand.open()
    hand.fill({**hand.desk.credentials(), "passphrase": "tujuh kata yang tidak membuka apa pun", "code": "000000"})
    hand.page.locator("#show").check()
    hand.submit()
    hand.see(".wrong p")


def sign_in_without_a_server(hand: Onlooker) -> None:
    hand.open()
    hand.page.route("**/sign-in/salt", lambda route: route.abort())
    hand.fill(hand.desk.credentials())
    hand.submit()
    hand.see(".wrong p")


def sign_in_with_other_documents(hand: Onlooker) -> None:
    lie(hand.page, "**/api/v1/documents", lambda body: body["roots"].update({"00": body["roots"]["61"]}))
    hand.open()
    hand.fill(hand.desk.credentials())
    hand.submit()
    hand.see(".wrong p")


def signing_in(hand: Onlooker) -> None:
    hand.open()
    hand.page.route("**/sign-in", lambda _: None)
    hand.fill(hand.desk.credentials())
    hand.submit()
    hand.see("progress")


def locking_soon(hand: Onlooker) -> None:
    hand.page.clock.install()
    inbox(hand)
    hand.page.clock.run_for(14 * 60_000 + 2_000)
    hand.see("dialog")
    hand.page.clock.resume()


def locked(hand: Onlooker) -> None:
    inbox(hand)
    hand.press("#lock")
    hand.see(".door .note")


def locked_after_idling(hand: Onlooker) -> None:
    locking_soon(hand)
    hand.page.clock.run_for(70_000)
    hand.see(".door .note")


def locked_with_a_draft(hand: Onlooker) -> None:
    case(hand)
    hand.page.locator("#reply-text").fill("Belum selesai")
    hand.press("#lock")
    expect(hand.page.locator(".door .note p")).to_have_count(2)


def locked_by_the_server(hand: Onlooker) -> None:
    three_cases(hand.desk)
    hand.sign_in()
    hand.desk.clock.pass_time(hours=13)
    hand.page.get_by_role("button", name=TITLE).click()
    hand.see(".door .note")


def locked_for_want_of_a_worker(hand: Onlooker) -> None:
    inbox(hand)
    hand.page.workers[0].evaluate("() => { setTimeout(() => { throw new Error('lost'); }); }")
    hand.see(".door .note")


def sign_in_with_a_recovery_code(hand: Onlooker) -> None:
    hand.open()
    hand.press(".swap button")
    expect(hand.page.locator("#code")).to_be_focused()


def sign_in_with_a_passkey_that_is_unknown(hand: Onlooker) -> None:
    VirtualKey(hand.page, computes=True)
    hand.open()
    hand.press("#passkey")
    hand.see(".wrong p")


def enrolment(hand: Onlooker) -> None:
    hand.open()
    hand.press("#enrol")
    hand.see("#invitation")


def enrolment_with_a_wrong_code(hand: Onlooker) -> None:
    enrolment(hand)
    hand.page.locator("#invitation").fill("AAAA-BBBB-CCCC-DDDD")
    hand.press(".door-form button.go")
    hand.see(".wrong p")


def enrolment_compares(hand: Onlooker) -> None:
    publish(hand.desk)
    code = Invitations(hand.desk.store.enrolments).invite_as_operator(appointed(), "wulan.s", now=hand.desk.clock.now())
    enrolment(hand)
    hand.page.locator("#invitation").fill(code)
    hand.press(".door-form button.go")
    hand.see("#same")


def enrolment_shows_the_passphrase(hand: Onlooker) -> None:
    enrolment_compares(hand)
    hand.page.locator("#same").check()
    hand.press(".door-form button.go")
    hand.see(".seven li")


def enrolment_asks_it_back(hand: Onlooker) -> None:
    enrolment_shows_the_passphrase(hand)
    hand.press(".door button.go")
    hand.page.locator("#again").fill("satu dua tiga")
    hand.press(".door-form button.go")
    hand.see(".wrong p")


def enrolment_waits(hand: Onlooker) -> None:
    enrolment_shows_the_passphrase(hand)
    passphrase = " ".join(hand.page.locator(".seven li").all_text_contents())
    hand.press(".door button.go")
    secret = base64.b32decode(re.sub(r"[^A-Z2-7]", "", hand.page.locator(".key").inner_text()))
    hand.page.locator("#again").fill(passphrase)
    hand.page.locator("#new-code").fill(totp_code(secret, step_of(hand.desk.clock.now())))
    hand.press(".door-form button.go")
    hand.see(".steps li")


def page_that_does_not_exist(hand: Onlooker) -> None:
    hand.page.goto(f"{hand.origin}{PATHS[hand.language]}nope")


STATES: tuple[State, ...] = (
    sign_in,
    sign_in_with_empty_fields,
    sign_in_refused,
    sign_in_without_a_server,
    sign_in_with_other_documents,
    signing_in,
    locking_soon,
    locked,
    locked_after_idling,
    locked_with_a_draft,
    locked_by_the_server,
    sign_in_with_a_recovery_code,
    sign_in_with_a_passkey_that_is_unknown,
    enrolment,
    enrolment_with_a_wrong_code,
    enrolment_compares,
    enrolment_shows_the_passphrase,
    enrolment_asks_it_back,
    enrolment_waits,
    locked_for_want_of_a_worker,
    page_that_does_not_exist,
)
