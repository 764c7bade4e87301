/**
 * Says which cases may tell the same matter, from what the officer's own browser has opened of them. The server, which
 * reads no title, cannot.
 */

/** @typedef {{title?: string, unit?: string, category?: string}} Told */

const SHORTEST = 4;
const UNIT_WEIGHT = 0.35;
const CATEGORY_WEIGHT = 0.15;
const TITLE_WEIGHT = 0.5;
/** From which likeness on a case is worth a look. */
export const LIKE = 0.45;

/**
 * Give how much alike two cases sound: 0 for nothing in common, 1 for the same words, unit and category.
 * @param {Told} one
 * @param {Told} other
 */
export function likeness(one, other) {
  const category = one.category !== undefined && one.category === other.category ? CATEGORY_WEIGHT : 0;
  return TITLE_WEIGHT * shared(one.title, other.title) + UNIT_WEIGHT * shared(one.unit, other.unit) + category;
}

/**
 * Give the share of words that two texts have in common.
 * @param {string | undefined} one
 * @param {string | undefined} other
 */
function shared(one, other) {
  const [first, second] = [wordsOf(one), wordsOf(other)];
  const all = new Set([...first, ...second]);
  return all.size === 0 ? 0 : [...first].filter((word) => second.has(word)).length / all.size;
}

/**
 * List the words that say something.
 * @param {string | undefined} text
 */
function wordsOf(text = "") {
  const words =
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.filter((word) => word.length >= SHORTEST || /\p{N}/u.test(word)));
}
