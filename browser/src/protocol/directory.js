/**
 * The three signed documents that rule the keys, one document at a time (docs/spec/directory.md).
 *
 * Chains and anchors are in `trust.js`; here a document is looked at on its own.
 */

import { b64url, concat, sha256, utf8 } from "./bytes.js";
import { FormatError, TrustError } from "./errors.js";
import { HybridPublicKey, VerifyKey } from "./keys.js";
import { REPLYING } from "./shapes.js";

/** @typedef {import("./documents.d.ts").Roots} Roots */
/** @typedef {import("./documents.d.ts").Directory} Directory */
/** @typedef {import("./documents.d.ts").Agencies} Agencies */
/** @typedef {import("./documents.d.ts").ReaderEntry} ReaderEntry */

/** Agency code of the installation itself, whose roots sign the agencies document. */
export const INSTALLATION = "00";
/** Reader id of an agency's recovery key. */
export const RECOVERY_READER = "recovery";
const RESERVED = [RECOVERY_READER, "reporter", "custodian"];
const LEAST_THRESHOLD = 2;
const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

/**
 * Name a signed document by the SHA-256 of its payload.
 * @param {Uint8Array} payload
 */
export function documentDigest(payload) {
  return b64url(sha256(payload));
}

/**
 * Give the distinct root keys.
 * @param {Roots} roots
 */
export function rootKeys(roots) {
  const keys = new Map(roots.keys.map((entry) => [entry.key, VerifyKey.parse(entry.key)]));
  return [...keys.values()];
}

/**
 * Give the whole fingerprint of an agency's roots as base64url, for anchors:
 * SHA-256("wbs/v1/roots" ‖ 0 ‖ agency code ‖ 0 ‖ threshold as one byte ‖ sorted raw keys).
 * @param {Roots} roots
 */
export function rootsFingerprint(roots) {
  const raws = rootKeys(roots).map((key) => key.raw);
  raws.sort(byBytes);
  const head = concat(utf8("wbs/v1/roots\0"), utf8(roots.agency), Uint8Array.of(0, roots.threshold));
  return b64url(sha256(head, ...raws));
}

/**
 * Say whether the officer's role may reply.
 * @param {ReaderEntry} entry
 */
export function mayReply(entry) {
  return entry.roles.some((role) => REPLYING.includes(role));
}

/**
 * Refuse a text that is no calendar day.
 * @param {string} text YYYY-MM-DD
 * @throws {FormatError} no such day.
 */
export function checkDay(text) {
  const day = new Date(`${text}T00:00:00Z`);
  const isDay = DAY.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
  if (!isDay || text.startsWith("0000")) throw new FormatError("no such day");
  return text;
}

/**
 * Check one roots document on its own.
 * @param {Roots} roots
 * @throws {TrustError} repeated keys, a threshold below 2 or above the number of keys, or shares that do not add up.
 */
export function checkRoots(roots) {
  const keys = rootKeys(roots);
  if (keys.length !== roots.keys.length) throw new TrustError("a root key stands twice");
  if (roots.threshold > keys.length) throw new TrustError("the threshold exceeds the number of root keys");
  if (roots.threshold < LEAST_THRESHOLD) throw new TrustError("a threshold of one is nobody's control");
  if (roots.recovery) {
    const { holders, threshold } = roots.recovery;
    if (!isDistinct(holders) || threshold > holders.length) throw new TrustError("recovery shares do not add up");
  }
  checkFirst(roots);
  return roots;
}

/**
 * Check one directory on its own.
 * @param {Directory} directory
 * @throws {TrustError} repeated or reserved ids, repeated keys, a custodian who reads cases, dates out of order, or a
 *   reader whose service is over.
 * @throws {FormatError} a day that does not exist, or a key that is none.
 */
export function checkDirectory(directory) {
  const ids = directory.readers.map((entry) => entry.id);
  if (!isDistinct(ids) || ids.some((id) => RESERVED.includes(id))) {
    throw new TrustError("a reader id stands twice or is reserved");
  }
  checkKeys(directory, ids);
  const days = [directory.issued, directory.renew_by, directory.expires].map(checkDay);
  if (days[0] > days[1] || days[1] > days[2]) throw new TrustError("the directory's dates are out of order");
  for (const entry of directory.readers) checkService(entry, directory.issued);
  checkFirst(directory);
  return directory;
}

/**
 * Check one agencies document on its own.
 * @param {Agencies} agencies
 * @throws {TrustError} an agency or a rank stands twice, or a parent or route leads outside the document.
 */
export function checkAgencies(agencies) {
  const codes = agencies.agencies.map((entry) => entry.agency);
  if (!isDistinct(codes) || codes.includes(INSTALLATION)) throw new TrustError("an agency stands twice or is reserved");
  for (const entry of agencies.agencies) {
    const targets = entry.routes.map((route) => route.agency).concat(entry.parent ?? []);
    const isComplete = targets.every((code) => codes.includes(code));
    if (!isDistinct(entry.routes.map((route) => route.rank)) || !isComplete) {
      throw new TrustError("a rank stands twice, or a route leads nowhere");
    }
  }
  checkDay(agencies.issued);
  checkFirst(agencies);
  return agencies;
}

/**
 * Refuse an entry that is over: whoever has left is not listed, since `until` stops new grants only.
 * @param {ReaderEntry} entry
 * @param {string} issued
 */
function checkService({ since, until }, issued) {
  checkDay(since);
  if (until !== undefined && (checkDay(until) < since || until < issued)) {
    throw new TrustError("a reader's service ended before the directory was issued, or before it began");
  }
}

/**
 * @param {Directory} directory
 * @param {string[]} ids
 */
function checkKeys(directory, ids) {
  const { custodian, recovery, readers } = directory;
  if (custodian && ids.includes(custodian.id)) throw new TrustError("the custodian is also a reader");
  const holders = custodian ? [...readers, custodian] : readers;
  const readerKeys = [...holders, ...(recovery ? [recovery] : [])].map((entry) => entry.reader_key);
  const verifyKeys = [...holders, ...(recovery ? [recovery] : [])].map((entry) => entry.verify_key);
  for (const text of readerKeys) HybridPublicKey.parse(text);
  for (const text of verifyKeys) VerifyKey.parse(text);
  if (!isDistinct(readerKeys) || !isDistinct(verifyKeys)) throw new TrustError("a key stands twice in the directory");
}

/** @param {{version: number, previous?: string}} document */
function checkFirst(document) {
  if ((document.version === 1) !== (document.previous === undefined)) {
    throw new TrustError("only a first version has no previous one");
  }
}

/** @param {string[]} values */
function isDistinct(values) {
  return new Set(values).size === values.length;
}

/**
 * @param {Uint8Array} left
 * @param {Uint8Array} right of the same length
 */
function byBytes(left, right) {
  for (let at = 0; at < left.length; at += 1) if (left[at] !== right[at]) return left[at] - right[at];
  return 0;
}
