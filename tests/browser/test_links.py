"""Links between cases, with a real browser: found, kept among officers, and never a trace of a case to anybody."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import PENERIMA
from tests.browser.hand import Hand
from tests.browser.test_changing import bodies, looked_inside
from tests.cast import REGENCY, a_report
from tests.office import SealedReport
from wbs.crypto.entries import LinkBody, LinkedCase, Relation

ONE, SAME, OTHER = (
    "Aspal Jalan Umpama lebih tipis dari kontrak",
    "Tebal aspal Jalan Umpama tidak sesuai kontrak",
    "Pungutan meja lapak di Pasar Umpama",
)
COLLEAGUE = f"{REGENCY}/penerima-02"


@pytest.mark.promise("P06")
def test_a_case_is_linked_only_where_nobody_would_learn_of_another_by_it(hand: Hand) -> None:
    desk = hand.desk
    leading, other, again = (desk.file_report(a_report(title=title)) for title in (ONE, OTHER, SAME))
    desk.start_epoch_without(other, COLLEAGUE)
    hand.sign_in()
    hand.open_case(SAME)
    hand.page.get_by_role("button", name="Tautkan perkara atau nomor").click()
    dialog = hand.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Simpan").click()
    expect(dialog.get_by_role("alert")).to_have_text("Pilih hubungannya")
    options = dialog.locator("#link-case option")
    expect(options.nth(1)).to_have_text(f"Mirip: {number_of(leading)}: {ONE}")
    dialog.locator("#link-words").fill("lapak")
    dialog.get_by_role("button", name="Cari di semua perkara saya").click()
    expect(dialog.get_by_text("Semua perkara diperiksa. 1 cocok")).to_be_visible()
    dialog.locator("#link-relation").select_option("related")
    dialog.locator("#link-case").select_option(f"{REGENCY}/{other.name.case}")
    dialog.get_by_role("button", name="Simpan").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Tidak ditautkan: Petugas penerima-02")
    dialog.locator("#link-relation").select_option("duplicate")
    dialog.locator("#link-case").select_option(f"{REGENCY}/{leading.name.case}")
    dialog.get_by_role("button", name="Simpan").click()
    expect(hand.page.get_by_text("Tautan tersimpan.")).to_be_visible()
    linked = LinkBody(relation=Relation.DUPLICATE, other=LinkedCase(agency=REGENCY, case=leading.name.case))
    assert bodies(looked_inside(desk, again, PENERIMA))[-1] == linked
    assert is_duplicate(hand, again)
    assert len(desk.opened_by_reporter(again).messages) == 1
    hand.page.get_by_role("button", name=f"Cabut tautan {number_of(leading)}").click()
    expect(hand.page.get_by_text("Belum ada tautan.")).to_be_visible()
    assert not is_duplicate(hand, again)


def number_of(report: SealedReport) -> str:
    case = report.name.case
    return "-".join(["WBS", *(case[at : at + 4] for at in range(0, 16, 4))])


def is_duplicate(hand: Hand, report: SealedReport) -> bool:
    history = hand.desk.store.cases.history(report.name)
    assert history is not None
    return bool(history.tags.is_duplicate)
