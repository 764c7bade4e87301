"""Sign-ins take turns, a crowd is turned away, and how long one takes tells nothing."""

import threading

import pytest

from tests.investigator.counter import Counter, decoded
from tests.office import CountingHasher, Office, StillClock
from wbs.crypto.encoding import b64url
from wbs.errors import BusyError, SignInError
from wbs.investigator.gate import SALT, SIGN_IN, BoundedHasher, Gate, Pace

pytestmark = pytest.mark.promise("P23")


def test_a_place_lasts_at_least_as_long_as_the_floor() -> None:
    clock = StillClock()
    slept: list[float] = []
    gate = Gate(Pace(inside=1, floor=0.25), clock, slept.append)
    with gate.place():
        clock.pass_time(seconds=0.125)
    assert slept == [0.125]


def test_a_failure_lasts_as_long_as_a_success() -> None:
    clock = StillClock()
    slept: list[float] = []
    gate = Gate(Pace(inside=1, floor=0.25), clock, slept.append)
    with pytest.raises(SignInError), gate.place():
        raise SignInError("wrong")
    assert slept == [0.25]


def test_what_takes_longer_than_the_floor_is_not_held_up() -> None:
    clock = StillClock()
    slept: list[float] = []
    gate = Gate(Pace(inside=1, floor=0.25), clock, slept.append)
    with gate.place():
        clock.pass_time(seconds=2)
    assert slept == [0.0]


def test_a_crowd_is_turned_away_at_once_and_places_come_free() -> None:
    gate = Gate(Pace(inside=2, floor=0), StillClock(), lambda _: None)
    with gate.place(), gate.place(), pytest.raises(BusyError), gate.place():
        pass
    with gate.place(), gate.place():
        pass


def test_a_failure_gives_its_place_back() -> None:
    gate = Gate(Pace(inside=1, floor=0), StillClock(), lambda _: None)
    for _ in range(3):
        with pytest.raises(SignInError), gate.place():
            raise SignInError("wrong")


def test_argon2_works_for_one_at_a_time() -> None:
    inner, at_once, most = CountingHasher(), 0, 0
    lock = threading.Lock()

    class Slow:
        def hash(self, secret: bytes) -> str:
            return inner.hash(secret)

        def is_outdated(self, phc: str) -> bool:
            return inner.is_outdated(phc)

        def verify(self, phc: str, secret: bytes) -> bool:
            nonlocal at_once, most
            with lock:
                at_once += 1
                most = max(most, at_once)
            found = inner.verify(phc, secret)
            with lock:
                at_once -= 1
            return found

    hasher = BoundedHasher(Slow())
    phc = hasher.hash(b"secret")
    threads = [threading.Thread(target=hasher.verify, args=(phc, b"secret")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    assert not hasher.is_outdated(phc)


def test_a_full_gate_is_a_clear_answer_and_signed_in_officers_do_not_notice(office: Office) -> None:
    counter = Counter(office)
    signed_in = counter.signed_in()
    crowded = Counter(office, pace=Pace(inside=1, floor=0))
    gate = crowded.app.extensions["wbs"].sign_in_gate
    with gate.place():
        refused = crowded.browser().sign_in(office.login(), office)
        assert refused.status_code == 503
        assert decoded(refused)["code"] == "unavailable"
        assert "Retry-After" in refused.headers
        browser = crowded.browser()
        cookie = signed_in.client.get_cookie("__Host-wbs", domain="localhost")
        assert cookie is not None
        browser.client.set_cookie("__Host-wbs", cookie.value, domain="localhost")
        assert browser.get("/inbox").status_code == 200


def test_the_floor_hides_what_an_attempt_does() -> None:
    """Argon2 takes about 25 ms, an audit entry on a slow disk about 30 ms: docs/decisions has the figures."""
    assert SIGN_IN.floor >= 0.2
    assert SIGN_IN.inside / SIGN_IN.floor >= 40
    assert SALT.floor > 0


@pytest.mark.parametrize(("path", "status"), [("/me/recovery-codes", 201), ("/me/passkeys/challenge", 200)])
def test_strangers_at_the_gate_keep_no_signed_in_officer_from_proving_themselves(
    office: Office, path: str, status: int
) -> None:
    counter = Counter(office, pace=Pace(inside=1, floor=0))
    browser, login = counter.signed_in(), office.login()
    office.clock.pass_time(seconds=31)
    with counter.app.extensions["wbs"].sign_in_gate.place():
        proof = {"auth": b64url(login.auth), "code": login.code(office.clock.now())}
        assert browser.post(path, {"proof": proof}).status_code == status
