"""Where files lie until they belong to a case tells nobody whom a report is about: under the agency that reads it."""

import sqlite3
from pathlib import Path

import pytest

from tests.cast import PROVINCE, REGENCY
from tests.engines.fleet import Fleet
from tests.portal.form_walk import FormWalk, recorded, require_build
from tests.portal.house import House, Reporter

FILE = ("bukti.bin", "application/octet-stream", b"bukti" * 1000)


def shelves(house: House) -> list[tuple[str, str]]:
    """Give the agency of every stored attachment's case, and the agency under which its bytes lie."""
    with sqlite3.connect(house.folder / "wbs.sqlite") as connection:
        return connection.execute("SELECT agency, shelf FROM attachments ORDER BY agency").fetchall()


@pytest.mark.promise("P01")
@pytest.mark.parametrize(("rank", "reads"), [("leadership", PROVINCE), ("unknown", PROVINCE), ("staff", REGENCY)])
def test_files_of_a_plain_form_lie_under_the_agency_that_reads_it(
    house: House, reporter: Reporter, rank: str, reads: str
):
    assert reporter.report([FILE], rank=rank).words
    assert shelves(house) == [(reads, reads)]


@pytest.mark.promise("P01")
def test_files_of_a_plain_form_that_was_corrected_lie_under_the_agency_that_reads_it_now(
    house: House, reporter: Reporter
):
    """The form came back for something else; then its reporter thought of the rank, too."""
    again = reporter.report([FILE], rank="staff", where="")
    assert (again.status, again.files) == (422, [FILE[0]])
    words = reporter.report(ticket=again.ticket, rank="leadership").words
    assert shelves(house) == [(PROVINCE, PROVINCE)]
    assert house.case(words, f"{PROVINCE}/penerima-01").files() == {FILE[0]: FILE[2]}
    assert house.pending() == 0


@pytest.mark.promise("P01")
def test_files_that_a_device_sealed_lie_under_the_agency_that_reads_them(fleet: Fleet, house: House, tmp_path: Path):
    require_build()
    evidence = tmp_path / "bukti.bin"
    evidence.write_bytes(FILE[2])
    with recorded(house) as (site, recorder), fleet.engine("chromium").visit() as visit:
        walk = FormWalk(visit, site)
        walk.open()
        walk.answer()
        walk.attach(evidence)
        for _ in range(4):
            walk.visit.click("[data-act=back]")
        walk.visit.click("label[for=rank-leadership]")
        for _ in range(4):
            walk.next()
        walk.check()
        assert walk.send()
    asked = [one.headers["HTTP_UPLOAD_AGENCY"] for one in recorder.sent if "HTTP_UPLOAD_AGENCY" in one.headers]
    assert asked == [REGENCY, PROVINCE], "a report about staff became one about their superiors"
    assert shelves(house) == [(PROVINCE, PROVINCE)]
    assert house.pending() == 0
