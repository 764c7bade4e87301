/**
 * Files of the case that is open, on their way in, out and into an export: long work in steps, each a question of the
 * page, which has the network.
 *
 * No key is given away, apart from `caseKeyFile`, which the officer asks for with an export.
 */

import { ForgedGrantError, FormatError } from "../protocol/errors.js";
import { caseKeyOf, caseNumber } from "../protocol/records.js";
import { Bundling } from "./bundling.js";
import { Exporting } from "./exporting.js";
import { Opening } from "./opening.js";
import { Sending } from "./sending.js";

/** @typedef {import("./session.js").Session} Session */

export class Files {
  #session;

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
  }

  /**
   * Begin to open an attachment.
   * @param {{id: string}} given
   */
  beginOpening({ id }) {
    const attachments = this.#session.opened.dossier.messages.flatMap((opened) => opened.message.attachments);
    const attachment = attachments.find((candidate) => candidate.id === id);
    if (!attachment) throw new FormatError("no such attachment");
    return this.#session.addJob(new Opening(attachment));
  }

  /**
   * Begin to send a file.
   * @param {{file: File}} given
   */
  beginSending({ file }) {
    const sending = new Sending(file);
    return { job: this.#session.addJob(sending), id: sending.id, token: sending.token, length: sending.length };
  }

  /**
   * Give the next encrypted part of a file that is sent.
   * @param {{job: number}} given
   */
  async nextPart({ job }) {
    const sending = this.#session.job(job, Sending);
    const part = await sending.nextPart();
    return { part, isLast: part.length < 1 << 20 };
  }

  /**
   * Begin an export; give the attachments that it needs, in order.
   */
  async beginExport() {
    const { dossier, material } = this.#session.opened;
    const key = caseKeyOf(dossier.chain.epoch(dossier.epoch));
    if (!dossier.caseKeys.has(dossier.epoch)) throw new ForgedGrantError("no grant for the newest epoch");
    const exporting = new Exporting(dossier, material, key);
    const ids = exporting.attachments.map(({ attachment }) => attachment.id);
    return { job: this.#session.addJob(exporting), attachments: ids };
  }

  /**
   * Begin with one attachment of an export.
   * @param {{job: number, id: string}} given
   */
  beginExported({ job, id }) {
    this.#session.job(job, Bundling).beginAttachment(id);
  }

  /**
   * Take stored bytes of an attachment that is opened or exported; of an export, give what can be written by now.
   * @param {{job: number, chunk: Uint8Array}} given
   */
  async push({ job, chunk }) {
    const session = this.#session;
    if (session.isJob(job, Bundling)) return { writes: await session.job(job, Bundling).push(chunk) };
    return session.job(job, Opening).push(chunk);
  }

  /**
   * End one attachment of an export.
   * @param {{job: number}} given
   */
  async endExported({ job }) {
    return { writes: await this.#session.job(job, Bundling).endAttachment() };
  }

  /**
   * Seal the messages of an export; give what is left to write.
   * @param {{job: number}} given
   */
  async finishExport({ job }) {
    const writes = await this.#session.job(job, Exporting).finish();
    return this.#ended(job, { writes });
  }

  /**
   * Give an attachment that was opened: its content and SHA-256.
   * @param {{job: number}} given
   */
  async finish({ job }) {
    return this.#ended(job, await this.#session.job(job, Opening).finish());
  }

  /**
   * Forget a job.
   * @param {{job: number}} given
   */
  cancel({ job }) {
    this.#session.endJob(job);
  }

  /**
   * Give the file that opens an export: the newest case key as an age identity. Whoever has both reads the case.
   * @param {{warning: string}} given lines that stand above the key
   */
  caseKeyFile({ warning }) {
    const { dossier } = this.#session.opened;
    const key = dossier.caseKeys.get(dossier.epoch);
    if (!key) throw new ForgedGrantError("no grant for the newest epoch");
    const comment = [caseNumber(dossier.chain.case), ...warning.split("\n")].map((line) => `# ${line}\n`).join("");
    return { blob: new Blob([comment, key.unsafeText(), "\n"], { type: "application/octet-stream" }) };
  }

  /**
   * @template Result
   * @param {number} job
   * @param {Result} result
   */
  #ended(job, result) {
    this.#session.endJob(job);
    return result;
  }
}
