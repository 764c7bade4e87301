/**
 * An officer's signed word that a case may go to another agency (docs/spec/referral.md, "Approvals"): of one case from one
 * record, to exactly these readers, within some days of its own day.
 */

import { b64url, fromB64url, sha256, utf8 } from "./bytes.js";
import { checkDay, mayReply } from "./directory.js";
import { RefusedError, TrustError } from "./errors.js";
import { daysBetween, requireHolding, signedDay } from "./holding.js";
import { authorText } from "./records.js";
import { sign, Unverified } from "./signing.js";

/** @typedef {import("./documents.d.ts").Approval} Approval */
/** @typedef {import("./documents.d.ts").EpochRecord} EpochRecord */
/** @typedef {import("./documents.d.ts").ReaderRef} ReaderRef */
/** @typedef {import("./keys.js").SigningKey} SigningKey */
/** @typedef {import("./records.js").RecordChain} RecordChain */
/** @typedef {import("./documents.d.ts").RecordReader} RecordReader */
/** @typedef {import("./trust.js").TrustBook} TrustBook */

/** For how many days an approval holds: one that nobody acted on is no consent for later. */
const KEPT = 14;

/**
 * Name exactly these readers with exactly these keys.
 * @param {RecordReader[]} readers in record order
 */
export function readersDigest(readers) {
  const lines = readers.map(({ agency, reader, key }) => `${agency}/${reader} ${key}\n`);
  return b64url(sha256(utf8("wbs/v1/readers\0"), utf8(lines.join(""))));
}

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
 * Check an approval of the case as it stands; whom it lets read, whoever acts on it compares.
 * @param {Uint8Array} envelope
 * @param {RecordChain} chain
 * @param {TrustBook} book
 * @param {string} today in WIB
 * @returns {Approval}
 * @throws {import("./errors.js").FormatError} no approval of this version.
 * @throws {import("./errors.js").SignatureError} not signed by the officer whom it names.
 * @throws {TrustError} of another case or of records that are not the newest, of a day that is over or yet to come, or by
 *   somebody who does not read the case or has no role that replies.
 */
export function verifyApproval(envelope, chain, book, today) {
  const unverified = new Unverified(envelope);
  const { author } = unverified.unsafePeek("Approval");
  const approval = unverified.verify(decidingKey(author, chain, book), "Approval");
  if (approval.case !== chain.case || approval.record !== chain.records.at(-1)?.digest) {
    throw new TrustError("an approval of another case, or of one that has changed since");
  }
  requireHolding(approval.day, signedDay(today, [author.agency, approval.to], book), KEPT);
  return approval;
}

/**
 * Give the newest verify key of an officer who decides in a case: reads it by its newest record, and may reply.
 * @param {ReaderRef} author
 * @param {RecordChain} chain
 * @param {TrustBook} book
 */
function decidingKey(author, chain, book) {
  const key = currentKey(author, book);
  if (!chain.records.at(-1)?.readers.has(authorText(author))) {
    throw new TrustError("signed by somebody who does not read the case");
  }
  return key;
}

/**
 * Give who approved the transfer that a record makes, if the newest directory still lists them with this key; null if
 * nobody did. Says nothing of whether the approver read the case: who counts does (docs/spec/case.md, "Who counts"). A
 * record bears no day, but is no older than the directories that it names: by these the approval must not be over.
 * @param {EpochRecord | import("./documents.d.ts").AccessRecord} record
 * @param {TrustBook} book
 * @param {{then?: boolean}} [asked] by the directory that the record names: who has left since is given, too
 * @returns {ReaderRef | null}
 */
export function approverOf(record, book, { then = false } = {}) {
  if (record.type !== "wbs-epoch/v1" || record.approval === undefined) return null;
  try {
    const unverified = new Unverified(fromB64url(record.approval));
    const { author } = unverified.unsafePeek("Approval");
    const key = then ? keyThen(author, record, book) : currentKey(author, book);
    const approval = unverified.verify(key, "Approval");
    const isIts = approval.case === record.case && approval.record === record.previous;
    const toWhom = approval.readers === readersDigest(record.readers);
    const isThere = record.readers.every(({ agency }) => agency === approval.to);
    return isIts && toWhom && isThere && !isOver(checkDay(approval.day), record, book) ? author : null;
  } catch (error) {
    if (error instanceof RefusedError) return null;
    throw error;
  }
}

/**
 * @param {string} day
 * @param {EpochRecord} record
 * @param {TrustBook} book
 */
function isOver(day, { directories }, book) {
  return directories.some((name) => daysBetween(day, book.directory(name).document.issued) > KEPT);
}

/**
 * @param {ReaderRef} author
 * @param {TrustBook} book
 */
function currentKey(author, book) {
  return keyIn(book.isOpen(author.agency) ? book.newest(author.agency) : undefined, author);
}

/**
 * @param {ReaderRef} author
 * @param {EpochRecord} record
 * @param {TrustBook} book
 */
function keyThen(author, { directories }, book) {
  const name = directories.find(({ agency }) => agency === author.agency);
  return keyIn(name && book.directory(name), author);
}

/**
 * @param {import("./trust.js").VerifiedDirectory | undefined} directory
 * @param {ReaderRef} author
 */
function keyIn(directory, author) {
  const entry = directory?.entries.get(author.reader);
  if (!directory || !entry || !mayReply(entry)) throw new TrustError("signed by somebody who does not decide");
  return directory.verifyKey(entry);
}
