"""Sign-in over HTTP: what goes out and, above all, that no failure can be told from another."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests.cast import REGENCY
from tests.investigator.counter import Counter, decoded, publish
from tests.office import Office
from wbs.cases.model import OfficerState
from wbs.cases.permissions import ALLOWED, Act
from wbs.crypto.directory import Role
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.primitives import PasswordHasher, random_bytes

pytestmark = pytest.mark.promise("P23")


def test_signing_in_gives_the_wrapped_key_and_what_it_is_bound_to(counter: Counter) -> None:
    office = counter.office
    answer = decoded(counter.browser().sign_in(office.login(), office))
    assert answer.keys() == {
        "csrf",
        "officer",
        "wrapped",
        "renewed",
        "slot",
        "installation",
        "expires_in",
        "codes_left",
        "codes_used",
    }
    assert from_b64url(answer["wrapped"]) == b"wrapped penerima-01"
    assert answer["installation"] == office.world.anchor
    assert answer["officer"] == {
        "agency": REGENCY,
        "id": "penerima-01",
        "label": "Petugas penerima-01",
        "roles": ["receiver"],
        "acts": [act for act in Act if Role.RECEIVER in ALLOWED[act]],
    }
    assert answer["expires_in"] == 12 * 60 * 60


def test_the_cookie_is_for_this_host_over_a_secure_way_and_for_no_script(counter: Counter) -> None:
    answer = counter.browser().sign_in(counter.office.login(), counter.office)
    [cookie] = answer.headers.getlist("Set-Cookie")
    name, _, rest = cookie.partition("=")
    value, *attributes = rest.split("; ")
    assert name == "__Host-wbs"
    assert len(from_b64url(value)) == 32
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(attributes)
    assert not any(attribute.startswith("Domain") for attribute in attributes)


def test_the_cookie_ends_with_the_browser_and_is_kept_on_no_disk(counter: Counter) -> None:
    answer = counter.browser().sign_in(counter.office.login(), counter.office)
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert not [part for part in cookie.split("; ") if part.startswith(("Max-Age", "Expires"))]


def wire(answer: TestResponse) -> tuple[int, bytes, list[tuple[str, str]]]:
    """Everything of an answer that travels."""
    return answer.status_code, answer.data, sorted(answer.headers.items())


def failures(counter: Counter) -> dict[str, Callable[[], TestResponse]]:
    """Every way to fail, as a request that is ready to go."""
    office, browser = counter.office, counter.browser()
    login = office.login()

    def attempt(**changes: str) -> TestResponse:
        return browser.sign_in(login, office, **changes)

    def replayed() -> TestResponse:
        assert attempt().status_code == 200
        return attempt()

    def waiting() -> TestResponse:
        for _ in range(6):
            attempt(code=login.wrong_code(office.clock.now()))
        return attempt()

    def blocked() -> TestResponse:
        return browser.sign_in(office.login(BLOCKED), office)

    def removed() -> TestResponse:
        office.remove_from_directory(REMOVED)
        publish(office)
        return browser.sign_in(office.login(REMOVED), office)

    return {
        "unknown login": lambda: attempt(login="nobody"),
        "login that no row can hold": lambda: attempt(login="no\0body"),
        "wrong passphrase": lambda: attempt(auth=b64url(random_bytes(32))),
        "wrong code": lambda: attempt(code=login.wrong_code(office.clock.now())),
        "code used before": replayed,
        "waiting after wrong codes": waiting,
        "blocked": blocked,
        "removed from the directory": removed,
    }


BLOCKED = f"{REGENCY}/penelaah-01"
REMOVED = f"{REGENCY}/penerima-02"
WAYS = [
    "unknown login",
    "login that no row can hold",
    "wrong passphrase",
    "wrong code",
    "code used before",
    "waiting after wrong codes",
    "blocked",
    "removed from the directory",
]


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Counter, list[str]]]:
    """An application with one blocked officer, and the hashes that Argon2 was asked to verify."""
    office = Office(tmp_path, states={BLOCKED: OfficerState.BLOCKED})
    verified: list[str] = []
    verify = PasswordHasher.verify

    def watch(self: PasswordHasher, phc: str, secret: bytes) -> bool:
        verified.append(phc)
        return verify(self, phc, secret)

    monkeypatch.setattr(PasswordHasher, "verify", watch)
    yield Counter(office), verified
    office.close()


def test_all_ways_to_fail_are_tried() -> None:
    assert len(set(WAYS)) == 8


@pytest.mark.parametrize("way", WAYS)
def test_every_failure_looks_alike_to_the_last_byte(watched: tuple[Counter, list[str]], way: str) -> None:
    counter, _ = watched
    plain = counter.browser().sign_in(counter.office.login(), counter.office, auth=b64url(random_bytes(32)))
    assert plain.status_code == 401
    assert wire(failures(counter)[way]()) == wire(plain)


@pytest.mark.parametrize("way", WAYS)
def test_every_failure_costs_one_verification(watched: tuple[Counter, list[str]], way: str) -> None:
    counter, verified = watched
    verified.clear()
    failures(counter)[way]()
    before = {"code used before": 1, "waiting after wrong codes": 6}.get(way, 0)
    assert len(verified) == before + 1


def test_a_failure_sets_no_cookie_and_gives_nothing_away(counter: Counter) -> None:
    answer = counter.browser().sign_in(counter.office.login(), counter.office, code="000000", auth="A" * 43)
    assert "Set-Cookie" not in answer.headers
    assert decoded(answer) == {"type": "about:blank", "title": "Sign-in is needed", "status": 401, "code": "sign-in"}


def salt_of(counter: Counter, login: str) -> TestResponse:
    return counter.browser().post("/sign-in/salt", {"login": login})


def test_salts_of_known_and_unknown_logins_have_one_shape(counter: Counter) -> None:
    known, unknown = salt_of(counter, counter.office.login().login), salt_of(counter, "nobody")
    assert known.status_code == unknown.status_code == 200
    assert sorted(known.headers.items()) == sorted(unknown.headers.items())
    assert len(known.data) == len(unknown.data)
    assert len(from_b64url(decoded(known)["salt"])) == len(from_b64url(decoded(unknown)["salt"])) == 16


@pytest.mark.parametrize(
    "login", ["nobody", "x" * 120, "penerima\0", "ペ" * 40, "a/b", "../../etc/passwd", "' OR 1=1 --"]
)
def test_a_salt_of_an_unknown_login_is_stable(counter: Counter, login: str) -> None:
    assert salt_of(counter, login).data == salt_of(counter, login).data


def test_a_salt_of_a_blocked_officer_does_not_betray_it(watched: tuple[Counter, list[str]]) -> None:
    counter, _ = watched
    answer = decoded(salt_of(counter, f"penelaah-01.{REGENCY}"))
    assert from_b64url(answer["salt"]) == counter.office.login(BLOCKED).salt


def test_signing_in_again_ends_the_session_before(counter: Counter) -> None:
    browser = counter.signed_in()
    old = browser.client.get_cookie("__Host-wbs", domain="localhost")
    assert old is not None
    counter.office.clock.pass_time(minutes=2)
    browser.sign_in(counter.office.login(), counter.office)
    stale = counter.browser()
    stale.client.set_cookie("__Host-wbs", old.value, domain="localhost")
    assert stale.get("/session").status_code == 401
    assert browser.get("/session").status_code == 200


def test_a_planted_cookie_is_not_taken_up(counter: Counter) -> None:
    browser = counter.browser()
    planted = b64url(random_bytes(32))
    browser.client.set_cookie("__Host-wbs", planted, domain="localhost")
    browser.sign_in(counter.office.login(), counter.office)
    now = browser.client.get_cookie("__Host-wbs", domain="localhost")
    assert now is not None
    assert now.value != planted


@pytest.mark.parametrize("junk", ["x", "==", "A" * 44])
def test_a_cookie_that_is_none_does_not_keep_anybody_out(counter: Counter, junk: str) -> None:
    browser = counter.browser()
    browser.client.set_cookie("__Host-wbs", junk, domain="localhost")
    assert browser.sign_in(counter.office.login(), counter.office).status_code == 200


def test_a_planted_session_of_another_officer_ends(counter: Counter) -> None:
    attacker = counter.signed_in(REMOVED)
    planted = attacker.client.get_cookie("__Host-wbs", domain="localhost")
    assert planted is not None
    victim = counter.browser()
    victim.client.set_cookie("__Host-wbs", planted.value, domain="localhost")
    counter.office.clock.pass_time(minutes=2)
    assert decoded(victim.sign_in(counter.office.login(), counter.office))["officer"]["id"] == "penerima-01"
    assert attacker.get("/session").status_code == 401


def test_a_session_tells_whose_it_is_and_gives_its_token_again(counter: Counter) -> None:
    browser = counter.signed_in()
    answer = decoded(browser.get("/session"))
    assert answer.keys() == {"csrf", "officer"}
    assert answer["csrf"] == browser.csrf
    assert answer["officer"]["id"] == "penerima-01"


def test_signing_out_ends_the_session_and_empties_the_browser(counter: Counter) -> None:
    browser = counter.signed_in()
    kept = browser.client.get_cookie("__Host-wbs", domain="localhost")
    assert kept is not None
    answer = browser.post("/sign-out")
    assert answer.status_code == 200
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert browser.client.get_cookie("__Host-wbs", domain="localhost") is None
    browser.client.set_cookie("__Host-wbs", kept.value, domain="localhost")
    assert browser.get("/session").status_code == 401


@pytest.mark.promise("P07")
def test_whoever_leaves_the_directory_is_out_at_the_next_request(counter: Counter) -> None:
    browser = counter.signed_in(REMOVED)
    assert browser.get("/inbox").status_code == 200
    counter.office.remove_from_directory(REMOVED)
    publish(counter.office)
    assert browser.get("/inbox").status_code == 401


def test_an_idle_session_ends(counter: Counter) -> None:
    browser = counter.signed_in()
    counter.office.clock.pass_time(minutes=29)
    assert browser.get("/session").status_code == 200
    counter.office.clock.pass_time(minutes=30)
    assert browser.get("/session").status_code == 401


def test_nothing_of_sign_in_is_logged(
    counter: Counter, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(0):
        counter.signed_in()
        counter.browser().sign_in(counter.office.login(), counter.office, auth="A" * 43)
    out, err = capfd.readouterr()
    assert not [record for record in caplog.records if record.name.startswith("wbs")]
    assert (out, err) == ("", "")
