"""Rules over HTTP: everybody of the agency reads them, administrators alone store the next version."""

import json
from typing import Any

import msgspec
import pytest

from tests.cast import PROVINCE, REGENCY
from tests.investigator.counter import Browser, Counter, decoded
from tests.office import Office
from wbs.cases.rules.documents import Rules, default_rules
from wbs.cases.rules.ruling import RuleChanges
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.shape import serialise
from wbs.crypto.signing import Unverified, add_signature, sign_payload

ADMINISTRATOR = f"{REGENCY}/inspektur"
RECEIVER = f"{REGENCY}/penerima-01"


@pytest.fixture
def counter(office: Office) -> Counter:
    office.change_roles_in_directory(ADMINISTRATOR, ["administrator"])
    return Counter(office)


def changed(**members: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(serialise(msgspec.structs.replace(default_rules(REGENCY), **members)))
    return found


def put(
    browser: Browser,
    rules: object,
    after: int = 0,
    signer: str = ADMINISTRATOR,
    *,
    more: str = "",
    signed_after: int | None = None,
) -> int:
    """Send rules in an envelope by one officer, or by two."""
    people = browser.office.world.people
    signed = {**rules, "after": after if signed_after is None else signed_after} if isinstance(rules, dict) else rules
    payload = json.dumps(signed, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    envelope = sign_payload(payload, "wbs-rules/v1", people[signer].secret.signing_key)
    if more:
        envelope = add_signature(envelope, people[more].secret.signing_key)
    body = json.dumps({"after": after, "envelope": b64url(envelope)}).encode()
    return browser.put("/agency/rules", body, content_type="application/json").status_code


def test_an_agency_begins_with_version_0_and_goes_on_from_there(counter: Counter) -> None:
    receiver, administrator = counter.signed_in(RECEIVER), counter.signed_in(ADMINISTRATOR)
    first = decoded(receiver.get("/agency/rules"))
    assert (first["version"], first["versions"]) == (0, [])
    assert first["rules"] == json.loads(serialise(default_rules(REGENCY)))
    assert put(administrator, changed(warn=[60, 80])) == 201
    assert put(administrator, changed(warn=[50]), after=1) == 201
    newest = decoded(receiver.get("/agency/rules"))
    assert (newest["version"], newest["rules"]["warn"]) == (2, [50])
    assert [(one["version"], one["officer"]) for one in newest["versions"]] == [(2, "inspektur"), (1, "inspektur")]
    assert decoded(receiver.get("/agency/rules/versions/1"))["rules"]["warn"] == [60, 80]
    assert decoded(receiver.get("/agency/rules/versions/0"))["rules"] == first["rules"]
    assert receiver.get("/agency/rules/versions/3").status_code == 404


def test_whoever_did_not_see_the_newest_version_changes_nothing(counter: Counter) -> None:
    administrator = counter.signed_in(ADMINISTRATOR)
    assert put(administrator, changed(warn=[60])) == 201
    assert put(administrator, changed(warn=[70])) == 409
    assert put(administrator, changed(warn=[70]), after=5) == 409
    assert decoded(administrator.get("/agency/rules"))["rules"]["warn"] == [60]


@pytest.mark.promise("P18")
def test_rules_that_were_signed_to_follow_another_version_are_not_taken(counter: Counter) -> None:
    """Nobody brings old rules back as new ones, which may have had the key of an authority that was since replaced."""
    administrator = counter.signed_in(ADMINISTRATOR)
    assert put(administrator, changed(warn=[60])) == 201
    assert put(administrator, changed(warn=[70]), after=1, signed_after=0) == 422
    assert put(administrator, changed(warn=[60]), after=1) == 422
    assert put(administrator, changed(warn=[70]), after=1) == 201


@pytest.mark.promise("P23")
def test_nobody_but_an_administrator_of_the_agency_changes_its_rules(counter: Counter) -> None:
    assert put(counter.signed_in(RECEIVER), changed(warn=[60]), signer=RECEIVER) == 403
    administrator = counter.signed_in(ADMINISTRATOR)
    assert put(administrator, json.loads(serialise(default_rules(PROVINCE)))) == 422
    assert decoded(counter.signed_in(f"{PROVINCE}/penerima-01").get("/agency/rules"))["version"] == 0
    assert decoded(administrator.get("/agency/rules"))["version"] == 0


@pytest.mark.promise("P18")
def test_only_what_the_administrators_own_key_signed_is_taken_and_everybody_gets_the_signature(
    counter: Counter,
) -> None:
    administrator = counter.signed_in(ADMINISTRATOR)
    assert put(administrator, changed(warn=[60]), signer=RECEIVER) == 422
    assert put(administrator, changed(warn=[60]), more=RECEIVER) == 422
    assert put(administrator, changed(warn=[60])) == 201
    told = decoded(counter.signed_in(RECEIVER).get("/agency/rules"))
    key = counter.office.world.people[ADMINISTRATOR].secret.signing_key.public
    signed = Unverified(from_b64url(told["envelope"])).verify(key, Rules)
    assert json.loads(serialise(signed)) == told["rules"]
    assert signed.after == told["version"] - 1
    assert decoded(administrator.get("/agency/rules/versions/0"))["envelope"] is None


@pytest.mark.parametrize(
    "rules",
    [
        changed(),
        changed(warn=[]),
        changed(identity_modes=["named"]),
        changed(notices=["a@b.example\r\nBcc: c@d.example"]),
        {**changed(warn=[60]), "minimum_readers": 1},
        {**changed(warn=[60]), "type": "wbs-rules/v2"},
        {name: value for name, value in changed(warn=[60]).items() if name != "clocks"},
        [],
        None,
    ],
    ids=["same", "empty", "no-anonymous", "mail-header", "unknown", "later", "without", "list", "null"],
)
def test_rules_that_say_too_little_too_much_or_nothing_new_are_refused(counter: Counter, rules: object) -> None:
    administrator = counter.signed_in(ADMINISTRATOR)
    assert put(administrator, rules) == 422
    assert decoded(administrator.get("/agency/rules"))["version"] == 0


def test_an_administrator_signs_what_an_operator_brought_as_it_is_and_only_once(counter: Counter) -> None:
    office, administrator = counter.office, counter.signed_in(ADMINISTRATOR)
    changes = RuleChanges(office.store.rules)
    brought = msgspec.structs.replace(default_rules(REGENCY), warn=[60])
    changes.change_as_operator(brought, 0, now=office.clock.now(), today=office.clock.today())
    assert put(administrator, changed(warn=[60]), after=1) == 201
    assert put(administrator, changed(warn=[60]), after=2) == 422
    assert decoded(administrator.get("/agency/rules"))["versions"][0]["officer"] == "inspektur"


def test_a_document_beyond_its_limit_is_not_read(counter: Counter) -> None:
    texts = [
        {"page": page, "language": language, "text": "é" * 50_000}
        for page in ("flow", "elements", "criteria")
        for language in ("en", "id")
    ]
    assert put(counter.signed_in(ADMINISTRATOR), {**changed(), "texts": texts}) == 413
