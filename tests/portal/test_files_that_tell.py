"""Files that tell more than they show, sent without JavaScript: the reporter is told first, and decides."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.files import building as b
from tests.portal.house import File, House, Page, Reporter, a_form, multipart
from tests.portal.test_traces import canary, spellings
from wbs.crypto.messages import Status
from wbs.crypto.receipt import Receipt
from wbs.portal.file_texts import FINDING_TEXTS
from wbs.portal.rendering import PAD_CLASS
from wbs.portal.tickets import MAX_CHARS

EXIF = b.tiff([(0x10F, b.ASCII, b"Kamera Sari\0")], gps=b.MONAS)
PHOTO: File = ("papan.jpg", "image/jpeg", b.jpeg(b.segment(0xE1, b"Exif\0\0" + EXIF)))
CLEAN: File = ("papan-bersih.jpg", "image/jpeg", b.jpeg())
SHEET: File = ("anggaran.pdf", "application/pdf", b.pdf(b"<< /Author (Budi) >>"))
OTHER: File = ("catatan.txt", "text/plain", b"angka lain")
PLACE = f"Tempat {b.MONAS_TEXT}"


@pytest.fixture
def careful(house: House) -> Reporter:
    """A reporter who decides only when a test says so."""
    return Reporter(house.app, decides=False)


def decided(reporter: Reporter, page: Page, **changes: str) -> Page:
    return reporter.report(ticket=page.ticket, keep="1", **changes)


def test_a_photo_that_names_its_place_is_told_before_anything_is_sent(house: House, careful: Reporter):
    page = careful.report([PHOTO], what="Masih ada")
    assert (page.status, page.words, page.value("what"), page.files) == (200, [], "Masih ada", [PHOTO[0]])
    assert PLACE in page.told[PHOTO[0]]
    assert "Perangkat Kamera Sari" in page.told[PHOTO[0]]
    assert "<title>Belum dikirim:" in page.text
    assert house.stored_cases() == 0


def test_what_is_told_stands_first_and_leads_to_every_file(careful: Reporter):
    page = careful.report([PHOTO, CLEAN, SHEET])
    note = re.search(r'<section class="note warn col"[^>]* tabindex="-1" autofocus>.*?</section>', page.text, re.DOTALL)
    assert note is not None
    assert page.text.index(note[0]) < page.text.index("<h1>")
    assert re.findall(r'href="#(berkas-\d)"', note[0]) == ["berkas-1", "berkas-3"]
    assert 'href="#keep"' in note[0]
    assert page.text.count('id="berkas-1"') == page.text.count('id="keep"') == 1


def test_sending_again_without_a_decision_sends_nothing(house: House, careful: Reporter):
    page = careful.report(ticket=careful.report([PHOTO]).ticket)
    assert (page.status, page.words, list(page.errors)) == (422, [], ["keep"])
    assert PLACE in page.told[PHOTO[0]]
    assert "<title>Ada masalah:" in page.text
    assert house.stored_cases() == 0


def test_a_file_is_sent_as_it_is_once_its_sender_says_so(house: House, careful: Reporter):
    page = decided(careful, careful.report([PHOTO]))
    assert house.case(page.words).files() == {PHOTO[0]: PHOTO[2]}
    assert house.pending() == 0


def test_a_file_can_be_left_out(house: House, careful: Reporter):
    left = careful.report(ticket=careful.report([PHOTO]).ticket, drop="1")
    assert (left.status, left.files, left.words) == (200, [], [])
    assert house.case(careful.report(ticket=left.ticket).words).files() == {}
    assert house.pending() == 0


def test_a_cleaned_file_takes_the_place_of_one_that_tells(house: House, careful: Reporter):
    left = careful.report(ticket=careful.report([PHOTO]).ticket, drop="1")
    assert house.case(careful.report([CLEAN], ticket=left.ticket).words).files() == {CLEAN[0]: CLEAN[2]}


def test_a_photo_of_which_all_was_seen_and_nothing_found_is_asked_about_by_nobody(house: House, careful: Reporter):
    assert house.case(careful.report([CLEAN]).words).files() == {CLEAN[0]: CLEAN[2]}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (OTHER[2], "found-nothing-unknown"),
        (b"", "found-nothing-unknown"),
        (CLEAN[2][:-20], "found-nothing-damaged"),
        (b.pdf(b"<< /Author (Budi) >>", trailer=b"<< /Encrypt 3 0 R >>"), "found-nothing-encrypted"),
        (CLEAN[2][:-2] + bytes(20 << 20) + b"\xff\xd9", "found-nothing-part"),
    ],
)
def test_silence_never_means_that_nobody_could_look(careful: Reporter, content: bytes, said: str):
    page = careful.report([("berkas.bin", "a/b", content)])
    assert page.asks
    assert page.words == []
    english = Reporter(careful.app, "/en", decides=False).report([("berkas.bin", "a/b", content)])
    assert english.told["berkas.bin"] == str(FINDING_TEXTS[said])


def test_the_page_says_what_the_page_with_scripts_says(house: House):
    english = Reporter(house.app, "/en", decides=False)
    told = english.report([PHOTO]).told[PHOTO[0]]
    assert told == f"{FINDING_TEXTS['found']} Place {b.MONAS_TEXT} Device Kamera Sari"
    broken = english.report([("x.jpg", "image/jpeg", PHOTO[2][:-20])]).told["x.jpg"]
    assert broken.startswith(f"{FINDING_TEXTS['found']} {FINDING_TEXTS['found-more-damaged']} Place")


def test_a_box_that_is_ticked_before_anything_was_told_decides_nothing(house: House, careful: Reporter):
    page = careful.report([PHOTO], keep="1")
    assert page.asks
    assert house.stored_cases() == 0


def test_a_file_that_comes_with_the_decision_is_told_itself(house: House, careful: Reporter):
    page = careful.report([SHEET], ticket=careful.report([PHOTO]).ticket, keep="1")
    assert page.asks
    assert "Nama Budi" in page.told[SHEET[0]]
    assert page.told[PHOTO[0]].startswith("Dikirim apa adanya")
    assert careful.report(ticket=page.ticket).errors.keys() == {"keep"}
    assert house.case(decided(careful, page).words).files() == {PHOTO[0]: PHOTO[2], SHEET[0]: SHEET[2]}


def test_a_file_told_on_one_page_is_not_accepted_on_another(careful: Reporter):
    first, second = (careful.report([file], ticket=careful.get("/lapor").ticket) for file in (PHOTO, SHEET))
    assert careful.report([PHOTO], ticket=second.ticket, keep="1").asks
    assert decided(careful, first).words


def test_a_decision_outlasts_an_error_elsewhere(house: House, careful: Reporter):
    wrong = careful.report([PHOTO], where="")
    assert list(wrong.errors) == ["where", "keep"]
    assert PLACE in wrong.told[PHOTO[0]]
    again = careful.report(ticket=wrong.ticket, where="", keep="1")
    assert list(again.errors) == ["where"]
    assert house.case(careful.report(ticket=again.ticket).words).files() == {PHOTO[0]: PHOTO[2]}


def test_an_error_page_on_which_a_file_was_told_still_waits_for_the_decision(house: House, careful: Reporter):
    wrong = careful.report([PHOTO], where="")
    assert careful.report(ticket=wrong.ticket).errors.keys() == {"keep"}
    assert house.stored_cases() == 0


def test_a_file_of_a_broken_form_is_told_too(careful: Reporter):
    body = multipart(a_form(careful.get("/lapor").ticket), [PHOTO, ("besar.bin", "a/b", b"x" * 300_000)])
    page = careful.post("/lapor", body[:-1000], length=len(body))
    assert (page.status, page.files) == (400, [PHOTO[0]])
    assert PLACE in page.told[PHOTO[0]]


def test_a_decision_on_a_page_that_is_too_old_counts_for_nothing(house: House, careful: Reporter):
    page = careful.report([PHOTO])
    house.clock.turn(days=3)
    late = careful.report([PHOTO], ticket=page.ticket, keep="1")
    assert (late.status, late.words) == (422, [])
    assert careful.report(ticket=late.ticket).errors.keys() == {"keep"}


@pytest.mark.promise("P14")
def test_a_decision_sent_twice_is_one_case(house: House, careful: Reporter):
    step = careful.report([PHOTO])
    first, second = (decided(careful, step) for _ in range(2))
    assert first.words == second.words != []
    assert house.case(first.words).files() == {PHOTO[0]: PHOTO[2]}
    assert house.case(first.words).texts() == []
    assert house.pending() == 0


@pytest.mark.promise("P14")
def test_a_form_that_is_sent_again_from_its_beginning_is_one_case(house: House, careful: Reporter):
    ticket = careful.get("/lapor").ticket
    first = decided(careful, careful.report([PHOTO], ticket=ticket))
    again = decided(careful, careful.report([PHOTO], ticket=ticket))
    assert again.words == first.words
    assert [len(one.message.attachments) for one in house.case(first.words).open().messages] == [1]
    assert house.pending() == 0


@pytest.mark.promise("P16")
def test_hostile_metadata_is_text_on_the_page(careful: Reporter):
    hostile = [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "\u202egpj.exe",
        "{{ 7 * 7 }}",
        "\ue000ticket\ue001",
    ]
    chunks = [b.chunk(b"iTXt", b"Author\0\0\0\0\0" + text.encode()) for text in hostile]
    page = careful.report([("x.png", "image/png", b.png(*chunks))])
    told = page.told["x.png"]
    assert "<script>alert(1)" not in page.text
    assert "<img src=x" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
    assert "\u202e" not in page.text
    assert "gpj.exe" in told
    assert "{{ 7 * 7 }}" in told
    assert "onerror=alert(1)>" in told


@pytest.mark.promise("P16")
def test_ten_files_with_as_much_metadata_as_can_be_leave_a_page_and_a_ticket_that_can_be_sent(
    house: House, careful: Reporter
):
    many = [
        b.chunk(b"iTXt", b"Author\0\0\0\0\0" + f"{number} ".encode() + "\U0001f4a9".encode() * 4000)
        for number in range(300)
    ]
    files = [("\U0001f4a9" * 240 + f"{number}.png", "image/png", b.png(*many)) for number in range(10)]
    page = careful.report(files)
    assert page.asks
    assert len(page.ticket) <= MAX_CHARS
    assert len(page.data) < 400_000
    assert len(house.case(decided(careful, page).words).files()) == 10


@pytest.mark.promise("P01")
@pytest.mark.promise("P03")
def test_nothing_of_what_was_found_is_stored_logged_or_put_into_an_address_or_cookie(
    house: House, careful: Reporter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    for variable in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(variable, str(temporary))
    caplog.set_level(0)
    author, reply = canary("pengarang"), canary("balasan")

    def sheet(name: str) -> File:
        return (f"{name}.pdf", "application/pdf", b.pdf(f"<< /Author ({name}) >>".encode()) + bytes(2_000_000))

    pages = [careful.report([sheet(author)], where="")]
    pages += [careful.report(ticket=pages[-1].ticket)]
    pages += [decided(careful, pages[-1])]
    words = pages[-1].words
    pages += [careful.mailbox(words)]
    pages += [careful.reply(pages[-1].ticket, "Ini", [sheet(reply)])]
    assert author in pages[0].told[f"{author}.pdf"]
    assert reply in pages[-1].told[f"{reply}.pdf"]
    pages += [careful.reply(pages[-1].ticket, "Ini", keep="1")]
    found = house.stored_bytes() + caplog.text.encode()
    found += b"".join(path.read_bytes() for path in temporary.rglob("*") if path.is_file())
    found += b"".join(str(page.headers).encode() for page in pages)
    addresses = "".join(" ".join(re.findall(r'(?:href|action|src)="([^"]*)"', page.text)) for page in pages)
    for mark in (author, reply):
        assert mark not in addresses
        for spelling in spellings(mark):
            assert spelling not in found
    assert not any("Set-Cookie" in page.headers for page in pages)


@pytest.fixture
def words(careful: Reporter) -> list[str]:
    return careful.report().words


def test_a_reply_with_a_file_that_tells_waits_as_well(house: House, careful: Reporter, words: Sequence[str]):
    page = careful.reply(careful.mailbox(words).ticket, "Ini fotonya", [PHOTO, CLEAN])
    assert (page.status, page.value("message"), page.files) == (200, "Ini fotonya", [PHOTO[0], CLEAN[0]])
    assert page.asks
    assert PLACE in page.told[PHOTO[0]]
    assert house.case(words).texts() == []
    again = careful.reply(page.ticket, "Ini fotonya")
    assert (again.status, again.errors) == (
        422,
        {"keep": "Putuskan apa yang dilakukan dengan keterangan tersembunyi di berkas"},
    )
    assert 'href="#keep"' in again.text
    sent = careful.reply(again.ticket, "Ini fotonya", keep="1")
    assert "sudah tiba dan disegel" in sent.text
    assert house.case(words).texts() == ["Ini fotonya"]
    assert house.case(words).files() == {PHOTO[0]: PHOTO[2], CLEAN[0]: CLEAN[2]}
    assert len(sent.data) == PAD_CLASS


def test_a_file_of_a_reply_can_be_left_out(house: House, careful: Reporter, words: Sequence[str]):
    page = careful.reply(careful.mailbox(words).ticket, "Ini", [PHOTO])
    left = careful.reply(page.ticket, "Ini", drop="1")
    assert (left.files, left.value("message")) == ([], "Ini")
    careful.reply(left.ticket, "Ini")
    assert (house.case(words).texts(), house.case(words).files(), house.pending()) == (["Ini"], {}, 0)


@pytest.mark.promise("P14")
def test_a_reply_whose_pages_are_sent_again_is_one_message(house: House, careful: Reporter, words: Sequence[str]):
    ticket = careful.mailbox(words).ticket
    step = careful.reply(ticket, "Ini", [PHOTO])
    for _ in range(2):
        assert "sudah tiba dan disegel" in careful.reply(step.ticket, "Ini", keep="1").text
    assert "sudah tiba dan disegel" in careful.reply(ticket, "Ini", [PHOTO]).text
    assert house.case(words).texts() == ["Ini"]
    assert house.pending() == 0


def test_a_mailbox_that_closes_while_its_owner_decides_keeps_what_was_told(
    house: House, careful: Reporter, words: Sequence[str]
):
    step = careful.reply(careful.mailbox(words).ticket, "Ini", [PHOTO])
    house.clock.turn(minutes=31)
    asked = careful.reply(step.ticket, "Ini", keep="1")
    assert asked.status == 422
    assert asked.told[PHOTO[0]].startswith("Dikirim apa adanya")
    sent = careful.reply(asked.ticket, "Ini", receipt=" ".join(words))
    assert "sudah tiba dan disegel" in sent.text


def test_a_file_that_first_comes_when_the_words_are_asked_again_is_told_there(
    house: House, careful: Reporter, words: Sequence[str]
):
    ticket = careful.mailbox(words).ticket
    house.clock.turn(minutes=31)
    asked = careful.reply(ticket, "Ini", [PHOTO])
    assert PLACE in asked.told[PHOTO[0]]
    assert 'name="keep"' in asked.text
    opened = careful.reply(asked.ticket, "Ini", receipt=" ".join(words))
    assert (opened.status, list(opened.errors)) == (422, ["keep"])
    assert house.case(words).texts() == []
    assert "sudah tiba dan disegel" in careful.reply(opened.ticket, "Ini", keep="1").text


def test_words_of_nobody_with_a_file_answer_in_the_same_size_class(careful: Reporter):
    page = careful.post("/tanda-terima", multipart([("receipt", " ".join(Receipt.generate().unsafe_words()))], [PHOTO]))
    assert PLACE in page.told[PHOTO[0]]
    assert len(page.data) == PAD_CLASS


def test_a_case_with_news_shows_them_beside_the_question(house: House, careful: Reporter, words: Sequence[str]):
    house.case(words).say("Fotonya mana?", Status.INCOMPLETE)
    page = careful.reply(careful.mailbox(words).ticket, "Ini", [PHOTO])
    assert "Fotonya mana?" in page.text
    assert page.asks


@pytest.mark.parametrize("keep", ["0", "x", "on", "\u0661"])
def test_whatever_the_box_sends_it_was_ticked(careful: Reporter, keep: str):
    assert careful.report(ticket=careful.report([PHOTO]).ticket, keep=keep).words


def test_a_box_that_says_more_than_a_box_can_is_refused(careful: Reporter):
    page = careful.report([PHOTO])
    for body in (
        multipart([*a_form(page.ticket, keep="1"), ("keep", "1")]),
        multipart([("keep", "1"), *a_form(page.ticket)]),
    ):
        assert careful.post("/lapor", body).status == 400
