"""Passkeys, answered challenges, recovery codes and lists of sessions: what is taken once is taken by one."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from tests.store.raw import execute, query, together
from tests.store.samples import (
    NOW,
    OFFICER,
    PROVINCE,
    REGENCY,
    a_passkey,
    a_session,
    an_answer,
    an_entry,
    an_officer,
)
from wbs.cases.log.ports import AuditLog
from wbs.cases.model import AuditAction, Factor, Passkey, RecoveryCodes
from wbs.cases.officers.ports import OfficerStore
from wbs.crypto.primitives import random_bytes
from wbs.errors import ConflictError

ADDED = an_entry(action=AuditAction.PASSKEY_ADDED)
REMOVED = an_entry(action=AuditAction.PASSKEY_REMOVED)
WRAPPED = an_entry(action=AuditAction.KEY_WRAPPED)
MADE = an_entry(action=AuditAction.RECOVERY_CODES_MADE)
USED = an_entry(action=AuditAction.RECOVERY_CODE_USED)
CHANGED = an_entry(action=AuditAction.TOTP_CHANGED)
ENDED = an_entry(action=AuditAction.SESSION_ENDED)
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def passkey(officers: OfficerStore) -> Passkey:
    """A stored passkey of a stored officer, who has a colleague."""
    officers.add_officer(an_officer())
    officers.add_officer(an_officer("budi", "budi.s"))
    made = a_passkey()
    assert officers.add_passkey(made, an_answer(), ADDED)
    return made


def test_a_passkey_is_read_back_as_it_was(officers: OfficerStore, passkey: Passkey) -> None:
    assert officers.passkey(passkey.credential) == passkey
    assert officers.passkeys(*OFFICER) == [passkey]
    bare = replace(a_passkey(), wrapped=None, reader_key=None, added=LATER)
    officers.add_passkey(bare, an_answer(), ADDED)
    assert officers.passkeys(*OFFICER) == [passkey, bare]
    assert officers.passkeys(REGENCY, "budi") == []
    assert officers.passkeys(PROVINCE, "ratna") == []


@pytest.mark.parametrize("credential", ["", "nothing", "\0", "\ud800", "%"])
@pytest.mark.usefixtures("passkey")
def test_a_credential_that_nobody_has_finds_nobody(officers: OfficerStore, credential: str) -> None:
    assert officers.passkey(credential) is None


def test_a_credential_belongs_to_one_account(officers: OfficerStore, passkey: Passkey, audit: AuditLog) -> None:
    before = audit.size_and_root(REGENCY)
    for officer in ("budi", "ratna"):
        with pytest.raises(ConflictError):
            officers.add_passkey(a_passkey(officer, passkey.credential), an_answer(), ADDED)
    assert audit.size_and_root(REGENCY) == before


@pytest.mark.usefixtures("passkey")
def test_a_challenge_adds_one_passkey(officers: OfficerStore) -> None:
    answer = an_answer()
    results = together(*[partial(officers.add_passkey, a_passkey(), answer, ADDED) for _ in range(4)])
    assert sorted(map(str, results)) == ["False", "False", "False", "True"]
    assert len(officers.passkeys(*OFFICER)) == 2


def test_of_answers_at_once_one_is_taken(officers: OfficerStore, passkey: Passkey) -> None:
    answer = an_answer()
    use = partial(officers.use_passkey, passkey.credential, answer, sign_count=7, now=LATER)
    assert sorted(map(str, together(*[use] * 4))) == ["False", "False", "False", "True"]
    found = officers.passkey(passkey.credential)
    assert found is not None
    assert (found.sign_count, found.last_used) == (7, LATER)


@pytest.mark.parametrize(
    ("stored", "shown", "is_taken"),
    [(0, 0, True), (0, 1, True), (5, 6, True), (5, 5, False), (5, 4, False), (5, 0, False)],
)
def test_a_count_goes_on_or_stays_nothing(
    officers: OfficerStore,
    passkey: Passkey,
    stored: int,
    shown: int,
    is_taken: bool,  # noqa: FBT001
) -> None:
    other = replace(a_passkey(), sign_count=stored)
    officers.add_passkey(other, an_answer(), ADDED)
    assert officers.use_passkey(other.credential, an_answer(), sign_count=shown, now=LATER) is is_taken
    found = officers.passkey(passkey.credential)
    assert found == passkey


def test_an_answer_of_a_passkey_that_went_meanwhile_is_not_taken(officers: OfficerStore) -> None:
    assert not officers.use_passkey("nothing", an_answer(), sign_count=1, now=NOW)


def test_a_wrapped_key_gives_way_to_who_knows_it(officers: OfficerStore, passkey: Passkey, audit: AuditLog) -> None:
    after = random_bytes(310)
    swap = partial(officers.replace_passkey_wrap, after=after, audit=WRAPPED)
    assert passkey.wrapped is not None
    assert not swap(REGENCY, "budi", passkey.credential, before=passkey.wrapped)
    assert not swap(*OFFICER, passkey.credential, before=after)
    before = audit.size_and_root(REGENCY)[0]
    assert swap(*OFFICER, passkey.credential, before=passkey.wrapped)
    assert audit.size_and_root(REGENCY)[0] == before + 1
    assert officers.passkey(passkey.credential) == replace(passkey, wrapped=after)


def test_a_removed_passkey_leaves_nothing(officers: OfficerStore, passkey: Passkey, url: str) -> None:
    kept, stolen = a_session(), replace(a_session(), factor=Factor.PASSKEY)
    mine, colleague = replace(a_session(), factor=Factor.PASSKEY), replace(a_session("budi"), factor=Factor.PASSKEY)
    for session in (kept, stolen, mine, colleague):
        officers.open_session(session, an_entry())
    remove = partial(officers.remove_passkey, spared=mine.token_hash, audit=REMOVED)
    assert not remove(REGENCY, "budi", passkey.credential)
    assert remove(*OFFICER, passkey.credential)
    assert not remove(*OFFICER, passkey.credential)
    assert query(url, "SELECT * FROM passkeys") == []
    left = {session.token_hash for session in (kept, stolen, mine, colleague) if officers.session(session.token_hash)}
    assert left == {kept.token_hash, mine.token_hash, colleague.token_hash}


@pytest.mark.usefixtures("passkey")
def test_answered_challenges_are_forgotten_by_their_end(officers: OfficerStore) -> None:
    assert officers.forget_answered_challenges(NOW + timedelta(minutes=5)) == 0
    assert officers.forget_answered_challenges(NOW + timedelta(minutes=5, seconds=1)) == 1


# Recovery codes


def test_a_code_is_taken_once_whoever_comes_at_once(officers: OfficerStore, audit: AuditLog) -> None:
    officers.add_officer(an_officer())
    officers.replace_recovery_codes(*OFFICER, [b"one", b"two"], MADE)
    use = partial(officers.use_recovery_code, *OFFICER, b"one", NOW, USED)
    assert sorted(map(str, together(*[use] * 4))) == ["False", "False", "False", "True"]
    assert audit.size_and_root(REGENCY)[0] == 2
    assert officers.recovery_codes(*OFFICER) == RecoveryCodes(left=1, used=(NOW,), untold=1)


def test_a_code_is_its_own_accounts_only(officers: OfficerStore) -> None:
    officers.add_officer(an_officer())
    officers.add_officer(an_officer("budi", "budi.s"))
    officers.replace_recovery_codes(*OFFICER, [b"one"], MADE)
    assert not officers.use_recovery_code(REGENCY, "budi", b"one", NOW, USED)
    assert not officers.use_recovery_code(*OFFICER, b"other", NOW, USED)
    assert officers.recovery_codes(REGENCY, "budi") == RecoveryCodes(left=0)


def test_a_new_set_takes_the_place_of_the_old_one(officers: OfficerStore) -> None:
    officers.add_officer(an_officer())
    officers.replace_recovery_codes(*OFFICER, [b"one", b"two"], MADE)
    officers.use_recovery_code(*OFFICER, b"one", NOW, USED)
    officers.replace_recovery_codes(*OFFICER, [b"three"], MADE)
    assert officers.recovery_codes(*OFFICER) == RecoveryCodes(left=1)
    assert not officers.use_recovery_code(*OFFICER, b"two", NOW, USED)


def test_what_was_told_is_not_told_again(officers: OfficerStore) -> None:
    officers.add_officer(an_officer())
    officers.replace_recovery_codes(*OFFICER, [b"one", b"two"], MADE)
    officers.use_recovery_code(*OFFICER, b"one", NOW, USED)
    officers.tell_recovery_codes(*OFFICER)
    officers.use_recovery_code(*OFFICER, b"two", LATER, USED)
    assert officers.recovery_codes(*OFFICER) == RecoveryCodes(left=0, used=(NOW, LATER), untold=1)


# The authenticator


def test_of_two_new_authenticators_at_once_one_is_taken(officers: OfficerStore, audit: AuditLog) -> None:
    officer = an_officer()
    officers.add_officer(officer)
    swap = partial(officers.replace_totp, *OFFICER, before=officer.totp_box, step=9, audit=CHANGED)
    results = together(partial(swap, after=b"one"), partial(swap, after=b"two"))
    assert sorted(map(str, results)) == ["False", "True"]
    found = officers.officer(*OFFICER)
    assert found is not None
    assert found.totp_box == [b"one", b"two"][results.index(True)]
    assert found.totp_step == 9
    assert audit.size_and_root(REGENCY)[0] == 1
    assert not officers.use_totp_step(*OFFICER, 9)


# Sessions


def test_an_officers_sessions_are_listed_in_order_and_nobody_elses(officers: OfficerStore) -> None:
    late, early = a_session(created=LATER, last_seen=LATER), replace(a_session(), factor=Factor.RECOVERY_CODE)
    for session in (late, early, a_session("budi")):
        officers.open_session(session, an_entry())
    assert officers.sessions(*OFFICER) == [early, late]
    assert officers.sessions(PROVINCE, "ratna") == []


def test_all_others_are_ended_with_one_entry_if_there_were_any(officers: OfficerStore, audit: AuditLog) -> None:
    mine, colleague = a_session(), a_session("budi")
    for session in (mine, a_session(), a_session(), colleague):
        officers.open_session(session, an_entry())
    before = audit.size_and_root(REGENCY)[0]
    assert officers.close_other_sessions(*OFFICER, mine.token_hash, ENDED) == 2
    assert officers.close_other_sessions(*OFFICER, mine.token_hash, ENDED) == 0
    assert audit.size_and_root(REGENCY)[0] == before + 1
    assert officers.sessions(*OFFICER) == [mine]
    assert officers.sessions(REGENCY, "budi") == [colleague]


def test_a_session_of_the_program_before_says_nothing_of_its_factor(officers: OfficerStore, url: str) -> None:

    session = replace(a_session(), factor=Factor.PASSKEY)
    officers.open_session(session, an_entry())
    execute(url, "UPDATE sessions SET factor = NULL")
    assert officers.session(session.token_hash) == replace(session, factor=Factor.CODE)
