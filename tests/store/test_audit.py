"""The audit log: it only grows, one tree for each agency, and its root says what it holds."""

from functools import partial

import pytest
from sqlalchemy.exc import DBAPIError

from tests.store.raw import execute, query, together
from tests.store.samples import NOW, PROVINCE, REGENCY, an_entry
from wbs.cases.log.audit import serialise_entry
from wbs.cases.log.log_check import Fault, StoredCheckpoint, StoredCosignature, check_log
from wbs.cases.log.ports import AuditLog
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry
from wbs.crypto.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_ranges,
    inclusion_ranges,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from wbs.errors import ConflictError, NotFoundError

pytestmark = pytest.mark.promise("P17")


def root_of(entries: list[bytes]) -> bytes:
    tree = Frontier(0, [])
    for entry in entries:
        tree = tree.append(leaf_hash(entry))
    return tree.root()


def entry_of(n: int, agency: AgencyCode = REGENCY) -> AuditEntry:
    return AuditEntry(agency, NOW, "ratna", AuditAction.ATTACHMENT_READ, detail=str(n))


def test_an_agency_without_entries_has_the_empty_tree(audit: AuditLog) -> None:
    assert audit.size_and_root(REGENCY) == (0, EMPTY_ROOT)
    assert audit.entries(REGENCY, 0, 10) == []


def test_entries_come_back_in_order_and_the_root_is_theirs(audit: AuditLog) -> None:
    made = [entry_of(n) for n in range(13)]
    for entry in made:
        audit.append(entry)
    entries = audit.entries(REGENCY, 0, 100)
    assert entries == [serialise_entry(entry) for entry in made]
    assert audit.size_and_root(REGENCY) == (13, root_of(entries))


def test_entries_come_in_slices(audit: AuditLog) -> None:
    for n in range(5):
        audit.append(entry_of(n))
    whole = audit.entries(REGENCY, 0, 5)
    assert audit.entries(REGENCY, 1, 2) == whole[1:3]
    assert audit.entries(REGENCY, 4, 10) == whole[4:]
    assert audit.entries(REGENCY, 5, 10) == []


def test_every_agency_has_a_tree_of_its_own(audit: AuditLog) -> None:
    audit.append(entry_of(1))
    audit.append(entry_of(2, PROVINCE))
    assert audit.entries(REGENCY, 0, 10) == [serialise_entry(entry_of(1))]
    assert audit.size_and_root(PROVINCE)[0] == 1


def test_entries_written_at_once_all_stand_in_one_tree(audit: AuditLog) -> None:
    def write(writer: int) -> None:
        for n in range(10):
            audit.append(entry_of(100 * writer + n))

    together(*(partial(write, writer) for writer in range(8)))
    entries = audit.entries(REGENCY, 0, 1000)
    assert len(set(entries)) == 80
    assert audit.size_and_root(REGENCY) == (80, root_of(entries))


def test_a_stored_leaf_is_the_hash_of_its_entry(audit: AuditLog, url: str) -> None:
    audit.append(an_entry())
    ((entry, leaf),) = query(url, "SELECT entry, leaf FROM audit_entries")
    assert leaf == leaf_hash(entry)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET entry = leaf",
        "DELETE FROM audit_entries",
        "DELETE FROM audit_entries WHERE place = 1",
        "DELETE FROM audit_trees",
        "UPDATE audit_trees SET size = 1",
        "UPDATE audit_trees SET size = size + 2",
        "UPDATE audit_trees SET agency = '00', size = size + 1",
    ],
)
def test_the_database_itself_refuses_to_change_or_forget(audit: AuditLog, url: str, statement: str) -> None:
    for n in range(2):
        audit.append(entry_of(n))
    before = audit.size_and_root(REGENCY), audit.entries(REGENCY, 0, 10)
    with pytest.raises(DBAPIError, match="only grows"):
        execute(url, statement)
    assert (audit.size_and_root(REGENCY), audit.entries(REGENCY, 0, 10)) == before


@pytest.mark.parametrize("table", ["audit_entries", "audit_trees"])
def test_postgresql_refuses_to_empty_the_log(postgres_url: str, table: str) -> None:
    with pytest.raises(DBAPIError, match="only grows"):
        execute(postgres_url, f"TRUNCATE {table}")


@pytest.mark.parametrize("size", [1, 255, 256, 257, 700])
def test_proofs_come_from_stored_hashes_and_hold(audit: AuditLog, size: int) -> None:
    leaves = fill(audit, size)
    keep_checkpoint(audit)
    root = audit.size_and_root(REGENCY)[1]
    places = sorted({0, size // 2, size - 1})
    paths = audit.prove(REGENCY, size, [inclusion_ranges(place, size) for place in places])
    for place, path in zip(places, paths, strict=True):
        verify_inclusion(leaves[place], place, size, path, root)
    (growth,) = audit.prove(REGENCY, size, [consistency_ranges(size // 2, size)])
    old = Frontier(0, ())
    for leaf in leaves[: size // 2]:
        old = old.append(leaf)
    verify_consistency((old.size, old.root()), (size, root), growth)


def test_a_proof_without_its_rows_is_not_found(audit: AuditLog) -> None:
    fill(audit, 300)
    with pytest.raises(NotFoundError):
        audit.prove(REGENCY, 300, [inclusion_ranges(299, 300)])


def test_a_wrong_stored_hash_is_a_fault_and_a_missing_one_is_made_again(audit: AuditLog, url: str) -> None:
    fill(audit, 300)
    keep_checkpoint(audit)
    execute(url, "UPDATE audit_nodes SET hash = :hash", hash=bytes(32))
    verdict = audit.inspect(REGENCY, lambda log: check_log(REGENCY, log))
    assert [(one.fault, one.place) for one in verdict.findings] == [(Fault.NODE, 0)]
    execute(url, "DELETE FROM audit_nodes")
    keep_checkpoint(audit)
    assert audit.inspect(REGENCY, lambda log: check_log(REGENCY, log)).is_whole
    assert query(url, "SELECT count(*) FROM audit_nodes") == [(1,)]


@pytest.mark.parametrize("table", ["audit_checkpoints", "audit_cosignatures"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET size = 9", "DELETE FROM {}"])
def test_checkpoints_and_signatures_are_only_added(audit: AuditLog, url: str, table: str, statement: str) -> None:
    fill(audit, 1)
    keep_checkpoint(audit)
    audit.add_cosignature(REGENCY, StoredCosignature(1, "ratna", bytes(76)), an_entry())
    with pytest.raises(DBAPIError, match="only grows"):
        execute(url, statement.format(table))


def test_a_signature_on_no_checkpoint_leaves_nothing(audit: AuditLog) -> None:
    fill(audit, 1)
    before = audit.size_and_root(REGENCY)
    with pytest.raises(NotFoundError):
        audit.add_cosignature(REGENCY, StoredCosignature(1, "ratna", bytes(76)), an_entry())
    assert audit.size_and_root(REGENCY) == before


def test_a_second_signature_of_an_officer_conflicts_and_leaves_nothing(audit: AuditLog) -> None:
    fill(audit, 1)
    keep_checkpoint(audit)
    audit.add_cosignature(REGENCY, StoredCosignature(1, "ratna", bytes(76)), an_entry())
    before = audit.size_and_root(REGENCY)
    with pytest.raises(ConflictError):
        audit.add_cosignature(REGENCY, StoredCosignature(1, "ratna", b"x" * 76), an_entry())
    assert audit.size_and_root(REGENCY) == before
    assert [one.raw for one in audit.cosignatures(REGENCY, 1)] == [bytes(76)]


def fill(audit: AuditLog, count: int) -> list[bytes]:
    """Write so many entries; give their hashes."""
    for n in range(count):
        audit.append(entry_of(n))
    return [leaf_hash(entry) for entry in audit.entries(REGENCY, 0, count)]


def keep_checkpoint(audit: AuditLog) -> None:
    """Do what maintenance does every night."""
    verdict = audit.inspect(REGENCY, lambda log: check_log(REGENCY, log))
    assert audit.add_checkpoint(REGENCY, StoredCheckpoint(verdict.size, verdict.root, NOW), verdict.made)
