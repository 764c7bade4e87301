/**
 * Signing in: the officer's keys, and the trust that is verified from the anchors beside them.
 *
 * Gives no key away. The worker has no network: bytes come from the page and go back to it.
 */

import { fromB64url } from "../protocol/bytes.js";
import { rootsFingerprint } from "../protocol/directory.js";
import { readEnrolment } from "../protocol/enrolment.js";
import { TrustError, UnsealError } from "../protocol/errors.js";
import { deriveSignIn, passkeyWrappingKey, wrappingKey } from "../protocol/signin.js";
import { refuseOlder, refuseRollback, verifyDocuments } from "../protocol/trust.js";
import { requireOwnRequest, WrappedKey } from "./wrapped.js";

/** @typedef {import("./session.js").Session} Session */

/** @typedef {{roots: Record<string, string[]>, directories: Record<string, string[]>, agencies: string[]}} Documents */

/**
 * @typedef {object} UnlockedOfficer
 * @property {string} agency
 * @property {string} id
 * @property {string} label
 * @property {string} unit
 * @property {Array<{code: string, name: string}>} agencies
 * @property {string} fingerprint of the installation's roots
 * @property {number} directoryVersion
 */

export class Vault {
  #session;
  /** @type {CryptoKey | null} */
  #wrap = null;
  /** @type {string | undefined} Credential id of the passkey that made it; none for a passphrase. */
  #kind;

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
  }

  /**
   * Stretch the passphrase; keep what unwraps, give what signs in.
   * @param {{passphrase: string, salt: string}} given
   * @param {(share: number) => void} progress
   */
  async derive({ passphrase, salt }, progress) {
    const { auth, wrap } = deriveSignIn(passphrase, fromB64url(salt), progress);
    this.#wrap = await wrappingKey(wrap);
    this.#kind = undefined;
    return { auth };
  }

  /**
   * Take what a passkey computed; it unwraps the officer's key as a passphrase would.
   * @param {{prf: Uint8Array<ArrayBuffer>, credential: string}} given
   */
  async takePasskey({ prf, credential }) {
    this.#wrap = await passkeyWrappingKey(prf);
    this.#kind = credential;
  }

  /**
   * Read the request of an officer who waits for the officials, once the passphrase has opened the key that signed it.
   * @param {{request: string, wrapped: string, installations: string[]}} given
   * @throws {TrustError} a request that is not by the officer's own key: its words are not to be compared.
   */
  async readWaiting({ request, wrapped, installations }) {
    if (!this.#wrap) throw new UnsealError("no passphrase was given");
    const { document, words } = readEnrolment(fromB64url(request));
    await requireOwnRequest(this.#wrap, fromB64url(wrapped), document, installations);
    this.#wrap = null;
    const { agency, officer, label, day } = document;
    return { agency, officer, label, day, words };
  }

  /**
   * Unwrap the officer's keys and verify the signed documents from the anchors beside them.
   * @param {{
   *   wrapped: string,
   *   renewed?: string | null,
   *   installation: string,
   *   officer: {agency: string, id: string},
   *   documents: Documents,
   * }} given `renewed` is the key that follows the wrapped one, while both are needed
   * @returns {Promise<UnlockedOfficer>}
   */
  async unlock({ wrapped, renewed, installation, officer, documents }) {
    if (!this.#wrap) throw new UnsealError("no passphrase was given");
    const claims = { owner: officer, installation, documents, kind: this.#kind };
    const own = await WrappedKey.open(this.#wrap, fromB64url(wrapped), claims);
    const newer = renewed ? await WrappedKey.open(this.#wrap, fromB64url(renewed), claims) : null;
    this.#wrap = null;
    const me = { agency: officer.agency, reader: officer.id };
    const first = newer ?? own;
    this.#session.unlock(me, first.unlocked, first.wrapped, newer && { keys: own.unlocked, wrapped: own.wrapped });
    this.trust({ documents });
    return this.#describe();
  }

  /**
   * Verify a newer set of signed documents.
   * @param {{documents: Documents}} given
   */
  trust({ documents }) {
    const { keys, older, me } = this.#session;
    const book = verifyDocuments(documentSet(documents), keys.anchors.installation);
    for (const held of older ? [keys, older.keys] : [keys]) requireRemembered(book, me.agency, held.anchors);
    if (this.#session.isTrusting) refuseOlder(this.#session.book, book);
    this.#session.trust(book);
  }

  /** Wrap the officer's key anew with what was verified; null if that is what it holds already. */
  async renewKey() {
    return this.#session.wrapped.renew(this.#session.book);
  }

  /**
   * Note that the server stored the key that was wrapped anew.
   * @param {{wrapped: string}} given
   */
  keptKey({ wrapped }) {
    this.#session.wrapped.kept(wrapped);
  }

  /** @returns {UnlockedOfficer} */
  #describe() {
    const book = this.#session.book;
    const { agency, reader } = this.#session.me;
    const { custodian } = book.newest(agency).document;
    const entry = book.currentReader(agency, reader) ?? (custodian?.id === reader ? custodian : undefined);
    return {
      agency,
      id: reader,
      label: entry?.label ?? reader,
      unit: entry?.unit ?? "",
      agencies: book.agencies.document.agencies.map(({ agency: code, name }) => ({ code, name })),
      fingerprint: this.#session.keys.anchors.installation,
      directoryVersion: book.newest(agency).document.version,
    };
  }
}

/**
 * Refuse documents that fit what a wrapped key remembers less than when it was wrapped.
 * @param {import("../protocol/trust.js").TrustBook} book
 * @param {string} agency
 * @param {import("../protocol/signin.js").Unlocked["anchors"]} anchors
 * @throws {TrustError} other roots, an older directory, or another history.
 */
function requireRemembered(book, agency, anchors) {
  const roots = book.byAgency.get(agency)?.roots ?? [];
  if (!roots.some((version) => rootsFingerprint(version.document) === anchors.agency)) {
    throw new TrustError("the officer's own agency has other roots than at enrolment");
  }
  const isFirst = anchors.directory_version === 0; // at enrolment there was no directory yet
  refuseRollback(book.newest(agency), anchors.directory_version, isFirst ? undefined : anchors.directory);
}

/**
 * @param {Documents} documents
 * @returns {import("../protocol/trust.js").DocumentSet}
 */
export function documentSet({ roots, directories, agencies }) {
  return { roots: decoded(roots), directories: decoded(directories), agencies: agencies.map(fromB64url) };
}

/** @param {Record<string, string[]>} chains */
function decoded(chains) {
  return Object.fromEntries(Object.entries(chains).map(([name, chain]) => [name, chain.map(fromB64url)]));
}
