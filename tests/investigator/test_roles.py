"""Every address for every role, with and without a grant: a table that a new address must join."""

import json

import pytest

from tests.cast import REGENCY
from tests.investigator.counter import API, Counter, publish
from tests.investigator.test_cases import a_sealed_message, path_of
from tests.office import Office, SealedReport
from wbs.crypto.bulk import encrypted_size
from wbs.crypto.directory import REPLYING, Role
from wbs.crypto.encoding import b64url
from wbs.crypto.primitives import random_bytes
from wbs.crypto.signin import WRAPPED_SIZES

pytestmark = [pytest.mark.promise("P23"), pytest.mark.promise("P18")]

HOLDER = f"{REGENCY}/penerima-01"
OTHER = f"{REGENCY}/penelaah-01"

# Address: status with a grant, without one, and with a grant but a role that does not write to reporters.
TABLE = {
    "GET /session": (200, 200, 200),
    "PUT /me/key": (409, 409, 409),
    "GET /documents": (200, 200, 200),
    "GET /inbox": (200, 200, 200),
    "GET /cases/<agency>/<case>": (200, 404, 200),
    "POST /cases/<agency>/<case>/read": (200, 404, 200),
    "POST /cases/<agency>/<case>/messages": (201, 404, 403),
    "POST /cases/<agency>/<case>/exported": (200, 404, 200),
    "GET /cases/<agency>/<case>/attachments/<attachment>": (200, 404, 200),
    "POST /uploads": (201, 201, 403),
    "PUT /uploads/<attachment>/<int:part>": (404, 404, 403),
    "POST /sign-in/salt": (200, 200, 200),
    "POST /sign-in": (401, 401, 401),
    "POST /sign-out": (200, 200, 200),
}


def body_of(rule: str) -> object:
    token = b64url(random_bytes(32))
    return {
        "/cases/<agency>/<case>/read": {"newest": {"reporter": 1}},
        "/cases/<agency>/<case>/messages": {
            "seq": 1,
            "epoch": 1,
            "kind": "message",
            "sealed": b64url(a_sealed_message()),
            "uploads": [],
        },
        "/uploads": {"id": b64url(random_bytes(16)), "token": token, "length": encrypted_size(1)},
        "/me/key": {"replaces": token, "wrapped": b64url(bytes(min(WRAPPED_SIZES)))},
        "/sign-in/salt": {"login": "nobody"},
        "/sign-in": {"login": "nobody", "auth": token, "code": "123456"},
    }.get(rule, {})


def statuses(counter: Counter, name: str, report: SealedReport) -> dict[str, int]:
    """Ask every address in the table, sign-out last."""
    browser = counter.signed_in(name)
    found = {}
    for line in TABLE:
        method, _, rule = line.partition(" ")
        path = rule.replace("/cases/<agency>/<case>", path_of(report))
        path = path.replace("<attachment>", report.attachments[0].id).replace("<int:part>", "0")
        if method == "GET":
            answer = browser.get(path)
        elif rule == "/me/key":
            answer = browser.put(path, json.dumps(body_of(rule)).encode(), content_type="application/json")
        elif method == "PUT":
            answer = browser.put(path, bytes(encrypted_size(1)), x_upload_token=b64url(bytes(32)))
        else:
            answer = browser.post(path, body_of(rule))
        found[line] = answer.status_code
    return found


def test_the_table_has_every_address(counter: Counter) -> None:
    found = {
        f"{method} {rule.rule.removeprefix(API)}"
        for rule in counter.app.url_map.iter_rules()
        if rule.rule.startswith(API)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert found == TABLE.keys()


@pytest.mark.parametrize("role", list(Role))
def test_a_role_with_a_grant_may_do_what_the_table_says(office: Office, role: Role) -> None:
    report = office.new_report(files=[b"x"])
    office.change_roles_in_directory(HOLDER, [role])
    column = 0 if role in REPLYING else 2
    assert statuses(Counter(office), HOLDER, report) == {line: row[column] for line, row in TABLE.items()}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_without_a_grant_reaches_no_case(office: Office, role: Role) -> None:
    report = office.new_report(files=[b"x"])
    office.change_roles_in_directory(OTHER, [role])
    expected = {line: row[1] for line, row in TABLE.items()}
    if role not in REPLYING:
        # What the role forbids is refused before it is looked whether there is such a case.
        expected |= {line: 403 for line, row in TABLE.items() if row[2] == 403}
    assert statuses(Counter(office), OTHER, report) == expected


@pytest.mark.promise("P07")
def test_no_role_outlasts_the_directory(office: Office) -> None:
    report = office.new_report(files=[b"x"])
    counter = Counter(office)
    browser = counter.signed_in(HOLDER)
    office.remove_from_directory(HOLDER)
    publish(office)
    for path in ("/session", "/documents", "/inbox", path_of(report)):
        assert browser.get(path).status_code == 401
