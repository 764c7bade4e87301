"""The matrix of roles and acts as a whole: nobody without a role, several roles together, who writes also reads."""

from hypothesis import given
from hypothesis import strategies as st

from tests.cast import REGENCY
from wbs.cases.access import Actor
from wbs.cases.model import AgencyCode, KeyDigest
from wbs.cases.permissions import ALLOWED, Act, acts_of, may, require
from wbs.crypto.directory import READING, RECEIVING, REPLYING, Role
from wbs.errors import ForbiddenError

ROLES = st.frozensets(st.sampled_from(Role))
ACTS = st.sampled_from(Act)


def an_actor(roles: frozenset[Role]) -> Actor:
    return Actor(AgencyCode(REGENCY), "petugas", "Petugas", roles, KeyDigest("A" * 43))


def is_refused(actor: Actor, act: Act) -> bool:
    try:
        require(actor, act)
    except ForbiddenError:
        return True
    return False


@given(ACTS)
def test_whoever_has_no_role_may_do_nothing(act: Act) -> None:
    assert is_refused(an_actor(frozenset()), act)


@given(ROLES, ROLES, ACTS)
def test_roles_together_allow_what_each_allows_and_no_more(
    one: frozenset[Role], two: frozenset[Role], act: Act
) -> None:
    together = may(an_actor(one | two), act)
    assert together is (may(an_actor(one), act) or may(an_actor(two), act))


@given(ROLES)
def test_what_is_told_to_the_page_is_what_is_not_refused(roles: frozenset[Role]) -> None:
    actor = an_actor(roles)
    assert set(acts_of(actor)) == {act for act in Act if not is_refused(actor, act)}


def test_whoever_gets_a_grant_by_role_may_use_it() -> None:
    assert RECEIVING <= REPLYING <= READING


def test_whoever_writes_or_changes_a_case_may_read_it() -> None:
    for act in (Act.WRITE_TO_REPORTERS, Act.CHANGE_READERS, Act.WRITE_INSIDE):
        assert ALLOWED[act] <= ALLOWED[Act.READ_CASES]


def test_every_role_has_an_account_to_use() -> None:
    assert ALLOWED[Act.USE_ACCOUNT] == frozenset(Role)
