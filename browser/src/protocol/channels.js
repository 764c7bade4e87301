/**
 * Who receives a new case: the agency that governs it, and those of its directory who serve today
 * (docs/spec/directory.md).
 */

import { RECOVERY_READER } from "./directory.js";
import { ChannelClosedError } from "./errors.js";
import { HybridPublicKey } from "./keys.js";
import { RECEIVING } from "./shapes.js";

/** @typedef {import("./documents.d.ts").Agencies} Agencies */
/** @typedef {import("./documents.d.ts").Directory} Directory */
/** @typedef {import("./documents.d.ts").ReaderEntry} ReaderEntry */
/** @typedef {import("./documents.d.ts").RecordReader} RecordReader */
/** @typedef {import("./trust.js").VerifiedDirectory} VerifiedDirectory */

/**
 * One reader of a record, with the key that a grant is sealed to.
 * @typedef {{name: RecordReader, key: HybridPublicKey}} Recipient
 */
/** @typedef {"current" | "renewal-due" | "grace" | "expired"} Standing */

const DAY_MS = 86_400_000;
/** The rank of whom the reporter cannot place: read by the level above, unless the table routes it elsewhere. */
export const UNKNOWN_RANK = "unknown";

/**
 * Give the agency whose directory rules a report about `rank` at `agency`; about an unknown one, the one above.
 * @param {Agencies} agencies
 * @param {string} agency
 * @param {string} rank
 * @throws {ChannelClosedError} no agency of the installation may receive it.
 */
export function governing(agencies, agency, rank) {
  const entry = agencies.agencies.find((candidate) => candidate.agency === agency);
  const route = entry?.routes.find((candidate) => candidate.rank === rank)?.agency;
  const code = route ?? (rank === UNKNOWN_RANK ? entry?.parent : undefined);
  if (code === undefined) throw new ChannelClosedError("no agency may receive a report about this rank");
  return code;
}

/**
 * Say what the directory's dates allow for sealing new cases.
 * @param {Directory} directory
 * @param {string} today YYYY-MM-DD
 * @param {string} released day of this release
 * @returns {Standing}
 */
export function standing(directory, today, released) {
  const day = effectiveDay(today, released, directory.issued);
  const over = (Date.parse(day) - Date.parse(directory.expires)) / DAY_MS;
  if (over > directory.grace_days) return "expired";
  if (over > 0) return "grace";
  return day > directory.renew_by ? "renewal-due" : "current";
}

/**
 * Choose who gets a grant to a new case: receivers in force, sorted by id.
 * @param {Directory} directory
 * @param {string} today
 * @param {string} released
 * @throws {ChannelClosedError} the directory is expired beyond grace, or fewer serve than its policy asks.
 */
export function receivers(directory, today, released) {
  if (standing(directory, today, released) === "expired") throw new ChannelClosedError("the directory has expired");
  return receiversInForce(directory, today, released);
}

/**
 * Choose who joins a case that exists: receivers in force, sorted by id, also after the directory has expired, since
 * answering never stops.
 * @param {Directory} directory
 * @param {string} today
 * @param {string} released
 * @throws {ChannelClosedError} fewer serve than the policy asks.
 */
export function receiversInForce(directory, today, released) {
  const day = effectiveDay(today, released, directory.issued);
  const chosen = directory.readers.filter((entry) => mayReceive(entry) && serves(entry, day));
  if (chosen.length < directory.policy.minimum_readers) {
    throw new ChannelClosedError("fewer receivers than the policy asks");
  }
  return chosen.sort((left, right) => (left.id < right.id ? -1 : 1));
}

/**
 * Give the chosen readers of a directory, and its recovery key, as recipients in record order.
 * @param {VerifiedDirectory} directory
 * @param {ReaderEntry[]} readers
 * @returns {Recipient[]}
 */
export function recipientsOf({ document: { agency, recovery } }, readers) {
  const texts = new Map(readers.map((entry) => [entry.id, entry.reader_key]));
  if (recovery) texts.set(RECOVERY_READER, recovery.reader_key);
  return [...texts]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([reader, text]) => {
      const key = HybridPublicKey.parse(text);
      return { name: { agency, reader, key: key.digest }, key };
    });
}

/**
 * Say whether an officer is in service.
 * @param {Directory} directory where the officer stands
 * @param {ReaderEntry} entry
 * @param {string} today
 * @param {string} released
 */
export function isServing(directory, entry, today, released) {
  return serves(entry, effectiveDay(today, released, directory.issued));
}

/**
 * Give the latest of the local day, the release's day and the day of issue: a wrong clock revives nothing.
 * @param {...string} days YYYY-MM-DD
 */
export function effectiveDay(...days) {
  return days.reduce((latest, day) => (day > latest ? day : latest));
}

/** @param {ReaderEntry} entry */
function mayReceive(entry) {
  return entry.roles.some((role) => RECEIVING.includes(role));
}

/**
 * @param {ReaderEntry} entry
 * @param {string} day
 */
function serves({ since, until }, day) {
  return since <= day && (until === undefined || day <= until);
}
