"""Rules on the officers' page: an administrator stores the next version, everybody else reads."""

import json
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.browser.hand import Hand
from tests.browser.test_agency import ADMINISTRATOR, enter, press_tab
from tests.cast import REGENCY
from tests.looks import look_at
from wbs.cases.rulebook import RuleBook, Ruling
from wbs.cli.rules import read_rules

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
    found = stored(hand)
    assert (found.version, found.rules.clocks.verify, found.rules.clocks.examination) == (1, 2, 60)
    assert [(one.day, one.works) for one in found.rules.overrides] == [("2026-12-28", False)]
    assert [str(mode) for mode in found.rules.identity_modes] == ["anonymous", "confidential"]
    part(hand).get_by_text("Semua versi").click()
    assert look_at(hand.page, "officers/id", "rules, with versions", RULES) == []
    with hand.page.expect_download() as saved:
        part(hand).get_by_role("button", name="Unduh versi 1").click()
    saved.value.save_as(tmp_path / "rules.json")
    assert read_rules((tmp_path / "rules.json").read_bytes()) == found.rules
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
