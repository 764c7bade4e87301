/** Who saw a checkpoint: auditors' signatures held against the directories that name auditors (docs/spec/audit.md). */

import { agencyOf, originOf } from "./checkpoint.js";
import { rootsFingerprint } from "./directory.js";
import { SignatureError, TrustError } from "./errors.js";

/** @typedef {import("./checkpoint.js").Checkpoint} Checkpoint */
/** @typedef {import("./checkpoint.js").Cosignature} Cosignature */
/** @typedef {import("./trust.js").TrustBook} TrustBook */

/**
 * An auditor whose signature on a checkpoint was verified.
 * @typedef {object} Witness
 * @property {string} name
 * @property {string} label
 * @property {number} time seconds since 1970, by the auditor's own clock
 * @property {boolean} isCurrent whether the newest directory still lists this auditor with this key
 */

/**
 * Name an agency's log: the installation's first roots never change, whatever follows them.
 * @param {TrustBook} book
 * @param {string} agency
 * @throws {TrustError} no roots were verified.
 */
export function logOrigin(book, agency) {
  const [first] = book.installation;
  if (!first) throw new TrustError("no roots were verified");
  return originOf(rootsFingerprint(first.document), agency);
}

/**
 * Give the auditor who signed; null unless a directory of the log's agency lists the key as an auditor's.
 * @param {TrustBook} book
 * @param {Checkpoint} checkpoint
 * @param {Cosignature} cosignature
 * @returns {Witness | null}
 * @throws {SignatureError} it claims an auditor's key, and is not by it.
 */
export function witnessOf(book, checkpoint, cosignature) {
  const agency = agencyOf(checkpoint.origin);
  const [code, officer, ...rest] = cosignature.name.split("/");
  const directories = code === agency && rest.length === 0 ? (book.byAgency.get(agency)?.directories ?? []) : [];
  for (const directory of [...directories].reverse()) {
    const entry = directory.entries.get(officer ?? "");
    if (!entry?.roles.includes("auditor") || !cosignature.isBy(directory.verifyKey(entry))) continue;
    cosignature.verify(checkpoint, directory.verifyKey(entry));
    const isCurrent = directory === directories[directories.length - 1];
    return { name: cosignature.name, label: entry.label, time: cosignature.time, isCurrent };
  }
  return null;
}

/**
 * Give the auditors who signed, and how many signatures are no auditor's.
 * @param {TrustBook} book
 * @param {Checkpoint} checkpoint
 * @param {Cosignature[]} cosignatures
 */
export function witnessesOf(book, checkpoint, cosignatures) {
  /** @type {Witness[]} */
  const witnesses = [];
  let strangers = 0;
  for (const cosignature of cosignatures) {
    const witness = orNull(() => witnessOf(book, checkpoint, cosignature));
    if (witness) witnesses.push(witness);
    else strangers += 1;
  }
  return { witnesses, strangers };
}

/**
 * @template Result
 * @param {() => Result} act
 */
function orNull(act) {
  try {
    return act();
  } catch (error) {
    if (error instanceof SignatureError) return null;
    throw error;
  }
}
