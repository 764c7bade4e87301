"""Signing in, locking, coming back: what a browser keeps and sends meanwhile."""

import json
from itertools import pairwise

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.desk import PENERIMA, three_cases
from tests.browser.hand import Hand
from wbs.crypto.encoding import b64url


def bodies_of(page: Page) -> list[str]:
    """Collect what the page sends from here on."""
    sent: list[str] = []

    def note(request: Request) -> None:
        sent.append(f"{request.url} {json.dumps(request.headers)} {request.post_data or ''}")

    page.on("request", note)
    return sent


@pytest.mark.promise("P18")
def test_an_officer_signs_in_and_reads_titles_and_the_passphrase_is_never_sent(hand: Hand) -> None:
    three_cases(hand.desk)
    sent = bodies_of(hand.page)
    hand.sign_in()
    expect(hand.page.locator(".list .open")).to_have_count(3)
    assert sorted(hand.titles()) == [
        "Mobil dinas disewakan pada akhir pekan",
        "Papan proyek dan berita acara berbeda angka",
        "Pungutan meja lapak di Pasar Umpama",
    ]
    words = hand.desk.passphrases[hand.desk.login(PENERIMA).login].split()
    everything = " ".join(sent)
    assert "sign-in" in everything
    assert not any(f"{first} {second}" in everything for first, second in pairwise(words))
    secret = hand.desk.login(PENERIMA).person.secret.unsafe_seed()
    assert b64url(secret) not in everything


@pytest.mark.parametrize("wrong", ["passphrase", "code", "login"])
@pytest.mark.promise("P23")
def test_every_wrong_factor_gets_one_and_the_same_answer(hand: Hand, wrong: str) -> None:
    hand.open()
    typed = hand.desk.credentials()
    login = hand.desk.login(PENERIMA)
    bad = {"passphrase": "satu dua tiga empat lima enam tujuh", "login": "bukan siapa", "code": ""}
    bad["code"] = login.wrong_code(hand.desk.clock.now())
    hand.fill({**typed, wrong: bad[wrong]})
    hand.submit()
    expect(hand.page.locator(".wrong")).to_contain_text("Nama masuk, frasa sandi, atau kode tidak diterima.")
    expect(hand.page.locator("#code")).to_have_value("")
    expect(hand.page.locator("#login")).to_have_value({**typed, wrong: bad[wrong]}["login"])


def test_missing_fields_are_named_and_nothing_is_sent(hand: Hand) -> None:
    hand.open()
    sent = bodies_of(hand.page)
    hand.submit()
    expect(hand.page.locator(".wrong li")).to_have_count(3)
    assert sent == []


@pytest.mark.promise("P11")
def test_nothing_is_kept_in_the_browser(hand: Hand) -> None:
    three_cases(hand.desk)
    hand.sign_in()
    hand.open_case("Papan proyek dan berita acara")
    kept = hand.page.evaluate(
        """async () => ({
            local: localStorage.length, session: sessionStorage.length, cookie: document.cookie,
            databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
            workers: (await navigator.serviceWorker.getRegistrations()).length, title: document.title,
            address: location.href, state: history.state,
        })"""
    )
    assert kept.pop("title").startswith("WBS-"), "a title of a case would be written to the browser's history"
    assert kept.pop("address") == hand.origin + "/"
    assert kept == {
        "local": 0, "session": 0, "cookie": "", "databases": 0, "caches": 0, "workers": 0, "state": None,
    }  # fmt: skip
    cookies = hand.page.context.cookies()
    assert [(cookie["name"], cookie["httpOnly"], cookie["sameSite"]) for cookie in cookies] == [
        ("__Host-wbs", True, "Strict")
    ]


def test_a_reload_asks_again(hand: Hand) -> None:
    three_cases(hand.desk)
    hand.sign_in()
    hand.page.reload()
    expect(hand.page.locator("#passphrase")).to_be_visible()
    assert "Papan proyek" not in hand.text()


@pytest.mark.promise("P23")
def test_locking_ends_the_session_and_takes_everything_off_the_page(hand: Hand) -> None:
    three_cases(hand.desk)
    hand.sign_in()
    hand.open_case("Papan proyek dan berita acara")
    with hand.page.expect_response("**/api/v1/sign-out") as answer:
        hand.page.locator("#lock").click()
    assert answer.value.ok
    expect(hand.page.get_by_text("Terkunci. Masuk lagi untuk melanjutkan.")).to_be_visible()
    assert "Papan proyek" not in hand.page.content()
    hand.expect_no_worker()
    assert hand.page.evaluate("async () => (await fetch('/api/v1/session')).status") == 401


def test_fifteen_idle_minutes_lock_and_the_last_of_them_warns(hand: Hand) -> None:
    three_cases(hand.desk)
    hand.page.clock.install()
    hand.sign_in()
    hand.page.clock.run_for(14 * 60_000 - 5_000)
    expect(hand.page.get_by_role("dialog")).to_have_count(0)
    hand.page.clock.run_for(10_000)
    expect(hand.page.get_by_role("dialog")).to_contain_text("Halaman terkunci dalam")
    hand.page.get_by_role("button", name="Tetap terbuka").click()
    hand.page.clock.run_for(14 * 60_000 - 5_000)
    expect(hand.page.get_by_role("dialog")).to_have_count(0)
    hand.page.clock.run_for(70_000)
    expect(hand.page.get_by_text("Terkunci setelah 15 menit tanpa kegiatan.")).to_be_visible()
    hand.expect_no_worker()


def test_unsent_text_survives_a_lock_and_is_not_readable_meanwhile(hand: Hand) -> None:
    three_cases(hand.desk)
    hand.sign_in()
    hand.open_case("Papan proyek dan berita acara")
    hand.page.locator("#reply-text").fill("Kalimat yang belum selesai")
    hand.page.locator("#lock").click()
    expect(hand.page.get_by_text("Tulisan yang belum terkirim disimpan")).to_be_visible()
    assert "belum selesai" not in hand.page.content()
    hand.fill(hand.desk.credentials())
    hand.submit()
    hand.wait_for_titles()
    hand.open_case("Papan proyek dan berita acara")
    expect(hand.page.locator("#reply-text")).to_have_value("Kalimat yang belum selesai")


def test_a_session_that_ended_locks_the_page(hand: Hand) -> None:
    three_cases(hand.desk)
    hand.sign_in()
    hand.desk.clock.pass_time(hours=13)
    hand.page.get_by_role("button", name="Baca ulang").click()
    expect(hand.page.get_by_text("Sesi Anda berakhir.")).to_be_visible()


def test_an_empty_inbox_says_what_comes_next(hand: Hand) -> None:
    hand.sign_in()
    expect(hand.page.locator(".empty")).to_contain_text("Belum ada laporan.")


def test_the_keyboard_moves_through_the_inbox_and_can_be_switched_off(hand: Hand) -> None:
    three_cases(hand.desk)
    hand.sign_in()
    rows = hand.page.locator(".list .open")
    hand.page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    hand.page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    hand.page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    hand.page.keyboard.press("/")
    expect(hand.page.locator("#search")).to_be_focused()
    hand.page.keyboard.type("mobil")
    expect(rows).to_have_text(["Mobil dinas disewakan pada akhir pekan"])
    hand.page.keyboard.press("Tab")
    hand.page.get_by_role("button", name="Matikan pintasan").click()
    expect(hand.page.get_by_role("button", name="Hidupkan pintasan")).to_be_visible()
    hand.page.locator("h1").focus()
    hand.page.keyboard.press("j")
    expect(hand.page.locator("h1")).to_be_focused()
    hand.page.get_by_role("button", name="Mobil dinas").focus()
    hand.page.keyboard.press("Enter")
    expect(hand.page.locator(".title h1")).to_have_text("Mobil dinas disewakan pada akhir pekan")


def test_the_other_language_comes_without_another_sign_in(hand: Hand) -> None:
    three_cases(hand.desk)
    hand.sign_in()
    hand.open_case("Papan proyek dan berita acara")
    hand.page.locator("#reply-text").fill("Tetap di sini")
    hand.page.get_by_role("button", name="English").click()
    expect(hand.page.get_by_role("heading", name="Timeline")).to_be_visible()
    expect(hand.page.locator("html")).to_have_attribute("lang", "en")
    expect(hand.page.locator("#reply-text")).to_have_value("Tetap di sini")
