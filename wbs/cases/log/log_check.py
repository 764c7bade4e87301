"""Checks an audit log as it is stored against itself and against checkpoints that were kept (docs/spec/audit.md).

What agrees with itself alone can have been written anew as a whole; only checkpoints from outside the server show that.
Reads one state of the log from end to end; decides nothing and stores nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from wbs.cases.log.audit import parse_entry
from wbs.cases.model import AgencyCode
from wbs.crypto.merkle import EMPTY_ROOT, Growing, Node, leaf_hash
from wbs.errors import RefusedError

FAULTS_NAMED = 20
"""How many faults of the entries are named one by one; the others are counted."""


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """One row of the log."""

    place: int
    entry: bytes
    leaf: bytes


@dataclass(frozen=True, slots=True)
class StoredCheckpoint:
    """What the log held when `made`."""

    size: int
    root: bytes
    made: datetime


@dataclass(frozen=True, slots=True)
class StoredCosignature:
    """An officer's signature on the checkpoint of a size (`wbs.crypto.checkpoint.Cosignature`, 76 bytes)."""

    size: int
    officer: str
    raw: bytes


class LogReading(Protocol):
    """One unchanging state of an agency's log."""

    @property
    def tree(self) -> tuple[int, bytes] | None:
        """Size and root as the tree's own row has them; None without a row, or with one that is no tree."""

    @property
    def checkpoints(self) -> Sequence[StoredCheckpoint]:
        """Stored checkpoints, smallest first."""

    @property
    def nodes(self) -> Mapping[tuple[int, int], bytes]:
        """Stored hashes above the leaves, by level and place."""

    def rows(self) -> Iterator[StoredEntry]:
        """Give all entries in order of their places."""


class Fault(StrEnum):
    """What can be wrong with a log."""

    MISSING = "missing"
    """No entry stands at this place."""
    CHANGED = "changed"
    """The entry is not the one whose hash was stored with it."""
    FOREIGN = "foreign"
    """No entry of this agency's log, in its one written form."""
    TREE = "tree"
    """The tree's row is not that of the entries."""
    NODE = "node"
    """A stored hash above the leaves is wrong: proofs made from it fail."""
    SHORTER = "shorter"
    """The log holds fewer entries than the checkpoint."""
    OTHER = "other"
    """The log held something else when the checkpoint was made."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, and where: the place of an entry, or the size of a checkpoint."""

    fault: Fault
    place: int
    is_outside: bool = False
    """Whether a checkpoint from outside says so."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found."""

    size: int
    """How many entries the log holds."""
    root: bytes
    findings: tuple[Finding, ...]
    passed_over: int
    """Further faults of entries, not named."""
    made: tuple[Node, ...]
    """Hashes above the leaves that were not stored."""
    roots: Mapping[int, bytes]
    """Roots over the first entries, for the size of every checkpoint that the log reaches."""
    proved: int
    """So many entries, from the first, are those of a checkpoint from outside."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


@dataclass(slots=True)
class _Findings:
    named: list[Finding] = field(default_factory=list)
    passed_over: int = 0

    def add(self, fault: Fault, place: int) -> None:
        if len(self.named) < FAULTS_NAMED:
            self.named.append(Finding(fault, place))
        else:
            self.passed_over += 1


def check_log(agency: AgencyCode, log: LogReading, outside: Iterable[tuple[int, bytes]] = ()) -> Verdict:
    """Check everything that a log holds.

    Args:
        agency: whose log it should be.
        log: one state of it.
        outside: size and root of every checkpoint that was kept outside.
    """
    kept = sorted(set(outside))
    wanted = {size for size, _ in kept} | {point.size for point in log.checkpoints}
    findings = _Findings()
    tree, roots, made = _walk(agency, log, wanted, findings)
    if (log.tree or (0, EMPTY_ROOT)) != (tree.size, tree.root()):
        findings.named.append(Finding(Fault.TREE, tree.size))
    for point in log.checkpoints:
        findings.named += _compare(roots, tree.size, point.size, point.root, is_outside=False)
    for size, root in kept:
        findings.named += _compare(roots, tree.size, size, root, is_outside=True)
    proved = max((size for size, root in kept if roots.get(size) == root), default=0)
    return Verdict(tree.size, tree.root(), tuple(findings.named), findings.passed_over, made, roots, proved)


def _walk(
    agency: AgencyCode, log: LogReading, wanted: set[int], findings: _Findings
) -> tuple[Growing, dict[int, bytes], tuple[Node, ...]]:
    tree = Growing()
    roots = {0: EMPTY_ROOT}
    missing: list[Node] = []
    expected = 0
    for row in log.rows():
        if row.place != expected:
            findings.add(Fault.MISSING, expected)
        expected = row.place + 1
        leaf = leaf_hash(row.entry)
        if leaf != row.leaf:
            findings.add(Fault.CHANGED, row.place)
        if not _is_of(agency, row.entry):
            findings.add(Fault.FOREIGN, row.place)
        for node in tree.append(leaf):
            _note_node(node, log.nodes, findings, missing)
        if tree.size in wanted:
            roots[tree.size] = tree.root()
    return tree, roots, tuple(missing)


def _note_node(node: Node, stored: Mapping[tuple[int, int], bytes], findings: _Findings, missing: list[Node]) -> None:
    level, place, made = node
    found = stored.get((level, place))
    if found is None:
        missing.append(node)
    elif found != made:
        findings.add(Fault.NODE, place << 8 * level)


def _is_of(agency: AgencyCode, entry: bytes) -> bool:
    try:
        return parse_entry(entry).agency == agency
    except RefusedError:
        return False


def _compare(roots: Mapping[int, bytes], size: int, point: int, root: bytes, *, is_outside: bool) -> list[Finding]:
    if point > size:
        return [Finding(Fault.SHORTER, point, is_outside)]
    return [] if roots[point] == root else [Finding(Fault.OTHER, point, is_outside)]
