/**
 * A report that an officer writes down for somebody else: sealed here as a reporter's own browser seals it, to those
 * whom the verified directories name, whether or not this officer is one of them.
 *
 * The receipt is drawn here. It leaves as words for the page that hands them over, and as the hash that finds the
 * mailbox; neither its token nor any key of it leaves the worker, and `endIntake` forgets all of it.
 */

import { b64url, fromB64url, sha256 } from "../protocol/bytes.js";
import { standing } from "../protocol/channels.js";
import { rootsFingerprint } from "../protocol/directory.js";
import { FormatError, NamesakeError } from "../protocol/errors.js";
import { aboutOf, namesakes, openOf, writingOf } from "../protocol/likeness.js";
import { excludables } from "../protocol/naming.js";
import { composeCase } from "../protocol/newcase.js";
import { fingerprintWords, Receipt } from "../protocol/receipt.js";
import { decisiveRank } from "../protocol/ranking.js";
import { chooseRecipients } from "../protocol/recipients.js";
import { caseNumber } from "../protocol/records.js";
import { Sending } from "./sending.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("../protocol/documents.d.ts").Contact} Contact */
/** @typedef {import("../protocol/documents.d.ts").Exclusion} Exclusion */
/** @typedef {import("../protocol/documents.d.ts").ReportBody} ReportBody */
/** @typedef {import("../protocol/errors.js").ChannelClosedError} ChannelClosedError */
/** @typedef {{today: string, released: string}} Days */
/** `ranks` are those of everybody who is reported. @typedef {{agency: string, ranks: string[], exclusions: Exclusion[]} & Days} About */

/**
 * Who would read a report.
 * @typedef {object} Readers
 * @property {string} agency that governs it
 * @property {string} name of that agency
 * @property {Array<{agency: string, id: string, label: string, unit: string, isMe: boolean}>} officers
 * @property {string} standing of its directory
 * @property {boolean} takesIdentity whether somebody holds the second key of identities
 */

/** One agency that a report may be about, with the rank classes that the signed table knows. */
/** @typedef {{code: string, name: string, ranks: string[]}} Concerned */

export class Intake {
  #session;
  /** @type {Receipt | null} */
  #receipt = null;
  /** @type {number[]} Jobs that know the files and their keys. */
  #files = [];

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
  }

  /**
   * Say which agencies reports may be about, and the eight words of the installation's roots.
   * @returns {{agencies: Concerned[], fingerprint: string[]}}
   */
  intakeChoices() {
    const { book } = this.#session;
    const { agencies } = book.agencies.document;
    const newest = /** @type {{document: any}} */ (book.installation.at(-1));
    return {
      agencies: agencies.map(({ agency, name, routes }) => ({
        code: agency,
        name,
        ranks: routes.map(({ rank }) => rank),
      })),
      fingerprint: fingerprintWords(fromB64url(rootsFingerprint(newest.document))),
    };
  }

  /**
   * Say who would read a report.
   * @param {About} about
   * @returns {Readers}
   * @throws {ChannelClosedError} nobody here may, or too few can; or the exclusions leave nobody.
   */
  intakeReaders(about) {
    const { directory, recipients, custodian } = this.#choose(about).chosen;
    const { document } = directory;
    const me = this.#session.me;
    const entries = document.readers.filter(({ id }) => recipients.some(({ name }) => name.reader === id));
    return {
      agency: document.agency,
      name: this.#nameOf(document.agency),
      officers: entries.map(({ id, label, unit }) => ({
        ...{ agency: document.agency, id, label, unit },
        isMe: document.agency === me.agency && id === me.reader,
      })),
      standing: standing(document, about.today, about.released),
      takesIdentity: custodian !== undefined,
    };
  }

  /**
   * List whom a report about an agency may keep out, as reporters' own pages do.
   * @param {{agency: string}} about
   */
  intakeExcludables({ agency }) {
    return excludables(this.#session.book, agency);
  }

  /**
   * List who on the signed lists may be named in a report, and is not kept out; `writing` names what answers hold for.
   * @param {{about: About, report: ReportBody}} given
   */
  intakeNamesakes({ about, report }) {
    const written = writingOf(report);
    const named = namesakes(this.#session.book, about.agency, written);
    return { open: openOf(named, this.#choose(about).chosen.excluded), writing: aboutOf(written, named) };
  }

  /**
   * Seal a report; again, when something newer came in between, under the same receipt.
   * @param {{about: About, report: ReportBody, contact?: Contact, files: number[], others: string[]}} given `contact`
   *   for the custodian alone; `files` are jobs that sent them; `others` are full names of those on the lists who are not
   *   meant by it
   * @param {(share: number) => void} [progress]
   * @throws {NamesakeError} somebody else on the lists may be named in it.
   * @throws {RefusedError} the report breaks its limits, or nobody may receive it.
   */
  async sealIntake({ about, report, contact, files, others }, progress) {
    if (!report.intake) throw new FormatError("a report that does not say how it came in");
    const { open } = this.intakeNamesakes({ about, report });
    if (open.some(({ fullName }) => !others.includes(fullName))) {
      throw new NamesakeError("somebody on the lists who may be named in the report");
    }
    const receipt = (this.#receipt ??= Receipt.generate());
    const { chosen, rank } = this.#choose(about);
    this.#files.push(...files);
    const sendings = files.map((job) => this.#session.job(job, Sending));
    const attachments = sendings.map((sending) => sending.attachment);
    const sealed = await composeCase(
      { ...chosen, report: { ...report, rank }, receipt, attachments, contact },
      progress,
    );
    return {
      case: sealed.case,
      number: caseNumber(sealed.case),
      body: {
        agency: sealed.agency,
        mailbox: b64url(sha256(receipt.mailboxToken)),
        record: b64url(sealed.record),
        grants: sealed.grants.map((grant) => ({ key: grant.key, sealed: b64url(grant.sealed) })),
        summary: b64url(sealed.summary),
        report: b64url(sealed.message.sealed),
        uploads: sendings.map(({ id, token }) => ({ id, token })),
      },
    };
  }

  /**
   * Give the twelve words of the receipt, for the page that hands them over once the report has arrived.
   * @throws {FormatError} nothing was sealed, or it was handed over.
   */
  intakeWords() {
    if (!this.#receipt) throw new FormatError("there is no receipt");
    return this.#receipt.unsafeWords();
  }

  /** Forget the receipt and the files: it was handed over, or the report was given up. */
  endIntake() {
    this.#receipt = null;
    for (const job of this.#files.splice(0)) this.#session.endJob(job);
  }

  /** @param {About} about */
  #choose({ agency, ranks, exclusions, today, released }) {
    const { book } = this.#session;
    const rank = decisiveRank(book.agencies.document, agency, ranks);
    return { rank, chosen: chooseRecipients(book, { agency, rank, exclusions }, { today, released }) };
  }

  /** @param {string} code */
  #nameOf(code) {
    const { agencies } = this.#session.book.agencies.document;
    return agencies.find(({ agency }) => agency === code)?.name ?? code;
  }
}
