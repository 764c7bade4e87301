"""The job of `wbs maintain` that sends notices: always, to all whom rules name, and blind to cases."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tests.cli.notices.mailserver import Postbox, listening
from tests.cli.officials import publish, run
from tests.office import Office
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry
from wbs.cases.rules.documents import StoredRules, default_rules
from wbs.cli.jobs import JOBS, Outcome, Workshop, run_jobs
from wbs.cli.notices.job import JOB
from wbs.config import PortalConfig
from wbs.crypto.shape import serialise

REGENCY, PROVINCE = AgencyCode("61.08"), AgencyCode("61")
VARYING = re.compile(rb"^(Date|Message-ID): .*\r\n", re.MULTILINE)


class Place:
    """An installation whose agencies want notices."""

    def __init__(self, folder: Path) -> None:
        self.office = Office(folder)
        publish(self.office.world, folder / "keys")
        self.config = PortalConfig.from_environment({"WBS_DATA": str(folder)})
        self.postbox = Postbox()

    def want(self, agency: AgencyCode, *addresses: str) -> None:
        """Store rules with these addresses."""
        newest = self.office.store.rules.newest_rules(agency)
        version = 1 if newest is None else newest.version + 1
        rules = msgspec.structs.replace(default_rules(agency), notices=list(addresses))
        stored = StoredRules(agency, version, self.office.clock.today(), "pengelola-01", serialise(rules))
        entry = AuditEntry(agency, self.office.clock.now(), "pengelola-01", AuditAction.RULES_CHANGED)
        self.office.store.rules.add_rules(stored, entry)

    def run(self, **environment: str) -> Outcome:
        workshop = Workshop(self.config, self.office.store, self.office.clock, environment)
        return run_jobs(workshop, {JOB: JOBS[JOB]})[0]

    def run_with_server(self, **environment: str) -> Outcome:
        with listening(self.postbox) as port:
            return self.run(
                WBS_MAIL_SERVER=f"127.0.0.1:{port}",
                WBS_MAIL_SECURITY="none",
                WBS_MAIL_SENDER="pengingat@prov.example.go.id",
                **environment,
            )


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    made.office.close()


def test_everybody_named_by_some_agency_gets_one_notice_at_each_fixed_time(place: Place) -> None:
    place.want(REGENCY, "b@example.go.id", "a@example.go.id")
    place.want(PROVINCE, "b@example.go.id", "c@example.go.id")
    assert str(place.run_with_server()) == "notices: sent 3"
    assert [letter.to for letter in place.postbox.letters] == [[f"{name}@example.go.id"] for name in "abc"]
    assert str(place.run_with_server()) == "notices: none is due before the next fixed time"
    place.office.clock.pass_time(days=1)
    assert str(place.run_with_server()) == "notices: sent 3"
    assert len(place.postbox.letters) == 6


def test_a_notice_is_the_same_to_the_byte_whether_there_is_a_report_or_none(place: Place) -> None:
    place.want(REGENCY, "a@example.go.id")
    place.run_with_server()
    place.office.new_report()
    place.office.new_report()
    place.office.clock.pass_time(days=100)
    place.run_with_server()
    quiet, busy = (letter.content for letter in place.postbox.letters)
    assert len(quiet) == len(busy)
    assert VARYING.sub(b"", quiet) == VARYING.sub(b"", busy)


def test_addresses_that_are_taken_out_of_the_rules_get_no_more(place: Place) -> None:
    place.want(REGENCY, "a@example.go.id", "b@example.go.id")
    place.want(REGENCY, "b@example.go.id")
    place.run_with_server()
    assert [letter.to for letter in place.postbox.letters] == [["b@example.go.id"]]


def test_rules_of_one_agency_that_cannot_be_read_keep_the_notice_from_no_other(place: Place) -> None:
    entry = AuditEntry(PROVINCE, place.office.clock.now(), "pengelola-01", AuditAction.RULES_CHANGED)
    place.office.store.rules.add_rules(StoredRules(PROVINCE, 1, place.office.clock.today(), "x", b"{}"), entry)
    outcome = place.run()
    assert (outcome.done, str(outcome)) == (False, "notices: failed: the rules of 61 cannot be read")
    place.want(REGENCY, "a@example.go.id")
    assert str(place.run_with_server()) == "notices: sent 1, but the rules of 61 cannot be read"
    assert str(place.run_with_server()) == "notices: none is due before the next fixed time"


def test_without_addresses_nothing_is_connected_to(place: Place) -> None:
    assert str(place.run_with_server()) == "notices: nobody is to get any"
    assert place.run().done


def test_addresses_without_a_mail_server_are_a_failure_that_is_told(place: Place) -> None:
    place.want(REGENCY, "a@example.go.id")
    outcome = place.run()
    assert not outcome.done
    assert "WBS_MAIL_SERVER" in str(outcome)
    assert "a@example" not in str(outcome)


def test_a_notice_that_failed_goes_at_the_next_look_and_the_failure_is_kept(place: Place) -> None:
    place.want(REGENCY, "a@example.go.id", "b@example.go.id")
    place.postbox.refuses = frozenset({"a@example.go.id"})
    assert not place.run_with_server().done
    (night,) = place.office.store.upkeep.runs()
    assert (night.job, night.done) == (JOB, False)
    place.postbox.refuses = frozenset()
    place.office.clock.pass_time(minutes=10)
    assert str(place.run_with_server()) == "notices: sent 2"


def test_the_hours_of_notices_are_the_operators(place: Place) -> None:
    place.want(REGENCY, "a@example.go.id")
    start = place.office.clock.time
    place.office.clock.time = start.replace(hour=0, minute=0)  # 07:00 WIB
    place.run_with_server(WBS_NOTICE_TIMES="06:00,15:00")
    place.office.clock.time += timedelta(hours=7)
    place.run_with_server(WBS_NOTICE_TIMES="06:00,15:00")
    assert len(place.postbox.letters) == 1
    place.office.clock.time += timedelta(hours=1, minutes=1)
    place.run_with_server(WBS_NOTICE_TIMES="06:00,15:00")
    assert len(place.postbox.letters) == 2


def test_wrong_mail_settings_stop_no_other_job(place: Place) -> None:
    workshop = Workshop(place.config, place.office.store, place.office.clock, {"WBS_MAIL_SERVER": "nonsense"})
    outcomes = {outcome.job: outcome for outcome in run_jobs(workshop)}
    assert not outcomes[JOB].done
    assert "WBS_MAIL_SERVER" in str(outcomes[JOB])
    assert all(outcome.done for name, outcome in outcomes.items() if name != JOB)


def test_notices_leave_before_anything_that_cases_could_slow_down() -> None:
    assert next(iter(JOBS)) == JOB


def test_one_job_is_run_alone_and_an_unknown_one_is_named(tmp_path: Path) -> None:
    Office(tmp_path).close()
    environment = {"WBS_DATA": str(tmp_path)}
    alone = run("maintain", "--only", "sessions", env=environment)
    assert (alone.exit_code, alone.output) == (0, "sessions: removed 0 sessions\n")
    unknown = run("maintain", "--only", "session", env=environment)
    assert unknown.exit_code == 1
    assert "the jobs are notices, " in unknown.output
