/**
 * What the worker proves of the audit log (docs/spec/audit.md): entries against a checkpoint, a checkpoint against one
 * that the auditor kept, a signature for what was proved, and for nothing else.
 *
 * The server's word counts for nothing here: origin and auditors come from the verified documents, roots are computed.
 */

import { b64url, fromB64url, fromUtf8, utf8 } from "../protocol/bytes.js";
import { Checkpoint, Cosignature, cosign, noteText, parseNote } from "../protocol/checkpoint.js";
import { FormatError, RefusedError, TrustError } from "../protocol/errors.js";
import { Growing, leafHash, verifyConsistency, verifyInclusion } from "../protocol/merkle.js";
import { caseNumber } from "../protocol/records.js";
import { logOrigin, witnessesOf } from "../protocol/witness.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("../protocol/witness.js").Witness} Witness */
/** @typedef {{size: number, root: string, made: string, cosignatures: Array<{officer: string, cosignature: string}>}} StatedPoint */
/** @typedef {{size: number, made: string, witnesses: Witness[], strangers: number, isMine: boolean, text: string}} ShownPoint */
/** @typedef {{place: number, entry: string, path: string[]}} StatedEntry */

/**
 * One entry as far as it could be proved: `wrong` does not stand in the log of the checkpoint, `later` came after it.
 * @typedef {object} ShownEntry
 * @property {number} place
 * @property {"proved" | "later" | "wrong"} proof
 * @property {string} at
 * @property {string} officer
 * @property {string} action
 * @property {string} number of the case, or nothing
 * @property {string} detail
 */

/** @typedef {"other-log" | "smaller" | "larger" | "changed" | "grown"} Comparison */

const ENTRY_TYPE = "wbs-audit/v1";

/** Counts the entries of a log anew, to compare the root of its first `size`. */
class Recount {
  #tree = new Growing();
  #size;
  #rest = "";

  /** @param {number} size */
  constructor(size) {
    this.#size = size;
  }

  /** @param {string} lines entries, each with its line end */
  push(lines) {
    const parts = (this.#rest + lines).split("\n");
    this.#rest = /** @type {string} */ (parts.pop());
    for (const line of parts) if (this.#tree.size < this.#size) this.#tree.append(leafHash(utf8(line)));
    return this.#tree.size;
  }

  /** @param {Checkpoint} checkpoint */
  matches(checkpoint) {
    return this.#tree.size === checkpoint.size && b64url(this.#tree.root) === b64url(checkpoint.root);
  }
}

export class Trail {
  #session;
  /** @type {Map<number, {point: Checkpoint, cosignatures: Cosignature[]}>} */
  #points = new Map();
  /** @type {Set<number>} Sizes of checkpoints that were proved. */
  #proved = new Set();

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
  }

  /**
   * Take the checkpoints of a visit, and say who signed them.
   * @param {{origin: string, checkpoints: StatedPoint[]}} given
   */
  openTrail({ origin, checkpoints }) {
    if (origin !== this.#origin) throw new TrustError("another log than the officer's own agency's");
    this.#points.clear();
    this.#proved.clear();
    for (const { size, root, cosignatures } of checkpoints) {
      const name = (/** @type {string} */ officer) => `${this.#session.me.agency}/${officer}`;
      const signed = cosignatures.map((one) => new Cosignature(name(one.officer), fromB64url(one.cosignature)));
      this.#points.set(size, { point: new Checkpoint(origin, size, fromB64url(root)), cosignatures: signed });
    }
    return { points: checkpoints.map(({ size, made }) => this.#show(size, made)), officers: this.#officers() };
  }

  /**
   * Prove entries against the checkpoint of a size; 0 is none.
   * @param {{size: number, entries: StatedEntry[]}} given
   */
  proveEntries({ size, entries }) {
    return { entries: entries.map((entry) => this.#prove(size, entry)) };
  }

  /**
   * Begin to count the first `size` entries anew.
   * @param {{size: number}} given
   */
  beginRecount({ size }) {
    this.#point(size);
    return { job: this.#session.addJob(new Recount(size)) };
  }

  /**
   * Count a piece of the log: whole bytes in the order of the entries.
   * @param {{job: number, chunk: Uint8Array}} given
   */
  recount({ job, chunk }) {
    return { counted: this.#session.job(job, Recount).push(fromUtf8(chunk)) };
  }

  /**
   * Compare the root of what was counted with the checkpoint.
   * @param {{job: number, size: number}} given
   */
  endRecount({ job, size }) {
    const { point } = this.#point(size);
    const isSame = this.#session.job(job, Recount).matches(point);
    this.#session.endJob(job);
    if (isSame) this.#proved.add(size);
    return { isSame };
  }

  /**
   * Read a checkpoint that the auditor kept.
   * @param {{text: string}} given
   * @returns {{size: number, isOurs: boolean, witnesses: Witness[], strangers: number}}
   */
  readKept({ text }) {
    const { checkpoint, cosignatures } = parseNote(text);
    const isOurs = checkpoint.origin === this.#origin;
    return { size: checkpoint.size, isOurs, ...witnessesOf(this.#session.book, checkpoint, cosignatures) };
  }

  /**
   * Prove that the log of a checkpoint grew out of the one that the auditor kept.
   * @param {{text: string, size: number, path: string[]}} given
   * @returns {{comparison: Comparison}}
   */
  compareKept({ text, size, path }) {
    const { checkpoint } = parseNote(text);
    const { point } = this.#point(size);
    if (checkpoint.origin !== point.origin) return { comparison: "other-log" };
    if (checkpoint.size > point.size) return { comparison: "larger" };
    if (checkpoint.size === 0) return { comparison: "smaller" };
    try {
      verifyConsistency(checkpoint, point, path.map(fromB64url));
    } catch (error) {
      if (error instanceof RefusedError) return { comparison: "changed" };
      throw error;
    }
    this.#proved.add(size);
    return { comparison: "grown" };
  }

  /**
   * Sign a checkpoint that was proved since the visit began.
   * @param {{size: number}} given
   */
  countersign({ size }) {
    const { point } = this.#point(size);
    if (!this.#proved.has(size)) throw new TrustError("a checkpoint that nothing proved");
    const time = Math.floor(Date.now() / 1000);
    const cosignature = cosign(point, this.#name, time, this.#session.keys.signingKey);
    return { cosignature: b64url(cosignature.raw) };
  }

  /**
   * Note that the server stored a signature; give the checkpoint as it is to be kept.
   * @param {{size: number, cosignature: string, made: string}} given
   */
  keepSignature({ size, cosignature, made }) {
    const held = this.#point(size);
    const others = held.cosignatures.filter((one) => one.name !== this.#name);
    held.cosignatures = [...others, new Cosignature(this.#name, fromB64url(cosignature))];
    return this.#show(size, made);
  }

  get #origin() {
    return logOrigin(this.#session.book, this.#session.me.agency);
  }

  get #name() {
    const { agency, reader } = this.#session.me;
    return `${agency}/${reader}`;
  }

  /** @param {number} size */
  #point(size) {
    const found = this.#points.get(size);
    if (!found) throw new FormatError("no such checkpoint");
    return found;
  }

  /**
   * @param {number} size
   * @param {string} made
   * @returns {ShownPoint}
   */
  #show(size, made) {
    const { point, cosignatures } = this.#point(size);
    const { witnesses, strangers } = witnessesOf(this.#session.book, point, cosignatures);
    const isMine = witnesses.some(({ name }) => name === this.#name);
    // Only what verifies is kept: a name that the server made up could make the text one that nobody can read.
    const genuine = cosignatures.filter((one) => witnessesOf(this.#session.book, point, [one]).strangers === 0);
    return { size, made, witnesses, strangers, isMine, text: noteText(point, genuine) };
  }

  /** Give everybody whom a directory of the agency ever listed. */
  #officers() {
    const directories = this.#session.book.byAgency.get(this.#session.me.agency)?.directories ?? [];
    const labels = new Map(
      directories
        .flatMap(({ document: { readers, custodian } }) => [...readers, ...(custodian ? [custodian] : [])])
        .map(({ id, label }) => [id, label]),
    );
    return [...labels].map(([id, label]) => ({ id, label }));
  }

  /**
   * @param {number} size
   * @param {StatedEntry} stated
   * @returns {ShownEntry}
   */
  #prove(size, { place, entry, path }) {
    const shown = { place, at: "", officer: "", action: "", number: "", detail: "" };
    try {
      Object.assign(shown, readEntry(entry, this.#session.me.agency));
      if (place >= size) return { ...shown, proof: "later" };
      verifyInclusion(leafHash(utf8(entry)), place, this.#point(size).point, path.map(fromB64url));
      return { ...shown, proof: "proved" };
    } catch (error) {
      if (error instanceof RefusedError) return { ...shown, proof: "wrong" };
      throw error;
    }
  }
}

/**
 * @param {string} text
 * @param {string} agency
 * @throws {FormatError} no entry of this agency.
 */
function readEntry(text, agency) {
  const { type, at, officer, action, case: id = "", detail = "", ...more } = parsed(text);
  const isText = [at, officer, action, id, detail].every((member) => typeof member === "string");
  if (type !== ENTRY_TYPE || more.agency !== agency || !isText) throw new FormatError("no entry of this agency");
  return { at, officer, action, number: id === "" ? "" : caseNumber(id), detail };
}

/** @param {string} text */
function parsed(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    throw new FormatError("an entry is JSON");
  }
}
