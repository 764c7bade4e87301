from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import REGENCY, a_report, recipients, shared_world
from tests.promised import promised_on
from wbs.cases.model import CaseFile, CaseName, KeyDigest
from wbs.cases.reporters.keeping import new_case
from wbs.cases.reporters.mailbox import (
    Change,
    Journey,
    Progress,
    Station,
    days_of,
    file_of,
    find_case,
    journey,
    material_of,
    read_again,
)
from wbs.crypto.compose import compose_case
from wbs.crypto.dossier import open_as_reporter
from wbs.crypto.messages import SealedBy, Status
from wbs.crypto.receipt import Receipt

ARRIVED = date(2026, 11, 23)
LATER = date(2026, 11, 25)
DUE = promised_on(ARRIVED)


def told(*statuses: Status, answer: date | None = None) -> Journey:
    return journey(DUE, [Change(status, LATER) for status in statuses], answer)


def reached(tale: Journey) -> dict[Station, Progress]:
    return {one.station: one.progress for one in tale.stations}


def test_a_fresh_case_stands_at_its_first_station():
    tale = told()
    assert (tale.status, tale.since) == (Status.SUBMITTED, ARRIVED)
    assert reached(tale)[Station.SENT] is Progress.NOW
    assert set(reached(tale).values()) == {Progress.NOW, Progress.LATER}


def test_stations_before_the_newest_are_done():
    tale = told(Status.RECEIVED, Status.VERIFIED, Status.EXAMINED)
    assert [step for step, progress in reached(tale).items() if progress is Progress.DONE] == [
        Station.SENT,
        Station.RECEIVED,
        Station.VERIFIED,
        Station.REVIEWED,
    ]
    assert reached(tale)[Station.EXAMINED] is Progress.NOW


def test_a_finished_case_has_no_current_station():
    tale = told(Status.RECEIVED, Status.CLOSED)
    assert Progress.NOW not in reached(tale).values()
    assert tale.is_over
    assert tale.result.met == LATER


def test_a_case_that_waits_for_its_reporter_is_not_told_as_verified():
    stations = {one.station: one for one in told(Status.RECEIVED, Status.INCOMPLETE, Status.REVIEWED).stations}
    assert stations[Station.VERIFIED].day is None
    assert stations[Station.REVIEWED].day == LATER


def test_the_current_station_bears_the_day_since_which_the_case_has_its_status():
    steps = [
        Change(Status.RECEIVED, ARRIVED),
        Change(Status.INCOMPLETE, LATER),
        Change(Status.INCOMPLETE, LATER + timedelta(days=3)),
    ]
    now = next(one for one in journey(DUE, steps, None).stations if one.progress is Progress.NOW)
    assert (now.station, now.day) == (Station.VERIFIED, LATER)


@pytest.mark.parametrize("status", [Status.PASSED_ON, Status.OUT_OF_SCOPE, Status.NOT_ACTIONABLE])
def test_a_side_exit_ends_a_case_where_it_stands(status: Status):
    tale = told(Status.VERIFIED, status)
    assert tale.is_over
    assert reached(tale)[Station.VERIFIED] is Progress.DONE
    assert reached(tale)[Station.CLOSED] is Progress.LATER


@pytest.mark.parametrize("status", [Status.POSTPONED, Status.REOPENED])
def test_waiting_or_reopened_is_not_over(status: Status):
    assert not told(Status.CLOSED, status).is_over


def test_receiving_alone_does_not_meet_the_deadline_of_verification():
    assert told(Status.RECEIVED).verify.met is None
    assert told(Status.RECEIVED, Status.INCOMPLETE).verify.met == LATER


def test_a_promise_is_late_when_it_was_missed_or_is_being_missed():
    assert told().verify.is_late(date(2026, 11, 27))
    assert not told().verify.is_late(DUE.verify)
    assert journey(DUE, [Change(Status.VERIFIED, date(2026, 12, 24))], None).verify.is_late(ARRIVED)
    assert not told(answer=LATER).answer.is_late(date(2027, 1, 1))


@given(st.lists(st.sampled_from(Status), max_size=8))
def test_any_order_of_statuses_gives_seven_stations_and_at_most_one_current(statuses: list[Status]):
    tale = told(*statuses)
    progress = list(reached(tale).values())
    assert len(progress) == len(Station)
    assert progress.count(Progress.NOW) == (0 if tale.is_over else 1)
    assert sorted(progress, key=["done", "now", "later"].index) == progress


class Desk:
    """Counts what is asked of a store."""

    def __init__(self, name: CaseName | None, file: CaseFile | None) -> None:
        self._name, self._file = name, file
        self.asked: list[str] = []

    def mailbox(self, mailbox_hash: bytes) -> CaseName | None:
        assert len(mailbox_hash) == 32
        self.asked.append("mailbox")
        return self._name

    def case_file(self, name: CaseName, reader: KeyDigest) -> CaseFile | None:
        assert len(reader) == 43
        self.asked.append("case_file")
        return self._file if name == self._name else None


def a_case() -> tuple[Receipt, CaseFile]:
    world, receipt = shared_world(), Receipt.generate()
    sealed = compose_case(
        report=a_report(),
        receipt=receipt,
        directory=world.book().newest(REGENCY),
        recipients=recipients(world),
        sealed_by=SealedBy.PORTAL,
    )
    case = new_case(sealed, receipt.mailbox_hash, (), ARRIVED)
    return receipt, file_of(case, receipt.reader_key.public.digest)


def test_a_case_that_is_copied_as_if_read_again_is_the_same_case():
    _, file = a_case()
    again = read_again(file)
    assert again == file
    assert again.messages[0].sealed is not file.messages[0].sealed


@pytest.mark.promise("P12")
def test_a_mailbox_that_is_not_there_costs_the_same_questions():
    receipt, file = a_case()
    there, nowhere = Desk(file.name, file), Desk(None, None)
    reader = receipt.reader_key.public.digest
    assert find_case(there, receipt.mailbox_hash, reader) is file  # type: ignore[arg-type]
    assert find_case(nowhere, receipt.mailbox_hash, reader) is None  # type: ignore[arg-type]
    assert there.asked == nowhere.asked


def test_what_a_store_gives_opens_with_the_receipt():
    receipt, file = a_case()
    dossier = open_as_reporter(material_of(file), receipt, shared_world().book())
    assert dossier.messages[0].message.body == a_report()
    assert days_of(file) == {("reporter", 1): ARRIVED}
