"""Whoever writes to the database or to a medium tries to make operators' and auditors' commands say "all is well"."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from tests import cast
from tests.cast import PROVINCE, REGENCY, Person, World
from tests.cli.ceremony.house import House
from tests.cli.officials import publish, run
from tests.cli.test_audit import AUDITOR, THEN, add, audit, forge, keep
from tests.investigator.counter import publish as publish_office
from tests.office import Office
from tests.store.raw import raw
from tests.store.test_tampering import disarm
from wbs.cases.log.log_check import StoredCosignature
from wbs.cases.model import AgencyCode
from wbs.cli.checkpoints import make_checkpoints
from wbs.clock import SystemClock
from wbs.crypto.ceremony import sign_directory
from wbs.crypto.checkpoint import Checkpoint, cosign, parse_note
from wbs.crypto.directory import Role
from wbs.crypto.witness import log_origin

SCREEN = "\x1b]2;x\x07\r"
"""What a terminal obeys, and what click does not take out where there is none."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    folder = tmp_path / "data"
    folder.mkdir()
    made = Office(folder, [Person(REGENCY, "auditor-01", frozenset({Role.AUDITOR}))], recovery=[REGENCY])
    publish_office(made)
    yield made
    made.close()


def tamper(office: Office, *statements: str, **values: object) -> None:
    with raw(office.url) as connection:
        disarm(connection)
        for statement in statements:
            connection.execute(text(statement), values)


# What `wbs audit verify` is given


def test_two_checkpoints_of_one_name_are_both_compared(office: Office, tmp_path: Path) -> None:
    add(office, 3)
    first = tmp_path / "auditor-01" / "checkpoint.txt"
    first.parent.mkdir()
    note = keep(office, first, AUDITOR).read_text(encoding="utf-8")
    lines = note.split("\n")
    lines[2] = "A" * 43 + "="
    first.write_text("\n".join(lines), encoding="utf-8")
    second = tmp_path / "auditor-02" / "checkpoint.txt"
    second.parent.mkdir()
    second.write_text(note, encoding="utf-8")
    assert audit(office, "verify", "--since", str(first)).exit_code == 1
    assert audit(office, "verify", "--since", str(first), "--since", str(second)).exit_code == 1


def test_a_checkpoint_of_an_agency_that_was_not_asked_for_is_compared_all_the_same(
    office: Office, tmp_path: Path
) -> None:
    add(office, 3)
    add(office, 1, PROVINCE)
    note = keep(office, tmp_path / "kept.txt", AUDITOR)
    forge(office, 1)
    done = audit(office, "verify", "--agency", PROVINCE, "--since", str(note))
    assert done.exit_code == 1


# Texts from the database on a terminal


def test_an_agencys_code_in_the_database_writes_nothing_else_on_the_screen(office: Office) -> None:
    add(office, 3)
    tamper(
        office,
        "UPDATE audit_entries SET agency = :code WHERE place = 1",
        "INSERT INTO audit_trees (agency, size, peaks) VALUES (:code, 1, :peaks)",
        code=f"{SCREEN}All is well.",
        peaks=bytes(32),
    )
    for arguments in (["verify"], ["verify", "--en"]):
        done = audit(office, *arguments)
        assert done.exit_code == 1
        assert "\x1b" not in done.output
    env = {"WBS_DATA": str(office.folder)}
    for arguments in (["doctor"], ["doctor", "--en"], ["doctor", "--json"], ["maintain"]):
        said = run(*arguments, env=env).output
        assert "All is well." in said
        assert "\x1b" not in said


@pytest.mark.parametrize("name", [f"x{SCREEN}", "x\n\nwbs/audit/other", "auditor-01"])
def test_a_made_up_row_of_a_signature_neither_spoils_nor_hides_a_checkpoint(office: Office, name: str) -> None:
    add(office, 3)
    make_checkpoints(office.store, office.clock)
    tamper(
        office,
        "INSERT INTO audit_cosignatures (agency, size, officer, cosignature) VALUES (:code, 3, :name, :raw)",
        code=REGENCY,
        name=name,
        raw=b"\xff" * 76,
    )
    done = audit(office, "checkpoint")
    assert done.exit_code == 0, done.output
    checkpoint, signatures = parse_note(done.output)
    assert (checkpoint.size, signatures) == (3, ())


# The export


def test_an_export_of_a_log_with_a_gap_stops_and_says_so(office: Office) -> None:
    add(office, 5)
    tamper(office, "DELETE FROM audit_entries WHERE place = 2")
    done = audit(office, "export", "--jsonl")
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert len(lines) == 2


def test_an_entry_that_is_more_than_one_line_is_not_exported(office: Office) -> None:
    add(office, 3)
    tamper(office, "UPDATE audit_entries SET entry = :entry WHERE place = 1", entry=b'{}\n{"forged":"line"}')
    done = audit(office, "export", "--jsonl")
    assert done.exit_code == 1
    assert "forged" not in done.output


def test_an_export_from_a_place_on_holds_no_entry_twice(office: Office) -> None:
    add(office, 5)
    assert len(audit(office, "export", "--jsonl", "--from", "3").output.splitlines()) == 2


# Doctor


def doctor(office: Office) -> tuple[int, list[dict[str, str]]]:
    done = run("doctor", "--json", "--en", env={"WBS_DATA": str(office.folder)})
    return done.exit_code, json.loads(done.output)["findings"]


def test_a_job_that_ended_in_the_future_counts_as_missing(office: Office) -> None:
    later = SystemClock().now() + timedelta(days=400)
    office.store.upkeep.note_run("checkpoints", later, done=True)
    _, found = doctor(office)
    assert ("maintenance-missing", "checkpoints") in {(one["code"], one["subject"]) for one in found}


def test_a_made_up_signature_does_not_count_as_an_auditors(office: Office) -> None:
    office.clock.time = SystemClock().now()
    add(office, 3)
    make_checkpoints(office.store, office.clock)
    tamper(
        office,
        "INSERT INTO audit_cosignatures (agency, size, officer, cosignature) VALUES (:code, 3, 'auditor-01', :raw)",
        code=REGENCY,
        raw=bytes(76),
    )
    _, found = doctor(office)
    assert [one for one in found if one["subject"] == REGENCY and "sign" in one["code"]], found


def test_an_auditors_signature_counts(office: Office) -> None:
    office.clock.time = SystemClock().now()
    add(office, 3)
    make_checkpoints(office.store, office.clock)
    point = office.store.audit.checkpoints(AgencyCode(REGENCY), 1)[0]
    checkpoint = Checkpoint(log_origin(office.world.book(), REGENCY), point.size, point.root)
    made = cosign(checkpoint, AUDITOR, THEN, office.world.people[AUDITOR].secret.signing_key)
    tamper(
        office,
        "INSERT INTO audit_cosignatures (agency, size, officer, cosignature) VALUES (:code, 3, 'auditor-01', :raw)",
        code=REGENCY,
        raw=made.raw,
    )
    assert StoredCosignature(3, "auditor-01", made.raw) in office.store.audit.cosignatures(AgencyCode(REGENCY), 3)
    _, found = doctor(office)
    assert not [one for one in found if one["subject"] == REGENCY and "sign" in one["code"]]


def test_a_broken_tree_is_a_finding_and_hides_no_other(office: Office) -> None:
    add(office, 3)
    tamper(office, "UPDATE audit_trees SET peaks = :peaks", peaks=b"x")
    code, found = doctor(office)
    codes = {one["code"] for one in found}
    assert code == 2
    assert {"audit-log", "maintenance-missing"} <= codes


# Media


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr("wbs.crypto.root_key.LOG_N", 1)
    return House(tmp_path)


@pytest.fixture
def world_with_shares() -> World:
    return cast.found(recovery=[REGENCY])


@pytest.fixture
def world() -> World:
    return cast.found()


def test_founding_takes_nothing_from_a_medium_that_was_not_verified(world: World, tmp_path: Path) -> None:
    medium = publish(world, tmp_path / "medium")
    secret = tmp_path / "secret"
    secret.write_text("a key of the server", encoding="utf-8")
    (medium / "directory-99.99-1.json").symlink_to(secret)
    (medium / "roots-98-1.json").write_text("anything", encoding="utf-8")
    data = tmp_path / "data"
    done = run("init", "--documents", medium, env={"WBS_DATA": str(data)}, typed="ya\n")
    served = {path.name for path in (data / "keys").glob("*")} if data.exists() else set()
    assert "directory-99.99-1.json" not in served, done.output
    assert "roots-98-1.json" not in served


def test_nothing_is_published_that_was_not_verified(world: World, tmp_path: Path) -> None:
    keys = publish(world, tmp_path / "keys")
    stray = tmp_path / "directory-99.99-1.json"
    stray.write_text("anything", encoding="utf-8")
    done = run("directory", "publish", stray, "--into", keys)
    assert done.exit_code == 1
    assert not (keys / stray.name).exists()


def test_a_file_that_cannot_be_written_whole_is_not_published_in_part(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = publish(world, tmp_path / "keys")
    newest = world.book().newest(REGENCY)
    following = msgspec.structs.replace(newest.document, version=2, previous=newest.digest, grace_days=61)
    path = tmp_path / f"directory-{REGENCY}-2.json"
    path.write_bytes(sign_directory(following, world.root_keys[REGENCY][:2]))

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        assert run("directory", "publish", path, "--into", keys).exit_code == 1
    assert not (keys / path.name).exists()
    assert run("directory", "publish", path, "--into", keys).exit_code == 0
    assert (keys / path.name).read_bytes() == path.read_bytes()


def test_an_export_writes_through_no_link_that_a_medium_brings(office: Office, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("kept", encoding="utf-8")
    (tmp_path / "cases.jsonl.part").symlink_to(target)
    run(
        "keys", "recovery", "export", "--agency", REGENCY, "--keys", office.folder / "keys",
        "--to", tmp_path / "cases.jsonl", env={"WBS_DATA": str(office.folder)},
    )  # fmt: skip
    assert target.read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize("name", [f"USB{SCREEN}", "USB\u202egpj", "USB\x9b2J"])
def test_a_mediums_name_writes_nothing_else_on_the_screen(house: House, name: str) -> None:
    medium = house.place / name
    medium.mkdir()
    arguments = ("--agency", REGENCY, "--documents", house.shared, "--out", medium)
    drafted = run("directory", "renew", *arguments)
    [draft] = medium.glob("*.draft-1.json")
    signed = house.sign(draft, house.keys[0], "--documents", str(house.shared))
    for done in (drafted, signed):
        assert done.exit_code == 0, done.output
        assert not set("\x1b\x07\r\u202e\x9b") & set(done.output)


# Keys and shares


def test_a_key_under_another_passphrase_still_remembers_what_it_signed(house: House) -> None:
    assert house.sign(house.put(house.following()), house.keys[0]).exit_code == 0
    moved = house.place / "new-medium"
    moved.mkdir()
    phrase = house.place / "passphrase"
    done = run(
        "keys", "root", "passphrase", house.keys[0], "--out", moved / "root.age",
        "--passphrase-file", phrase, "--new-passphrase-file", phrase,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    second = house.sign(
        house.put(house.following(grace_days=61), "other.json"), moved / "root.age", "--out", str(moved)
    )
    assert second.exit_code == 1
    assert "naskah lain dengan versi ini" in second.output


def test_officials_are_told_of_a_card_in_the_way_before_they_write_shares_on_paper(
    tmp_path: Path, world_with_shares: World
) -> None:
    keys = publish(world_with_shares, tmp_path / "keys")
    (tmp_path / f"recovery-{REGENCY}.card.json").touch()
    done = run("keys", "recovery", "new", "--agency", REGENCY, "--keys", keys, "--out", tmp_path, "--yes")
    assert done.exit_code == 1
    assert "sudah ada" in done.output
    assert "1. " not in done.output, "a share was shown"


@pytest.mark.parametrize(("day", "is_ahead"), [("2036-11-25", True), (None, False)])
def test_a_directory_of_a_day_to_come_is_warned_of_when_it_is_drafted_and_signed(
    house: House, day: str | None, *, is_ahead: bool
) -> None:
    dated = () if day is None else ("--day", day)
    drafted = run("directory", "renew", "--agency", REGENCY, "--documents", house.shared, "--out", house.shared, *dated)
    assert drafted.exit_code == 0, drafted.output
    [draft] = house.shared.glob("*.draft-1.json")
    signed = house.sign(draft, house.keys[0])
    assert signed.exit_code == 0, signed.output
    for told in (drafted.output, signed.output):
        assert ("hari lagi menurut jam komputer ini" in told) is is_ahead
