"""A reporter over Tor, at the address of the onion service: report, receipt, reply, upload."""

import os
from pathlib import Path

import pytest

from tests.engines.firefox import Firefox
from tests.engines.preferences import SAFER, SAFEST, through_socks
from tests.needs import program
from tests.portal.api.device import Device, seal_file
from tests.portal.form_walk import ANSWERS, FormWalk, require_build
from tests.portal.mailbox_walk import MailboxWalk
from tests.portal.test_without_scripts import ANSWERS as PLAIN_ANSWERS
from tests.portal.test_without_scripts import EVIDENCE, Way
from tests.tor.conftest import Street
from wbs.crypto.messages import SealedBy, Status

pytestmark = pytest.mark.xdist_group("tor")


def test_a_program_without_scripts_reports_reads_the_reply_and_answers(street: Street):
    reporter = street.reporter("plain")
    assert "Lewat Tor. Alamat Anda tersembunyi" in reporter.get("/").text
    sent = reporter.report([("nota.bin", "application/octet-stream", EVIDENCE)])
    assert len(sent.words) == 12
    case = street.house.case(sent.words)
    assert list(case.files().values()) == [EVIDENCE]
    case.say("Siapa yang menyimpan buku ukur?", Status.INCOMPLETE)
    opened = reporter.mailbox(sent.words)
    assert "Siapa yang menyimpan buku ukur?" in opened.text
    reporter.reply(opened.ticket, "Juru ukur.")
    assert case.texts() == ["Juru ukur."]


def test_a_device_that_seals_reports_with_a_file_and_opens_the_reply(street: Street):
    device = Device(street.device_house("device"))
    content = os.urandom(2_500_000)
    device.report((seal_file(content),))
    case = street.house.case(device.receipt.unsafe_words())
    assert list(case.files().values()) == [content]
    case.say("Siapa yang menyimpan buku ukur?", Status.INCOMPLETE)
    assert [found.author for found in device.open().messages] == ["reporter", "61.08/penerima-01"]
    assert device.write(device.compose("Juru ukur.")).status_code == 201
    assert case.texts() == ["Juru ukur."]


@pytest.mark.promise("P22")
def test_firefox_without_javascript_reports_and_answers(street: Street, tmp_path: Path):
    evidence = tmp_path / "berita-acara.pdf"
    evidence.write_bytes(EVIDENCE)
    firefox = Firefox("safest", program("firefox-esr"), SAFEST, tmp_path, through_socks(street.socks))
    try:
        with firefox.visit() as visit:
            way = Way(visit, f"http://{street.reporters}")
            words = way.report(evidence)
            case = street.house.case(words)
            assert case.report.what == PLAIN_ANSWERS["#what"]
            case.say("Siapa yang menyimpan buku ukur?", Status.INCOMPLETE)
            way.open(words)
            assert "Siapa yang menyimpan buku ukur?" in visit.text()
            way.reply("Juru ukur.", evidence)
            assert case.texts() == ["Juru ukur."]
            assert visit.cookies() == []
    finally:
        firefox.close()


@pytest.mark.promise("P02", "P22")
def test_firefox_at_safer_seals_on_the_device_and_opens_the_reply(street: Street, tmp_path: Path):
    require_build()
    evidence = tmp_path / "rekaman.bin"
    evidence.write_bytes(os.urandom(1_500_000))
    firefox = Firefox("safer", program("firefox-esr"), SAFER, tmp_path, through_socks(street.socks))
    try:
        with firefox.visit() as visit:
            site = f"http://{street.reporters}"
            walk = FormWalk(visit, site)
            walk.open()
            walk.answer()
            walk.attach(evidence)
            walk.check()
            words = walk.send()
            case = street.house.case(words)
            assert case.report.what == ANSWERS["what"]
            assert case.open().messages[0].message.sealed_by is SealedBy.BROWSER
            assert case.files() == {evidence.name: evidence.read_bytes()}
            case.say("Siapa yang menyimpan buku ukur?", Status.INCOMPLETE)
            mailbox = MailboxWalk(visit, site)
            assert "Siapa yang menyimpan buku ukur?" in mailbox.open(words)
            mailbox.write("Juru ukur.")
            mailbox.sent()
            assert case.texts() == ["Juru ukur."]
            assert visit.cookies() == []
    finally:
        firefox.close()
