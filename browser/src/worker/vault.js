/**
 * What the worker knows and does: the officer's keys, the trust they verified, the case that is open.
 *
 * Every public method is one that the page may call, by name (`main.js`). None gives a key away, apart from
 * `caseKeyFile`, which the officer asks for with an export. The worker has no network: bytes come from the page and go
 * back to it.
 */

import { composeMessage } from "../protocol/compose.js";
import { seal, unseal } from "../protocol/age.js";
import { b64url, fromB64url, fromUtf8, utf8 } from "../protocol/bytes.js";
import { mayReply, rootsFingerprint } from "../protocol/directory.js";
import { openAsOfficer, openSummary } from "../protocol/dossier.js";
import { ForgedGrantError, FormatError, RefusedError, TrustError, UnsealError } from "../protocol/errors.js";
import { caseKeyOf, caseNumber } from "../protocol/records.js";
import { deriveSignIn, wrappingKey } from "../protocol/signin.js";
import { refuseOlder, refuseRollback, verifyDocuments } from "../protocol/trust.js";
import { materialOf } from "../shared/material.js";
import { normalised } from "../shared/text.js";
import { Exporting } from "./exporting.js";
import { Opening } from "./opening.js";
import { Sending } from "./sending.js";
import { tell } from "./story.js";
import { WrappedKey } from "./wrapped.js";

/** @typedef {import("../protocol/dossier.js").Dossier} Dossier */
/** @typedef {import("../protocol/messages.js").CaseMaterial} CaseMaterial */
/** @typedef {import("../protocol/trust.js").TrustBook} TrustBook */
/** @typedef {import("../protocol/signin.js").Unlocked} Unlocked */
/** @typedef {import("../protocol/documents.d.ts").ReaderRef} ReaderRef */
/** @typedef {import("./story.js").Story} Story */

/** @typedef {{roots: Record<string, string[]>, directories: Record<string, string[]>, agencies: string[]}} Documents */
/** @typedef {import("../shared/material.js").SealedCase} SealedCase */

/**
 * A row of the inbox as far as it could be proved; `refused` names the class of the refusal.
 * @typedef {object} OpenedRow
 * @property {string} case
 * @property {string} number
 * @property {string} [title]
 * @property {string} [category]
 * @property {string} [rank]
 * @property {string} [unit]
 * @property {string} [refused]
 */

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

/** @typedef {{dossier: Dossier, material: CaseMaterial}} OpenCase */

export class Vault {
  /** @type {CryptoKey | null} */
  #wrap = null;
  /** @type {WrappedKey | null} */
  #wrapped = null;
  /** @type {Unlocked | null} */
  #keys = null;
  /** @type {ReaderRef | null} */
  #reader = null;
  /** @type {TrustBook | null} */
  #book = null;
  /** @type {OpenCase | null} */
  #case = null;
  /** @type {Map<string, OpenedRow>} */
  #rows = new Map();
  /** @type {Map<number, Opening | Sending | Exporting>} */
  #jobs = new Map();
  #nextJob = 1;

  /**
   * Stretch the passphrase; keep what unwraps, give what signs in.
   * @param {{passphrase: string, salt: string}} given
   * @param {(share: number) => void} progress
   */
  async derive({ passphrase, salt }, progress) {
    const { auth, wrap } = deriveSignIn(passphrase, fromB64url(salt), progress);
    this.#wrap = await wrappingKey(wrap);
    return { auth };
  }

  /**
   * Unwrap the officer's keys and verify the signed documents from the anchors beside them.
   * @param {{wrapped: string, installation: string, officer: {agency: string, id: string}, documents: Documents}} given
   * @returns {Promise<UnlockedOfficer>}
   */
  async unlock({ wrapped, installation, officer, documents }) {
    if (!this.#wrap) throw new UnsealError("no passphrase was given");
    const claims = { owner: officer, installation, documents };
    const opened = await WrappedKey.open(this.#wrap, fromB64url(wrapped), claims);
    this.#wrap = null;
    this.#wrapped = opened.wrapped;
    this.#keys = opened.unlocked;
    this.#reader = { agency: officer.agency, reader: officer.id };
    this.trust({ documents });
    return this.#describe();
  }

  /**
   * Verify a newer set of signed documents.
   * @param {{documents: Documents}} given
   */
  trust({ documents }) {
    const { anchors } = this.#unlocked();
    const { agency } = this.#me();
    const book = verifyDocuments(documentSet(documents), anchors.installation);
    const roots = book.byAgency.get(agency)?.roots ?? [];
    if (!roots.some((version) => rootsFingerprint(version.document) === anchors.agency)) {
      throw new TrustError("the officer's own agency has other roots than at enrolment");
    }
    refuseRollback(book.newest(agency), anchors.directory_version, anchors.directory);
    if (this.#book) refuseOlder(this.#book, book);
    this.#book = book;
    this.#rows.clear();
  }

  /** Wrap the officer's key anew with what was verified; null if that is what it holds already. */
  async renewKey() {
    return this.#wrappedKey().renew(this.#trusted());
  }

  /**
   * Note that the server stored the key that was wrapped anew.
   * @param {{wrapped: string}} given
   */
  keptKey({ wrapped }) {
    this.#wrappedKey().kept(wrapped);
  }

  /**
   * Open the titles of inbox rows; a row that does not verify says so instead.
   * @param {{rows: SealedCase[]}} given
   */
  async openRows({ rows }) {
    const opened = [];
    for (const row of rows) opened.push(await this.#openRow(row));
    return opened;
  }

  /**
   * Open and check a whole case.
   * @param {{file: SealedCase}} given
   * @returns {Promise<Story>}
   */
  async openCase({ file }) {
    const { readerKey } = this.#unlocked();
    const material = materialOf(file);
    const dossier = await openAsOfficer(material, readerKey, this.#me(), this.#trusted());
    this.#case = { dossier, material };
    return tell(dossier, this.#trusted(), await this.#bar(dossier));
  }

  /** Forget the case that is open. */
  closeCase() {
    this.#case = null;
    this.#jobs.clear();
  }

  /**
   * Sign and seal a message to the newest verified case key.
   * @param {{kind: "message" | "status", text: string, status?: string, uploads: number[]}} given
   */
  async compose({ kind, text, status, uploads }) {
    const { signingKey } = this.#unlocked();
    const { dossier } = this.#opened();
    const place = await dossier.placeFor(this.#me(), this.#trusted());
    const attachments = uploads.map((job) => this.#job(job, Sending).attachment);
    const said = text.trim() === "" ? {} : { text: normalised(text) };
    /** @type {any} The shape is checked before it is signed. */
    const body = kind === "status" ? { type: "wbs-status/v1", status, ...said } : { type: "wbs-text/v1", ...said };
    if (kind === "message" && !said.text && attachments.length === 0) throw new FormatError("nothing to say");
    const { seq, epoch, sealed } = await composeMessage(signingKey, place, { kind, body, attachments });
    const refs = uploads.map((job) => this.#job(job, Sending)).map(({ id, token }) => ({ id, token }));
    return { seq, epoch, kind, sealed: b64url(sealed), uploads: refs, ...(kind === "status" ? { status } : {}) };
  }

  /**
   * Begin to open an attachment.
   * @param {{id: string}} given
   */
  beginOpening({ id }) {
    const attachments = this.#opened().dossier.messages.flatMap((opened) => opened.message.attachments);
    const attachment = attachments.find((candidate) => candidate.id === id);
    if (!attachment) throw new FormatError("no such attachment");
    return this.#addJob(new Opening(attachment));
  }

  /**
   * Begin to send a file.
   * @param {{file: File}} given
   */
  beginSending({ file }) {
    const sending = new Sending(file);
    return { job: this.#addJob(sending), id: sending.id, token: sending.token, length: sending.length };
  }

  /**
   * Give the next encrypted part of a file that is sent.
   * @param {{job: number}} given
   */
  async nextPart({ job }) {
    const sending = this.#job(job, Sending);
    const part = await sending.nextPart();
    return { part, isLast: part.length < 1 << 20 };
  }

  /**
   * Begin an export; give the attachments that it needs, in order.
   */
  async beginExport() {
    const { dossier, material } = this.#opened();
    const key = caseKeyOf(dossier.chain.epoch(dossier.epoch));
    if (!dossier.caseKeys.has(dossier.epoch)) throw new ForgedGrantError("no grant for the newest epoch");
    const exporting = new Exporting(dossier, material, key);
    const ids = exporting.attachments.map(({ attachment }) => attachment.id);
    return { job: this.#addJob(exporting), attachments: ids };
  }

  /**
   * Begin with one attachment of an export.
   * @param {{job: number, id: string}} given
   */
  beginExported({ job, id }) {
    this.#job(job, Exporting).beginAttachment(id);
  }

  /**
   * Take stored bytes of an attachment that is opened or exported; of an export, give what can be written by now.
   * @param {{job: number, chunk: Uint8Array}} given
   */
  async push({ job, chunk }) {
    const found = this.#jobs.get(job);
    if (!(found instanceof Opening || found instanceof Exporting)) throw new FormatError("no such job");
    return found instanceof Exporting ? { writes: await found.push(chunk) } : found.push(chunk);
  }

  /**
   * End one attachment of an export.
   * @param {{job: number}} given
   */
  async endExported({ job }) {
    return { writes: await this.#job(job, Exporting).endAttachment() };
  }

  /**
   * Seal the messages of an export; give what is left to write.
   * @param {{job: number}} given
   */
  async finishExport({ job }) {
    const writes = await this.#job(job, Exporting).finish();
    return this.#ended(job, { writes });
  }

  /**
   * Give an attachment that was opened: its content and SHA-256.
   * @param {{job: number}} given
   */
  async finish({ job }) {
    return this.#ended(job, await this.#job(job, Opening).finish());
  }

  /**
   * Forget a job.
   * @param {{job: number}} given
   */
  cancel({ job }) {
    this.#jobs.delete(job);
  }

  /**
   * Give the file that opens an export: the newest case key as an age identity. Whoever has both reads the case.
   * @param {{warning: string}} given lines that stand above the key
   */
  caseKeyFile({ warning }) {
    const { dossier } = this.#opened();
    const key = dossier.caseKeys.get(dossier.epoch);
    if (!key) throw new ForgedGrantError("no grant for the newest epoch");
    const comment = [caseNumber(dossier.chain.case), ...warning.split("\n")].map((line) => `# ${line}\n`).join("");
    return { blob: new Blob([comment, key.unsafeText(), "\n"], { type: "application/octet-stream" }) };
  }

  /**
   * Seal unsent text to the officer's own key, for the page to keep while it is locked.
   * @param {{text: string}} given
   */
  async sealDraft({ text }) {
    const { readerKey } = this.#unlocked();
    return { sealed: await seal(await readerKey.public, utf8(text)) };
  }

  /**
   * Open unsent text.
   * @param {{sealed: Uint8Array}} given
   */
  async openDraft({ sealed }) {
    return { text: fromUtf8(await unseal(this.#unlocked().readerKey, sealed)) };
  }

  /** @param {SealedCase} row */
  async #openRow(row) {
    const known = this.#rows.get(rowName(row));
    if (known) return known;
    const { readerKey } = this.#unlocked();
    /** @type {OpenedRow} */
    const shown = { case: row.case, number: caseNumber(row.case) };
    try {
      const summary = await openSummary(materialOf(row), readerKey, this.#me(), this.#trusted());
      Object.assign(shown, pick(summary));
      this.#rows.set(rowName(row), shown);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      shown.refused = error.code;
    }
    return shown;
  }

  /**
   * @param {Dossier} dossier
   * @returns {Promise<import("./story.js").Bar>}
   */
  async #bar(dossier) {
    const { agency, reader } = this.#me();
    const entry = this.#trusted().currentReader(agency, reader);
    if (!entry || !mayReply(entry)) return "role";
    try {
      await dossier.placeFor(this.#me(), this.#trusted());
      return "none";
    } catch (error) {
      if (error instanceof RefusedError) return "chain";
      throw error;
    }
  }

  /** @returns {UnlockedOfficer} */
  #describe() {
    const book = this.#trusted();
    const { agency, reader } = this.#me();
    const entry = book.currentReader(agency, reader);
    return {
      agency,
      id: reader,
      label: entry?.label ?? reader,
      unit: entry?.unit ?? "",
      agencies: book.agencies.document.agencies.map(({ agency: code, name }) => ({ code, name })),
      fingerprint: this.#unlocked().anchors.installation,
      directoryVersion: book.newest(agency).document.version,
    };
  }

  /** @param {Opening | Sending | Exporting} job */
  #addJob(job) {
    const name = this.#nextJob;
    this.#nextJob += 1;
    this.#jobs.set(name, job);
    return name;
  }

  /**
   * @template Job
   * @param {number} name
   * @param {new (...parts: any[]) => Job} kind
   * @returns {Job}
   */
  #job(name, kind) {
    const found = this.#jobs.get(name);
    if (!(found instanceof kind)) throw new FormatError("no such job");
    return found;
  }

  /**
   * @template Result
   * @param {number} job
   * @param {Result} result
   */
  #ended(job, result) {
    this.#jobs.delete(job);
    return result;
  }

  #unlocked() {
    if (!this.#keys) throw new UnsealError("locked");
    return this.#keys;
  }

  #wrappedKey() {
    if (!this.#wrapped) throw new UnsealError("locked");
    return this.#wrapped;
  }

  #me() {
    if (!this.#reader) throw new UnsealError("locked");
    return this.#reader;
  }

  #trusted() {
    if (!this.#book) throw new TrustError("no documents were verified");
    return this.#book;
  }

  #opened() {
    if (!this.#case) throw new FormatError("no case is open");
    return this.#case;
  }
}

/**
 * @param {Documents} documents
 * @returns {import("../protocol/trust.js").DocumentSet}
 */
function documentSet({ roots, directories, agencies }) {
  return { roots: decoded(roots), directories: decoded(directories), agencies: agencies.map(fromB64url) };
}

/** @param {Record<string, string[]>} chains */
function decoded(chains) {
  return Object.fromEntries(Object.entries(chains).map(([name, chain]) => [name, chain.map(fromB64url)]));
}

/**
 * Name a row by everything that its title was proved from.
 * @param {SealedCase} row
 */
function rowName({ case: name, records, grants, previous_keys: previous, summary }) {
  return JSON.stringify([name, records, grants, previous, summary]);
}

/** @param {import("../protocol/documents.d.ts").Summary} summary */
function pick({ title, category, rank, unit }) {
  return { title, category, rank, ...(unit === undefined ? {} : { unit }) };
}
