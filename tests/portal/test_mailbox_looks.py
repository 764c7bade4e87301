"""Every state of the mailbox with scripts, in both languages: axe finds nothing, nothing scrolls sideways; and what it
shows is what the page without script shows.

Each is photographed on demand (tests/looks.py).
"""

from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, Page

from tests import cast
from tests.cast import REGENCY
from tests.looks import axe_source, look_at
from tests.portal.api.device import Device, seal_file
from tests.portal.form_walk import ALL_SENT, require_build
from tests.portal.house import House, build
from tests.portal.mailbox_walk import IDLE, LOOK, OPEN, SEND, leaves, officer_sends
from tests.portal.stage import Stage
from tests.portal.test_in_a_browser import serving
from tests.portal.test_looks import PREFIXES, RULES
from tests.portal.test_same_story import change_clocks
from tests.store.samples import an_entry
from tests.stories.simulator import Officer, Reporter, Server, a_text, also, without
from wbs.cases.model import AgencyCode
from wbs.cases.rules.documents import CategoryLabel, Language, StoredRules, default_rules
from wbs.crypto.compose import compose_message
from wbs.crypto.keys import OfficerSecret
from wbs.crypto.messages import MatterClass, Outcome, Status, StatusBody
from wbs.crypto.receipt import Receipt
from wbs.crypto.report import Category
from wbs.crypto.shape import serialise

PATIENCE = 60_000
OWN_NAMES = {"id": "Pengadaan di desa", "en": "Village procurement"}
SHOWN = """() => Object.fromEntries(Object.entries({
    heading: "p:has(.number)", state: ".state", letters: ".msg", journey: ".when li", promises: ".sum div",
    rest: "aside", reminders: ".note.warn",
}).map(([name, selector]) => [name, [...document.querySelectorAll(`:is(#kasus, main:not(:has(#kasus))) ${selector}`)]
    .map((one) => one.innerText.replaceAll(/\\s+/g, " ").trim())]))"""


@pytest.fixture
def house(folder: Path) -> Iterator[House]:
    """A portal over a world of its own: one of the states is that somebody has left."""
    require_build()
    made = build(folder, cast.found())
    yield made
    made.store.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(bypass_csp=True)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


class Look:
    """Looks at states and collects their faults."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.faults = page, list[str]()
        self._album = f"mailbox/{language}"

    def __call__(self, state: str) -> None:
        self.faults += look_at(self.page, self._album, state, RULES)


def a_long_case(house: House) -> Device:
    device = Device(house)
    file = seal_file(b"isi", "foto papan.jpg")
    device.report(files=(file,), how="Dua kali.\nLalu lagi.", loss="Rp5 juta")
    officer = house.case(device.receipt.unsafe_words())
    officer.say(status=Status.RECEIVED)
    officer.say("Mohon foto papan, dan tanggal papan itu diganti.", status=Status.INCOMPLETE)
    assert device.write(device.compose("Papan diganti dua kali.")).status_code == 201
    officer_sends(
        officer, device, "Terima kasih. Surat jawaban terlampir.", seal_file(b"x" * 300_000, "surat-" * 9 + ".pdf")
    )
    return device


def ends(house: House, device: Device) -> None:
    """Let officers postpone a case, and end it with a letter."""
    officer = house.case(device.receipt.unsafe_words())
    officer.take(StatusBody(status=Status.VERIFIED, class_=MatterClass.SUPERVISORY))
    officer.take(StatusBody(status=Status.POSTPONED, reason="expert", until="2027-02-01", text="Ahli ukur jalan."))
    letter = "INSPEKTORAT KABUPATEN LANDAK\n\nNomor: 700/45\n\nYth. Pelapor,\n\nHasil: Terbukti.\n\nInspektur"
    officer.take(StatusBody(status=Status.CLOSED, outcome=Outcome.PROVEN_RECOVERY, letter=letter))


def enter(page: Page, device: Device) -> None:
    page.fill("#words", " ".join(device.receipt.unsafe_words()))
    page.click(OPEN)
    page.wait_for_selector("#kasus")


@pytest.mark.promise("P22")
@pytest.mark.parametrize("language", PREFIXES)
def test_axe_finds_nothing_in_any_state(page: Page, house: House, language: str, tmp_path: Path):
    axe_source()
    device = a_long_case(house)
    assert device.write(device.compose("Salah kirim.")).status_code == 201
    look = Look(page, language)
    note = tmp_path / ("catatan-" * 12 + ".bin")
    note.write_bytes(b"x" * 2_000_000)
    with serving(house) as site:
        page.goto(f"{site}{PREFIXES[language]}/tanda-terima")
        page.wait_for_selector("#menunggu", state="detached")
        look_at_words(page, look)
        enter(page, device)
        look("case")
        page.click("[data-act=retract] >> nth=0")
        look("asked to take the report back")
        page.click("[data-act=retract-not]")
        ends(house, device)
        page.click(LOOK)
        page.wait_for_selector(".msg .sheet")
        look("ended with a letter")
        look_at_replies(page, look, note)
        leaves(house, "penerima-02")
        look_at_the_end(page, look, device)
    assert look.faults == []


def look_at_words(page: Page, look: Look) -> None:
    look("words")
    page.click(OPEN)
    page.wait_for_selector("#galat")
    look("no words")
    page.fill("#words", "kata salahsekali bukan ")
    page.wait_for_function("document.querySelector('#words-e').innerText.includes('2')")
    page.click(OPEN)
    look("wrong words")
    page.fill("#words", " ".join(Receipt.generate().unsafe_words()))
    page.click(OPEN)
    page.wait_for_selector("#kosong")
    look("no mailbox")
    page.route("**/mailbox/case", lambda route: route.abort())
    page.fill("#words", " ".join(Receipt.generate().unsafe_words()))
    page.click(OPEN)
    page.wait_for_selector("#t-offline-h")
    look("no connection")
    page.unroute("**/mailbox/case")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector("#t-offline-h", state="detached")


def look_at_replies(page: Page, look: Look, note: Path) -> None:
    page.click(LOOK)
    page.wait_for_function("document.querySelector('#kasus [data-part=busy]').innerText !== ''")
    look("nothing new")
    page.click(SEND)
    page.wait_for_selector("#galat")
    look("reply with an error")
    page.fill("#message", "Ini buktinya.")
    page.set_input_files("#files", note)
    page.wait_for_function(ALL_SENT)
    look("reply with a file")
    page.route("**/mailbox/messages", lambda route: route.fulfill(status=HTTPStatus.SERVICE_UNAVAILABLE, body=""))
    page.click(SEND)
    page.wait_for_selector("#t-busy-h")
    look("sending to a busy server")
    page.unroute("**/mailbox/messages")
    page.click("#balasan [data-act=again]")
    page.wait_for_selector("#sukses")
    look("message sent")
    page.route("**/attachments/*", lambda route: route.fulfill(status=HTTPStatus.OK, body=b"x" * 70_000))
    page.click("[data-act=take] >> nth=0")
    page.wait_for_function("document.querySelector('.take [role=status]').innerText !== ''")
    look("a file that is not genuine")
    page.unroute("**/attachments/*")


def look_at_the_end(page: Page, look: Look, device: Device) -> None:
    page.fill("#message", "Belum selesai.")
    page.evaluate(f"({IDLE})(15.1)")
    page.wait_for_selector("#t-locked-h")
    look("closed with unsent text")
    enter(page, device)
    page.wait_for_function("document.querySelector('#message').value !== ''")
    look("somebody has left")


@pytest.mark.promise("P08", "P22")
@pytest.mark.parametrize("language", PREFIXES)
def test_axe_finds_nothing_in_what_is_said_of_lies(page: Page, folder: Path, language: str):
    axe_source()
    require_build()
    server = Server(cast.found())
    reporter = Reporter(server, server.world.anchor)
    reporter.report()
    officer = Officer(server, server.world.anchor, server.world.people["61.08/penerima-01"])
    officer.tell(reporter.case, Status.RECEIVED)
    officer.say(reporter.case, "Mohon kirim foto papan.")
    place = officer.open(reporter.case).place_for(officer.person.ref, officer.book())
    forged = compose_message(OfficerSecret.generate().signing_key, place, a_text("Cabut laporan Anda."))
    house = build(folder, server.world)
    stage = Stage(house, server, reporter)
    look = Look(page, language)
    with serving(house) as site:
        page.goto(f"{site}{PREFIXES[language]}/tanda-terima")
        for name, lies in (
            ("lies", [also(forged), without(("61.08/penerima-01", 1))]),
            ("own", [without(("reporter", 1))]),
        ):
            server.lies = lies
            page.goto(f"{site}{PREFIXES[language]}/tanda-terima")
            page.fill("#words", " ".join(reporter.receipt.unsafe_words()))
            page.click(OPEN)
            page.wait_for_selector("#kasus")
            look(name)
        stage.twists.append(lambda sent: sent | {"grants": []})
        page.click(LOOK)
        page.reload()
        page.fill("#words", " ".join(reporter.receipt.unsafe_words()))
        page.click(OPEN)
        page.wait_for_selector("#apa")
        look("tampered")
    house.store.close()
    assert look.faults == []


def name_kinds(house: House) -> None:
    """Let the agency have its own name of a kind of matter."""
    kind = Category.PROCUREMENT
    labels = [CategoryLabel(category=kind, language=one, text=OWN_NAMES[one.value]) for one in sorted(Language)]
    rules = msgspec.structs.replace(default_rules(REGENCY), labels=labels)
    agency = AgencyCode(REGENCY)
    stored = StoredRules(agency, 1, house.clock.today(), "admin", serialise(rules))
    house.store.rules.add_rules(stored, an_entry(agency=agency))


@pytest.mark.parametrize("language", PREFIXES)
@pytest.mark.parametrize("state", ["waiting", "answered", "late", "aside", "ended", "reminded"])
def test_both_ways_show_the_same(page: Page, house: House, language: str, state: str):
    is_short = state in {"waiting", "reminded"}
    device = Device(house) if is_short else a_long_case(house)
    if state == "waiting":
        name_kinds(house)
    if is_short:
        device.report()
    officer = house.case(device.receipt.unsafe_words())
    if state == "late":
        house.clock.turn(days=120)
    if state == "ended":
        ends(house, device)
    if state == "aside":
        officer.say("Diteruskan ke Inspektorat Provinsi.", status=Status.PASSED_ON)
    if state == "reminded":
        officer.take(StatusBody(status=Status.INCOMPLETE, reason="facts", text="Kapan papan itu diganti?"))
        change_clocks(house, msgspec.structs.replace(default_rules(REGENCY).clocks, answer=10, examination=90))
        house.clock.turn(days=11)
    look = Look(page, language)
    words = " ".join(device.receipt.unsafe_words())
    with serving(house) as site:
        page.goto(f"{site}{PREFIXES[language]}/tanda-terima")
        enter(page, device)
        scripted = page.evaluate(SHOWN)
        if state == "reminded":
            look("reminded of a question")
        page.goto(f"{site}{PREFIXES[language]}/tanda-terima/tanpa-skrip")
        page.fill("#words", words)
        page.click("form .row button")
        page.wait_for_selector(".state")
        plain = page.evaluate(SHOWN)
    assert len(plain["letters"]) == {"waiting": 1, "reminded": 2, "aside": 6, "ended": 8}.get(state, 5)
    assert len(plain["reminders"]) == (state == "reminded")
    assert scripted == plain
    assert (OWN_NAMES[language] in plain["letters"][0]) == (state == "waiting")
    assert look.faults == []
