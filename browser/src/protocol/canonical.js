/**
 * Canonical JSON (docs/spec/json.md): RFC 8785 with strings, integers 0 to 2^53-1, arrays and objects only.
 *
 * Parsing accepts exactly the bytes that `serialise` writes; everything two JSON parsers could read in two ways is
 * thereby refused: repeated names, floats, big integers, lone surrogates, other spellings of one string.
 */

import { equal, fromUtf8, utf8 } from "./bytes.js";
import { FormatError } from "./errors.js";

/** How deep documents may nest, at most. */
export const MAX_DEPTH = 32;

/**
 * @typedef {string | number | JsonValue[] | {[name: string]: JsonValue}} JsonValue
 */

/**
 * Write a value in its one canonical form.
 * @param {unknown} value members that are undefined are left out
 * @returns {Uint8Array<ArrayBuffer>}
 * @throws {FormatError} a value that canonical JSON does not know.
 */
export function serialise(value) {
  return utf8(text(value, 0));
}

/**
 * Read canonical JSON.
 * @param {Uint8Array} bytes
 * @returns {JsonValue}
 * @throws {FormatError} anything that `serialise` would not have written.
 */
export function parse(bytes) {
  const value = parseLoosely(bytes);
  requireCanonical(bytes, value);
  return value;
}

/**
 * Read JSON that may not be canonical yet, for a caller who looks at it before `requireCanonical`.
 * @param {Uint8Array} bytes
 * @returns {any}
 * @throws {FormatError} not JSON in UTF-8.
 */
export function parseLoosely(bytes) {
  try {
    return JSON.parse(fromUtf8(bytes));
  } catch {
    throw new FormatError("not JSON");
  }
}

/**
 * Refuse bytes that are not the canonical form of the value read from them.
 * @param {Uint8Array} bytes
 * @param {unknown} value
 * @throws {FormatError}
 */
export function requireCanonical(bytes, value) {
  if (!equal(serialise(value), bytes)) throw new FormatError("not canonical JSON");
}

/**
 * @param {unknown} value
 * @param {number} depth
 * @returns {string}
 */
function text(value, depth) {
  if (depth > MAX_DEPTH) throw new FormatError("nested too deep");
  if (typeof value === "string") return stringText(value);
  if (typeof value === "number") return integerText(value);
  if (Array.isArray(value)) return `[${value.map((item) => text(item, depth + 1)).join(",")}]`;
  if (typeof value !== "object" || value === null) throw new FormatError("a kind of value that is not used");
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${members.map(([name, member]) => `${stringText(name)}:${text(member, depth + 1)}`).join(",")}}`;
}

/** @param {string} value */
function stringText(value) {
  if (!isWellFormed(value)) throw new FormatError("text is not well-formed");
  return JSON.stringify(value); // RFC 8785 section 3.2.2.2 takes ECMAScript's own escapes
}

/** @param {number} value */
function integerText(value) {
  if (!Number.isSafeInteger(value) || value < 0 || Object.is(value, -0)) throw new FormatError("not a counting number");
  return String(value);
}

/**
 * Say whether text has no lone surrogates.
 * @param {string} value
 */
export function isWellFormed(value) {
  return !/\p{Surrogate}/u.test(value);
}
