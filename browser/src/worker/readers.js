/**
 * Tells who reads a case, since when and by whom, and who could: plain data for the page.
 *
 * Everything comes from verified records and the newest verified directories; nothing from a field of the server's.
 */

import { RECOVERY_READER } from "../protocol/directory.js";
import { isKeySound, mayWriteInside } from "../protocol/inside.js";
import { authorText, REPORTER } from "../protocol/records.js";
import { newestOf, recipientNow } from "../protocol/staying.js";

/** @typedef {import("../protocol/documents.d.ts").ReaderRef} ReaderRef */
/** @typedef {import("../protocol/dossier.js").Counted} Counted */
/** @typedef {import("../protocol/records.js").Author} Author */
/** @typedef {import("../protocol/records.js").RecordChain} RecordChain */
/** @typedef {import("../protocol/records.js").VerifiedRecord} VerifiedRecord */
/** @typedef {import("../protocol/staying.js").Days} Days */
/** @typedef {import("../protocol/trust.js").TrustBook} TrustBook */

/** @typedef {{author: string, label: string, unit: string, isReporter: boolean}} Person */

/**
 * How a reader came to read: by the report itself, with a new key, or by name with a reason; `until` is the last day of
 * an absence cover, as the reason says it.
 * @typedef {{event: "first" | "epoch" | "access", by: Person, reason: string, until: string}} Coming
 */

/**
 * Somebody who reads. `stands` says what the newest directory has: this key, another key of the same person, or nobody.
 * @typedef {Person & {isRecovery: boolean, isCurrent: boolean, stands: "same" | "renewed" | "gone", coming: Coming}} Reader
 */

/** @typedef {Person & {roles: string[]}} Candidate */

/** The last day of an absence cover stands at the front of the reason, in a form that programs read in any language. */
const COVER = /^\[until ([0-9]{4}-[0-9]{2}-[0-9]{2})\] ?/;

/**
 * Write the reason of an absence cover.
 * @param {string} until YYYY-MM-DD; empty if it is none
 * @param {string} reason
 */
export function coverReason(until, reason) {
  return until === "" ? reason : `[until ${until}] ${reason}`;
}

/**
 * Give a reason as its author wrote it.
 * @param {string} reason
 */
export function plainReason(reason) {
  return reason.replace(COVER, "");
}

/**
 * Say whether only an epoch will do: the newest record does not count, or somebody holds the key who is gone.
 * @param {Counted} counted
 * @param {TrustBook} book
 */
export function isDue({ chain, newest }, book) {
  return newest.digest !== chain.records.at(-1)?.digest || !isKeySound({ chain, newest }, book);
}

/**
 * List who reads the case by its newest record that counts.
 * @param {Counted} counted
 * @param {TrustBook} book
 * @returns {Reader[]}
 */
export function readersOf({ chain, newest }, book) {
  const comings = comingsOf(chain, newest, book);
  return [...newest.readers].map(([author, digest]) => {
    const [agency, reader] = author.split("/");
    const found = newestOf(agency, book)?.readerDigest(reader);
    const stands = found === digest ? "same" : found === undefined ? "gone" : "renewed";
    return {
      ...personOf({ agency, reader }, book),
      isRecovery: reader === RECOVERY_READER,
      isCurrent: stands === "same",
      stands,
      coming: /** @type {Coming} */ (comings.get(author)),
    };
  });
}

/**
 * List who could be given the case: in service in the newest directory of the officer's agency, of the case's, or of
 * that one's parent, with a role that reads; not excluded, not reading already.
 * @param {Counted} counted
 * @param {TrustBook} book
 * @param {ReaderRef} me
 * @param {Days} days
 * @returns {Candidate[]}
 */
export function candidatesOf(counted, book, me, days) {
  const home = counted.chain.first.agency;
  const parent = book.agencies.document.agencies.find(({ agency }) => agency === home)?.parent;
  const agencies = [...new Set([me.agency, home, ...(parent ? [parent] : [])])];
  return agencies.flatMap((agency) =>
    (newestOf(agency, book)?.document.readers ?? []).flatMap((entry) => {
      const ref = { agency, reader: entry.id };
      const isFree = mayWriteInside(entry) && !counted.newest.readers.has(authorText(ref));
      if (!isFree || !recipientNow(counted, ref, book, days)) return [];
      return [{ ...personOf(ref, book), roles: entry.roles }];
    }),
  );
}

/**
 * Name a person by the newest directory that lists them.
 * @param {Author} author
 * @param {TrustBook} book
 * @returns {Person}
 */
export function personOf(author, book) {
  if (author === REPORTER) return { author: REPORTER, label: "", unit: "", isReporter: true };
  const directories = book.byAgency.get(author.agency)?.directories ?? [];
  const entry = directories.findLast((directory) => directory.entries.has(author.reader))?.entries.get(author.reader);
  return {
    author: authorText(author),
    label: entry?.label ?? author.reader,
    unit: entry?.unit ?? "",
    isReporter: false,
  };
}

/**
 * Say of every reader which record brought them. Whoever stays with a new key keeps how they came.
 * @param {RecordChain} chain
 * @param {VerifiedRecord} newest
 * @param {TrustBook} book
 */
function comingsOf({ records }, newest, book) {
  /** @type {Map<string, Coming>} */
  let comings = new Map();
  for (const record of records.slice(0, records.indexOf(newest) + 1)) {
    const coming = comingBy(record, book);
    const added = record.document.type === "wbs-access/v1" ? authorText(record.document.add) : null;
    comings = new Map(
      [...record.readers.keys()].map((name) => {
        const known = comings.get(name);
        return [name, known && name !== added ? known : coming];
      }),
    );
  }
  return comings;
}

/**
 * @param {VerifiedRecord} record
 * @param {TrustBook} book
 * @returns {Coming}
 */
function comingBy({ document }, book) {
  const by = personOf(document.author, book);
  if (document.type === "wbs-epoch/v1") {
    return { event: document.epoch === 1 ? "first" : "epoch", by, reason: "", until: "" };
  }
  const until = COVER.exec(document.reason)?.[1] ?? "";
  return { event: "access", by, reason: plainReason(document.reason), until };
}
