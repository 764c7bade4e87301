/** When the reporter's client changes the key of a case, and for whom (docs/spec/case.md, rule 8). */

import { isServing, receivers, recipientsOf } from "../../protocol/channels.js";
import { RECOVERY_READER } from "../../protocol/directory.js";
import { ChannelClosedError } from "../../protocol/errors.js";
import { HybridPublicKey } from "../../protocol/keys.js";
import { nameOf } from "../../protocol/newcase.js";
import { isExcluded } from "../../protocol/records.js";

/** @typedef {import("../../protocol/channels.js").Recipient} Recipient */
/** @typedef {import("../../protocol/dossier.js").Dossier} Dossier */
/** @typedef {import("../../protocol/trust.js").TrustBook} TrustBook */
/** @typedef {{today: string, released: string}} Days */

/**
 * Say whether the key must change before anything more is written: somebody who was granted it no longer stands in the
 * newest directory with that key, or the newest key is nobody's who counts.
 * @param {Dossier} dossier
 * @param {TrustBook} book
 */
export function isEpochDue(dossier, book) {
  if (dossier.chain.epochs !== dossier.epoch) return true;
  return readersOf(dossier).some(({ agency, reader, key }) => newestOf(agency, book)?.readerDigest(reader) !== key);
}

/**
 * Choose who gets the new key: everyone who read until now and still serves, under the key of the newest directory. If
 * that leaves fewer than its policy asks, those who receive new cases join them.
 * @param {Dossier} dossier
 * @param {TrustBook} book
 * @param {Days} days
 * @throws {ChannelClosedError} nobody is left.
 */
export function recipientsAfter(dossier, book, days) {
  const { agency, excluded } = dossier.chain.first;
  const chosen = new Map(staying(dossier, book, days).map((one) => [sortName(one.name), one]));
  const home = book.newest(agency);
  const people = [...chosen.values()].filter(({ name }) => name.reader !== RECOVERY_READER);
  if (people.length < home.document.policy.minimum_readers) {
    const joining = newcomers(home, days, people.length > 0);
    for (const one of joining) if (!isExcluded(one.name, home, excluded)) chosen.set(sortName(one.name), one);
  }
  const recipients = [...chosen.keys()].sort().map((name) => /** @type {Recipient} */ (chosen.get(name)));
  if (recipients.length === 0) throw new ChannelClosedError("nobody is left who could read");
  const agencies = [...new Set(recipients.map(({ name }) => name.agency))].sort();
  return { recipients, directories: agencies.map((code) => nameOf(book.newest(code))) };
}

/**
 * @param {Dossier} dossier
 * @param {TrustBook} book
 * @param {Days} days
 * @returns {Recipient[]}
 */
function staying(dossier, book, { today, released }) {
  const { excluded } = dossier.chain.first;
  return readersOf(dossier).flatMap(({ agency, reader }) => {
    const directory = newestOf(agency, book);
    const entry = directory?.entries.get(reader);
    const text = reader === RECOVERY_READER ? directory?.document.recovery?.reader_key : entry?.reader_key;
    if (!directory || text === undefined || isExcluded({ agency, reader }, directory, excluded)) return [];
    if (entry && !isServing(directory.document, entry, today, released)) return [];
    const key = HybridPublicKey.parse(text);
    return [{ name: { agency, reader, key: key.digest }, key }];
  });
}

/**
 * Give those who receive new cases; none if there are too few of them, as long as somebody else is left.
 * @param {import("../../protocol/trust.js").VerifiedDirectory} home
 * @param {Days} days
 * @param {boolean} isAnybodyLeft
 */
function newcomers(home, { today, released }, isAnybodyLeft) {
  try {
    return recipientsOf(home, receivers(home.document, today, released)).filter(
      ({ name }) => name.reader !== RECOVERY_READER,
    );
  } catch (error) {
    if (error instanceof ChannelClosedError && isAnybodyLeft) return [];
    throw error;
  }
}

/** @param {Dossier} dossier */
function readersOf({ newest }) {
  return [...newest.readers].map(([name, key]) => {
    const [agency, reader] = name.split("/");
    return { agency, reader, key };
  });
}

/**
 * @param {string} agency
 * @param {TrustBook} book
 */
function newestOf(agency, book) {
  return book.byAgency.get(agency)?.directories.at(-1);
}

/** @param {import("../../protocol/documents.d.ts").RecordReader} name */
function sortName({ agency, reader }) {
  return `${agency} ${reader}`;
}
