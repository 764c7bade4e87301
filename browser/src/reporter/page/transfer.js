/** Sends one encrypted file over tus 1.0: part by part, and on from where the server stands after a break. */

import { ApiError, beginUpload, sendPart, whereUpload } from "../api.js";
import { press } from "../../shared/pressure.js";

const PRESSURE_BYTES = 24e6;

/** @typedef {import("./patience.js").Patience} Patience */
/** @typedef {import("../api.js").UploadRef & {length: number}} Upload */

/** The server stands where this upload cannot go on: it has to begin anew, under another id. */
export class LostUploadError extends Error {}

/**
 * Send a whole upload.
 * @param {Upload} upload
 * @param {object} means
 * @param {string} means.agency under which it lies until a message claims it
 * @param {(sent?: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>} means.nextPart takes back the part
 *   that has arrived
 * @param {Patience} means.patience
 * @param {AbortSignal} means.signal
 * @param {(offset: number) => void} means.onOffset hears how many stored bytes have arrived
 * @throws {LostUploadError}
 * @throws {ApiError} the server does not take it.
 */
export async function transfer(upload, { agency, nextPart, patience, signal, onOffset }) {
  let offset = await patience.until(() => beginUpload(upload, agency, signal), signal);
  if (offset !== 0) throw new LostUploadError();
  /** @type {Uint8Array<ArrayBuffer> | undefined} */
  let sent;
  while (offset < upload.length) {
    const part = await nextPart(sent);
    signal.throwIfAborted();
    const from = offset;
    offset = await patience.until((tries) => deliver(upload, from, part, tries > 0, signal), signal);
    sent = part;
    press(PRESSURE_BYTES);
    onOffset(offset);
  }
}

/**
 * Send one part, unless the server has it already and only its answer was lost.
 * @param {Upload} upload
 * @param {number} from
 * @param {Uint8Array<ArrayBuffer>} part
 * @param {boolean} isRepeated
 * @param {AbortSignal} signal
 */
async function deliver(upload, from, part, isRepeated, signal) {
  const behind = from + part.length;
  try {
    if (isRepeated && (await stands(upload, [from, behind], signal)) === behind) return behind;
    const offset = await sendPart(upload, from, part, signal);
    if (offset !== behind) throw new LostUploadError(); // or a part would be left out, or sent for ever
    return behind;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === "not-found") throw new LostUploadError();
    if (error.code !== "conflict") throw error;
  }
  return stands(upload, [behind], signal);
}

/**
 * @param {Upload} upload
 * @param {number[]} expected
 * @param {AbortSignal} signal
 */
async function stands(upload, expected, signal) {
  const offset = await whereUpload(upload, signal);
  if (!expected.includes(offset)) throw new LostUploadError();
  return offset;
}
