"""P14: the same thing sent twice at the same moment, jobs that run twice, uploads that a sweep or a restart meets."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bench.installation import AGENCY
from tests.faults.people import resume
from tests.faults.site import READERS, Served, Site, found_site, kill
from tests.files.building import chunk, png
from tests.portal.api.device import Device, seal_file
from tests.portal.house import House, a_form, multipart
from tests.store.raw import count
from wbs.cases.model import CHUNK_LIMIT, AgencyCode
from wbs.cases.reporters.keeping import UploadWriter
from wbs.clock import SystemClock
from wbs.crypto.primitives import random_bytes

pytestmark = pytest.mark.promise("P14")
AT_ONCE = 6
PICTURE = png(chunk(b"IDAT", bytes(9_000)))
"""Tells nothing, so that the portal asks nothing about it."""
MAINTAIN = [sys.executable, "-m", "wbs.cli", "maintain"]


@dataclass
class Place:
    """A portal of two processes over one SQLite file."""

    site: Site
    portal: Served
    house: House


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    site = found_site(tmp_path_factory.mktemp("at-once") / "data")
    portal = Served(site, "portal")
    portal.be_there()
    with closing(site.store()) as store:
        yield Place(site, portal, site.house(portal.port, store))
    portal.stop()


def at_once(act: Callable[[], int]) -> list[int]:
    """Let something happen several times at the same moment; give the statuses, sorted."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(pool.map(lambda _: act(), range(AT_ONCE)))


def case(place: Place, device: Device):  # type: ignore[no-untyped-def]
    return place.house.case(device.receipt.unsafe_words(), READERS[0])


def test_one_report_that_comes_many_times_at_once_stands_once_with_its_files(place: Place) -> None:
    device, content = Device(place.house), random_bytes(200_000)
    file = seal_file(content, "foto.bin")
    device.upload(file)
    sealed = device.seal(files=(file,))
    before = count(place.site.url, "cases")
    assert at_once(lambda: device.send(sealed, (file,)).status_code) == [200] * (AT_ONCE - 1) + [201]
    assert count(place.site.url, "cases") == before + 1
    assert case(place, device).files() == {"foto.bin": content}


def test_one_form_that_is_sent_many_times_at_once_leads_to_one_receipt(place: Place) -> None:
    body = multipart(a_form(place.house.reporter().get("/lapor").ticket), [("a.png", "image/png", PICTURE)])
    before = count(place.site.url, "cases")
    words = set()

    def send() -> int:
        page = place.house.reporter().post("/lapor", body)
        words.add(tuple(page.words))
        return page.status

    assert set(at_once(send)) == {200}
    assert len(words) == 1
    assert count(place.site.url, "cases") == before + 1
    found = place.house.case(next(iter(words)), READERS[0])
    assert len(found.open().messages) == 1
    assert found.files() == {"a.png": PICTURE}


def test_one_message_that_comes_many_times_at_once_stands_once(place: Place) -> None:
    device = Device(place.house)
    device.report()
    message = device.compose("Sekali saja.")
    statuses = at_once(lambda: device.write(message).status_code)
    assert statuses.count(201) == 1
    assert set(statuses) <= {200, 201, 409}, "a conflict tells the device to look, and it finds its message"
    assert device.write(message).status_code == 200
    assert case(place, device).texts() == ["Sekali saja."]


def test_a_sweep_takes_what_is_old_from_under_no_upload_that_goes_on(place: Place) -> None:
    today = SystemClock().today()
    with closing(place.site.store()) as store:
        for _ in range(3):
            old = UploadWriter(store.cases, AgencyCode(AGENCY), today - timedelta(days=3))
            old.write(random_bytes(2 * CHUNK_LIMIT))
            old.finish()
    device, content = Device(place.house), random_bytes(4 * CHUNK_LIMIT)
    file = seal_file(content, "film.bin")
    environment = place.site.environment("portal", 1)
    with (
        subprocess.Popen(MAINTAIN, env=environment, stdout=subprocess.PIPE, text=True) as first,
        subprocess.Popen(MAINTAIN, env=environment, stdout=subprocess.PIPE, text=True) as second,
    ):
        device.upload(file)
        said = [process.communicate(timeout=120)[0] for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], said
    sealed = device.seal(files=(file,))
    assert device.send(sealed, (file,)).status_code == 201
    assert case(place, device).files() == {"film.bin": content}
    assert count(place.site.url, "uploads") == 0


@pytest.mark.parametrize("way", ["told", "killed"])
def test_an_upload_goes_on_where_it_was_after_the_server_began_anew(place: Place, way: str) -> None:
    device, content = Device(place.house), random_bytes(5 * CHUNK_LIMIT + 99)
    file = seal_file(content, "rekaman.bin")
    assert device.begin(file).status_code == 201
    for number in range(3):
        assert device.patch(file, number * CHUNK_LIMIT).status_code == 204
    if way == "told":
        place.portal.stop()
    else:
        place.portal.kill()
    place.portal.be_there()
    assert int(device.head(file).headers["Upload-Offset"]) == 3 * CHUNK_LIMIT
    assert resume(device, file)
    sealed = device.seal(files=(file,))
    assert device.send(sealed, (file,)).status_code == 201
    assert case(place, device).files() == {"rekaman.bin": content}


def test_one_process_that_dies_takes_no_request_of_the_others_along(place: Place) -> None:
    victim, *_ = place.portal.workers()
    assert kill(victim)
    place.portal.be_there()
    device = Device(place.house)
    device.report()
    assert case(place, device).open().findings == ()
