"""The auditor's view over HTTP: one entry a visit, proofs that hold, filters, signatures, and nobody else's log."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cast import PROVINCE, REGENCY, Person
from tests.investigator.counter import Browser, Counter, decoded
from tests.office import Office
from wbs.cases.log.auditing import PAGE, SCANNED
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry, CaseId
from wbs.cli.checkpoints import make_checkpoints
from wbs.crypto.checkpoint import Checkpoint, cosign
from wbs.crypto.directory import Role
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.merkle import leaf_hash, verify_consistency, verify_inclusion
from wbs.crypto.records import case_number

pytestmark = pytest.mark.promise("P17")

AUDITOR, SECOND, ELSEWHERE = f"{REGENCY}/auditor-01", f"{REGENCY}/auditor-02", f"{PROVINCE}/auditor-09"
CASE = CaseId("m" * 51 + "a")


def auditor_named(name: str) -> Person:
    agency, _, reader = name.partition("/")
    return Person(agency, reader, frozenset({Role.AUDITOR}), "Auditor")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path, [auditor_named(name) for name in (AUDITOR, SECOND, ELSEWHERE)])
    yield made
    made.close()


@pytest.fixture
def auditor(counter: Counter) -> Browser:
    return counter.signed_in(AUDITOR)


def fill(office: Office, count: int, *, officer: str = "penerima-01", agency: str = REGENCY) -> None:
    for _ in range(count):
        entry = AuditEntry(AgencyCode(agency), office.clock.now(), officer, AuditAction.CASE_READ, CASE)
        office.store.audit.append(entry)


def visit(browser: Browser) -> Any:
    answer = browser.post("/audit/visits")
    assert answer.status_code == 201, answer.text
    return decoded(answer)


def entries(browser: Browser, begun: Any, **query: object) -> Any:
    words = "&".join(f"{name.rstrip('_')}={value}" for name, value in query.items())
    answer = browser.get(f"/audit/visits/{begun['visit']}/entries?{words}")
    assert answer.status_code == 200, answer.text
    return decoded(answer)


def actions(office: Office, agency: str = REGENCY) -> list[str]:
    return [json.loads(line)["action"] for line in office.store.audit.entries(AgencyCode(agency), 0, 10_000)]


def signature(
    office: Office,
    begun: Any,
    name: str = AUDITOR,
    *,
    size: int | None = None,
    root: bytes = b"",
    time: int = 1_795_000_000,
) -> str:
    point = begun["checkpoints"][0]
    checkpoint = Checkpoint(
        begun["origin"], point["size"] if size is None else size, root or from_b64url(point["root"])
    )
    key = office.world.people[name].secret.signing_key
    return b64url(cosign(checkpoint, name, time, key).raw)


def test_a_visit_leaves_one_entry_however_much_is_looked_at(office: Office, auditor: Browser) -> None:
    fill(office, 120)
    make_checkpoints(office.store, office.clock)
    before = actions(office)
    begun = visit(auditor)
    page = entries(auditor, begun, size=begun["checkpoints"][0]["size"])
    entries(auditor, begun, before=page["next"])
    auditor.get(f"/audit/visits/{begun['visit']}/lines?start=0")
    auditor.get(f"/audit/visits/{begun['visit']}/growth?old=5&new={begun['checkpoints'][0]['size']}")
    assert actions(office) == [*before, "audit-read"]


def test_every_entry_on_a_page_is_proved_against_the_checkpoint(office: Office, auditor: Browser) -> None:
    fill(office, 700)
    make_checkpoints(office.store, office.clock)
    begun = visit(auditor)
    point = begun["checkpoints"][0]
    root = from_b64url(point["root"])
    shown, before = [], ""
    while True:
        page = entries(auditor, begun, size=point["size"], **({"before": before} if before else {}))
        shown += page["entries"]
        if page["next"] is None:
            break
        before = page["next"]
    covered = [one for one in shown if one["path"]]
    assert [one["place"] for one in shown] == list(range(begun["visit"]))[::-1]
    assert len(covered) == point["size"]
    for one in covered:
        path = [from_b64url(step) for step in one["path"]]
        verify_inclusion(leaf_hash(one["entry"].encode()), one["place"], point["size"], path, root)


def test_entries_newer_than_the_checkpoint_come_without_proof(office: Office, auditor: Browser) -> None:
    fill(office, 3)
    make_checkpoints(office.store, office.clock)
    fill(office, 2)
    begun = visit(auditor)
    page = entries(auditor, begun, size=begun["checkpoints"][0]["size"])
    assert [bool(one["path"]) for one in page["entries"][:3]] == [False, False, True]


def test_growth_between_two_checkpoints_is_proved(office: Office, auditor: Browser) -> None:
    fill(office, 300)
    make_checkpoints(office.store, office.clock)
    fill(office, 500)
    make_checkpoints(office.store, office.clock)
    begun = visit(auditor)
    new, old = ((one["size"], from_b64url(one["root"])) for one in begun["checkpoints"])
    answer = auditor.get(f"/audit/visits/{begun['visit']}/growth?old={old[0]}&new={new[0]}")
    verify_consistency(old, new, [from_b64url(step) for step in decoded(answer)["path"]])


def test_lines_are_the_entries_byte_for_byte(office: Office, auditor: Browser) -> None:
    fill(office, 4)
    begun = visit(auditor)
    answer = auditor.get(f"/audit/visits/{begun['visit']}/lines?start=2")
    stored = office.store.audit.entries(AgencyCode(REGENCY), 2, begun["visit"] - 2)
    assert answer.mimetype == "application/jsonl"
    assert answer.data == b"".join(line + b"\n" for line in stored)


@pytest.mark.parametrize(
    ("query", "officers"),
    [
        ({"officer": "penelaah-01"}, {"penelaah-01"}),
        ({"action": "sign-in"}, {"auditor-01"}),
        ({"case": case_number(CASE)}, {"penerima-01", "penelaah-01"}),
        ({"case": "WBS-aaaa-aaaa-aaaa-aaaa"}, set()),
        ({"officer": "penerima-01", "action": "sign-in"}, set()),
        ({"from": "2026-11-23", "to": "2026-11-23"}, {"auditor-01", "penerima-01", "penelaah-01"}),
        ({"from": "2026-11-24"}, set()),
        ({"to": "2026-11-22"}, set()),
    ],
)
def test_filters_show_what_fits(office: Office, auditor: Browser, query: dict[str, str], officers: set[str]) -> None:
    fill(office, 2)
    fill(office, 1, officer="penelaah-01")
    page = entries(auditor, visit(auditor), **query)
    assert {json.loads(one["entry"])["officer"] for one in page["entries"]} == officers
    assert page["next"] is None


def test_days_begin_at_midnight_in_wib(office: Office, counter: Counter) -> None:
    office.clock.time = office.clock.time.replace(hour=16, minute=59)  # a minute before midnight in WIB
    fill(office, 1, officer="penerima-01")
    office.clock.pass_time(minutes=1)
    fill(office, 1, officer="penerima-02")
    auditor = counter.signed_in(AUDITOR)
    begun = visit(auditor)
    after = [json.loads(one["entry"])["officer"] for one in entries(auditor, begun, from_="2026-11-24")["entries"]]
    until = [json.loads(one["entry"])["officer"] for one in entries(auditor, begun, to="2026-11-23")["entries"]]
    assert (after, until) == (["auditor-01", "penerima-02"], ["penerima-01"])


def test_one_entry_under_a_wrong_clock_hides_nothing_older_from_a_search_by_days(
    office: Office, counter: Counter
) -> None:
    fill(office, 1, officer="penerima-02")
    now = office.clock.time
    office.clock.time = now.replace(year=2020)
    fill(office, 1)
    office.clock.time = now
    auditor = counter.signed_in(AUDITOR)
    day = office.clock.today().isoformat()
    found = {json.loads(one["entry"])["officer"] for one in entries(auditor, visit(auditor), from_=day)["entries"]}
    assert "penerima-02" in found


def test_a_page_that_is_full_says_where_to_go_on(office: Office, auditor: Browser) -> None:
    fill(office, PAGE + 1)
    begun = visit(auditor)
    first = entries(auditor, begun, officer="penerima-01")
    rest = entries(auditor, begun, officer="penerima-01", before=first["next"])
    assert (len(first["entries"]), len(rest["entries"]), rest["next"]) == (PAGE, 1, None)


def test_a_filter_that_fits_little_reads_only_so_much_at_once(
    office: Office, auditor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wbs.cases.log.auditing.SCANNED", 100)
    assert SCANNED > 100
    fill(office, 1, officer="penelaah-01")
    fill(office, 150)
    begun = visit(auditor)
    first = entries(auditor, begun, officer="penelaah-01")
    assert (first["entries"], first["next"]) == ([], begun["visit"] - 100)
    rest = entries(auditor, begun, officer="penelaah-01", before=first["next"])
    assert (len(rest["entries"]), rest["next"]) == (1, None)


@pytest.mark.parametrize(
    "query",
    [
        "officer=%22",
        "action=Sign-in",
        "case=WBS-1",
        "from=yesterday",
        "before=-1",
        "before=01",
        "size=x",
        "to=2026-13-01",
    ],
)
def test_filters_that_fit_no_entry_are_refused(auditor: Browser, query: str) -> None:
    assert auditor.get(f"/audit/visits/{visit(auditor)['visit']}/entries?{query}").status_code == 422


def test_a_visit_is_of_its_session_alone(counter: Counter, auditor: Browser) -> None:
    begun = visit(auditor)
    for other in (counter.signed_in(SECOND), counter.signed_in(AUDITOR)):
        assert other.get(f"/audit/visits/{begun['visit']}/entries").status_code == 404
        assert other.get(f"/audit/visits/{begun['visit']}/lines").status_code == 404
        assert other.get(f"/audit/visits/{begun['visit']}/growth?old=0&new=0").status_code == 404


def test_no_entry_but_a_visit_is_one(auditor: Browser) -> None:
    begun = visit(auditor)
    for number in (0, begun["visit"] - 1, begun["visit"] + 1, 10**15):
        assert auditor.get(f"/audit/visits/{number}/lines").status_code == 404


def test_an_auditor_sees_the_own_agency_alone(office: Office, counter: Counter) -> None:
    fill(office, 3, officer="penerima-02", agency=REGENCY)
    browser = counter.signed_in(ELSEWHERE)
    begun = visit(browser)
    found = entries(browser, begun)["entries"]
    assert begun["origin"].endswith(f"/{PROVINCE}")
    assert {json.loads(one["entry"])["agency"] for one in found} == {PROVINCE}


@pytest.mark.parametrize("name", [f"{REGENCY}/penerima-01", f"{REGENCY}/inspektur"])
def test_nobody_but_auditors_reads_the_log(counter: Counter, name: str) -> None:
    browser = counter.signed_in(name)
    assert browser.post("/audit/visits").status_code == 403
    assert browser.post("/audit/exports").status_code == 403


def test_an_export_leaves_its_own_entry(office: Office, auditor: Browser) -> None:
    before = actions(office)
    assert auditor.post("/audit/exports").status_code == 201
    assert actions(office) == [*before, "audit-exported"]


def test_a_signature_is_stored_with_its_entry_and_shown_to_the_next_visitor(
    office: Office, counter: Counter, auditor: Browser
) -> None:
    fill(office, 5)
    make_checkpoints(office.store, office.clock)
    begun = visit(auditor)
    size, signed = begun["checkpoints"][0]["size"], signature(office, begun)
    before = actions(office)
    assert auditor.post(f"/audit/checkpoints/{size}/cosignature", {"cosignature": signed}).status_code == 201
    assert actions(office) == [*before, "checkpoint-signed"]
    shown = visit(counter.signed_in(SECOND))["checkpoints"][0]
    assert shown["cosignatures"] == [{"officer": "auditor-01", "cosignature": signed}]


def test_a_second_signature_by_the_same_auditor_conflicts_and_leaves_nothing(office: Office, auditor: Browser) -> None:
    fill(office, 5)
    make_checkpoints(office.store, office.clock)
    begun = visit(auditor)
    path = f"/audit/checkpoints/{begun['checkpoints'][0]['size']}/cosignature"
    auditor.post(path, {"cosignature": signature(office, begun)})
    before = actions(office)
    assert auditor.post(path, {"cosignature": signature(office, begun)}).status_code == 409
    assert actions(office) == before


def test_signatures_that_are_not_the_auditors_own_on_this_checkpoint_are_refused(
    office: Office, auditor: Browser
) -> None:
    fill(office, 5)
    make_checkpoints(office.store, office.clock)
    begun = visit(auditor)
    path = f"/audit/checkpoints/{begun['checkpoints'][0]['size']}/cosignature"
    before = actions(office)
    others = [
        signature(office, begun, SECOND),
        signature(office, begun, f"{REGENCY}/penerima-01"),
        signature(office, begun, root=bytes(32)),
        signature(office, begun, size=1),
        b64url(bytes(76)),
        signature(office, begun, time=1 << 60),
    ]
    assert [auditor.post(path, {"cosignature": one}).status_code for one in others] == [403] * len(others)
    assert actions(office) == before


@pytest.mark.parametrize("path", ["/audit/checkpoints/4/cosignature", "/audit/checkpoints/0/cosignature"])
def test_what_is_no_checkpoint_is_not_signed(office: Office, auditor: Browser, path: str) -> None:
    fill(office, 5)
    make_checkpoints(office.store, office.clock)
    signed = signature(office, visit(auditor))
    assert auditor.post(path, {"cosignature": signed}).status_code == 404


def test_no_checkpoint_of_another_size_is_proved_against(office: Office, auditor: Browser) -> None:
    fill(office, 5)
    make_checkpoints(office.store, office.clock)
    begun = visit(auditor)["visit"]
    assert auditor.get(f"/audit/visits/{begun}/entries?size=4").status_code == 404
    assert auditor.get(f"/audit/visits/{begun}/growth?old=1&new=4").status_code == 404


def test_a_reporter_leaves_nothing_in_the_log(office: Office) -> None:
    before = actions(office)
    office.new_report()
    assert actions(office) == before
