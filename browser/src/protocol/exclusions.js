/**
 * Who must never get a key of a case: officers, units, offices, whole agencies (docs/spec/records.md, "Epoch record").
 *
 * Says of people in verified directories whether a record excludes them; chooses nobody (`channels.js` does).
 */

import { utf8 } from "./bytes.js";
import { RECOVERY_READER } from "./directory.js";
import { FormatError } from "./errors.js";

/** @typedef {import("./documents.d.ts").Exclusion} Exclusion */
/** @typedef {import("./documents.d.ts").ReaderRef} ReaderRef */
/** @typedef {import("./trust.js").TrustBook} TrustBook */
/** @typedef {import("./trust.js").VerifiedDirectory} VerifiedDirectory */

/**
 * Check that no exclusion names both an officer and a unit.
 * @param {Exclusion[]} excluded
 * @throws {FormatError} one does.
 */
export function checkExclusions(excluded) {
  if (excluded.some(({ reader, unit }) => reader !== undefined && unit !== undefined)) {
    throw new FormatError("an exclusion names a reader or a unit");
  }
}

/**
 * Say whether a reader is among the exclusions: by id, by unit, or with the whole agency. The recovery key is, too,
 * where those excluded hold as many of its shares as restore it.
 * @param {ReaderRef} named
 * @param {VerifiedDirectory} directory
 * @param {Exclusion[]} excluded
 */
export function isExcluded({ agency, reader }, directory, excluded) {
  if (reader !== RECOVERY_READER) {
    return isPostExcluded(agency, { id: reader, unit: directory.entries.get(reader)?.unit }, excluded);
  }
  const own = excluded.filter((one) => one.agency === agency);
  if (own.some((one) => isWhole(one) || one.reader === reader)) return true;
  const shares = directory.roots.recovery;
  const held = new Set(own.map(({ unit }) => unit).filter((unit) => shares?.holders.includes(unit ?? "")));
  return shares !== undefined && held.size >= shares.threshold;
}

/**
 * Say whether whoever holds a post of a directory, reader or custodian, is among the exclusions.
 * @param {string} agency
 * @param {{id: string, unit: string | undefined}} post
 * @param {Exclusion[]} excluded
 */
export function isPostExcluded(agency, { id, unit }, excluded) {
  return excluded.some(
    (one) => one.agency === agency && (isWhole(one) || one.reader === id || (unit !== undefined && one.unit === unit)),
  );
}

/**
 * Say whether one of those excluded holds a root key that signs this directory, or its whole agency is excluded.
 * @param {VerifiedDirectory} directory
 * @param {Exclusion[]} excluded
 */
export function rulesItself({ document, roots }, excluded) {
  const offices = roots.keys.map(({ office }) => office);
  return excluded.some(
    (one) => one.agency === document.agency && (isWhole(one) || (one.unit !== undefined && offices.includes(one.unit))),
  );
}

/**
 * Give exclusions the form in which they stand in a record: complete, in order, each once.
 *
 * Whoever is in an excluded unit today is named besides: neither a new name of the unit nor another desk lets them in
 * later. Whoever excludes somebody that signs an agency's directory excludes the agency: its officers are listed by that
 * hand. Beside a whole agency nobody of it is named.
 * @param {Exclusion[]} excluded
 * @param {TrustBook} book
 * @returns {Exclusion[]}
 * @throws {FormatError} one names both an officer and a unit.
 */
export function normalised(excluded, book) {
  checkExclusions(excluded);
  /** @type {Exclusion[]} */
  const whole = excluded.filter((one) => isWhole(one) || signs(one, book)).map(({ agency }) => ({ agency }));
  const named = excluded.filter(({ agency }) => !whole.some((one) => one.agency === agency));
  const kept = new Map();
  for (const one of [...whole, ...named, ...named.flatMap((unit) => members(unit, book))]) {
    kept.set(`${one.agency}\0${one.reader ?? ""}\0${one.unit ?? ""}`, one);
  }
  const texts = [...kept.keys()].map((text) => ({ text, bytes: utf8(text) }));
  return texts.sort((left, right) => inBytes(left.bytes, right.bytes)).map(({ text }) => kept.get(text));
}

/**
 * Say whether an excluded office holds a root key of its agency.
 * @param {Exclusion} exclusion
 * @param {TrustBook} book
 */
function signs({ agency, unit }, book) {
  return (
    book.byAgency
      .get(agency)
      ?.roots.at(-1)
      ?.document.keys.some(({ office }) => office === unit) ?? false
  );
}

/**
 * Name everybody who is in an excluded unit by the agency's newest directory, the custodian too.
 * @param {Exclusion} exclusion
 * @param {TrustBook} book
 * @returns {Exclusion[]}
 */
function members({ agency, unit }, book) {
  if (unit === undefined || !book.isOpen(agency)) return [];
  const { readers, custodian } = book.newest(agency).document;
  const posts = custodian ? [...readers, custodian] : readers;
  return posts.filter((post) => post.unit === unit).map(({ id }) => ({ agency, reader: id }));
}

/** @param {Exclusion} exclusion */
function isWhole({ reader, unit }) {
  return reader === undefined && unit === undefined;
}

/**
 * Compare by UTF-8, as Python orders texts; JavaScript's own order differs above U+FFFF.
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 */
function inBytes(left, right) {
  const at = left.findIndex((byte, place) => byte !== right[place]);
  return at < 0 ? left.length - right.length : left[at] - (right[at] ?? -1);
}
