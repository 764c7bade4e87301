/**
 * What happens to a report in its reporter's browser: files are encrypted part by part, the report is sealed to those
 * whom verified directories name. The receipt is drawn here; it leaves as words for the page that shows them.
 */

import { b64url, fromB64url } from "../../protocol/bytes.js";
import { standing } from "../../protocol/channels.js";
import { ChannelClosedError, NamesakeError } from "../../protocol/errors.js";
import { RECOVERY_READER, rootsFingerprint } from "../../protocol/directory.js";
import { aboutOf, namesakes, openOf, writingOf } from "../../protocol/likeness.js";
import { excludables, readExclusions } from "../../protocol/naming.js";
import { composeCase } from "../../protocol/newcase.js";
import { decisiveRank } from "../../protocol/ranking.js";
import { fingerprintWords, Receipt } from "../../protocol/receipt.js";
import { chooseRecipients } from "../../protocol/recipients.js";
import { caseNumber } from "../../protocol/records.js";
import { refuseOlder } from "../../protocol/trust.js";
import { trustedBook } from "../trusting.js";
import { Shelf } from "./shelf.js";

/** @typedef {import("../../protocol/documents.d.ts").Contact} Contact */
/** @typedef {import("../../protocol/documents.d.ts").Exclusion} Exclusion */
/** @typedef {import("../../protocol/documents.d.ts").ReportBody} ReportBody */
/** @typedef {import("../../protocol/recipients.js").Chosen} Chosen */
/** @typedef {import("../../protocol/trust.js").TrustBook} TrustBook */
/** @typedef {{today: string, released: string}} Days */
/**
 * `ranks` are those of everybody who is reported, `exclusions` whom the reporter excludes.
 * @typedef {{agency: string, ranks: string[], exclusions?: Exclusion[]} & Days} About
 */

export class Sealer extends Shelf {
  /** @type {TrustBook | null} */
  #book = null;
  /** @type {Receipt | null} */
  #receipt = null;

  /**
   * Take the signed documents; what was taken before must not be newer.
   * @param {{documents: import("../api.js").Documents, anchors: import("../api.js").Anchors}} given
   * @returns {{fingerprint: string[]}} the eight words of the installation's roots
   * @throws {RefusedError} not genuine, or older.
   */
  trust({ documents, anchors }) {
    const book = trustedBook(documents, anchors);
    if (this.#book) refuseOlder(this.#book, book);
    this.#book = book;
    const newest = /** @type {{document: any}} */ (book.installation.at(-1));
    return { fingerprint: fingerprintWords(fromB64url(rootsFingerprint(newest.document))) };
  }

  /**
   * Say who would read a report.
   * @param {About} about
   * @throws {ChannelClosedError} nobody here may, or too few can.
   * @throws {NobodyLeftError} whom the reporter excludes leaves nobody.
   */
  readers(about) {
    return this.#named(this.#choose(about).chosen, about);
  }

  /**
   * List whom a report about an agency may exclude, and read what was typed of it.
   * @param {{agency: string, text: string}} typed one name a line
   */
  naming({ agency, text }) {
    const among = excludables(this.#trusted(), agency);
    return {
      among: among.map(({ name, agencyName, fullName }) => ({ name, agencyName, fullName })),
      ...readExclusions(text, among),
    };
  }

  /**
   * List who on the signed lists may be named in a report, and is not kept out; `about` names what answers hold for.
   * @param {{report: ReportBody} & About} given
   * @throws {ChannelClosedError} as `readers`.
   */
  namesakes({ report, ...given }) {
    const writing = writingOf(report);
    const named = namesakes(this.#trusted(), given.agency, writing);
    return { open: openOf(named, this.#choose(given).chosen.excluded), about: aboutOf(writing, named) };
  }

  /**
   * Seal a report with its files; again, when something newer came in between, under the same receipt.
   * @param {{report: ReportBody, contact?: Contact, files: string[], others?: string[]} & About} given `contact` for the
   *   custodian alone; `others` are full names of those on the lists who are not meant by it
   * @param {(share: number) => void} onProgress
   * @throws {NamesakeError} somebody else on the lists may be named in it.
   * @throws {RefusedError} the report breaks its limits, or nobody may receive it.
   */
  async seal({ report, contact, files, others = [], ...about }, onProgress) {
    const { open } = this.namesakes({ report, ...about });
    if (open.some(({ fullName }) => !others.includes(fullName)))
      throw new NamesakeError("somebody on the lists who may be named in the report");
    this.#receipt ??= Receipt.generate();
    const { chosen, rank } = this.#choose(about);
    const sendings = this.sendings(files);
    const attachments = sendings.map((sending) => sending.attachment);
    const whole = { ...report, rank };
    const parts = { ...chosen, report: whole, receipt: this.#receipt, attachments, contact };
    const sealed = await composeCase(parts, onProgress);
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
      readers: this.#named(chosen, about),
    };
  }

  /** Give the twelve words, for the page that shows them once the report has arrived. */
  words() {
    if (!this.#receipt) throw new Error("nothing was sealed");
    return this.#receipt.unsafeWords();
  }

  /** @param {About} about */
  #choose({ agency, ranks, exclusions = [], today, released }) {
    const book = this.#trusted();
    const rank = decisiveRank(book.agencies.document, agency, ranks);
    return { rank, chosen: chooseRecipients(book, { agency, rank, exclusions }, { today, released }) };
  }

  /**
   * @param {Chosen} chosen
   * @param {Days} days
   */
  #named({ directory: { document }, recipients, custodian }, { today, released }) {
    const { agencies } = this.#trusted().agencies.document;
    const entry = agencies.find((candidate) => candidate.agency === document.agency);
    return {
      agency: document.agency,
      name: entry?.name ?? document.agency,
      readers: recipients.filter(({ name }) => name.reader !== RECOVERY_READER).length,
      version: document.version,
      standing: standing(document, today, released),
      takesIdentity: custodian !== undefined,
    };
  }

  #trusted() {
    if (!this.#book) throw new ChannelClosedError("no documents were verified");
    return this.#book;
  }
}
