"""Every address for every role and for none, with and without a grant: a new address is asked without joining a list.

What each role may do stands in `MATRIX` once more, written by hand: the matrix of the code is held against it.
"""

import sqlite3
from collections.abc import Iterable

import msgspec
import pytest

from tests.cast import REGENCY
from tests.investigator.addresses import address_of, answer_to, api_rules
from tests.investigator.client import path_of
from tests.investigator.counter import API, Browser, Counter, publish
from tests.investigator.test_cases import a_sealed_message
from tests.office import Office, SealedReport
from wbs.cases.model import OfficerState
from wbs.cases.permissions import ALLOWED, Act
from wbs.crypto.directory import Role
from wbs.crypto.encoding import b64url
from wbs.investigator import guard
from wbs.investigator.acts import ACTS, OPEN

pytestmark = [pytest.mark.promise("P23"), pytest.mark.promise("P18")]

HOLDER = f"{REGENCY}/penerima-01"
OTHER = f"{REGENCY}/penelaah-01"

EVERY = "operator administrator receiver reviewer investigator head custodian protection liaison auditor leadership"
MATRIX = {
    "use-account": EVERY,
    "see-agency": EVERY,
    "manage-officers": "administrator",
    "change-rules": "administrator",
    "read-cases": "receiver reviewer investigator head protection",
    "write-to-reporters": "receiver reviewer investigator head",
    "take-down": "receiver reviewer investigator head liaison",
    "liaise": "liaison",
    "see-register": "receiver reviewer investigator head protection liaison",
    "open-identities": "custodian",
    "change-readers": "receiver reviewer investigator head",
    "write-inside": "receiver reviewer investigator head protection",
    "see-figures": "receiver reviewer investigator head protection leadership",
    "oversee": "head",
    "read-audit": "auditor",
    "countersign": "auditor",
}
REFUSED_FOR_OTHER_REASONS: frozenset[str] = frozenset()
"""Addresses that answer 403 to roles that may ask, since what is asked here is never allowed."""

# Address: status with a grant, and without one, for whoever's roles allow it.
GRANTED = {
    "GET /cases/<agency>/<case>": (200, 404),
    "POST /cases/<agency>/<case>/read": (200, 404),
    "POST /cases/<agency>/<case>/messages": (201, 404),
    "POST /cases/<agency>/<case>/exported": (200, 404),
    "GET /cases/<agency>/<case>/attachments/<attachment>": (200, 404),
}


def allowed(act: Act) -> set[str]:
    return set(MATRIX[act].split())


def role_of(role: Role | None) -> list[str]:
    return [] if role is None else [role.value]


def edit_accounts(office: Office, column: str, value: str) -> None:
    """Write into the database as an operator could."""
    database = sqlite3.connect(office.folder / "wbs.sqlite")
    assert database.execute(f"UPDATE officers SET {column} = ?", (value,)).rowcount > 0  # noqa: S608 - a constant
    database.commit()
    database.close()


def asked(counter: Counter, browser: Browser, report: SealedReport) -> Iterable[tuple[str, str, int]]:
    """Ask every closed address with bodies that fit nothing; sign-out last. Give endpoint, address and status."""
    rules = sorted(api_rules(counter.app), key=lambda line: line[1].endpoint == "sign_in.sign_out")
    values = {"case": report.name.case, "attachment": report.attachments[0].id}
    for method, rule in rules:
        if rule.endpoint in OPEN:
            continue
        status = answer_to(browser, method, address_of(rule, **values)).status_code
        yield rule.endpoint, f"{method} {rule.rule.removeprefix(API)}", status


def test_the_matrix_is_the_one_that_is_written_down() -> None:
    assert {act.value: {role.value for role in roles} for act, roles in ALLOWED.items()} == {
        act: set(roles.split()) for act, roles in MATRIX.items()
    }


def test_every_act_has_a_line_in_the_matrix() -> None:
    assert set(ALLOWED) == set(Act)


def test_every_address_names_its_act_and_no_act_is_named_for_nothing(counter: Counter) -> None:
    endpoints = {rule.endpoint for _, rule in api_rules(counter.app)}
    assert endpoints == ACTS.keys() | OPEN
    assert not ACTS.keys() & OPEN


def test_an_address_that_names_no_act_is_closed_to_everybody(office: Office) -> None:
    counter = Counter(office)
    counter.app.add_url_rule(API + "/forgotten", "forgotten", lambda: "secret", methods=["GET", "POST"])
    browser = counter.signed_in()
    assert browser.get("/forgotten").status_code == 403
    assert browser.post("/forgotten").status_code == 403
    assert b"secret" not in browser.get("/forgotten").data


@pytest.mark.parametrize("role", ["operator", "administrator", "custodian", "liaison", "auditor", "leadership"])
def test_some_roles_open_no_case_and_write_nothing(role: str) -> None:
    case_acts = (Act.READ_CASES, Act.WRITE_TO_REPORTERS, Act.CHANGE_READERS, Act.WRITE_INSIDE)
    assert not [act for act in case_acts if role in {each.value for each in ALLOWED[act]}]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", [HOLDER, OTHER])
def test_every_address_answers_exactly_the_roles_of_its_act(office: Office, role: Role, name: str) -> None:
    report = office.new_report(files=[b"x"])
    office.change_roles_in_directory(name, [role])
    counter = Counter(office)
    wrong = [
        (line, status)
        for endpoint, line, status in asked(counter, counter.signed_in(name), report)
        if status == 401 or (status == 403) is (role in allowed(ACTS[endpoint]))
        if endpoint not in REFUSED_FOR_OTHER_REASONS
    ]
    assert not wrong


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gets_nothing_even_if_the_door_forgets_to_ask(
    office: Office, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every use case asks once more: with the guard's check taken away, no address gives a forbidden role anything."""
    monkeypatch.setattr(guard, "require", lambda *_: None)
    report = office.new_report(files=[b"x"])
    office.change_roles_in_directory(HOLDER, [role])
    counter = Counter(office)
    browser = counter.signed_in(HOLDER)
    before = office.entries()
    wrong = [
        (line, status)
        for endpoint, line, status in asked(counter, browser, report)
        if role not in allowed(ACTS[endpoint]) and status < 400
    ]
    assert not wrong
    acts = {msgspec.json.decode(entry)["action"] for entry in office.entries()[len(before) :]}
    if role not in allowed(Act.READ_AUDIT):
        assert not acts & {"audit-read", "audit-exported"}


@pytest.mark.parametrize("role", sorted(set(EVERY.split()) - allowed(Act.READ_CASES)))
def test_what_is_refused_for_its_role_is_refused_before_it_is_looked_up(office: Office, role: str) -> None:
    """Whoever may not read cases learns from no answer whether there is such a case."""
    report = office.new_report(files=[b"x"])
    office.change_roles_in_directory(HOLDER, [role])
    browser = Counter(office).signed_in(HOLDER)
    real = browser.get(path_of(report))
    missing = browser.get(path_of(report).replace(report.name.case, "a" * 52))
    assert (real.status_code, real.data) == (missing.status_code, missing.data) == (403, real.data)


@pytest.mark.parametrize("role", [Role.RECEIVER, Role.PROTECTION, Role.LIAISON, Role.AUDITOR])
def test_a_grant_decides_for_those_whose_roles_allow(office: Office, role: Role) -> None:
    report = office.new_report(files=[b"x"])
    for column, name in enumerate((HOLDER, OTHER)):
        office.change_roles_in_directory(name, [role])
        counter = Counter(office)
        browser = counter.signed_in(name)
        for method, rule in api_rules(counter.app):
            line = f"{method} {rule.rule.removeprefix(API)}"
            if line not in GRANTED:
                continue
            path = address_of(rule, case=report.name.case, attachment=report.attachments[0].id)
            status = answer_to(browser, method, path, body_of(rule.rule)).status_code
            assert status == (GRANTED[line][column] if role in allowed(ACTS[rule.endpoint]) else 403), line


def body_of(rule: str) -> object:
    """A body that is right, for addresses whose answer depends on a grant."""
    sealed = b64url(a_sealed_message())
    message = {"seq": 1, "epoch": 1, "kind": "message", "sealed": sealed, "uploads": []}
    return {"read": {"newest": {"reporter": 1}}, "messages": message}.get(rule.rpartition("/")[2], {})


@pytest.mark.parametrize("role", [*Role, None])
def test_several_roles_may_do_what_any_of_them_may(office: Office, role: Role | None) -> None:
    office.change_roles_in_directory(HOLDER, [*role_of(role), "auditor"])
    browser = Counter(office).signed_in(HOLDER)
    told = browser.get("/session").json["officer"]  # type: ignore[index]
    expected = {act for act, roles in MATRIX.items() if {*role_of(role), "auditor"} & set(roles.split())}
    assert set(told["acts"]) == expected


def test_roles_of_the_database_count_for_nothing(office: Office) -> None:
    """An operator who writes roles into the accounts' table gives nobody anything."""
    office.change_roles_in_directory(HOLDER, ["leadership"])
    edit_accounts(office, "roles", " ".join(sorted(Role)))
    browser = Counter(office).signed_in(HOLDER)
    assert browser.get("/session").json["officer"]["roles"] == ["leadership"]  # type: ignore[index]
    assert browser.get("/inbox").status_code == 403


def test_a_changed_role_counts_from_the_next_request(office: Office) -> None:
    report = office.new_report(files=[b"x"])
    counter = Counter(office)
    browser = counter.signed_in(HOLDER)
    assert browser.get(path_of(report)).status_code == 200
    office.change_roles_in_directory(HOLDER, ["auditor"])
    publish(office)
    assert browser.get(path_of(report)).status_code == 403
    assert browser.get("/inbox").status_code == 403


@pytest.mark.promise("P07")
def test_nobody_outlasts_the_directory_at_any_address(office: Office) -> None:
    report = office.new_report(files=[b"x"])
    counter = Counter(office)
    office_browser = counter.signed_in(HOLDER)
    office.remove_from_directory(HOLDER)
    publish(office)
    assert {status for _, _, status in asked(counter, office_browser, report)} == {401}


def test_a_blocked_account_reaches_no_address(office: Office) -> None:
    report = office.new_report(files=[b"x"])
    counter = Counter(office)
    browser = counter.signed_in(HOLDER)
    edit_accounts(office, "state", OfficerState.BLOCKED)
    assert {status for _, _, status in asked(counter, browser, report)} == {401}


def test_without_a_session_no_address_answers(office: Office) -> None:
    report = office.new_report(files=[b"x"])
    counter = Counter(office)
    assert {status for _, _, status in asked(counter, counter.browser(), report)} == {401}
