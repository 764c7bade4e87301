"""Both factors, one answer and one Argon2 verification for every attempt, waiting that strangers cannot cause."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import PROVINCE, REGENCY
from tests.office import CHEAP, CountingHasher, Login, Office
from wbs.cases.model import AgencyCode, Failures, OfficerState
from wbs.cases.officers.second_factors import FREE_FAILURES, one_more
from wbs.cases.officers.sign_in import Proof, SignedIn, SignIn
from wbs.cases.officers.totp import totp_code, totp_text
from wbs.crypto.boxes import ServiceKeys, decrypt_totp_secret, encrypt_totp_secret
from wbs.crypto.primitives import random_bytes, sha256
from wbs.crypto.profiles import HashProfile
from wbs.errors import SignInError, UnsealError

pytestmark = pytest.mark.promise("P23")

COLLEAGUE = f"{REGENCY}/penerima-02"


class Door:
    """Sign-in as an application asks for it."""

    def __init__(self, office: Office, profile: HashProfile = CHEAP) -> None:
        self.office = office
        self.hasher = CountingHasher(profile)
        self.sign_in = SignIn(office.store.officers, office.store.audit, self.hasher, office.keys)

    def knock(self, proof: Proof) -> SignedIn:
        clock = self.office.clock
        return self.sign_in.sign_in(proof, book=self.office.world.book(), now=clock.now(), today=clock.today())

    def refused(self, proof: Proof) -> None:
        with pytest.raises(SignInError):
            self.knock(proof)

    def guess(self, login: Login, times: int = 1) -> None:
        """Try wrong codes behind the right passphrase, without caring for any waiting."""
        for _ in range(times):
            self.refused(Proof(login.login, login.auth, login.wrong_code(self.office.clock.now())))


@pytest.fixture
def door(office: Office) -> Door:
    return Door(office)


def test_both_factors_give_the_wrapped_key_and_a_session(door: Door) -> None:
    office = door.office
    signed_in = door.knock(office.login().proof(office.clock.now()))
    assert signed_in.wrapped_key == b"wrapped penerima-01"
    assert signed_in.actor == office.actor()
    session = office.store.officers.session(sha256(signed_in.token))
    assert session is not None
    assert session.officer == "penerima-01"


def test_the_store_knows_neither_token(door: Door) -> None:
    office = door.office
    signed_in = door.knock(office.login().proof(office.clock.now()))
    office.close()
    stored = b"".join(path.read_bytes() for path in office.folder.iterdir())
    assert sha256(signed_in.token) in stored
    assert signed_in.token not in stored
    assert signed_in.csrf not in stored


@pytest.mark.parametrize("login", ["PENERIMA-01.61.08", "  penerima-01.61.08 ", "ｐenerima-01.61.08"])  # noqa: RUF001
def test_logins_are_folded(door: Door, login: str) -> None:
    proof = door.office.login().proof(door.office.clock.now())
    assert door.knock(replace(proof, login=login)).actor.id == "penerima-01"


def code_of_colleague(office: Office) -> str:
    return office.login(COLLEAGUE).code(office.clock.now())


BAD_PROOFS: dict[str, Callable[[Office, Proof], Proof]] = {
    "unknown login": lambda _, right: replace(right, login="nobody"),
    "login that no row can hold": lambda _, right: replace(right, login="penerima\0"),
    "wrong passphrase": lambda _, right: replace(right, auth=random_bytes(32)),
    "wrong code": lambda office, right: replace(right, code=office.login().wrong_code(office.clock.now())),
    "code of two steps ago": lambda office, right: replace(right, code=office.login().code(office.clock.now(), -2)),
    "code of two steps ahead": lambda office, right: replace(right, code=office.login().code(office.clock.now(), 2)),
    "another officer's passphrase": lambda office, right: replace(right, auth=office.login(COLLEAGUE).auth),
    "another officer's code": lambda office, right: replace(
        right, code=office.login(COLLEAGUE).code(office.clock.now())
    ),
}


@pytest.mark.parametrize("name", BAD_PROOFS)
def test_every_failure_costs_one_verification_and_says_the_same(door: Door, name: str) -> None:
    office = door.office
    with pytest.raises(SignInError) as caught:
        door.knock(BAD_PROOFS[name](office, office.login().proof(office.clock.now())))
    assert len(door.hasher.verified) == 1
    assert caught.value.public_message == SignInError.public_message


def test_a_success_costs_one_verification_too(door: Door) -> None:
    door.knock(door.office.login().proof(door.office.clock.now()))
    assert len(door.hasher.verified) == 1


def test_whoever_may_not_sign_in_is_verified_against_a_hash_of_the_same_cost(door: Door) -> None:
    office = door.office
    door.refused(replace(office.login().proof(office.clock.now()), login="nobody"))
    [stand_in] = door.hasher.verified
    assert not door.hasher.is_outdated(stand_in)
    assert stand_in.split("$")[:4] == office.account(office.login()).auth_hash.split("$")[:4]


def test_a_blocked_officer_is_refused_with_both_factors(tmp_path: Path) -> None:
    office = Office(tmp_path, states={f"{REGENCY}/penerima-01": OfficerState.BLOCKED})
    door = Door(office)
    door.refused(office.login().proof(office.clock.now()))
    assert len(door.hasher.verified) == 1
    office.close()


@pytest.mark.promise("P07")
def test_an_officer_who_left_the_directory_is_refused_with_both_factors(door: Door) -> None:
    office = door.office
    office.remove_from_directory(f"{REGENCY}/penerima-01")
    door.refused(office.login().proof(office.clock.now()))
    assert len(door.hasher.verified) == 1


@pytest.mark.promise("P07")
def test_an_officer_whose_directory_entry_has_another_reader_key_is_refused(door: Door) -> None:
    office = door.office
    office.rekey_in_directory(f"{REGENCY}/penerima-01")
    door.refused(office.login().proof(office.clock.now()))


@pytest.mark.promise("P07")
def test_an_officer_whose_time_in_the_directory_is_over_is_refused(door: Door) -> None:
    office = door.office
    office.end_in_directory(f"{REGENCY}/penerima-01", office.clock.today() - timedelta(days=1))
    door.refused(office.login().proof(office.clock.now()))


def test_a_salt_is_constant_for_known_and_unknown_logins(door: Door) -> None:
    known, unknown = door.office.login().login, "nobody"
    assert door.sign_in.salt(known) == door.sign_in.salt(known.upper()) == door.office.login().salt
    assert door.sign_in.salt(unknown) == door.sign_in.salt(f" {unknown.upper()}")
    assert len(door.sign_in.salt(known)) == len(door.sign_in.salt(unknown)) == 16


def test_salts_of_unknown_logins_differ_by_login_and_by_installation(door: Door) -> None:
    elsewhere = SignIn(
        door.office.store.officers, door.office.store.audit, door.hasher, ServiceKeys.derive(random_bytes(32))
    )
    assert door.sign_in.salt("nobody") != door.sign_in.salt("noone")
    assert door.sign_in.salt("nobody") != elsewhere.salt("nobody")


@pytest.mark.parametrize("drift", [-1, 0, 1])
def test_a_clock_may_be_one_step_off_either_way(door: Door, drift: int) -> None:
    assert door.knock(door.office.login().proof(door.office.clock.now(), drift)).token


def test_a_code_is_accepted_once(door: Door) -> None:
    proof = door.office.login().proof(door.office.clock.now())
    door.knock(proof)
    door.refused(proof)


def test_an_older_code_is_refused_after_a_newer_one(door: Door) -> None:
    login, clock = door.office.login(), door.office.clock
    door.knock(login.proof(clock.now(), 1))
    door.refused(login.proof(clock.now(), 0))


def test_two_who_use_one_code_at_once_do_not_both_get_in(door: Door) -> None:
    proof = door.office.login().proof(door.office.clock.now())
    outcomes: list[bool] = []

    def knock() -> None:
        try:
            door.knock(proof)
            outcomes.append(True)
        except SignInError:
            outcomes.append(False)

    threads = [threading.Thread(target=knock) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(True) == 1
    assert len(outcomes) == 8


@given(secret=st.binary(min_size=20, max_size=20), step=st.integers(1, 2**32))
def test_codes_are_those_of_authenticator_apps(secret: bytes, step: int) -> None:
    assert totp_code(secret, step) == pyotp.TOTP(totp_text(secret)).at(step * 30)


def test_codes_match_rfc_6238() -> None:
    # RFC 6238 appendix B gives eight digits for SHA-1; six digits are their last six.
    secret = b"12345678901234567890"
    for seconds, digits in ((59, "94287082"), (1111111109, "07081804"), (20000000000, "65353130")):
        assert totp_code(secret, seconds // 30) == digits[2:]


def test_five_wrong_codes_are_free_and_the_sixth_makes_everyone_wait(door: Door) -> None:
    office, login = door.office, door.office.login()
    door.guess(login, FREE_FAILURES)
    assert door.knock(login.proof(office.clock.now())).token
    office.clock.pass_time(minutes=1)
    door.guess(login, FREE_FAILURES + 1)
    door.refused(login.proof(office.clock.now()))
    office.clock.pass_time(minutes=1)
    assert door.knock(login.proof(office.clock.now())).token


def test_waiting_doubles_up_to_fifteen_minutes(door: Door) -> None:
    now = door.office.clock.now()
    waits = []
    failures = Failures(0, None)
    for _ in range(12):
        failures = one_more(failures, now)
        waits.append(0 if failures.wait_until is None else int((failures.wait_until - now).total_seconds()) // 60)
    assert waits == [0, 0, 0, 0, 0, 1, 2, 4, 8, 15, 15, 15]
    assert one_more(Failures(10**9, None), now).wait_until == now + timedelta(minutes=15)


def test_attempts_while_waiting_neither_lengthen_the_waiting_nor_use_a_code_up(door: Door) -> None:
    office, login = door.office, door.office.login()
    door.guess(login, FREE_FAILURES + 1)
    before = office.store.officers.failures(AgencyCode(REGENCY), "penerima-01")
    office.clock.pass_time(seconds=59)
    proof = login.proof(office.clock.now())
    door.refused(proof)
    assert office.store.officers.failures(AgencyCode(REGENCY), "penerima-01") == before
    office.clock.pass_time(seconds=1)
    assert door.knock(proof).token


def test_a_success_clears_the_count(door: Door) -> None:
    office, login = door.office, door.office.login()
    door.guess(login, FREE_FAILURES)
    door.knock(login.proof(office.clock.now()))
    assert office.store.officers.failures(AgencyCode(REGENCY), "penerima-01") == Failures(0, None)


def test_strangers_without_the_passphrase_make_nobody_wait(door: Door) -> None:
    office, login = door.office, door.office.login()
    for number in range(100):
        door.refused(Proof(login.login, random_bytes(32), f"{number:06}"))
    assert office.store.officers.failures(AgencyCode(REGENCY), "penerima-01") == Failures(0, None)
    assert door.knock(login.proof(office.clock.now())).token


def test_strangers_without_the_passphrase_do_not_fill_the_audit_log(door: Door) -> None:
    for _ in range(20):
        door.refused(Proof(door.office.login().login, random_bytes(32), "000000"))
        door.refused(Proof("nobody", random_bytes(32), "000000"))
    assert door.office.entries() == []


def test_guesses_sent_at_once_are_all_counted(door: Door) -> None:
    login = door.office.login()
    threads = [threading.Thread(target=door.guess, args=(login,)) for _ in range(FREE_FAILURES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert door.office.store.officers.failures(AgencyCode(REGENCY), "penerima-01").count == FREE_FAILURES


def test_a_hash_of_another_cost_is_replaced_at_sign_in(office: Office) -> None:
    dearer = HashProfile(memory_kib=16, passes=1)
    door = Door(office, dearer)
    login = office.login()
    door.knock(login.proof(office.clock.now()))
    stored = office.store.officers.officer_by_login(login.login)
    assert stored is not None
    assert "m=16," in stored.auth_hash
    office.clock.pass_time(minutes=1)
    assert door.knock(login.proof(office.clock.now())).token


def test_a_wrong_passphrase_replaces_no_hash(office: Office) -> None:
    door = Door(office, HashProfile(memory_kib=16, passes=1))
    door.refused(Proof(office.login().login, random_bytes(32), "000000"))
    assert door.hasher.hashed == 1  # the stand-in


@pytest.mark.promise("P17")
def test_a_sign_in_leaves_one_entry_without_secrets(door: Door) -> None:
    login, now = door.office.login(), door.office.clock.now()
    door.knock(login.proof(now))
    assert door.office.entries() == [
        b'{"action":"sign-in","agency":"61.08","at":"2026-11-23T02:00:00Z","officer":"penerima-01","type":"wbs-audit/v1"}'
    ]


@pytest.mark.promise("P17")
def test_a_wrong_code_behind_the_right_passphrase_leaves_one_entry(door: Door) -> None:
    door.guess(door.office.login())
    [entry] = door.office.entries()
    assert msgspec.json.decode(entry)["action"] == "sign-in-refused"


@pytest.mark.promise("P17")
def test_officers_of_two_agencies_are_entered_in_two_logs(door: Door) -> None:
    now = door.office.clock.now()
    door.knock(door.office.login(f"{PROVINCE}/penerima-01").proof(now))
    assert door.office.entries(REGENCY) == []
    assert len(door.office.entries(PROVINCE)) == 1


@pytest.mark.promise("P18")
def test_a_second_factor_does_not_open_without_the_credential_or_for_another_account(office: Office) -> None:
    secret = random_bytes(20)
    box = encrypt_totp_secret(office.keys, REGENCY, "penerima-01", secret)
    assert decrypt_totp_secret(office.keys, REGENCY, "penerima-01", box) == secret
    for keys, agency, officer in (
        (ServiceKeys.derive(random_bytes(32)), REGENCY, "penerima-01"),
        (office.keys, REGENCY, "penerima-02"),
        (office.keys, PROVINCE, "penerima-01"),
    ):
        with pytest.raises(UnsealError):
            decrypt_totp_secret(keys, agency, officer, box)


@pytest.mark.promise("P18")
def test_no_second_factor_lies_readable_in_the_database(office: Office) -> None:
    office.close()
    stored = b"".join(path.read_bytes() for path in office.folder.iterdir())
    for login in office.logins.values():
        assert login.totp not in stored
        assert totp_text(login.totp).encode() not in stored


def test_under_another_credential_nobody_signs_in_and_the_answer_is_the_same(office: Office) -> None:
    door = Door(office)
    door.sign_in = SignIn(office.store.officers, office.store.audit, door.hasher, ServiceKeys.derive(random_bytes(32)))
    door.refused(office.login().proof(office.clock.now()))


def test_nothing_secret_shows_when_things_of_sign_in_are_printed(door: Door) -> None:
    proof = door.office.login().proof(door.office.clock.now())
    signed_in = door.knock(proof)
    shown = f"{proof!r} {signed_in!r} {door.office.keys!r}"
    for secret in (proof.auth, signed_in.token, signed_in.csrf, signed_in.wrapped_key, door.office.keys.totp):
        assert repr(secret)[2:-1] not in shown
    assert str(proof.code) not in shown
