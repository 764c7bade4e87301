"""What was recommended, in the store: with its entry or not at all, one line a reference, the first due first."""

from datetime import timedelta

import pytest

from tests.store.samples import TODAY, a_case, a_key, an_entry, an_inside_entry, an_inside_key
from wbs.cases.followups.awaited import MOST, Recommended
from wbs.cases.model import AgencyCode, CaseName
from wbs.errors import CaseFullError, ConflictError
from wbs.store.store import Store

FIRST, SECOND = "abcd2345", "wxyz2345"


@pytest.fixture
def name(store: Store) -> CaseName:
    reader = a_key()
    case = a_case(reader)
    store.cases.create_case(case)
    store.inside.bring_key(case.name, an_inside_key(reader), 0, an_entry())
    return case.name


def recommend(store: Store, name: CaseName, seq: int, recommended: Recommended) -> None:
    store.inside.append(name, an_inside_entry(seq=seq), an_entry(), recommended=recommended)


def waiting(store: Store, agency: AgencyCode) -> list[str]:
    return [one.reference for one in store.followups.awaited(agency, 10)]


def test_the_first_due_comes_first_and_what_ended_does_not_wait(store: Store, name: CaseName) -> None:
    recommend(store, name, 1, Recommended(FIRST, TODAY + timedelta(days=9)))
    recommend(store, name, 2, Recommended(SECOND, TODAY))
    assert waiting(store, name.agency) == [SECOND, FIRST]
    recommend(store, name, 3, Recommended(SECOND, TODAY, ended=TODAY))
    assert waiting(store, name.agency) == [FIRST]
    recommend(store, name, 4, Recommended(SECOND, TODAY))
    assert waiting(store, name.agency) == [SECOND, FIRST]
    assert waiting(store, AgencyCode("99")) == []
    assert len(store.followups.awaited(name.agency, 1)) == 1


def test_what_comes_with_an_entry_that_is_refused_is_not_noted(store: Store, name: CaseName) -> None:
    recommend(store, name, 1, Recommended(FIRST, TODAY))
    with pytest.raises(ConflictError):
        recommend(store, name, 1, Recommended(SECOND, TODAY))
    assert waiting(store, name.agency) == [FIRST]


def test_a_case_takes_so_many_recommendations_and_then_no_entry_with_another(store: Store, name: CaseName) -> None:
    for seq in range(1, MOST + 1):
        recommend(store, name, seq, Recommended(f"aaaa{seq:04}", TODAY))
    with pytest.raises(CaseFullError):
        recommend(store, name, MOST + 1, Recommended(FIRST, TODAY))
    recommend(store, name, MOST + 1, Recommended("aaaa0001", TODAY, ended=TODAY))
    assert len(store.followups.awaited(name.agency, 2 * MOST)) == MOST - 1
