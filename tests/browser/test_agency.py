"""Sections of the officers' page and the agency's own: where each role lands, what it is offered, who is blocked."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import PENERIMA, three_cases
from tests.browser.hand import Hand
from tests.cases.test_access import appoint
from tests.cast import REGENCY
from tests.investigator.counter import Counter, publish
from tests.newcomer import Newcomer, appointed
from wbs.cases.model import AgencyCode, OfficerState
from wbs.crypto.enrolment import verify_enrolment

ADMINISTRATOR = f"{REGENCY}/inspektur"


def enter(hand: Hand, name: str, roles: list[str], heading: str) -> None:
    """Sign in as an officer who has just been given other roles."""
    hand.desk.change_roles_in_directory(name, roles)
    publish(hand.desk)
    hand.open()
    hand.fill(hand.desk.credentials(name))
    hand.submit()
    expect(hand.page.locator("h1")).to_have_text(heading)


def tabs(hand: Hand) -> list[str]:
    return hand.page.get_by_role("navigation", name="Utama").get_by_role("button").all_text_contents()


def press_tab(hand: Hand, name: str) -> None:
    hand.page.get_by_role("navigation", name="Utama").get_by_role("button", name=name).click()
    expect(hand.page.locator("h1")).to_have_text(name)


@pytest.mark.promise("P23")
def test_an_administrator_blocks_and_unblocks_and_is_offered_no_case(hand: Hand) -> None:
    three_cases(hand.desk)
    asked: list[str] = []
    hand.page.on("request", lambda request: asked.append(request.url))
    enter(hand, ADMINISTRATOR, ["administrator"], "Instansi")
    assert "Kotak masuk" not in tabs(hand)
    row = hand.page.get_by_role("row", name="Petugas penerima-01")
    expect(row).to_contain_text("bertugas")
    words = row.locator(".key-words").inner_text().split()
    assert len(words) == 8
    row.get_by_role("button", name="Blokir: Petugas penerima-01").click()
    hand.page.get_by_role("dialog").get_by_role("button", name="Batal").click()
    row.get_by_role("button", name="Blokir: Petugas penerima-01").click()
    hand.page.get_by_role("dialog").get_by_role("button", name="Blokir").click()
    expect(hand.page.get_by_text("Petugas penerima-01 diblokir. Semua sesinya berakhir.")).to_be_visible()
    expect(row.get_by_text("diblokir")).to_be_visible()
    assert state_of(hand) is OfficerState.BLOCKED
    expect(hand.page.get_by_role("region", name="Kekurangan pembaca")).to_contain_text("Saat ini hanya 1 penerima")
    row.get_by_role("button", name="Buka blokir: Petugas penerima-01").click()
    hand.page.get_by_role("dialog").get_by_role("button", name="Buka blokir").click()
    expect(hand.page.get_by_text("Blokir Petugas penerima-01 dibuka.")).to_be_visible()
    assert state_of(hand) is OfficerState.ACTIVE
    expect(hand.page.get_by_text("Saat ini hanya")).to_have_count(0)
    own = hand.page.get_by_role("row", name="(Anda)")
    expect(own.get_by_role("button")).to_have_count(0)
    assert not [url for url in asked if "/inbox" in url or "/cases" in url]


def state_of(hand: Hand) -> OfficerState:
    found = hand.desk.store.officers.officer(AgencyCode(REGENCY), "penerima-01")
    assert found is not None
    return found.state


def test_sections_are_reached_by_keyboard_and_back_leads_home_without_an_address(hand: Hand) -> None:
    three_cases(hand.desk)
    hand.sign_in(PENERIMA)
    assert "Jejak audit" not in tabs(hand)
    lines = "tabs => tabs.map((tab) => tab.offsetTop)"
    assert len(set(hand.page.locator(".top nav .tab").evaluate_all(lines))) == 1
    press_tab(hand, "Instansi")
    expect(hand.page.locator("h1")).to_be_focused()
    expect(hand.page.locator(".tab[aria-current=page]")).to_have_text("Instansi")
    expect(hand.page.get_by_role("row", name="Petugas penerima-02")).to_be_visible()
    expect(hand.page.locator(".people").get_by_role("button")).to_have_count(0)
    assert hand.page.url == hand.origin + "/"
    assert hand.page.evaluate("history.state") is None
    hand.page.go_back()
    hand.wait_for_titles()
    hand.page.locator(".skip").focus()
    for _ in range(1 + tabs(hand).index("Instansi")):
        hand.page.keyboard.press("Tab")
    expect(hand.page.locator(".tab", has_text="Instansi")).to_be_focused()
    hand.page.keyboard.press("Enter")
    expect(hand.page.locator("h1")).to_have_text("Instansi")
    press_tab(hand, "Kotak masuk")
    hand.wait_for_titles()
    hand.open_case("Papan proyek dan berita acara")
    press_tab(hand, "Instansi")
    hand.page.go_back()
    hand.wait_for_titles()
    assert hand.page.url == hand.origin + "/"


@pytest.mark.promise("P05")
def test_an_administrator_invites_and_takes_the_request_to_the_officials(hand: Hand) -> None:
    """The code that the page shows enrols; the file that it saves is the request, under the words that it shows."""
    counter = Counter(hand.desk)
    enter(hand, ADMINISTRATOR, ["administrator"], "Instansi")
    part = hand.page.get_by_role("region", name="Undangan")
    part.get_by_role("button", name="Buat undangan").click()
    expect(part.get_by_role("alert")).to_contain_text("Tulis tanda pengenal")
    appointment = appointed()
    typed = {"officer": appointment.officer, "login": "wulan.s", "label": appointment.label, "unit": appointment.unit}
    for name, text in typed.items():
        hand.page.locator(f"#invite-{name}").fill(text)
    part.get_by_role("checkbox", name="penelaah").check()
    part.get_by_role("checkbox", name="pemegang identitas").check()
    part.get_by_role("button", name="Buat undangan").click()
    expect(part.get_by_role("alert")).to_contain_text("tidak boleh punya peran lain")
    part.get_by_role("checkbox", name="pemegang identitas").uncheck()
    part.get_by_role("button", name="Buat undangan").click()
    code = hand.page.locator(".note .code").inner_text()
    newcomer = Newcomer(hand.desk, appointment)
    assert counter.browser().post("/enrolment", newcomer.account(code)).status_code == 201
    part.get_by_role("button", name="Sudah diserahkan").click()
    waiting = hand.page.get_by_role("region", name="Permintaan pendaftaran")
    expect(waiting.locator(".key-words")).to_be_visible()
    expect(hand.page.locator(".note .code")).to_have_count(0)
    request = newcomer.request()
    assert waiting.locator(".key-words").inner_text().split() == list(verify_enrolment(request).words)
    with hand.page.expect_download() as saved:
        waiting.get_by_role("button", name="Unduh permintaan").click()
    assert saved.value.suggested_filename == f"enrolment-{REGENCY}-{appointment.officer}.json"
    assert saved.value.path().read_bytes() == request
    row = hand.page.get_by_role("row", name=appointment.label)
    expect(row).to_contain_text("menunggu pejabat")
    newcomer.list_in_directory()
    publish(hand.desk)
    hand.page.get_by_role("button", name="Akun saya").click()
    press_tab(hand, "Instansi")
    expect(waiting).to_contain_text("Tidak ada permintaan yang menunggu.")
    expect(row).to_contain_text("bertugas")


def test_a_custodian_lands_on_the_questions_and_is_shown_as_such(hand: Hand) -> None:
    appoint(hand.desk)
    publish(hand.desk)
    hand.open()
    hand.fill(hand.desk.credentials(ADMINISTRATOR))
    hand.submit()
    expect(hand.page.locator("h1")).to_have_text("Permintaan identitas")
    assert tabs(hand) == ["Identitas", "Instansi"]
    press_tab(hand, "Instansi")
    own = hand.page.get_by_role("row", name="(Anda)")
    expect(own).to_contain_text("Pemegang identitas")
    expect(own).to_contain_text("bertugas")
