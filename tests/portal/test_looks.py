"""Every page and state of the reporters' portal, in both languages: axe finds nothing, nothing scrolls sideways.

Each is photographed on demand (tests/looks.py). A new state belongs in one of the lists of scenes here.
"""

import sqlite3
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route
from playwright.sync_api import Page as Window

from tests.cast import PROVINCE, REGENCY, found, shared_world
from tests.databases import lay_empty
from tests.files import building as b
from tests.looks import axe_source, look_at
from tests.portal.house import House, Page, Reporter, a_form, build, multipart
from tests.quarters import store_published
from wbs.crypto.messages import Status
from wbs.crypto.receipt import Receipt
from wbs.web.answers import answer

RULES = ("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
PREFIXES = {"id": "", "en": "/en"}
NOTE = ("berita-acara.pdf", "application/pdf", b"%PDF" + b"x" * 2_000_000)
ODD = ("x" * 120 + ".jpg", "image/jpeg", b"\xff\xd8" + b"x" * 90_000)
TELLING = (
    (
        "foto papan.jpg",
        "image/jpeg",
        b.jpeg(b.segment(0xE1, b"Exif\0\0" + b.tiff([(0x10F, b.ASCII, b"Kamera\0")], gps=b.MONAS))),
    ),
    ("x" * 120 + ".pdf", "application/pdf", b.pdf(b"<< /Author (%s) /Creator (Writer) >>" % (b"Sari Widyawati " * 9))),
    ("bersih.jpg", "image/jpeg", b.jpeg()),
)
STORY = (
    "Pada papan proyek tertulis panjang jalan 1.200 meter. Di berita acara serah terima tertulis 1.850 meter.\n\n"
    "Pembayaran tahap dua mengikuti angka di berita acara."
)
ANSWER = (
    "Terima kasih atas foto papan proyek. Apakah Anda tahu siapa yang menyimpan buku ukur lapangan?\n"
    "Sebutkan jabatannya saja, tidak perlu nama."
)

Scenes = Iterator[tuple[str, Page]]


def reported(reporter: Reporter, *files: Any, **changes: str) -> Page:
    """Send a report as long as real ones."""
    answers = {"title": "Papan proyek dan berita acara", "what": STORY, "post": "Kepala Bidang", "loss": "Rp120 juta"}
    return reporter.report([NOTE, *files], **(answers | changes))


def plain_pages(_: House, reporter: Reporter) -> Scenes:
    for path in ("/", "/bantuan", "/dokumen", "/lapor", "/tanda-terima"):
        yield path, reporter.get(path)


def agencies(_: House, reporter: Reporter) -> Scenes:
    yield "agencies", reporter.get("/instansi")
    yield "an agency", reporter.get("/instansi/61.08")
    for name, typed in (("found", "kalbar"), ("not here", "kota pontianak"), ("nothing found", "atlantis")):
        yield f"region {name}", reporter.post("/lapor/wilayah", multipart([("area", typed)]))


def form_with_errors(house: House, reporter: Reporter) -> Scenes:
    yield "form with two errors", reporter.report(where="", when="")
    empty = dict.fromkeys(("agency", "what", "who", "unit", "where", "when"), "")
    yield "form with every error and kept files", reporter.report([NOTE, ODD], **empty, category="x", rank="x")
    yield "form about a rank without readers", reporter.report(rank="inspectorate", agency=PROVINCE)
    yield "form with a long text", reporter.report(title="a" * 300)
    yield "form of another type", reporter.post("/lapor", b"{}", "application/json")
    yield "form cut off", reporter.post("/lapor", multipart(a_form(reporter.get("/lapor").ticket))[:900])
    many = [(f"foto-{number}.jpg", "image/jpeg", b"x") for number in range(11)]
    yield "form with eleven files", reporter.report(many, where="")
    ticket = reporter.get("/lapor").ticket
    house.clock.turn(days=3)
    yield "form open for too long", reporter.report([NOTE], ticket=ticket)


def files_that_tell(house: House, reporter: Reporter) -> Scenes:
    careful = Reporter(house.app, reporter.prefix, decides=False)
    step = reported(careful, *TELLING)
    yield "form that tells what files tell", step
    yield "form whose files nobody decided about", reported(careful, ticket=step.ticket)
    yield "form with accepted files and an error", reported(careful, ticket=step.ticket, keep="1", where="")
    opened = careful.mailbox(careful.report().words)
    step = careful.reply(opened.ticket, STORY, TELLING)
    yield "mailbox that tells what files tell", step
    yield "mailbox whose files nobody decided about", careful.reply(step.ticket, STORY)
    house.clock.turn(minutes=31)
    yield "words asked again with files that tell", careful.reply(step.ticket, STORY)


def receipts(house: House, reporter: Reporter) -> Scenes:
    ticket = reporter.get("/lapor").ticket
    first = reported(reporter, ticket=ticket)
    yield "receipt", first
    yield "receipt of a repeated form", reported(reporter, ticket=ticket)
    yield "receipt of a changed form", reported(reporter, ticket=ticket, where="Desa Lain")

    def practice(third: str, ninth: str) -> Page:
        form = multipart([("ticket", first.ticket), ("w3", third), ("w9", ninth)])
        return reporter.post("/tanda-terima/coba", form)

    yield "practice with wrong words", practice("salah", "salah")
    yield "practice with right words", practice(first.words[2], first.words[8])
    house.clock.turn(minutes=31)
    yield "practice after half an hour", practice("salah", "salah")


def words_pages(house: House, reporter: Reporter) -> Scenes:
    yield "words missing", reporter.mailbox([])
    yield "words not on the list", reporter.mailbox(["salah", "xyz", *(["kata"] * 9), "juga"])
    yield "words of nobody", reporter.mailbox(Receipt.generate().unsafe_words())
    yield "words cut off", reporter.post("/tanda-terima", b"x")
    opened = reporter.mailbox(reported(reporter).words)
    house.clock.turn(minutes=31)
    yield "words asked again with a reply", reporter.reply(opened.ticket, STORY, [NOTE])


def mailbox(house: House, reporter: Reporter) -> Scenes:
    words = reported(reporter).words
    opened = reporter.mailbox(words)
    yield "mailbox without news", opened
    yield "mailbox with an empty reply", reporter.reply(opened.ticket, "", [])
    yield "mailbox with a long reply and a kept file", reporter.reply(opened.ticket, "a" * 50_001, [NOTE])
    yield "mailbox after a reply", reporter.reply(opened.ticket, "Tadi pagi papan itu diganti.", [ODD])
    case = house.case(words)
    case.say(status=Status.RECEIVED)
    case.say("Laporan lengkap.", Status.VERIFIED)
    case.say(ANSWER)
    case.say(ANSWER, Status.INCOMPLETE)
    yield "mailbox with news", reporter.mailbox(words)
    house.clock.turn(days=120)
    yield "mailbox overdue", reporter.mailbox(words)
    case.say("Diteruskan kepada Inspektorat Provinsi.", Status.PASSED_ON)
    yield "mailbox of a case passed on", reporter.mailbox(words)


def harmed_mailbox(house: House, reporter: Reporter) -> Scenes:
    words = reported(reporter).words
    reporter.reply(reporter.mailbox(words).ticket, "Kedua")
    case = house.case(words)
    for text in ("Ditahan", "Diubah", "Terlihat"):
        case.say(text)
    with sqlite3.connect(house.folder / "wbs.sqlite") as database:
        database.execute("DELETE FROM messages WHERE author != 'reporter' AND seq = 1")
        database.execute("UPDATE messages SET sealed = x'00' WHERE author != 'reporter' AND seq = 2")
    yield "mailbox with findings", reporter.mailbox(words)
    with sqlite3.connect(house.folder / "wbs.sqlite") as database:
        database.execute("DELETE FROM messages WHERE author = 'reporter' AND seq = 1")
    yield "mailbox that takes no reply", reporter.mailbox(words)
    with sqlite3.connect(house.folder / "wbs.sqlite") as database:
        database.execute("UPDATE records SET envelope = x'7b7d'")
    yield "mailbox that is not shown", reporter.mailbox(words)


def late_list(house: House, reporter: Reporter) -> Scenes:
    house.clock.turn(days=90)
    yield "form in the days of grace", reporter.get("/lapor")
    ticket = reporter.get("/lapor").ticket
    house.clock.turn(days=400)
    yield "home without readers", reporter.get("/")
    yield "closed channel", reporter.get("/lapor")
    yield "form whose channel closed meanwhile", reporter.report(ticket=ticket)


def error_pages(house: House, reporter: Reporter) -> Scenes:
    yield "error 404", reporter.get("/nope")
    for status in (400, 401, 403, 405, 408, 409, 413, 422, 429, 500, 503):
        with house.app.test_request_context(f"{reporter.prefix}/"):
            made = house.app.process_response(answer(status))
            data = made.get_data()
        yield f"error {status}", Page(status, made.headers, data.decode(), data)


def figures(house: House, reporter: Reporter) -> Scenes:
    yield "figures of nothing", reporter.get("/angka")
    store_published(house.store.figures, REGENCY, 96)
    store_published(house.store.figures, PROVINCE, 4)
    yield "figures", reporter.get("/angka")
    yield "figures of an agency", reporter.get(f"/instansi/{REGENCY}/angka")
    yield "figures of a quiet agency", reporter.get(f"/instansi/{PROVINCE}/angka")


SCENES: tuple[Callable[[House, Reporter], Scenes], ...] = (
    agencies,
    figures,
    *(plain_pages, form_with_errors, files_that_tell, receipts, words_pages),
    *(mailbox, harmed_mailbox, late_list, error_pages),
)


@pytest.fixture
def window(chromium: Browser) -> Iterator[Window]:
    context = chromium.new_context(java_script_enabled=True)
    yield context.new_page()
    context.close()


def show(window: Window, page: Page) -> None:
    """Load an answer with its own status, headers and policy."""
    # 408 makes browsers ask again.
    status = HTTPStatus.BAD_REQUEST if page.status == HTTPStatus.REQUEST_TIMEOUT else page.status
    headers = {name: value for name, value in page.headers.items() if name != "Content-Length"}

    def fulfil(route: Route) -> None:
        route.fulfill(status=status, headers=headers, body=page.data)

    window.unroute_all()
    window.route("**/*", fulfil)
    window.goto("https://localhost/shown")


def look_through(window: Window, language: str, scenes: Scenes) -> list[str]:
    faults = []
    for state, page in scenes:
        show(window, page)
        faults += look_at(window, f"portal/{language}", state, RULES)
    return faults


@pytest.mark.promise("P22")
@pytest.mark.parametrize("language", PREFIXES)
@pytest.mark.parametrize("scenes", SCENES, ids=lambda scenes: scenes.__name__)
def test_axe_finds_nothing_in_any_state(
    window: Window, folder: Path, language: str, scenes: Callable[[House, Reporter], Scenes]
):
    axe_source()
    house = build(folder, found() if scenes is late_list else shared_world())
    assert look_through(window, language, scenes(house, Reporter(house.app, PREFIXES[language]))) == []
    house.store.close()


def other_houses(folder: Path) -> Iterator[tuple[str, House]]:
    """Make portals that greet differently."""

    def made(name: str, world: Any = None, **changes: Any) -> tuple[str, House]:
        place = folder.with_name(name)
        place.mkdir()
        lay_empty(place / "wbs.sqlite")
        return name, build(place, world or shared_world(), **changes)

    yield made("https", https=True)
    yield made("onion", onion=True)
    yield made("one-agency", found(agencies=(PROVINCE,)))
    yield made("many-agencies", found(agencies=("61", *(f"61.{number:02}" for number in range(1, 14)))))


@pytest.mark.promise("P22")
@pytest.mark.parametrize("language", PREFIXES)
def test_axe_finds_nothing_on_other_connections_and_with_fewer_or_more_agencies(
    window: Window, folder: Path, language: str
):
    axe_source()
    faults = []
    for name, house in other_houses(folder):
        reporter = Reporter(house.app, PREFIXES[language])
        over = "https://localhost" if name == "https" else "http://localhost"
        paths = ("/", "/bantuan", "/lapor")
        pages = ((f"{name} {path}", reporter.open("GET", reporter.prefix + path, base_url=over)) for path in paths)
        faults += look_through(window, language, pages)
        house.store.close()
    assert faults == []
