/**
 * Who of a list stands in a running text: by the whole name in whatever order, or by two parts that few others bear. The
 * portal without scripts looks for the same (`mentions.py`).
 *
 * The text is gone through once, however long the list is: a story has a hundred thousand letters.
 */

import { COMMON } from "./common-names.js";
import { isNear, isNumber, wordsOf } from "./spelling.js";

/** @typedef {import("./spelling.js").Words} Words */
/** What stands in some words that follow each other: parts of names, and initials. */
/** @typedef {{parts: Set<string>, initials: Set<string>}} Window */

const NEAR_CHARS = 6;
const SPREAD_CHARS = 24;
const ROW_CHARS = 8;
const REACH = 4;
const SAID_COMMON = new Set(wordsOf(COMMON).all.map(({ spelt }) => spelt));

/** A text, looked through for some names. */
export class Mentions {
  /** @type {Map<string, Window[]>} By the parts in them. */
  #windows = new Map();
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
    for (const window of windowsOf(story.telling, alike)) {
      for (const part of window.parts) {
        if (!this.#windows.has(part)) this.#windows.set(part, []);
        this.#windows.get(part)?.push(window);
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
    if (isLong && this.#row.includes(named.joined)) return true;
    return parts.some((part) => (this.#windows.get(part) ?? []).some((window) => isTold(parts, window)));
  }

  /**
   * Say whether the text has a unit's or office's whole name of at least two telling words, in its order.
   * @param {Words} named
   */
  hasUnit(named) {
    return named.telling.length > 1 && this.#line.includes(lineOf(named));
  }
}

/**
 * Give what stands near each other in a text, each combination once however often it stands there.
 * @param {string[]} telling
 * @param {Map<string, string[]>} alike
 * @returns {Window[]}
 */
function windowsOf(telling, alike) {
  const partsOfWord = (/** @type {string} */ word) => alike.get(word) ?? [];
  const found = new Map();
  for (const [at, word] of telling.entries()) {
    if (partsOfWord(word).length === 0 && word.length > 1) continue;
    const near = telling.slice(Math.max(0, at + 1 - REACH), at + 1);
    const parts = [...new Set(near.flatMap(partsOfWord))].sort();
    const initials = [...new Set(near.filter((one) => one.length === 1))].sort();
    found.set(`${parts.join(" ")},${initials.join(" ")}`, { parts: new Set(parts), initials: new Set(initials) });
  }
  return [...found.values()];
}

/**
 * @param {string[]} parts
 * @param {Window} window
 */
function isTold(parts, window) {
  const near = parts.filter((part) => window.parts.has(part));
  if (near.length === parts.length) return true;
  const short = parts.filter((part) => !window.parts.has(part) && window.initials.has(part[0]));
  return near.length + short.length > 1 && near.some((part) => !SAID_COMMON.has(part));
}

/**
 * Find parts of names by words that are the same, or long and one letter apart.
 * @param {Set<string>} parts
 */
function lexiconOf(parts) {
  /** @type {Map<string, Set<string>>} */
  const lexicon = new Map();
  for (const part of parts) {
    for (const key of spread(part)) lexicon.set(key, (lexicon.get(key) ?? new Set()).add(part));
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
  return [...found].filter((part) => part === word || isNear(part, word, NEAR_CHARS));
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
