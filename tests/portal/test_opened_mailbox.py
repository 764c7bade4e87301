"""The mailbox opened on the reporter's own device, in every engine that runs scripts; the officer works with Python."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cast import a_report
from tests.engines.fleet import each_engine_with_scripts
from tests.engines.visit import Visit
from tests.portal.api.device import Device, seal_file
from tests.portal.form_walk import Recorder, recorded, require_build
from tests.portal.house import House
from tests.portal.mailbox_walk import CLOSE, LOOK, OPEN, MailboxWalk, officer_sends
from tests.promises.canaries import canary, of_receipt
from wbs.cases.model import KeyDigest
from wbs.crypto.messages import Outcome, Purpose, SealedBy, Status, StatusBody, TextBody
from wbs.crypto.primitives import random_bytes
from wbs.crypto.receipt import Receipt


@pytest.fixture
def served(house: House) -> Iterator[tuple[str, Recorder]]:
    require_build()
    with recorded(house) as site_and_recorder:
        yield site_and_recorder


@pytest.fixture
def walk(visit: Visit, served: tuple[str, Recorder]) -> MailboxWalk:
    return MailboxWalk(visit, served[0])


@pytest.fixture
def sent(served: tuple[str, Recorder]) -> Recorder:
    return served[1]


def words_of(device: Device) -> list[str]:
    return list(device.receipt.unsafe_words())


@pytest.mark.promise("P02", "P11", "P22")
@each_engine_with_scripts
def test_both_sides_read_and_files_arrive_to_the_byte_while_the_server_sees_nothing(
    walk: MailboxWalk, house: House, sent: Recorder, tmp_path: Path
):
    device = Device(house)
    mark = random_bytes(12).hex()
    device.report(what=f"Rahasia {mark}.")
    officer = house.case(words_of(device))
    officer.say(status=Status.RECEIVED)
    answer = os.urandom(2_500_000)
    officer_sends(officer, device, f"Kami baca. {mark}", seal_file(answer, "jawaban.pdf"))
    sent.sent.clear()
    shown = walk.open(words_of(device))
    assert f"Rahasia {mark}." in shown
    assert f"Kami baca. {mark}" in shown
    assert "ditandatangani Petugas penerima-01" in shown
    assert "Anda 1, Inspektorat 2" in shown
    assert walk.notices() == []
    walk.visit.click("[data-act=take]")
    assert walk.visit.wait_for_download().read_bytes() == answer
    evidence = tmp_path / f"bukti-{mark}.bin"
    evidence.write_bytes(os.urandom(1_200_000))
    walk.write(f"Ini buktinya {mark}.", evidence)
    assert f"Ini buktinya {mark}." in walk.sent()
    assert officer.texts() == [f"Ini buktinya {mark}."]
    assert officer.files()[evidence.name] == evidence.read_bytes()
    assert officer.open().messages[-1].message.sealed_by is SealedBy.BROWSER
    secrets = [canary("text", mark.encode()), canary("content", evidence.read_bytes()[1000:1032])]
    secrets += [one for one in of_receipt(device.receipt) if one.name != "mailbox token"]
    assert [(one.name, request.path) for one in secrets for request in sent.sent if one.is_in(request.whole)] == []
    assert sent.posts() == []
    assert not [request.path for request in sent.sent if "HTTP_COOKIE" in request.headers]
    assert walk.visit.errors == []
    assert walk.visit.evaluate("[location.href, document.title]") == [
        f"{walk.site}/tanda-terima",
        "Buka tanda terima \u2013 Inspektorat 61",
    ]


@pytest.mark.parametrize("engine", ["chromium"], indirect=True)
def test_an_end_is_told_with_its_letter_and_objected_to(walk: MailboxWalk, house: House):
    device = Device(house)
    device.report()
    officer = house.case(words_of(device))
    letter = "INSPEKTORAT\n\n<b>Tidak</b> terbukti."
    officer.take(StatusBody(status=Status.CLOSED, outcome=Outcome.NOT_PROVEN, letter=letter))
    shown = walk.open(words_of(device))
    for told in ("Inspektorat telah menyelesaikan perkara ini.", "Hasil", "Tidak terbukti", letter):
        assert told in shown
    walk.visit.click("#purpose")
    walk.write("Saya keberatan.")
    assert "Keberatan atas akhir perkara" in walk.sent()
    objection = TextBody(text="Saya keberatan.", purpose=Purpose.OBJECTION)
    assert officer.open().messages[-1].message.body == objection
    assert walk.visit.evaluate("document.querySelector('#purpose').checked") is False
    officer.take(StatusBody(status=Status.REOPENED, reason="objection"))
    walk.visit.click(LOOK)
    walk.visit.wait_until("document.querySelector('#kasus').innerText.includes('Anda mengajukan keberatan.')")
    assert walk.visit.evaluate("document.querySelector('[data-part=objecting]').hidden") is True


@pytest.mark.parametrize("engine", ["chromium"], indirect=True)
def test_what_nobody_opened_is_taken_back_after_a_second_question(walk: MailboxWalk, house: House):
    device = Device(house)
    device.report()
    walk.open(words_of(device))
    walk.write("Nama saya Budi.")
    assert "Nama saya Budi." in walk.sent()
    walk.visit.click("#m2 [data-act=retract]")
    assert "Pesan ini dan berkasnya dihapus." in walk.visit.text("[data-part=said]")
    assert house.case(words_of(device)).texts() == ["Nama saya Budi."]
    walk.visit.click("[data-act=retract-sure]")
    walk.visit.wait_for("#ditarik")
    assert "Anda menarik kembali yang belum dibuka petugas." in walk.visit.text("#kasus")
    assert walk.notices() == []
    officer = house.case(words_of(device))
    assert (officer.texts(), officer.open().findings) == ([], ())
    walk.visit.click("#m1 [data-act=retract]")
    assert "Seluruh laporan Anda dihapus" in walk.visit.text("[data-part=said]")
    house.store.inside.give_out(officer.name, KeyDigest(officer.person.secret.reader_key.public.digest))
    walk.visit.click("[data-act=retract-sure]")
    walk.visit.wait_for("#terbuka")
    assert len(officer.open().messages) == 2
    assert walk.visit.evaluate("document.querySelector('[data-act=retract]')") is None
    assert walk.visit.errors == []


@pytest.mark.promise("P12")
@each_engine_with_scripts
def test_wrong_words_are_pointed_out_at_once_and_nothing_is_sent(walk: MailboxWalk, house: House, sent: Recorder):
    device = Device(house)
    device.report()
    words = words_of(device)
    walk.ask()
    before = len(sent.sent)
    walk.visit.fill("#words", " ".join([*words[:4], "salahsekali", *words[5:]]) + " ")
    walk.visit.wait_until("!document.querySelector('#words-e').hidden")
    assert "Kata ke-5 tidak ada" in walk.visit.text("#words-e")
    walk.visit.click(OPEN)
    assert "Kata ke-5 tidak ada" in walk.visit.text("#ringkasan-galat")
    walk.enter(" ".join(words[:11]))
    walk.visit.wait_until("document.querySelector('#ringkasan-galat').innerText.includes('bukan 12 kata')")
    assert [request.path for request in sent.sent[before:] if "/static/" not in request.path] == []
    walk.enter(" ".join(f"{at}. {word.upper()[:4]}" for at, word in enumerate(words, 1)))
    assert a_report().where in walk.case()
    assert walk.visit.value("#words") == ""


@pytest.mark.promise("P12")
@each_engine_with_scripts
def test_words_without_a_mailbox_are_told_so_after_the_same_requests(walk: MailboxWalk, house: House, sent: Recorder):
    device = Device(house)
    device.report()
    sent.sent.clear()
    walk.open(words_of(device))
    known = [request.path for request in sent.sent if "/api/" in request.path]
    sent.sent.clear()
    walk.ask()
    walk.enter(Receipt.generate().unsafe_words())
    walk.visit.wait_for("#kosong")
    assert "Tidak ada kotak surat" in walk.visit.text("#kabar")
    assert sorted(request.path for request in sent.sent if "/api/" in request.path) == sorted(known)


@pytest.mark.promise("P11")
@each_engine_with_scripts
def test_a_mailbox_that_is_not_used_closes_and_keeps_unsent_text_sealed(walk: MailboxWalk, house: House):
    device = Device(house)
    device.report()
    walk.open(words_of(device))
    walk.visit.fill("#message", "Belum selesai.")
    walk.wait_idle()
    walk.visit.wait_for("#t-locked-h")
    shown = walk.visit.html
    assert a_report().where not in shown
    assert walk.visit.value("#message") == ""
    assert walk.visit.value("#words") == ""
    assert "Tulisan Anda disimpan" in walk.visit.text("#kabar")
    other = Device(house)
    other.report(where="Tempat lain")
    walk.enter(words_of(other))
    assert "Tempat lain" in walk.case()
    assert walk.visit.value("#message") == ""
    walk.visit.click(CLOSE)
    walk.visit.wait_until("document.querySelector('#kasus') === null")
    walk.enter(words_of(device))
    walk.case()
    walk.visit.wait_until("document.querySelector('#message').value === 'Belum selesai.'")


@pytest.mark.promise("P11")
@each_engine_with_scripts
def test_leaving_takes_everything_away(walk: MailboxWalk, house: House):
    device = Device(house)
    device.report()
    walk.open(words_of(device))
    walk.visit.goto(walk.site + "/bantuan")
    walk.visit.back()
    walk.visit.wait_until("location.pathname === '/tanda-terima' && document.querySelector('#formulir') !== null")
    assert a_report().where not in walk.visit.html
    assert walk.visit.value("#words") == ""


@each_engine_with_scripts
def test_looking_again_finds_what_has_come(walk: MailboxWalk, house: House, sent: Recorder):
    device = Device(house)
    device.report()
    walk.open(words_of(device))
    sent.sent.clear()
    walk.visit.click(LOOK)
    walk.visit.wait_until("document.querySelector('#kasus').innerText.includes('Tidak ada yang baru')")
    assert [request.path for request in sent.sent] == ["/api/v1/mailbox?"]
    house.case(words_of(device)).say("Sudah kami baca.")
    walk.visit.click(LOOK)
    walk.visit.wait_until("document.querySelector('#kasus').innerText.includes('Sudah kami baca.')")
    assert "Anda 1, Inspektorat 1" in walk.case()
