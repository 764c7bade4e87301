/**
 * What happens to a report in its reporter's browser: files are encrypted part by part, the report is sealed to those
 * whom verified directories name. The receipt is drawn here; it leaves as words for the page that shows them.
 */

import { b64url, fromB64url } from "../../protocol/bytes.js";
import { governing, receivers, recipientsOf, standing } from "../../protocol/channels.js";
import { ChannelClosedError } from "../../protocol/errors.js";
import { rootsFingerprint } from "../../protocol/directory.js";
import { composeCase } from "../../protocol/newcase.js";
import { fingerprintWords, Receipt } from "../../protocol/receipt.js";
import { caseNumber } from "../../protocol/records.js";
import { Sending } from "../../worker/sending.js";
import { trustedBook } from "../trusting.js";

/** @typedef {import("../../protocol/documents.d.ts").ReportBody} ReportBody */
/** @typedef {import("../../protocol/trust.js").TrustBook} TrustBook */
/** @typedef {{today: string, released: string}} Days */

export class Sealer {
  /** @type {TrustBook | null} */
  #book = null;
  /** @type {Receipt | null} */
  #receipt = null;
  /** @type {Map<string, Sending>} */
  #files = new Map();

  /**
   * Take the signed documents.
   * @param {{documents: import("../api.js").Documents, anchors: import("../api.js").Anchors}} given
   * @returns {{fingerprint: string[]}} the eight words of the installation's roots
   * @throws {RefusedError} not genuine.
   */
  trust({ documents, anchors }) {
    this.#book = trustedBook(documents, anchors);
    const newest = /** @type {{document: any}} */ (this.#book.installation.at(-1));
    return { fingerprint: fingerprintWords(fromB64url(rootsFingerprint(newest.document))) };
  }

  /**
   * Say who would read a report.
   * @param {{agency: string, rank: string} & Days} about
   * @throws {ChannelClosedError} nobody here may, or too few can.
   */
  readers({ agency, rank, today, released }) {
    const { directory, recipients } = this.#channel(agency, rank, { today, released });
    const { agencies } = this.#trusted().agencies.document;
    const entry = agencies.find((candidate) => candidate.agency === directory.document.agency);
    return {
      agency: directory.document.agency,
      name: entry?.name ?? directory.document.agency,
      readers: recipients.length,
      version: directory.document.version,
      standing: standing(directory.document, today, released),
    };
  }

  /**
   * Begin to encrypt a file.
   * @param {{file: File | Blob, name: string}} given
   * @returns {{id: string, token: string, length: number}}
   */
  add({ file, name }) {
    const sending = new Sending(file instanceof File ? file : new File([file], name, { type: file.type }));
    this.#files.set(sending.id, sending);
    return { id: sending.id, token: sending.token, length: sending.length };
  }

  /**
   * Give the next encrypted part of a file: 1 MiB, the last one shorter.
   * @param {{id: string}} given
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   * @throws {Error} the file cannot be read, or has changed.
   */
  async nextPart({ id }) {
    return this.#file(id).nextPart();
  }

  /**
   * Forget a file.
   * @param {{id: string}} given
   */
  forget({ id }) {
    this.#files.delete(id);
  }

  /**
   * Seal a report with its files; again, when something newer came in between, under the same receipt.
   * @param {{report: ReportBody, agency: string, files: string[]} & Days} given
   * @param {(share: number) => void} onProgress
   * @throws {RefusedError} the report breaks its limits, or nobody may receive it.
   */
  async seal({ report, agency, files, today, released }, onProgress) {
    this.#receipt ??= Receipt.generate();
    const { directory, recipients } = this.#channel(agency, report.rank, { today, released });
    const sendings = files.map((id) => this.#file(id));
    const attachments = sendings.map((sending) => sending.attachment);
    const sealed = await composeCase(
      { report, receipt: this.#receipt, directory, recipients, attachments },
      onProgress,
    );
    const body = {
      agency: sealed.agency,
      record: b64url(sealed.record),
      grants: sealed.grants.map((grant) => ({ key: grant.key, sealed: b64url(grant.sealed) })),
      summary: b64url(sealed.summary),
      report: b64url(sealed.message.sealed),
      uploads: sendings.map(({ id, token }) => ({ id, token })),
    };
    return {
      case: sealed.case,
      number: caseNumber(sealed.case),
      body: JSON.stringify(body),
      token: b64url(this.#receipt.mailboxToken),
      reader: (await this.#receipt.readerKey.public).digest,
    };
  }

  /** Give the twelve words, for the page that shows them once the report has arrived. */
  words() {
    if (!this.#receipt) throw new Error("nothing was sealed");
    return this.#receipt.unsafeWords();
  }

  /**
   * @param {string} agency
   * @param {string} rank
   * @param {Days} days
   */
  #channel(agency, rank, { today, released }) {
    const book = this.#trusted();
    const directory = book.newest(governing(book.agencies.document, agency, rank));
    return { directory, recipients: recipientsOf(directory, receivers(directory.document, today, released)) };
  }

  #trusted() {
    if (!this.#book) throw new ChannelClosedError("no documents were verified");
    return this.#book;
  }

  /** @param {string} id */
  #file(id) {
    const sending = this.#files.get(id);
    if (!sending) throw new Error("no such file");
    return sending;
  }
}
