"""What agencies' rules offer in the form: kinds of matters and ways to appear, as of their newest version."""

import re
from dataclasses import replace
from datetime import date

import msgspec
import pytest

from tests.cast import PROVINCE, REGENCY
from tests.portal.house import House, Reporter
from tests.store.samples import an_entry
from wbs.cases.clocks.told import Deadlines
from wbs.cases.model import AgencyCode
from wbs.cases.rules.documents import CategoryLabel, Language, StoredRules, default_rules
from wbs.cases.rules.rulebook import RuleBook
from wbs.crypto.report import Category, IdentityMode
from wbs.crypto.shape import serialise
from wbs.portal.offers import Offers, latest

PLAIN = "/lapor/tanpa-skrip"


def set_rules(house: House, agency: str, version: int = 1, **members: object) -> None:
    rules = msgspec.structs.replace(default_rules(agency), **members)
    stored = StoredRules(AgencyCode(agency), version, date(2026, 11, 23), "admin", serialise(rules))
    house.store.rules.add_rules(stored, an_entry())


def kinds(reporter: Reporter, path: str = PLAIN) -> list[str]:
    select = re.search(r'<select[^>]*name="category".*?</select>', reporter.get(path).text, re.DOTALL)
    assert select
    return re.findall(r'<option value="([^"]+)"', select[0])


def modes(reporter: Reporter, path: str = PLAIN) -> list[str]:
    return re.findall(r'name="identity" id="[^"]+" value="([^"]+)"', reporter.get(path).text)


def test_a_form_offers_the_kinds_of_matters_of_its_agencies(house: House, reporter: Reporter):
    assert kinds(reporter) == [category.value for category in Category]
    set_rules(house, REGENCY, categories=[Category.BRIBERY, Category.OTHER])
    set_rules(house, PROVINCE, categories=[Category.FRAUD, Category.OTHER])
    assert kinds(reporter) == ["bribery", "fraud", "other"]
    assert kinds(reporter, f"{PLAIN}?agency={REGENCY}") == ["bribery", "other"]
    set_rules(house, REGENCY, 2, categories=[Category.EXTORTION, Category.OTHER])
    assert kinds(reporter, f"{PLAIN}?agency={REGENCY}") == ["extortion", "other"]


def test_a_report_about_a_matter_that_is_not_offered_is_taken_all_the_same(house: House, reporter: Reporter):
    set_rules(house, REGENCY, categories=[Category.BRIBERY, Category.OTHER])
    page = reporter.report(category="procurement")
    assert house.case(page.words).report.category == "procurement"


def test_a_form_with_an_error_keeps_the_kind_that_was_chosen(house: House, reporter: Reporter):
    set_rules(house, REGENCY, categories=[Category.BRIBERY, Category.OTHER])
    set_rules(house, PROVINCE, categories=[Category.OTHER])
    again = reporter.report(category="procurement", where="")
    assert 'value="procurement" selected' in again.text


def test_a_way_to_appear_is_offered_where_some_agency_takes_it(house: House, reporter: Reporter):
    assert "named" in modes(reporter)
    for agency in (REGENCY, PROVINCE):
        set_rules(house, agency, identity_modes=[IdentityMode.ANONYMOUS])
    assert modes(reporter) == ["anonymous"]
    set_rules(house, PROVINCE, 2)
    assert "named" in modes(reporter)


def test_rules_that_cannot_be_read_close_no_form(house: House, reporter: Reporter):
    stored = StoredRules(AgencyCode(REGENCY), 1, date(2026, 11, 23), "admin", b"broken")
    house.store.rules.add_rules(stored, an_entry())
    assert kinds(reporter) == [category.value for category in Category]


def test_the_first_page_promises_no_period_that_some_agency_does_not_keep(house: House, reporter: Reporter):
    clocks = default_rules(REGENCY).clocks
    longer = msgspec.structs.replace(clocks, verify=4, answer=6, examination=30)
    assert "Paling lambat 3 hari kerja" in reporter.get("/").text
    set_rules(house, REGENCY, clocks=longer)
    house.clock.seconds += 61
    text = reporter.get("/").text
    for words in ("Paling lambat 3 sampai 4", "5 sampai 6 hari kerja berikutnya", "Paling lambat 30 sampai 60"):
        assert f"{words}" in text
    assert "Within 30 to 60 working days, by inspectorate" in reporter.get("/en/").text
    set_rules(house, PROVINCE, clocks=longer)
    assert "Paling lambat 30 sampai 60" in reporter.get("/").text, "asked at most once a minute"
    house.clock.seconds += 61
    assert "Paling lambat 30 hari kerja" in reporter.get("/").text


def test_the_first_page_needs_no_database(house: House, reporter: Reporter):
    clocks = msgspec.structs.replace(default_rules(REGENCY).clocks, verify=4)
    set_rules(house, REGENCY, clocks=clocks)
    assert "Paling lambat 3 sampai 4 hari kerja" in reporter.get("/").text
    house.store.close()
    house.clock.seconds += 61
    assert "Paling lambat 3 sampai 4 hari kerja" in reporter.get("/").text


def test_the_longest_of_several_promises_is_what_is_promised():
    one = Deadlines(*(date(2026, 11, day) for day in (23, 26, 28, 29)))
    other = replace(one, verify=date(2026, 11, 25), result=date(2026, 12, 1))
    assert latest([one, other]) == replace(one, result=date(2026, 12, 1))


def test_a_way_that_whoever_reads_does_not_offer_is_asked_again(house: House, reporter: Reporter):
    set_rules(house, REGENCY, identity_modes=[IdentityMode.ANONYMOUS])
    again = reporter.report(identity="named", person="Siti")
    assert (again.status, list(again.errors)) == (422, ["identity"])
    assert reporter.report(identity="named", person="Siti", rank="leadership").words


@pytest.mark.promise("P15")
def test_rules_are_read_once_for_each_version_however_often_forms_ask(house: House):
    """A form shows what every agency offers, and anybody may ask for it: reading them all each time is a lever."""
    set_rules(house, REGENCY, identity_modes=[IdentityMode.ANONYMOUS])
    asked: list[str] = []

    class Counting:
        newest_versions = staticmethod(house.store.rules.newest_versions)

        def newest_rules(self, agency: AgencyCode) -> StoredRules | None:
            asked.append(agency)
            return house.store.rules.newest_rules(agency)

    offers = Offers(RuleBook(Counting()))  # type: ignore[arg-type]
    found, *_ = [offers.rules_by_agency([REGENCY, PROVINCE]) for _ in range(3)]
    assert asked == [REGENCY]
    assert found[REGENCY].identity_modes == [IdentityMode.ANONYMOUS]
    assert found[PROVINCE] == default_rules(PROVINCE)
    set_rules(house, REGENCY, 2)
    assert offers.rules_of(REGENCY).identity_modes == list(IdentityMode)


def test_a_receipt_promises_days_by_the_rules_that_hold_now(house: House, reporter: Reporter):
    """Receipts are drawn once for many: one from before new rules would promise what nobody keeps."""
    before = re.findall(r"[Pp]aling lambat ([^<]+)", reporter.report().text)
    set_rules(house, REGENCY, clocks=msgspec.structs.replace(default_rules(REGENCY).clocks, verify=1))
    after = re.findall(r"[Pp]aling lambat ([^<]+)", reporter.report().text)
    assert len(before) == len(after) > 1
    assert before[0] != after[0]


def test_a_form_for_one_agency_has_its_own_names_of_kinds_and_one_for_several_the_common_ones(
    house: House, reporter: Reporter
):
    labels = [
        CategoryLabel(category=Category.BRIBERY, language=Language.ENGLISH, text="Bribes & <gifts>"),
        CategoryLabel(category=Category.BRIBERY, language=Language.INDONESIAN, text="Suap & <hadiah>"),
    ]
    set_rules(house, REGENCY, labels=labels)
    own = "Suap &amp; &lt;hadiah&gt;"
    assert own in reporter.get(f"/lapor?agency={REGENCY}").text
    assert own in reporter.get(f"/instansi/{REGENCY}").text
    assert "Bribes &amp; &lt;gifts&gt;" in reporter.get(f"/en/lapor?agency={REGENCY}").text
    for path in ("/lapor", f"/lapor?agency={PROVINCE}", f"/instansi/{PROVINCE}"):
        assert own not in reporter.get(path).text
