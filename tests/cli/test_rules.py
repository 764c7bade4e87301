"""Rules as files: what is exported comes in again, edited by hand, and nothing sloppy does."""

import json
from pathlib import Path

import pytest
from click.testing import Result

from tests.cast import REGENCY
from tests.cli.officials import run
from tests.investigator.counter import publish
from tests.office import Office
from wbs.cases.rules.rulebook import RuleBook
from wbs.cli.rules import read_rules
from wbs.errors import FormatError, UnknownVersionError


@pytest.fixture
def office(tmp_path: Path):  # type: ignore[no-untyped-def]
    made = Office(tmp_path)
    publish(made)
    yield made
    made.close()


@pytest.fixture
def path(office: Office, tmp_path: Path) -> Path:
    found = tmp_path / "rules.json"
    done = rules(office, "export", "--agency", REGENCY, "--out", found)
    assert done.exit_code == 0, done.output
    return found


def rules(office: Office, *arguments: str | Path, typed: str = "") -> Result:
    return run("rules", *arguments, env={"WBS_DATA": str(office.folder)}, typed=typed)


def edited(path: Path, **members: object) -> Path:
    path.write_text(json.dumps({**json.loads(path.read_text()), **members}), encoding="utf-8")
    return path


def test_rules_go_out_are_edited_and_come_in_as_the_next_version(office: Office, path: Path) -> None:
    done = rules(office, "import", edited(path, warn=[50]), "--after", "0", typed="ya\n")
    assert done.exit_code == 0, done.output
    assert "~ warn" in done.output
    found = RuleBook(office.store.rules).current(REGENCY)
    assert (found.version, found.rules.warn) == (1, [50])
    listed = rules(office, "list", "--agency", REGENCY).output.splitlines()
    assert [line.split()[0] for line in listed] == ["1", "0"]
    assert ":operator" in listed[0]
    assert b'"action":"rules-changed"' in office.entries()[-1]
    assert b'":operator"' in office.entries()[-1]
    assert '"warn": [\n    50\n  ]' in rules(office, "export", "--agency", REGENCY).output
    assert rules(office, "export", "--agency", REGENCY, "--version", "0").exit_code == 0


def test_nothing_is_stored_without_a_yes_or_after_another_version(office: Office, path: Path) -> None:
    assert rules(office, "import", edited(path, warn=[50]), "--after", "0", typed="y\n").exit_code == 1
    assert rules(office, "import", path, "--after", "1", "--yes").exit_code == 1
    assert rules(office, "import", edited(path, agency="99"), "--after", "0", "--yes").exit_code == 1
    assert RuleBook(office.store.rules).current(REGENCY).version == 0


def test_a_file_that_exists_is_not_overwritten(office: Office, path: Path) -> None:
    assert rules(office, "export", "--agency", REGENCY, "--out", path).exit_code == 1


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        ('"public_figures": true', '"public_figures": true, "public_figures": false', FormatError),
        ('"verify": 3', '"verify": 3.0', FormatError),
        ('"verify": 3', '"verify": NaN', FormatError),
        ('"verify": 3', '"verify": "3"', FormatError),
        ('"notices"', '"notice"', FormatError),
        ("wbs-rules/v1", "wbs-rules/v9", UnknownVersionError),
        ("{", "[", FormatError),
    ],
    ids=["twice", "fraction", "nan", "text", "unknown", "later", "broken"],
)
def test_sloppy_rules_are_refused(path: Path, old: str, new: str, refused: type[Exception]) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(refused):
        read_rules(text.replace(old, new, 1).encode())


@pytest.mark.parametrize("data", [b"", b"null", b"7", b"[]", b"[" * 100_000, b'{"agency":7}', b"\xff"])
def test_what_are_no_rules_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        read_rules(data)
