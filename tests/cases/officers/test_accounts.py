"""What administrators do with accounts: of their own agency only, never with their own, with a trace, at once."""

import msgspec
import pytest

from tests.cases.officers.test_sessions import is_open, open_session
from tests.cast import PROVINCE, REGENCY
from tests.office import CountingHasher, Office
from wbs.cases.access import Actor
from wbs.cases.model import AgencyCode, Officer, OfficerState
from wbs.cases.officers.accounts import Accounts
from wbs.cases.officers.sign_in import SignIn
from wbs.crypto.directory import Role
from wbs.errors import ForbiddenError, NotFoundError, SignInError

pytestmark = pytest.mark.promise("P18")

ADMINISTRATOR = f"{REGENCY}/inspektur"
OTHERS = sorted(set(Role) - {Role.ADMINISTRATOR})


class Counter:
    """An administrator at work."""

    def __init__(self, office: Office, roles: tuple[Role, ...] = (Role.ADMINISTRATOR,)) -> None:
        self.office = office
        office.change_roles_in_directory(ADMINISTRATOR, list(roles))
        self.accounts = Accounts(office.store.officers)

    @property
    def actor(self) -> Actor:
        return self.office.actor(ADMINISTRATOR)

    def block(self, officer: str = "penerima-01") -> None:
        self.accounts.block(self.actor, officer, now=self.office.clock.now())

    def unblock(self, officer: str = "penerima-01") -> None:
        self.accounts.unblock(self.actor, officer, now=self.office.clock.now())

    def account(self, officer: str = "penerima-01", agency: str = REGENCY) -> Officer:
        found = self.office.store.officers.officer(AgencyCode(agency), officer)
        assert found is not None
        return found

    def acts(self) -> list[tuple[str, str, str]]:
        entries = [msgspec.json.decode(entry) for entry in self.office.entries()]
        return [(entry["officer"], entry["action"], entry.get("detail", "")) for entry in entries]


@pytest.fixture
def counter(office: Office) -> Counter:
    return Counter(office)


def can_sign_in(office: Office) -> bool:
    try:
        open_session(office)
    except SignInError:
        return False
    return True


@pytest.mark.promise("P23")
def test_a_blocked_officer_is_out_at_once_and_stays_out(counter: Counter) -> None:
    office = counter.office
    sessions = [open_session(office) for _ in range(3)]
    counter.block()
    assert not [session for session in sessions if is_open(office, session.token)]
    assert office.store.officers.sessions(AgencyCode(REGENCY), "penerima-01") == []
    assert not can_sign_in(office)
    office.clock.pass_time(days=3)
    assert not can_sign_in(office)


def test_an_unblocked_officer_signs_in_again_with_what_only_that_officer_knows(counter: Counter) -> None:
    old = open_session(counter.office)
    before = counter.account()
    counter.block()
    counter.unblock()
    assert counter.account() == before
    assert not is_open(counter.office, old.token), "a session from before the block came back"
    assert can_sign_in(counter.office)


def test_other_officers_sessions_go_on(counter: Counter) -> None:
    session = open_session(counter.office)
    counter.block("penerima-02")
    assert is_open(counter.office, session.token)


@pytest.mark.promise("P17")
def test_every_block_and_unblock_leaves_one_entry_that_names_both(counter: Counter) -> None:
    counter.block()
    counter.unblock()
    assert counter.acts() == [
        ("inspektur", "officer-blocked", "penerima-01"),
        ("inspektur", "officer-unblocked", "penerima-01"),
    ]


def test_what_changes_nothing_leaves_no_entry(counter: Counter) -> None:
    counter.unblock()
    counter.block()
    counter.block()
    assert [action for _, action, _ in counter.acts()] == ["officer-blocked"]


@pytest.mark.parametrize("role", OTHERS)
def test_no_other_role_manages_accounts(office: Office, role: Role) -> None:
    counter = Counter(office, (role,))
    for act in (counter.block, counter.unblock, lambda: counter.accounts.list(counter.actor)):
        with pytest.raises(ForbiddenError):
            act()
    assert counter.acts() == []
    assert counter.account().state is OfficerState.ACTIVE


@pytest.mark.parametrize("roles", [(Role.ADMINISTRATOR,), (Role.ADMINISTRATOR, Role.HEAD)])
def test_nobody_blocks_or_unblocks_the_own_account(office: Office, roles: tuple[Role, ...]) -> None:
    counter = Counter(office, roles)
    for act in (counter.block, counter.unblock):
        with pytest.raises(ForbiddenError):
            act("inspektur")
    assert counter.account("inspektur").state is OfficerState.ACTIVE


def test_accounts_of_other_agencies_are_as_if_they_were_not(counter: Counter) -> None:
    """An id that only another agency has is unknown; one that both have means one's own."""
    only_there = counter.account("penerima-01", PROVINCE)
    with pytest.raises(NotFoundError):
        counter.block("tidak-ada")
    counter.block("penerima-01")
    assert counter.account("penerima-01", PROVINCE) == only_there
    assert counter.account("penerima-01", REGENCY).state is OfficerState.BLOCKED
    assert {account.id for account in counter.accounts.list(counter.actor)} == {
        name.partition("/")[2] for name in counter.office.world.people if name.startswith(f"{REGENCY}/")
    }


@pytest.mark.parametrize("officer", ["", "reporter", "../61", "penerima-01 ", "PENERIMA-01"])
def test_an_id_that_nobody_has_is_not_found_and_leaves_nothing(counter: Counter, officer: str) -> None:
    with pytest.raises(NotFoundError):
        counter.block(officer)
    assert counter.acts() == []


def test_a_blocked_administrator_manages_nothing_any_more(counter: Counter) -> None:
    """Not even with a session that is in use while the block is stored."""
    office = counter.office
    second = f"{REGENCY}/penerima-02"
    office.change_roles_in_directory(second, [Role.ADMINISTRATOR])
    clock = office.clock
    clock.pass_time(minutes=2)
    door = SignIn(office.store.officers, office.store.audit, CountingHasher(), office.keys)
    proof = office.login(second).proof(clock.now())
    session = door.sign_in(proof, book=office.world.book(), now=clock.now(), today=clock.today())
    counter.block("penerima-02")
    assert not is_open(office, session.token)


def test_a_list_of_accounts_shows_nothing_that_signs_in(counter: Counter) -> None:
    told = repr(counter.accounts.list(counter.actor))
    for name, login in counter.office.logins.items():
        if name.startswith(f"{REGENCY}/"):
            account = counter.account(name.partition("/")[2])
            assert account.auth_hash not in told
            assert repr(account.salt) not in told
            assert login.login in told
