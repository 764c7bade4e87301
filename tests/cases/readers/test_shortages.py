"""Cases and channels that run short of readers are found before a report is lost in them."""

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from tests.cast import PROVINCE, REGENCY, RELEASED, TODAY, a_report, recovery_of
from tests.listing import list_only
from tests.office import Office, SealedReport
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry, CaseId, KeyDigest, OfficerState
from wbs.cases.readers.shortages import HORIZON, Shortage, ShortageKind, Shortages, check_shortages, find_shortages
from wbs.cases.reporters.keeping import new_case
from wbs.crypto.ceremony import digest_of, sign_agencies
from wbs.crypto.compose import compose_case
from wbs.crypto.directory import RECOVERY_READER
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.keys import OfficerSecret, RecoverySecret
from wbs.crypto.messages import SealedBy
from wbs.crypto.receipt import Receipt
from wbs.crypto.recipients import choose_recipients

FIRST, SECOND, REVIEWER = (f"{REGENCY}/{name}" for name in ("penerima-01", "penerima-02", "penelaah-01"))


@pytest.fixture
def report(office: Office) -> SealedReport:
    return office.new_report()


def found(office: Office, days: int = 0) -> list[Shortage]:
    today = office.clock.today() + timedelta(days=days)
    return find_shortages(office.store.upkeep, office.world.book(), today)


def of_kind(shortages: list[Shortage], kind: ShortageKind) -> list[tuple[int, date]]:
    return [(short.found, short.day) for short in shortages if short.kind is kind]


def block(office: Office, name: str) -> None:
    agency, _, officer = name.partition("/")
    entry = AuditEntry(AgencyCode(agency), office.clock.now(), "admin-01", AuditAction.OFFICER_BLOCKED)
    assert office.store.officers.replace_state(AgencyCode(agency), officer, OfficerState.BLOCKED, entry)


@pytest.mark.usefixtures("report")
def test_nothing_is_said_of_cases_that_enough_officers_read(office: Office) -> None:
    assert found(office) == []


@pytest.mark.promise("P19")
def test_a_coming_end_of_service_is_told_with_the_first_day_without_enough(
    office: Office, report: SealedReport
) -> None:
    last = office.clock.today() + timedelta(days=40)
    office.end_in_directory(FIRST, last)
    assert of_kind(found(office), ShortageKind.CASE) == [(2, last + timedelta(days=1))]
    assert of_kind(found(office), ShortageKind.CHANNEL) == [(2, last + timedelta(days=1))]
    assert of_kind(found(office, 41), ShortageKind.CASE) == [(1, last + timedelta(days=1))]
    assert [short.case for short in found(office) if short.kind is ShortageKind.CASE] == [report.name.case]


@pytest.mark.usefixtures("report")
def test_what_lies_beyond_the_horizon_is_not_told_yet(office: Office) -> None:
    office.end_in_directory(FIRST, office.clock.today() + HORIZON)
    assert found(office) == []
    assert found(office, 1) != []


@pytest.mark.usefixtures("report")
@pytest.mark.promise("P19")
@pytest.mark.parametrize("leave", [Office.remove_from_directory, Office.rekey_in_directory, block])
def test_whoever_left_or_lost_the_key_or_is_blocked_counts_for_nothing(office: Office, leave) -> None:  # type: ignore[no-untyped-def]
    leave(office, FIRST)
    today = office.clock.today()
    assert of_kind(found(office), ShortageKind.CASE) == [(1, today)]
    assert of_kind(found(office), ShortageKind.CHANNEL) == [(1, today)]


@pytest.mark.usefixtures("report")
def test_an_officer_whose_roles_read_no_cases_counts_for_nothing(office: Office) -> None:
    office.change_roles_in_directory(FIRST, ["auditor"])
    assert of_kind(found(office), ShortageKind.CASE) == [(1, office.clock.today())]


def test_a_listed_officer_without_an_account_receives_nothing(office: Office) -> None:
    office.rekey_in_directory(FIRST, OfficerSecret.generate())
    assert of_kind(found(office), ShortageKind.CHANNEL) == [(1, office.clock.today())]


@pytest.mark.usefixtures("report")
@pytest.mark.promise("P19")
def test_a_case_that_nobody_reads_is_found(office: Office) -> None:
    for name in (FIRST, SECOND):
        office.rekey_in_directory(name)
    assert of_kind(found(office), ShortageKind.CASE) == [(0, office.clock.today())]


def test_cases_that_the_recovery_key_cannot_restore_are_counted(tmp_path: Path) -> None:
    office = Office(tmp_path, recovery=[REGENCY])
    for _ in range(2):
        office.new_report()
    assert found(office) == []
    people = [one for one in office.world.people.values() if one.agency == REGENCY]
    list_only(office.world, people, recovery=recovery_of(RecoverySecret.generate()))
    assert of_kind(found(office), ShortageKind.RECOVERY) == [(2, office.clock.today())]
    office.close()


@pytest.mark.promise("P06")
def test_a_case_that_keeps_the_recovery_key_out_is_not_counted_as_lost(tmp_path: Path) -> None:
    office = Office(tmp_path, recovery=[REGENCY])
    left_out = [Exclusion(agency=REGENCY, reader=RECOVERY_READER)]
    chosen = choose_recipients(office.world.book(), REGENCY, "staff", left_out, TODAY, RELEASED)
    receipt = Receipt.generate()
    sealed = compose_case(
        report=a_report(),
        receipt=receipt,
        directory=chosen.directory,
        recipients=chosen.recipients,
        sealed_by=SealedBy.PORTAL,
        excluded=chosen.excluded,
    )
    office.store.cases.create_case(new_case(sealed, receipt.mailbox_hash, (), office.clock.today()))
    assert found(office) == []
    office.close()


@pytest.mark.usefixtures("report")
def test_a_check_replaces_what_the_last_one_found(office: Office) -> None:
    office.remove_from_directory(FIRST)
    store, today = office.store.upkeep, office.clock.today()
    asked = AgencyCode(REGENCY), [KeyDigest(office.world.people[SECOND].secret.reader_key.public.digest)], 10
    assert len(check_shortages(store, office.world.book(), today)) == 2
    assert {short.kind for short in store.shortages_for(*asked)} == {ShortageKind.CHANNEL, ShortageKind.CASE}
    list_only(office.world, [one for one in office.world.people.values() if one.agency == REGENCY])
    assert check_shortages(store, office.world.book(), today) == []
    assert store.shortages_for(*asked) == []


@pytest.mark.promise("P18")
def test_an_officer_is_told_of_own_cases_and_never_of_others(office: Office, report: SealedReport) -> None:
    other = office.new_report(PROVINCE)
    for name in (FIRST, f"{PROVINCE}/penerima-01"):
        office.remove_from_directory(name)
    check_shortages(office.store.upkeep, office.world.book(), office.clock.today())
    shortages = Shortages(office.store.upkeep)
    told = shortages.tell(office.actor(SECOND))
    assert [short.case for short in told.cases] == [report.name.case]
    assert told.channel is not None
    assert told.channel.agency == REGENCY
    assert shortages.tell(office.actor(REVIEWER)).cases == ()
    assert shortages.tell(office.actor(f"{PROVINCE}/penerima-02")).cases[0].case == other.name.case


def test_the_day_of_the_last_good_check_is_told(office: Office) -> None:
    store, now = office.store.upkeep, office.clock.now()
    shortages = Shortages(store)
    assert shortages.tell(office.actor()).checked is None
    store.note_run("shortages", now, done=True)
    assert shortages.tell(office.actor()).checked == now
    store.note_run("shortages", now, done=False)
    assert shortages.tell(office.actor()).checked is None


def test_keys_and_cases_are_told_apart_by_agency(office: Office, report: SealedReport) -> None:
    case = next(iter(office.store.upkeep.readers_of_cases([])))
    assert (case.agency, case.case, case.keys) == (report.name.agency, CaseId(report.name.case), frozenset())
    own = KeyDigest(office.world.people[FIRST].secret.reader_key.public.digest)
    assert next(iter(office.store.upkeep.readers_of_cases([own]))).keys == {own}


@pytest.mark.promise("P19")
def test_cases_of_an_agency_that_was_taken_out_of_the_table_are_told(office: Office, report: SealedReport) -> None:
    world = office.world
    table = world.book().agencies.document
    staying = [
        msgspec.structs.replace(entry, routes=[route for route in entry.routes if route.agency != REGENCY])
        for entry in table.agencies
        if entry.agency != REGENCY
    ]
    following = msgspec.structs.replace(table, version=2, previous=digest_of(table), agencies=staying)
    world.agencies.append(sign_agencies(following, world.root_keys["00"][:2]))
    told = [short for short in found(office) if short.agency == REGENCY]
    assert [(short.kind, short.found, short.case) for short in told] == [(ShortageKind.CASE, 0, report.name.case)]


@pytest.mark.promise("P19")
def test_guests_from_another_agency_do_not_count_as_readers(office: Office, report: SealedReport) -> None:
    """A case that was handed over and keeps a guest of its former agency is the new agency's to keep readable."""
    with sqlite3.connect(office.folder / "wbs.sqlite") as database:
        database.execute("UPDATE cases SET handler = ? WHERE case_id = ?", (PROVINCE, report.name.case))
    assert of_kind(found(office), ShortageKind.CASE) == [(0, office.clock.today())]
