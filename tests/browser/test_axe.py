"""Every view and state of the officers' page, in both languages, light and dark: axe finds nothing, nothing scrolls.

Each is photographed (tests/looks.py). A new view or state belongs in the list of states here.
"""

import base64
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.desk import PENERIMA, Desk, Served, three_cases
from tests.browser.hand import NO_CONFLICT, Hand
from tests.browser.keys import VirtualKey
from tests.browser.test_case import alter, break_record, lie
from tests.browser.test_changing import HEAD, OTHER, REVIEWER, admitted
from tests.browser.test_own_keys import renewed_secret
from tests.browser.test_referring import agree, tag_non_supervisory
from tests.cast import REGENCY, a_report
from tests.investigator.counter import Counter, publish
from tests.looks import ALBUM, axe_source, look_at, photograph
from tests.newcomer import NEWCOMER, Newcomer, appointed
from tests.office import MORNING
from tests.quarters import store_agency_counts, store_counts, store_published
from wbs.cases.figures.periods import last_month_end
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry, StoredMessage
from wbs.cases.officers.invitations import Invitations
from wbs.cases.officers.totp import step_of, totp_code
from wbs.cases.referral.model import Referral, Way
from wbs.crypto.messages import Kind, MatterClass, Proposal, Status, StatusBody, TextBody

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
PATHS = {"id": "/", "en": "/en/"}
INSPEKTUR = f"{REGENCY}/inspektur"
IN_PERSON = (AgencyCode(REGENCY), "penerima-01")
AGENCY_TAB = "[data-section=agency]"
FIGURES_TAB = "[data-section=figures]"
STILL_OPENING = re.compile("^(Membuka|Opening)…$")
TITLE = "Papan proyek dan berita acara"
LONG_TITLE = "Perjalanan dinas fiktif dua tahun anggaran dengan kuitansi hotel yang tutup"
UNBROKEN = "rekaman" * 30 + ".m4a"
NOTE: FilePayload = {"name": "surat tugas.pdf", "mimeType": "application/pdf", "buffer": b"%PDF" * 500_000}


class Onlooker(Hand):
    """A hand that finds its way in both languages, by what things are instead of what they are called."""

    def __init__(self, page: Page, served: Served, language: str) -> None:
        super().__init__(page, served)
        self.language = language

    def open(self, path: str = "") -> None:
        super().open(path or PATHS[self.language])

    def sign_in(self, name: str = PENERIMA, path: str = "") -> None:
        super().sign_in(name, path)

    def wait_for_titles(self) -> None:
        expect(self.page.locator(".pager, .empty, .note.bad").first).to_be_visible()
        expect(self.page.locator(".list .open", has_text=STILL_OPENING)).to_have_count(0)
        expect(self.page.locator("main > [role=status]")).to_have_text("")

    def press(self, selector: str) -> None:
        self.page.locator(selector).first.click()

    def see(self, selector: str) -> None:
        expect(self.page.locator(selector).first).to_be_visible()

    def send(self) -> None:
        self.press(".pen button.go")

    def choose_step(self, status: Status) -> None:
        self.page.locator(f".steps button[data-status={status}]").click()
        self.see("#step-title")


State = Callable[[Onlooker], None]


def many_cases(desk: Desk) -> None:
    """Fill an inbox with every urgency, and with what is hard to lay out."""
    desk.file_report(a_report(title=LONG_TITLE, category="misuse-of-assets", rank="leadership"))
    overdue = desk.file_report(a_report(title="Jual beli jabatan kepala sekolah", category="sale-of-posts"))
    desk.clock.pass_time(days=10)
    desk.officer_says(overdue, StatusBody(status=Status.RECEIVED))
    desk.file_report(a_report(title="\u0627\u0644\u0633\u0648\u0642 (pasar)", rank="unknown"))
    desk.clock.pass_time(days=3)
    three_cases(desk)
    passed_on = desk.file_report(a_report(title="Bantuan sosial tidak sampai ke penerima"))
    desk.officer_says(passed_on, StatusBody(status=Status.PASSED_ON, text="Diteruskan ke Inspektorat Provinsi."))


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


def case_that_a_head_may_give_more_time(hand: Onlooker) -> None:
    report = hand.desk.file_report()
    hand.desk.officer_says(report, StatusBody(status=Status.EXAMINED))
    admitted(hand.desk, report, OTHER, HEAD)
    hand.sign_in(HEAD)
    hand.open_case(TITLE)
    hand.see("#extend-until")


def inbox_with_a_refused_case(hand: Onlooker) -> None:
    three_cases(hand.desk)
    lie(hand.page, "**/api/v1/inbox*", break_record)
    hand.sign_in()
    expect(hand.page.locator(".refused")).to_have_count(1)


def inbox_that_cannot_be_read(hand: Onlooker) -> None:
    hand.page.route("**/api/v1/inbox*", lambda route: route.abort())
    hand.sign_in()
    hand.see(".note.bad")


def case(hand: Onlooker) -> None:
    many_cases(hand.desk)
    hand.sign_in()
    hand.open_case(TITLE)


def case_long(hand: Onlooker) -> None:
    report = hand.desk.file_report(
        a_report(
            title=LONG_TITLE,
            what="Kuitansi bernomor urut.\n\n" + "Hotel itu sudah tutup sejak tahun lalu. " * 30,
            how="x" * 400,
            loss="Sekitar Rp120 juta",
            witnesses="Bendahara\nSopir",
        ),
        files=[(UNBROKEN, bytes(3_000_000)), ("kosong.txt", b"")],
    )
    hand.desk.officer_says(report, StatusBody(status=Status.INCOMPLETE, text="Apakah ada kuitansi lain?"))
    hand.desk.reporter_says(report, "y" * 300, [("kuitansi.jpg", b"\xff\xd8" * 999)])
    hand.desk.officer_says(report, TextBody(text="Terima kasih.\n" * 12))
    hand.sign_in()
    hand.open_case(LONG_TITLE)


def case_overdue(hand: Onlooker) -> None:
    hand.desk.file_report()
    hand.desk.clock.pass_time(days=40)
    hand.sign_in()
    hand.open_case(TITLE)


def case_finished(hand: Onlooker) -> None:
    report = hand.desk.file_report()
    hand.desk.officer_says(report, StatusBody(status=Status.RECEIVED))
    hand.desk.officer_says(report, StatusBody(status=Status.CLOSED, text="Sudah selesai diperiksa."))
    hand.sign_in()
    hand.open_case(TITLE)


def case_opening(hand: Onlooker) -> None:
    three_cases(hand.desk)
    hand.sign_in()
    hand.page.route("**/api/v1/cases/*/*", lambda _: None)
    hand.page.get_by_role("button", name=TITLE).click()
    hand.see(".crumb")


def case_with_findings(hand: Onlooker) -> None:
    three_cases(hand.desk)

    def harm(body: dict[str, list[dict[str, object]]]) -> None:
        alter(body)
        body["messages"] = [message for message in body["messages"] if message["seq"] != 2]

    lie(hand.page, "**/api/v1/cases/*/*", harm)
    hand.sign_in()
    hand.open_case(TITLE)
    hand.see(".line .note.bad")


def case_with_another_status(hand: Onlooker) -> None:
    three_cases(hand.desk)
    lie(hand.page, "**/api/v1/cases/*/*", lambda body: body.update(status="closed"))
    hand.sign_in()
    hand.open_case(TITLE)
    hand.see(".side .broken")


def case_refused(hand: Onlooker) -> None:
    inbox_with_a_refused_case(hand)
    lie(hand.page, "**/api/v1/cases/*/*", lambda body: body["records"].clear())
    hand.press(".refused .open")
    hand.see(".note.bad")


def case_that_cannot_be_read(hand: Onlooker) -> None:
    three_cases(hand.desk)
    hand.sign_in()
    hand.page.route("**/api/v1/cases/*/*", lambda route: route.abort())
    hand.page.get_by_role("button", name=TITLE).click()
    hand.see(".title .mono")


def case_for_a_reader_only(hand: Onlooker) -> None:
    hand.desk.file_report()
    hand.desk.change_roles_in_directory(PENERIMA, ["protection"])
    publish(hand.desk)
    hand.sign_in()
    hand.open_case(TITLE)
    hand.see(".blk .note.warn")


def download_running(hand: Onlooker) -> None:
    case(hand)
    hand.page.route("**/attachments/*", lambda _: None)
    hand.press(".ev .act button")
    hand.see(".ev progress")


def download_done(hand: Onlooker) -> None:
    case(hand)
    with hand.page.expect_download():
        hand.press(".ev .act button")
    hand.see(".digest")


def download_failed(hand: Onlooker) -> None:
    case(hand)
    hand.page.route("**/attachments/*", lambda route: route.fulfill(body=b"x" * 300))
    hand.press(".ev .act button")
    expect(hand.page.locator(".told").first).not_to_have_text("")


def reply_with_flaws(hand: Onlooker) -> None:
    case(hand)
    hand.send()
    hand.see(".error")


def reply_with_files(hand: Onlooker) -> None:
    case(hand)
    hand.page.locator("#reply-text").fill("Terima kasih.")
    hand.page.locator("#reply-files").set_input_files([NOTE, {**NOTE, "name": UNBROKEN}])
    expect(hand.page.locator(".files li")).to_have_count(2)


def reply_being_sent(hand: Onlooker) -> None:
    reply_with_files(hand)
    hand.page.route("**/uploads/*/1", lambda _: None)
    hand.send()
    hand.see(".work-panel progress")


def reply_sent(hand: Onlooker) -> None:
    case(hand)
    hand.page.locator("#reply-text").fill("Terima kasih.")
    hand.send()
    hand.see(".note.ok")


def reply_not_sent(hand: Onlooker) -> None:
    case(hand)
    hand.page.route("**/messages", lambda route: route.abort())
    hand.page.locator("#reply-text").fill("Terima kasih.")
    hand.send()
    hand.see(".error")


def verifying_without_answers(hand: Onlooker) -> None:
    many_cases(hand.desk)
    hand.sign_in()
    hand.open_case("Pungutan meja lapak")
    hand.choose_step(Status.VERIFIED)
    hand.press("[aria-labelledby=step-title] button.go")
    hand.see(".error")


def step_that_ends_asks(hand: Onlooker) -> None:
    case(hand)
    hand.choose_step(Status.NOT_ACTIONABLE)
    hand.page.locator("#step-reason").select_option("too-little")
    hand.page.locator("#step-text").fill("Tidak ada yang dapat diperiksa.")
    hand.page.locator("#step-title ~ fieldset input[type=checkbox]").check()
    hand.see("#letter-text")
    hand.press("[aria-labelledby=step-title] button.go")
    hand.see("dialog")


def leaving_asks(hand: Onlooker) -> None:
    case(hand)
    hand.page.locator("#reply-text").fill("Belum selesai")
    hand.press(".crumb .link")
    hand.see("dialog")


def export_asks(hand: Onlooker) -> None:
    case(hand)
    hand.press(".side > .row button")
    hand.see("dialog")


def export_running(hand: Onlooker) -> None:
    export_asks(hand)
    hand.page.route("**/attachments/*", lambda _: None)
    hand.press("dialog button.go")
    hand.see("dialog progress")


def export_done(hand: Onlooker) -> None:
    export_asks(hand)
    with hand.page.expect_download():
        hand.press("dialog button.go")
    hand.see("dialog h3")


def export_failed(hand: Onlooker) -> None:
    export_asks(hand)
    hand.page.route("**/attachments/*", lambda route: route.fulfill(body=b"x" * 300))
    hand.press("dialog button.go")
    hand.see("dialog [role=alert]")


def pass_on(hand: Onlooker, way: str) -> None:
    hand.press("#refer")
    hand.press(f"input[name=door][value={way}]")


def passing_on_to_an_authority(hand: Onlooker) -> None:
    case(hand)
    pass_on(hand, "authority")
    hand.page.locator("#refer-name").fill("Kejaksaan Negeri Ngabang")
    hand.press("input[name=refer-way][value=bundle]")
    hand.see("#refer-key")


def passing_on_a_text_that_was_agreed_to(hand: Onlooker) -> None:
    report = hand.desk.file_report()
    hand.desk.officer_says(report, StatusBody(status=Status.VERIFIED, class_=MatterClass.NON_SUPERVISORY))
    tag_non_supervisory(hand.desk, report)
    proposal = Proposal(title="Jalan rusak", content="Jalan desa rusak sejak Januari.")
    hand.desk.officer_says(report, TextBody(text="Setuju?", proposal=proposal))
    agree(hand.desk, report)
    hand.sign_in()
    hand.open_case(TITLE)
    pass_on(hand, "lapor")
    hand.see("#refer-tracking")


def register(hand: Onlooker) -> None:
    report = hand.desk.file_report()
    hand.sign_in()
    line = Referral(report.name, "abcd2345", Way.BUNDLE, "Kejaksaan Negeri Ngabang", *IN_PERSON, MORNING, "A" * 43)
    status = StoredMessage(PENERIMA, 1, 1, Kind.STATUS, b"sealed", MORNING.date())
    entry = AuditEntry(AgencyCode(REGENCY), MORNING, "penerima-01", AuditAction.CASE_REFERRED)
    hand.desk.store.referrals.refer(status, line, Status.SUBMITTED, entry)
    hand.press("[data-section=register]")
    hand.see("table code")


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
    hand.see("dialog .note.warn")


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


def page_that_does_not_exist(hand: Onlooker) -> None:
    hand.page.goto(f"{hand.origin}{PATHS[hand.language]}nope")


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
    *(sign_in, sign_in_with_empty_fields, sign_in_refused, sign_in_without_a_server, sign_in_with_other_documents),
    *(signing_in, inbox_empty, inbox, inbox_opening, inbox_without_matches, inbox_without_shortcuts),
    *(inbox_of_a_head, case_that_a_head_may_give_more_time),
    *(inbox_of_two_pages, inbox_with_a_refused_case, inbox_that_cannot_be_read),
    *(case, case_long, case_overdue, case_finished, case_opening, case_with_findings, case_with_another_status),
    *(case_refused, case_that_cannot_be_read, case_for_a_reader_only),
    *(download_running, download_done, download_failed),
    *(reply_with_flaws, reply_with_files, reply_being_sent, reply_sent, reply_not_sent),
    *(verifying_without_answers, step_that_ends_asks, leaving_asks),
    *(case_with_notes, case_that_needs_a_new_key, assigning_asks, replacing_meets_another_change),
    *(taking_off_leaves_too_few, handing_over_asks, handing_over, handed_over_in_part),
    *(declaring_asks, case_with_a_conflict),
    *(passing_on_to_an_authority, passing_on_a_text_that_was_agreed_to, register),
    *(export_asks, export_running, export_done, export_failed),
    *(locking_soon, locked, locked_after_idling, locked_with_a_draft, locked_by_the_server),
    *(sign_in_with_a_recovery_code, sign_in_with_a_passkey_that_is_unknown),
    *(account, account_filled, account_asks_for_proof, account_asks_before_removing_a_passkey),
    account_that_cannot_be_read,
    *(enrolment, enrolment_with_a_wrong_code, enrolment_compares, enrolment_shows_the_passphrase),
    *(enrolment_asks_it_back, enrolment_waits),
    *(account_with_new_words, account_with_a_key_that_waits, account_asks_before_withdrawing_a_key),
    account_with_a_key_that_is_listed,
    *(agency, agency_of_an_administrator, agency_asks_before_blocking, agency_refuses_an_invitation),
    *(inbox_with_a_directory_near_its_end, inbox_in_the_days_of_grace, agency_with_an_expired_directory),
    *(figures, figures_without_anything, report_of_the_agency),
    *(locked_for_want_of_a_worker, page_that_does_not_exist),
)


@pytest.fixture(params=PATHS)
def onlooker(request: pytest.FixtureRequest, page: Page, served: Served) -> Onlooker:
    return Onlooker(page, served, request.param)


@pytest.mark.promise("P22")
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing(onlooker: Onlooker, state: State) -> None:
    axe_source()
    state(onlooker)
    assert look_at(onlooker.page, f"officers/{onlooker.language}", state.__name__, RULES) == []


def test_changing_the_language_keeps_a_case_open_and_translates_all_of_it(onlooker: Onlooker) -> None:
    case(onlooker)
    onlooker.press(".top .link")
    other = {"id": "en", "en": "id"}[onlooker.language]
    expect(onlooker.page.locator("html")).to_have_attribute("lang", other)
    expect(onlooker.page.locator("h1")).to_contain_text(TITLE)
    assert onlooker.page.locator("#lock").inner_text() == {"id": "Kunci sekarang", "en": "Lock now"}[other]


def test_a_case_on_paper_leaves_out_what_only_a_screen_can_do(onlooker: Onlooker) -> None:
    case(onlooker)
    onlooker.page.emulate_media(media="print")
    photograph(onlooker.page, ALBUM / "officers" / onlooker.language / "paper" / "case.jpg")
    for selector in (".top", ".crumb", ".pen", ".act button"):
        expect(onlooker.page.locator(selector).first).to_be_hidden()
    expect(onlooker.page.locator(".printed")).to_be_visible()


@pytest.fixture
def without_scripts(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", PATHS)
def test_without_javascript_the_page_says_what_it_needs(without_scripts: Page, served: Served, language: str) -> None:
    without_scripts.goto(served.origin + PATHS[language])
    photograph(without_scripts, ALBUM / "officers" / language / "light-1280" / "without-javascript.jpg")
    assert "JavaScript" in without_scripts.locator("h1").inner_text()
