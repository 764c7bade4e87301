/**
 * From an anchor to an officer's key: chains of roots, directories, agencies (docs/spec/directory.md, "Verification").
 *
 * Order of verification, each step on the ground of the one before:
 * 1. the installation's roots chain contains the anchored fingerprint;
 * 2. the newest agencies document is signed by a threshold of the newest of those roots;
 * 3. an agency's roots chain contains the fingerprint that the agencies document names;
 * 4. every directory of the agency is signed by a threshold of the roots it names; the newest names the newest roots.
 *
 * An agency that is being founded has roots and no directory at all yet: it has no newest one, and its channel is closed.
 */

import {
  INSTALLATION,
  RECOVERY_READER,
  checkAgencies,
  checkDirectory,
  checkRoots,
  documentDigest,
  rootKeys,
  rootsFingerprint,
} from "./directory.js";
import { SignatureError, TrustError } from "./errors.js";
import { HybridPublicKey, VerifyKey } from "./keys.js";
import { Unverified } from "./signing.js";

/** @typedef {import("./documents.d.ts").Roots} Roots */
/** @typedef {import("./documents.d.ts").Directory} Directory */
/** @typedef {import("./documents.d.ts").Agencies} Agencies */

/**
 * Envelopes as published, oldest first: roots by agency (also of `00`), directories by agency, agencies.
 * @typedef {object} DocumentSet
 * @property {Record<string, Uint8Array[]>} roots
 * @property {Record<string, Uint8Array[]>} directories
 * @property {Uint8Array[]} agencies
 */

/**
 * A document whose signatures were verified, with its digest.
 * @template Document
 * @typedef {{document: Document, digest: string}} Verified
 */

/** A verified directory whose keys are parsed when first asked for: they are needed for every record. */
export class VerifiedDirectory {
  /** @type {Map<string, string>} */
  #readerDigests = new Map();
  /** @type {Map<string, VerifyKey>} */
  #verifyKeys = new Map();

  /**
   * @param {Directory} document
   * @param {string} digest
   * @param {string[]} before digests of all versions before this one, oldest first
   * @param {Roots} roots the document that signs it
   */
  constructor(document, digest, before, roots) {
    /** @readonly */
    this.document = document;
    /** @readonly */
    this.digest = digest;
    /** @readonly */
    this.before = before;
    /** @readonly */
    this.roots = roots;
    /** @readonly @type {ReadonlyMap<string, import("./documents.d.ts").ReaderEntry>} */
    this.entries = new Map(document.readers.map((entry) => [entry.id, entry]));
  }

  /**
   * Give the digest of a reader's key, the recovery key's among them.
   * @param {string} reader
   */
  readerDigest(reader) {
    const text = reader === RECOVERY_READER ? this.document.recovery?.reader_key : this.entries.get(reader)?.reader_key;
    if (text === undefined) return undefined;
    return remembered(this.#readerDigests, reader, () => HybridPublicKey.parse(text).digest);
  }

  /** Give every key in the directory that something is sealed to: readers', custodian's, recovery key. */
  get keyTexts() {
    const { readers, custodian, recovery } = this.document;
    return [...readers, ...(custodian ? [custodian] : []), ...(recovery ? [recovery] : [])].map(
      (one) => one.reader_key,
    );
  }

  /**
   * Give the key that verifies records by a reader: an officer, or the agency's recovery key.
   * @param {string} reader
   */
  signingReaderKey(reader) {
    const entry = reader === RECOVERY_READER ? this.document.recovery : this.entries.get(reader);
    return entry && remembered(this.#verifyKeys, reader, () => VerifyKey.parse(entry.verify_key));
  }

  /**
   * Give an officer's verify key.
   * @param {import("./documents.d.ts").ReaderEntry} entry of this directory
   */
  verifyKey(entry) {
    return remembered(this.#verifyKeys, entry.id, () => VerifyKey.parse(entry.verify_key));
  }
}

/**
 * One agency's verified roots and directories, oldest first; no directory while the agency is being founded.
 * @typedef {{roots: Array<Verified<Roots>>, directories: VerifiedDirectory[]}} AgencyTrust
 */

/**
 * Agencies' trust by code. An agency's documents are verified when they are first asked for: of hundreds of agencies an
 * officer meets few, and what is wrong with one keeps nobody from the others.
 */
class AgencyTrusts {
  #documents;
  #entries;
  /** @type {Map<string, AgencyTrust>} */
  #verified = new Map();

  /**
   * @param {DocumentSet} documents
   * @param {Agencies} agencies
   */
  constructor(documents, agencies) {
    this.#documents = documents;
    this.#entries = new Map(agencies.agencies.map((entry) => [entry.agency, entry]));
  }

  /** Agencies that were asked for so far. @type {ReadonlyMap<string, AgencyTrust>} */
  get verified() {
    return this.#verified;
  }

  /**
   * @param {string} agency
   * @returns {AgencyTrust | undefined} undefined if the agencies document does not list it.
   * @throws {TrustError | SignatureError | FormatError | UnknownVersionError} its documents do not verify.
   */
  get(agency) {
    const entry = this.#entries.get(agency);
    return entry && remembered(this.#verified, agency, () => verifyAgency(this.#documents, entry));
  }

  /**
   * Verify and give all agencies.
   * @returns {Generator<[string, AgencyTrust]>}
   */
  *[Symbol.iterator]() {
    for (const agency of this.#entries.keys()) yield [agency, /** @type {AgencyTrust} */ (this.get(agency))];
  }
}

/** Everything that was verified from one anchor. */
export class TrustBook {
  /**
   * @param {Array<Verified<Roots>>} installation
   * @param {Verified<Agencies>} agencies
   * @param {AgencyTrusts} byAgency
   */
  constructor(installation, agencies, byAgency) {
    /** @readonly */
    this.installation = installation;
    /** @readonly */
    this.agencies = agencies;
    /** @readonly */
    this.byAgency = byAgency;
  }

  /**
   * Give a directory that a record names.
   * @param {import("./documents.d.ts").DirectoryName} name
   * @throws {TrustError} no verified directory of that agency has this version and digest.
   */
  directory(name) {
    const found = this.byAgency.get(name.agency)?.directories[name.version - 1];
    if (found === undefined || found.digest !== name.digest) {
      throw new TrustError("a directory that the roots did not sign");
    }
    return found;
  }

  /**
   * Give an agency's newest directory.
   * @param {string} agency
   * @throws {TrustError} the agency has none, or is not listed.
   */
  newest(agency) {
    const found = this.byAgency.get(agency)?.directories.at(-1);
    if (found === undefined) throw new TrustError("an agency without a directory");
    return found;
  }

  /**
   * Say whether an agency has a directory.
   * @param {string} agency
   */
  isOpen(agency) {
    return (this.byAgency.get(agency)?.directories.length ?? 0) > 0;
  }

  /**
   * Give the officer's entry in the newest directory, if the officer still stands there.
   * @param {string} agency
   * @param {string} reader
   */
  currentReader(agency, reader) {
    return this.byAgency.get(agency)?.directories.at(-1)?.entries.get(reader);
  }

  /**
   * Give a reader's verify key in the newest directory, the recovery key's too, if it still stands there.
   * @param {string} agency
   * @param {string} reader
   */
  currentKey(agency, reader) {
    return this.byAgency.get(agency)?.directories.at(-1)?.signingReaderKey(reader);
  }
}

/**
 * Verify the agencies document from the installation's roots fingerprint, and each agency when it is asked for.
 * @param {DocumentSet} documents
 * @param {string} anchor base64url
 * @throws {TrustError} a broken chain, an anchor that is not in its chain, or dates and keys that do not fit.
 * @throws {SignatureError | FormatError | UnknownVersionError} an envelope is not genuine or not well-formed.
 */
export function verifyDocuments(documents, anchor) {
  const installation = verifyRoots(documents.roots[INSTALLATION] ?? [], INSTALLATION, anchor);
  const agencies = verifyAgencies(documents.agencies, installation);
  return new TrustBook(installation, agencies, new AgencyTrusts(documents, agencies.document));
}

/**
 * @param {DocumentSet} documents
 * @param {Agencies["agencies"][number]} entry
 * @returns {AgencyTrust}
 */
function verifyAgency(documents, { agency, roots: anchor }) {
  const roots = verifyRoots(documents.roots[agency] ?? [], agency, anchor);
  return { roots, directories: verifyDirectories(documents.directories[agency] ?? [], agency, roots) };
}

/**
 * Verify a roots chain: each version signed by its own threshold and by that of the version before.
 * @param {Uint8Array[]} envelopes
 * @param {string} agency
 * @param {string} anchor
 * @throws {TrustError} empty or broken chain, another agency, or no version with the anchored fingerprint.
 * @throws {SignatureError} a threshold is missed.
 */
export function verifyRoots(envelopes, agency, anchor) {
  /** @type {Array<Verified<Roots>>} */
  const chain = [];
  for (const envelope of envelopes) {
    const unverified = new Unverified(envelope);
    const roots = checkRoots(unverified.unsafePeek("Roots"));
    requireThreshold(unverified, roots);
    const before = chain.at(-1);
    if (before) requireThreshold(unverified, before.document);
    if (roots.agency !== agency) throw new TrustError("roots of another agency");
    append(chain, { document: roots, digest: documentDigest(unverified.payload) });
  }
  if (!chain.some((version) => rootsFingerprint(version.document) === anchor)) {
    throw new TrustError("the roots are not the anchored ones");
  }
  return chain;
}

/**
 * Verify an agency's directories from version 1; none at all is an agency that is being founded.
 * @param {Uint8Array[]} envelopes
 * @param {string} agency
 * @param {Array<Verified<Roots>>} roots
 * @throws {TrustError} broken chain, another agency, unknown or receding roots, or a newest one under old roots.
 * @throws {SignatureError} a threshold is missed.
 */
export function verifyDirectories(envelopes, agency, roots) {
  /** @type {VerifiedDirectory[]} */
  const chain = [];
  let reached = 0;
  for (const envelope of envelopes) {
    const unverified = new Unverified(envelope);
    const directory = unverified.unsafePeek("Directory");
    const place = roots.findIndex((version) => version.digest === directory.roots);
    if (directory.agency !== agency || place < reached) {
      throw new TrustError("a directory of another agency, or under roots that are gone");
    }
    requireThreshold(unverified, roots[place].document);
    checkDirectory(directory);
    const before = chain.map((version) => version.digest);
    append(chain, new VerifiedDirectory(directory, documentDigest(unverified.payload), before, roots[place].document));
    reached = place;
  }
  if (chain.length > 0 && reached !== roots.length - 1) throw new TrustError("no directory under the newest roots");
  return chain;
}

/**
 * Compare a directory with what a verifier remembers.
 * @param {VerifiedDirectory} directory
 * @param {number} version
 * @param {string | undefined} digest if it is remembered, too
 * @throws {TrustError} an older version than the remembered one, or a history with another document in its place.
 */
export function refuseRollback(directory, version, digest) {
  if (directory.document.version < version) throw new TrustError("the directory is older than one seen before");
  if (digest !== undefined && ![...directory.before, directory.digest].includes(digest)) {
    throw new TrustError("two different directories with one version");
  }
}

/**
 * Refuse documents that go back behind those verified earlier in this session.
 * @param {TrustBook} known
 * @param {TrustBook} book
 * @throws {TrustError} they do.
 */
export function refuseOlder(known, book) {
  const [before, after] = [known.agencies, book.agencies];
  if (after.document.version < before.document.version) {
    throw new TrustError("the agencies document is older than one seen before");
  }
  if (after.document.version === before.document.version && after.digest !== before.digest) {
    throw new TrustError("two different agencies documents with one version");
  }
  for (const [agency, { directories }] of known.byAgency.verified) {
    const newest = directories.at(-1);
    if (newest) refuseRollback(book.newest(agency), newest.document.version, newest.digest);
  }
}

/**
 * @param {Uint8Array[]} envelopes
 * @param {Array<Verified<Roots>>} roots
 */
function verifyAgencies(envelopes, roots) {
  /** @type {Array<Verified<Agencies>>} */
  const chain = [];
  let reached = 0;
  for (const envelope of envelopes) {
    const unverified = new Unverified(envelope);
    const agencies = unverified.unsafePeek("Agencies");
    const place = roots.findIndex((version) => version.digest === agencies.roots);
    if (place < reached) throw new TrustError("an agencies document under roots that are unknown or gone");
    requireThreshold(unverified, roots[place].document);
    checkAgencies(agencies);
    append(chain, { document: agencies, digest: documentDigest(unverified.payload) });
    reached = place;
  }
  const newest = chain.at(-1);
  if (!newest || reached !== roots.length - 1) throw new TrustError("no agencies document under the newest roots");
  return newest;
}

/**
 * @param {Unverified} unverified
 * @param {Roots} roots
 */
function requireThreshold(unverified, roots) {
  if (!unverified.isSignedBy(rootKeys(roots), roots.threshold)) {
    throw new SignatureError("fewer officials signed than the threshold asks");
  }
}

/**
 * @template {{document: {version: number, previous?: string}, digest: string}} Version
 * @param {Version[]} chain
 * @param {Version} version
 */
function append(chain, version) {
  const { document } = version;
  if (document.version !== chain.length + 1 || document.previous !== chain.at(-1)?.digest) {
    throw new TrustError("a version is missing or does not follow from the one before");
  }
  chain.push(version);
}

/**
 * @template Value
 * @param {Map<string, Value>} memory
 * @param {string} name
 * @param {() => Value} make
 * @returns {Value}
 */
function remembered(memory, name, make) {
  const known = memory.get(name);
  if (known !== undefined) return known;
  const made = make();
  memory.set(name, made);
  return made;
}
