"""Finding one's inspectorate without a script: by province, by a part of a name, and what is not here is said."""

import html
import re

import pytest

from tests.portal.house import House, Page, Reporter, form_type, multipart

PLAIN = "/lapor/tanpa-skrip"


def search(reporter: Reporter, typed: str, path: str = "/lapor") -> Page:
    return reporter.post(f"{path}/wilayah", multipart([("area", typed)]))


def links(page: Page) -> list[str]:
    return re.findall(r'href="([^"]+\?agency=[^"]+)"', page.text)


def found(page: Page) -> str:
    block = re.search(r'aria-labelledby="hasil".*?</section>', page.text, re.DOTALL)
    return html.unescape(" ".join(re.sub("<[^>]+>", " ", block[0]).split())) if block else ""


def test_all_agencies_are_listed_by_province(reporter: Reporter):
    page = reporter.get("/lapor/wilayah")
    assert links(page) == ["/lapor?agency=61", "/lapor?agency=61.08"]
    assert "<h3>Kalimantan Barat</h3>" in page.text
    assert found(page) == ""


@pytest.mark.parametrize("typed", ["landak", "KAB LAN", "  Kabupaten   Landak  ", "61.08"])
def test_a_part_of_a_name_finds_the_agency_of_the_region(reporter: Reporter, typed: str):
    assert links(search(reporter, typed))[0] == "/lapor?agency=61.08"


def test_a_region_whose_agency_is_not_here_leads_to_its_province_or_outside(reporter: Reporter):
    there = found(search(reporter, "kota pontianak"))
    assert "Ditemukan Kota Pontianak : inspektoratnya tidak menerima laporan di sini." in there
    assert "Inspektorat 61" in there
    away = found(search(reporter, "aceh tengah"))
    assert "Jalur lain" in away
    assert "Inspektorat" not in away


def test_an_agency_is_found_by_its_own_name(reporter: Reporter):
    assert links(search(reporter, "inspektorat 61.08"))[0] == "/lapor?agency=61.08"


@pytest.mark.parametrize("typed", ["", "atlantis", "<script>alert(1)</script>", "\x00", "x" * 5_000])
def test_what_is_no_region_is_said_to_be_none(reporter: Reporter, typed: str):
    page = search(reporter, typed)
    assert page.status == 200
    assert "Tidak ada wilayah dengan nama ini" in found(page)
    assert "<script>alert" not in page.text


def test_the_form_without_script_keeps_its_way(reporter: Reporter):
    page = search(reporter, "landak", PLAIN)
    assert links(page) == [f"{PLAIN}?agency=61.08"]
    assert f'action="{PLAIN}/wilayah"' in page.text
    assert links(reporter.get(f"{PLAIN}/wilayah")) == [f"{PLAIN}?agency=61", f"{PLAIN}?agency=61.08"]


@pytest.mark.promise("P11")
def test_what_was_typed_stands_in_no_address_and_in_no_title(reporter: Reporter):
    page = search(reporter, "landak")
    assert "landak" not in " ".join(re.findall(r'(?:href|action)="([^"]*)"', page.text))
    assert "landak" not in re.search(r"<title>(.*?)</title>", page.text)[1]  # type: ignore[index]


@pytest.mark.promise("P16")
@pytest.mark.parametrize("body", [b"", b"x", multipart([("other", "x")]), multipart([("area", b"\xff\xfe")])])
def test_a_broken_form_gets_an_empty_answer(house: House, body: bytes):
    for kind in (form_type(), "application/x-www-form-urlencoded", "text/plain", ""):
        page = house.reporter().post("/lapor/wilayah", body, kind)
        assert page.status in {200, 403, 415}


def test_another_site_cannot_make_a_browser_search_here(reporter: Reporter):
    refused = reporter.post("/lapor/wilayah", multipart([("area", "landak")]), Sec_Fetch_Site="cross-site")
    assert refused.status == 403 or "landak" not in refused.text


@pytest.mark.parametrize("path", ["/lapor", PLAIN])
def test_a_link_leads_to_the_form_for_that_agency_alone(reporter: Reporter, path: str):
    page = reporter.get(f"{path}?agency=61.08")
    assert 'name="agency" value="61.08"' in page.text
    assert page.text.count('name="agency"') == 1
    assert reporter.get(f"{path}?agency=99").text.count('name="agency"') == 2
