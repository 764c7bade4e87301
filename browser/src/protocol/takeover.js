/**
 * When a transfer counts for good: two officers gave the case away, two have taken it over (docs/spec/case.md). Records
 * alone decide, so that a server finds the same as every program.
 */

import { approverOf } from "./approval.js";
import { RECOVERY_READER } from "./directory.js";
import { authorText, REPORTER } from "./records.js";

/** @typedef {import("./documents.d.ts").ReaderRef} ReaderRef */
/** @typedef {import("./records.js").VerifiedRecord} VerifiedRecord */
/** @typedef {import("./trust.js").TrustBook} TrustBook */

/** How many officers of the agency that takes a case over must sign a record of it: one could be anybody's friend. */
const TAKERS = 2;

/**
 * Say whether a transfer counts whoever of its officers has left since: the officer who made it and the colleague who
 * approved it stood in the directory that it names, and read until then; and two officers of the agency that it went to
 * have signed records since. Programs build on no transfer that does not count when they look.
 * @param {VerifiedRecord[]} records of one case, oldest first
 * @param {number} place of the transfer's record among them
 * @param {ReadonlyMap<string, string>} reading who reads by the newest record before it that counts
 * @param {TrustBook} book
 */
export function isTakenOver(records, place, reading, book) {
  const given = givers(records[place], book);
  const isRead = given.length > 0 && given.every((one) => reading.has(authorText(one)));
  return isRead && takers(records, place, book).size >= TAKERS;
}

/**
 * Say whether the newest transfer of a case still hangs on those who gave it away, and an officer of the agency that has
 * it would hold it by signing a record: the reporter has not written since, nor two officers signed.
 * @param {Pick<import("./dossier.js").Dossier, "chain" | "newest" | "messages">} dossier
 * @param {ReaderRef} me
 * @param {TrustBook} book
 */
export function isHanging({ chain, newest, messages }, me, book) {
  const records = chain.records.slice(0, chain.records.indexOf(newest) + 1);
  const place = records.findLastIndex((record) => givers(record, book).length > 0);
  if (place < 0 || records.slice(place).some(({ document }) => document.author === REPORTER)) return false;
  const { epoch } = records[place].document;
  if (messages.some(({ author, message }) => author === REPORTER && message.epoch >= epoch)) return false;
  const found = takers(records, place, book);
  return agencyOf(records[place]) === me.agency && found.size < TAKERS && !found.has(me.reader);
}

/**
 * Give who made a transfer and who approved it, two officers of one agency; nobody if it is none, or one was alone.
 * @param {VerifiedRecord} record
 * @param {TrustBook} book
 * @returns {ReaderRef[]}
 */
function givers({ document }, book) {
  const { author } = document;
  const approver = approverOf(document, book, { then: true });
  if (author === REPORTER || !approver || authorText(author) === authorText(approver)) return [];
  return author.agency === approver.agency ? [author, approver] : [];
}

/**
 * Name the officers of the agency that a transfer went to who signed a record since, or approved one.
 * @param {VerifiedRecord[]} records
 * @param {number} place
 * @param {TrustBook} book
 */
function takers(records, place, book) {
  const to = agencyOf(records[place]);
  const signed = records
    .slice(place + 1)
    .flatMap(({ document }) => [document.author, approverOf(document, book, { then: true })]);
  const own = signed.flatMap((one) => (one !== REPORTER && one?.agency === to ? [one.reader] : []));
  return new Set(own.filter((reader) => reader !== RECOVERY_READER));
}

/** @param {VerifiedRecord} transfer all of whose readers are of one agency */
function agencyOf({ readers }) {
  return [...readers.keys()][0].split("/")[0];
}
