"""How large a file may be: told before one is chosen, held to by the page and by the server, each agency its own."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cast import PROVINCE, REGENCY, shared_world
from tests.engines.fleet import Fleet
from tests.portal.api.device import Device, seal_file
from tests.portal.form_walk import ALL_SENT, ANSWERS, FormWalk, recorded, require_build
from tests.portal.house import House, Reporter, build
from tests.portal.mailbox_walk import MailboxWalk
from wbs.cases.model import MAX_FILE_BYTES, AgencyCode
from wbs.cases.reporters.uploads import DEFAULT_FILE_LIMIT, FileLimits
from wbs.crypto.bulk import encrypted_size
from wbs.crypto.primitives import random_bytes
from wbs.portal.limits import PLAIN_LIMIT, size_text
from wbs.web.language import Language

OWN = 3 << 20
LIMITS = FileLimits(own={AgencyCode(REGENCY): OWN})


@pytest.fixture
def strict(folder: Path) -> Iterator[House]:
    """A portal where one of two agencies takes files of 3 MB at most."""
    made = build(folder, shared_world(), file_limits=LIMITS)
    yield made
    made.store.close()


def announced(house: House, size: int, agency: str) -> int:
    """Announce a file of `size` bytes; give the status of the answer."""
    headers = {"Upload-Agency": agency, "Upload-Length": str(encrypted_size(size))}
    return Device(house).begin(seal_file(b""), **headers).status_code


@pytest.mark.promise("P15")
@pytest.mark.parametrize(("agency", "limit"), [(REGENCY, OWN), (PROVINCE, DEFAULT_FILE_LIMIT)])
def test_an_upload_begins_up_to_the_limit_of_its_agency(strict: House, agency: str, limit: int):
    assert announced(strict, limit, agency) == 201
    assert announced(strict, limit + 1, agency) == 413
    assert strict.pending() == 1


def test_the_endpoint_names_the_largest_of_all_limits(strict: House):
    answer = Device(strict).client.options("/api/v1/uploads")
    assert answer.headers["Tus-Max-Size"] == str(encrypted_size(DEFAULT_FILE_LIMIT))


@pytest.mark.parametrize("path", ["/lapor", "/tanda-terima"])
def test_pages_with_scripts_name_every_limit(strict: House, path: str):
    require_build()
    page = strict.reporter().get(path)
    block = re.search(r'<template id="t-limits">(.*?)</template>', page.text, re.DOTALL)
    assert block is not None
    assert re.findall(r"<p([^>]*)>([^<]*)</p>", block[1]) == [
        (f' data-limit="{DEFAULT_FILE_LIMIT}"', "2 GB"),
        (f' data-agency="{REGENCY}" data-limit="{OWN}"', "3 MB"),
    ]
    assert '<span data-slot="limit">2 GB</span>' in page.text


def test_the_page_without_script_has_one_limit_and_says_it(strict: House):
    assert MAX_FILE_BYTES == 100 << 20
    assert PLAIN_LIMIT == "100 MB"
    assert f"masing-masing paling besar {PLAIN_LIMIT}. " in strict.reporter().get("/lapor/tanpa-skrip").text
    plain = Reporter(strict.app, "/en").get("/lapor/tanpa-skrip")
    assert f"up to ten files of up to {PLAIN_LIMIT}. " in plain.text
    assert "t-limits" not in plain.text


@pytest.mark.parametrize(
    ("size", "text"),
    [(1 << 20, "1 MB"), (3 * 2**19, "1,5 MB"), (500_000_000, "476,8 MB"), (2 << 30, "2 GB"), ((1 << 40), "1.024 GB")],
)
def test_what_is_said_is_never_more_than_what_is_taken(size: int, text: str):
    assert size_text(size, Language.INDONESIAN) == text


@contextmanager
def chromium(fleet: Fleet, house: House) -> Iterator[FormWalk]:
    with recorded(house) as (site, _), fleet.engine("chromium").visit() as visit:
        yield FormWalk(visit, site)


def sized(folder: Path, name: str, size: int) -> Path:
    path = folder / name
    path.write_bytes(random_bytes(1000).ljust(size, b"x"))
    return path


def test_a_file_beyond_the_limit_of_the_chosen_agency_is_refused_before_it_is_sent(
    fleet: Fleet, strict: House, tmp_path: Path
):
    require_build()
    fits, large = sized(tmp_path, "pas.bin", OWN), sized(tmp_path, "lebih.bin", OWN + 1)
    with chromium(fleet, strict) as walk:
        walk.open()
        walk.answer()
        choose_area(walk, 2)
        assert "masing-masing paling besar 2 GB" in walk.visit.text("#files-h")
        walk.attach(large)
        choose_area(walk, 1)
        assert "masing-masing paling besar 3 MB" in walk.visit.text("#files-h")
        walk.next()
        assert "lebih besar dari 3 MB" in walk.visit.text("#files-e")
        walk.visit.click("#berkas [data-act=discard]")
        walk.visit.set_files("#files", fits, large)
        walk.visit.wait_until(ALL_SENT)
        assert "lebih besar dari 3 MB" in walk.visit.text("#ringkasan-galat")
        assert walk.visit.count("#berkas li") == 1
        shown = walk.check()
        assert [name for name, answer in ANSWERS.items() if answer.partition("\n")[0] not in shown] == []
        case = strict.case(walk.send())
        assert {name: len(data) for name, data in case.files().items()} == {fits.name: OWN}


def choose_area(walk: FormWalk, number: int) -> None:
    """Go back to the first step, choose another area, and come forward again to the files."""
    for _ in range(6):
        walk.visit.click("[data-act=back]")
    walk.visit.click(f"label[for=agency-{number}]")
    for _ in range(6):
        walk.next()


def test_the_mailbox_holds_files_to_the_limit_of_the_agency_that_has_the_case(
    fleet: Fleet, strict: House, tmp_path: Path
):
    require_build()
    device = Device(strict)
    device.report()
    with recorded(strict) as (site, _), fleet.engine("chromium").visit() as visit:
        walk = MailboxWalk(visit, site)
        walk.open(device.receipt.unsafe_words())
        assert "masing-masing paling besar 3 MB" in visit.text("#files-h")
        visit.set_files("#files", sized(tmp_path, "lebih.bin", OWN + 1))
        visit.wait_until("document.querySelector('#files-e').textContent.includes('3 MB')")
        assert visit.count("#berkas li") == 0
