"""Taking back on the page without script what no officer was given: told what goes, asked twice, gone or refused."""

import re

import pytest

from tests.portal.house import File, House, Page, Reporter
from wbs.cases.model import KeyDigest
from wbs.crypto.messages import Kind

PHOTO: File = ("papan.jpg", "image/jpeg", b"\xff\xd8" + b"p" * 5_000)


@pytest.fixture
def words(reporter: Reporter) -> list[str]:
    return reporter.report([PHOTO]).words


def opens(house: House, words: list[str]) -> None:
    """Let an officer ask for the case, as the officers' page does."""
    case = house.case(words)
    assert house.store.inside.give_out(case.name, KeyDigest(case.person.secret.reader_key.public.digest)) is not None


def offered(page: Page) -> list[int]:
    return [int(number) for number in re.findall(r'name="retract" value="(\d+)">Tarik', page.text)]


def test_buttons_that_stand_outside_their_form_come_after_its_ticket_as_browsers_send_them(
    reporter: Reporter, words: list[str]
):
    text = reporter.mailbox(words).text
    forms = {match[1]: match.end() for match in re.finditer(r'<form id="([^"]+)".*?</form>', text, re.DOTALL)}
    outside = [(match[1], match.start()) for match in re.finditer(r' form="([^"]+)"', text)]
    assert {name for name, _ in outside} == {"berkas", "tarik-pesan"}
    assert [name for name, place in outside if place < forms[name]] == []


def test_a_message_goes_when_its_reporter_has_said_so_twice(house: House, reporter: Reporter, words: list[str]):
    page = reporter.reply(reporter.mailbox(words).ticket, "Nama saya Budi.", [("salah.txt", "text/plain", b"salah")])
    assert offered(page) == [1, 2]
    asks = reporter.take_back(page.ticket, 2)
    assert "Pesan ini dan berkasnya dihapus." in asks.text
    assert house.case(words).texts() == ["Nama saya Budi."]
    page = reporter.take_back(asks.ticket, 2, sure="1")
    assert "Sudah ditarik kembali" in page.text
    assert "Anda menarik kembali yang belum dibuka petugas." in page.text
    assert "Nama saya Budi." not in page.text
    assert "Semua pesan utuh" in page.text
    case = house.case(words)
    assert (case.texts(), list(case.files()), case.open().findings) == ([], [PHOTO[0]], ())


def test_a_whole_report_goes_with_its_files(house: House, reporter: Reporter, words: list[str]):
    asks = reporter.take_back(reporter.mailbox(words).ticket, 1)
    assert "Seluruh laporan Anda dihapus" in asks.text
    page = reporter.take_back(asks.ticket, 1, sure="1")
    assert "Sudah ditarik kembali" in page.text
    assert "Anda menarik kembali laporan ini" in page.text
    assert "Jawaban pertama disampaikan paling lambat" not in page.text
    assert offered(page) == []
    dossier = house.case(words).open()
    assert ([one.message.kind for one in dossier.messages], dossier.findings) == ([Kind.REMOVED], ())
    assert reporter.mailbox(words).status == 200


def test_what_an_officer_was_given_is_not_offered_and_not_taken_back(
    house: House, reporter: Reporter, words: list[str]
):
    asks = reporter.take_back(reporter.mailbox(words).ticket, 1)
    opens(house, words)
    page = reporter.take_back(asks.ticket, 1, sure="1")
    assert page.status == 409
    assert "petugas sudah membukanya" in page.text
    assert offered(page) == []
    assert len(house.case(words).open().messages) == 1
    later = reporter.reply(page.ticket, "Jangan hubungi saya.")
    assert offered(later) == [2]


@pytest.mark.parametrize("number", ["0", "9", "-1", "x", "1e1", "\u0661"])
def test_a_number_that_is_none_takes_nothing_back(house: House, reporter: Reporter, words: list[str], number: str):
    assert reporter.take_back(reporter.mailbox(words).ticket, number, sure="1").status in {409, 422, 413}
    assert len(house.case(words).open().messages) == 1


def test_what_an_officer_signed_to_have_read_is_not_offered_whatever_the_server_says(
    house: House, reporter: Reporter, words: list[str]
):
    house.case(words).say("Kami baca.")
    page = reporter.reply(reporter.mailbox(words).ticket, "Lagi.")
    assert offered(page) == [2]
