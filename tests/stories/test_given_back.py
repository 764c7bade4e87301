"""Officers hand a case to another agency and are struck from the directory: nobody loses it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.cast import PROVINCE, REGENCY
from tests.stories.year.checks import Checks
from tests.stories.year.devices import Devices
from tests.stories.year.house import House
from tests.stories.year.ledger import Case, Ledger, Told
from tests.stories.year.reckoning import DAY
from wbs.cases.doctor.checkup import check_transfers
from wbs.cases.doctor.findings import Severity
from wbs.cases.readers.hanging import hanging_transfers
from wbs.crypto.directory import Role
from wbs.crypto.messages import Status, StatusBody
from wbs.errors import TrustError
from wbs.portal.seal_on_arrival import Correspondence

CARRIER, COLLEAGUE = f"{REGENCY}/penerima-03", f"{REGENCY}/penerima-02"
REVIEWER = f"{REGENCY}/penelaah-01"
THERE, THERE_TOO = f"{PROVINCE}/penerima-01", f"{PROVINCE}/penerima-02"
MONDAY = date(2026, 3, 2)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    made.begin(MONDAY)
    yield made
    made.close()


@pytest.fixture
def devices(house: House) -> Devices:
    return Devices(house, Ledger())


@pytest.fixture
def moved(devices: Devices) -> Case:
    """A case of the regency that the province has, and has begun to work on; whoever handed it over is gone."""
    case = devices.report(REGENCY, "staff", [], by_form=False)
    assert case is not None
    devices.admit(COLLEAGUE, case, REVIEWER)
    assert devices.transfer(CARRIER, case, PROVINCE)
    devices.house.begin(MONDAY + DAY)
    devices.step(THERE, case, StatusBody(status=Status.RECEIVED))
    devices.house.leaves(CARRIER)
    return case


@pytest.fixture
def carried(devices: Devices, moved: Case) -> Case:
    """The same, and whoever approved it is gone, too."""
    [hands] = moved.carriers
    for name in sorted(hands - {CARRIER}):
        devices.house.leaves(name)
    return moved


@pytest.fixture
def kept(devices: Devices) -> Case:
    """A case that the province has taken over: two of its officers signed a new key, whoever handed it over is gone."""
    case = devices.report(REGENCY, "staff", [], by_form=False)
    assert case is not None
    devices.admit(COLLEAGUE, case, REVIEWER)
    assert devices.transfer(CARRIER, case, PROVINCE)
    for taker in (THERE, THERE_TOO):
        devices.change_readers(taker, case, devices.look(taker, case))
    [hands] = case.carriers
    for name in sorted(hands):
        devices.house.leaves(name)
    return case


def handlers(case: Case, house: House) -> list[str]:
    history = house.store.cases.history(case.name)
    assert history is not None
    return [step.handler for step in history.steps]


@pytest.mark.promise("P07")
def test_whoever_approved_a_transfer_keeps_it_when_the_one_who_made_it_leaves(devices: Devices, moved: Case) -> None:
    house = devices.house
    devices.step(THERE, moved, StatusBody(status=Status.INCOMPLETE, reason="place-and-time", text="Kapan itu terjadi?"))
    view = devices.look(THERE, moved)
    assert not view.dossier.findings
    devices.write(moved, "Apakah ada kabar?")
    assert handlers(moved, house) == [REGENCY, PROVINCE, PROVINCE, PROVINCE]
    Checks(house, devices.ledger).readers_are_who_they_should_be()


@pytest.mark.promise("P07")
def test_a_case_falls_back_to_those_who_read_it_once_its_reporter_writes(devices: Devices, carried: Case) -> None:
    house = devices.house
    assert handlers(carried, house)[-1] == PROVINCE
    devices.write(carried, "Apakah ada kabar?")
    assert handlers(carried, house) == [REGENCY, PROVINCE, PROVINCE, REGENCY]
    carried.steps.append(Told(house.today, Status.RECEIVED, REGENCY))
    assert {name.partition("/")[0] for name in carried.officers} == {REGENCY}
    checks = Checks(house, devices.ledger)
    checks.readers_are_who_they_should_be()
    checks.days_are_right()
    checks.figures_add_up()


@pytest.mark.promise("P07")
def test_a_reporter_without_scripts_gives_it_back_as_well(devices: Devices, carried: Case) -> None:
    house = devices.house
    way = Correspondence(house.store.cases, carried.receipt, house.book)
    opened = way.open()
    assert opened is not None
    assert way.send(opened, "Apakah ada kabar?", (), house.today)
    assert handlers(carried, house)[-1] == REGENCY
    after = way.open()
    assert after is not None
    assert after.dossier.newest == after.dossier.chain.records[-1]
    assert {agency for agency, _ in after.dossier.newest.readers} == {REGENCY}
    assert after.has_said("Apakah ada kabar?")


@pytest.mark.promise("P07")
def test_what_is_written_without_scripts_is_sealed_to_nobody_who_has_left(devices: Devices) -> None:
    house = devices.house
    case = devices.report(REGENCY, "staff", [], by_form=True)
    assert case is not None
    house.leaves(CARRIER)
    way = Correspondence(house.store.cases, case.receipt, house.book)
    opened = way.open()
    assert opened is not None
    assert way.send(opened, "Foto saya lampirkan.", (), house.today)
    after = way.open()
    assert after is not None
    assert (after.dossier.epoch, after.own[-1].message.epoch) == (2, 2)
    assert (REGENCY, CARRIER.partition("/")[2]) not in after.dossier.newest.readers
    assert devices.look(COLLEAGUE, case).dossier.findings == ()


@pytest.mark.promise("P07")
def test_it_can_be_handed_over_again_and_everybody_opens_it(devices: Devices, carried: Case) -> None:
    house = devices.house
    devices.write(carried, "Apakah ada kabar?")
    carried.steps.append(Told(house.today, Status.RECEIVED, REGENCY))
    assert devices.transfer(COLLEAGUE, carried, PROVINCE)
    assert handlers(carried, house)[-1] == PROVINCE
    view = devices.look(THERE, carried)
    assert view.dossier.newest.digest == view.dossier.chain.records[-1].digest
    devices.write(carried, "Terima kasih.")
    assert handlers(carried, house)[-1] == PROVINCE


def hanging(house: House) -> list[tuple[str, ...]]:
    return [one.standing for one in hanging_transfers(house.store.upkeep.handed_cases(), house.book)]


@pytest.mark.promise("P19")
def test_operators_are_told_on_whom_a_transfer_hangs_until_two_have_taken_it_over(devices: Devices) -> None:
    """Whoever is about to strike officers from the directory has to know, and what helps when all are gone."""
    house = devices.house
    case = devices.report(REGENCY, "staff", [], by_form=False)
    assert case is not None
    devices.admit(COLLEAGUE, case, REVIEWER)
    assert hanging(house) == []
    assert devices.transfer(CARRIER, case, PROVINCE)
    assert hanging(house) == [(CARRIER, REVIEWER)]
    devices.change_readers(THERE, case, devices.look(THERE, case))
    house.leaves(CARRIER)
    house.leaves(REVIEWER)
    [finding] = check_transfers(hanging_transfers(house.store.upkeep.handed_cases(), house.book))
    assert (finding.code, finding.severity, finding.subject) == ("transfers-hanging", Severity.ERROR, REGENCY)
    house.returns(CARRIER, Role.LEADERSHIP)
    assert hanging(house) == [(CARRIER,)]
    devices.change_readers(THERE_TOO, case, devices.look(THERE_TOO, case))
    assert hanging(house) == []


def test_a_word_of_the_reporters_holds_a_transfer_too(devices: Devices, moved: Case) -> None:
    assert len(hanging(devices.house)) == 1
    devices.write(moved, "Terima kasih.")
    assert hanging(devices.house) == []


@pytest.mark.promise("P19")
def test_a_case_that_two_have_taken_over_stays_with_them_when_both_who_gave_it_leave(
    devices: Devices, kept: Case
) -> None:
    """Reporters often never come back; officers are moved to other offices all the time."""
    house = devices.house
    devices.step(THERE_TOO, kept, StatusBody(status=Status.RECEIVED))
    house.leaves(THERE)
    devices.step(THERE_TOO, kept, StatusBody(status=Status.INCOMPLETE, reason="place-and-time", text="Kapan?"))
    assert not devices.look(THERE_TOO, kept).dossier.findings
    devices.write(kept, "Kemarin.")
    assert handlers(kept, house) == [REGENCY, PROVINCE, PROVINCE, PROVINCE]
    Checks(house, devices.ledger).readers_are_who_they_should_be()


@pytest.mark.promise("P06")
def test_no_receipt_takes_back_what_two_have_taken_over(devices: Devices, kept: Case) -> None:
    """Neither its reporter's receipt, nor one that somebody stole, undoes a transfer that counts."""
    former = devices.recipient(REGENCY, "penerima-02", devices.mailbox(kept))
    assert former is not None
    with pytest.raises(TrustError, match="still serves"):
        devices.renew_with_receipt(kept, [former])


@pytest.mark.promise("P07")
def test_officials_who_list_one_who_gave_it_for_a_day_more_let_a_stuck_case_be_taken_over(
    devices: Devices, carried: Case
) -> None:
    """One officer alone had signed there when both who gave it left: until then, nobody could write."""
    house = devices.house
    assert devices.look(THERE_TOO, carried).dossier.epoch == 1
    house.returns(CARRIER, Role.LEADERSHIP)
    devices.change_readers(THERE_TOO, carried, devices.look(THERE_TOO, carried))
    house.leaves(CARRIER)
    devices.step(THERE_TOO, carried, StatusBody(status=Status.INCOMPLETE, reason="place-and-time", text="Kapan?"))
    assert not devices.look(THERE, carried).dossier.findings


def test_a_reporters_new_key_moves_no_case_whose_agency_still_reads_it(devices: Devices) -> None:
    house = devices.house
    case = devices.report(REGENCY, "staff", [], by_form=False)
    assert case is not None
    devices.step(COLLEAGUE, case, StatusBody(status=Status.RECEIVED))
    house.leaves(CARRIER)
    devices.write(case, "Apakah ada kabar?")
    assert handlers(case, house) == [REGENCY, REGENCY]
