"""Invitations are used once, requests are kept, keys change all at once or not at all."""

from dataclasses import replace
from functools import partial

import pytest

from tests.store.raw import query, together
from tests.store.samples import (
    DAY,
    NOW,
    OFFICER,
    PROVINCE,
    REGENCY,
    a_case,
    a_grant,
    a_key,
    a_passkey,
    a_record,
    a_request,
    a_session,
    an_answer,
    an_entry,
    an_invitation,
    an_officer,
)
from wbs.cases.log.ports import AuditLog
from wbs.cases.model import Failures, KeyDigest, NewPassphrase, Officer, OfficerState, RenewedKey
from wbs.errors import ConflictError
from wbs.store.store import Store

ENTRY = an_entry()
NEW = NewPassphrase(b"s" * 16, "$argon2id$new", b"rewrapped", None)


def account(store: Store) -> Officer:
    found = store.officers.officer(*OFFICER)
    assert found is not None
    return found


def with_renewal(store: Store) -> tuple[Officer, KeyDigest]:
    """Store an account that asks for another key."""
    store.officers.add_officer(an_officer())
    new = a_key()
    salt = account(store).salt
    assert store.enrolments.ask_renewal(RenewedKey(new, b"wrapped"), salt, a_request("ratna", new), ENTRY)
    return account(store), new


def invited(store: Store, code: bytes = b"code") -> None:
    store.enrolments.add_invitation(code, an_invitation(), ENTRY)


def test_an_invitation_is_found_by_its_code_and_listed_for_its_agency(store: Store) -> None:
    invited(store)
    assert store.enrolments.invitation(b"code") == an_invitation()
    assert store.enrolments.invitation(b"other") is None
    assert store.enrolments.invitations(REGENCY) == [an_invitation()]
    assert store.enrolments.invitations(PROVINCE) == []


def test_a_second_invitation_for_the_same_officer_takes_the_firsts_place(store: Store) -> None:
    invited(store, b"first")
    invited(store, b"second")
    assert store.enrolments.invitation(b"first") is None
    assert store.enrolments.invitation(b"second") == an_invitation()


@pytest.mark.parametrize("who", [("ratna", "other.login"), ("other", "ratna.w")])
def test_whoever_has_an_account_is_not_invited_again(store: Store, audit: AuditLog, who: tuple[str, str]) -> None:
    store.officers.add_officer(an_officer())
    with pytest.raises(ConflictError):
        store.enrolments.add_invitation(b"code", an_invitation(*who), ENTRY)
    assert audit.size_and_root(REGENCY)[0] == 0


def test_a_login_that_somebody_else_is_invited_with_is_taken(store: Store) -> None:
    invited(store)
    with pytest.raises(ConflictError):
        store.enrolments.add_invitation(b"code", an_invitation("budi"), ENTRY)


def test_a_withdrawn_invitation_is_gone(store: Store) -> None:
    invited(store)
    assert store.enrolments.withdraw_invitation(REGENCY, "sari", ENTRY) is True
    assert store.enrolments.withdraw_invitation(REGENCY, "sari", ENTRY) is False
    assert store.enrolments.enrol(b"code", an_officer("sari", "sari.p"), a_request(), ENTRY) is False


@pytest.mark.promise("P17")
def test_an_enrolment_uses_its_invitation_up_and_leaves_account_request_and_entry(
    store: Store, audit: AuditLog
) -> None:
    invited(store)
    officer, request = an_officer("sari", "sari.p"), a_request()
    before = audit.size_and_root(REGENCY)[0]
    assert store.enrolments.enrol(b"code", officer, request, ENTRY) is True
    assert store.officers.officer(REGENCY, "sari") == officer
    assert store.enrolments.requests(REGENCY) == [request]
    assert store.enrolments.invitation(b"code") is None
    assert audit.size_and_root(REGENCY)[0] == before + 1


@pytest.mark.promise("P18")
def test_of_many_who_use_one_invitation_at_once_one_gets_the_account(store: Store, audit: AuditLog) -> None:
    invited(store)
    officers = [replace(an_officer("sari", "sari.p"), reader_key=a_key()) for _ in range(8)]
    enrol = partial(store.enrolments.enrol, b"code")
    outcomes = together(*(partial(enrol, one, a_request("sari", one.reader_key), ENTRY) for one in officers))
    assert sorted(map(bool, outcomes)) == [False] * 7 + [True]
    winner = officers[outcomes.index(True)]
    assert store.officers.officer(REGENCY, "sari") == winner
    assert [request.reader_key for request in store.enrolments.requests(REGENCY)] == [winner.reader_key]
    assert audit.size_and_root(REGENCY)[0] == 2


def test_an_enrolment_whose_login_was_taken_meanwhile_leaves_the_invitation(store: Store) -> None:
    invited(store)
    store.officers.add_officer(an_officer("other", "sari.p"))
    with pytest.raises(ConflictError):
        store.enrolments.enrol(b"code", an_officer("sari", "sari.p"), a_request(), ENTRY)
    assert store.enrolments.invitation(b"code") is not None
    assert store.enrolments.requests(REGENCY) == []


def test_a_changed_passphrase_changes_salt_hash_and_key_and_ends_the_other_sessions(store: Store, url: str) -> None:
    before = an_officer()
    store.officers.add_officer(before)
    mine, other = a_session(), a_session()
    for session in (mine, other):
        store.officers.open_session(session, ENTRY)
    assert store.enrolments.change_passphrase(before, NEW, spared=mine.token_hash, audit=ENTRY) is True
    after = account(store)
    assert (after.salt, after.auth_hash, after.wrapped_key) == (NEW.salt, NEW.auth_hash, NEW.wrapped_key)
    assert after.reader_key == before.reader_key
    assert store.officers.session(mine.token_hash) is not None
    assert store.officers.session(other.token_hash) is None
    (kept,) = query(url, "SELECT salt, wrapped FROM officer_keys WHERE kind = 'earlier'")
    assert tuple(map(bytes, kept)) == (before.salt, before.wrapped_key)


def test_a_changed_passphrase_takes_the_key_that_is_to_follow_along(store: Store) -> None:
    before, new = with_renewal(store)
    assert store.enrolments.change_passphrase(before, NEW, spared=b"", audit=ENTRY) is False, "one key was left behind"
    whole = replace(NEW, renewed=b"rewrapped, too")
    assert store.enrolments.change_passphrase(before, whole, spared=b"", audit=ENTRY) is True
    assert account(store).renewed == RenewedKey(new, b"rewrapped, too")


def test_a_passphrase_that_another_window_changed_first_is_left_alone(store: Store, audit: AuditLog) -> None:
    before = an_officer()
    store.officers.add_officer(before)
    change = partial(store.enrolments.change_passphrase, before, spared=b"", audit=ENTRY)
    new = [NewPassphrase(bytes([n]) * 16, f"hash {n}", bytes([n]) * 300, None) for n in range(6)]
    outcomes = together(*(partial(change, one) for one in new))
    assert sorted(map(bool, outcomes)) == [False] * 5 + [True]
    won = new[outcomes.index(True)]
    after = account(store)
    assert (after.salt, after.auth_hash, after.wrapped_key) == (won.salt, won.auth_hash, won.wrapped_key)
    assert audit.size_and_root(REGENCY)[0] == 1


def test_one_key_follows_at_a_time(store: Store) -> None:
    before, new = with_renewal(store)
    assert before.renewed == RenewedKey(new, b"wrapped")
    assert before.keys == {before.reader_key, new}
    other = a_key()
    request = a_request("ratna", other)
    assert store.enrolments.ask_renewal(RenewedKey(other, b"x"), before.salt, request, ENTRY) is False
    assert account(store) == before


def test_a_key_that_was_wrapped_under_a_passphrase_changed_meanwhile_does_not_follow(store: Store) -> None:
    store.officers.add_officer(an_officer())
    before = account(store)
    assert store.enrolments.change_passphrase(before, NEW, spared=b"", audit=ENTRY)
    changed, new = account(store), a_key()
    request = a_request("ratna", new)
    assert store.enrolments.ask_renewal(RenewedKey(new, b"wrapped"), before.salt, request, ENTRY) is False
    assert account(store) == changed
    assert store.enrolments.ask_renewal(RenewedKey(new, b"wrapped"), changed.salt, request, ENTRY)


def test_a_renewal_that_is_withdrawn_leaves_neither_key_nor_request(store: Store) -> None:
    before, new = with_renewal(store)
    assert store.enrolments.withdraw_renewal(*OFFICER, a_key(), ENTRY) is False
    assert store.enrolments.withdraw_renewal(*OFFICER, new, ENTRY) is True
    assert account(store) == replace(before, renewed=None)
    assert store.enrolments.requests(REGENCY) == []


def test_the_key_that_is_to_follow_is_wrapped_anew_by_its_name(store: Store) -> None:
    before, new = with_renewal(store)
    assert store.officers.replace_wrapped_key(*OFFICER, before=b"wrapped", after=b"again", audit=ENTRY) is True
    assert account(store) == replace(before, renewed=RenewedKey(new, b"again"))


@pytest.mark.promise("P19")
def test_an_old_key_is_not_retired_while_a_case_is_read_with_it_alone(store: Store) -> None:
    before, new = with_renewal(store)
    moved, left = a_case(before.reader_key), a_case(before.reader_key)
    for case in (moved, left):
        store.cases.create_case(case)
    store.cases.add_reader(moved.name, a_record(1, 1), a_grant(new))
    with pytest.raises(ConflictError):
        store.enrolments.retire_key(*OFFICER, before.reader_key, ENTRY)
    assert account(store) == before
    store.cases.add_reader(left.name, a_record(1, 1), a_grant(new))
    assert store.enrolments.retire_key(*OFFICER, before.reader_key, ENTRY) is True
    assert account(store) == replace(before, reader_key=new, wrapped_key=b"wrapped", renewed=None)


def test_a_key_that_nothing_follows_is_not_retired(store: Store) -> None:
    store.officers.add_officer(an_officer())
    before = account(store)
    assert store.enrolments.retire_key(*OFFICER, before.reader_key, ENTRY) is False
    assert account(store) == before


def test_another_key_than_the_accounts_own_is_not_retired(store: Store) -> None:
    before, _ = with_renewal(store)
    assert store.enrolments.retire_key(*OFFICER, a_key(), ENTRY) is False
    assert account(store) == before


def test_a_retired_key_leaves_nothing_wrapped_behind(store: Store, url: str) -> None:
    before, _ = with_renewal(store)
    store.officers.replace_wrapped_key(*OFFICER, before=before.wrapped_key, after=b"again", audit=ENTRY)
    store.enrolments.retire_key(*OFFICER, before.reader_key, ENTRY)
    [(kind, reader_key, salt, wrapped)] = query(url, "SELECT kind, reader_key, salt, wrapped FROM officer_keys")
    assert (kind, reader_key) == (f"retired {before.reader_key}", before.reader_key)
    assert (bytes(salt), bytes(wrapped)) == (b"", b"")


def test_times_of_invitations_come_back_in_utc(store: Store) -> None:
    invited(store)
    found = store.enrolments.invitation(b"code")
    assert found is not None
    assert found.until == an_invitation().until
    assert found.until.utcoffset() == NOW.utcoffset()


def test_a_retired_key_is_forgotten_under_passkeys_too_which_stay_as_second_factors(store: Store) -> None:
    before, _ = with_renewal(store)
    passkey = replace(a_passkey(), wrapped=b"wrapped under a passkey", reader_key=before.reader_key)
    store.officers.add_passkey(passkey, an_answer(), ENTRY)
    store.enrolments.retire_key(*OFFICER, before.reader_key, ENTRY)
    (left,) = store.officers.passkeys(*OFFICER)
    assert (left.credential, left.wrapped, left.reader_key) == (passkey.credential, None, None)


def test_invitations_that_are_over_are_swept_and_no_others(store: Store) -> None:
    invited(store, b"over")
    store.enrolments.add_invitation(b"open", replace(an_invitation("budi", "budi.s"), until=NOW + 2 * DAY), ENTRY)
    assert store.enrolments.sweep_invitations(NOW + DAY) == 1
    assert [one.officer for one in store.enrolments.invitations(REGENCY)] == ["budi"]


def blocked(store: Store) -> Officer:
    """Store an account with everything that an account may own, and block it."""
    before, _ = with_renewal(store)
    store.officers.open_session(a_session(), ENTRY)
    store.officers.add_passkey(a_passkey(), an_answer(), ENTRY)
    store.officers.replace_recovery_codes(*OFFICER, [b"hash"], ENTRY)
    store.officers.replace_failures(*OFFICER, before=Failures(0, None), after=Failures(1, NOW))
    store.officers.replace_state(*OFFICER, OfficerState.BLOCKED, ENTRY)
    return before


@pytest.mark.promise("P18")
def test_a_blocked_account_is_enrolled_anew_and_nothing_of_the_old_one_but_its_wrapped_keys_is_left(
    store: Store, url: str
) -> None:
    before = blocked(store)
    store.enrolments.add_invitation(b"code", an_invitation("ratna", before.login), ENTRY)
    after = an_officer()
    assert store.enrolments.enrol(b"code", after, a_request("ratna", after.reader_key), ENTRY) is True
    assert account(store) == after
    for table in ("sessions", "passkeys", "recovery_codes", "failures"):
        assert query(url, f"SELECT * FROM {table}") == []  # noqa: S608 - a table's name
    assert before.renewed is not None
    kept = {bytes(row[2]): row for row in query(url, "SELECT kind, reader_key, wrapped, salt FROM officer_keys")}
    for key, wrapped in ((before.reader_key, before.wrapped_key), (before.renewed.reader_key, before.renewed.wrapped)):
        kind, reader_key, _, salt = kept.pop(wrapped)
        assert (kind, reader_key, bytes(salt)) == (f"lost {key}", key, before.salt)
    assert kept == {}


@pytest.mark.promise("P19")
def test_no_key_is_lost_however_often_an_account_is_blocked_and_enrolled_anew(store: Store, url: str) -> None:
    """An administrator could otherwise wipe a colleague's only copy out by doing it twice."""
    before, new = with_renewal(store)
    keys = {before.reader_key: before.wrapped_key, new: b"wrapped"}
    for code in (b"first", b"second", b"third"):
        store.officers.replace_state(*OFFICER, OfficerState.BLOCKED, ENTRY)
        store.enrolments.add_invitation(code, an_invitation("ratna", before.login), ENTRY)
        impostor = an_officer()
        assert store.enrolments.enrol(code, impostor, a_request("ratna", impostor.reader_key), ENTRY) is True
        assert account(store) == impostor
    kept = {row[0]: bytes(row[1]) for row in query(url, "SELECT reader_key, wrapped FROM officer_keys")}
    assert kept.items() >= keys.items()


@pytest.mark.promise("P19")
def test_a_changed_passphrase_leaves_the_key_of_an_account_that_gave_way(store: Store, url: str) -> None:
    lost = blocked(store)
    store.enrolments.add_invitation(b"code", an_invitation("ratna", lost.login), ENTRY)
    after = an_officer()
    assert store.enrolments.enrol(b"code", after, a_request("ratna", after.reader_key), ENTRY) is True
    assert store.enrolments.change_passphrase(account(store), NEW, spared=b"", audit=ENTRY) is True
    kept = {row[0] for row in query(url, "SELECT reader_key FROM officer_keys")}
    assert kept == {*lost.keys, after.reader_key}


def test_a_blocked_accounts_login_is_not_given_to_somebody_else(store: Store) -> None:
    before = blocked(store)
    with pytest.raises(ConflictError):
        store.enrolments.add_invitation(b"code", an_invitation("sari", before.login), ENTRY)


def test_an_account_that_was_unblocked_after_the_invitation_stays(store: Store) -> None:
    before = blocked(store)
    store.enrolments.add_invitation(b"code", an_invitation("ratna", before.login), ENTRY)
    store.officers.replace_state(*OFFICER, OfficerState.ACTIVE, ENTRY)
    with pytest.raises(ConflictError):
        store.enrolments.enrol(b"code", an_officer(), a_request("ratna"), ENTRY)
    assert account(store) == before
