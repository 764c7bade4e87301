/** Root keys at rest: age files with one `scrypt` stanza (docs/spec/age.md, "Passphrase"). No page needs this module. */

import { Decrypter } from "age-encryption";
import { open, parseHeader } from "./age.js";
import { fromUnpadded } from "./bytes.js";
import { FormatError } from "./errors.js";

const MAX_LOG_N = 20;
const SALT_BYTES = 16;
const WRAPPED_KEY_BYTES = 32;

/**
 * Open a file sealed with a passphrase.
 * @param {string} passphrase
 * @param {Uint8Array} sealed
 * @throws {FormatError} another kind of file, or a work factor above 2^20 (the file is not trusted yet).
 * @throws {UnsealError} wrong passphrase or altered bytes.
 */
export async function unsealWithPassphrase(passphrase, sealed) {
  const header = parseHeader(sealed);
  checkScrypt(header);
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  return open(decrypter, sealed, header);
}

/** @param {import("./age.js").Header} header */
function checkScrypt({ kind, parameters, body }) {
  const [salt, logN, ...more] = parameters;
  if (kind !== "scrypt" || salt === undefined || logN === undefined || more.length > 0) {
    throw new FormatError("not sealed with a passphrase");
  }
  if (fromUnpadded(salt).length !== SALT_BYTES || body.length !== WRAPPED_KEY_BYTES) {
    throw new FormatError("scrypt stanza of the wrong size");
  }
  if (!/^[1-9][0-9]?$/.test(logN) || Number(logN) > MAX_LOG_N) throw new FormatError("scrypt work factor out of range");
}
