"""A reply from the reporter's own device while something else happens: other keys, other messages, no answer."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest

from tests import cast
from tests.cast import REGENCY
from tests.engines.fleet import each_engine_with_scripts
from tests.engines.visit import Visit
from tests.files import building as b
from tests.portal.api.device import Device, seal_file
from tests.portal.form_walk import ALL_SENT, recorded, require_build
from tests.portal.house import House, OfficersCase, build
from tests.portal.mailbox_walk import OPEN, SEND, MailboxWalk, leaves, officer_sends
from tests.portal.test_in_a_browser import serving
from wbs.cases.model import KeyDigest, NewEpoch, StoredGrant, StoredRecord
from wbs.crypto.compose import compose_epoch, name_of, recipient
from wbs.crypto.messages import Status
from wbs.crypto.records import verify_chain

MESSAGES, EPOCHS = "/api/v1/mailbox/messages", "/api/v1/mailbox/epochs"
BUSY = b'{"type":"urn:wbs:problem:unavailable","title":"","status":503,"code":"unavailable"}'
Act = Callable[[], object]
in_chromium = pytest.mark.parametrize("engine", ["chromium"], indirect=True)


@pytest.fixture
def house(folder: Path) -> Iterator[House]:
    """A portal over a world of its own: these stories publish directories."""
    require_build()
    made = build(folder, cast.found())
    yield made
    made.store.close()


@dataclass
class Interposed:
    """A portal before whose answer something happens, once for each time it is asked for."""

    app: WSGIApplication
    path: str
    before: list[Act] = field(default_factory=list)
    lost: int = 0
    """How many answers are lost after the request was carried out."""
    change: Callable[[bytes], bytes] | None = None
    """Changes the body of every answer."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith(self.path):
            return self.app(environ, start_response)
        with self.lock:
            act = self.before.pop(0) if self.before else None
        if act is not None:
            act()
        if self.lost:
            self.lost -= 1
            return self._lose(environ, start_response)
        return self.app(environ, start_response) if self.change is None else self._changed(environ, start_response)

    def _lose(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        list(self.app(environ, _unheard))
        start_response("503 Service Unavailable", [("Content-Type", "application/problem+json")])
        return [BUSY]

    def _changed(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        assert self.change is not None
        answered: list[Any] = []
        body = b"".join(self.app(environ, lambda *given: answered.extend(given) or (lambda _: None)))  # type: ignore[func-returns-value,arg-type,return-value]
        status, headers = answered[:2]
        body = self.change(body)
        start_response(
            status, [(k, v) for k, v in headers if k != "Content-Length"] + [("Content-Length", str(len(body)))]
        )
        return [body]


def _unheard(*_: Any) -> Callable[[bytes], object]:
    return lambda _data: None


@contextmanager
def interposed(house: House, path: str, **how: Any) -> Iterator[tuple[str, Interposed]]:
    """Serve a portal with something in between."""
    between = Interposed(house.app.wsgi_app, path, **how)
    house.app.wsgi_app = between  # type: ignore[method-assign]  # as Flask's documentation says
    with serving(house) as site:
        yield site, between


def a_case(house: House) -> Device:
    device = Device(house)
    device.report()
    house.case(device.receipt.unsafe_words()).say(status=Status.RECEIVED)
    return device


def words_of(device: Device) -> list[str]:
    return list(device.receipt.unsafe_words())


@pytest.mark.promise("P07")
@each_engine_with_scripts
def test_before_the_next_message_the_key_changes_for_an_officer_who_has_left(visit: Visit, house: House):
    device = a_case(house)
    gone = house.case(words_of(device), f"{REGENCY}/penerima-02")
    stays = house.case(words_of(device), f"{REGENCY}/penerima-01")
    leaves(house, "penerima-02")
    with recorded(house) as (site, recorder):
        walk = MailboxWalk(visit, site)
        assert "sudah tidak ada di daftar penerima" in walk.open(words_of(device))
        walk.write("Hanya untuk yang tinggal.")
        shown = walk.sent()
    assert "sudah tidak ada di daftar penerima" not in shown
    assert [one.path for one in recorder.sent if one.method == "POST"] == [f"{EPOCHS}?", f"{MESSAGES}?"]
    dossier = stays.open()
    assert (dossier.epoch, dossier.findings) == (2, ())
    assert dossier.messages[-1].message.epoch == 2
    assert [f"{one.agency}/{one.reader}" for one in dossier.chain.epoch(2).document.readers] == [
        f"{REGENCY}/penerima-01"
    ]
    assert stays.texts() == ["Hanya untuk yang tinggal."]
    assert not gone.may_open


@pytest.mark.promise("P07")
@in_chromium
def test_who_was_taken_off_by_an_officer_is_not_let_in_again_by_a_change_of_the_key(visit: Visit, house: House):
    """Three read; one officer is gone: the epoch is for the two who stay, not for every receiver of the directory."""
    device = a_case(house)
    leaves(house, "penerima-02")
    with serving(house) as site:
        walk = MailboxWalk(visit, site)
        walk.open(words_of(device))
        walk.write("Satu.")
        walk.sent()
        walk.write("Dua.")
        walk.visit.wait_until("document.querySelectorAll('.msg.mine').length === 3")
    dossier = house.case(words_of(device)).open()
    assert dossier.chain.epochs == 2
    assert [one.message.epoch for one in dossier.messages if one.author == "reporter"] == [1, 2, 2]


@pytest.mark.promise("P07")
@in_chromium
def test_a_key_that_an_officer_made_before_leaving_is_never_written_under(visit: Visit, house: House):
    """The officer granted it to nobody else but the reporter; the next epoch is for those whom the one before names."""
    device = a_case(house)
    gone = house.case(words_of(device), f"{REGENCY}/penerima-02")
    begin_epoch_for_oneself(gone, device)
    leaves(house, "penerima-02")
    with recorded(house) as (site, recorder):
        walk = MailboxWalk(visit, site)
        assert "sudah tidak ada di daftar penerima" in walk.open(words_of(device))
        walk.write("Hanya untuk yang tinggal.")
        walk.sent()
    assert [one.path for one in recorder.sent if one.method == "POST"] == [f"{EPOCHS}?", f"{MESSAGES}?"]
    stays = house.case(words_of(device))
    assert stays.open().epoch == 3
    assert stays.texts() == ["Hanya untuk yang tinggal."]
    assert not gone.may_open


def begin_epoch_for_oneself(officer: OfficersCase, device: Device) -> None:
    """Begin an epoch that only this officer and the reporter read, as an officer's client that is not ours might."""
    dossier = officer.open()
    book = officer.house.world.book()
    sealed = compose_epoch(
        officer.person.secret.signing_key,
        officer.person.ref,
        dossier.chain,
        dossier.case_keys[1],
        [recipient(REGENCY, officer.person.id, officer.person.secret.reader_key.public)],
        directories=[name_of(book.newest(REGENCY))],
        heads=dossier.heads(),
    )
    assert sealed.previous_key is not None
    chain = verify_chain([device.material().records[0], sealed.record], book)
    record = StoredRecord(2, 1, chain.records[-1].digest, sealed.record)
    grants = tuple(StoredGrant(2, KeyDigest(grant.key), grant.sealed) for grant in sealed.grants)
    officer.house.store.cases.start_epoch(NewEpoch(officer.name, record, sealed.previous_key, grants))


@pytest.mark.promise("P08")
@each_engine_with_scripts
def test_what_comes_in_between_is_read_first_and_the_message_signed_again(visit: Visit, house: House):
    device = a_case(house)

    def write_elsewhere() -> None:
        assert device.write(device.compose("Dari perangkat lain.")).status_code == 201

    with interposed(house, MESSAGES, before=[]) as (site, between):
        walk = MailboxWalk(visit, site)
        walk.open(words_of(device))
        done: list[bool] = []

        def once() -> None:
            if not done:
                done.append(True)
                write_elsewhere()

        between.before.append(once)
        walk.write("Dari sini.")
        shown = walk.sent()
    assert "Dari perangkat lain." in shown
    officer = house.case(words_of(device))
    assert officer.texts() == ["Dari perangkat lain.", "Dari sini."]
    assert officer.open().findings == ()


@pytest.mark.promise("P14")
@each_engine_with_scripts
def test_a_message_whose_answer_is_lost_is_stored_once(visit: Visit, house: House, tmp_path: Path):
    device = a_case(house)
    evidence = tmp_path / "bukti.bin"
    evidence.write_bytes(os.urandom(300_000))
    with interposed(house, MESSAGES, lost=2) as (site, _):
        walk = MailboxWalk(visit, site)
        walk.open(words_of(device))
        walk.write("Sekali saja.", evidence)
        walk.visit.wait_for("#t-busy-h")
        walk.sent()
    officer = house.case(words_of(device))
    assert officer.texts() == ["Sekali saja."]
    assert officer.files() == {"bukti.bin": evidence.read_bytes()}


@pytest.mark.promise("P14")
@in_chromium
def test_an_epoch_whose_answer_is_lost_is_begun_once(visit: Visit, house: House):
    device = a_case(house)
    leaves(house, "penerima-02")
    with interposed(house, EPOCHS, lost=1) as (site, _):
        walk = MailboxWalk(visit, site)
        walk.open(words_of(device))
        walk.write("Sekali saja.")
        walk.sent()
    assert house.case(words_of(device)).open().chain.epochs == 2


@in_chromium
def test_five_signatures_are_enough(visit: Visit, house: House):
    """A server that answers conflict for ever is told so, and the text stays."""
    device = a_case(house)

    def write_elsewhere() -> None:
        assert device.write(device.compose("Lain.")).status_code == 201

    with interposed(house, MESSAGES) as (site, between):
        walk = MailboxWalk(visit, site)
        walk.open(words_of(device))
        for _ in range(5):
            between.before += [write_elsewhere, lambda: None]
        walk.write("Dari sini.")
        walk.visit.wait_for("#t-unsettled-h")
        assert walk.visit.value("#message") == "Dari sini."
    assert "Dari sini." not in house.case(words_of(device)).texts()


@pytest.mark.promise("P02")
@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda data: data[:70_000] + bytes([data[70_000] ^ 1]) + data[70_001:],
        lambda data: data[::-1],
        lambda _data: b"",
    ],
    ids=["cut", "longer", "changed", "reversed", "nothing"],
)
@in_chromium
def test_nothing_is_saved_of_a_file_that_is_not_genuine(visit: Visit, house: House, change: Callable[[bytes], bytes]):
    device = a_case(house)
    officer_sends(house.case(words_of(device)), device, "Ini.", seal_file(os.urandom(200_000), "jawaban.bin"))
    with interposed(house, "/api/v1/mailbox/attachments/", change=change) as (site, _):
        walk = MailboxWalk(visit, site)
        walk.open(words_of(device))
        visit.evaluate("() => { HTMLAnchorElement.prototype.click = () => { document.title = 'saved'; }; }")
        visit.click("[data-act=take]")
        visit.wait_until("document.querySelector('.take [role=status]').innerText !== ''")
        assert "Tidak ada bagiannya yang disimpan" in visit.text(".take")
        assert visit.title != "saved"


@in_chromium
def test_a_download_is_stopped_and_begun_again(visit: Visit, house: House):
    device = a_case(house)
    content = os.urandom(3_000_000)
    officer_sends(house.case(words_of(device)), device, "Ini.", seal_file(content, "jawaban .bin"))
    with serving(house) as site:
        walk = MailboxWalk(visit, site)
        walk.open(words_of(device))
        rule = visit.hold("*/attachments/*")
        visit.click("[data-act=take]")
        visit.wait_until("!document.querySelector('[data-act=untake]').hidden")
        visit.click("[data-act=untake]")
        visit.wait_until("document.querySelector('[data-act=untake]').hidden")
        rule.end()
        visit.click("[data-act=take]")
        assert visit.wait_for_download().read_bytes() == content


@in_chromium
def test_no_press_is_lost_in_silence_while_a_file_is_looked_into_and_after(visit: Visit, house: House, tmp_path: Path):
    device = a_case(house)
    photo = tmp_path / "IMG_0001.jpg"
    photo.write_bytes(b.jpeg(b.segment(0xFE, b"Sari")))
    with serving(house) as site:
        walk = MailboxWalk(visit, site)
        walk.open(words_of(device))
        rule = visit.hold("*/static/looker-worker-*")
        walk.write("Ini fotonya.", photo)
        visit.wait_until("document.querySelector('#balasan [data-part=busy]').textContent !== ''")
        visit.click(SEND)
        visit.wait_until("document.activeElement === document.querySelector('#balasan [data-part=busy]')")
        rule.end()
        visit.wait_for("#ringkasan-galat")
        assert visit.text("#files-e") != ""
        visit.click("#berkas [data-act=keep]")
        visit.click(SEND)
        walk.sent()
    assert house.case(words_of(device)).texts() == ["Ini fotonya."]


@in_chromium
def test_a_mailbox_that_closes_while_files_are_sent_keeps_sending_them(visit: Visit, house: House, tmp_path: Path):
    device = a_case(house)
    evidence = tmp_path / "bukti.bin"
    evidence.write_bytes(os.urandom(4_000_000))
    with serving(house) as site:
        walk = MailboxWalk(visit, site)
        walk.open(words_of(device))
        rule = visit.hold("*/uploads/*")
        visit.fill("#message", "Ini buktinya.")
        visit.set_files("#files", evidence)
        visit.wait_until("document.querySelector('#berkas progress').checkVisibility()")
        walk.wait_idle()
        visit.wait_for("#t-locked-h")
        rule.end()
        visit.wait_until(ALL_SENT)
        walk.enter(words_of(device))
        walk.case()
        visit.wait_until("document.querySelector('#message').value === 'Ini buktinya.'")
        visit.click(SEND)
        walk.sent()
    assert house.case(words_of(device)).files() == {"bukti.bin": evidence.read_bytes()}


@in_chromium
def test_a_lost_connection_is_told_and_opening_goes_on(visit: Visit, house: House):
    device = a_case(house)
    with serving(house) as site:
        walk = MailboxWalk(visit, site)
        walk.ask()
        rule = visit.fail("*/mailbox/case")
        walk.enter(words_of(device))
        visit.wait_for("#t-offline-h")
        rule.end()
        visit.click("[data-act=again]")
        assert "Laporan yang Anda kirim" in walk.case()
        assert visit.count("#t-offline-h") == 0


@in_chromium
def test_what_is_missing_is_said_in_place(visit: Visit, house: House):
    device = a_case(house)
    with serving(house) as site:
        walk = MailboxWalk(visit, site)
        walk.ask()
        visit.click(OPEN)
        assert "Ketik 12 kata" in visit.text("#ringkasan-galat")
        walk.enter(words_of(device))
        walk.case()
        visit.click(SEND)
        assert "Tulis sesuatu" in visit.text("#ringkasan-galat")
        assert visit.title.startswith("Ada masalah: ")
        visit.fill("#message", "x" * 50_001)
        visit.click(SEND)
        visit.wait_until("document.querySelector('#message-e').innerText.includes('50000')")
