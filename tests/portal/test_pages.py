"""Pages without a form, and what holds for all pages."""

import os
import re
from pathlib import Path

import msgspec
import pytest

from tests.cast import OFFICES, REGENCY, World, found
from tests.portal.house import House, Page, Reporter, build, publish
from wbs.crypto.ceremony import digest_of, sign_agencies, sign_roots
from wbs.crypto.directory import INSTALLATION, RootKey, Roots
from wbs.crypto.keys import RootSigningKey

PATHS = ("/", "/lapor", "/tanda-terima", "/bantuan", "/dokumen", "/nope")


def wire_size(page: Page) -> int:
    head = "".join(f"{name}: {value}\r\n" for name, value in page.headers.items())
    return len("HTTP/1.1 200 OK\r\n") + len(head) + 2 + len(page.data)


@pytest.mark.parametrize("path", ["/", "/en/"])
def test_the_home_page_travels_in_the_first_flight(reporter: Reporter, path: str):
    assert wire_size(reporter.get(path)) <= 14_600


def test_the_home_page_says_who_reads_whom_and_by_when(reporter: Reporter):
    text = reporter.get("/").text
    assert re.search(r"Kepala daerah atau wakilnya.*?</dt><dd>Inspektorat 61</dd>", text)
    assert "Tidak ada di sini: pakai jalur lain" in text
    assert all(days in text for days in ("3 hari kerja", "5 hari kerja", "60 hari kerja"))
    assert 'href="https://www.lapor.go.id/" rel="noreferrer"' in text


def test_help_says_of_sealing_what_the_first_page_says(reporter: Reporter):
    """Which of the two depends on whether scripts were built: nobody should be told less or more than is true."""
    told = "Disegel oleh peramban Anda sebelum dikirim", "Disegel oleh server ini saat tiba."
    pages = [reporter.get(path).text for path in ("/", "/bantuan")]
    shown = [[text in page for text in told] for page in pages]
    assert shown[0] == shown[1]
    assert sorted(shown[0]) == [False, True]


def test_the_fingerprint_of_the_installation_stands_on_home_help_documents_and_receipt(
    house: House, reporter: Reporter
):
    words = house.world.book().installation[-1].document.fingerprint_words()
    shown = f"{' '.join(words[:4])}<br>{' '.join(words[4:])}"
    pages = [reporter.get(path) for path in ("/", "/bantuan", "/dokumen")]
    assert all(shown in page.text for page in [*pages, reporter.report()])


def changed_officials() -> World:
    """Let one of the installation's officials be followed by another, on the day of the house's clock."""
    world = found()
    book, keys = world.book(), world.root_keys[INSTALLATION]
    old, followed = book.installation[-1], [*keys[:2], RootSigningKey.generate()]
    entries = [RootKey(key=key.public.text, office=office) for key, office in zip(followed, OFFICES, strict=True)]
    roots = msgspec.structs.replace(old.document, version=2, previous=old.digest, keys=entries)
    world.roots[INSTALLATION].append(sign_roots(roots, keys[:2]))
    table = msgspec.structs.replace(
        book.agencies.document, version=2, previous=book.agencies.digest, roots=digest_of(roots), issued="2026-11-23"
    )
    world.agencies.append(sign_agencies(table, keys[:2]))
    return world


def shown_words(roots: Roots) -> str:
    words = roots.fingerprint_words()
    return f"{' '.join(words[:4])}<br>{' '.join(words[4:])}"


@pytest.mark.promise("P05")
def test_after_a_change_of_officials_the_words_of_older_posters_stand_below_the_new_ones_for_ninety_days(folder: Path):
    house = build(folder, changed_officials())
    former, newest = (one.document for one in house.world.book().installation)
    for days, is_shown in ((0, True), (90, True), (1, False)):
        house.clock.turn(days=days)
        reporter = house.reporter()
        for page in (*(reporter.get(path) for path in ("/", "/bantuan", "/dokumen")), reporter.report()):
            assert shown_words(newest) in page.text
            assert (shown_words(former) in page.text) is is_shown
            assert ("21 Februari 2027" in page.text) is is_shown
            if is_shown:
                assert page.text.index(shown_words(newest)) < page.text.index(shown_words(former))
    house.store.close()


def test_the_signed_documents_are_served_as_they_were_signed(house: House, reporter: Reporter):
    listed = re.findall(r'href="/dokumen/([^"]+)"', reporter.get("/dokumen").text)
    assert len(listed) == 6
    for name in listed:
        assert reporter.get(f"/dokumen/{name}").data == (house.folder / "keys" / name).read_bytes()


@pytest.mark.parametrize("name", ["anchor.txt", "..%2Fwbs.sqlite", "../wbs.sqlite", "roots-00-2.json", "%00"])
def test_nothing_else_is_served(reporter: Reporter, name: str):
    assert reporter.get(f"/dokumen/{name}").status == 404


def test_a_new_directory_is_used_without_a_restart(folder: Path):
    house = build(folder, found())
    reporter = house.reporter()
    assert "menurut daftar versi 1" in reporter.report().text
    newest = house.world.book().newest(REGENCY)
    house.world.publish(msgspec.structs.replace(newest.document, version=2, previous=newest.digest))
    publish(house.world, folder / "keys")
    os.utime(folder / "keys")
    assert "menurut daftar versi 2" in reporter.report().text
    house.store.close()


@pytest.mark.parametrize("path", PATHS[:-1])
def test_each_language_has_its_own_address_and_links_to_the_other(house: House, path: str):
    indonesian, english = (Reporter(house.app, prefix).get(path).text for prefix in ("", "/en"))
    assert '<html lang="id"' in indonesian
    assert '<html lang="en"' in english
    assert f'<a href="/en{path}" hreflang="en" lang="en">' in indonesian
    assert f'<a href="{path}" hreflang="id" lang="id">' in english
    assert 'href="/keluar"' in indonesian
    assert 'href="/en/keluar"' in english


def test_no_english_slips_into_indonesian_pages(reporter: Reporter):
    english = re.compile(r"\b(?:the|your|report|receipt|server|mailbox|and|with|is)\b", re.IGNORECASE)
    allowed = {"server"}
    pages = [reporter.get(path) for path in PATHS]
    report = reporter.report()
    pages += [report, reporter.mailbox(report.words), reporter.report(where=""), reporter.mailbox(["x"])]
    for page in pages:
        body = page.text.partition("<body>")[2]
        seen = re.sub(r"<[^>]*>", " ", re.sub(r'<(\w+)[^>]* lang="(?:en|id)"[^>]*>.*?</\1>', " ", body))
        assert {word.lower() for word in english.findall(seen)} <= allowed


def test_links_inside_a_page_lead_somewhere(house: House):
    reporter = house.reporter()
    pages = {path: reporter.get(path).text for path in ("/", "/lapor", "/tanda-terima", "/bantuan", "/dokumen")}
    for text in pages.values():
        for link in re.findall(r'href="([^"]+)"', text):
            path, _, anchor = link.partition("#")
            if path.startswith("/") and path not in pages and not path.startswith("/en"):
                assert reporter.get(path).status in {200, 303}
            if anchor and path in {"", *pages}:
                assert f'id="{anchor}"' in (pages[path] if path else text)


@pytest.mark.parametrize("path", ["/lapor/", "/en", "/LAPOR", "/lapor%00", "/en/en/lapor"])
def test_odd_addresses_are_pages_or_nothing(reporter: Reporter, path: str):
    assert reporter.get(path).status in {200, 404}
