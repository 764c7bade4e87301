"""Operators hear of what doctor finds: once, again when it worsens or comes back, and nothing of anybody's case."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.notices.mailserver import Postbox, listening
from tests.cli.officials import run
from tests.office import StillClock
from wbs.cases.doctor.alerting import check_alerts
from wbs.cases.doctor.findings import Finding, Severity
from wbs.cli.alerts.sending import TOLD_FILE, alert, read_addresses
from wbs.config import PortalConfig
from wbs.errors import ConfigError, MailError

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
WHO = "operator@prov.example.go.id"
SECRET = "perkara K-1234"


def finding(code: str, severity: Severity = Severity.WARNING, subject: str = "61.08") -> Finding:
    return Finding(code, severity, subject, (f"ada {SECRET}", f"there is {SECRET}"), ("lihat", "look"))


class Place:
    """An installation whose operator wants alerts."""

    def __init__(self, folder: Path) -> None:
        self.config = PortalConfig.from_environment({"WBS_DATA": str(folder)})
        self.postbox = Postbox()

    def tell(self, *findings: Finding, **environment: str) -> list[str]:
        """Alert, and give the codes of what was told."""
        with listening(self.postbox) as port:
            server = {"WBS_MAIL_SERVER": f"127.0.0.1:{port}", "WBS_MAIL_SECURITY": "none", "WBS_MAIL_SENDER": WHO}
            given = {"WBS_ALERTS": WHO, **server, **environment}
            return [one.code for one in alert(findings, self.config, given, StillClock(NOON))]

    @property
    def letters(self) -> list[str]:
        return [letter.content.decode() for letter in self.postbox.letters]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_a_finding_is_told_once(place: Place):
    assert place.tell(finding("backup-old")) == ["backup-old"]
    assert place.tell(finding("backup-old")) == []
    assert len(place.letters) == 1
    assert "backup-old" in place.letters[0]


def test_it_is_told_again_when_it_worsens_and_not_when_it_gets_better(place: Place):
    place.tell(finding("disk"))
    assert place.tell(finding("disk", Severity.ERROR)) == ["disk"]
    assert place.tell(finding("disk", Severity.WARNING)) == []
    assert place.tell(finding("disk", Severity.ERROR)) == ["disk"]
    assert len(place.letters) == 3


def test_it_is_told_again_when_it_comes_back(place: Place):
    place.tell(finding("disk"))
    place.tell()
    assert place.tell(finding("disk")) == ["disk"]


def test_what_is_about_something_else_is_new(place: Place):
    place.tell(finding("directory-expiring", subject="61.08"))
    assert place.tell(finding("directory-expiring", subject="61")) == ["directory-expiring"]


def test_notices_wait_until_somebody_looks(place: Place):
    assert place.tell(finding("no-recovery", Severity.NOTICE)) == []
    assert place.letters == []


def test_the_letter_names_no_case_agency_folder_or_day(place: Place):
    place.tell(finding("cases-short", Severity.ERROR), finding("backup-old", subject="/srv/backups"))
    [letter] = place.letters
    body = letter.partition("\r\n\r\n")[2]
    assert SECRET not in body
    assert not any(word in body for word in ("61.08", "/srv", "2026"))
    assert body.index("cases-short") < body.index("backup-old")


def test_what_did_not_leave_is_tried_again(place: Place):
    place.postbox.refuses = frozenset({WHO})
    with pytest.raises(MailError):
        place.tell(finding("disk"))
    place.postbox.refuses = frozenset()
    assert place.tell(finding("disk")) == ["disk"]


def test_addresses_without_a_mail_server_are_a_failure(place: Place):
    with pytest.raises(MailError):
        alert([finding("disk")], place.config, {"WBS_ALERTS": WHO}, StillClock(NOON))


def test_where_nobody_is_named_what_is_new_is_still_given_and_remembered(place: Place):
    clock = StillClock(NOON)
    assert [one.code for one in alert([finding("disk")], place.config, {}, clock)] == ["disk"]
    assert alert([finding("disk")], place.config, {}, clock) == []


def test_what_was_told_is_for_its_owner_alone_and_a_damaged_file_makes_all_new(place: Place):
    place.tell(finding("disk"))
    path = place.config.data / TOLD_FILE
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text("{")
    assert place.tell(finding("disk")) == ["disk"]


def test_root_never_writes_through_a_link_that_the_services_user_laid(place: Place, tmp_path: Path):
    other = tmp_path / "another's file"
    other.write_text("untouched")
    for name in (TOLD_FILE, f"{TOLD_FILE}.{os.getpid()}"):
        (place.config.data / name).symlink_to(other)
    place.tell(finding("disk"))
    assert other.read_text() == "untouched"
    assert place.tell(finding("disk")) == []


@pytest.mark.parametrize("text", ["operator", "a@b", "a@b.id;c@d.id", "a@b.id\nBcc: c@d.id", ",".join(["a@b.id"] * 21)])
def test_addresses_that_are_none_are_refused(text: str):
    with pytest.raises(ConfigError):
        read_addresses({"WBS_ALERTS": text})


@pytest.mark.parametrize(("last", "count"), [(None, 1), (0, 0), (1, 0), (2, 1)])
def test_alerts_that_stopped_are_a_finding(last: int | None, count: int):
    today = date(2026, 11, 23)
    day = None if last is None else today - timedelta(days=last)
    assert len(check_alerts(True, day, today)) == count  # noqa: FBT003
    assert check_alerts(False, day, today) == []  # noqa: FBT003


def test_the_command_prints_what_is_new_and_then_nothing(tmp_path: Path):
    env = {"WBS_DATA": str(tmp_path)}
    first = run("doctor", "--alert", "--en", env=env)
    assert first.exit_code == 2
    assert "cannot be used" in first.output
    again = run("doctor", "--alert", "--en", env=env)
    assert again.output.strip() == "Nothing new."
    assert [path.name for path in tmp_path.iterdir()] == [TOLD_FILE]
