"""P14: a full disk, and one that takes no writes, is answered clearly by running servers, which then work on."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.site import READERS, Served, Site, found_site
from tests.faults.spoiling import Fault, spoiling
from tests.portal.api.device import Device
from tests.portal.house import House, a_form, multipart
from tests.store.raw import count

pytestmark = pytest.mark.promise("P14")
MIB = 1 << 20


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 32 MiB of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if (
        os.geteuid()
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", folder], check=False).returncode
    ):
        pytest.skip("needs the right to mount a file system")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def site(small_disk: Path) -> Site:
    return found_site(small_disk / "data")


@pytest.fixture
def portal(site: Site) -> Iterator[Served]:
    made = Served(site, "portal")
    made.be_there()
    yield made
    made.stop()


@pytest.fixture
def house(site: Site, portal: Served) -> Iterator[House]:
    with closing(site.store()) as store:
        yield site.house(portal.port, store)


def check_refused(house: House, device: Device) -> None:
    """Both ways of reporting say that nothing was saved; what was there before can still be read."""
    ticket = house.reporter().get("/lapor").ticket
    page = house.reporter().post("/lapor", multipart(a_form(ticket)))
    assert (page.status, page.words) == (503, [])
    assert "kehabisan ruang" in page.text
    assert page.headers["Retry-After"]
    answer = Device(house).send(Device(house).seal())
    assert answer.status_code in {409, 503}
    assert answer.content_type == "application/problem+json"
    assert device.open().findings == ()


def fill(folder: Path) -> Path:
    """Leave no byte of room."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for piece in (bytes(MIB), bytes(4096)):
            try:
                while file.write(piece) == len(piece):
                    pass
            except OSError:
                continue
    return filler


def test_a_full_disk_is_said_and_the_same_servers_go_on_once_there_is_room(
    small_disk: Path, site: Site, portal: Served, house: House
) -> None:
    device = Device(house)
    device.report()
    before, workers = count(site.url, "cases"), portal.workers()
    filler = fill(small_disk)
    refused = [refused_device(house) for _ in range(3)]
    check_refused(house, device)
    assert 503 in refused
    assert "disk" in told_by_doctor(site)
    stored = count(site.url, "cases")
    assert stored - before == refused.count(201)
    filler.unlink()
    after = Device(house)
    after.report()
    assert house.case(after.receipt.unsafe_words(), READERS[0]).open().findings == ()
    assert portal.workers() == workers


def told_by_doctor(site: Site) -> set[str]:
    """Give the words for what `wbs doctor` finds."""
    words = [sys.executable, "-m", "wbs.cli", "doctor", "--json"]
    said = subprocess.run(words, env=site.environment("portal", 1), capture_output=True, text=True, check=False).stdout
    return set(re.findall(r'"code": ?"([a-z-]+)"', said))


def refused_device(house: House) -> int:
    device = Device(house)
    return device.send(device.seal()).status_code


@pytest.mark.parametrize("call", ["pwrite64", "fdatasync"])
def test_a_disk_that_takes_no_writes_is_said_and_the_same_servers_go_on_once_it_does(
    site: Site, portal: Served, house: House, call: str
) -> None:
    device = Device(house)
    device.report()
    before, workers = count(site.url, "cases"), portal.workers()
    with spoiling(site, workers, Fault(call, "EROFS", "1+")):
        assert refused_device(house) == 503
        check_refused(house, device)
    assert count(site.url, "cases") == before
    Device(house).report()
    assert portal.workers() == workers
