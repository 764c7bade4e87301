"""The operator's invitation: one code on the terminal, nothing of it in the store but its hash."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.investigator.counter import Counter, publish
from tests.newcomer import NEWCOMER, Newcomer, appointed
from tests.office import Office
from wbs.cli.invite import invite, invite_command
from wbs.clock import SystemClock
from wbs.errors import ConfigError, ConflictError

ARGUMENTS = ["--agency", "61.08", "--id", NEWCOMER, "--label", "Wulan S."]
ARGUMENTS += ["--unit", "Irban Khusus", "--role", "reviewer"]


@pytest.fixture
def office(tmp_path: Path):  # type: ignore[no-untyped-def]
    made = Office(tmp_path)
    publish(made)
    yield made
    made.close()


def test_the_invited_officer_enrols_with_the_code_that_the_terminal_shows(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WBS_DATA", str(office.folder))
    told = CliRunner().invoke(invite_command, [*ARGUMENTS, "--en"])
    assert told.exit_code == 0, told.output
    match = re.search(r"Invitation code: ((?:[A-Z2-7]{4}-?){4})", told.output)
    assert match is not None
    assert f"Login: {NEWCOMER}.61.08" in told.output
    office.clock.time = SystemClock().now()
    newcomer = Newcomer(office, login=f"{NEWCOMER}.61.08")
    assert Counter(office).browser().post("/enrolment", newcomer.account(match[1])).status_code == 201
    assert b'":operator"' in office.entries()[0]


def test_the_code_itself_is_not_stored(office: Office) -> None:
    code = invite({"WBS_DATA": str(office.folder)}, appointed(), "wulan.s")
    office.store.close()
    stored = b"".join(path.read_bytes() for path in office.folder.rglob("*") if path.is_file())
    for form in (code, code.lower(), code.replace("-", ""), code.replace("-", "").lower()):
        assert form.encode() not in stored


def test_nobody_is_invited_to_an_agency_that_the_documents_do_not_list(office: Office) -> None:
    with pytest.raises(ConfigError):
        invite({"WBS_DATA": str(office.folder)}, appointed("99"), "wulan.s")


def test_an_agency_that_is_being_founded_may_be_invited_to(office: Office) -> None:
    office.world.directories["61.08"].clear()
    for file in (office.folder / "keys").glob("directory-61.08-*"):
        file.unlink()
    assert invite({"WBS_DATA": str(office.folder)}, appointed(), "wulan.s")


def test_an_officer_with_an_account_is_not_invited_again(office: Office) -> None:
    with pytest.raises(ConflictError):
        invite({"WBS_DATA": str(office.folder)}, appointed(officer="penerima-01"), "someone")


def test_what_the_label_holds_cannot_rewrite_the_terminal(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WBS_DATA", str(office.folder))
    arguments = [*ARGUMENTS]
    arguments[5] = "Wulan\u202e S."
    told = CliRunner().invoke(invite_command, arguments)
    assert "\u202e" not in told.output
    assert "<U+202E>" in told.output
