/**
 * The identity member of a report (docs/spec/identity.md): who the reporter is, sealed to the custodian, or filler of
 * the same size.
 */

import { OVERHEAD_BYTES, seal, sealDocument, unsealDocument } from "./age.js";
import { b64, fromB64, randomBytes } from "./bytes.js";
import { TrustError } from "./errors.js";
import { HybridPrivateKey } from "./keys.js";
import { sign, Unverified } from "./signing.js";

/** @typedef {import("./documents.d.ts").Contact} Contact */
/** @typedef {import("./keys.js").HybridPublicKey} HybridPublicKey */

const FILE_BYTES = 4096;
const PLAINTEXT_BYTES = FILE_BYTES - OVERHEAD_BYTES;

/**
 * Seal who the reporter is: base64 of 4,096 bytes, as long as filler.
 * @param {HybridPublicKey} custodian
 * @param {string} id of the case
 * @param {Contact} contact
 * @param {import("./keys.js").SigningKey} key the reporter's
 * @throws {FormatError} the contact breaks its limits, or does not fit.
 */
export async function sealIdentity(custodian, id, contact, key) {
  /** @type {import("./documents.d.ts").Identity} */
  const identity = { type: "wbs-identity/v1", case: id, author: "reporter", contact };
  return b64(await sealDocument(custodian, sign(identity, "Identity", key), PLAINTEXT_BYTES));
}

/**
 * Fill the member with random bytes under the custodian's seal, so that the absence of an identity does not show;
 * without a custodian, under the seal of a key that nobody holds.
 * @param {HybridPublicKey | undefined} custodian
 */
export async function fillIdentity(custodian) {
  const key = custodian ?? (await HybridPrivateKey.generate().public);
  return b64(await seal(key, randomBytes(PLAINTEXT_BYTES)));
}

/**
 * Say who the reporter of a case is.
 * @param {HybridPrivateKey} key the custodian's
 * @param {string} sealed the member of the case's verified message 1
 * @param {string} id of that case
 * @param {import("./keys.js").VerifyKey} reporter as epoch 1 of that case names it
 * @returns {Promise<Contact>}
 * @throws {UnsealError} sealed to another custodian, or to nobody.
 * @throws {FormatError} filler, so that no identity was told; or no identity of this version.
 * @throws {SignatureError} not signed by the case's reporter.
 * @throws {TrustError} of another case.
 */
export async function openIdentity(key, sealed, id, reporter) {
  const document = await unsealDocument(key, fromB64(sealed), PLAINTEXT_BYTES);
  const identity = new Unverified(document).verify(reporter, "Identity");
  if (identity.case !== id) throw new TrustError("the identity belongs to another case");
  return identity.contact;
}
