"""P14: clocks that jump ahead or back by a day or a year destroy nothing, and shut nobody out for good."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cast import REGENCY
from tests.databases import lay_empty
from tests.investigator.counter import Counter
from tests.office import Office
from tests.portal.api.device import Device, seal_file
from tests.portal.house import House, a_form, build, config_of, multipart
from wbs.cases.clocks.overdue import JOB as CLOCKS
from wbs.cases.figures.service import JOB as FIGURES
from wbs.cases.model import AgencyCode
from wbs.cli.jobs import JOBS, UPLOADS, Outcome, Workshop, run_jobs
from wbs.crypto.primitives import random_bytes

pytestmark = pytest.mark.promise("P14")
JUMPS = [timedelta(days=days) for days in (1, 2, 365, -1, -365)]
QUIET = {name: job for name, job in JOBS.items() if name in {UPLOADS, FIGURES, CLOCKS, "sessions"}}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    folder = tmp_path / "data"
    folder.mkdir()
    lay_empty(folder / "wbs.sqlite")
    made = build(folder)
    yield made
    made.store.close()


def a_night(house: House) -> dict[str, Outcome]:
    """Let the nightly jobs run."""
    workshop = Workshop(config_of(house.folder), house.store, house.clock)
    return {outcome.job: outcome for outcome in run_jobs(workshop, QUIET)}


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_jump_while_somebody_writes_loses_neither_report_nor_files(house: House, jump: timedelta) -> None:
    a_night(house)
    content = random_bytes(5_000)
    device, photo = Device(house), seal_file(content, "foto.bin")
    device.upload(photo)
    kept = house.reporter().report([("bukti.png", "image/png", b"\x89PNG\r\n\x1a\n" + bytes(64))], what="")
    assert kept.status == 422
    ticket = kept.ticket
    house.clock.turn(days=jump.days)
    a_night(house)
    house.clock.turn(days=-jump.days)
    sealed = device.seal(files=(photo,))
    assert device.send(sealed, (photo,)).status_code == 201
    assert house.case(device.receipt.unsafe_words()).files() == {"foto.bin": content}
    page = house.reporter().post("/lapor", multipart(a_form(ticket, keep="1")))
    assert list(house.case(page.words).files()) == ["bukti.png"]


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_page_that_stood_open_during_a_jump_is_answered_clearly_and_keeps_what_was_written(
    house: House, jump: timedelta
) -> None:
    page = house.reporter().get("/lapor")
    words = house.reporter().report().words
    mailbox = house.reporter().mailbox(words)
    house.clock.turn(days=jump.days)
    answers = [
        house.reporter().post("/lapor", multipart(a_form(page.ticket))),
        house.reporter().reply(mailbox.ticket, "Tambahan."),
        house.reporter().mailbox(words),
    ]
    assert {answer.status for answer in answers} <= {200, 409, 422, 503}
    house.clock.turn(days=-jump.days)
    again = house.reporter().mailbox(words)
    assert again.status == 200
    page = house.reporter().post("/lapor", multipart(a_form(house.reporter().get("/lapor").ticket)))
    assert page.words
    assert house.case(words).open().findings == ()


def test_no_quarter_is_published_that_only_a_wrong_clock_thinks_is_over_and_the_night_says_why(house: House) -> None:
    assert a_night(house)[FIGURES].done
    before = published(house)
    house.clock.turn(days=365)
    told = a_night(house)
    assert [(job, told[job].done) for job in (UPLOADS, FIGURES)] == [(UPLOADS, False), (FIGURES, False)]
    assert "clock" in told[FIGURES].said
    assert published(house) == before
    house.clock.turn(days=-365)
    assert all(outcome.done for outcome in a_night(house).values())


def test_after_nights_that_were_missed_the_second_run_does_the_work(house: House) -> None:
    a_night(house)
    Device(house).begin(seal_file(b"x"))
    house.clock.turn(days=5)
    assert not a_night(house)[UPLOADS].done
    assert house.pending() == 1
    assert a_night(house)[UPLOADS].done
    assert house.pending() == 0


def published(house: House) -> int:
    return len(house.store.figures.published([AgencyCode(REGENCY)])[AgencyCode(REGENCY)])


@pytest.mark.parametrize("days", [1, 365])
def test_an_officer_who_mistyped_while_the_clock_was_ahead_signs_in_once_it_is_right(tmp_path: Path, days: int) -> None:
    with closing(Office(tmp_path)) as office:
        counter = Counter(office)
        login = office.login()
        office.clock.pass_time(days=days)
        for _ in range(7):
            wrong = login.wrong_code(office.clock.now())
            assert counter.browser().sign_in(login, office, code=wrong).status_code == 401
        office.clock.pass_time(days=-days, minutes=1)
        assert counter.browser().sign_in(login, office).status_code == 200


@pytest.mark.parametrize("days", [1, 365, -1, -365])
def test_sessions_end_with_a_jump_and_begin_anew(tmp_path: Path, days: int) -> None:
    with closing(Office(tmp_path)) as office:
        counter = Counter(office)
        browser = counter.signed_in()
        office.clock.pass_time(days=days)
        assert browser.get("/inbox").status_code in {200, 401}
        office.clock.pass_time(days=-days)
        assert counter.signed_in().get("/inbox").status_code == 200
