/**
 * What the worker knows of cases: titles of the inbox, the case that is open, what the officer writes into it.
 *
 * No message is sealed to a key that was not proved; no title is shown that does not verify.
 */

import { composeMessage } from "../protocol/compose.js";
import { seal, unseal } from "../protocol/age.js";
import { b64url, fromUtf8, utf8 } from "../protocol/bytes.js";
import { mayReply } from "../protocol/directory.js";
import { openAsOfficer, openSummary } from "../protocol/dossier.js";
import { FormatError, RefusedError } from "../protocol/errors.js";
import { openInside } from "../protocol/insight.js";
import { caseNumber } from "../protocol/records.js";
import { materialOf } from "../shared/material.js";
import { normalised } from "../shared/text.js";
import { checkStep } from "../shared/workflow.js";
import { insideMaterialOf, tellInside } from "./inside.js";
import { personOf } from "./readers.js";
import { Sending } from "./sending.js";
import { signedStatus, signedTags, tell } from "./story.js";

/** @typedef {import("../protocol/dossier.js").Dossier} Dossier */
/** @typedef {import("../protocol/trust.js").TrustBook} TrustBook */
/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./story.js").Story} Story */
/** @typedef {import("../shared/material.js").SealedCase} SealedCase */
/**
 * A step as the page wants it: what stands in the status, without words, and the kind of matter for figures.
 * @typedef {Omit<import("../protocol/documents.d.ts").StatusBody, "type" | "text"> & {category?: string}} Step
 */

/** @typedef {Story & {inside: import("./inside.js").InsideStory | null}} OpenedStory */

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
 * @property {boolean} [isRetracted] whether the server says that the reporter took everything back; opening proves it
 */

export class Casebook {
  #session;
  /** @type {WeakMap<TrustBook, Map<string, OpenedRow>>} What was proved holds for the documents it was proved with. */
  #rows = new WeakMap();

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
  }

  /**
   * Open the titles of inbox rows; a row that does not verify says so instead.
   * @param {{rows: SealedCase[], once?: boolean}} given `once` if they are not to be remembered
   */
  async openRows({ rows, once = false }) {
    const opened = [];
    for (const row of rows) opened.push(await this.#openRow(row, once));
    return opened;
  }

  /**
   * Open and check a whole case, and what officers wrote among themselves in it.
   * @param {{file: SealedCase & {inside?: import("./inside.js").SealedInside}}} given
   * @returns {Promise<OpenedStory>}
   */
  async openCase({ file }) {
    const { me, book } = this.#session;
    const material = materialOf(file);
    const dossier = await this.#session.withKeys((readerKey) => openAsOfficer(material, readerKey, me, book));
    const insight = file.inside ? await this.#insight(file.inside, dossier) : null;
    this.#session.hold({ dossier, material, insight });
    const inside = insight && tellInside(insight, this.#session);
    return { ...tell(dossier, this.#session.book, await this.#bar(dossier), this.#session.me), inside };
  }

  /**
   * Name whoever reads the case that is open, but not this other one: its number would tell them of it.
   * @param {{file: SealedCase}} given the other case, which the officer reads
   * @returns {Promise<string[]>} their labels
   * @throws {RefusedError} it is not genuine.
   */
  async readersWithout({ file }) {
    const { me, book } = this.#session;
    const { newest } = this.#session.opened.dossier;
    const other = await this.#session.withKeys((key) => openAsOfficer(materialOf(file), key, me, book));
    return [...newest.readers.keys()]
      .filter((name) => !other.newest.readers.has(name))
      .map((name) => {
        const [agency, reader] = name.split("/");
        return personOf({ agency, reader }, book).label;
      });
  }

  /** Forget the case that is open. */
  closeCase() {
    this.#session.hold(null);
    this.#session.endJobs();
  }

  /**
   * Sign and seal a message to the newest verified case key; with a step, what the server is told of it in clear.
   * @param {{text: string, step?: Step, uploads: number[]}} given
   * @throws {FormatError} nothing to say, or a step that may not follow what was signed last.
   */
  async compose({ text, step, uploads }) {
    const { signingKey } = this.#session.keys;
    const { dossier } = this.#session.opened;
    const place = await dossier.placeFor(this.#session.me, this.#session.book);
    const attachments = uploads.map((job) => this.#session.job(job, Sending).attachment);
    const said = text.trim() === "" ? {} : { text: normalised(text) };
    /** @type {any} The shape is checked before it is signed. */
    const body = step ? stepBody(step, said) : { type: "wbs-text/v1", ...said };
    if (step) requireStep(dossier, body);
    else if (!said.text && attachments.length === 0) throw new FormatError("nothing to say");
    const kind = step ? "status" : "message";
    const { seq, epoch, sealed } = await composeMessage(signingKey, place, { kind, body, attachments });
    const refs = uploads.map((job) => this.#session.job(job, Sending)).map(({ id, token }) => ({ id, token }));
    return { seq, epoch, kind, sealed: b64url(sealed), uploads: refs, ...(step && inClear(step)) };
  }

  /**
   * Seal unsent text to the officer's own key, for the page to keep while it is locked.
   * @param {{text: string}} given
   */
  async sealDraft({ text }) {
    const { readerKey } = this.#session.keys;
    return { sealed: await seal(await readerKey.public, utf8(text)) };
  }

  /**
   * Open unsent text.
   * @param {{sealed: Uint8Array}} given
   */
  async openDraft({ sealed }) {
    return { text: fromUtf8(await unseal(this.#session.keys.readerKey, sealed)) };
  }

  /**
   * @param {SealedCase} row
   * @param {boolean} once
   */
  async #openRow(row, once) {
    const rows = this.#rowsNow();
    const known = rows.get(rowName(row));
    if (known) return known;
    const { me, book } = this.#session;
    /** @type {OpenedRow} */
    const shown = { case: row.case, number: caseNumber(row.case) };
    if (row.summary === "") return { ...shown, isRetracted: true };
    try {
      const material = materialOf(row);
      const summary = await this.#session.withKeys((readerKey) => openSummary(material, readerKey, me, book));
      Object.assign(shown, pick(summary));
      if (!once) rows.set(rowName(row), shown);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      shown.refused = error.code;
    }
    return shown;
  }

  /**
   * @param {import("./inside.js").SealedInside} inside
   * @param {Dossier} dossier
   */
  async #insight(inside, dossier) {
    const { me, book } = this.#session;
    return openInside(insideMaterialOf(inside), dossier, await this.#session.keyNamedBy(dossier), me, book);
  }

  /**
   * @param {Dossier} dossier
   * @returns {Promise<import("./story.js").Bar>}
   */
  async #bar(dossier) {
    const { agency, reader } = this.#session.me;
    const entry = this.#session.book.currentReader(agency, reader);
    if (!entry || !mayReply(entry)) return "role";
    try {
      await dossier.placeFor(this.#session.me, this.#session.book);
      return "none";
    } catch (error) {
      if (error instanceof RefusedError) return "chain";
      throw error;
    }
  }

  #rowsNow() {
    const { book } = this.#session;
    const rows = this.#rows.get(book) ?? new Map();
    this.#rows.set(book, rows);
    return rows;
  }
}

/**
 * Write a step as it is signed.
 * @param {Step} step
 * @param {{text?: string}} said
 */
function stepBody({ category: _, letter, ...told }, said) {
  return { type: "wbs-status/v1", ...told, ...said, ...(letter && { letter: normalised(letter) }) };
}

/**
 * Give what the server is told of a step: where the case stands, and tags for clocks and figures.
 * @param {Step} step
 */
function inClear({ status, until, outcome, class: matter, category }) {
  const ends = status === "reopened" ? { outcome: null } : outcome && { outcome };
  const tags = { ...(matter && { class: matter }), ...ends, ...(category && { category }) };
  return { status, tags, ...(until && { until }) };
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

/**
 * Refuse a step that may not follow what was signed last. More may be told of a hand-over, but nobody else named: a new
 * recipient stands in the register first.
 * @param {Dossier} dossier
 * @param {import("../protocol/documents.d.ts").StatusBody} body
 * @throws {FormatError} so it is.
 */
export function requireStep({ messages }, body) {
  const confirmed = messages.filter((opened) => opened.confirmed);
  const now = signedStatus(confirmed);
  checkStep(now, body);
  if (now === "passed-on" && body.status === now && body.to !== signedTags(confirmed).to) {
    throw new FormatError("another recipient than the one whom the case was handed to");
  }
}
