/** An officer's signed word that a case may go to another agency (docs/spec/referral.md, "Approvals"). */

import { mayReply } from "./directory.js";
import { TrustError } from "./errors.js";
import { authorText } from "./records.js";
import { sign, Unverified } from "./signing.js";

/** @typedef {import("./documents.d.ts").Approval} Approval */
/** @typedef {import("./documents.d.ts").ReaderRef} ReaderRef */
/** @typedef {import("./keys.js").SigningKey} SigningKey */
/** @typedef {import("./records.js").RecordChain} RecordChain */
/** @typedef {import("./trust.js").TrustBook} TrustBook */

/**
 * Sign an approval; give the envelope.
 * @param {SigningKey} key
 * @param {Approval} approval
 * @throws {import("./errors.js").FormatError} a member outside its limits.
 */
export function signApproval(key, approval) {
  return sign(approval, "Approval", key);
}

/**
 * Check an approval of the case as it stands.
 * @param {Uint8Array} envelope
 * @param {RecordChain} chain
 * @param {TrustBook} book
 * @returns {Approval}
 * @throws {import("./errors.js").FormatError} no approval of this version.
 * @throws {import("./errors.js").SignatureError} not signed by the officer whom it names.
 * @throws {TrustError} of another case or of records that are not the newest, or by somebody who does not read the case
 *   or has no role that replies.
 */
export function verifyApproval(envelope, chain, book) {
  const unverified = new Unverified(envelope);
  const { author } = unverified.unsafePeek("Approval");
  const approval = unverified.verify(decidingKey(author, chain, book), "Approval");
  if (approval.case !== chain.case || approval.record !== chain.records.at(-1)?.digest) {
    throw new TrustError("an approval of another case, or of one that has changed since");
  }
  return approval;
}

/**
 * Give the newest verify key of an officer who decides in a case: reads it by its newest record, and may reply.
 * @param {ReaderRef} author
 * @param {RecordChain} chain
 * @param {TrustBook} book
 */
function decidingKey(author, chain, book) {
  const directory = book.isOpen(author.agency) ? book.newest(author.agency) : undefined;
  const entry = directory?.entries.get(author.reader);
  if (!directory || !entry || !mayReply(entry)) throw new TrustError("signed by somebody who does not decide");
  if (!chain.records.at(-1)?.readers.has(authorText(author))) {
    throw new TrustError("signed by somebody who does not read the case");
  }
  return directory.verifyKey(entry);
}
