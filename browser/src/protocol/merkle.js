/**
 * Hash trees as in RFC 6962 section 2.1: roots, inclusion and consistency proofs (docs/spec/audit.md).
 *
 * Which ranges of leaves a proof consists of follows from sizes and places alone; the server only says their roots.
 */

import { equal, sha256 } from "./bytes.js";
import { FormatError, TrustError } from "./errors.js";

const HASH_BYTES = 32;
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const EMPTY_ROOT = sha256(new Uint8Array());

/** @typedef {[start: number, end: number]} Range Leaves from the first number up to, and without, the second. */
/** @typedef {{size: number, root: Uint8Array}} Tree */

/**
 * Hash one entry as a leaf.
 * @param {Uint8Array} entry
 */
export function leafHash(entry) {
  return sha256(LEAF, entry);
}

/**
 * Hash two subtrees into one.
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 */
export function nodeHash(left, right) {
  return sha256(NODE, left, right);
}

/** A tree that grows leaf by leaf; keeps only the roots of its complete subtrees. */
export class Growing {
  size = 0;
  /** @type {Uint8Array[]} */
  #peaks = [];

  /** @param {Uint8Array} leaf */
  append(leaf) {
    let node = leaf;
    for (let left = this.size; left % 2 === 1; left = (left - 1) / 2) {
      node = nodeHash(/** @type {Uint8Array} */ (this.#peaks.pop()), node);
    }
    this.#peaks.push(node);
    this.size += 1;
  }

  /** The root of what was added so far. */
  get root() {
    const [last, ...others] = [...this.#peaks].reverse();
    return last ? others.reduce((root, peak) => nodeHash(peak, root), last) : EMPTY_ROOT;
  }
}

/**
 * Give the ranges whose roots prove the leaf at `place` in a tree of `size`, lowest first.
 * @param {number} place
 * @param {number} size
 * @returns {Range[]}
 * @throws {FormatError} the tree has no such leaf.
 */
export function inclusionRanges(place, size) {
  requireCounts(place, size);
  if (place >= size) throw new FormatError("no such leaf in the tree");
  let [start, end] = [0, size];
  /** @type {Range[]} */
  const path = [];
  while (end - start > 1) {
    const middle = start + leftWidth(end - start);
    if (place < middle) {
      path.unshift([middle, end]);
      end = middle;
    } else {
      path.unshift([start, middle]);
      start = middle;
    }
  }
  return path;
}

/**
 * Give the ranges whose roots prove that a tree of `next` leaves grew out of one of `old`.
 * @param {number} old
 * @param {number} next
 * @returns {Range[]}
 * @throws {FormatError} `old` is larger.
 */
export function consistencyRanges(old, next) {
  requireCounts(old, next);
  if (old > next) throw new FormatError("a tree does not grow by losing leaves");
  if (old === 0 || old === next) return [];
  let [start, end, isWhole] = [0, next, true];
  /** @type {Range[]} */
  const path = [];
  while (old !== end) {
    const middle = start + leftWidth(end - start);
    if (old <= middle) {
      path.unshift([middle, end]);
      end = middle;
    } else {
      path.unshift([start, middle]);
      start = middle;
      isWhole = false;
    }
  }
  return isWhole ? path : [[start, end], ...path];
}

/**
 * Verify that a leaf hash stands at `place` of a tree.
 * @param {Uint8Array} leaf
 * @param {number} place
 * @param {Tree} tree
 * @param {Uint8Array[]} path
 * @throws {FormatError} the tree has no such place.
 * @throws {TrustError} the path is too short, too long, or leads to another root.
 */
export function verifyInclusion(leaf, place, { size, root }, path) {
  const ranges = inclusionRanges(place, size);
  requireLength(path, ranges);
  const found = path.reduce(
    (node, part, at) => (ranges[at][0] > place ? nodeHash(node, part) : nodeHash(part, node)),
    leaf,
  );
  if (!equal(found, root)) throw new TrustError("the entry does not stand in the tree");
}

/**
 * Verify that the tree `next` begins with the whole tree `old`.
 * @param {Tree} old
 * @param {Tree} next
 * @param {Uint8Array[]} path
 * @throws {FormatError} `old` is the larger one.
 * @throws {TrustError} the path is too short, too long, or leads to other roots.
 */
export function verifyConsistency(old, next, path) {
  const ranges = consistencyRanges(old.size, next.size);
  requireLength(path, ranges);
  const isGrown = ranges.length > 0 ? leadsToBoth(old, next, ranges, path) : isTrivial(old, next);
  if (!isGrown) throw new TrustError("the tree did not grow out of the earlier one");
}

/**
 * @param {Tree} old
 * @param {Tree} next
 * @param {Range[]} ranges
 * @param {Uint8Array[]} path
 */
function leadsToBoth(old, next, ranges, path) {
  const isComplete = ranges[0][1] > old.size; // then the old root is itself what the path begins with
  let before = isComplete ? old.root : path[0];
  let after = before;
  for (let at = isComplete ? 0 : 1; at < path.length; at += 1) {
    if (ranges[at][0] >= old.size) {
      after = nodeHash(after, path[at]);
    } else {
      before = nodeHash(path[at], before);
      after = nodeHash(path[at], after);
    }
  }
  return equal(before, old.root) && equal(after, next.root);
}

/**
 * @param {Tree} old
 * @param {Tree} next
 */
function isTrivial(old, next) {
  return equal(old.root, old.size === 0 ? EMPTY_ROOT : next.root) && (next.size > 0 || equal(next.root, EMPTY_ROOT));
}

/**
 * @param {Uint8Array[]} path
 * @param {Range[]} ranges
 */
function requireLength(path, ranges) {
  if (path.length !== ranges.length || path.some((part) => part.length !== HASH_BYTES)) {
    throw new TrustError("a proof with too few or too many steps");
  }
}

/** @param {...number} counts */
function requireCounts(...counts) {
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0)) throw new FormatError("not a count");
}

/**
 * Give the largest power of two below `width`, which is at least 2.
 * @param {number} width
 */
function leftWidth(width) {
  let power = 1;
  while (power * 2 < width) power *= 2;
  return power;
}
