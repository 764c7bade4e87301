"""What maintenance removes, and what it leaves."""

from datetime import timedelta
from pathlib import Path

from tests.office import Office
from wbs.cases.model import AgencyCode, AttachmentId, AuditAction, AuditEntry, PendingUpload, Session
from wbs.cli.upkeep import maintain
from wbs.clock import SystemClock
from wbs.crypto.primitives import random_bytes, sha256


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
    said = maintain({"WBS_DATA": str(tmp_path)})
    assert said == "removed 3 pending uploads and 1 sessions"
    assert office.store.officers.session(over) is None
    assert office.store.officers.session(going_on) is not None
    for upload, token in kept:
        assert office.store.cases.pending_upload(upload, sha256(token)) is not None
    assert maintain({"WBS_DATA": str(tmp_path)}) == "removed 0 pending uploads and 0 sessions"
    office.close()
