"""The inside of cases in the store: given to officers who read the newest epoch, changed together with the case."""

from functools import partial

import pytest

from tests.store.raw import count, errors_in, together
from tests.store.samples import (
    a_case,
    a_grant,
    a_key,
    a_name,
    a_record,
    an_entry,
    an_epoch,
    an_inside_entry,
    an_inside_key,
)
from wbs.cases.inside import AlongWith
from wbs.cases.model import KeyDigest, NewCase
from wbs.errors import ConflictError, NotFoundError
from wbs.store.store import Store


def stored(store: Store, *readers: KeyDigest) -> NewCase:
    """A case with an inside key and one entry."""
    case = a_case(*readers)
    store.cases.create_case(case)
    store.inside.bring_key(case.name, an_inside_key(*readers), 0, an_entry())
    store.inside.append(case.name, an_inside_entry(), an_entry())
    return case


def test_an_officer_gets_the_case_and_its_inside_as_they_were_stored(store: Store) -> None:
    reader, other = a_key(), a_key()
    case = a_case(reader, other)
    key, entry = an_inside_key(reader, other), an_inside_entry()
    store.cases.create_case(case)
    store.inside.bring_key(case.name, key, 0, an_entry())
    store.inside.append(case.name, entry, an_entry())
    found = store.inside.officers_file(case.name, reader)
    assert found is not None
    assert found.case == store.cases.case_file(case.name, reader)
    assert (found.inside.keys, found.inside.grants, found.inside.entries) == ((key.key,), (key.grants[0],), (entry,))
    assert store.audit.size_and_root(case.name.agency)[0] == 2


def test_whoever_reads_nothing_finds_no_inside(store: Store) -> None:
    case = stored(store, a_key())
    assert store.inside.officers_file(case.name, a_key()) is None
    assert store.inside.officers_file(a_name(), case.grants[0].key) is None


def test_a_reporters_key_opens_no_inside_key(store: Store) -> None:
    case = stored(store, a_key())
    found = store.inside.officers_file(case.name, case.grants[-1].key)
    assert found is not None
    assert found.inside.grants == ()


@pytest.mark.promise("P07")
def test_whoever_is_taken_off_finds_no_inside_any_more(store: Store) -> None:
    stays, leaves = a_key(), a_key()
    case = stored(store, stays, leaves)
    store.cases.start_epoch(an_epoch(case.name, 2, 1, stays), inside=an_inside_key(stays, epoch=2))
    assert store.inside.officers_file(case.name, leaves) is None
    found = store.inside.officers_file(case.name, stays)
    assert found is not None
    assert [key.epoch for key in found.inside.keys] == [grant.epoch for grant in found.inside.grants] == [1, 2]


def test_of_many_inside_keys_for_one_epoch_one_is_stored(store: Store, url: str) -> None:
    case = a_case()
    store.cases.create_case(case)
    rivals = [partial(store.inside.bring_key, case.name, an_inside_key(a_key()), 0, an_entry()) for _ in range(6)]
    assert errors_in(together(*rivals)) == [ConflictError] * 5
    assert (count(url, "inside_keys"), count(url, "inside_grants"), count(url, "audit_entries")) == (1, 1, 1)


def test_an_inside_key_made_under_an_older_record_is_a_conflict(store: Store, url: str) -> None:
    case = a_case()
    store.cases.create_case(case)
    store.cases.add_reader(case.name, a_record(1, 1), a_grant(a_key()))
    with pytest.raises(ConflictError):
        store.inside.bring_key(case.name, an_inside_key(a_key()), 0, an_entry())
    with pytest.raises(ConflictError):
        store.inside.bring_key(case.name, an_inside_key(a_key(), epoch=2), 1, an_entry())
    assert (count(url, "inside_keys"), count(url, "audit_entries")) == (0, 0)


def test_an_entry_follows_the_one_before_in_the_newest_epoch_that_has_a_key(store: Store) -> None:
    case = stored(store, a_key())
    store.inside.append(case.name, an_inside_entry(seq=2), an_entry())
    for wrong in (an_inside_entry(seq=2), an_inside_entry(seq=4), an_inside_entry(seq=3, epoch=2)):
        with pytest.raises(ConflictError):
            store.inside.append(case.name, wrong, an_entry())
    store.cases.start_epoch(an_epoch(case.name, 2, 1, a_key()))
    with pytest.raises(ConflictError):
        store.inside.append(case.name, an_inside_entry(seq=3, epoch=2), an_entry())
    assert store.audit.size_and_root(case.name.agency)[0] == 3


def test_nothing_inside_is_stored_for_no_case(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.inside.bring_key(a_name(), an_inside_key(a_key()), 0, an_entry())
    with pytest.raises(NotFoundError):
        store.inside.append(a_name(), an_inside_entry(), an_entry())


def test_a_new_reader_gets_the_inside_key_exactly_if_the_epoch_has_one(store: Store, url: str) -> None:
    case, bare, reader = stored(store, a_key()), a_case(), a_key()
    store.cases.create_case(bare)
    along = AlongWith(inside=a_grant(reader))
    for name, brings in ((case.name, AlongWith()), (bare.name, along)):
        with pytest.raises(ConflictError):
            store.cases.add_reader(name, a_record(1, 1), a_grant(reader), an_entry(), along=brings)
    assert count(url, "records") == 2
    store.cases.add_reader(case.name, a_record(1, 1), a_grant(reader), an_entry(), along=along)
    store.cases.add_reader(bare.name, a_record(1, 1), a_grant(reader), an_entry(), along=AlongWith())
    found = store.inside.officers_file(case.name, reader)
    assert found is not None
    assert found.inside.grants == (along.inside,)


@pytest.mark.promise("P07")
def test_a_key_that_was_replaced_reads_no_more(store: Store) -> None:
    old, new, other = a_key(), a_key(), a_key()
    case = stored(store, old, other)
    along = AlongWith(inside=a_grant(new), replaces=old)
    store.cases.add_reader(case.name, a_record(1, 1), a_grant(new), an_entry(), along=along)
    assert store.inside.officers_file(case.name, old) is None
    for reader in (new, other):
        assert store.inside.officers_file(case.name, reader) is not None
