"""Enrolment over HTTP: one code, one person, one day; and nothing is readable before the officials have signed."""

import json
import threading
from itertools import pairwise
from typing import Any

import pytest

from tests.cast import REGENCY
from tests.investigator.counter import Browser, Counter, decoded, publish
from tests.newcomer import NEWCOMER, Newcomer, appointed, invitation_of
from wbs.cases.access import actor_of
from wbs.cases.model import AgencyCode, KeyDigest, OfficerState
from wbs.crypto.directory import Role
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.enrolment import verify_enrolment
from wbs.crypto.keys import OfficerSecret
from wbs.crypto.primitives import random_bytes

ADMINISTRATOR = f"{REGENCY}/penelaah-01"


@pytest.fixture
def counter(office) -> Counter:  # type: ignore[no-untyped-def]
    office.change_roles_in_directory(ADMINISTRATOR, ["administrator"])
    return Counter(office)


@pytest.fixture
def newcomer(counter: Counter) -> Newcomer:
    return Newcomer(counter.office)


def invite(counter: Counter, **changes: object) -> str:
    """Let the administrator invite; give the code."""
    sent = {**invitation_of(appointed()), **changes}
    answer = counter.signed_in(ADMINISTRATOR).post("/agency/invitations", sent)
    assert answer.status_code == 201, answer.text
    code: str = decoded(answer)["code"]
    return code


def enrolled(counter: Counter, newcomer: Newcomer) -> None:
    answer = counter.browser().post("/enrolment", newcomer.account(invite(counter)))
    assert answer.status_code == 201, answer.text
    counter.office.clock.pass_time(minutes=2)


def proof(newcomer: Newcomer) -> dict[str, str]:
    known = newcomer.known
    return {"login": known.login, "auth": b64url(known.auth), "code": known.code(newcomer.office.clock.now())}


def account_of(newcomer: Newcomer):  # type: ignore[no-untyped-def]
    return newcomer.office.store.officers.officer(AgencyCode(REGENCY), NEWCOMER)


def test_an_invitation_is_a_code_of_80_bits_that_opens_what_it_fixes(counter: Counter) -> None:
    code = invite(counter)
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    opened = decoded(counter.browser().post("/enrolment/open", {"code": code}))
    fixed = {name: opened[name] for name in ("agency", "officer", "login", "label", "unit", "rank", "roles")}
    assert fixed == {"agency": REGENCY, **invitation_of(appointed())}
    assert opened["documents"].keys() == {"roots", "directories", "agencies"}
    assert opened["installation"] == counter.office.world.anchor
    assert len(from_b64url(opened["totp"]["secret"])) == 20


@pytest.mark.parametrize("way", ["lower case", "spaces", "round about"])
def test_a_code_is_read_however_it_is_typed(counter: Counter, way: str) -> None:
    code = invite(counter)
    typed = {"lower case": code.lower(), "spaces": code.replace("-", " "), "round about": f" {code} "}[way]
    assert counter.browser().post("/enrolment/open", {"code": typed}).status_code == 200


@pytest.mark.promise("P18")
def test_an_enrolled_account_waits_and_reads_nothing_until_a_directory_lists_its_key(
    counter: Counter, newcomer: Newcomer
) -> None:
    enrolled(counter, newcomer)
    browser = counter.browser()
    assert browser.sign_in(newcomer.known, counter.office).status_code == 401
    counter.office.clock.pass_time(minutes=2)
    waiting = browser.post("/enrolment/waiting", proof(newcomer))
    assert waiting.status_code == 200
    request = verify_enrolment(from_b64url(decoded(waiting)["request"]))
    assert request.document.reader_key == newcomer.secret.reader_key.public.text
    assert from_b64url(decoded(waiting)["wrapped"]) == account_of(newcomer).wrapped_key
    assert decoded(waiting)["installations"] == [counter.office.world.anchor]
    assert "Set-Cookie" not in waiting.headers
    for path in ("/inbox", "/documents", "/session", "/me/keys"):
        assert browser.get(path).status_code == 401
    newcomer.list_in_directory()
    publish(counter.office)
    counter.office.clock.pass_time(minutes=2)
    signed_in = browser.sign_in(newcomer.known, counter.office)
    assert signed_in.status_code == 200
    assert decoded(signed_in)["officer"]["roles"] == ["reviewer"]
    counter.office.clock.pass_time(minutes=2)
    assert browser.post("/enrolment/waiting", proof(newcomer)).status_code == 401, "nobody waits any more"


@pytest.mark.promise("P05")
def test_a_directory_that_lists_the_id_with_another_key_lets_the_account_do_nothing(
    counter: Counter, newcomer: Newcomer
) -> None:
    enrolled(counter, newcomer)
    other = OfficerSecret.generate()
    newcomer.list_in_directory(reader_key=other.reader_key.public.text, verify_key=other.signing_key.public.text)
    publish(counter.office)
    assert counter.browser().sign_in(newcomer.known, counter.office).status_code == 401


@pytest.mark.promise("P23")
def test_wrong_used_withdrawn_and_old_codes_get_one_and_the_same_answer(counter: Counter, newcomer: Newcomer) -> None:
    browser = counter.browser()
    used = invite(counter)
    assert browser.post("/enrolment", newcomer.account(used)).status_code == 201
    sari = {"officer": "sari-01", "login": "sari.p"}
    withdrawn = invite(counter, **sari)
    counter.signed_in(ADMINISTRATOR).post("/agency/invitations/sari-01/withdraw")
    old = invite(counter, **sari)
    counter.office.clock.pass_time(hours=24)
    answers = [
        (answer.status_code, answer.data, sorted(answer.headers.keys()))
        for code in ("AAAA-AAAA-AAAA-AAAA", "", used, withdrawn, old, "ė" * 20)
        if code
        for path, body in (("/enrolment/open", {"code": code}), ("/enrolment", newcomer.account(code)))
        for answer in [browser.post(path, body)]
    ]
    assert {status for status, _, _ in answers} == {401}
    assert all(one == other for one, other in pairwise(answers))


@pytest.mark.promise("P18")
def test_of_two_who_use_one_code_at_once_one_is_enrolled(counter: Counter) -> None:
    code = invite(counter)
    people = [Newcomer(counter.office) for _ in range(4)]
    statuses: list[int] = []
    accounts = [person.account(code) for person in people]
    threads = [
        threading.Thread(
            target=lambda body=body: statuses.append(counter.browser().post("/enrolment", body).status_code)
        )
        for body in accounts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201, 401, 401, 401]
    assert len([entry for entry in counter.office.entries() if b'"officer-enrolled"' in entry]) == 1


HOSTILE: dict[str, dict[str, Any]] = {
    "more roles": {"roles": [Role.RECEIVER, Role.REVIEWER]},
    "another id": {"officer": "penerima-01"},
    "another agency": {"agency": "61"},
    "another name": {"label": "Inspektur"},
    "another unit": {"unit": "Pimpinan"},
    "another rank": {"rank": "staff"},
}


@pytest.mark.promise("P05")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_request_for_more_than_the_invitation_fixed_is_refused_and_leaves_it_open(
    counter: Counter, newcomer: Newcomer, name: str
) -> None:
    code = invite(counter)
    sent = newcomer.account(code, request=b64url(newcomer.request(**HOSTILE[name])))
    assert counter.browser().post("/enrolment", sent).status_code == 422
    assert account_of(newcomer) is None
    assert counter.browser().post("/enrolment", newcomer.account(code)).status_code == 201


def test_a_request_that_was_altered_or_signed_by_another_key_is_refused(counter: Counter, newcomer: Newcomer) -> None:
    code = invite(counter)
    envelope = newcomer.request()
    flipped = bytearray(envelope)
    flipped[envelope.index(b'"sig":"') + 20] ^= 1
    stranger = Newcomer(counter.office)
    foreign = newcomer.request(verify_key=stranger.secret.signing_key.public.text)
    for request in (bytes(flipped), foreign, envelope[:-1], b"{}"):
        answer = counter.browser().post("/enrolment", newcomer.account(code, request=b64url(request)))
        assert answer.status_code == 422
    assert account_of(newcomer) is None


@pytest.mark.parametrize(
    "change",
    [
        {"proof": "000000"},
        {"totp": b64url(random_bytes(20))},
        {"wrapped": b64url(random_bytes(300))},
        {"salt": b64url(random_bytes(15))},
        {"auth": b64url(random_bytes(31))},
        {"extra": "x"},
    ],
)
def test_what_is_no_account_is_refused_and_leaves_the_invitation_open(
    counter: Counter, newcomer: Newcomer, change: dict[str, str]
) -> None:
    code = invite(counter)
    good = newcomer.account(code)
    if change.get("proof") == good["proof"]:
        change = {"proof": "111111"}
    assert counter.browser().post("/enrolment", {**good, **change}).status_code == 422
    assert account_of(newcomer) is None
    assert counter.browser().post("/enrolment", good).status_code == 201


def test_the_code_that_proved_the_authenticator_is_not_good_for_a_sign_in(counter: Counter, newcomer: Newcomer) -> None:
    sent = newcomer.account(invite(counter))
    assert counter.browser().post("/enrolment", sent).status_code == 201
    again = {"login": "wulan.s", "auth": sent["auth"], "code": sent["proof"]}
    assert counter.browser().post("/enrolment/waiting", again).status_code == 401


@pytest.mark.promise("P23")
def test_who_asks_how_far_an_enrolment_is_needs_both_factors_and_learns_nothing_of_others(
    counter: Counter, newcomer: Newcomer
) -> None:
    enrolled(counter, newcomer)
    right = proof(newcomer)
    other = counter.office.login()
    answers = [
        counter.browser().post("/enrolment/waiting", body)
        for body in (
            {**right, "login": "nobody"},
            {**right, "auth": b64url(random_bytes(32))},
            {**right, "code": newcomer.known.wrong_code(counter.office.clock.now())},
            {"login": other.login, "auth": b64url(other.auth), "code": other.code(counter.office.clock.now())},
        )
    ]
    assert {(answer.status_code, answer.data) for answer in answers} == {(401, answers[0].data)}
    assert counter.browser().post("/enrolment/waiting", right).status_code == 200


@pytest.mark.promise("P18")
def test_a_blocked_account_does_not_wait(counter: Counter, newcomer: Newcomer) -> None:
    enrolled(counter, newcomer)
    counter.signed_in(ADMINISTRATOR).post(f"/agency/accounts/{NEWCOMER}/block")
    assert account_of(newcomer).state is OfficerState.BLOCKED
    assert counter.browser().post("/enrolment/waiting", proof(newcomer)).status_code == 401


@pytest.mark.promise("P18")
def test_an_operator_who_puts_another_key_into_an_account_opens_nothing_with_it(counter: Counter) -> None:
    """The operator resets what an account proves itself with, and brings a key of the own making."""
    report = counter.office.new_report()
    person = counter.office.login().person
    mine = Newcomer(counter.office, appointed(officer="penerima-01"), "operator")
    account = counter.office.account(
        mine.known, id=person.id, reader_key=KeyDigest(mine.secret.reader_key.public.digest)
    )
    assert actor_of(account, counter.office.world.book(), counter.office.clock.today()) is None
    assert counter.office.store.cases.case_file(report.name, account.reader_key) is None


def test_nobody_is_invited_twice_under_one_id_or_login(counter: Counter) -> None:
    browser = counter.signed_in(ADMINISTRATOR)
    for changes in ({"officer": "penerima-01"}, {"login": counter.office.login().login}):
        sent = {**invitation_of(appointed()), **changes}
        assert browser.post("/agency/invitations", sent).status_code == 409


@pytest.mark.parametrize(
    "change",
    [
        {"officer": "reporter"},
        {"officer": "Wulan"},
        {"login": " "},
        {"login": "a\nb"},
        {"roles": []},
        {"roles": ["reviewer", "reviewer"]},
        {"roles": ["custodian", "reviewer"]},
        {"roles": ["god"]},
        {"label": ""},
        {"agency": "61"},
    ],
)
def test_what_no_directory_can_list_is_not_invited(counter: Counter, change: dict[str, object]) -> None:
    sent = {**invitation_of(appointed()), **change}
    assert counter.signed_in(ADMINISTRATOR).post("/agency/invitations", sent).status_code == 422


def test_an_administrator_sees_open_invitations_and_requests_but_no_code_and_no_secret(
    counter: Counter, newcomer: Newcomer
) -> None:
    enrolled(counter, newcomer)
    code = invite(counter, officer="sari-01", login="sari.p")
    browser: Browser = counter.signed_in(ADMINISTRATOR)
    invitations = browser.get("/agency/invitations")
    (shown,) = decoded(invitations)["invitations"]
    assert shown["officer"] == "sari-01"
    assert shown["until"].endswith("Z")
    enrolments = browser.get("/agency/enrolments")
    (request,) = decoded(enrolments)["enrolments"]
    assert verify_enrolment(from_b64url(request["request"])).document.officer == NEWCOMER
    everything = invitations.text + enrolments.text
    for secret in (code, b64url(newcomer.known.auth), b64url(newcomer.known.totp)):
        assert secret not in everything


@pytest.mark.promise("P17")
def test_invitations_and_enrolments_leave_entries_that_hold_no_code(counter: Counter, newcomer: Newcomer) -> None:
    code = invite(counter)
    counter.browser().post("/enrolment", newcomer.account(code))
    entries = [json.loads(entry) for entry in counter.office.entries()]
    acts = {(entry["officer"], entry["action"]): entry.get("detail", "") for entry in entries}
    assert acts["penelaah-01", "officer-invited"] == NEWCOMER
    assert (NEWCOMER, "officer-enrolled") in acts
    assert code.replace("-", "").lower() not in json.dumps(entries).lower()


@pytest.mark.promise("P18")
def test_who_lost_everything_is_blocked_and_enrolled_anew_and_an_administrator_gains_nothing_by_it(
    counter: Counter,
) -> None:
    office = counter.office
    report = office.new_report()
    victim = f"{REGENCY}/penerima-02"
    entry = office.world.book().newest(REGENCY).entries["penerima-02"]
    lost = appointed(officer=entry.id, label=entry.label, unit=entry.unit, rank=entry.rank, roles=entry.roles)
    impostor = Newcomer(office, lost, office.login(victim).login)
    administrator = counter.signed_in(ADMINISTRATOR)
    sent = invitation_of(lost, impostor.login)
    assert administrator.post("/agency/invitations", sent).status_code == 409, "an account that works is not replaced"
    assert administrator.post("/agency/accounts/penerima-02/block").status_code == 200
    answer = administrator.post("/agency/invitations", sent)
    code = decoded(answer)["code"]
    assert counter.browser().post("/enrolment", impostor.account(code)).status_code == 201
    office.clock.pass_time(minutes=2)
    assert counter.browser().sign_in(impostor.known, office).status_code == 401, "its key is not the listed one"
    assert counter.browser().sign_in(office.login(victim), office).status_code == 401
    account = office.store.officers.officer(AgencyCode(REGENCY), "penerima-02")
    assert account is not None
    assert actor_of(account, office.world.book(), office.clock.today()) is None
    assert office.store.cases.case_file(report.name, *account.keys) is None
    actions = [json.loads(entry)["action"] for entry in office.entries()]
    assert actions[-3:] == ["officer-blocked", "officer-invited", "officer-enrolled"]
