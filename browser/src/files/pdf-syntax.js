/** PDF's syntax as far as metadata needs it: one dictionary and its strings (ISO 32000-2, section 7.3). */

import { plain, RAW_LIMIT, unhex } from "./text.js";

/** @typedef {import("./findings.js").Findings} Findings */
/**
 * A dictionary: values by key as they are written, tokens parted by spaces; and where it ends in the text.
 * @typedef {{entries: Map<string, string>, end: number}} Dictionary
 */

const TOKEN =
  /[\0\t\n\f\r ]+|%[^\r\n]*|<<|>>|<[^<>]*>|\/[^\0\t\n\f\r ()<>[\]{}/%]*|[[\]{}]|[^\0\t\n\f\r ()<>[\]{}/%]+/y;
const IN_STRING = /[^()\\]+|\\[^]|[()]/y;
/** @type {Record<string, string>} */
const ESCAPED = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", "\r\n": "", "\n": "", "\r": "" };
/** Most characters of one value that are kept. */
const LIMIT = 1 << 13;

/**
 * Read the dictionary that begins at a place; nothing if there is none, or it does not end.
 * @param {string} text
 * @param {number} at
 * @param {Findings} findings
 * @returns {Dictionary | undefined}
 * @throws {Stop} part: more words than one file may have.
 */
export function parseDictionary(text, at, findings) {
  /** @type {Map<string, string>} */
  const entries = new Map();
  let [key, depth] = ["", 0];
  for (let end = endOfToken(text, at, findings); end > at; end = endOfToken(text, at, findings)) {
    findings.spend();
    const word = text.slice(at, end);
    at = end;
    if (/^[\0\t\n\f\r %]/.test(word)) continue;
    if (word === ">>" || word === "]") depth -= 1;
    if (depth === 1 && word[0] === "/" && (!key || entries.get(key))) entries.set((key = word), "");
    else if (depth && key) entries.set(key, `${entries.get(key)} ${word}`.replace(/^ +/, "").slice(0, LIMIT));
    if (word === "<<" || word === "[") depth += 1;
    if (depth === 0) return word === ">>" ? { entries, end: at } : undefined;
  }
  return undefined;
}

/**
 * Give where the token ends, or `at` if there is none.
 * @param {string} text
 * @param {number} at
 * @param {Findings} findings
 */
function endOfToken(text, at, findings) {
  if (text[at] !== "(") return matchAt(TOKEN, text, at)?.end ?? at;
  let depth = 0;
  for (let found = matchAt(IN_STRING, text, at); found; found = matchAt(IN_STRING, text, found.end)) {
    findings.spend();
    depth += Number(found[0] === "(") - Number(found[0] === ")");
    if (depth === 0) return found.end;
  }
  return at;
}

/**
 * Match a sticky expression at a place; `end` is where the match ends.
 * @param {RegExp} expression
 * @param {string} text
 * @param {number} at
 */
export function matchAt(expression, text, at) {
  expression.lastIndex = at;
  const match = expression.exec(text);
  return match && Object.assign(match, { end: expression.lastIndex });
}

/**
 * Give the text of a string as it is written; nothing for another kind of value.
 * @param {string} value
 */
export function stringOf(value) {
  let raw;
  if (value[0] === "(") {
    const inner = value.slice(1, -1).slice(0, 4 * RAW_LIMIT);
    const bytes = inner.replace(/\\([0-7]{1,3}|\r\n|[^])/g, (_, /** @type {string} */ code) => unescaped(code));
    raw = Uint8Array.from(bytes, (char) => char.charCodeAt(0));
  } else if (value[0] === "<" && value[1] !== "<") raw = unhex(value.slice(0, 4 * RAW_LIMIT));
  else return undefined;
  return plain(raw);
}

/** @param {string} code */
function unescaped(code) {
  return /^[0-7]/.test(code) ? String.fromCharCode(parseInt(code, 8) & 0xff) : (ESCAPED[code] ?? code);
}
