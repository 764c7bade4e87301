"""An officer's own passphrase and key over HTTP: with both factors, whole, and never somebody else's."""

import json
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
from werkzeug.test import TestResponse

from tests.cases.test_access import appoint
from tests.cast import REGENCY
from tests.investigator.counter import Browser, Counter, decoded, publish
from tests.office import Office
from wbs.cases.model import AgencyCode, KeyDigest, Officer, StoredGrant, StoredRecord
from wbs.crypto.directory import Custodian, Role
from wbs.crypto.encoding import b64url
from wbs.crypto.enrolment import Appointment, draft_enrolment, sign_enrolment
from wbs.crypto.keys import OfficerSecret
from wbs.crypto.primitives import random_bytes
from wbs.crypto.signin import WRAPPED_SIZES

ME, COLLEAGUE = f"{REGENCY}/penerima-01", f"{REGENCY}/penerima-02"
BOX = min(WRAPPED_SIZES)


def account(office: Office, name: str = ME) -> Officer:
    agency, _, officer = name.partition("/")
    found = office.store.officers.officer(AgencyCode(agency), officer)
    assert found is not None
    return found


def put(browser: Browser, path: str, sent: object) -> TestResponse:
    return browser.put(path, json.dumps(sent).encode(), content_type="application/json")


def proof(office: Office, name: str = ME) -> dict[str, str]:
    office.clock.pass_time(minutes=2)
    login = office.login(name)
    return {"auth": b64url(login.auth), "code": login.code(office.clock.now())}


def passphrase(office: Office, **changes: Any) -> dict[str, Any]:
    keys = [{"reader_key": key, "wrapped": b64url(random_bytes(BOX))} for key in sorted(account(office).keys)]
    new = {"salt": b64url(random_bytes(16)), "auth": b64url(random_bytes(32)), "keys": keys}
    return {"proof": proof(office), **new, **changes}


@dataclass
class Renewal:
    """An officer who asks for another key."""

    office: Office
    new: OfficerSecret = field(default_factory=OfficerSecret.generate)

    def request(self, signer: OfficerSecret | None = None, **changes: Any) -> bytes:
        entry = self.office.world.book().newest(REGENCY).entries["penerima-01"]
        old = self.office.login().person.secret
        appointment = Appointment(
            agency=REGENCY, officer=entry.id, label=entry.label, unit=entry.unit, rank=entry.rank, roles=entry.roles
        )
        draft = draft_enrolment(self.new, appointment, "2026-11-23", old.reader_key.public.digest)
        changed = msgspec.structs.replace(draft, **changes)
        return sign_enrolment(changed, self.new.signing_key, (signer or old).signing_key)

    def body(self, **changes: Any) -> dict[str, Any]:
        return {
            "proof": proof(self.office),
            "wrapped": b64url(random_bytes(BOX)),
            "request": b64url(self.request()),
            **changes,
        }

    @property
    def digest(self) -> KeyDigest:
        return KeyDigest(self.new.reader_key.public.digest)

    def list_in_directory(self) -> None:
        self.office.rekey_in_directory(ME, self.new)
        publish(self.office)


@pytest.fixture
def renewal(office: Office) -> Renewal:
    return Renewal(office)


def asked(counter: Counter, renewal: Renewal) -> Browser:
    browser = counter.signed_in()
    answer = browser.post("/me/renewal", renewal.body())
    assert answer.status_code == 201, answer.text
    return browser


def signed_in_anew(counter: Counter) -> tuple[Browser, Any]:
    counter.office.clock.pass_time(minutes=2)
    browser = counter.browser()
    answer = browser.sign_in(counter.office.login(), counter.office)
    assert answer.status_code == 200, answer.text
    return browser, decoded(answer)


@pytest.mark.promise("P16")
def test_a_custodian_renews_a_key_as_every_officer_does(counter: Counter) -> None:
    """Nobody finds the custodian among the readers: once, whoever asked as custodian got a stack trace into the log."""
    office, name = counter.office, f"{REGENCY}/inspektur"
    appoint(office)
    publish(office)
    custodian = office.world.book().newest(REGENCY).document.custodian
    assert isinstance(custodian, Custodian)
    old, new = office.login(name).person.secret, OfficerSecret.generate()
    post = Appointment(
        agency=REGENCY,
        officer=custodian.id,
        label=custodian.label,
        unit=custodian.unit,
        rank=custodian.rank,
        roles=[Role.CUSTODIAN],
    )
    draft = draft_enrolment(new, post, "2026-11-23", replaces=old.reader_key.public.digest)
    mixed = msgspec.structs.replace(draft, roles=[Role.RECEIVER])
    browser = counter.signed_in(name)
    for request, status in ((mixed, 422), (draft, 201)):
        signed = b64url(sign_enrolment(request, new.signing_key, old.signing_key))
        sent = {"proof": proof(office, name), "wrapped": b64url(random_bytes(BOX)), "request": signed}
        assert browser.post("/me/renewal", sent).status_code == status


def test_a_changed_passphrase_signs_in_and_the_old_one_does_not(counter: Counter, office: Office) -> None:
    other = counter.signed_in()
    browser = counter.signed_in()
    sent = passphrase(office)
    assert put(browser, "/me/passphrase", sent).status_code == 200
    assert browser.get("/session").status_code == 200
    assert other.get("/session").status_code == 401, "other sessions end"
    office.clock.pass_time(minutes=2)
    old, again = counter.browser(), counter.browser()
    assert old.sign_in(office.login(), office).status_code == 401
    answer = again.sign_in(office.login(), office, auth=sent["auth"])
    assert decoded(answer)["wrapped"] == sent["keys"][0]["wrapped"]
    assert decoded(again.post("/sign-in/salt", {"login": office.login().login}))["salt"] == sent["salt"]


@pytest.mark.promise("P18")
@pytest.mark.parametrize("wrong", ["passphrase", "code", "a code that was used"])
def test_a_session_alone_changes_no_passphrase_and_renews_no_key(
    counter: Counter, office: Office, renewal: Renewal, wrong: str
) -> None:
    browser = counter.signed_in()
    before = account(office)
    for path, send in (("/me/passphrase", put), ("/me/renewal", lambda one, at, sent: one.post(at, sent))):
        good = proof(office)
        bad = {
            "passphrase": {**good, "auth": b64url(random_bytes(32))},
            "code": {**good, "code": office.login().wrong_code(office.clock.now())},
            "a code that was used": good,
        }[wrong]
        if wrong == "a code that was used":
            put(browser, "/me/passphrase", passphrase(office, proof=good, salt=b64url(before.salt)))
            counter.browser().sign_in(office.login(), office, code=good["code"])
        body = passphrase(office, proof=bad) if path == "/me/passphrase" else renewal.body(proof=bad)
        assert send(browser, path, body).status_code == 403
    assert account(office) == before


@pytest.mark.parametrize("flaw", ["no key", "another key", "a key too many", "short box", "old salt", "twice"])
def test_what_is_not_the_whole_of_a_changed_passphrase_is_refused(counter: Counter, office: Office, flaw: str) -> None:
    browser, before = counter.signed_in(), account(office)
    good = passphrase(office)
    (key,) = good["keys"]
    stranger = {"reader_key": account(office, COLLEAGUE).reader_key, "wrapped": key["wrapped"]}
    bad: dict[str, dict[str, Any]] = {
        "no key": {"keys": []},
        "another key": {"keys": [stranger]},
        "a key too many": {"keys": [key, stranger]},
        "short box": {"keys": [{**key, "wrapped": b64url(bytes(BOX - 1))}]},
        "old salt": {"salt": b64url(before.salt)},
        "twice": {"keys": [key, key]},
    }
    assert put(browser, "/me/passphrase", {**good, **bad[flaw]}).status_code == 422
    assert account(office) == before


@pytest.mark.promise("P17")
def test_changes_of_passphrase_and_key_leave_entries(counter: Counter, office: Office, renewal: Renewal) -> None:
    browser = asked(counter, renewal)
    assert browser.post("/me/renewal/withdraw", {"proof": proof(office)}).status_code == 200
    assert put(browser, "/me/passphrase", passphrase(office)).status_code == 200
    actions = [json.loads(entry)["action"] for entry in office.entries()]
    assert actions[-3:] == ["renewal-asked", "renewal-withdrawn", "passphrase-changed"]


@pytest.mark.promise("P23")
def test_an_open_session_alone_forgets_no_key_that_officials_may_be_about_to_list(
    counter: Counter, office: Office, renewal: Renewal
) -> None:
    browser = asked(counter, renewal)
    good = proof(office)
    for bad in ({}, {"proof": {**good, "auth": b64url(random_bytes(32))}}, {"proof": {**good, "code": "000000"}}):
        assert browser.post("/me/renewal/withdraw", bad).status_code in {403, 422}
    assert account(office).renewed is not None


@pytest.mark.promise("P05")
def test_a_key_that_is_to_follow_reads_nothing_and_is_not_given_out_before_a_directory_lists_it(
    counter: Counter, office: Office, renewal: Renewal
) -> None:
    asked(counter, renewal)
    browser, answer = signed_in_anew(counter)
    assert answer["renewed"] is None
    state = decoded(browser.get("/me/keys"))
    assert (state["own"], state["renewed"]) == (account(office).reader_key, renewal.digest)
    assert state["request"] is not None
    renewal.list_in_directory()
    _, answer = signed_in_anew(counter)
    assert answer["renewed"] == b64url(account(office).renewed.wrapped)  # type: ignore[union-attr]
    assert answer["wrapped"] == b64url(account(office).wrapped_key)


@pytest.mark.promise("P19")
def test_while_keys_overlap_every_case_stays_readable_and_the_old_key_goes_last(
    counter: Counter, office: Office, renewal: Renewal
) -> None:
    old_report = office.new_report()
    asked(counter, renewal)
    renewal.list_in_directory()
    new_report = office.new_report()
    browser, _ = signed_in_anew(counter)
    names = {row["case"] for row in decoded(browser.get("/inbox"))["rows"]}
    assert names == {old_report.name.case, new_report.name.case}
    assert browser.post("/me/renewal/retire").status_code == 409, "one case is read with the old key alone"
    office.store.cases.add_reader(
        old_report.name, StoredRecord(1, 1, "digest", b"record"), StoredGrant(1, renewal.digest, b"grant")
    )
    assert browser.post("/me/renewal/retire").status_code == 200
    after = account(office)
    assert (after.reader_key, after.renewed) == (renewal.digest, None)
    assert decoded(browser.get("/inbox"))["total"] == 2
    assert browser.post("/me/renewal/retire").status_code == 409


HOSTILE: dict[str, dict[str, Any]] = {
    "more roles": {"roles": [Role.HEAD, Role.RECEIVER]},
    "another name": {"label": "Inspektur"},
    "another officer": {"officer": "penerima-02"},
    "another key replaced": {"replaces": b64url(bytes(32))},
}


@pytest.mark.promise("P05")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_renewal_changes_nothing_but_the_keys(counter: Counter, office: Office, renewal: Renewal, name: str) -> None:
    sent = renewal.body(request=b64url(renewal.request(**HOSTILE[name])))
    assert counter.signed_in().post("/me/renewal", sent).status_code == 422
    assert account(office).renewed is None


@pytest.mark.promise("P18")
def test_a_renewal_that_the_old_key_did_not_sign_is_refused(counter: Counter, office: Office, renewal: Renewal) -> None:
    """Whoever took over a session and both factors, but not the key, cannot put a key of their own in its place."""
    sent = renewal.body(request=b64url(renewal.request(signer=OfficerSecret.generate())))
    assert counter.signed_in().post("/me/renewal", sent).status_code == 422
    assert account(office).renewed is None


def test_a_renewal_with_a_colleagues_reader_key_is_refused(counter: Counter, office: Office, renewal: Renewal) -> None:
    colleague = office.world.people[COLLEAGUE].secret.reader_key.public.text
    sent = renewal.body(request=b64url(renewal.request(reader_key=colleague)))
    assert counter.signed_in().post("/me/renewal", sent).status_code == 422
    assert account(office).renewed is None


def test_one_key_follows_at_a_time_and_a_listed_one_is_not_withdrawn(
    counter: Counter, office: Office, renewal: Renewal
) -> None:
    browser = asked(counter, renewal)
    assert browser.post("/me/renewal", Renewal(office).body()).status_code == 409
    renewal.list_in_directory()
    browser, _ = signed_in_anew(counter)
    assert browser.post("/me/renewal/withdraw", {"proof": proof(office)}).status_code == 409
    assert account(office).renewed is not None


def test_a_key_that_was_withdrawn_is_gone_and_another_may_be_asked_for(
    counter: Counter, office: Office, renewal: Renewal
) -> None:
    browser = asked(counter, renewal)
    assert browser.post("/me/renewal/withdraw", {"proof": proof(office)}).status_code == 200
    assert browser.post("/me/renewal/withdraw", {"proof": proof(office)}).status_code == 409
    assert account(office).renewed is None
    assert browser.post("/me/renewal", Renewal(office).body()).status_code == 201


@pytest.mark.promise("P18")
def test_a_key_that_the_operator_puts_behind_an_account_retires_nothing(
    counter: Counter, office: Office, renewal: Renewal
) -> None:
    browser = asked(counter, renewal)
    before = account(office)
    assert browser.post("/me/renewal/retire").status_code == 409
    assert account(office) == before
