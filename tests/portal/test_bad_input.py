"""Whatever arrives broken gets a clear page with the right status; what arrived whole is still there."""

import re
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.portal.house import (
    BOUNDARY,
    TEXT_FIELDS,
    File,
    House,
    Page,
    Reporter,
    a_form,
    form_type,
    multipart,
)
from wbs.cases.model import CHUNK_LIMIT, MAX_FILE_BYTES
from wbs.errors import StoreUnavailableError
from wbs.portal import forms
from wbs.portal.forms import MAX_FILES, MAX_FORM_BYTES, MAX_SMALL_FORM_BYTES, FormShape
from wbs.portal.mailbox_visit import MAILBOX_SHAPE
from wbs.portal.multipart import MAX_HEADER_BYTES
from wbs.portal.report_form import REPORT_SHAPE

NOTE: File = ("catatan.txt", "text/plain", b"angka lain")


def is_refused(page: Page, status: int) -> bool:
    return page.status == status and not page.words and "<title>Ada masalah:" in page.text


def test_a_body_cut_at_every_byte_is_never_acknowledged_and_leaves_no_half_file(reporter: Reporter):
    ticket = reporter.get("/lapor").ticket
    body = multipart(a_form(ticket), [NOTE])
    first_file = body.index(b'name="files"')
    places = {*range(0, len(body), 37), *range(first_file - 40, len(body))}
    for end in sorted(places):
        page = reporter.post("/lapor", body[:end], length=len(body))
        assert is_refused(page, 400), end
        assert page.files in ([], [NOTE[0]])
    whole = reporter.post("/lapor", body)
    assert whole.asks
    assert reporter.post("/lapor", multipart(a_form(whole.ticket, keep="1"))).words


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_text_before_a_cut_is_given_back(reporter: Reporter, data: st.DataObject):
    form = a_form(reporter.get("/lapor").ticket, what="Isi yang panjang. " * 20)
    body = multipart(form)
    end = data.draw(st.integers(0, len(body) - 1))
    page = reporter.post("/lapor", body[:end], length=len(body))
    for name, value in form:
        written = multipart([(name, value)])[: -len(BOUNDARY) - 6]
        if name in {"what", "who", "where"} and body.index(written) + len(written) + len(BOUNDARY) + 4 <= end:
            assert page.value(name) == value.strip()


def test_a_file_that_was_whole_before_the_cut_is_kept(house: House, reporter: Reporter):
    body = multipart(a_form(reporter.get("/lapor").ticket), [NOTE, ("besar.bin", "a/b", b"x" * 3_000_000)])
    page = reporter.post("/lapor", body[:-1000], length=len(body))
    assert (page.status, page.files) == (400, [NOTE[0]])
    assert house.pending() == 1
    assert house.case(reporter.report(ticket=page.ticket).words).files() == {NOTE[0]: NOTE[2]}


def test_a_form_whose_closing_boundary_is_missing_is_refused(reporter: Reporter):
    body = multipart(a_form(reporter.get("/lapor").ticket))
    assert is_refused(reporter.post("/lapor", body[: -len(BOUNDARY) - 8]), 400)


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("", 415),
        ("text/plain", 415),
        ("application/json", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/mixed; boundary=x", 415),
        ("multipart/form-data", 400),
        ("multipart/form-data; boundary=" + "x" * 300, 400),
        ("multipart/form-data; boundary=another", 400),
    ],
)
def test_a_body_that_is_no_form_gets_an_empty_form_back(reporter: Reporter, content_type: str, status: int):
    body = multipart(a_form(reporter.get("/lapor").ticket))
    page = reporter.post("/lapor", body, content_type or "x/y")
    assert is_refused(page, status)
    assert reporter.report(ticket=page.ticket).words


def rearranged(ticket: str) -> Iterable[tuple[list[tuple[str, str]], list[File]]]:
    form = a_form(ticket, what="Masih ada")
    yield [*form, ("extra", "x")], []
    yield [*form, ("identity", "x")], []
    yield [*form, ("\u00fcmlaut", "x")], []
    yield [*form, form[3]], []
    yield [*form, form[-1]], []
    yield [*form[1:], form[0]], []
    yield [form[1], form[0], *form[2:]], []
    yield [*form[:6], form[5], *form[6:]], []
    yield [*form, ("files", "text")], []


@pytest.mark.parametrize("number", range(9))
def test_fields_unknown_twice_or_out_of_order_are_refused(reporter: Reporter, number: int):
    fields, files = list(rearranged(reporter.get("/lapor").ticket))[number]
    page = reporter.post("/lapor", multipart(fields, files))
    assert is_refused(page, 400)
    if number not in {5, 6, 7}:
        assert page.value("what") == "Masih ada"


def test_a_text_field_after_the_files_is_refused_and_the_files_are_kept(reporter: Reporter):
    form = a_form(reporter.get("/lapor").ticket)
    body = multipart(form, [NOTE])[: -len(BOUNDARY) - 6] + multipart([("why", "x")])
    page = reporter.post("/lapor", body)
    assert is_refused(page, 400)
    assert page.files == [NOTE[0]]


def test_a_text_field_sent_as_a_file_is_refused(reporter: Reporter):
    body = multipart(a_form(reporter.get("/lapor").ticket)).replace(b'name="what"', b'name="what"; filename="x"')
    assert is_refused(reporter.post("/lapor", body), 400)


def test_bytes_that_are_no_text_are_pointed_out_and_the_rest_stays(reporter: Reporter):
    form = [(name, value.encode()) for name, value in a_form(reporter.get("/lapor").ticket)]
    form[[name for name, _ in form].index("what")] = ("what", b"Rusak \xff\xfe di sini")
    page = reporter.post("/lapor", multipart(form))
    assert is_refused(page, 400)
    assert page.value("what") == "Rusak \ufffd\ufffd di sini"


def test_a_text_beyond_its_limit_is_refused_whole_and_given_back_whole(reporter: Reporter):
    page = reporter.report(what="\u00e9" * 50_001)
    assert (page.status, list(page.errors)) == (413, ["what"])
    assert page.value("what") == "\u00e9" * 50_001


def test_line_breaks_count_once(reporter: Reporter):
    assert reporter.report(what="a\n" * 24_999 + "a").words


@pytest.mark.parametrize("name", ["title", "post", "unit5", "where", "loss", "held", "witnesses"])
def test_every_field_has_a_limit(reporter: Reporter, name: str):
    limit = {"title": 80, "post": 120, "unit5": 120}.get(name, 5_000)
    page = reporter.report(**{name: "x" * (limit + 1)})
    assert (page.status, list(page.errors)) == (413, [name])
    assert reporter.report(**{name: "x" * limit}).words


def test_a_text_far_beyond_its_limit_is_not_held(reporter: Reporter):
    page = reporter.report(what="x" * 3_000_000)
    assert is_refused(page, 413)
    assert len(page.text) < 300_000


def test_a_file_beyond_its_limit_is_named_and_the_others_are_kept(
    house: House, reporter: Reporter, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(forms, "MAX_FILE_BYTES", 1_000_000)
    page = reporter.report([NOTE, ("film.mp4", "video/mp4", b"x" * 1_000_001), ("z.txt", "a/b", b"z")])
    assert is_refused(page, 413)
    assert page.files == [NOTE[0], "z.txt"]
    assert "film.mp4" in page.text
    assert house.pending() == 2
    assert reporter.report([("pas.bin", "a/b", b"x" * 1_000_000)]).words


def test_an_eleventh_file_is_named_and_ten_are_kept(house: House, reporter: Reporter):
    files = [(f"{number}.txt", "text/plain", b"x") for number in range(11)]
    page = reporter.report(files)
    assert is_refused(page, 413)
    assert page.files == [name for name, _, _ in files[:10]]
    assert "10.txt" in page.text
    again = reporter.report([("lagi.txt", "text/plain", b"x")], ticket=page.ticket)
    assert is_refused(again, 413)
    assert len(house.case(reporter.report(ticket=again.ticket).words).files()) == 10


@pytest.mark.promise("P16")
@pytest.mark.parametrize("name", ["", "x.txt"])
def test_of_thousands_of_files_a_hundred_are_looked_at_and_the_text_is_kept(
    house: House, reporter: Reporter, name: str
):
    files = [(name, "text/plain", b"x" if name else b"")] * 5000
    page = reporter.post("/lapor", multipart(a_form(reporter.get("/lapor").ticket, what="Masih ada"), files))
    assert is_refused(page, 413)
    assert page.value("what") == "Masih ada"
    assert house.pending() == (10 if name else 0)
    assert page.text.count('<b dir="auto">x.txt</b>') == (100 if name else 0)


def test_a_body_announced_too_large_keeps_its_text_and_takes_no_file(house: House, reporter: Reporter):
    body = multipart(a_form(reporter.get("/lapor").ticket, what="Masih ada"), [NOTE])
    page = reporter.post("/lapor", body, length=MAX_FORM_BYTES + 1)
    assert is_refused(page, 413)
    assert page.value("what") == "Masih ada"
    assert house.pending() == 0


@pytest.mark.parametrize("shape", [REPORT_SHAPE, MAILBOX_SHAPE])
def test_the_largest_form_that_pages_promise_to_take_fits_the_limit_of_bodies(shape: FormShape):
    texts = sum(shape.max_bytes(name) for name in shape.limits)
    heads = (len(shape.limits) + MAX_FILES + 1) * (MAX_HEADER_BYTES + 100)
    assert texts + heads + MAX_FILES * MAX_FILE_BYTES <= MAX_FORM_BYTES


@pytest.mark.parametrize("path", ["/en/lapor", "/en/tanda-terima"])
def test_pages_promise_no_larger_file_than_is_taken(reporter: Reporter, path: str):
    page = reporter.get(path)
    if path == "/en/tanda-terima":
        page = reporter.post(path, multipart([("receipt", " ".join(reporter.report().words))]))
    (megabytes,) = re.findall(r"up to ten files of up to (\d+) MB", page.text, re.IGNORECASE)
    assert int(megabytes) * 10**6 <= MAX_FILE_BYTES < (int(megabytes) + 5) * 10**6


@pytest.mark.parametrize("length", ["-1", "x", "1e3", "9" * 40, "\u0661"])
def test_a_length_that_is_no_number_is_refused(reporter: Reporter, length: str):
    page = reporter.open("POST", "/lapor", headers={"Content-Length": length, "Sec-Fetch-Site": "same-origin"})
    assert page.status == 411


def test_a_body_of_unannounced_length_is_refused(reporter: Reporter):
    headers = {"Transfer-Encoding": "chunked", "Sec-Fetch-Site": "same-origin"}
    assert reporter.open("POST", "/lapor", headers=headers, data=b"x").status == 411


def test_names_of_files_lose_folders_and_tricks(house: House, reporter: Reporter):
    hostile = [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Budi\\foto.jpg", "foto.jpg"),
        ("foto\u202egpj.exe", "foto gpj.exe"),
        ("a%22b%0D%0Ac", 'a"b c'),
        ("\u0000\u0007x", "x"),
        ("n" * 300 + ".pdf", "n" * 251 + ".pdf"),
        ("/", "berkas"),
        ("   ", "berkas"),
    ]
    page = reporter.report([(name, "text/plain", b"x") for name, _ in hostile])
    dossier = house.case(page.words).open()
    assert [file.name for file in dossier.messages[0].message.attachments] == [name for _, name in hostile]


@pytest.mark.parametrize("kind", ["text/html; charset=x", "<script>", "a" * 100 + "/b", "TEXT/HTML"])
def test_media_types_are_plain_or_unknown(house: House, reporter: Reporter, kind: str):
    page = reporter.report([("x", kind, b"x")])
    stated = house.case(page.words).open().messages[0].message.attachments[0].media_type
    assert stated in {"text/html", "application/octet-stream"}


@pytest.mark.parametrize("text", ["\x00nol", "a\x0bb\x0cc", "\u2028", "\U0001f4a9" * 10, "\ufeffx", "e\u0301"])
def test_any_character_people_paste_is_taken(house: House, reporter: Reporter, text: str):
    page = reporter.report(what=f"awal {text} akhir", where=text + "x", unit=f"a{text}b")
    assert house.case(page.words).report.what.startswith("awal ")


def test_markup_and_templates_stay_letters(reporter: Reporter):
    page = reporter.report(what="{{7*7}}<script>alert(1)</script>%(name)s", where="")
    assert "<script>" not in page.text
    assert page.value("what") == "{{7*7}}<script>alert(1)</script>%(name)s"


@pytest.mark.parametrize("failing", ["begin_upload", "append_chunks", "finish_upload", "create_case"])
def test_a_store_that_fails_gets_a_page_that_keeps_the_text(
    house: House, reporter: Reporter, monkeypatch: pytest.MonkeyPatch, failing: str
):
    ticket = reporter.get("/lapor").ticket
    with monkeypatch.context() as broken:
        broken.setattr(house.store.cases, failing, out_of_space)
        page = reporter.report([NOTE], ticket=ticket, what="Masih ada")
    assert is_refused(page, 503)
    assert page.value("what") == "Masih ada"
    assert page.files == ([NOTE[0]] if failing == "create_case" else [])
    assert reporter.report(ticket=page.ticket).words


def out_of_space(*_: object, **__: object) -> None:
    raise StoreUnavailableError("no space left")


def test_files_go_to_the_store_in_rows_while_they_arrive(
    house: House, reporter: Reporter, monkeypatch: pytest.MonkeyPatch
):
    rows: list[int] = []
    append = house.store.cases.append_chunks

    def watched(attachment, first, chunks, today):  # type: ignore[no-untyped-def]
        rows.extend(len(chunk) for chunk in chunks)
        append(attachment, first, chunks, today)

    monkeypatch.setattr(house.store.cases, "append_chunks", watched)
    reporter.report([("besar.bin", "a/b", b"x" * 5_000_000)])
    assert rows[:-1] == [CHUNK_LIMIT] * (len(rows) - 1)
    assert rows[-1] <= CHUNK_LIMIT


def test_a_sender_slower_than_patience_is_stopped(house: House, reporter: Reporter):
    body = multipart(a_form(reporter.get("/lapor").ticket, what="Masih ada"), [("a", "a/b", b"x" * 500_000)])
    house.clock.ticks = iter(range(0, 100_000, 200)).__next__  # type: ignore[method-assign,assignment]
    page = reporter.post("/lapor", body)
    assert is_refused(page, 408)
    assert page.value("what") == "Masih ada"
    assert house.pending() == 0


@pytest.mark.parametrize("path", ["/tanda-terima" + rest for rest in ("", "/coba", "/simpan", "/berkas")])
@pytest.mark.parametrize(
    "body",
    [b"", b"x", b"--" + BOUNDARY, multipart([("evil", "x")]), multipart([("ticket", "x"), ("ticket", "x")])],
)
def test_small_forms_refuse_what_is_broken(reporter: Reporter, path: str, body: bytes):
    page = reporter.post(path, body)
    assert 400 <= page.status < 500
    assert not page.words


def test_a_small_form_of_many_megabytes_is_refused(reporter: Reporter):
    body = b"receipt=" + b"x" * MAX_SMALL_FORM_BYTES
    page = reporter.post("/tanda-terima", body, "application/x-www-form-urlencoded")
    assert page.status == 413


@pytest.mark.parametrize("body", [b"receipt=%ff", b"receipt=\xff", b"a=b&c=d", b"receipt", b"receipt=a&receipt=b"])
def test_a_broken_small_form_is_refused(reporter: Reporter, body: bytes):
    assert reporter.post("/tanda-terima", body, "application/x-www-form-urlencoded").status == 400


@pytest.mark.promise("P16")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.sampled_from(["/lapor", "/tanda-terima", "/tanda-terima/berkas", "/en/lapor"]))
def test_no_bytes_crash_a_form(reporter: Reporter, body: bytes, path: str):
    for wrapped in (body, b"--" + BOUNDARY + b"\r\n" + body, multipart([("ticket", body)])):
        assert 400 <= reporter.post(path, wrapped, form_type()).status < 500


ASKED_LATER = {"same"}
"""Only where somebody on the signed lists may be whoever is reported (tests/portal/test_plain_namesakes.py)."""


def test_every_field_name_is_one_the_form_shows(reporter: Reporter):
    shown = set(re.findall(r' name="(\w+)"', reporter.get("/lapor").text))
    assert set(TEXT_FIELDS) - ASKED_LATER | {"files"} <= shown
