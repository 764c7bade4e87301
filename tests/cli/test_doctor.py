"""`wbs doctor` on a whole installation: what it finds, how it says so, and with which exit code."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.cast import PROVINCE, REGENCY
from tests.cli.officials import publish, run, share_files, with_shares
from tests.office import Office
from wbs.cases.backups.keeping import Kept
from wbs.cases.doctor.findings import Finding
from wbs.cases.model import AgencyCode
from wbs.cases.rules.documents import default_rules
from wbs.cases.rules.ruling import RuleChanges
from wbs.cli.backup.shelf import Shelf, write_proof
from wbs.cli.doctor import examining
from wbs.cli.doctor.installation import Installation, Look
from wbs.cli.doctor.table import LOOKS
from wbs.cli.upkeep import maintain
from wbs.clock import SystemClock


class Place:
    """An installation in a folder, kept as it should be."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700)
        self.office = Office(folder, recovery=[REGENCY, PROVINCE])
        self.keys = publish(self.office.world, folder / "keys")
        (folder / "credentials").mkdir(mode=0o700)
        (folder / "credentials" / "investigator").touch(mode=0o600)
        (folder / "wbs.sqlite").chmod(0o600)
        (folder / "backups").mkdir(mode=0o700)
        today = SystemClock().today()
        backup = Shelf(folder / "backups").path(Kept(today, 1))
        backup.write_bytes(b"sealed")
        write_proof(backup, today, "0" * 64)
        self.env = {"WBS_DATA": str(folder)}

    def drill(self, agency: str, day: str | None = None) -> None:
        shares = share_files(self.office.world, self.folder.parent / f"shares-{agency}", agency=agency)
        when = day or SystemClock().today().isoformat()
        done = run(
            "keys", "recovery", "drill", "--agency", agency, "--keys", self.keys, "--out", self.keys, "--day", when,
            *with_shares(shares),
        )  # fmt: skip
        assert done.exit_code == 0, done.output

    def doctor(self) -> tuple[int, dict[tuple[str, str], Any]]:
        done = run("doctor", "--json", "--en", env=self.env)
        findings = json.loads(done.output)["findings"]
        return done.exit_code, {(found["code"], found["subject"]): found for found in findings}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """An installation on which nothing runs; the machine that the tests run on is not looked at."""
    here = {"services", "clock", "disk", "memory", "wbs deploy", "tor, haproxy"}
    monkeypatch.setattr(examining, "LOOKS", tuple(one for one in LOOKS if one.subject not in here))
    made = Place(tmp_path / "data")
    yield made
    made.office.close()


def codes(found: dict[tuple[str, str], Any]) -> set[str]:
    return {code for code, _ in found}


@pytest.mark.promise("P19")
def test_an_installation_that_is_well_kept_has_nothing_urgent(place: Place) -> None:
    for agency in (REGENCY, PROVINCE):
        place.drill(agency)
    assert all(outcome.done for outcome in maintain(place.env))
    _, found = place.doctor()
    assert codes(found) <= {"directory-expiring", "directory-grace", "directory-expired"}, "dates of the cast are fixed"


def test_what_is_missing_is_told_with_its_remedy(place: Place) -> None:
    exit_code, found = place.doctor()
    assert exit_code == 1
    assert ("drill-due", REGENCY) in found
    assert ("maintenance-missing", "shortages") in found
    assert "wbs keys recovery drill" in found["drill-due", REGENCY]["remedy"]


def test_the_drills_interval_is_a_setting(place: Place) -> None:
    old = (SystemClock().today() - timedelta(days=100)).isoformat()
    place.drill(REGENCY, max(old, "2026-01-05"))
    place.env["WBS_DRILL_DAYS"] = "400"
    assert ("drill-due", REGENCY) not in place.doctor()[1]
    place.env["WBS_DRILL_DAYS"] = "50"
    assert ("drill-due", REGENCY) in place.doctor()[1]
    place.env["WBS_DRILL_DAYS"] = "soon"
    refused = run("doctor", env=place.env)
    assert refused.exit_code == 1
    assert "WBS_DRILL_DAYS" in refused.output


@pytest.mark.promise("P19")
def test_a_drill_statement_that_somebody_made_up_is_told_and_does_not_count(place: Place) -> None:
    place.drill(REGENCY)
    [statement] = place.keys.glob("drill-*.json")
    forged = statement.read_bytes().replace(b"payload", b"Payload")
    (place.keys / f"drill-{PROVINCE}-2026-11-22.json").write_bytes(forged)
    statement.rename(place.keys / f"drill-{PROVINCE}-2026-11-21.json")
    _, found = place.doctor()
    assert ("drill-statement", f"drill-{PROVINCE}-2026-11-22.json") in found
    assert ("drill-due", PROVINCE) in found
    assert ("drill-due", REGENCY) not in found


def test_files_that_others_can_read_are_errors(place: Place) -> None:
    secret = place.folder / "credentials" / "investigator"
    secret.chmod(0o640)
    (place.folder / "wbs.sqlite").chmod(0o604)
    exit_code, found = place.doctor()
    assert exit_code == 2
    assert found["permissions", str(secret)]["remedy"] == f"chmod 0600 {secret}"
    assert ("permissions", str(place.folder / "wbs.sqlite")) in found


def test_a_demonstrations_secrets_are_an_error(place: Place) -> None:
    (place.folder / "demo").mkdir()
    exit_code, found = place.doctor()
    assert exit_code == 2
    assert "demonstration" in codes(found)


@pytest.mark.promise("P19")
def test_cases_without_readers_are_found_before_the_nightly_check_has_run(place: Place) -> None:
    place.office.new_report()
    for name in ("penerima-01", "penerima-02"):
        place.office.rekey_in_directory(f"{REGENCY}/{name}")
    publish(place.office.world, place.keys)
    exit_code, found = place.doctor()
    assert exit_code == 2
    assert "1 of them have none" in found["cases-short", REGENCY]["text"]
    assert ("channel-short", REGENCY) in found


def test_one_part_that_cannot_be_read_keeps_nobody_from_the_others(place: Place) -> None:
    (place.keys / "anchor.txt").write_text("A" * 43, encoding="utf-8")
    exit_code, found = place.doctor()
    assert exit_code == 2
    assert ("documents", str(place.keys)) in found
    assert "maintenance-missing" in codes(found)
    (place.folder / "wbs.sqlite").rename(place.folder / "gone")
    assert {"documents", "database"} <= codes(place.doctor()[1])


def test_people_read_it_in_indonesian_or_english(place: Place) -> None:
    assert "PERINGATAN: 61.08: bagian kunci pemulihan belum pernah diuji" in run("doctor", env=place.env).output
    english = run("doctor", "--en", env=place.env).output
    assert "WARNING: 61.08: the shares of the recovery key were never proved" in english
    assert english.rstrip().endswith("of them urgent.")


@pytest.mark.promise("P17")
def test_rules_that_somebody_took_away_or_put_back_are_told(place: Place) -> None:
    """Whoever writes to the database shows last year's authorities again, under a number that was theirs."""
    agency, store = AgencyCode(REGENCY), place.office.store
    changes = RuleChanges(store.rules)
    for after, days in enumerate((4, 5, 6)):
        clocks = msgspec.structs.replace(default_rules(REGENCY).clocks, verify=days)
        rules = msgspec.structs.replace(default_rules(REGENCY), clocks=clocks)
        changes.change_as_operator(rules, after, now=place.office.clock.now(), today=place.office.clock.today())
    assert ("rules-missing", REGENCY) not in place.doctor()[1]
    with sqlite3.connect(place.folder / "wbs.sqlite") as database:
        database.execute("DELETE FROM agency_rules WHERE agency = ? AND version = 3", (agency,))
    found = place.doctor()[1]["rules-missing", REGENCY]
    assert found["text"].endswith(": 3")
    with sqlite3.connect(place.folder / "wbs.sqlite") as database:
        database.execute("DELETE FROM agency_rules WHERE agency = ? AND version = 1", (agency,))
    assert place.doctor()[1]["rules-missing", REGENCY]["text"].endswith(": 1, 3")


def test_a_look_that_fails_is_told_and_keeps_nobody_from_the_others(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(installation: Installation) -> list[Finding]:
        raise ZeroDivisionError(str(installation.config.data))

    monkeypatch.setattr(examining, "LOOKS", (Look("broken", "a look", fail), *LOOKS))
    exit_code, found = place.doctor()
    assert exit_code == 2
    assert found["broken", "a look"]["text"] == "cannot be used: ZeroDivisionError", "and nothing of what it held"
    assert "maintenance-missing" in codes(found)
