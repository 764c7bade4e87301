"""Public pages about how each inspectorate works: its own periods, texts and law, and nothing that was not set."""

import html
import re
from datetime import date

import msgspec
import pytest

from tests.cast import PROVINCE, REGENCY
from tests.portal.house import House, Page, Reporter
from tests.store.samples import an_entry
from wbs.cases.model import AgencyCode
from wbs.cases.rules.documents import AgencyText, Language, LegalText, StoredRules, default_rules
from wbs.cases.rules.documents import Page as Topic
from wbs.crypto.report import Category, IdentityMode
from wbs.crypto.shape import serialise

PATH = f"/instansi/{REGENCY}"
BUDGET = 16_000


def read(page: Page) -> str:
    return html.unescape(" ".join(re.sub("<[^>]+>", " ", page.text).split()))


def set_rules(house: House, version: int = 1, **members: object) -> None:
    rules = msgspec.structs.replace(default_rules(REGENCY), **members)
    stored = StoredRules(AgencyCode(REGENCY), version, date(2026, 11, 23), "admin", serialise(rules))
    house.store.rules.add_rules(stored, an_entry())


def test_every_agency_is_listed_and_has_its_page(reporter: Reporter):
    listed = re.findall(r'href="(/instansi/[^"]+)"', reporter.get("/instansi").text)
    assert listed == [f"/instansi/{PROVINCE}", f"/instansi/{REGENCY}"]
    for path in listed:
        assert reporter.get(path).status == 200


@pytest.mark.parametrize("code", ["99", "61.99", "x", "..", "61.08%00", "61.08/x"])
def test_no_page_is_made_up_for_an_agency_that_is_not_there(reporter: Reporter, code: str):
    assert reporter.get(f"/instansi/{code}").status == 404


def test_without_own_rules_a_page_says_that_the_periods_are_the_programs(reporter: Reporter):
    text = read(reporter.get(PATH))
    for period in (
        "Paling lambat 3 hari kerja",
        "5 hari kerja berikutnya",
        "Paling lambat 60 hari kerja",
        "10 hari kerja",
        "90 hari",
    ):
        assert period in text
    assert "ini aturan bawaan program" in text
    assert "belum ada yang memastikan" in text
    assert "belum mencantumkan dasar hukumnya sendiri" in text


def test_a_new_version_of_the_rules_shows_at_once(house: House, reporter: Reporter):
    reporter.get(PATH)
    clocks = msgspec.structs.replace(default_rules(REGENCY).clocks, verify=2, examination=45)
    set_rules(
        house,
        clocks=clocks,
        law_note="Dicocokkan Bagian Hukum dengan Perbup 1/2026.",
        legal_basis=[LegalText(title="Peraturan Bupati 1/2026", dated="2026-01-05", note="Bab II")],
        categories=[Category.BRIBERY, Category.OTHER],
        texts=[
            AgencyText(page=Topic.FLOW, language=Language.ENGLISH, text="Counter on the first floor."),
            AgencyText(page=Topic.FLOW, language=Language.INDONESIAN, text="Loket di lantai 1.\nSetiap hari kerja."),
        ],
    )
    text = read(reporter.get(PATH))
    for said in (
        "Paling lambat 2 hari kerja",
        "Paling lambat 45 hari kerja",
        "versi 1",
        "Perbup 1/2026",
        "5 Januari 2026",
        "Bab II",
    ):
        assert said in text
    assert "Loket di lantai 1. Setiap hari kerja." in text
    assert "Counter" not in text
    assert "Gratifikasi" not in text
    assert "Counter on the first floor." in read(Reporter(house.app, "/en").get(PATH))
    set_rules(house, version=2)
    assert "Loket" not in read(reporter.get(PATH))


def test_a_page_offers_no_way_to_appear_that_nobody_can_keep(house: House, reporter: Reporter):
    assert "disegel terpisah" not in read(reporter.get(PATH)), "this agency has no custodian"
    set_rules(house, identity_modes=[IdentityMode.ANONYMOUS])
    text = read(reporter.get(PATH))
    assert "Tidak ada yang tahu siapa Anda" in text
    assert "Yang menangani laporan tahu nama Anda" not in text


@pytest.mark.promise("P16")
def test_what_an_administrator_writes_is_text_and_never_markup(house: House, reporter: Reporter):
    evil = '"><script>alert(1)</script><img src=x onerror=y>'
    set_rules(
        house,
        legal_basis=[LegalText(title=evil, note=evil)],
        law_note=evil,
        texts=[AgencyText(page=Topic.RIGHTS, language=Language.INDONESIAN, text=evil)],
    )
    page = reporter.get(PATH)
    assert page.status == 200
    assert "<script" not in page.text
    assert "<img" not in page.text


@pytest.mark.promise("P06")
def test_a_page_names_who_reads_about_whom(reporter: Reporter):
    text = read(reporter.get(PATH))
    assert "sekretaris daerah, atau anggota DPRD Inspektorat 61 " in text
    assert "Tidak ada di sini: pakai jalur lain" in read(reporter.get(f"/instansi/{PROVINCE}"))


def test_it_is_light_and_loads_nothing(reporter: Reporter):
    page = reporter.get(PATH)
    assert len(page.data) <= BUDGET
    assert not re.search(r"<script|<link rel=\"stylesheet|<img| src=", page.text)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_both_languages_say_all_of_it(house: House, prefix: str):
    page = Reporter(house.app, prefix).get(PATH)
    ids = ("flow", "elements", "criteria", "secrecy", "rights", "legal-basis", "questions", "channels")
    assert [name for name in ids if f'<h2 id="{name}">' not in page.text] == []
    assert [name for name in ids if f'href="#{name}"' not in page.text] == []


def test_rules_that_cannot_be_read_are_not_passed_off_as_the_programs(house: House, reporter: Reporter):
    broken = StoredRules(AgencyCode(REGENCY), 1, date(2026, 11, 23), "admin", b"broken")
    house.store.rules.add_rules(broken, an_entry())
    page = reporter.get(PATH)
    assert page.status == 503
    assert "bawaan program" not in page.text


def test_an_agencys_own_words_are_told_from_the_common_ones(house: House, reporter: Reporter):
    """They are an administrator's alone, and may send people anywhere."""
    assert "Kata-kata inspektorat ini sendiri:" not in read(reporter.get(PATH))
    own = AgencyText(page=Topic.CHANNELS, language=Language.INDONESIAN, text="Hubungi kami lewat pos.")
    set_rules(house, texts=[own])
    assert "Kata-kata inspektorat ini sendiri: Hubungi kami lewat pos." in read(reporter.get(PATH))
