"""Codes of regions: the whole list, found by code and by what people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs.web.regions.table import Tier, load_regions

REGIONS = load_regions()


def test_the_list_has_every_province_regency_and_city() -> None:
    tiers = [region.tier for region in REGIONS]
    assert [tiers.count(tier) for tier in (Tier.PROVINCE, Tier.REGENCY, Tier.CITY)] == [38, 416, 98]
    assert len(REGIONS) == 552
    above = [REGIONS.province_of(region.code) for region in REGIONS]
    assert all(one is not None and one.tier is Tier.PROVINCE for one in above)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("61.08", "Kabupaten Landak"),
        ("61.71", "Kota Pontianak"),
        ("61", "Provinsi Kalimantan Barat"),
        ("64", "Provinsi Kalimantan Timur"),
        ("11.04", "Kabupaten Aceh Tengah"),
        ("63", "Provinsi Kalimantan Selatan"),
    ],
)
def test_the_regions_of_the_source_documents_have_their_codes(code: str, name: str) -> None:
    found = REGIONS.find(code)
    assert found is not None
    assert found.full_name == name
    assert REGIONS.search(name, 3)[0].code == code
    assert REGIONS.search(code, 3)[0].code == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("landak", "61.08"),
        ("  KAB. LANDAK ", "61.08"),
        ("pontia", "61.71"),
        ("kota ponti", "61.71"),
        ("kalbar", "61"),
        ("prov kaltim", "64"),
        ("aceh tengah", "11.04"),
        ("DKI", "31"),
        ("jogja", "34"),
    ],
)
def test_people_find_their_region_as_they_write_it(typed: str, code: str) -> None:
    assert code in [region.code for region in REGIONS.search(typed, 3)]


@pytest.mark.parametrize("typed", ["", "   ", "...", "x" * 500, "landak ngabang", "99", "61.99", "\x00", "<q>"])
def test_what_no_region_is_called_finds_nothing(typed: str) -> None:
    assert REGIONS.search(typed, 3) == []


def test_a_list_of_hits_is_never_longer_than_asked_for() -> None:
    assert len(REGIONS.search("ka", 20)) == 20
    assert len(REGIONS.search("61", 20)) == 15


@given(st.text(max_size=100))
def test_nothing_that_is_typed_breaks_the_search(typed: str) -> None:
    assert len(REGIONS.search(typed, 5)) <= 5
