"""The mailbox: what twelve words open, what a reply becomes, and what is said when something is not as it should be."""

import re
import sqlite3
from collections.abc import Sequence
from typing import Any

import pytest

from tests.cast import REGENCY
from tests.portal.house import SAME_ORIGIN, File, House, Page, Reporter, form_type, multipart
from wbs.crypto.chains import FindingKind
from wbs.crypto.messages import Status
from wbs.crypto.receipt import Receipt
from wbs.crypto.words import RECEIPT_WORDS
from wbs.errors import ConflictError, StoreUnavailableError
from wbs.portal import seal_on_arrival
from wbs.portal.labels import FINDINGS
from wbs.portal.rendering import PAD_CLASS
from wbs.web.bodies import PIECE_BYTES

PHOTO: File = ("papan.jpg", "image/jpeg", b"\xff\xd8" + b"p" * 200_000)


@pytest.fixture
def words(reporter: Reporter) -> list[str]:
    return reporter.report([PHOTO]).words


def sql(house: House, statement: str, *values: object) -> list[Any]:
    """Do to the database what its thief or a hostile server would."""
    with sqlite3.connect(house.folder / "wbs.sqlite") as connection:
        return connection.execute(statement, values).fetchall()


def notices(page: Page) -> list[str]:
    return re.findall(r'<div class="note bad"><h2>([^<]+)<', page.text)


def test_the_words_open_the_case_with_the_reporters_own_report(reporter: Reporter, words: Sequence[str]):
    page = reporter.mailbox(words)
    assert page.status == 200
    assert "Angka pada papan proyek" in page.text
    assert "Semua pesan utuh dan berurutan: Anda 1, Inspektorat 0." in page.text
    assert "Belum ada balasan. Paling lambat Kamis, 3 Desember 2026 ada kabar di sini." in page.text


def test_words_are_read_as_people_type_them(reporter: Reporter, words: Sequence[str]):
    typed = "\n".join(f"{place}. {word.upper()}," for place, word in enumerate(words, 1))
    assert "Terkirim" in reporter.mailbox([typed]).text
    assert "Terkirim" in reporter.mailbox([word[:4] for word in words]).text


@pytest.mark.promise("P11")
def test_the_words_never_stand_in_a_mailbox_page(reporter: Reporter, words: Sequence[str]):
    page = reporter.mailbox(words)
    reply = reporter.reply(page.ticket, "")
    for answer in (page, reply):
        assert " ".join(words) not in answer.text
        assert not re.search(rf"\b{words[0]}\W+{words[1]}\b", answer.text)


def test_a_reply_and_its_file_reach_the_receivers(house: House, reporter: Reporter, words: Sequence[str]):
    page = reporter.reply(reporter.mailbox(words).ticket, "Papan diganti.\nTadi pagi.", [("b.txt", "text/plain", b"b")])
    assert page.status == 200
    assert "sudah tiba dan disegel" in page.text
    assert "Papan diganti.\nTadi pagi." in page.text
    case = house.case(words)
    assert case.texts() == ["Papan diganti.\nTadi pagi."]
    assert case.files() == {PHOTO[0]: PHOTO[2], "b.txt": b"b"}
    assert house.pending() == 0


def test_a_file_alone_is_a_reply(house: House, reporter: Reporter, words: Sequence[str]):
    assert reporter.reply(reporter.mailbox(words).ticket, "", [("b.txt", "text/plain", b"b")]).status == 200
    assert house.case(words).texts() == [""]


@pytest.mark.promise("P15")
def test_a_reply_that_the_case_has_no_room_for_is_given_back(
    house: House, reporter: Reporter, words: Sequence[str], monkeypatch: pytest.MonkeyPatch
):
    ticket = reporter.mailbox(words).ticket
    monkeypatch.setattr("wbs.cases.room.MESSAGE_BYTES", 0)
    page = reporter.reply(ticket, "Terlalu banyak.")
    assert (page.status, page.value("message")) == (503, "Terlalu banyak.")
    assert house.case(words).texts() == []


def test_an_empty_reply_is_pointed_out(house: House, reporter: Reporter, words: Sequence[str]):
    page = reporter.reply(reporter.mailbox(words).ticket, " \n ")
    assert (page.status, list(page.errors)) == (422, ["message"])
    assert house.case(words).texts() == []


def test_a_reply_sent_twice_is_one_message(house: House, reporter: Reporter, words: Sequence[str]):
    ticket = reporter.mailbox(words).ticket
    for _ in range(2):
        page = reporter.reply(ticket, "Sekali saja", [("b.txt", "text/plain", b"b")])
        assert "sudah tiba dan disegel" in page.text
    assert house.case(words).texts() == ["Sekali saja"]
    assert house.pending() == 0


def test_another_file_of_the_same_name_and_size_is_a_reply_of_its_own(
    house: House, reporter: Reporter, words: Sequence[str]
):
    ticket = reporter.mailbox(words).ticket
    for content in (b"a" * 5000, b"b" * 5000, b"b" * 5000):
        assert reporter.reply(ticket, "Gambar layar", [("layar.bmp", "image/bmp", content)]).status == 200
    assert house.case(words).texts() == ["Gambar layar"] * 2
    assert house.case(words).files()["layar.bmp"] == b"b" * 5000
    assert house.pending() == 0


def test_a_reply_sent_twice_in_the_same_moment_is_one_message(
    house: House, reporter: Reporter, words: Sequence[str], monkeypatch: pytest.MonkeyPatch
):
    ticket = reporter.mailbox(words).ticket
    append = house.store.cases.append_message
    other = house.reporter()

    def meanwhile(*args: Any, **options: Any) -> None:
        monkeypatch.setattr(house.store.cases, "append_message", append)
        assert other.reply(ticket, "Sekali saja", [("b.txt", "text/plain", b"b")]).status == 200
        append(*args, **options)

    monkeypatch.setattr(house.store.cases, "append_message", meanwhile)
    page = reporter.reply(ticket, "Sekali saja", [("b.txt", "text/plain", b"b")])
    assert "sudah tiba dan disegel" in page.text
    assert house.case(words).texts() == ["Sekali saja"]
    assert house.pending() == 0


@pytest.mark.promise("P14")
@pytest.mark.parametrize("method", ["mailbox", "case_file"])
def test_a_reply_that_meets_a_store_out_of_reach_stays_on_the_page(
    house: House, reporter: Reporter, words: Sequence[str], monkeypatch: pytest.MonkeyPatch, method: str
):
    ticket = reporter.mailbox(words).ticket

    def away(*_: object) -> None:
        raise StoreUnavailableError("no connection")

    with monkeypatch.context() as broken:
        broken.setattr(house.store.cases, method, away)
        page = reporter.reply(ticket, "Masih ada", [("b.txt", "text/plain", b"b")])
    assert (page.status, page.value("message"), page.files) == (503, "Masih ada", ["b.txt"])
    assert page.value("receipt") == ""
    assert page.headers["Retry-After"] == "30"
    sent = reporter.reply(page.ticket, "Masih ada", receipt=" ".join(words))
    assert sent.status == 200
    assert house.case(words).texts() == ["Masih ada"]


def test_a_reply_that_was_stored_is_said_to_be_so_even_if_the_case_cannot_be_read_again(
    house: House, reporter: Reporter, words: Sequence[str], monkeypatch: pytest.MonkeyPatch
):
    ticket = reporter.mailbox(words).ticket
    append = house.store.cases.append_message

    def away(*_: object) -> None:
        raise StoreUnavailableError("no connection")

    def then_gone(*args: Any, **options: Any) -> None:
        append(*args, **options)
        monkeypatch.setattr(house.store.cases, "case_file", away)

    monkeypatch.setattr(house.store.cases, "append_message", then_gone)
    assert "sudah tiba dan disegel" in reporter.reply(ticket, "Masih ada").text


def test_the_same_words_said_again_later_are_a_second_message(house: House, reporter: Reporter, words: Sequence[str]):
    page = reporter.reply(reporter.mailbox(words).ticket, "Ada kabar?")
    reporter.reply(page.ticket, "Ada kabar?")
    assert house.case(words).texts() == ["Ada kabar?"] * 2


def test_after_half_an_hour_the_words_are_asked_again_and_nothing_is_lost(
    house: House, reporter: Reporter, words: Sequence[str]
):
    ticket = reporter.mailbox(words).ticket
    house.clock.turn(minutes=31)
    page = reporter.reply(ticket, "Lama saya tulis", [("b.txt", "text/plain", b"b")])
    assert (page.status, page.value("message"), page.files) == (422, "Lama saya tulis", ["b.txt"])
    assert "30 menit" in page.text
    sent = reporter.reply(page.ticket, "Lama saya tulis", receipt=" ".join(words))
    assert sent.status == 200
    assert house.case(words).texts() == ["Lama saya tulis"]
    assert house.case(words).files()["b.txt"] == b"b"


def test_within_half_an_hour_a_ticket_works(house: House, reporter: Reporter, words: Sequence[str]):
    ticket = reporter.mailbox(words).ticket
    house.clock.turn(minutes=29)
    assert reporter.reply(ticket, "Halo").status == 200


def test_a_kept_file_of_a_reply_can_be_discarded(house: House, reporter: Reporter, words: Sequence[str]):
    long = reporter.reply(reporter.mailbox(words).ticket, "x" * 50_001, [("b.txt", "text/plain", b"b")])
    assert (long.status, long.files) == (413, ["b.txt"])
    page = reporter.reply(long.ticket, "Pendek", drop="1")
    assert (page.files, page.value("message")) == ([], "Pendek")
    assert house.pending() == 0


def test_files_come_back_as_downloads_that_no_browser_opens(reporter: Reporter, words: Sequence[str]):
    page = reporter.mailbox(words)
    file = reporter.download(page.ticket, page.downloads[PHOTO[0]])
    assert (file.status, file.data) == (200, PHOTO[2])
    assert file.headers["Content-Type"] == "application/octet-stream"
    assert file.headers["Content-Disposition"].startswith("attachment;")
    assert file.headers["Content-Length"] == str(len(PHOTO[2]))
    assert "sandbox" in file.headers["Content-Security-Policy"]


@pytest.mark.parametrize("file", ["", "A" * 22, "../x", "A" * 500])
def test_a_file_that_the_case_has_not_is_not_found(reporter: Reporter, words: Sequence[str], file: str):
    assert reporter.download(reporter.mailbox(words).ticket, file).status in {404, 413}


def test_a_file_of_another_case_is_not_found(reporter: Reporter, words: Sequence[str]):
    other = reporter.mailbox(reporter.report([("lain.txt", "text/plain", b"x")]).words)
    assert reporter.download(reporter.mailbox(words).ticket, other.downloads["lain.txt"]).status == 404


def test_a_download_under_an_old_ticket_asks_for_the_words(house: House, reporter: Reporter, words: Sequence[str]):
    page = reporter.mailbox(words)
    house.clock.turn(minutes=31)
    assert reporter.download(page.ticket, page.downloads[PHOTO[0]]).status == 422


def test_an_officers_message_is_shown_with_its_proof(house: House, reporter: Reporter, words: Sequence[str]):
    house.case(words).say("Siapa yang menyimpan buku ukur?")
    page = reporter.mailbox(words)
    assert "Siapa yang menyimpan buku ukur?" in page.text
    assert "ditandatangani Petugas penerima-01, yang tercantum dalam daftar Inspektorat 61.08." in page.text
    assert "Sudah dibaca penerima." in page.text
    assert "Anda 1, Inspektorat 1." in page.text


def test_the_status_is_the_one_that_was_signed(house: House, reporter: Reporter, words: Sequence[str]):
    case = house.case(words)
    for status in (Status.RECEIVED, Status.VERIFIED):
        case.say(status=status)
    page = reporter.mailbox(words)
    assert '<h2 id="st">Diverifikasi</h2>' in page.text
    assert "Ditepati 23 November 2026" in page.text
    assert notices(page) == []
    sql(house, "UPDATE cases SET status = 'closed'")
    page = reporter.mailbox(words)
    assert '<h2 id="st">Diverifikasi</h2>' in page.text
    assert notices(page) == ["Status tidak cocok"]


def test_a_missed_deadline_is_said(house: House, reporter: Reporter, words: Sequence[str]):
    house.clock.turn(days=14)
    text = reporter.mailbox(words).text
    assert "Lewat 7 hari kerja" in text
    assert "Lewat 2 hari kerja" in text
    assert "Jawaban pertama seharusnya disampaikan paling lambat Kamis, 3 Desember 2026." in text
    assert "Belum ada balasan. Paling lambat" not in text


def stations_of(page: str) -> list[str]:
    way = re.search(r'<ol class="when".*?</ol>', page, re.DOTALL)
    assert way is not None
    return re.findall(r"<b>([^<]+)</b>", way[0])


def test_the_journey_names_what_happened_and_no_station_that_was_left_out(
    house: House, reporter: Reporter, words: Sequence[str]
):
    house.case(words).say(status=Status.INCOMPLETE)
    assert stations_of(reporter.mailbox(words).text)[:2] == ["Terkirim", "Perlu dilengkapi"]
    house.case(words).say(status=Status.CLOSED)
    assert stations_of(reporter.mailbox(words).text) == ["Terkirim", "Selesai"]


def test_a_case_that_leaves_the_way_shows_where_it_left(house: House, reporter: Reporter, words: Sequence[str]):
    house.case(words).say(status=Status.RECEIVED)
    house.clock.turn(days=1)
    house.case(words).say(status=Status.PASSED_ON)
    way = re.search(r'<ol class="when".*?</ol>', reporter.mailbox(words).text, re.DOTALL)
    assert way is not None
    stations = re.findall(r"<b>([^<]+)</b><p>([^<]+)</p>", way[0])
    assert stations[-1] == ("Diteruskan", "24 November 2026")
    assert re.findall(r"<b>([^<]+)</b>", way[0]) == [name for name, _ in stations]


def test_the_report_itself_is_called_so_and_the_newest_message_is_one_step_away(
    house: House, reporter: Reporter, words: Sequence[str]
):
    assert "Ke pesan terbaru" not in reporter.mailbox(words).text
    house.case(words).say("Baru")
    text = reporter.mailbox(words).text
    anchor = re.search(r'<a href="#([^"]+)">Ke pesan terbaru', text)
    assert anchor is not None
    newest = text.partition(f'id="{anchor[1]}"')[2].partition("</article>")[0]
    assert ">Baru</div>" in newest
    assert ">Laporan yang Anda kirim</h3>" in text


@pytest.mark.promise("P12")
def test_unknown_words_get_the_same_status_size_and_headers_as_a_case_without_news(
    reporter: Reporter, words: Sequence[str]
):
    known = reporter.mailbox(words)
    unknown = reporter.mailbox(Receipt.generate().unsafe_words())
    assert (known.status, len(known.data)) == (unknown.status, len(unknown.data)) == (200, PAD_CLASS)
    assert list(known.headers) == list(unknown.headers)
    assert "Tidak ada kotak surat" in unknown.text


@pytest.mark.promise("P12")
def test_unknown_words_cost_an_opening(
    house: House, reporter: Reporter, words: Sequence[str], monkeypatch: pytest.MonkeyPatch
):
    opened: list[str] = []
    asked: list[str] = []
    real_open, real_file = seal_on_arrival.open_as_reporter, house.store.cases.case_file
    monkeypatch.setattr(seal_on_arrival, "open_as_reporter", lambda *a: opened.append("x") or real_open(*a))
    monkeypatch.setattr(house.store.cases, "case_file", lambda *a: asked.append("x") or real_file(*a))
    reporter.mailbox(words)
    reporter.mailbox(Receipt.generate().unsafe_words())
    assert (len(opened), len(asked)) == (2, 2)


def test_words_that_are_not_on_the_list_are_pointed_out_by_their_places(reporter: Reporter):
    typed = [*RECEIPT_WORDS[:5], "qqqq", *RECEIPT_WORDS[6:11], "zzzz"]
    page = reporter.mailbox(typed)
    assert page.status == 422
    assert page.errors["words"] == "Kata ke-6, 12 tidak ada dalam daftar"
    assert page.value("receipt") == " ".join(typed)


@pytest.mark.parametrize("count", [1, 11, 13])
def test_a_wrong_number_of_words_is_pointed_out(reporter: Reporter, count: int):
    page = reporter.mailbox(RECEIPT_WORDS[:count])
    assert page.status == 422
    assert "12 kata" in page.errors["words"]


def test_two_exchanged_words_are_mostly_noticed_before_anything_is_asked(reporter: Reporter, words: list[str]):
    exchanged = [[*words[:at], words[at + 1], words[at], *words[at + 2 :]] for at in range(11)]
    statuses = [reporter.mailbox(typed).status for typed in exchanged if typed != words]
    assert statuses.count(422) > len(statuses) // 2


def test_no_words_at_all_are_asked_for(reporter: Reporter):
    page = reporter.post("/tanda-terima", multipart([("receipt", "")]))
    assert (page.status, page.errors["words"]) == (422, "Ketik 12 kata itu")


def test_a_reply_in_the_moment_an_officer_writes_is_signed_again(
    house: House, reporter: Reporter, words: Sequence[str], monkeypatch: pytest.MonkeyPatch
):
    append = house.store.cases.append_message
    refused: list[str] = []

    def busy(*args: Any, **options: Any) -> None:
        if not refused:
            refused.append("once")
            raise ConflictError("somebody was faster")
        append(*args, **options)

    ticket = reporter.mailbox(words).ticket
    monkeypatch.setattr(house.store.cases, "append_message", busy)
    assert reporter.reply(ticket, "Halo").status == 200
    assert house.case(words).texts() == ["Halo"]


def test_a_reply_that_cannot_be_stored_stays_on_the_page(
    house: House, reporter: Reporter, words: Sequence[str], monkeypatch: pytest.MonkeyPatch
):
    ticket = reporter.mailbox(words).ticket

    def full(*_: object, **__: object) -> None:
        raise StoreUnavailableError("no space left")

    with monkeypatch.context() as broken:
        broken.setattr(house.store.cases, "append_message", full)
        page = reporter.reply(ticket, "Masih ada", [("b.txt", "text/plain", b"b")])
    assert (page.status, page.value("message"), page.files) == (503, "Masih ada", ["b.txt"])
    assert reporter.reply(page.ticket, "Masih ada").status == 200


@pytest.mark.promise("P08")
def test_an_altered_message_is_said_and_not_shown(house: House, reporter: Reporter, words: Sequence[str]):
    house.case(words).say("Pesan asli")
    (sealed,) = sql(house, "SELECT sealed FROM messages WHERE author != 'reporter'")[0]
    sql(house, "UPDATE messages SET sealed = ? WHERE author != 'reporter'", sealed[:-1] + bytes([sealed[-1] ^ 1]))
    page = reporter.mailbox(words)
    assert "Ada pesan yang tidak dapat dibuka" in notices(page)
    assert "Pesan asli" not in page.text
    assert "Semua pesan utuh" not in page.text


@pytest.mark.promise("P08")
def test_a_withheld_message_is_said_once_something_refers_to_it(house: House, reporter: Reporter, words: Sequence[str]):
    house.case(words).say("Ditahan")
    house.case(words).say("Terlihat")
    sql(house, "DELETE FROM messages WHERE author != 'reporter' AND seq = 1")
    page = reporter.mailbox(words)
    assert notices(page) == ["Ada pesan yang hilang"]
    assert "nomor 1 dari Petugas penerima-01" in page.text


@pytest.mark.promise("P09")
def test_a_message_by_an_officer_who_does_not_read_the_case_is_not_shown(
    house: House, reporter: Reporter, words: Sequence[str]
):
    house.case(words).say("Asli")
    sql(house, "UPDATE messages SET author = ? WHERE author != 'reporter'", f"{REGENCY}/penelaah-01")
    page = reporter.mailbox(words)
    assert notices(page)[0] == "Ada pesan dari tempat lain"
    assert ">Asli<" not in page.text


def test_when_the_own_chain_is_broken_no_reply_is_offered(house: House, reporter: Reporter, words: Sequence[str]):
    ticket = reporter.reply(reporter.mailbox(words).ticket, "Kedua").ticket
    sql(house, "DELETE FROM messages WHERE author = 'reporter' AND seq = 1")
    page = reporter.mailbox(words)
    assert "Anda tidak dapat menulis di sini sekarang" in page.text
    assert 'name="message"' not in page.text
    assert reporter.reply(ticket, "Ketiga").status == 409
    assert notices(page)


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE records SET envelope = x'7b7d'",
        "UPDATE grants SET sealed = x'00'",
        "DELETE FROM messages; DELETE FROM records",
    ],
)
@pytest.mark.promise("P02")
def test_a_case_whose_keys_do_not_fit_is_not_shown(house: House, reporter: Reporter, words: Sequence[str], harm: str):
    for statement in harm.split(";"):
        sql(house, statement)
    page = reporter.mailbox(words)
    assert page.status == 500
    assert "Perkara ini tidak seperti semula" in page.text
    assert "Angka pada papan" not in page.text
    assert 'name="message"' not in page.text


def alter_file(house: House, place: int) -> None:
    (data,) = sql(house, "SELECT data FROM chunks WHERE n = 0")[0]
    sql(house, "UPDATE chunks SET data = ? WHERE n = 0", data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])


def test_an_altered_file_is_not_given(house: House, reporter: Reporter, words: Sequence[str]):
    page = reporter.mailbox(words)
    alter_file(house, 150_000)
    file = reporter.download(page.ticket, page.downloads[PHOTO[0]])
    assert file.status == 500
    assert "Perkara ini tidak seperti semula" in file.text


def test_a_large_file_altered_further_on_breaks_off_short_of_its_announced_length(house: House, reporter: Reporter):
    words = reporter.report([("besar.bin", "a/b", b"x" * 3_000_000)]).words
    page = reporter.mailbox(words)
    (last,) = sql(house, "SELECT max(n) FROM chunks")[0]
    sql(house, "UPDATE chunks SET data = zeroblob(length(data)) WHERE n = ?", last)
    file = reporter.download(page.ticket, page.downloads["besar.bin"])
    assert (file.status, file.headers["Content-Length"]) == (200, "3000000")
    assert 1_000_000 < len(file.data) < 3_000_000


@pytest.mark.promise("P16")
def test_a_large_file_is_given_in_small_pieces_so_that_a_reader_who_stops_holds_little(
    house: House, reporter: Reporter
):
    page = reporter.mailbox(reporter.report([("besar.bin", "a/b", b"x" * 3_000_000)]).words)
    body = multipart([("ticket", page.ticket), ("file", page.downloads["besar.bin"])])
    answer = house.app.test_client().post(
        "/tanda-terima/berkas", data=body, content_type=form_type(), headers=SAME_ORIGIN, buffered=False
    )
    assert max(map(len, answer.iter_encoded())) <= PIECE_BYTES


def test_a_database_that_goes_away_during_a_download_breaks_it_off_and_is_noted_once(
    house: House, reporter: Reporter, caplog: pytest.LogCaptureFixture
):
    page = reporter.mailbox(reporter.report([("besar.bin", "a/b", b"x" * 3_000_000)]).words)
    (last,) = sql(house, "SELECT max(n) FROM chunks")[0]
    sql(house, "DELETE FROM chunks WHERE n = ?", last)
    for _ in range(2):
        file = reporter.download(page.ticket, page.downloads["besar.bin"])
        assert (file.status, file.headers["Content-Length"]) == (200, "3000000")
        assert 1_000_000 < len(file.data) < 3_000_000
    assert caplog.text.count("StoreUnavailableError") == 1


def test_a_file_whose_bytes_are_gone_is_not_found(house: House, reporter: Reporter, words: Sequence[str]):
    page = reporter.mailbox(words)
    sql(house, "DELETE FROM attachments")
    assert reporter.download(page.ticket, page.downloads[PHOTO[0]]).status == 404


def test_a_file_of_a_case_whose_keys_do_not_fit_is_not_given(house: House, reporter: Reporter, words: Sequence[str]):
    page = reporter.mailbox(words)
    sql(house, "UPDATE records SET envelope = x'7b7d'")
    assert reporter.download(page.ticket, page.downloads[PHOTO[0]]).status == 500


def test_a_broken_reply_keeps_its_text_on_the_mailbox(reporter: Reporter, words: Sequence[str]):
    fields = [("ticket", reporter.mailbox(words).ticket), ("message", "Masih ada")]
    body = multipart(fields, [PHOTO])
    page = reporter.post("/tanda-terima", body[:-50], length=len(body))
    assert (page.status, page.value("message")) == (400, "Masih ada")
    assert page.errors["message"].startswith("Sambungan terputus")


def test_a_file_swept_before_the_reply_is_said(house: House, reporter: Reporter, words: Sequence[str]):
    ticket = reporter.reply(reporter.mailbox(words).ticket, "x" * 50_001, [("b.txt", "text/plain", b"b")]).ticket
    sql(house, "UPDATE uploads SET day = '2026-01-01'")
    house.store.cases.sweep_uploads(house.clock.today(), 10)
    page = reporter.reply(ticket, "Masih ada")
    assert (page.status, page.value("message"), page.files) == (422, "Masih ada", [])
    assert reporter.reply(page.ticket, "Masih ada").status == 200


def test_without_the_words_a_kept_file_can_still_be_discarded(house: House, reporter: Reporter, words: Sequence[str]):
    ticket = reporter.mailbox(words).ticket
    house.clock.turn(minutes=31)
    expired = reporter.reply(ticket, "Tulisan", [("b.txt", "text/plain", b"b")])
    page = reporter.reply(expired.ticket, "Tulisan", drop="1")
    assert (page.status, page.files, page.value("message")) == (200, [], "Tulisan")
    assert house.pending() == 0


def test_asked_for_the_words_and_sent_without_them_they_are_asked_again(
    house: House, reporter: Reporter, words: Sequence[str]
):
    ticket = reporter.mailbox(words).ticket
    house.clock.turn(minutes=31)
    expired = reporter.reply(ticket, "Tulisan", [("b.txt", "text/plain", b"b")])
    page = reporter.reply(expired.ticket, "Tulisan")
    assert (page.status, page.errors["words"], page.files) == (422, "Ketik 12 kata itu", ["b.txt"])


def test_unknown_words_keep_what_was_typed(house: House, reporter: Reporter, words: Sequence[str]):
    ticket = reporter.mailbox(words).ticket
    house.clock.turn(minutes=31)
    expired = reporter.reply(ticket, "Tulisan", [("b.txt", "text/plain", b"b")])
    unknown = " ".join(Receipt.generate().unsafe_words())
    page = reporter.reply(expired.ticket, "Tulisan", receipt=unknown)
    assert (page.status, page.value("message"), page.files) == (200, "Tulisan", ["b.txt"])
    assert reporter.reply(page.ticket, "Tulisan", receipt=" ".join(words)).status == 200
    assert house.case(words).files()["b.txt"] == b"b"


def test_a_case_that_changes_faster_than_it_can_be_written_to_is_said(
    house: House, reporter: Reporter, words: Sequence[str], monkeypatch: pytest.MonkeyPatch
):
    ticket = reporter.mailbox(words).ticket

    def busy(*_: object, **__: object) -> None:
        raise ConflictError("somebody was faster")

    monkeypatch.setattr(house.store.cases, "append_message", busy)
    page = reporter.reply(ticket, "Masih ada")
    assert (page.status, page.value("message")) == (503, "Masih ada")


def test_every_kind_of_finding_has_its_words_in_both_languages(house: House):
    texts = set()
    for path in ("/", "/en/"):
        with house.app.test_request_context(path):
            texts |= {str(text) for kind in FindingKind for text in FINDINGS[kind]}
    assert len(texts) == 4 * len(FindingKind)


def test_the_mailbox_speaks_english_under_its_own_path(house: House, words: Sequence[str]):
    page = Reporter(house.app, "/en").mailbox(words)
    assert "All messages are whole and in order: you 1, the inspectorate 0." in page.text
    assert 'lang="en"' in page.text
