"""What maintenance removes, and what it leaves."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.officials import publish, run
from tests.office import Office
from wbs.cases.model import AgencyCode, AttachmentId, AuditAction, AuditEntry, PendingUpload, Session
from wbs.cli.jobs import JOBS, Workshop, run_jobs
from wbs.cli.upkeep import maintain
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


@pytest.mark.promise("P19")
def test_the_nightly_check_stores_what_runs_short_and_when_it_ran(tmp_path: Path) -> None:
    office = Office(tmp_path)
    report = office.new_report()
    office.remove_from_directory("61.08/penerima-01")
    assert said(tmp_path, "shortages")[0].startswith("shortages: failed: the signed documents in")
    assert [night.done for night in office.store.upkeep.runs() if night.job == "shortages"] == [False]
    publish(office.world, tmp_path / "keys")
    assert said(tmp_path, "shortages") == [
        "shortages: 1 channels and 1 cases run short of readers, 0 agencies have cases that cannot be restored"
    ]
    assert [short.case for short in office.store.upkeep.shortages_of_cases(5)] == [report.name.case]
    assert {night.job for night in office.store.upkeep.runs() if night.done} == set(JOBS)
    office.close()


def test_a_night_with_a_failure_ends_with_its_exit_code(tmp_path: Path) -> None:
    Office(tmp_path).close()
    done = run("maintain", env={"WBS_DATA": str(tmp_path)})
    assert done.exit_code == 1
    assert "sessions: removed 0 sessions" in done.output
