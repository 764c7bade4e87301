/** A case as it travels, in base64url, and as a dossier opens it: all of it untrusted. */

import { fromB64url } from "../protocol/bytes.js";
import { FormatError } from "../protocol/errors.js";

/** @typedef {import("../protocol/messages.js").CaseMaterial} CaseMaterial */
/** @typedef {{epoch: number, sealed: string}} EpochKey */

/**
 * What an inbox row or a case carries in base64url.
 * @typedef {object} SealedCase
 * @property {string} case
 * @property {Array<{envelope: string}>} records
 * @property {EpochKey[]} grants
 * @property {EpochKey[]} previous_keys
 * @property {string} summary
 * @property {Array<{author: string, seq: number, epoch: number, kind: string, sealed: string}>} [messages]
 */

/**
 * Decode a case.
 * @param {SealedCase} file
 * @returns {CaseMaterial}
 * @throws {FormatError} not what a row or a case carries.
 */
export function materialOf(file) {
  try {
    return decodedMaterial(file);
  } catch {
    throw new FormatError("not the parts of a case");
  }
}

/**
 * @param {SealedCase} file
 * @returns {CaseMaterial}
 */
function decodedMaterial(file) {
  return {
    case: file.case,
    records: file.records.map((record) => fromB64url(record.envelope)),
    grants: new Map(file.grants.map(({ epoch, sealed }) => [epoch, fromB64url(sealed)])),
    previousKeys: new Map(file.previous_keys.map(({ epoch, sealed }) => [epoch, fromB64url(sealed)])),
    summary: fromB64url(file.summary),
    messages: (file.messages ?? []).map(decodedMessage),
  };
}

/** @param {{author: string, seq: number, epoch: number, kind: string, sealed: string}} message */
function decodedMessage({ author, seq, epoch, kind, sealed }) {
  const isPlace = [seq, epoch].every((number) => Number.isSafeInteger(number) && number > 0);
  if (!isPlace || typeof author !== "string") throw new FormatError("not the place of a message");
  return { author, seq, epoch, kind, sealed: fromB64url(sealed) };
}
