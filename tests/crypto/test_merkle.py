"""Proofs hold for what is so, for every size and place, and for nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.crypto.makers.audit import consistency, inclusion, leaf, tree_hash
from wbs.crypto.merkle import (
    Frontier,
    Growing,
    Node,
    Range,
    complete_subtrees,
    consistency_ranges,
    inclusion_ranges,
    leaf_hash,
    prove,
    verify_consistency,
    verify_inclusion,
)
from wbs.errors import TrustError

pytestmark = pytest.mark.promise("P17")

MOST = 130
LEAVES = [leaf(b"%d" % n) for n in range(MOST)]
SIZES = st.integers(1, MOST)


def subtree_root(leaves: Range) -> bytes:
    start, end = leaves
    assert (end - start).bit_count() == 1, "only complete subtrees are asked for"
    assert start % (end - start) == 0, "only those that stand where they could be stored"
    return tree_hash(LEAVES[start:end])


@pytest.mark.parametrize("size", range(1, 34))
def test_every_entry_of_a_tree_is_proved_as_the_rfc_says(size: int) -> None:
    root = tree_hash(LEAVES[:size])
    for place in range(size):
        path = prove(inclusion_ranges(place, size), subtree_root)
        assert path == inclusion(place, LEAVES[:size])
        verify_inclusion(LEAVES[place], place, size, path, root)


@pytest.mark.parametrize("new", range(34))
def test_growth_from_every_earlier_size_is_proved_as_the_rfc_says(new: int) -> None:
    for old in range(new + 1):
        path = prove(consistency_ranges(old, new), subtree_root)
        assert path == (consistency(old, LEAVES[:new]) if old else [])
        verify_consistency((old, tree_hash(LEAVES[:old])), (new, tree_hash(LEAVES[:new])), path)


@given(st.data(), SIZES)
def test_no_path_proves_an_entry_at_another_place(data: st.DataObject, size: int) -> None:
    place, claimed = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    path = prove(inclusion_ranges(place, size), subtree_root)
    if claimed == place:
        return
    with pytest.raises(TrustError):
        verify_inclusion(LEAVES[place], claimed, size, path, tree_hash(LEAVES[:size]))


@given(st.data(), SIZES)
def test_a_log_with_any_early_entry_changed_does_not_grow_out_of_the_kept_one(data: st.DataObject, new: int) -> None:
    old = data.draw(st.integers(1, new))
    changed = data.draw(st.integers(0, old - 1))
    forged = [*LEAVES[:changed], leaf(b"forged"), *LEAVES[changed + 1 : new]]
    kept = (old, tree_hash(LEAVES[:old]))
    path = consistency(old, forged) if old < new else []
    with pytest.raises(TrustError):
        verify_consistency(kept, (new, tree_hash(forged)), path)


@given(st.data(), SIZES)
def test_no_mixture_of_both_logs_hashes_hides_a_change(data: st.DataObject, new: int) -> None:
    old = data.draw(st.integers(1, max(1, new - 1)))
    if old == new:
        return
    forged = [leaf(b"forged"), *LEAVES[1:new]]
    parts = [*consistency(old, forged), *consistency(old, LEAVES[:new])]
    length = len(consistency_ranges(old, new))
    path = data.draw(st.lists(st.sampled_from(parts), min_size=length, max_size=length))
    with pytest.raises(TrustError):
        verify_consistency((old, tree_hash(LEAVES[:old])), (new, tree_hash(forged)), path)


@given(st.integers(0, MOST - 1), st.integers(0, MOST))
def test_a_range_is_cut_into_complete_subtrees_without_gap(start: int, end: int) -> None:
    parts = list(complete_subtrees((start, end)))
    assert [number for part in parts for number in range(*part)] == list(range(start, end))


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 511, 512, 1025])
def test_growing_in_place_gives_the_same_roots_and_every_tile(size: int) -> None:
    growing, frontier, made = Growing(), Frontier(0, ()), list[Node]()
    leaves = [leaf_hash(b"%d" % n) for n in range(size)]
    for one in leaves:
        made += growing.append(one)
        frontier = frontier.append(one)
    assert (growing.size, growing.root()) == (size, frontier.root())
    assert made == [(1, n, tree_hash(leaves[256 * n : 256 * n + 256])) for n in range(size // 256)]


def test_a_tile_of_tiles_is_given_once_it_is_whole() -> None:
    growing = Growing()
    made = [node for _ in range(1 << 16) for node in growing.append(bytes(32))]
    assert [(level, place) for level, place, _ in made[-2:]] == [(1, 255), (2, 0)]
    assert made[-1][2] == growing.root()
