"""My account in a browser: an authenticator, recovery codes, passkeys with and without what unlocks, sessions."""

import re
from base64 import b32decode
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import PENERIMA, three_cases
from tests.browser.hand import Hand
from tests.browser.keys import VirtualKey
from tests.browser.test_sign_in import bodies_of
from tests.cast import REGENCY
from tests.investigator.counter import publish
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry, Factor
from wbs.cases.officers.own_factors import new_recovery_code
from wbs.cases.officers.totp import step_of, totp_code
from wbs.crypto.boxes import recovery_hash

pytestmark = pytest.mark.promise("P23")

WATCH = """
globalThis.computed = [];
const buffers = [];
const real = PublicKeyCredential.prototype.getClientExtensionResults;
PublicKeyCredential.prototype.getClientExtensionResults = function () {
    const results = real.call(this);
    const first = results.prf?.results?.first;
    if (!first) return results;
    const own = first.slice(0);
    const hex = Array.from(new Uint8Array(own), (byte) => byte.toString(16).padStart(2, "0")).join("");
    globalThis.computed.push(hex);
    buffers.push(own);
    return { ...results, prf: { ...results.prf, results: { first: own } } };
};
globalThis.left = () => buffers.filter((one) => one.byteLength && new Uint8Array(one).some((byte) => byte)).length;
"""
"""What the page was given of passkeys' secrets, and how much of it the page still holds."""


def officer(hand: Hand) -> tuple[AgencyCode, str]:
    """Whoever signs in by default, as the store knows officers."""
    person = hand.desk.login(PENERIMA).person
    return AgencyCode(person.agency), person.id


def open_account(hand: Hand) -> None:
    hand.page.get_by_role("button", name="Akun saya").click()
    expect(hand.page.locator("#add-passkey")).to_be_visible()
    expect(hand.page.get_by_text("Membaca…")).to_have_count(0)


def prove(hand: Hand, code: str = "") -> None:
    """Type passphrase and a code into the question, and go on."""
    typed = hand.desk.credentials()
    hand.page.locator("#prove-passphrase").fill(typed["passphrase"])
    if code:
        hand.page.locator("dialog .swap button").click()
    hand.page.locator("#prove-code").fill(code or typed["code"])
    hand.page.locator("dialog button.go").click()


def add_passkey(hand: Hand) -> None:
    hand.page.locator("#add-passkey").click()
    prove(hand)
    expect(hand.page.locator("dialog")).to_have_count(0)
    expect(hand.page.locator("#part-passkeys + div .note.ok")).to_be_visible()


def lock(hand: Hand) -> None:
    hand.page.locator("#lock").click()
    expect(hand.page.locator("#login")).to_be_visible()


@pytest.mark.promise("P18")
def test_one_touch_signs_in_and_unlocks_and_what_the_passkey_computes_stays_here(hand: Hand) -> None:
    three_cases(hand.desk)
    key = VirtualKey(hand.page, computes=True)
    hand.page.add_init_script(WATCH)
    hand.sign_in()
    sent = bodies_of(hand.page)
    open_account(hand)
    add_passkey(hand)
    expect(hand.page.locator("#part-passkeys + div")).to_contain_text("satu sentuhan")
    lock(hand)
    hand.page.locator("#passkey").click()
    hand.wait_for_titles()
    expect(hand.page.locator(".list .open")).to_have_count(3)
    assert len(key.credentials()) == 1
    computed = hand.page.evaluate("globalThis.computed")
    assert len(computed) >= 2
    assert len(set(computed)) == 1
    everything = " ".join(sent)
    assert computed[0] not in everything
    assert bytes.fromhex(computed[0]) not in b"".join(path.read_bytes() for path in hand.desk.folder.glob("*.sqlite*"))
    assert hand.page.evaluate("globalThis.left()") == 0, "the page still holds what the passkey computed"


def test_a_passkey_that_computes_nothing_stands_beside_the_passphrase(hand: Hand) -> None:
    key = VirtualKey(hand.page, computes=False)
    hand.sign_in()
    open_account(hand)
    add_passkey(hand)
    expect(hand.page.locator("#part-passkeys + div")).to_contain_text("di samping frasa sandi")
    lock(hand)
    hand.page.locator("#passkey").click()
    expect(hand.page.locator(".wrong")).to_contain_text("tidak dapat membuka kunci Anda")
    typed = hand.desk.credentials()
    hand.fill({"login": typed["login"], "passphrase": typed["passphrase"]})
    key.verify_user(is_verified=False)
    hand.page.locator("#passkey").click()
    expect(hand.page.locator(".wrong")).to_contain_text("Kunci sandi tidak")
    key.verify_user(is_verified=True)
    hand.page.locator("#passkey").click()
    hand.wait_for_titles()
    [session] = hand.desk.store.officers.sessions(*officer(hand))
    assert session.factor is Factor.PASSKEY


@pytest.mark.promise("P05")
def test_a_passkey_remembers_newer_documents_and_signs_in_no_more_once_it_is_removed(hand: Hand) -> None:
    VirtualKey(hand.page, computes=True)
    hand.sign_in()
    open_account(hand)
    add_passkey(hand)
    [before] = hand.desk.store.officers.passkeys(*officer(hand))
    hand.desk.end_in_directory(f"{REGENCY}/penelaah-01", date(2027, 12, 1))
    publish(hand.desk)
    lock(hand)
    with hand.page.expect_response("**/me/passkeys/*/key") as answer:
        hand.page.locator("#passkey").click()
    assert answer.value.status == 200
    hand.wait_for_titles()
    [after] = hand.desk.store.officers.passkeys(*officer(hand))
    assert after.wrapped != before.wrapped
    lock(hand)
    hand.page.locator("#passkey").click()
    hand.wait_for_titles()
    open_account(hand)
    hand.page.get_by_role("button", name="Hapus kunci sandi 1").click()
    hand.page.locator("dialog button.stop").click()
    expect(hand.page.get_by_text("Belum ada kunci sandi.")).to_be_visible()
    lock(hand)
    hand.page.locator("#passkey").click()
    expect(hand.page.locator(".wrong")).to_contain_text("tidak diterima di sini")


def test_another_authenticator_and_recovery_codes(hand: Hand) -> None:
    hand.sign_in()
    open_account(hand)
    hand.page.locator("#make-codes").click()
    hand.page.locator("#prove-passphrase").fill("bukan frasa saya")
    hand.page.locator("#prove-code").fill("000000")
    hand.page.locator("dialog button.go").click()
    expect(hand.page.locator("dialog .note.bad")).to_contain_text("tidak diterima")
    prove(hand)
    expect(hand.page.locator(".codes li")).to_have_count(10)
    codes = hand.page.locator(".codes li").all_text_contents()
    assert all(re.fullmatch("[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}", code) for code in codes)
    hand.page.locator(".codes button").click()
    assert codes[0] not in hand.text()
    hand.page.locator("#totp-change").click()
    text = hand.page.locator(".draft .key").inner_text()
    secret = b32decode(text.replace(" ", ""))
    hand.page.locator("#new-code").fill("12345")
    hand.page.locator(".draft button.go").click()
    expect(hand.page.locator("#part-authenticator + div .note.bad")).to_be_visible()
    propose(hand, totp_code(secret, step_of(hand.desk.clock.now()) - 5), codes[0])
    expect(hand.page.locator("#part-authenticator + div .note.bad")).to_contain_text("bukan dari kunci yang baru")
    propose(hand, totp_code(secret, step_of(hand.desk.clock.now())), codes[0].upper())
    expect(hand.page.locator("#part-authenticator + div .note.ok")).to_be_visible()
    lock(hand)
    hand.desk.login(PENERIMA).totp = secret
    hand.fill(hand.desk.credentials())
    hand.submit()
    expect(hand.page.locator("dialog")).to_contain_text("1 kode pemulihan dipakai. Masih ada 9.")
    hand.page.locator("dialog button.go").click()
    expect(hand.page.locator("#part-recovery + div")).to_contain_text("9 kode masih berlaku")


def propose(hand: Hand, new_code: str, recovery_code: str) -> None:
    """Propose a new authenticator with one of its codes, and prove to be there with a recovery code."""
    hand.page.locator("#new-code").fill(new_code)
    hand.page.locator(".draft button.go").click()
    hand.page.locator("#prove-passphrase").fill(hand.desk.passphrases[hand.desk.login(PENERIMA).login])
    hand.page.locator("dialog .swap button").click()
    hand.page.locator("#prove-code").fill(recovery_code)
    hand.page.locator("dialog button.go").click()


def test_a_recovery_code_signs_in_and_other_sessions_are_ended_from_here(
    hand: Hand, new_window: Callable[[], Page]
) -> None:
    store, name = hand.desk.store.officers, officer(hand)
    code = new_recovery_code()
    entry = AuditEntry(name[0], hand.desk.clock.now(), name[1], AuditAction.RECOVERY_CODES_MADE)
    store.replace_recovery_codes(*name, [recovery_hash(hand.desk.keys, *name, code)], entry)
    there = Hand(new_window(), hand.served)
    there.sign_in()
    hand.open()
    hand.fill({key: text for key, text in hand.desk.credentials().items() if key != "code"})
    hand.page.locator(".swap button").click()
    hand.page.locator("#code").fill(f" {code[:4]}-{code[4:8]} {code[8:]}".upper())
    hand.submit()
    hand.wait_for_titles()
    open_account(hand)
    expect(hand.page.locator("#part-sessions + div li")).to_have_count(2)
    expect(hand.page.locator("#part-sessions + div")).to_contain_text("Kode pemulihan")
    hand.page.locator("#end-others").click()
    expect(hand.page.get_by_text("Tidak ada sesi lain.")).to_be_visible()
    there.page.get_by_role("button", name="Akun saya").click()
    expect(there.page.locator(".door .note")).to_contain_text("Sesi Anda berakhir")
