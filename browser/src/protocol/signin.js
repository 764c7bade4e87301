/**
 * An officer's sign-in secrets and wrapped key (docs/spec/officers.md).
 *
 * The server sees the sign-in key only; the wrapping key stays here. The constants belong to version 1 and never come
 * from a server.
 */

import { argon2id } from "@noble/hashes/argon2.js";
import { concat, fromB64url, randomBytes, utf8 } from "./bytes.js";
import { serialise } from "./canonical.js";
import { FormatError, TrustError, UnsealError } from "./errors.js";
import { hkdfExpand, officerKeys } from "./keys.js";
import { parseShape, serialiseShape } from "./shapes.js";

/** @typedef {import("./documents.d.ts").WrappedSecret} WrappedSecret */

const MEMORY_KIB = 64 * 1024;
const PASSES = 3;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** What stands in the place of a directory's digest beside version 0: at enrolment there was none yet. */
export const NO_DIRECTORY = "A".repeat(43);
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const MAX_MEMORY = 2 ** 31;

/**
 * Associated data of a wrapped key: it opens for this officer of this installation only.
 * @typedef {object} WrapContext
 * @property {string} installation fingerprint of the installation's roots
 * @property {string} agency
 * @property {string} officer
 * @property {string} reader_key digest
 * @property {string} [kind] left out for a passphrase
 */

/**
 * What an officer's secret gives, and what the officer trusts and has seen.
 * @typedef {object} Unlocked
 * @property {import("./keys.js").HybridPrivateKey} readerKey
 * @property {import("./keys.js").SigningKey} signingKey
 * @property {Pick<WrappedSecret, "installation" | "agency" | "directory" | "directory_version">} anchors
 */

/**
 * Stretch a passphrase (Argon2id, 64 MiB, 3 passes, one lane) into the two sign-in keys.
 * @param {string} passphrase
 * @param {Uint8Array} salt 16 bytes
 * @param {(share: number) => void} [onProgress] called with 0 to 1
 * @throws {FormatError} a salt of another size.
 */
export function deriveSignIn(passphrase, salt, onProgress) {
  if (salt.length !== SALT_BYTES) throw new FormatError("a sign-in salt has 16 bytes");
  const options = { m: MEMORY_KIB, t: PASSES, p: 1, dkLen: 32, maxmem: MAX_MEMORY, onProgress };
  const root = argon2id(utf8(passphrase.normalize("NFKC")), salt, options);
  const keys = {
    auth: hkdfExpand(root, "wbs/v1/officer sign-in"),
    wrap: hkdfExpand(root, "wbs/v1/officer key wrap"),
  };
  root.fill(0);
  return keys;
}

/**
 * Give the wrapping key that a passkey's answer to `PRF_INPUT` makes, and wipe that answer.
 * @param {Uint8Array<ArrayBuffer>} prf 32 bytes; zeros afterwards
 * @returns {Promise<CryptoKey>}
 * @throws {FormatError} another length.
 */
export async function passkeyWrappingKey(prf) {
  if (prf.length !== KEY_BYTES) throw new FormatError("a passkey computes 32 bytes");
  const raw = hkdfExpand(prf, "wbs/v1/officer key wrap");
  prf.fill(0);
  return wrappingKey(raw);
}

/**
 * Take a wrapping key where no script can read it, and wipe what it was made from.
 * @param {Uint8Array<ArrayBuffer>} raw 32 bytes; zeros afterwards
 * @returns {Promise<CryptoKey>}
 * @throws {FormatError} another length.
 */
export async function wrappingKey(raw) {
  if (raw.length !== KEY_BYTES) throw new FormatError("a symmetric key has 32 bytes");
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  raw.fill(0);
  return key;
}

/**
 * Encrypt an officer's secret.
 * @param {CryptoKey} key
 * @param {Omit<WrappedSecret, "type">} secret
 * @param {WrapContext} context
 * @returns {Promise<Uint8Array<ArrayBuffer>>} 12-byte nonce, AES-256-GCM ciphertext, tag
 * @throws {FormatError} not what a wrapped key holds.
 */
export async function wrap(key, secret, context) {
  const plaintext = serialiseShape({ ...secret, type: "wbs-officer-key/v1" }, "WrappedSecret");
  const iv = randomBytes(NONCE_BYTES);
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(context) }, key, plaintext);
  return concat(iv, new Uint8Array(box));
}

/**
 * Decrypt an officer's secret.
 * @param {CryptoKey} key
 * @param {Uint8Array} box 12-byte nonce, AES-256-GCM ciphertext, tag
 * @param {WrapContext} context
 * @returns {Promise<WrappedSecret>}
 * @throws {UnsealError} wrong passphrase, another officer's box, or altered bytes.
 * @throws {FormatError | UnknownVersionError} something else was wrapped.
 */
export async function unwrap(key, box, context) {
  return parseShape(await decrypt(key, box, bound(context)), "WrappedSecret");
}

/**
 * Derive an officer's keys from the secret, and set the anchors apart from it.
 * @param {WrappedSecret} secret
 * @param {WrapContext} context under which it opened
 * @returns {Promise<Unlocked>}
 * @throws {TrustError} the secret gives other keys than the context says, or trusts another installation.
 */
export async function keysOf({ secret, installation, agency, directory, directory_version }, context) {
  const keys = officerKeys(fromB64url(secret));
  if ((await keys.readerKey.public).digest !== context.reader_key || installation !== context.installation) {
    throw new TrustError("a wrapped key that is not this officer's");
  }
  return { ...keys, anchors: { installation, agency, directory, directory_version } };
}

/** @param {WrapContext} context */
function bound(context) {
  return serialise({ type: "wbs-officer-wrap/v1", ...context });
}

/**
 * @param {CryptoKey} key
 * @param {Uint8Array} box
 * @param {Uint8Array<ArrayBuffer>} context
 */
async function decrypt(key, box, context) {
  if (box.length < NONCE_BYTES + TAG_BYTES) throw new UnsealError("aes-gcm box is too short");
  const parameters = { name: "AES-GCM", iv: box.slice(0, NONCE_BYTES), additionalData: context };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(parameters, key, box.slice(NONCE_BYTES)));
  } catch {
    throw new UnsealError("aes-gcm did not open");
  }
}
