"""Figures on the officers' page: fractions beside rates, a period to choose, a file; leaders see what is public."""

import csv
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.desk import PENERIMA
from tests.browser.hand import Hand
from tests.browser.test_agency import enter, press_tab, tabs
from tests.cast import REGENCY
from tests.quarters import store_agency_counts, store_counts, store_published
from wbs.cases.figures.periods import last_month_end


def prepare(hand: Hand, count: int = 96) -> None:
    yesterday = hand.desk.clock.today() - timedelta(days=1)
    store_counts(hand.desk.store.figures, PENERIMA, count, yesterday)
    store_published(hand.desk.store.figures, REGENCY, count)


def test_an_officer_sees_rates_with_their_fractions_and_takes_them_along(hand: Hand) -> None:
    prepare(hand)
    hand.sign_in()
    press_tab(hand, "Kinerja")
    lede = hand.page.locator(".lede")
    expect(lede).to_contain_text("Selesai dibagi diterima")
    expect(lede).to_contain_text("64 / 96")
    expect(lede).to_contain_text("66,67%")
    spoken = "Laporan diterima dan selesai, April 2026 sampai November 2026. Angka yang sama ada pada tabel."
    expect(hand.page.locator(".big svg")).to_have_attribute("aria-label", spoken)
    hand.page.get_by_label("Masa").focus()
    hand.page.get_by_label("Masa").select_option("2026-Q2")
    expect(hand.page.locator(".pairup tbody tr")).to_have_count(3)
    expect(hand.page.get_by_label("Masa")).to_be_focused()
    with hand.page.expect_download() as saved:
        hand.page.get_by_role("button", name="Unduh CSV").click()
    assert saved.value.suggested_filename == "kinerja-2026-Q2.csv"
    rows = list(csv.DictReader(StringIO(Path(saved.value.path()).read_text("utf-8-sig"))))
    assert next(row for row in rows if row["table"] == "finished")["percent"]
    assert sum(int(row["count"]) for row in rows if row["table"] == "month-received") == int(
        next(row for row in rows if row["table"] == "received")["count"]
    )


@pytest.mark.promise("P25")
def test_leaders_see_published_quarters_and_no_case(hand: Hand) -> None:
    prepare(hand)
    asked: list[str] = []
    hand.page.on("request", lambda request: asked.append(request.url))
    enter(hand, PENERIMA, ["leadership"], "Kinerja")
    assert "Kotak masuk" not in tabs(hand)
    expect(hand.page.get_by_role("region", name="Angka yang diterbitkan")).to_contain_text("Triwulan III 2026")
    expect(hand.page.locator(".lede")).to_have_count(0)
    hand.page.get_by_role("button", name="Laporan triwulan, semester, tahunan").click()
    paper = hand.page.get_by_role("article")
    expect(paper).to_contain_text("Hanya memuat angka yang sudah diterbitkan")
    expect(paper.get_by_role("region", name="Tiap triwulan")).to_contain_text("Triwulan III 2026")
    expect(hand.page.get_by_label("Isi laporan")).to_have_count(0)
    assert not [url for url in asked if "/figures/own" in url or "/figures/agency" in url or "/inbox" in url]


@pytest.mark.promise("P25")
def test_the_head_prints_a_report_of_the_whole_agency_that_says_it_is_restricted(hand: Hand) -> None:
    prepare(hand)
    day = last_month_end(hand.desk.clock.today())
    store_agency_counts(hand.desk.store.figures, REGENCY, 40, day, ["inspektur", "penerima-01"])
    enter(hand, PENERIMA, ["head"], "Kotak masuk")
    press_tab(hand, "Kinerja")
    hand.page.get_by_role("button", name="Laporan triwulan, semester, tahunan").click()
    paper = hand.page.get_by_role("article")
    expect(paper).to_contain_text("TERBATAS")
    expect(paper).to_contain_text("Keadaan pada akhir 31 Oktober 2026")
    hand.page.get_by_label("Masa").focus()
    hand.page.get_by_label("Masa").select_option("2026")
    expect(paper.locator(".pairup tfoot")).to_contain_text("40")
    expect(hand.page.get_by_label("Masa")).to_be_focused()
    with hand.page.expect_download() as saved:
        hand.page.get_by_role("button", name="Unduh CSV").click()
    assert saved.value.suggested_filename == f"laporan-kinerja-{REGENCY}-2026-terbatas.csv"
    rows = list(csv.DictReader(StringIO(Path(saved.value.path()).read_text("utf-8-sig"))))
    assert next(row for row in rows if row["table"] == "received")["count"] == "40"
    hand.page.get_by_label("Isi laporan").select_option("published")
    expect(paper).to_contain_text("Hanya memuat angka yang sudah diterbitkan")
    expect(paper).not_to_contain_text("TERBATAS")
    hand.page.get_by_role("button", name="Kembali ke Kinerja").click()
    expect(hand.page.get_by_role("region", name="Angka yang diterbitkan")).to_be_visible()
