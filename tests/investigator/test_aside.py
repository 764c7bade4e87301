"""Setting unopened reports aside over HTTP: named, bounded, noted, and back as soon as anything happens."""

from typing import Any

import msgspec
import pytest

from tests.cast import PROVINCE, REGENCY
from tests.investigator.client import RECEIVER, Client, path_of
from tests.investigator.counter import Counter, decoded
from tests.office import SealedReport
from tests.store.samples import a_name
from wbs.cases.aside import MOST
from wbs.crypto.messages import Status

SECOND, HEAD = f"{REGENCY}/penerima-02", f"{REGENCY}/inspektur"


def named(*reports: SealedReport) -> dict[str, Any]:
    return {"cases": [{"agency": report.name.agency, "case": report.name.case} for report in reports]}


def moved(client: Client, *reports: SealedReport, path: str = "/aside") -> int:
    answer = client.browser.post(path, named(*reports))
    assert answer.status_code == 200
    return int(decoded(answer)["moved"])


def inbox(client: Client, asked: str) -> set[str]:
    return {row["case"] for row in decoded(client.browser.get(f"/inbox?{asked}"))["rows"]}


@pytest.fixture
def client(counter: Counter) -> Client:
    return Client(counter, RECEIVER)


def test_what_can_be_seen_of_unopened_reports_is_listed_and_nothing_else(client: Client) -> None:
    plain = client.counter.office.new_report()
    filed = client.counter.office.new_report(files=[b"picture"])
    opened = client.counter.office.new_report()
    assert client.browser.get(path_of(opened)).status_code == 200
    answer = decoded(client.browser.get("/aside/unopened"))
    assert {(one["case"], one["files"]) for one in answer["cases"]} == {
        (plain.name.case, False),
        (filed.name.case, True),
    }
    assert {name for one in answer["cases"] for name in one} == {"agency", "case", "received", "size", "files"}
    assert answer["more"] is False
    assert decoded(client.browser.get("/aside/unopened?to=2026-11-22"))["cases"] == []
    assert len(decoded(client.browser.get("/aside/unopened?from=2026-11-23&to=2026-11-23"))["cases"]) == 2


@pytest.mark.parametrize("asked", ["from=x", "to=2026-13-01", "day=2026-11-23"])
def test_days_that_there_are_not_are_refused(client: Client, asked: str) -> None:
    assert client.browser.get(f"/aside/unopened?{asked}").status_code == 422


@pytest.mark.promise("P20")
def test_what_is_set_aside_leaves_the_inbox_of_the_whole_agency_and_its_head_sees_how_many(client: Client) -> None:
    spam, honest = client.counter.office.new_report(), client.counter.office.new_report()
    assert moved(client, spam) == 1
    for name in (RECEIVER, SECOND):
        officer = Client(client.counter, name)
        page = decoded(officer.browser.get("/inbox?aside=0"))
        assert {row["case"] for row in page["rows"]} == {honest.name.case}
        assert page["aside"] == {"count": 1, "more": False}
        assert inbox(officer, "aside=1") == {spam.name.case}
        assert inbox(officer, "") == {spam.name.case, honest.name.case}
    head = Client(client.counter, HEAD)
    assert decoded(head.browser.get("/overdue"))["aside"] == {"count": 1, "more": False}
    file = client.counter.office.store.cases.case_file(spam.name, *client.counter.office.actor().reader_keys)
    assert file is not None
    assert file.status is Status.SUBMITTED, "a reporter is told nothing of it"
    assert len(file.messages) == 1


def test_each_case_is_noted_in_the_audit_log_with_who_and_when(client: Client) -> None:
    reports = [client.counter.office.new_report() for _ in range(3)]
    assert moved(client, *reports) == 3
    assert moved(client, *reports) == 0
    assert moved(client, *reports[:2], path="/aside/bring-back") == 2
    log = [decoded_entry for decoded_entry in entries(client) if decoded_entry["action"].startswith("case-")]
    assert {one["officer"] for one in log} == {"penerima-01"}
    told = [(one["action"], one["case"]) for one in log]
    assert sorted(told[:3]) == sorted(("case-set-aside", report.name.case) for report in reports)
    assert sorted(told[3:]) == sorted(("case-brought-back", report.name.case) for report in reports[:2])


def entries(client: Client) -> list[dict[str, Any]]:
    log = client.counter.office.store.audit
    return [msgspec.json.decode(entry) for entry in log.entries(REGENCY, 0, 1_000)]


def test_a_case_of_another_agency_or_that_was_opened_stays_where_it_is(client: Client) -> None:
    theirs = client.counter.office.new_report(PROVINCE)
    opened = client.counter.office.new_report()
    assert Client(client.counter, SECOND).browser.get(path_of(opened)).status_code == 200
    assert moved(client, theirs, opened) == 0
    assert inbox(client, "aside=0") == {opened.name.case}


def test_opening_it_brings_it_back_for_everybody(client: Client) -> None:
    report = client.counter.office.new_report()
    assert moved(client, report) == 1
    assert client.browser.get(path_of(report)).status_code == 200
    assert inbox(Client(client.counter, SECOND), "aside=0") == {report.name.case}
    assert moved(client, report) == 0


def test_one_or_many_are_brought_back(client: Client) -> None:
    reports = [client.counter.office.new_report() for _ in range(3)]
    assert moved(client, *reports) == 3
    second = Client(client.counter, SECOND)
    assert moved(second, reports[0], path="/aside/bring-back") == 1
    assert moved(second, *reports, path="/aside/bring-back") == 2
    assert inbox(client, "aside=1") == set()


def test_none_too_many_and_one_twice_are_refused(client: Client) -> None:
    report = client.counter.office.new_report()
    one = named(report)["cases"][0]
    many = [{**one, "case": a_name().case} for _ in range(MOST)]
    for path in ("/aside", "/aside/bring-back"):
        for cases in ([], [one, one], [one, *many]):
            assert client.browser.post(path, {"cases": cases}).status_code == 422
        assert decoded(client.browser.post(path, {"cases": many})) == {"moved": 0}
    assert inbox(client, "aside=0") == {report.name.case}
