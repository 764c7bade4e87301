"""Published figures for everybody: only what was published, frozen, in both languages, and as CSV."""

import csv
import html
import re
from datetime import date
from io import StringIO

import msgspec
import pytest

from tests.cast import PROVINCE, REGENCY
from tests.portal.house import House, Page, Reporter
from tests.quarters import published, store_published
from tests.store.samples import an_entry
from wbs.cases.figures.csv import published_csv
from wbs.cases.model import AgencyCode
from wbs.cases.rules.documents import StoredRules, default_rules
from wbs.crypto.shape import serialise
from wbs.portal.figures import by_tier
from wbs.web.regions.table import Tier, load_regions

PATH = f"/instansi/{REGENCY}/angka"


def read(page: Page) -> str:
    return html.unescape(" ".join(re.sub("<[^>]+>", " ", page.text).split()))


def close(house: House, agency: str) -> None:
    rules = msgspec.structs.replace(default_rules(agency), public_figures=False)
    stored = StoredRules(AgencyCode(agency), 1, date(2026, 11, 23), "admin", serialise(rules))
    house.store.rules.add_rules(stored, an_entry(AgencyCode(agency)))


def test_before_the_first_quarter_is_over_the_pages_say_so(reporter: Reporter):
    assert "Belum ada triwulan yang berakhir" in read(reporter.get("/angka"))
    assert "Belum ada triwulan yang berakhir" in read(reporter.get(PATH))
    assert "No quarter is over yet" in read(reporter.get("/en" + PATH))


def test_both_rates_stand_with_their_fractions_and_formulas(house: House, reporter: Reporter):
    made = store_published(house.store.figures, REGENCY, 120)
    standing = made[-1].standing
    assert standing is not msgspec.UNSET
    for text in (read(reporter.get(PATH)), read(reporter.get("/angka"))):
        assert f"{standing.finished}" in text
        assert f"{standing.followed_up}" in text
        assert "(selesai + dalam proses) / diterima" in text
    english = read(reporter.get("/en" + PATH))
    assert f"{standing.finished} of {standing.received}: finished / received" in english
    assert re.search(r"\d\d\.\d\d%", english)
    assert re.search(r"\d\d,\d\d%", read(reporter.get(PATH)))


@pytest.mark.promise("P25")
def test_nothing_below_five_stands_on_any_page_or_in_any_file(house: House, reporter: Reporter):
    store_published(house.store.figures, REGENCY, 60)
    store_published(house.store.figures, PROVINCE, 4)
    for page in (reporter.get(PATH), reporter.get(f"{PATH}/2026-Q2")):
        counts = [int(count) for count in re.findall(r"<td>(\d+)</td><td>\d+,\d\d%</td>", page.text)]
        assert counts
        assert min(counts) >= 5
    assert "Terlalu sedikit" in read(reporter.get("/angka"))
    assert "terlalu sedikit untuk disebutkan" in read(reporter.get(f"/instansi/{PROVINCE}/angka"))
    rows = list(csv.DictReader(StringIO(reporter.get(f"{PATH}.csv").text.removeprefix("\ufeff"))))
    assert min(float(row["count"]) for row in rows if row["count"]) >= 5


def test_every_quarter_has_its_page_and_the_newest_stands_first(house: House, reporter: Reporter):
    store_published(house.store.figures, REGENCY, 90)
    assert "Triwulan III 2026" in read(reporter.get(PATH))
    assert "Triwulan II 2026" in read(reporter.get(f"{PATH}/2026-Q2"))
    assert f'href="{PATH}/2026-Q2"' in reporter.get(PATH).text
    assert "Third quarter of 2026" in read(reporter.get("/en" + PATH))


@pytest.mark.parametrize("path", ["/2026-Q1", "/2026-Q9", "/2026", "/x", "/2026-Q3%0a", "/..%2f..", "/2026-Q2/x"])
def test_a_quarter_that_was_not_published_is_not_there(house: House, reporter: Reporter, path: str):
    store_published(house.store.figures, REGENCY, 90)
    assert reporter.get(PATH + path).status == 404


@pytest.mark.promise("P25")
def test_an_agency_that_publishes_nothing_has_no_page_no_file_and_no_line(house: House, reporter: Reporter):
    store_published(house.store.figures, REGENCY, 90)
    store_published(house.store.figures, PROVINCE, 90)
    close(house, REGENCY)
    for path in (PATH, f"{PATH}/2026-Q3", f"{PATH}.csv", "/en" + PATH, "/instansi/99/angka", "/instansi/99/angka.csv"):
        assert reporter.get(path).status == 404
    assert PATH not in reporter.get("/angka").text
    assert PATH not in reporter.get(f"/instansi/{REGENCY}").text
    assert f"/instansi/{PROVINCE}/angka" in reporter.get("/angka").text


def test_rules_that_cannot_be_read_hide_the_figures_of_one_agency_alone(house: House, reporter: Reporter):
    store_published(house.store.figures, REGENCY, 90)
    store_published(house.store.figures, PROVINCE, 90)
    broken = StoredRules(AgencyCode(REGENCY), 1, date(2026, 11, 23), "admin", b"broken")
    house.store.rules.add_rules(broken, an_entry(AgencyCode(REGENCY)))
    assert reporter.get(PATH).status == 404
    text = reporter.get("/angka").text
    assert PATH not in text
    assert f"/instansi/{PROVINCE}/angka" in text


def test_the_file_has_every_number_with_the_days_it_counts(house: House, reporter: Reporter):
    made = store_published(house.store.figures, REGENCY, 90)
    page = reporter.get(f"{PATH}.csv")
    rows = list(csv.DictReader(StringIO(page.text.removeprefix("\ufeff"))))
    received = [row for row in rows if row["table"] == "received"]
    assert [(row["quarter"], row["first"], row["last"]) for row in received] == [
        (one.quarter, one.received.first, one.received.last) for one in made if one.received is not msgspec.UNSET
    ]
    assert page.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in page.headers["Content-Disposition"]


def test_a_name_that_a_spreadsheet_would_compute_is_written_as_text():
    told = [msgspec.structs.replace(one, name="=HYPERLINK(1)") for one in published(REGENCY, 90)]
    rows = list(csv.DictReader(StringIO(published_csv(told))))
    assert {row["name"] for row in rows} == {"'=HYPERLINK(1)"}


@pytest.mark.promise("P15")
def test_the_overview_reads_rules_once_for_each_version(
    house: House, reporter: Reporter, monkeypatch: pytest.MonkeyPatch
):
    """Anybody may ask for it, and an installation has hundreds of agencies."""
    store_published(house.store.figures, REGENCY, 90)
    reporter.get("/angka")
    asked: list[str] = []
    rules = house.store.rules
    newest = rules.newest_rules
    monkeypatch.setattr(type(rules), "newest_rules", lambda _, agency: asked.append(agency) or newest(agency))
    assert PATH in reporter.get("/angka").text
    assert asked == []
    close(house, REGENCY)
    assert PATH not in reporter.get("/angka").text
    assert asked == [REGENCY]


def test_where_agencies_stand_is_added_up_by_the_kind_of_their_region():
    told = {
        code: published(code, count)[-1] for code, count in (("61", 90), ("61.08", 60), ("61.71", 4), ("61.01", 30))
    }
    of = by_tier([*told.items(), ("zz", told["61"])], load_regions())
    assert of[Tier.PROVINCE] == [told["61"].standing]
    assert of[Tier.REGENCY] == [told["61.08"].standing, told["61.01"].standing]
    assert of[Tier.CITY] == []
