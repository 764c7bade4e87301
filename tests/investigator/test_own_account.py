"""An officer's own factors and sessions over HTTP: for that officer alone, with proof, with nothing of the browser."""

import json

import pytest
from werkzeug.test import TestResponse

from tests.authenticator import Authenticator, as_json, made_as_json
from tests.cast import REGENCY
from tests.investigator.counter import Browser, Counter, decoded, publish
from tests.office import Login
from tests.store.raw import execute
from wbs.cases.officers.second_factors import FREE_FAILURES
from wbs.cases.officers.totp import step_of, totp_code, totp_text
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.primitives import random_bytes
from wbs.crypto.signin import WRAPPED_SIZES

pytestmark = pytest.mark.promise("P23")

COLLEAGUE = f"{REGENCY}/penerima-02"
WRAPPED = b64url(bytes(min(WRAPPED_SIZES)))


def proof(counter: Counter, login: Login) -> dict[str, str]:
    """Prove to be there, with a code that was not used before."""
    counter.office.clock.pass_time(minutes=1)
    return {"auth": b64url(login.auth), "code": login.code(counter.office.clock.now())}


def put(browser: Browser, path: str, body: object) -> TestResponse:
    return browser.put(path, json.dumps(body).encode(), content_type="application/json")


def add_passkey(counter: Counter, browser: Browser, authenticator: Authenticator, **more: str) -> TestResponse:
    """Add a passkey as our page does."""
    sent = {"proof": proof(counter, counter.office.login())}
    invitation = decoded(browser.post("/me/passkeys/challenge", sent))
    made = made_as_json(authenticator.make(from_b64url(invitation["challenge"])))
    if "wrapped" in more:
        made["reader_key"] = counter.office.actor().reader_key
    return browser.post("/me/passkeys", {**made, **more})


def challenge(browser: Browser) -> bytes:
    return from_b64url(decoded(browser.post("/sign-in/passkey/challenge"))["challenge"])


def touch(browser: Browser, authenticator: Authenticator) -> TestResponse:
    answer = browser.post("/sign-in/passkey", as_json(authenticator.answer(challenge(browser))))
    if answer.status_code == 200:
        browser.csrf = decoded(answer)["csrf"]
    return answer


# Signing in with a passkey


def test_one_touch_signs_in_and_gives_what_the_passkey_unwraps(counter: Counter) -> None:
    authenticator = Authenticator()
    assert add_passkey(counter, counter.signed_in(), authenticator, wrapped=WRAPPED).status_code == 201
    browser = counter.browser()
    answer = decoded(touch(browser, authenticator))
    assert (answer["wrapped"], answer["slot"]) == (WRAPPED, authenticator.credential)
    assert answer["officer"]["id"] == "penerima-01"
    assert browser.get("/inbox").status_code == 200


def test_a_passkey_beside_the_passphrase(counter: Counter) -> None:
    authenticator = Authenticator()
    add_passkey(counter, counter.signed_in(), authenticator)
    browser, login = counter.browser(), counter.office.login()
    sent = {"login": login.login, "auth": b64url(login.auth)}
    answer = browser.post("/sign-in", {**sent, "passkey": as_json(authenticator.answer(challenge(browser)))})
    assert decoded(answer)["slot"] == "passphrase"
    for both_or_none in ({}, {"code": "000000", "passkey": as_json(authenticator.answer(challenge(browser)))}):
        assert browser.post("/sign-in", {**sent, **both_or_none}).status_code == 422


def wire(answer: TestResponse) -> tuple[int, bytes, list[tuple[str, str]]]:
    """Everything of an answer that travels."""
    return answer.status_code, answer.data, sorted(answer.headers.items())


WAYS = ["unknown", "unlocks nothing", "forged", "replayed", "copied", "blocked", "removed", "late", "not verified"]


def failing(counter: Counter, way: str) -> TestResponse:
    """Fail in one way."""
    authenticator, browser = Authenticator(), counter.browser()
    add_passkey(
        counter, counter.signed_in(), authenticator, **({} if way == "unlocks nothing" else {"wrapped": WRAPPED})
    )
    asked = challenge(browser)
    answer = as_json(authenticator.answer(asked))
    if way == "unknown":
        answer = as_json(Authenticator().answer(asked))
    if way == "forged":
        answer = as_json(Authenticator(raw_id=authenticator.raw_id).answer(asked))
    if way == "replayed":
        assert browser.post("/sign-in/passkey", answer).status_code == 200
        browser = counter.browser()
    if way == "copied":
        assert touch(counter.browser(), authenticator).status_code == 200
        authenticator.count -= 1
        answer = as_json(authenticator.answer(asked))
        authenticator.count -= 1
    if way == "blocked":
        block(counter)
    if way == "removed":
        leave(counter)
    if way == "late":
        counter.office.clock.pass_time(minutes=6)
    if way == "not verified":
        authenticator.flags = 1
        answer = as_json(authenticator.answer(asked))
    return browser.post("/sign-in/passkey", answer)


def block(counter: Counter) -> None:
    execute(counter.office.url, "UPDATE officers SET state = 'blocked' WHERE officer = 'penerima-01'")


def leave(counter: Counter) -> None:
    counter.office.remove_from_directory(f"{REGENCY}/penerima-01")
    publish(counter.office)


@pytest.mark.parametrize("way", WAYS)
def test_every_failure_looks_alike_to_the_last_byte(counter: Counter, way: str) -> None:
    plain = counter.browser().sign_in(counter.office.login(), counter.office, auth=b64url(random_bytes(32)))
    assert plain.status_code == 401
    assert wire(failing(counter, way)) == wire(plain)


def test_a_challenge_tells_nothing_of_anybody_and_leaves_nothing_behind(counter: Counter) -> None:
    add_passkey(counter, counter.signed_in(), Authenticator(), wrapped=WRAPPED)
    before = counter.office.entries()
    answers = [counter.browser().post("/sign-in/passkey/challenge") for _ in range(3)]
    assert len({answer.data for answer in answers}) == 3
    assert {len(answer.data) for answer in answers} == {len(answers[0].data)}
    assert {tuple(sorted(decoded(answer))) for answer in answers} == {("challenge", "host")}
    assert not any("Set-Cookie" in answer.headers for answer in answers)
    assert counter.office.entries() == before
    for named in ({"login": "penerima-01.61.08"}, {"credential": "A" * 43}):
        assert counter.browser().post("/sign-in/passkey/challenge", named).status_code == 422


def test_a_session_that_was_planted_ends_when_a_passkey_signs_in(counter: Counter) -> None:
    authenticator = Authenticator()
    add_passkey(counter, counter.signed_in(), authenticator, wrapped=WRAPPED)
    attacker = counter.signed_in(COLLEAGUE)
    planted = attacker.client.get_cookie("__Host-wbs", domain="localhost")
    assert planted is not None
    victim = counter.browser()
    victim.client.set_cookie("__Host-wbs", planted.value, domain="localhost")
    assert decoded(touch(victim, authenticator))["officer"]["id"] == "penerima-01"
    assert attacker.get("/session").status_code == 401
    now = victim.client.get_cookie("__Host-wbs", domain="localhost")
    assert now is not None
    assert now.value != planted.value


@pytest.mark.parametrize("path", ["/sign-in/passkey/challenge", "/sign-in/passkey", "/sign-in"])
@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_no_other_page_signs_anybody_in(counter: Counter, path: str, site: str) -> None:
    assert counter.browser().post(path, {}, sec_fetch_site=site).status_code == 403


def test_what_a_passkey_computes_has_no_place_in_any_request(counter: Counter) -> None:
    browser, authenticator = counter.signed_in(), Authenticator()
    sent = as_json(authenticator.answer(challenge(browser)))
    for name in ("prf", "user_handle", "extensions", "client_extension_results"):
        assert browser.post("/sign-in/passkey", {**sent, name: "A" * 43}).status_code == 422
    assert add_passkey(counter, browser, authenticator, prf="A" * 43).status_code == 422


# Waiting, end to end


def test_wrong_codes_make_wait_and_the_wait_ends(counter: Counter) -> None:
    office, login, browser = counter.office, counter.office.login(), counter.browser()
    for _ in range(FREE_FAILURES + 1):
        assert browser.sign_in(login, office, code=login.wrong_code(office.clock.now())).status_code == 401
    office.clock.pass_time(seconds=31)
    assert browser.sign_in(login, office).status_code == 401, "a right code does not end the wait"
    office.clock.pass_time(seconds=31)
    assert browser.sign_in(login, office).status_code == 200
    assert browser.sign_in(login, office, code=login.wrong_code(office.clock.now())).status_code == 401
    office.clock.pass_time(minutes=1)
    assert browser.sign_in(login, office).status_code == 200, "a right code begins the count anew"


def test_a_wait_is_one_wait_for_all_factors_and_all_doors(counter: Counter) -> None:
    office, login = counter.office, counter.office.login()
    inside, outside = counter.signed_in(), counter.browser()
    for _ in range(FREE_FAILURES + 1):
        sent = {"auth": b64url(login.auth), "code": login.wrong_code(office.clock.now())}
        assert inside.post("/me/recovery-codes", {"proof": sent}).status_code == 403
    office.clock.pass_time(seconds=31)
    assert outside.sign_in(login, office).status_code == 401
    assert inside.get("/inbox").status_code == 200


# One's own factors


def test_a_fresh_secret_is_drawn_and_counts_only_once_it_was_proved(counter: Counter) -> None:
    office, login, browser = counter.office, counter.office.login(), counter.signed_in()
    draft = decoded(browser.post("/me/totp/draft"))
    assert decoded(browser.post("/me/totp/draft"))["secret"] != draft["secret"]
    secret = from_b64url(draft["secret"])
    sent = {
        "proof": proof(counter, login),
        "secret": draft["secret"],
        "code": totp_code(secret, step_of(office.clock.now())),
    }
    assert put(browser, "/me/totp", sent).status_code == 200
    assert put(browser, "/me/totp", sent).status_code == 403
    office.clock.pass_time(minutes=2)
    assert counter.browser().sign_in(login, office).status_code == 401
    login.totp = secret
    assert counter.browser().sign_in(login, office).status_code == 200


@pytest.mark.parametrize("path", ["/me/recovery-codes", "/me/passkeys/challenge"])
def test_without_proof_nothing_is_made(counter: Counter, path: str) -> None:
    login, browser = counter.office.login(), counter.signed_in()
    good = proof(counter, login)
    for bad in ({"auth": b64url(random_bytes(32))}, {"code": login.wrong_code(counter.office.clock.now())}):
        assert browser.post(path, {"proof": {**good, **bad}}).status_code == 403
    assert browser.post(path, {}).status_code == 422
    assert browser.post(path, {"proof": good}).status_code in {200, 201}
    assert browser.post(path, {"proof": good}).status_code == 403, "a code proves once"
    assert browser.get("/session").status_code == 200, "a wrong proof ends no session"


def test_recovery_codes_are_given_once_and_counted_afterwards(counter: Counter) -> None:
    office, login, browser = counter.office, counter.office.login(), counter.signed_in()
    codes = decoded(browser.post("/me/recovery-codes", {"proof": proof(counter, login)}))["codes"]
    stranger = counter.browser()
    assert decoded(stranger.sign_in(login, office, code=codes[0]))["codes_left"] == 9
    assert counter.browser().sign_in(login, office, code=codes[0]).status_code == 401
    shown = browser.get("/me/second-factors")
    assert not any(code in shown.text for code in codes)
    assert (decoded(shown)["codes_left"], len(decoded(shown)["codes_used"])) == (9, 1)
    office.clock.pass_time(minutes=1)
    assert decoded(counter.browser().sign_in(login, office))["codes_used"] == 1


def test_passkeys_are_listed_without_what_they_wrap(counter: Counter) -> None:
    browser, one, other = counter.signed_in(), Authenticator(), Authenticator()
    add_passkey(counter, browser, one, wrapped=WRAPPED)
    add_passkey(counter, browser, other)
    shown = browser.get("/me/second-factors")
    assert [(key["credential"], key["unlocks"]) for key in decoded(shown)["passkeys"]] == [
        (one.credential, True),
        (other.credential, False),
    ]
    assert WRAPPED not in shown.text
    assert decoded(counter.signed_in(COLLEAGUE).get("/me/second-factors"))["passkeys"] == []


def test_a_removed_passkey_signs_nobody_in(counter: Counter) -> None:
    browser, authenticator = counter.signed_in(), Authenticator()
    add_passkey(counter, browser, authenticator, wrapped=WRAPPED)
    path = f"/me/passkeys/{authenticator.credential}/remove"
    assert counter.signed_in(COLLEAGUE).post(path).status_code == 404
    assert browser.post(path).status_code == 200
    assert browser.post(path).status_code == 404
    assert touch(counter.browser(), authenticator).status_code == 401


@pytest.mark.parametrize("name", ["x", "A" * 5000, "..", "%00", "A" * 43 + "\u00e4"])
def test_names_of_nothing_are_not_found(counter: Counter, name: str) -> None:
    browser = counter.signed_in()
    assert browser.post(f"/me/passkeys/{name}/remove").status_code == 404
    assert browser.post(f"/me/sessions/{name}/end").status_code == 404


# Sessions


def listed(browser: Browser) -> list[dict[str, object]]:
    found: list[dict[str, object]] = decoded(browser.get("/me/sessions"))["sessions"]
    return found


def test_sessions_are_listed_by_when_and_how_and_nothing_else(counter: Counter) -> None:
    here = counter.signed_in()
    there = counter.signed_in()
    counter.signed_in(COLLEAGUE)
    there.client.get("/", headers={"User-Agent": "Peramban/1.0", "X-Forwarded-For": "192.0.2.7"})
    shown = listed(here)
    assert [one["is_this"] for one in shown] == [True, False]
    assert {key for one in shown for key in one} == {"session", "begun", "last_used", "factor", "is_this"}
    assert {one["factor"] for one in shown} == {"code"}
    assert all(str(one["begun"]).endswith("Z") and len(str(one["begun"])) == 17 for one in shown)


def test_the_name_of_a_session_is_not_what_is_stored_of_it(counter: Counter) -> None:
    browser = counter.signed_in()
    [one] = listed(browser)
    cookie = browser.client.get_cookie("__Host-wbs", domain="localhost")
    assert cookie is not None
    assert len(from_b64url(str(one["session"]))) == 16
    stranger = counter.browser()
    stranger.client.set_cookie("__Host-wbs", str(one["session"]), domain="localhost")
    assert stranger.get("/session").status_code == 401


def test_a_session_that_is_ended_is_out_at_the_next_request(counter: Counter) -> None:
    here, there = counter.signed_in(), counter.signed_in()
    name = next(str(one["session"]) for one in listed(here) if not one["is_this"])
    assert counter.signed_in(COLLEAGUE).post(f"/me/sessions/{name}/end").status_code == 404
    assert there.get("/inbox").status_code == 200
    assert here.post(f"/me/sessions/{name}/end").status_code == 200
    assert there.get("/inbox").status_code == 401
    assert here.get("/inbox").status_code == 200


def test_all_other_sessions_end_at_once_and_no_colleagues(counter: Counter) -> None:
    here, others, colleague = counter.signed_in(), [counter.signed_in() for _ in range(3)], counter.signed_in(COLLEAGUE)
    assert here.post("/me/sessions/end-others").status_code == 200
    assert [other.get("/session").status_code for other in others] == [401, 401, 401]
    assert here.get("/session").status_code == colleague.get("/session").status_code == 200
    assert len(listed(here)) == 1
    assert sum(b'"session-ended"' in entry for entry in counter.office.entries()) == 1


def test_a_blocked_officer_is_out_at_the_next_request_and_does_not_come_back(counter: Counter) -> None:
    browser, authenticator = counter.signed_in(), Authenticator()
    add_passkey(counter, browser, authenticator, wrapped=WRAPPED)
    assert browser.get("/inbox").status_code == 200
    block(counter)
    assert browser.get("/inbox").status_code == 401
    counter.office.clock.pass_time(minutes=1)
    assert counter.browser().sign_in(counter.office.login(), counter.office).status_code == 401
    assert touch(counter.browser(), authenticator).status_code == 401
    execute(counter.office.url, "UPDATE officers SET state = 'active'")
    assert browser.get("/inbox").status_code == 401, "the session did not only sleep"


def test_only_officers_pages_may_ask_for_passkeys(counter: Counter) -> None:
    policy = counter.app.test_client().get("/", base_url="http://localhost:8001").headers["Permissions-Policy"]
    allowed = [feature for feature in policy.split(", ") if feature.endswith("(self)")]
    assert allowed == ["publickey-credentials-create=(self)", "publickey-credentials-get=(self)"]


def test_nothing_of_factors_is_logged(counter: Counter, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(0):
        authenticator, browser = Authenticator(), counter.signed_in()
        add_passkey(counter, browser, authenticator, wrapped=WRAPPED)
        touch(counter.browser(), authenticator)
        browser.post("/sign-in/passkey", as_json(Authenticator().answer(b"x" * 56)))
        browser.post("/sign-in/passkey", {"credential": "x"})
    assert not [record for record in caplog.records if record.name.startswith("wbs")]


@pytest.mark.promise("P18")
def test_no_code_and_no_secret_of_an_account_stands_on_the_disk_or_in_a_log(
    counter: Counter, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    office, login, browser = counter.office, counter.office.login(), counter.signed_in()
    with caplog.at_level(0):
        codes = decoded(browser.post("/me/recovery-codes", {"proof": proof(counter, login)}))["codes"]
        counter.browser().sign_in(login, office, code=codes[0])
        drawn = decoded(browser.post("/me/totp/draft"))["secret"]
        secret = from_b64url(drawn)
        shown = proof(counter, login)
        sent = {"proof": shown, "secret": drawn, "code": totp_code(secret, step_of(office.clock.now()))}
        assert put(browser, "/me/totp", sent).status_code == 200
    cookie = browser.client.get_cookie("__Host-wbs", domain="localhost")
    assert cookie is not None
    texts = [*codes, *(code.replace("-", "") for code in codes), drawn, totp_text(secret), shown["auth"], cookie.value]
    bare = [secret, login.auth, from_b64url(cookie.value)]
    hidden = [*(text.encode() for text in texts), *bare, *(part.hex().encode() for part in bare)]
    kept = b"".join(path.read_bytes() for path in sorted(office.folder.rglob("*")) if path.is_file())
    assert login.login.encode() in kept, "this search finds what is there"
    said = "".join([*(record.getMessage() for record in caplog.records), *capfd.readouterr()]).encode()
    assert not [found for found in hidden if found in kept or found in said]


def test_answers_have_no_unknown_members(counter: Counter) -> None:
    shown = decoded(counter.signed_in().get("/me/second-factors"))
    assert shown.keys() == {"login", "salt", "codes_left", "codes_used", "passkeys"}
    assert from_b64url(shown["salt"]) == counter.office.login().salt
