"""`wbs audit` as its users run it: what it says of honest and of tampered logs, and how it ends."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.cast import PROVINCE, REGENCY, Person
from tests.investigator.counter import publish
from tests.office import Office
from tests.store.raw import raw
from tests.store.test_tampering import disarm, run
from wbs.cases.log.audit import serialise_entry
from wbs.cases.log.log_check import StoredCosignature
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry
from wbs.cli.checkpoints import make_checkpoints
from wbs.cli.main import main
from wbs.cli.upkeep import maintain
from wbs.crypto.checkpoint import Checkpoint, cosign, note_text
from wbs.crypto.directory import Role
from wbs.crypto.witness import log_origin
from wbs.store.store import open_store

pytestmark = pytest.mark.promise("P17")

AUDITOR, SECOND = f"{REGENCY}/auditor-01", f"{REGENCY}/auditor-02"
THEN = 1_795_000_000


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    people = [Person(REGENCY, name.partition("/")[2], frozenset({Role.AUDITOR})) for name in (AUDITOR, SECOND)]
    folder = tmp_path / "data"
    folder.mkdir()
    made = Office(folder, people)
    publish(made)
    yield made
    made.close()


def add(office: Office, count: int, agency: str = REGENCY, officer: str = "penerima-01") -> None:
    for _ in range(count):
        office.store.audit.append(AuditEntry(AgencyCode(agency), office.clock.now(), officer, AuditAction.SIGN_IN))


def audit(place: Office | Path, *arguments: str) -> Result:
    folder = place.folder if isinstance(place, Office) else place
    return CliRunner().invoke(main, ["audit", *arguments], env={"WBS_DATA": str(folder)})


def keep(office: Office, path: Path, *signers: str) -> Path:
    """Make a checkpoint, let auditors sign it, and keep its text outside."""
    make_checkpoints(office.store, office.clock)
    point = office.store.audit.checkpoints(AgencyCode(REGENCY), 1)[0]
    checkpoint = Checkpoint(log_origin(office.world.book(), REGENCY), point.size, point.root)
    signatures = [cosign(checkpoint, name, THEN, office.world.people[name].secret.signing_key) for name in signers]
    path.write_text(note_text(checkpoint, signatures), encoding="utf-8")
    return path


def forge(office: Office, place: int) -> None:
    """Write another entry in a place of the log, as whoever owns the database can."""
    entry = serialise_entry(AuditEntry(AgencyCode(REGENCY), office.clock.now(), "x", AuditAction.SIGN_IN))
    change = run(
        "UPDATE audit_entries SET entry = :entry WHERE agency = :code AND place = :place",
        entry=entry,
        place=place,
        code=REGENCY,
    )
    with raw(office.url) as connection:
        disarm(connection)
        change(connection)


def test_an_installation_without_a_log_says_so(office: Office) -> None:
    assert audit(office, "verify").output == "Belum ada jejak audit.\n"
    assert audit(office, "verify", "--en").output == "There is no audit log yet.\n"


def test_an_honest_log_is_proved_as_far_as_its_own_rows_go(office: Office) -> None:
    add(office, 5)
    result = audit(office, "verify", "--en")
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        'Audit log of 61.08 "Inspektorat 61.08": 5 entries.',
        "  Proved: the entries are complete, in order, and those of the hashes and checkpoints in the database.",
        "  Not proved: 5 entries. Whoever rules the database could have written them anew",
        "  together with their tree. Keep a new checkpoint outside the server.",
    ]


def test_a_checkpoint_from_outside_proves_what_it_covers_and_names_who_signed(office: Office, tmp_path: Path) -> None:
    add(office, 5)
    kept = keep(office, tmp_path / "kept.txt", AUDITOR, SECOND)
    add(office, 2)
    result = audit(office, "verify", "--since", str(kept))
    assert result.exit_code == 0
    assert '"kept.txt", 5 catatan pertama: cocok.' in result.output
    assert 'Ditandatangani "Petugas auditor-01" pada 2026-11-18 18:06 WIB.' in result.output
    assert 'Ditandatangani "Petugas auditor-02"' in result.output
    assert "Terbukti: 5 catatan pertama tidak berubah" in result.output
    assert "Tidak terbukti: 2 catatan sesudahnya." in result.output


def test_a_log_that_is_covered_to_its_end_leaves_nothing_unproved(office: Office, tmp_path: Path) -> None:
    add(office, 5)
    result = audit(office, "verify", "--en", "--since", str(keep(office, tmp_path / "kept.txt", AUDITOR)))
    assert "Not proved" not in result.output
    assert "Proved: the first 5 entries have not changed" in result.output


def test_an_unsigned_checkpoint_is_said_to_be_one(office: Office, tmp_path: Path) -> None:
    add(office, 5)
    result = audit(office, "verify", "--en", "--since", str(keep(office, tmp_path / "kept.txt")))
    assert result.exit_code == 0
    assert "Unsigned: it means something only if you are certain" in result.output


def test_an_edited_entry_ends_with_an_error(office: Office) -> None:
    add(office, 5)
    forge(office, 3)
    result = audit(office, "verify", "--en")
    assert result.exit_code == 1
    assert "MISMATCH: entry 3 is not what was written." in result.output
    assert "Conclusion: this log was changed or is damaged." in result.output
    assert "Proved" not in result.output


def test_every_mismatch_is_said_in_indonesian_too(office: Office) -> None:
    add(office, 5)
    forge(office, 3)
    result = audit(office, "verify")
    assert "TIDAK COCOK: catatan nomor 3 bukan yang dulu ditulis." in result.output


def test_an_old_backup_put_back_is_told_by_a_checkpoint_made_since(office: Office, tmp_path: Path) -> None:
    add(office, 5)
    early = keep(office, tmp_path / "early.txt", AUDITOR)
    office.store.close()
    shutil.copytree(office.folder, tmp_path / "backup")
    backup = tmp_path / "backup"
    reopened = reopen(office)
    add(reopened, 4)
    late = keep(reopened, tmp_path / "late.txt", AUDITOR)
    assert audit(backup, "verify", "--since", str(early)).exit_code == 0
    result = audit(backup, "verify", "--en", "--since", str(early), "--since", str(late))
    assert result.exit_code == 1
    assert "MISMATCH: the checkpoint kept outside covers 9 entries, the log holds fewer." in result.output
    assert '"early.txt", the first 5 entries: matches.' in result.output


def reopen(office: Office) -> Office:
    office.store = open_store(office.url)
    return office


def test_two_auditors_who_were_shown_two_logs_find_out_together(office: Office, tmp_path: Path) -> None:
    add(office, 5)
    office.store.close()
    shutil.copytree(office.folder, tmp_path / "fork")
    reopen(office)
    add(office, 1, officer="penerima-01")
    first = keep(office, tmp_path / "first.txt", AUDITOR)
    office.store.close()
    url, office.url = office.url, f"sqlite:///{tmp_path / 'fork' / 'wbs.sqlite'}"
    reopen(office)
    add(office, 1, officer="penerima-02")
    second = keep(office, tmp_path / "second.txt", SECOND)
    office.store.close()
    office.url = url
    reopen(office)
    assert audit(office, "verify", "--since", str(first)).exit_code == 0
    result = audit(office, "verify", "--en", "--since", str(first), "--since", str(second))
    assert result.exit_code == 1
    assert '"first.txt", the first 6 entries: matches.' in result.output
    assert '"second.txt", the first 6 entries: MISMATCH.' in result.output


def test_a_signature_that_is_no_auditors_is_a_mismatch(office: Office, tmp_path: Path) -> None:
    add(office, 5)
    kept = keep(office, tmp_path / "kept.txt", f"{REGENCY}/penerima-01")
    result = audit(office, "verify", "--en", "--since", str(kept))
    assert result.exit_code == 1
    assert 'the signature in the name of "61.08/penerima-01" is not by an auditor of this agency' in result.output


def test_a_stored_signature_that_is_no_auditors_is_a_mismatch(office: Office) -> None:
    add(office, 5)
    make_checkpoints(office.store, office.clock)
    code = AgencyCode(REGENCY)
    entry = AuditEntry(code, office.clock.now(), "auditor-01", AuditAction.CHECKPOINT_SIGNED)
    office.store.audit.add_cosignature(code, StoredCosignature(5, "auditor-01", bytes(76)), entry)
    result = audit(office, "verify", "--en")
    assert result.exit_code == 1
    assert "MISMATCH: checkpoint 5 holds a signature that is no auditor's." in result.output


def test_a_checkpoint_of_another_installation_is_a_mismatch(office: Office, tmp_path: Path) -> None:
    add(office, 5)
    kept = keep(office, tmp_path / "kept.txt")
    kept.write_text(kept.read_text(encoding="utf-8").replace("wbs/audit/", "wbs/audit/A", 1)[:-44], encoding="utf-8")
    assert audit(office, "verify", "--since", str(kept)).exit_code == 1
    stranger = tmp_path / "stranger.txt"
    stranger.write_text(f"wbs/audit/{'A' * 43}/{REGENCY}\n5\n{'A' * 43}=\n", encoding="utf-8")
    result = audit(office, "verify", "--en", "--since", str(stranger))
    assert result.exit_code == 1
    assert 'MISMATCH: "stranger.txt" is a checkpoint of another log.' in result.output


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"hello\n", b"a" * 100_000])
def test_what_is_no_checkpoint_is_refused(office: Office, tmp_path: Path, content: bytes) -> None:
    add(office, 1)
    path = tmp_path / "kept.txt"
    path.write_bytes(content)
    result = audit(office, "verify", "--since", str(path))
    assert result.exit_code == 1
    assert "ditolak" in result.output


def test_only_the_agencies_asked_for_are_verified(office: Office) -> None:
    add(office, 2)
    add(office, 3, PROVINCE)
    assert "61.08" not in audit(office, "verify", "--agency", PROVINCE).output
    both = audit(office, "verify").output
    assert "61.08" in both
    assert "Jejak audit 61 " in both
    assert audit(office, "verify", "--agency", "99").exit_code == 1


def test_maintenance_makes_one_checkpoint_of_a_log_that_grew_and_none_of_one_that_did_not(office: Office) -> None:
    code = AgencyCode(REGENCY)
    sizes = []
    for count in (3, 0, 2):
        add(office, count)
        said = [str(one) for one in maintain({"WBS_DATA": str(office.folder)}) if one.job == "checkpoints"]
        sizes.append(([point.size for point in office.store.audit.checkpoints(code, 9)], said))
    assert sizes == [
        ([3], ["checkpoints: made 1 checkpoints of 1 audit logs"]),
        ([3], ["checkpoints: made 0 checkpoints of 1 audit logs"]),
        ([5, 3], ["checkpoints: made 1 checkpoints of 1 audit logs"]),
    ]


def test_maintenance_makes_no_checkpoint_of_a_tampered_log_and_says_so(office: Office) -> None:
    add(office, 3)
    make_checkpoints(office.store, office.clock)
    forge(office, 1)
    add(office, 1)
    add(office, 1, PROVINCE)
    (outcome,) = [one for one in maintain({"WBS_DATA": str(office.folder)}) if one.job == "checkpoints"]
    assert not outcome.done
    assert outcome.said == "failed: the log of 61.08 was changed or is damaged: run wbs audit verify"
    assert [point.size for point in office.store.audit.checkpoints(AgencyCode(REGENCY), 9)] == [3]
    assert [point.size for point in office.store.audit.checkpoints(AgencyCode(PROVINCE), 9)] == [1]


def test_a_checkpoint_never_goes_back(office: Office) -> None:
    add(office, 3)
    make_checkpoints(office.store, office.clock)
    point = office.store.audit.checkpoints(AgencyCode(REGENCY), 1)[0]
    audit_log = office.store.audit
    older = type(point)(2, bytes(32), office.clock.now())
    other = type(point)(3, bytes(32), office.clock.now())
    assert [audit_log.add_checkpoint(AgencyCode(REGENCY), one, ()) for one in (older, other)] == [False, False]
    assert audit_log.checkpoints(AgencyCode(REGENCY), 9) == [point]


def test_the_newest_checkpoint_is_printed_with_its_signatures(office: Office, tmp_path: Path) -> None:
    add(office, 3)
    kept = keep(office, tmp_path / "kept.txt", AUDITOR)
    point = office.store.audit.checkpoints(AgencyCode(REGENCY), 1)[0]
    checkpoint = Checkpoint(log_origin(office.world.book(), REGENCY), point.size, point.root)
    signature = cosign(checkpoint, AUDITOR, THEN, office.world.people[AUDITOR].secret.signing_key)
    entry = AuditEntry(AgencyCode(REGENCY), office.clock.now(), "auditor-01", AuditAction.CHECKPOINT_SIGNED)
    office.store.audit.add_cosignature(
        AgencyCode(REGENCY), StoredCosignature(point.size, "auditor-01", signature.raw), entry
    )
    result = audit(office, "checkpoint")
    assert result.exit_code == 0
    assert result.output == kept.read_text(encoding="utf-8")


def test_without_a_checkpoint_there_is_nothing_to_print(office: Office) -> None:
    assert audit(office, "checkpoint").exit_code == 1
    add(office, 1)
    assert "wbs maintain" in audit(office, "checkpoint", "--en").output


def test_the_export_gives_every_entry_byte_for_byte_one_a_line(office: Office) -> None:
    add(office, 3)
    result = audit(office, "export", "--jsonl")
    assert result.stdout_bytes == b"".join(
        entry + b"\n" for entry in office.store.audit.entries(AgencyCode(REGENCY), 0, 9)
    )
    assert audit(office, "export", "--jsonl", "--from", "2").stdout_bytes.count(b"\n") == 1


def test_the_export_holds_nothing_of_reporters(office: Office) -> None:
    report = office.new_report()
    add(office, 2)
    lines = audit(office, "export", "--jsonl").stdout_bytes.splitlines()
    assert len(lines) == 2
    assert {name for line in lines for name in json.loads(line)} <= {
        "type",
        "agency",
        "at",
        "officer",
        "action",
        "case",
        "detail",
    }
    assert report.name.case.encode() not in b"".join(lines)
