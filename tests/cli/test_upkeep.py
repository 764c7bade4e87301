"""What maintenance removes, and what it leaves."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.officials import publish, run
from tests.office import Office
from wbs.cases.clocks.overdue import renew_plans
from wbs.cases.model import (
    AgencyCode,
    AttachmentId,
    AuditAction,
    AuditEntry,
    CaseId,
    CaseName,
    KeyDigest,
    PendingUpload,
    Session,
)
from wbs.cases.readers.shortages import ShortageKind
from wbs.cli.jobs import JOBS, Workshop, run_jobs
from wbs.cli.upkeep import maintain, migrate_database
from wbs.clock import SystemClock
from wbs.config import PortalConfig
from wbs.crypto.primitives import random_bytes, sha256
from wbs.errors import StoreUnavailableError


def said(folder: Path, *jobs: str) -> list[str]:
    """What maintenance says about these jobs."""
    wanted = jobs or ("uploads", "sessions")
    return [str(outcome) for outcome in maintain({"WBS_DATA": str(folder)}) if outcome.job in wanted]


def begin(office: Office, days_ago: int) -> tuple[AttachmentId, bytes]:
    attachment, token = AttachmentId(random_bytes(16)), random_bytes(32)
    day = SystemClock().today() - timedelta(days=days_ago)
    office.store.cases.begin_upload(PendingUpload(attachment, AgencyCode("61.08"), sha256(token), None, day))
    office.store.cases.append_chunks(attachment, 0, [b"sealed"], day)
    return attachment, token


def open_session(office: Office, **ago: float) -> bytes:
    now = SystemClock().now() - timedelta(**ago)
    token_hash = random_bytes(32)
    entry = AuditEntry(AgencyCode("61.08"), now, "penerima-01", AuditAction.SIGN_IN)
    session = Session(token_hash, random_bytes(32), AgencyCode("61.08"), "penerima-01", now, now)
    office.store.officers.open_session(session, entry)
    return token_hash


def test_maintenance_removes_what_is_due_and_nothing_else(tmp_path: Path) -> None:
    office = Office(tmp_path)
    for days in (2, 3, 400):
        begin(office, days)
    kept = [begin(office, days) for days in (0, 1)]
    over, going_on = open_session(office, minutes=31), open_session(office, minutes=29)
    assert said(tmp_path) == ["uploads: removed 3 pending uploads", "sessions: removed 1 sessions"]
    assert office.store.officers.session(over) is None
    assert office.store.officers.session(going_on) is not None
    for upload, token in kept:
        assert office.store.cases.pending_upload(upload, sha256(token)) is not None
    assert said(tmp_path) == ["uploads: removed 0 pending uploads", "sessions: removed 0 sessions"]
    office.close()


@pytest.mark.parametrize("error", [StoreUnavailableError("the disk is full"), ZeroDivisionError("of a secret")])
def test_a_job_that_fails_stops_no_other_and_says_nothing_that_it_held(tmp_path: Path, error: Exception) -> None:
    office = Office(tmp_path)

    def fail(_workshop: Workshop) -> str:
        raise error

    workshop = Workshop(PortalConfig.from_environment({"WBS_DATA": str(tmp_path)}), office.store, SystemClock())
    outcomes = run_jobs(workshop, {"first": fail, "second": lambda _workshop: "did it"})
    assert [outcome.done for outcome in outcomes] == [False, True]
    assert "secret" not in str(outcomes[0])
    assert str(outcomes[1]) == "second: did it"
    office.close()


def forget_plans(folder: Path) -> None:
    """Leave cases as a version left them that had no deadlines."""
    with sqlite3.connect(folder / "wbs.sqlite") as connection:
        connection.execute("UPDATE cases SET rules = -1, clock = NULL, due = NULL, result_due = NULL")
    connection.close()


def plans(folder: Path) -> list[tuple[int, bool]]:
    with sqlite3.connect(folder / "wbs.sqlite") as connection:
        found = connection.execute("SELECT rules, due IS NOT NULL FROM cases ORDER BY case_id").fetchall()
    connection.close()
    return [(rules, bool(is_due)) for rules, is_due in found]


def test_cases_from_before_there_were_deadlines_have_theirs_as_soon_as_the_database_is_migrated(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.new_report()
    office.close()
    forget_plans(tmp_path)
    assert migrate_database({"WBS_DATA": str(tmp_path)}) == "the database is up to date"
    assert plans(tmp_path) == [(0, True)]


def test_one_case_that_cannot_be_read_keeps_no_other_from_its_deadlines(tmp_path: Path) -> None:
    office = Office(tmp_path)
    first, *others = sorted((office.new_report() for _ in range(3)), key=lambda report: report.name.case)
    office.close()
    forget_plans(tmp_path)
    with sqlite3.connect(tmp_path / "wbs.sqlite") as connection:
        connection.execute("UPDATE case_steps SET status = 'unheard-of' WHERE case_id = ?", [first.name.case])
    connection.close()
    told = "the deadlines of 1 cases could not be computed; of the others 2 changed"
    assert migrate_database({"WBS_DATA": str(tmp_path)}).startswith(f"the database is up to date, but {told}")
    assert plans(tmp_path) == [(-1, False), (0, True), (0, True)]
    assert said(tmp_path, "clocks") == [f"clocks: failed: {told.replace('2 changed', '0 changed')}"]
    assert len(others) == 2


def test_a_store_that_is_gone_is_not_asked_for_every_case() -> None:
    asked = []

    class Gone:
        """A store that no longer answers."""

        def open_cases(self) -> list[CaseName]:
            return [CaseName(AgencyCode("61.08"), CaseId(str(number))) for number in range(100)]

        def renew_plan(self, name: CaseName, _today: object) -> bool:
            asked.append(name)
            raise StoreUnavailableError("the disk does not read or write")

    with pytest.raises(StoreUnavailableError):
        renew_plans(Gone(), SystemClock().today())  # type: ignore[arg-type]  # what is asked of it
    assert len(asked) == 3


@pytest.mark.promise("P19")
def test_the_nightly_check_stores_what_runs_short_and_when_it_ran(tmp_path: Path) -> None:
    office = Office(tmp_path)
    report = office.new_report()
    office.remove_from_directory("61.08/penerima-01")
    assert said(tmp_path, "shortages")[0].startswith("shortages: failed: the signed documents in")
    assert [night.done for night in office.store.upkeep.runs() if night.job == "shortages"] == [False]
    publish(office.world, tmp_path / "keys")
    [line] = said(tmp_path, "shortages")
    assert line == (
        "shortages: 1 channels and 1 cases run short of readers, 0 agencies have cases that cannot be restored,"
        " 0 transfers hang on who made them, 0 on nobody"
    )
    key = KeyDigest(office.world.people["61.08/penerima-02"].secret.reader_key.public.digest)
    told = office.store.upkeep.shortages_for(report.name.agency, [key], 5)
    assert [short.case for short in told if short.kind is ShortageKind.CASE] == [report.name.case]
    assert {night.job for night in office.store.upkeep.runs() if night.done} == set(JOBS)
    office.close()


def test_a_night_with_a_failure_ends_with_its_exit_code(tmp_path: Path) -> None:
    Office(tmp_path).close()
    done = run("maintain", env={"WBS_DATA": str(tmp_path)})
    assert done.exit_code == 1
    assert "sessions: removed 0 sessions" in done.output
