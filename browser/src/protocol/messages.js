/** The sealed small documents of a case: what the shape alone cannot say about a message (docs/spec/case.md). */

import { b64url, sha256 } from "./bytes.js";
import { checkDay } from "./directory.js";
import { FormatError } from "./errors.js";
import { authorText, checkHeads, REPORTER } from "./records.js";

/** @typedef {import("./documents.d.ts").Message} Message */

/**
 * Sealed bytes with what their sender states in clear; only the signed statements inside are trusted.
 * @typedef {object} SealedMessage
 * @property {string} author
 * @property {number} seq
 * @property {number} epoch
 * @property {string} kind
 * @property {Uint8Array} sealed
 */

/**
 * What a client gets of a case: all of it untrusted until a dossier has checked it.
 * @typedef {object} CaseMaterial
 * @property {string} case
 * @property {Uint8Array[]} records
 * @property {ReadonlyMap<number, Uint8Array>} grants the asking reader's, by epoch
 * @property {ReadonlyMap<number, Uint8Array>} previousKeys sealed keys of the epoch before, by the later epoch
 * @property {Uint8Array} summary
 * @property {SealedMessage[]} messages
 */

/** @type {Readonly<Record<string, string>>} */
const BODY_OF = {
  report: "wbs-report/v1",
  message: "wbs-text/v1",
  status: "wbs-status/v1",
  removed: "wbs-removed/v1",
};

/**
 * Name sealed bytes: SHA-256, base64url.
 * @param {Uint8Array} sealed
 */
export function digestOf(sealed) {
  return b64url(sha256(sealed));
}

/**
 * Check what the shape alone cannot say.
 * @param {Message} message
 * @throws {FormatError} kind and body disagree, a status by the reporter, `previous`, `summary` or `identity` where
 *   they must not stand or missing where they must, `seen` out of order or about the author, one attachment twice,
 *   a day in a status that is none, an objection by an officer, or own numbers out of order or not before this one.
 */
export function checkMessage(message) {
  if (message.body.type !== BODY_OF[message.kind]) throw new FormatError("kind and body disagree");
  if (message.kind === "status" && message.author === REPORTER)
    throw new FormatError("a status is for officers to say");
  const isOpening = message.kind === "report";
  if (isOpening !== (message.author === REPORTER && message.seq === 1)) {
    throw new FormatError("a report is the reporter's first message, and only that");
  }
  if ((message.seq === 1) !== (message.previous === undefined)) {
    throw new FormatError("only a first message has no previous one");
  }
  if ((message.summary !== undefined) !== isOpening || (message.identity !== undefined) !== isOpening) {
    throw new FormatError("summary and identity stand in the report, always and only");
  }
  checkHeads(message.seen);
  const name = authorText(message.author);
  if (message.seen.some((head) => authorText(head.author) === name))
    throw new FormatError("an author who has seen itself");
  const ids = message.attachments.map((attachment) => attachment.id);
  if (new Set(ids).size !== ids.length) throw new FormatError("an attachment stands twice");
  if ("until" in message.body && message.body.until !== undefined) checkDay(message.body.until);
  if ("intake" in message.body && message.body.intake?.received) checkDay(message.body.intake.received);
  if ("purpose" in message.body && name !== REPORTER) throw new FormatError("only the reporter objects");
  checkConsent(message.body, name === REPORTER);
  if (message.body.type === "wbs-removed/v1") checkOwn(message.body.own ?? [], message.seq);
  return message;
}

/**
 * @param {number[]} own
 * @param {number} seq of the message that names them
 */
function checkOwn(own, seq) {
  const isAscending = own.every((number, at) => number > (own[at - 1] ?? 0) && number < seq);
  if (!isAscending) throw new FormatError("own numbers out of order, or not before this one");
}

/**
 * @param {Message["body"]} body
 * @param {boolean} isReporters
 */
function checkConsent(body, isReporters) {
  if (body.type !== "wbs-text/v1") return;
  if (isReporters ? body.proposal : body.answer) throw new FormatError("officers propose, and the reporter answers");
  if (!body.text && (body.proposal || body.answer)) throw new FormatError("a proposal or an answer without words");
}
