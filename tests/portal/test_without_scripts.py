"""The whole way of a reporter whose browser runs no scripts: in Chromium, and in Firefox as at Tor Browser's Safest."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.engines.fleet import each_engine_without_scripts
from tests.engines.visit import Visit
from tests.files import building as b
from tests.portal.house import House
from tests.portal.test_in_a_browser import serving
from wbs.crypto.messages import Status
from wbs.crypto.receipt import Receipt

EVIDENCE = b"%PDF-1.7\n" + bytes(range(256)) * 8000
ANSWERS = {
    "#what": "Angka pada papan proyek berbeda dengan berita acara.",
    "#unit": "Dinas Sarana",
    "#where": "Desa Semisal",
    "#when": "Juli 2026",
}
SEND = "form .row button"
WORDS = "[...document.querySelectorAll('#receipt li')].map((item) => item.lastChild.data.trim())"


@dataclass(frozen=True, slots=True)
class Way:
    """What a reporter does, step by step."""

    visit: Visit
    site: str

    def report(self, evidence: Path) -> list[str]:
        """Write a report, forget the area, choose it, accept what the file tells; give the words of the receipt."""
        self.visit.goto(self.site + "/lapor")
        for field, text in ANSWERS.items():
            self.visit.fill(field, text)
        self.visit.set_files("#files", evidence)
        self.send()
        assert self.visit.title.startswith("Ada masalah:")
        assert self.visit.value("#what") == ANSWERS["#what"]
        self.visit.click("label[for=agency-1]")
        self.visit.click("label[for=rank-staff]")
        self.accept()
        return self.words()

    def accept(self) -> None:
        """Send a file as it is, after reading what it tells."""
        self.visit.click("label[for=keep]")
        self.send()

    def words(self) -> list[str]:
        found: list[str] = self.visit.evaluate(WORDS)
        return found

    def practise(self, words: list[str]) -> None:
        self.visit.fill("#k3", words[2])
        self.visit.fill("#k9", words[8])
        with self.visit.loading():
            self.visit.click("#tiket .row button")

    def open(self, words: list[str]) -> None:
        self.visit.goto(self.site + "/tanda-terima")
        self.visit.fill("#words", " ".join(words))
        self.send()

    def reply(self, text: str, evidence: Path) -> None:
        self.visit.fill("#message", text)
        self.visit.set_files("input[type=file]", evidence)
        self.send()
        self.accept()

    def go_to(self, wanted: str, key: str = "Tab") -> None:
        """Press a key until the focus is on what has this id."""
        for _ in range(100):
            if self.visit.evaluate("document.activeElement.id") == wanted:
                return
            self.visit.press(key)
        pytest.fail(f"{key} does not reach {wanted}")

    def key_in(self, field: str, text: str) -> None:
        self.go_to(field)
        for key in text:
            self.visit.press(key)

    def send(self) -> None:
        with self.visit.loading():
            self.visit.click(SEND)


@pytest.fixture
def way(visit: Visit, house: House) -> Iterator[Way]:
    with serving(house) as site:
        yield Way(visit, site)


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    path = tmp_path / "berita-acara.pdf"
    path.write_bytes(EVIDENCE)
    return path


@pytest.mark.promise("P22")
@each_engine_without_scripts
def test_a_report_its_receipt_the_mailbox_and_a_reply_work_without_scripts(way: Way, house: House, evidence: Path):
    words = way.report(evidence)
    way.practise(words)
    case = house.case(words)
    assert case.report.what == ANSWERS["#what"]
    assert list(case.files().values()) == [EVIDENCE]
    case.say("Siapa yang menyimpan buku ukur?", Status.INCOMPLETE)
    way.open(words)
    assert "Siapa yang menyimpan buku ukur?" in way.visit.text()
    way.reply("Juru ukur.", evidence)
    assert case.texts() == ["Juru ukur."]
    assert len(case.files()) == 1
    way.open(words)
    assert "Juru ukur." in way.visit.text()


@each_engine_without_scripts
def test_what_a_photo_tells_is_said_before_it_is_sent_and_a_cleaned_one_goes_at_once(
    way: Way, house: House, tmp_path: Path
):
    photo, cleaned = tmp_path / "papan.jpg", tmp_path / "bersih.jpg"
    photo.write_bytes(b.jpeg(b.segment(0xE1, b"Exif\0\0" + b.tiff([(0x10F, b.ASCII, b"Kamera\0")], gps=b.MONAS))))
    cleaned.write_bytes(b.jpeg())
    way.visit.goto(way.site + "/lapor")
    for field, text in ANSWERS.items():
        way.visit.fill(field, text)
    way.visit.click("label[for=agency-1]")
    way.visit.click("label[for=rank-staff]")
    way.visit.set_files("#files", photo)
    way.send()
    assert way.visit.title.startswith("Belum dikirim:")
    assert b.MONAS_TEXT in way.visit.text("#berkas-1")
    assert way.visit.evaluate("document.activeElement.getAttribute('aria-labelledby')") == "periksa-berkas"
    way.send()
    assert way.visit.title.startswith("Ada masalah:")
    assert house.stored_cases() == 0
    with way.visit.loading():
        way.visit.click("#berkas-1 button")
    way.visit.set_files("#files", cleaned)
    way.send()
    assert house.case(way.words()).files() == {"bersih.jpg": cleaned.read_bytes()}


@pytest.mark.promise("P22")
@each_engine_without_scripts
def test_the_keyboard_alone_sends_a_report(way: Way, house: House):
    way.visit.goto(way.site + "/lapor")
    way.go_to("agency-1")
    way.visit.press("Space")
    way.key_in("what", "isi")
    way.key_in("unit", "dinas")
    way.go_to("rank-unknown")
    way.go_to("rank-staff", "ArrowUp")
    way.key_in("where", "desa")
    way.key_in("when", "juli")
    with way.visit.loading():
        way.visit.press("Enter")
    assert house.case(way.words()).report.what == "isi"


@pytest.mark.promise("P11")
@each_engine_without_scripts
def test_nobody_else_is_asked_and_nothing_is_kept(way: Way, evidence: Path):
    words = way.report(evidence)
    way.open(words)
    way.open(list(Receipt.generate().unsafe_words()))
    requests = way.visit.requests()
    assert {request.url.split("/")[2] for request in requests} == {way.site.split("/")[2]}
    assert not [request.url for request in requests if words[1] in request.url or "?" in request.url]
    assert not [request.headers for request in requests if "cookie" in request.headers]
    assert way.visit.cookies() == []
