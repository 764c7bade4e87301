"""What `wbs doctor` says of which facts."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from tests import cast
from tests.cast import PROVINCE, REGENCY, World, recovery_of
from tests.listing import list_only
from wbs.cases.doctor.checkup import (
    check_drills,
    check_expiry,
    check_files,
    check_jobs,
    check_logs,
    check_shortages_of,
    check_staff,
)
from wbs.cases.doctor.findings import FileFact, Finding, JobFact, LogFact, Severity
from wbs.cases.model import AgencyCode, CaseId
from wbs.cases.readers.shortages import Shortage, ShortageKind
from wbs.crypto.directory import Policy, parse_day
from wbs.crypto.keys import RecoverySecret
from wbs.crypto.recovery import DrillStatement, match_keys, state_drill, verify_drill

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = date(2026, 11, 23)
EXPIRES = date(2027, 2, 9)


@pytest.fixture
def world() -> World:
    return cast.found(agencies=[REGENCY], recovery=[REGENCY])


def short(findings: list[Finding]) -> list[tuple[str, Severity]]:
    return [(finding.code, finding.severity) for finding in findings]


@pytest.mark.parametrize(
    ("days", "code", "severity"),
    [
        (121, None, None),
        (120, "directory-expiring", Severity.NOTICE),
        (61, "directory-expiring", Severity.NOTICE),
        (60, "directory-expiring", Severity.WARNING),
        (30, "directory-expiring", Severity.WARNING),
        (14, "directory-expiring", Severity.ERROR),
        (0, "directory-expiring", Severity.ERROR),
        (-1, "directory-grace", Severity.ERROR),
        (-60, "directory-grace", Severity.ERROR),
        (-61, "directory-expired", Severity.ERROR),
    ],
)
def test_expiry_is_told_earlier_than_it_hurts(
    world: World, days: int, code: str | None, severity: Severity | None
) -> None:
    told = short(check_expiry(world.book(), EXPIRES - timedelta(days=days), date.min))
    assert told == ([] if code is None else [(code, severity)])


def publish_next(world: World, **changes: object) -> None:
    old = world.book().newest(REGENCY)
    version = old.document.version + 1
    world.publish(msgspec.structs.replace(old.document, version=version, previous=old.digest, **changes))


def test_two_verify_and_two_read_at_least_else_the_doctor_says_so(world: World) -> None:
    assert check_staff(world.book(), TODAY, date.min) == []
    publish_next(world, policy=Policy(minimum_readers=1, opening_k=1))
    assert short(check_staff(world.book(), TODAY, date.min)) == [("one-reader-enough", Severity.WARNING)]
    readers = world.book().newest(REGENCY).document.readers
    publish_next(world, readers=[entry for entry in readers if entry.id != "penerima-02"])
    assert short(check_staff(world.book(), TODAY, date.min)) == [
        ("few-verifiers", Severity.WARNING),
        ("one-reader-enough", Severity.WARNING),
    ]


@pytest.mark.promise("P19")
def test_a_drill_falls_due_and_is_told_until_it_was_held(world: World) -> None:
    book = world.book()
    assert short(check_drills(book, [], TODAY, 180)) == [("drill-due", Severity.WARNING)]
    drill = a_drill(world, TODAY - timedelta(days=179))
    assert check_drills(book, [drill], TODAY, 180) == []
    assert short(check_drills(book, [drill], TODAY + timedelta(days=1), 180)) == [("drill-due", Severity.WARNING)]
    assert check_drills(book, [a_drill(world, TODAY), drill], TODAY + timedelta(days=1), 180) == []


@pytest.mark.promise("P19")
def test_a_drill_of_a_key_since_replaced_proves_nothing(world: World) -> None:
    drill = a_drill(world, TODAY)
    list_only(world, list(world.people.values()), recovery=recovery_of(RecoverySecret.generate()))
    assert short(check_drills(world.book(), [drill], TODAY, 180)) == [("drill-due", Severity.WARNING)]


def test_an_agency_without_a_recovery_key_is_told_once_more() -> None:
    world = cast.found(agencies=[PROVINCE])
    assert short(check_drills(world.book(), [], TODAY, 180)) == [("no-recovery", Severity.NOTICE)]


def a_drill(world: World, day: date) -> DrillStatement:
    book = world.book()
    keys = match_keys(REGENCY, [world.recovery[REGENCY]], book)
    return verify_drill(state_drill(keys, book, ["Inspektur"], day.isoformat()), book)


def test_a_nightly_job_that_fails_or_no_longer_runs_is_told() -> None:
    facts = [
        JobFact("fine", NOW - timedelta(hours=35), done=True),
        JobFact("failed", NOW - timedelta(hours=1), done=False),
        JobFact("stopped", NOW - timedelta(hours=37), done=True),
        JobFact("never", None, done=False),
    ]
    told = {finding.subject: finding.code for finding in check_jobs(facts, NOW)}
    assert told == {
        "failed": "maintenance-failed",
        "stopped": "maintenance-missing",
        "never": "maintenance-missing",
    }


def test_an_audit_log_without_a_fresh_checkpoint_or_an_auditors_signature_is_told() -> None:
    agency = AgencyCode(REGENCY)
    fresh, old = NOW - timedelta(hours=1), NOW - timedelta(hours=40)
    assert check_logs([LogFact(agency, 0, None, None), LogFact(agency, 9, (8, fresh), fresh)], NOW) == []
    assert check_logs([LogFact(agency, 8, (8, old), old)], NOW) == []
    assert short(check_logs([LogFact(agency, 9, (8, old), fresh)], NOW)) == [("checkpoint-old", Severity.WARNING)]
    late = NOW - timedelta(days=32)
    assert short(check_logs([LogFact(agency, 8, (8, fresh), late)], NOW)) == [("checkpoint-unsigned", Severity.NOTICE)]
    assert len(check_logs([LogFact(agency, 1, None, None)], NOW)) == 2


def test_files_that_others_may_use_are_told_with_the_command_that_mends_them() -> None:
    facts = [FileFact("/c/ticket", 0o600, 0o077), FileFact("/c/investigator", 0o644, 0o077)]
    [finding] = check_files(facts)
    assert (finding.subject, finding.severity) == ("/c/investigator", Severity.ERROR)
    assert finding.remedy == ("chmod 0600 /c/investigator",) * 2


@pytest.mark.promise("P19")
def test_cases_that_run_short_are_told_by_number_and_the_most_urgent_first() -> None:
    agency = AgencyCode(REGENCY)
    later = TODAY + timedelta(days=40)
    cases = [CaseId(letter * 51 + "a") for letter in "abcdefghijklmnop"]
    shorts = [Shortage(agency, ShortageKind.CASE, 2, 2, later, case) for case in cases]
    [soon] = check_shortages_of(shorts, TODAY)
    assert (soon.code, soon.severity) == ("cases-short", Severity.WARNING)
    assert "16 cases run short" in soon.said[1]
    assert soon.said[1].count("WBS-") == 10
    nobody = Shortage(agency, ShortageKind.CASE, 0, 2, TODAY, CaseId("z" * 51 + "a"))
    [now] = check_shortages_of([*shorts, nobody], TODAY)
    assert now.severity is Severity.ERROR
    assert "1 of them have none: WBS-zzzz" in now.said[1]
    others = [
        Shortage(agency, ShortageKind.CHANNEL, 1, 2, TODAY),
        Shortage(agency, ShortageKind.RECOVERY, 7, 0, TODAY),
    ]
    assert short(check_shortages_of(others, TODAY)) == [
        ("channel-short", Severity.ERROR),
        ("not-restorable", Severity.WARNING),
    ]


def test_a_channel_that_will_run_short_is_a_warning() -> None:
    soon = Shortage(AgencyCode(REGENCY), ShortageKind.CHANNEL, 2, 2, TODAY + timedelta(days=1))
    assert short(check_shortages_of([soon], TODAY)) == [("channel-short", Severity.WARNING)]


def test_what_was_noted_under_a_clock_that_ran_ahead_does_not_count(world: World) -> None:
    later = NOW + timedelta(days=400)
    assert short(check_jobs([JobFact("uploads", later, done=True)], NOW)) == [("maintenance-missing", Severity.WARNING)]
    log = LogFact(AgencyCode(REGENCY), 9, (5, later), later)
    assert short(check_logs([log], NOW)) == [
        ("checkpoint-old", Severity.WARNING),
        ("checkpoint-unsigned", Severity.NOTICE),
    ]
    ahead = a_drill(world, TODAY + timedelta(days=400))
    assert short(check_drills(world.book(), [ahead], TODAY, 180)) == [("drill-due", Severity.WARNING)]
    assert check_drills(world.book(), [a_drill(world, TODAY + timedelta(days=1))], TODAY, 180) == []


def test_a_directory_that_does_not_age_yet_is_told(world: World) -> None:
    issued = parse_day(world.book().newest(REGENCY).document.issued)
    for days, told in ((0, False), (1, False), (2, True), (4000, True)):
        found = check_expiry(world.book(), issued - timedelta(days=days), date.min)
        assert ("directory-ahead" in {finding.code for finding in found}) is told, days


def test_a_log_that_is_shorter_than_its_checkpoint_is_an_error() -> None:
    assert short(check_logs([LogFact(AgencyCode(REGENCY), 4, (5, NOW), NOW)], NOW)) == [("audit-log", Severity.ERROR)]
    assert check_logs([LogFact(AgencyCode(REGENCY), 5, (5, NOW), NOW)], NOW) == []
