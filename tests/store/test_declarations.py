"""Declarations in the store: a conflict puts its officer out of the case, whatever grants come later."""

from dataclasses import replace
from functools import partial

import pytest

from tests.store.raw import count, errors_in, together
from tests.store.samples import (
    OFFICER,
    TODAY,
    a_case,
    a_grant,
    a_key,
    a_record,
    a_request,
    an_entry,
    an_epoch,
    an_inside_entry,
    an_inside_key,
    an_officer,
)
from wbs.cases.conflicts.declared import Declared
from wbs.cases.model import KeyDigest, NewCase, RenewedKey
from wbs.errors import ConflictError, LastReaderError
from wbs.store.store import Store

pytestmark = pytest.mark.promise("P06")
NONE, CONFLICT = Declared(*OFFICER, TODAY, has_conflict=False), Declared(*OFFICER, TODAY, has_conflict=True)


@pytest.fixture
def mine() -> KeyDigest:
    return a_key()


@pytest.fixture
def colleague() -> KeyDigest:
    return a_key()


@pytest.fixture
def case(store: Store, mine: KeyDigest, colleague: KeyDigest) -> NewCase:
    """A case with an inside key, which two officers read."""
    case = a_case(mine, colleague)
    store.officers.add_officer(replace(an_officer(), reader_key=mine))
    store.officers.add_officer(replace(an_officer("sari", "sari.p"), reader_key=colleague))
    store.cases.create_case(case)
    store.inside.bring_key(case.name, an_inside_key(mine, colleague), 0, an_entry())
    return case


def declared(store: Store, case: NewCase, key: KeyDigest) -> tuple[Declared, ...]:
    file = store.inside.officers_file(case.name, key)
    assert file is not None
    return file.declared


def in_inbox(store: Store, key: KeyDigest) -> int:
    return len(store.cases.inbox([key], OFFICER, None).rows)


def test_a_declaration_is_stored_with_its_entry_and_leaves_the_officer_in(
    store: Store, case: NewCase, mine: KeyDigest
) -> None:
    assert declared(store, case, mine) == ()
    store.inside.declare(case.name, an_inside_entry(), NONE, [mine], an_entry())
    file = store.inside.officers_file(case.name, mine)
    assert file is not None
    assert (file.declared, len(file.inside.entries)) == ((NONE,), 1)
    assert in_inbox(store, mine) == 1


def test_a_conflict_puts_the_officer_out_at_once_and_nobody_else(
    store: Store, case: NewCase, mine: KeyDigest, colleague: KeyDigest
) -> None:
    store.inside.declare(case.name, an_inside_entry(), CONFLICT, [mine], an_entry())
    assert store.inside.officers_file(case.name, mine) is None
    assert store.cases.case_file(case.name, mine) is None
    assert in_inbox(store, mine) == 0
    assert in_inbox(store, colleague) == 1
    file = store.inside.officers_file(case.name, colleague)
    assert file is not None
    assert file.declared == (CONFLICT,)


def test_a_conflict_stays_one(store: Store, case: NewCase, mine: KeyDigest, colleague: KeyDigest) -> None:
    store.inside.declare(case.name, an_inside_entry(), CONFLICT, [mine], an_entry())
    store.inside.declare(case.name, an_inside_entry(seq=2), NONE, [mine], an_entry())
    assert declared(store, case, colleague) == (CONFLICT,)
    assert store.cases.case_file(case.name, mine) is None


def test_a_later_epoch_lets_nobody_in_who_declared_a_conflict(
    store: Store, case: NewCase, mine: KeyDigest, colleague: KeyDigest
) -> None:
    """A reporter's client cannot know of a conflict, and grants to all who read until then."""
    store.inside.declare(case.name, an_inside_entry(), CONFLICT, [mine], an_entry())
    store.cases.start_epoch(an_epoch(case.name, 2, 1, mine, colleague))
    assert store.cases.case_file(case.name, mine) is None
    assert in_inbox(store, mine) == 0
    assert store.cases.case_file(case.name, colleague) is not None


def test_a_restored_case_lets_nobody_in_who_declared_a_conflict(
    store: Store, case: NewCase, mine: KeyDigest, colleague: KeyDigest
) -> None:
    """Officials who restore a case hold no declaration; what they sign is stored, and their grant is not in force."""
    store.inside.declare(case.name, an_inside_entry(), CONFLICT, [mine], an_entry())
    store.cases.start_epoch(an_epoch(case.name, 2, 1, colleague))
    store.cases.add_reader(case.name, a_record(2, 2), a_grant(mine, 2))
    assert store.cases.case_file(case.name, mine) is None
    assert in_inbox(store, mine) == 0


def test_a_key_that_is_to_follow_lets_nobody_in_either(
    store: Store, case: NewCase, mine: KeyDigest, colleague: KeyDigest
) -> None:
    store.inside.declare(case.name, an_inside_entry(), CONFLICT, [mine], an_entry())
    officer = store.officers.officer(*OFFICER)
    assert officer is not None
    new = a_key()
    store.enrolments.ask_renewal(RenewedKey(new, b"wrapped"), officer.salt, a_request(OFFICER[1], new), an_entry())
    store.cases.start_epoch(an_epoch(case.name, 2, 1, new, colleague))
    assert store.cases.case_file(case.name, new) is None
    assert in_inbox(store, new) == 0


def test_of_two_last_officers_who_leave_at_once_one_stays(
    store: Store, case: NewCase, mine: KeyDigest, colleague: KeyDigest
) -> None:
    other = Declared(OFFICER[0], "sari", TODAY, has_conflict=True)
    entry = an_inside_entry(f"{OFFICER[0]}/sari")
    first = partial(store.inside.declare, case.name, an_inside_entry(), CONFLICT, [mine], an_entry())
    second = partial(store.inside.declare, case.name, entry, other, [colleague], an_entry())
    assert errors_in(together(first, second)) == [LastReaderError]
    assert [store.cases.case_file(case.name, key) is None for key in (mine, colleague)].count(True) == 1


def test_a_declaration_whose_number_is_taken_changes_nothing(
    store: Store, url: str, case: NewCase, mine: KeyDigest
) -> None:
    store.inside.append(case.name, an_inside_entry(), an_entry())
    before = count(url, "audit_entries")
    with pytest.raises(ConflictError):
        store.inside.declare(case.name, an_inside_entry(), CONFLICT, [mine], an_entry())
    assert declared(store, case, mine) == ()
    assert count(url, "audit_entries") == before
