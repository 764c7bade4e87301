"""The way of a report: from the empty form to the officer who reads it, through every detour."""

import re
import sqlite3
from pathlib import Path

import pytest

from tests.cast import PROVINCE, REGENCY, found
from tests.portal.house import House, Reporter, a_form, build, form_type, multipart
from wbs.config import TICKET_CREDENTIAL, read_credential
from wbs.crypto.messages import SealedBy
from wbs.crypto.receipt import Receipt
from wbs.crypto.report import Category
from wbs.errors import ConfigError, StoreUnavailableError
from wbs.portal.report_form import REPORT_SHAPE
from wbs.portal.tickets import ReportTicket, TicketOffice

PHOTO = ("papan proyek.jpg", "image/jpeg", b"\xff\xd8" + b"p" * 3_000_000)
NOTE = ("catatan.txt", "text/plain", b"angka lain")


def receipt_of(house: House, ticket: str) -> Receipt:
    """Derive the receipt that a form would lead to."""
    office = TicketOffice(read_credential(house.folder.parent / "credentials", TICKET_CREDENTIAL), house.clock)
    return office.read(ticket, ReportTicket).receipt


def test_a_report_reaches_the_receivers_word_by_word(house: House, reporter: Reporter):
    page = reporter.report(
        title="Papan proyek",
        what="Baris satu.\nBaris dua.",
        post="PPK",
        how="Volume dikurangi.",
        why="Uang.",
        loss="50 juta",
        witnesses="Warga",
    )
    report = house.case(page.words).report
    assert page.status == 200
    assert (report.title, report.what, report.how) == ("Papan proyek", "Baris satu.\nBaris dua.", "Volume dikurangi.")
    assert (report.why, report.loss, report.witnesses) == ("Uang.", "50 juta", "Warga")
    assert (report.accused[0].name, report.accused[0].post, report.accused[0].unit) == (
        "Fulan B.",
        "PPK",
        "Dinas Sarana",
    )
    assert (report.rank, report.category) == ("staff", Category.PROCUREMENT)


def test_the_receipt_page_shows_twelve_words_and_a_case_number(house: House, reporter: Reporter):
    page = reporter.report()
    assert len(page.words) == 12
    assert re.fullmatch(r"WBS(-[a-z2-7]{4}){4}", page.case_number)
    assert house.case(page.words).name.case.startswith(page.case_number[4:].replace("-", ""))


def test_the_portal_says_that_it_sealed(house: House, reporter: Reporter):
    dossier = house.case(reporter.report().words).open()
    assert dossier.messages[0].message.sealed_by is SealedBy.PORTAL


def test_files_arrive_identical_to_the_byte(house: House, reporter: Reporter):
    page = reporter.report([PHOTO, NOTE, ("kosong.txt", "text/plain", b"")])
    assert house.case(page.words).files() == {PHOTO[0]: PHOTO[2], NOTE[0]: NOTE[2], "kosong.txt": b""}
    assert house.pending() == 0


def test_an_empty_file_input_is_no_file(house: House, reporter: Reporter):
    page = reporter.report([("", "application/octet-stream", b"")])
    assert house.case(page.words).files() == {}


def test_without_a_title_the_story_begins_it(house: House, reporter: Reporter):
    page = reporter.report(what="Kata " * 40)
    assert house.case(page.words).report.title == ("Kata " * 16).strip()


def test_without_a_category_or_rank_the_cautious_answer_stands(house: House, reporter: Reporter):
    page = reporter.report(category="", rank="")
    report = house.case(page.words, f"{PROVINCE}/penerima-01").report
    assert (report.category, report.rank) == (Category.OTHER, "unknown")


@pytest.mark.promise("P06")
@pytest.mark.parametrize("rank", ["leadership", "inspectorate", "unknown"])
def test_a_report_about_leaders_or_the_inspectorate_gives_its_own_officers_no_key(
    house: House, reporter: Reporter, rank: str
):
    page = reporter.report(rank=rank)
    assert house.case(page.words, f"{PROVINCE}/penerima-01").may_open
    assert not house.case(page.words, f"{REGENCY}/penerima-01").may_open


def test_only_receivers_get_a_key(house: House, reporter: Reporter):
    words = reporter.report().words
    assert house.case(words, f"{REGENCY}/penerima-02").may_open
    assert not house.case(words, f"{REGENCY}/inspektur").may_open


def test_a_rank_without_a_route_is_said_and_refused_with_everything_kept(reporter: Reporter):
    form = reporter.get("/lapor")
    assert "Di sini tidak ada yang boleh membacanya." in form.text
    assert "kws.kpk.go.id" in form.text
    page = reporter.report([NOTE], agency=PROVINCE, rank="leadership", what="Tentang gubernur.")
    assert page.status == 422
    assert "rank" in page.errors
    assert (page.value("what"), page.checked("rank"), page.files) == ("Tentang gubernur.", "leadership", [NOTE[0]])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"what": ""}, "what"),
        ({"what": " \n\t "}, "what"),
        ({"where": ""}, "where"),
        ({"when": ""}, "when"),
        ({"who": "", "unit": ""}, "who"),
        ({"agency": ""}, "agency"),
        ({"agency": "99"}, "agency"),
        ({"rank": "bupati"}, "rank"),
        ({"category": "gosip"}, "category"),
    ],
)
def test_what_is_missing_is_named_at_its_field_and_nothing_is_stored(
    house: House, reporter: Reporter, changes: dict[str, str], field: str
):
    ticket = reporter.get("/lapor").ticket
    page = reporter.report(ticket=ticket, **changes)
    assert page.status == 422
    assert list(page.errors) == [field]
    assert "<title>Ada masalah:" in page.text
    assert page.text.index('id="ringkasan-galat"') < page.text.index("<h1>")
    assert house.store.cases.mailbox(receipt_of(house, ticket).mailbox_hash) is None


def test_a_unit_alone_suffices(house: House, reporter: Reporter):
    page = reporter.report(who="")
    assert house.case(page.words).report.accused[0].unit == "Dinas Sarana"


def test_an_error_page_keeps_every_text_and_choice(reporter: Reporter):
    typed = {name: f"isi {name} <b>&amp;\nbaris" for name in ("what", "who", "how", "why", "loss", "witnesses")}
    page = reporter.report(title="Judul <i>", where="", rank="leadership", category="bribery", **typed)
    assert {name: page.value(name) for name in typed} == typed
    assert (page.value("title"), page.checked("rank"), page.checked("agency")) == ("Judul <i>", "leadership", REGENCY)
    assert '<option value="bribery" selected>' in page.text


def test_a_file_of_a_form_with_an_error_need_not_be_sent_again(house: House, reporter: Reporter):
    wrong = reporter.report([PHOTO], where="")
    assert wrong.files == [PHOTO[0]]
    page = reporter.report(ticket=wrong.ticket)
    assert house.case(page.words).files() == {PHOTO[0]: PHOTO[2]}


def test_a_kept_file_can_be_discarded(house: House, reporter: Reporter):
    wrong = reporter.report([PHOTO, NOTE], where="")
    page = reporter.report(ticket=wrong.ticket, what="Masih ada", drop="1")
    assert (page.status, page.files, page.value("what")) == (200, [NOTE[0]], "Masih ada")
    assert house.pending() == 1
    assert house.case(reporter.report(ticket=page.ticket).words).files() == {NOTE[0]: NOTE[2]}


@pytest.mark.parametrize("drop", ["0", "2", "x", "-1", "\u0661"])
def test_a_button_that_was_never_there_discards_nothing(reporter: Reporter, drop: str):
    wrong = reporter.report([NOTE], where="")
    assert reporter.report(ticket=wrong.ticket, drop=drop).files == [NOTE[0]]


def test_a_kept_file_that_was_swept_is_said_and_the_rest_stays(house: House, reporter: Reporter):
    wrong = reporter.report([NOTE], where="")
    house.clock.turn(days=1)
    house.store.cases.sweep_uploads(house.clock.today(), 10)
    page = reporter.report(ticket=wrong.ticket, what="Tetap ada")
    assert (page.status, page.files, page.value("what")) == (422, [], "Tetap ada")
    assert "Pilih sekali lagi" in page.text
    assert reporter.report(ticket=page.ticket).words


def test_a_store_that_cannot_say_which_file_was_swept_costs_no_text(
    house: House, reporter: Reporter, monkeypatch: pytest.MonkeyPatch
):
    wrong = reporter.report([NOTE], where="")
    house.clock.turn(days=1)
    house.store.cases.sweep_uploads(house.clock.today(), 10)

    def away(*_: object) -> None:
        raise StoreUnavailableError("no connection")

    monkeypatch.setattr(house.store.cases, "pending_upload", away)
    page = reporter.report(ticket=wrong.ticket, what="Tetap ada")
    assert (page.status, page.files, page.value("what")) == (422, [NOTE[0]], "Tetap ada")


@pytest.mark.promise("P14")
def test_a_form_sent_twice_is_one_case_with_the_same_words(house: House, reporter: Reporter):
    ticket = reporter.get("/lapor").ticket
    first, second = (reporter.report([NOTE], ticket=ticket) for _ in range(2))
    assert (first.words, first.case_number) == (second.words, second.case_number)
    assert "sudah pernah tiba" in second.text
    assert house.case(first.words).texts() == []
    assert house.case(first.words).files() == {NOTE[0]: NOTE[2]}
    assert house.pending() == 0


def test_another_file_of_the_same_name_and_size_is_kept_when_a_form_is_sent_twice(house: House, reporter: Reporter):
    ticket = reporter.get("/lapor").ticket
    words = reporter.report([("layar.bmp", "image/bmp", b"a" * 5000)], ticket=ticket).words
    again = reporter.report([("layar.bmp", "image/bmp", b"b" * 5000)], ticket=ticket)
    assert "ditambahkan" in again.text
    opened = house.case(words).open().messages
    assert [len(found.message.attachments) for found in opened] == [1, 1]
    assert house.case(words).files() == {"layar.bmp": b"b" * 5000}


def test_a_stored_file_that_was_altered_is_no_reason_to_drop_the_one_that_comes_again(house: House, reporter: Reporter):
    ticket = reporter.get("/lapor").ticket
    words = reporter.report([NOTE], ticket=ticket).words
    with sqlite3.connect(house.folder / "wbs.sqlite") as database:
        database.execute("UPDATE chunks SET data = zeroblob(length(data))")
    assert reporter.report([NOTE], ticket=ticket).words == words
    assert [len(found.message.attachments) for found in house.case(words).open().messages] == [1, 1]


def test_what_a_second_sending_says_differently_becomes_a_message(house: House, reporter: Reporter):
    ticket = reporter.get("/lapor").ticket
    first = reporter.report([NOTE], ticket=ticket)
    second = reporter.report(
        [NOTE, ("baru.txt", "text/plain", b"baru")], ticket=ticket, where="Desa Lain", loss="1 juta"
    )
    third = reporter.report([NOTE], ticket=ticket, where="Desa Lain", loss="1 juta")
    case = house.case(first.words)
    assert second.words == third.words == first.words
    assert "ditambahkan" in second.text
    assert "Tidak ada yang terkirim dua kali" in third.text
    assert len(case.texts()) == 1
    assert "Desa Lain" in case.texts()[0]
    assert "1 juta" in case.texts()[0]
    assert case.report.where == "Desa Semisal"
    assert set(case.files()) == {NOTE[0], "baru.txt"}


def test_a_second_sending_longer_than_a_message_is_kept_in_several(house: House, reporter: Reporter):
    ticket = reporter.get("/lapor").ticket
    first = reporter.report(ticket=ticket)
    reporter.report(ticket=ticket, what="a" * 50_000, how="b" * 50_000)
    texts = "".join(house.case(first.words).texts())
    assert (texts.count("a" * 49_000), texts.count("b" * 49_000)) == (1, 1)


def test_a_repeated_form_tells_every_change_even_an_emptied_answer(house: House, reporter: Reporter):
    ticket = reporter.get("/lapor").ticket
    first = reporter.report(ticket=ticket, loss="1 juta")
    reporter.report(ticket=ticket, loss="", who="Fulan C.", post="Kepala", category="bribery")
    (text,) = house.case(first.words).texts()
    for part in ("(dikosongkan)", "Fulan C., Kepala, Dinas Sarana", "Suap"):
        assert part in text


def test_a_repeated_form_whose_case_was_altered_shows_no_words(house: House, reporter: Reporter):
    ticket = reporter.get("/lapor").ticket
    reporter.report(ticket=ticket)
    with sqlite3.connect(house.folder / "wbs.sqlite") as connection:
        connection.execute("UPDATE records SET envelope = x'7b7d'")
    page = reporter.report(ticket=ticket)
    assert (page.status, page.words) == (500, [])


def test_a_repeated_form_whose_case_is_gone_is_said(house: House, reporter: Reporter, monkeypatch: pytest.MonkeyPatch):
    ticket = reporter.get("/lapor").ticket
    reporter.report(ticket=ticket)
    monkeypatch.setattr(house.store.cases, "case_file", lambda *_: None)
    page = reporter.report(ticket=ticket, what="Masih ada")
    assert (page.status, page.value("what")) == (422, "Masih ada")


def test_a_form_is_valid_the_day_after(house: House, reporter: Reporter):
    ticket = reporter.get("/lapor").ticket
    house.clock.turn(days=1)
    assert reporter.report(ticket=ticket).words


def test_a_form_open_for_too_long_is_renewed_with_text_and_files(house: House, reporter: Reporter):
    ticket = reporter.get("/lapor").ticket
    house.clock.turn(days=2)
    page = reporter.report([NOTE], ticket=ticket, what="Lama ditulis")
    assert (page.status, page.value("what"), page.files, page.words) == (422, "Lama ditulis", [NOTE[0]], [])
    again = reporter.report(ticket=page.ticket, what="Lama ditulis")
    assert house.case(again.words).files() == {NOTE[0]: NOTE[2]}


@pytest.mark.parametrize("ticket", ["", "x", "A" * 200, "\u00e9"])
def test_a_ticket_that_is_none_counts_as_too_old(reporter: Reporter, ticket: str):
    page = reporter.post("/lapor", multipart(a_form(ticket)))
    assert (page.status, page.words) == (422, [])
    assert reporter.report(ticket=page.ticket).words


def test_a_mailbox_ticket_opens_no_form(reporter: Reporter):
    words = reporter.report().words
    assert reporter.report(ticket=reporter.mailbox(words).ticket).status == 422


def test_an_agency_that_is_being_founded_takes_no_report_and_the_others_do(folder: Path):
    world = found()
    world.directories[REGENCY].clear()
    house = build(folder, world)
    page = house.reporter().report()
    assert page.status == 422
    assert "rank" in page.errors
    assert house.reporter().report(agency=PROVINCE).words
    house.store.close()


def test_where_no_agency_has_a_directory_the_portal_does_not_start(folder: Path):
    world = found()
    for chain in world.directories.values():
        chain.clear()
    with pytest.raises(ConfigError, match="no agency"):
        build(folder, world)


def test_in_its_days_of_grace_a_directory_still_receives_and_says_so(folder: Path):
    house = build(folder, found())
    house.clock.turn(days=90)
    assert "seharusnya sudah diperbarui" in house.reporter().get("/lapor").text
    assert house.reporter().report().words
    house.store.close()


def test_with_one_agency_the_form_asks_for_none(folder: Path):
    house = build(folder, found(agencies=(PROVINCE,)))
    form = house.reporter().get("/lapor")
    assert '<input type="hidden" name="agency" value="61">' in form.text
    assert house.reporter().report(agency=PROVINCE).words
    assert house.reporter().report(agency="").words
    house.store.close()


def test_with_very_many_agencies_the_area_is_asked_first(folder: Path):
    codes = ["61", *(f"61.{number:02}" for number in range(1, 14))]
    house = build(folder, found(agencies=codes))
    first = house.reporter().get("/lapor")
    assert 'role="search"' in first.text
    assert 'name="ticket"' not in first.text
    form = house.reporter().get("/lapor?agency=61.05")
    assert '<input type="hidden" name="agency" value="61.05">' in form.text
    wrong = house.reporter().report(ticket=form.ticket, agency="61.05", where="")
    assert '<input type="hidden" name="agency" value="61.05">' in wrong.text
    assert house.reporter().report(ticket=wrong.ticket, agency="61.05").words
    house.store.close()


def test_the_form_in_english_does_the_same(house: House):
    reporter = Reporter(house.app, "/en")
    wrong = reporter.report([NOTE], where="")
    assert "Tell where it happened" in wrong.errors["where"]
    page = reporter.report(ticket=wrong.ticket)
    assert house.case(page.words).files() == {NOTE[0]: NOTE[2]}


def test_fields_stand_in_their_order(reporter: Reporter):
    form = reporter.get("/lapor").text
    names = list(dict.fromkeys(re.findall(r'<(?:input|textarea|select)[^>]* name="(\w+)"', form)))
    assert names == [name for name in (*REPORT_SHAPE.limits, "files") if name not in {"drop", "keep", "same"}]


def test_practice_tells_right_from_wrong_words(reporter: Reporter):
    page = reporter.report()
    ticket = re.search(r'id="tiket".*?name="ticket" value="([^"]+)"', page.text, re.DOTALL)[1]  # type: ignore[index]
    words = page.words

    def practise(third: str, ninth: str) -> tuple[int, list[str]]:
        body = multipart([("ticket", ticket), ("w3", third), ("w9", ninth)])
        answer = reporter.post("/tanda-terima/coba", body)
        assert answer.words == words
        return answer.status, list(answer.errors)

    assert practise(words[2], words[8]) == (200, [])
    assert practise(f" {words[2].upper()[:4]} ", words[8][:4]) == (200, [])
    assert practise(words[2], words[7]) == (422, ["k9"])
    assert practise("", "") == (422, ["k3", "k9"])
    assert practise(words[2][:3], words[8]) == (422, ["k3"])


def test_the_words_can_be_saved_under_a_name_that_says_nothing(reporter: Reporter):
    page = reporter.report()
    body = multipart([("ticket", page.ticket), ("w3", ""), ("w9", "")])
    saved = reporter.post("/tanda-terima/simpan", body)
    assert saved.headers["Content-Disposition"] == 'attachment; filename="catatan.txt"'
    assert Receipt.parse(saved.text.partition("WBS")[0]).unsafe_words() == tuple(page.words)
    assert page.case_number in saved.text


@pytest.mark.parametrize("path", ["/tanda-terima/coba", "/tanda-terima/simpan"])
def test_after_half_an_hour_the_words_are_gone_from_the_page(house: House, reporter: Reporter, path: str):
    page = reporter.report()
    house.clock.turn(minutes=31)
    answer = reporter.post(path, multipart([("ticket", page.ticket), ("w3", ""), ("w9", "")]), form_type())
    assert answer.status == 422
    assert not answer.words
