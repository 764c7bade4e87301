"""A ruler of the database edits the audit log: what its own rows betray, what only checkpoints from outside betray.

The attacker here may do anything to the database, also drop what refuses changes, and knows how the tree is made. What
nothing betrays is tested as well: those are the limits.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import Connection, text

from tests.store.raw import raw
from tests.store.samples import NOW, PROVINCE, REGENCY
from wbs.cases.log.audit import serialise_entry
from wbs.cases.log.log_check import Fault, StoredCheckpoint, Verdict, check_log
from wbs.cases.log.ports import AuditLog
from wbs.cases.model import AuditAction, AuditEntry, CaseId
from wbs.crypto.merkle import Frontier, leaf_hash

pytestmark = pytest.mark.promise("P17")

SIZE, KEPT = 9, 6
"""How many entries the log holds, and how many of them a checkpoint outside covers."""
Point = tuple[int, bytes]


def entry_of(n: int) -> AuditEntry:
    return AuditEntry(REGENCY, NOW, f"officer-{n}", AuditAction.CASE_READ, CaseId("a" * 52))


@dataclass
class Log:
    """A log of nine entries, of which the first six are covered by a checkpoint that was kept outside."""

    audit: AuditLog
    url: str
    kept: Point

    def verdict(self, *outside: Point) -> Verdict:
        return self.audit.inspect(REGENCY, lambda log: check_log(REGENCY, log, outside))

    def faults(self, *outside: Point) -> set[tuple[Fault, bool]]:
        return {(finding.fault, finding.is_outside) for finding in self.verdict(*outside).findings}

    def edit(self, *acts: Callable[[Connection], None]) -> None:
        with raw(self.url) as connection:
            disarm(connection)
            for act in acts:
                act(connection)


@pytest.fixture
def log(audit: AuditLog, url: str) -> Log:
    for n in range(KEPT):
        audit.append(entry_of(n))
    kept = audit.size_and_root(REGENCY)
    for n in range(KEPT, SIZE):
        audit.append(entry_of(n))
    return Log(audit, url, kept)


def disarm(connection: Connection) -> None:
    """Drop what refuses changes, as whoever owns the database can."""
    if connection.dialect.name == "postgresql":
        for table in ("audit_entries", "audit_trees", "audit_checkpoints", "audit_cosignatures"):
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        return
    names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
    for name in names:
        connection.execute(text(f"DROP TRIGGER {name}"))


def rearm(connection: Connection) -> None:
    """On PostgreSQL, let the triggers work again, since the tests share a database."""
    for table in ("audit_entries", "audit_trees", "audit_checkpoints", "audit_cosignatures"):
        connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))


@pytest.fixture(autouse=True)
def _rearmed(url: str) -> Iterator[None]:
    yield
    if url.startswith("postgresql"):
        with raw(url) as connection:
            rearm(connection)


def run(statement: str, **values: object) -> Callable[[Connection], None]:
    def act(connection: Connection) -> None:
        connection.execute(text(statement), {"agency": REGENCY, **values})

    return act


def write(place: int, entry: bytes, leaf: bytes | None = None) -> Callable[[Connection], None]:
    """Put another entry in a place, with its own hash unless another one is given."""
    return run(
        "UPDATE audit_entries SET entry = :entry, leaf = :leaf WHERE agency = :agency AND place = :place",
        place=place,
        entry=entry,
        leaf=leaf_hash(entry) if leaf is None else leaf,
    )


def cut(size: int) -> Callable[[Connection], None]:
    return run("DELETE FROM audit_entries WHERE agency = :agency AND place >= :size", size=size)


def fit_tree(connection: Connection) -> None:
    """Write the tree's row as the rows of the log now make it, as somebody would who knows how."""
    entries: Sequence[bytes] = (
        connection.execute(
            text("SELECT entry FROM audit_entries WHERE agency = :agency ORDER BY place"), {"agency": REGENCY}
        )
        .scalars()
        .all()
    )
    tree = Frontier(0, ())
    for entry in entries:
        tree = tree.append(leaf_hash(bytes(entry)))
    run("UPDATE audit_trees SET size = :size, peaks = :peaks WHERE agency = :agency",
        size=tree.size, peaks=tree.serialise())(connection)  # fmt: skip


FORGED = serialise_entry(replace(entry_of(2), officer="somebody-else"))
LATE = serialise_entry(replace(entry_of(7), officer="somebody-else"))


def test_an_honest_log_matches_itself_and_what_was_kept(log: Log) -> None:
    verdict = log.verdict(log.kept)
    assert verdict.is_whole
    assert (verdict.size, verdict.proved) == (SIZE, KEPT)


def test_an_edited_row_does_not_fit_its_own_hash(log: Log) -> None:
    log.edit(write(2, FORGED, leaf_hash(serialise_entry(entry_of(2)))))
    assert log.faults() == {(Fault.CHANGED, False), (Fault.TREE, False)}
    assert (Fault.OTHER, True) in log.faults(log.kept)


def test_an_edited_row_with_its_hash_does_not_fit_the_tree(log: Log) -> None:
    log.edit(write(2, FORGED))
    assert log.faults() == {(Fault.TREE, False)}


def test_an_edited_row_with_hash_and_tree_made_to_fit_does_not_fit_the_checkpoint_outside(log: Log) -> None:
    log.edit(write(2, FORGED), fit_tree)
    assert log.faults() == set()
    assert log.faults(log.kept) == {(Fault.OTHER, True)}
    assert log.verdict(log.kept).proved == 0


def test_a_deleted_row_leaves_a_gap(log: Log) -> None:
    log.edit(run("DELETE FROM audit_entries WHERE agency = :agency AND place = 3"))
    assert log.faults() >= {(Fault.MISSING, False), (Fault.TREE, False)}
    assert [one.place for one in log.verdict().findings if one.fault is Fault.MISSING] == [3]


def test_a_deleted_row_whose_gap_was_closed_does_not_fit_the_checkpoint_outside(log: Log) -> None:
    renumber = [run("UPDATE audit_entries SET place = :n - 1 WHERE agency = :agency AND place = :n", n=n)
                for n in range(4, SIZE)]  # fmt: skip
    log.edit(run("DELETE FROM audit_entries WHERE agency = :agency AND place = 3"), *renumber, fit_tree)
    assert log.faults() == set()
    assert log.faults(log.kept) == {(Fault.OTHER, True)}


def test_swapped_rows_do_not_fit_the_tree(log: Log) -> None:
    second, fourth = serialise_entry(entry_of(1)), serialise_entry(entry_of(3))
    log.edit(write(1, fourth), write(3, second))
    assert log.faults() == {(Fault.TREE, False)}


def test_swapped_rows_under_a_fitted_tree_do_not_fit_the_checkpoint_outside(log: Log) -> None:
    second, fourth = serialise_entry(entry_of(1)), serialise_entry(entry_of(3))
    log.edit(write(1, fourth), write(3, second), fit_tree)
    assert log.faults() == set()
    assert log.faults(log.kept) == {(Fault.OTHER, True)}


@pytest.mark.parametrize("size", [0, 4])
def test_a_log_cut_short_of_the_checkpoint_is_shorter_than_it(log: Log, size: int) -> None:
    log.edit(cut(size), fit_tree)
    assert log.faults() == set()
    assert log.faults(log.kept) == {(Fault.SHORTER, True)}


def test_a_log_whose_rows_are_all_gone_is_missed_by_its_tree(log: Log) -> None:
    log.edit(cut(0))
    assert log.faults() == {(Fault.TREE, False)}


def test_a_tree_without_its_row_is_missed_by_its_entries(log: Log) -> None:
    log.edit(run("DELETE FROM audit_trees WHERE agency = :agency"))
    assert log.faults() == {(Fault.TREE, False)}


def test_a_tree_that_is_none_is_found(log: Log) -> None:
    log.edit(run("UPDATE audit_trees SET peaks = :peaks WHERE agency = :agency", peaks=bytes(31)))
    assert log.faults() == {(Fault.TREE, False)}


def test_the_limit_rows_behind_the_newest_checkpoint_outside_can_be_cut_unseen(log: Log) -> None:
    log.edit(cut(KEPT + 1), fit_tree)
    verdict = log.verdict(log.kept)
    assert verdict.is_whole
    assert (verdict.size, verdict.proved) == (KEPT + 1, KEPT)


def test_the_limit_rows_behind_the_newest_checkpoint_outside_can_be_rewritten_unseen(log: Log) -> None:
    log.edit(write(7, LATE), fit_tree)
    verdict = log.verdict(log.kept)
    assert verdict.is_whole
    assert verdict.size - verdict.proved == SIZE - KEPT


def test_the_limit_without_anything_outside_a_log_can_be_written_anew_as_a_whole(log: Log) -> None:
    log.edit(*(write(n, FORGED) for n in range(SIZE)), fit_tree)
    verdict = log.verdict()
    assert verdict.is_whole
    assert verdict.proved == 0


def test_a_checkpoint_in_the_database_betrays_who_forgot_it(log: Log) -> None:
    log.audit.add_checkpoint(REGENCY, StoredCheckpoint(*log.kept, NOW), ())
    log.edit(write(2, FORGED), fit_tree)
    assert log.faults() == {(Fault.OTHER, False)}


def test_a_checkpoint_in_the_database_betrays_a_log_cut_short_of_it(log: Log) -> None:
    log.audit.add_checkpoint(REGENCY, StoredCheckpoint(*log.kept, NOW), ())
    log.edit(cut(2), fit_tree)
    assert log.faults() == {(Fault.SHORTER, False)}


def test_an_old_backup_put_back_is_shorter_than_what_was_kept_since(log: Log) -> None:
    newest = log.audit.size_and_root(REGENCY)
    log.edit(cut(KEPT), fit_tree)  # byte for byte what a backup of that day holds
    assert log.audit.size_and_root(REGENCY) == log.kept
    assert log.verdict(log.kept).is_whole
    assert log.faults(log.kept, newest) == {(Fault.SHORTER, True)}


def test_an_old_backup_that_grew_again_does_not_fit_what_was_kept_since(log: Log) -> None:
    newest = log.audit.size_and_root(REGENCY)
    log.edit(cut(KEPT), fit_tree)
    for _ in range(SIZE):
        log.audit.append(entry_of(99))
    assert log.verdict(log.kept).is_whole
    assert log.faults(log.kept, newest) == {(Fault.OTHER, True)}


def test_of_two_auditors_who_were_shown_two_logs_one_holds_the_proof(log: Log) -> None:
    first = log.audit.size_and_root(REGENCY)
    log.edit(write(8, LATE), fit_tree)
    second = log.audit.size_and_root(REGENCY)
    assert first[0] == second[0]
    assert log.verdict(second).is_whole
    assert log.faults(first) == {(Fault.OTHER, True)}
    assert log.faults(first, second) == {(Fault.OTHER, True)}
    assert log.verdict(first, second).proved == SIZE


def test_an_entry_of_another_agency_stands_out(log: Log) -> None:
    log.edit(write(2, serialise_entry(replace(entry_of(2), agency=PROVINCE))), fit_tree)
    assert log.faults() == {(Fault.FOREIGN, False)}


@pytest.mark.parametrize("entry", [b"", b"{}", FORGED + b" ", FORGED.replace(b"wbs-audit/v1", b"wbs-audit/v2")])
def test_bytes_that_are_no_entry_stand_out(log: Log, entry: bytes) -> None:
    log.edit(write(2, entry), fit_tree)
    assert log.faults() == {(Fault.FOREIGN, False)}


def test_rows_behind_the_end_of_the_tree_stand_out(log: Log) -> None:
    log.edit(run("UPDATE audit_trees SET size = 8, peaks = :peaks WHERE agency = :agency", peaks=eight(log)))
    assert log.faults() == {(Fault.TREE, False)}


def eight(log: Log) -> bytes:
    tree = Frontier(0, ())
    for entry in log.audit.entries(REGENCY, 0, 8):
        tree = tree.append(leaf_hash(entry))
    return tree.serialise()


def test_a_log_ruined_everywhere_is_told_in_few_lines(log: Log) -> None:
    for n in range(SIZE, 60):
        log.audit.append(entry_of(n))
    log.edit(run("UPDATE audit_entries SET leaf = :leaf WHERE agency = :agency", leaf=bytes(32)))
    verdict = log.verdict()
    assert len(verdict.findings) == 20
    assert verdict.passed_over == 40
