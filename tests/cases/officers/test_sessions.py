"""How long a session lasts, what ends it, and whose requests it believes."""

from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest

from tests.cast import REGENCY
from tests.office import CountingHasher, Office
from wbs.cases.access import Actor, actor_of
from wbs.cases.model import AgencyCode, KeyDigest, Officer, RenewedKey, Session
from wbs.cases.officers.sessions import IDLE, LIFETIME, Sessions, sweep_sessions
from wbs.cases.officers.sign_in import SignedIn, SignIn
from wbs.crypto.boxes import ServiceKeys
from wbs.crypto.keys import OfficerSecret
from wbs.crypto.primitives import random_bytes
from wbs.errors import ForbiddenError, SessionEndedError

pytestmark = pytest.mark.promise("P23")
RECEIVER = f"{REGENCY}/penerima-01"


def open_session(office: Office) -> SignedIn:
    office.clock.pass_time(minutes=2)
    door = SignIn(office.store.officers, office.store.audit, CountingHasher(), office.keys)
    proof = office.login().proof(office.clock.now())
    return door.sign_in(proof, book=office.world.book(), now=office.clock.now(), today=office.clock.today())


def resume(office: Office, token: bytes) -> tuple[Session, Actor]:
    clock = office.clock
    sessions = Sessions(office.store.officers, office.keys)
    return sessions.resume(token, book=office.world.book(), now=clock.now(), today=clock.today())


def is_open(office: Office, token: bytes) -> bool:
    try:
        resume(office, token)
    except SessionEndedError:
        return False
    return True


def test_a_session_knows_its_officer(office: Office) -> None:
    session, actor = resume(office, open_session(office).token)
    assert (session.agency, session.officer) == (REGENCY, "penerima-01")
    assert actor == office.actor()


@pytest.mark.parametrize("token", [b"", b"\0" * 32, b"x" * 1000])
def test_a_token_that_nobody_drew_opens_nothing(office: Office, token: bytes) -> None:
    open_session(office)
    assert not is_open(office, token)


def test_every_sign_in_draws_new_tokens(office: Office) -> None:
    first, second = open_session(office), open_session(office)
    assert first.token != second.token
    assert first.csrf != second.csrf
    assert len(first.token) == len(first.csrf) == 32


def test_a_session_ends_after_half_an_hour_without_use(office: Office) -> None:
    token = open_session(office).token
    office.clock.pass_time(minutes=29, seconds=59)
    assert is_open(office, token)
    office.clock.pass_time(minutes=30)
    assert not is_open(office, token)


def test_a_session_ends_after_twelve_hours_of_use(office: Office) -> None:
    token = open_session(office).token
    end = office.clock.now() + timedelta(hours=12)
    while office.clock.now() + timedelta(minutes=20) < end:
        office.clock.pass_time(minutes=20)
        assert is_open(office, token)
    office.clock.pass_time(minutes=20)
    assert not is_open(office, token)


def test_a_session_that_is_over_is_forgotten(office: Office) -> None:
    signed_in = open_session(office)
    office.clock.pass_time(minutes=31)
    assert not is_open(office, signed_in.token)
    office.clock.pass_time(minutes=-31)
    assert not is_open(office, signed_in.token)


def test_a_clock_that_was_set_back_makes_no_session_last(office: Office) -> None:
    token = open_session(office).token
    office.clock.pass_time(hours=-1)
    assert not is_open(office, token)


def test_reading_costs_at_most_one_write_a_minute(office: Office) -> None:
    token = open_session(office).token
    before = resume(office, token)[0].last_seen
    office.clock.pass_time(seconds=59)
    resume(office, token)
    assert resume(office, token)[0].last_seen == before
    office.clock.pass_time(seconds=1)
    resume(office, token)
    assert resume(office, token)[0].last_seen == office.clock.now()


@pytest.mark.promise("P07")
def test_leaving_the_directory_ends_open_sessions_at_once(office: Office) -> None:
    token = open_session(office).token
    assert is_open(office, token)
    office.remove_from_directory(RECEIVER)
    assert not is_open(office, token)


@pytest.mark.promise("P07")
def test_another_reader_key_in_the_directory_ends_open_sessions_at_once(office: Office) -> None:
    token = open_session(office).token
    office.rekey_in_directory(RECEIVER)
    assert not is_open(office, token)


def test_roles_are_those_of_the_directory_and_not_of_the_database(office: Office) -> None:
    _, actor = resume(office, open_session(office).token)
    assert actor.roles == office.world.people[RECEIVER].roles
    office.change_roles_in_directory(RECEIVER, ["auditor"])
    _, actor = resume(office, open_session(office).token)
    assert actor.roles == {"auditor"}


def test_the_token_of_a_session_is_believed_and_no_other(office: Office) -> None:
    sessions = Sessions(office.store.officers, office.keys)
    mine, other = open_session(office), open_session(office)
    session, _ = resume(office, mine.token)
    sessions.check_csrf(session, mine.csrf)
    for foreign in (other.csrf, b"", mine.csrf[:-1], mine.csrf + b"\0", mine.token, random_bytes(32)):
        with pytest.raises(ForbiddenError):
            sessions.check_csrf(session, foreign)


def test_a_sessions_token_can_be_made_again_from_its_cookie(office: Office) -> None:
    signed_in = open_session(office)
    assert Sessions(office.store.officers, office.keys).csrf(signed_in.token) == signed_in.csrf
    stolen = Sessions(office.store.officers, ServiceKeys.derive(random_bytes(32)))
    assert stolen.csrf(signed_in.token) != signed_in.csrf


@pytest.mark.promise("P17")
def test_signing_out_ends_the_session_and_leaves_one_entry(office: Office) -> None:
    token = open_session(office).token
    session, _ = resume(office, token)
    before = len(office.entries())
    Sessions(office.store.officers, office.keys).sign_out(session, office.clock.now())
    assert not is_open(office, token)
    assert [msgspec.json.decode(entry)["action"] for entry in office.entries()[before:]] == ["sign-out"]


def test_the_sweep_takes_sessions_that_are_over_and_leaves_the_others(office: Office) -> None:
    old = open_session(office).token
    office.clock.pass_time(minutes=40)
    new = open_session(office).token
    assert sweep_sessions(office.store.officers, office.clock.now()) == 1
    assert is_open(office, new)
    assert not is_open(office, old)


def test_limits_are_those_that_the_documents_promise() -> None:
    assert timedelta(hours=12) == LIFETIME
    assert timedelta(minutes=30) == IDLE


def test_an_account_of_an_agency_without_a_directory_is_nobody(office: Office) -> None:
    account = office.account(office.login(), agency=AgencyCode("99"))
    assert actor_of(account, office.world.book(), office.clock.today()) is None


def test_a_clock_behind_the_directorys_day_of_issue_shuts_nobody_out(office: Office) -> None:
    account = office.account(office.login())
    assert actor_of(account, office.world.book(), date(2020, 1, 1)) is not None


def test_an_account_of_an_agency_that_is_being_founded_is_nobody_yet(office: Office) -> None:
    account = office.account(office.login())
    office.world.directories[REGENCY].clear()
    assert actor_of(account, office.world.book(), office.clock.today()) is None


def a_renewal(office: Office, secret: OfficerSecret) -> Officer:
    """An account that asked for another key."""
    renewed = RenewedKey(KeyDigest(secret.reader_key.public.digest), b"wrapped")
    return replace(office.account(office.login()), renewed=renewed)


def test_old_and_new_key_of_an_account_are_read_with_as_verified_directories_list_them(office: Office) -> None:
    secret = OfficerSecret.generate()
    account, today = a_renewal(office, secret), office.clock.today()
    before = actor_of(account, office.world.book(), today)
    office.rekey_in_directory(RECEIVER, secret)
    after = actor_of(account, office.world.book(), today)
    assert before is not None
    assert after is not None
    assert before.reader_keys == (account.reader_key,)
    assert after.reader_keys == (secret.reader_key.public.digest, account.reader_key)


@pytest.mark.promise("P18")
def test_a_key_that_the_operator_puts_beside_an_account_reads_nothing(office: Office) -> None:
    account = a_renewal(office, OfficerSecret.generate())
    actor = actor_of(account, office.world.book(), office.clock.today())
    assert actor is not None
    assert actor.reader_keys == (account.reader_key,)


@pytest.mark.promise("P18")
def test_a_colleagues_key_in_the_operators_hand_gives_an_account_nothing_of_the_colleagues(office: Office) -> None:
    colleague = KeyDigest(office.world.people[f"{REGENCY}/penerima-02"].secret.reader_key.public.digest)
    account, today = office.account(office.login()), office.clock.today()
    beside = actor_of(replace(account, renewed=RenewedKey(colleague, b"x")), office.world.book(), today)
    assert beside is not None
    assert colleague not in beside.reader_keys
    assert actor_of(replace(account, reader_key=colleague), office.world.book(), today) is None


@pytest.mark.promise("P07")
def test_an_account_whose_newest_listed_key_is_not_its_own_may_do_nothing_with_an_older_one(office: Office) -> None:
    office.rekey_in_directory(RECEIVER)
    account = office.account(office.login())
    assert actor_of(account, office.world.book(), office.clock.today()) is None
