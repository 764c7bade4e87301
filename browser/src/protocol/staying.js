/**
 * Who stays with a case when its key changes, or when one reader more is added (docs/spec/case.md, rule 8).
 *
 * Asks the newest directories alone: whoever has left them, or is excluded, is given no key.
 */

import { isServing } from "./channels.js";
import { RECOVERY_READER } from "./directory.js";
import { isExcluded } from "./exclusions.js";
import { HybridPublicKey } from "./keys.js";
import { nameOf } from "./newcase.js";
import { makerReads, REPORTER } from "./records.js";

/** @typedef {import("./channels.js").Recipient} Recipient */
/** @typedef {import("./documents.d.ts").DirectoryName} DirectoryName */
/** @typedef {import("./documents.d.ts").ReaderRef} ReaderRef */
/** @typedef {import("./records.js").RecordChain} RecordChain */
/** @typedef {import("./records.js").VerifiedRecord} VerifiedRecord */
/** @typedef {import("./trust.js").TrustBook} TrustBook */
/** @typedef {{today: string, released: string}} Days */
/** @typedef {{chain: RecordChain, newest: VerifiedRecord}} Counted Verified records, and the newest that counts. */

/**
 * Say whether the key must change before anything more is written: somebody who was granted it no longer stands in the
 * newest directory with that key, whoever made the newest key has left the case, or it is nobody's who counts.
 * @param {Counted} counted
 * @param {TrustBook} book
 */
export function isEpochDue(counted, book) {
  if (counted.chain.epochs !== counted.newest.document.epoch) return true;
  if (!makerReads(counted.chain, counted.newest)) return true;
  return readersOf(counted).some(({ agency, reader, key }) => newestOf(agency, book)?.readerDigest(reader) !== key);
}

/**
 * List who reads a case by its newest record that counts, with the key digests it names.
 * @param {Counted} counted
 */
export function readersOf({ newest }) {
  return [...newest.readers].map(([name, key]) => {
    const [agency, reader] = name.split("/");
    return { agency, reader, key };
  });
}

/**
 * Give the agency whose officers handle a case, as far as its records tell: the governing one, until one of its officers
 * hands the case to another agency alone, or the reporter begins an epoch for officers of an agency that had it before.
 * A guest changes nothing (docs/spec/records.md, "Who handles a case").
 * @param {Counted} counted
 */
export function homeOf({ chain, newest }) {
  const homes = [chain.first.agency];
  for (const record of chain.records.slice(0, chain.records.indexOf(newest) + 1)) homes.push(homeAfter(record, homes));
  return /** @type {string} */ (homes.at(-1));
}

/**
 * @param {VerifiedRecord} record
 * @param {string[]} homes
 */
function homeAfter({ document: { author }, readers }, homes) {
  const names = [...readers.keys()].map((name) => name.split("/"));
  const agencies = new Set(names.filter(([, reader]) => reader !== RECOVERY_READER).map(([agency]) => agency));
  const home = /** @type {string} */ (homes.at(-1));
  if (agencies.has(home)) return home;
  if (author === REPORTER) return homes.findLast((one) => agencies.has(one)) ?? home;
  return author.agency === home && agencies.size === 1 ? [...agencies][0] : home;
}

/**
 * Give those who read until now and still serve, under the keys of the newest directories.
 * @param {Counted} counted
 * @param {TrustBook} book
 * @param {Days} days
 * @returns {Recipient[]}
 */
export function staying(counted, book, days) {
  return readersOf(counted).flatMap((reader) => recipientNow(counted, reader, book, days) ?? []);
}

/**
 * Give a reader as a recipient, if the newest directory lists them in service and nobody excludes them.
 * @param {Counted} counted
 * @param {ReaderRef} reader
 * @param {TrustBook} book
 * @param {Days} days
 * @returns {Recipient | null}
 */
export function recipientNow({ chain }, { agency, reader }, book, { today, released }) {
  const directory = newestOf(agency, book);
  const entry = directory?.entries.get(reader);
  const text = reader === RECOVERY_READER ? directory?.document.recovery?.reader_key : entry?.reader_key;
  if (!directory || text === undefined || isExcluded({ agency, reader }, directory, chain.first.excluded)) return null;
  if (entry && !isServing(directory.document, entry, today, released)) return null;
  const key = HybridPublicKey.parse(text);
  return { name: { agency, reader, key: key.digest }, key };
}

/**
 * Put recipients in record order, each once, and name the newest directories where they and their author stand.
 * @param {Recipient[]} chosen
 * @param {TrustBook} book
 * @param {string[]} more agencies that are to be named besides
 * @returns {{recipients: Recipient[], directories: DirectoryName[]}}
 */
export function addressed(chosen, book, more = []) {
  const byName = new Map(chosen.map((one) => [`${one.name.agency} ${one.name.reader}`, one]));
  const recipients = [...byName.keys()].sort().map((name) => /** @type {Recipient} */ (byName.get(name)));
  const agencies = [...new Set([...recipients.map(({ name }) => name.agency), ...more])].sort();
  return { recipients, directories: agencies.map((code) => nameOf(book.newest(code))) };
}

/**
 * Give an agency's newest directory, if it has one.
 * @param {string} agency
 * @param {TrustBook} book
 */
export function newestOf(agency, book) {
  return book.byAgency.get(agency)?.directories.at(-1);
}
