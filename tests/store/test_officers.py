"""Accounts, their sessions and their wrong second factors."""

from dataclasses import replace
from datetime import timedelta, timezone
from functools import partial

import pytest

from tests.store.raw import query, together
from tests.store.samples import NOW, OFFICER, PROVINCE, REGENCY, a_session, an_entry, an_officer
from wbs.cases.log.ports import AuditLog
from wbs.cases.model import AgencyCode, AuditAction, Failures, OfficerState
from wbs.cases.officers.ports import OfficerStore
from wbs.errors import ConflictError, NotFoundError

SIGN_IN = an_entry(action=AuditAction.SIGN_IN)
KEY_WRAPPED = an_entry(action=AuditAction.KEY_WRAPPED)
SIGN_OUT = an_entry(action=AuditAction.SIGN_OUT)
NOBODY = (REGENCY, "nobody")
LATER = NOW + timedelta(minutes=1)


def test_an_account_is_found_by_login_and_by_id(officers: OfficerStore) -> None:
    officer = an_officer()
    officers.add_officer(officer)
    assert officers.officer_by_login(officer.login) == officer
    assert officers.officer(officer.agency, officer.id) == officer


def test_a_blocked_account_without_roles_is_read_back_as_that(officers: OfficerStore) -> None:
    officer = replace(an_officer(), state=OfficerState.BLOCKED, roles=frozenset())
    officers.add_officer(officer)
    assert officers.officer(officer.agency, officer.id) == officer


@pytest.mark.parametrize("login", ["", "Ratna.W", "ratna.w ", "ratna.w\0", "\ud800", "%", "' OR 1=1 --"])
def test_another_login_finds_nobody(officers: OfficerStore, login: str) -> None:
    officers.add_officer(an_officer())
    assert officers.officer_by_login(login) is None
    assert officers.officer(REGENCY, login) is None


def test_an_id_belongs_to_its_agency(officers: OfficerStore) -> None:
    officers.add_officer(an_officer())
    assert officers.officer(PROVINCE, "ratna") is None
    officers.add_officer(an_officer(login="ratna.p", agency=PROVINCE))


@pytest.mark.parametrize("change", [{"id": "budi"}, {"login": "budi.s"}])
def test_a_taken_login_or_id_is_a_conflict(officers: OfficerStore, change: dict[str, str]) -> None:
    officers.add_officer(an_officer())
    with pytest.raises(ConflictError):
        officers.add_officer(replace(an_officer(), **change))  # type: ignore[arg-type]


def test_a_login_is_unique_in_the_installation(officers: OfficerStore) -> None:
    officers.add_officer(an_officer())
    with pytest.raises(ConflictError):
        officers.add_officer(an_officer(agency=PROVINCE))


def test_a_new_hash_replaces_the_old_one_of_that_account_alone(officers: OfficerStore) -> None:
    one, two = an_officer(), an_officer("budi", "budi.s")
    officers.add_officer(one)
    officers.add_officer(two)
    officers.replace_auth_hash(*OFFICER, "$argon2id$new")
    assert officers.officer(*OFFICER) == replace(one, auth_hash="$argon2id$new")
    assert officers.officer(REGENCY, "budi") == two


@pytest.mark.promise("P17")
def test_a_newly_wrapped_key_replaces_the_one_it_names_of_that_account_alone_with_its_entry(
    officers: OfficerStore, audit: AuditLog
) -> None:
    one, two = an_officer(), an_officer("budi", "budi.s")
    officers.add_officer(one)
    officers.add_officer(replace(two, wrapped_key=one.wrapped_key))
    assert officers.replace_wrapped_key(*OFFICER, before=one.wrapped_key, after=b"new", audit=KEY_WRAPPED) is True
    assert officers.officer(*OFFICER) == replace(one, wrapped_key=b"new")
    assert officers.officer(REGENCY, "budi") == replace(two, wrapped_key=one.wrapped_key)
    assert audit.size_and_root(REGENCY)[0] == 1


@pytest.mark.parametrize("who", [OFFICER, NOBODY])
def test_a_wrapped_key_that_is_not_stored_any_more_is_replaced_by_nothing(
    officers: OfficerStore, audit: AuditLog, who: tuple[AgencyCode, str]
) -> None:
    officer = an_officer()
    officers.add_officer(officer)
    assert officers.replace_wrapped_key(*who, before=b"older", after=b"new", audit=KEY_WRAPPED) is False
    assert officers.officer(*OFFICER) == officer
    assert audit.size_and_root(REGENCY)[0] == 0


def test_of_many_who_replace_one_wrapped_key_one_does(officers: OfficerStore, audit: AuditLog) -> None:
    officer = an_officer()
    officers.add_officer(officer)
    new = [bytes([n]) * 308 for n in range(8)]
    write = partial(officers.replace_wrapped_key, *OFFICER, before=officer.wrapped_key, audit=KEY_WRAPPED)
    outcomes = together(*(partial(write, after=key) for key in new))
    assert sorted(map(bool, outcomes)) == [False] * 7 + [True]
    assert officers.officer(*OFFICER) == replace(officer, wrapped_key=new[outcomes.index(True)])
    assert audit.size_and_root(REGENCY)[0] == 1


def test_a_time_step_is_taken_once_and_no_earlier_one_after_it(officers: OfficerStore) -> None:
    officers.add_officer(an_officer())
    taken = [officers.use_totp_step(*OFFICER, step) for step in (100, 100, 99, 101)]
    assert taken == [True, False, False, True]


def test_of_many_who_use_one_time_step_one_gets_in(officers: OfficerStore) -> None:
    officers.add_officer(an_officer())
    outcomes = together(*(partial(officers.use_totp_step, *OFFICER, 100) for _ in range(8)))
    assert sorted(map(bool, outcomes)) == [False] * 7 + [True]


def test_nobody_has_no_time_steps(officers: OfficerStore) -> None:
    assert officers.use_totp_step(*NOBODY, 100) is False


def test_failures_are_counted_and_cleared(officers: OfficerStore) -> None:
    officers.add_officer(an_officer())
    assert officers.failures(*OFFICER) == Failures(0, None)
    assert officers.replace_failures(*OFFICER, before=Failures(0, None), after=Failures(1, None))
    assert officers.replace_failures(*OFFICER, before=Failures(1, None), after=Failures(2, NOW))
    assert officers.replace_failures(*OFFICER, before=Failures(2, NOW), after=Failures(3, LATER))
    assert officers.failures(*OFFICER) == Failures(3, LATER)
    officers.clear_failures(*OFFICER)
    assert officers.failures(*OFFICER) == Failures(0, None)


@pytest.mark.parametrize("read", [Failures(0, None), Failures(1, NOW), Failures(2, None), Failures(2, LATER)])
def test_failures_are_replaced_only_by_whoever_read_the_newest(officers: OfficerStore, read: Failures) -> None:
    officers.add_officer(an_officer())
    officers.replace_failures(*OFFICER, before=Failures(0, None), after=Failures(2, NOW))
    assert not officers.replace_failures(*OFFICER, before=read, after=Failures(3, None))
    assert officers.failures(*OFFICER) == Failures(2, NOW)


@pytest.mark.parametrize("before", [Failures(0, None), Failures(4, None)])
def test_of_many_who_count_from_the_same_failures_one_is_counted(officers: OfficerStore, before: Failures) -> None:
    officers.add_officer(an_officer())
    if before.count:
        officers.replace_failures(*OFFICER, before=Failures(0, None), after=before)
    count = partial(officers.replace_failures, *OFFICER, before=before, after=Failures(before.count + 1, NOW))
    outcomes = together(*(count for _ in range(8)))
    assert sorted(map(bool, outcomes)) == [False] * 7 + [True]


def test_failures_of_nobody_are_not_kept(officers: OfficerStore) -> None:
    with pytest.raises(NotFoundError):
        officers.replace_failures(*NOBODY, before=Failures(0, None), after=Failures(1, None))
    assert officers.failures(*NOBODY) == Failures(0, None)


def test_a_session_is_found_by_its_token_alone(officers: OfficerStore) -> None:
    session = a_session()
    officers.open_session(session, SIGN_IN)
    assert officers.session(session.token_hash) == session
    assert officers.session(bytes(32)) is None


def test_times_come_back_in_utc_whatever_zone_they_came_in(officers: OfficerStore, url: str) -> None:
    wib = timezone(timedelta(hours=7))
    session = a_session(created=NOW.astimezone(wib), last_seen=NOW.astimezone(wib))
    officers.open_session(session, SIGN_IN)
    found = officers.session(session.token_hash)
    assert found is not None
    assert found.created == NOW
    assert found.created.utcoffset() == timedelta(0)
    assert "09:30" in str(query(url, "SELECT CAST(created AS text) FROM sessions")[0][0])


@pytest.mark.promise("P17")
def test_a_session_and_its_audit_entry_are_stored_together(officers: OfficerStore, audit: AuditLog) -> None:
    session = a_session()
    officers.open_session(session, SIGN_IN)
    assert audit.size_and_root(REGENCY)[0] == 1
    with pytest.raises(ConflictError):
        officers.open_session(session, SIGN_IN)
    assert audit.size_and_root(REGENCY)[0] == 1


def test_use_of_a_session_is_noted(officers: OfficerStore) -> None:
    session, other = a_session(), a_session()
    officers.open_session(session, SIGN_IN)
    officers.open_session(other, SIGN_IN)
    later = NOW + timedelta(minutes=5)
    officers.touch_session(session.token_hash, later)
    officers.touch_session(bytes(32), later)
    assert officers.session(session.token_hash) == replace(session, last_seen=later)
    assert officers.session(other.token_hash) == other


@pytest.mark.promise("P17")
def test_a_closed_session_is_gone_and_closed_once_in_the_audit_log(officers: OfficerStore, audit: AuditLog) -> None:
    session = a_session()
    officers.open_session(session, SIGN_IN)
    officers.close_session(session.token_hash, SIGN_OUT)
    officers.close_session(session.token_hash, SIGN_OUT)
    assert officers.session(session.token_hash) is None
    assert audit.size_and_root(REGENCY)[0] == 2


def test_a_session_may_be_closed_without_an_entry(officers: OfficerStore) -> None:
    session = a_session()
    officers.open_session(session, SIGN_IN)
    officers.close_session(session.token_hash)
    assert officers.session(session.token_hash) is None


def test_old_and_idle_sessions_are_closed_and_counted(officers: OfficerStore) -> None:
    hour = timedelta(hours=1)
    old = a_session(created=NOW - 12 * hour, last_seen=NOW)
    idle = a_session(created=NOW - hour, last_seen=NOW - hour)
    live = a_session(created=NOW - hour, last_seen=NOW)
    for session in (old, idle, live):
        officers.open_session(session, SIGN_IN)
    assert officers.close_sessions_before(NOW - 11 * hour, NOW - hour / 2) == 2
    assert [officers.session(session.token_hash) for session in (old, idle, live)] == [None, None, live]


@pytest.mark.promise("P10")
def test_a_stored_session_cannot_be_turned_into_a_cookie(officers: OfficerStore, url: str) -> None:
    officers.open_session(a_session(), SIGN_IN)
    (row,) = query(url, "SELECT * FROM sessions")
    assert len(row) == 7  # two hashes, who, two times, which factor: no token, address or user agent
