/**
 * What the rooms of the worker share: the officer's keys, the trust they verified, the case that is open, the jobs that
 * run.
 *
 * Everything lies behind private fields, so that no copy of it leaves the worker. Whatever is not there refuses: locked,
 * untrusted, or no case.
 */

import { FormatError, RefusedError, TrustError, UnsealError } from "../protocol/errors.js";
import { authorText } from "../protocol/records.js";

/** @typedef {import("../protocol/dossier.js").Dossier} Dossier */
/** @typedef {import("../protocol/insight.js").Insight} Insight */
/** @typedef {import("../protocol/messages.js").CaseMaterial} CaseMaterial */
/** @typedef {import("../protocol/trust.js").TrustBook} TrustBook */
/** @typedef {import("../protocol/signin.js").Unlocked} Unlocked */
/** @typedef {import("../protocol/documents.d.ts").ReaderRef} ReaderRef */
/** @typedef {import("./wrapped.js").WrappedKey} WrappedKey */
/** @typedef {{keys: Unlocked, wrapped: WrappedKey}} Held */

/**
 * A case that is open; `insight` is what officers wrote among themselves, if the server gave it.
 * @typedef {{dossier: Dossier, material: CaseMaterial, insight: Insight | null}} OpenCase
 */

export class Session {
  /** @type {WrappedKey | null} */
  #wrapped = null;
  /** @type {Unlocked | null} */
  #keys = null;
  /** @type {Held | null} */
  #older = null;
  /** @type {CryptoKey | null} */
  #proved = null;
  /** @type {ReaderRef | null} */
  #reader = null;
  /** @type {TrustBook | null} */
  #book = null;
  /** @type {OpenCase | null} */
  #case = null;
  /** @type {Map<number, object>} */
  #jobs = new Map();
  #nextJob = 1;

  /**
   * Take an officer's keys, in place of any that were there.
   * @param {ReaderRef} reader
   * @param {Unlocked} keys
   * @param {WrappedKey} wrapped
   * @param {Held | null} [older] the account's own key, while another one that the directory lists follows it
   */
  unlock(reader, keys, wrapped, older = null) {
    this.#reader = reader;
    this.#keys = keys;
    this.#wrapped = wrapped;
    this.#older = older;
  }

  /**
   * Take keys as they were wrapped anew.
   * @param {Array<{before: WrappedKey, after: WrappedKey}>} changes
   */
  rewrap(changes) {
    const after = (/** @type {WrappedKey} */ held) => changes.find(({ before }) => before === held)?.after ?? held;
    if (this.#wrapped) this.#wrapped = after(this.#wrapped);
    if (this.#older) this.#older = { ...this.#older, wrapped: after(this.#older.wrapped) };
  }

  /** The key that the directory's key follows, if it is still needed. */
  get older() {
    return this.#older;
  }

  /**
   * Open something with the officer's key; with the older one, if that does not and the older is still needed.
   * @template Result
   * @param {(readerKey: Unlocked["readerKey"]) => Promise<Result>} attempt
   * @returns {Promise<Result>}
   * @throws {RefusedError} what the newest key was refused with.
   */
  async withKeys(attempt) {
    try {
      return await attempt(this.keys.readerKey);
    } catch (refusal) {
      if (!this.#older || !(refusal instanceof RefusedError)) throw refusal;
      return attempt(this.#older.keys.readerKey).catch(() => {
        throw refusal;
      });
    }
  }

  /**
   * Give the key by which the newest record that counts names the officer: what belongs to it is sealed to that one.
   * @param {{newest: import("../protocol/records.js").VerifiedRecord}} counted
   */
  async keyNamedBy({ newest }) {
    const named = newest.readers.get(authorText(this.me));
    const older = this.#older?.keys.readerKey;
    return older && (await older.public).digest === named ? older : this.keys.readerKey;
  }

  /** @param {CryptoKey} key that a proof of the passphrase gave, for what is made right after it */
  keepProved(key) {
    this.#proved = key;
  }

  /**
   * Take the key that the last proof gave; it is gone then.
   * @throws {FormatError} nothing was proved.
   */
  takeProved() {
    const key = this.#proved;
    this.#proved = null;
    if (!key) throw new FormatError("no passphrase was proved");
    return key;
  }

  /** @param {TrustBook} book verified, and no older than the one before */
  trust(book) {
    this.#book = book;
  }

  /** @param {OpenCase | null} opened checked, or none */
  hold(opened) {
    this.#case = opened;
  }

  /**
   * The officer's keys.
   * @throws {UnsealError} locked.
   */
  get keys() {
    if (!this.#keys) throw new UnsealError("locked");
    return this.#keys;
  }

  /**
   * The officer's key as it is wrapped.
   * @throws {UnsealError} locked.
   */
  get wrapped() {
    if (!this.#wrapped) throw new UnsealError("locked");
    return this.#wrapped;
  }

  /**
   * The officer.
   * @throws {UnsealError} locked.
   */
  get me() {
    if (!this.#reader) throw new UnsealError("locked");
    return this.#reader;
  }

  /** Whether documents were verified. */
  get isTrusting() {
    return this.#book !== null;
  }

  /**
   * The documents that were verified.
   * @throws {TrustError} none were.
   */
  get book() {
    if (!this.#book) throw new TrustError("no documents were verified");
    return this.#book;
  }

  /**
   * The case that is open.
   * @throws {FormatError} none is.
   */
  get opened() {
    if (!this.#case) throw new FormatError("no case is open");
    return this.#case;
  }

  /**
   * Keep something that goes on over several questions; give its number.
   * @param {object} job
   */
  addJob(job) {
    const name = this.#nextJob;
    this.#nextJob += 1;
    this.#jobs.set(name, job);
    return name;
  }

  /**
   * Find a job of one kind.
   * @template Job
   * @param {number} name
   * @param {new (...parts: any[]) => Job} kind
   * @returns {Job}
   * @throws {FormatError} no such job.
   */
  job(name, kind) {
    const found = this.#jobs.get(name);
    if (!(found instanceof kind)) throw new FormatError("no such job");
    return found;
  }

  /**
   * Say whether a job is of one kind.
   * @param {number} name
   * @param {new (...parts: any[]) => unknown} kind
   */
  isJob(name, kind) {
    return this.#jobs.get(name) instanceof kind;
  }

  /** @param {number} name */
  endJob(name) {
    this.#jobs.delete(name);
  }

  /** Forget all jobs. */
  endJobs() {
    this.#jobs.clear();
  }
}
