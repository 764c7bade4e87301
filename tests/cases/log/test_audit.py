"""The audit tree grows as RFC 6962 says; a changed, removed or reordered entry changes its root."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs.cases.log.audit import serialise_entry
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry, CaseId
from wbs.crypto.merkle import EMPTY_ROOT, Frontier, leaf_hash, node_hash
from wbs.crypto.primitives import sha256

pytestmark = pytest.mark.promise("P17")

# Certificate Transparency's reference leaves and roots (github.com/google/certificate-transparency, merkle_tree_test).
LEAVES = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def grown(entries: list[bytes]) -> Frontier:
    frontier = Frontier(0, ())
    for entry in entries:
        frontier = frontier.append(leaf_hash(entry))
    return frontier


def merkle_tree_hash(entries: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if not entries:
        return sha256()
    if len(entries) == 1:
        return sha256(b"\0" + entries[0])
    half = 1
    while half * 2 < len(entries):
        half *= 2
    return sha256(b"\1" + merkle_tree_hash(entries[:half]) + merkle_tree_hash(entries[half:]))


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert Frontier(0, ()).root() == EMPTY_ROOT
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert grown([bytes.fromhex(leaf) for leaf in LEAVES[:size]]).root().hex() == ROOTS[size - 1]


@given(st.lists(st.binary(max_size=8), max_size=40))
def test_a_grown_root_is_the_recursive_one(entries: list[bytes]) -> None:
    assert grown(entries).root() == merkle_tree_hash(entries)


@given(st.lists(st.binary(max_size=8), max_size=40))
def test_a_frontier_survives_storage(entries: list[bytes]) -> None:
    frontier = grown(entries)
    again = Frontier.parse(frontier.size, frontier.serialise())
    assert again.append(leaf_hash(b"x")).root() == frontier.append(leaf_hash(b"x")).root()


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=20), st.data())
def test_a_changed_entry_changes_the_root(entries: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(entries) - 1))
    changed = [*entries]
    changed[place] += b"!"
    assert grown(changed).root() != grown(entries).root()


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=20), st.data())
def test_a_removed_entry_changes_the_root(entries: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(entries) - 1))
    assert grown(entries[:place] + entries[place + 1 :]).root() != grown(entries).root()


def test_a_leaf_cannot_pass_for_a_node() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)


@pytest.mark.parametrize(("size", "peaks"), [(0, 1), (1, 0), (3, 1), (4, 2)])
def test_a_frontier_with_the_wrong_number_of_peaks_is_none(size: int, peaks: int) -> None:
    with pytest.raises(ValueError, match="one peak per set bit"):
        Frontier(size, [bytes(32)] * peaks)


def test_an_entry_is_canonical_json_without_empty_members() -> None:
    entry = AuditEntry(AgencyCode("61.08"), MORNING, "penerima-01", AuditAction.INBOX_READ)
    assert serialise_entry(entry) == (
        b'{"action":"inbox-read","agency":"61.08","at":"2026-11-23T02:00:00Z","officer":"penerima-01",'
        b'"type":"wbs-audit/v1"}'
    )


def test_an_entry_names_its_case_and_detail() -> None:
    entry = AuditEntry(AgencyCode("61"), MORNING, "inspektur", AuditAction.ATTACHMENT_READ, CaseId("a" * 52), "x")
    assert b'"case":"' + b"a" * 52 + b'","detail":"x"' in serialise_entry(entry)


def test_a_time_is_written_in_utc_to_the_second_whatever_its_zone() -> None:
    local = (MORNING + timedelta(microseconds=7)).astimezone(timezone(timedelta(hours=7)))
    entry = AuditEntry(AgencyCode("61"), local, "inspektur", AuditAction.SIGN_IN)
    assert b'"at":"2026-11-23T02:00:00Z"' in serialise_entry(entry)
