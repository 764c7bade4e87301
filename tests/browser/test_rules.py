"""Rules on the officers' page: an administrator stores the next version, everybody else reads."""

import json
from datetime import date
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.hand import Hand
from tests.browser.test_agency import ADMINISTRATOR, enter, press_tab
from tests.cast import REGENCY
from tests.looks import look_at
from tests.store.samples import an_entry
from wbs.cases.model import AgencyCode
from wbs.cases.rules.documents import Authority, StoredRules, default_rules
from wbs.cases.rules.rulebook import RuleBook, Ruling
from wbs.cli.rules import read_rules
from wbs.crypto.encoding import b64
from wbs.crypto.keys import ReaderPrivateKey
from wbs.crypto.shape import serialise
from wbs.crypto.signing import sign_payload

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def part(hand: Hand) -> Locator:
    return hand.page.get_by_role("region", name="Aturan")


def stored(hand: Hand) -> Ruling:
    return RuleBook(hand.desk.store.rules).current(REGENCY)


def fill_in(form: Locator) -> None:
    """Change a period, a day, the legal basis and the ways to appear."""
    form.get_by_label("verifikasi", exact=True).fill("2")
    form.get_by_role("checkbox", name="terbuka").uncheck()
    form.get_by_role("button", name="Tambah").first.click()
    day = form.get_by_role("group", name="hari ke-1")
    day.get_by_label("Hari", exact=True).fill("2026-12-28")
    day.get_by_label("Keputusan (nomor dan tanggal)").fill("Keputusan Bupati 9/2026")
    form.get_by_role("button", name="Tambah").nth(1).click()
    basis = form.get_by_role("group", name="peraturan ke-1")
    basis.get_by_label("Judul dan nomor").fill("Peraturan Bupati 1/2026")
    basis.get_by_label("Tanggal (boleh kosong)").fill("2026-01-05")
    form.get_by_role("button", name="Tambah").nth(2).click()
    name = form.get_by_role("group", name="nama ke-1")
    name.get_by_label("Jenis perkara").select_option("illegal-levy")
    name.get_by_label("Nama menurut instansi").fill("Pungli di pasar")
    form.get_by_label("Pola nomor surat").fill("700/{no}/ITDA/{month}/{year}")


def test_an_administrator_stores_the_next_version_and_takes_it_along(hand: Hand, tmp_path: Path) -> None:
    enter(hand, ADMINISTRATOR, ["administrator"], "Instansi")
    expect(part(hand)).to_contain_text("Yang berlaku aturan bawaan program (versi 0).")
    part(hand).get_by_role("button", name="Ubah aturan").click()
    form = part(hand).locator("form")
    expect(form.get_by_role("checkbox", name="anonim", exact=True)).to_be_disabled()
    form.get_by_role("button", name="Simpan sebagai versi baru").click()
    expect(form.get_by_text("Tidak ada yang berubah.")).to_be_visible()
    fill_in(form)
    assert look_at(hand.page, "officers/id", "rules, being changed", RULES) == []
    form.get_by_role("button", name="Simpan sebagai versi baru").click()
    dialog = hand.page.get_by_role("dialog")
    expect(dialog).to_contain_text("jangka waktu, hari yang diubah, cara pelapor tampil, dasar hukum")
    dialog.get_by_role("button", name="Simpan sebagai versi baru").click()
    expect(hand.page.get_by_text("Aturan versi 1 sudah berlaku.")).to_be_visible()
    expect(part(hand)).to_contain_text("Ditandatangani Petugas inspektur.")
    found = stored(hand)
    assert (found.version, found.rules.clocks.verify, found.rules.clocks.examination) == (1, 2, 60)
    assert [(one.day, one.works) for one in found.rules.overrides] == [("2026-12-28", False)]
    assert found.rules.letter_number == "700/{no}/ITDA/{month}/{year}"
    assert [(one.category, one.text) for one in found.rules.labels or []] == [("illegal-levy", "Pungli di pasar")]
    assert [str(mode) for mode in found.rules.identity_modes] == ["anonymous", "confidential"]
    part(hand).get_by_text("Semua versi").click()
    assert look_at(hand.page, "officers/id", "rules, with versions", RULES) == []
    with hand.page.expect_download() as saved:
        part(hand).get_by_role("button", name="Unduh versi 1").click()
    saved.value.save_as(tmp_path / "rules.json")
    assert found.rules.after == 0
    bare = msgspec.structs.replace(found.rules, after=msgspec.UNSET)
    assert read_rules((tmp_path / "rules.json").read_bytes()) == bare
    assert json.loads((tmp_path / "rules.json").read_text())["clocks"]["verify"] == 2


def test_a_refused_version_keeps_what_was_typed(hand: Hand) -> None:
    enter(hand, ADMINISTRATOR, ["administrator"], "Instansi")
    part(hand).get_by_role("button", name="Ubah aturan").click()
    form = part(hand).locator("form")
    form.get_by_label("Alamat surel pengingat").fill("bukan alamat")
    form.get_by_role("button", name="Simpan sebagai versi baru").click()
    hand.page.get_by_role("dialog").get_by_role("button", name="Simpan sebagai versi baru").click()
    expect(form.get_by_role("alert")).to_contain_text("Server tidak menerima aturan ini.")
    expect(form.get_by_label("Alamat surel pengingat")).to_have_value("bukan alamat")
    assert stored(hand).version == 0


def test_a_receiver_reads_the_rules_and_is_offered_no_change(hand: Hand) -> None:
    hand.sign_in()
    press_tab(hand, "Instansi")
    expect(part(hand)).to_contain_text("berkadar pengawasan: 60")
    expect(part(hand).get_by_role("button", name="Ubah aturan")).to_have_count(0)


@pytest.mark.promise("P18")
def test_rules_that_the_server_made_up_are_said_to_be_nobodys(hand: Hand) -> None:
    key = ReaderPrivateKey.generate().public.text
    authority = Authority(name="KPK", address="Jakarta", age_key=key)
    signed = msgspec.structs.replace(default_rules(REGENCY), after=0)
    rules = msgspec.structs.replace(signed, authorities=[authority])
    admin = hand.desk.world.people[ADMINISTRATOR].secret.signing_key
    genuine = sign_payload(serialise(signed), "wbs-rules/v1", admin)
    forged = genuine.replace(b64(serialise(signed)).encode(), b64(serialise(rules)).encode())
    stored_rules = StoredRules(AgencyCode(REGENCY), 1, date(2026, 11, 23), "inspektur", forged)
    hand.desk.store.rules.add_rules(stored_rules, an_entry())
    hand.sign_in()
    press_tab(hand, "Instansi")
    expect(part(hand)).to_contain_text("Tidak ditandatangani administrator")
