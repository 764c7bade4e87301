"""The own account: passkeys, codes, passphrase and key."""

from playwright.sync_api import expect

from tests.browser.desk import PENERIMA
from tests.browser.keys import VirtualKey
from tests.browser.states.onlooker import Onlooker, State
from tests.browser.test_own_keys import renewed_secret
from tests.investigator.counter import publish


def account(hand: Onlooker) -> None:
    hand.sign_in()
    hand.press("[data-section=account]")
    hand.see("#add-passkey")
    hand.see("#part-sessions + div li")


def prove(hand: Onlooker) -> None:
    typed = hand.desk.credentials()
    hand.page.locator("#prove-passphrase").fill(typed["passphrase"])
    hand.page.locator("#prove-code").fill(typed["code"])
    hand.press("dialog button.go")


def account_filled(hand: Onlooker) -> None:
    VirtualKey(hand.page, computes=True)
    account(hand)
    hand.press("#add-passkey")
    prove(hand)
    hand.see("#part-passkeys + div .note.ok")
    hand.press("#make-codes")
    prove(hand)
    hand.see(".codes li")
    hand.press("#totp-change")
    hand.see(".draft")
    hand.press(".draft button.go")
    hand.see("#part-authenticator + div .note.bad")


def account_asks_for_proof(hand: Onlooker) -> None:
    account(hand)
    hand.press("#make-codes")
    hand.press("dialog button.go")
    hand.see("dialog .note.bad")


def account_asks_before_removing_a_passkey(hand: Onlooker) -> None:
    VirtualKey(hand.page, computes=True)
    account(hand)
    hand.press("#add-passkey")
    prove(hand)
    hand.press("#part-passkeys + div .rows button")
    hand.see("dialog button.stop")


def account_that_cannot_be_read(hand: Onlooker) -> None:
    hand.page.route("**/api/v1/me/**", lambda route: route.abort())
    hand.sign_in()
    hand.press("[data-section=account]")
    expect(hand.page.locator(".account .note.bad").first).to_be_visible()


def account_with_new_words(hand: Onlooker) -> None:
    account(hand)
    hand.press("#passphrase-change")
    hand.see(".seven li")
    hand.press("#part-passphrase + div button.go")
    hand.press("#part-passphrase + div button.go")
    hand.see("#part-passphrase + div .note.bad")


def account_with_a_key_that_waits(hand: Onlooker) -> None:
    account(hand)
    hand.press("#key-renew")
    prove(hand)
    hand.see("#part-key + div .eight li")


def account_asks_before_withdrawing_a_key(hand: Onlooker) -> None:
    account_with_a_key_that_waits(hand)
    hand.press("#part-key + div .row button:last-child")
    hand.see("dialog button.stop")


def account_with_a_key_that_is_listed(hand: Onlooker) -> None:
    account_with_a_key_that_waits(hand)
    hand.desk.rekey_in_directory(PENERIMA, renewed_secret(hand.desk))
    publish(hand.desk)
    account(hand)
    hand.see("#key-reseal")


STATES: tuple[State, ...] = (
    account,
    account_filled,
    account_asks_for_proof,
    account_asks_before_removing_a_passkey,
    account_that_cannot_be_read,
    account_with_new_words,
    account_with_a_key_that_waits,
    account_asks_before_withdrawing_a_key,
    account_with_a_key_that_is_listed,
)
