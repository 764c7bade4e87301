"""Recovery codes, passkeys beside a passphrase, another authenticator: each factor once, none of them alone."""

import re
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.authenticator import HOST, ORIGIN, Authenticator
from tests.cast import REGENCY
from tests.office import CountingHasher, Login, Office
from tests.store.raw import execute
from wbs.cases.model import AgencyCode, Factor, KeyDigest, Passkey, Session
from wbs.cases.officers.own_factors import RECOVERY_CODES, OwnFactors, StepUp, new_recovery_code
from wbs.cases.officers.passkeys import MAX_PASSKEYS, OwnPasskeys, PasskeyAnswers, WrappedReaderKey, sweep_challenges
from wbs.cases.officers.second_factors import FREE_FAILURES, Shown
from wbs.cases.officers.sign_in import Proof, SignedIn, SignIn
from wbs.cases.officers.totp import step_of, totp_code
from wbs.crypto.boxes import TOTP_SECRET_BYTES, ServiceKeys, recovery_hash, token_hash
from wbs.crypto.encoding import b64url
from wbs.crypto.passkeys import Site
from wbs.crypto.primitives import random_bytes, sha256
from wbs.crypto.signin import WRAPPED_SIZES
from wbs.errors import ConflictError, ForbiddenError, FormatError, NotFoundError, SignatureError, SignInError

pytestmark = pytest.mark.promise("P23")

COLLEAGUE = f"{REGENCY}/penerima-02"
WRAPPED = random_bytes(min(WRAPPED_SIZES))


class Door:
    """Sign-in and the account behind it, as an application asks for them."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.hasher = CountingHasher()
        store, site = office.store.officers, Site(HOST, ORIGIN)
        self.answers = PasskeyAnswers(store, office.keys, site)
        self.sign_in = SignIn(store, office.store.audit, self.hasher, office.keys, self.answers)
        self.own = OwnFactors(store, self.sign_in, office.keys)
        self.passkeys = OwnPasskeys(store, office.keys, site)

    def knock(self, login: Login, shown: Shown | None = None, auth: bytes | None = None) -> SignedIn:
        """Sign in; with a fresh code, if nothing else is shown."""
        if shown is None:
            self.office.clock.pass_time(minutes=1)
        clock = self.office.clock
        proof = Proof(login.login, auth or login.auth, shown or login.code(clock.now()))
        return self.sign_in.sign_in(proof, book=self.office.world.book(), now=clock.now(), today=clock.today())

    def refused(self, login: Login, shown: Shown, auth: bytes | None = None) -> None:
        with pytest.raises(SignInError):
            self.knock(login, shown, auth)

    def touch(self, authenticator: Authenticator, challenge: bytes | None = None) -> SignedIn:
        """Sign in with a passkey alone."""
        clock = self.office.clock
        answer = authenticator.answer(challenge or self.challenge())
        return self.sign_in.sign_in_by_passkey(
            answer, book=self.office.world.book(), now=clock.now(), today=clock.today()
        )

    def untouched(self, authenticator: Authenticator, challenge: bytes | None = None) -> None:
        with pytest.raises(SignInError):
            self.touch(authenticator, challenge)

    def challenge(self) -> bytes:
        return self.answers.challenge(self.office.clock.now())

    def session(self, signed_in: SignedIn) -> Session:
        found = self.office.store.officers.session(token_hash(signed_in.token))
        assert found is not None
        return found

    def codes(self, login: Login) -> list[str]:
        """Make recovery codes."""
        return self.own.make_recovery_codes(self.actor(login), self.proof(login), self.office.clock.now())

    def proof(self, login: Login) -> StepUp:
        self.office.clock.pass_time(minutes=1)
        return StepUp(login.auth, login.code(self.office.clock.now()))

    def actor(self, login: Login):
        return self.office.actor(f"{login.person.agency}/{login.person.id}")

    def add(self, login: Login, authenticator: Authenticator, wrapped: bytes | None = WRAPPED) -> Session:
        """Add a passkey, in a fresh session."""
        session = self.session(self.knock(login))
        actor, now = self.actor(login), self.office.clock.now()
        invitation = self.passkeys.invite(actor, session, now)
        key = None if wrapped is None else WrappedReaderKey(actor.reader_key, wrapped)
        self.passkeys.add(actor, session, authenticator.make(invitation.challenge), key, now=now)
        return session

    def actions(self) -> list[str]:
        return [entry.split(b'"action":"')[1].split(b'"')[0].decode() for entry in self.office.entries()]

    def stored(self, authenticator: Authenticator) -> Passkey:
        found = self.office.store.officers.passkey(authenticator.credential)
        assert found is not None
        return found


@pytest.fixture
def door(office: Office) -> Door:
    return Door(office)


@pytest.fixture
def login(office: Office) -> Login:
    return office.login()


# Recovery codes


def test_a_recovery_code_stands_for_the_second_factor_once(door: Door, login: Login) -> None:
    first, second, *_ = door.codes(login)
    signed_in = door.knock(login, first)
    assert door.session(signed_in).factor is Factor.RECOVERY_CODE
    assert signed_in.codes_left == RECOVERY_CODES - 1
    door.refused(login, first)
    assert door.knock(login, second).codes_left == RECOVERY_CODES - 2


def test_a_recovery_code_stands_for_no_passphrase(door: Door, login: Login) -> None:
    code, *_ = door.codes(login)
    door.refused(login, code, random_bytes(32))
    assert door.own.recovery_codes(door.actor(login)).left == RECOVERY_CODES


def test_a_recovery_code_is_its_own_accounts_only(door: Door, login: Login) -> None:
    code, *_ = door.codes(login)
    door.refused(door.office.login(COLLEAGUE), code)
    door.knock(login, code)


def test_ten_codes_are_made_and_no_two_are_alike(door: Door, login: Login) -> None:
    codes = door.codes(login)
    assert len(set(codes)) == len(codes) == 10
    assert all(re.fullmatch("[a-z2-7]{12}", code) for code in codes)


def test_new_codes_end_the_old_ones(door: Door, login: Login) -> None:
    old, *_ = door.codes(login)
    new, *_ = door.codes(login)
    door.refused(login, old)
    door.knock(login, new)


def test_recovery_codes_are_not_stored(door: Door, login: Login) -> None:
    codes = door.codes(login)
    files = [path.read_bytes() for path in door.office.folder.iterdir() if path.is_file()]
    assert files
    for code in codes:
        for form in (code.encode(), sha256(code.encode()), code.upper().encode()):
            assert not any(form in data for data in files)


@pytest.mark.promise("P18")
def test_what_is_stored_of_a_code_cannot_be_computed_without_the_credential(door: Door, login: Login) -> None:
    code, *_ = door.codes(login)
    agency, officer = door.actor(login).name
    other = ServiceKeys.derive(random_bytes(32))
    assert recovery_hash(door.office.keys, agency, officer, code) != recovery_hash(other, agency, officer, code)


def test_guessing_recovery_codes_makes_wait_like_guessing_codes(door: Door, login: Login) -> None:
    code, *_ = door.codes(login)
    for _ in range(FREE_FAILURES + 1):
        door.refused(login, new_recovery_code())
    door.refused(login, code)
    door.refused(login, login.code(door.office.clock.now(), 1))
    door.office.clock.pass_time(minutes=1, seconds=1)
    door.knock(login, code)


def test_a_code_that_many_show_at_once_lets_one_in(door: Door, login: Login) -> None:
    code, *_ = door.codes(login)
    results: list[bool] = []

    def show() -> None:
        try:
            door.knock(login, code)
        except SignInError:
            results.append(False)
        else:
            results.append(True)

    threads = [threading.Thread(target=show) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, False, False, True]


def test_the_use_of_a_code_is_told_at_the_next_sign_in_that_shows_another_factor(door: Door, login: Login) -> None:
    first, second, *_ = door.codes(login)
    assert door.knock(login).codes_used == 0
    assert door.knock(login, first).codes_used == 0, "whoever stole codes would be told instead of the officer"
    assert door.knock(login, second).codes_used == 0
    told = door.knock(login)
    assert (told.codes_used, told.codes_left) == (2, RECOVERY_CODES - 2)
    assert door.knock(login).codes_used == 0
    assert len(door.own.recovery_codes(door.actor(login)).used) == 2


@pytest.mark.promise("P17")
def test_the_making_and_the_use_of_codes_are_audited_and_the_codes_are_not(door: Door, login: Login) -> None:
    codes = door.codes(login)
    door.knock(login, codes[0])
    assert door.actions() == ["recovery-codes-made", "recovery-code-used", "sign-in"]
    assert not any(code.encode() in entry for code in codes for entry in door.office.entries())


# Another authenticator app


def test_another_authenticator_takes_the_place_of_the_old_one(door: Door, login: Login) -> None:
    here, there = door.session(door.knock(login)), door.session(door.knock(login))
    new = random_bytes(TOTP_SECRET_BYTES)
    proof = door.proof(login)
    now = door.office.clock.now()
    code = totp_code(new, step_of(now))
    door.own.replace_totp(door.actor(login), here, proof, secret=new, code=code, now=now)
    door.refused(login, code)  # it was shown once
    door.office.clock.pass_time(minutes=1)
    door.refused(login, login.code(door.office.clock.now()))
    login.totp = new
    door.knock(login)
    assert door.office.store.officers.session(here.token_hash) is not None
    assert door.office.store.officers.session(there.token_hash) is None
    assert "totp-changed" in door.actions()


def test_a_recovery_code_proves_who_lost_the_old_authenticator(door: Door, login: Login) -> None:
    code, *_ = door.codes(login)
    session = door.session(door.knock(login))
    new, now = random_bytes(TOTP_SECRET_BYTES), door.office.clock.now()
    proof = StepUp(login.auth, code)
    door.own.replace_totp(door.actor(login), session, proof, secret=new, code=totp_code(new, step_of(now)), now=now)
    login.totp = new
    door.knock(login)


@pytest.mark.parametrize("flaw", ["passphrase", "old code", "used code", "new code", "length"])
def test_an_authenticator_without_every_proof_changes_nothing(door: Door, login: Login, flaw: str) -> None:
    session = door.session(door.knock(login))
    proof = door.proof(login)
    now = door.office.clock.now()
    new = random_bytes(TOTP_SECRET_BYTES - (flaw == "length"))
    code = totp_code(new, step_of(now) + (5 if flaw == "new code" else 0))
    if flaw == "passphrase":
        proof = replace(proof, auth=random_bytes(32))
    if flaw == "old code":
        proof = replace(proof, shown=login.wrong_code(now))
    if flaw == "used code":
        door.sign_in.prove(door.actor(login), login.auth, proof.shown, now)
    expected = FormatError if flaw in {"new code", "length"} else ForbiddenError
    with pytest.raises(expected):
        door.own.replace_totp(door.actor(login), session, proof, secret=new, code=code, now=now)
    door.knock(login)
    assert "totp-changed" not in door.actions()


def test_whoever_sits_down_at_an_open_session_cannot_guess_a_code_either(door: Door, login: Login) -> None:
    actor, now = door.actor(login), door.office.clock.now()
    for _ in range(FREE_FAILURES + 1):
        with pytest.raises(ForbiddenError):
            door.own.prove(actor, StepUp(login.auth, login.wrong_code(now)), now)
    with pytest.raises(ForbiddenError):
        door.own.prove(actor, StepUp(login.auth, login.code(now)), now)
    door.refused(login, login.code(now))


@pytest.mark.promise("P18")
def test_the_new_secret_is_stored_under_the_credential_only(door: Door, login: Login) -> None:
    session, new = door.session(door.knock(login)), random_bytes(TOTP_SECRET_BYTES)
    proof = door.proof(login)
    now = door.office.clock.now()
    door.own.replace_totp(door.actor(login), session, proof, secret=new, code=totp_code(new, step_of(now)), now=now)
    assert not any(new in path.read_bytes() for path in door.office.folder.iterdir() if path.is_file())


# Passkeys


def test_a_passkey_that_unlocks_signs_in_alone_and_gives_what_it_unwraps(door: Door, login: Login) -> None:
    authenticator = Authenticator()
    door.add(login, authenticator)
    signed_in = door.touch(authenticator)
    assert signed_in.actor == door.actor(login)
    assert (signed_in.wrapped_key, signed_in.slot) == (WRAPPED, authenticator.credential)
    assert door.session(signed_in).factor is Factor.PASSKEY


def test_a_passkey_that_unlocks_nothing_stands_beside_the_passphrase_only(door: Door, login: Login) -> None:
    authenticator = Authenticator()
    door.add(login, authenticator, wrapped=None)
    door.untouched(authenticator)
    door.refused(login, authenticator.answer(door.challenge()), random_bytes(32))
    signed_in = door.knock(login, authenticator.answer(door.challenge()))
    assert (signed_in.wrapped_key, signed_in.slot) == (b"wrapped penerima-01", "passphrase")
    assert door.session(signed_in).factor is Factor.PASSKEY


def test_a_colleagues_passkey_is_no_second_factor(door: Door, login: Login) -> None:
    authenticator = Authenticator()
    door.add(door.office.login(COLLEAGUE), authenticator)
    door.refused(login, authenticator.answer(door.challenge()))


def test_an_answer_is_taken_once(door: Door, login: Login) -> None:
    authenticator = Authenticator(counts=False)
    door.add(login, authenticator)
    challenge = door.challenge()
    door.touch(authenticator, challenge)
    door.untouched(authenticator, challenge)
    door.refused(login, authenticator.answer(challenge))
    door.touch(authenticator)


def test_an_answer_that_comes_late_is_refused(door: Door, login: Login) -> None:
    authenticator = Authenticator()
    door.add(login, authenticator)
    challenge = door.challenge()
    door.office.clock.pass_time(minutes=5, seconds=1)
    door.untouched(authenticator, challenge)


def test_a_challenge_for_adding_lets_nobody_in(door: Door, login: Login) -> None:
    authenticator = Authenticator()
    session = door.add(login, authenticator)
    invitation = door.passkeys.invite(door.actor(login), session, door.office.clock.now())
    door.untouched(authenticator, invitation.challenge)


@pytest.mark.parametrize("count", [0, 4, 5])
def test_a_copy_of_an_authenticator_shows_by_its_count(door: Door, login: Login, count: int) -> None:
    authenticator = Authenticator()
    door.add(login, authenticator)
    authenticator.count = 4
    door.touch(authenticator)  # the fifth signature
    authenticator.count = count - 1
    before = door.actions()
    door.untouched(authenticator)
    assert door.actions() == [*before, "sign-in-refused"]
    authenticator.count = 5
    door.touch(authenticator)


def test_a_passkey_that_does_not_count_is_taken_again_and_again(door: Door, login: Login) -> None:
    authenticator = Authenticator(counts=False)
    door.add(login, authenticator)
    for _ in range(3):
        door.touch(authenticator)


def test_wrong_answers_beside_the_passphrase_make_wait(door: Door, login: Login) -> None:
    authenticator = Authenticator()
    door.add(login, authenticator)
    stranger = Authenticator()
    for _ in range(FREE_FAILURES + 1):
        door.refused(login, stranger.answer(door.challenge()))
    door.refused(login, authenticator.answer(door.challenge()))


def test_strangers_with_passkeys_make_nobody_wait_and_leave_nothing_behind(door: Door, login: Login) -> None:
    authenticator, stranger = Authenticator(), Authenticator()
    door.add(login, authenticator)
    before = door.actions()
    stranger.raw_id = authenticator.raw_id
    for _ in range(FREE_FAILURES + 3):
        door.untouched(stranger)
        door.untouched(Authenticator())
    assert door.actions() == before
    door.touch(authenticator)


@pytest.mark.promise("P07")
def test_a_passkey_of_an_officer_who_left_the_directory_opens_nothing(door: Door, login: Login) -> None:
    authenticator = Authenticator()
    door.add(login, authenticator)
    door.office.remove_from_directory(f"{REGENCY}/penerima-01")
    door.untouched(authenticator)


def test_a_passkey_is_added_in_the_session_that_was_invited(door: Door, login: Login) -> None:
    here, there = door.session(door.knock(login)), door.session(door.knock(login))
    actor, now = door.actor(login), door.office.clock.now()
    invitation = door.passkeys.invite(actor, here, now)
    attestation = Authenticator().make(invitation.challenge)
    with pytest.raises(SignatureError):
        door.passkeys.add(actor, there, attestation, None, now=now)
    door.passkeys.add(actor, here, attestation, None, now=now)


def test_a_challenge_for_adding_adds_once(door: Door, login: Login) -> None:
    session = door.session(door.knock(login))
    actor, now = door.actor(login), door.office.clock.now()
    challenge = door.passkeys.invite(actor, session, now).challenge
    door.passkeys.add(actor, session, Authenticator().make(challenge), None, now=now)
    with pytest.raises(SignatureError):
        door.passkeys.add(actor, session, Authenticator().make(challenge), None, now=now)
    assert len(door.passkeys.list(actor)) == 1


def test_a_passkey_of_another_account_is_not_taken_over(door: Door, login: Login) -> None:
    authenticator = Authenticator()
    door.add(login, authenticator)
    with pytest.raises(ConflictError):
        door.add(door.office.login(COLLEAGUE), authenticator)
    assert door.touch(authenticator).actor == door.actor(login)


def test_an_account_holds_ten_passkeys(door: Door, login: Login) -> None:
    for _ in range(MAX_PASSKEYS):
        door.add(login, Authenticator())
    with pytest.raises(ConflictError):
        door.add(login, Authenticator())


@pytest.mark.parametrize("length", [0, 31, min(WRAPPED_SIZES) - 1, max(WRAPPED_SIZES) + 1])
def test_a_passkey_wraps_nothing_that_is_not_of_a_wrapped_keys_length(door: Door, login: Login, length: int) -> None:
    with pytest.raises(FormatError):
        door.add(login, Authenticator(), random_bytes(length))


@pytest.mark.promise("P07")
def test_a_passkey_that_unwraps_an_older_key_signs_in_no_more(door: Door, login: Login) -> None:
    authenticator = Authenticator()
    session = door.add(login, authenticator)
    actor, now = door.actor(login), door.office.clock.now()
    challenge = door.passkeys.invite(actor, session, now).challenge
    older = WrappedReaderKey(KeyDigest(b64url(random_bytes(32))), WRAPPED)
    with pytest.raises(ConflictError):
        door.passkeys.add(actor, session, Authenticator().make(challenge), older, now=now)
    execute(door.office.url, "UPDATE passkeys SET reader_key = :key", key=older.reader_key)
    door.untouched(authenticator)
    door.knock(login, authenticator.answer(door.challenge()))


def test_a_removed_passkey_opens_nothing_and_what_it_wrapped_is_gone(door: Door, login: Login) -> None:
    authenticator, other = Authenticator(), Authenticator()
    session = door.add(login, authenticator)
    door.add(login, other)
    door.passkeys.remove(door.actor(login), session, authenticator.credential, door.office.clock.now())
    door.untouched(authenticator)
    door.refused(login, authenticator.answer(door.challenge()))
    door.touch(other)
    assert door.office.store.officers.passkey(authenticator.credential) is None
    assert door.actions().count("passkey-removed") == 1


def test_a_removed_passkey_ends_what_passkeys_began(door: Door, login: Login) -> None:
    authenticator = Authenticator()
    session = door.add(login, authenticator)
    stolen = door.session(door.touch(authenticator))
    door.passkeys.remove(door.actor(login), session, authenticator.credential, door.office.clock.now())
    assert door.office.store.officers.session(stolen.token_hash) is None
    assert door.office.store.officers.session(session.token_hash) is not None


def test_nobody_removes_a_colleagues_passkey(door: Door, login: Login) -> None:
    authenticator = Authenticator()
    session = door.add(login, authenticator)
    colleague = door.actor(door.office.login(COLLEAGUE))
    for credential in (authenticator.credential, "nothing", ""):
        with pytest.raises(NotFoundError):
            door.passkeys.remove(colleague, session, credential, door.office.clock.now())
    door.touch(authenticator)


def test_a_key_wrapped_anew_takes_the_place_that_it_names(door: Door, login: Login) -> None:
    authenticator = Authenticator()
    door.add(login, authenticator)
    actor, now, newer = door.actor(login), door.office.clock.now(), random_bytes(len(WRAPPED))
    named = b64url(sha256(WRAPPED))
    with pytest.raises(ConflictError):
        door.passkeys.rewrap(actor, authenticator.credential, replaces=b64url(bytes(32)), wrapped=newer, now=now)
    colleague = door.actor(door.office.login(COLLEAGUE))
    with pytest.raises(NotFoundError):
        door.passkeys.rewrap(colleague, authenticator.credential, replaces=named, wrapped=newer, now=now)
    for _ in range(2):
        door.passkeys.rewrap(actor, authenticator.credential, replaces=named, wrapped=newer, now=now)
    assert door.stored(authenticator).wrapped == newer
    assert door.actions().count("key-wrapped") == 1


def test_challenges_that_were_answered_are_forgotten_once_they_are_too_old(door: Door, login: Login) -> None:
    authenticator = Authenticator()
    door.add(login, authenticator)
    door.touch(authenticator)
    store, now = door.office.store.officers, door.office.clock.now()
    assert sweep_challenges(store, now) == 0
    assert sweep_challenges(store, now + timedelta(minutes=6)) == 2


@pytest.mark.promise("P17")
def test_passkeys_are_audited(door: Door, login: Login) -> None:
    authenticator = Authenticator()
    session = door.add(login, authenticator)
    door.touch(authenticator)
    door.passkeys.remove(door.actor(login), session, authenticator.credential, door.office.clock.now())
    assert door.actions() == ["sign-in", "passkey-added", "sign-in", "passkey-removed"]
    assert b'"detail":"passkey"' in door.office.store.audit.entries(AgencyCode(REGENCY), 2, 1)[0]
