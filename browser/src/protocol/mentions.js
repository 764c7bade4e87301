/**
 * Who of a list stands in a running text: by the whole name in whatever order, or by two parts that few others bear. The
 * portal without scripts looks for the same (`mentions.py`).
 *
 * The text is gone through once, however long the list is: a story has a hundred thousand letters.
 */

import { COMMON } from "./common-names.js";
import { isNear, isNumber, wordsOf } from "./spelling.js";

/** @typedef {import("./spelling.js").Words} Words */
/** Where a part of some name stands, among the words that are neither titles nor posts. */
/** @typedef {{place: number, part: string, isInitial: boolean}} Hit */

const NEAR_CHARS = 6;
const SPREAD_CHARS = 24;
const ROW_CHARS = 8;
const GAP = 2;
const SAID_COMMON = new Set(wordsOf(COMMON).all.map(({ spelt }) => spelt));

/** A text, looked through for some names. */
export class Mentions {
  /** @type {Map<string, Hit[]>} */
  #hits = new Map();
  /** @type {Set<string>} Words that may be somebody's only name. */
  #alone;
  #line;
  #row;

  /**
   * @param {Words} story
   * @param {Words[]} people
   */
  constructor(story, people) {
    this.#row = story.row;
    this.#line = lineOf(story);
    const lexicon = lexiconOf(new Set(people.flatMap(partsOf)));
    const alike = new Map([...new Set(story.telling)].map((word) => [word, partsLike(lexicon, word)]));
    for (const [place, word] of story.telling.entries()) {
      for (const part of alike.get(word) ?? []) {
        const hits = this.#hits.get(part) ?? [];
        this.#hits.set(part, hits);
        hits.push({ place, part, isInitial: word.length === 1 });
      }
    }
    const titled = story.all.filter((_, at) => story.all[at - 1]?.isFormal).map(({ spelt }) => spelt);
    this.#alone = new Set([...story.telling.filter((word) => !SAID_COMMON.has(word)), ...titled]);
  }

  /**
   * Say whether the text has somebody's whole name, or two parts of it of which one is rare, near each other. A name of
   * one part has to be rare, or to stand behind a title.
   * @param {Words} named
   */
  hasPerson(named) {
    const parts = partsOf(named);
    if (parts.length === 1) return this.#alone.has(parts[0]);
    const isLong = parts.length > 1 && named.joined.length >= ROW_CHARS;
    return (isLong && this.#row.includes(named.joined)) || this.#standNear(parts);
  }

  /**
   * Say whether the text has a unit's or office's whole name of at least two telling words, in its order.
   * @param {Words} named
   */
  hasUnit(named) {
    return named.telling.length > 1 && this.#line.includes(lineOf(named));
  }

  /** @param {string[]} parts */
  #standNear(parts) {
    const seen = new Map();
    const begun = new Map();
    const hits = parts.flatMap((part) => this.#hits.get(part) ?? []);
    hits.sort((one, other) => one.place - other.place || (one.part < other.part ? -1 : 1));
    for (const hit of hits) {
      (hit.isInitial ? begun : seen).set(hit.part, hit.place);
      const near = nearTo(hit.place - parts.length - GAP, seen);
      const short = nearTo(hit.place - parts.length - GAP, begun);
      if (parts.length > 1 && near.length === parts.length) return true;
      if (new Set([...near, ...short]).size > 1 && near.some((part) => !SAID_COMMON.has(part))) return true;
    }
    return false;
  }
}

/**
 * @param {number} place
 * @param {Map<string, number>} seen
 */
function nearTo(place, seen) {
  return [...seen].filter(([, at]) => at > place).map(([part]) => part);
}

/**
 * Find parts of names by words that are alike, one letter apart, or an initial.
 * @param {Set<string>} parts
 */
function lexiconOf(parts) {
  /** @type {Map<string, Set<string>>} */
  const lexicon = new Map();
  for (const part of parts) {
    for (const key of [[...part][0], ...spread(part)]) lexicon.set(key, (lexicon.get(key) ?? new Set()).add(part));
  }
  return lexicon;
}

/**
 * List the parts that a word may be.
 * @param {Map<string, Set<string>>} lexicon
 * @param {string} word
 */
function partsLike(lexicon, word) {
  const found = new Set(spread(word).flatMap((key) => [...(lexicon.get(key) ?? [])]));
  return [...found].filter((part) => word.length === 1 || part === word || isNear(part, word, NEAR_CHARS));
}

/**
 * Give a word, and what is left of a long one without each of its letters.
 * @param {string} word
 */
function spread(word) {
  const isSpread = NEAR_CHARS <= word.length && word.length <= SPREAD_CHARS;
  return [word, ...(isSpread ? [...word].map((_, at) => word.slice(0, at) + word.slice(at + 1)) : [])];
}

/**
 * Give the words of a name that tell who it is, each once.
 * @param {Words} named
 */
function partsOf({ telling }) {
  return [...new Set(telling)].filter((word) => word.length > 1 && /^\p{L}+$/u.test(word) && !isNumber(word));
}

/**
 * Give all words but titles, parted by single spaces, so that whole ones can be looked for.
 * @param {Words} words
 */
function lineOf({ all }) {
  return `${all.map(({ spelt, isTitle }) => (isTitle ? "" : ` ${spelt}`)).join("")} `;
}
