"""Versions of rules: added one after the other, each with its audit entry, never changed."""

from dataclasses import replace

import pytest

from tests.store.raw import errors_in, together
from tests.store.samples import NOW, OFFICER, an_entry
from wbs.cases.model import AgencyCode
from wbs.cases.rules.documents import RulesLine, StoredRules
from wbs.errors import ConflictError, NotFoundError
from wbs.store.store import Store

AGENCY = OFFICER[0]
FIRST = StoredRules(AGENCY, 1, NOW.date(), "ratna", b"first")
SECOND = replace(FIRST, version=2, document=b"second")


def line_of(rules: StoredRules) -> RulesLine:
    return RulesLine(rules.version, rules.day, rules.officer)


def test_versions_follow_each_other_and_stay(store: Store) -> None:
    assert store.rules.newest_rules(AGENCY) is None
    store.rules.add_rules(FIRST, an_entry())
    store.rules.add_rules(SECOND, an_entry())
    assert store.rules.newest_rules(AGENCY) == SECOND
    assert store.rules.rules(AGENCY, 1) == FIRST
    assert store.rules.rules_history(AGENCY, 9) == [line_of(SECOND), line_of(FIRST)]
    assert store.rules.rules_history(AGENCY, 1) == [line_of(SECOND)]
    assert store.rules.newest_rules(AgencyCode("35")) is None
    store.rules.add_rules(replace(FIRST, agency=AgencyCode("35")), an_entry())
    assert store.rules.newest_versions() == [(AgencyCode("35"), 1), (AGENCY, 2)]


@pytest.mark.parametrize("version", [-1, 0, 1, 3])
def test_a_version_that_does_not_follow_is_refused_and_leaves_no_entry(store: Store, version: int) -> None:
    store.rules.add_rules(FIRST, an_entry())
    before = store.audit.size_and_root(AGENCY)
    with pytest.raises(ConflictError):
        store.rules.add_rules(replace(SECOND, version=version), an_entry())
    assert store.rules.rules_history(AGENCY, 9) == [line_of(FIRST)]
    assert store.audit.size_and_root(AGENCY) == before


def test_of_two_administrators_at_once_one_is_told(store: Store) -> None:
    def bring(document: bytes) -> None:
        store.rules.add_rules(replace(FIRST, document=document), an_entry())

    refused = errors_in(together(lambda: bring(b"one"), lambda: bring(b"two")))
    assert refused == [ConflictError]
    assert len(store.rules.rules_history(AGENCY, 9)) == 1


def test_a_version_that_was_never_stored_is_not_found(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.rules.rules(AGENCY, 1)
