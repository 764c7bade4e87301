"""Taking down somebody's report with a real browser: read back, sealed here, its receipt handed over and gone."""

import json
import re
from itertools import pairwise

import msgspec
import pytest
from msgspec import UNSET
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.desk import Desk, material_of
from tests.browser.hand import Hand
from tests.cast import OFFICES, PROVINCE, REGENCY
from tests.files import building as b
from tests.investigator.counter import publish
from tests.looks import look_at
from tests.store.samples import an_entry
from wbs.cases.model import AgencyCode, CaseFile, Channel, KeyDigest
from wbs.cases.rules.documents import StoredRules, default_rules
from wbs.crypto.dossier import Dossier, open_as_reporter
from wbs.crypto.encoding import b64url
from wbs.crypto.receipt import Receipt
from wbs.crypto.report import Category, Contact, IdentityMode, Intake, Reference, ReportBody
from wbs.crypto.shape import serialise

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
WHAT = "Kuitansi hotel dibuat untuk perjalanan yang tidak pernah ada."
NAME = "Saksi Rahasia Sekali"
READ = (
    *(
        WHAT,
        "Kepala Seksi, Pegawai, kepala bidang, atau perangkat desa",
        "Kerugian keuangan negara",
        "Datang langsung",
        NAME,
        "surat.pdf",
        "foto.jpg",
    ),
    *("masih berlangsung", "Ipar kepala seksi", "Ombudsman: 7"),
)
PHOTO = b.jpeg(b.segment(0xE1, b"Exif\0\0" + b.tiff([(0x10F, b.ASCII, b"Kamera Sari\0")], gps=b.MONAS)))


def open_section(hand: Hand, name: str = "Catat laporan") -> None:
    hand.page.get_by_role("button", name=name, exact=True).click()
    expect(hand.page.locator("#intake-channel")).to_be_visible()


def write(hand: Hand, **more: str) -> None:
    """Fill the sheet: what is chosen, what is typed."""
    chosen = {"channel": "walk-in", "agency": REGENCY, "rank-0": "staff", "category": "state-loss"}
    typed = {"name-0": "Kepala Seksi", "what": WHAT, "where": "Dinas Umpama", "when": "Maret 2026"}
    for field, value in {**chosen, **{key: more[key] for key in more if key in chosen}}.items():
        hand.page.locator(f"#intake-{field}").select_option(value)
    for field, value in {**typed, **{key: more[key] for key in more if key not in chosen}}.items():
        hand.page.locator(f"#intake-{field}").fill(value)
    hand.page.locator("#intake-mode-anonymous").check()


def write_more(hand: Hand) -> None:
    """Fill what may stay empty."""
    hand.page.locator("#intake-timing").select_option("ongoing")
    hand.page.locator("#intake-keep_from").fill("Ipar kepala seksi")
    hand.page.locator("summary").click()
    hand.page.locator("#intake-elsewhere").fill("Ombudsman: 7")


def take_out(hand: Hand) -> None:
    """Decide about a photograph that tells where it was taken; nothing goes on before that."""
    photo = hand.page.locator(".files.looked li", has_text="foto.jpg")
    for told in ("Kamera Sari", "-6.17"):
        expect(photo).to_contain_text(told)
    hand.page.get_by_role("button", name="Lanjut: baca kembali").click()
    expect(hand.page.locator("#intake-wrong")).to_contain_text("Putuskan apa yang dilakukan dengan keterangan")
    photo.get_by_role("button", name="Hapus keterangan itu").click()
    expect(photo).to_contain_text("Keterangan tersembunyi sudah dihapus")


def read_back(hand: Hand) -> None:
    hand.page.get_by_role("button", name="Lanjut: baca kembali").click()
    expect(hand.page.locator("h1")).to_have_text("Baca kembali")


def send(hand: Hand) -> None:
    hand.page.locator("#intake-read").check()
    hand.page.locator("#intake-send").click()


def words_on(page: Page) -> list[str]:
    expect(page.locator("h1")).to_have_text("Serahkan tanda terima")
    return page.locator(".slip .code li").all_text_contents()


def hand_over(hand: Hand) -> None:
    hand.page.locator("#intake-handed").click()
    hand.page.get_by_role("dialog").get_by_role("button", name="Hapus kode").click()
    expect(hand.page.locator("h1")).to_have_text("Selesai")


def file_of(desk: Desk, receipt: Receipt) -> CaseFile:
    known = desk.store.cases.mailbox(receipt.mailbox_hash)
    assert known is not None
    file = desk.store.cases.case_file(known, KeyDigest(receipt.reader_key.public.digest))
    assert file is not None
    return file


def opened(desk: Desk, receipt: Receipt) -> Dossier:
    return open_as_reporter(material_of(file_of(desk, receipt)), receipt, desk.world.book())


class Listener:
    """Hears every request of a page: address, headers, body."""

    def __init__(self, page: Page) -> None:
        self.heard: list[str] = []
        page.on("request", self._hear)

    def _hear(self, request: Request) -> None:
        body = (request.post_data_buffer or b"").decode("latin-1")
        self.heard.append("\n".join([request.url, json.dumps(request.headers), body]))


def kept_by_browser(page: Page) -> str:
    """Everything that a page can keep beyond its own life, and what a visitor of its history would read."""
    script = """async () => JSON.stringify([
        Object.entries(localStorage), Object.entries(sessionStorage), document.cookie,
        (await indexedDB.databases()).map(({ name }) => name), await caches.keys(), name, document.title,
        location.href, history.state,
    ])"""
    return str(page.evaluate(script))


@pytest.mark.promise("P01")
@pytest.mark.promise("P02")
def test_a_report_is_read_back_sealed_and_its_receipt_handed_over_and_gone(hand: Hand) -> None:
    """The whole way; the receipt is in no request, no storage, no log, and not on the page any more."""
    listener = Listener(hand.page)
    hand.sign_in()
    open_section(hand)
    write(hand, what=WHAT)
    hand.page.locator("#intake-mode-named").check()
    hand.page.locator("#intake-contact-name").fill(NAME)
    write_more(hand)
    hand.page.locator("#intake-files").set_input_files(
        [
            {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": b"%PDF isi surat " * 90_000},
            {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": PHOTO},
        ]
    )
    take_out(hand)
    read_back(hand)
    for text in READ:
        expect(hand.page.locator(".read")).to_contain_text(text)
    hand.page.locator("#intake-send").click()
    expect(hand.page.get_by_text("Baca kembali dahulu")).to_be_visible()
    send(hand)
    words = words_on(hand.page)
    receipt = Receipt.parse(" ".join(words))
    dossier = opened(hand.desk, receipt)
    body = dossier.messages[0].message.body
    assert isinstance(body, ReportBody)
    assert isinstance(body.intake, Intake)
    assert isinstance(body.contact, Contact)
    assert (body.what, body.intake.channel, body.contact.name) == (WHAT, "walk-in", NAME)
    assert (body.timing, body.keep_from, body.accused[0].rank) == ("ongoing", "Ipar kepala seksi", "staff")
    assert body.reported_elsewhere == [Reference(channel="Ombudsman", number="7")]
    letter, photo = dossier.messages[0].message.attachments
    assert (letter.name, photo.name) == ("surat.pdf", "foto.jpg")
    assert photo.size < len(PHOTO), "place and name of the camera were taken out before it was sealed"
    assert dossier.findings == ()
    file = file_of(hand.desk, receipt)
    history = hand.desk.store.cases.history(file.name)
    assert history is not None
    assert history.tags.channel is Channel.WALK_IN
    shown = hand.text()
    hand_over(hand)
    secrets = [" ".join(words), b64url(receipt.mailbox_token), receipt.mailbox_token.decode("latin-1")]
    assert all(word in shown for word in words)
    html = hand.page.content()
    assert sum(word in html for word in words) < 3, "words of the list may stand in other texts, never these twelve"
    held = kept_by_browser(hand.page)
    sent = "\n".join(listener.heard)
    stored = b"".join(path.read_bytes() for path in hand.desk.folder.rglob("*") if path.is_file()).decode("latin-1")
    for secret in (*secrets, WHAT, NAME, "surat.pdf"):
        assert secret not in held
        assert secret not in sent
        assert secret not in stored
    for pair in pairwise(words):
        assert not any(glue.join(pair) in sent for glue in (" ", "+", "%20", "-", ",", "\n"))
    hand.page.get_by_role("button", name="Kotak masuk").click()
    hand.open_case(WHAT)
    for told in ("Datang langsung", "Disegel di peramban petugas yang mencatatnya"):
        expect(hand.page.locator("main")).to_contain_text(told)


def reads_nobody_open(desk: Desk) -> None:
    """Let the province take anonymous reports alone, and the regency know two kinds of matters."""
    anonymous = msgspec.structs.replace(default_rules(PROVINCE), identity_modes=[IdentityMode.ANONYMOUS])
    few = msgspec.structs.replace(default_rules(REGENCY), categories=[Category.STATE_LOSS, Category.OTHER])
    for rules in (anonymous, few):
        agency = AgencyCode(rules.agency)
        stored = StoredRules(agency, 1, desk.clock.today(), ":operator", serialise(rules))
        desk.store.rules.add_rules(stored, an_entry(agency=agency))


@pytest.mark.promise("P06")
def test_one_of_several_accused_sends_a_report_above_and_nobodys_choice_is_changed_on_the_way(hand: Hand) -> None:
    reads_nobody_open(hand.desk)
    hand.sign_in()
    open_section(hand)
    write(hand)
    page, panel = hand.page, hand.page.locator("#intake-readers")
    assert page.locator("#intake-category option").evaluate_all("all => all.map(({ value }) => value)") == [
        *("", "state-loss", "other")
    ]
    page.locator("#intake-mode-named").check()
    page.locator("#intake-contact-name").fill(NAME)
    page.locator("#intake-add").click()
    page.locator("#intake-unit-1").fill("Inspektorat")
    page.locator("#intake-rank-1").select_option("inspectorate")
    expect(panel).to_contain_text("Anda tidak termasuk")
    expect(panel).to_contain_text(f"Inspektorat {PROVINCE}:")
    expect(page.locator("#intake-untaken")).to_be_visible()
    expect(page.locator("#intake-mode-named")).to_be_checked()
    page.get_by_role("button", name="Lanjut: baca kembali").click()
    expect(page.locator("#intake-wrong")).to_contain_text("pilihannya tidak diterima instansi yang membaca")
    page.locator("#intake-mode-anonymous").check()
    expect(page.locator("#intake-untaken")).to_have_count(0)
    read_back(hand)
    send(hand)
    receipt = Receipt.parse(" ".join(words_on(page)))
    assert file_of(hand.desk, receipt).name.agency == PROVINCE
    body = opened(hand.desk, receipt).messages[0].message.body
    assert isinstance(body, ReportBody)
    assert (body.rank, [one.rank for one in body.accused]) == ("inspectorate", ["staff", "inspectorate"])
    assert (body.identity_mode, body.contact) == ("anonymous", UNSET)
    hand_over(hand)
    page.get_by_role("button", name="Kotak masuk").click()
    expect(page.locator(".empty")).to_be_visible()


@pytest.mark.promise("P06")
def test_when_others_would_read_it_than_were_read_out_nothing_is_sealed_to_them_before_that_is_said(hand: Hand) -> None:
    hand.sign_in()
    open_section(hand)
    write(hand)
    read_back(hand)
    hand.desk.change_roles_in_directory(f"{REGENCY}/penelaah-01", ["receiver"])
    publish(hand.desk)
    send(hand)
    expect(hand.page.get_by_text("daftar penerima berubah")).to_be_visible()
    expect(hand.page.locator(".read")).to_contain_text("penelaah-01")
    expect(hand.page.locator("#intake-read")).not_to_be_checked()
    send(hand)
    receipt = Receipt.parse(" ".join(words_on(hand.page)))
    assert (REGENCY, "penelaah-01") in opened(hand.desk, receipt).chain.epoch(1).readers


@pytest.mark.promise("P06")
def test_whom_the_reporter_names_never_gets_a_key(hand: Hand) -> None:
    hand.sign_in()
    open_section(hand)
    write(hand)
    panel = hand.page.locator("#intake-readers")
    panel.get_by_role("button", name=re.compile("^Jangan beri kunci kepada")).first.click()
    expect(panel).to_contain_text("Tidak pernah mendapat kunci")
    hand.page.locator("#intake-name-0").fill("Drs. PETUGAS Penelaah 01, M.Si.")
    hand.page.get_by_role("button", name="Lanjut", exact=False).click()
    asked = hand.page.locator("#intake-same li")
    expect(asked).to_have_count(2)
    own = f"Petugas penelaah-01 (Inspektorat {REGENCY})"
    hand.page.get_by_role("button", name=f"Sama dengan {own}: jangan beri kunci").click()
    expect(asked).to_have_count(1)
    other = asked.get_by_role("button", name=re.compile("^Orang lain"))
    other.click()
    expect(asked).to_have_count(0)
    hand.page.locator("#intake-name-0").fill("Petugas Penelaah 01, pejabat provinsi")
    hand.page.get_by_role("button", name="Lanjut", exact=False).click()
    expect(asked).to_have_count(1)
    other.click()
    expect(asked).to_have_count(0)
    read_back(hand)
    expect(hand.page.locator(".read")).to_contain_text(own)
    send(hand)
    receipt = Receipt.parse(" ".join(words_on(hand.page)))
    chain = opened(hand.desk, receipt).chain
    named = {(one.agency, one.reader) for one in chain.first.excluded if one.reader}
    assert (REGENCY, "penelaah-01") in named
    assert (PROVINCE, "penelaah-01") not in named
    assert not named & set(chain.epoch(1).readers)


@pytest.mark.promise("P06")
def test_an_office_that_the_reporter_names_is_kept_out_as_on_the_reporters_own_page(hand: Hand) -> None:
    hand.sign_in()
    open_section(hand)
    write(hand)
    whom, panel = hand.page.locator("#intake-whom"), hand.page.locator("#intake-readers")
    name = f"{OFFICES[0]} (Inspektorat {REGENCY})"
    whom.select_option(label=name)
    hand.page.locator("#intake-keep-out").click()
    expect(panel).to_contain_text("Tidak pernah mendapat kunci")
    expect(whom.locator("option", has_text=re.compile(rf"^{re.escape(name)}$"))).to_have_count(0)
    read_back(hand)
    expect(hand.page.locator(".read")).to_contain_text(name)
    send(hand)
    receipt = Receipt.parse(" ".join(words_on(hand.page)))
    chain = opened(hand.desk, receipt).chain
    assert chain.first.agency == PROVINCE, "who signs a directory does not judge by it"
    assert {agency for agency, _ in chain.epoch(1).readers} == {PROVINCE}


def test_an_answer_that_was_lost_is_asked_for_again_and_the_report_is_there_once(hand: Hand) -> None:
    lost: list[str] = []

    def lose_first(route: Route) -> None:
        route.fetch()  # the server has it; its answer never comes
        if lost:
            route.continue_()
            return
        lost.append(route.request.post_data or "")
        route.abort()

    hand.sign_in()
    open_section(hand)
    write(hand)
    read_back(hand)
    hand.page.route("**/api/v1/intake/*", lose_first)
    send(hand)
    expect(hand.page.get_by_text("Belum pasti apakah laporan ini sudah sampai")).to_be_visible()
    expect(hand.page.get_by_role("button", name="Kembali dan perbaiki")).to_have_count(0)
    hand.page.unroute("**/api/v1/intake/*")
    with hand.page.expect_request("**/api/v1/intake/*") as again:
        hand.page.locator("#intake-send").click()
    assert again.value.post_data == lost[0]
    receipt = Receipt.parse(" ".join(words_on(hand.page)))
    assert opened(hand.desk, receipt).findings == ()
    assert len([entry for entry in hand.desk.entries() if b"report-taken-down" in entry]) == 1


def test_leaving_with_a_receipt_in_hand_is_asked_about_and_a_lock_takes_it_off_the_page(hand: Hand) -> None:
    hand.sign_in()
    open_section(hand)
    write(hand)
    read_back(hand)
    send(hand)
    words = words_on(hand.page)
    hand.page.get_by_role("button", name="Kotak masuk").click()
    dialog = hand.page.get_by_role("dialog")
    expect(dialog).to_contain_text("belum diserahkan")
    dialog.get_by_role("button", name="Tetap di sini").click()
    assert words_on(hand.page) == words
    hand.page.locator("#lock").click()
    expect(hand.page.locator("#login")).to_be_visible()
    assert not any(" ".join(pair) in hand.text() for pair in pairwise(words))
    assert hand.page.locator(".slip").count() == 0
    hand.expect_no_worker()


def test_a_lock_keeps_what_is_written_sealed_and_shows_it_to_nobody_before_the_next_sign_in(hand: Hand) -> None:
    hand.sign_in()
    open_section(hand)
    write(hand)
    hand.page.locator("#lock").click()
    expect(hand.page.locator("#login")).to_be_visible()
    assert WHAT not in hand.page.content()
    hand.fill(hand.desk.credentials())
    hand.submit()
    hand.wait_for_titles()
    open_section(hand)
    expect(hand.page.locator("#intake-what")).to_have_value(WHAT)
    expect(hand.page.locator("#intake-rank-0")).to_have_value("staff")
    read_back(hand)


def test_what_is_missing_is_listed_and_led_to(hand: Hand) -> None:
    hand.sign_in()
    open_section(hand)
    hand.page.get_by_role("button", name="Lanjut: baca kembali").click()
    wrong = hand.page.locator("#intake-wrong")
    expect(wrong).to_be_focused()
    expect(wrong.locator("li")).to_have_count(8)
    wrong.get_by_role("button", name="Isi di mana terjadinya").click()
    expect(hand.page.locator("#intake-where")).to_be_focused()


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_stage_is_read_by_everybody_and_fits_every_window(hand: Hand, language: str) -> None:
    faults = []
    hand.sign_in()
    open_section(hand)
    write(hand)
    if language == "en":
        hand.page.get_by_role("button", name="English").click()
    page = hand.page
    album = f"officer/{language}"
    page.locator("#intake-mode-named").check()
    page.locator("#intake-contact-name").fill(NAME)
    page.locator("#intake-readers button").first.click()
    page.locator("summary").click()
    page.locator("#intake-add").click()
    page.locator("#intake-files").set_input_files({"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": PHOTO})
    expect(page.locator(".files.looked dl")).to_be_visible()
    faults += look_at(page, album, "intake, writing", RULES)
    page.locator(".files.looked .row button").last.click()
    page.locator("#intake-where").fill("")
    page.locator(".writing button.go").click()
    faults += look_at(page, album, "intake, flaws", RULES)
    page.locator("#intake-where").fill("Dinas Umpama")
    page.locator(".writing button.go").click()
    expect(page.locator("#intake-send")).to_be_visible()
    faults += look_at(page, album, "intake, reading back", RULES)
    send(hand)
    expect(page.locator(".slip")).to_be_visible()
    faults += look_at(page, album, "intake, receipt", RULES)
    page.emulate_media(media="print")
    visible = page.locator(".top, .noprint, .note").evaluate_all(
        "all => all.filter((one) => one.checkVisibility()).length"
    )
    assert visible == 0
    paper = page.locator("main").inner_text().replace("\n", " ")
    assert re.fullmatch(r"\s*([a-z]+\s+){12}WBS(-[a-z2-7]{4}){4}\s*", paper), "a found paper says nothing else"
    page.emulate_media(media="screen")
    page.locator("#intake-handed").click()
    page.get_by_role("dialog").locator("button[value=yes], button.stop").first.click()
    expect(page.locator(".note.ok")).to_be_visible()
    faults += look_at(page, album, "intake, done", RULES)
    assert faults == []
