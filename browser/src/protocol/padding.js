/**
 * Padding: what a stored length may reveal (docs/spec/padding.md).
 *
 * Small documents become uint32 length ‖ document ‖ zeros in a fixed class or the next power of two. Attachments are
 * the file followed by zeros up to its Padmé length; the true size travels in the signed manifest.
 */

import { FormatError } from "./errors.js";

const LENGTH_BYTES = 4;
const FLOOR = 4096;
const DOCUMENT_LIMIT = 1 << 21;
const ATTACHMENT_FLOOR = 4096;

/** Plaintext class of a grant and of a previous key, in bytes. */
export const GRANT_CLASS = 512;
/** Plaintext class of a summary, in bytes. */
export const SUMMARY_CLASS = 2048;

/**
 * Give the smallest class that holds a document of `size` bytes: a power of two from 4,096 to 2 MiB.
 * @param {number} size
 * @throws {FormatError} the document does not fit the largest class.
 */
export function documentClass(size) {
  const needed = size + LENGTH_BYTES;
  if (needed > DOCUMENT_LIMIT) throw new FormatError("document is larger than the largest class");
  let padded = FLOOR;
  while (padded < needed) padded *= 2;
  return padded;
}

/**
 * Pad a document to `size` bytes, or to its own class.
 * @param {Uint8Array} document
 * @param {number} [size]
 * @throws {FormatError} the document does not fit.
 */
export function pad(document, size = documentClass(document.length)) {
  if (document.length + LENGTH_BYTES > size) throw new FormatError("document does not fit its class");
  const padded = new Uint8Array(size);
  new DataView(padded.buffer).setUint32(0, document.length);
  padded.set(document, LENGTH_BYTES);
  return padded;
}

/**
 * Read a padded document back.
 * @param {Uint8Array} padded
 * @param {number} [size] its fixed class, if it has one
 * @returns {Uint8Array}
 * @throws {FormatError} the length is no class or not the smallest one, or a padding byte is not zero.
 */
export function unpad(padded, size) {
  if (padded.length < LENGTH_BYTES) throw new FormatError("padding length does not fit");
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  const end = LENGTH_BYTES + length;
  if (end > padded.length) throw new FormatError("padding length does not fit");
  if (padded.length !== (size ?? documentClass(length)))
    throw new FormatError("length is not the class of its document");
  if (!isZero(padded.subarray(end))) throw new FormatError("padding is not zero");
  return padded.subarray(LENGTH_BYTES, end);
}

/**
 * Give the padded length of an attachment: Padmé (Nikitin et al. 2019) with a floor of 4,096 bytes.
 * @param {number} size a safe integer
 */
export function padme(size) {
  if (size <= ATTACHMENT_FLOOR) return ATTACHMENT_FLOOR;
  const exponent = bitLength(size) - 1;
  const step = 2 ** (exponent - bitLength(exponent));
  return Math.ceil(size / step) * step;
}

/**
 * Say whether every byte is zero.
 * @param {Uint8Array} bytes
 */
export function isZero(bytes) {
  let any = 0;
  for (const byte of bytes) any |= byte;
  return any === 0;
}

/** @param {number} value */
function bitLength(value) {
  return value.toString(2).length;
}
