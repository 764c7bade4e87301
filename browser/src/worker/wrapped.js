/**
 * The officer's wrapped key while the officer is signed in (docs/spec/officers.md, "Wrapped anew").
 *
 * Keeps the sealed box and a key that cannot be taken out of it, not the secret: that is unwrapped for a moment when a
 * newer directory is written beside it. What is remembered only ever grows, and nothing is given out that does not open.
 */

import { b64url, fromB64url, sha256 } from "../protocol/bytes.js";
import { INSTALLATION, rootsFingerprint } from "../protocol/directory.js";
import { FormatError, TrustError, UnsealError } from "../protocol/errors.js";
import { HybridPublicKey } from "../protocol/keys.js";
import { Unverified } from "../protocol/signing.js";
import { keysOf, NO_DIRECTORY, unwrap, wrap } from "../protocol/signin.js";

/** @typedef {import("../protocol/documents.d.ts").Enrolment} Enrolment */
/** @typedef {import("../protocol/documents.d.ts").WrappedSecret} WrappedSecret */
/** @typedef {import("../protocol/signin.js").WrapContext} WrapContext */
/** @typedef {import("../protocol/signin.js").Unlocked} Unlocked */
/** @typedef {import("../protocol/trust.js").TrustBook} TrustBook */
/** @typedef {import("./vault.js").Documents} Documents */
/** @typedef {{agency: string, id: string}} Owner */
/** @typedef {Unlocked["anchors"]} Memory */

export class WrappedKey {
  #key;
  #box;
  #context;
  #memory;
  /** @type {Map<string, {box: Uint8Array, context: WrapContext, memory: Memory}>} Offered, not known to be stored. */
  #offered = new Map();

  /**
   * @param {CryptoKey} key
   * @param {Uint8Array} box
   * @param {WrapContext} context under which it opened
   * @param {Memory} memory that it opened to
   */
  constructor(key, box, context, memory) {
    this.#key = key;
    this.#box = box;
    this.#context = context;
    this.#memory = memory;
  }

  /**
   * Open a wrapped key. Which installation and reader key it is bound to is tried from what the documents claim: it
   * opens for its own alone.
   * @param {CryptoKey} key
   * @param {Uint8Array} box
   * @param {{owner: Owner, installation: string, documents: Documents, kind?: string}} claims of the server, none of
   *   them verified; `kind` is what the key says it is wrapped under, left out for a passphrase
   * @returns {Promise<{wrapped: WrappedKey, unlocked: Unlocked}>}
   * @throws {UnsealError} it opens for none of them: another passphrase, another officer's box, or altered bytes.
   * @throws {TrustError} it holds other keys than it is bound to.
   */
  static async open(key, box, { owner, installation, documents, kind }) {
    for (const claimed of claimedContexts(owner, installation, documents)) {
      const context = kind === undefined ? claimed : { ...claimed, kind };
      const secret = await unwrap(key, box, context).catch(unlessUnsealed);
      if (!secret) continue;
      const unlocked = await keysOf(secret, context);
      return { wrapped: new WrappedKey(key, box, context, unlocked.anchors), unlocked };
    }
    throw new UnsealError("the wrapped key did not open");
  }

  /**
   * Wrap the key anew if `book`, which was verified from what is remembered, knows more than that.
   * @param {TrustBook} book
   * @returns {Promise<{replaces: string, wrapped: string} | null>} null if there is nothing new to remember.
   * @throws {TrustError} `book` knows less, or another history.
   */
  async renew(book) {
    const memory = memoryOf(book, this.#context.agency);
    if (!grows(this.#memory, memory)) return null;
    const context = { ...this.#context, installation: memory.installation };
    const { secret } = await unwrap(this.#key, this.#box, this.#context);
    const inside = { secret, ...memory };
    const box = await wrapChecked(this.#key, inside, context);
    const wrapped = b64url(box);
    this.#offered.set(wrapped, { box, context, memory });
    return { replaces: b64url(sha256(this.#box)), wrapped };
  }

  /**
   * Wrap the key once more, under a passkey, with what is remembered.
   * @param {CryptoKey} key
   * @param {string} credential id of the passkey
   */
  async underPasskey(key, credential) {
    const { secret } = await unwrap(this.#key, this.#box, this.#context);
    const context = { ...this.#context, kind: credential };
    const inside = { secret, ...this.#memory };
    return { wrapped: b64url(await wrapChecked(key, inside, context)), reader_key: context.reader_key };
  }

  /**
   * Give the same key, wrapped under another passphrase, with what is remembered.
   * @param {CryptoKey} key
   */
  async underPassphrase(key) {
    const { secret } = await unwrap(this.#key, this.#box, this.#context);
    const { installation, agency, officer, reader_key } = this.#context;
    const context = { installation, agency, officer, reader_key };
    const box = await wrapChecked(key, { secret, ...this.#memory }, context);
    return new WrappedKey(key, box, context, this.#memory);
  }

  /** Digest of the reader key that is wrapped. */
  get readerKey() {
    return this.#context.reader_key;
  }

  /** The box as it travels. */
  get text() {
    return b64url(this.#box);
  }

  /**
   * Note that the server says it stored what `renew` gave.
   * @param {string} wrapped
   * @throws {FormatError} this was not given.
   */
  kept(wrapped) {
    const offered = this.#offered.get(wrapped);
    if (!offered) throw new FormatError("not a key that was wrapped here");
    this.#box = offered.box;
    this.#context = offered.context;
    this.#memory = offered.memory;
    this.#offered.clear();
  }
}

/**
 * Refuse an enrolment request that is not by the key of a wrapped secret: whoever writes to the database could put
 * another in its place, whose words the officer would then read out to the officials.
 * @param {CryptoKey} key
 * @param {Uint8Array} box
 * @param {Enrolment} request that its own key signed
 * @param {string[]} installations fingerprints that the server names; the box opens for its own alone
 * @throws {TrustError} the box does not open for what the request says, or holds other keys.
 */
export async function requireOwnRequest(key, box, request, installations) {
  const reader_key = HybridPublicKey.parse(request.reader_key).digest;
  for (const installation of installations) {
    const context = { installation, agency: request.agency, officer: request.officer, reader_key };
    const secret = await unwrap(key, box, context).catch(unlessUnsealed);
    const held = secret && (await keysOf(secret, context));
    if (held?.signingKey.public.text === request.verify_key) return;
  }
  throw new TrustError("a request that is not by the officer's own key");
}

/**
 * Give what is to be remembered of verified documents: of an agency that is being founded, that it has no directory.
 * @param {TrustBook} book
 * @param {string} agency
 * @returns {Memory}
 */
export function memoryOf(book, agency) {
  const roots = book.byAgency.get(agency)?.roots.at(-1);
  const newest = book.isOpen(agency) ? book.newest(agency) : null;
  const installation = book.installation.at(-1);
  if (!roots || !installation) throw new TrustError("no documents were verified");
  return {
    installation: rootsFingerprint(installation.document),
    agency: rootsFingerprint(roots.document),
    directory_version: newest?.document.version ?? 0,
    directory: newest?.digest ?? NO_DIRECTORY,
  };
}

/**
 * Say whether there is more to remember.
 * @param {Memory} known
 * @param {Memory} seen
 * @throws {TrustError} an older directory, or another one with the same version.
 */
function grows(known, seen) {
  const isOther = known.directory_version === seen.directory_version && known.directory !== seen.directory;
  if (seen.directory_version < known.directory_version || isOther) {
    throw new TrustError("the memory of the directory never goes back");
  }
  return Object.keys(known).some((name) => Reflect.get(known, name) !== Reflect.get(seen, name));
}

/**
 * Wrap a secret, and open it again before anything relies on it.
 * @param {CryptoKey} key
 * @param {Omit<WrappedSecret, "type">} inside
 * @param {WrapContext} context
 * @throws {UnsealError} it does not open to itself.
 */
export async function wrapChecked(key, inside, context) {
  const box = await wrap(key, inside, context);
  requireSame(await unwrap(key, box, context), inside);
  return box;
}

/**
 * @param {WrappedSecret} found
 * @param {Omit<WrappedSecret, "type">} meant
 */
function requireSame(found, meant) {
  const isSame = Object.entries(meant).every(([name, value]) => Reflect.get(found, name) === value);
  if (!isSame) throw new UnsealError("the key that was wrapped does not open to itself");
}

/**
 * List what a wrapped key may be bound to, newest first.
 * @param {Owner} owner
 * @param {string} installation
 * @param {Documents} documents
 * @returns {Generator<WrapContext>}
 */
function* claimedContexts({ agency, id }, installation, documents) {
  const installations = new Set([...claimedInstallations(documents), installation]);
  for (const reader_key of claimedReaderKeys(documents, { agency, id })) {
    for (const claimed of installations) yield { installation: claimed, agency, officer: id, reader_key };
  }
}

/** @param {Documents} documents */
function claimedInstallations({ roots }) {
  const envelopes = [...(roots[INSTALLATION] ?? [])].reverse();
  return envelopes.map((envelope) => rootsFingerprint(new Unverified(fromB64url(envelope)).unsafePeek("Roots")));
}

/**
 * @param {Documents} documents
 * @param {Owner} owner
 */
function claimedReaderKeys({ directories }, owner) {
  const envelopes = [...(directories[owner.agency] ?? [])].reverse();
  const entries = envelopes.flatMap((envelope) => {
    const directory = new Unverified(fromB64url(envelope)).unsafePeek("Directory");
    const holders = directory.custodian ? [...directory.readers, directory.custodian] : directory.readers;
    return holders.filter(({ id }) => id === owner.id);
  });
  return new Set(entries.map((entry) => HybridPublicKey.parse(entry.reader_key).digest));
}

/**
 * @param {unknown} error
 * @returns {null}
 */
function unlessUnsealed(error) {
  if (error instanceof UnsealError) return null;
  throw error;
}
